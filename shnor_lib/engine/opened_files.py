"""Files that the cells of a notebook open for reading, heard of by Python's own audit hook (decision 41).

A cell that reads a file of its own makes its stage depend on it.  What is not opened through Python (a library that
reads past it, another process, the network) is not heard.
"""

import os
import sys
from collections.abc import Callable
from importlib.util import source_from_cache
from typing import Any

#: Files of the interpreter and its libraries are named by the lock and by Python's version.
_LIBRARIES = tuple(
    os.path.join(os.path.realpath(folder), "")
    for folder in {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.__file__)}
)
#: The module that is an ipykernel which hears, and the variable that names the file for the paths (each ends in a NUL).
HEARING_KERNEL = "shnor_lib.engine.hearing_kernel"
HEARD_VARIABLE = "SHNOR_OPENED_FILES"

_WRITING = os.O_WRONLY | os.O_RDWR


def hear(tell: Callable[[str], object]) -> None:
    """Tell the full path of each file outside of the libraries that this process opens for reading, from now on."""

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        # Called for everything that Python audits: what is no file has to be passed over at once.
        if (event == "open" and not (arguments[2] or 0) & _WRITING) or event == "sqlite3.connect":
            path = arguments[0]
        else:
            return
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        if isinstance(path, str) and "\0" not in path and (own := _own_file(path)):
            tell(own)

    sys.addaudithook(listen)


def _own_file(path: str) -> str:
    """Return the full path, a compiled module's source in its place; nothing if it belongs to the libraries."""
    full = os.path.realpath(path)
    if full.startswith(_LIBRARIES):
        return ""
    if full.endswith(".pyc"):
        try:
            return source_from_cache(full)
        except ValueError:
            return ""
    return full

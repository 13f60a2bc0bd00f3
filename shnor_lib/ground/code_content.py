"""What Python runs of a module: its compiled code without docstrings and places, so that a comment changes nothing.

Nothing of the package looks at docstrings while it works; whoever begins to has to hash them (`tests/ground`).  A line
that is broken in another place may count as a change, since Python then keeps a place to stop at, and so does the first
docstring of a function that had none.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from shnor_lib.ground.content import file_hash
from shnor_lib.ground.whole_files import write_over

#: Code objects without a docstring of their own, whose first constant may be any string.
_WITHOUT_DOCSTRING = frozenset({"<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})
#: Flags of a function's code: fast locals in a namespace of its own.
_FUNCTION = 0x01 | 0x02
_SHAPE = ("co_name", "co_qualname", "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_flags")
_NAMES = ("co_names", "co_varnames", "co_cellvars", "co_freevars")


class CodeHashes:
    """Hashes of modules' code, kept by the hashes of their bytes: compiling takes longer than a run with no work."""

    def __init__(self, kept_file: Path | None = None):
        self._file = kept_file
        self._kept = _read(kept_file) if kept_file else {}
        self._is_new = False

    def of(self, path: Path) -> str:
        """Return the hash of what Python runs of a module; of one that does not compile, that of its bytes."""
        content = file_hash(path)
        if content not in self._kept:
            self._kept[content] = _hash_of_module(path) or content
            self._is_new = True
        return self._kept[content]

    def keep(self) -> None:
        """Write down what was computed anew; a folder that cannot be written to costs the next run a second."""
        if self._file is not None and self._is_new:
            with suppress(OSError):
                write_over(self._file, json.dumps(self._kept, sort_keys=True).encode())
            self._is_new = False


def kept_in(folder: Path) -> Path:
    """Return the file of kept hashes: each Python compiles in its own way."""
    return folder / f"code-{sys.version_info.major}.{sys.version_info.minor}.json"


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    sound = isinstance(kept, dict) and all(isinstance(one, str) for one in kept.values())
    return kept if sound else {}


def _hash_of_module(path: Path) -> str | None:
    try:
        # What Python keeps in `__pycache__` is known by the second and the size alone: an edit may be missed.
        code = compile(path.read_bytes(), path.name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OSError):
        return None
    return hash_of_code(code)


def hash_of_code(code: CodeType) -> str:
    """Return the hash of code without docstrings and without where its lines stand."""
    told = hashlib.sha256()
    for part in _parts(code):
        told.update(part.encode("utf-8", "surrogatepass"))
        told.update(b"\0")
    return told.hexdigest()


def _parts(code: CodeType) -> Iterator[str]:
    """Yield all that makes a code object, in an order that no hash seed changes."""
    yield repr([getattr(code, name) for name in (*_SHAPE, *_NAMES)])
    yield code.co_code.hex()
    yield code.co_exceptiontable.hex()
    docstring = _place_of_docstring(code)
    for place, constant in enumerate(code.co_consts):
        if isinstance(constant, CodeType):
            yield "code"
            yield from _parts(constant)
        elif place != docstring:
            yield _told(constant)
    yield "end"


def _place_of_docstring(code: CodeType) -> int | None:
    """Return which constant is the docstring; a function has it first, a class after its name, a module first.

    A function without one has ``None`` there (until Python 3.12), or another constant (then a flag is missing).
    """
    if code.co_flags & _FUNCTION == _FUNCTION:
        has_one = sys.version_info < (3, 13) or bool(code.co_flags & 0x4000000)
        place = 0 if has_one and code.co_name not in _WITHOUT_DOCSTRING else None
    elif "__doc__" in code.co_names:
        place = 0 if code.co_name == "<module>" else 1
    else:
        place = None
    if place is None or len(code.co_consts) <= place:
        return None
    return place if isinstance(code.co_consts[place], str) else None


def _told(constant: Any) -> str:
    """Return a constant as text that tells 1 from 1.0 and True, and -0.0 from 0.0."""
    if isinstance(constant, tuple):
        return f"({', '.join(map(_told, constant))})"
    if isinstance(constant, frozenset):
        return f"{{{', '.join(sorted(map(_told, constant)))}}}"
    return f"{type(constant).__name__} {constant!r}"

"""Content of files: hashes and syntax trees."""

import ast
import gc
import hashlib
import threading
from pathlib import Path

_parsing = threading.Lock()


def syntax_tree(source: bytes | str) -> ast.Module:
    """Parse a module or a cell undisturbed.

    CPython 3.11 fails with SystemError («AST constructor recursion depth mismatch») when other Python code runs between
    the nodes: another thread's parsing, or a finalizer that the garbage collector calls.
    """
    with _parsing:
        collecting = gc.isenabled()
        gc.disable()
        try:
            return ast.parse(source)
        finally:
            if collecting:
                gc.enable()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

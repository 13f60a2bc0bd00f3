"""A source file opened once: its bytes, the hash by which it is known, its sheets when they are asked for."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from shnor_lib.ground.project import shown
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.files.formats import file_content, read_sheets


@dataclass
class Book:
    """An opened file.

    Its sheets are parsed on the first look at them, and never again: a file whose content is known already costs no
    more than its bytes.
    """

    path: Path
    content: bytes = field(repr=False)

    @property
    def file(self) -> str:
        """The file's path as messages and tables show it."""
        return shown(self.path)

    @cached_property
    def digest(self) -> str:
        """The hash of the bytes: copies of a file have the same."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def sheets(self) -> list[Sheet]:
        """All sheets, hidden ones included.

        Raises:
            ReportError: the file is no table, is damaged, encrypted or far too large.
        """
        return read_sheets(self.path, self.content)


def open_book(path: Path) -> Book:
    """Open a file.

    Raises:
        ReportError: the file is missing, locked, far too large or empty.
    """
    return Book(path, file_content(path))

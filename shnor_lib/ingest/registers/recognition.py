"""Which files hold registers: told by the titles of their sheets, then by the headers below them."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path

import xlrd

from shnor_lib.ground import registers
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.registers import RegisterSheet
from shnor_lib.ingest.cells.headings import MOST_ROWS_ABOVE, HeadingMap, heading_key
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.files.formats import TABLE_SUFFIXES, file_content, read_sheets
from shnor_lib.ingest.layouts.recognition import recognised

#: The part of a workbook that names its sheets is never larger than this.
_LARGEST_LIST_BYTES = 2**20
_SHEET_NAME = re.compile(r"<(?:\w+:)?sheet\s[^<>]*?\bname=\"([^\"]*)\"")


@dataclass
class RegisterBook:
    """A workbook that holds registers: its path, its sheets, and the hash by which a copy of it is told."""

    path: Path
    sheets: list[Sheet]
    digest: str


@dataclass
class PartedFiles:
    """The files of a results folder: those that hold registers, read; and the paths of all others."""

    registers: list[RegisterBook] = field(default_factory=list)
    results: list[Path] = field(default_factory=list)


def split_registers(files: Sequence[Path]) -> PartedFiles:
    """Part the files that hold registers from those that may hold results, by content and not by name.

    A file is a register if a sheet has a register's title and below it that register's headers (`is_register`).
    A file that cannot be read stays with the results, whose reader says so.
    """
    parted = PartedFiles()
    for path in files:
        book = _register_book(path)
        if book is None:
            parted.results.append(path)
        else:
            parted.registers.append(book)
    return parted


def _register_book(path: Path) -> RegisterBook | None:
    if path.suffix.lower() not in TABLE_SUFFIXES:
        return None
    try:
        content = file_content(path)
        if not any(register_of_title(title) for title in _sheet_titles(path, content)):
            return None
        sheets = read_sheets(path, content)
    except ReportError:
        return None
    if not any(is_register(sheet) for sheet in sheets):
        return None
    return RegisterBook(path, sheets, hashlib.sha256(content).hexdigest())


def _sheet_titles(path: Path, content: bytes) -> list[str]:
    """Return the titles of a workbook's sheets without reading the sheets; nothing where that fails."""
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("xl/workbook.xml") as part:
                text = part.read(_LARGEST_LIST_BYTES).decode("utf-8", errors="replace")
            return [unescape(title) for title in _SHEET_NAME.findall(text)]
        if content.startswith(b"\xd0\xcf\x11\xe0"):
            return xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO()).sheet_names()
    except Exception:  # whatever a damaged file makes of a library, its reader will put into words
        return []
    return [path.stem] if path.suffix.lower() == ".csv" else []


@cache
def _by_title() -> dict[str, RegisterSheet]:
    return {heading_key(sheet.title): sheet for sheet in registers.register_sheets()}


def register_of_title(title: str) -> RegisterSheet | None:
    """Return the register of a sheet's title, whatever its case and look-alikes."""
    return _by_title().get(heading_key(title))


@cache
def heading_map(register: RegisterSheet) -> HeadingMap:
    """Return the headers of a register by their keys."""
    roles = {heading_key(header): column.name for column in register.columns for header in column.headers}
    return HeadingMap(roles, personal=frozenset(map(heading_key, registers.personal_headers())))


def is_register(sheet: Sheet) -> bool:
    """Tell whether a sheet has a register's title and the headers of its key, or most of its headers.

    A sheet that lacks headers of its key is a register still, to be complained of, unless it has a layout of results.
    """
    register = register_of_title(sheet.name)
    if register is None:
        return False
    if heading_row(sheet, register, register.identity) is not None:
        return True
    row = likeliest_heading_row(sheet, register)
    named = heading_map(register).roles_in(sheet.rows[row - 1]) if row else ()
    return 2 * len(named) > len(register.columns) and recognised(sheet) is None


def heading_row(sheet: Sheet, register: RegisterSheet, wanted: Iterable[str]) -> int | None:
    """Return the first row (from 1) that has the headers of all wanted columns."""
    wanted = set(wanted)
    for row, values in enumerate(sheet.rows[:MOST_ROWS_ABOVE], start=1):
        if wanted <= heading_map(register).roles_in(values):
            return row
    return None


def likeliest_heading_row(sheet: Sheet, register: RegisterSheet) -> int | None:
    """Return the row with most of the register's headers, two at least: the headers of a sheet that lacks some."""
    found = [
        (len(heading_map(register).roles_in(values)), -row)
        for row, values in enumerate(sheet.rows[:MOST_ROWS_ABOVE], start=1)
    ]
    best, row = max(found, default=(0, 0))
    return -row if best >= min(2, len(register.columns)) else None

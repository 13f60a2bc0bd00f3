"""Which sheets are registers: told by their titles, then by the headers below them."""

from collections.abc import Iterable, Sequence
from functools import cache

from shnor_lib.ground import registers
from shnor_lib.ground.programme import programme_sheets
from shnor_lib.ground.registers import RegisterSheet
from shnor_lib.ingest.cells.headings import MOST_ROWS_ABOVE, HeadingMap, first_row, heading_key
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.recognition import recognised


@cache
def _by_title() -> dict[str, RegisterSheet]:
    return {heading_key(sheet.title): sheet for sheet in registers.register_sheets()}


def register_of_title(title: str) -> RegisterSheet | None:
    """Return the register of a sheet's title, whatever its case and look-alikes."""
    return _by_title().get(heading_key(title))


@cache
def _programme_by_title() -> dict[str, RegisterSheet]:
    return {heading_key(sheet.title): sheet for sheet in programme_sheets()}


def programme_sheet_of_title(title: str) -> RegisterSheet | None:
    """Return the sheet of the programme's workbook of a sheet's title, whatever its case and look-alikes."""
    return _programme_by_title().get(heading_key(title))


def is_programme(sheets: Sequence[Sheet]) -> bool:
    """Tell whether the sheets are those of a programme's workbook and not of the registers'.

    Both have «Школы» and «План»: a sheet that only the programme's has, with its headers, decides.
    """
    own = [(sheet, declared) for sheet in sheets if (declared := programme_sheet_of_title(sheet.name))]
    return any(
        declared.title not in _shared_titles() and heading_row(sheet, declared, declared.identity) is not None
        for sheet, declared in own
    )


@cache
def _shared_titles() -> frozenset[str]:
    return frozenset(sheet.title for sheet in programme_sheets() if register_of_title(sheet.title) is not None)


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
    names = set(wanted)
    return first_row(sheet.rows, lambda values: names <= heading_map(register).roles_in(values))


def likeliest_heading_row(sheet: Sheet, register: RegisterSheet) -> int | None:
    """Return the row with most of the register's headers, two at least: the headers of a sheet that lacks some."""
    found = [
        (len(heading_map(register).roles_in(values)), -row)
        for row, values in enumerate(sheet.rows[:MOST_ROWS_ABOVE], start=1)
    ]
    best, row = max(found, default=(0, 0))
    return -row if best >= min(2, len(register.columns)) else None

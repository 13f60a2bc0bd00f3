"""Schools added below the others on the sheet «Школы» of a programme's workbook; no filled cell is touched."""

import os
import tempfile
from copy import copy
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from shnor_lib.forms.saving import as_typed
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.programme import SCHOOLS, programme_sheet
from shnor_lib.ground.project import shown
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.registers import RegisterColumn
from shnor_lib.ground.wording import is_missing
from shnor_lib.ingest.cells.headings import heading_key

#: The headings stand within the first rows of the sheet.
MOST_ROWS_ABOVE = 20


def add_schools(path: Path, schools: pd.DataFrame) -> list[str]:
    """Write schools below the last row of the sheet and return their names.

    Args:
        path: the workbook.
        schools: rows of the table `schools` that the sheet has not.

    Raises:
        ReportError: the sheet or its headings are not found, or the file cannot be written.
    """
    if schools.empty:
        return []
    book = openpyxl.load_workbook(path)
    sheet, columns, top = _place(book, path)
    last = max(
        (cell.row for row in sheet.iter_rows(min_row=top) for cell in row if cell.value is not None), default=top
    )
    for number, school in enumerate(schools.to_dict("records"), start=last + 1):
        for name, column in columns.items():
            value = school.get(name)
            cell = sheet.cell(number, column)
            _dress(cell, sheet.cell(top + 1, column))
            cell.value = None if is_missing(value) else ("да" if value else None) if name == "listed" else value
            as_typed(cell)
    _save(book, path)
    return [str(name) for name in schools["school"]]


def _place(book: openpyxl.Workbook, path: Path) -> tuple[Worksheet, dict[str, int], int]:
    """Return the sheet, the column (from 1) of each declared name, and the row of the headings."""
    declared = programme_sheet(SCHOOLS)
    keys = {heading_key(header): column.name for column in declared.columns for header in _headers(column)}
    for title in book.sheetnames:
        sheet = book[title]
        if heading_key(sheet.title) != heading_key(declared.title):
            continue
        for row in sheet.iter_rows(max_row=MOST_ROWS_ABOVE):
            found = {
                keys[key]: int(cell.column or 0) for cell in row if (key := heading_key(str(cell.value or ""))) in keys
            }
            if set(declared.key) <= found.keys():
                return sheet, found, int(row[0].row or 0)
    raise ReportError(
        f"В книге «{shown(path)}» не найден лист «{declared.title}» с заголовками формы: новые школы не добавлены.",
        "Верните лист и строку заголовков и повторите команду.",
    )


def _headers(column: RegisterColumn) -> tuple[str, ...]:
    return tuple(column.headers)


def _dress(cell: object, pattern: object) -> None:
    """Give a cell the looks of another one of its column."""
    for name in ("font", "alignment", "border", "number_format", "protection"):
        setattr(cell, name, copy(getattr(pattern, name)))


def _save(book: openpyxl.Workbook, path: Path) -> None:
    """Write the workbook beside the old one and put it in its place at one stroke."""
    try:
        handle, scratch = tempfile.mkstemp(prefix=".new-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        try:
            book.save(scratch)
            os.replace(scratch, path)
        finally:
            Path(scratch).unlink(missing_ok=True)
    except OSError as error:
        raise refused(f"Не удалось дописать школы в «{shown(path)}»", error) from None

"""Rows as files: .xlsx, .xls, .csv."""

import csv
import re
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Rows = list[list]

#: The one moment at which all workbooks were made, so that the same rows give the same bytes.
MADE_AT = (2025, 1, 9, 9, 0, 0)
WIDEST_COLUMN = 60


def write_xlsx(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write sheets of plain values; nothing is taken for a formula but text that begins with «=»."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book, path)


def write_form(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write sheets as a form that people fill: a head in bold that stays in sight, columns as wide as their words."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for place, column in enumerate(sheet.iter_cols(values_only=True), start=1):
            longest = max(len(str(value)) for value in column if value is not None)
            sheet.column_dimensions[get_column_letter(place)].width = min(longest + 3, WIDEST_COLUMN)
    for cell in (
        cell
        for sheet in book
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if isinstance(cell, Cell) and cell.is_date
    ):
        cell.number_format = "DD.MM.YYYY"
    return _saved(book, path)


def _saved(book: openpyxl.Workbook, path: Path) -> Path:
    """Save the workbook without the clock: openpyxl stamps the parts of the file and the document's properties."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    moment = "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*MADE_AT).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, content)
            archive.writestr(zipfile.ZipInfo(name, MADE_AT), content, zipfile.ZIP_DEFLATED)
    return path


def write_xls(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write the old Excel format.

    Raises:
        ImportError: xlwt is not there; tests skip then.
    """
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))
    return path


def write_csv(path: Path, rows: Rows, encoding: str = "cp1251", delimiter: str = ";") -> Path:
    """Write a text table as Russian Excel does: cp1251, semicolons."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle, delimiter=delimiter).writerows([["" if v is None else v for v in row] for row in rows])
    return path

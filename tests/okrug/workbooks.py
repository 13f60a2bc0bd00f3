"""Rows as files: .xlsx, .xls, .csv."""

import csv
from pathlib import Path

import openpyxl

Rows = list[list]


def write_xlsx(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write sheets of plain values; nothing is taken for a formula but text that begins with «=»."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
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

"""The edition's stored tables as sheets, with Russian heads and words; without those for official use."""

import csv
from collections.abc import Iterator
from pathlib import Path

from shnor_lib.ground.columns import INTEGER, NUMBER, TRUTH
from shnor_lib.ground.columns import Column as StoredColumn
from shnor_lib.ground.table_words import head_of, is_register, is_school_year, tables_for_people, title_of, words_of
from shnor_lib.ground.tables import DECLARED, table_path
from shnor_lib.publishing.workbook.cells import SheetCell, plain_spaces, stored_cell
from shnor_lib.publishing.workbook.sheets import REGISTERS, STORED, Names, Sheet, SheetColumn, with_unlike_heads

_TRUTHS = {"true": "да", "false": "нет"}
#: Whole numbers and numbers stand to the right.
_RIGHT = ("whole", "share", "change", "free")


def stored_sheets(folder: Path | None, names: Names) -> Iterator[Sheet]:
    """Yield a sheet for each stored table of the edition in the folder, if it has rows."""
    for table in tables_for_people() if folder else ():
        rows = _read(folder / table_path(table)) if folder else []
        if len(rows) > 1:
            yield _sheet(table, rows[0], rows[1:], names)


def _read(path: Path) -> list[list[str]]:
    """Return the rows of a table's file; none where it is not there or cannot be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    except (OSError, ValueError, csv.Error):
        return []


def _sheet(table: str, header: list[str], rows: list[list[str]], names: Names) -> Sheet:
    kinds = [_kind(name, DECLARED[table].columns.get(name)) for name in header]
    columns = [
        SheetColumn(plain_spaces(head_of(table, name)), "right" if kind in _RIGHT else "left")
        for name, kind in zip(header, kinds, strict=True)
    ]
    # A table repeats its few codes thousands of times.
    worded: list[dict[str, SheetCell]] = [{} for _ in header]
    body = []
    for row in rows:
        cells = []
        for place, value in enumerate(row[: len(header)]):
            cell = worded[place].get(value)
            if cell is None:
                cell = worded[place][value] = _cell(table, header[place], kinds[place], value)
            cells.append(cell)
        body.append(cells)
    title = title_of(table)
    part = REGISTERS if is_register(table) else STORED
    named = [name for name in header if name in ("school_id", "school")]
    row_headers = len(named) if header[: len(named)] == named else 1
    path = table_path(table)
    return Sheet(
        names.name_for(title), title, part, with_unlike_heads(columns), body, row_headers=row_headers, file=path
    )


def _kind(name: str, column: StoredColumn | None) -> str:
    """Return what a column's cells are, by its declaration and the unit in its name."""
    if column is None or is_school_year(name) or column.type == TRUTH:
        return "words"
    if column.is_date:
        return "date"
    if column.type == INTEGER:
        return "whole"
    if column.type == NUMBER:
        return {"pct": "share", "pp": "change"}.get(name.rpartition("_")[2], "free")
    return "words"


def _cell(table: str, name: str, kind: str, value: str) -> SheetCell:
    if kind != "words" or not value:
        return stored_cell(value, kind) if value else SheetCell("")
    column = DECLARED[table].columns.get(name)
    if column is not None and column.type == TRUTH:
        return SheetCell(_TRUTHS.get(value, value))
    return SheetCell(plain_spaces(words_of(table, name, value)))

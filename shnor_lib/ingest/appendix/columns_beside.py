"""Columns beside the table's procedures: row numbers, kinds of schools, remarks.  None of them is a result."""

from collections.abc import Sequence
from itertools import pairwise, zip_longest

from shnor_lib.ingest.cells.percentages import parse_share
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.cells.texts import shortened


def cells_below(sheet: Sheet, heading_row: int, column: int) -> list[SheetCell]:
    """Return a column's non-empty cells below the heading row."""
    return [cell for cell in sheet.column_cells([column]) if cell.row > heading_row]


def single_columns_before(cells: list[SheetCell], name_column: int, first: int) -> list[SheetCell]:
    """Return the headings of single columns between the names and the procedures, such as «Вид»."""
    before = [cell for cell in cells if name_column < cell.column <= first]
    return [cell for cell, following in pairwise(before) if following.column - cell.column == 1]


def set_aside_left(sheet: Sheet, heading_row: int, name_column: int, headings: list[SheetCell]) -> None:
    """Settle the columns before the procedures that are not the names: row numbers are not needed, all else is told."""
    for column in range(1, name_column):
        cells = cells_below(sheet, heading_row, column)
        if all(isinstance(cell.value, int) for cell in cells):
            sheet.leave(cells)
        else:
            _set_aside_column(sheet, sheet.text(heading_row, column), cells)
    for heading in headings:
        _set_aside_column(sheet, str(heading.value), [heading, *cells_below(sheet, heading_row, heading.column)])


def set_aside_remarks(sheet: Sheet, headings: Sequence[SheetCell]) -> None:
    """Set aside the columns to the right of the table; a number there may as well be a row's shifted value."""
    for heading, following in zip_longest(headings, headings[1:]):
        last = following.column if following else sheet.last_column + 1
        columns = [column for column in sheet.cells_by_column if heading.column <= column < last]
        below = [cell for column in columns for cell in cells_below(sheet, heading.row, column) if sheet.is_free(cell)]
        has_values = any(not parse_share(cell).is_note for cell in below)
        _set_aside_column(sheet, str(heading.value), [heading, *below], "warning" if has_values else "note")


def _set_aside_column(sheet: Sheet, heading: str, cells: list[SheetCell], severity: str = "note") -> None:
    """Set a column aside that belongs to no procedure."""
    if cells:
        advice = "Если числа попали сюда из-за сдвига строки, исправьте строку." if severity != "note" else ""
        sheet.set_aside(
            cells,
            sheet.finding(
                severity,
                "not_parsed",
                f"Колонка «{shortened(heading)}» не относится к процедурам и не использована (ячеек: {len(cells)}).",
                advice,
                cells[0].address if len(cells) == 1 else f"{cells[0].address}:{cells[-1].address}",
            ),
        )

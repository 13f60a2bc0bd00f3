"""Filled cells that nobody who looks at the table sees: under merged ranges and far beyond the table."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from shnor_lib.ingest.cells.sheet import Sheet, SheetCell, certain
from shnor_lib.ingest.cells.texts import listed
from shnor_lib.ingest.files.archive import Bounds
from shnor_lib.ingest.files.glance import MOST_CELLS

#: So many empty rows or columns end a table that would be too large with what stands behind them.
ROWS_OF_A_GAP, COLUMNS_OF_A_GAP = 1_000, 100


def set_aside_under_merges(sheet: Sheet, merged: Iterable[Bounds]) -> None:
    """Set aside what stands under merged ranges, but for their first cells."""
    for bounds in merged:
        if under := _under_merge(sheet, bounds):
            first_column, first_row, last_column, last_row = bounds
            sheet.take_apart(
                under,
                sheet.finding(
                    "warning",
                    "not_parsed",
                    f"Под объединёнными ячейками скрыты значения ({listed(cell.address for cell in under)}): они не "
                    "видны на листе и не использованы.",
                    "Разъедините ячейки и проверьте, какие значения верны.",
                    sheet.range(first_row, first_column, last_row, last_column),
                ),
            )


def _under_merge(sheet: Sheet, bounds: Bounds) -> list[SheetCell]:
    """Return the filled cells of a merged range but for its first one."""
    first_column, first_row, last_column, last_row = bounds
    block = sheet.fates[first_row - 1 : last_row, first_column - 1 : last_column]
    places = zip(*(places.tolist() for places in block.nonzero()), strict=True)
    return [
        certain(sheet.cell(first_row + row, first_column + column)) for row, column in places if (row, column) != (0, 0)
    ]


def part_far_cells(cells: Sequence[SheetCell]) -> tuple[list[SheetCell], list[SheetCell]]:
    """Return the cells of a table, and those that stand so far behind it that a dense table would be too large."""
    near = list(cells)
    if _extent(near) > MOST_CELLS:
        last_row = _before_gap((cell.row for cell in near), ROWS_OF_A_GAP)
        near = [cell for cell in near if cell.row <= last_row]
    if _extent(near) > MOST_CELLS:
        last_column = _before_gap((cell.column for cell in near), COLUMNS_OF_A_GAP)
        near = [cell for cell in near if cell.column <= last_column]
    kept = {id(cell) for cell in near}
    return near, [cell for cell in cells if id(cell) not in kept]


def _extent(cells: Sequence[SheetCell]) -> int:
    return max((cell.row for cell in cells), default=0) * max((cell.column for cell in cells), default=0)


def _before_gap(places: Iterable[int], gap: int) -> int:
    """Return the last place before the first gap, counted from the first place that is taken."""
    taken = sorted(set(places))
    return next((place for place, following in pairwise(taken) if following - place > gap), taken[-1])


def set_aside_far_cells(sheet: Sheet, far: Sequence[SheetCell]) -> None:
    """Set aside the cells far behind the table."""
    if far:
        sheet.take_apart(
            far,
            sheet.finding(
                "warning",
                "not_parsed",
                f"Далеко за таблицей есть заполненные ячейки ({listed(cell.address for cell in far)}): они не "
                "использованы.",
                "Если это часть таблицы, перенесите её к остальным строкам; если нет, ничего делать не нужно.",
                far[0].address if len(far) == 1 else f"{far[0].address}:{far[-1].address}",
            ),
        )

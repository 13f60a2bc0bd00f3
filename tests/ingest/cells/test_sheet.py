"""A sheet's cells: what is filled, how far the sheet reaches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ingest.cells.sheet import OPEN, Sheet, is_blank

VALUES = st.sampled_from(["", None, " ", "\u00a0", "а", "0", 0, 0.0, 1.5, float("nan"), False, True])
ROWS = st.lists(st.lists(VALUES, max_size=5), max_size=6)


@given(ROWS)
def test_a_sheet_reaches_to_its_last_filled_cells(rows):
    sheet = Sheet("ф", "л", rows)
    filled = [
        (row, column)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if not is_blank(value)
    ]
    assert [(row, column) for row in range(1, 7) for column in range(1, 6) if sheet.cell(row, column)] == filled
    assert (sheet.fates == OPEN).sum() == sheet.n_filled == len(filled)
    assert sheet.last_row == max((row for row, _ in filled), default=0)
    assert sheet.last_column == max((column for _, column in filled), default=0)


@given(ROWS, st.integers(1, 6), st.integers(1, 5))
def test_a_cell_that_is_taken_apart_no_longer_counts(rows, row, column):
    sheet = Sheet("ф", "л", rows)
    cell = sheet.cell(row, column)
    if cell:
        sheet.take_apart([cell], sheet.finding("note", "hidden", "…"))
        rest = [[*values] for values in rows]
        rest[row - 1][column - 1] = ""
        other = Sheet("ф", "л", rest)
        measures = [(one.last_row, one.last_column, one.n_filled) for one in (sheet, other)]
        assert measures[0] == measures[1]


@pytest.mark.parametrize(("column", "address"), [(0, "B1"), (1, "B1"), (2, "D1"), (3, "D1"), (4, None)])
def test_the_next_cell_to_the_right(column, address):
    found = Sheet("ф", "л", [["", "а", " ", 1.0]]).next_in_row(1, column)
    assert (found.address if found else None) == address

"""Cells named as Excel names them: read, and folded into few ranges that lose none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.publishing.cell_ranges import MOST_RANGES, Block, blocks_of, folded
from tests.support.depth import examples


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["W383"], "W383"),
        (["W383", "W384", "W385"], "W383:W385"),
        (["B4:C4", "D4:E4"], "B4:E4"),
        (["B5:C5", "B4:C4"], "B4:C5"),
        (["B4", "D4"], "B4, D4"),
        (["A2:G2; A5"], "A2:G2, A5"),
        (["12:12", "13:13"], "12:13"),
        (["AZ1:BA1"], "AZ1:BA1"),
        (["W7:W31", "W20:W40"], "W7:W40"),
        (["нет"], ""),
        ([f"A{row}" for row in range(1, 3 * MOST_RANGES, 2)], f"A1:A{3 * MOST_RANGES - 1}"),
    ],
)
def test_cells_are_folded(cells, expected):
    assert folded(cells) == expected


BLOCKS = st.builds(
    lambda column, row, width, height: Block(column, column + width, row, row + height),
    st.integers(1, 800),
    st.integers(1, 50),
    st.integers(0, 3),
    st.integers(0, 3),
)


@settings(max_examples=examples(60))
@given(st.lists(BLOCKS, max_size=20))
def test_folding_loses_no_cell(blocks: list[Block]):
    whole = blocks_of(folded(map(str, blocks)))
    assert len(whole) <= MOST_RANGES
    cells = (
        Block(column, column, row, row)
        for block in blocks
        for column in range(block.first_column, block.last_column + 1)
        for row in range(block.first_row, block.last_row + 1)
    )
    assert all(any(one.holds(cell) for one in whole) for cell in cells)


def test_whole_rows_hold_every_cell_of_theirs_and_no_other():
    (rows,) = blocks_of("12:13")
    assert rows.holds(Block(700, 700, 13, 13))
    assert not rows.holds(Block(1, 1, 14, 14))

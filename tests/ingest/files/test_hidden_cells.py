"""Cells that nobody sees: under merged ranges and far behind the table they are set aside, never read."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.files.hidden_cells import part_far_cells, set_aside_far_cells, set_aside_under_merges


def sheet():
    return Sheet("ф.xlsx", "Лист", [["а", "б", ""], [1, 2, 3], ["", 4, 5]])


@pytest.mark.parametrize(
    ("merged", "gone", "cell"),
    [
        ((1, 1, 3, 1), ["B1"], "A1:C1"),
        ((1, 1, 2, 2), ["B1", "A2", "B2"], "A1:B2"),
        ((1, 3, 2, 3), ["B3"], "A3:B3"),
    ],
)
def test_values_under_a_merge_are_set_aside_with_their_addresses(merged, gone, cell):
    own = sheet()
    set_aside_under_merges(own, [merged])
    (finding,) = own.findings
    assert (finding.severity, finding.check, finding.cell) == ("warning", "not_parsed", cell)
    assert f"({', '.join(gone)})" in finding.message
    assert {found.address for found in own.apart.values()} == set(gone)
    own.sweep()
    counts = own.counts()
    assert counts["set_aside"] == 7 and counts["used"] + counts["set_aside"] + counts["empty"] == counts["total"]


@pytest.mark.parametrize("merged", [(3, 1, 3, 1), (50, 50, 60, 60), (3, 3, 9, 9), (1, 1, 1, 1)])
def test_a_merge_over_nothing_says_nothing(merged):
    own = sheet()
    set_aside_under_merges(own, [merged])
    assert own.findings == [] and own.apart == {}


def cells(*places):
    return [SheetCell(row, column, "х") for row, column in places]


TABLE = [(row, column) for row in (1, 2, 3) for column in (1, 2)]


@pytest.mark.parametrize(
    ("lonely", "is_far"),
    [
        ((1_048_576, 16_384), True),
        ((1_048_576, 6), True),
        ((400, 16_384), True),
        ((1_048_576, 1), False),
        ((3, 16_384), False),
        ((900, 90), False),
    ],
)
def test_a_cell_is_far_only_if_the_table_would_be_too_large_with_it(lonely, is_far):
    near, far = part_far_cells(cells(*TABLE, lonely))
    assert len(near) + len(far) == len(TABLE) + 1
    assert [(cell.row, cell.column) for cell in far] == ([lonely] if is_far else [])


def test_a_table_that_begins_far_from_a1_is_near():
    table = [(row + 30, column + 40) for row, column in TABLE]
    near, far = part_far_cells(cells(*table))
    assert len(near) == len(TABLE) and far == []


def test_no_cells_are_near_and_none_far():
    assert part_far_cells([]) == ([], [])


def test_far_cells_are_named():
    own = sheet()
    set_aside_far_cells(own, cells((90_000, 1), (90_001, 2)))
    (finding,) = own.findings
    assert finding.cell == "A90000:B90001" and "A90000, B90001" in finding.message
    own.sweep()
    assert own.counts()["total"] == 90_001 * 3

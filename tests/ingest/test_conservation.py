"""Nothing in the input is lost: cells = used + set aside + not needed + empty, whatever is done to the workbook."""

import copy

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.cells.sheet import Sheet
from tests.support.depth import examples
from tests.support.programme_2022 import WORKBOOK, appendix_rows, ingest, results_of, write_workbook

SHIPPED = appendix_rows()
DIRT = st.one_of(
    st.none(),
    st.integers(-5, 130),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.sampled_from(["-", "–", "12,5 %", "#REF!", "", " ", "итого", "МБОУ «Мирновская ООШ»", "ВПР РУ 7 2021", "=1/0"]),
    st.text("абвАBC0123 «».,-", max_size=12),
)
CHANGES = st.lists(st.tuples(st.integers(0, len(SHIPPED) + 1), st.integers(0, 38), DIRT), max_size=12)
MOVES = st.lists(st.tuples(st.sampled_from(["drop", "double", "shift"]), st.integers(0, len(SHIPPED) - 1)), max_size=3)


def broken(changes, moves):
    rows = copy.deepcopy(SHIPPED)
    for move, place in moves:
        place %= len(rows)
        if move == "drop" and len(rows) > 2:
            del rows[place]
        elif move == "double":
            rows.insert(place, list(rows[place]))
        else:
            rows[place].insert(1, None)
    for row, column, value in changes:
        while len(rows) <= row:
            rows.append([])
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    return rows


PROPERTY = settings(
    max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read_broken(tmp_path, changes, moves):
    """Return the rows of a broken workbook and its tables, or no tables where it is refused in words."""
    rows = broken(changes, moves)
    try:
        return rows, ingest(write_workbook(rows, tmp_path / "Приложение_1.xlsx"))
    except ReportError as error:
        assert "Ошибка программы" not in str(error)
        return rows, None


def check_the_sum(rows, tables):
    counts = tables.cell_counts
    parts = counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1)
    assert (parts == counts["total"]).all()
    filled = sum(value is not None and str(value).strip() != "" for row in rows for value in row)
    assert int((counts["total"] - counts["empty"]).sum()) == filled
    if counts["set_aside"].sum():
        assert len(tables.findings)


def check_the_cells(rows, tables):
    for result in tables.results[tables.results["fail_pct"].notna()].itertuples():
        cell = openpyxl_value(rows, result.source_cell)
        assert str(cell).replace("%", "").replace(",", ".").strip() not in ("", "None")
        assert abs(float(str(cell).replace("%", "").replace(",", ".")) - result.fail_pct) < 1e-3


def check_both_laws(tmp_path, changes, moves):
    rows, tables = read_broken(tmp_path, changes, moves)
    if tables is not None:
        check_the_sum(rows, tables)
        check_the_cells(rows, tables)


@PROPERTY
@given(changes=CHANGES, moves=MOVES)
def test_the_sum_of_cells_holds_and_every_number_stands_in_the_cell_it_names(tmp_path, changes, moves):
    check_both_laws(tmp_path, changes, moves)


@pytest.mark.slow
@PROPERTY
@given(changes=CHANGES)
def test_both_laws_hold_without_moved_rows(tmp_path, changes):
    check_both_laws(tmp_path, changes, [])


def openpyxl_value(rows, address):
    from openpyxl.utils.cell import coordinate_to_tuple

    row, column = coordinate_to_tuple(address)
    return rows[row - 1][column - 1]


def test_a_lost_cell_would_be_noticed():
    sheet = Sheet("файл.xlsx", "Лист", [["x", 5]])
    sheet.use([sheet.cells[(1, 1)]])
    try:
        sheet.counts()
    except ReportError as error:
        assert "не все ячейки" in str(error)
    else:
        raise AssertionError("a cell without a fate must not pass")


@pytest.mark.slow
def test_the_order_of_files_does_not_matter(tmp_path):
    schools = pd.DataFrame(
        {"school_id": ["lk01"], "school": ["МБОУ «Краснинская СОШ»"], "kind": ["СОШ"], "highest_grade": [11]}
    )
    other = write_workbook([["Список"], ["Школа"]], tmp_path / "а.xlsx")
    first, second = (results_of(files, schools).results for files in ([WORKBOOK, other], [other, WORKBOOK]))
    pd.testing.assert_frame_equal(first, second)

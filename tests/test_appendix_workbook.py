"""The shipped workbook is the programme's table, cell for cell."""

import openpyxl

from tests.support.programme_2022 import WORKBOOK, appendix_rows


def test_every_cell_is_the_programmes():
    sheet = openpyxl.load_workbook(WORKBOOK).active
    shipped = {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value is not None}
    printed = {
        (r, c): value
        for r, row in enumerate(appendix_rows(), start=1)
        for c, value in enumerate(row, start=1)
        if value is not None
    }
    assert shipped == printed


def test_headings_are_merged_over_two_columns():
    sheet = openpyxl.load_workbook(WORKBOOK).active
    assert len(sheet.merged_cells.ranges) == 17
    assert all(r.size == {"rows": 1, "columns": 2} for r in sheet.merged_cells.ranges)


def test_the_oddities_are_kept():
    rows = appendix_rows()
    values = [len([v for v in row[1:] if v is not None]) for row in rows[3:]]
    assert values == [34, 34, 34, 34, 35, 34, 34]
    assert rows[8][27:29] == [0, "-"]

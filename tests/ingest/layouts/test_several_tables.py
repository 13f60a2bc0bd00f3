"""Forms of ФИС ОКО whose sheet holds more than one table: one work's results never pass for another's."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.recognition import recognised
from tests.support.dirt import full_okrug, procedures_for_faults
from tools.okrug.fis_oko import individual_rows, journal_rows, journal_rows_2021, statistics_rows

OKRUG = full_okrug()
WORK, OTHER, *_ = [p for p in procedures_for_faults(OKRUG) if p.school_year == 2021]
FORMS = [statistics_rows, journal_rows, journal_rows_2021, individual_rows]
ONE, TWO = (school.school_id for school in OKRUG.schools[:2])


def read(rows):
    sheet = Sheet("форма.xlsx", "Лист", rows)
    found = recognised(sheet).read(sheet, ()).frame().drop(columns=["source_cell", "source_cells", "n_cells"])
    sheet.sweep()
    sheet.counts()
    return found, sheet


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_another_work_below_is_set_aside_and_named(form):
    first = form(OKRUG, WORK, only=[ONE])
    alone, _ = read(first)
    both, sheet = read([*first, [], *form(OKRUG, OTHER, only=[TWO])])
    assert both.equals(alone)
    (finding,) = [finding for finding in sheet.findings if finding.check == "header_repeated"]
    assert finding.severity == "error"
    # Below the first table: an empty row, the form's title, another empty row.
    assert finding.cell.startswith(f"A{len(first) + 4}:")


@pytest.mark.parametrize("form", FORMS)
def test_a_table_of_a_work_that_cannot_be_told_is_set_aside_too(form):
    first = form(OKRUG, WORK, only=[ONE])
    second = form(OKRUG, OTHER, only=[TWO])
    second[2] = ["ВПР 2021 Волшебство 5 класс"]
    both, sheet = read([*first, [], *second])
    assert both.equals(read(first)[0])
    assert "header_repeated" in {finding.check for finding in sheet.findings}


@pytest.mark.parametrize("form", FORMS)
def test_headings_repeated_after_a_page_break_are_no_row(form):
    first = form(OKRUG, WORK)
    place = next(n for n, row in enumerate(first) if row and row[0] in ("Группы участников", "ОО"))
    both, sheet = read([*first[:-6], first[place], *first[-6:]])
    assert both.equals(read(first)[0])
    assert sheet.findings == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("note", ["ВПР 2021 Русский язык 4 класс", "Примечание: ВПР проведены в апреле."])
def test_a_remark_below_is_no_other_table(form, note):
    first = form(OKRUG, WORK, only=[ONE])
    found, sheet = read([*first, [], [note]])
    assert found.equals(read(first)[0])
    assert [finding.check for finding in sheet.findings] in (["not_parsed"], ["row_unnamed"])

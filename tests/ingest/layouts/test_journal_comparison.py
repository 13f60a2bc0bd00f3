"""«Сравнение отметок с отметками по журналу»: both shapes give one table; contradictions leave numbers unknown."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.journal_comparison import read_journal_comparison, recognise_journal_comparison
from tests.support.dirt import full_okrug, procedures_for_faults
from tools.okrug.fis_oko import Spelling, journal_rows, journal_rows_2021, statistics_rows

OKRUG = full_okrug()
WORK = procedures_for_faults(OKRUG)[0]
FORMS = [journal_rows, journal_rows_2021]
SOURCE = ["source_cell", "n_cells"]
#: Where the first school stands in either form, and how its counts are reached from there: (row, column) from 0.
FIRST = {
    journal_rows: (12, {"lowered": (0, 3), "all": (0, 1)}),
    journal_rows_2021: (23, {"lowered": (1, 1), "all": (4, 1)}),
}


def read(rows):
    sheet = Sheet("журнал.xlsx", "Лист", rows)
    assert recognise_journal_comparison(sheet)
    found = read_journal_comparison(sheet)
    sheet.sweep()
    sheet.counts()
    return found.frame(), sheet.findings


def put(rows, form, what, value):
    row, places = FIRST[form]
    down, column = places[what]
    rows[row + down][column] = value
    return rows


def test_both_shapes_give_one_table():
    (wide, said), (long, said_too) = (read(form(OKRUG, WORK)) for form in FORMS)
    assert wide.drop(columns=SOURCE).equals(long.drop(columns=SOURCE))
    assert said == said_too == []


@pytest.mark.parametrize("form", FORMS)
def test_shares_as_text_are_the_same_shares(form):
    plain, text = (read(form(OKRUG, WORK, Spelling(as_text)))[0] for as_text in (False, True))
    assert plain.equals(text)


@pytest.mark.parametrize("form", FORMS)
def test_every_group_has_the_numbers_that_were_written(form):
    frame, _ = read(form(OKRUG, WORK))
    school, marks = OKRUG.taking_part(WORK)[0]
    own = frame[frame["code"] == school.digits].iloc[0]
    assert (own["kind"], own["n_participants"]) == ("school", marks.n_participants)
    assert (own["n_lowered"], own["n_confirmed"], own["n_raised"]) == (
        marks.n_lowered,
        marks.n_confirmed,
        marks.n_raised,
    )
    assert set(frame["kind"]) == {"sample", "region", "municipality", "school"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("what", "value"), [("all", 99), ("lowered", 9)])
def test_numbers_that_contradict_each_other_are_nobodys(form, what, value):
    frame, findings = read(put(form(OKRUG, WORK), form, what, value))
    own = frame[frame["code"] == OKRUG.schools[0].digits].iloc[0]
    assert own[["n_lowered", "n_confirmed", "n_raised", "pct_lowered", "pct_confirmed", "pct_raised"]].isna().all()
    (finding,) = findings
    assert (finding.severity, finding.check) == ("error", "shares_sum")
    assert "не равны числу участников" in finding.message


@pytest.mark.parametrize("form", FORMS)
def test_a_text_for_a_number_is_set_aside_at_its_cell(form):
    frame, findings = read(put(form(OKRUG, WORK), form, "lowered", "три"))
    row, places = FIRST[form]
    down, column = places["lowered"]
    assert [(f.check, f.cell) for f in findings] == [("bad_value", Sheet.address(row + down + 1, column + 1))]
    assert frame[frame["code"] == OKRUG.schools[0].digits]["n_lowered"].isna().all()


def test_sub_headings_that_turn_the_pair_are_followed():
    rows = journal_rows(OKRUG, WORK)
    for row in rows[8:]:
        row[2:] = [row[3], row[2], row[5], row[4], row[7], row[6]]
    turned, _ = read(rows)
    assert turned.drop(columns=SOURCE).equals(read(journal_rows(OKRUG, WORK))[0].drop(columns=SOURCE))


def test_a_form_of_2021_without_totals_knows_no_participants():
    rows = [row for row in journal_rows_2021(OKRUG, WORK) if row[:1] != ["Всего"]]
    frame, _ = read(rows)
    assert frame["n_participants"].isna().all() and frame["n_confirmed"].notna().all()


@pytest.mark.parametrize("form", FORMS)
def test_a_head_that_cannot_be_told_leaves_no_rows(form):
    rows = form(OKRUG, WORK)
    rows[2] = []
    frame, findings = read(rows)
    assert frame.empty and findings[0].check == "header_unknown"


@pytest.mark.parametrize("rows", [statistics_rows(OKRUG, WORK), [["Группы участников", "Кол-во участников", "%"]], []])
def test_other_tables_are_not_recognised(rows):
    assert not recognise_journal_comparison(Sheet("ф.xlsx", "Лист", rows))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", ["all", "lowered"])
def test_a_gap_is_named_at_its_cell(form, what):
    row, places = FIRST[form]
    down, column = places[what]
    frame, findings = read(put(form(OKRUG, WORK), form, what, None))
    assert [(f.severity, f.check, f.cell) for f in findings] == [
        ("warning", "missing_value", Sheet.address(row + down + 1, column + 1))
    ]
    assert frame[frame["code"] == OKRUG.schools[0].digits]["n_confirmed"].notna().all()

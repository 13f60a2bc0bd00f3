"""The context form: a few of its many columns by their headings."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.context_form import read_context_form, recognise_context_form, variables
from shnor_lib.ingest.layouts.raw_rows import ContextRows
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import CONTEXT_HEADINGS, context_rows

OKRUG = invent_okrug(11, n_schools=4, years=(2022,), vpr_grades=(5,))
PUPILS = CONTEXT_HEADINGS.index("Численность обучающихся")
EDUCATION = CONTEXT_HEADINGS.index("Доля родителей с высшим образованием, %")


def read(rows, name="Лист1"):
    sheet = Sheet("контекст.xlsx", name, rows)
    assert recognise_context_form(sheet)
    found = read_context_form(sheet).frame()
    sheet.sweep()
    sheet.counts()
    return found, sheet


def places(sheet):
    return [(finding.check, finding.cell) for finding in sheet.findings if finding.check != "school_year_unknown"]


def test_the_variables_of_the_map_are_columns_of_the_table():
    assert {name for name, variable in variables().items() if variable.unit not in ("", "personal")} < set(
        ContextRows.DEFAULTS
    )


def test_a_row_per_school():
    rows = context_rows(OKRUG, 2022)
    found, sheet = read(rows)
    assert found["code"].tolist() == [school.digits for school in OKRUG.schools]
    assert found["pupils"].tolist() == [row[PUPILS] for row in rows[1:]]
    assert found["higher_education_pct"].tolist() == [row[EDUCATION] for row in rows[1:]]
    assert places(sheet) == []


def test_other_columns_are_counted_and_not_kept():
    rows = context_rows(OKRUG, 2022)
    rows[0] += [f"Показатель № {number}" for number in range(85)]
    for row in rows[1:]:
        row += ["тайна"] * 85
    found, sheet = read(rows)
    assert sheet.counts()["not_needed"] == 87 * len(rows)
    assert "тайна" not in f"{found.to_dict()}{sheet.findings}"


@pytest.mark.parametrize(
    ("words", "year"),
    [("2021/2022 учебный год", 2022), ("2021-22", 2022), ("Данные за 2022 год", 2022), ("2021/2025", None)],
)
def test_the_year_may_stand_above_the_table(words, year):
    found, _ = read([[words], *context_rows(OKRUG, 2022)])
    assert set(found["school_year"].dropna()) == ({year} if year else set())


def test_the_year_may_be_a_column():
    rows = context_rows(OKRUG, 2022)
    rows[0].append("Учебный год")
    for row in rows[1:]:
        row.append("2021/2022")
    found, sheet = read(rows)
    assert set(found["school_year"]) == {2022}
    assert sheet.findings == []


def test_a_form_without_a_year_says_so():
    found, sheet = read(context_rows(OKRUG, 2022))
    assert found["school_year"].isna().all()
    assert [finding.check for finding in sheet.findings] == ["school_year_unknown"]


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [(EDUCATION, 700, "F2"), (EDUCATION, "много", "F2"), (PUPILS, 10.5, "E2"), (PUPILS, "#REF!", "E2")],
)
def test_a_wrong_value_is_named_at_its_cell(column, value, cell):
    rows = context_rows(OKRUG, 2022)
    rows[1][column] = value
    found, sheet = read(rows)
    assert places(sheet) == [("bad_value", cell)]
    assert found.iloc[0][["pupils", "higher_education_pct"]].isna().sum() == 1


def test_a_variable_named_twice_is_not_used():
    rows = context_rows(OKRUG, 2022)
    for row in rows:
        row.append(row[EDUCATION])
    found, sheet = read(rows)
    assert found["higher_education_pct"].isna().all()
    assert [check for check, _ in places(sheet)] == ["column_unknown", "column_unknown"]


def test_a_row_without_a_school_is_set_aside():
    rows = context_rows(OKRUG, 2022)
    rows[2][0] = rows[2][1] = None
    found, sheet = read(rows)
    assert len(found) == 3
    assert places(sheet) == [("row_unnamed", "A3:K3")]

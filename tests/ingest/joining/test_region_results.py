"""Schools of other okrugs in the region's files are kept as comparison: which results, whose, what when rows meet."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ground.params import CountedProcedures, Procedures
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.joining.region_results import Compared, nothing_compared, region_results
from shnor_lib.ingest.layouts.raw_rows import RawRows
from tests.support.depth import every, every_case, examples
from tests.support.programme_2022 import results_of, rules_2022
from tools.okrug.exam_centre import protocol_rows
from tools.okrug.fis_oko import statistics_rows
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import flat_rows, long_rows, roster_rows
from tools.okrug.summaries import summary_rows
from tools.okrug.workbooks import write_xlsx

COUNTED = Procedures(
    counted=(CountedProcedures(assessment="VPR", subjects=("MA", "RU"), grades=(5, 6)),), source="проверка"
)
ASKED = Compared(COUNTED, {2022, 2023, 2024}, "Энский муниципальный округ", ("вечерняя",))
ROW = {
    "layout": "long_table",
    "group": "МБОУ «СОШ № 1»",
    "municipality": "Дальний МО",
    "assessment": "VPR",
    "subject": "MA",
    "grade": 5,
    "school_year": 2023,
    "season": "spring",
    "n_participants": 20,
    "fail_pct": 25.0,
    "source_file": "регион.xlsx",
    "source_sheet": "Лист1",
    "source_cell": "D5",
    "n_cells": 3,
}


def kept(*rows, asked=ASKED):
    raw = RawRows()
    for row in rows:
        raw.add(**{**ROW, **row})
    found = region_results(raw.frame(), asked)
    assert len(found.rows) == 0 or not found.rows.duplicated(["region_school_id", *PROCEDURE_KEY]).any()
    return found


# Which results


@pytest.mark.parametrize(
    "change",
    every(
        3,
        [
            {"n_participants": None},
            {"n_participants": 0},
            {"fail_pct": None},
            {"attempt": 2},
            {"grade": 4},
            {"subject": "BI"},
            {"assessment": "MKR"},
            {"school_year": 2019},
            {"kind": "municipality", "group": "Дальний МО"},
            {"municipality": "Энский МО"},
            {"group": "МБОУ «Вечерняя школа № 2»"},
            {"group": ""},
            {"pct_2": 25.0, "pct_3": 25.0, "pct_4": 25.0, "pct_5": 95.0},
        ],
    ),
)
def test_what_nothing_can_be_compared_with_is_not_needed(change):
    found = kept({"group": "МБОУ «СОШ № 7»"}, change)
    assert found.rows["n_participants"].tolist() == [20]
    assert len(found.not_needed) == 1 and found.not_needed["n_cells"].sum() == 3


def test_of_all_years_where_nobody_says_which():
    found = kept({"school_year": 2019}, {"school_year": 2023}, asked=Compared(COUNTED))
    assert found.rows["school_year"].tolist() == [2019, 2023]


def test_no_region_no_rows():
    found = region_results(RawRows().frame(), ASKED)
    assert found.rows.empty and found.not_needed.empty and "fail_pct" in found.rows


def test_the_count_is_recovered_as_for_the_okrugs_own_schools():
    given = [
        {"group": "МБОУ «СОШ № 1»", "n_participants": 20, "fail_pct": 25.0},
        {"group": "МБОУ «СОШ № 2»", "n_participants": 300, "fail_pct": 33.0, "source_sheet": "2"},
        {"group": "МБОУ «СОШ № 3»", "n_participants": 12, "n_2": 3, "fail_pct": 25.0},
    ]
    rows = pd.concat([kept(one).rows for one in given])
    assert rows["n_failed"].astype(object).where(rows["n_failed"].notna(), None).tolist() == [5, None, 3]
    assert rows.iloc[1][["failed_least", "failed_most"]].tolist() == [98, 100]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"kind": "region", "school_year": 2019}, None),
        (
            {"school_year": 2019},
            "нет процедур, которые учитываются в критериях, за нужные учебные годы (2021/22, 2022/23",
        ),
        ({"n_participants": None}, "нет числа участников"),
        ({"group": ""}, "нельзя отнести к определённой школе"),
    ],
)
def test_where_nothing_of_a_regions_files_is_used_it_is_said_why(change, words):
    raw = RawRows()
    raw.add(**{**ROW, **change})
    said = nothing_compared(raw.frame(), region_results(raw.frame(), ASKED), ASKED)
    assert [words in finding.message for finding in said] == ([True] if words else [])
    assert all(finding.severity == "note" and finding.what_to_do for finding in said)


# Whose


def schools(*rows):
    found = kept(*[{"subject": subject, **row} for row, subject in zip(rows, ("MA", "RU") * 9, strict=False)])
    assert len(found.rows) == len(rows)
    return found.rows.set_index(["subject", "school_year", "grade"])["region_school_id"].tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    every_case(
        2,
        [
            ({"group": "МБОУ «СОШ № 1»(edu990001)", "code": "990001"}, {"group": "СОШ 1", "code": "990001"}),
            ({"group": "МБОУ «СОШ № 1» (sch990001)"}, {"group": "Школа (edu990001)"}),
            ({"group": "МБОУ «СОШ № 1»"}, {"group": "МОУ СОШ №1"}),
            ({"group": "120345 СОШ № 1", "municipality": ""}, {"group": "120345 - МБОУ «СОШ № 1»"}),
            # The code stands in one table, name and municipality in both.
            ({"group": "МБОУ «СОШ № 1»", "code": "990001"}, {"group": "МБОУ «СОШ № 1»"}),
        ],
    ),
)
def test_one_school_in_other_words(one, other):
    assert len(set(schools(one, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    every_case(
        3,
        [
            ({"municipality": "Дальний МО"}, {"municipality": "Ближний МО"}),
            ({"municipality": "Дальний МО"}, {"municipality": ""}),
            ({"code": "990001"}, {"code": "990002"}),
            ({"group": "МБОУ «СОШ № 1»"}, {"group": "МБОУ «СОШ № 11»"}),
            ({"code": "990001", "municipality": ""}, {"municipality": ""}),
        ],
    ),
)
def test_two_schools(one, other):
    assert len(set(schools(one, other))) == 2


def test_a_code_made_of_a_name_tells_nothing_of_it_and_is_the_same_in_every_file():
    (code, again) = schools({}, {"source_file": "другой.xlsx"})
    assert code == again and code.isascii() and "СОШ" not in code


def test_a_code_that_two_schools_share_by_name_is_not_guessed():
    found = kept(
        {"code": "990001", "n_participants": 20},
        {"code": "990002", "n_participants": 21},
        {"subject": "RU"},
    )
    assert found.rows["region_school_id"].nunique() == 3


# Rows of one school that meet


def test_a_repeated_row_is_read_once_and_one_that_differs_is_left_out():
    same = kept({}, {"source_file": "копия.xlsx"})
    assert len(same.rows) == 1 and same.not_needed.empty
    other = kept({"code": "990001"}, {"code": "990001", "fail_pct": 30.0, "source_file": "копия.xlsx"})
    assert other.rows.empty and len(other.not_needed) == 2


def test_a_name_that_one_sheet_gives_two_results_is_borne_by_several_schools():
    """Then its other results are nobody's either; with a code only the result that is contradicted goes."""
    twice = [{"municipality": ""}, {"municipality": "", "n_participants": 30, "fail_pct": 10.0, "source_cell": "D6"}]
    assert kept(*twice, {"municipality": "", "subject": "RU"}).rows.empty
    coded = [{**row, "code": "990001"} for row in (*twice, {"municipality": "", "subject": "RU"})]
    assert kept(*coded).rows["subject"].tolist() == ["RU"]


def test_days_of_an_exam_are_joined_by_school_and_not_by_name():
    exams = Compared(
        Procedures(counted=(CountedProcedures(assessment="OGE", subjects=("MA",), grades=(9,)),), source="-")
    )
    exam = {"layout": "exam_protocols", "assessment": "OGE", "grade": 9, "season": "", "n_participants": 10}
    days = [
        {"code": "990001", "held_on": "2023-05-30", "fail_pct": 10.0, "n_2": 1},
        {"code": "990001", "held_on": "2023-06-02", "fail_pct": 30.0, "n_2": 3},
        {"code": "990002", "held_on": "2023-06-02", "fail_pct": 20.0, "n_2": 2},
    ]
    found = kept(*[exam | day for day in days], asked=exams)
    assert found.rows[["region_school_id", "n_participants", "n_failed"]].values.tolist() == [
        ["990001", 20, 4],
        ["990002", 10, 2],
    ]
    assert found.not_needed.empty


@settings(max_examples=examples(5), deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "code": st.sampled_from(["", "990001", "990002"]),
                "municipality": st.sampled_from(["", "Дальний МО", "Ближний МО"]),
                "subject": st.sampled_from(["MA", "RU", "BI"]),
                "n_participants": st.sampled_from([None, 0, 10, 20]),
                "source_sheet": st.sampled_from(["1", "2"]),
            }
        ),
        max_size=8,
    )
)
def test_each_row_is_used_or_not_needed_and_the_order_does_not_matter(rows):
    found, turned = kept(*rows), kept(*rows[::-1])
    assert len(found.rows) <= len(rows) - len(found.not_needed) <= len(rows)
    key = ["region_school_id", *PROCEDURE_KEY]
    assert found.rows[key].values.tolist() == turned.rows[key].values.tolist()


# Files of a whole region


OKRUG = invent_okrug(11, n_schools=5, years=(2021,), vpr_grades=(5, 6))
WORKS = [p for p in OKRUG.procedures if p.assessment == "VPR"]
OGE = [p for p in OKRUG.procedures if p.assessment == "OGE"]
ROSTER = pd.DataFrame(roster_rows(OKRUG)[1:], columns=roster_rows(OKRUG)[0])[:1]
OWN = OKRUG.schools[0]
TABLES = {
    "ФИС ОКО": (WORKS[:1], statistics_rows(OKRUG, WORKS[0])),
    "плоская": (WORKS, flat_rows(OKRUG, WORKS)),
    "длинная": (WORKS, long_rows(OKRUG, WORKS)),
    "протоколы": (OGE, protocol_rows(OKRUG, OGE, named=False)),
    "сводная": (OGE, summary_rows(OKRUG, OGE)),
}


@pytest.mark.parametrize(
    "name", every(3, [*list(TABLES)[:3], *(pytest.param(name, marks=pytest.mark.slow) for name in list(TABLES)[3:])])
)
def test_a_regions_file_gives_the_roster_its_own_and_the_rest_as_comparison(name, tmp_path):
    procedures, rows = TABLES[name]
    region = tmp_path / "регион"
    path = write_xlsx(region / "файл.xlsx", {"Лист1": rows})
    tables = results_of([path], ROSTER, rules_2022(region=region))
    told = {
        (place, *procedure.key): (marks.n_participants, marks.counts[0])
        for procedure in procedures
        for place, (school, marks) in enumerate(OKRUG.taking_part(procedure))
        if school.school_id != OWN.school_id
    }
    found = tables.region_results
    assert sorted(zip(found["n_participants"], found["n_failed"], strict=True)) == sorted(told.values())
    assert set(tables.results["school_id"]) == {OWN.school_id}
    counts = tables.cell_counts
    assert (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()
    assert counts["used"].iloc[0] >= 2 * len(told)
    strange = results_of([path], ROSTER).region_results
    assert strange.empty and list(strange) == list(found)

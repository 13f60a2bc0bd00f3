"""METHODS 11: results of few people are shown nowhere, nor found by subtraction.  Names: tests/ground."""

import pandas as pd
import pytest
from hypothesis import given, settings

from shnor_lib.analysis.indicators.values import indicator_schools
from shnor_lib.analysis.programme.competences import competences, deficits, self_assessment
from shnor_lib.ground.params import Indicators
from tests.support.depth import examples
from tests.support.invented_registers import WINDOW, checked, diagnosed, registers, roster, sources, teachers
from tests.support.measured_indicators import PROGRAMME, both, measured, said, value_of
from tests.support.random_registers import REGISTERS, SCHOOLS, random_sources


def test_fewer_than_five_people_are_not_shown():
    rows = [row for n in range(1, 5) for row in both(f"t{n}", 10, 90)]
    made = sources(teachers=teachers(9), diagnostics=rows, routes=[{"teacher_id": f"t{n}"} for n in range(1, 5)])
    row = measured(made).loc["П5"]
    assert pd.isna(row["actual"])
    assert pd.isna(row["numerator"])
    assert (row["denominator"], row["hidden"], row["status"]) == (4, True, "no_data")
    assert pd.isna(row["needs"])
    assert "Результаты групп менее 5 педагогов не показываются." in said(made)["П5"]


def test_no_school_is_found_by_subtraction():
    schools = roster(*({"school_id": code} for code in "abc"))
    people = teachers(6) + teachers(7, "b", first=11) + teachers(2, "c", first=21)
    codes = [row["teacher_id"] for row in people]
    made = sources(
        schools,
        teachers=people,
        diagnostics=[row for code in codes for row in both(code, 10, 90)],
        routes=[{"teacher_id": code} for code in codes],
    )
    by_school = indicator_schools(PROGRAMME, made)
    own = by_school[by_school["id"] == "П5"].set_index("school_id")
    assert own["hidden"].tolist() == [True, False, True]
    assert own.loc[own["hidden"], ["numerator", "denominator", "value_pct"]].isna().all(axis=None)


def test_nor_by_taking_the_confirmed_schools_from_all():
    schools = roster({"school_id": "a"}, {"school_id": "b"})
    people = teachers(6) + teachers(2, "b", first=11)
    codes = [row["teacher_id"] for row in people]
    rows = [row for code in codes for row in both(code, 10, 90)]
    made = sources(schools, teachers=people, diagnostics=rows, routes=[{"teacher_id": code} for code in codes])
    row = measured(made, confirmed=pd.Series(["a"])).loc["П5"]
    assert row["actual"] == 100
    assert row[["confirmed_numerator", "confirmed_denominator", "confirmed_actual"]].isna().all()


@pytest.mark.parametrize(("people", "hidden"), [(4, True), (5, False)])
def test_means_of_a_group_are_shown_from_five_people_on(people, hidden):
    rows = [row for n in range(people) for row in diagnosed(f"t{n}", 40, 70, 60, subject="Математика")]
    rows += diagnosed("t99", 0, 0, 0, subject="Математика")  # no teacher of these schools
    diagnostics = registers(diagnostics=rows).diagnostics
    codes = [f"t{n}" for n in range(people)]
    arguments = diagnostics, codes, WINDOW, Indicators()
    gained = checked("competences", competences(*arguments)).iloc[0]
    low = checked("deficits", deficits(*arguments)).set_index("phase")
    own = checked("self_assessment", self_assessment(*arguments)).iloc[0]
    assert [gained["hidden"], low["hidden"].any(), own["hidden"]] == [hidden] * 3
    if hidden:
        assert gained[["people", "before_pct", "after_pct", "change_pp"]].isna().all()
        assert low[["people", "low", "low_pct"]].isna().all(axis=None)
        assert own[["people", "self_pct", "tested_pct", "difference_pp"]].isna().all()
    else:
        assert gained[["people", "before_pct", "after_pct", "change_pp"]].tolist() == [5, 40, 70, 30]
        assert low.loc["before", ["people", "low", "low_pct"]].tolist() == [5, 5, 100]
        assert low.loc["after", "low_pct"] == 0
        assert own[["self_pct", "tested_pct", "difference_pp"]].tolist() == [60, 40, 20]


@settings(max_examples=examples(5), deadline=None)
@given(SCHOOLS, REGISTERS)
def test_results_of_fewer_than_five_people_are_shown_nowhere(schools, tables):
    made = random_sources(schools, tables)
    value = value_of("П5", made)
    assert value.actual is None or value.denominator >= 5
    by_school = indicator_schools(PROGRAMME[PROGRAMME["id"] == "П5"], made)
    own = by_school[~by_school["hidden"]]
    assert (own["denominator"] >= 5).all()


def test_the_default_smallest_group_is_five():
    assert Indicators().smallest_group.value == 5
    assert pd.notna(Indicators().min_gain.value)

"""METHODS 4: help and its coverage, competences by groups, monitorings."""

import pandas as pd

from shnor_lib.analysis.programme.catalogue import catalogue
from shnor_lib.analysis.programme.competences import competences
from shnor_lib.analysis.programme.coverage import help_coverage
from shnor_lib.analysis.programme.factors import factors
from shnor_lib.analysis.programme.help_records import NEEDED
from shnor_lib.analysis.programme.monitoring import methodical_systems, quarters
from shnor_lib.analysis.programme.partnerships import partnerships
from shnor_lib.analysis.programme.school_requests import requests_answered
from shnor_lib.ground.params import Indicators
from shnor_lib.ground.vocabulary import HELP_KINDS
from tests.support.invented_registers import (
    AS_OF,
    BEFORE,
    WINDOW,
    checked,
    diagnosed,
    registers,
    roster,
    sources,
    teachers,
)

TWO = roster({"school_id": "b"}, {"school_id": "a"}, {"school_id": "z", "listed": False})


def test_every_kind_of_help_has_its_words():
    assert {"any", *NEEDED} == set(HELP_KINDS)


def test_coverage_counts_teachers_and_records_of_each_listed_school():
    made = sources(
        TWO,
        teachers=teachers(4) + teachers(2, "b", first=11) + teachers(1, "z", first=21),
        consultations=[
            *({"teacher_id": t, "topic": "Оценивание"} for t in ("t1", "t1", "t2")),
            {"school_id": "a", "teacher_id": None},
            {"teacher_id": "t3", "held_on": BEFORE},
            {"teacher_id": "t21"},
        ],
        events=[{"event_id": "1", "audience": "management"}, {"event_id": "2", "audience": None}],
        participation=[{"event_id": e, "teacher_id": t} for e, t in (("1", "t1"), ("1", "t4"), ("2", "t11"))],
    )
    table = checked("help_coverage", help_coverage(made)).set_index(["school_id", "kind"])
    assert list(dict.fromkeys(table.index.get_level_values(0))) == ["b", "a"]
    assert table.loc[("a", "consultation"), ["teachers", "reached", "reached_pct", "records"]].tolist() == [4, 2, 50, 2]
    assert table.loc[("a", "seminar_management"), ["reached", "records"]].tolist() == [2, 1]
    assert table.loc[("b", "event"), ["reached", "reached_pct"]].tolist() == [1, 50]
    assert table.loc[("a", "any"), ["reached", "reached_pct"]].tolist() == [3, 75]
    assert not {"course", "route", "interaction"} & set(table.index.get_level_values(1))


def test_nothing_is_said_of_help_without_registers():
    assert checked("help_coverage", help_coverage(sources(TWO))).empty
    assert checked("help_coverage", help_coverage(sources(TWO, consultations=[{"teacher_id": "t1"}]))).empty


def test_a_school_without_known_teachers_has_no_zero():
    made = sources(TWO, teachers=teachers(1), consultations=[{"school_id": "b", "teacher_id": None}])
    table = checked("help_coverage", help_coverage(made)).set_index(["school_id", "kind"])
    assert table.loc[("b", "consultation"), "records"] == 1
    assert table.loc[("b", ["consultation", "any"]), ["reached", "reached_pct"]].isna().all(axis=None)
    assert table.loc[("a", "any"), "reached"] == 0


def test_a_factor_has_its_measures_reach_and_change():
    columns = ["school_id", "school", "scope", "pairs", "positive", "firm", "in_programme"]
    dynamics = pd.DataFrame(
        [["a", "", "all", 3, True, True, True], ["b", "", "all", 3, False, True, True]], columns=columns
    )
    shared = {"group": "organisational", "factor": "кадры"}
    made = sources(
        TWO,
        dynamics,
        teachers=[*teachers(2), {"teacher_id": "t1", "school_id": "b"}],
        routes=[{"teacher_id": "t1"}],
        factors=[
            {"school_id": "a", **shared, "level": "high", "measure": "сеть"},
            {"school_id": "b", **shared, "level": "low"},
            {"school_id": "z", **shared, "level": "low"},
            {"school_id": "a", "group": "socio_economic", "factor": "бедность"},
        ],
    )
    table = checked("factors", factors(made))
    assert table["factor"].tolist() == ["бедность", "кадры"]
    row = table.iloc[1]
    assert row[["schools", "level_low", "level_medium", "level_high"]].tolist() == [2, 1, 0, 1]
    assert row[["measures", "with_measure"]].tolist() == ["сеть", 1]
    assert row[["teachers", "reached", "measured", "improved"]].tolist() == [2, 1, 2, 1]


def test_requests_have_a_median_and_the_longest_open_one():
    made = sources(
        TWO,
        requests=[
            {"request_id": "1", "school_id": "a", "received_on": "2022-01-01", "closed_on": "2022-01-11"},
            {"request_id": "2", "school_id": "a", "received_on": "2022-01-01", "closed_on": "2022-01-21"},
            {"request_id": "3", "school_id": "b", "received_on": "2022-12-01", "closed_on": "2023-01-05"},
            {"request_id": "4", "school_id": "b", "received_on": BEFORE},
        ],
    )
    table = checked("requests_answered", requests_answered(made))
    assert table["school_id"].fillna("").tolist() == ["", "b", "a"]
    columns = ["received", "closed", "open", "median_days", "longest_open_days"]
    assert table.loc[0, columns].tolist() == [3, 2, 1, 15, 30]
    assert pd.isna(table.loc[1, "median_days"])
    assert checked("requests_answered", requests_answered(sources(TWO))).empty


def test_partnerships_as_of_the_date():
    rows = [
        {"school_id": "a", "mentor": "z", "since": "2021-10-01"},
        {"school_id": "a", "mentor": "Гимназия", "until": "2022-12-30"},
        {"school_id": "b", "mentor": "z", "since": "2023-01-01"},
    ]
    table = checked("partnerships", partnerships(sources(TWO, partnerships=rows)))
    assert table["mentor"].tolist() == ["Гимназия", "МБОУ «z»"]
    assert table["in_force"].tolist() == [False, True]


def test_the_catalogue_says_how_many_took_what_is_on_offer():
    made = sources(
        teachers=teachers(3),
        courses=[{"teacher_id": "t1", "programme": "Чтение"}, {"teacher_id": "t2", "programme": "Чтение"}],
        events=[{"event_id": "1", "title": "Оценивание"}],
        participation=[{"event_id": "1", "teacher_id": "t3"}],
        catalogue=[
            *({"kind": "course", "title": title} for title in ("Чтение", "Письмо")),
            {"kind": "seminar", "title": "Оценивание"},
        ],
    )
    table = checked("catalogue", catalogue(made)).set_index("title")["people"]
    assert table.to_dict() == {"Чтение": 2, "Письмо": 0, "Оценивание": 1}


def test_areas_and_subjects_are_not_mixed():
    rows = [row for n in range(6) for row in diagnosed(f"t{n}", 40, 70, subject="Математика")]
    rows += [row for n in range(6) for row in diagnosed(f"t{n}", 20, 30, area="methodical", subject=None)]
    table = competences(registers(diagnostics=rows).diagnostics, [f"t{n}" for n in range(6)], WINDOW, Indicators())
    assert table["change_pp"].tolist() == [10, 30]
    assert table["subject"].tolist() == ["", "Математика"]


def test_a_mark_stands_beside_the_one_before():
    rows = [
        {"school_id": "a", "criterion": "К1", "held_on": day, "mark": mark}
        for day, mark in (("2022-10-01", 3), ("2022-03-01", 1), ("2022-05-01", 2), ("2023-03-01", 9))
    ] + [{"school_id": "b", "criterion": "К1", "held_on": "2022-03-01", "mark": 1}]
    table = checked(
        "methodical_systems", methodical_systems(registers(methodical_systems=rows).methodical_systems, TWO, AS_OF)
    )
    assert table["school_id"].tolist() == ["b", "a"]
    assert table.iloc[1][["mark", "previous_mark", "change"]].tolist() == [3, 2, 1]
    assert pd.isna(table.iloc[0]["previous_mark"])


def test_quarters_are_shares_of_marks():
    common = {"school_id": "a", "school_year": 2022, "quarter": 1, "subject": "Математика"}
    rows = [
        {**common, "grade": 5, "pupils": 10, "passed": 9, "good": 5},
        {**common, "grade": 6, "pupils": 30, "passed": 21, "good": None},
        {**common, "grade": 6, "quarter": 2, "school_year": 2023, "pupils": 30, "passed": 30, "good": 3},
        {**common, "grade": 6, "quarter": 3, "school_year": 2023, "pupils": 30, "passed": 30, "good": 3},
    ]
    table = checked("quarters", quarters(registers(quarters=rows).quarters, TWO, AS_OF))
    assert table["quarter_end"].tolist() == ["2021-10-31", "2022-12-31"]
    assert table.loc[0, ["marks", "success_pct", "quality_pct"]].tolist() == [40, 75, 50]

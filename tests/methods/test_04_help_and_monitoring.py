"""METHODS 4: help and its coverage, competences by groups, monitorings."""

import pandas as pd
import pytest

from shnor_lib.analysis.programme.catalogue import catalogue
from shnor_lib.analysis.programme.competences import competences
from shnor_lib.analysis.programme.coverage import help_coverage, help_totals
from shnor_lib.analysis.programme.factors import factors
from shnor_lib.analysis.programme.help_records import NEEDED, event_kinds
from shnor_lib.analysis.programme.measure_links import linked_teachers
from shnor_lib.analysis.programme.monitoring import methodical_systems, quarters
from shnor_lib.analysis.programme.partnerships import partnership_work, partnerships
from shnor_lib.analysis.programme.school_requests import requests_answered
from shnor_lib.ground.params import Indicators
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import HELP_KINDS
from tests.support.invented_registers import (
    AFTER,
    AS_OF,
    BEFORE,
    INSIDE,
    WINDOW,
    checked,
    diagnosed,
    registers,
    roster,
    sources,
    teachers,
)

OTHER = {"school_id": "z", "listed": False, "participant_since": None}
TWO = roster({"school_id": "b"}, {"school_id": "a"}, OTHER)


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
    own = table.loc[("a", "consultation_individual"), ["teachers", "reached", "reached_pct", "records"]]
    assert own.tolist() == [4, 2, 50, 2]
    assert table.loc[("a", "seminar_management"), ["reached", "records"]].tolist() == [2, 1]
    assert table.loc[("b", "event"), ["reached", "reached_pct"]].tolist() == [1, 50]
    assert table.loc[("a", "any"), ["reached", "reached_pct"]].tolist() == [3, 75]
    assert not {"course", "route", "interaction"} & set(table.index.get_level_values(1))


def test_a_school_that_takes_part_without_being_listed_is_in_support():
    schools = roster({"school_id": "a"}, {"school_id": "p", "listed": False}, {**OTHER, "participant_since": AFTER})
    made = sources(schools, teachers=teachers(2) + teachers(2, "p", first=11), consultations=[{"teacher_id": "t11"}])
    table = checked("help_coverage", help_coverage(made)).set_index(["school_id", "kind"])
    assert table.loc[("p", "any"), ["teachers", "reached"]].tolist() == [2, 1]
    assert set(table.index.get_level_values(0)) == {"a", "p"}


FORMS = [
    ("семинар", "management", "seminar_management"),
    ("Обучающий семинар", "teams", "seminar_teams"),
    ("вебинар", "teachers", "seminar_teachers"),
    ("контрольная работа", "management", "event"),
    ("форум", "teachers", "event"),
    ("семинар", None, "event"),
    (None, "teachers", "event"),
]


@pytest.mark.parametrize(("form", "audience", "kind"), FORMS)
def test_an_event_is_a_seminar_by_its_form(form, audience, kind):
    made = registers(events=[{"event_id": "1", "form": form, "audience": audience}])
    assert event_kinds(made.events).tolist() == [kind]


def test_an_event_counts_once_whatever_schools_came():
    """Two seminars and a контрольная работа of one audience; teachers of two schools at each."""
    made = sources(
        TWO,
        teachers=[*teachers(3), *teachers(3, "b", first=11), {"teacher_id": "t1", "school_id": "b"}],
        events=[
            {"event_id": "1", "audience": "management"},
            {"event_id": "2", "audience": "management", "form": "Семинар"},
            {"event_id": "3", "audience": "management", "form": "контрольная работа"},
            {"event_id": "4", "audience": "teachers", "form": "форум", "held_on": BEFORE},
        ],
        participation=[{"event_id": e, "teacher_id": t} for e in "1234" for t in ("t1", "t2", "t11")],
        consultations=[
            *({"teacher_id": t, "kind": "group", "topic": "ОГЭ"} for t in ("t1", "t2", "t11")),
            {"school_id": "b", "teacher_id": None, "kind": "group", "topic": "ОГЭ"},
            {"school_id": "b", "teacher_id": None, "kind": "group", "topic": "ВПР"},
            *({"teacher_id": t, "kind": "individual", "topic": "ОГЭ"} for t in ("t1", "t2")),
            {"school_id": "z", "teacher_id": None, "kind": "individual"},
        ],
    )
    table = checked("help_totals", help_totals(made))
    found = {(row.kind, row.form): (row.records, row.schools, row.reached) for row in rows_of(table)}
    plain = {key: value for key, value in found.items() if key[1]}
    assert plain == {
        ("seminar_management", "семинар"): (2, 2, 3),
        ("event", "контрольная работа"): (1, 2, 3),
    }
    by_kind = table[table["form"] == ""].set_index("kind")
    assert by_kind.loc["consultation_group", ["records", "schools", "reached"]].tolist() == [2, 2, 3]
    assert by_kind.loc["consultation_individual", ["records", "schools", "reached"]].tolist() == [2, 2, 2]
    assert by_kind.loc[["seminar_teams", "seminar_teachers"], "records"].tolist() == [0, 0]
    assert by_kind.loc["any", ["reached", "teachers"]].tolist() == [3, 6]
    assert pd.isna(by_kind.loc["any", "records"])


@pytest.mark.parametrize(
    ("measure", "reached"),
    [
        ("М2.1", {"t1"}),
        ("сетевое взаимодействие (мера M2.1)", {"t1"}),
        ("пункт 6а плана", {"t2"}),
        ("п. 6а", {"t2"}),
        ("п. 6", None),
        ("подвоз, Семинар «Оценивание»", {"t3"}),
        ("работа с дефицитом; методика", {"t4"}),
        ("посещение семей", None),
        ("семинар", None),
        (None, None),
    ],
)
def test_a_measure_reaches_those_whose_records_name_it(measure, reached):
    made = registers(
        events=[
            {"event_id": "1", "plan_item": "М2.1", "title": "Форум"},
            {"event_id": "2", "plan_item": "6а", "title": "Анкета"},
            {"event_id": "3", "title": "семинар Оценивание"},
        ],
        participation=[{"event_id": e, "teacher_id": f"t{e}"} for e in "123"],
        routes=[{"teacher_id": "t4"}, {"teacher_id": "t5", "done_on": BEFORE}],
    )
    assert linked_teachers(measure, made, WINDOW) == reached


@pytest.mark.parametrize(
    ("item", "measure", "named"),
    [
        ("3", "мера 3", True),
        ("3", "пункт № 3 плана", True),
        ("3", "3 класс, дополнительные занятия", False),
        ("3", "п. 3.1", False),
        ("2.1", "П. 2.1.", True),
        ("2.1", "п. 2", False),
        ("К-2", "мероприятие К-2", True),
        ("К-2", "мероприятие К-21", False),
        ("Ш4", "ш 4, консультации", True),
    ],
)
def test_a_measure_is_known_by_whatever_code_the_programme_gives_it(item, measure, named):
    made = registers(
        events=[{"event_id": "1", "plan_item": item, "title": "Форум"}],
        participation=[{"event_id": "1", "teacher_id": "t1"}],
    )
    assert linked_teachers(measure, made, WINDOW) == ({"t1"} if named else None)


def test_nothing_is_said_of_help_without_registers():
    assert checked("help_coverage", help_coverage(sources(TWO))).empty
    assert checked("help_coverage", help_coverage(sources(TWO, consultations=[{"teacher_id": "t1"}]))).empty


def test_a_school_without_known_teachers_has_no_zero():
    made = sources(TWO, teachers=teachers(1), consultations=[{"school_id": "b", "teacher_id": None}])
    table = checked("help_coverage", help_coverage(made)).set_index(["school_id", "kind"])
    assert table.loc[("b", "consultation_individual"), "records"] == 1
    assert table.loc[("b", ["consultation_individual", "any"]), ["reached", "reached_pct"]].isna().all(axis=None)
    assert table.loc[("a", "any"), "reached"] == 0


def test_help_of_a_whole_school_names_nobody_and_is_no_zero():
    """A group consultation names schools and no teachers: how many it reached is unknown, not none of them."""
    group = [{"school_id": school, "teacher_id": None, "kind": "group"} for school in "ab"]
    made = sources(TWO, teachers=teachers(2) + teachers(2, "b", first=11), consultations=group)
    by_school = checked("help_coverage", help_coverage(made)).set_index(["school_id", "kind"])
    assert by_school["reached"].isna().tolist() == [kind != "consultation_individual" for _, kind in by_school.index]
    total = checked("help_totals", help_totals(made)).set_index("kind")
    assert total.loc["consultation_group", ["records", "schools", "teachers"]].tolist() == [1, 2, 4]
    assert total.loc[["consultation_group", "any"], ["reached", "reached_pct"]].isna().all(axis=None)
    assert total.loc["consultation_individual", "reached"] == 0
    some = help_totals(sources(TWO, teachers=teachers(2), consultations=[*group, {"teacher_id": "t1"}]))
    assert some.set_index("kind").loc["any", ["schools", "reached"]].tolist() == [2, 1]


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
        routes=[{"teacher_id": "t1", "step": "Сеть"}, {"teacher_id": "t2", "step": "другое"}],
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
    assert row[["linked", "teachers", "reached", "measured", "improved"]].tolist() == [1, 2, 1, 2, 1]
    assert table.iloc[0]["linked"] == 0 and table.iloc[0][["teachers", "reached"]].isna().all()


def test_requests_have_a_median_and_the_longest_open_one():
    made = sources(
        TWO,
        requests=[
            {"request_id": "1", "school_id": "a", "received_on": "2022-01-01", "closed_on": "2022-01-11"},
            {"request_id": "2", "school_id": "a", "received_on": "2022-01-01", "closed_on": "2022-01-21"},
            {"request_id": "3", "school_id": "b", "received_on": "2022-12-01", "closed_on": "2023-01-05"},
            {"request_id": "4", "school_id": "b", "received_on": BEFORE},
        ],
        consultations=[
            *({"request_id": "1", "teacher_id": code} for code in ("t1", "t2")),
            {"request_id": "2", "held_on": AFTER},
            {"request_id": "3", "held_on": "2022-12-31"},
            {"request_id": None},
        ],
    )
    table = checked("requests_answered", requests_answered(made))
    assert table["school_id"].fillna("").tolist() == ["", "b", "a"]
    columns = ["received", "closed", "open", "median_days", "longest_open_days"]
    assert table.loc[0, columns].tolist() == [3, 2, 1, 15, 30]
    assert pd.isna(table.loc[1, "median_days"])
    assert table["answered"].tolist() == [2, 1, 1]
    assert checked("requests_answered", requests_answered(sources(TWO))).empty


def test_a_request_closed_in_words_is_neither_closed_nor_open():
    made = sources(
        TWO,
        requests=[
            {"request_id": "1", "school_id": "a", "received_on": "2022-01-01", "closed_on_as_typed": "закрыт"},
            {"request_id": "2", "school_id": "a", "received_on": "2022-12-01"},
        ],
    )
    row = checked("requests_answered", requests_answered(made)).iloc[0]
    assert row[["received", "closed", "open", "told", "longest_open_days"]].tolist() == [2, 0, 1, 1, 30]


def test_partnerships_as_of_the_date():
    rows = [
        {"school_id": "a", "mentor": "z", "since": "2021-10-01"},
        {"school_id": "a", "mentor": "Гимназия", "until": "2022-12-30"},
        {"school_id": "b", "mentor": "z", "since": "2023-01-01"},
    ]
    table = checked("partnerships", partnerships(sources(TWO, partnerships=rows)))
    assert table["mentor"].tolist() == ["Гимназия", "МБОУ «z»"]
    assert table["in_force"].tolist() == [False, True]


def test_the_work_of_a_pair_is_what_teachers_of_both_schools_recorded_of_each_other():
    """One form on one day is one meeting; who is called by name or by code is the same school."""
    met = {"form": "сетевой урок", "held_on": INSIDE}
    made = sources(
        TWO,
        partnerships=[{"school_id": "a", "mentor": "z"}, {"school_id": "b", "mentor": "Гимназия № 1"}],
        teachers=[{"teacher_id": "t1", "school_id": "a"}, {"teacher_id": "t2", "school_id": "z"}],
        interaction=[
            {**met, "teacher_id": "t1", "partner": "z"},
            {**met, "teacher_id": "t2", "partner": "мбоу «a»"},
            {**met, "teacher_id": "t1", "partner": "z", "held_on": "2022-05-01"},
            {**met, "teacher_id": "t1", "partner": "z", "held_on": AFTER},
            {**met, "teacher_id": "t1", "partner": "Гимназия № 1"},
            {"teacher_id": "t2", "partner": "a", "form": "семинар", "held_on": INSIDE},
        ],
    )
    table = checked("partnership_work", partnership_work(made))
    told = table[["school_id", "form", "times", "last_on"]].astype(object)
    assert told.where(told.notna(), None).values.tolist() == [
        ["b", "", 0, None],
        ["a", "семинар", 1, INSIDE],
        ["a", "сетевой урок", 2, "2022-05-01"],
    ]


def test_without_the_register_of_interaction_nothing_is_told_of_pairs():
    made = sources(TWO, partnerships=[{"school_id": "a", "mentor": "z"}])
    assert checked("partnership_work", partnership_work(made)).empty


def test_the_catalogue_says_how_many_took_what_is_on_offer():
    made = sources(
        teachers=teachers(3),
        courses=[{"teacher_id": "t1", "programme": "Чтение"}, {"teacher_id": "t2", "programme": "«чтение»."}],
        events=[{"event_id": "1", "title": "Оценивание"}],
        participation=[{"event_id": "1", "teacher_id": "t3"}],
        catalogue=[
            *({"kind": "course", "title": title} for title in ("Чтение", "Письмо")),
            {"kind": "seminar", "title": "Оценивание"},
        ],
    )
    table = checked("catalogue", catalogue(made)).set_index("title")["people"]
    table = table.astype(object).where(table.notna(), None)
    assert table.to_dict() == {"Чтение": 2, "Письмо": None, "Оценивание": 1}


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

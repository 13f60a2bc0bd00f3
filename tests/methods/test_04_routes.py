"""METHODS 4, 11: routes of teachers, targeted courses as they are, whom help has not reached, groups of factors."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.factors import factor_groups
from shnor_lib.analysis.programme.routes import (
    learning_groups,
    offers,
    route_deficits,
    route_schools,
    route_steps,
)
from shnor_lib.analysis.programme.training import self_profile, targeted_programmes, unaided_teachers
from tests.support.depth import every_case, examples
from tests.support.invented_registers import AS_OF, START, checked, registers, roster, sources, teachers

STUCK = 90
FOUR = roster(
    {"school_id": "b"},
    {"school_id": "a"},
    {"school_id": "p", "listed": False},
    {"school_id": "z", "listed": False, "participant_since": None},
)


def day(before: int) -> str:
    """The day so many days before the reporting date."""
    return (AS_OF - timedelta(days=before)).isoformat()


def steps_of(rows, schools=FOUR, **more) -> pd.DataFrame:
    people = teachers(3) + teachers(1, "z", first=9)
    made = sources(schools, teachers=people, routes=[{"teacher_id": "t1", **row} for row in rows], **more)
    return checked("route_steps", route_steps(made, STUCK))


# Steps

STATES = [
    ({"due_on": day(10), "done_on": day(10)}, "done", None),
    ({"due_on": day(10), "done_on": day(8)}, "done_late", 2),
    ({"due_on": None, "done_on": day(8)}, "done", None),
    ({"due_on": day(0), "done_on": None}, "ahead", None),
    ({"due_on": day(-5), "done_on": None}, "ahead", None),
    ({"due_on": None, "done_on": None}, "undated", None),
    ({"due_on": day(1), "done_on": None}, "overdue", 1),
    ({"due_on": day(STUCK), "done_on": None}, "overdue", STUCK),
    ({"due_on": day(STUCK + 1), "done_on": None}, "stuck", STUCK + 1),
    ({"due_on": day(100), "done_on": None, "done_on_as_typed": "выполнено"}, "told", None),
    # Done after the reporting date: on that day it was not.
    ({"due_on": day(1), "done_on": day(-3)}, "overdue", 1),
]


@pytest.mark.parametrize(("row", "state", "late"), every_case(3, STATES))
def test_how_a_step_stands_on_the_reporting_date(row, state, late):
    (found,) = steps_of([row]).to_dict("records")
    assert found["state"] == state
    assert (None if pd.isna(found["days_late"]) else found["days_late"]) == late


def test_steps_before_the_programme_and_of_other_schools_are_none_of_its_steps():
    rows = [{"done_on": (START - timedelta(days=1)).isoformat()}, {"teacher_id": "t9", "step": "второй"}]
    assert steps_of(rows).empty


KINDS = [
    ("Курсы «Оценивание»", "course"),
    ("пройти КПК", "course"),
    ("участие в конкурсе", "other"),
    ("посетить два урока наставника", "mentor"),
    ("Консультация наставника", "consultation"),
    ("вебинар по оцениванию", "event"),
    ("«ОЦЕНИВАНИЕ на уроке».", "course"),
    ("Ярмарка практик", "event"),
    ("открытый урок", "other"),
]


@pytest.mark.parametrize(("step", "kind"), every_case(3, KINDS))
def test_what_a_step_is_says_the_catalogue_and_else_its_words(step, kind):
    catalogue = [
        {"kind": "course", "title": "Оценивание на уроке"},
        {"kind": "forum", "title": "Ярмарка практик"},
    ]
    assert steps_of([{"step": step}], catalogue=catalogue)["kind"].tolist() == [kind]


# What is offered

CATALOGUE = [
    {"kind": "seminar", "title": "Б", "area": "methodical", "subject": None},
    {"kind": "course", "title": "А", "area": "methodical", "subject": None},
    {"kind": "course", "title": "М", "area": "methodical", "subject": "математика"},
    {"kind": "monitoring", "title": "Н", "area": "methodical", "subject": "математика"},
    {"kind": "course", "title": "Х", "area": None, "subject": "математика"},
]
OFFERED = [
    ("methodical", "Математика", (), "М; А; Б"),
    ("methodical", "физика", (), "А; Б"),
    ("methodical", "", (), "А; Б"),
    ("methodical", "Математика", ("м", "а", "б"), None),
    ("subject", "Математика", (), None),
    ("", "Математика", (), None),
]


@pytest.mark.parametrize(("area", "subject", "taken", "offered"), OFFERED)
def test_a_deficit_is_answered_by_its_area_and_subject_and_nothing_is_guessed(area, subject, taken, offered):
    assert offers(registers(catalogue=CATALOGUE).catalogue, area, subject, taken) == offered


def low(code: str, result: float = 40, **more) -> dict:
    return {"teacher_id": code, "result_pct": result, "area": "methodical", "subject": "математика", **more}


def deficits_of(diagnostics, **more):
    people = teachers(6) + teachers(6, "b", first=11) + teachers(1, "z", first=99)
    made = sources(FOUR, teachers=people, diagnostics=diagnostics, catalogue=CATALOGUE, **more)
    return made, checked("route_deficits", route_deficits(made))


def test_the_last_diagnostics_shows_a_deficit_and_self_assessment_none():
    rows = [
        low("t1", 40, held_on=day(100)),
        low("t1", 60, held_on=day(50), phase="after"),
        low("t2", 70, held_on=day(100)),
        low("t2", 59.5, held_on=day(50), phase="after"),
        low("t3", 10, kind="self_assessment"),
        low("t99"),
        low("t4", held_on=day(-1)),
    ]
    table = deficits_of(rows)[1]
    assert table[["teacher_id", "held_on", "result_pct", "steps", "offered"]].values.tolist() == [
        ["t2", day(50), 59.5, 0, "М; А; Б"]
    ]


def test_what_a_teacher_has_taken_is_not_offered_again_and_who_has_a_step_needs_no_offer():
    rows = [low("t1"), low("t2"), low("t3")]
    taken = [{"teacher_id": "t1", "programme": "«М»"}]
    seminar = {"event_id": "7", "title": "б", "held_on": day(9)}
    came = [{"teacher_id": "t3", "event_id": "7"}]
    routes = [{"teacher_id": "t2", "done_on": None}]
    table = deficits_of(rows, courses=taken, routes=routes, events=[seminar], participation=came)[1]
    offered = [None if pd.isna(one) else one for one in table["offered"]]
    assert (offered, table["steps"].tolist()) == (["А; Б", None, "М; А"], [0, 1, 0])


# Who could learn together


def test_who_shares_area_and_subject_could_learn_together_and_small_groups_are_only_told_of():
    rows = [low(f"t{n}") for n in (1, 2, 3, 4, 11)]
    rows += [low(f"t{n}", subject="физика", held_on=day(5)) for n in (1, 12)]
    rows += [low("t5", subject="химия"), *(low(f"t{n}", area=None, subject=None) for n in (5, 6))]
    made, deficits = deficits_of(rows, routes=[{"teacher_id": "t1", "done_on": None}])
    table = checked("learning_groups", learning_groups(made, deficits))
    first, second = table.to_dict("records")
    assert (first["subject"], first["people"], first["schools"], first["without_step"]) == ("математика", 5, 2, 4)
    assert (first["offered"], first["hidden"]) == ("М; А; Б", False)
    assert (second["subject"], second["hidden"], second["offered"]) == ("физика", True, "А; Б")
    assert pd.isna(second["people"]) and pd.isna(second["schools"]) and pd.isna(second["without_step"])


def test_a_school_of_which_few_were_diagnosed_has_no_number_of_deficits():
    rows = [low(f"t{n}") for n in (1, 2, 3)] + [low(f"t{n}", 90) for n in (4, 5)] + [low("t11")]
    routes = [
        {"teacher_id": "t1", "due_on": day(100), "done_on": None},
        {"teacher_id": "t6", "due_on": day(3), "done_on": None},
        {"teacher_id": "t6", "step": "второй", "due_on": day(3), "done_on": day(2)},
    ]
    made, deficits = deficits_of(rows, routes=routes)
    table = checked("route_schools", route_schools(made, deficits, route_steps(made, STUCK))).set_index("school_id")
    assert list(table.index) == ["b", "a", "p", ""]
    assert table.loc["", ["diagnosed", "with_deficit", "without_step", "steps"]].tolist() == [5, 3, 2, 3]
    assert table.loc["a", ["diagnosed", "with_deficit", "without_step"]].tolist() == [5, 3, 2]
    assert table.loc["a", ["with_route", "steps", "done", "done_late", "overdue", "stuck"]].tolist() == [
        2,
        3,
        1,
        1,
        2,
        1,
    ]
    assert table.loc["b", ["diagnosed", "with_deficit", "without_step"]].isna().all()
    assert table.loc["b", "steps"] == 0 and pd.isna(table.loc["p", "steps"])


def test_without_registers_there_are_no_rows():
    made = sources(FOUR, teachers=teachers(6))
    steps, deficits = route_steps(made, STUCK), route_deficits(made)
    for name, frame in (
        ("route_steps", steps),
        ("route_deficits", deficits),
        ("route_schools", route_schools(made, deficits, steps)),
        ("learning_groups", learning_groups(made, deficits)),
        ("targeted_programmes", targeted_programmes(made)),
        ("self_profile", self_profile(made)),
        ("unaided_teachers", unaided_teachers(made)),
        ("factor_groups", factor_groups(made)),
    ):
        assert checked(name, frame).empty, name


# Laws: the tables counted again in plain loops

CODES = st.sampled_from([f"t{n}" for n in (*range(1, 8), *range(11, 18), 21, 99)])
DAYS = st.integers(-20, 700).map(day)
RESULT = st.builds(
    lambda code, result, area, subject, kind, before: {
        "teacher_id": code,
        "result_pct": result,
        "area": area,
        "subject": subject,
        "kind": kind,
        "held_on": before,
    },
    CODES,
    st.sampled_from([20, 59, 60, 80]),
    st.sampled_from(["methodical", "subject", None]),
    st.sampled_from(["математика", "физика", None]),
    st.sampled_from(["diagnostics", "diagnostics", "self_assessment"]),
    DAYS,
)
STEP = st.builds(
    lambda code, due, done, told: {
        "teacher_id": code,
        "due_on": due,
        "done_on": None if told else done,
        "done_on_as_typed": "да" if told else None,
    },
    CODES,
    st.none() | DAYS,
    st.none() | DAYS,
    st.booleans(),
)


@pytest.mark.slow
@hypothesis_settings(max_examples=examples(12), deadline=None)
@given(
    diagnostics=st.lists(RESULT, max_size=14, unique_by=lambda row: (row["teacher_id"], row["held_on"], row["area"])),
    steps=st.lists(STEP, max_size=8).map(lambda rows: [{**row, "step": str(n)} for n, row in enumerate(rows)]),
)
def test_the_numbers_of_schools_and_groups_counted_again(diagnostics, steps):
    people = teachers(7) + teachers(7, "b", first=11) + teachers(1, "p", first=21) + teachers(1, "a", first=21)
    made = sources(FOUR, checked=False, teachers=people, diagnostics=diagnostics, routes=steps, catalogue=CATALOGUE)
    found, deficits = route_steps(made, STUCK), route_deficits(made)
    at = {
        code: {row["school_id"] for row in people if row["teacher_id"] == code}
        for row in people
        for code in [row["teacher_id"]]
    }
    last: dict[tuple, dict] = {}
    for row in sorted(diagnostics, key=lambda one: one["held_on"]):
        key = row["teacher_id"], row["area"] or "", row["subject"] or ""
        if (
            START.isoformat() <= row["held_on"] <= AS_OF.isoformat()
            and row["kind"] == "diagnostics"
            and row["teacher_id"] in at
        ):
            last[key] = row
    falls = {key for key, row in last.items() if row["result_pct"] < 60}
    assert set(deficits[["teacher_id", "area", "subject"]].itertuples(index=False, name=None)) == falls
    own = [row for row in steps if row["teacher_id"] in at and not (row["done_on"] or "9") < START.isoformat()]
    assert len(found) == len(own)
    routed = {row["teacher_id"] for row in steps}
    by_school = [{code for code, schools in at.items() if one in schools} for one in ("b", "a", "p")]
    shown_staff = set().union(*(own for own in by_school if len(own & {code for code, *_ in last}) >= 5))
    for row in route_schools(made, deficits, found).to_dict("records"):
        staff = {code for code, schools in at.items() if not row["school_id"] or row["school_id"] in schools}
        tested = {code for code, *_ in last} & (staff if row["school_id"] else shown_staff)
        weak = {code for code, *_ in falls} & (staff if row["school_id"] else shown_staff)
        if len(tested) >= 5:
            assert (row["diagnosed"], row["with_deficit"], row["without_step"]) == (
                len(tested),
                len(weak),
                len(weak - routed),
            )
        else:
            assert pd.isna(row.get("with_deficit"))
        if steps:
            mine = [one for one in own if one["teacher_id"] in staff]
            late = [one for one in mine if is_open(one) and one["due_on"] and one["due_on"] < AS_OF.isoformat()]
            stuck = [one for one in late if (AS_OF - date.fromisoformat(one["due_on"])).days > STUCK]
            words = [one for one in mine if one["done_on_as_typed"]]
            numbers = len(mine), len(late), len(stuck), sum(not is_open(one) for one in mine) - len(words), len(words)
            assert (row["steps"], row["overdue"], row["stuck"], row["done"], row["told"]) == numbers
    shared: dict[tuple, set] = {}
    for code, area, subject in falls:
        shared.setdefault((area, subject), set()).add(code)
    groups = learning_groups(made, deficits)
    assert {(row["area"], row["subject"]): row["people"] for row in groups.to_dict("records") if not row["hidden"]} == {
        key: len(codes) for key, codes in shared.items() if len(codes) >= 5 and any(key)
    }
    assert len(groups) == sum(len(codes) > 1 and any(key) for key, codes in shared.items())


def is_open(step: dict) -> bool:
    """No day and no word says anything of the step by the reporting date."""
    return step["done_on_as_typed"] is None and not (step["done_on"] and step["done_on"] <= AS_OF.isoformat())


# Courses, self-assessment, who got nothing


def test_targeted_courses_outside_the_catalogue_are_listed_and_not_lost():
    people = teachers(4) + teachers(1, "z", first=9)
    rows = [
        {"teacher_id": "t1", "programme": "«Смысловое чтение»", "hours": 36},
        {"teacher_id": "t2", "programme": "смысловое чтение", "hours": 72},
        {"teacher_id": "t2", "programme": "А", "hours": None},
        {"teacher_id": "t3", "programme": "Другая", "is_targeted": False},
        {"teacher_id": "t9", "programme": "Чужая"},
        {"teacher_id": "t4", "programme": "Ранняя", "finished_on": (START - timedelta(days=1)).isoformat()},
    ]
    table = checked(
        "targeted_programmes", targeted_programmes(sources(FOUR, teachers=people, courses=rows, catalogue=CATALOGUE))
    )
    told = {row["programme"]: row for row in table.to_dict("records")}
    assert set(told) == {"А", "«Смысловое чтение»"}
    one = told["«Смысловое чтение»"]
    assert (one["hours_least"], one["hours_most"], one["people"], one["in_catalogue"]) == (36, 72, 2, False)
    assert told["А"]["in_catalogue"] and pd.isna(told["А"]["hours_least"])
    bare = targeted_programmes(sources(FOUR, teachers=people, courses=rows))
    assert bare["in_catalogue"].isna().all(), "without a catalogue nothing is outside it"


def test_self_assessment_stands_alone_where_nobody_tested():
    own = [low(f"t{n}", 70 + n, kind="self_assessment") for n in range(1, 7)]
    tested = [low("t6", 30, held_on=day(3)), low("t1", 30, subject="физика", held_on=day(4))]
    few = [low("t1", 50, subject="химия", kind="self_assessment", held_on=day(5))]
    made = sources(FOUR, teachers=teachers(6) + teachers(3, "p", first=21), diagnostics=own + tested + few)
    table = checked("self_profile", self_profile(made)).set_index("subject")
    assert (table.loc["математика", "people"], table.loc["математика", "self_pct"]) == (5, 73)
    assert table.loc["химия", "hidden"] and pd.isna(table.loc["химия", "self_pct"]) and "физика" not in table.index


def test_whom_no_help_reached_within_the_year():
    people = teachers(3) + teachers(2, "b", first=11) + teachers(2, "p", first=21) + teachers(1, "p", first=3)
    rows = [
        {"teacher_id": "t1", "held_on": day(0)},
        {"teacher_id": "t2", "held_on": day(364)},
        {"teacher_id": "t3", "held_on": day(366)},
        {"teacher_id": None, "school_id": "b", "held_on": day(9)},
        {"teacher_id": "t21", "held_on": day(9)},
    ]
    table = checked("unaided_teachers", unaided_teachers(sources(FOUR, teachers=people, consultations=rows)))
    told = [
        (r["school_id"], r["teachers"], r["unaided"], r["of_whole"]) for r in table.astype(object).to_dict("records")
    ]
    assert told[1:3] == [("a", 3, 1, 0), ("p", 3, 2, 0)] and told[3] == ("", 5, 2, 1)
    assert told[0][0] == "b" and pd.isna(told[0][2]) and told[0][3] == 1
    assert set(table["since"]) == {"2022-01-01"}


# Groups of factors


def test_the_reach_of_a_group_is_that_of_the_records_its_measures_are_linked_with():
    people = teachers(3) + teachers(2, "b", first=11)
    rows = [
        {
            "school_id": "a",
            "group": "organisational",
            "factor": "кадры",
            "measure": "наставник",
            "measure_item": "М2.1",
        },
        {"school_id": "b", "group": "organisational", "factor": "кадры", "measure": "прочее"},
        {"school_id": "b", "group": "psychological", "factor": "мотивация", "measure_item": "6"},
        {"school_id": "z", "group": "territorial", "factor": "даль"},
    ]
    made = sources(
        FOUR,
        teachers=people,
        factors=rows,
        events=[{"event_id": "1", "plan_item": "М2.1"}],
        participation=[{"event_id": "1", "teacher_id": "t2"}, {"event_id": "1", "teacher_id": "t11"}],
        courses=[{"teacher_id": "t12"}, {"teacher_id": "t1"}],
    )
    table = checked("factor_groups", factor_groups(made, {"6": "courses", "4": "seminars"})).set_index("group")
    assert list(table.index) == ["socio_economic", "territorial", "organisational", "psychological"]
    numbers = ["factors", "schools", "with_measure", "linked", "teachers", "reached"]
    assert table.loc["organisational", numbers].tolist() == [1, 2, 2, 1, 5, 1]
    assert table.loc["psychological", numbers].tolist() == [1, 1, 1, 1, 2, 1]
    assert table.loc["territorial", numbers[:4]].tolist() == [0, 0, 0, 0] and pd.isna(
        table.loc["territorial", "reached"]
    )
    # An item that is neither courses nor consultations nor routes is known by its events alone.
    assert pd.isna(factor_groups(made).set_index("group").loc["psychological", "reached"])

"""METHODS 4, programme IV (М1.2, М1.4): people of schools on a day, and what schools achieved outside lessons."""

import pytest

from shnor_lib.analysis.programme.extracurricular import extracurricular
from shnor_lib.analysis.programme.periods import parse_period
from shnor_lib.analysis.programme.staff import COUNTED, staff, staff_totals
from shnor_lib.ground.params import Signals
from tests.support.invented_registers import registers, roster

SCHOOLS = roster({"school_id": "б"}, {"school_id": "а"})
HALF = parse_period("2022-п2", 2022)
#: The law says three.
COURSE_YEARS = Signals().course_years


def person(code: str, school: str = "а", **more) -> dict:
    return {"teacher_id": code, "school_id": school, **more}


def counted(**rows) -> dict:
    (found,) = staff(registers(**rows), SCHOOLS, HALF, COURSE_YEARS).to_dict("records")
    return {name: found[name] for name in COUNTED if found[name]}


def test_a_person_of_two_schools_counts_in_each_and_once_in_all():
    own = registers(teachers=[person("т1"), person("т1", "б", is_head=True), person("т2", category="first")])
    by_school = staff(own, SCHOOLS, HALF, COURSE_YEARS)
    assert by_school[["school_id", "people", "heads", "with_category"]].values.tolist() == [
        ["б", 1, 1, 0],
        ["а", 2, 0, 1],
    ]
    totals = staff_totals(own, SCHOOLS, HALF, COURSE_YEARS)
    assert (totals["people"], totals["heads"], totals["with_category"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("day", "recent"), [("2019-05-30", 0), ("2019-05-31", 1), ("2022-05-31", 1), ("2022-06-01", 0)]
)
def test_a_course_is_recent_for_three_years_and_not_before_it_is_finished(day, recent):
    rows = {"teachers": [person("т1")], "courses": [{"teacher_id": "т1", "finished_on": day}]}
    assert counted(**rows).get("recent_course", 0) == recent


@pytest.mark.parametrize(
    ("day", "within"), [("2021-12-31", 0), ("2022-01-01", 1), ("2022-05-31", 1), ("2022-06-01", 0)]
)
@pytest.mark.parametrize(("register", "name"), [("diagnostics", "diagnosed"), ("achievements", "achieved")])
def test_what_happened_counts_within_the_half_year(register, name, day, within):
    row = {"teacher_id": "т1", "held_on": day}
    row |= {"kind": "contest"} if register == "achievements" else {}
    assert counted(teachers=[person("т1")], **{register: [row]}).get(name, 0) == within


@pytest.mark.parametrize(("category", "has"), [("highest", 1), ("first", 1), ("conformity", 0), ("none", 0), (None, 0)])
def test_awarded_categories_are_the_first_and_the_highest(category, has):
    assert counted(teachers=[person("т1", category=category)]).get("with_category", 0) == has


def test_nobody_is_an_empty_table():
    assert staff(registers(), SCHOOLS, HALF, COURSE_YEARS).empty
    assert staff_totals(registers(), SCHOOLS, HALF, COURSE_YEARS) == dict.fromkeys(COUNTED, 0)


def event(school: str, year: int, participants, winners, name: str = "Олимпиада", **more) -> dict:
    return {"school_id": school, "year": year, "event": name, "participants": participants, "winners": winners, **more}


def test_winners_are_told_per_hundred_pupils_of_the_same_year():
    own = registers(
        extracurricular=[
            event("а", 2022, 10, 3, level="региональный"),
            event("а", 2022, 5, None, "Конкурс"),
            event("а", 2021, 99, 99),
            event("чужая", 2022, 1, 1),
        ],
        context=[
            {"school_id": "а", "school_year": 2022, "pupils": 60},
            {"school_id": "а", "school_year": 2021, "pupils": 1},
        ],
    )
    (row,) = extracurricular(own, SCHOOLS, 2022).to_dict("records")
    assert (row["events"], row["participants"], row["winners"]) == (2, 15, 3)
    assert row["winners_per_100"] == 5 and row["levels"] == "региональный — 1, уровень не указан — 1"


def test_a_school_whose_pupils_nobody_tells_has_no_number_per_hundred():
    (row,) = extracurricular(registers(extracurricular=[event("а", 2022, 10, 3)]), SCHOOLS, 2022).to_dict("records")
    assert row["winners_per_100"] is None and not row["supported"] and row["base_participants"] is None


@pytest.mark.parametrize(("won", "supported", "rose"), [(45, True, True), (12, False, True), (0, True, False)])
def test_the_share_of_winners_stands_beside_that_of_the_year_before(won, supported, rose):
    own = registers(extracurricular=[event("а", 2021, 100, 10), event("а", 2022, 100, won)])
    (row,) = extracurricular(own, SCHOOLS, 2022).to_dict("records")
    assert (bool(row["supported"]), bool(row["rose"])) == (supported, rose)
    assert (row["base_winners"], row["base_participants"]) == (10, 100)


def test_no_events_are_an_empty_table():
    assert extracurricular(registers(), SCHOOLS, 2022).empty

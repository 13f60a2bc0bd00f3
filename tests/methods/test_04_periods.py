"""METHODS 4, programme IV: periods of a school year, how users name them, and which rows of registers are theirs."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.periods import (
    FEEDS,
    Kind,
    SchoolPeriod,
    first_year_told,
    parse_period,
    periods_between,
    rows_held,
    school_year_of,
    tells_anything,
)
from shnor_lib.ground.errors import ReportError
from tests.support.depth import examples
from tests.support.invented_registers import registers

EVERY = [SchoolPeriod(2024, kind, number) for kind in Kind for number in range(1, kind.in_a_year + 1)]
PERIODS = st.builds(
    lambda year, kind, number: SchoolPeriod(year, kind, 1 + number % kind.in_a_year),
    st.integers(2001, 2098),
    st.sampled_from(Kind),
    st.integers(0, 3),
)


@pytest.mark.parametrize(
    ("asked", "start", "since", "end", "words"),
    [
        ("2024-ч1", "2023-09-01", "2023-06-01", "2023-10-31", "1 четверть 2023/24 учебного года"),
        ("2024-ч2", "2023-11-01", "2023-11-01", "2023-12-31", "2 четверть 2023/24 учебного года"),
        ("2024-ч3", "2024-01-01", "2024-01-01", "2024-03-31", "3 четверть 2023/24 учебного года"),
        ("2024-Ч4", "2024-04-01", "2024-04-01", "2024-05-31", "4 четверть 2023/24 учебного года"),
        (" 2024-п1 ", "2023-09-01", "2023-06-01", "2023-12-31", "1 полугодие 2023/24 учебного года"),
        ("2024-П2", "2024-01-01", "2024-01-01", "2024-05-31", "2 полугодие 2023/24 учебного года"),
    ],
)
def test_a_period_is_named_by_the_year_in_which_its_school_year_ends(asked, start, since, end, words):
    period = parse_period(asked, 2024)
    assert [day.isoformat() for day in (period.start, period.since, period.end)] == [start, since, end]
    assert period.words.replace("\u00a0", " ") == words
    assert parse_period(period.id, 2024) == period


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "2024",
        "ч1",
        "2024-ч0",
        "2024-ч5",
        "2024-п3",
        "2024-п0",
        "2024-к1",
        "1999-ч1",
        "2024-ч",
        "24-ч1",
        "2024ч1",
        "МКР",
    ],
)
def test_what_is_no_period_is_told_with_those_there_are(asked):
    with pytest.raises(ReportError) as error:
        parse_period(asked, 2024)
    assert f"«{asked}» не понят" in error.value.message
    assert all(period.id in error.value.what_to_do for period in EVERY)


@given(PERIODS)
@settings(max_examples=examples(50))
def test_periods_of_a_kind_leave_no_day_out_and_share_none(period):
    assert period.before.end + timedelta(days=1) == period.since <= period.start <= period.end
    assert period.year_before.end.year == period.end.year - 1
    assert parse_period(period.id, 2024) == period


@given(PERIODS)
@settings(max_examples=examples(50))
def test_a_half_year_is_made_of_two_quarters(period):
    if period.kind is Kind.HALF_YEAR:
        last = period.last_quarter
        assert (last.end, last.before.since) == (period.end, period.since)
    else:
        assert period.last_quarter == period


def test_periods_that_have_ended_stand_by_their_ends():
    found = [period.id for period in periods_between(2024, date(2024, 12, 31))]
    assert found == ["2024-ч1", "2024-ч2", "2024-п1", "2024-ч3", "2024-ч4", "2024-п2", "2025-ч1", "2025-ч2", "2025-п1"]
    assert periods_between(2024, date(2023, 10, 30)) == []


@pytest.mark.parametrize(("day", "year"), [("2023-08-31", 2023), ("2023-09-01", 2024), ("2024-05-31", 2024)])
def test_a_school_year_begins_in_september(day, year):
    assert school_year_of(date.fromisoformat(day)) == year


COMMON = {"school_id": "a", "school_year": 2024, "subject": "Математика", "pupils": 10, "passed": 9, "good": 5}
ROWS = {
    "quarters": [{**COMMON, "quarter": quarter, "grade": grade} for quarter in (1, 2) for grade in (5, 6)],
    "courses": [{"teacher_id": "t1", "finished_on": day} for day in ("2023-06-01", "2023-10-31", "2023-11-01")],
    "extracurricular": [{"school_id": "a", "year": 2024, "event": "Олимпиада", "participants": 3, "winners": 1}],
    "teachers": [
        {"teacher_id": "t1", "school_id": "a"},
        {"teacher_id": "t2", "school_id": "a", "left_on": "2023-12-01"},
    ],
}


def test_rows_belong_to_the_period_of_their_day_quarter_or_year():
    own = registers(**ROWS)
    first, second = (rows_held(own, parse_period(f"2024-ч{number}", 2024)) for number in (1, 2))
    assert (first["quarters"], first["courses"], second["quarters"], second["courses"]) == (2, 2, 2, 1)
    half = rows_held(own, parse_period("2024-п1", 2024))
    assert {name: rows for name, rows in half.items() if rows} == {
        "quarters": 2,
        "extracurricular": 1,
        "teachers": 1,
        "courses": 3,
    }
    assert [list(held) == list(FEEDS[kind]) for held, kind in ((first, Kind.QUARTER), (half, Kind.HALF_YEAR))]


def test_states_alone_make_no_report():
    assert not tells_anything(rows_held(registers(teachers=ROWS["teachers"]), parse_period("2024-п1", 2024)))
    assert tells_anything(rows_held(registers(courses=ROWS["courses"]), parse_period("2024-п1", 2024)))


def test_the_first_year_is_that_of_the_programme_or_of_an_earlier_row():
    as_of = date(2024, 12, 31)
    assert first_year_told(registers(), None, as_of) == 2025
    assert first_year_told(registers(), date(2023, 9, 1), as_of) == 2024
    assert (
        first_year_told(
            registers(quarters=[{**COMMON, "school_year": 2022, "quarter": 1, "grade": 5}]), date(2023, 9, 1), as_of
        )
        == 2022
    )
    old = registers(courses=[{"teacher_id": "t1", "finished_on": "2009-03-01"}])
    assert first_year_told(old, date(2023, 9, 1), as_of) == 2024

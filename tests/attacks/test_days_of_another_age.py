"""Days and years that nobody means, wherever a file may hold one: a finding at its cell, never centuries of a plan."""

import time
from datetime import date, datetime

import pandas as pd
import pytest

from shnor_lib.analysis.programme.due_dates import occurrences
from shnor_lib.forms.programme_form import write_programme
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import FIRST_YEAR, LAST_YEAR, LONGEST_PERIOD_YEARS, Period
from shnor_lib.ground.programme_params import period_of
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.terms import term_of
from shnor_lib.ingest.cells.dates import day_of, why_no_day
from shnor_lib.ingest.programme.documents import _iso_date
from shnor_lib.ingest.programme.workbook import read_programme_book
from tests.support.depth import every_case

SCHOOLS = pd.DataFrame(
    {"school_id": ["s1"], "school": ["СОШ № 1"], "kind": ["СОШ"], "login": [""], "aliases": [""], "listed": [True]}
)
LONGEST = Period(start=date(2020, 1, 1), end=date(2040, 12, 31), source="паспорт", reason="")


@pytest.mark.parametrize(
    "value",
    [
        "01.01.0202",
        "0202-01-01",
        "01.09.1021",
        "31.12.9999",
        "1 января 3022",
        "01.01.0000",
        date(202, 1, 1),
        datetime(9999, 12, 31),
        date(1021, 5, 5),
        1e15,
        -5,
        float("inf"),
        float("nan"),
        "9" * 4_000,
        "1." * 4_000,
        "99999.99999",
    ],
)
def test_a_day_of_another_age_is_no_day(value):
    assert day_of(value) is None
    assert why_no_day(value)


@pytest.mark.parametrize("value", ["01.01.0202", "31.12.9999", date(202, 1, 1)])
def test_it_is_said_that_the_year_is_wrong(value):
    assert "год не из 1930–2100" in why_no_day(value)


@pytest.mark.parametrize("text", ["01.01.0202", "9999-12-31", "01.01.1950", "2200-01-01"])
def test_a_day_of_a_programme_in_csv_is_a_day_of_our_time(text):
    with pytest.raises(ValueError, match=text):
        _iso_date(text)


@pytest.mark.parametrize(
    ("said", "check"),
    every_case(
        3,
        [
            ({"period_start": "01.01.0202", "period_end": "31.12.2024"}, "programme_value"),
            pytest.param(
                {"period_start": date(202, 1, 1), "period_end": "31.12.2024"}, "programme_value", marks=pytest.mark.slow
            ),
            pytest.param(
                {"period_start": "01.01.1021", "period_end": "31.12.2024"}, "programme_value", marks=pytest.mark.slow
            ),
            pytest.param(
                {"period_start": "01.01.1960", "period_end": "31.12.1961"}, "programme_dates", marks=pytest.mark.slow
            ),
            ({"period_start": "01.01.1991", "period_end": "31.12.2024"}, "programme_dates"),
            pytest.param(
                {"period_start": "01.09.2023", "period_end": "31.12.9999"}, "programme_value", marks=pytest.mark.slow
            ),
            pytest.param(
                {"period_start": "01.09.2023", "period_end": "31.12.2099"}, "programme_dates", marks=pytest.mark.slow
            ),
            pytest.param(
                {"period_start": "01.09.2023", "period_end": "31.12.2022"}, "programme_dates", marks=pytest.mark.slow
            ),
            ({"period_start": "01.09.2023", "period_end": "31.12.2024", "plan_year": 202}, "programme_value"),
            pytest.param(
                {"period_start": "01.09.2023", "period_end": "31.12.2024", "plan_year": "9" * 300},
                "programme_value",
                marks=pytest.mark.slow,
            ),
        ],
    ),
)
def test_a_period_of_the_passport_is_one_of_our_time_or_none(tmp_path, said, check):
    path = tmp_path / "Программа.xlsx"
    write_programme(path, SCHOOLS, said)
    read = read_programme_book(path)
    found = [one for one in read.findings if one.check.startswith("programme") and one.sheet == "Паспорт"]
    assert check in {one.check for one in found}, read.findings
    assert all(one.cell and one.what_to_do for one in found)
    period = period_of({row.name: row.value for row in rows_of(read.tables["programme_passport"])})
    assert period is None or period.end.year - period.start.year <= LONGEST_PERIOD_YEARS


@pytest.mark.parametrize("years", [(FIRST_YEAR, FIRST_YEAR + 1), (LAST_YEAR - 1, LAST_YEAR), (2020, 2040)])
def test_a_period_at_the_bounds_is_a_period(years):
    first, last = years
    assert Period(start=date(first, 1, 1), end=date(last, 12, 31), source="с", reason="", plan_year=2022)


@pytest.mark.parametrize(
    "words",
    [
        "еженедельно",
        "ежемесячно",
        "2 раза в месяц",
        "до 15 марта 0202 г.",
        "в 9999 году",
        "сентябрь 1021",
        "1 раз в 0 лет",
        "999 раз в год",
        "до 99.99.9999",
        "I квартал 0202",
        "с 2020 по 9999 год",
        "9" * 3_000,
        "март " * 2_000,
        "1-" * 3_000,
    ],
)
def test_a_term_gives_no_centuries_of_days(words):
    start = time.process_time()
    try:
        days = occurrences(term_of(words), LONGEST)
    except ReportError:
        days = []
    assert all(2020 <= day.year <= 2041 for day in days)
    assert len(days) <= 53 * 21
    assert time.process_time() - start < 2

"""Days as people type them: each that can mean one day only is read; of every other it is said why not."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ingest.cells.dates import day_of, only_school_year, why_no_day

ONE_DAY = [
    *("18.03.2023", "18.3.2023", "18.03.23", "18/03/2023", "18/3/23", "18,03,2023", "18-03-2023", "18 03 2023"),
    *(
        "18.03.2023 г.",
        "18.03.2023г",
        "18.03.2023 года",
        "18.03.2023.",
        "от 18.03.2023",
        "18. 03. 2023",
        "«18.03.2023»",
    ),
    *(
        "18 марта 2023 г.",
        "18 марта 2023 года",
        "18 МАРТА 2023",
        "18 мар 2023",
        "18 мар. 2023",
        "18-мар-23",
        "18-е мapта 2023",
    ),
    *("2023-03-18", "2023-03-18T00:00", "2023-03-18 00:00:00", "2023-03-18T00:00:00.000", "2023.03.18", "2023/3/18"),
    *("18.03.2023 14:30", "сб, 18.03.2023", "  18.03.2023\u00a0г. ", "45003", "45003.0", 45003, 45003.0, 45003.604),
    *(date(2023, 3, 18), datetime(2023, 3, 18, 14, 30)),
]
NO_DAY = [
    ("март 2023", "указан только месяц"),
    ("Март 2023 г.", "указан только месяц"),
    ("март", "указан только месяц"),
    ("03.2023", "указан только месяц"),
    ("2023", "указан только год"),
    ("2023 г.", "указан только год"),
    ("31.02.2023", "такого дня нет в календаре"),
    ("00.00.0000", "такого дня нет в календаре"),
    ("29 февраля 2023", "такого дня нет в календаре"),
    ("03/18/2023", "такого дня нет в календаре"),
    ("18–20.03.2023", "указано несколько дней"),
    ("18.03.2023, 20.04.2023", "указано несколько дней"),
    ("выполнено", "слова вместо даты"),
    ("в срок", "слова вместо даты"),
    ("18.03", "нужна дата"),
    ("18-03-23", "нужна дата"),
    ("I квартал 2023", "нужна дата"),
    ("2023-03-17T21:00:00Z", "нужна дата"),
    (1, "нужна дата"),
    (True, "нужна дата"),
    (float("nan"), "нужна дата"),
]


@pytest.mark.parametrize("typed", ONE_DAY, ids=str)
def test_a_day_is_read_however_it_is_typed(typed):
    assert day_of(typed) == date(2023, 3, 18)


@pytest.mark.parametrize(("typed", "why"), NO_DAY, ids=str)
def test_of_what_is_no_day_it_is_said_why(typed, why):
    assert day_of(typed) is None
    assert why_no_day(typed).startswith(why)
    assert "18.03.2022" in why_no_day(typed)


@pytest.mark.parametrize(("typed", "day"), [("01.09.98", date(1998, 9, 1)), ("01.09.49", date(2049, 9, 1))])
def test_a_year_of_two_digits_is_one_of_a_career(typed, day):
    assert day_of(typed) == day


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(("%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%d.%m.%y г."))
)
def test_what_is_printed_is_read_back(day, layout):
    assert day_of(day.strftime(layout)) == day


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_any_value_is_a_day_or_has_a_reason(value):
    assert day_of(value) is not None or why_no_day(value)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        *((text, 2022) for text in ("2021/2022", "2021-22", "2021–2022 уч. год", "2021\\2022", "2022", "2022 г.")),
        *((text, None) for text in ("01.09.2021", "2021-2023", "с 2021 по 2022", "2021-09-01 00:00:00", "21/22", "")),
    ],
)
def test_a_school_year_stands_alone(text, year):
    assert only_school_year(text) == year

"""When an item of the plan is due: the programme's words, read once into a recurrence, and the days that follow."""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shnor_lib.ground.params import Period

MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)

#: Last days of the quarters of a school year (четверти), as (month, day).
QUARTER_ENDS = ((10, 31), (12, 31), (3, 31), (5, 31))
HALF_YEAR_ENDS = ((12, 31), (5, 31))


class Every(StrEnum):
    """How often an item recurs; ``NEVER``: no term, or «по запросам»."""

    MONTH_NAMED = "month_named"
    WITHIN_YEAR = "within_year"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    NEVER = "never"


#: What the programme writes, in the order in which it is looked for.
WORDS = (
    ("в месяц", Every.MONTH),
    ("ежемесячно", Every.MONTH),
    ("четверт", Every.QUARTER),
    ("полугод", Every.HALF_YEAR),
    ("ежегодно", Every.YEAR),
    ("в течение года", Every.WITHIN_YEAR),
)


@dataclass(frozen=True)
class Recurrence:
    """How often an item of the plan recurs, and the last month (1–12) that its words name, if any."""

    every: Every
    month: int | None = None

    @property
    def has_one_term(self) -> bool:
        """Whether the item has a single term: named months and «в течение года»."""
        return self.every in (Every.MONTH_NAMED, Every.WITHIN_YEAR)


def recurrence_of(due: object) -> Recurrence:
    """Read the programme's words on a term, e.g. «ноябрь-декабрь» or «1 раз в месяц»; a missing text is no term."""
    words = due.casefold() if isinstance(due, str) else ""
    if months := named_months(words):
        return Recurrence(Every.MONTH_NAMED, months[-1])
    return Recurrence(next((every for part, every in WORDS if part in words), Every.NEVER))


def named_months(words: str) -> list[int]:
    """Return the months (1–12) named in the programme's words, in order."""
    return [MONTHS.index(word) + 1 for word in re.findall(r"[а-я]+", words.casefold()) if word in MONTHS]


def occurrences(recurrence: Recurrence, period: Period | None, months_off: Collection[int] = ()) -> list[date]:
    """Return the days by which an item is due in the programme's period.

    Named months: one day, the last of the last month named, in the plan's year.  Every month: its last day; within the
    year: the period's last day; half-years and quarters: their ends within the period; every year: the last day of
    each calendar year that the period touches, within it.  In ``months_off`` (1–12, holidays) nothing monthly is due.
    While the period waits for a person no day is known.
    """
    if period is None:
        return []
    first, last = period.start, period.end
    match recurrence.every:
        case Every.MONTH_NAMED:
            assert recurrence.month is not None
            return [last_day(period.plan_year, recurrence.month)]
        case Every.MONTH:
            return [day for day in _month_ends(first, last) if day.month not in months_off]
        case Every.QUARTER:
            return days_within(QUARTER_ENDS, first, last)
        case Every.HALF_YEAR:
            return days_within(HALF_YEAR_ENDS, first, last)
        case Every.YEAR:
            return [min(date(year, 12, 31), last) for year in range(first.year, last.year + 1)]
        case Every.WITHIN_YEAR:
            return [last]
        case Every.NEVER:
            return []


def due_on(recurrence: Recurrence, period: Period | None) -> date | None:
    """Return the day by which an item with a single term is due; periodic items have none."""
    return occurrences(recurrence, period)[-1] if recurrence.has_one_term and period else None


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def days_within(days: tuple[tuple[int, int], ...], first: date, last: date) -> list[date]:
    """Return the days of the year, given as (month, day), that lie between two dates, both included."""
    years = range(first.year, last.year + 1)
    return sorted(day for y in years for m, d in days if first <= (day := date(y, m, d)) <= last)


def _month_ends(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ends = [last_day(month // 12, month % 12 + 1) for month in months]
    return [day for day in ends if day <= last]

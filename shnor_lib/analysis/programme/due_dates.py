"""When an item of the plan is due: the days that follow from its term in the programme's period."""

import calendar
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from shnor_lib.ground.params import Period
from shnor_lib.ground.terms import DECEMBER, MAY, SEPTEMBER, TERM_MONTHS, Every, Point, Term, due_day, term_of

_JUNE, _SUNDAY = 6, 6
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

#: Ends of the quarters of a school year (четверти) and of others, as (month, day); 0 is a month's last day.
QUARTER_ENDS = tuple((month, 0) for month in TERM_MONTHS)
HALF_YEAR_ENDS = ((DECEMBER, 0), (MAY, 0))
CALENDAR_QUARTER_ENDS = ((3, 0), (_JUNE, 0), (SEPTEMBER, 0), (DECEMBER, 0))
#: A period that begins in one of these months and lasts a year is a school year.
_SCHOOL_YEAR_BEGINS, _LONGEST_YEAR = (8, 9), timedelta(days=400)


def term_of_item(due: object, due_date: object) -> Term:
    """Return the term of an item: its «Срок (дата)» where there is one, else what its words say.

    Args:
        due: the programme's words; anything that is no text is no term.
        due_date: an ISO date, or nothing.
    """
    if isinstance(due_date, str) and due_date:
        return due_day(date.fromisoformat(due_date))
    return term_of(due if isinstance(due, str) else "")


def occurrences(term: Term, period: Period | None, months_off: Collection[int] = ()) -> list[date]:
    """Return the days by which an item is due in the programme's period, in order; none where no day follows.

    Named points: their days, in the plan's year where the words name none.  Within the year: the period's last day.
    Every week: its Sunday; every month: its last day, or the days named; quarters and half-years: their ends; every
    year: the days named, or the last day of each calendar year that the period touches, within it.  In ``months_off``
    (1–12, holidays) nothing weekly or monthly is due, unless the words name the month.  While the period waits for a
    person no day is known.
    """
    if period is None:
        return []
    first, last = period.start, period.end
    match term.every:
        case Every.MONTH_NAMED | Every.DAY_NAMED:
            return sorted({day_of_point(point, period) for point in term.points})
        case Every.WITHIN_YEAR:
            return [day_of_point(point, period) for point in term.points] or [last]
        case Every.WEEK:
            days = [day for day in _every_day(first, last) if day.weekday() == _SUNDAY and day.month not in months_off]
        case Every.MONTH:
            days = _monthly(term, first, last, months_off)
        case Every.CALENDAR_QUARTER:
            days = days_within(CALENDAR_QUARTER_ENDS, first, last)
        case Every.QUARTER:
            days = days_within(QUARTER_ENDS, first, last)
        case Every.HALF_YEAR:
            days = days_within(HALF_YEAR_ENDS, first, last)
        case Every.YEAR:
            days = _yearly(term, first, last)
        case _:
            days = []
    return [day for day in days if term.years is None or term.years[0] <= day.year <= term.years[1]]


def due_on(term: Term, period: Period | None) -> date | None:
    """Return the day by which an item with a single term is due; periodic items have none."""
    return occurrences(term, period)[-1] if term.has_one_term and period else None


def day_of_point(point: Point, period: Period) -> date:
    """Return the day of a point in time: the plan's year where it names none, unless only another lies in the period.

    A range over the turn of the year («сентябрь–май») ends in the plan's year if it begins in the period, else in the
    next one.  Halves of a year are those of the school year where the words say so or the period is one.
    """
    if point.half:
        is_of_school = point.of_school or (not point.year and _is_school_year(period))
        ends = (DECEMBER, MAY) if is_of_school else (_JUNE, DECEMBER)
        point = replace(point, half=0, month=ends[point.half - 1])
    if point.school_year:
        year = point.school_year - (point.month >= SEPTEMBER)
    else:
        year = point.year or _year_of(point, period)
    return _day(year, point.month, point.day)


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def days_within(days: Iterable[tuple[int, int]], first: date, last: date) -> list[date]:
    """Return the days of the year, given as (month, day; 0: the last), that lie between two dates, both included."""
    every = [_day(year, month, day) for year in range(first.year, last.year + 1) for month, day in days]
    return sorted({day for day in every if first <= day <= last})


def _day(year: int, month: int, day: int) -> date:
    """Return a day of a month, its last one where it has no such day or none is named."""
    end = last_day(year, month)
    return end if not 0 < day < end.day else end.replace(day=day)


def _is_school_year(period: Period) -> bool:
    return period.start.month in _SCHOOL_YEAR_BEGINS and period.end - period.start < _LONGEST_YEAR


def _year_of(point: Point, period: Period) -> int:
    """Return the year of a month that is named without one: the plan's, unless the period holds only another."""
    turns = point.since > point.month
    begins, ends = (period.start.year, period.start.month), (period.end.year, period.end.month)
    fitting = [
        year
        for year in range(period.start.year, period.end.year + 1)
        if begins <= (year, point.month) <= ends and (not turns or begins <= (year - 1, point.since))
    ]
    if period.plan_year in fitting:
        return period.plan_year
    return fitting[-1] if fitting else period.plan_year + turns


def _monthly(term: Term, first: date, last: date, months_off: Collection[int]) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [_day(month // 12, month % 12 + 1, day) for month in months for day in term.days or (0,)]
    wanted = term.months or set(range(1, 13)).difference(months_off)
    return [day for day in days if first <= day <= last and day.month in wanted]


def _yearly(term: Term, first: date, last: date) -> list[date]:
    if term.points:
        return days_within([(point.month, point.day) for point in term.points], first, last)
    return [min(date(year, 12, 31), last) for year in range(first.year, last.year + 1)]


def _every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]

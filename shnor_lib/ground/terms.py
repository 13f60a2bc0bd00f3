"""Terms of a plan as offices write them («до 15 марта», «I квартал», «1 раз в месяц»), read once into a typed value.

A term is read whole or not at all: a text of which a part is not understood is `Every.UNREAD`, from which no day
follows.  Which days follow from a term is the business of `analysis.programme.due_dates`, since it depends on the
programme's period.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial

from shnor_lib.ground.drafts import waits
from shnor_lib.ground.term_words import COMMA, DEMAND, NOT_SET, marks_of

MAY, SEPTEMBER, DECEMBER = 5, 9, 12
MONTHS_OF_YEAR, MIDDLE = 12, 15
#: What an empty cell looks like.
NOTHING = " \t\r\n\u00a0-‐‑‒–—―−.,;…_"
#: Last months of the quarters of a school year (четверти).
TERM_MONTHS = (10, 12, 3, 5)


class Every(StrEnum):
    """How often an item is due, or why no day follows from its term.

    ``MONTH_NAMED`` and ``DAY_NAMED``: by the months, days, quarters that are named.  ``QUARTER`` is a четверть of the
    school year, ``CALENDAR_QUARTER`` a квартал.  No day follows from ``STANDING`` («постоянно»), ``ON_DEMAND`` («по
    запросам», «по графику», «после ВПР»), ``NEVER`` (no words) and ``UNREAD`` (words that are not understood).
    """

    MONTH_NAMED = "month_named"
    DAY_NAMED = "day_named"
    WITHIN_YEAR = "within_year"
    WEEK = "week"
    MONTH = "month"
    CALENDAR_QUARTER = "calendar_quarter"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    STANDING = "standing"
    ON_DEMAND = "on_demand"
    NEVER = "never"
    UNREAD = "unread"


#: From these no day follows.
NO_DAYS = frozenset({Every.STANDING, Every.ON_DEMAND, Every.NEVER, Every.UNREAD})


@dataclass(frozen=True)
class Point:
    """A point in time by which something is due, as far as the words name it.

    ``month`` (1–12) with ``day`` (0: its last one), or ``half`` (1, 2) of a year, which is a school year where
    ``of_school`` says so.  ``year`` is a calendar year, ``school_year`` the one in which a school year ends; 0: not
    named.  ``since`` is the month with which a range begins (0: no range): «сентябрь–май» turns the year.
    """

    month: int = 0
    day: int = 0
    half: int = 0
    year: int = 0
    school_year: int = 0
    of_school: bool = False
    since: int = 0


@dataclass(frozen=True)
class Term:
    """A term as it was understood.

    ``points`` are those named; with ``Every.YEAR`` they come back each year.  ``months`` (1–12) limit what is monthly,
    ``days`` are its days of the month (0: the last; none: the last alone).  ``years`` are the first and the last
    calendar year named.
    """

    every: Every
    points: tuple[Point, ...] = ()
    months: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    years: tuple[int, int] | None = None

    @property
    def has_one_term(self) -> bool:
        """Whether the item has a single term: one point named, or «в течение года»."""
        named = self.every in (Every.MONTH_NAMED, Every.DAY_NAMED)
        return self.every is Every.WITHIN_YEAR or (named and len(self.points) == 1)


UNREAD = Term(Every.UNREAD)


def due_day(day: date) -> Term:
    """Return the term of a day that is given as a date."""
    return Term(Every.DAY_NAMED, (Point(day.month, day.day, year=day.year),))


@lru_cache(maxsize=2_000)
def term_of(words: str) -> Term:
    """Read a term, whole or as `Every.UNREAD`; an empty one, «не указан», one that waits is `Every.NEVER`."""
    marks = marks_of(words)
    if marks == NOT_SET or waits(words) or not words.strip(NOTHING):
        return Term(Every.NEVER)
    if not marks:
        return UNREAD
    parts = _Parts()
    for pattern, rewritten in RULES:
        marks = pattern.sub(partial(rewritten, parts), marks)
    if {mark for mark in marks.split() if mark[0] not in "pe"} - {COMMA, "-", DEMAND, "standing", "within"}:
        return UNREAD
    return _together(parts, marks.split())


# Marks into parts: each rule rewrites some marks into a part, «p0» a point or «e» a recurrence


@dataclass
class _Parts:
    """The parts found so far; ``points`` are named by their places, «p0», «p1»."""

    points: list[Point] = field(default_factory=list)
    every: list[tuple[str, int]] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    day: int = 0

    def point(self, point: Point | None) -> str:
        """Keep a point and return its mark; what is no point in the calendar stays unknown."""
        if point is None or not _is_in_the_calendar(point):
            return "?"
        self.points.append(point)
        return f"p{len(self.points) - 1}"

    def recurrence(self, unit: str, times: int) -> str:
        """Keep a recurrence and return its mark."""
        self.every.append((unit, times))
        return "e"

    def dated(self, mark: str, year: int = 0, school_year: int = 0, *, of_school: bool = False) -> str:
        """Give a point the year that follows it."""
        place = int(mark[1:])
        self.points[place] = replace(self.points[place], year=year, school_year=school_year, of_school=of_school)
        return mark

    def range(self, first: str, last: str) -> str:
        """Return the last point of a range, which remembers in which month the range begins."""
        begun, ended = self.points[int(first[1:])], self.points[int(last[1:])]
        is_dated = bool(ended.year or ended.school_year)
        if is_dated and (begun.year, begun.month) > (ended.year, ended.month) and begun.year:
            return "?"
        self.points[int(first[1:])] = Point()
        self.points[int(last[1:])] = replace(ended, since=0 if is_dated and begun.year else begun.month)
        return last

    def named_year(self, *years: str) -> str:
        """Keep years that stand by themselves."""
        self.years += [int(year) for year in years if year]
        return ""

    def day_of_month(self, day: int) -> str:
        """Keep the day by which something is due every month."""
        self.day = day
        return "" if 1 <= day <= 31 else "?"


Found = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[_Parts, Found], str]]
_UNIT = "(week|month|quarter|term|half|year|school_year)"
_SHARED = r"(?:quarter|half|term|m\d+)\b"


def _rule(pattern: str, rewritten: Callable[[_Parts, Found], str]) -> Rule:
    """Return a rule; its pattern finds whole marks."""
    return re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), rewritten


def _last_number(parts: _Parts, found: Found) -> str:
    """Return the last of two numbers that are a range of days or quarters."""
    first, last = (int(number) for number in found.groups() if number)
    return f"n{last}" if first < last else "?"


def _part_of_year(parts: _Parts, found: Found) -> str:
    """Return the end of a quarter, a четверть or a half of a year by its number."""
    number, unit = int(found[1]), found[2]
    if unit == "half":
        return parts.point(Point(half=number) if number in (1, 2) else None)
    if not 1 <= number <= 4:
        return "?"
    return parts.point(Point(3 * number) if unit == "quarter" else Point(TERM_MONTHS[number - 1]))


def _school_year(parts: _Parts, found: Found) -> str:
    """Return the end of a school year; of one that is not named the range «сентябрь–май»."""
    year = int(found[1] or 0)
    return parts.point(Point(MAY, school_year=year, since=0 if year else SEPTEMBER))


RULES: tuple[Rule, ...] = (
    # Numbers that share a unit: «с 1 по 15 марта», «I–II квартал», «I, III квартал».
    _rule(rf"n(\d+) - n(\d+)(?= {_SHARED})|from n(\d+) by n(\d+)(?= {_SHARED})", _last_number),
    _rule(rf"(n\d+)(?= ,(?: n\d+ ,)* n\d+ ({_SHARED}))", lambda parts, found: f"{found[1]} {found[2]}"),
    # Recurrences.
    _rule(
        rf"(?:least )?(?:(?:by|end|begin) )*each (?:(?:end|begin) )?{_UNIT}",
        lambda parts, found: parts.recurrence(found[1], 1),
    ),
    _rule(
        rf"(?:least )?(?:n(\d+) times|(twice)|times) (?:(?:each|by) )?{_UNIT}",
        lambda parts, found: parts.recurrence(found[3], int(found[1] or (2 if found[2] else 1))),
    ),
    _rule("end (week|month|quarter|term|half)", lambda parts, found: parts.recurrence(found[1], 1)),
    _rule(r"(?:by )?n(\d+) day", lambda parts, found: parts.day_of_month(int(found[1]))),
    # Points.
    _rule(
        r"d(\d+)\.(\d+)\.(\d+)(?: year)?",
        lambda parts, found: parts.point(Point(int(found[2]), int(found[1]), year=int(found[3]))),
    ),
    _rule(r"n([1-3]) decade m(\d+)", lambda parts, found: parts.point(Point(int(found[2]), int(found[1]) % 3 * 10))),
    _rule(r"n[1-5] week m(\d+)", lambda parts, found: parts.point(Point(int(found[1])))),
    _rule(r"n(\d+) m(\d+)", lambda parts, found: parts.point(Point(int(found[2]), int(found[1])))),
    _rule(r"(?:(?:begin|end) )?m(\d+)", lambda parts, found: parts.point(Point(int(found[1])))),
    _rule(r"(?:(?:begin|end) )?n(\d+) (quarter|term|half)", _part_of_year),
    # Their years, and the ends of years.
    _rule(r"(p\d+) (?:year )?y(\d+)(?: year)?", lambda parts, found: parts.dated(found[1], year=int(found[2]))),
    _rule(
        r"(p\d+) (?:school_year )?s(\d+)(?: (?:school_)?year)?",
        lambda parts, found: parts.dated(found[1], school_year=int(found[2]), of_school=True),
    ),
    _rule(r"(p\d+) school_year", lambda parts, found: parts.dated(found[1], of_school=True)),
    _rule(r"(p\d+) year", lambda parts, found: found[1]),
    _rule(
        r"end (?:year )?(?:y(\d+)(?: year)?|year)",
        lambda parts, found: parts.point(Point(DECEMBER, 31, year=int(found[1] or 0))),
    ),
    _rule(
        r"begin (?:school_year )?(?:s(\d+)(?: school_year)?|school_year)",
        lambda parts, found: parts.point(Point(SEPTEMBER, school_year=int(found[1] or 0))),
    ),
    _rule(
        r"end (?:school_year )?(?:s(\d+)(?: school_year)?|school_year)",
        lambda parts, found: parts.point(Point(MAY, school_year=int(found[1] or 0))),
    ),
    _rule(r"(?:within )*(?:school_year )?(?:s(\d+)(?: school_year)?|school_year)", _school_year),
    # Ranges, and what stands before a point.
    _rule(r"(?:from )?(p\d+) - (p\d+)|from (p\d+) (?:by )?(p\d+)", lambda parts, found: parts.range(*_two(found))),
    _rule(r"(?:(?:by|within) )+(p\d+)", lambda parts, found: found[1]),
    # Years by themselves, and the whole of the programme's time.
    _rule(
        r"(?:(?:within|from|by) )*y(\d+)(?: year)?(?: (?:-|by) y(\d+)(?: year)?)?(?: period)?",
        lambda parts, found: parts.named_year(*found.groups()),
    ),
    _rule("(?:within )*within(?: (?:year|period))?|period", lambda parts, found: "within"),
    # «По полугодиям», «полугодие»: each of them.
    _rule("(half|term)", lambda parts, found: parts.recurrence(found[1], 1)),
)


def _two(found: Found) -> list[str]:
    return [mark for mark in found.groups() if mark]


def _is_in_the_calendar(point: Point) -> bool:
    """Tell whether there is such a day in its year, or in a leap year where none is named."""
    if point.half:
        return True
    leap = 2024
    if not 1 <= point.month <= MONTHS_OF_YEAR:
        return False
    return point.day <= calendar.monthrange(point.year or leap, point.month)[1]


# Parts into a term

_UNITS = {
    "week": Every.WEEK,
    "month": Every.MONTH,
    "quarter": Every.CALENDAR_QUARTER,
    "term": Every.QUARTER,
    "half": Every.HALF_YEAR,
    "year": Every.YEAR,
    "school_year": Every.YEAR,
}
#: So many times in a unit are once in another one.
_TIMES = {
    ("year", 2): Every.HALF_YEAR,
    ("year", 4): Every.CALENDAR_QUARTER,
    ("year", 12): Every.MONTH,
    ("school_year", 2): Every.HALF_YEAR,
    ("school_year", 4): Every.QUARTER,
    ("half", 2): Every.QUARTER,
}
_UNITS_OF_YEAR = {"year": 1, "school_year": 1, "half": 2, "term": 4, "quarter": 4}


def _together(parts: _Parts, marks: list[str]) -> Term:
    """Return the term that the parts make; parts that cannot be meant together are not understood."""
    years = (min(parts.years), max(parts.years)) if parts.years else None
    points = tuple(point for point in parts.points if point != Point())
    if len(parts.every) > 1 or (parts.day and not parts.every):
        return UNREAD
    if parts.every:
        return _recurring(*parts.every[0], replace(parts, points=list(points)), years)
    if points:
        points = _with_the_years(points, parts.years)
        named_months = all(point.month and not point.day for point in points)
        return Term(Every.MONTH_NAMED if named_months else Every.DAY_NAMED, points)
    if years:
        return Term(Every.WITHIN_YEAR, (Point(DECEMBER, 31, year=years[1]),), years=years)
    if "within" in marks:
        return Term(Every.WITHIN_YEAR)
    return Term(Every.STANDING if "standing" in marks else Every.ON_DEMAND)


def _with_the_years(points: tuple[Point, ...], years: list[int]) -> tuple[Point, ...]:
    """Give points without a year the one named by itself, or that of a later point: «апрель, октябрь 2024 г.»."""
    following = Point(MONTHS_OF_YEAR, year=years[0]) if len(years) == 1 else Point()
    dated: list[Point] = []
    for point in reversed(points):
        if not point.year and not point.school_year and point.month <= following.month:
            point = replace(point, year=following.year)
        dated.insert(0, point)
        following = point if point.year else following
    return tuple(dated)


def _recurring(unit: str, times: int, parts: _Parts, years: tuple[int, int] | None) -> Term:
    """Return a recurrence with the months or days that are named beside it."""
    points = tuple(parts.points)
    if any(point.year or point.school_year or point.half for point in points):
        return UNREAD
    every = _UNITS[unit] if times == 1 else _TIMES.get((unit, times))
    if every is Every.MONTH and not any(point.day for point in points):
        months = sorted({month for point in points for month in _months_of(point)})
        return Term(every, months=tuple(months), days=(parts.day,) if parts.day else (), years=years)
    if parts.day:
        return UNREAD
    if (unit, times) == ("month", 2) and not points:
        return Term(Every.MONTH, days=(MIDDLE, 0), years=years)
    if points:
        expected = _UNITS_OF_YEAR.get(unit, 0) * times
        return Term(Every.YEAR, points, years=years) if len(points) == expected else UNREAD
    if every is None:
        return _evenly(unit, times, years)
    if unit == "school_year" and every is Every.YEAR:
        return Term(every, (Point(MAY),), years=years)
    return Term(every, years=years)


def _evenly(unit: str, times: int, years: tuple[int, int] | None) -> Term:
    """Return a term of so many equal parts of a calendar year, by the end of each."""
    if unit != "year" or not times or MONTHS_OF_YEAR % times:
        return UNREAD
    step = MONTHS_OF_YEAR // times
    return Term(Every.YEAR, tuple(Point(month) for month in range(step, MONTHS_OF_YEAR + 1, step)), years=years)


def _months_of(point: Point) -> list[int]:
    """Return the months of a range, over the turn of the year too; of a point its month."""
    first, last = point.since or point.month, point.month
    count = (last - first) % MONTHS_OF_YEAR
    return [(first + ahead - 1) % MONTHS_OF_YEAR + 1 for ahead in range(count + 1)]

"""Periods of the school year that monitorings tell of: quarters and half-years, and what the registers hold of each.

A period is named by the calendar year in which its school year ends: «2024-ч1» is the first quarter of 2023/24,
«2024-п2» its second half-year.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

import pandas as pd

from shnor_lib.analysis.programme.monitoring import quarter_end
from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.programme.teachers import present
from shnor_lib.ground import wording
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.school_years import FIRST_MONTH_OF_A_YEAR


class Kind(Enum):
    """A kind of period; its value is the letter by which users name it."""

    QUARTER = "ч"
    HALF_YEAR = "п"

    @property
    def in_a_year(self) -> int:
        """How many of them make a school year."""
        return 4 if self is Kind.QUARTER else 2

    @property
    def word(self) -> str:
        """The noun: «четверть»."""
        return "четверть" if self is Kind.QUARTER else "полугодие"


_ASKED = re.compile(r"(20\d\d)-([чп])([1-4])")


@dataclass(frozen=True)
class SchoolPeriod:
    """A quarter or a half-year of the school year that ends in ``school_year``."""

    school_year: int
    kind: Kind
    number: int

    @property
    def id(self) -> str:
        """The name by which users ask for it: «2024-ч1»."""
        return f"{self.school_year}-{self.kind.value}{self.number}"

    @property
    def end(self) -> date:
        """Its last day."""
        return quarter_end(self.school_year, self.number * 4 // self.kind.in_a_year)

    @property
    def start(self) -> date:
        """Its first day of lessons: the first of a school year begins in September."""
        return date(self.school_year - 1, FIRST_MONTH_OF_A_YEAR, 1) if self.number == 1 else self.since

    @property
    def since(self) -> date:
        """The day after the period before has ended: so no day of summer falls out of what is told of help and plan."""
        return self.before.end + timedelta(days=1)

    @property
    def before(self) -> "SchoolPeriod":
        """The period before, that of the last school year where it is the first."""
        if self.number > 1:
            return SchoolPeriod(self.school_year, self.kind, self.number - 1)
        return SchoolPeriod(self.school_year - 1, self.kind, self.kind.in_a_year)

    @property
    def year_before(self) -> "SchoolPeriod":
        """The same period of the last school year."""
        return SchoolPeriod(self.school_year - 1, self.kind, self.number)

    @property
    def last_quarter(self) -> "SchoolPeriod":
        """The quarter with which it ends: itself, if it is one."""
        return SchoolPeriod(self.school_year, Kind.QUARTER, self.number * 4 // self.kind.in_a_year)

    @property
    def window(self) -> Window:
        """The days whose records it tells of: no day belongs to two periods of a kind, and none to no period."""
        return Window(self.since, self.end)

    @property
    def words(self) -> str:
        """Its name in words: «1 четверть 2023/24 учебного года»."""
        return f"{self.number}{wording.NBSP}{self.kind.word} {wording.school_year(self.school_year, 'genitive')}"

    @property
    def dates(self) -> str:
        """Its days of lessons: «01.09.2023 – 31.10.2023»."""
        return f"{wording.short_date(self.start)} – {wording.short_date(self.end)}"


def parse_period(text: str, year: int) -> SchoolPeriod:
    """Return the period that a user named; examples of how periods are named are of the edition's ``year``.

    Raises:
        ReportError: it is no period; the text says how periods are named.
    """
    found = _ASKED.fullmatch(text.strip().casefold())
    kind = Kind(found[2]) if found else None
    if found is None or kind is None or int(found[3]) > kind.in_a_year:
        raise ReportError(
            f"Период «{text.strip()}» не понят.",
            f"Укажите {_how(year)}. Год — тот, в котором учебный год заканчивается.",
        )
    return SchoolPeriod(int(found[1]), kind, int(found[3]))


def _how(year: int) -> str:
    """Return how periods of a school year are named, each of them."""
    quarters, halves = (
        ", ".join(SchoolPeriod(year, kind, number).id for number in range(1, kind.in_a_year + 1)) for kind in Kind
    )
    return f"четверть ({quarters}), полугодие ({halves}) или контрольную работу (МКР-1)"


def school_year_of(day: date) -> int:
    """Return the school year of a day, by the year it ends in; summer belongs to the year that ended."""
    return day.year + (day.month >= FIRST_MONTH_OF_A_YEAR)


def periods_between(first_year: int, as_of: date) -> list[SchoolPeriod]:
    """Return the periods from a school year on that have ended by a day: by their ends, quarters before half-years."""
    every = [
        SchoolPeriod(year, kind, number)
        for year in range(first_year, school_year_of(as_of) + 1)
        for kind in Kind
        for number in range(1, kind.in_a_year + 1)
    ]
    ended = [period for period in every if period.end <= as_of]
    return sorted(ended, key=lambda period: (period.end, period.kind is Kind.HALF_YEAR))


# What the registers hold of a period

#: Registers whose rows have a day, with its column.
DAYS = {
    "courses": "finished_on",
    "diagnostics": "held_on",
    "interaction": "held_on",
    "consultations": "held_on",
    "events": "held_on",
    "routes": "done_on",
    "plan": "done_on",
    "requests": "received_on",
    "achievements": "held_on",
    "development_programmes": "held_on",
}
#: Registers whose rows are those of a school year, with its column.
YEARS = {"extracurricular": "year", "context": "school_year"}
#: What a monitoring tells of, by the kind of its period: the registers that are read for it.
FEEDS = {
    Kind.QUARTER: (
        "quarters",
        "courses",
        "events",
        "consultations",
        "interaction",
        "routes",
        "plan",
        "requests",
    ),
    Kind.HALF_YEAR: (
        "quarters",
        "extracurricular",
        "context",
        "teachers",
        "courses",
        "diagnostics",
        "achievements",
        "development_programmes",
    ),
}
#: Of these a state is told and nothing that happened in the period: they alone make no report.
STATES = ("teachers", "context")

#: By the kind of a period: the roles of the items that it answers, and the register whose rows make it an answer.
ANSWERED_BY = {
    Kind.QUARTER: {"quarters_monitoring": "quarters"},
    Kind.HALF_YEAR: {
        "attainment_monitoring": "quarters",
        "extracurricular_monitoring": "extracurricular",
        "staff_achievements": "teachers",
        "development_programmes": "development_programmes",
    },
}
#: What a report on a work answers.
OF_WORK = "municipal_tests"
#: Every role that some report answers.
MONITORED_ROLES = (*(role for roles in ANSWERED_BY.values() for role in roles), OF_WORK)


def rows_held(registers: Registers, period: SchoolPeriod) -> dict[str, int]:
    """Return how many rows of each register that feeds a period's report belong to it, in the order of `FEEDS`.

    Dated rows count by the period's window, quarters by their number, rows of a school year by the year; people by
    whether they work on the period's last day.
    """
    return {name: len(rows_of_period(registers, name, period)) for name in FEEDS[period.kind]}


def rows_of_period(registers: Registers, name: str, period: SchoolPeriod) -> pd.DataFrame:
    """Return the rows of a register that belong to a period."""
    table = registers.table(name)
    if name == "quarters":
        last = period.last_quarter
        return table[(table["school_year"] == last.school_year) & (table["quarter"] == last.number)]
    if name == "teachers":
        return present(table, period.end)
    if name in YEARS:
        return table[table[YEARS[name]] == period.school_year]
    return table[period.window.holds(table[DAYS[name]])]


def tells_anything(held: dict[str, int]) -> bool:
    """Tell whether a period's rows (`rows_held`) are enough for a report: more than states alone."""
    return any(rows for name, rows in held.items() if name not in STATES)


def first_year_told(registers: Registers, start: date | None, as_of: date) -> int:
    """Return the first school year of which monitorings can tell: that of the programme's start, or of an earlier row.

    Days of courses and the like say nothing of it: a course of ten years ago makes no period of the programme.
    """
    told = [*_years(registers.quarters["school_year"]), *_years(registers.extracurricular["year"])]
    known = told + ([school_year_of(start)] if start is not None else [])
    return min(known, default=school_year_of(as_of))


def _years(column: Iterable[object]) -> list[int]:
    return [int(str(year)) for year in pd.Series(column).dropna().unique()]

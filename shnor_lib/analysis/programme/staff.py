"""Teachers and heads of schools on a day: categories, how old their last course is, what was found and achieved."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.periods import SchoolPeriod
from shnor_lib.analysis.programme.records import is_true, not_after, not_before
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.programme.teachers import present
from shnor_lib.ground.register_tables import Registers

#: Categories that are awarded; «соответствие» is none.
AWARDED = ("highest", "first")
#: What is counted of the people of a school: the name of the column and who they are.
COUNTED = ("people", "heads", "with_category", "recent_course", "diagnosed", "achieved")


def staff(registers: Registers, schools: pd.DataFrame, period: SchoolPeriod, course_years: int) -> pd.DataFrame:
    """Return who works in each school of the roster on a period's last day, by numbers.

    A person who works in two schools counts in each of them, so that sums over schools are no number of people
    (`staff_totals` has that).

    Returns:
        A row per school of which the register names somebody, in the roster's order: ``school_id``, ``school``, then
        numbers of people: ``people``, ``heads``, ``with_category`` (highest or first), ``recent_course`` (a course
        finished within ``course_years`` years), ``diagnosed`` and ``achieved`` (within the period's days).
    """
    people = _people(registers, period, course_years)
    names = schools.set_index("school_id")["school"]
    rows: list[dict[str, Any]] = [
        {"school_id": school_id, "school": names[school_id], **_counted(own)}
        for school_id, own in people.groupby("school_id")
        if school_id in names.index
    ]
    if not rows:
        return pd.DataFrame(columns=["school_id", "school", *COUNTED])
    return in_roster_order(pd.DataFrame(rows), schools, [])


def staff_totals(
    registers: Registers, schools: pd.DataFrame, period: SchoolPeriod, course_years: int
) -> dict[str, int]:
    """Return the same numbers of all schools of the roster together, each person once."""
    people = _people(registers, period, course_years)
    people = people[people["school_id"].isin(schools["school_id"])]
    told = people.groupby("teacher_id", as_index=False)[list(COUNTED)].any()
    return _counted(told)


def _people(registers: Registers, period: SchoolPeriod, course_years: int) -> pd.DataFrame:
    """Return a row per person and school with whether each of `COUNTED` holds of the person."""
    own = present(registers.teachers, period.end)
    window, since = period.window, _years_earlier(period.end, course_years)
    courses, found, won = registers.courses, registers.diagnostics, registers.achievements
    recent = courses[not_after(courses["finished_on"], period.end) & not_before(courses["finished_on"], since)]
    return pd.DataFrame(
        {
            "teacher_id": own["teacher_id"],
            "school_id": own["school_id"],
            "people": True,
            "heads": is_true(own["is_head"]),
            "with_category": own["category"].isin(AWARDED).astype(bool),
            "recent_course": _among(own, recent["teacher_id"]),
            "diagnosed": _among(own, found.loc[window.holds(found["held_on"]), "teacher_id"]),
            "achieved": _among(own, won.loc[window.holds(won["held_on"]), "teacher_id"]),
        }
    ).reset_index(drop=True)


def _among(people: pd.DataFrame, codes: Iterable[str]) -> "pd.Series[bool]":
    return people["teacher_id"].isin(set(codes)).astype(bool)


def _counted(people: pd.DataFrame) -> dict[str, int]:
    return {name: int(people[name].sum()) for name in COUNTED}


def _years_earlier(day: date, years: int) -> date:
    """Return the same day some years earlier; ends of periods are never the 29th of February."""
    return day.replace(year=day.year - years)

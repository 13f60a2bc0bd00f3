"""Each listed school's profile of risk, factor by factor, and what the catalogue recommends; schools are never ranked.

Levels follow from thresholds of params alone.  What nothing tells is «нет данных», never a low risk; values of fewer
teachers than ``smallest_group`` are not shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from shnor_lib.analysis.programme.competences import PERSON, measurements
from shnor_lib.analysis.programme.programme_data import ProgrammeData, all_teachers_of
from shnor_lib.analysis.programme.records import is_true, not_after, not_before
from shnor_lib.analysis.programme.roster import listed_schools
from shnor_lib.analysis.programme.signals import years_before
from shnor_lib.ground.params import Risk
from shnor_lib.ground.recommendations import Recommendation
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.signal_kinds import DEFICIT, RISK_FACTORS, RiskFactor

#: Categories of teachers that count as such.
CATEGORIES = ("highest", "first")


@dataclass(frozen=True)
class Value:
    """What the data show of a factor in a school: its value in the factor's unit, of how many; or why there is none."""

    value: float | None = None
    number: int | None = None
    total: int | None = None
    why: str = ""


def risk_profiles(
    data: ProgrammeData, risk: Risk, coverage: pd.DataFrame, index: pd.DataFrame, latest: pd.DataFrame
) -> pd.DataFrame:
    """Return the table `risk_profiles`: each listed school's factors with value, level and the thresholds.

    Args:
        data: the programme's data on the reporting date.
        risk: the thresholds.
        coverage: the table `help_coverage`.
        index: the table `social_index`.
        latest: the table `latest_results`.

    Returns:
        ``school_id``, ``school``, ``factor`` and ``level`` (codes of `signal_kinds`), ``value`` (in the factor's unit),
        ``number`` and ``total`` behind it, ``medium`` and ``high`` (thresholds), ``why`` (why there is no level).
    """
    ways = _ways(data, risk, coverage, index, latest)
    rows = []
    for school in rows_of(listed_schools(data.schools)):
        for code, factor in RISK_FACTORS.items():
            found, bounds = ways[code](school.school_id), getattr(risk, factor.bounds)
            rows.append(
                {
                    "school_id": school.school_id,
                    "school": school.school,
                    "factor": code,
                    "level": level_of(factor, found.value, bounds.medium, bounds.high),
                    "value": found.value,
                    "number": found.number,
                    "total": found.total,
                    "medium": bounds.medium,
                    "high": bounds.high,
                    "why": found.why,
                }
            )
    columns = ["school_id", "school", "factor", "level", "value", "number", "total", "medium", "high", "why"]
    return pd.DataFrame(rows, columns=columns)


def level_of(factor: RiskFactor, value: float | None, medium: float, high: float) -> str:
    """Return the level of a value: from a threshold on, or down to it where a lower value is the worse one."""
    if value is None:
        return "no_data"
    sign = -1 if factor.falls else 1
    return "high" if sign * value >= sign * high else "medium" if sign * value >= sign * medium else "low"


def addressed_recommendations(profiles: pd.DataFrame, catalogue: Iterable[Recommendation]) -> pd.DataFrame:
    """Return the table `addressed_recommendations`: what the catalogue says of each school's factors of risk.

    Returns:
        ``school_id``, ``school``, ``factor``, ``level``, ``recommendation`` (its id), ``measure``, ``who``, ``when``.
    """
    entries = list(catalogue)
    rows = [
        {
            **{name: getattr(row, name) for name in ("school_id", "school", "factor", "level")},
            "recommendation": one.id,
            **{name: getattr(one, name) for name in ("measure", "who", "when")},
        }
        for row in rows_of(profiles)
        for one in entries
        if one.factor == row.factor and row.level in one.levels
    ]
    columns = ["school_id", "school", "factor", "level", "recommendation", "measure", "who", "when"]
    return pd.DataFrame(rows, columns=columns)


def _ways(
    data: ProgrammeData, risk: Risk, coverage: pd.DataFrame, index: pd.DataFrame, latest: pd.DataFrame
) -> dict[str, Callable[[str], Value]]:
    """Return, by the factor's code, how its value in a school is found."""
    smallest = data.params.smallest_group.value
    people = all_teachers_of(data, data.listed)
    return {
        "vacancies": partial(_vacancies, data.registers.context),
        "categories": partial(_share, *_categories(data, people), smallest),
        "courses": partial(_share, *_without_course(data, people, risk.course_years), smallest),
        **{f"{DEFICIT}{area}": partial(_share, *_deficits(data, people, area), smallest) for area in _areas()},
        "index": partial(_index, index),
        "participation": partial(_unreached, coverage[coverage["kind"] == "any"], smallest),
        "failing_subjects": partial(_failing, latest),
    }


def _areas() -> list[str]:
    return [code.removeprefix(DEFICIT) for code in RISK_FACTORS if code.startswith(DEFICIT)]


def _share(whole: pd.DataFrame, part: pd.DataFrame, smallest: int, school: str) -> Value:
    """Return which share of a school's teachers a part of them is, per cent; of too few nothing is shown."""
    total, number = (int((own["school_id"] == school).sum()) for own in (whole, part))
    if not total:
        return _silent(whole)
    return Value(100 * number / total, number, total) if total >= smallest else Value(why="small_group")


def _silent(told: pd.DataFrame) -> Value:
    """Return why a school has no value: nothing is told of any school, or of this one."""
    return Value(why="not_told" if len(told) else "no_register")


def _categories(data: ProgrammeData, people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the teachers whose category is known, and those of them who have none of `CATEGORIES`."""
    told = data.registers.teachers[["teacher_id", "school_id", "category"]]
    own = people.merge(told.drop_duplicates(["teacher_id", "school_id"]), on=["teacher_id", "school_id"], how="left")
    known = own[own["category"].notna()]
    return known, known[~known["category"].isin(CATEGORIES)]


def _without_course(data: ProgrammeData, people: pd.DataFrame, years: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the teachers, and those without a course of the last years; nobody where no course is on record."""
    courses, today = data.registers.courses, data.window.as_of
    recent = courses[
        not_after(courses["finished_on"], today) & not_before(courses["finished_on"], years_before(today, years))
    ]
    known = people.iloc[: 0 if courses.empty else None]
    return known, known[~known["teacher_id"].isin(recent["teacher_id"])]


def _deficits(data: ProgrammeData, people: pd.DataFrame, area: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who was diagnosed in an area, and who of them has a deficit in any subject by the last diagnostics."""
    own = measurements(data.registers.diagnostics, data.window)
    own = own[(own["kind"] == "diagnostics") & (own["area"] == area)].drop_duplicates(PERSON, keep="last")
    low = own[own["result_pct"] < data.params.deficit_below.value]
    diagnosed, deficient = (people[people["teacher_id"].isin(some["teacher_id"])] for some in (own, low))
    return diagnosed, deficient


def _vacancies(context: pd.DataFrame, school: str) -> Value:
    """Return the share of vacancies among vacancies and teachers, of the latest school year that tells both."""
    told = context[context["vacancies"].notna() & context["teachers"].notna()]
    own = told[told["school_id"] == school].sort_values("school_year", kind="stable")
    if own.empty:
        return _silent(told)
    vacant, teachers = int(own["vacancies"].iloc[-1]), int(own["teachers"].iloc[-1])
    posts = vacant + teachers
    return Value(100 * vacant / posts, vacant, posts) if posts else Value(why="not_told")


def _index(index: pd.DataFrame, school: str) -> Value:
    told = index[index["index"].notna()]
    own = told.loc[told["school_id"] == school, "index"]
    return Value(float(own.iloc[0])) if len(own) else _silent(told)


def _unreached(reached: pd.DataFrame, smallest: int, school: str) -> Value:
    """Return the share of the school's teachers of whom no help is on record."""
    own = next(rows_of(reached[(reached["school_id"] == school) & reached["reached"].notna()]), None)
    if own is None:
        return _silent(reached)
    total, without = int(own.teachers), int(own.teachers) - int(own.reached)
    return Value(100 * without / total, without, total) if total >= smallest else Value(why="small_group")


def _failing(latest: pd.DataFrame, school: str) -> Value:
    """Return in how many of the subjects with a known latest result any is low."""
    told = latest[latest["low"].notna()]
    own = told[told["school_id"] == school]
    if own.empty:
        return _silent(told)
    low = own.loc[is_true(own["low"]), "subject"].nunique()
    return Value(float(low), int(low), int(own["subject"].nunique()))

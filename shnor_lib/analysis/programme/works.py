"""Works of the centre (МКР): numbered over the edition, school by school, beside ВПР and the work before."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.statistics.changes import chance_of_change, chances_at_once, newcombe_difference
from shnor_lib.ground import wording
from shnor_lib.ground.intervals import CONFIDENCE
from shnor_lib.ground.school_years import FIRST_MONTH_OF_A_YEAR
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ground.vocabulary import level_name, subject_name, subject_order

#: The assessment of these works, and how users name one: «МКР-3».
MUNICIPAL, WORK = "MKR", "МКР"
VPR = "VPR"
_KEY = [*PROCEDURE_KEY, "attempt"]
_LAST = "9999"
_ASKED = re.compile(rf"{WORK.casefold()}-\d{{1,4}}")
COLUMNS = ["school_id", "school", "n_participants", "n_failed", "fail_pct"]
CHANGED = ["base_n", "base_failed", "base_pct", "change_pp", "low_pp", "high_pp", "chance", "supported"]


@dataclass(frozen=True)
class Work:
    """A work of the centre: its number in the edition, what was written, on which day (the first of several)."""

    number: int
    level: str
    subject: str
    grade: int
    school_year: int
    attempt: int
    held_on: str = ""

    #: What stands in place of a `periods.Kind`.
    kind = WORK

    @property
    def id(self) -> str:
        """The name by which users ask for it: «МКР-3»."""
        return f"{WORK}-{self.number}"

    @property
    def what(self) -> str:
        """What was written: «математика, 6 класс»."""
        level = f" ({level_name(self.level)})" if self.level else ""
        return f"{subject_name(self.subject)}{level}, {self.grade}{wording.NBSP}класс"

    @property
    def dates(self) -> str:
        """When: its day, else the school year."""
        return wording.short_date(self.held_on) if self.held_on else wording.school_year(self.school_year)

    @property
    def words(self) -> str:
        """Its name in words: «МКР-3: математика, 6 класс, 15.05.2024»."""
        return f"{self.id}: {self.what}, {self.dates}"

    @property
    def window(self) -> Window:
        """The days of its school year, in which the programme expects works."""
        first = FIRST_MONTH_OF_A_YEAR
        return Window(date(self.school_year - 1, first, 1), date(self.school_year, first - 1, 31))

    @property
    def cohort(self) -> int:
        """What the works of the same pupils share: the year in which they were in a grade before the first."""
        return self.school_year - self.grade


def works_of(results: pd.DataFrame) -> list[Work]:
    """Return the works of an edition by their days (those without one last in their school year), numbered from 1.

    The order is that of day, subject, grade, level, number within these, whatever the files' order.

    Args:
        results: the table `results`; ``attempt`` numbers the works of one subject, grade and year.
    """
    own = results[(results["assessment"] == MUNICIPAL) & (results["reading"] != "not_held")]
    found = []
    key: Any
    for key, rows in own.groupby(_KEY, sort=False, dropna=False):
        _, level, subject, grade, year, attempt = key
        days = rows["held_on"].dropna()
        level = level if isinstance(level, str) else ""
        found.append(Work(0, level, subject, int(grade), int(year), int(attempt), days.min() if len(days) else ""))
    ordered = sorted(
        found,
        key=lambda one: (
            one.school_year,
            one.held_on or _LAST,
            subject_order(one.subject),
            one.grade,
            one.level,
            one.attempt,
        ),
    )
    return [
        Work(number, one.level, one.subject, one.grade, one.school_year, one.attempt, one.held_on)
        for number, one in enumerate(ordered, start=1)
    ]


def rows_of_work(table: pd.DataFrame, work: Work) -> pd.DataFrame:
    """Return a work's rows of `results` or `work_classes`."""
    return table[
        (table["assessment"] == MUNICIPAL)
        & (table["level"].fillna("") == work.level)
        & (table["subject"] == work.subject)
        & (table["grade"] == work.grade)
        & (table["school_year"] == work.school_year)
        & (table["attempt"] == work.attempt)
    ]


def work_results(results: pd.DataFrame, schools: pd.DataFrame, work: Work) -> pd.DataFrame:
    """Return what the schools of the roster have in a work, in the roster's order.

    Returns:
        A row per school whose rows say that it wrote: `COLUMNS`; ``fail_pct`` (0–100) and numbers are empty where the
        result is not known.
    """
    own = rows_of_work(results, work)
    return _named(own[own["reading"] != "not_held"], schools)


def _named(own: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    names = schools.set_index("school_id")["school"]
    own = own[own["school_id"].isin(names.index)]
    return in_roster_order(own.assign(school=own["school_id"].map(names)), schools, [])[COLUMNS]


@dataclass(frozen=True)
class Base:
    """Results with which a work is compared, their name, and the words for «чем …»."""

    words: str
    than: str
    rows: pd.DataFrame


def vpr_base(results: pd.DataFrame, schools: pd.DataFrame, work: Work) -> Base | None:
    """Return the ВПР of the same subject, grade and school year, else the last one of the same pupils before it."""
    own = results[
        (results["assessment"] == VPR)
        & (results["subject"] == work.subject)
        & (results["attempt"] == 1)
        & (results["school_year"] - results["grade"] == work.cohort)
        & (results["school_year"] <= work.school_year)
        & results["fail_pct"].notna()
    ]
    if own.empty:
        return None
    own = own[own["school_year"] == own["school_year"].max()]
    grade, year = int(own["grade"].iloc[0]), int(own["school_year"].iloc[0])
    words = f"ВПР, {grade}{wording.NBSP}класс, {wording.school_year_short(year)}"
    return Base(words, "на ВПР", _named(own, schools))


def earlier_base(results: pd.DataFrame, schools: pd.DataFrame, work: Work) -> Base | None:
    """Return the latest earlier work of the same pupils in the same subject; nothing where there is none."""
    before = [
        one
        for one in works_of(results)
        if (one.subject, one.level, one.cohort) == (work.subject, work.level, work.cohort) and one.number < work.number
    ]
    if not before:
        return None
    return Base(before[-1].words, "в прошлой работе", work_results(results, schools, before[-1]))


def work_changes(own: pd.DataFrame, base: Base | None) -> pd.DataFrame:
    """Return how the share of «2» in a work differs from a base, school by school, with its interval.

    The pupils are the same but for a few, so that the interval of two independent shares is wide rather than narrow.  A
    school's difference is supported if it stands out among those of all schools at once (Benjamini, Hochberg, 5 %).
    Source: METHODS 7, Newcombe's method 10.

    Args:
        own: the work's results (`work_results`).
        base: what they are compared with.

    Returns:
        A row per school of which both numbers of both are known, in the order of ``own``: `COLUMNS`, `CHANGED`
        (percentages 0–100, percentage points).
    """
    numbers = ["n_participants", "n_failed"]
    if base is None:
        return pd.DataFrame(columns=[*COLUMNS, *CHANGED])
    earlier = base.rows.rename(columns={"n_participants": "base_n", "n_failed": "base_failed", "fail_pct": "base_pct"})
    both = own.merge(earlier[["school_id", "base_n", "base_failed", "base_pct"]], on="school_id")
    both = both.dropna(subset=[*numbers, "base_n", "base_failed"])
    both = both[(both["n_participants"] > 0) & (both["base_n"] > 0)].reset_index(drop=True)
    if both.empty:
        return pd.DataFrame(columns=[*COLUMNS, *CHANGED])
    now = both["n_failed"].astype(float), both["n_participants"].astype(float)
    was = both["base_failed"].astype(float), both["base_n"].astype(float)
    change, low, high = newcombe_difference(*now, *was)
    chance = chances_at_once(chance_of_change(*now, *was))
    told = both.assign(change_pp=100 * change, low_pp=100 * low, high_pp=100 * high, chance=chance)
    return told.assign(supported=chance <= round(1 - CONFIDENCE, 9))[[*COLUMNS, *CHANGED]]


def work_named(results: pd.DataFrame, asked: str) -> Work | None:
    """Return the work that a user named («МКР-3», «мкр-3»), nothing where the edition has no such work."""
    found: dict[str, Any] = {work.id.casefold(): work for work in works_of(results)}
    return found.get(asked.strip().casefold())


def is_work(asked: str) -> bool:
    """Tell whether a user asks for a work of the centre, by a number."""
    return _ASKED.fullmatch(asked.strip().casefold()) is not None

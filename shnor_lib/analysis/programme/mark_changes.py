"""How marks of a quarter differ from those of another, school by school, and what chance explains of it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.periods import SchoolPeriod, rows_of_period
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.statistics.changes import chance_of_change, chances_at_once, newcombe_difference
from shnor_lib.ground.intervals import CONFIDENCE
from shnor_lib.ground.register_tables import Registers

#: What is counted of marks, by the column of the register: успеваемость and качество.
MEASURES = ("passed", "good")
COLUMNS = ["school_id", "school", "part", "of", "pct"]
CHANGED = ["base_part", "base_of", "base_pct", "change_pp", "low_pp", "high_pp", "chance", "supported"]


def mark_shares(registers: Registers, schools: pd.DataFrame, period: SchoolPeriod, measure: str) -> pd.DataFrame:
    """Return what schools of the roster have of a measure in the quarter with which a period ends.

    Marks are counted: a pupil counts once in each subject.  A row that lacks one of the two numbers counts in neither.

    Returns:
        A row per school that has marks, in the roster's order: ``school_id``, ``school``, ``part`` and ``of`` (marks),
        ``pct`` (0–100).
    """
    own = _known(registers, period, measure)
    found = own.groupby("school_id", as_index=False)[[measure, "pupils"]].sum()
    found = found.rename(columns={measure: "part", "pupils": "of"})
    found = found[found["school_id"].isin(schools["school_id"]) & (found["of"] > 0)]
    names = schools.set_index("school_id")["school"]
    found = found.assign(school=found["school_id"].map(names), pct=100 * found["part"] / found["of"])
    return in_roster_order(found.astype({"part": int, "of": int, "pct": float}), schools, [])[COLUMNS]


def mark_changes(
    registers: Registers, schools: pd.DataFrame, period: SchoolPeriod, base: SchoolPeriod, measure: str
) -> pd.DataFrame:
    """Return how a measure of a quarter's marks differs from that of another quarter, with its interval.

    Only subjects and grades that both quarters have are compared.  Marks of one pupil in several subjects go together,
    so that the spread is that of so many pupils as there are, not of their marks; a school's change is supported if it
    stands out among those of all schools at once (Benjamini, Hochberg, 5 %).  Source: METHODS 7, Newcombe's method 10.

    Returns:
        A row per school with common subjects and grades, in the roster's order: `COLUMNS` of them, ``base_part``,
        ``base_of``, ``base_pct``, ``change_pp`` with ``low_pp`` and ``high_pp`` (percentage points), ``chance`` (0–1,
        adjusted for the number of schools), ``supported``.
    """
    rows = list(_compared(registers, schools, period, base, measure))
    if not rows:
        return pd.DataFrame(columns=[*COLUMNS, *CHANGED])
    table = pd.DataFrame(rows)
    now, was = (
        (table[share] / 100 * table[pupils], table[pupils])
        for share, pupils in (("pct", "pupils"), ("base_pct", "base_pupils"))
    )
    _, low, high = newcombe_difference(*now, *was)
    chance = chances_at_once(chance_of_change(*now, *was))
    table = table.assign(low_pp=100 * low, high_pp=100 * high, chance=chance, supported=chance <= 1 - CONFIDENCE)
    return in_roster_order(table, schools, [])[[*COLUMNS, *CHANGED]]


def _known(registers: Registers, period: SchoolPeriod, measure: str) -> pd.DataFrame:
    own = rows_of_period(registers, "quarters", period)
    return own[own[measure].notna() & own["pupils"].notna() & (own["pupils"] > 0)]


def _compared(
    registers: Registers, schools: pd.DataFrame, period: SchoolPeriod, base: SchoolPeriod, measure: str
) -> Iterator[dict[str, Any]]:
    """Yield each school's marks in the subjects and grades that both quarters have."""
    key = ["school_id", "subject", "grade"]
    now, was = (_known(registers, one, measure)[[*key, measure, "pupils"]] for one in (period, base))
    both = now.merge(was, on=key, suffixes=("", "_base"))
    names = dict(zip(schools["school_id"], schools["school"], strict=True))
    for school_id, own in both.groupby("school_id"):
        if school_id in names:
            part, of, base_part, base_of = (
                int(own[name].sum()) for name in (measure, "pupils", f"{measure}_base", "pupils_base")
            )
            yield {
                "school_id": school_id,
                "school": names[school_id],
                "part": part,
                "of": of,
                "pct": 100 * part / of,
                "base_part": base_part,
                "base_of": base_of,
                "base_pct": 100 * base_part / base_of,
                "change_pp": 100 * part / of - 100 * base_part / base_of,
                "pupils": _pupils(own, "pupils"),
                "base_pupils": _pupils(own, "pupils_base"),
            }


def _pupils(own: pd.DataFrame, column: str) -> int:
    """Return how many pupils stand behind marks: of each grade as many as its fullest subject has."""
    return int(own.groupby("grade")[column].max().sum())

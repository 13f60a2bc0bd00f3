"""Factors of low results, the measures against them, whom help reached there, and what changed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.measure_links import linked_teachers
from shnor_lib.analysis.programme.programme_data import ProgrammeData, all_teachers_of
from shnor_lib.analysis.programme.records import is_true, joined
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of


def factors(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `factors`: factor – measure – coverage – change, by groups of the register.

    Returns:
        ``group``, ``factor``, ``schools`` (schools in support that have it), ``level_low``, ``level_medium`` and
        ``level_high`` (schools by level), ``measures`` (joined), ``with_measure`` (schools with one), ``linked``
        (schools whose measure some record names), ``teachers`` and ``reached`` (of all these schools, by records of the
        measure; empty where no record names it or teachers are unknown), ``measured`` and ``improved`` (schools whose
        results of the programme's period can be compared, and those with positive dynamics).
    """
    own = data.registers.factors
    own = own[own["school_id"].isin(data.supported["school_id"])]
    dynamics = _dynamics_of_programme(data.school_dynamics)
    by_measure = {
        measure: linked_teachers(measure, data.registers, data.window) for measure in own["measure"].dropna().unique()
    }
    levels = [one.code for one in register_sheet("factors").column("level").choices]
    rows = []
    for (group, factor), rows_of_factor in own.groupby(["group", "factor"], sort=False):
        schools = rows_of_factor["school_id"].unique()
        change = dynamics[dynamics.index.isin(schools)]
        has_measure = rows_of_factor["measure"].notna()
        rows.append(
            {
                "group": group,
                "factor": factor,
                "schools": len(schools),
                **{f"level_{code}": int((rows_of_factor["level"] == code).sum()) for code in levels},
                "measures": joined(rows_of_factor["measure"]),
                "with_measure": int(rows_of_factor.loc[has_measure, "school_id"].nunique()),
                **_reach(data, rows_of_factor, by_measure),
                "measured": len(change),
                "improved": int(change.sum()),
            }
        )
    counts = ["with_measure", "linked", "teachers", "reached", "measured", "improved"]
    columns = ["group", "factor", "schools", *(f"level_{code}" for code in levels), "measures", *counts]
    groups = [one.code for one in register_sheet("factors").column("group").choices]
    table = pd.DataFrame(rows, columns=columns)
    order = table["group"].map({code: place for place, code in enumerate(groups)})
    return table.assign(order=order).sort_values(["order", "factor"], kind="stable").drop(columns="order")


def _reach(data: ProgrammeData, own: pd.DataFrame, by_measure: Mapping[str, set[str] | None]) -> dict[str, Any]:
    """Return how many teachers the schools have and how many of them each school's own measure reached."""
    linked: dict[str, set[str]] = {}
    for row in rows_of(own):
        codes = by_measure.get(row.measure)
        if codes is not None:
            linked[row.school_id] = linked.get(row.school_id, set()) | codes
    if not linked or data.registers.empty("teachers"):
        return {"linked": len(linked), "teachers": None, "reached": None}
    people = all_teachers_of(data, own["school_id"])
    reached = [
        code in linked.get(school, ()) for code, school in zip(people["teacher_id"], people["school_id"], strict=True)
    ]
    return {
        "linked": len(linked),
        "teachers": people["teacher_id"].nunique(),
        "reached": people.loc[reached, "teacher_id"].nunique(),
    }


def _dynamics_of_programme(school_dynamics: pd.DataFrame) -> pd.Series:
    """Return whether the mean share of «2» fell, by ``school_id``, where results of the programme's period tell."""
    own = school_dynamics[(school_dynamics["scope"] == "all") & is_true(school_dynamics["in_programme"])]
    own = own[own["positive"].notna()]
    return own.set_index("school_id")["positive"].astype(bool)

"""Factors of low results, the measures against them, whom help reached there, and what changed (item 16)."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.programme_data import Members, ProgrammeData, supported_teachers
from shnor_lib.analysis.programme.records import is_true, joined
from shnor_lib.ground.registers import register_sheet


def factors(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `factors`: factor – measure – coverage – change, by groups of the programme (item 16).

    Returns:
        ``group``, ``factor``, ``schools`` (listed schools that have it), ``level_low``, ``level_medium`` and
        ``level_high`` (schools by level), ``measures`` (joined), ``with_measure`` (schools with one), ``teachers`` and
        ``reached`` (of these schools, in the system of support; empty where unknown), ``measured`` and ``improved``
        (schools whose results of the programme's period can be compared, and those with positive dynamics).
    """
    own = data.registers.factors
    own = own[own["school_id"].isin(data.listed)]
    system = supported_teachers(data)
    dynamics = _dynamics_of_programme(data.school_dynamics)
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
                **_reach(system, schools),
                "measured": len(change),
                "improved": int(change.sum()),
            }
        )
    counts = ["with_measure", "teachers", "reached", "measured", "improved"]
    columns = ["group", "factor", "schools", *(f"level_{code}" for code in levels), "measures", *counts]
    groups = [one.code for one in register_sheet("factors").column("group").choices]
    table = pd.DataFrame(rows, columns=columns)
    order = table["group"].map({code: place for place, code in enumerate(groups)})
    return table.assign(order=order).sort_values(["order", "factor"], kind="stable").drop(columns="order")


def _reach(system: Members, school_ids: Iterable[str]) -> dict[str, Any]:
    """Return how many teachers the schools have and how many of them are in the system of support."""
    if system is None:
        return {"teachers": None, "reached": None}
    own = system[system["school_id"].isin(school_ids)]
    return {"teachers": own["member"].nunique(), "reached": own.loc[own["counted"], "member"].nunique()}


def _dynamics_of_programme(school_dynamics: pd.DataFrame) -> pd.Series:
    """Return whether the mean share of «2» fell, by ``school_id``, where results of the programme's period tell."""
    own = school_dynamics[(school_dynamics["scope"] == "all") & is_true(school_dynamics["in_programme"])]
    own = own[own["positive"].notna()]
    return own.set_index("school_id")["positive"].astype(bool)

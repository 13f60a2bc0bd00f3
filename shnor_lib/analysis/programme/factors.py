"""Factors of low results, the measures against them, whom help reached there, and what changed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.measure_links import linked_teachers
from shnor_lib.analysis.programme.programme_data import ProgrammeData, all_teachers_of
from shnor_lib.analysis.programme.records import is_true, joined
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of

#: A row's measure in words and by its number → whom its records reached.
Reach = Mapping[tuple[object, object], set[str] | None]
_NO_ROLES: Mapping[str, str] = MappingProxyType({})


def roles_of(programme_plan: pd.DataFrame, programme_measures: pd.DataFrame) -> dict[str, str]:
    """Return what items of the plan and measures are (`roles.yml`), by their codes; those that are something."""
    tables = [table for table in (programme_plan, programme_measures) if "role" in table]
    return {row.id: row.role for table in tables for row in rows_of(table) if isinstance(row.role, str) and row.role}


def factors(data: ProgrammeData, roles: Mapping[str, str] = _NO_ROLES) -> pd.DataFrame:
    """Return the table `factors`: factor – measure – coverage – change, by groups of the register.

    Args:
        data: what the programme is measured on.
        roles: what items of the plan and measures are (`roles_of`), for measures that a row names by number.

    Returns:
        ``group``, ``factor``, ``schools`` (schools in support that have it), ``level_low``, ``level_medium`` and
        ``level_high`` (schools by level), ``measures`` (joined), ``with_measure`` (schools with one), ``linked``
        (schools whose measure some record names), ``teachers`` and ``reached`` (of all these schools, by records of the
        measure; empty where no record names it or teachers are unknown), ``measured`` and ``improved`` (schools whose
        results of the programme's period can be compared, and those with positive dynamics).
    """
    own = _of_supported(data)
    dynamics = _dynamics_of_programme(data.school_dynamics)
    by_measure = _reached_by_measures(own, data, roles)
    levels = [one.code for one in register_sheet("factors").column("level").choices]
    rows = []
    for (group, factor), rows_of_factor in own.groupby(["group", "factor"], sort=False):
        schools = rows_of_factor["school_id"].unique()
        change = dynamics[dynamics.index.isin(schools)]
        has_measure = _has_measure(rows_of_factor)
        rows.append(
            {
                "group": group,
                "factor": factor,
                "schools": len(schools),
                **{f"level_{code}": int((rows_of_factor["level"] == code).sum()) for code in levels},
                "measures": joined(rows_of_factor["measure"].fillna(rows_of_factor["measure_item"])),
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


def factor_groups(data: ProgrammeData, roles: Mapping[str, str] = _NO_ROLES) -> pd.DataFrame:
    """Return the table `factor_groups`: the programme's groups of factors, those without records too.

    Args:
        data: what the programme is measured on.
        roles: as of `factors`.

    Returns:
        ``group``, ``factors`` (different ones), ``schools`` (in support, with any of them), ``with_measure``,
        ``linked``, ``teachers`` and ``reached`` as of `factors`; no rows where the register tells of no school.
    """
    own = _of_supported(data)
    if own.empty:
        return pd.DataFrame(columns=["group", "factors", "schools", "with_measure", "linked", "teachers", "reached"])
    by_measure = _reached_by_measures(own, data, roles)
    rows = []
    for group in (one.code for one in register_sheet("factors").column("group").choices):
        of_group = own[own["group"] == group]
        rows.append(
            {
                "group": group,
                "factors": int(of_group["factor"].nunique()),
                "schools": int(of_group["school_id"].nunique()),
                "with_measure": int(of_group.loc[_has_measure(of_group), "school_id"].nunique()),
                **_reach(data, of_group, by_measure),
            }
        )
    return pd.DataFrame(rows)


def _of_supported(data: ProgrammeData) -> pd.DataFrame:
    """Return the register's rows of the schools in support."""
    own = data.registers.factors
    return own[own["school_id"].isin(data.supported["school_id"])]


def _has_measure(own: pd.DataFrame) -> "pd.Series[bool]":
    return own["measure"].notna() | own["measure_item"].notna()


def _reached_by_measures(own: pd.DataFrame, data: ProgrammeData, roles: Mapping[str, str]) -> Reach:
    different = {(_known(row.measure), _known(row.measure_item)) for row in rows_of(own)}
    return {
        (words, item): linked_teachers(words, data.registers, data.window, item, roles) for words, item in different
    }


def _known(value: object) -> object:
    """Return a text, and ``None`` for whatever stands for nothing."""
    return value if isinstance(value, str) else None


def _reach(data: ProgrammeData, own: pd.DataFrame, by_measure: Reach) -> dict[str, Any]:
    """Return how many teachers the schools have and how many of them each school's own measure reached."""
    linked: dict[str, set[str]] = {}
    for row in rows_of(own):
        codes = by_measure[_known(row.measure), _known(row.measure_item)]
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

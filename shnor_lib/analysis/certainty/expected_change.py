"""What would have come about without the programme, and whether the listed schools are better than that.

Percentages are shares of «2», 0–100, changes are in points; below what was expected is better.  Source: METHODS of the
project, §8; figures of the method under no effect and under known ones stand in docs/методика.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.certainty.three_years import SchoolsCompared, arrays, known_cells, schools_compared
from shnor_lib.analysis.results.dynamics import result_pairs
from shnor_lib.analysis.results.printed_shares import numbers
from shnor_lib.analysis.statistics import expectation
from shnor_lib.analysis.statistics.expectation import (
    Excess,
    Expected,
    Guess,
    Truths,
    expected_later,
    guess,
    programme_excess,
)
from shnor_lib.analysis.statistics.formal_target import DRAWS, Fallen, falls_by_themselves
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.params import Criteria, Dynamics
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import subject_order

#: All counted procedures together.
ALL = "all"
#: The way of counting whose indicator is the formal target.
IMPROVED = "schools_improved"


@dataclass(frozen=True)
class Foreseen:
    """What the schools' results tell of the later year, made once for the tables below.

    Attributes:
        schools: their results as arrays.
        cells: the same results, and those of other years.
        refusal: why schools outside tell nothing, a code of `vocabulary.WHY_NOT_EXPECTED`, or empty.
        refusal_of_own: why the schools' own results tell nothing, or empty.
        guessed: what is known of each school, unless its own results tell nothing.
        expected: the later year by the schools outside, unless they tell nothing.
        excess: how far the listed schools are off, by group of procedures.
    """

    schools: SchoolsCompared
    cells: pd.DataFrame
    refusal: str
    refusal_of_own: str
    guessed: Guess | None = None
    expected: Expected | None = None
    excess: dict[str, Excess] = field(default_factory=dict)


def foreseen(
    results: pd.DataFrame, region_results: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria, dynamics: Dynamics
) -> Foreseen:
    """Return what the two years of selection and the schools outside tell of the later year.

    Args:
        results: the table `results`.
        region_results: the table `region_results`, perhaps without rows.
        schools: the table `schools`; listed ones are the programme's.
        criteria: whose years chose the schools.
        dynamics: whose second year is the later one.
    """
    cells = known_cells(results, region_results, criteria)
    own = schools_compared(cells, schools, criteria, dynamics)
    of_own = _refusal_of_own(own, results, schools, criteria, dynamics)
    refusal = of_own or _refusal(own)
    if of_own:
        return Foreseen(own, cells, refusal, of_own)
    weight = np.ones((1, len(own.school_ids)))
    guessed = guess(own.years, weight)
    if refusal:
        return Foreseen(own, cells, refusal, of_own, guessed)
    expected, _ = expected_later(own.years, guessed, ~own.programme[None, :], weight)
    excess = programme_excess(own.years, own.programme, _groups(own))
    return Foreseen(own, cells, refusal, of_own, guessed, expected, excess)


def _refusal_of_own(
    own: SchoolsCompared, results: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria, dynamics: Dynamics
) -> str:
    known = results[results["fail_pct"].notna()]
    if not schools["listed"].fillna(False).astype(bool).any():
        return "no_list"
    if known.empty:
        return "no_results"
    if not (numbers(known, "n_participants") > 0).any():
        return "no_participants"
    if dynamics.to_year <= criteria.years.previous:
        return "no_later_year"
    if not (known["school_year"] == dynamics.to_year).any():
        return "no_later_results"
    if not own.school_ids:
        return "no_participants"
    return "few_schools" if len(own.school_ids) < expectation.FEWEST_SCHOOLS else ""


def _refusal(own: SchoolsCompared) -> str:
    if own.programme.sum() < expectation.FEWEST_OF_PROGRAMME:
        return "few_of_programme"
    return "few_outside" if (~own.programme).sum() < expectation.FEWEST_OUTSIDE else ""


# The programme


def expectation_table(asked: Foreseen) -> pd.DataFrame:
    """Return the table `expectation`: the listed schools against what was expected, all procedures and by subject.

    A group without results of the programme, or without schools outside beside them, is left out; where nothing can be
    told at all there is one row with the reason.
    """
    own = asked.schools
    schools = {"schools": int(own.programme.sum()), "outside": int((~own.programme).sum())}
    counts = {**schools, "of_region": int(own.of_region.sum())}
    if asked.refusal:
        row = {"group": ALL, **counts, "procedures": len(own.procedures), "verdict": "refused", "reason": asked.refusal}
        return pd.DataFrame([row]).reindex(columns=_EXPECTATION)
    groups = _groups(own)
    rows = [
        {"group": name, **counts, "procedures": int(groups[name].sum()), **_of_group(excess)}
        for name, excess in asked.excess.items()
        if not np.isnan(excess.value)
    ]
    return pd.DataFrame(rows, columns=_EXPECTATION)


_EXPECTATION = [
    *("group", "schools", "outside", "of_region", "procedures", "cells", "excess_pp", "low_pp", "high_pp"),
    *("plain_pp", "plain_low_pp", "plain_high_pp", "slope", "detectable_pp", "verdict", "reason"),
]


def _groups(own: SchoolsCompared) -> dict[str, Truths]:
    """Return all procedures, and those of each subject where there are several subjects."""
    subjects = np.array([subject for _, _, subject, _ in own.procedures])
    groups = {ALL: np.ones(len(subjects), dtype=bool)}
    if len(set(subjects)) > 1:
        groups |= {subject: subjects == subject for subject in sorted(set(subjects), key=subject_order)}
    return groups


def _of_group(excess: Excess) -> dict[str, Any]:
    of_points = ("low", "high", "plain", "plain_low", "plain_high", "detectable")
    return {
        "cells": int(excess.cells),
        "excess_pp": 100 * float(excess.value),
        **{f"{name}_pp": 100 * float(getattr(excess, name)) for name in of_points},
        "slope": float(excess.slope),
        "verdict": "better" if excess.better else "worse" if excess.worse else "undetermined",
        "reason": None,
    }


# Schools, and И7 in four forms


def school_expectation(asked: Foreseen, schools: pd.DataFrame) -> pd.DataFrame:
    """Return the table `school_expectation`: every school that was compared, against what was expected of it.

    Args:
        asked: of `foreseen`.
        schools: the table `schools`, for the names; schools of the region have none.

    Returns:
        A row per school, those of the roster first: ``actual_pct`` and ``expected_pct`` of the later year over all its
        results, ``off_pp`` and the ``limit_pp`` below which it is beyond expectation (empty where no share is so low);
        ``start_pct`` of the last year of selection with ``change_pp`` and ``expected_change_pp`` over the procedures
        that it held in both.  No row where nothing can be told.
    """
    if asked.guessed is None or asked.expected is None:
        return pd.DataFrame(columns=_OF_SCHOOL).astype({name: "boolean" for name in ("listed", "of_region", "beyond")})
    own = asked.schools
    off = expectation.schools_off(
        own.years, asked.guessed, asked.expected, np.nan_to_num(asked.excess[ALL].outside_error)
    )
    actual, usual, reach = (100 * one[0] for one in (off.actual, off.expected, off.reach))
    # Of a school from which so little is expected that no share lies below the limit, nothing can be told.
    can_tell = (usual - reach > 0) & ~np.isnan(actual)
    beyond = pd.array(actual - usual < -reach, dtype="boolean")
    beyond[~can_tell] = pd.NA
    names = dict(zip(schools["school_id"], schools["school"], strict=True))
    frame = pd.DataFrame(
        {
            "school_id": own.school_ids,
            "school": [names.get(school_id) for school_id in own.school_ids],
            "listed": pd.array(own.programme, dtype="boolean"),
            "of_region": pd.array(own.of_region, dtype="boolean"),
            "actual_pct": actual,
            "expected_pct": np.clip(usual, 0, 100),
            "off_pp": actual - usual,
            "limit_pp": np.where(can_tell, -reach, np.nan),
            "beyond": beyond,
            **_from_start(own, asked.expected),
        }
    )
    return frame.loc[~np.isnan(actual), _OF_SCHOOL].reset_index(drop=True)


_OF_SCHOOL = [
    *("school_id", "school", "listed", "of_region", "actual_pct", "expected_pct", "off_pp", "limit_pp", "beyond"),
    *("start_pct", "change_pp", "expected_change_pp"),
]


def _from_start(own: SchoolsCompared, expected: Expected) -> dict[str, Numbers]:
    """Return each school's mean of the last year of selection and its changes, over procedures held in both years."""
    (before, n, _), (later, _, c) = own.years.year(1), own.years.year(2)
    foreseen_share = expected.share[0]
    weight = np.where((n > 0) & ~np.isnan(foreseen_share), c, 0.0)
    together = weight.sum(axis=1)
    some = np.where(together > 0, together, np.nan)
    start, end, usual = (
        100 * (weight * np.where(weight > 0, one, 0.0)).sum(axis=1) / some for one in (before, later, foreseen_share)
    )
    return {"start_pct": start, "change_pp": end - start, "expected_change_pp": usual - start}


def forms_of_dynamics(
    of_schools: pd.DataFrame, school_dynamics: pd.DataFrame, school_support: pd.DataFrame, next_list: pd.DataFrame
) -> pd.DataFrame:
    """Return the table `forms_of_dynamics`: each listed school by the four forms of positive dynamics.

    Args:
        of_schools: the table `school_expectation`.
        school_dynamics: whose scope ``all`` is the formal form.
        school_support: the mean change with its interval, where participants are known.
        next_list: who would leave the list by the two latest years.

    Returns:
        A row per listed school in the roster's order: ``change_pp``, then ``formal``, ``beyond_chance``,
        ``beyond_expectation``, ``would_leave``, empty where it cannot be told.
    """
    every = next_list.set_index("school_id")
    listed = every.index[every["listed"].fillna(False).astype(bool)]
    formal = school_dynamics[school_dynamics["scope"] == ALL].set_index("school_id").reindex(listed)
    support = school_support.set_index("school_id").reindex(listed)
    beyond = of_schools.set_index("school_id")["beyond"].reindex(listed)
    leaves = [_LEAVES.get(change) for change in every.loc[listed, "change"]]
    return pd.DataFrame(
        {
            "school_id": listed.to_numpy(dtype=object),
            "school": every.loc[listed, "school"].to_numpy(),
            "change_pp": formal["change_pp"].to_numpy(),
            "formal": formal["positive"].astype("boolean").to_numpy(),
            "beyond_chance": _beyond_chance(support["mean_high_pp"]),
            "beyond_expectation": beyond.astype("boolean").to_numpy(),
            "would_leave": pd.array(leaves, dtype="boolean"),
        }
    )


#: What becomes of a listed school by the two latest years, as an answer; not told where it is open.
_LEAVES = {"leaves": True, "stays": False}


def _beyond_chance(high_pp: pd.Series) -> Any:
    """Tell whether the interval of a mean change lies below 0; nothing where there is no interval."""
    return (high_pp < 0).astype("boolean").mask(high_pp.isna()).to_numpy()


# The target by itself


def target_by_itself(
    asked: Foreseen,
    results: pd.DataFrame,
    schools: pd.DataFrame,
    dynamics: Dynamics,
    programme_indicators: pd.DataFrame,
) -> pd.DataFrame:
    """Return the table `target_by_itself`: how often each target of positive dynamics is met without any influence.

    Args:
        asked: of `foreseen`.
        results: the table `results`, for the pairs that the formal rule compares.
        schools: the table `schools`.
        dynamics: the two years of the formal rule.
        programme_indicators: with targets in percent.

    Returns:
        A row per indicator with a target: ``needed`` of ``listed`` schools have to fall; ``chance_pct`` without a
        common shift, ``chance_shifted_pct`` with the okrug's, or the ``reason`` why they cannot be told.
    """
    listed = list(schools.loc[schools["listed"].fillna(False).astype(bool), "school_id"])
    targets = [row for row in rows_of(programme_indicators) if _is_formal_target(row)]
    reason = asked.refusal_of_own or _why_not_drawn(results, listed, dynamics)
    rows = []
    drawn = () if reason or not targets else _drawn(asked, listed, dynamics)
    for indicator in targets:
        needed = int(np.ceil(float(indicator.target) / 100 * len(listed) - 1e-9))
        row = {"id": indicator.id, "target_pct": float(indicator.target), "listed": len(listed), "needed": needed}
        if drawn:
            plain, shifted = [100 * one.chance_of(needed) if one else None for one in drawn]
            row |= {"chance_pct": plain, "chance_shifted_pct": shifted, "draws": DRAWS}
        rows.append({**row, "reason": reason or None})
    return pd.DataFrame(rows, columns=_TARGET)


def _is_formal_target(indicator: Any) -> bool:
    """Tell whether an indicator asks for a least share of schools with positive dynamics; old programmes say no way."""
    improved = getattr(indicator, "way", None) == IMPROVED and not pd.isna(indicator.target)
    return improved and getattr(indicator, "goal", None) != "at_most"


_TARGET = ["id", "target_pct", "listed", "needed", "chance_pct", "chance_shifted_pct", "draws", "reason"]


def _why_not_drawn(results: pd.DataFrame, listed: Sequence[str], dynamics: Dynamics) -> str:
    """Return why the formal rule cannot be drawn anew: it compares results without participants, or none at all."""
    pairs = result_pairs(results, dynamics)
    pairs = pairs[(pairs["kind"] == "same_grade") & pairs["school_id"].isin(listed)]
    if pairs.empty:
        return "no_later_results"
    known = pairs[["n_participants_from", "n_participants_to"]].astype("Float64") > 0
    return "" if known.fillna(False).to_numpy(dtype=bool).all() else "no_participants"


def _drawn(asked: Foreseen, listed: Sequence[str], dynamics: Dynamics) -> tuple[Fallen, Fallen | None] | tuple[()]:
    """Return the falls of the draws without a common shift and, where schools are outside, with the okrug's."""
    if asked.guessed is None:
        return ()
    own = asked.schools
    shares, participants = arrays(asked.cells, own.school_ids, own.procedures, [dynamics.from_year])
    earlier, chosen = (shares[0], participants[0]), own.places(listed)
    none = np.zeros(len(own.procedures))
    plain = falls_by_themselves(own.years, asked.guessed, chosen, earlier, none)
    if asked.refusal:
        return plain, None
    shift = _shift(own, asked.guessed.share[0])
    return plain, falls_by_themselves(own.years, asked.guessed, chosen, earlier, shift)


def _shift(own: SchoolsCompared, guessed: Numbers) -> Numbers:
    """Return by how much schools outside came out otherwise than guessed, per procedure; 0 where there are none."""
    later, _, c = own.years.year(2)
    weight = np.where(own.programme[:, None], 0.0, c)
    together = weight.sum(axis=0)
    off = (weight * (later - guessed)).sum(axis=0)
    return np.divide(off, together, out=np.zeros_like(together), where=together > 0)

"""How near results lie to the threshold, in pupils; which verdicts hang on one pupil; what chance alone would do.

Source: METHODS of the project, §1 and §7.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.basis import YEARS
from shnor_lib.analysis.results.classify import ANY_NUMBER, counted_results, is_unknown, low_results, main_period
from shnor_lib.analysis.results.latest import of_latest_year
from shnor_lib.analysis.results.printed_shares import numbers
from shnor_lib.analysis.statistics import false_flags, margins
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY

#: A result that may be low is told apart from one that is surely low.
_FEWEST, _MOST = False, True


def near_threshold(
    results: pd.DataFrame, usual_pct: pd.Series, classification: pd.DataFrame, criteria: Criteria
) -> pd.DataFrame:
    """Return the table `near_threshold`: how many pupils' other results would turn a counted result.

    Args:
        results: the table `results`.
        usual_pct: the share of «2» that is usual in each result's procedure (0–100), on the index of the results.
        classification: the table `classification`.
        criteria: the programme's thresholds and years.

    Returns:
        A row per school and counted result of the criteria's years or of the latest year of its kind whose numbers of
        participants and of failed are known, in the order of the results: the procedure, ``n_participants``,
        ``n_failed``, ``low``, ``pupils`` (empty where none could turn it), ``alone``: turned alone, it would change
        what is said of the school, and ``chance_pct``: how often a school of this size whose true share is the usual
        one gets a low result by chance (0–100).
    """
    counted = _counted(results, usual_pct, criteria)
    own = counted[counted["known"] & (counted["place"].notna() | of_latest_year(counted))]
    judged = _judged(classification, criteria)
    low = _low_by_year(counted)
    alone = [
        not np.isnan(row.pupils)
        and isinstance(row.place, str)
        and row.school_id in judged
        and _turns_verdict(judged[row.school_id], _of_years(low, row.school_id), row.place, bool(row.low), criteria)
        for row in rows_of(own)
    ]
    columns = ["school_id", "school", *PROCEDURE_KEY, "n_participants", "n_failed", "low"]
    return (
        own[columns]
        .assign(
            pupils=_whole(own["pupils"]),
            alone=np.array(alone, dtype=bool),
            chance_pct=(100 * own["chance"]).astype("Float64"),
        )
        .reset_index(drop=True)
    )


def verdict_margins(
    results: pd.DataFrame, usual_pct: pd.Series, classification: pd.DataFrame, criteria: Criteria
) -> pd.DataFrame:
    """Return the table `verdict_margins`: how many pupils a school's verdict hangs on, and how often chance gives it.

    Args:
        results: the table `results`.
        usual_pct: the share of «2» that is usual in each result's procedure (0–100), on the index of the results.
        classification: the table `classification`.
        criteria: thresholds and years.

    Returns:
        A row per school in the order of the classification: ``shnor``; ``pupils``, the fewest pupils whose other
        results would change the verdict (empty: none could, or it is not known), ``exact`` (false: counts of some
        procedures are unknown, so that it may be fewer), ``on_one`` (empty where that is not known), ``unknown``, why
        nothing is known, a code of `vocabulary.WHY_NO_MARGIN`; ``chance_pct``, how often a school of these sizes whose
        true shares are the usual ones would meet the criteria by chance (0–100), and of how many of the ``counted``
        procedures it is ``told``.
    """
    counted = _counted(results, usual_pct, criteria)
    counted = counted[counted["place"].notna()]
    by_school: dict[str, list[Any]] = {}
    for row in rows_of(counted):
        by_school.setdefault(row.school_id, []).append(row)
    low, judged = _low_by_year(counted), _judged(classification, criteria)
    rows = []
    for school in rows_of(classification):
        own = by_school.get(school.school_id, [])
        verdict = judged.get(school.school_id)
        rows.append(
            {
                "school_id": school.school_id,
                "school": school.school,
                "shnor": None if pd.isna(school.shnor) else bool(school.shnor),
                **_margin(own, verdict, _of_years(low, school.school_id), criteria, school),
                **_chance(own, criteria),
            }
        )
    return _table(rows)


#: Column of `verdict_margins` → how pandas keeps it.
_KINDS = {
    "school_id": "object",
    "school": "object",
    "shnor": "boolean",
    "pupils": "Int64",
    "exact": "bool",
    "on_one": "boolean",
    "unknown": "object",
    "chance_pct": "Float64",
    "told": "Int64",
    "counted": "Int64",
}


def _table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(_KINDS)).astype(_KINDS)


def _counted(results: pd.DataFrame, usual_pct: pd.Series, criteria: Criteria) -> pd.DataFrame:
    """Return the counted results with what is asked of each.

    ``low``, ``open`` (unknown), ``place`` (which of the criteria's years), ``known`` (participants and failed are),
    ``pupils`` that would turn it, and ``chance`` (0–1) of a low result where the true share is the usual one.
    """
    threshold = criteria.low_threshold.value
    counted = counted_results(main_period(results), criteria)
    n, n_failed = numbers(counted, "n_participants"), numbers(counted, "n_failed")
    usual = usual_pct.reindex(counted.index).to_numpy(dtype=float, na_value=np.nan) / 100
    places = {getattr(criteria.years, name): name for name in YEARS}
    return counted.assign(
        low=low_results(counted, criteria),
        open=is_unknown(counted),
        place=counted["school_year"].map(places).astype(object),
        known=(n > 0) & ~np.isnan(n_failed) & counted["fail_pct"].notna().to_numpy(dtype=bool),
        pupils=margins.pupils_to_threshold(n_failed, n, threshold),
        # An edition without participants does not wait for scipy.
        chance=false_flags.chances_of_low_results(usual, n, threshold) if (n > 0).any() else np.nan,
    )


def _whole(pupils: pd.Series) -> pd.Series:
    """Return whole numbers of pupils, ``<NA>`` where none could turn the result."""
    return pupils.round().astype("Int64")


def _judged(classification: pd.DataFrame, criteria: Criteria) -> dict[str, bool]:
    """Return the verdict of each school that has one by its results."""
    return {
        row.school_id: bool(row.shnor)
        for row in rows_of(classification)
        if not pd.isna(row.shnor) and row.kind not in criteria.excluded_kinds.value
    }


def _low_by_year(counted: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int]]:
    """Return by school and year how many results are low: the fewest and the most there may be."""
    own = counted[counted["place"].notna()]
    told = pd.DataFrame(
        {
            "school_id": own["school_id"],
            "place": own["place"],
            "fewest": own["low"].fillna(False).astype(int),
            "most": own["low"].fillna(True).astype(int),
            "known": (~own["open"]).astype(int),
        }
    )
    sums = told.groupby(["school_id", "place"], sort=False).sum()
    return {
        (school_id, place): (fewest, most if known else ANY_NUMBER)
        for (school_id, place), fewest, most, known in zip(
            sums.index, sums["fewest"], sums["most"], sums["known"], strict=True
        )
    }


def _of_years(low: Mapping[tuple[str, str], tuple[int, int]], school_id: str) -> list[tuple[int, int]]:
    """Return the fewest and the most low results of a school in both years; without any row any number may be low."""
    return [low.get((school_id, place), (0, ANY_NUMBER)) for place in YEARS]


def _on_the_safe_side(low: Sequence[tuple[int, int]], verdict: bool) -> tuple[int, int]:
    """Return the numbers of low results by which a verdict stands: the fewest where the criteria are met."""
    side = _FEWEST if verdict else _MOST
    return low[0][side], low[1][side]


def _meets(low: tuple[int, int], criteria: Criteria) -> bool:
    each = criteria.procedures_in_each_year.value
    return low[0] >= criteria.procedures_in_previous_year.value or min(low) >= each


def _turns_verdict(verdict: bool, low: Sequence[tuple[int, int]], place: str, is_low: bool, criteria: Criteria) -> bool:
    """Tell whether a verdict would no longer stand if one result of a year were the other way round."""
    numbers_low = list(_on_the_safe_side(low, verdict))
    numbers_low[YEARS.index(place)] += -1 if is_low else 1
    return _meets((numbers_low[0], numbers_low[1]), criteria) != verdict


def _margin(
    own: Sequence[Any], verdict: bool | None, low: Sequence[tuple[int, int]], criteria: Criteria, school: Any
) -> dict[str, Any]:
    """Return on how many pupils a verdict hangs, as far as the numbers of the school's results are known."""
    nothing = {"pupils": None, "exact": False, "on_one": None}
    if verdict is None:
        excluded = school.kind in criteria.excluded_kinds.value
        return {**nothing, "unknown": "excluded" if excluded else "open"}
    known = [row for row in own if row.known]
    if not known:
        with_participants = any(not pd.isna(row.n_participants) and row.n_participants > 0 for row in own)
        return {**nothing, "unknown": "no_counts" if with_participants else "no_participants"}
    turned = [row for row in known if not np.isnan(row.pupils) and bool(row.low) is verdict]
    by_place = [[row.pupils for row in turned if row.place == place] for place in YEARS]
    turn = tuple(partial(margins.cheapest, pupils) for pupils in by_place)
    fewest = (margins.pupils_to_miss if verdict else margins.pupils_to_meet)(
        _on_the_safe_side(low, verdict),
        (turn[0], turn[1]),
        criteria.procedures_in_previous_year.value,
        criteria.procedures_in_each_year.value,
    )
    exact = len(known) == len(own)
    pupils = None if fewest == margins.UNREACHABLE else int(fewest)
    return {
        "pupils": pupils,
        "exact": exact,
        "on_one": True if pupils == 1 else False if exact else None,
        "unknown": None if exact or pupils is not None else "no_counts",
    }


def _chance(own: Sequence[Any], criteria: Criteria) -> dict[str, Any]:
    """Return how often chance alone would meet the criteria, of the procedures of which it can be told.

    A procedure that is left out can only add to the chance: it is that of the others.
    """
    needed = criteria.procedures_in_previous_year.value, criteria.procedures_in_each_year.value
    told = [row for row in own if not np.isnan(row.chance)]
    previous, before = ([row.chance for row in told if row.place == place] for place in YEARS)
    can_tell = bool(told) and (len(told) == len(own) or len(previous) >= needed[0])
    chance = 100 * false_flags.chance_of_criteria(previous, before, *needed) if can_tell else None
    return {"chance_pct": chance, "told": len(told), "counted": len(own)}

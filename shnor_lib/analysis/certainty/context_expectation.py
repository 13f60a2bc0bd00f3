"""A school's share of «2» beside what the okrug's schools in such conditions show.

Percentages are 0–100.  It is no ranking and no verdict on a school: the index tells a part of its conditions only.
"""

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.classify import counted_results, main_period
from shnor_lib.analysis.results.printed_shares import failed, numbers
from shnor_lib.analysis.statistics.regression import (
    angle_of_share,
    angles_of_counts,
    counts_of_angles,
    fitted_line,
    foreseen_by_the_others,
    share_of_angle,
    t_reach,
)
from shnor_lib.analysis.statistics.social_index import SCALE_MEAN, SCALE_SD
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.params import Context, Criteria
from shnor_lib.ground.rows import table_of_rows
from shnor_lib.ground.tables import PROCEDURE_KEY

#: Assessments in the order in which one is chosen: the first that enough schools with an index sat.
ASSESSMENTS = ("VPR", "OGE", "EGE", "MKR")
#: The line is told at these values of the index: one standard deviation below the okrug's mean and one above it.
TOLD_AT = (SCALE_MEAN - SCALE_SD, SCALE_MEAN + SCALE_SD)
_NAN = float("nan")


def context_expectation(
    results: pd.DataFrame, indices: pd.DataFrame, criteria: Criteria, params: Context
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables `context_expectation` and `context_fit`.

    Results are those of the latest school year of one assessment, ВПР where there are any, with known participants.
    A school's procedures are pooled: what is compared is its share of «2» less the share that all schools together
    show in the same procedures, both as angles, so that a school which sat the harder works is not held to others'
    level, and a share near 0 not to the spread of one near the middle.  The line through these differences over the
    index weighs schools by chance and by what tells them apart (`regression`); each school is foreseen by the line
    through the others.

    Args:
        results: the table `results`.
        indices: the table `social_index`.
        criteria: which results are counted.
        params: from how many schools on a line is drawn, and an interval given.

    Returns:
        A row per school with an index and results: the share, what the others foresee at its index, the 95 % limits
        and ``standing`` (both missing where schools are too few); and the line itself in one row: ``slope`` of the
        angle for a point of the index with its limits (missing where schools are too few), and the shares expected of
        a school at an index of 40 and of 60.  Both are empty where no line can be drawn.
    """
    known = indices[indices["index"].notna()]
    for assessment in ASSESSMENTS:
        pooled = _pooled(results, criteria, assessment).merge(known, on="school_id", suffixes=("", "_of_context"))
        if len(pooled) >= params.schools_for_index.value and pooled["index"].max() > pooled["index"].min():
            return _held_against(pooled, known, params)
    return table_of_rows("context_expectation", []), table_of_rows("context_fit", [])


def _pooled(results: pd.DataFrame, criteria: Criteria, assessment: str) -> pd.DataFrame:
    """Return each school's procedures together: participants, failed, and the level of all in the same procedures."""
    counted = counted_results(main_period(results), criteria)
    counted = counted[(counted["assessment"] == assessment) & counted["fail_pct"].notna()]
    counted = counted.assign(n=numbers(counted, "n_participants"), failed=failed(counted))
    counted = counted[(counted["n"] > 0) & counted["failed"].notna()]
    counted = counted[counted["school_year"] == counted["school_year"].max()]
    of_procedure = counted.groupby(list(PROCEDURE_KEY), dropna=False)
    n, number = of_procedure["n"].transform("sum"), of_procedure["failed"].transform("sum")
    summed = (
        counted.assign(expected=number / n * counted["n"], procedures=1)
        .groupby(["school_id", "assessment", "school_year"], sort=False)[["n", "failed", "expected", "procedures"]]
        .sum()
        .reset_index()
    )
    return summed.assign(level=summed["expected"] / summed["n"])


def _held_against(pooled: pd.DataFrame, known: pd.DataFrame, params: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    order = {school_id: place for place, school_id in enumerate(known["school_id"])}
    own = pooled.iloc[np.argsort(pooled["school_id"].map(order).to_numpy(), kind="stable")].reset_index(drop=True)
    index, n, number, level = (own[name].to_numpy(dtype=float) for name in ("index", "n", "failed", "level"))
    shown = angles_of_counts(number, n)
    off, variances = shown - angle_of_share(level), 1 / (4 * n)
    foreseen, reach = foreseen_by_the_others(index, off, variances)
    foreseen = foreseen + angle_of_share(level)
    is_told = len(own) >= params.schools_for_verdict.value
    low, high = (foreseen + sign * (reach if is_told else _NAN) for sign in (-1, 1))
    standing = np.select([shown < low, shown > high, ~np.isnan(low)], ["fewer", "more", "within"], default="")
    table = own[["school_id", "school", "assessment", "school_year", "procedures"]].assign(
        n_participants=own["n"].round().astype(int),
        fail_pct=100 * number / n,
        index=index,
        expected_pct=100 * share_of_angle(foreseen),
        low_pct=100 * counts_of_angles(low, n) / n,
        high_pct=100 * counts_of_angles(high, n) / n,
        standing=pd.Series(standing, dtype=object).where(standing != "", None),
    )
    return table, _fit(own, off, variances, is_told=is_told)


def _fit(own: pd.DataFrame, off: Numbers, variances: Numbers, *, is_told: bool) -> pd.DataFrame:
    """Return the line through all schools as the table `context_fit`."""
    index = own["index"].to_numpy(dtype=float)
    line = fitted_line(np.column_stack([np.ones(len(index)), index]), off, variances)
    slope, error = float(line.coefficients[1]), float(np.sqrt(line.covariance[1, 1]))
    reach = t_reach(line.freedom) * error if is_told else _NAN
    of_all = angle_of_share(own["failed"].sum() / own["n"].sum())
    at = [100 * float(share_of_angle(of_all + line.coefficients @ np.array([1.0, place]))) for place in TOLD_AT]
    return pd.DataFrame(
        {
            "assessment": own["assessment"].iloc[:1],
            "school_year": own["school_year"].iloc[:1],
            "schools": [len(own)],
            "slope": [slope],
            "slope_low": [slope - reach],
            "slope_high": [slope + reach],
            "below_pct": [at[0]],
            "above_pct": [at[1]],
        }
    )

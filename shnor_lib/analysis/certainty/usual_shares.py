"""The share of «2» that is usual in a procedure: what a school's result is held against where chance is asked for."""

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.classify import main_period
from shnor_lib.analysis.results.printed_shares import failed, numbers
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.tables import PROCEDURE_KEY

#: Groups whose share is usual, the nearest first.
NEAREST_FIRST = ("municipality", "region")
#: A school alone tells nothing of what is usual.
FEWEST_SCHOOLS = 2


def usual_shares(results: pd.DataFrame, background: pd.DataFrame, region_results: pd.DataFrame) -> pd.Series:
    """Return for each result the share of «2» that is usual in its procedure (0–100), ``<NA>`` where none is known.

    It is the okrug's as a file gives it, else the region's, else that of all participants of the edition's schools
    together, since files of exams give schools alone, else that of the region's schools.

    Args:
        results: the table `results`.
        background: the table `background`.
        region_results: the table `region_results`, results of schools outside the roster.
    """
    keys = _keys(results)
    usual = pd.Series(np.nan, index=results.index)
    for shares in (
        *(_of_group(background, kind) for kind in NEAREST_FIRST),
        *map(_of_schools, (results, region_results)),
    ):
        usual = usual.fillna(keys.map(shares))
    return usual.astype("Float64")


def _keys(frame: pd.DataFrame) -> pd.Series:
    """Return each row's procedure as a tuple; missing levels are equal."""
    columns = (frame[name].astype(object).where(frame[name].notna(), "") for name in PROCEDURE_KEY)
    return pd.Series(list(zip(*columns, strict=True)), index=frame.index, dtype=object)


def _of_group(background: pd.DataFrame, kind: str) -> dict[tuple, float]:
    """Return the share of a kind of group by procedure; the last row of one decides."""
    own = main_period(background)
    own = own[own["kind"] == kind] if "kind" in own else own.iloc[:0]
    own = own[own["fail_pct"].notna()]
    if own.empty:
        return {}
    return dict(zip(_keys(own), _share_pct(failed(own), numbers(own, "n_participants"), own), strict=True))


def _share_pct(of: Numbers, n: Numbers, rows: pd.DataFrame) -> Numbers:
    """Return the share of the known number, else the printed one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        counted = 100 * of / n
    return np.where(np.isfinite(counted), counted, numbers(rows, "fail_pct"))


def _of_schools(results: pd.DataFrame) -> dict[tuple, float]:
    """Return the share of all participants of the schools together, of procedures that several schools held."""
    own = main_period(results)
    own = own[own["fail_pct"].notna() & (numbers(own, "n_participants") > 0)]
    if own.empty:
        return {}
    sums = pd.DataFrame({"key": _keys(own), "failed": failed(own), "n": numbers(own, "n_participants")}).groupby("key")
    told = sums.agg(failed=("failed", "sum"), n=("n", "sum"), schools=("n", "size"))
    told = told[told["schools"] >= FEWEST_SCHOOLS]
    return dict(zip(told.index, 100 * told["failed"] / told["n"], strict=True))

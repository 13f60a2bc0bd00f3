"""What a printed share tells of a result: low or not, whether rounding decides, how far it may be off.

A share of «2» is printed to some decimals (``fail_decimals``); behind it stands a number of pupils that is known
(``n_failed``), one of several (``failed_least`` … ``failed_most``), or not told.  A column that a table lacks is
unknown of all its results.  Source: METHODS of the project, §1 and §6.
"""

import numpy as np
import pandas as pd

from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.marks import half_step
from shnor_lib.ground.tables import FAILED_COUNTS

#: What the methods read of a result besides its share.
COUNTS = ("n_participants", *FAILED_COUNTS)
#: Of more participants a printed 0 may stand for somebody.
SURE_ZERO_BELOW = 200


def numbers(results: pd.DataFrame, name: str) -> Numbers:
    """Return a column of numbers as floats; NaN where a number is missing, and everywhere if the column is."""
    if name not in results:
        return np.full(len(results), np.nan)
    column = results[name]
    if column.dtype == np.float64:
        return column.to_numpy()
    if not isinstance(column.dtype, pd.Int64Dtype | pd.Float64Dtype):
        column = column.astype("Float64")
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)


def low_by_count_or_share(results: pd.DataFrame, threshold_pct: float) -> np.ndarray:
    """Tell for each result whether the known count makes it low, else the printed share; false without a share."""
    share, n, failed = (numbers(results, name) for name in ("fail_pct", "n_participants", "n_failed"))
    counted = 100 * failed >= threshold_pct * n
    return np.where(np.isnan(failed) | np.isnan(n), share >= threshold_pct, counted & ~np.isnan(share))


def on_border(results: pd.DataFrame, threshold_pct: float) -> np.ndarray:
    """Tell for each result whether rounding decides if it is low.

    So it is where the numbers that agree with the share lie on both sides of the threshold; where a known number and
    the share do; where the participants are unknown and the share may be off by half of its last decimal; and where
    no number agrees, the share being as near to the threshold as one participant and that half together.
    """
    share, n = numbers(results, "fail_pct"), numbers(results, "n_participants")
    least, most = numbers(results, "failed_least"), numbers(results, "failed_most")
    step = half_steps_pp(results)
    low = low_by_count_or_share(results, threshold_pct)
    several = (100 * least >= threshold_pct * n) != (100 * most >= threshold_pct * n)
    disagrees = low != (share >= threshold_pct)
    alone = (share + step >= threshold_pct) & (share - step < threshold_pct)
    with np.errstate(divide="ignore"):
        near = np.abs(share - threshold_pct) <= step + 100 / n
    told = ~np.isnan(least) & ~np.isnan(most) & ~np.isnan(n)
    return ~np.isnan(share) & np.select([told, np.isnan(n)], [several | disagrees, alone], near)


def half_steps_pp(results: pd.DataFrame) -> Numbers:
    """Return half of the last printed decimal of each share, in points; half a point where the decimals are unknown."""
    return half_step(np.nan_to_num(numbers(results, "fail_decimals"), nan=0))


def rounding_pp(results: pd.DataFrame) -> Numbers:
    """Return how far each share may be off: 0 where the count is known or a printed 0 can be nothing else."""
    share, n = numbers(results, "fail_pct"), numbers(results, "n_participants")
    exact = ~np.isnan(numbers(results, "n_failed")) | ((share == 0) & ~(n >= SURE_ZERO_BELOW))
    return np.where(exact, 0.0, half_steps_pp(results))


def failed(results: pd.DataFrame) -> Numbers:
    """Return the known number of those who failed, else the share of the participants, which need not be whole."""
    known = numbers(results, "n_failed")
    return np.where(np.isnan(known), numbers(results, "fail_pct") * numbers(results, "n_participants") / 100, known)

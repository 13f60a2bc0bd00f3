"""How many pupils' other results would move a result across the threshold, and a verdict over several results.

Numbers of pupils are whole; a result is low where 100·failed ≥ threshold·participants.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike

from shnor_lib.ground.intervals import Numbers

#: So many pupils as nobody has: what cannot be reached.
UNREACHABLE = float("inf")


def least_low(n: ArrayLike, threshold_pct: float) -> Numbers:
    """Return the smallest number of failed pupils that makes a result of ``n`` participants low."""
    n = np.asarray(n, dtype=float)
    least = np.ceil(threshold_pct * n / 100)
    # The product of a fraction may lie a hair above a whole number: the rule itself decides.
    return np.where(100 * (least - 1) >= threshold_pct * n, least - 1, least)


def pupils_to_threshold(failed: ArrayLike, n: ArrayLike, threshold_pct: float) -> Numbers:
    """Return how many pupils' other results would turn a result from low to not low, or back; at least 1.

    Args:
        failed: whole numbers of failed pupils; NaN where unknown.
        n: participants; NaN where unknown.
        threshold_pct: 0–100.

    Returns:
        Numbers of pupils; NaN where a number is unknown or no pupils could turn the result (a threshold of 0).
    """
    failed, n = np.broadcast_arrays(np.asarray(failed, dtype=float), np.asarray(n, dtype=float))
    least = least_low(n, threshold_pct)
    pupils = np.where(failed >= least, failed - least + 1, least - failed)
    possible = (n > 0) & ~np.isnan(failed) & ((failed < least) | (least > 0))
    return np.where(possible, pupils, np.nan)


def cheapest(pupils: Sequence[float], several: int) -> float:
    """Return how many pupils it takes to turn ``several`` results, the nearest first; `UNREACHABLE` if there are fewer.

    Args:
        pupils: of each result that may be turned; none is NaN.
        several: 0 or less takes nobody.
    """
    if several <= 0:
        return 0
    if several > len(pupils):
        return UNREACHABLE
    return list(accumulate(sorted(pupils)))[several - 1]


#: How many pupils it takes to turn so many more results of a year.
Turning = Callable[[int], float]


def pupils_to_meet(
    low: tuple[int, int], turn: tuple[Turning, Turning], procedures_in_previous_year: int, procedures_in_each_year: int
) -> float:
    """Return the fewest pupils with whose failure the criteria would be met that are not.

    Args:
        low: how many results are low in the previous year and in the one before.
        turn: what it takes to make so many more results of each year low.
        procedures_in_previous_year: of criterion 1.
        procedures_in_each_year: of criterion 2.
    """
    previous, before = low
    first = turn[0](procedures_in_previous_year - previous)
    second = turn[0](procedures_in_each_year - previous) + turn[1](procedures_in_each_year - before)
    return min(first, second)


def pupils_to_miss(
    low: tuple[int, int], turn: tuple[Turning, Turning], procedures_in_previous_year: int, procedures_in_each_year: int
) -> float:
    """Return the fewest pupils with whose success the criteria would not be met that are.

    Both criteria have to fail: the second one does where either year has too few low results.
    """
    previous, before = low
    without_first = previous - procedures_in_previous_year + 1
    either = turn[0](max(without_first, previous - procedures_in_each_year + 1))
    both = turn[0](without_first) + turn[1](before - procedures_in_each_year + 1)
    return min(either, both)

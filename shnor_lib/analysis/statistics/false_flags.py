"""How often chance alone makes a result low.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from shnor_lib.analysis.statistics.margins import least_low
from shnor_lib.ground.intervals import Numbers, chance_of_at_least


def chance_of_low_result(true_share: float, n: int, threshold_pct: float = 30) -> float:
    """Return how often a school whose true share is ``true_share`` gets a low result in one procedure by chance."""
    return float(chances_of_low_results(true_share, n, threshold_pct))


def chances_of_low_results(true_shares: ArrayLike, n: ArrayLike, threshold_pct: float = 30) -> Numbers:
    """Return the same for arrays of shares and numbers of participants; NaN where either is unknown or nobody sat."""
    from scipy.special import bdtrc

    share, total = np.broadcast_arrays(np.asarray(true_shares, dtype=float), np.asarray(n, dtype=float))
    told = ~np.isnan(share) & (total > 0)
    total = np.where(told, total, 1).astype(np.int64)
    least = least_low(total, threshold_pct).astype(np.int64)
    chances = np.where(least > 0, bdtrc(np.maximum(least - 1, 0), total, np.where(told, share, 0)), 1.0)
    return np.where(told, chances, np.nan)


def numbers_that_happen(chances: Iterable[float]) -> Numbers:
    """Return how often 0, 1, 2 … of independent events with these chances happen (Poisson binomial)."""
    distribution = np.array([1.0])
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return distribution


def chance_of_several(chances: Iterable[float], needed: int) -> float:
    """Return how often at least ``needed`` of independent events with these chances happen."""
    return float(numbers_that_happen(chances)[needed:].sum())


def chance_of_criteria(
    previous: Iterable[float],
    before: Iterable[float],
    procedures_in_previous_year: int,
    procedures_in_each_year: int,
) -> float:
    """Return how often both criteria's years would by chance meet one criterion or the other.

    Args:
        previous: the chance of a low result in each procedure of the previous year, all independent.
        before: the same of the year before.
        procedures_in_previous_year: of criterion 1.
        procedures_in_each_year: of criterion 2.
    """
    numbers = numbers_that_happen(previous)
    first = float(numbers[procedures_in_previous_year:].sum())
    between = float(numbers[procedures_in_each_year:procedures_in_previous_year].sum())
    return first + between * chance_of_several(before, procedures_in_each_year)


def smallest_size(
    true_share: float, at_most: float = 0.05, threshold_pct: float = 30, largest: int = 2000
) -> int | None:
    """Return the number of participants from which on one procedure's false flag is at most ``at_most`` (0–1).

    The chance goes up and down with the size, as the threshold falls on whole pupils: every larger size keeps to the
    bound.  ``None`` where sizes up to ``largest`` do not, as for a true share near the threshold or above it.
    """
    sizes = np.arange(1, largest + 1)
    too_often = sizes[chances_of_low_results(true_share, sizes, threshold_pct) > at_most]
    last = int(too_often[-1]) if len(too_often) else 0
    return last + 1 if last < largest else None


def chance_of_false_flag(
    true_share: float, n: int, procedures: int, needed: int = 2, threshold_pct: float = 30
) -> float:
    """Return the chance of at least ``needed`` low results among independent procedures of ``n`` participants each."""
    return chance_of_at_least(needed, procedures, chance_of_low_result(true_share, n, threshold_pct))

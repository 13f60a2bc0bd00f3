"""Uncertainty of shares: differences, means of changes, control limits, shrinkage, chance of a false flag.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.  Functions take
numbers or arrays and return arrays of the broadcast shape.  scipy is loaded where its special functions are needed, so
that an edition without numbers of participants does not wait for it.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from shnor_lib.ground.intervals import CONFIDENCE, Numbers, chance_of_at_least, shares_and_numbers, wilson_interval


def newcombe_difference(
    later: ArrayLike, n_later: ArrayLike, earlier: ArrayLike, n_earlier: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the difference of two independent shares (later minus earlier) and its interval.

    For a cohort the groups are the same pupils, so that the interval is an approximation.
    Source: Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10 (Wilson intervals combined).
    """
    share_later, _ = shares_and_numbers(later, n_later)
    share_earlier, _ = shares_and_numbers(earlier, n_earlier)
    low_later, high_later = wilson_interval(later, n_later, confidence)
    low_earlier, high_earlier = wilson_interval(earlier, n_earlier, confidence)
    difference = share_later - share_earlier
    low = difference - np.hypot(share_later - low_later, high_earlier - share_earlier)
    high = difference + np.hypot(high_later - share_later, share_earlier - low_earlier)
    return difference, low, high


def bootstrap_mean_interval(
    values: ArrayLike,
    groups: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    *,
    confidence: float = CONFIDENCE,
    draws: int = 10_000,
    seed: int = 20220901,
) -> tuple[float, float]:
    """Return the percentile bootstrap interval of a mean over pairs of procedures; not a number for one group alone.

    Args:
        values: one change per pair.
        groups: pairs with the same group are drawn together (МА and РУ of one grade are the same pupils).
        weights: weights of the pairs in the mean, equal by default.
        confidence: e.g. 0.95.
        draws: how many samples are drawn.
        seed: fixed, so that a report made again has the same bytes.
    """
    values = np.asarray(values, dtype=float)
    _, member = np.unique(np.arange(len(values)) if groups is None else np.asarray(groups), return_inverse=True)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float)
    sums, sizes = np.bincount(member, weights * values), np.bincount(member, weights)
    if len(sums) < 2:
        return float("nan"), float("nan")
    drawn = np.random.default_rng(seed).integers(len(sums), size=(draws, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def chance_of_low_result(true_share: float, n: int, threshold_pct: float = 30) -> float:
    """Return how often a school whose true share is ``true_share`` gets a low result in one procedure by chance."""
    # Low means 100·x ≥ threshold·n in whole counts; a hair is taken off so that 30 % of 10 is 3 and not 4.
    return chance_of_at_least(int(np.ceil(threshold_pct * n / 100 - 1e-9)), n, true_share)


def chance_of_several(chances: Iterable[float], needed: int) -> float:
    """Return how often at least ``needed`` of independent events with these chances happen (Poisson binomial)."""
    distribution = np.array([1.0])
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return float(distribution[needed:].sum())


# For issue 12 (honest statistics), which prints them: exact intervals, funnel limits, shrinkage, P(p ≥ 0.30).


def chance_of_false_flag(
    true_share: float, n: int, procedures: int, needed: int = 2, threshold_pct: float = 30
) -> float:
    """Return the chance of at least ``needed`` low results among independent procedures of ``n`` participants each."""
    return chance_of_at_least(needed, procedures, chance_of_low_result(true_share, n, threshold_pct))


def clopper_pearson_interval(
    successes: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """Return the exact interval of a share, from quantiles of the beta distribution.

    Source: Clopper, Pearson, Biometrika 26 (1934) 404–413.
    """
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    x, n = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    with np.errstate(invalid="ignore"):
        low = np.where(x == 0, 0.0, betaincinv(x, n - x + 1, tail))
        high = np.where(x == n, 1.0, betaincinv(x + 1, n - x, 1 - tail))
    unknown = ~(n > 0)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def funnel_upper_limit(target: float, n: int, quantile: float) -> float:
    """Return the upper control limit of a share under the binomial distribution, interpolated between whole counts.

    Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202, appendix A.1.1.
    """
    from scipy.special import bdtr

    counts = np.arange(n + 1)
    cumulative = bdtr(counts, n, target)
    reached = int(np.argmax(cumulative >= quantile))
    below = cumulative[reached - 1] if reached else 0.0
    excess = (cumulative[reached] - quantile) / (cumulative[reached] - below)
    return float((reached - excess) / n)


def shrunken_share(successes: ArrayLike, n: ArrayLike, mean: float, weight: float) -> Numbers:
    """Return the beta-binomial estimate (x + μM)/(n + M): the share drawn towards the mean of the region or okrug."""
    return (np.asarray(successes, dtype=float) + mean * weight) / (np.asarray(n, dtype=float) + weight)


def probability_at_least(threshold: float, successes: ArrayLike, n: ArrayLike, mean: float, weight: float) -> Numbers:
    """Return the probability that the true share is at least ``threshold``, given the prior beta(μM, (1 − μ)M)."""
    from scipy.special import betainc

    x, n = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    return 1 - betainc(x + mean * weight, n - x + (1 - mean) * weight, threshold)

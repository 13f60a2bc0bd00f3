"""Uncertainty of shares: intervals, differences, control limits, shrinkage, chance of a false flag.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.  Functions take
numbers or arrays and return arrays of the broadcast shape.  scipy is loaded where its special functions are needed, so
that an edition without numbers of participants does not wait for it.
"""

from statistics import NormalDist

import numpy as np

CONFIDENCE = 0.95


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return the two-sided quantile of the normal distribution, 1.96 for 95 %."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


# Intervals


def wilson_interval(successes, n, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
    """Return the Wilson score interval of a share; not a number where ``n`` is 0.

    Source: Wilson 1927; Newcombe, Statistics in Medicine 17 (1998) 857–872, method 3.
    """
    z = normal_quantile(confidence)
    share, n = _share(successes, n)
    centre = share + z**2 / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    low = np.where(share == 0, 0.0, (centre - spread) / scale)
    high = np.where(share == 1, 1.0, (centre + spread) / scale)
    unknown = np.isnan(share)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def clopper_pearson_interval(successes, n, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray]:
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


def newcombe_difference(
    later, n_later, earlier, n_earlier, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the difference of two independent shares (later minus earlier) and its interval.

    For a cohort the groups are the same pupils, so that the interval is an approximation.
    Source: Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10 (Wilson intervals combined).
    """
    share_later, _ = _share(later, n_later)
    share_earlier, _ = _share(earlier, n_earlier)
    low_later, high_later = wilson_interval(later, n_later, confidence)
    low_earlier, high_earlier = wilson_interval(earlier, n_earlier, confidence)
    difference = share_later - share_earlier
    low = difference - np.hypot(share_later - low_later, high_earlier - share_earlier)
    high = difference + np.hypot(high_later - share_later, share_earlier - low_earlier)
    return difference, low, high


def _share(successes, n) -> tuple[np.ndarray, np.ndarray]:
    """Return the share and the number as float arrays; both not a number where the number is 0 or unknown."""
    x, n = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    n = np.where(n > 0, n, np.nan)
    return x / n, n


def bootstrap_mean_interval(
    values, groups=None, weights=None, *, confidence: float = CONFIDENCE, draws: int = 10_000, seed: int = 20220901
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


# Limits and shrinkage


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


def shrunken_share(successes, n, mean: float, weight: float) -> np.ndarray:
    """Return the beta-binomial estimate (x + μM)/(n + M): the share drawn towards the mean of the region or okrug."""
    return (np.asarray(successes, dtype=float) + mean * weight) / (np.asarray(n, dtype=float) + weight)


def probability_at_least(threshold: float, successes, n, mean: float, weight: float) -> np.ndarray:
    """Return the probability that the true share is at least ``threshold``, given the prior beta(μM, (1 − μ)M)."""
    from scipy.special import betainc

    x, n = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    return 1 - betainc(x + mean * weight, n - x + (1 - mean) * weight, threshold)


def chance_of_at_least(needed: int, trials: int, chance: float) -> float:
    """Return how often at least ``needed`` of ``trials`` independent trials succeed by chance (binomial)."""
    from scipy.special import bdtrc

    if not 0 < needed <= trials:
        return 1.0 if needed <= 0 else 0.0
    return float(bdtrc(needed - 1, trials, chance))


def chance_of_low_result(true_share: float, n: int, threshold_pct: float = 30) -> float:
    """Return how often a school whose true share is ``true_share`` gets a low result in one procedure by chance."""
    # Low means 100·x ≥ threshold·n in whole counts; a hair is taken off so that 30 % of 10 is 3 and not 4.
    return chance_of_at_least(int(np.ceil(threshold_pct * n / 100 - 1e-9)), n, true_share)


def chance_of_false_flag(
    true_share: float, n: int, procedures: int, needed: int = 2, threshold_pct: float = 30
) -> float:
    """Return the chance of at least ``needed`` low results among independent procedures of ``n`` participants each."""
    return chance_of_at_least(needed, procedures, chance_of_low_result(true_share, n, threshold_pct))


def chance_of_several(chances, needed: int) -> float:
    """Return how often at least ``needed`` of independent events with these chances happen (Poisson binomial)."""
    distribution = np.array([1.0])
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return float(distribution[needed:].sum())

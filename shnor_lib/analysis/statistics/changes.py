"""Changes between shares, and their exact and approximate intervals.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.  Functions take
numbers or arrays and return arrays of the broadcast shape.  scipy is loaded where its special functions are needed, so
that an edition without numbers of participants does not wait for it.
"""

import numpy as np
from numpy.typing import ArrayLike

from shnor_lib.ground.intervals import CONFIDENCE, Numbers, normal_quantile, shares_and_numbers, wilson_interval


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


def chance_of_change(later: ArrayLike, n_later: ArrayLike, earlier: ArrayLike, n_earlier: ArrayLike) -> Numbers:
    """Return how often two shares differ at least so much by chance if the true shares are equal (two-sided p-value).

    The score test of two independent shares: z = difference / √(p̄q̄(1/n₁ + 1/n₂)) with both years' participants
    together in p̄.  Where nobody or everybody failed in both years nothing differs, and the value is 1; so it is where a
    number of participants is 0 or unknown.  Source: Newcombe, Statistics in Medicine 17 (1998) 873–890, section 2;
    Pearson's chi-squared test of a two by two table without correction for continuity.
    """
    from scipy.special import erfc

    share_later, total_later = shares_and_numbers(later, n_later)
    share_earlier, total_earlier = shares_and_numbers(earlier, n_earlier)
    together = (share_later * total_later + share_earlier * total_earlier) / (total_later + total_earlier)
    variance = together * (1 - together) * (1 / total_later + 1 / total_earlier)
    known = variance > 0
    z = np.divide(
        share_later - share_earlier, np.sqrt(np.where(known, variance, 1.0)), where=known, out=np.zeros_like(variance)
    )
    return np.asarray(erfc(np.abs(z) / np.sqrt(2)), dtype=float)


def chances_at_once(chances: ArrayLike) -> Numbers:
    """Return p-values adjusted for their number: those of at most 5 % are found, and at most 5 % of them by chance.

    Source: Benjamini, Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289–300.  scipy has it in
    `stats.false_discovery_control`, whose import takes longer than the stage itself (decision 48); tests hold both
    against each other.
    """
    values = np.asarray(chances, dtype=float)
    descending = np.argsort(-values, kind="stable")
    ranks = len(values) - np.arange(len(values))
    adjusted = np.empty_like(values)
    adjusted[descending] = np.minimum(np.minimum.accumulate(values[descending] * len(values) / ranks), 1.0)
    return adjusted


def mean_change_interval(
    later: ArrayLike,
    n_later: ArrayLike,
    earlier: ArrayLike,
    n_earlier: ArrayLike,
    weights: ArrayLike,
    confidence: float = CONFIDENCE,
) -> tuple[float, float, float]:
    """Return the weighted mean change of several pairs of shares (later minus earlier) and its interval.

    The spread is binomial: SE² = Σw²p̃q̃/n over both years with p̃ = (x + ½)/(n + 1), so that shares of 0 and 1 spread
    too.  Source: METHODS of the project, §7: over 6 grades it covers 96 %, a bootstrap by pair 86 %.

    Args:
        later: how many failed in each pair in the later year; need not be whole where only a share is printed.
        n_later: participants of each pair in the later year, none of them 0 or unknown.
        earlier: the same of the earlier year.
        n_earlier: the same of the earlier year.
        weights: of the pairs, the same in both years.
        confidence: e.g. 0.95.
    """
    weight = np.asarray(weights, dtype=float)
    weight = weight / weight.sum()
    shares, variance = [], np.zeros(len(weight))
    for failed, n in ((later, n_later), (earlier, n_earlier)):
        share, total = shares_and_numbers(failed, n)
        near = (share * total + 0.5) / (total + 1)
        variance = variance + near * (1 - near) / total
        shares.append(share)
    change = float(weight @ (shares[0] - shares[1]))
    reach = normal_quantile(confidence) * float(np.sqrt(weight**2 @ variance))
    return change, change - reach, change + reach


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

"""Shares of small groups drawn towards the common one (beta-binomial), and what is then known of the true share.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.
"""

import numpy as np
from numpy.typing import ArrayLike

from shnor_lib.ground.intervals import Numbers


def shrunken_share(successes: ArrayLike, n: ArrayLike, mean: float, weight: float) -> Numbers:
    """Return the beta-binomial estimate (x + μM)/(n + M): the share drawn towards the mean of the region or okrug."""
    return (np.asarray(successes, dtype=float) + mean * weight) / (np.asarray(n, dtype=float) + weight)


def probability_at_least(threshold: float, successes: ArrayLike, n: ArrayLike, mean: float, weight: float) -> Numbers:
    """Return the probability that the true share is at least ``threshold``, given the prior beta(μM, (1 − μ)M)."""
    from scipy.special import betainc

    x, n = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    return 1 - betainc(x + mean * weight, n - x + (1 - mean) * weight, threshold)

"""The interval of a share, and the chance of a count, where no scipy has to be waited for.

Numbers of participants are whole, shares and limits are fractions 0–1.  Functions take numbers or arrays and return
arrays of the broadcast shape.
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Arrays of numbers, as results of the functions here.
Numbers = NDArray[np.float64]

CONFIDENCE = 0.95


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return the two-sided quantile of the normal distribution, 1.96 for 95 %."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson_interval(successes: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> tuple[Numbers, Numbers]:
    """Return the Wilson score interval of a share; not a number where ``n`` is 0.

    Source: Wilson 1927; Newcombe, Statistics in Medicine 17 (1998) 857–872, method 3.
    """
    z = normal_quantile(confidence)
    share, total = shares_and_numbers(successes, n)
    centre = share + z**2 / (2 * total)
    spread = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    scale = 1 + z**2 / total
    low = np.where(share == 0, 0.0, (centre - spread) / scale)
    high = np.where(share == 1, 1.0, (centre + spread) / scale)
    unknown = np.isnan(share)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def shares_and_numbers(successes: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return the share and the number as float arrays; both not a number where the number is 0 or unknown."""
    x, total = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    total = np.where(total > 0, total, np.nan)
    return x / total, total


def chance_of_at_least(needed: int, trials: int, chance: float) -> float:
    """Return how often at least ``needed`` of ``trials`` independent trials succeed by chance (binomial)."""
    from scipy.special import bdtrc

    if not 0 < needed <= trials:
        return 1.0 if needed <= 0 else 0.0
    return float(bdtrc(needed - 1, trials, chance))

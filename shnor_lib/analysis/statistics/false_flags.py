"""How often chance alone makes a result low.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.
"""

from collections.abc import Iterable

import numpy as np

from shnor_lib.ground.intervals import chance_of_at_least


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


def chance_of_false_flag(
    true_share: float, n: int, procedures: int, needed: int = 2, threshold_pct: float = 30
) -> float:
    """Return the chance of at least ``needed`` low results among independent procedures of ``n`` participants each."""
    return chance_of_at_least(needed, procedures, chance_of_low_result(true_share, n, threshold_pct))

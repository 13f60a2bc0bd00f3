"""Changes of the same people or schools measured twice, each compared with itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from shnor_lib.ground.intervals import CONFIDENCE

_NAN = float("nan")


@dataclass(frozen=True)
class PairedChange:
    """A mean of paired differences with its interval and its two-sided p-value.

    ``low``, ``high`` and ``chance`` are NaN where the differences have no spread from which to tell them: there is
    one alone, or all are equal.
    """

    mean: float
    low: float = _NAN
    high: float = _NAN
    chance: float = _NAN


def paired_change(differences: ArrayLike, confidence: float = CONFIDENCE) -> PairedChange:
    """Return the mean of paired differences with its t-interval, mean ± t·s/√n, n − 1 degrees of freedom.

    The differences of pairs are taken to be independent and roughly normal; s is their own spread, so that what two
    measurements of one person have in common does not widen the interval.
    Source: Student, Biometrika 6 (1908) 1–25.

    Args:
        differences: later minus earlier, one per pair, in any unit; at least one, none unknown.
        confidence: e.g. 0.95.
    """
    own = np.asarray(differences, dtype=float)
    mean, pairs = float(own.mean()), len(own)
    # Equal differences come with rounding errors of their subtraction: those are no spread.
    if pairs < 2 or float(np.ptp(own)) <= 1e-9 * max(1.0, float(np.abs(own).max())):
        return PairedChange(mean)
    from scipy.special import stdtr, stdtrit

    error = float(own.std(ddof=1)) / pairs**0.5
    reach = float(stdtrit(pairs - 1, (1 + confidence) / 2)) * error
    return PairedChange(mean, mean - reach, mean + reach, 2 * float(stdtr(pairs - 1, -abs(mean) / error)))


def chance_of_moves(one_way: int, other_way: int) -> float:
    """Return how often so uneven moves between two states come about by chance (exact McNemar test, two-sided).

    Those who stayed in their state say nothing; of those who moved as many are expected either way.  Without any move
    the value is 1.  Source: McNemar, Psychometrika 12 (1947) 153–157; exact by the binomial distribution.
    """
    moved = one_way + other_way
    if not moved:
        return 1.0
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(one_way, other_way), moved, 0.5)))

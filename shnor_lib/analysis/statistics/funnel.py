"""Control limits of a funnel plot: how far shares of schools of a size may lie from the common one.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shnor_lib.ground.intervals import Numbers, normal_quantile

#: The two pairs of limits, as is usual: about two and three standard deviations.
INNER, OUTER = 0.95, 0.998
#: From so many schools on it can be told how much schools differ beside chance.
FEWEST_SCHOOLS = 10


@dataclass(frozen=True)
class Funnel:
    """What a funnel is drawn by.

    Attributes:
        centre: the common share.
        dispersion: φ, the mean of squared z: 1 where schools differ as chance makes them.
        spread: τ², by how much true shares differ, on the arcsine scale; NaN where schools are too few to tell.
    """

    centre: float
    dispersion: float
    spread: float

    @property
    def has_wide_limits(self) -> bool:
        """Whether limits with the schools' own spread exist."""
        return not np.isnan(self.spread)

    def limits(self, n: ArrayLike, confidence: float) -> tuple[Numbers, Numbers]:
        """Return the exact limits of binomial shares of n participants."""
        tail = (1 - confidence) / 2
        return funnel_limit(self.centre, n, tail), funnel_limit(self.centre, n, 1 - tail)

    def wide_limits(self, n: ArrayLike, confidence: float) -> tuple[Numbers, Numbers]:
        """Return the limits with the schools' own spread; not a number where it cannot be told."""
        z = normal_quantile(confidence)
        return wide_limit(self.centre, n, -z, self.spread), wide_limit(self.centre, n, z, self.spread)


def funnel_of(successes: ArrayLike, n: ArrayLike) -> Funnel:
    """Return the funnel of the shares of schools.

    Args:
        successes: how many failed in each school.
        n: how many took part, none of them 0.
    """
    x, total = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    centre = float(x.sum() / total.sum())
    if len(x) < FEWEST_SCHOOLS:
        return Funnel(centre, float("nan"), float("nan"))
    return Funnel(centre, *overdispersion(x, total, centre))


def overdispersion(successes: ArrayLike, n: ArrayLike, centre: float) -> tuple[float, float]:
    """Return φ and τ²: how much more schools differ than chance makes them, on the arcsine scale.

    z = 2√n(arcsin√p − arcsin√θ), φ = mean z², τ² = max(0, (kφ − (k − 1))/(Σw − Σw²/Σw)), w = 4n.
    Source: Spiegelhalter, Quality and Safety in Health Care 14 (2005) 347–351; DerSimonian, Laird 1986.
    """
    x, total = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    z = 2 * np.sqrt(total) * (np.arcsin(np.sqrt(x / total)) - np.arcsin(np.sqrt(centre)))
    k, dispersion, weight = len(x), float((z**2).mean()), 4 * total
    room = weight.sum() - (weight**2).sum() / weight.sum()
    return dispersion, max(0.0, float((k * dispersion - (k - 1)) / room)) if room > 0 else 0.0


def wide_limit(centre: float, n: ArrayLike, z: float, spread: float) -> Numbers:
    """Return the limit sin²(arcsin√θ + z·√(1/4n + τ²)), the angle kept within 0…π/2."""
    angle = np.arcsin(np.sqrt(centre)) + z * np.sqrt(1 / (4 * np.asarray(n, dtype=float)) + spread)
    return np.sin(np.clip(angle, 0, np.pi / 2)) ** 2


def funnel_limit(centre: float, n: ArrayLike, quantile: float) -> Numbers:
    """Return the control limit of a share under the binomial distribution, interpolated between whole counts.

    Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202, appendix A.1.1; kept within 0–1.

    Args:
        centre: the common share.
        n: numbers of participants, at least 1.
        quantile: 0.975 and 0.025 are the limits of 95 %.
    """
    from scipy.special import bdtr, bdtrik

    total = np.asarray(n, dtype=np.int64)  # whole: bdtr takes no other
    if not 0 < centre < 1:
        return np.full(total.shape, float(centre))
    # The least count whose cumulative probability reaches the quantile; bdtrik, not whole, may be off by a hair.
    reached = np.clip(np.ceil(np.nan_to_num(bdtrik(quantile, total.astype(float), centre)) - 1e-9), 0, total)
    reached = np.where((reached > 0) & (_cumulative(reached - 1, total, centre) >= quantile), reached - 1, reached)
    reached = np.where(bdtr(reached, total, centre) < quantile, np.minimum(reached + 1, total), reached)
    at, below = bdtr(reached, total, centre), _cumulative(reached - 1, total, centre)
    excess = np.divide(at - quantile, at - below, out=np.zeros_like(at), where=at > below)
    return np.clip((reached - excess) / total, 0.0, 1.0)


def _cumulative(count: Numbers, n: NDArray[np.int64], centre: float) -> Numbers:
    """Return the probability of at most so many; 0 below 0."""
    from scipy.special import bdtr

    return np.where(count < 0, 0.0, bdtr(np.maximum(count, 0), n, centre))

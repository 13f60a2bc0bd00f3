"""A line through shares of schools of different sizes, and how far a school may lie from it.

Schools differ for two reasons: chance, which small ones have more of, and what truly tells them apart.  The line weighs
each school by both (a random-effects regression), so that a large school does not decide alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from shnor_lib.ground.intervals import CONFIDENCE, Numbers


def angle_of_share(share: ArrayLike) -> Numbers:
    """Return asin √share, on which scale chance spreads shares of equal size alike: its variance is 1/4n."""
    return np.asarray(np.arcsin(np.sqrt(np.asarray(share, dtype=float))), dtype=float)


def share_of_angle(angle: ArrayLike) -> Numbers:
    """Return the share of an angle; angles beyond those of 0 and 1 are taken for these."""
    return np.asarray(np.sin(np.clip(angle, 0.0, np.pi / 2)) ** 2, dtype=float)


def angles_of_counts(failed: ArrayLike, n: ArrayLike) -> Numbers:
    """Return asin √((x + 3/8)/(n + 3/4)): the angle of a count, which spreads by 1/4n down to the smallest shares.

    Source: Anscombe, Biometrika 35 (1948) 246–254.
    """
    return angle_of_share((np.asarray(failed, dtype=float) + 0.375) / (np.asarray(n, dtype=float) + 0.75))


def counts_of_angles(angle: ArrayLike, n: ArrayLike) -> Numbers:
    """Return the count, not whole, whose angle by `angles_of_counts` it is; within 0 and n."""
    of = np.asarray(n, dtype=float)
    return np.asarray(np.clip(share_of_angle(angle) * (of + 0.75) - 0.375, 0.0, of), dtype=float)


@dataclass(frozen=True)
class Line:
    """A fitted line: coefficients, their covariance, the variance between schools, degrees of freedom."""

    coefficients: Numbers
    covariance: Numbers
    between: float
    freedom: int


def between_variance(design: ArrayLike, values: ArrayLike, variances: ArrayLike) -> float:
    """Return the variance between schools beyond that of chance, by the method of moments; 0 where there is none.

    τ² = (Q − (k − p))/(Σw − tr((X′WX)⁻¹X′W²X)) with w = 1/variance and Q the weighted sum of squares around the line.
    Source: DerSimonian, Laird, Controlled Clinical Trials 7 (1986) 177–188; with covariates: Raudenbush, in The
    Handbook of Research Synthesis and Meta-Analysis, 2nd ed. (2009), chapter 16.
    """
    x, y, v = (np.asarray(one, dtype=float) for one in (design, values, variances))
    w = 1 / v
    inverse = np.linalg.inv(x.T @ (x * w[:, None]))
    residual = y - x @ (inverse @ (x.T @ (w * y)))
    spread = w.sum() - np.trace(inverse @ (x.T @ (x * (w**2)[:, None])))
    return max(0.0, float((w @ residual**2 - (len(y) - x.shape[1])) / spread))


def fitted_line(design: ArrayLike, values: ArrayLike, variances: ArrayLike) -> Line:
    """Return the line of weighted least squares with weights 1/(variance + between).

    The covariance is multiplied by how much the residuals spread beyond those variances, never by less than 1.
    Source of that: Hartung, Knapp, Statistics in Medicine 20 (2001) 3875–3889.

    Args:
        design: schools × columns, the first of ones.
        values: one per school.
        variances: of chance, one per school, above zero.
    """
    x, y, v = (np.asarray(one, dtype=float) for one in (design, values, variances))
    between = between_variance(x, y, v)
    w = 1 / (v + between)
    inverse = np.linalg.inv(x.T @ (x * w[:, None]))
    coefficients = inverse @ (x.T @ (w * y))
    freedom = len(y) - x.shape[1]
    excess = max(1.0, float(w @ (y - x @ coefficients) ** 2) / freedom)
    return Line(coefficients, inverse * excess, between, freedom)


def t_reach(freedom: int, confidence: float = CONFIDENCE) -> float:
    """Return the quantile of Student's distribution that an interval on both sides takes."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))


def foreseen_by_the_others(
    index: ArrayLike, values: ArrayLike, variances: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Numbers, Numbers]:
    """Return for each school what the line through all others foresees at its index, and the reach of that.

    A school that lies far off would draw the line towards itself and widen its own interval; so it is left out.
    The reach is that of a new school: t·√(variance + between + uncertainty of the line).

    Args:
        index: one per school, at least four schools; where all the others have one value nothing is foreseen (NaN).
        values: one per school.
        variances: of chance, one per school, above zero.
        confidence: of the interval on both sides.
    """
    x = np.column_stack([np.ones(len(np.asarray(index))), np.asarray(index, dtype=float)])
    y, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    expected, reach = np.empty(len(y)), np.empty(len(y))
    for place in range(len(y)):
        others = np.arange(len(y)) != place
        if np.ptp(x[others, 1]) <= 1e-9:
            expected[place] = reach[place] = np.nan
            continue
        line = fitted_line(x[others], y[others], v[others])
        expected[place] = x[place] @ line.coefficients
        variance = v[place] + line.between + x[place] @ line.covariance @ x[place]
        reach[place] = t_reach(line.freedom, confidence) * np.sqrt(variance)
    return expected, reach

"""An index of the conditions in which schools work: a mean of standardised shares with fixed weights.

Matrices have a row per school and a column per share; NaN is what is unknown.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shnor_lib.ground.intervals import Numbers

#: The scale on which an index is told: its mean and its standard deviation over the schools that have one.
SCALE_MEAN, SCALE_SD = 50.0, 10.0


@dataclass(frozen=True)
class SocialIndex:
    """The index per school (NaN: not enough is known), how many used columns it knows, and which columns are used."""

    values: Numbers
    known: NDArray[np.int_]
    used: NDArray[np.bool_]


def standardised(columns: ArrayLike) -> Numbers:
    """Return z-scores of each column over the schools that know it; a column that is equal everywhere tells nothing.

    The spread is that of the okrug itself (divided by n): these are all its schools and no sample.
    """
    values = np.asarray(columns, dtype=float)
    known = ~np.isnan(values)
    n = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        centred = values - np.where(known, values, 0.0).sum(axis=0) / n
        spread = np.sqrt(np.where(known, centred**2, 0.0).sum(axis=0) / n)
        # Equal values differ by rounding errors of their mean.
        z = centred / np.where(spread > 1e-9, spread, np.nan)
    return np.asarray(z, dtype=float)


def scaled(values: ArrayLike) -> Numbers:
    """Return values brought to the scale of an index over those that are known; NaN where all are equal."""
    return np.asarray(SCALE_MEAN + SCALE_SD * standardised(np.asarray(values, dtype=float)[:, None])[:, 0], dtype=float)


def weighted_index(columns: ArrayLike, weights: ArrayLike, least_known: float) -> SocialIndex:
    """Return the fixed-weight index: the weighted mean of the z-scores that a school has, brought to the scale.

    Args:
        columns: shares, schools × columns.
        weights: signed, one per column; above zero: a larger share means better conditions.  A column of weight 0 and
            one that is equal in all schools are not used.
        least_known: the share (0–1) of the used columns that a school has to know; below it has no index.
    """
    z, weight = standardised(columns), np.asarray(weights, dtype=float)
    used = (weight != 0) & ~np.isnan(z).all(axis=0)
    known = ~np.isnan(z[:, used])
    of_each = known.sum(axis=1)
    if not used.any():
        return SocialIndex(np.full(len(z), np.nan), of_each, used)
    enough = (of_each > 0) & (of_each >= least_known * used.sum() - 1e-9)
    total = np.where(known, np.abs(weight[used]), 0.0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, z[:, used] * weight[used], 0.0).sum(axis=1) / total
    return SocialIndex(scaled(np.where(enough, mean, np.nan)), of_each, used)


@dataclass(frozen=True)
class Component:
    """The first principal component per school on the index's scale, and its correlation with each column."""

    values: Numbers
    loadings: Numbers

    @property
    def explained(self) -> float:
        """Which share of the columns' spread it tells, 0–1: the mean of the squared correlations."""
        return float((self.loadings**2).mean())


def first_component(columns: ArrayLike, index: ArrayLike) -> Component | None:
    """Return the first principal component of the standardised columns, of schools that know all of them.

    It weighs columns by what they have in common and not by a decision.  Its sign is that in which it agrees with the
    index.  Nothing is returned for fewer than two columns, or where no more schools than columns know all of them.
    Source: Pearson, Philosophical Magazine 2 (1901) 559–572, by singular values.
    """
    values, beside = np.asarray(columns, dtype=float), np.asarray(index, dtype=float)
    complete = ~np.isnan(values).any(axis=1) & ~np.isnan(beside)
    z = standardised(values[complete]) if complete.any() else values[:0]
    if z.shape[1] < 2 or len(z) <= z.shape[1] or np.isnan(z).any():
        return None
    left, singular, right = np.linalg.svd(z, full_matrices=False)
    sign = 1.0 if left[:, 0] @ (beside[complete] - beside[complete].mean()) >= 0 else -1.0
    own = np.full(len(values), np.nan)
    own[complete] = scaled(sign * left[:, 0])
    return Component(own, sign * right[0] * singular[0] / np.sqrt(len(z)))

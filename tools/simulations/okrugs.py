"""Okrugs drawn at random: true shares of three school years, results, and who is chosen by the programme's criteria.

All arrays have the axes (okrugs, 3 years, schools, procedures): two years of selection and a later one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit, ndtr

from shnor_lib.analysis.statistics.expectation import ThreeYears

Numbers = NDArray[np.float64]

#: True shares of «2»: Beta of the rat tumours of textbooks, mean 14 %, about what open ВПР data show.
SHAPE = (2.3, 14.1)
#: Correlation of the latent normal between procedures of one school and between neighbouring years.
WITHIN, BETWEEN = 0.6, 0.95
LEAST, MOST = 5, 90
THRESHOLD = 0.30

#: What happens to all schools alike in the later year, whoever takes part: true shares → true shares.
Drift = Callable[[Numbers, np.random.Generator], Numbers]


def _by_procedure(shares: Numbers, rng: np.random.Generator) -> Numbers:
    okrugs, _, procedures = shares.shape
    return shares + rng.normal(0, 0.04, (okrugs, 1, procedures))


DRIFTS: dict[str, Drift] = {
    "без сдвига": lambda shares, rng: shares,
    "+3 пункта": lambda shares, rng: shares + 0.03,
    "−3 пункта": lambda shares, rng: shares - 0.03,
    "−4 пункта": lambda shares, rng: shares - 0.04,
    "свой у каждой процедуры": _by_procedure,
    "×0,65": lambda shares, rng: shares * 0.65,
    "×1,4": lambda shares, rng: shares * 1.4,
    "логит +0,4": lambda shares, rng: expit(logit(np.clip(shares, 1e-9, 1 - 1e-9)) + 0.4),
    "логит −0,4": lambda shares, rng: expit(logit(np.clip(shares, 1e-9, 1 - 1e-9)) - 0.4),
    "потрясение школ": lambda shares, rng: shares + rng.normal(0, 0.03, (*shares.shape[:2], 1)),
}


@dataclass(frozen=True)
class DrawnOkrugs:
    """Drawn results, the true shares of the later year, and who is chosen (okrugs, schools)."""

    years: ThreeYears
    truth: Numbers
    programme: NDArray[np.bool_]


def draw(
    okrugs: int,
    schools: int,
    procedures: int,
    drift: Drift,
    rng: np.random.Generator,
    *,
    effect: float = 0.0,
    absent: Callable[[tuple[int, ...], np.random.Generator], NDArray[np.bool_]] | None = None,
) -> DrawnOkrugs:
    """Draw okrugs.

    Args:
        okrugs: how many.
        schools: in each.
        procedures: in each year.
        drift: what the later year does to all.
        rng: the source of chance.
        effect: by how much the programme lowers the true shares of its schools, as far as they go, 0–1.
        absent: tells which results are not there, by the shape (okrugs, 3, schools, procedures).
    """
    true = np.clip(_true_shares(okrugs, schools, procedures, rng), 0, 1)
    true[:, 2] = np.clip(drift(true[:, 2], rng), 0, 1)
    sizes = np.exp(rng.uniform(np.log(LEAST), np.log(MOST), (okrugs, 1, schools, 1))).astype(int)
    n = np.clip(sizes + rng.integers(-2, 3, true.shape), LEAST, MOST)
    if absent is not None:
        n = np.where(absent(true.shape, rng), 0, n)
    failed = rng.binomial(n, true).astype(float)
    shares = np.divide(failed, n, out=np.zeros_like(failed), where=n > 0)
    low = (100 * failed >= 100 * THRESHOLD * n - 1e-9) & (n > 0)
    first, second = (low[:, year].sum(axis=-1) for year in (0, 1))
    programme = (second >= 2) | ((second >= 1) & (first >= 1))
    if effect:
        helped = np.maximum(true[:, 2] - effect * programme[..., None], 0)
        again = rng.binomial(n[:, 2], helped)
        shares[:, 2] = np.where(
            programme[..., None], np.divide(again, n[:, 2], out=np.zeros_like(helped), where=n[:, 2] > 0), shares[:, 2]
        )
    return DrawnOkrugs(ThreeYears(shares, n.astype(float)), true[:, 2], programme)


def _true_shares(okrugs: int, schools: int, procedures: int, rng: np.random.Generator) -> Numbers:
    """Return shares whose latent normals correlate within a school and from year to year."""
    school = _over_years((okrugs, 3, schools, 1), rng)
    own = _over_years((okrugs, 3, schools, procedures), rng)
    latent = np.sqrt(WITHIN) * school + np.sqrt(1 - WITHIN) * own
    return _quantiles()(ndtr(latent))


def _over_years(shape: tuple[int, ...], rng: np.random.Generator) -> Numbers:
    drawn = rng.standard_normal(shape)
    for year in (1, 2):
        drawn[:, year] = BETWEEN * drawn[:, year - 1] + np.sqrt(1 - BETWEEN**2) * drawn[:, year]
    return drawn


def _quantiles() -> Callable[[Numbers], Numbers]:
    """Return the quantile function of `SHAPE`, read off a fine grid: the exact one takes most of the time."""
    grid = np.concatenate([[0, 1e-9, 1e-7, 1e-6], np.linspace(1e-5, 1 - 1e-5, 20_001), [1 - 1e-7, 1]])
    values = betaincinv(*SHAPE, grid)
    return lambda chances: np.interp(chances, grid, values)

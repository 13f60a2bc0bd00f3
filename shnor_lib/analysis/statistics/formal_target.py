"""How often a target of «so many schools whose mean share fell» is met by itself, without any influence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shnor_lib.analysis.statistics.expectation import Guess, ThreeYears
from shnor_lib.ground.intervals import Numbers

#: Of the draws, so that the same results give the same number.
SEED = 20_211
DRAWS = 4_000


@dataclass(frozen=True)
class Fallen:
    """How many schools fell in each draw, (draws,)."""

    schools: Numbers

    def chance_of(self, needed: int) -> float:
        """Return the share of draws, 0–1, in which at least ``needed`` schools fell."""
        return float((self.schools >= needed).mean())


def falls_by_themselves(
    years: ThreeYears,
    guessed: Guess,
    chosen: NDArray[np.intp],
    earlier: tuple[Numbers, Numbers],
    shift: Numbers,
    draws: int = DRAWS,
) -> Fallen:
    """Draw the later year anew, many times, and count the schools whose mean share of «2» fell.

    The earlier results stay as observed; the later true shares are drawn from what the years of selection tell of each
    school, the later results from the binomial.  Source: METHODS of the project, §8.

    Args:
        years: (3, schools, procedures).
        guessed: of the same years, one row of weights.
        chosen: places of the schools that are counted.
        earlier: shares and participants of the year that the mean is compared with, (schools, procedures).
        shift: what happened to all schools alike, per procedure, as fractions.
        draws: how many.
    """
    rng = np.random.default_rng(SEED)
    of = guessed.variances
    before, n_before = (one[chosen] for one in earlier)
    n = years.participants[2][chosen]
    paired = (n > 0) & (n_before > 0)
    weight = np.where(paired, n + n_before, 0.0)
    schools, procedures = n.shape

    def normal(middle: Numbers, variance: Numbers, *shape: int) -> Numbers:
        return middle + np.sqrt(np.maximum(variance, 0.0)) * rng.standard_normal((draws, *shape))

    school = normal(guessed.school[0][chosen], guessed.school_left[0][chosen], schools)
    school += normal(np.zeros(schools), np.full(schools, of.school_year[0]), schools)
    own = normal(guessed.procedure[0][chosen], guessed.procedure_left[0][chosen], schools, procedures)
    own += normal(np.zeros((schools, procedures)), np.full((schools, procedures), of.rest[0]), schools, procedures)
    true = np.clip(guessed.level[0] + shift + guessed.scale[0] * (school[..., None] + own), 0.0, 1.0)
    drawn = rng.binomial(n.astype(int), true) / np.where(n > 0, n, 1.0)
    change = (weight * (drawn - np.where(paired, before, 0.0))).sum(axis=-1)
    fell = (change < -1e-9) & paired.any(axis=-1)
    return Fallen(fell.sum(axis=-1))


def rounded_to_tens(chance: float) -> int:
    """Return a chance as «in about N cases of 100», N a whole ten."""
    return int(10 * np.floor(10 * chance + 0.5))

"""Shares of small groups drawn towards the common one, and what is then known of the true share.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.  How many failed
need not be whole: where only a printed share is known it is the share of the participants.  Matrices have the axes
(schools, procedures), 0 participants where a school has no result.

Two models.  *By procedure*: true shares of schools are beta(μM, (1 − μ)M), results binomial; μ and M by maximum
likelihood.  *With the school*: beside that each school has a term of its own in all its procedures,
μ_sj = expit(a_j + τz_s), z_s standard normal, with one M for all procedures; a_j is such that the mean over schools is
that of the procedure.  Without a school term (τ = 0) the second is the first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shnor_lib.ground.intervals import CONFIDENCE, Numbers

#: Below so many schools a prior is not told from a procedure's own results.
FEWEST_SCHOOLS = 10
#: Bounds of M: below, true shares would be all or nothing; above, schools do not differ that anyone could see.
LEAST_WEIGHT, MOST_WEIGHT = 0.5, 2_000.0
#: Bounds of τ, on the logit scale.
MOST_SCHOOL_SPREAD = 3.0
#: Nodes of the quadrature over a school's term, evenly over ±4.5 standard deviations: hundreds of pupils leave so
#: narrow a posterior that the few nodes of Gauss and Hermite would miss it.
_NODES, _REACH = 41, 4.5
_BOUNDARY = 1e-6
#: The first step of a search, on the scales of logit and log.
_STEP = 0.5


@dataclass(frozen=True)
class Prior:
    """The distribution of true shares of a procedure over schools: beta(mean·weight, (1 − mean)·weight)."""

    mean: float
    weight: float

    @property
    def shapes(self) -> tuple[float, float]:
        """Both parameters of the beta distribution, α and β."""
        return self.mean * self.weight, (1 - self.mean) * self.weight


@dataclass(frozen=True)
class Posterior:
    """What is known of true shares: their mean and variance, and the beta distribution that has both."""

    mean: Numbers
    variance: Numbers

    @property
    def shapes(self) -> tuple[Numbers, Numbers]:
        """Both parameters of the beta distributions."""
        weight = np.maximum(self.mean * (1 - self.mean) / np.maximum(self.variance, 1e-12) - 1, 1e-3)
        return self.mean * weight, (1 - self.mean) * weight

    def interval(self, confidence: float = CONFIDENCE) -> tuple[Numbers, Numbers]:
        """Return the limits between which a true share lies with that probability."""
        from scipy.special import betaincinv

        tail = (1 - confidence) / 2
        return betaincinv(*self.shapes, tail), betaincinv(*self.shapes, 1 - tail)

    def at_least(self, threshold: float) -> Numbers:
        """Return the probability that a true share is at least ``threshold``."""
        from scipy.special import betainc

        return 1 - betainc(*self.shapes, threshold)


# By procedure


def shrunken_share(successes: ArrayLike, n: ArrayLike, mean: float, weight: float) -> Numbers:
    """Return the beta-binomial estimate (x + μM)/(n + M): the share drawn towards the mean of the region or okrug."""
    return (np.asarray(successes, dtype=float) + mean * weight) / (np.asarray(n, dtype=float) + weight)


def probability_at_least(threshold: float, successes: ArrayLike, n: ArrayLike, mean: float, weight: float) -> Numbers:
    """Return the probability that the true share is at least ``threshold``, given the prior beta(μM, (1 − μ)M)."""
    from scipy.special import betainc

    x, n = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    return 1 - betainc(x + mean * weight, n - x + (1 - mean) * weight, threshold)


def shrunken(successes: ArrayLike, n: ArrayLike, prior: Prior) -> Posterior:
    """Return what is known of the true shares of schools, given the procedure's prior."""
    x, n = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    mean = shrunken_share(x, n, prior.mean, prior.weight)
    return Posterior(mean, mean * (1 - mean) / (n + prior.weight + 1))


def prior_by_moments(successes: ArrayLike, n: ArrayLike) -> Prior:
    """Return the prior that has mean and variance of the raw shares, every group counting alike.

    Source: Gelman et al., Bayesian Data Analysis, 3rd ed. (2013), section 5.1: the analysis of the rat tumours.
    """
    share = np.asarray(successes, dtype=float) / np.asarray(n, dtype=float)
    mean, variance = float(share.mean()), float(share.var(ddof=1)) if share.size > 1 else 0.0
    return Prior(mean, mean * (1 - mean) / variance - 1 if variance > 0 else MOST_WEIGHT)


def prior_by_likelihood(successes: ArrayLike, n: ArrayLike) -> Prior:
    """Return the prior under which results of schools are likeliest (beta-binomial), moments being the start.

    Where schools do not differ more than chance makes them, the weight is `MOST_WEIGHT`; the mean stays half a pupil
    away from 0 and 1, so that a procedure in which nobody failed has a prior too.

    Args:
        successes: how many failed in each school.
        n: how many took part, none of them 0.
    """
    from scipy.special import expit, gammaln

    x, n = np.asarray(successes, dtype=float), np.asarray(n, dtype=float)
    edge = 0.5 / (n.sum() + 1)
    start = prior_by_moments(x, n)
    mean, weight = np.clip(start.mean, edge, 1 - edge), np.clip(start.weight, LEAST_WEIGHT, MOST_WEIGHT)

    def unlikeliness(place: Numbers) -> float:
        m, size = expit(place[0]), np.exp(place[1])
        a, b = m * size, (1 - m) * size
        each = gammaln(x + a) - gammaln(a) + gammaln(n - x + b) - gammaln(b) + gammaln(size) - gammaln(n + size)
        return -float(each.sum())

    limits = [(float(_logit(edge)), float(_logit(1 - edge))), (np.log(LEAST_WEIGHT), np.log(MOST_WEIGHT))]
    found = _least(unlikeliness, [float(_logit(mean)), float(np.log(weight))], limits)
    return Prior(float(expit(found[0])), float(np.exp(found[1])))


# With the school


@dataclass(frozen=True)
class SchoolPrior:
    """The model with the school: means of the procedures, the common weight M and the spread τ of schools (logit)."""

    means: Numbers
    weight: float
    spread: float


@dataclass(frozen=True)
class SchoolPosteriors:
    """What is known of each school in each procedure (schools, procedures), and of its procedures taken together."""

    cells: Posterior
    together: Posterior


def school_prior(successes: Numbers, n: Numbers, means: Numbers) -> SchoolPrior:
    """Return the weight and the spread of schools under which the results are likeliest, the means being given.

    Args:
        successes: how many failed, (schools, procedures).
        n: how many took part; 0 where there is no result.
        means: of the procedures, from `prior_by_likelihood`.
    """

    def unlikeliness(place: Numbers) -> float:
        given = _given_the_school(successes, n, SchoolPrior(means, float(np.exp(place[0])), float(place[1])))
        return -float(_log_mean(given).sum())

    bounds = [(np.log(LEAST_WEIGHT), np.log(MOST_WEIGHT)), (0.0, MOST_SCHOOL_SPREAD)]
    found = _least(unlikeliness, [float(np.log(40.0)), 0.5], bounds)
    return SchoolPrior(means, float(np.exp(found[0])), float(found[1]))


def school_posteriors(successes: Numbers, n: Numbers, prior: SchoolPrior) -> SchoolPosteriors:
    """Return what is known of each school's true shares when all its procedures inform about each of them.

    Given the school's term, shares are independent and beta; over the term they are a mixture, of which mean and
    variance are kept.  Together they are weighted by participants.  A school without any result has the prior.
    """
    log_likelihood = _given_the_school(successes, n, prior)
    likely = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True)) * _nodes()[1]
    likely = likely / likely.sum(axis=1, keepdims=True)
    mu = _means_given_the_school(prior)  # (procedures, nodes)
    total = n[..., None] + prior.weight
    mean = (successes[..., None] + mu * prior.weight) / total  # (schools, procedures, nodes)
    variance = mean * (1 - mean) / (total + 1)
    part = _parts(n)
    mean_together = np.einsum("sj,sjk->sk", part, mean)
    variance_together = np.einsum("sj,sjk->sk", part**2, variance)
    return SchoolPosteriors(
        _mixed(mean, variance, likely[:, None, :]), _mixed(mean_together, variance_together, likely)
    )


def weighted(cells: Posterior, n: Numbers) -> Posterior:
    """Return what is known of schools' procedures together, weighted by participants, these being independent."""
    part = _parts(n)
    return Posterior((part * cells.mean).sum(axis=1), (part**2 * cells.variance).sum(axis=1))


def _parts(n: Numbers) -> Numbers:
    """Return the part of each procedure among a school's participants."""
    everybody = n.sum(axis=1, keepdims=True)
    return np.divide(n, everybody, out=np.zeros_like(n), where=everybody > 0)


def _mixed(mean: Numbers, variance: Numbers, likely: Numbers) -> Posterior:
    """Return mean and variance of mixtures over the last axis."""
    whole = (mean * likely).sum(axis=-1)
    return Posterior(whole, ((variance + mean**2) * likely).sum(axis=-1) - whole**2)


def _given_the_school(successes: Numbers, n: Numbers, prior: SchoolPrior) -> Numbers:
    """Return the log likelihood of each school's results, (schools, nodes), but for what no parameter changes."""
    from scipy.special import gammaln

    found = np.zeros((len(n), _NODES))
    a = _means_given_the_school(prior) * prior.weight  # (procedures, nodes)
    b = prior.weight - a
    for place in range(n.shape[1]):
        held = n[:, place] > 0
        x, out_of = successes[held, place][:, None], n[held, place][:, None]
        at_weight = gammaln(prior.weight) - gammaln(out_of + prior.weight)
        of_nodes = gammaln(x + a[place]) + gammaln(out_of - x + b[place]) - gammaln(a[place]) - gammaln(b[place])
        found[held] += of_nodes + at_weight
    return found


def _log_mean(log_likelihood: Numbers) -> Numbers:
    """Return the log of the mean likelihood of each school over its term."""
    most = log_likelihood.max(axis=1)
    return most + np.log(np.exp(log_likelihood - most[:, None]) @ _nodes()[1])


def _means_given_the_school(prior: SchoolPrior) -> Numbers:
    """Return the mean share of each procedure at each node of a school's term, (procedures, nodes).

    Intercepts are found by Newton's method so that the mean over schools is the procedure's.
    """
    from scipy.special import expit

    place, weight = _nodes()
    mean = np.clip(prior.means, _BOUNDARY, 1 - _BOUNDARY)
    intercept = _logit(mean) * np.sqrt(1 + 0.346 * prior.spread**2)  # near the answer: Zeger, Liang, Albert 1988
    for _ in range(6):
        share = expit(intercept[:, None] + prior.spread * place)
        slope = (share * (1 - share)) @ weight
        intercept = intercept - np.clip((share @ weight - mean) / np.maximum(slope, 1e-9), -2.0, 2.0)
    share = expit(intercept[:, None] + prior.spread * place)
    return np.clip(share, _BOUNDARY, 1 - _BOUNDARY)


@cache
def _nodes() -> tuple[Numbers, Numbers]:
    """Return places and weights of the quadrature over a standard normal."""
    place = np.linspace(-_REACH, _REACH, _NODES)
    weight = np.exp(-(place**2) / 2)
    return place, weight / weight.sum()


def _logit(share: ArrayLike) -> NDArray[np.float64]:
    of = np.asarray(share, dtype=float)
    return np.log(of) - np.log1p(-of)


def _least(of: Callable[[Numbers], float], start: Sequence[float], bounds: Sequence[tuple[float, float]]) -> Numbers:
    """Return the place of two parameters at which a function is least, within bounds.

    Of so few parameters the simplex is as exact as methods with a gradient, and needs no linear algebra, whose threads
    cost more than the search.
    """
    from scipy.optimize import minimize

    low, high = np.array(bounds).T
    place = np.clip(np.array(start, dtype=float), low + _STEP, high - _STEP)
    for step in (_STEP, _STEP / 4):
        steps = np.where(place + step < high, step, -step)
        options = {"initial_simplex": np.vstack([place, place + np.diag(steps)]), "xatol": 3e-4, "fatol": 1e-5}
        place = np.asarray(minimize(of, place, method="Nelder-Mead", bounds=bounds, options=options).x, dtype=float)
        if ((place > low + step / 8) & (place < high - step / 8)).all():
            break  # a simplex that has flattened on a bound is to start once more
    return place

"""What would have come about anyway: schools chosen for bad years return towards their own usual level.

Three school years: two by which schools were chosen and a later one.  A school's share in a procedure is thought of as

    share = mean of the procedure in the year + σ·(school + school in the year + school in the procedure + the rest)

plus binomial noise; the variances of the four terms are told from all schools, the school's own terms are their best
linear guess, and how far guesses come true is told from the schools outside the programme.  The recipe and its
reference figures are those of the project's METHODS §8; ours are in docs/методика.md, made by tools/simulations.

Shares are fractions 0–1.  Arrays have the axes (…, schools, procedures); leading axes are whole okrugs at a time.
``weight`` of schools is 1, or 0 where a school is left out (jackknife), in the axes (left out, schools).
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from shnor_lib.ground.intervals import Numbers

Truths = NDArray[np.bool_]

#: A share of n participants counts n/(n + HALF_WEIGHT): large classes more, none without end.
HALF_WEIGHT = 20
#: Bounds of the variances, in parts of m(1 − m).
LEAST_VARIANCE, MOST_VARIANCE, LEAST_PART = 0.004, 0.6, 1e-4
#: Below so many schools with participants, of the programme, outside it, nothing is told.
FEWEST_SCHOOLS, FEWEST_OF_PROGRAMME, FEWEST_OUTSIDE = 15, 3, 6
#: More schools outside than this are left out by groups, not one by one.
MOST_LEFT_OUT = 120
#: So many left-out variants are computed at a time, to keep memory small: cells of schools × procedures.
_CELLS_AT_A_TIME = 400_000
#: Keeps matrices from being singular where a school's years do not differ.
_TINY = 1e-9


@dataclass(frozen=True)
class ThreeYears:
    """Results of two years of selection and a later one.

    Attributes:
        shares: (…, 3, schools, procedures), 0–1; what stands where nobody sat does not matter.
        participants: of the same shape, 0 where nobody sat or the share is unknown.
    """

    shares: Numbers
    participants: Numbers

    def year(self, place: int) -> tuple[Numbers, Numbers, Numbers]:
        """Return shares (0 where nobody sat), participants and weights of a year: 0, 1 of selection, 2 the later."""
        n = self.participants[..., place, :, :]
        return np.where(n > 0, self.shares[..., place, :, :], 0.0), n, n / (n + HALF_WEIGHT)


@dataclass(frozen=True)
class Variances:
    """Variances of standardised shares: school, school × year, school × procedure, the rest; (…, left out)."""

    school: Numbers
    school_year: Numbers
    school_procedure: Numbers
    rest: Numbers

    @property
    def total(self) -> Numbers:
        """The variance of true standardised shares."""
        return self.school + self.school_year + self.school_procedure + self.rest

    def within(self) -> "Variances":
        """Return the variances with two axes more, to meet arrays of schools × procedures."""
        return Variances(*(getattr(self, part.name)[..., None, None] for part in fields(self)))


@dataclass(frozen=True)
class Guess:
    """What is known of each school after the years of selection, in the axes (…, left out, schools, procedures).

    Attributes:
        share: expected share of the later year before any drift, 0–1.
        level: mean share of the procedure in the last year of selection, (…, left out, procedures).
        scale: σ of the procedure, (…, left out, procedures).
        school: the school's term and its variance left, (…, left out, schools).
        procedure: the school's term in the procedure and its variance left.
    """

    share: Numbers
    level: Numbers
    scale: Numbers
    school: Numbers
    school_left: Numbers
    procedure: Numbers
    procedure_left: Numbers
    variances: Variances


def guess(years: ThreeYears, weight: Numbers) -> Guess:
    """Return what the two years of selection tell of every school (steps 1–3)."""
    first, second, later = (years.year(place) for place in (0, 1, 2))
    means = [_means(share, c, weight) for share, _, c in (first, second)]
    level, scale = _level_and_scale(means[0], means[1], _means(later[0], later[2], weight))
    residuals = [
        np.where((n > 0)[..., None, :, :], _standardised(share, mean, scale), 0.0)
        for (share, n, _), mean in zip((first, second), means, strict=True)
    ]
    weights = [c[..., None, :, :] * (scale > 0)[..., None, :] for _, _, c in (first, second)]
    numbers = [n[..., None, :, :] for _, n, _ in (first, second)]
    variances = _variances(residuals, weights, numbers, weight)
    return _guess(residuals, numbers, variances, level, scale)


def _level_and_scale(first: Numbers, second: Numbers, later: Numbers) -> tuple[Numbers, Numbers]:
    """Return of each procedure the last mean before the later year, and σ = √(m(1 − m)) of both years of selection.

    A procedure that nobody held then, or in which nobody or everybody failed, takes the later year's mean, so that what
    is known of a school is not forgotten there.
    """
    level = np.where(np.isnan(second), first, second)
    middle = np.where(np.isnan(first) | np.isnan(second), level, (first + second) / 2)
    useless = ~((middle > 0) & (middle < 1))
    level = np.where(np.isnan(level), later, level)
    middle = np.nan_to_num(np.where(useless, later, middle))
    return np.nan_to_num(level), np.sqrt(middle * (1 - middle))


def _means(share: Numbers, c: Numbers, weight: Numbers) -> Numbers:
    """Return the mean share of each procedure over the schools, (…, left out, procedures); NaN where nobody sat."""
    together = np.matmul(weight, c)
    return np.divide(np.matmul(weight, c * share), together, out=np.full_like(together, np.nan), where=together > 0)


def _standardised(share: Numbers, mean: Numbers, scale: Numbers) -> Numbers:
    known = np.where(scale > 0, scale, 1.0)[..., None, :]
    return (share[..., None, :, :] - np.nan_to_num(mean)[..., None, :]) / known


def _variances(residuals: list[Numbers], weights: list[Numbers], numbers: list[Numbers], weight: Numbers) -> Variances:
    """Return the variances by the moments of products of residuals (step 2)."""
    (r1, r2), (c1, c2) = residuals, weights
    schools = weight.sum(axis=-1)
    again = schools / (schools - 1)
    between = again * _ratio(_cross(c1 * r1, c2 * r2, weight), _cross(c1, c2, weight))
    pairs_in_year = [_cross(c, c, weight) for c in (c1, c2)]
    in_year = again * _mean_known(
        [
            _ratio(_cross(c * r, c * r, weight), pairs)
            for r, c, pairs in zip(residuals, weights, pairs_in_year, strict=True)
        ],
        [pairs > 0 for pairs in pairs_in_year],
    )
    in_procedure = again * _ratio(_total(c1 * c2 * r1 * r2, weight), _total(c1 * c2, weight))
    noise = [np.divide(1.0, n, out=np.zeros_like(n), where=n > 0) for n in numbers]
    squares, of_noise, room = (
        sum(parts)
        for parts in zip(
            *(
                (_total(c**2 * r**2, weight), _total(c**2 * one, weight), _total(c**2 * (1 - one), weight))
                for r, c, one in zip(residuals, weights, noise, strict=True)
            ),
            strict=True,
        )
    )
    total = np.clip(_ratio(again * squares - of_noise, room), LEAST_VARIANCE, MOST_VARIANCE)
    # One year of selection alone cannot tell what of a school lasts: all of it is taken to, and the slope of the
    # schools outside says how much does.
    between = np.where(_cross(c1, c2, weight) > 0, between, in_year)
    school = np.clip(between, LEAST_PART, total)
    school_year = np.maximum(in_year - school, 0.0)
    school_procedure = np.maximum(in_procedure - school, LEAST_PART)
    rest = np.maximum(total - school - school_year - school_procedure, 0.0)
    fit = total / (school + school_year + school_procedure + rest)
    return Variances(*(part * fit for part in (school, school_year, school_procedure, rest)))


def _mean_known(values: list[Numbers], known: list[Truths]) -> Numbers:
    """Return the mean of those values that are known; 0 where none is."""
    return sum(values) / np.maximum(sum(one.astype(float) for one in known), 1.0)


def _total(cells: Numbers, weight: Numbers) -> Numbers:
    return (cells.sum(axis=-1) * weight).sum(axis=-1)


def _cross(left: Numbers, right: Numbers, weight: Numbers) -> Numbers:
    """Return the sum over schools of products of different procedures."""
    products = left.sum(axis=-1) * right.sum(axis=-1) - (left * right).sum(axis=-1)
    return (products * weight).sum(axis=-1)


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 1e-12)


def _guess(
    residuals: list[Numbers], numbers: list[Numbers], variances: Variances, level: Numbers, scale: Numbers
) -> Guess:
    """Return the best linear guess of the school's terms from both years together (step 3).

    Given the school's two years x₁, x₂ (school + school in the year), a procedure's two results vary together by the
    school's term in the procedure alone, so that all reduces to matrices of two by two, written out.
    """
    of = variances.within()
    known = [(n > 0) & (scale > 0)[..., None, :] for n in numbers]
    one, two = (
        np.where(there, of.rest + (1 - of.total) / np.where(there, n, 1.0), np.inf)
        for n, there in zip(numbers, known, strict=True)
    )
    own = of.school_procedure
    # The inverse of own·11ᵀ + diag(one, two) is diag(1/one, 1/two) − own·vvᵀ/(1 + own·(1/one + 1/two)).
    of_one, of_two = 1 / one, 1 / two
    shrink = own / (1 + own * (of_one + of_two))
    p11, p22, p12 = of_one - shrink * of_one**2, of_two - shrink * of_two**2, -shrink * of_one * of_two
    r1, r2 = residuals
    s11, s22, s12 = (part.sum(axis=-1) for part in (p11, p22, p12))
    t1, t2 = (p11 * r1 + p12 * r2).sum(axis=-1), (p12 * r1 + p22 * r2).sum(axis=-1)
    lasting, passing = variances.school[..., None], variances.school_year[..., None] + _TINY
    apart = passing * (2 * lasting + passing)
    q11, q12 = (lasting + passing) / apart + s11, -lasting / apart + s12
    q22 = (lasting + passing) / apart + s22
    whole = q11 * q22 - q12**2
    x1, x2 = (q22 * t1 - q12 * t2) / whole, (q11 * t2 - q12 * t1) / whole
    pull = lasting / (2 * lasting + passing)
    school = pull * (x1 + x2)
    school_left = lasting - 2 * lasting * pull + pull**2 * (q11 + q22 - 2 * q12) / whole
    off = of_one * (r1 - x1[..., None]) + of_two * (r2 - x2[..., None])
    procedure = shrink * off
    share = np.clip(level[..., None, :] + scale[..., None, :] * (school[..., None] + procedure), 0.0, 1.0)
    return Guess(share, level, scale, school, school_left, procedure, shrink, variances)


@dataclass(frozen=True)
class Expected:
    """The later year as it would have come about anyway, by the schools outside (step 4).

    Attributes:
        share: (…, left out, schools, procedures), may lie a little outside 0–1; NaN in procedures without outside.
        slope: how much of the guessed differences came true outside, (…, left out); 1 where it was not asked.
    """

    share: Numbers
    slope: Numbers


def expected_later(years: ThreeYears, guessed: Guess, outside: Truths, weight: Numbers) -> tuple[Expected, Expected]:
    """Return the expected later shares: with the slope that the schools outside show, and with slope 1."""
    later, _, c = years.year(2)
    c = c[..., None, :, :]
    own = np.where(outside, weight, 0.0)[..., None] * c
    together = own.sum(axis=-2)
    held = together > 0
    safe = np.where(held, together, 1.0)
    mean_guess = (own * guessed.share).sum(axis=-2) / safe
    mean_later = (own * later[..., None, :, :]).sum(axis=-2) / safe
    apart = guessed.share - mean_guess[..., None, :]
    moved = later[..., None, :, :] - mean_later[..., None, :]
    slope = _ratio((own * apart * moved).sum(axis=(-1, -2)), (own * apart**2).sum(axis=(-1, -2)))
    slope = np.where((own * apart**2).sum(axis=(-1, -2)) > 1e-12, slope, 1.0)
    level = np.where(held, mean_later, np.nan)[..., None, :]
    return Expected(level + slope[..., None, None] * apart, slope), Expected(level + apart, np.ones_like(slope))


def excess(years: ThreeYears, expected: Expected, chosen: Numbers) -> Numbers:
    """Return the weighted mean of later minus expected over chosen cells, 0–1; NaN where there are none.

    Args:
        years: the results.
        expected: of the same results.
        chosen: 1 or 0 for (…, left out, schools, procedures): schools of the programme in the procedures asked for.
    """
    later, _, c = years.year(2)
    own = np.where(np.isnan(expected.share), 0.0, chosen * c[..., None, :, :])
    together = own.sum(axis=(-1, -2))
    off = np.where(own > 0, later[..., None, :, :] - expected.share, 0.0)
    return np.divide((own * off).sum(axis=(-1, -2)), together, out=np.full_like(together, np.nan), where=together > 0)


# The programme as a whole


@dataclass(frozen=True)
class Excess:
    """How far the programme's schools are off what was expected, as fractions; below 0 is better.

    Attributes:
        value: with the slope of the schools outside, ``low`` and ``high`` its 95 % interval.
        plain: with slope 1, ``plain_low`` and ``plain_high`` its interval.
        slope: of the schools outside.
        detectable: the smallest fall found in 80 of 100 cases.
        outside_error: the part of the standard error that comes from the schools outside.
        cells: how many results stand behind it.
    """

    value: Numbers
    low: Numbers
    high: Numbers
    plain: Numbers
    plain_low: Numbers
    plain_high: Numbers
    slope: Numbers
    detectable: Numbers
    outside_error: Numbers
    cells: Numbers

    @property
    def better(self) -> Truths:
        """Whether both intervals lie below 0."""
        return (self.high < 0) & (self.plain_high < 0)

    @property
    def worse(self) -> Truths:
        """Whether both intervals lie above 0."""
        return (self.low > 0) & (self.plain_low > 0)


def programme_excess(years: ThreeYears, programme: Truths, groups: dict[str, Truths]) -> dict[str, Excess]:
    """Return for each group of procedures how far the programme's schools are off the expected (steps 1–6).

    Schools are chosen by all procedures together, so that all of them inform about each school; a group only says of
    which cells the mean is taken.

    Args:
        years: results of all schools, of the programme and outside.
        programme: (…, schools), whether a school takes part; ``True`` for at least two.
        groups: name → which procedures, (procedures,).

    Returns:
        The excess of each group; NaN where no cell of the programme has schools outside beside it.
    """
    folds = left_out(programme)
    weights = np.concatenate([np.ones((1, folds.shape[-1])), 1.0 - folds])
    at_a_time = max(1, _CELLS_AT_A_TIME // years.participants[..., 0, :, :].size)
    found: dict[str, list[Numbers]] = {name: [] for name in groups}
    found_plain: dict[str, list[Numbers]] = {name: [] for name in groups}
    slopes = []
    for start in range(0, len(weights), at_a_time):
        part = weights[start : start + at_a_time]
        with_slope, plain = expected_later(years, guess(years, part), ~programme[..., None, :], part)
        slopes.append(with_slope.slope)
        own = (part * programme[..., None, :])[..., None]
        for name, procedures in groups.items():
            found[name].append(excess(years, with_slope, own * procedures))
            found_plain[name].append(excess(years, plain, own * procedures))
    slope = np.concatenate(slopes, axis=-1)[..., 0]
    later = years.participants[..., 2, :, :] > 0
    return {
        name: _excess(
            np.concatenate(found[name], axis=-1),
            np.concatenate(found_plain[name], axis=-1),
            slope,
            folds,
            programme,
            (later & programme[..., None] & procedures).sum(axis=(-1, -2)),
        )
        for name, procedures in groups.items()
    }


def left_out(programme: Truths) -> Numbers:
    """Return who is left out together, (folds, schools): each school alone, of many outside some at a time."""
    schools = programme.shape[-1]
    if schools <= MOST_LEFT_OUT or programme.ndim > 1:
        return np.eye(schools)
    fold = np.empty(schools, dtype=int)
    own, others = np.flatnonzero(programme), np.flatnonzero(~programme)
    folds_of_own = min(len(own), MOST_LEFT_OUT)
    fold[own] = np.arange(len(own)) % folds_of_own
    fold[others] = folds_of_own + np.arange(len(others)) % min(len(others), MOST_LEFT_OUT)
    return (fold == np.arange(fold.max() + 1)[:, None]).astype(float)


def _excess(
    with_slope: Numbers, plain: Numbers, slope: Numbers, folds: Numbers, programme: Truths, cells: Numbers
) -> Excess:
    """Return the excess with its interval: the jackknife over schools, Welch's degrees of freedom (steps 5, 6)."""
    from scipy.special import stdtrit

    value, other = with_slope[..., 0], plain[..., 0]
    own, of_plain = (_jackknife(one[..., 1:], folds, programme) for one in (with_slope, plain))
    reach, plain_reach = (stdtrit(one.df, 0.975) * one.error for one in (own, of_plain))
    return Excess(
        value=value,
        low=value - reach,
        high=value + reach,
        plain=other,
        plain_low=other - plain_reach,
        plain_high=other + plain_reach,
        slope=slope,
        detectable=reach + stdtrit(own.df, 0.8) * own.error,
        outside_error=own.outside,
        cells=cells,
    )


@dataclass(frozen=True)
class _Spread:
    """A standard error, the part of it that comes from outside, degrees of freedom: min(Welch, schools − 2)."""

    error: Numbers
    outside: Numbers
    df: Numbers


def _jackknife(replicates: Numbers, folds: Numbers, programme: Truths) -> _Spread:
    """Return the spread of an estimate by its replicates, each without a school or a group of them."""
    count = folds.shape[0]
    of_programme = np.matmul(folds, programme[..., None].astype(float))[..., 0] > 0
    squares = (count - 1) / count * (replicates - replicates.mean(axis=-1, keepdims=True)) ** 2
    inside, outside = ((squares * own).sum(axis=-1) for own in (of_programme, ~of_programme))
    inner, outer = (own.sum(axis=-1).astype(float) for own in (of_programme, ~of_programme))
    with np.errstate(divide="ignore", invalid="ignore"):
        welch = (inside + outside) ** 2 / (inside**2 / np.maximum(inner - 1, 1) + outside**2 / np.maximum(outer - 1, 1))
    df = np.clip(np.where(np.isfinite(welch), welch, 1.0), 1.0, max(count - 2, 1))
    return _Spread(np.sqrt(inside + outside), np.sqrt(outside), df)


# One school


@dataclass(frozen=True)
class SchoolsOff:
    """How far each school is off what was expected of it; all (…, left out, schools), fractions.

    Attributes:
        actual: its weighted mean share in the later year; NaN where it has no result with schools outside beside it.
        expected: the weighted mean of what was expected.
        reach: how far chance alone takes it off in one direction in 95 of 100 cases.
    """

    actual: Numbers
    expected: Numbers
    reach: Numbers


def schools_off(
    years: ThreeYears, guessed: Guess, expected: Expected, outside_error: Numbers, certainty: float = 0.95
) -> SchoolsOff:
    """Return for every school how far off it is, and how far chance alone could take it.

    Chance is all that the guess does not know: the school's terms, the later year's own, the binomial noise, and how
    surely the schools outside tell the later year's level.
    """
    from scipy.special import ndtri

    later, n, c = (one[..., None, :, :] for one in years.year(2))
    known = ~np.isnan(expected.share) & (n > 0)
    own = np.where(known, c, 0.0)
    together = own.sum(axis=-1)
    some = np.where(together > 0, together, np.nan)
    own = own / some[..., None]
    share = np.where(known, expected.share, 0.0)
    of = guessed.variances.within()
    steep = expected.slope[..., None, None] ** 2
    moved = own * guessed.scale[..., None, :]
    common = moved.sum(axis=-1) ** 2 * steep[..., 0] * (guessed.school_left + of.school_year[..., 0])
    apart = (moved**2 * steep * (guessed.procedure_left + of.rest)).sum(axis=-1)
    likely = np.clip(share, 0.005, 0.995)
    noise = (own**2 * likely * (1 - likely) / np.where(n > 0, n, 1.0)).sum(axis=-1)
    reach = ndtri(certainty) * np.sqrt(common + apart + noise + outside_error[..., None, None] ** 2)
    return SchoolsOff((own * later).sum(axis=-1), (own * share).sum(axis=-1), reach)

"""What the expectation tells of okrugs whose truth is known: the figures of docs/методика.md, section 11.

python -m tools.simulations.report            # 2 000 okrugs each, about a quarter of an hour
python -m tools.simulations.report --okrugs 200
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shnor_lib.analysis.statistics.expectation import (
    FEWEST_OF_PROGRAMME,
    FEWEST_OUTSIDE,
    Excess,
    ThreeYears,
    expected_later,
    guess,
    programme_excess,
    schools_off,
)
from shnor_lib.analysis.statistics.formal_target import falls_by_themselves
from tools.simulations.okrugs import DRIFTS, THRESHOLD, DrawnOkrugs, Drift, draw

PROCEDURES = 12
TARGET = 0.40
SIZES = (15, 24, 60)

#: What is told under each drift.
OF_DRIFT = (
    "Что произошло со всеми | Покрытие, % | «Лучше», % | «Хуже», % | Смещение, п. | Различимо, п. | Школ за границей, %"
)

#: Tells which results are not there, by the shape (okrugs, 3, schools, procedures).
Absent = Callable[[tuple[int, ...], np.random.Generator], NDArray[np.bool_]]


@dataclass(frozen=True)
class Told:
    """What was told of so many okrugs; shares 0–1, bias in points, each with its Monte Carlo error."""

    okrugs: int
    coverage: float
    better: float
    worse: float
    bias_pp: float
    deviation_pp: float
    detectable_pp: float
    beyond: float

    @property
    def error_of_coverage(self) -> float:
        """The standard error of the coverage."""
        return float(np.sqrt(self.coverage * (1 - self.coverage) / self.okrugs))

    @property
    def error_of_better(self) -> float:
        """The standard error of the share of «better»; that of 3.5 % where none was found."""
        share = max(self.better, 0.01)
        return float(np.sqrt(share * (1 - share) / self.okrugs))

    @property
    def error_of_bias_pp(self) -> float:
        """The standard error of the bias."""
        return self.deviation_pp / float(np.sqrt(self.okrugs))


def coverage_of(
    schools: int, drift: Drift, okrugs: int, seed: int, *, effect: float = 0.0, absent: Absent | None = None
) -> Told:
    """Return what is told of okrugs drawn so, against the truth.

    Args:
        schools: in each okrug.
        drift: what the later year does to all.
        okrugs: how many.
        seed: of the draws.
        effect: of the programme, 0–1.
        absent: which results are not there.
    """
    rng = np.random.default_rng(seed)
    parts = [
        _compared(draw(some, schools, PROCEDURES, drift, rng, effect=effect, absent=absent), effect)
        for some in _batches(schools, okrugs)
    ]
    value, low, high, better, worse, detectable, truth = (np.concatenate([part[k] for part in parts]) for k in range(7))
    beyond, of_schools = (sum(float(part[k].sum()) for part in parts) for k in (7, 8))
    return Told(
        okrugs=len(value),
        coverage=float(((low <= truth) & (truth <= high)).mean()),
        better=float(better.mean()),
        worse=float(worse.mean()),
        bias_pp=100 * float((value - truth).mean()),
        deviation_pp=100 * float((value - truth).std()),
        detectable_pp=100 * float(np.median(detectable)),
        beyond=beyond / of_schools,
    )


def _compared(drawn: DrawnOkrugs, effect: float) -> tuple[NDArray, ...]:
    """Return what is told of each okrug that is not refused, its true effect, and its schools beyond expectation."""
    of_programme = drawn.programme.sum(axis=1)
    told = (of_programme >= FEWEST_OF_PROGRAMME) & (drawn.programme.shape[1] - of_programme >= FEWEST_OUTSIDE)
    years = ThreeYears(drawn.years.shares[told], drawn.years.participants[told])
    programme, truth = drawn.programme[told], drawn.truth[told]
    found = programme_excess(years, programme, {"all": np.ones(truth.shape[-1], dtype=bool)})["all"]
    weight = years.year(2)[2] * programme[..., None]
    true_effect = (weight * (np.maximum(truth - effect, 0) - truth)).sum(axis=(1, 2)) / weight.sum(axis=(1, 2))
    beyond = _beyond(years, programme, found)[programme]
    return (
        *(found.value, found.low, found.high, found.better, found.worse, found.detectable, true_effect),
        *(beyond, np.ones(len(beyond))),
    )


def _beyond(years: ThreeYears, programme: NDArray[np.bool_], found: Excess) -> NDArray[np.bool_]:
    """Tell of each school whether it is below its own limit."""
    weight = np.ones((1, programme.shape[1]))
    guessed = guess(years, weight)
    expected, _ = expected_later(years, guessed, ~programme[:, None, :], weight)
    off = schools_off(years, guessed, expected, found.outside_error)
    actual, usual, reach = (one[:, 0] for one in (off.actual, off.expected, off.reach))
    return (actual - usual < -reach) & (usual - reach > 0)


def found_share(schools: int, effect: float, okrugs: int, seed: int) -> float:
    """Return in what share of okrugs a true effect is found."""
    return coverage_of(schools, DRIFTS["без сдвига"], okrugs, seed, effect=effect).better


@dataclass(frozen=True)
class FormalRule:
    """How often the formal rule is met without any effect, and how often the report says it is; shares 0–1."""

    improved: float
    met: float
    predicted: float
    predicted_shifted: float


def formal_rule(schools: int, drift: Drift, okrugs: int, seed: int) -> FormalRule:
    """Return how the formal rule fares in okrugs drawn so."""
    rng = np.random.default_rng(seed)
    improved: list[float] = []
    met: list[bool] = []
    plain: list[float] = []
    shifted: list[float] = []
    for some in _batches(schools, okrugs):
        drawn = draw(some, schools, PROCEDURES, drift, rng)
        for okrug in range(some):
            programme = drawn.programme[okrug]
            if programme.sum() < FEWEST_OF_PROGRAMME or (~programme).sum() < FEWEST_OUTSIDE:
                continue
            years = ThreeYears(drawn.years.shares[okrug], drawn.years.participants[okrug])
            fell = _fell(years)[programme]
            needed = int(np.ceil(TARGET * programme.sum() - 1e-9))
            improved.append(float(fell.mean()))
            met.append(bool(fell.sum() >= needed))
            for told, shift in ((plain, False), (shifted, True)):
                told.append(_chance(years, programme, needed, shift=shift))
    return FormalRule(*(float(np.mean(one)) for one in (improved, met, plain, shifted)))


def _fell(years: ThreeYears) -> NDArray[np.bool_]:
    (before, n_before, _), (later, n_later, _) = years.year(1), years.year(2)
    weight = np.where((n_before > 0) & (n_later > 0), n_before + n_later, 0.0)
    return (weight * (later - before)).sum(axis=1) < -1e-12


def _chance(years: ThreeYears, programme: NDArray[np.bool_], needed: int, *, shift: bool) -> float:
    guessed = guess(years, np.ones((1, len(programme))))
    (before, n_before, _), (later, _, c) = years.year(1), years.year(2)
    weight = c * ~programme[:, None]
    off = (weight * (later - guessed.share[0])).sum(axis=0) / weight.sum(axis=0)
    moved = off if shift else np.zeros_like(off)
    return falls_by_themselves(
        years, guessed, np.flatnonzero(programme), (before, n_before), moved, draws=1000
    ).chance_of(needed)


# The four forms, and the naive comparison


@dataclass(frozen=True)
class ByThemselves:
    """Shares of chosen schools that show each form without any effect, and how naive intervals cover the truth; 0–1."""

    formal: float
    beyond_chance: float
    beyond_expectation: float
    would_leave: float
    naive_coverage: float


def forms_by_themselves(schools: int, okrugs: int, seed: int) -> ByThemselves:
    """Return how often each form comes about by itself in okrugs without any effect or shift."""
    rng = np.random.default_rng(seed)
    drawn = [draw(some, schools, PROCEDURES, DRIFTS["без сдвига"], rng) for some in _batches(schools, okrugs)]
    of_schools = [_three_forms(one) for one in drawn]
    formal, chance, leave = (float(np.concatenate([part[k] for part in of_schools]).mean()) for k in range(3))
    beyond = coverage_of(schools, DRIFTS["без сдвига"], okrugs, seed).beyond
    covered = np.concatenate([_naive_covers(one) for one in drawn])
    return ByThemselves(formal, chance, beyond, leave, float(covered.mean()))


def _three_forms(drawn: DrawnOkrugs) -> list[NDArray[np.bool_]]:
    """Return of every chosen school whether its mean fell, fell beyond chance, and whether it would leave the list."""
    (before, n_before, _), (later, n_later, _) = drawn.years.year(1), drawn.years.year(2)
    weight = n_before + n_later
    weight = weight / weight.sum(axis=-1, keepdims=True)
    change = (weight * (later - before)).sum(axis=-1)
    near = [(share * n + 0.5) / (n + 1) for share, n in ((before, n_before), (later, n_later))]
    variance = sum(one * (1 - one) / n for one, n in zip(near, (n_before, n_later), strict=True))
    high = change + 1.96 * np.sqrt((weight**2 * variance).sum(axis=-1))
    low = [(100 * share * n >= 100 * THRESHOLD * n - 1e-6).sum(axis=-1) for share, n in ((before, 1.0), (later, 1.0))]
    stays = (low[1] >= 2) | ((low[1] >= 1) & (low[0] >= 1))
    return [one[drawn.programme] for one in (change < 0, high < 0, ~stays)]


def _naive_covers(drawn: DrawnOkrugs) -> NDArray[np.bool_]:
    """Tell whether plain difference-in-differences on the last year of selection covers the true effect, 0."""
    (before, _, _), (later, _, _) = drawn.years.year(1), drawn.years.year(2)
    change = (later - before).mean(axis=-1)
    covers = []
    for own, programme in zip(change, drawn.programme, strict=True):
        inside, outside = own[programme], own[~programme]
        if len(inside) < FEWEST_OF_PROGRAMME or len(outside) < FEWEST_OUTSIDE:
            continue
        spread = np.sqrt(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside))
        covers.append(abs(inside.mean() - outside.mean()) <= 2.07 * spread)
    return np.array(covers)


# Missing results


def missing_patterns() -> dict[str, Absent]:
    """Return how results may be missing: cells at random, whole procedures of a year, both as in real files."""
    return {
        "20 % ячеек": _cells(0.2),
        "40 % ячеек": _cells(0.4),
        "4 процедуры первого года": _whole({0: 4}),
        "4 процедуры второго года": _whole({1: 4}),
        "4 процедуры последнего года": _whole({2: 4}),
        "весь первый год": _whole({0: PROCEDURES}),
        "4, 3 и 2 процедуры трёх лет": _whole({0: 4, 1: 3, 2: 2}),
        "как в настоящих файлах": _both(_cells(0.1), _whole({0: 4, 1: 2})),
    }


def _cells(share: float) -> Absent:
    return lambda shape, rng: rng.random(shape) < share


def _whole(procedures: dict[int, int]) -> Absent:
    def absent(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.bool_]:
        gone = np.zeros(shape, dtype=bool)
        for year, count in procedures.items():
            places = np.argsort(rng.random((shape[0], shape[3])), axis=1)
            gone[:, year] = (places < count)[:, None, :]
        return gone

    return absent


def _both(*patterns: Absent) -> Absent:
    return lambda shape, rng: np.logical_or.reduce([pattern(shape, rng) for pattern in patterns])


def _batches(schools: int, okrugs: int) -> Iterator[int]:
    """Yield numbers of okrugs that fit into memory together."""
    most = max(10, 4000 // schools)
    while okrugs > 0:
        yield min(most, okrugs)
        okrugs -= most


# Tables of the guide


def main() -> None:
    """Print the tables of docs/методика.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--okrugs", type=int, default=2000)
    okrugs = parser.parse_args().okrugs
    _print_head(f"Школ | {OF_DRIFT}")
    for schools in SIZES:
        for name, drift in DRIFTS.items():
            _print_row(f"{schools} | {name}", coverage_of(schools, drift, okrugs, seed=2))
    _print_head(f"Чего нет | {OF_DRIFT}")
    for name, absent in missing_patterns().items():
        for shift in ("без сдвига", "×1,4", "×0,65"):
            _print_row(f"{name} | {shift}", coverage_of(24, DRIFTS[shift], okrugs, seed=3, absent=absent))
    _print_head("Школ | Влияние, п. | Найдено, %")
    for schools in (24, 60, 200):
        for effect in (0.05, 0.10):
            share = found_share(schools, effect, okrugs // 4, seed=4)
            print(f"| {schools} | {100 * effect:.0f} | {100 * share:.0f} |", flush=True)
    _print_head("Школ | Сдвиг | Снизилась, % школ | Цель достигнута, % | Сказано без сдвига, % | Сказано со сдвигом, %")
    for schools in SIZES:
        for name in ("−3 пункта", "без сдвига", "+3 пункта"):
            told = formal_rule(schools, DRIFTS[name], okrugs, seed=5)
            numbers = (told.improved, told.met, told.predicted, told.predicted_shifted)
            print(f"| {schools} | {name} | {' | '.join(f'{100 * one:.0f}' for one in numbers)} |", flush=True)

    _print_head(
        "Школ | Снизилась, % | Больше случайного, % | Больше ожидаемого, % | Вышла бы, % | Разность разностей, %"
    )
    for schools in SIZES:
        told_of = forms_by_themselves(schools, okrugs, seed=6)
        of_forms = (told_of.formal, told_of.beyond_chance, told_of.beyond_expectation, told_of.would_leave)
        shares = (*of_forms, told_of.naive_coverage)
        print(f"| {schools} | {' | '.join(f'{100 * one:.1f}' for one in shares)} |".replace(".", ","), flush=True)


def _print_head(columns: str) -> None:
    print(f"\n| {columns} |\n|{'---|' * (columns.count('|') + 1)}", flush=True)


def _print_row(head: str, told: Told) -> None:
    cells = (
        f"{100 * told.coverage:.1f} ± {100 * told.error_of_coverage:.1f}",
        f"{100 * told.better:.1f} ± {100 * told.error_of_better:.1f}",
        f"{100 * told.worse:.1f}",
        f"{told.bias_pp:+.2f} ± {told.error_of_bias_pp:.2f}",
        f"{told.detectable_pp:.1f}",
        f"{100 * told.beyond:.1f}",
    )
    print(f"| {head} | {' | '.join(cells)} |".replace(".", ","), flush=True)


if __name__ == "__main__":
    main()

"""METHODS 7: the table on uncertainty, and the laws that intervals keep."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.analysis.statistics import changes, false_flags
from shnor_lib.ground import intervals

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (65, 100, 0.55254, 0.73636),
    ],
)
def test_wilson_interval(x, n, low, high):
    assert intervals.wilson_interval(x, n) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@pytest.mark.parametrize(("x", "n", "low", "high"), [(81, 263, 0.2527, 0.3676), (0, 20, 0, 0.1684)])
def test_clopper_pearson_interval(x, n, low, high):
    assert changes.clopper_pearson_interval(x, n) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_newcombe_difference():
    difference, low, high = changes.newcombe_difference(56, 70, 48, 80)
    assert (difference, low, high) == (
        pytest.approx(0.2),
        pytest.approx(0.0524, abs=6e-5),
        pytest.approx(0.3339, abs=6e-5),
    )


@pytest.mark.parametrize(
    ("procedures", "n", "chance"), [(9, 10, 0.501), (9, 25, 0.021), (24, 10, 0.946), (24, 25, 0.124)]
)
def test_chance_of_a_false_flag(procedures, n, chance):
    assert false_flags.chance_of_false_flag(0.15, n, procedures) == pytest.approx(chance, abs=6e-4)


@pytest.mark.parametrize(("n", "chance"), [(10, 0.180), (25, 0.025)])
def test_chance_of_one_low_result(n, chance):
    assert false_flags.chance_of_low_result(0.15, n) == pytest.approx(chance, abs=6e-4)


@given(COUNTS)
def test_intervals_hold_the_share_and_the_exact_one_is_never_outside_0_1(counts):
    x, n = counts
    for interval in (intervals.wilson_interval, changes.clopper_pearson_interval):
        low, high = interval(x, n)
        assert 0 <= low <= x / n <= high <= 1


@given(COUNTS)
def test_counting_passes_instead_of_failures_mirrors_the_interval(counts):
    x, n = counts
    low, high = intervals.wilson_interval(x, n)
    mirrored_low, mirrored_high = intervals.wilson_interval(n - x, n)
    assert (low, high) == (pytest.approx(1 - mirrored_high, abs=1e-12), pytest.approx(1 - mirrored_low, abs=1e-12))


@given(COUNTS, COUNTS)
def test_exchanging_the_years_changes_the_sign(one, other):
    difference, low, high = changes.newcombe_difference(*one, *other)
    opposite = changes.newcombe_difference(*other, *one)
    assert opposite == (pytest.approx(-difference), pytest.approx(-high), pytest.approx(-low))
    assert low <= difference <= high


def test_unknown_participants_give_no_interval():
    for interval in (intervals.wilson_interval, changes.clopper_pearson_interval):
        low, high = interval([0, 1, np.nan], [0, np.nan, np.nan])
        assert np.isnan(low).all()
        assert np.isnan(high).all()


PAIRS = st.lists(st.tuples(COUNTS, COUNTS, st.integers(1, 500)), min_size=1, max_size=12)


def mean_change(pairs):
    later, earlier, weights = zip(*pairs, strict=True)
    return changes.mean_change_interval(*zip(*later, strict=True), *zip(*earlier, strict=True), weights)


@given(PAIRS)
def test_the_interval_of_a_mean_change_is_that_of_a_plain_loop(pairs):
    total = sum(weight for *_, weight in pairs)
    change = variance = 0.0
    for (later, n_later), (earlier, n_earlier), weight in pairs:
        w = weight / total
        change += w * (later / n_later - earlier / n_earlier)
        for failed, n in ((later, n_later), (earlier, n_earlier)):
            p = (failed + 0.5) / (n + 1)
            variance += w * w * p * (1 - p) / n
    reach = 1.959964 * variance**0.5
    assert mean_change(pairs) == (
        pytest.approx(change, abs=1e-9),
        pytest.approx(change - reach, abs=1e-6),
        pytest.approx(change + reach, abs=1e-6),
    )


def test_the_interval_of_a_mean_change_by_hand():
    # 6/20 → 3/30 and 10/40 → 10/40, weights 50 and 80: −7.69 points, SE 7.54.
    change, low, high = mean_change([((3, 30), (6, 20), 50), ((10, 40), (10, 40), 80)])
    assert (change, low, high) == tuple(pytest.approx(v, abs=5e-5) for v in (-0.076923, -0.224663, 0.070816))


def test_pairs_without_a_failure_spread_too():
    _, low, high = mean_change([((0, 20), (0, 20), 1)])
    assert low < 0 < high


def test_the_mean_change_covers_what_it_promises():
    rng = np.random.default_rng(7)
    true_from, true_to = np.array([0.35, 0.1, 0.22, 0.3, 0.05, 0.18]), np.array([0.25, 0.12, 0.2, 0.2, 0.05, 0.1])
    n = 24
    weights, covered = np.full(6, 2.0 * n), 0
    for _ in range(1500):
        earlier, later = rng.binomial(n, true_from), rng.binomial(n, true_to)
        _, low, high = changes.mean_change_interval(later, [n] * 6, earlier, [n] * 6, weights)
        covered += low <= (true_to - true_from).mean() <= high
    assert 0.935 < covered / 1500 < 0.985


def test_an_edition_without_participants_does_not_load_scipy():
    load = "import sys; from shnor_lib.analysis.statistics import changes as c; c.newcombe_difference(1, 2, 1, 3); "
    code = load + "assert 'scipy' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.integers(1, 20), st.floats(0, 1), st.integers(0, 5))
def test_equal_chances_give_the_binomial(trials, chance, needed):
    several = false_flags.chance_of_several([chance] * trials, needed)
    assert several == pytest.approx(intervals.chance_of_at_least(needed, trials, chance), abs=1e-9)

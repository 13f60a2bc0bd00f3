"""METHODS 8, last point: regression to the mean without a comparison group, from published μ, σ and ρ."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from shnor_lib.analysis.statistics.selection import expected_move_towards_the_mean, tail_mean
from shnor_lib.ground.params import Expectation


def test_the_tail_of_the_published_example():
    assert tail_mean((60 - 40) / 15) == pytest.approx(1.7981, abs=5e-5)


@pytest.mark.parametrize(("correlation", "move"), [(0.5, 13.49), (0.8, 5.39), (1, 0)])
def test_the_published_moves_for_a_choice_below_a_cut(correlation, move):
    assert expected_move_towards_the_mean(40, 60, 15, correlation, "below") == pytest.approx(move, abs=5e-3)


def test_a_high_share_of_failures_is_a_choice_above_the_cut():
    """The published example mirrored: schools above 80 where the mean is 60 fall as those below 40 rise."""
    assert expected_move_towards_the_mean(80, 60, 15, 0.5) == pytest.approx(13.49, abs=5e-3)
    assert expected_move_towards_the_mean(40, 60, 15, 0.5) != pytest.approx(13.49, abs=1)


@pytest.mark.parametrize(("cut", "chosen"), [(30, "above"), (12, "below"), (18, "above")])
def test_a_simulation_without_any_influence_moves_as_far(cut, chosen):
    rng = np.random.default_rng(8)
    mean, sd, rho = 18, 9, 0.6
    first, later = rng.multivariate_normal([mean, mean], sd**2 * np.array([[1, rho], [rho, 1]]), 200_000).T
    taken = first > cut if chosen == "above" else first < cut
    moved = abs((later - first)[taken].mean())
    assert expected_move_towards_the_mean(cut, mean, sd, rho, chosen) == pytest.approx(moved, rel=0.02)


@given(st.floats(-8, 8))
def test_the_tail_is_that_of_the_truncated_normal(z):
    assert tail_mean(z) == pytest.approx(stats.truncnorm.mean(z, np.inf), rel=1e-6, abs=1e-9)


def test_a_cut_so_far_that_nobody_lies_beyond_still_has_an_answer():
    assert tail_mean(60) == pytest.approx(60, rel=1e-3)


@pytest.mark.parametrize(("sd", "correlation"), [(0, 0.5), (-1, 0.5), (float("nan"), 0.5), (10, 1.2), (10, -0.1)])
def test_impossible_figures_are_refused(sd, correlation):
    with pytest.raises(ValueError, match="sd"):
        expected_move_towards_the_mean(30, 15, sd, correlation)


@pytest.mark.parametrize(
    ("wrong", "key"), [({"sd": 0}, "sd"), ({"correlation": 1.5}, "correlation"), ({"mean": 120}, "mean")]
)
def test_params_hold_only_possible_figures(wrong, key):
    given = {"mean": 17, "sd": 12, "correlation": 0.6, "source": "открытые данные региона"}
    assert Expectation(**given).mean == 17
    with pytest.raises(ValueError, match=key):
        Expectation(**given | wrong)

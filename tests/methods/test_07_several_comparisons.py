"""METHODS 7: the score test of two shares, and what is left of many comparisons at once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, false_discovery_control
from statsmodels.stats.multitest import multipletests

from shnor_lib.analysis.results import dynamics
from shnor_lib.analysis.statistics import changes
from tests.support.certain_results import results_of_shares
from tests.support.depth import examples
from tests.support.programme_2022 import params_2022

#: The example of Benjamini and Hochberg (1995).
P_VALUES = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0
)  # fmt: skip
COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_the_papers_example():
    adjusted = changes.chances_at_once(P_VALUES)
    assert int((adjusted <= 0.05).sum()) == 4
    assert sum(value <= 0.05 / len(P_VALUES) for value in P_VALUES) == 3  # Bonferroni


@settings(max_examples=examples(50))
@given(CHANCES)
def test_scipy_and_statsmodels_adjust_alike(chances):
    ours = changes.chances_at_once(chances)
    assert ours == pytest.approx(false_discovery_control(chances))
    assert ours == pytest.approx(multipletests(chances, method="fdr_bh")[1])


def test_of_no_comparison_nothing_is_left():
    assert changes.chances_at_once([]).shape == (0,)


@settings(max_examples=examples(60))
@given(COUNTS, COUNTS)
def test_the_score_test_is_the_chi_squared_test_without_correction(later, earlier):
    (x, n), (y, m) = later, earlier
    chance = float(changes.chance_of_change(x, n, y, m))
    if x + y in (0, n + m):
        assert chance == 1
    else:
        table = [[x, n - x], [y, m - y]]
        assert chance == pytest.approx(chi2_contingency(table, correction=False).pvalue, abs=1e-9)
    assert chance == pytest.approx(float(changes.chance_of_change(y, m, x, n)))


@pytest.mark.parametrize(
    ("later", "n_later", "earlier", "n_earlier"),
    [(0, 20, 0, 30), (20, 20, 30, 30), (1, 1, 1, 1), (0, 0, 3, 10), (2, np.nan, 3, 10)],
)
def test_where_nothing_differs_chance_is_certain(later, n_later, earlier, n_earlier):
    assert changes.chance_of_change(later, n_later, earlier, n_earlier) == 1


# The tables


def pairs_of(before, after, n=40):
    results = results_of_shares({"VPR RU 6 2019": before, "VPR RU 6 2021": after}, n)
    return results, params_2022().dynamics


def test_one_change_of_many_has_to_be_larger_than_one_alone():
    """20 points among 40 pupils are beyond chance alone, and not among twenty comparisons; 40 points are."""
    results, params = pairs_of([30.0] * 20, [10.0, *[30.0] * 19])
    (first, *_), by_school = _both(results, params)
    assert first["p_value"] < 0.05 and not first["supported"]
    assert first["change_high_pp"] < 0
    assert list(by_school["alone"]) == [1, *[0] * 19]
    assert by_school["fell"].sum() == 0

    results, params = pairs_of([60.0] * 20, [20.0, *[60.0] * 19])
    (first, *_), by_school = _both(results, params)
    assert first["supported"]
    assert list(by_school["fell"]) == [1, *[0] * 19]
    assert list(by_school["open"]) == [0, *[1] * 19]


def test_schools_of_the_edition_are_one_table():
    """The same change is supported in an okrug of one school and not among forty that do not change."""
    alone, _ = _both(*pairs_of([30.0], [10.0]))
    among, _ = _both(*pairs_of([30.0] * 40, [10.0, *[30.0] * 39]))
    assert alone[0]["supported"] and not among[0]["supported"]
    assert alone[0]["p_value"] == among[0]["p_value"]


def test_pairs_without_participants_are_not_tested():
    pairs, by_school = _both(*pairs_of([30.0] * 3, [10.0] * 3, n=None))
    assert all(np.isnan(pair["p_value"]) and pair["supported"] is None for pair in pairs)
    assert by_school.empty


def _both(results, params):
    table = dynamics.comparable_pairs(results, params, None)
    rows = table.assign(supported=table["supported"].astype(object).where(table["supported"].notna(), None))
    return rows.to_dict("records"), dynamics.supported_by_school(results, params)


def test_without_any_change_hardly_a_table_has_a_supported_one():
    rng = np.random.default_rng(9)
    wrong = 0
    for _ in range(300):
        n = rng.integers(10, 60, 60)
        chance = changes.chance_of_change(rng.binomial(n, 0.2), n, rng.binomial(n, 0.2), n)
        wrong += bool((changes.chances_at_once(chance) <= dynamics.FALSE_DISCOVERIES).any())
    assert wrong / 300 < 0.09

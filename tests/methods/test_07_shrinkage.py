"""METHODS 7: shares of small groups, the prior of a procedure, and the posterior with a school's own term."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import beta, betabinom, norm

from shnor_lib.analysis.certainty.true_shares import true_shares
from shnor_lib.analysis.statistics import shrinkage
from tests.support.certain_results import NO_REGION, results_of_shares
from tests.support.depth import examples
from tests.support.programme_2022 import params_2022
from tools.simulations import true_shares as simulation

#: Rats with a tumour of all rats, 70 groups: Gelman et al., Bayesian Data Analysis, table 5.1.
TUMOURS = [int(one) for one in "00000000000000111111112222222221525327733 ".strip()]
TUMOURS = [*TUMOURS, 2, 9, 10, *[4] * 7, 10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9]
RATS = [
    *[20] * 7, *[19] * 4, 18, 18, 17, *[20] * 4, 19, 19, 18, 18, 25, 24, 23, *[20] * 6, 10, 49, 19, 46, 27, 17, 49, 47,
    20, 20, 13, 48, 50, *[20] * 7, 48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24,
]  # fmt: skip
COUNTS = st.integers(1, 100).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
GROUPS = st.lists(COUNTS, min_size=2, max_size=12)


@pytest.mark.parametrize(("x", "n", "share", "probability"), [(4, 9, 0.2414, 0.220), (11, 17, 0.3784, 0.837)])
def test_the_share_and_its_probability_under_a_given_prior(x, n, share, probability):
    assert shrinkage.shrunken_share(x, n, 0.15, 20) == pytest.approx(share, abs=6e-5)
    assert shrinkage.probability_at_least(0.30, x, n, 0.15, 20) == pytest.approx(probability, abs=6e-4)
    posterior = shrinkage.shrunken(x, n, shrinkage.Prior(0.15, 20))
    assert posterior.at_least(0.30) == pytest.approx(probability, abs=6e-4)
    assert [float(end) for end in posterior.interval()] == pytest.approx(
        list(beta.interval(0.95, x + 3, n - x + 17)), abs=1e-9
    )


def test_the_prior_of_the_rat_tumours():
    assert len(TUMOURS) == len(RATS) == 70
    assert shrinkage.prior_by_moments(TUMOURS, RATS).shapes == pytest.approx((1.36, 8.62), abs=6e-3)
    prior = shrinkage.prior_by_likelihood(TUMOURS, RATS)
    assert prior.shapes == pytest.approx((2.305, 14.080), abs=6e-3)
    assert shrinkage.shrunken(4, 14, prior).mean == pytest.approx(0.2075, abs=6e-5)
    assert shrinkage.probability_at_least(0.30, 4, 14, prior.mean, prior.weight) == pytest.approx(0.1096, abs=6e-5)


@settings(max_examples=examples(30))
@given(GROUPS)
def test_no_other_prior_makes_the_results_likelier(groups):
    x, n = (np.array(column) for column in zip(*groups, strict=True))
    found = shrinkage.prior_by_likelihood(x, n)
    best = betabinom.logpmf(x, n, *found.shapes).sum()
    for weight in (found.weight * 0.7, found.weight * 1.4):
        other = shrinkage.Prior(found.mean, float(np.clip(weight, shrinkage.LEAST_WEIGHT, shrinkage.MOST_WEIGHT)))
        assert betabinom.logpmf(x, n, *other.shapes).sum() <= best + 1e-3


@pytest.mark.parametrize("failed", [0, 20])
def test_nobody_or_everybody_failed_has_a_prior_too(failed):
    prior = shrinkage.prior_by_likelihood([failed] * 12, [20] * 12)
    assert 0 < prior.mean < 1
    assert shrinkage.shrunken(failed, 20, prior).mean == pytest.approx(failed / 20, abs=0.01)


@given(COUNTS, st.floats(0.01, 0.99), st.floats(1, 500))
def test_the_estimate_lies_between_the_share_and_the_common_one(counts, mean, weight):
    x, n = counts
    low, high = sorted((x / n, mean))
    assert low - 1e-12 <= shrinkage.shrunken_share(x, n, mean, weight) <= high + 1e-12


# With the school


def test_without_a_spread_of_schools_the_model_is_the_one_by_procedure():
    failed, n = np.array([[4.0, 1.0], [0.0, 7.0]]), np.array([[10.0, 9.0], [0.0, 20.0]])
    found = shrinkage.school_posteriors(failed, n, shrinkage.SchoolPrior(np.array([0.15, 0.2]), 20.0, 0.0))
    expected = [shrinkage.shrunken(failed[:, place], n[:, place], prior) for place, prior in enumerate(
        (shrinkage.Prior(0.15, 20.0), shrinkage.Prior(0.2, 20.0)))]  # fmt: skip
    for part in ("mean", "variance"):
        assert getattr(found.cells, part) == pytest.approx(np.stack([getattr(one, part) for one in expected], 1))


@pytest.mark.slow
def test_the_posterior_with_the_school_is_that_of_numerical_integration():
    failed, n = np.array([6.0, 4.0, 1.0]), np.array([10.0, 12.0, 9.0])
    weight, spread, means = 30.0, 0.7, np.array([0.15, 0.2, 0.1])
    found = shrinkage.school_posteriors(failed[None], n[None], shrinkage.SchoolPrior(means, weight, spread))
    mean_of = [lambda z, a=a: expit(a + spread * z) for a in (_intercept(mean, spread) for mean in means)]

    def likelihood(z):
        return norm.pdf(z) * np.prod(
            [
                betabinom.pmf(x, m, of(z) * weight, (1 - of(z)) * weight)
                for x, m, of in zip(failed, n, mean_of, strict=True)
            ]
        )

    whole = quad(likelihood, -8, 8)[0]
    for place, of in enumerate(mean_of):
        share = quad(
            lambda z, x=failed[place], m=n[place], of=of: likelihood(z) * (x + of(z) * weight) / (m + weight), -8, 8
        )[0]
        assert found.cells.mean[0, place] == pytest.approx(share / whole, abs=1e-6)
    together = (n / n.sum()) @ found.cells.mean[0]
    assert found.together.mean[0] == pytest.approx(together, abs=1e-12)


def _intercept(mean, spread):
    """Return by bisection the intercept at which the mean over schools is the given one."""
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        of_schools = quad(lambda z, a=middle: norm.pdf(z) * expit(a + spread * z), -8, 8)[0]
        low, high = (middle, high) if of_schools < mean else (low, middle)
    return low


def test_a_school_low_elsewhere_is_drawn_less_to_the_others():
    failed = np.array([[4.0, 5.0, 4.0], [4.0, 0.0, 0.0]])
    n = np.full((2, 3), 10.0)
    found = shrinkage.school_posteriors(failed, n, shrinkage.SchoolPrior(np.full(3, 0.15), 25.0, 0.8)).cells.mean
    assert found[0, 0] > found[1, 0] > 0.15


@pytest.mark.slow
def test_simulated_error_at_ten_participants():
    """Few okrugs, wide bounds; many and the figures of the guide: the slow test below."""
    found = simulation.errors_at_ten(10, 24, procedures=8)
    assert found["with_school"] < 0.6 * found["raw"]
    assert found["with_school"] < 0.9 * found["by_procedure"]


@pytest.mark.slow
@pytest.mark.parametrize("schools", [15, 24, 60])
def test_simulated_error_is_what_the_guide_says(schools):
    found = simulation.errors_at_ten(150, schools)
    assert found["with_school"] <= 0.55 * found["raw"]
    assert found["with_school"] <= 0.85 * found["by_procedure"]
    assert 88 < found["covered"] < 97
    assert abs(found["promised"] - found["came_true"]) < 1
    assert found["together"] <= found["together_raw"]


# The tables

SHARES = [10.0, 20.0, 0.0, 30.0, 10.0, 40.0, 20.0, 10.0, 0.0, 10.0, 20.0, 30.0]


def tables_of(shares, n=10, region=NO_REGION):
    return true_shares(results_of_shares(shares, n), region, params_2022().criteria)


def test_an_estimate_stands_beside_each_result_of_the_latest_year_and_of_the_criterias():
    of_years = {"VPR RU 5 2019": SHARES, "VPR RU 5 2018": SHARES}
    cells, schools = tables_of({"VPR RU 5 2021": SHARES, "VPR MA 5 2021": SHARES[::-1], **of_years})
    assert set(cells["school_year"]) == {2019, 2021}
    assert cells["estimate_pct"].notna().all()
    assert ((cells["low_pct"] < cells["estimate_pct"]) & (cells["estimate_pct"] < cells["high_pct"])).all()
    assert {year: set(own["model"]) for year, own in cells.groupby("school_year")} == {
        2019: {"procedure"},
        2021: {"school"},
    }
    last = schools[schools["school_year"] == 2021]
    assert list(last["procedures"]) == [2] * 12
    assert list(last["fail_pct"]) == pytest.approx([(a + b) / 2 for a, b in zip(SHARES, SHARES[::-1], strict=True)])


def test_one_procedure_is_estimated_by_itself():
    cells, schools = tables_of({"VPR RU 5 2021": SHARES})
    assert set(cells["model"]) == {"procedure"}
    prior = shrinkage.prior_by_likelihood([round(share / 10) for share in SHARES], [10] * 12)
    expected = [100 * float(shrinkage.shrunken_share(share / 10, 10, prior.mean, prior.weight)) for share in SHARES]
    assert list(cells["estimate_pct"]) == pytest.approx(expected)
    assert list(schools["estimate_pct"]) == pytest.approx(expected)


@pytest.mark.parametrize(("schools", "n", "why"), [(9, 10, "few_schools"), (12, None, "no_participants")])
def test_where_nothing_can_be_told_the_reason_stands(schools, n, why):
    cells, of_schools = tables_of({"VPR RU 5 2021": SHARES[:schools]}, n)
    assert list(cells["why_not"]) == [why] * schools
    assert cells["estimate_pct"].isna().all()
    assert of_schools.empty


def test_the_regions_schools_are_asked_where_the_okrug_has_few():
    region = pd.DataFrame(
        {
            "region_school_id": [f"r{place}" for place in range(30)],
            **{"assessment": "VPR", "level": None, "subject": "RU", "grade": 5, "school_year": 2021, "season": ""},
            "n_participants": 20,
            "n_failed": [place % 8 for place in range(30)],
            "fail_pct": [5.0 * (place % 8) for place in range(30)],
        }
    )
    cells, _ = tables_of({"VPR RU 5 2021": SHARES[:3]}, region=region)
    assert list(cells["school_id"]) == ["s1", "s2", "s3"]
    assert set(cells["peers"]) == {33}
    assert cells["estimate_pct"].notna().all()


def test_a_result_that_was_not_held_is_no_result():
    cells, _ = tables_of({"VPR RU 5 2021": [None, *SHARES[1:]]})
    assert "s1" not in set(cells["school_id"])

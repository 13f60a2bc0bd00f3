"""METHODS 7: control limits of a funnel plot, exact and with the schools' own spread."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from shnor_lib.analysis.certainty.funnels import school_funnels
from shnor_lib.analysis.statistics import funnel
from tests.support.certain_results import NO_REGION, results_of_shares
from tests.support.depth import examples
from tests.support.programme_2022 import params_2022

#: The data with which the R package FunnelPlotR is tested: how many of how many.
NUMERATORS = (12, 30, 26, 50, 42, 71, 4, 29, 48, 36)
DENOMINATORS = (82, 98, 100, 125, 162, 151, 12, 100, 82, 99)


@pytest.mark.parametrize(
    ("n", "quantile", "limit"), [(20, 0.975, 0.2966), (20, 0.999, 0.4152), (50, 0.975, 0.2460), (50, 0.999, 0.3147)]
)
def test_exact_limits(n, quantile, limit):
    assert funnel.funnel_limit(0.15, n, quantile) == pytest.approx(limit, abs=6e-5)


@pytest.mark.slow
@settings(max_examples=examples(100))
@given(st.integers(1, 300), st.floats(0.001, 0.999), st.sampled_from((0.001, 0.025, 0.975, 0.999)))
def test_exact_limits_are_those_of_a_plain_loop(n, centre, quantile):
    total = before = 0.0
    for count in range(n + 1):
        before, total = total, total + float(binom.pmf(count, n, centre))
        if total >= quantile - 1e-12 or count == n:
            break
    loop = (count - (total - quantile) / (total - before)) / n
    # Where a count's cumulative probability is the quantile itself, the two neighbouring answers are equally right.
    assert funnel.funnel_limit(centre, n, quantile) == pytest.approx(min(max(loop, 0), 1), abs=1e-6)


def test_many_sizes_at_once_are_each_by_itself():
    sizes = np.arange(1, 120)
    at_once = funnel.funnel_limit(0.3, sizes, 0.999)
    assert list(at_once) == [float(funnel.funnel_limit(0.3, int(n), 0.999)) for n in sizes]


@pytest.mark.parametrize("centre", [0.0, 1.0])
def test_nobody_or_everybody_failed_leaves_no_room(centre):
    assert list(funnel.funnel_limit(centre, [1, 50], 0.999)) == [centre, centre]


def test_overdispersion_of_the_published_data():
    found = funnel.funnel_of(NUMERATORS, DENOMINATORS)
    assert (found.centre, found.dispersion, found.spread) == (
        pytest.approx(0.3442, abs=6e-5),
        pytest.approx(6.0374, abs=6e-5),
        pytest.approx(0.01436, abs=6e-6),
    )
    assert [float(found.wide_limits(50, level)[1]) for level in (0.95, 0.998)] == [
        pytest.approx(0.6133, abs=6e-5),
        pytest.approx(0.7584, abs=6e-5),
    ]


def test_the_angle_is_kept_within_a_quarter_turn():
    assert funnel.wide_limit(0.15, 5, -3.09, 0.0) == 0
    assert funnel.wide_limit(0.85, 5, 3.09, 0.0) == 1


def test_below_ten_schools_there_are_no_wide_limits():
    few = funnel.funnel_of(NUMERATORS[:9], DENOMINATORS[:9])
    assert not few.has_wide_limits
    assert np.isnan(few.wide_limits(50, 0.95)).all()


def test_schools_that_differ_by_chance_alone_have_no_spread():
    rng = np.random.default_rng(4)
    spreads = [funnel.funnel_of(rng.binomial(60, 0.2, 400), np.full(400, 60)).spread for _ in range(20)]
    assert max(spreads) < 0.002


# The table


def funnel_of(shares, n=50):
    """Return the table `funnel` of schools with these shares in one procedure."""
    return school_funnels(results_of_shares({"VPR RU 5 2021": shares}, n), NO_REGION, params_2022().criteria)


def test_a_school_far_above_the_others_is_named_and_nobody_else():
    made = funnel_of([10.0, 12.0, 14.0, 8.0, 10.0, 12.0, 10.0, 8.0, 90.0, 14.0, 10.0, 12.0] * 2)
    assert list(made["outside"].notna()) == [place % 12 == 8 for place in range(24)]
    assert set(made["outside"].dropna()) == {"above"}


def test_below_ten_schools_exact_limits_name():
    made = funnel_of([10.0] * 7 + [60.0])
    assert list(made["outside"].dropna()) == ["above"]
    assert made["wide_high_998_pct"].isna().all()


@pytest.mark.parametrize("schools", [1, 2])
def test_two_schools_are_compared_with_nobody(schools):
    assert funnel_of([10.0] * schools).empty


def test_unknown_participants_have_no_funnel():
    assert funnel_of([10.0] * 12, n=None).empty


def test_grades_of_a_subject_are_one_point_and_only_the_latest_year_counts():
    results = results_of_shares(
        {"VPR RU 5 2021": [10.0] * 4, "VPR RU 6 2021": [30.0] * 4, "VPR RU 5 2019": [90.0] * 4}, 50
    )
    made = school_funnels(results, NO_REGION, params_2022().criteria)
    assert list(made["n_participants"]) == [100] * 4
    assert list(made["fail_pct"]) == [20.0] * 4
    assert set(made["school_year"]) == {2021}


def test_the_regions_schools_stand_in_where_the_okrug_is_small():
    results = results_of_shares({"VPR RU 5 2021": [10.0, 12.0, 60.0]}, 50)
    region = pd.DataFrame(
        [
            {
                **{"region_school_id": f"r{place}", "assessment": "VPR", "level": None, "subject": "RU", "grade": 5},
                **{"school_year": 2021, "season": "spring", "n_participants": 50, "n_failed": 25 + place % 10},
                "fail_pct": 2.0 * (25 + place % 10),
            }
            for place in range(20)
        ]
    )
    made = school_funnels(results, region, params_2022().criteria)
    assert list(made["school_id"]) == ["s1", "s2", "s3"]
    assert set(made["schools"]) == {23}
    assert made["spread"].notna().all()
    alone = school_funnels(results, NO_REGION, params_2022().criteria)
    assert (alone["outside"].iloc[2], made["outside"].iloc[2]) == ("above", None)

"""METHODS 9: the model index of schools' conditions, its component, and what results it lets expect."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.multivariate.pca import PCA
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.tools.tools import add_constant

from shnor_lib.analysis.certainty.context_expectation import context_expectation
from shnor_lib.analysis.certainty.social_index import social_index
from shnor_lib.analysis.statistics import regression
from shnor_lib.analysis.statistics.social_index import first_component, standardised, weighted_index
from shnor_lib.ground.params import Context
from shnor_lib.ingest.frames import frame_of
from tests.support.depth import every, every_case, examples
from tests.support.measured_edition import measured, measured_edition

COLUMNS = tuple(Context().weights.value)
RNG = np.random.default_rng(9)


# The index


def test_the_index_of_three_schools_by_hand():
    """Higher education 10, 20, 30 gives z of −1.2247, 0, 1.2247; incomplete families 30, 30, 0 turn it about."""
    found = weighted_index([[10, 30], [20, 30], [30, 0]], [1, -1], 0.5)
    raw = np.array([-1.224745 - 0.707107, 0 - 0.707107, 1.224745 + 1.414214]) / 2
    assert found.values == pytest.approx(50 + 10 * (raw - raw.mean()) / raw.std(), abs=1e-5)


@given(st.integers(2, 30), st.integers(1, 6), st.integers(0, 10**6))
@settings(max_examples=examples(20), deadline=None)
def test_the_index_is_the_mean_of_the_library_s_scores_and_lies_on_the_scale(schools, columns, seed):
    values = np.random.default_rng(seed).uniform(0, 100, (schools, columns))
    weights = np.resize([1, -1, 2], columns)
    found = weighted_index(values, weights, 1.0).values
    raw = stats.zscore(values) @ weights
    assume(raw.std() > 1e-6)
    assert found == pytest.approx(50 + 10 * stats.zscore(raw), abs=1e-6)
    assert (found.mean(), found.std()) == (pytest.approx(50), pytest.approx(10))
    # Another unit of the columns, or schools in another order, change nothing.
    assert weighted_index(values * 0.01 + 7, weights, 1.0).values == pytest.approx(found, abs=1e-6)
    assert weighted_index(values[::-1], weights, 1.0).values[::-1] == pytest.approx(found, abs=1e-6)


@pytest.mark.parametrize(
    ("least", "known"), [(0.6, [True, True, True, False]), (0.5, [True] * 4), (1.0, [True, True, False, False])]
)
def test_a_school_has_an_index_where_enough_of_the_used_columns_is_known(least, known):
    nan = np.nan
    # The last column is equal everywhere and the one before unknown: neither is used, four are.
    columns = [[1, 2, 3, 4, nan, 5], [2, 1, 5, 3, nan, 5], [4, 4, 1, nan, nan, 5], [6, 3, nan, nan, nan, 5]]
    found = weighted_index(columns, [1, -1, -1, 1, 1, 1], least)
    assert found.used.tolist() == [True] * 4 + [False] * 2
    assert found.known.tolist() == [4, 4, 3, 2]
    assert (~np.isnan(found.values)).tolist() == known


@pytest.mark.parametrize("columns", [[[5.0, 1.0]] * 4, [[np.nan, np.nan]] * 3, [[1.0, 2.0]]])
def test_schools_that_do_not_differ_have_no_index(columns):
    assert np.isnan(weighted_index(columns, [1, -1], 0.5).values).all()


def test_the_first_component_is_that_of_a_library_and_agrees_with_the_index():
    common = RNG.normal(size=40)
    values = np.column_stack([sign * common + RNG.normal(0, 0.8, 40) for sign in (1, -1, -1, -1)])
    index = weighted_index(values, [1, -1, -1, -1], 1.0).values
    found, library = first_component(values, index), PCA(values, standardize=True)
    assert np.abs(np.corrcoef(found.values, library.factors[:, 0])[0, 1]) == pytest.approx(1)
    assert found.explained == pytest.approx(library.eigenvals[0] / library.eigenvals.sum())
    assert np.corrcoef(found.values, index)[0, 1] > 0.9
    assert found.loadings == pytest.approx([np.corrcoef(found.values, own)[0, 1] for own in values.T])
    # The sign follows the index, whatever the library's is.
    assert first_component(values, 100 - index).values == pytest.approx(100 - found.values)


@pytest.mark.parametrize("columns", [np.zeros((30, 3)), RNG.normal(size=(3, 3)), RNG.normal(size=(30, 1))])
def test_without_anything_in_common_to_find_there_is_no_component(columns):
    assert first_component(columns, RNG.normal(size=len(columns))) is None


# The line


def test_the_variance_between_schools_is_the_library_s_moment_estimate():
    effects, variances = RNG.normal(0.3, 0.2, 25), RNG.uniform(0.005, 0.05, 25)
    library = combine_effects(effects, variances, method_re="dl")
    ours = regression.between_variance(np.ones((25, 1)), effects, variances)
    assert library.tau2 > 0
    assert ours == pytest.approx(library.tau2)
    assert regression.between_variance(np.ones((25, 1)), np.zeros(25), variances) == 0


def test_the_line_is_the_library_s_weighted_least_squares():
    index, variances = RNG.uniform(30, 70, 30), RNG.uniform(0.002, 0.02, 30)
    values = 0.9 - 0.01 * index + RNG.normal(0, 0.15, 30)
    design = add_constant(index)
    ours = regression.fitted_line(design, values, variances)
    library = WLS(values, design, weights=1 / (variances + ours.between)).fit()
    assert ours.coefficients == pytest.approx(library.params)
    assert ours.covariance == pytest.approx(library.cov_params() / library.scale * max(1.0, library.scale))
    assert regression.t_reach(28) == pytest.approx(stats.t.ppf(0.975, 28))


def test_each_school_is_foreseen_by_the_others_as_a_new_one_is_by_the_library():
    index, variances = RNG.uniform(30, 70, 22), RNG.uniform(0.002, 0.02, 22)
    values = 0.9 - 0.01 * index + RNG.normal(0, 0.15, 22)
    expected, reach = regression.foreseen_by_the_others(index, values, variances)
    for place in (0, 21):
        others = np.arange(22) != place
        between = regression.between_variance(add_constant(index[others]), values[others], variances[others])
        total = variances + between
        library = WLS(values[others], add_constant(index[others]), weights=1 / total[others]).fit()
        row = library.get_prediction([[1, index[place]]])
        scale = max(1.0, library.scale) / library.scale
        assert expected[place] == pytest.approx(row.predicted[0])
        variance = row.var_pred_mean[0] * scale + total[place]
        assert reach[place] == pytest.approx(stats.t.ppf(0.975, 19) * variance**0.5)


def test_a_school_is_not_foreseen_by_others_that_do_not_differ():
    expected, reach = regression.foreseen_by_the_others([40, 50, 50, 50, 50], [1, 2, 3, 4, 5], [1] * 5)
    assert np.isnan(expected).tolist() == np.isnan(reach).tolist() == [True, False, False, False, False]


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_counts_come_back_from_their_angles(counts):
    failed, n = counts
    assert regression.counts_of_angles(regression.angles_of_counts(failed, n), n) == pytest.approx(failed, abs=1e-6)


def shares_of_schools(rng, schools: int, *, effect: float, spread: float):
    """Return indices, participants, and counts of «2» whose true shares follow the index and differ besides."""
    index = rng.normal(50, 10, schools)
    n = rng.integers(12, 420, schools)
    true = regression.share_of_angle(0.38 - effect * (index - 50) + rng.normal(0, spread, schools))
    return index, n, rng.binomial(n, true)


@pytest.mark.slow
@pytest.mark.parametrize(("schools", "spread"), [(20, 0.0), (20, 0.12), (24, 0.06), (60, 0.12), (200, 0.06)])
def test_of_schools_like_the_others_one_in_twenty_lies_beyond_its_limits(schools, spread):
    rng = np.random.default_rng(19)
    beyond = total = 0
    for _ in range(150 if schools < 100 else 30):
        index, n, failed = shares_of_schools(rng, schools, effect=0.008, spread=spread)
        shown = regression.angles_of_counts(failed, n)
        expected, reach = regression.foreseen_by_the_others(index, shown, 1 / (4 * n))
        beyond += int((np.abs(shown - expected) > reach).sum())
        total += schools
    assert 0.03 < beyond / total < 0.065


# Tables


def context_of(values: dict[str, list], year: int | None = 2021, schools: list[str] | None = None) -> pd.DataFrame:
    """Return rows of the table `context`; columns that are not given are unknown."""
    number = len(next(iter(values.values())))
    codes = schools or [f"s{place}" for place in range(number)]
    rows = [
        {
            "school_id": code,
            "school": code,
            "school_year": year,
            "source_file": "a",
            **{k: v[n] for k, v in values.items()},
        }
        for n, code in enumerate(codes)
    ]
    return frame_of("context", rows)


def roster_of(number: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"school_id": [f"s{n}" for n in range(number)], "school": [f"Школа {n}" for n in range(number)]}
    )


def random_context(number: int, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return context_of({name: rng.uniform(0, 60, number).round(1).tolist() for name in COLUMNS})


def test_the_latest_year_counts_and_rows_are_in_the_roster_s_order():
    older = context_of({"higher_education_pct": [90, 80, 70, 60, 50, 40]}, 2019)
    undated = context_of({"higher_education_pct": [1] * 6}, None)
    newer = context_of({"higher_education_pct": [10, 20, 30, 40]}, 2021)
    empty = context_of({"pupils": [100, 200]}, 2022)
    told = pd.concat([newer, undated, older, empty]).sample(frac=1, random_state=1)
    columns, table = social_index(told, roster_of(6), Context())
    assert table["school_id"].tolist() == [f"s{n}" for n in range(6)]
    assert table["school_year"].tolist() == [2021] * 4 + [2019] * 2
    assert table["index"].tolist() == pytest.approx((50 + 10 * stats.zscore([10, 20, 30, 40, 50, 40])).tolist())
    assert columns.set_index("column").loc["higher_education_pct", ["schools", "used"]].tolist() == [6, True]
    assert not columns["used"].iloc[1:].any()


@pytest.mark.parametrize(
    ("schools", "has_index", "has_component"), [(4, False, False), (5, True, False), (20, True, True)]
)
def test_an_index_needs_five_schools_and_a_component_twenty(schools, has_index, has_component):
    _, table = social_index(random_context(schools), roster_of(schools), Context())
    assert table["index"].notna().all() == has_index
    assert table["component"].notna().all() == has_component


def test_nothing_known_gives_no_rows():
    columns, table = social_index(context_of({"pupils": [5, 6]}), roster_of(2), Context())
    assert columns.empty and table.empty
    assert "index" in table


def results_of(failed, n, subjects=("RU",), year: int = 2021, assessment: str = "VPR") -> pd.DataFrame:
    rows = [
        measured(
            (int(own), int(of) - int(own), 0, 0),
            school_id=f"s{place}",
            school=f"Школа {place}",
            source_cell="A1",
            assessment=assessment,
            level=None,
            subject=subject,
            grade=5,
            school_year=year,
            season="spring",
        )
        for subject in subjects
        for place, (own, of) in enumerate(zip(failed, n, strict=True))
    ]
    return pd.DataFrame(rows)


def held_against(schools: int, results: pd.DataFrame | None = None, **more):
    rng = np.random.default_rng(3)
    _, indices = social_index(random_context(schools), roster_of(schools), Context())
    if results is None:
        n = rng.integers(20, 80, schools)
        true = regression.share_of_angle(0.4 - 0.008 * (indices["index"].fillna(50) - 50))
        results = results_of(rng.binomial(n, true), n, **more)
    criteria = measured_edition().params.criteria
    return context_expectation(results, indices, criteria, Context())


@pytest.mark.slow
@pytest.mark.parametrize(("schools", "is_told"), every_case(3, [(5, False), (19, False), (20, True)]))
def test_limits_and_verdicts_are_given_from_twenty_schools_on(schools, is_told):
    table, fit = held_against(schools)
    assert len(table) == schools
    assert table["expected_pct"].notna().all()
    assert table[["low_pct", "high_pct", "standing"]].notna().all(axis=None) == is_told
    assert fit["slope_low"].notna().all() == is_told
    assert fit["slope"].item() < 0 and fit["below_pct"].item() > fit["above_pct"].item()


@pytest.mark.parametrize("change", every(3, ["few schools", "no participants", "no results"]))
def test_without_what_it_needs_there_is_no_line(change):
    if change == "few schools":
        table, fit = held_against(4)
    else:
        results = results_of([3] * 30, [10] * 30)
        results = (
            results.assign(n_participants=None, n_failed=None) if change == "no participants" else results.iloc[:0]
        )
        table, fit = held_against(30, results)
    assert table.empty and fit.empty


def test_a_school_far_off_is_told_and_does_not_hide_itself():
    rng = np.random.default_rng(5)
    n = np.full(30, 60)
    failed = rng.binomial(n, 0.15)
    failed[7], failed[11] = 45, 0
    table, _ = held_against(30, results_of(failed, n))
    assert table.set_index("school_id").loc["s7", "standing"] == "more"
    assert (table["standing"] == "more").sum() == 1
    assert table["school_id"].tolist() == [f"s{place}" for place in range(30)]


def test_a_harder_work_is_not_held_against_those_who_sat_it():
    """Half of the schools sat one work in which all fail often, half another in which they do seldom."""
    rng = np.random.default_rng(6)
    hard = results_of(rng.binomial(60, 0.4, 30), [60] * 30, ("MA",)).iloc[:15]
    easy = results_of(rng.binomial(60, 0.05, 30), [60] * 30, ("RU",)).iloc[15:]
    table, _ = held_against(30, pd.concat([hard, easy]))
    assert table["expected_pct"].iloc[:15].min() > 25 > 15 > table["expected_pct"].iloc[15:].max()
    assert (table["standing"] == "within").sum() >= 28


def test_where_no_VPR_is_known_another_assessment_is_told_and_an_old_year_never():
    table, fit = held_against(20, assessment="OGE")
    assert set(table["assessment"]) == {"OGE"} and fit["assessment"].item() == "OGE"
    results = pd.concat([results_of([2] * 20, [30] * 20, year=2019), results_of([9] * 20, [30] * 20, year=2021)])
    table, _ = held_against(20, results)
    assert set(table["school_year"]) == {2021} and set(table["n_participants"]) == {30}


def test_z_scores_leave_out_the_unknown():
    z = standardised([[1, np.nan], [2, 5], [3, 7], [np.nan, 9]])
    assert z[:3, 0] == pytest.approx(stats.zscore([1, 2, 3]))
    assert z[1:, 1] == pytest.approx(stats.zscore([5, 7, 9]))
    assert np.isnan(z[3, 0]) and np.isnan(z[0, 1])

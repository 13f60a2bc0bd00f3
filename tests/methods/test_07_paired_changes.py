"""METHODS 7: the change of the same people measured twice, its interval and the groups asked at once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import DescrStatsW

from shnor_lib.analysis.programme.competences import competences, self_assessment
from shnor_lib.analysis.statistics.paired import chance_of_moves, paired_change
from shnor_lib.ground.params import Indicators
from tests.support.invented_registers import WINDOW, diagnosed, registers

#: Student's own example (1908): hours of sleep gained by ten patients, the second drug less the first.
SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]


def test_the_published_example_of_paired_differences():
    found = paired_change(SLEEP)
    assert (found.mean, found.low, found.high) == pytest.approx((1.58, 0.7001, 2.4599), abs=1e-4)
    assert found.chance == pytest.approx(0.00283, abs=1e-5)


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=40).filter(lambda own: len(set(own)) > 1))
def test_the_interval_is_that_of_two_libraries(differences):
    found = paired_change(differences)
    expected = stats.ttest_1samp(differences, 0)
    assert (found.low, found.high) == pytest.approx(DescrStatsW(differences).tconfint_mean(), abs=1e-6)
    assert found.chance == pytest.approx(expected.pvalue, abs=1e-9)
    # The verdict by the interval and the verdict by the p-value are one.
    assert abs(found.chance - 0.05) < 1e-9 or (found.low > 0 or found.high < 0) == (found.chance < 0.05)


@pytest.mark.parametrize("differences", [[7.0], [5, 5, 5, 5, 5], [0.3 - 0.1, 0.4 - 0.2, 0.2], [0, 0]])
def test_without_spread_there_is_no_interval_rather_than_one_of_no_width(differences):
    found = paired_change(differences)
    assert found.mean == pytest.approx(np.mean(differences))
    assert np.isnan([found.low, found.high, found.chance]).all()


@pytest.mark.parametrize(("one_way", "other_way"), [(0, 0), (1, 0), (5, 0), (6, 0), (9, 2), (3, 3), (2, 12)])
def test_moves_between_two_states_are_judged_as_by_statsmodels(one_way, other_way):
    expected = mcnemar([[7, one_way], [other_way, 4]], exact=True).pvalue
    assert chance_of_moves(one_way, other_way) == pytest.approx(expected)
    assert chance_of_moves(one_way, other_way) == chance_of_moves(other_way, one_way)


GAINS = {
    "Математика": [12, 9, 15, 8, 11, 14],
    "Русский язык": [20, -5, 18, 2, -9, 25, 6],
    "Физика": [10] * 5,
    "Химия": [30, 40, 35],
    "История": [1, 9, 3, 7, 5, 11, 2],
}


def diagnostics_of(gains: dict[str, list[int]]) -> tuple[pd.DataFrame, list[str]]:
    """Return diagnostics in which teachers of each subject start at 50 and change by the given points."""
    rows, codes = [], []
    for subject, own in gains.items():
        for place, gain in enumerate(own):
            codes.append(f"{subject}{place}")
            rows += diagnosed(codes[-1], 50, 50 + gain, subject=subject)
    return registers(diagnostics=rows).diagnostics, codes


def table_of(gains: dict[str, list[int]]) -> pd.DataFrame:
    diagnostics, codes = diagnostics_of(gains)
    return competences(diagnostics, codes, WINDOW, Indicators()).set_index("subject")


def test_all_shown_groups_are_asked_at_once_and_hidden_ones_are_not():
    table = table_of(GAINS)
    asked = ["История", "Математика", "Русский язык"]
    chances = [stats.ttest_1samp(GAINS[subject], 0).pvalue for subject in asked]
    assert table.loc[asked, "supported"].tolist() == list(multipletests(chances, 0.05, method="fdr_bh")[0])
    assert table.loc[asked, "supported"].tolist() == [True, True, False]
    assert table.loc[["Физика", "Химия"], "supported"].isna().all()
    assert table.loc["Физика", "change_pp"] == 10
    assert table.loc["Химия", ["change_pp", "change_low_pp", "risen", "deficits_supported"]].isna().all()


def test_a_group_found_alone_may_not_be_found_among_many():
    barely = [10, -1, 14, -2, 12, 9, 2]
    assert 0.02 < stats.ttest_1samp(barely, 0).pvalue < 0.05
    assert table_of({"Математика": barely})["supported"].tolist() == [True]
    many = {f"предмет {place}": [5, -5, 4, -4, 1, -1, 3] for place in range(4)} | {"Математика": barely}
    assert not table_of(many)["supported"].any()


def test_deficits_are_counted_with_those_measured_twice():
    table = table_of({"Математика": [10] * 7 + [5, 12, -3], "Физика": [5] * 6})  # below 60 is a deficit
    assert table.loc["Математика", ["low_before", "low_after", "risen", "fallen"]].tolist() == [10, 2, 8, 0]
    assert table["deficits_supported"].tolist() == [True, False]


def test_self_assessment_is_held_against_the_test_pair_by_pair():
    rows = [row for n in range(6) for row in diagnosed(f"t{n}", 40 + n, 70, 60 + 3 * n, subject="Физика")]
    table = self_assessment(registers(diagnostics=rows).diagnostics, [f"t{n}" for n in range(6)], WINDOW, Indicators())
    differences = [20 + 2 * n for n in range(6)]
    expected = stats.ttest_1samp(differences, 0).confidence_interval()
    assert table.loc[0, ["difference_low_pp", "difference_high_pp"]].tolist() == pytest.approx([*expected])
    assert table["supported"].tolist() == [True]

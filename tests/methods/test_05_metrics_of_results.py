"""METHODS 5: numbers of marks behind shares, and what is computed from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.marks import mark_metrics, nearest_counts, recovered_counts

NAN = np.full((1, 4), np.nan)
TWO_DECIMALS = 0.005


def recovered(shares, n, half_step=TWO_DECIMALS):
    return recovered_counts(np.array([shares], dtype=float), np.array([n], dtype=float), half_step)[0].tolist()


def test_metrics_of_the_method():
    metrics = mark_metrics(NAN, np.array([[11, 47, 24, 7]])).iloc[0]
    assert metrics.round(2).tolist()[:3] == [34.83, 87.64, 46.11]
    assert round(metrics["mean_mark"], 3) == 3.303


def test_metrics_from_shares_where_counts_are_unknown():
    metrics = mark_metrics(np.array([[12.36, 52.81, 26.97, 7.87]]), NAN).iloc[0]
    assert metrics["quality_pct"] == pytest.approx(34.84)
    assert mark_metrics(NAN, NAN).isna().all(axis=None)


@given(st.tuples(*[st.integers(0, 2400)] * 4).filter(lambda counts: 0 < sum(counts) < 10_000))
def test_two_decimals_give_back_every_count(counts):
    n = sum(counts)
    assert recovered([round(100 * count / n, 2) for count in counts], n) == list(counts)


@pytest.mark.parametrize(
    ("shares", "n"),
    [
        ([12.36, 52.81, 26.97, 7.87], 90),  # shares of 89
        ([42.36, 52.81, 26.97, 7.87], 89),  # do not add up
        ([11.11, 38.89, 33.33, 16.67], 22),  # of no whole number of pupils
        ([25, 25, 25, 25], 12_000),  # rounding covers more than one count
        ([25, 25, 25, 25], 0),
        ([25, 25, 25, np.nan], 4),
    ],
)
def test_nothing_is_recovered_from_shares_that_do_not_fit(shares, n):
    assert np.isnan(recovered(shares, n)).all()


def test_whole_percentages_recover_small_classes_only():
    assert recovered([33, 33, 33, 0], 3, 0.5) == [1, 1, 1, 0]
    assert np.isnan(recovered([33, 33, 34, 0], 1000, 0.5)).all()


def test_large_groups_get_the_nearest_counts():
    assert nearest_counts(np.array([[5.06, 32.92, 44.33, 17.69]]), np.array([1_722_202])).tolist() == [
        [87143, 566949, 763452, 304658]
    ]

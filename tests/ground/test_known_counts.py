"""METHODS 1: which numbers of pupils agree with a printed share."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.marks import agreeing_counts, printed_decimals


def agreeing(share, n, decimals):
    """Return the least and the greatest count as integers, ``None`` where no count agrees."""
    least, most = agreeing_counts(np.array([share]), np.array([n], dtype=float), np.array([decimals]))
    return None if np.isnan(least[0]) else (int(least[0]), int(most[0]))


def twin(share: str, n: int, decimals: int):
    """Return the same by trying every count, in exact numbers."""
    step = Fraction(1, 2 * 10**decimals) + Fraction(1, 10**9)
    counts = [k for k in range(n + 1) if abs(Fraction(100 * k, n) - Fraction(share)) <= step]
    return (counts[0], counts[-1]) if counts else None


@pytest.mark.parametrize(
    ("share", "n", "decimals", "counts"),
    [
        (30, 181, 0, (54, 55)),
        (30, 200, 0, (59, 61)),
        (30, 101, 0, (30, 30)),
        (25, 20, 0, (5, 5)),
        (33, 9, 0, (3, 3)),
        (12.36, 89, 2, (11, 11)),
        (33, 1000, 0, (325, 335)),
        (46, 11, 0, None),
        (11.11, 10, 2, None),
        (0, 300, 0, (0, 1)),
        (100, 300, 0, (299, 300)),
        (0, 199, 0, (0, 0)),
        (12.5, 4, 0, None),
        (29.834254, 181, 6, (54, 54)),
        (15, np.nan, 0, None),
        (15, 0, 0, None),
        (np.nan, 20, 0, None),
    ],
)
def test_the_counts_that_agree_with_a_printed_share(share, n, decimals, counts):
    assert agreeing(share, n, decimals) == counts


@given(st.integers(1, 700), st.integers(0, 3), st.data())
def test_they_are_those_of_a_plain_loop_in_exact_numbers(n, decimals, data):
    share = Decimal(data.draw(st.integers(0, 100 * 10**decimals))).scaleb(-decimals)
    assert agreeing(float(share), n, decimals) == twin(str(share), n, decimals)


@given(st.integers(1, 700), st.integers(0, 6), st.data())
def test_the_true_count_is_always_among_them(n, decimals, data):
    count = data.draw(st.integers(0, n))
    printed = (Decimal(100 * count) / n).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    least, most = agreeing(float(printed), n, decimals)
    assert least <= count <= most


@given(st.integers(1, 99), st.integers(0, 99))
def test_a_whole_percentage_of_fewer_than_100_participants_has_one_count_at_most(n, share):
    found = agreeing(share, n, 0)
    assert found is None or found[0] == found[1]


@pytest.mark.parametrize(
    ("value", "decimals"),
    [(33, 0), (33.5, 1), (33.33, 2), (0, 0), (0.1 + 0.2, 1), (100 / 3, 6), (29.834254, 6), (np.nan, 0)],
)
def test_printed_decimals(value, decimals):
    assert printed_decimals(np.array([value])) == [decimals]

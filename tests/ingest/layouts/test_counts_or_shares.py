"""Numbers under «не преодолели порог»: a count or a share, as arithmetic tells, or neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ingest.cells.headings import COUNT, PERCENT
from shnor_lib.ingest.layouts.counts_or_shares import Measured, unit_by_numbers


def schools_of(most):
    """Return lists of (those who failed, participants)."""
    pupils = st.integers(1, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return st.lists(pupils, min_size=1, max_size=20)


SCHOOLS, FEW_PUPILS = schools_of(300), schools_of(100)


def unit(rows, totals=()):
    return unit_by_numbers([Measured(*row) for row in rows], [Measured(*row) for row in totals])


@pytest.mark.parametrize(
    ("rows", "totals", "told"),
    [
        ([(1, 18)], [], COUNT),  # 1 of 18 is 6 %: no share of whole percents
        ([(0, 18), (2, 18), (3, 18)], [], COUNT),
        ([(6, 18), (11, 18)], [], ""),  # 6 of 18 is 33 %, and 1 of 18 is 6 %
        ([(20, 10), (30, 10)], [], PERCENT),  # more than the participants
        ([(5.56, 18)], [], PERCENT),
        ([(4, 25), (8, 25), (0, 25)], [], ""),
        ([(4, 25), (8, 25), (0, 25)], [(12, 75)], COUNT),
        ([(4, 25), (8, 25), (0, 25)], [(4, 75)], PERCENT),
        ([(4, 25), (8, 25), (0, 25)], [(12, 80)], ""),  # a total of other rows
        ([(4, 25), (8, 25), (0, 25)], [(7, 75)], ""),
        ([(0, 25), (0, 18)], [], ""),
        ([(0.05, 20), (0.1, 20)], [], ""),  # parts of one, or percents
        ([(0, 20), (1, 100), (1, 100)], [], ""),
        ([(120, 100)], [], ""),
        ([(19, 18), (1, 18)], [], ""),  # neither: somebody mistyped
        ([], [], ""),
    ],
)
def test_units(rows, totals, told):
    assert unit(rows, totals) == told


@given(SCHOOLS)
def test_counts_are_never_taken_for_shares(schools):
    assert unit(schools) in (COUNT, "")


@given(SCHOOLS, st.sampled_from([0, 1, 2]))
def test_printed_shares_are_never_taken_for_counts(schools, decimals):
    printed = [(round(100 * failed / n, decimals), n) for failed, n in schools]
    assert unit(printed) in (PERCENT, "")


@given(FEW_PUPILS)
def test_with_their_total_neither_is_taken_for_the_other(schools):
    """Up to a hundred participants, whole percents tell the number behind them."""
    n, failed = sum(n for _, n in schools), sum(k for k, _ in schools)
    assert unit(schools, [(failed, n)]) in (COUNT, "")
    printed = [(round(100 * k / m), m) for k, m in schools]
    assert unit(printed, [(round(100 * failed / n), n)]) in (PERCENT, "")

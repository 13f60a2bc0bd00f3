"""Secondary suppression and its attacker: METHODS' tables, brute force, and small okrugs by chance."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.disclosure import suppression
from shnor_lib.analysis.disclosure.attacker import attacked, narrowed
from shnor_lib.analysis.disclosure.counts import Counts, Sum, two_way
from shnor_lib.analysis.disclosure.suppression import suppressed
from tests.support.depth import every_case, examples

THREE = ((20, 50, 10), (8, 19, 22), (17, 32, 12))
TWO = ((5, 2, 0), (6, 3, 4))


@pytest.mark.parametrize(
    ("rows", "sensitive", "width", "hidden", "weight", "interval"),
    every_case(
        3,
        [
            (THREE, (1, 2), 5, {(1, 0), (1, 2), (2, 0), (2, 2)}, 59, (5, 30)),
            (TWO, (0, 2), 2, {(0, 1), (0, 2), (1, 1), (1, 2)}, 9, (0, 2)),
            (TWO, (0, 2), 3, {(0, 0), (0, 2), (1, 0), (1, 2)}, 15, (0, 4)),
            (TWO, (0, 2), 4, {(0, 0), (0, 2), (1, 0), (1, 2)}, 15, (0, 4)),
        ],
    ),
)
def test_the_methods_tables_hide_what_was_calculated(rows, sensitive, width, hidden, weight, interval):
    counts = two_way(rows, [sensitive], width)
    found = suppressed(counts)
    breadth = len(rows[0])
    assert {divmod(int(place), breadth) for place in np.flatnonzero(found.hidden)} == hidden
    assert counts.weights[found.hidden].sum() == weight
    least, most = attacked(counts, found.hidden)
    place = sensitive[0] * breadth + sensitive[1]
    assert (least[place], most[place]) == interval
    assert found.is_safe


@st.composite
def tables_with_margins(draw) -> Counts:
    breadth = draw(st.integers(2, 3))
    rows = draw(st.lists(st.lists(st.integers(0, 4), min_size=breadth, max_size=breadth), min_size=2, max_size=2))
    place = draw(st.tuples(st.integers(0, len(rows) - 1), st.integers(0, breadth - 1)))
    return two_way(rows, [place], draw(st.integers(1, 3)))


@st.composite
def procedures_of_few_schools(draw) -> Counts:
    """Schools' counts, their total, the total of the listed ones; all may be hidden, some were published before."""
    participants = draw(st.lists(st.integers(1, 5), min_size=2, max_size=3))
    failed = [draw(st.integers(0, most)) for most in participants]
    listed = draw(st.lists(st.sampled_from(range(len(failed))), min_size=1, unique=True))
    values = np.array([*failed, sum(failed), sum(failed[school] for school in listed)])
    most = np.array([*participants, sum(participants), sum(participants[school] for school in listed)])
    sums = (Sum(len(failed), tuple(range(len(failed)))), Sum(len(failed) + 1, tuple(listed)))
    known = np.array([draw(st.integers(0, 5)) == 0 for _ in values])
    return Counts(
        values=values,
        least=np.zeros(len(values), np.int64),
        most=most,
        sums=sums,
        weights=most.astype(float),
        widths=np.full(len(values), draw(st.integers(1, 4))),
        sensitive=most < 4,
        known=known,
        closed=~known & np.array([draw(st.integers(0, 4)) == 0 for _ in values]),
    )


def states(counts: Counts) -> np.ndarray:
    """Return every state of the counts that the sums and the bounds allow, found by trying all."""
    totals = {one.total for one in counts.sums}
    free = [place for place in range(len(counts)) if place not in totals]
    found = []
    for tried in product(*(range(counts.least[place], counts.most[place] + 1) for place in free)):
        state = np.zeros(len(counts), np.int64)
        state[free] = tried
        for one in counts.sums:
            state[one.total] = state[list(one.parts)].sum()
        found.append(state)
    return np.array(found)


def states_of_margins(counts: Counts) -> np.ndarray:
    """Return every table of two rows with the same margins: its first row says all."""
    columns = counts.sums[2:-1]
    found = []
    for tried in product(*(range(counts.values[one.total] + 1) for one in columns)):
        if sum(tried) == counts.values[: len(columns)].sum():
            state = counts.values.copy()
            for one, first in zip(columns, tried, strict=True):
                state[list(one.parts)] = first, counts.values[one.total] - first
            found.append(state)
    return np.array(found)


def cheapest_by_trying(counts: Counts, possible: np.ndarray) -> float | None:
    """Return the least weight that keeps all promises, found by trying every choice; ``None`` where none does."""
    free = np.flatnonzero(~counts.known & ~counts.sensitive & ~counts.closed)
    weights = np.where(counts.closed, 0, counts.weights)
    costs = [
        weights[hidden].sum()
        for count in range(len(free) + 1)
        for more in combinations(free, count)
        if keeps(counts, hidden := (counts.sensitive | counts.closed | np.isin(np.arange(len(counts)), more)), possible)
    ]
    fixed = ~counts.known
    return min(cost for cost in costs) - weights[~fixed & (counts.sensitive | counts.closed)].sum() if costs else None


def keeps(counts: Counts, hidden: np.ndarray, possible: np.ndarray) -> bool:
    told = ~hidden | counts.known
    agreeing = possible[(possible[:, told] == counts.values[told]).all(axis=1)]
    return bool((np.ptp(agreeing, axis=0) >= counts.promised)[counts.promised > 0].all())


@settings(max_examples=examples(3), deadline=None)
@given(tables_with_margins())
def test_on_tables_with_margins_the_optimum_is_that_of_trying_all(counts):
    agrees_with_trying(counts, states_of_margins(counts))


@settings(max_examples=examples(6), deadline=None)
@given(procedures_of_few_schools())
def test_on_procedures_of_few_schools_the_optimum_is_that_of_trying_all(counts):
    agrees_with_trying(counts, states(counts))


def agrees_with_trying(counts: Counts, possible: np.ndarray) -> None:
    found, cheapest = suppressed(counts), cheapest_by_trying(counts, possible)
    assert found.is_safe == (cheapest is not None)
    assert found.is_safe == keeps(counts, found.hidden, possible)
    if found.is_safe:
        assert np.where(counts.closed, 0, counts.weights)[found.hidden].sum() == pytest.approx(cheapest)
        told = ~found.hidden | counts.known
        agreeing = possible[(possible[:, told] == counts.values[told]).all(axis=1)]
        least, most = attacked(counts, found.hidden)
        assert (least == agreeing.min(axis=0)).all() and (most == agreeing.max(axis=0)).all()


@settings(max_examples=examples(4), deadline=None)
@given(procedures_of_few_schools())
def test_the_safe_choice_of_large_blocks_keeps_each_promise_that_can_be_kept(counts):
    best = suppressed(counts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(suppression, "LARGEST_BLOCK", 0)
        safe = suppressed(counts)
    assert safe.is_safe == best.is_safe
    assert set(narrowed(counts, safe.hidden)) == set(safe.unprotected)


def test_what_was_published_before_and_gives_a_count_away_is_told():
    counts = two_way(((3, 4), (5, 6)), [(0, 0)], 2)
    told = Counts(**{**vars(counts), "known": counts.known | np.isin(np.arange(len(counts)), [1])})
    found = suppressed(told)
    assert not found.is_safe and list(found.unprotected) == [0]

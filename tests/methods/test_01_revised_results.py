"""Results that the edition before had otherwise (decision 63)."""

from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.results.revisions import revised_results
from shnor_lib.ground.tables import RESULT_KEY
from tests.support.depth import examples
from tests.support.previous_lists import other_results, same_results
from tests.support.programme_2022 import shipped_edition


@cache
def now() -> pd.DataFrame:
    """Return the shipped edition's results: made when a test asks for them, not while tests are collected."""
    return shipped_edition().results


def changed(place: int, **values: float | None) -> pd.DataFrame:
    """Return the results as the edition before had them: one was otherwise."""
    made = same_results(now())
    for name, value in values.items():
        made.loc[made.index[place], name] = value
    return made


def test_nothing_is_revised_without_an_edition_before_and_by_an_equal_one():
    for before in (same_results(now()), same_results(now()).iloc[:0]):
        assert revised_results(now(), before).empty


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"fail_pct": 77.5}, [("fail_pct", 77.5)]),
        ({"n_participants": 21}, []),  # it was known and is not: taken back, told below
        ({"fail_pct": None}, []),  # what was not known before was not revised
    ],
)
def test_a_value_that_was_known_and_is_otherwise_is_revised(values, told):
    known = int(now()["fail_pct"].notna().to_numpy().nonzero()[0][0])
    found = revised_results(now(), changed(known, **values))
    own = [(row.value, row.before) for row in found.itertuples() if row.value != "n_participants"]
    assert own == told
    assert all(found["school_id"] == now()["school_id"].iloc[known])


def test_a_value_that_was_taken_back_is_empty_now():
    found = revised_results(now(), changed(0, n_participants=21))
    assert list(found["value"]) == ["n_participants"]
    assert found["before"].iloc[0] == 21 and pd.isna(found["now"].iloc[0])


def test_results_that_came_or_went_are_not_revised():
    assert revised_results(now(), same_results(now()).iloc[5:]).empty
    assert revised_results(now().iloc[5:], same_results(now())).empty


@pytest.mark.slow
@given(st.deferred(lambda: st.permutations(range(len(now())))))
@settings(max_examples=examples(10))
def test_the_order_of_both_editions_does_not_matter(order):
    shuffled = other_results(now()).iloc[list(order)].reset_index(drop=True)
    expected = revised_results(now(), other_results(now()))
    assert len(expected) == 2
    pd.testing.assert_frame_equal(revised_results(now(), shuffled), expected)
    found = revised_results(now().iloc[list(order)], other_results(now()))
    key = [*RESULT_KEY, "value"]
    pd.testing.assert_frame_equal(
        found.sort_values(key).reset_index(drop=True), expected.sort_values(key).reset_index(drop=True)
    )

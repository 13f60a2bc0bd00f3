"""Results that the edition before had otherwise (decision 63)."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.results.revisions import revised_results
from shnor_lib.ground.tables import RESULT_KEY
from tests.support.depth import examples
from tests.support.previous_lists import other_results, same_results
from tests.support.programme_2022 import shipped_edition

RESULTS = shipped_edition().results


def changed(place: int, **values: float | None) -> pd.DataFrame:
    """Return the results as the edition before had them: one was otherwise."""
    made = same_results(RESULTS)
    for name, value in values.items():
        made.loc[made.index[place], name] = value
    return made


def test_nothing_is_revised_without_an_edition_before_and_by_an_equal_one():
    for before in (same_results(RESULTS), same_results(RESULTS).iloc[:0]):
        assert revised_results(RESULTS, before).empty


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"fail_pct": 77.5}, [("fail_pct", 77.5)]),
        ({"n_participants": 21}, []),  # it was known and is not: taken back, told below
        ({"fail_pct": None}, []),  # what was not known before was not revised
    ],
)
def test_a_value_that_was_known_and_is_otherwise_is_revised(values, told):
    known = int(RESULTS["fail_pct"].notna().to_numpy().nonzero()[0][0])
    found = revised_results(RESULTS, changed(known, **values))
    own = [(row.value, row.before) for row in found.itertuples() if row.value != "n_participants"]
    assert own == told
    assert all(found["school_id"] == RESULTS["school_id"].iloc[known])


def test_a_value_that_was_taken_back_is_empty_now():
    found = revised_results(RESULTS, changed(0, n_participants=21))
    assert list(found["value"]) == ["n_participants"]
    assert found["before"].iloc[0] == 21 and pd.isna(found["now"].iloc[0])


def test_results_that_came_or_went_are_not_revised():
    assert revised_results(RESULTS, same_results(RESULTS).iloc[5:]).empty
    assert revised_results(RESULTS.iloc[5:], same_results(RESULTS)).empty


@pytest.mark.slow
@given(st.permutations(range(len(RESULTS))))
@settings(max_examples=examples(10))
def test_the_order_of_both_editions_does_not_matter(order):
    shuffled = other_results(RESULTS).iloc[list(order)].reset_index(drop=True)
    expected = revised_results(RESULTS, other_results(RESULTS))
    assert len(expected) == 2
    pd.testing.assert_frame_equal(revised_results(RESULTS, shuffled), expected)
    found = revised_results(RESULTS.iloc[list(order)], other_results(RESULTS))
    key = [*RESULT_KEY, "value"]
    pd.testing.assert_frame_equal(
        found.sort_values(key).reset_index(drop=True), expected.sort_values(key).reset_index(drop=True)
    )

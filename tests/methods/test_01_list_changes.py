"""METHODS 1: the list between two editions on disk."""

from itertools import product

import pandas as pd
import pytest

from shnor_lib.analysis.results.list_changes import list_changes
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.vocabulary import LIST_MOVES
from tests.support.previous_lists import no_list


def listed(**schools):
    """Return rows of schools by code; a school without a place in a list (``None``) has no row."""
    rows = [(code, f"Школа {code}", place) for code, place in schools.items() if place is not None]
    return pd.DataFrame(rows, columns=["school_id", "school", "listed"])


def changes(previous, now):
    made = TABLES["list_changes"].validate(list_changes(listed(**now), listed(**previous)))
    return dict(zip(made["school_id"], made["change"], strict=True))


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (False, True, "entered"),
        (None, True, "entered"),
        (True, False, "left"),
        (True, None, "left"),
        (True, True, "again"),
        (False, False, "not_in"),
        (None, False, "not_in"),
        (False, None, None),
    ],
)
def test_what_has_become_of_a_place_in_the_list(before, now, change):
    found = changes({"a": before, "z": False}, {"a": now, "z": False})
    assert found == {**({"a": change} if change else {}), "z": "not_in"}


@pytest.mark.slow
def test_all_pairs_of_lists_of_two_schools_are_those_of_a_plain_loop():
    words = {(False, True): "вошла", (True, False): "вышла", (True, True): "повторно в списке"}
    for places in product((True, False, None), repeat=4):
        before, now = dict(zip("ab", places[:2], strict=True)), dict(zip("ab", places[2:], strict=True))
        if all(place is None for place in before.values()):
            continue
        expected = {}
        for code in "ab":
            if now[code] is not None or before[code]:
                expected[code] = words.get((bool(before[code]), bool(now[code])), "не входила")
        found = changes(before, now)
        assert {code: LIST_MOVES[change] for code, change in found.items()} == expected


def test_schools_stand_in_the_rosters_order_and_those_that_are_no_more_at_the_end():
    found = changes({"gone": True, "b": True, "a": False, "never": False}, {"c": True, "b": False, "a": True})
    assert list(found.items()) == [("c", "entered"), ("b", "left"), ("a", "entered"), ("gone", "left")]


def test_without_a_list_before_there_is_nothing_to_compare_with():
    made = TABLES["list_changes"].validate(list_changes(listed(a=True), no_list()))
    assert made.empty

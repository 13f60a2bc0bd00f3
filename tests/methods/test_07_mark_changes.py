"""METHODS 7: marks of a quarter beside those of another: common subjects and grades, pupils as the spread's number."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.mark_changes import CHANGED, COLUMNS, mark_changes, mark_shares
from shnor_lib.analysis.programme.periods import parse_period
from shnor_lib.analysis.statistics.changes import newcombe_difference
from tests.support.depth import examples
from tests.support.invented_registers import registers

FIRST, SECOND = parse_period("2024-ч1", 2024), parse_period("2024-ч2", 2024)
SCHOOLS = pd.DataFrame({"school_id": ["б", "а", "в"], "school": ["Школа Б", "Школа А", "Школа В"]})


def row(school, quarter, subject, grade, pupils, passed, good=None, year=2024):
    return {
        "school_id": school,
        "school_year": year,
        "quarter": quarter,
        "subject": subject,
        "grade": grade,
        "pupils": pupils,
        "passed": passed,
        "good": good,
    }


def changes(*rows, measure="passed", base=FIRST):
    return mark_changes(registers(quarters=list(rows)), SCHOOLS, SECOND, base, measure)


def test_shares_are_those_of_all_marks_that_give_both_numbers():
    rows = [row("а", 2, "Математика", 5, 20, 15), row("а", 2, "Физика", 7, 30, 30, 3), row("б", 2, "Физика", 7, 10, 9)]
    own = registers(quarters=[*rows, row("а", 1, "Физика", 7, 30, 1), row("чужая", 2, "Физика", 7, 9, 9)])
    found = mark_shares(own, SCHOOLS, SECOND, "passed")
    assert found.values.tolist() == [["б", "Школа Б", 9, 10, 90.0], ["а", "Школа А", 45, 50, 90.0]]
    assert mark_shares(own, SCHOOLS, SECOND, "good").values.tolist() == [["а", "Школа А", 3, 30, 10.0]]


def test_only_what_both_quarters_have_is_compared():
    found = changes(
        row("а", 1, "Математика", 5, 20, 10),
        row("а", 2, "Математика", 5, 20, 15),
        row("а", 2, "Физика", 7, 30, 0),
        row("б", 2, "Математика", 5, 20, 15),
    )
    assert found[["school_id", "part", "of", "base_part", "base_of", "change_pp"]].values.tolist() == [
        ["а", 15, 20, 10, 20, 25.0]
    ]


def test_the_spread_is_that_of_pupils_and_not_of_their_marks():
    """Two subjects of twenty pupils say no more of chance than one: METHODS 7, Newcombe's method 10."""
    one = changes(row("а", 1, "Математика", 5, 20, 10), row("а", 2, "Математика", 5, 20, 15))
    two = changes(
        *(row("а", quarter, subject, 5, 20, passed) for quarter, passed in ((1, 10), (2, 15)) for subject in ("М", "Ф"))
    )
    _, low, high = newcombe_difference(15, 20, 10, 20)
    for found in (one, two):
        assert found.loc[0, ["low_pp", "high_pp"]].tolist() == pytest.approx([100 * low, 100 * high])
    assert (two.loc[0, "of"], two.loc[0, "base_of"]) == (40, 40)


def test_of_many_schools_each_has_to_stand_out_among_all():
    fell = [row("а", 1, "М", 5, 100, 90), row("а", 2, "М", 5, 100, 79)]
    alone = changes(*fell)
    same = [row(school, quarter, "М", 5, 100, 90) for school in ("б", "в") for quarter in (1, 2)]
    among = changes(*fell, *same)
    assert bool(alone.loc[0, "supported"])
    assert among["supported"].tolist() == [False, False, False]
    assert among.loc[1, "chance"] == pytest.approx(3 * alone.loc[0, "chance"])


def test_nothing_to_compare_is_an_empty_table():
    assert list(changes(row("а", 2, "М", 5, 10, 5))) == [*COLUMNS, *CHANGED]
    assert changes().empty


COUNTS = st.integers(1, 60).flatmap(
    lambda pupils: st.tuples(st.just(pupils), st.integers(0, pupils), st.integers(0, pupils))
)


@pytest.mark.slow
@given(COUNTS)
@settings(max_examples=examples(25), deadline=None)
def test_backwards_the_change_turns_its_sign_and_the_chance_stays(counts):
    pupils, was, now = counts
    rows = [row("а", 1, "М", 5, pupils, was), row("а", 2, "М", 5, pupils, now)]
    own = registers(quarters=rows, checked=False)
    there, back = (mark_changes(own, SCHOOLS, *pair, "passed").iloc[0] for pair in ((SECOND, FIRST), (FIRST, SECOND)))
    assert there["change_pp"] == pytest.approx(-back["change_pp"])
    assert there["low_pp"] == pytest.approx(-back["high_pp"]) and there["chance"] == pytest.approx(back["chance"])
    assert there["low_pp"] <= there["change_pp"] + 1e-9 and there["change_pp"] <= there["high_pp"] + 1e-9
    if was == now:
        assert not there["supported"]

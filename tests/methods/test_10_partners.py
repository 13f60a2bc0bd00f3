"""METHODS 10: partners as an assignment of the least cost; agreements respected, places kept, nothing guessed."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.matching import (
    Okrug,
    Place,
    assigned,
    kilometres,
    partner_proposals,
    subject_shares,
)
from shnor_lib.ground.params import Partners, Signals, Sourced
from shnor_lib.ground.tables import DECLARED
from tests.support.depth import every_case, examples

AS_OF = date(2024, 12, 31)
PARAMS = Partners()
ENDING_DAYS = Signals().ending_days
THRESHOLD = 30.0


def with_params(**values: float) -> Partners:
    """Return the params with other values."""
    own = {name: getattr(PARAMS, name) for name in values}
    changed = {
        name: type(own[name])(value=value, unit=own[name].unit, source=own[name].source)
        for name, value in values.items()
    }
    return PARAMS.model_copy(update=changed)


def frame(table: str, rows: list[dict]) -> pd.DataFrame:
    """Return rows as a stored table has them; what is not told is missing."""
    made = pd.DataFrame(rows, columns=list(DECLARED[table].columns))
    return made.astype({name: column.type for name, column in DECLARED[table].columns.items()})


def result(school_id: str, fail_pct: float, n: int = 100, subject: str = "MA", grade: int = 6) -> dict:
    procedure = {"assessment": "VPR", "level": "", "subject": subject, "grade": grade, "school_year": 2024}
    shown = {"school_id": school_id, "school": school_id, "n_participants": n, "fail_pct": fail_pct}
    return {**procedure, **shown, "low": fail_pct >= THRESHOLD}


def school(school_id: str, *, listed: bool = False, east: float | None = 86.0, north: float | None = 54.0) -> dict:
    return {
        "school_id": school_id,
        "school": f"Школа {school_id}",
        "kind": "СОШ",
        "highest_grade": 11,
        "listed": listed,
        "latitude": north,
        "longitude": east,
    }


def okrug(
    schools: list[dict], results: list[dict], indices: dict[str, float] | None = None, agreements=(), region=(), met=()
) -> Okrug:
    return Okrug(
        frame("schools", schools),
        frame("classification", [{"school_id": one["school_id"], "shnor": one["school_id"] in met} for one in schools]),
        frame("latest_results", results),
        frame("region_results", [{**one, "region_school_id": one["school_id"]} for one in region]),
        frame("social_index", [{"school_id": one, "index": index} for one, index in (indices or {}).items()]),
        frame("partnerships", [{"in_force": True, **one} for one in agreements]),
        AS_OF,
    )


def agreement(school_id: str, mentor_id: str | None, until: str | None = None, mentor: str = "Наставник") -> dict:
    return {"school_id": school_id, "school": school_id, "mentor_id": mentor_id, "mentor": mentor, "until": until}


def proposed(own: Okrug, params: Partners = PARAMS) -> dict[str, dict]:
    """Return the rows by school; of several agreements the last."""
    table = partner_proposals(own, THRESHOLD, params, ENDING_DAYS)
    assert list(table.columns) == list(DECLARED["partner_proposals"].columns)
    return {row["school_id"]: row for row in table.to_dict("records")}


# One pair by hand


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Place(54.0, 86.0), Place(54.0, 86.0), 0.0),
        (Place(54.0, 86.0), Place(55.0, 86.0), 111.19),  # a degree of latitude
        (Place(60.0, 86.0), Place(60.0, 87.0), 55.6),  # one of longitude is half as long at 60°
        (Place(65.0, 179.9), Place(65.0, -179.9), 9.4),  # across the meridian where days begin
    ],
)
def test_distances_are_those_over_the_earth(one, other, expected):
    assert kilometres(one, other) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("lacking", [Place(), Place(latitude=54.0), Place(longitude=86.0)])
def test_a_distance_is_not_guessed(lacking):
    assert kilometres(Place(54.0, 86.0), lacking) is None


def test_the_cost_adds_distance_and_difference_and_takes_strength_away():
    """10 km, 10 units of the index and 10 points of strength cost the same at equal weights."""
    schools = [school("w", listed=True), school("s", north=54.0 + 20 / 111.195)]
    own = proposed(okrug(schools, [result("w", 40), result("s", 5)], {"w": 40, "s": 55}))["w"]
    assert own["status"] == "proposed" and own["partner_id"] == "s"
    assert own["distance_km"] == pytest.approx(20, abs=0.01) and own["index_difference"] == 15
    assert own["strength_pp"] == 25
    assert own["cost"] == pytest.approx(2.0 + 1.5 - 2.5, abs=0.001)
    weighed = with_params(distance_weight=3, index_weight=0, strength_weight=2)
    cost = proposed(okrug(schools, [result("w", 40), result("s", 5)], {"w": 40, "s": 55}), weighed)["w"]["cost"]
    assert cost == pytest.approx(3 * 2.0 - 2 * 2.5, abs=0.001)


@pytest.mark.parametrize(
    ("east", "index", "left_out", "cost"),
    [
        (86.0, None, "разница индекса", -2.5),
        (None, 50.0, "расстояние", -1.5),
        (None, None, "расстояние; разница индекса", -2.5),
    ],
)
def test_what_is_not_known_is_left_out_and_said(east, index, left_out, cost):
    indices = {"w": 40} | ({} if index is None else {"s": index})
    own = proposed(
        okrug([school("w", listed=True), school("s", east=east)], [result("w", 40), result("s", 5)], indices)
    )
    assert own["w"]["left_out"] == left_out and own["w"]["cost"] == pytest.approx(cost)


def test_a_pair_of_which_less_is_known_is_not_cheaper_for_that():
    schools = [school("w", listed=True), school("far", north=54.9), school("unknown", east=None)]
    results = [result("w", 40), result("far", 5), result("unknown", 5)]
    assert proposed(okrug(schools, results, dict.fromkeys(("w", "far", "unknown"), 50.0)))["w"]["partner_id"] == "far"


def test_shares_of_a_subject_are_those_of_all_its_participants():
    rows = frame("latest_results", [result("s", 10, 90), result("s", 40, 10, grade=7), result("s", 0, 50, "RU")])
    assert subject_shares(rows, "school_id") == {"s": {"MA": (13.0, 100), "RU": (0.0, 50)}}


# Who is strong


@pytest.mark.parametrize(
    ("strong", "unmet"),
    [
        ([], "school"),
        ([result("s", 5, subject="RU")], "results"),
        ([result("s", 5, n=29)], "participants"),
        ([result("s", 10.5)], "share"),
        ([result("s", 10.0, n=30)], None),
    ],
)
def test_the_first_condition_that_nobody_meets_is_named(strong, unmet):
    schools = [school("w", listed=True), *([school("s")] if strong else [])]
    own = proposed(okrug(schools, [result("w", 40), *strong]))["w"]
    assert own["status"] == ("nobody" if unmet else "proposed")
    assert own["unmet"] == unmet or (unmet is None and pd.isna(own["unmet"]))


def test_no_partner_is_in_support_or_meets_the_criteria():
    schools = [school("w", listed=True), school("l", listed=True), school("p") | {"participant_since": "2024-01-01"}]
    results = [result(one, 5) for one in ("l", "p", "m")]
    own = proposed(okrug([*schools, school("m")], [result("w", 40), *results], met=("m",)))
    assert own["w"]["unmet"] == "school" and own["l"]["status"] == "no_low" and set(own) == {"w", "l", "p"}


def test_all_failing_subjects_count_and_the_worst_is_told():
    results = [result("w", 40), result("w", 50, subject="RU")]
    strong = [result("a", 2), result("b", 3), result("b", 9, subject="RU", n=70)]
    own = proposed(okrug([school("w", listed=True), school("a"), school("b")], [*results, *strong]))["w"]
    assert own["partner_id"] == "b" and own["subjects"] == "русский язык; математика"
    assert (own["fail_pct"], own["participants"], own["strength_pp"]) == (9, 70, 21)


def test_a_school_of_the_region_helps_where_none_of_the_okrug_can():
    """Its place and conditions are not known: those parts are left out, and schools of which more is known go first."""
    region = [result("900", 1, 60), result("900", 50, 60, grade=9)]  # grade 9 was not held in the okrug
    own = proposed(okrug([school("w", listed=True), school("s")], [result("w", 40), result("s", 20)], region=region))
    assert own["w"]["partner_id"] == "900" and own["w"]["outside"] and own["w"]["fail_pct"] == 1
    own = proposed(okrug([school("w", listed=True), school("s")], [result("w", 40), result("s", 9)], region=region))
    assert own["w"]["partner_id"] == "s"


@pytest.mark.parametrize(("results", "status"), [([result("w", 20)], "no_low"), ([], "no_results")])
def test_without_a_low_result_no_subject_can_be_named(results, status):
    assert proposed(okrug([school("w", listed=True), school("s")], [*results, result("s", 5)]))["w"]["status"] == status


# Agreements


@pytest.mark.parametrize(
    ("until", "status"),
    every_case(
        3, [(None, "agreement"), ("2025-04-01", "agreement"), ("2025-03-31", "ending"), ("2024-12-31", "ending")]
    ),
)
def test_an_agreement_is_kept_and_watched_for_ninety_days(until, status):
    schools = [school("w", listed=True), school("s"), school("t")]
    results = [result("w", 40), result("s", 9), result("t", 0)]
    own = proposed(okrug(schools, results, agreements=[agreement("w", "s", until)]))["w"]
    assert (own["status"], own["partner_id"]) == (status, "s") and own["strength_pp"] == 21


def test_of_several_agreements_with_one_school_the_longest_counts():
    kept = [agreement("w", "s", "2025-01-31"), agreement("w", "s", "2026-01-31"), agreement("w", None, None, "Лицей")]
    table = partner_proposals(
        okrug([school("w", listed=True), school("s")], [result("w", 40), result("s", 5)], agreements=kept),
        30,
        PARAMS,
        ENDING_DAYS,
    )
    assert table[["partner", "status"]].values.tolist() == [["Лицей", "agreement"], ["Наставник", "agreement"]]


def test_an_agreement_takes_a_place():
    schools = [school(one, listed=True) for one in ("a", "b")]
    results = [result("a", 40), result("b", 40), result("s", 5)]
    taken = [agreement("a", "s")]
    own = proposed(okrug([*schools, school("s")], results, agreements=taken), with_params(most_schools=1))
    assert (own["b"]["status"], own["b"]["unmet"]) == ("nobody", "capacity")
    own = proposed(okrug([*schools, school("s")], results, agreements=taken), with_params(most_schools=2))
    assert own["b"]["partner_id"] == "s"


# The assignment


def weight(chosen, costs, left_out) -> tuple[int, int, float]:
    """Return what is minimised: schools without a partner, unknown parts, the sum of costs."""
    pairs = [(row, column) for row, column in enumerate(chosen) if column is not None]
    unknown = sum(int(left_out[pair]) for pair in pairs)
    return len(chosen) - len(pairs), unknown, float(sum(costs[pair] for pair in pairs))


@st.composite
def tasks(draw):
    weak, strong = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    cell = st.one_of(st.just(np.inf), st.integers(-40, 200).map(lambda tenths: tenths / 10))
    costs = np.array(draw(st.lists(st.lists(cell, min_size=strong, max_size=strong), min_size=weak, max_size=weak)))
    parts = st.lists(st.lists(st.integers(0, 2), min_size=strong, max_size=strong), min_size=weak, max_size=weak)
    places = draw(st.lists(st.integers(0, 2), min_size=strong, max_size=strong))
    return costs, np.array(draw(parts)), places


@given(tasks())
@settings(max_examples=examples(80), deadline=None)
def test_the_assignment_is_the_best_of_all(task):
    """Held against every way to give each weak school one of the strong or nobody."""
    costs, left_out, places = task
    chosen = assigned(costs, left_out, places)
    allowed = [
        way
        for way in product([None, *range(costs.shape[1])], repeat=len(costs))
        if all(column is None or np.isfinite(costs[row, column]) for row, column in enumerate(way))
        and all(way.count(column) <= most for column, most in enumerate(places))
    ]
    assert tuple(chosen) in allowed
    best = min(weight(way, costs, left_out) for way in allowed)
    found = weight(chosen, costs, left_out)
    assert found[:2] == best[:2] and found[2] == pytest.approx(best[2], abs=1e-6)


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(30, 60)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
    st.integers(1, 2),
)
@settings(max_examples=examples(25), deadline=None)
def test_neither_order_nor_ties_of_rows_change_a_proposal_and_places_are_kept(weak, strong, random, most):
    schools = [school(f"w{n}", listed=True, east=86 + x / 10, north=54 + y / 10) for n, (x, y, _) in enumerate(weak)]
    schools += [school(f"s{n}", east=86 + x / 10, north=54 + y / 10) for n, (x, y, _) in enumerate(strong)]
    results = [result(f"w{n}", share) for n, (*_, share) in enumerate(weak)]
    results += [result(f"s{n}", share) for n, (*_, share) in enumerate(strong)]
    params = with_params(most_schools=most)
    once = proposed(okrug(schools, results), params)
    for rows in (schools, results):
        random.shuffle(rows)
    again = proposed(okrug(schools, results), params)
    assert [str(once[one]["partner_id"]) for one in sorted(once)] == [
        str(again[one]["partner_id"]) for one in sorted(again)
    ]
    partners = [row["partner_id"] for row in once.values() if row["status"] == "proposed"]
    assert all(partners.count(one) <= most for one in partners)


def test_two_schools_share_a_partner_only_as_far_as_places_go():
    costs = np.array([[1.0, 5.0], [1.0, 9.0], [1.0, 9.0]])
    nothing = np.zeros_like(costs)
    assert sorted(map(str, assigned(costs, nothing, [2, 0]))) == ["0", "0", "None"]
    assert assigned(costs, nothing, [2, 1]) == [1, 0, 0]
    assert assigned(np.full((2, 0), np.inf), np.zeros((2, 0)), []) == [None, None]


def test_a_threshold_is_sourced():
    assert all(isinstance(one, Sourced) and one.source for _, one in PARAMS)

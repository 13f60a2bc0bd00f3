"""METHODS 4: each way of counting over each denominator that it may have, by hand and by laws; values kept by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.indicators.by_way import codes_with
from shnor_lib.analysis.indicators.declared import indicator_of, indicators_of
from shnor_lib.analysis.indicators.indicator import Of, Value
from shnor_lib.analysis.indicators.values import indicator_quarters, indicator_values, is_firm, status, value_of
from shnor_lib.ground import ways
from shnor_lib.ground.register_use import fed_by, registers_of
from shnor_lib.ground.schemas import TABLES
from tests.support.depth import every_case, examples
from tests.support.invented_registers import AFTER, BEFORE, roster, sources
from tests.support.measured_indicators import PROGRAMME

#: School → listed, takes part; each has two subject teachers and one who teaches none.
SCHOOLS = {"a": (True, True), "b": (True, False), "c": (False, True), "d": (False, False)}
#: Denominator → the schools whose people it means.
MEANT = {"listed": "ab", "listed_inside": "a", "inside": "ac", "all": "abcd"}
PEOPLE = [f"{school}{n}" for school in SCHOOLS for n in (1, 2, 3)]
#: Way → teachers who count: those of «a» twice or once, the first one of each other school, or nobody.
COUNTED = {
    "teachers_trained": ["a1", "a2", "b1", "c1"],
    "teachers_trained_any": ["a1", "a2", "b1", "c1", "d3"],
    "teachers_diagnosed": ["a3", "b1"],
    "teachers_interacting": ["a1", "d1"],
    "teachers_consulted": ["b2", "b3"],
    "teachers_at_events": ["a1", "c3"],
    "teachers_on_routes": ["d1", "d2"],
}
COUNTED["teachers_in_support"] = sorted(
    {code for way, codes in COUNTED.items() if way != "teachers_diagnosed" for code in codes}
)


def made(**further):
    """Return data in which exactly the teachers of `COUNTED` count, and other records lie outside of the window."""
    schools = roster(
        *(
            {"school_id": code, "listed": listed, "participant_since": "2021-09-01" if inside else None}
            for code, (listed, inside) in SCHOOLS.items()
        )
    )
    rows = {
        "teachers": [
            {"teacher_id": code, "school_id": code[0], "is_subject_teacher": code[1] != "3"} for code in PEOPLE
        ],
        "courses": [
            *({"teacher_id": code} for code in COUNTED["teachers_trained"]),
            {"teacher_id": "d3", "is_targeted": False},
            {"teacher_id": "b2", "finished_on": AFTER},
        ],
        "diagnostics": [
            *({"teacher_id": code} for code in COUNTED["teachers_diagnosed"]),
            {"teacher_id": "c1", "kind": "self_assessment"},
        ],
        "interaction": [{"teacher_id": code} for code in COUNTED["teachers_interacting"]],
        "consultations": [
            *({"teacher_id": code} for code in COUNTED["teachers_consulted"]),
            {"teacher_id": "b2", "is_targeted": False},
        ],
        "events": [
            {"event_id": "1"},
            {"event_id": "2"},
            {"event_id": "3", "held_on": BEFORE},
        ],
        "participation": [
            {"event_id": "1", "teacher_id": "a1"},
            {"event_id": "2", "teacher_id": "c3"},
            {"event_id": "3", "teacher_id": "b3"},
        ],
        "routes": [*({"teacher_id": code} for code in ("d1", "d2")), {"teacher_id": "c2", "done_on": None}],
        "materials": [
            {"kind": kind, "title": f"Документ {n}", "approved_on": day}
            for kind, days in DOCUMENTS.items()
            for n, day in enumerate(days)
        ],
        "partnerships": [
            {"school_id": "a", "mentor": "d", "since": "2021-10-01"},
            {"school_id": "b", "mentor": "d", "since": "2021-10-01", "until": "2022-05-31"},
        ],
    }
    changes = pd.DataFrame({"school_id": list("abcd"), "change": ["leaves", "open", None, None]})
    return replace(sources(schools, **rows), next_list=changes, **further)


IN_TIME = "2022-04-01"
DOCUMENTS = {
    "target_model": [IN_TIME],
    "recommendations": [IN_TIME, IN_TIME, None],
    "handbook": [BEFORE],
    "roadmap": [IN_TIME, IN_TIME, IN_TIME],
}
DATA = made()
OVERS = [(way.code, over) for way in ways.ways() for over in way.overs or ("",)]


@pytest.mark.parametrize(("way", "over"), every_case(4, [(way, over) for way, over in OVERS if way in COUNTED]))
def test_a_share_of_teachers_is_over_those_who_are_meant(way, over):
    declared = ways.over(over)
    people = [code for code in PEOPLE if code[0] in MEANT[declared.schools]]
    meant = [code for code in people if declared.who == "teachers" or code[1] != "3"]
    value = value_of(indicator_of(way, over), DATA)
    assert (value.numerator, value.denominator) == (len({*meant} & {*COUNTED[way]}), len(meant))


@pytest.mark.parametrize(
    ("way", "over", "numerator", "denominator"),
    [
        ("schools_taking_part", "schools_listed", 1, 2),
        ("schools_taking_part", "schools_all", 2, 4),
        ("schools_with_partner", "schools_listed", 1, 2),
        ("schools_leaving_list", "schools_listed", 1, 2),
        ("documents_target_model", None, 1, None),
        ("documents_recommendations", None, 2, None),
        ("documents_handbook", None, 0, None),
        ("documents_roadmap", None, 3, None),
        ("documents_any", None, 6, None),
        ("events_held", None, 2, None),
    ],
)
def test_schools_documents_and_events_are_counted(way, over, numerator, denominator):
    value = value_of(indicator_of(way, over), DATA)
    assert (value.numerator, value.denominator) == (numerator, denominator)


def test_a_school_that_may_leave_the_list_opens_a_range():
    value = value_of(indicator_of("schools_leaving_list"), DATA)
    assert (value.actual, value.range_low, value.range_high) == (50, 50, 100)
    nothing = replace(DATA, next_list=DATA.next_list.assign(change="open"))
    assert value_of(indicator_of("schools_leaving_list"), nothing).actual is None


@pytest.mark.parametrize(("way", "over"), every_case(4, [one for one in OVERS if one[0] != ways.BY_HAND]))
def test_every_way_and_denominator_has_its_record(way, over):
    """A record has the unit that its way declares, stands on declared registers, and without them is unknown."""
    indicator, declared = indicator_of(way, over or None), ways.way(way)
    assert indicator.way == way
    assert indicator.of.gives_share == (declared.unit == ways.PERCENT)
    assert set(declared.registers) <= set(indicator.registers)
    assert set(indicator.registers) <= {*registers_of(way)}
    empty = sources(roster({"school_id": "a", "participant_since": None}))
    assert value_of(indicator, empty).actual is None
    if indicator.of is Of.TEACHERS:
        assert set(indicator.members(DATA)["school_id"]) <= set(MEANT[ways.over(over).schools])


def test_every_register_of_a_way_is_one_of_the_workbook_and_feeds_it():
    for way in ways.ways():
        for register in registers_of(way.code):
            assert fed_by(register, [("К1", way.code), ("К2", None)]) == ("К1",)


def test_two_rows_of_one_way_are_two_indicators():
    rows = PROGRAMME.head(2).assign(
        id=["А", "Б"], unit="%", way="teachers_trained", over=["subject_teachers_all", "teachers_all"]
    )
    values = TABLES["indicators"].validate(indicator_values(rows, DATA)).set_index("id")
    assert values["denominator"].tolist() == [8, 12]
    assert codes_with(values.reset_index(), "teachers_trained") == ("А", "Б")
    assert codes_with(values.reset_index(), "teachers_trained", "teachers_all") == ("Б",)
    assert set(indicator_quarters(rows, DATA)["id"]) == {"А", "Б"}


@settings(max_examples=examples(5), deadline=None)
@given(st.lists(st.sampled_from(OVERS), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_codes_names_and_their_order_change_nothing_but_themselves(chosen, random):
    """An indicator is its way over its denominator: its name and its place are the programme's."""
    codes = random.sample([f"{letter}{n}" for letter in "АИПК№" for n in range(1, 30)], len(chosen))
    units = [ways.way(way).unit or "чел." for way, _ in chosen]
    rows = pd.DataFrame(
        [
            {**PROGRAMME.iloc[0], "id": code, "unit": unit, "way": way, "over": over or None, "value": None}
            for code, unit, (way, over) in zip(codes, units, chosen, strict=True)
        ]
    )
    values = TABLES["indicators"].validate(indicator_values(rows, DATA))
    assert list(values["id"]) == codes
    for row, (way, over) in zip(values.itertuples(), chosen, strict=True):
        alone = None if way == ways.BY_HAND else value_of(indicator_of(way, over or None), DATA).actual
        assert (None if pd.isna(row.actual) else row.actual) == alone


# Values kept by hand, and rows that say nothing


def row(**changes) -> pd.DataFrame:
    return PROGRAMME.head(1).assign(id="Ж", target=3.0, **{"way": None, "over": None, "value": None, **changes})


@pytest.mark.parametrize(
    ("changes", "actual", "verdict", "needs"),
    every_case(
        3,
        [
            ({"way": "by_hand", "value": 5.0}, 5, "met", None),
            ({"way": "by_hand", "value": 5.0, "goal": "at_most"}, 5, "not_met", None),
            ({"way": "by_hand", "value": 3.0, "goal": "at_most"}, 3, "met", None),
            ({"way": "by_hand"}, None, "no_data", "value"),
            ({}, None, "no_data", "way"),
            ({"value": 5.0}, None, "no_data", "way"),
            ({"way": "documents_roadmap", "value": 5.0, "goal": "at_most"}, 3, "met", None),
            ({"way": "documents_roadmap", "value": 5.0}, 3, "met", None),
        ],
    ),
)
def test_a_value_kept_by_hand_is_taken_as_it_is_and_no_row_is_counted_without_a_way(changes, actual, verdict, needs):
    own = TABLES["indicators"].validate(indicator_values(row(**changes), DATA)).iloc[0]
    assert (None if pd.isna(own["actual"]) else own["actual"], own["status"]) == (actual, verdict)
    assert (None if pd.isna(own["needs"]) else own["needs"]) == needs
    assert indicators_of(row()) == {}


@pytest.mark.parametrize(
    ("actual", "target", "goal", "verdict"),
    [
        (40, 40, "at_least", "met"),
        (39.9, 40, None, "not_met"),
        (40, 40, "at_most", "met"),
        (40.1, 40, "at_most", "not_met"),
        (5, None, "at_most", "no_target"),
        (None, 3, "at_most", "no_data"),
    ],
)
def test_a_target_has_the_side_that_its_row_names(actual, target, goal, verdict):
    assert status(actual, target, goal) == verdict


@pytest.mark.parametrize(("goal", "firm"), [("at_least", False), ("at_most", False), (None, False)])
def test_a_range_over_the_target_leaves_either_verdict_open(goal, firm):
    assert is_firm(Value(actual=50, range_low=30, range_high=60), 40, goal) == firm
    assert is_firm(Value(actual=50, range_low=45, range_high=60), 40, goal)

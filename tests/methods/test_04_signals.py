"""METHODS 4, 7, 11: signals by declared rules; few pupils, few teachers and empty sheets raise none."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.signals import signals, years_before
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import USUAL_SIGNALS, SignalRule, Signals, load_params, params_path
from shnor_lib.ground.signal_kinds import SIGNAL_KINDS
from tests.support.depth import every_case, examples
from tests.support.invented_registers import AS_OF, BEFORE, checked, roster, sources, teachers

#: Listed, listed, taking part without being listed, neither.
FOUR = roster(
    {"school_id": "b"},
    {"school_id": "a"},
    {"school_id": "p", "listed": False},
    {"school_id": "z", "listed": False, "participant_since": None},
)


def day(before: int) -> str:
    """The day so many days before the reporting date."""
    return (AS_OF - timedelta(days=before)).isoformat()


def rule(kind: str, threshold: int = 30, **more) -> SignalRule:
    return SignalRule(id="С-50", kind=kind, threshold=threshold, **more)


def found(kind: str, threshold: int = 30, schools=FOUR, **rows):
    """What one rule finds, by the school."""
    more = {name: rows.pop(name) for name in ("min_participants",) if name in rows}
    table = checked("signals", signals(sources(schools, **rows), [rule(kind, threshold, **more)]))
    return {row["school_id"]: row for row in table.to_dict("records")}


# Results of quarters


def quarter(passed, pupils, year=2023, number=1, school="a", subject="Математика", grade=6):
    return {
        "school_id": school,
        "school_year": year,
        "quarter": number,
        "subject": subject,
        "grade": grade,
        "pupils": pupils,
        "passed": passed,
    }


FALLS = [
    # passed and pupils a year ago, passed and pupils now, whether it is a signal
    ((38, 40), (20, 40), True),
    ((38, 40), (36, 40), False),
    ((20, 40), (38, 40), False),
    ((9, 9), (0, 9), False),
    ((10, 10), (0, 10), True),
    ((40, 40), (0, 9), False),
    ((40, 40), (None, 40), False),
    ((0, 0), (0, 0), False),
]


@pytest.mark.parametrize(("before", "now", "raised"), every_case(2, FALLS))
def test_a_fall_beyond_chance_is_a_signal_and_few_pupils_are_none(before, now, raised):
    rows = [quarter(*before, year=2022), quarter(*now)]
    assert set(found("quarter_below", 0, quarters=rows)) == ({"a"} if raised else set())


def test_the_numbers_of_a_fall_and_its_cells():
    rows = [quarter(38, 40, 2022), quarter(20, 40), quarter(5, 50, grade=7), quarter(40, 40, 2022, number=2)]
    row = found("quarter_below", 0, quarters=rows)["a"]
    # Grade 7 has no pair, the second quarter of this year is not over.
    assert (row["number"], row["total"], row["earlier_number"], row["earlier_total"]) == (20, 40, 38, 40)
    assert (row["subject"], row["school_year"], row["quarter"]) == ("Математика", 2023, 1)
    assert row["rests_on"] == "Четверти: A2"


def test_the_interval_has_to_lie_below_the_threshold():
    rows = [quarter(38, 40, 2022), quarter(20, 40)]
    # 45 points less; the interval ends at 26.3.
    assert found("quarter_below", 25, quarters=rows) and not found("quarter_below", 30, quarters=rows)


def test_of_many_schools_a_fall_has_to_stand_out_among_all():
    """One fall of 40 equal comparisons that would be a finding by itself."""
    alone = [quarter(38, 40, 2022), quarter(31, 40)]
    others = [
        quarter(38, 40, year, school="b", subject=f"предмет {place}") for place in range(39) for year in (2022, 2023)
    ]
    assert set(found("quarter_below", 0, quarters=alone)) == {"a"}
    assert found("quarter_below", 0, quarters=[*alone, *others]) == {}


@pytest.mark.parametrize(("year", "number"), [(2023, 3), (2021, 4)])
def test_quarters_outside_of_the_programmes_time_are_not_looked_at(year, number):
    rows = [quarter(38, 40, year - 1, number), quarter(5, 40, year, number)]
    assert found("quarter_below", 0, quarters=rows) == {}


# Help, teachers, requests, agreements


HELP = [
    ([], {"a", "b"}),
    ([{"teacher_id": "t1", "held_on": day(60)}], {"b"}),
    ([{"teacher_id": "t1", "held_on": day(61)}], {"a", "b"}),
    ([{"teacher_id": "t1", "held_on": day(5), "is_targeted": False}], {"a", "b"}),
    ([{"teacher_id": None, "school_id": "b", "held_on": day(0)}], {"a"}),
    ([{"teacher_id": "t1", "held_on": day(5)}, {"teacher_id": "t11", "held_on": day(6)}], set()),
    ([{"teacher_id": "t1", "held_on": BEFORE}], {"a", "b"}),
]


@pytest.mark.parametrize(("rows", "raised"), every_case(3, HELP))
def test_a_listed_school_without_addressed_help(rows, raised):
    stranger = {"teacher_id": "t99", "held_on": day(1)}
    people = teachers(3) + teachers(2, "b", first=11) + teachers(2, "p", first=21)
    assert set(found("no_addressed_help", 60, teachers=people, consultations=[stranger, *rows])) == raised


def test_help_is_counted_from_the_latest_day_else_from_the_day_of_the_list():
    people = teachers(3) + teachers(2, "b", first=11)
    rows = [{"teacher_id": "t1", "held_on": day(100)}, {"teacher_id": "t1", "held_on": day(200)}]
    one = found("no_addressed_help", 60, teachers=people, consultations=rows)
    assert (one["a"]["days"], one["a"]["day"]) == (100, day(100))
    assert one["b"]["days"] == (AS_OF - date(2021, 9, 1)).days
    late = roster({"school_id": "b", "listed_from": day(59)}, {"school_id": "a", "listed_from": day(61)})
    assert set(found("no_addressed_help", 60, late, teachers=people, consultations=[{"teacher_id": "t98"}])) == {"a"}


def test_of_a_school_whose_teachers_nobody_named_nothing_is_known():
    assert set(found("no_addressed_help", 60, teachers=teachers(3), consultations=[{"teacher_id": "t98"}])) == {"a"}


def low(code: str, result: int = 40, before: int = 100, **more) -> dict:
    return {"teacher_id": code, "result_pct": result, "held_on": day(before), **more}


STRANGERS_STEP = {"teacher_id": "t99"}
DEFICITS = [
    ([low(f"t{n}") for n in range(1, 6)], [STRANGERS_STEP], (5, 5)),
    ([low(f"t{n}") for n in range(1, 6)], [STRANGERS_STEP, {"teacher_id": "t1", "done_on": None}], (4, 5)),
    ([low(f"t{n}", 70) for n in range(1, 6)], [STRANGERS_STEP], None),
    ([low(f"t{n}") for n in range(1, 5)], [STRANGERS_STEP], None),
    ([low(f"t{n}", before=30) for n in range(1, 6)], [STRANGERS_STEP], None),
    ([low(f"t{n}", kind="self_assessment") for n in range(1, 6)], [STRANGERS_STEP], None),
    ([*(low(f"t{n}") for n in range(1, 6)), low("t1", 80, 50)], [STRANGERS_STEP], (4, 5)),
    ([low(f"t{n}") for n in range(1, 6)], [], None),
]


@pytest.mark.parametrize(("diagnosed", "steps", "numbers"), every_case(2, DEFICITS))
def test_deficits_without_a_step_of_a_route(diagnosed, steps, numbers):
    """Fewer than five diagnosed are not shown; an empty sheet of routes tells nothing."""
    one = found("deficit_without_step", 30, teachers=teachers(6), diagnostics=diagnosed, routes=steps)
    assert {code: (row["number"], row["total"]) for code, row in one.items()} == ({"a": numbers} if numbers else {})
    assert all(row["rests_on"] == "Педагоги; Диагностика; ИОМ" for row in one.values())


COURSES = [
    ("2019-12-30", (1, 4)),
    ("2019-12-31", None),
    ("2019-05-05", (1, 4)),
]


@pytest.mark.parametrize(("finished", "numbers"), every_case(3, COURSES))
def test_courses_older_than_three_years_by_numbers(finished, numbers):
    """What has no record is told beside and is no old course."""
    made = {"teachers": teachers(5), "courses": [{"teacher_id": "t1", "finished_on": finished}]}
    one = found("courses_old", 3, **made)
    assert {code: (row["number"], row["unrecorded"]) for code, row in one.items()} == (
        {"a": numbers} if numbers else {}
    )
    assert found("courses_old", 3, teachers=teachers(4), courses=made["courses"]) == {}


def test_a_later_course_takes_the_old_ones_place():
    rows = [{"teacher_id": "t1", "finished_on": held} for held in ("2015-05-05", "2021-05-05")]
    assert found("courses_old", 3, teachers=teachers(5), courses=rows) == {}


@pytest.mark.parametrize(
    ("today", "years", "before"),
    [(date(2024, 12, 31), 3, date(2021, 12, 31)), (date(2024, 2, 29), 3, date(2021, 2, 28))],
)
def test_years_before(today, years, before):
    assert years_before(today, years) == before


REQUESTS = [
    ({"received_on": day(31)}, 31),
    ({"received_on": day(30)}, None),
    ({"received_on": day(100), "closed_on": day(2)}, None),
    ({"received_on": day(100), "closed_on_as_typed": "закрыт устно"}, None),
    ({"received_on": BEFORE}, None),
]


@pytest.mark.parametrize(("row", "days"), every_case(3, REQUESTS))
@pytest.mark.parametrize("school", ["a", "p", "z"])
def test_a_request_that_waits(row, days, school):
    one = found("request_open", 30, requests=[{"request_id": "1", "school_id": school, **row}])
    expected = {school: days} if days and school != "z" else {}
    assert {code: own["days"] for code, own in one.items()} == expected


def agreement(until, since="2021-10-01", subject="Математика", mentor="Гимназия"):
    return {"school_id": "a", "mentor": mentor, "subject": subject, "since": since, "until": until}


AGREEMENTS = [
    ([agreement(day(0))], 0),
    ([agreement(day(-90))], 90),
    ([agreement(day(-91))], None),
    ([agreement(day(1))], None),
    ([agreement(None)], None),
    ([agreement(day(-10)), agreement(None, mentor="Лицей")], None),
    ([agreement(day(-10)), agreement(None, mentor="Лицей", subject=None)], None),
    ([agreement(day(-10)), agreement(None, mentor="Лицей", subject="Физика")], 10),
    ([agreement(day(-10)), agreement(None, since=day(-11), mentor="Лицей")], None),
    ([agreement(day(-10)), agreement(None, since=day(-12), mentor="Лицей")], 10),
]


@pytest.mark.parametrize(("rows", "days"), every_case(3, AGREEMENTS))
def test_an_agreement_that_ends_without_another_the_day_after(rows, days):
    one = found("partnership_ending", 90, partnerships=rows)
    assert {code: own["days"] for code, own in one.items()} == ({} if days is None else {"a": days})


# Rules


def test_no_register_no_signal():
    assert signals(sources(FOUR), USUAL_SIGNALS).empty


def test_every_kind_has_a_usual_rule():
    assert {one.kind for one in USUAL_SIGNALS} == set(SIGNAL_KINDS)


def test_schools_stand_in_the_rosters_order_and_severity_is_the_rules():
    rows = [{"request_id": str(place), "school_id": code, "received_on": day(300 - place)}
            for place, code in enumerate("pab")]  # fmt: skip
    table = signals(sources(FOUR, requests=rows), [rule("request_open", severity="urgent")])
    assert table["school_id"].tolist() == ["b", "a", "p"]
    assert set(table["severity"]) == {"urgent"}


@pytest.fixture(scope="module")
def many():
    """Data in which every kind of threshold has something to choose from."""
    rows = {
        "teachers": teachers(6) + teachers(2, "b", first=11),
        "requests": [{"request_id": str(n), "school_id": "ab"[n % 2], "received_on": day(40 * n)} for n in range(1, 9)],
        "consultations": [{"teacher_id": "t1", "held_on": day(90)}],
        "courses": [{"teacher_id": f"t{n}", "finished_on": f"20{10 + n}-05-05"} for n in range(1, 7)],
        "diagnostics": [low(f"t{n}", before=60 * n) for n in range(1, 6)],
        "routes": [STRANGERS_STEP],
        "quarters": [quarter(38, 40, 2022), quarter(20, 40)],
    }
    return sources(FOUR, **rows)


@pytest.mark.slow
@given(
    st.sampled_from([kind for kind in SIGNAL_KINDS if kind != "partnership_ending"]),
    st.integers(0, 400),
    st.integers(0, 400),
)
@settings(max_examples=examples(30))
def test_a_higher_threshold_raises_no_signal_more(many, kind, one, other):
    least, most = sorted((one % 40, other % 40) if kind == "courses_old" else (one, other))
    few, all_of_them = (set(signals(many, [rule(kind, bound)])["school_id"]) for bound in (most, least))
    assert few <= all_of_them


@pytest.mark.slow
@settings(max_examples=examples(15))
@given(st.integers(0, 60), st.integers(0, 60), st.integers(5, 60))
def test_fewer_pupils_than_the_rule_asks_for_never_raise_a_signal(before, now, least):
    rows = [quarter(before, before, 2022), quarter(0, now)]
    raised = found("quarter_below", 0, min_participants=least, quarters=rows)
    assert not raised or min(before, now) >= least


def test_no_code_of_a_teacher_is_in_the_table():
    rows = {
        "teachers": teachers(6),
        "courses": [{"teacher_id": f"t{n}", "finished_on": "2012-01-01"} for n in range(1, 7)],
        "diagnostics": [low(f"t{n}") for n in range(1, 6)],
        "routes": [STRANGERS_STEP],
    }
    table = signals(sources(FOUR, **rows), USUAL_SIGNALS)
    assert set(table["kind"]) == {"courses_old", "deficit_without_step"}
    cells = {str(cell) for row in table.astype(object).to_numpy() for cell in row}
    assert not [cell for cell in cells if re.search(r"\bt\d", cell)]


# Params


def params_with(section: str, folder):
    path = folder / "2022.yml"
    path.write_text(f"{params_path('2022').read_text(encoding='utf-8')}\n{section}\n", encoding="utf-8")
    return load_params(path)


def test_a_new_rule_and_one_switched_off_need_params_alone(tmp_path):
    text = (
        "signals:\n  rules:\n"
        "    - {id: С-02, kind: no_addressed_help, threshold: 60, switched_on: false}\n"
        "    - {id: С-07, kind: request_open, threshold: 90, severity: urgent}\n"
    )
    rules = params_with(text, tmp_path).signals.in_force
    assert [one.id for one in rules] == ["С-01", "С-03", "С-04", "С-05", "С-06", "С-07"]
    rows = [{"request_id": "1", "school_id": "a", "received_on": day(100)}]
    assert signals(sources(FOUR, requests=rows), rules)["rule"].tolist() == ["С-04", "С-07"]
    assert Signals().in_force == USUAL_SIGNALS


WRONG = [
    ("kind: nonsense, threshold: 1", "нет такого вида сигнала: «nonsense»"),
    ("kind: request_open, threshold: -1", "нужно число не меньше 0"),
    ("kind: quarter_below, threshold: 0, min_participants: 4", "нужно число не меньше 5"),
    ("kind: request_open, threshold: 1, severity: high", "допустимы значения"),
    ("kind: request_open", "не хватает ключа"),
]


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_a_wrong_rule_is_a_sentence_with_its_line(words, said, tmp_path):
    lines = params_path("2022").read_text(encoding="utf-8").count("\n") + 4
    with pytest.raises(ReportError, match=said) as error:
        params_with(f"signals:\n  rules:\n    - {{id: С-07, {words}}}", tmp_path)
    assert f"строка {lines}," in str(error.value)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("[{id: 7, kind: request_open, threshold: 1}]", "номер правила пишется так: С-07"),
        ("[{id: С-07, kind: request_open, threshold: 1}, {id: С-07, kind: request_open, threshold: 2}]", "повторяются"),
    ],
)
def test_rules_have_numbers_of_their_own(rules, said, tmp_path):
    with pytest.raises(ReportError, match=said):
        params_with(f"signals: {{rules: {rules}}}", tmp_path)

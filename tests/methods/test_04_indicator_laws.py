"""METHODS 4: laws of the indicators on random registers, and every number once more by plain loops over the rows."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.indicators.values import indicator_people
from shnor_lib.analysis.programme.plan import follow_plan
from tests.support.depth import examples
from tests.support.invented_registers import AS_OF, PERIOD, START, WINDOW, registers
from tests.support.measured_indicators import INDICATORS, PROGRAMME, value_of
from tests.support.random_registers import CODES, REGISTERS, SCHOOLS, random_sources
from tests.support.register_books import PROGRAMME as PLAN

#: Indicators that registers and the roster feed.
FROM_REGISTERS = [code for code, indicator in INDICATORS.items() if indicator.registers]

# Once more, by plain loops


def inside(day) -> bool:
    return day is not None and START.isoformat() <= day <= AS_OF.isoformat()


def at_work(row: dict) -> bool:
    today = AS_OF.isoformat()
    if row["hired_on"] and row["hired_on"] > today:
        return False
    if row["left_on"] and row["left_on"] <= today:
        return False
    if row["leave_from"] or row["leave_until"]:
        began = not row["leave_from"] or row["leave_from"] <= today
        lasts = not row["leave_until"] or row["leave_until"] >= today
        return not (began and lasts)
    return True


def teaches_subject(row: dict) -> bool:
    if row["is_subject_teacher"] is not None:
        return row["is_subject_teacher"]
    return row["subjects"] in ("Математика", "Начальные классы; Физика")


def recount(code: str, schools, tables) -> tuple:
    """Return numerator and denominator of an indicator as a clerk with a pencil would find them."""
    listed, part = set(), set()
    for name, school in zip("abc", schools, strict=True):
        if school["listed"]:
            listed.add(name)
        if school["participant_since"] and school["participant_since"] <= AS_OF.isoformat():
            part.add(name)
    if code in ("И1", "И6"):
        kind = "target_model" if code == "И1" else "recommendations"
        if not tables["materials"]:
            return None, None
        return sum(1 for row in tables["materials"] if row["kind"] == kind and inside(row["approved_on"])), None
    dated = any(school["participant_since"] for school in schools)
    if code in ("И2", "П1"):
        of = listed if code == "И2" else set("abc")
        return (len(of & part), len(of)) if dated and of else (None, None)
    return recount_teachers(code, listed, part, dated, tables)


def recount_teachers(code: str, listed: set, part: set, dated: bool, tables) -> tuple:
    feeding = {"И3": "interaction", "И4": "courses", "И5": "diagnostics", "П3": "courses", "П4": "consultations"}
    needed = feeding.get(code, "diagnostics" if code == "П5" else "teachers")
    if not tables["teachers"] or not tables[needed] or (code in ("И3", "П3") and not dated):
        return None, None
    schools = {"И3": listed & part, "П3": part}.get(code, listed)
    people = set()
    for row in tables["teachers"]:
        if row["school_id"] in schools and at_work(row) and (code not in ("И4", "И5") or teaches_subject(row)):
            people.add(row["teacher_id"])
    if code in ("П2", "П5"):
        done = in_system(tables)
        if done is None:
            return None, None
    else:
        done = {row["teacher_id"] for row in tables[needed] if fits(code, row)}
    if code == "П5":
        changes = mean_changes(tables["diagnostics"])
        people = {who for who in people if who in done and who in changes}
        done = {who for who in people if changes[who] >= 10}
        if 0 < len(people) < 5:
            return None, len(people)
    return (len(people & done), len(people)) if people else (None, None)


def fits(code: str, row: dict) -> bool:
    if code == "И3":
        return inside(row["held_on"])
    if code in ("И4", "П3"):
        return row["is_targeted"] is True and inside(row["finished_on"])
    if code == "И5":
        return row["kind"] != "self_assessment" and inside(row["held_on"])
    return row["is_targeted"] is True and inside(row["held_on"])


def in_system(tables) -> set | None:
    events_known = tables["events"] and tables["participation"]
    if not (tables["courses"] or tables["interaction"] or tables["consultations"] or tables["routes"] or events_known):
        return None
    found = {row["teacher_id"] for row in tables["courses"] if inside(row["finished_on"])}
    for name, day in (("interaction", "held_on"), ("consultations", "held_on"), ("routes", "done_on")):
        found |= {row["teacher_id"] for row in tables[name] if inside(row[day])}
    for event in tables["events"]:
        for row in tables["participation"]:
            if row["event_id"] == event["event_id"] and inside(event["held_on"]):
                found.add(row["teacher_id"])
    return found - {None}


def mean_changes(diagnostics) -> dict[str, float]:
    changes: dict[str, list] = {}
    for who in CODES:
        for area in ("subject", "methodical"):
            own = [
                row
                for row in diagnostics
                if row["teacher_id"] == who
                and row["area"] == area
                and row["kind"] != "self_assessment"
                and row["result_pct"] is not None
                and inside(row["held_on"])
            ]
            before = sorted((r["held_on"], r["result_pct"]) for r in own if r["phase"] == "before")
            after = sorted((r["held_on"], r["result_pct"]) for r in own if r["phase"] == "after")
            if before and after and before[0][0] <= after[-1][0]:
                changes.setdefault(who, []).append(after[-1][1] - before[0][1])
    return {who: sum(found) / len(found) for who, found in changes.items()}


def plain_diagnostics(tables):
    """Leave one work a day of a kind: the register's key takes an empty kind and «diagnostics» for two."""
    seen = {}
    for row in tables["diagnostics"]:
        kind = row["kind"] or "diagnostics"
        seen[row["teacher_id"], row["held_on"], row["area"], row["phase"], kind] = row
    return tables | {"diagnostics": list(seen.values())}


@settings(max_examples=examples(8), deadline=None)
@given(SCHOOLS, REGISTERS)
def test_every_number_is_what_a_clerk_would_count(schools, tables):
    hold_against_a_clerk(schools, tables)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(SCHOOLS, REGISTERS)
def test_every_number_is_what_a_clerk_would_count_on_many_registers(schools, tables):
    hold_against_a_clerk(schools, tables)


def hold_against_a_clerk(schools, tables):
    tables = plain_diagnostics(tables)
    made = random_sources(schools, tables)
    for code in FROM_REGISTERS:
        value = value_of(code, made)
        assert (value.numerator, value.denominator) == recount(code, schools, tables), code


@pytest.mark.slow
@settings(max_examples=examples(4), deadline=None)
@given(SCHOOLS, REGISTERS)
def test_the_order_of_rows_does_not_matter(schools, tables):
    tables = plain_diagnostics(tables)
    forwards = random_sources(schools, tables)
    backwards = random_sources(schools, {name: found[::-1] for name, found in tables.items()})
    for code in FROM_REGISTERS:
        assert value_of(code, forwards) == value_of(code, backwards)


@settings(max_examples=examples(4), deadline=None)
@given(SCHOOLS, REGISTERS)
def test_a_person_of_two_schools_counts_once(schools, tables):
    made = random_sources(schools, tables)
    people = indicator_people(PROGRAMME, made)
    for code, own in people.groupby("id"):
        value = value_of(code, made)
        assert value.denominator == own["teacher_id"].nunique()
        assert value.numerator in (own.loc[own["counted"], "teacher_id"].nunique(), None)


IRRELEVANT = {
    "courses": [
        {"teacher_id": "t1", "finished_on": "2021-08-30"},
        {"teacher_id": "чужой", "finished_on": "2022-02-02"},
    ],
    "diagnostics": [
        {"teacher_id": "t1", "held_on": "2020-02-02", "phase": "before", "result_pct": 0},
        {"teacher_id": "t1", "held_on": "2023-02-02", "phase": "after", "result_pct": 100},
        {"teacher_id": "t2", "kind": "self_assessment", "held_on": "2022-02-02", "result_pct": 100},
    ],
    "interaction": [{"teacher_id": "t1", "held_on": "2023-02-02"}, {"teacher_id": "чужой"}],
    "consultations": [{"teacher_id": None, "school_id": "a"}, {"teacher_id": "t3", "held_on": "2020-01-01"}],
    "routes": [{"teacher_id": "чужой"}],
    "materials": [
        {"kind": "roadmap", "title": "Карта"},
        {"kind": "target_model", "title": "Проект", "approved_on": None},
    ],
}


@pytest.mark.slow
@settings(max_examples=examples(4), deadline=None)
@given(SCHOOLS, REGISTERS, st.sampled_from(sorted(IRRELEVANT)))
def test_an_irrelevant_record_changes_no_numerator(schools, tables, name):
    if not tables[name]:
        return  # the first record of a register turns «no data» into a number
    more = tables | {name: [*tables[name], *IRRELEVANT[name]]}
    fewer, all_found = (random_sources(schools, found) for found in (tables, more))
    for code in FROM_REGISTERS:
        assert value_of(code, fewer).numerator == value_of(code, all_found).numerator, code


@settings(max_examples=examples(4), deadline=None)
@given(SCHOOLS, REGISTERS)
def test_a_later_reporting_date_never_takes_a_document_away(schools, tables):
    made = random_sources(schools, tables)
    earlier = replace(made, window=replace(WINDOW, as_of=START))
    for code in ("И1", "И6"):
        if tables["materials"]:
            assert value_of(code, earlier).numerator <= value_of(code, made).numerator


@settings(max_examples=examples(4), deadline=None)
@given(st.lists(st.sampled_from(["2021-09-20", "2021-10-05", "2022-05-05", "2022-05-06", "2022-12-31"]), max_size=20))
def test_a_record_covers_its_own_term_and_the_rest_make_up_for_missed_ones(days):
    found = [{"item": "1", "done_on": None}, *({"item": "М1.2", "done_on": day} for day in sorted(set(days)))]
    plan = follow_plan(
        PLAN["programme_plan"],
        PLAN["programme_measures"],
        PERIOD,
        AS_OF,
        registers(plan=found).plan,
        registers().events,
    )
    row = plan.set_index("id").loc["М1.2"]
    terms = ("2021-12-31", "2022-05-31", "2022-12-31")
    of_term = {term: 0 for term in terms}
    for day in set(days):
        of_term[next(term for term in terms if day <= term)] += 1
    missed = sum(term < AS_OF.isoformat() and not number for term, number in of_term.items())
    beyond = sum(max(0, number - 1) for number in of_term.values())
    on_time = "done" if of_term[terms[-1]] else "upcoming"
    assert row["status"] == (on_time if missed <= beyond else "overdue")
    assert row["occurrences_done"] == sum(number > 0 for number in of_term.values()) + min(missed, beyond)

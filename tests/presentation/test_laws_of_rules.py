"""Laws of what a report says, across its sections, by plain loops over the edition's tables and statements.

Whom each rule names, and every word of it, is read a second time in `tests/support/second_reading_rules.py`; what has
to hold between statements stands here.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from operator import attrgetter

import pandas as pd
import pytest

from shnor_lib.ground.tables import DECLARED
from shnor_lib.presentation.statements.drafts import edition_drafts, rules
from tests.support.depth import every, every_case
from tests.support.made_edition import SettledEdition
from tests.support.made_reports import Report, Undrawn
from tests.support.measured_edition import changed, measured_table
from tests.support.random_editions import any_okrug, random_edition
from tests.support.second_reading import (
    SAYS_NOTHING_OF_DATA,
    disagreements,
    disagreements_about,
    errors,
    reader_of,
    set_aside,
)
from tests.support.second_reading_rules import (
    READERS_OF_RULES,
    latest,
    low_of_latest,
    no_record,
    short_year,
    supported,
)
from tests.support.second_reading_tables import Row, Tables, in_force, in_question, true, with_pairs

PARTS = ("problems", "recommendations", "decisions")
#: Rules that tell somebody to find a partner or to come to terms with one.
FIND_A_PARTNER = ("Р-14", "Р-16", "Р-17")


def standing(tables: Tables, *rules_or_ids: str) -> list[Row]:
    """Return the statements that stand, of these rules or with these ids; of a rule its drafts, not its brief."""
    return [
        row
        for row in tables["statements"]
        if row["holds"] == "true"
        and (row["id"] in rules_or_ids or (row["rule"] in rules_or_ids and row["kind"] != "sentence"))
    ]


def named(tables: Tables, *rules_or_ids: str) -> set[str]:
    """Return the codes of the schools that these statements name."""
    return {school_id for row in standing(tables, *rules_or_ids) for school_id in row["school_id"].split()}


def a_school_that_has_a_partner_is_not_told_to_find_one(tables: Tables) -> None:
    partnered = set(in_force(tables))
    assert not named(tables, *FIND_A_PARTNER) & partnered
    if tables["partnerships"]:
        assert named(tables, "Р-17") == set(supported(tables)) - partnered


def a_decision_about_an_exam_names_exactly_the_schools_low_in_the_latest_one(tables: Tables) -> None:
    for assessment, ids in (("OGE", ("П-13", "Д-12")), ("EGE", ("П-20", "Д-19"))):
        low = [row for row in low_of_latest(tables) if row["assessment"] == assessment]
        for code in ids:
            assert named(tables, code) == {row["school_id"] for row in low}, code
            for text in (row["text"] for row in standing(tables, code)):
                assert all(short_year(row["school_year"]) in text for row in low), text


def help_by_subject_goes_to_the_schools_low_in_it_in_the_latest_year(tables: Tables) -> None:
    for subject, ids in (("RU", ("П-04", "Р-07", "Р-12", "Д-08")), ("MA", ("П-05", "Р-08", "Р-13", "Д-09"))):
        low = [row for row in low_of_latest(tables) if row["subject"] == subject]
        for code in ids:
            assert named(tables, code) == {row["school_id"] for row in low}, code
        for text in (row["text"] for row in standing(tables, ids[0], ids[-1])):
            assert all(short_year(row["school_year"]) in text for row in low), text


def the_latest_results_are_those_of_the_okrugs_latest_year(tables: Tables) -> None:
    key = ("school_id", "assessment", "level", "subject", "grade", "school_year")
    again = sorted(tuple(row[name] for name in key) for row in latest(tables))
    assert sorted(tuple(row[name] for name in key) for row in tables["latest_results"]) == again


def each_unlisted_school_that_meets_the_criteria_is_in_a_decision(tables: Tables) -> None:
    met = {row["school_id"] for row in tables["classification"] if true(row["shnor"]) and not true(row["listed"])}
    has_list = any(true(row["listed"]) for row in tables["classification"])
    assert named(tables, "Д-21" if has_list else "Д-25") == met
    assert not named(tables, "Д-25" if has_list else "Д-21")
    assert bool(standing(tables, "conclusions.unlisted_met" if has_list else "conclusions.proposed")) == bool(met)


def every_open_verdict_is_in_a_decision_and_among_the_limits(tables: Tables) -> None:
    opened = {row["school_id"] for row in tables["classification"] if row["shnor"] == ""}
    assert named(tables, "Д-02", "Д-24") == opened == named(tables, "grounds.undetermined")
    assert not named(tables, "Д-02") & named(tables, "Д-24")
    assert named(tables, "Д-03") == named(tables, "grounds.corrected")
    assert named(tables, "Р-10") == named(tables, "grounds.doubtful_zeros")


def there_are_no_limits_only_where_no_cell_was_set_aside_and_no_error_stands(tables: Tables) -> None:
    if any("раничений данных не выявлено" in row["text"] for row in tables["statements"]):
        assert not set_aside(tables, {})[0] and not errors(tables, {})[0]
        assert all(one["severity"] != "error" for one in tables.get("report_findings", ()))


def a_number_and_its_sub_number_share_their_base(tables: Tables) -> None:
    """Every «m из k» has m within k, and what stands beside it without a base of its own is a part of that k."""
    for row in (row for row in tables["statements"] if row["holds"] == "true"):
        values = json.loads(row["values"])
        specs = dict(re.findall(r"\{(\w+):([^}]+)\}", row["template"]))
        pairs = {name: values[name] for name, spec in specs.items() if spec.startswith(("of", "share"))}
        assert all(0 <= part <= whole for part, whole in pairs.values()), row["text"]
        if len({whole for _, whole in pairs.values()}) == 1 and len(pairs) == 1:
            whole = next(iter(pairs.values()))[1]
            bare = set(re.findall(r" — в \{(\w+)\}", row["template"]))
            assert all(values[name] <= whole for name in bare), row["text"]


def parts_of_the_fall_stand_on_the_base_of_the_whole(tables: Tables) -> None:
    for row in standing(tables, "conclusions.fell"):
        values, whole = json.loads(row["values"]), len(with_pairs(tables, "all"))
        for scope in ("VPR", "OGE_EGE", "cohort"):
            own = len(with_pairs(tables, scope))
            assert not own or isinstance(values[scope], int) == (own == whole), row["text"]


def a_school_printed_as_changed_is_in_exactly_one_of_the_lists(tables: Tables) -> None:
    lists = {name: named(tables, f"dynamics.firmness.{name}") for name in ("fell", "rose", "same", "not_firm")}
    if not standing(tables, "dynamics.firmness.fell"):
        return
    asked = set(in_question(tables)) & {row["school_id"] for row in with_pairs(tables, "all")}
    assert sorted(one for own in lists.values() for one in own) == sorted(asked)
    firmly, under_correction = named(tables, "П-06"), named(tables, "П-12")
    assert firmly | under_correction == lists["rose"] and not firmly & under_correction


def what_is_called_missing_is_missing(tables: Tables) -> None:
    for row in (row for row in tables["indicators"] if row["status"] == "no_data"):
        assert not row["actual"], row["id"]
    no_data = [row for row in tables["indicators"] if row["status"] == "no_data"]
    unknown = [row["id"] for row in no_data if row["needs"] != "way"]
    for row in standing(tables, "grounds.lacking", "grounds.no_registers"):
        assert json.loads(row["values"])["codes"] == unknown
    assert bool(standing(tables, "П-09")) == bool(unknown)
    silent = set(no_record(tables).names)
    for row in (row for row in tables["plan"] if row["id"] in silent):
        told = row["records"] != "0" or row["as_typed"]
        problem = standing(tables, "П-10")[0]["text"]
        assert not told or "неполны" in problem, (row["id"], problem)
    for row in standing(tables, "Д-14"):
        assert ("недостающих сведений" in row["text"]) == bool(silent or unknown)


def statements_name_schools_in_the_rosters_order(tables: Tables) -> None:
    places = {row["school_id"]: place for place, row in enumerate(tables["schools"])}
    for row in tables["statements"]:
        # Schools of the edition before that the roster does not hold any more stand after all others.
        own = [places.get(school_id, len(places)) for school_id in row["school_id"].split()]
        assert own == sorted(own), row["id"]


def every_rule_is_said_to_hold_or_not_to_hold(tables: Tables) -> None:
    drafted = [row["rule"] for row in tables["statements"] if row["kind"] != "sentence"]
    assert set(drafted) == {rule.id for part in PARTS for rule in rules(part)}


def every_statement_is_read_a_second_time(tables: Tables) -> None:
    """A new statement gets a reader, or a line among those that say nothing of the data."""
    unread = {row["id"] for row in tables["statements"] if reader_of(row["id"]) is None}
    assert unread <= SAYS_NOTHING_OF_DATA.keys()


LAWS: tuple[Callable[[Tables], None], ...] = (
    a_school_that_has_a_partner_is_not_told_to_find_one,
    a_decision_about_an_exam_names_exactly_the_schools_low_in_the_latest_one,
    help_by_subject_goes_to_the_schools_low_in_it_in_the_latest_year,
    the_latest_results_are_those_of_the_okrugs_latest_year,
    each_unlisted_school_that_meets_the_criteria_is_in_a_decision,
    every_open_verdict_is_in_a_decision_and_among_the_limits,
    there_are_no_limits_only_where_no_cell_was_set_aside_and_no_error_stands,
    a_number_and_its_sub_number_share_their_base,
    parts_of_the_fall_stand_on_the_base_of_the_whole,
    a_school_printed_as_changed_is_in_exactly_one_of_the_lists,
    what_is_called_missing_is_missing,
    statements_name_schools_in_the_rosters_order,
    every_rule_is_said_to_hold_or_not_to_hold,
    every_statement_is_read_a_second_time,
)


@pytest.mark.parametrize("law", every(4, LAWS), ids=lambda law: law.__name__)
def test_it_is_a_law_of_every_edition(report: Report, law: Callable[[Tables], None]):
    law(report.tables)


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_it_is_a_law_of_random_okrugs(undrawn: Report, law: Callable[[Tables], None]):
    law(undrawn.tables)


def test_a_second_reading_says_the_same_of_random_okrugs(undrawn: Report):
    assert disagreements(undrawn.tables) == []


def noticed(row: Row, tables: Tables, **turned: str) -> bool:
    """Tell whether the second reading finds fault with a statement that was turned round."""
    try:
        return bool(disagreements_about({**row, **turned}, tables))
    except (AssertionError, ValueError, IndexError, KeyError):
        return True


def test_a_second_reading_notices_what_is_turned_round(undrawn: Report):
    """A reader that agrees with anything reads nothing."""
    for row in (row for row in undrawn.tables["statements"] if reader_of(row["id"])):
        other = "false" if row["holds"] == "true" else "true"
        assert noticed(row, undrawn.tables, holds=other), row["id"]
        if row["holds"] == "true" and row["school_id"] and row["kind"] != "sentence":
            assert noticed(row, undrawn.tables, school_id=" ".join(row["school_id"].split()[1:])), row["id"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_many_okrugs_are_read_a_second_time_and_keep_the_laws(seed: int):
    report = Undrawn(f"random_{seed}", random_edition(seed))
    assert disagreements(report.tables) == []
    for law in LAWS:
        law(report.tables)
    what_weighs_most_comes_first(report)
    evidence_names_cells_that_are_there(report)


def what_weighs_most_comes_first(report: Report) -> None:
    low: dict[str, int] = {}
    for row in low_of_latest(report.tables):
        low[row["school_id"]] = low.get(row["school_id"], 0) + 1
    for part in PARTS:
        drafted = edition_drafts(report.edition, part)
        order = [(-d.rule.weight, -max((low.get(one, 0) for one in d.fact.school_ids), default=0)) for d in drafted]
        assert order == sorted(order)


def evidence_names_cells_that_are_there(report: Report) -> None:
    for row in report.tables["statements"]:
        for cell in json.loads(row["evidence"]):
            if cell["table"] == "params":
                attrgetter(cell["column"])(report.edition.params)
                continue
            named_columns = {*cell["key"], cell["column"]} - {"*"}
            assert named_columns <= columns(report, cell["table"]), (row["id"], cell)


def columns(report: Report, table: str) -> set[str]:
    """Return the columns of an edition's table; of one that the report itself writes, those it declares."""
    declared = DECLARED[table]
    return set(declared.columns if declared.stage == "report" else getattr(report.edition, table).columns)


@pytest.mark.slow
@pytest.mark.parametrize("law", every(4, [what_weighs_most_comes_first, evidence_names_cells_that_are_there]))
def test_drafts_stand_in_order_and_statements_on_evidence(report: Report, law: Callable[[Report], None]):
    law(report)


def test_every_rule_has_a_second_reading():
    assert {rule.id for part in PARTS for rule in rules(part)} <= READERS_OF_RULES.keys()


def test_every_rule_says_what_it_rests_on():
    """Rules of the list are `grounds`; whoever speaks of results rests on the latest; weights are one to three."""
    for rule in (rule for part in PARTS for rule in rules(part)):
        assert rule.basis in ("", "grounds", "latest") and rule.weight in (1, 2, 3), rule.id
        if rule.fact.startswith(("low_", "rose_", "vpr_", "outside", "partner_elsewhere")):
            assert rule.basis == "latest", rule.id
        if rule.fact in ("unlisted_met", "unconfirmed", "open_reading", "open_data", "rests_on_correction"):
            assert rule.basis == "grounds", rule.id


@cache
def _okrug() -> SettledEdition:
    return any_okrug()


def outside_of(count: int) -> SettledEdition:
    """Return an okrug of so many listed schools outside the programme; one takes part without being listed."""
    made = SettledEdition(**{name: value for name, value in vars(_okrug()).items() if name != "_made"})
    names = [f"МБОУ «Школьная-{place} СОШ»" for place in range(count + 1)]
    ids = [f"r{place}" for place in range(count + 1)]
    rows = pd.concat([made.schools.iloc[:1]] * (count + 1), ignore_index=True)
    made.schools = rows.assign(
        school_id=ids,
        school=names,
        listed=[True] * count + [False],
        participant_since=[None] * count + ["2021-09-01"],
        participant_until=None,
    )
    return made


@pytest.mark.slow
@pytest.mark.parametrize(("count", "decided"), every_case(2, [(1, 1), (2, 2), (5, 5), (6, 1)]))
def test_many_schools_have_one_decision_few_have_one_each(count, decided):
    own = [draft for draft in edition_drafts(outside_of(count), "decisions") if draft.rule.id == "Д-20"]
    assert len(own) == decided
    assert {one for draft in own for one in draft.fact.school_ids} == {f"r{place}" for place in range(count)}
    for draft in own:
        for school_id in draft.fact.school_ids:
            assert f"Школьная-{school_id[1:]} СОШ" in draft.statement.text
    assert len({draft.statement.id for draft in own}) == decided


@pytest.mark.slow
@pytest.mark.parametrize(("firm", "said"), [(True, False), (False, True)])
def test_a_target_missed_by_a_possible_value_alone_is_preliminary(firm, said):
    own = measured_table("indicators")
    is_changed = own["id"] == "И4"
    own = own.assign(status=own["status"].mask(is_changed, "not_met"), status_firm=~is_changed | firm)
    made = changed(indicators=own)
    text = next(draft.statement.text for draft in edition_drafts(made, "problems") if draft.rule.id == "П-11")
    name = own.loc[is_changed, "short_name"].iloc[0]
    assert f"Не достигнуты целевые значения показателя «{name}»." in text
    assert (f"Вывод предварительный для показателя «{name}»." in text) == said

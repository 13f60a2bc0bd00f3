"""What became of the decisions that the edition before drafted: by the data, and by minutes in the same words."""

import json

import pandas as pd
import pytest

from shnor_lib.presentation.sections.decisions import SECTION
from shnor_lib.presentation.statements.drafts import edition_drafts
from shnor_lib.presentation.statements.earlier_decisions import decisions_drafted, earlier_table, outcomes
from tests.support.depth import every_case
from tests.support.previous_lists import decisions_before
from tests.support.programme_2022 import shipped_edition

UNCONFIRMED = ["lk01", "lk04", "lk06", "lk07"]


def made(*before: pd.DataFrame, assignments: list[dict] | None = None):
    edition = shipped_edition()
    edition.params = edition.params.model_copy(
        update={"report": edition.params.report.model_copy(update={"previous": "2021"})}
    )
    edition.previous_decisions = pd.concat(before, ignore_index=True) if before else decisions_before()
    if assignments is not None:
        edition.assignments = pd.DataFrame(assignments)
    return edition


def unconfirmed(**changed) -> pd.DataFrame:
    usual = {"rule": "Д-01", "basis": "grounds", "subjects": json.dumps(UNCONFIRMED), "due_on": "2099-01-31"}
    return decisions_before(**(usual | changed))


def test_without_an_edition_before_nothing_is_printed():
    edition = made()
    assert outcomes(edition) == [] and earlier_table(edition) is None


def test_the_rule_speaks_of_these_schools_today():
    draft = next(one for one in edition_drafts(made(), "decisions") if one.rule.id == "Д-01")
    assert list(draft.fact.school_ids) == UNCONFIRMED


@pytest.mark.parametrize(
    ("changed", "ground", "late"),
    every_case(
        3,
        [
            ({}, "same", False),
            ({"due_on": "2021-01-31"}, "same", True),
            ({"subjects": '["lk01", "lk99"]'}, "less", False),
            ({"subjects": '["lk99"]', "due_on": "2021-01-31"}, "gone", False),
            ({"rule": "Д-99"}, "gone", False),  # a rule of an earlier version
            ({"basis": "latest", "latest_year": 2021}, "no_news", False),
            ({"basis": "latest", "latest_year": 2019}, "same", False),
            ({"basis": "latest", "latest_year": None}, "no_news", False),
            ({"rule": "Д-13", "subjects": '["правила"]', "due_on": "2021-01-31"}, "same", True),
        ],
    ),
)
def test_data_tell_what_became_of_a_decisions_ground(changed, ground, late):
    (found,) = outcomes(made(unconfirmed(**changed)))
    assert (found.ground, found.is_late) == (ground, late)


@pytest.mark.parametrize(
    ("assignment", "told"),
    every_case(
        3,
        [
            ("Решить.", "исполнено 01.03.2022"),
            ("решить", "исполнено 01.03.2022"),
            ("Решить  что-нибудь", "нет"),
        ],
    ),
)
def test_minutes_count_in_the_same_words_alone(assignment, told):
    row = {"assignment": assignment, "status": "done", "done_on": "2022-03-01"}
    other = {"assignment": "Решить иначе", "status": "overdue", "done_on": None}
    table = earlier_table(made(unconfirmed(), unconfirmed(id="Д-02", text="Решить иначе."), assignments=[row, other]))
    assert table is not None
    place = next(number for number, column in enumerate(table.columns) if column.key == "minutes")
    assert [cells[place].text for cells in table.rows] == [told, "просрочено"]


@pytest.mark.slow
def test_what_an_edition_drafts_the_next_one_reads():
    edition = made()
    drafted = decisions_drafted(edition)
    assert len(drafted) == len(edition_drafts(edition, "decisions"))
    assert drafted["due_on"].notna().all() and "⟦" not in "".join(drafted["text"])
    following = made(drafted)
    assert {one.ground for one in outcomes(following)} <= {"same", "no_news"}
    assert earlier_table(following) is not None and SECTION.id == "decisions"

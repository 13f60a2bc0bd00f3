"""What became of the decisions that the edition before drafted: by the data, and by the working group's minutes.

A decision rests on a fact.  Where the fact is gone, or is told of fewer schools, the data say so; whether the decision
was adopted and carried out is known of those alone that minutes hold in the same words.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.schemas import TABLES
from shnor_lib.presentation.outline import on_screen
from shnor_lib.presentation.plan_words import ASSIGNMENT_STATUSES
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import names_by_id
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.drafts import Draft, edition_drafts
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences

#: What data say of a decision's ground, in words for one decision.
GONE, LESS, SAME, NO_NEWS = "gone", "less", "same", "no_news"
GROUNDS = {
    GONE: "основания больше нет",
    LESS: "основание остаётся не у всех",
    SAME: "основание остаётся",
    NO_NEWS: "новых результатов нет",
}
#: The same in a column that is headed «Основание по данным».
IN_TABLE = {GONE: "больше нет", LESS: "остаётся", SAME: "остаётся", NO_NEWS: "новых результатов нет"}
#: Rules whose ground no datum can take away: they ask the working group for a choice.
_ALWAYS = ("assumed_rules", "programme_over")
_CELLS = tuple(Evidence("previous_decisions", name) for name in ("rule", "subjects", "due_on"))


#: Longer decisions are told by their beginning.
LONGEST_DECISION = 70


@dataclass(frozen=True)
class Outcome:
    """An earlier decision's row, what became of its ground, whom it still concerns, the minutes' word (or nothing)."""

    row: Any
    ground: str
    still: tuple[str, ...]
    minutes: Any | None
    is_late: bool


def decisions_drafted(edition: Edition) -> pd.DataFrame:
    """Return the table `decisions`: what the rules drafted, for the edition that comes after this one."""
    latest = _latest_year(edition)
    rows = [
        {
            "id": draft.statement.id,
            "number": number,
            "rule": draft.rule.id,
            "basis": draft.rule.basis or None,
            "text": on_screen(draft.statement.text),
            "responsible": draft.responsible,
            "due_on": draft.due_on.isoformat(),
            "check": on_screen(draft.check),
            "subjects": json.dumps(_subjects(draft), ensure_ascii=False),
            "latest_year": latest,
        }
        for number, draft in enumerate(edition_drafts(edition, "decisions"), start=1)
    ]
    return pd.DataFrame(rows, columns=list(TABLES["decisions"].columns))


def _subjects(draft: Draft) -> list[str]:
    return list(draft.fact.school_ids or draft.fact.names)


def _latest_year(edition: Edition) -> int | None:
    years = edition.latest_results["school_year"].dropna()
    return int(years.max()) if len(years) else None


def outcomes(edition: Edition) -> list[Outcome]:
    """Return what became of each decision of the edition before, in its order; none without such an edition."""
    return list(_outcomes(edition))


def _outcomes(edition: Edition) -> Iterator[Outcome]:
    earlier = edition.previous_decisions
    if earlier.empty:
        return
    now: dict[str, list[str]] = {}
    facts = {draft.rule.id: draft.rule.fact for draft in edition_drafts(edition, "decisions")}
    for draft in edition_drafts(edition, "decisions"):
        now.setdefault(draft.rule.id, []).extend(_subjects(draft))
    latest, day = _latest_year(edition), as_of(edition)
    minutes = {_same_words(row.assignment): row for row in reversed(list(rows_of(edition.assignments)))}
    for row in rows_of(earlier.sort_values("number", kind="stable")):
        before = json.loads(row.subjects)
        still = tuple(one for one in now.get(row.rule, ()) if one in before)
        stays = facts.get(row.rule) in _ALWAYS
        ground = SAME if stays or (before and len(still) == len(before)) else LESS if still else GONE
        is_new = latest is not None and not pd.isna(row.latest_year) and latest > row.latest_year
        if row.basis == "latest" and ground != GONE and not is_new:
            ground = NO_NEWS
        late = ground != GONE and not pd.isna(row.due_on) and str(row.due_on) < day.isoformat()
        yield Outcome(row, ground, still, minutes.get(_same_words(row.text)), late)


def _same_words(text: object) -> str:
    """Return a text as minutes and drafts agree on it: without case, stops and unusual spaces."""
    return " ".join(str(text).replace(wording.NBSP, " ").casefold().split()).rstrip(".;")


# In words


def earlier_text(edition: Edition) -> Text:
    """Return how many decisions of the edition before are settled, stay or are late, and how many minutes hold."""
    found = outcomes(edition)
    return paragraphs(
        sentences(_by_ground("decisions.earlier", edition, found), _late(found), _in_minutes(edition, found))
    )


def earlier_line(edition: Edition) -> Text:
    """Return the same in one sentence, for the minutes of the meeting."""
    return paragraphs(_by_ground("minutes.earlier", edition, outcomes(edition)))


def _by_ground(name: str, edition: Edition, found: list[Outcome]) -> Statement:
    counts = {code: sum(one.ground == code for one in found) for code in GROUNDS}
    told = "; ".join(f"{words} — {{{code}}}" for code, words in GROUNDS.items() if counts[code])
    return Statement(
        name,
        f"Решений в проекте прошлого выпуска («{{edition}}») — {{decisions}}. По данным этого выпуска: {told}.",
        {"edition": edition.params.report.previous, "decisions": len(found), **counts},
        (*_CELLS, Evidence("params", "report.previous"), Evidence("statements", "holds", {"kind": "decision"})),
        holds=bool(found),
    )


def _late(found: list[Outcome]) -> Statement:
    late = sum(one.is_late for one in found)
    return Statement(
        "decisions.earlier.late",
        "Срок прошёл, а основание остаётся, — {late}.",
        {"late": late},
        (*_CELLS, Evidence("params", "report.as_of")),
        holds=late > 0,
    )


def _in_minutes(edition: Edition, found: list[Outcome]) -> Statement:
    """Say how many of the decisions minutes hold in the same words, and how many of these are done."""
    held = [one.minutes for one in found if one.minutes is not None]
    done = sum(row.status == "done" for row in held)
    return Statement(
        "decisions.earlier.minutes",
        "В протоколах рабочей группы теми же словами записано {held:of}"
        + (", исполнено — {done}." if held else ": приняты ли они, сказать нельзя."),
        {"held": [len(held), len(found)], "done": done},
        (Evidence("assignments", "status"), Evidence("previous_decisions", "text")),
        holds=bool(found) and len(edition.assignments) > 0,
    )


def earlier_table(edition: Edition) -> PublicationTable | None:
    """Return the decisions of the edition before with what became of each."""
    found = outcomes(edition)
    if not found:
        return None
    names = {key: wording.short_school_name(name) for key, name in names_by_id(edition.schools).items()}
    names |= {row.id: row.short_name for row in rows_of(edition.indicators)}
    with_minutes = any(one.minutes is not None for one in found)
    frame = pd.DataFrame(
        [
            {
                "number": str(one.row.number),
                "text": _in_brief(one.row.text),
                "due_on": one.row.due_on,
                "minutes": _minutes_words(one.minutes),
                "ground": _ground_words(one, names),
                "late": one.is_late,
            }
            for one in found
        ]
    )
    columns = [
        Column("number", "№", "code", width=0.4),
        Column("text", "Решение прошлого выпуска", width=5),
        Column("due_on", "Срок", "date", width=1.2),
        *([Column("minutes", "В протоколах", width=1.8)] if with_minutes else []),
        Column("ground", "Основание по данным", width=3),
    ]
    marks = {"ground": ["low" if late else "" for late in frame["late"]]}
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Решения прошлого выпуска («{edition.params.report.previous}»)",
        marks=marks,
        rests_on={"ground": Evidence("statements", "text", {"kind": "decision"})},
        id="decisions-before",
    )


def _in_brief(text: str) -> str:
    """Return a decision without the schools and the reasons that it lists: the edition before has them."""
    if len(text) <= LONGEST_DECISION:
        return text
    return wording.one_stop(f"{re.split(r' [(]|: ', text)[0]}.")


def _ground_words(one: Outcome, names: dict[str, str]) -> str:
    """Return what data say, with those whom the decision still concerns where they are fewer."""
    words = IN_TABLE[one.ground]
    if one.ground == LESS:
        words = f"{words} у {len(one.still)}: {wording.join(names.get(subject, subject) for subject in one.still)}"
    return f"{words}; срок прошёл" if one.is_late else words


def _minutes_words(row: Any | None) -> str:
    if row is None:
        return "нет"
    if row.status == "done":
        return f"исполнено {wording.short_date(row.done_on)}"
    return ASSIGNMENT_STATUSES.get(row.status, "отметки нет")

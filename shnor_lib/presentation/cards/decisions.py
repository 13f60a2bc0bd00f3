"""What the working group has to decide of the school: the drafted decisions that name it, in words of one school."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS, LEVELS, subject_name
from shnor_lib.presentation.cards.card import Card, CardSection
from shnor_lib.presentation.cards.outcomes import GRADED
from shnor_lib.presentation.cards.risks import recommendations_table, signals_table
from shnor_lib.presentation.statement import DECISION, Evidence, Statement
from shnor_lib.presentation.statements.drafts import Draft, edition_drafts
from shnor_lib.presentation.statements.facts import edition_facts
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs


def decisions_table(card: Card) -> PublicationTable | None:
    """Return the draft of decisions on the school: what, who, by when."""
    found = drafts_of(card)
    if not found:
        return None
    columns = (
        Column("number", "№", "code", width=0.4),
        Column("text", "Проект решения", width=5),
        Column("responsible", "Ответственный", width=2.6),
        Column("due", "Срок", width=2),
    )
    rows = tuple(
        (
            Cell(place, str(place)),
            Cell(words.text, words.text),
            Cell(draft.responsible, draft.responsible),
            Cell(draft.due, draft.due),
        )
        for place, (words, draft) in enumerate(found, start=1)
    )
    statements = tuple(words for words, _ in found)
    return PublicationTable("Проект решений по школе", columns, rows, id="card-decisions", statements=statements)


def no_decisions(card: Card) -> Text:
    """Say that no rule asks for a decision on the school."""
    return paragraphs(
        Statement(
            "card.no_decisions",
            "По установленным правилам решений по школе не требуется.",
            {},
            (Evidence("statements", "school_id", {"kind": DECISION}),),
            holds=not drafts_of(card),
            school_ids=(card.school_id,),
        )
    )


def drafts_of(card: Card) -> list[tuple[Statement, Draft]]:
    """Return the drafted decisions that name the school, in the report's order, each in words of this school."""
    words = _words(card)
    found, seen = [], set()
    for draft in edition_drafts(card.edition, "decisions"):
        if card.school_id in draft.fact.school_ids and draft.rule.card and draft.rule.id not in seen:
            seen.add(draft.rule.id)
            found.append((_of_school(card, draft, words), draft))
    return found


def _of_school(card: Card, draft: Draft, words: Mapping[str, Any]) -> Statement:
    return Statement(
        f"card.{draft.rule.id}",
        draft.rule.card,
        words,
        tuple(_own_cell(card, cell) for cell in draft.fact.evidence),
        kind=DECISION,
        rule=draft.rule.id,
        basis=draft.rule.basis,
        school_ids=(card.school_id,),
    )


def _own_cell(card: Card, cell: Evidence) -> Evidence:
    return replace(cell, key={**cell.key, "school_id": card.school_id}) if "school_id" in cell.key else cell


def _words(card: Card) -> dict[str, Any]:
    """Return what the rules' texts of cards may name: low results of the latest year, subjects, the agreement's end."""
    latest = card.own(card.edition.latest_results)
    low = list(rows_of(latest[is_true(latest["low"])]))
    without = edition_facts(card.edition)["partner_elsewhere"].values.get("by_subject", {})
    partners = card.own(card.edition.partnerships)
    ends = partners.loc[is_true(partners["in_force"]) & partners["until"].notna(), "until"]
    return {
        "oge": _subjects(row for row in low if row.assessment == "OGE"),
        "ege": _subjects(row for row in low if row.assessment == "EGE"),
        "russian": [_where(row) for row in low if row.subject == "RU"],
        "mathematics": [_where(row) for row in low if row.subject == "MA"],
        "lacking": [subject_name(code) for code, names in without.items() if card.short_name in names],
        "until": sorted(set(ends)),
    }


def _subjects(rows: Any) -> list[str]:
    return list(dict.fromkeys(f"{subject_name(row.subject)}{_level(row)}" for row in rows))


def _where(row: Any) -> str:
    """Return a result within its subject: «ВПР, 8 класс», «ЕГЭ, базовый уровень»."""
    grade = f", {row.grade}{wording.NBSP}класс" if row.assessment in GRADED else ""
    return f"{ASSESSMENTS[row.assessment]}{grade}{', ' if _level(row) else ''}{_level(row).strip(' ()')}"


def _level(row: Any) -> str:
    return f" ({LEVELS[row.level]})" if isinstance(row.level, str) and row.level else ""


SECTION = CardSection(
    "card_decisions", "Что решить", (decisions_table, no_decisions, signals_table, recommendations_table)
)
#: Lines for the working group's hand; the documents draw them.
NOTES = CardSection("card_notes", "Отметки рабочей группы", ())

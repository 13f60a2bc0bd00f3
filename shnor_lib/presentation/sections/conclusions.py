"""Sections 10–12: problems and risks, recommendations by addressee, the draft of decisions."""

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.presentation.statements.drafts import Draft, drafts
from shnor_lib.presentation.statements.facts import as_of, edition_facts
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs


def _drafts(edition: Edition, part: str) -> list[Draft]:
    report = edition.params.report
    return drafts(part, edition_facts(edition), report.organisation, as_of(edition))


def problems_table(edition: Edition) -> PublicationTable | None:
    """Return problems and risks drafted by rules."""
    found = _drafts(edition, "problems")
    if not found:
        return None
    frame = pd.DataFrame(
        [{"number": str(n), "text": d.text, "risk": d.rule.risk, "id": d.rule.id} for n, d in enumerate(found, start=1)]
    )
    columns = [
        Column("number", "№", "code", width=0.5),
        Column("text", "Проблема", width=5),
        Column("risk", "Риск", width=3.5),
        Column("id", "Правило", "code", width=0.9),
    ]
    return PublicationTable.from_frame(frame, columns, "Проблемы и риски", id="problems")


def problems_text(edition: Edition) -> Text:
    """Return how problems were found, or that none were."""
    if not _drafts(edition, "problems"):
        return paragraphs("По установленным правилам проблем не выявлено.")
    return paragraphs(
        "Проблемы определены по правилам приложения Г; данные, на которых они основаны, — в разделах 2–6."
    )


def recommendations(edition: Edition) -> Text:
    """Return recommendations by addressee, each with its rule."""
    found = _drafts(edition, "recommendations")
    if not found:
        return paragraphs("По установленным правилам рекомендаций нет.")
    by_addressee: dict[str, list[Draft]] = {}
    for draft in found:
        by_addressee.setdefault(draft.addressee, []).append(draft)
    parts = [
        f"**{addressee}**\n\n" + bullets(f"{draft.text} ({draft.rule.id})" for draft in own)
        for addressee, own in by_addressee.items()
    ]
    return paragraphs("Рекомендации составлены по правилам приложения Г; код правила указан в скобках.", *parts)


def decisions_table(edition: Edition) -> PublicationTable | None:
    """Return the draft of decisions: decision, responsible, term, how it will be checked."""
    found = _drafts(edition, "decisions")
    if not found:
        return None
    frame = pd.DataFrame(
        [
            {
                "number": str(n),
                "text": d.text,
                "responsible": d.responsible,
                "due": d.due,
                "check": d.rule.check,
                "id": d.rule.id,
            }
            for n, d in enumerate(found, start=1)
        ]
    )
    columns = [
        Column("number", "№", "code", width=0.5),
        Column("text", "Решение", width=4.4),
        Column("responsible", "Ответственный", width=2),
        Column("due", "Срок", width=1.5),
        Column("check", "Как проверим", width=2.3),
        Column("id", "Правило", "code", width=0.9),
    ]
    return PublicationTable.from_frame(frame, columns, "Проект решений", id="decisions")


def decisions_text(edition: Edition) -> Text:
    """Return the standing of the draft."""
    if not _drafts(edition, "decisions"):
        return paragraphs("По установленным правилам решений не требуется.")
    return paragraphs(
        "> Проект управленческих решений, подлежит рассмотрению рабочей группой. Составлен по правилам приложения Г; "
        "сроки отсчитаны от отчётной даты."
    )

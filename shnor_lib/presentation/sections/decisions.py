"""The draft of decisions: what, who, by when, how it will be checked."""

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statements.drafts import TERM, WORDS, edition_drafts, not_drafted, nothing_drafted
from shnor_lib.presentation.statements.earlier_decisions import earlier_table, earlier_text
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section, Subsection


def decisions_table(edition: Edition) -> PublicationTable | None:
    """Return the draft of decisions: decision, responsible, term, how it will be checked."""
    found = edition_drafts(edition, "decisions")
    if not found:
        return None
    frame = pd.DataFrame(
        [
            {
                "id": d.statement.id,
                "number": str(n),
                "text": d.statement.text,
                "responsible": d.responsible,
                "due": d.due_on,
                "check": d.check,
            }
            for n, d in enumerate(found, start=1)
        ]
    )
    columns = [
        Column("number", "№", "code", width=0.5),
        Column("text", "Решение", width=5),
        Column("responsible", "Ответственный", width=2),
        Column("due", "Срок", "date", width=1.3),
        Column("check", "Как проверим", width=2.3),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Проект решений",
        statements=tuple(d.statement for d in found),
        rests_on={"text": WORDS, "check": WORDS, "due": TERM},
        id="decisions",
    )


def decisions_text(edition: Edition) -> Text:
    """Return the standing of the draft."""
    left = not_drafted(edition, "decisions")
    if not edition_drafts(edition, "decisions"):
        return paragraphs(nothing_drafted("decisions", "По установленным правилам решений не требуется."), *left)
    return paragraphs(
        "> Проект управленческих решений, подлежит рассмотрению рабочей группой. Составлен по правилам "
        f"{reference('rules', 'genitive')}; сроки отсчитаны от отчётной даты.",
        *left,
    )


SECTION = Section(
    id="decisions",
    title="Проект управленческих решений",
    parts=(
        decisions_text,
        decisions_table,
        Subsection("Что стало с решениями прошлого выпуска", (earlier_text, earlier_table)),
    ),
)

"""The draft of the minutes of the working group's meeting, for the brief."""

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.presentation.explanations import LONG_BLANK, SHORT_BLANK, explained
from shnor_lib.presentation.statements.drafts import TERM, WORDS, edition_drafts
from shnor_lib.presentation.statements.earlier_decisions import earlier_line
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section


def head_of_minutes(edition: Edition) -> Text:
    """Return the blanks that a secretary fills in: number, day, who was there, what was on the agenda."""
    return paragraphs(
        explained("number_of_minutes"),
        f"Председатель: {LONG_BLANK}. Секретарь: {LONG_BLANK}.",
        f"Присутствовали: {LONG_BLANK}{LONG_BLANK}.",
        explained("agenda"),
    )


def heard_and_decided(edition: Edition) -> PublicationTable | None:
    """Return the drafted decisions as minutes have them: heard, decided, term, responsible."""
    found = edition_drafts(edition, "decisions")
    if not found:
        return None
    frame = pd.DataFrame(
        {
            "id": [draft.statement.id for draft in found],
            "number": [str(number) for number in range(1, 1 + len(found))],
            "heard": [draft.brief or wording.one_stop(f"{draft.statement.text.split(' (')[0]}.") for draft in found],
            "decided": [draft.statement.text for draft in found],
            "due": [draft.due_on for draft in found],
            "responsible": [draft.responsible for draft in found],
        }
    )
    columns = [
        Column("number", "№", "code", width=0.4),
        Column("heard", "Слушали", width=2.6),
        Column("decided", "Решили (проект)", width=4),
        Column("due", "Срок", "date", width=1.2),
        Column("responsible", "Ответственный", width=1.8),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Слушали — решили — срок — ответственный",
        notes=("Проект: решения принимает рабочая группа; сроки отсчитаны от отчётной даты.",),
        rests_on={"heard": WORDS, "decided": WORDS, "due": TERM},
        id="minutes",
    )


def end_of_minutes(edition: Edition) -> Text:
    """Return the blanks for signatures."""
    return paragraphs(
        f"Голосовали: за {SHORT_BLANK}, против {SHORT_BLANK}, воздержались {SHORT_BLANK}.",
        f"Председатель {LONG_BLANK} Секретарь {LONG_BLANK}",
    )


SECTION = Section(
    id="minutes",
    title="Проект протокола заседания рабочей группы",
    kind="plain",
    commented=False,
    new_page=True,
    forms=("brief",),
    parts=(head_of_minutes, earlier_line, heard_and_decided, end_of_minutes),
)

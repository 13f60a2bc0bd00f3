"""Drafts of the minutes of each meeting: of past ones by the registers, of coming ones by the plan's words."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.working_group import meetings_held
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.explanations import LONG_BLANK, SHORT_BLANK, explained
from shnor_lib.presentation.references import PLAIN
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import SectionHeading
from shnor_lib.presentation.year.group import MOST_ROWS, QUESTIONS, minutes_words
from shnor_lib.presentation.year.programme_year import ProgrammeYear, YearSection, begins_with

#: So many drafts are printed: those nearest to the reporting date.  A group that meets each week has the others' dates.
MOST_DRAFTS = 12
#: So many blank rows a meeting has of which nothing is known.
_BLANK_ROWS = 3
#: Where a secretary writes on: a column without words would be set too narrow for it.
_BLANK = "_" * 10


def drafted_minutes(year: ProgrammeYear) -> list[Any]:
    """Return the drafts: the plan's meetings in its order, each on a page, then minutes of meetings beyond the plan."""
    held = meetings_held(year.registers.minutes, year.today)
    planned = year.meetings
    values: list[Any] = []
    for number, meeting in enumerate(rows_of(_nearest(planned, year.today)), start=1):
        of_meeting = (held["minutes_id"] == meeting.minutes_id) & (held["held_on"] == meeting.minutes_on)
        own = held[of_meeting.fillna(False)].reset_index(drop=True)
        values += _of_plan(year, number, meeting, own)
    taken = set(zip(planned["minutes_id"], planned["minutes_on"], strict=True))
    beyond = [pair not in taken for pair in zip(held["minutes_id"], held["held_on"], strict=True)]
    values += _beyond(held[beyond])
    if not values:
        values.append(paragraphs(begins_with("minutes", "Заседаний в плане и протоколов нет", holds=True)))
    return values


def _nearest(planned: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return the meetings that are drafted, in the plan's order: of very many those nearest to a day."""
    if len(planned) <= MOST_DRAFTS:
        return planned
    days = pd.to_datetime(planned["held_on"].fillna(planned["due_on"]))
    apart = (days - pd.Timestamp(today)).abs().sort_values(kind="stable", na_position="last")
    return planned.loc[sorted(apart.index[:MOST_DRAFTS])]


def _of_plan(year: ProgrammeYear, number: int, meeting: Any, own: pd.DataFrame) -> Iterator[Any]:
    """Yield the heading, the head, what was heard and decided, and the end of one meeting's minutes."""
    title = f"Заседание по пункту {meeting.id} плана: {_when(meeting)}"
    yield SectionHeading(f"year_minutes_{number}", PLAIN, title, new_page=True)
    yield _head(year, meeting, own)
    yield _heard(own) if len(own) else _agenda_table(meeting)
    yield _end()


def _when(meeting: Any) -> str:
    if isinstance(meeting.held_on, str):
        return f"проведено {wording.short_date(meeting.held_on)}"
    if isinstance(meeting.due_on, str):
        passed = "срок прошёл" if meeting.status == "overdue" else "срок"
        return f"{passed} {wording.short_date(meeting.due_on)}"
    return str(meeting.due) if isinstance(meeting.due, str) else "срок не установлен"


def _head(year: ProgrammeYear, meeting: Any, own: pd.DataFrame) -> Text:
    """Return number, day and who was there; posts of the group where they are known, blanks where not."""
    day = next(iter(rows_of(own)), None)
    number = Statement(
        f"year.minutes.{meeting.id}.{meeting.due_on or meeting.held_on or ''}",
        "Протокол {words}.",
        {"words": minutes_words(day) if day is not None else ""},
        (Evidence("register_minutes", "minutes_id"),),
        holds=day is not None,
    )
    agenda = [question for question in str(meeting.agenda).split("; ") if question]
    return paragraphs(
        number if day is not None else explained("number_of_minutes"),
        f"Председатель: {_post(year, 'chair')}. Секретарь: {_post(year, 'secretary')}.",
        f"Присутствовали: {LONG_BLANK}{LONG_BLANK}.",
        "**Повестка дня по плану.** " + _questions(agenda) if agenda else "",
    )


def _post(year: ProgrammeYear, role: str) -> str:
    own = year.composition
    posts = [f"{post} {LONG_BLANK}" for post in own.loc[own["role"] == role, "post"]]
    return wording.join(posts) or LONG_BLANK


def _questions(agenda: Iterable[str]) -> str:
    return " ".join(f"{number}) {question.rstrip('.')};" for number, question in enumerate(agenda, start=1))[:-1] + "."


_COLUMNS = [
    Column("number", "№", "code", width=0.4),
    Column("heard", "Слушали", width=2.8),
    Column("decided", "Решили", width=2.8),
    Column("assigned", "Поручили", width=2.8),
    Column("due", "Срок", "date", width=1.2),
    Column("responsible", "Ответственный", width=1.8),
]


def _heard(own: pd.DataFrame) -> PublicationTable:
    """Return the register's questions, decisions and assignments of one meeting's minutes."""
    frame = pd.DataFrame(
        {
            "number": [str(number) for number in range(1, 1 + len(own))],
            "heard": own["question"],
            "decided": own["decision"],
            "assigned": own["assignment"],
            "due": own["due_on"],
            "responsible": own["responsible"],
        }
    )
    caption = f"Вопросы и решения по протоколу {minutes_words(next(rows_of(own)))}"
    return PublicationTable.from_frame(
        frame,
        _COLUMNS,
        caption,
        rests_on={"number": Evidence("register_minutes", "*")},
        lookup=len(frame) > MOST_ROWS,
    )


def _agenda_table(meeting: Any) -> PublicationTable:
    """Return the plan's questions with blanks for what is decided: nobody knows it yet."""
    questions = [question for question in str(meeting.agenda).split("; ") if question] or [""] * _BLANK_ROWS
    frame = pd.DataFrame(
        {
            "number": [str(number) for number in range(1, 1 + len(questions))],
            "heard": [wording.sentence_case(question) for question in questions],
            **dict.fromkeys(("decided", "assigned", "due", "responsible"), _BLANK),
        }
    )
    columns = [
        Column(one.key, one.label, "text" if one.kind == "date" else one.kind, width=one.width) for one in _COLUMNS
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Вопросы по пункту {meeting.id} плана",
        notes=("Повестка — словами плана; решения вписывает секретарь.",),
        rests_on={"heard": Evidence("programme_plan", "activity", {"id": meeting.id})},
    )


def _end() -> Text:
    return paragraphs(
        f"Голосовали: за {SHORT_BLANK}, против {SHORT_BLANK}, воздержались {SHORT_BLANK}.",
        f"Председатель {LONG_BLANK} Секретарь {LONG_BLANK}",
    )


def _beyond(held: pd.DataFrame) -> Iterator[Any]:
    """Yield the minutes of meetings that the plan does not name, under one heading."""
    if held.empty:
        return
    yield SectionHeading("year_minutes_beyond", PLAIN, "Протоколы заседаний вне пунктов плана", new_page=True)
    minutes = list(held.groupby(["held_on", "minutes_id"], sort=True))
    if len(minutes) > MOST_DRAFTS:
        yield Text(f"Показаны последние {MOST_DRAFTS}; все вопросы — в таблице «{QUESTIONS}».")
    for _, own in minutes[-MOST_DRAFTS:]:
        yield _heard(own.reset_index(drop=True))


SECTION = YearSection(id="year_minutes", title="", kind=PLAIN, parts=(drafted_minutes,))

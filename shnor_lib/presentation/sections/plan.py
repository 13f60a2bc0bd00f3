"""Section 6: the plan, the management measures, the working group's assignments."""

import pandas as pd

from shnor_lib import wording
from shnor_lib.edition import Edition
from shnor_lib.indicators import REGISTER
from shnor_lib.presentation import charts
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.vocabulary import PLAN_STATUSES

PLAN_MARKS = {"done": "good", "overdue": "low", "no_record": "muted", "no_deadline": "muted", "upcoming": ""}


def plan_table(edition: Edition) -> PublicationTable:
    """Return the items of the plan with term, responsible and status."""
    items = edition.plan[~edition.plan["id"].str.startswith("М")]
    return _plan_table(
        items,
        "План мероприятий (раздел III Программы)",
        "plan",
        (
            "Пунктов с номерами 11–15, 17 и 20 в Программе нет; пункт без номера обозначен 6а. Пункт 3 называет "
            "дорожную карту «на 2020-2021 годы»: так в документе.",
        ),
    )


def measures_table(edition: Edition) -> PublicationTable:
    """Return the management measures with their periodicity and status."""
    items = edition.plan[edition.plan["id"].str.startswith("М")]
    return _plan_table(
        items,
        "Управленческие меры (раздел IV Программы)",
        "measures",
        ("В Программе перечень мер имеет номер 4 внутри раздела IV.",),
    )


def _plan_table(items: pd.DataFrame, caption: str, table_id: str, notes: tuple[str, ...]) -> PublicationTable:
    frame = items.assign(
        term=[row.due if isinstance(row.due, str) else "не указан" for row in items.itertuples()],
        by=[_due_words(row) for row in items.itertuples()],
        state=[_state_words(row) for row in items.itertuples()],
        proof=[row.evidence if isinstance(row.evidence, str) else "" for row in items.itertuples()],
    )
    columns = [
        Column("id", "№", "code", width=0.7),
        Column("activity", "Содержание", width=7),
        Column("term", "Срок по Программе", width=1.6),
        Column("by", "Когда ожидалось", width=1.7),
        Column("responsible", "Ответственный", width=1.9),
        Column("state", "Исполнение", width=1.8),
    ]
    if items["evidence"].notna().any():
        columns.append(Column("proof", "Подтверждение", width=1.8))
    marks = {"state": [PLAN_MARKS[status] for status in items["status"]]}
    return PublicationTable.from_frame(frame, columns, caption, marks=marks, notes=notes, id=table_id)


def _state_words(row) -> str:
    """Return what is known of the execution; the lack of a term says nothing about it."""
    return PLAN_STATUSES["no_record" if row.status == "no_deadline" else row.status]


def _due_words(row) -> str:
    if isinstance(row.due_on, str):
        return f"до {wording.short_date(row.due_on)}"
    if row.occurrences:
        return wording.plural(int(row.occurrences), "раз", "раза", "раз") + " за период"
    return "срок не установлен"


def plan_text(edition: Edition) -> Text:
    """Return how many items have which status."""
    plan = edition.plan
    if plan.empty:
        return paragraphs("План мероприятий не представлен.")
    counts = plan["status"].replace("no_deadline", "no_record").value_counts()
    parts = [f"{words} — {counts[status]}" for status, words in PLAN_STATUSES.items() if counts.get(status, 0)]
    undated = plan.loc[plan["status"] == "no_deadline", "id"]
    if len(undated):
        parts.append(f"срок не установлен у пунктов {wording.join(undated)}")
    items, measures = (~plan["id"].str.startswith("М")).sum(), plan["id"].str.startswith("М").sum()
    note = (
        f"Сведения об исполнении вносятся в лист «План» файла {REGISTER}; пока их нет, ни один пункт не считается ни "
        "выполненным, ни просроченным."
        if counts.get("no_record", 0)
        else ""
    )
    return paragraphs(
        f"В плане {wording.plural(int(items), 'пункт', 'пункта', 'пунктов')} и "
        f"{wording.plural(int(measures), 'мера', 'меры', 'мер')}: {'; '.join(parts)}.",
        note,
    )


def calendar(edition: Edition) -> PublicationFigure | None:
    """Return the calendar of the plan over the programme's period."""
    return charts.plan_calendar(edition.plan, edition.params.programme.period)

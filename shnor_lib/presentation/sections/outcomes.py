"""Item 21 of the plan: tasks and expected results with the evidence for each."""

from typing import Any

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import PLAN_STATUSES
from shnor_lib.presentation.plan_words import state_words
from shnor_lib.presentation.statements.facts import edition_facts
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section
from shnor_lib.presentation.verdicts import verdict_words, with_unit


def tasks_table(edition: Edition) -> PublicationTable:
    """Return task – what was done – by what it is confirmed."""
    return _outcomes(
        edition,
        edition.programme_tasks,
        "Задачи Программы",
        "Задача",
        "tasks",
        (
            "Задачи с номером 3 в Программе нет: номера приведены как в документе. Связь задач с показателями и "
            "пунктами плана принята при подготовке справки; И7 и пункты 16, 18 и 21 относятся к цели Программы в "
            "целом.",
        ),
    )


def expected_table(edition: Edition) -> PublicationTable:
    """Return expected result – what was done – by what it is confirmed."""
    return _outcomes(
        edition, edition.programme_expected, "Ожидаемые результаты Программы", "Ожидаемый результат", "expected", ()
    )


def _outcomes(
    edition: Edition, outcomes: pd.DataFrame, caption: str, heading: str, table_id: str, notes: tuple[str, ...]
) -> PublicationTable:
    indicators, plan = edition.indicators.set_index("id"), edition.plan.set_index("id")
    frame = outcomes.assign(
        done=[_done_words(_ids(row.plan_items), plan) for row in rows_of(outcomes)],
        proof=[_indicator_words(_ids(row.indicators), indicators) for row in rows_of(outcomes)],
    )
    columns = [
        Column("id", "№", "code", width=0.5),
        Column("text", heading, width=4),
        Column("done", "Что сделано (пункты плана и меры)", width=3.2),
        Column("proof", "Чем подтверждается (показатели)", width=3.2),
    ]
    return PublicationTable.from_frame(frame, columns, caption, notes=notes, id=table_id)


def _ids(text: object) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()] if isinstance(text, str) else []


def _done_words(ids: list[str], plan: pd.DataFrame) -> str:
    """Return the items' states, grouped: «1, 2 и 3: сведения не представлены»; days are left to the plan's section."""
    rows = {row.id: row for row in rows_of(plan.reset_index())}
    return _grouped({item: _state(rows[item]) for item in ids if item in rows})


def _state(row: Any) -> str:
    """Return an item's status in a word, or how many times it was done where that is not all."""
    if row.occurrences > 1 and row.records and row.status != "done":
        return state_words(row)
    return PLAN_STATUSES["no_record" if row.status == "no_deadline" else row.status]


def _indicator_words(ids: list[str], indicators: pd.DataFrame) -> str:
    return _grouped({item: _standing(indicators.loc[item]) for item in ids if item in indicators.index})


def _standing(indicator: Any) -> str:
    """Return an indicator's verdict, with its value where there is one: «25 %, цель 10 % достигнута»."""
    verdict = verdict_words(indicator)
    if pd.isna(indicator["actual"]):
        return verdict
    value = with_unit(indicator["actual"], indicator["unit"])
    if pd.isna(indicator["target"]):
        return f"{value} ({verdict})"
    return f"{value} при цели {with_unit(indicator['target'], indicator['unit'])} ({verdict})"


def _grouped(statuses: dict[str, str]) -> str:
    by_status: dict[str, list[str]] = {}
    for item, status in statuses.items():
        by_status.setdefault(status, []).append(item)
    words = "; ".join(f"{wording.id_ranges(items)}: {status}" for status, items in by_status.items())
    return words or wording.MISSING


def outcome_text(edition: Edition) -> Text:
    """Return the overall conclusion on tasks and expected results, as far as data allow."""
    facts = edition_facts(edition)
    total = len(edition.indicators)
    unknown = len(facts["no_data"])
    if unknown == total:
        conclusion = (
            "Ни для одного показателя нет сведений за период Программы: вывод о выполнении задач и достижении "
            "ожидаемых результатов сделать нельзя."
        )
    elif unknown:
        without = wording.plural(unknown, "показателя", "показателей", "показателей")
        conclusion = f"Вывод предварительный: для {without} из {total} исходных сведений нет."
    else:
        conclusion = "Исходные сведения есть для всех показателей."
    return paragraphs("Пункт 21 плана требует подвести итоги реализации Программы.", conclusion)


SECTION = Section(
    id="outcomes",
    title="Итоги по задачам и результатам",
    plan_items=("21",),
    parts=(outcome_text, tasks_table, expected_table),
)

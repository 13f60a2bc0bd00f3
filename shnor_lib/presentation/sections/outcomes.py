"""The programme summed up: tasks and expected results with the evidence for each."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import PLAN_STATUSES
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.numbering_words import RESULTS, TASKS, not_in_the_programme
from shnor_lib.presentation.plan_words import is_known, state_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, Words, paragraphs, sentences
from shnor_lib.presentation.tree import Section
from shnor_lib.presentation.verdicts import share_words, target_words, verdict_words, with_unit


def tasks_summary(edition: Edition) -> PublicationTable | None:
    """Return the programme's tasks, each with how much of its items is done and which of its indicators are met."""
    return _summary(edition, edition.programme_tasks, "Задачи Программы", "Задача", "tasks-summary")


def expected_summary(edition: Edition) -> PublicationTable | None:
    """Return the expected results, each with how much of its items is done and which of its indicators are met."""
    caption = "Ожидаемые результаты Программы"
    return _summary(edition, edition.programme_expected, caption, "Ожидаемый результат", "expected-summary")


def _summary(
    edition: Edition, outcomes: pd.DataFrame, caption: str, heading: str, table_id: str
) -> PublicationTable | None:
    """Return a table of the body; nothing where neither an item nor an indicator tells anything."""
    knows_items, knows_indicators = is_known(edition.plan), bool(edition.indicators["actual"].notna().any())
    if outcomes.empty or not (knows_items or knows_indicators):
        return None
    plan, indicators = edition.plan.set_index("id"), edition.indicators.set_index("id")
    frame = outcomes[["text"]].assign(  # without its id: items of the plan have such ids too
        number=outcomes["id"],
        done=[_done_of(plan.reindex(_present(plan, row.plan_items))) for row in rows_of(outcomes)],
        met=[_met_of(indicators.reindex(_present(indicators, row.indicators))) for row in rows_of(outcomes)],
    )
    columns = [
        Column("number", "№", "code", width=0.5),
        Column("text", heading, width=5),
        *([Column("done", "Пунктов плана и мер выполнено", width=2)] if knows_items else []),
        *([Column("met", "Показатели", width=3.4)] if knows_indicators else []),
    ]
    return PublicationTable.from_frame(frame.reset_index(drop=True), columns, caption, id=table_id)


def _present(table: pd.DataFrame, ids: object) -> list[str]:
    return [code for code in _ids(ids) if code in table.index]


def _done_of(items: pd.DataFrame) -> str:
    """Return how many of the items are done: «3 из 4»; a dash where none is linked."""
    done = int((items["status"] == "done").sum())
    return f"{done} из{wording.NBSP}{len(items)}" if len(items) else wording.MISSING


def _met_of(indicators: pd.DataFrame) -> str:
    """Return the indicators with targets by verdict, or the values of those without: «Достигнут: ШНОР в Программе»."""
    aimed = indicators[indicators["target"].notna()]
    if aimed.empty:
        told = [f"{wording.quoted(row.short_name)} — {_value(row)}" for row in rows_of(indicators)]
        return "; ".join(told) or wording.MISSING
    by_verdict: dict[str, list[str]] = {}
    for row in rows_of(aimed):
        by_verdict.setdefault(verdict_words(row), []).append(wording.quoted(row.short_name))
    return wording.sentence_case("; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in by_verdict.items()))


def _value(row: Any) -> str:
    if pd.isna(row.actual):
        return verdict_words(row)
    return share_words(row, 0 if pd.isna(row.denominator) else wording.share_decimals(row.denominator))


def tasks_table(edition: Edition) -> PublicationTable | None:
    """Return task – what was done – by what it is confirmed, item by item; to be looked up."""
    tasks = edition.programme_tasks
    return _outcomes(
        edition,
        tasks,
        "Задачи подробно",
        "Задача",
        "tasks",
        (
            not_in_the_programme("outcomes.task_numbers", "programme_tasks", tasks["id"], TASKS, "id"),
            sentences(explained("links_of_tasks") if len(tasks) else None, _unlinked(edition)),
        ),
    )


def _unlinked(edition: Edition) -> Statement:
    """Name the indicators, items and measures that no task is linked with."""
    tasks = edition.programme_tasks
    linked = {code for column in ("indicators", "plan_items") for text in tasks[column] for code in _ids(text)}
    lists = {"indicators": edition.indicators["id"], "items": edition.plan["id"]}
    unlinked = {name: [code for code in codes if code not in linked] for name, codes in lists.items()}
    words = {"indicators": "показатели — {indicators:codes}", "items": "пункты плана и меры — {items:codes}"}
    told = "; ".join(words[name] for name in words if unlinked[name])
    return Statement(
        "outcomes.unlinked",
        f"К цели Программы в целом, а не к одной из задач отнесены: {told}.",
        unlinked,
        (
            *(Evidence("programme_tasks", column) for column in ("indicators", "plan_items")),
            *(Evidence(table, "id") for table in ("indicators", "plan")),
        ),
        holds=len(tasks) > 0 and any(unlinked.values()),
    )


def expected_table(edition: Edition) -> PublicationTable | None:
    """Return expected result – what was done – by what it is confirmed, item by item; to be looked up."""
    expected = edition.programme_expected
    missing = not_in_the_programme("outcomes.result_numbers", "programme_expected", expected["id"], RESULTS, "id")
    return _outcomes(edition, expected, "Ожидаемые результаты подробно", "Ожидаемый результат", "expected", (missing,))


def _outcomes(
    edition: Edition, outcomes: pd.DataFrame, caption: str, heading: str, table_id: str, notes: Iterable[Words]
) -> PublicationTable | None:
    if outcomes.empty:
        return None
    indicators, plan = edition.indicators.set_index("id"), edition.plan.set_index("id")
    frame = outcomes[["text"]].assign(
        number=outcomes["id"],
        done=[_done_words(_ids(row.plan_items), plan) for row in rows_of(outcomes)],
        proof=[_indicator_words(_ids(row.indicators), indicators) for row in rows_of(outcomes)],
    )
    columns = [
        Column("number", "№", "code", width=0.5),
        Column("text", heading, width=4),
        Column("done", "Что сделано (пункты плана и меры)", width=3.2),
        Column("proof", "Чем подтверждается (показатели)", width=3.2),
    ]
    return PublicationTable.from_frame(frame, columns, caption, notes=notes, id=table_id, lookup=True)


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
    return f"{value} при цели {target_words(indicator)} ({verdict})"


def _grouped(statuses: dict[str, str]) -> str:
    by_status: dict[str, list[str]] = {}
    for item, status in statuses.items():
        by_status.setdefault(status, []).append(item)
    words = "; ".join(f"{wording.id_ranges(items)}: {status}" for status, items in by_status.items())
    return words or wording.MISSING


def outcome_text(edition: Edition) -> Text:
    """Return the overall conclusion on tasks and results, as far as data allow."""
    return paragraphs(sentences(*_conclusion(edition.indicators), _tasks_done(edition)))


def _tasks_done(edition: Edition) -> Statement:
    """Say of how many tasks all items are done, and of how many all targets are met, where both are known."""
    plan, indicators = edition.plan.set_index("id"), edition.indicators.set_index("id")
    done, met = [], []
    for task in rows_of(edition.programme_tasks):
        items = plan.reindex(_present(plan, task.plan_items))
        aimed = indicators.reindex(_present(indicators, task.indicators))
        aimed = aimed[aimed["target"].notna()]
        done += [bool((items["status"] == "done").all())] if len(items) else []
        met += [bool((aimed["status"] == "met").all())] if len(aimed) else []
    told = {
        "done": "все пункты плана выполнены по {done:of} задач",
        "met": "все целевые значения достигнуты по {met:of}",
    }
    known = {"done": is_known(edition.plan) and bool(done), "met": bool(indicators["actual"].notna().any() and met)}
    words = "; ".join(told[name] for name in told if known[name])
    return Statement(
        "outcomes.tasks_done",
        f"{wording.sentence_case(words)}.",
        {"done": [sum(done), len(done)], "met": [sum(met), len(met)]},
        (
            Evidence("plan", "status"),
            Evidence("indicators", "status"),
            *(Evidence("programme_tasks", column) for column in ("indicators", "plan_items")),
        ),
        holds=bool(words),
    )


def _conclusion(indicators: pd.DataFrame) -> tuple[Statement, ...]:
    """Say of how many indicators nothing is known; what is hidden since a group is small is no lack of data."""
    hidden = is_true(indicators["hidden"])
    unknown = int(((indicators["status"] == "no_data") & ~hidden).sum())
    values = {"unknown": unknown, "total": len(indicators)}
    cells = (Evidence("indicators", "status"), Evidence("indicators", "hidden"))
    return (
        Statement(
            "outcomes.no_data",
            "Ни для одного показателя нет сведений за период Программы ({section:missing}): вывод о выполнении задач и "
            "достижении ожидаемых результатов сделать нельзя.",
            values,
            cells,
            holds=unknown == len(indicators),
        ),
        Statement(
            "outcomes.preliminary",
            "Вывод предварительный: для {unknown:показателя|показателей|показателей} из {total} исходных сведений нет "
            "({section:missing}).",
            values,
            cells,
            holds=0 < unknown < len(indicators),
        ),
        Statement(
            "outcomes.known",
            "Исходные сведения есть для всех показателей.",
            values,
            cells,
            holds=unknown == 0 < len(indicators),
        ),
    )


SECTION = Section(
    id="outcomes",
    title="Итоги по задачам и результатам",
    roles=("summing_up",),
    parts=(outcome_text, tasks_summary, expected_summary, tasks_table, expected_table),
)

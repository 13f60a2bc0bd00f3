"""What was due in a period and has no record by the reporting date: items of the plan, assignments."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.analysis.programme.roles import items_with
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, MonitoredWork, PeriodSection
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences


def due_in_period(monitored: MonitoredPeriod | MonitoredWork) -> pd.DataFrame:
    """Return the occurrences of plan items that were due in the period's days."""
    own = monitored.edition.plan_occurrences
    return own[monitored.period.window.holds(own["due_on"])]


def late_items(monitored: MonitoredPeriod) -> pd.DataFrame:
    """Return the overdue ones of them, with the item's words."""
    own = due_in_period(monitored)
    return own[own["status"] == "overdue"].merge(
        monitored.edition.plan[["id", "activity", "responsible"]], on="id", how="left"
    )


def late_assignments(monitored: MonitoredPeriod) -> pd.DataFrame:
    """Return the assignments of the working group that were due in the period's days and are overdue."""
    own = monitored.edition.assignments
    return own[monitored.period.window.holds(own["due_on"]) & (own["status"] == "overdue")]


def late_text(monitored: MonitoredPeriod) -> Text:
    """Return how much was due in the period and how much of it is overdue or was done late."""
    due, late, told = due_in_period(monitored), late_items(monitored), late_assignments(monitored)
    unknown = due["status"] == "no_record"
    done_late = (due["status"] == "done") & due["days_late"].notna()
    cells = (Evidence("plan_occurrences", "due_on"), Evidence("plan_occurrences", "status"))
    return sentences(
        Statement(
            "monitoring.overdue.items",
            "Сроков по плану и мерам за период: {due}; к {today:date} без записи об исполнении — {late}"
            + ("; выполнено позже срока — {done_late}" if done_late.any() else "")
            + ".",
            {"due": len(due), "late": len(late), "done_late": int(done_late.sum()), "today": monitored.today},
            cells,
            holds=len(due) > 0 and not unknown.all(),
        ),
        Statement(
            "monitoring.overdue.unknown",
            "Сроков по плану и мерам за период: {due}; исполнены ли они, неизвестно: лист «План» не заполнен.",
            {"due": len(due)},
            cells,
            holds=len(due) > 0 and bool(unknown.all()),
        ),
        Statement(
            "monitoring.overdue.assignments",
            "Поручений рабочей группы со сроком в периоде просрочено: {late}.",
            {"late": len(told)},
            (Evidence("assignments", "status"), Evidence("assignments", "due_on")),
            holds=len(told) > 0,
        ),
    )


def terms_text(monitored: MonitoredPeriod | MonitoredWork, section: str, *roles: str) -> Statement:
    """Return which terms of the period the items and measures of some roles have, and what is recorded of each.

    ``section`` stands in the statement's id.
    """
    items = items_with(monitored.edition.programme_plan, monitored.edition.programme_measures, *roles)
    own = due_in_period(monitored)
    own = own[own["id"].isin([*items])]
    return Statement(
        f"monitoring.{section}.terms",
        "Срок по плану в этом периоде: {terms:list}.",
        {"terms": [f"{wording.short_date(row.due_on)} — {_term_words(row)}" for row in rows_of(own)]},
        (Evidence("plan_occurrences", "due_on"), Evidence("plan_occurrences", "status")),
        holds=len(own) > 0,
    )


def _term_words(row: Any) -> str:
    if row.status == "done":
        return f"есть запись об исполнении от {wording.short_date(row.done_on)}"
    return _TERMS[row.status]


#: What is said of a term that is not done, by its status.
_TERMS = {
    "overdue": "записи об исполнении нет",
    "no_record": "исполнено ли, неизвестно: лист «План» не заполнен",
    "upcoming": "ещё не прошёл",
}


def overdue_text(monitored: MonitoredPeriod) -> Text:
    """Say that nothing is overdue, where that is known."""
    due = due_in_period(monitored)
    return paragraphs(
        late_text(monitored),
        Statement(
            "monitoring.overdue.nothing",
            "Просроченного нет.",
            {},
            (Evidence("plan_occurrences", "status"),),
            holds=late_items(monitored).empty
            and late_assignments(monitored).empty
            and not due.empty
            and not (due["status"] == "no_record").any(),
        ),
    )


def overdue_table(monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return what is overdue: items of the plan by their terms, then assignments of the working group."""
    items, told = late_items(monitored), late_assignments(monitored)
    rows = [
        *({"what": f"{row.id}. {row.activity}", **_of(row)} for row in rows_of(items)),
        *({"what": f"Поручение (протокол {row.minutes_id}): {row.assignment}", **_of(row)} for row in rows_of(told)),
    ]
    if not rows:
        return None
    columns = [
        Column("what", "Пункт плана, мера, поручение", width=5),
        Column("responsible", "Ответственный", width=2.4),
        Column("due_on", "Срок", "date", width=1.2),
        Column("days_late", "Просрочено, дней", "integer", width=1.1),
    ]
    return PublicationTable.from_frame(
        pd.DataFrame(rows),
        columns,
        f"Без записи об исполнении на {wording.short_date(monitored.today)}",
        id="monitoring-overdue",
    )


def _of(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("responsible", "due_on", "days_late")}


SECTION = PeriodSection(
    id="monitoring_overdue", title="Что просрочено", parts=(overdue_text, overdue_table), kinds=(Kind.QUARTER,)
)

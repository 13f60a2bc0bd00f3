"""What reports of quarters, half-years and works say of measures that are monitorings: for the report of the year."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.periods import MONITORED_ROLES
from shnor_lib.analysis.programme.roles import items_with
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.plan_words import is_known
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences

_CELLS = tuple(Evidence("period_reports", name) for name in ("roles", "until", "as_of"))


@dataclass(frozen=True)
class MonitoredItem:
    """An item or measure that is a monitoring: its terms that have passed by what speaks for them, and its reports."""

    id: str
    activity: str
    by_report: int
    by_tick: int
    by_nothing: int
    reports: tuple[Any, ...]

    @property
    def terms(self) -> int:
        """How many terms have passed."""
        return self.by_report + self.by_tick + self.by_nothing


def monitored_items(edition: Any) -> list[MonitoredItem]:
    """Return the items and measures of the programme that are monitorings, in its order.

    A term is spoken for by a report whose last day lies after the term before and not after the term itself; where
    there is none, by a record of the plan's register that covers it.
    """
    plan = edition.plan.set_index("id")
    found = []
    for role in MONITORED_ROLES:
        reports = [row for row in rows_of(edition.period_reports) if role in _roles(row)]
        for item in items_with(edition.programme_plan, edition.programme_measures, role):
            found.append(_item(edition, item, str(plan["activity"].get(item, "")), reports))
    order = list(plan.index)
    return sorted(found, key=lambda one: order.index(one.id) if one.id in order else len(order))


def _roles(row: Any) -> list[str]:
    return row.roles.split("; ") if isinstance(row.roles, str) else []


def _item(edition: Any, item: str, activity: str, reports: list[Any]) -> MonitoredItem:
    own = edition.plan_occurrences
    own = own[(own["id"] == item) & own["due_on"].notna()]
    counted, before = {"report": 0, "tick": 0, "nothing": 0}, ""
    for term in sorted(rows_of(own), key=lambda one: str(one.due_on)):
        if any(before < str(row.until) <= term.due_on for row in reports if isinstance(row.until, str)):
            counted["report"] += 1
        elif term.status == "done":
            counted["tick"] += 1
        elif term.due_on < as_of(edition).isoformat():
            counted["nothing"] += 1
        before = str(term.due_on)
    ordered = sorted(reports, key=lambda row: (str(row.until), row.period))
    return MonitoredItem(item, activity, counted["report"], counted["tick"], counted["nothing"], tuple(ordered))


def period_reports_text(edition: Any) -> Text:
    """Return on what the state of the monitorings rests: reports that were made, or marks of the plan alone."""
    items = monitored_items(edition)
    reports = edition.period_reports
    silent = [one.id for one in items if not one.reports]
    return paragraphs(
        sentences(
            Statement(
                "plan.periods.made",
                "О мерах, которые являются мониторингами, собрано отчётов: {number}. Состояние меры — по этим отчётам "
                "и их датам; где отчёта за срок нет — по отметке листа «План».",
                {"number": len(reports)},
                _CELLS,
                holds=len(reports) > 0 and len(items) > 0,
            ),
            Statement(
                "plan.periods.silent",
                "Отчётов нет, и состояние — только по отметкам: {items:codes}.",
                {"items": silent},
                _CELLS,
                holds=len(reports) > 0 and len(silent) > 0,
            ),
            Statement(
                "plan.periods.none",
                "Отчётов о четвертях, полугодиях и контрольных работах рядом с выпуском нет (их собирает команда make "
                "monitoring): состояние мер {items:codes} известно только по отметкам листа «План».",
                {"items": silent},
                (*_CELLS, Evidence("plan_occurrences", "status")),
                holds=reports.empty and len(items) > 0 and is_known(edition.plan),
            ),
        )
    )


def period_reports_table(edition: Any) -> PublicationTable | None:
    """Return a line for each monitoring: terms that passed, by what speaks for them, and its last report."""
    items = monitored_items(edition)
    if edition.period_reports.empty or not items:
        return None
    frame = pd.DataFrame(
        [
            {
                "id": one.id,
                "activity": one.activity,
                "terms": one.terms,
                "by_report": one.by_report,
                "by_tick": one.by_tick,
                "by_nothing": one.by_nothing,
                "reports": ", ".join(row.period for row in one.reports) or wording.MISSING,
                "last": _last_words(one),
            }
            for one in items
        ]
    )
    columns = [
        Column("id", "№", "code", width=0.8),
        Column("activity", "Мониторинг", width=3.6),
        Column("terms", "Сроков прошло", "integer", width=1.1),
        Column("by_report", "есть отчёт", "integer", group="Из них", width=1),
        Column("by_tick", "только отметка", "integer", group="Из них", width=1.2),
        Column("by_nothing", "ничего", "integer", group="Из них", width=1),
        Column("reports", "Отчёты", width=1.5),
        Column("last", "Последний отчёт", width=3.8),
    ]
    marks = {"by_nothing": ["low" if one.by_nothing else "" for one in items]}
    notes = (
        "Отчёты лежат рядом с этим, в папке monitoring. «Хуже» и «лучше» — школы, у которых что-то изменилось сверх "
        "случайного с прошлого раза или за год.",
    )
    return PublicationTable.from_frame(
        frame,
        columns,
        "Мониторинги: отчёты и отметки за время Программы",
        marks=marks,
        notes=notes,
        id="period-reports",
    )


def _last_words(one: MonitoredItem) -> str:
    """Return what the latest report says: «2025-ч1, по записям на 31.12.2024: требуют внимания 4 из 10; хуже — 2»."""
    if not one.reports:
        return "отчётов нет, состояние — по отметкам"
    row = one.reports[-1]
    said = [f"требуют внимания {int(row.attention)} из{wording.NBSP}{int(row.schools)}"]
    said += [f"хуже — {int(row.worse)}"] if row.worse else []
    said += [f"лучше — {int(row.better)}"] if row.better else []
    return f"{row.name}; по записям на {wording.short_date(row.as_of)}: {'; '.join(said)}"

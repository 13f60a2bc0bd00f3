"""Help that schools got in a quarter, beside that of the quarter before."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.coverage import ANY
from shnor_lib.analysis.programme.periods import Kind, SchoolPeriod
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.attention import waiting_requests
from shnor_lib.presentation.monitoring.period import EARLIER, MonitoredPeriod, PeriodSection
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences

#: Kinds of help by the heading under which their records are added up.
GROUPS = {
    "КПК": ("targeted_course", "course"),
    "Мероприятия": ("seminar_management", "seminar_teams", "seminar_teachers", "event"),
    "Консультации": ("consultation_individual", "consultation_group"),
    "Взаимодействие": ("interaction",),
    "Маршруты": ("route",),
}


def help_text(monitored: MonitoredPeriod) -> Text:
    """Return how many schools got any help, in this period and before, and how requests stand."""
    now, before = (_with_any(monitored, period) for period in (monitored.period, monitored.period.before))
    known = len(now) > 0
    requests = monitored.registers.requests
    received = requests[monitored.period.window.holds(requests["received_on"])]
    return paragraphs(
        sentences(
            Statement(
                "monitoring.help.schools",
                "Записи о помощи с {since:date} по {end:date} есть у {now:of_schools}, которым она предусмотрена; "
                "{earlier} — у {before:of_schools}.",
                {
                    "since": monitored.period.since,
                    "end": monitored.period.end,
                    "now": [int((now["records"] > 0).sum()), len(now)],
                    "before": [int((before["records"] > 0).sum()), len(before)],
                    "earlier": EARLIER[monitored.period.kind],
                },
                (Evidence("register_courses", "finished_on"), Evidence("register_consultations", "held_on")),
                holds=known,
            ),
            Statement(
                "monitoring.help.unknown",
                "Сказать, какую помощь получили школы, нельзя: нужны листы «Педагоги» и листы с записями о помощи.",
                {},
                (Evidence("register_teachers", "teacher_id"),),
                holds=not known,
            ),
            Statement(
                "monitoring.help.requests",
                "Запросов школ за эти дни: {received}; к отчётной дате не закрыто: {open}.",
                {"received": len(received), "open": len(waiting_requests(monitored))},
                (Evidence("register_requests", "received_on"), Evidence("register_requests", "closed_on")),
                holds=len(received) > 0,
            ),
        )
    )


def _with_any(monitored: MonitoredPeriod, period: SchoolPeriod) -> pd.DataFrame:
    coverage = monitored.coverage(period)
    return coverage[coverage["kind"] == ANY].reset_index(drop=True)


def help_table(monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return what each school got: teachers whom help reached, now and before, and records by kind."""
    coverage = monitored.coverage(monitored.period)
    whole = coverage[coverage["kind"] == ANY].reset_index(drop=True)
    if whole.empty:
        return None
    before = {row.school_id: row for row in rows_of(_with_any(monitored, monitored.period.before))}
    frame = whole.assign(
        now=[_reached(row) for row in rows_of(whole)],
        was=[_reached(before.get(row.school_id)) for row in rows_of(whole)],
    )
    known = set(coverage["kind"])
    columns = [
        Column("school", "Школа", width=2.6),
        Column("now", "Педагогов получили помощь", width=1.5),
        Column("was", wording.sentence_case(EARLIER[monitored.period.kind]), width=1.5),
    ]
    for number, (heading, kinds) in enumerate(GROUPS.items()):
        if known & set(kinds):
            records = coverage[coverage["kind"].isin(kinds)].groupby("school_id")["records"].sum()
            frame[f"kind_{number}"] = frame["school_id"].map(records).fillna(0).astype(int)
            columns.append(Column(f"kind_{number}", heading, "integer", group="Записей", width=1.5))
    marks = {"now": ["low" if row.records == 0 else "" for row in rows_of(whole)]}
    notes = (
        "Педагоги — работающие в школе на последний день периода. Мероприятие, на котором были педагоги нескольких "
        "школ, учтено у каждой.",
    )
    return PublicationTable.from_frame(
        frame, columns, "Помощь школам за период", marks=marks, notes=notes, id="monitoring-help"
    )


def _reached(row: Any) -> str:
    """Return «5 из 16» teachers; a dash where nobody is named."""
    if row is None or pd.isna(row.reached) or not row.teachers:
        return wording.MISSING
    return f"{int(row.reached)} из{wording.NBSP}{int(row.teachers)}"


SECTION = PeriodSection(
    id="monitoring_help", title="Помощь школам", parts=(help_text, help_table), kinds=(Kind.QUARTER,)
)

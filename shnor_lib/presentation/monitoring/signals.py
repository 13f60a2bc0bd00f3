"""What else a quarter's end shows: signals by the rules in force on its last day, works of the centre within it."""

import pandas as pd

from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.analysis.programme.signals import signals
from shnor_lib.analysis.programme.works import Work, work_results, works_of
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.period import NO_WORKS, MonitoredPeriod, PeriodSection, made_once
from shnor_lib.presentation.signal_words import kind_words, rules_note, seen_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs


@made_once
def raised(monitored: MonitoredPeriod) -> pd.DataFrame:
    """Return the signals of the quarter's last day, of the schools that the report is about."""
    found = signals(monitored.data_until, monitored.edition.params.signals.in_force)
    return found[found["school_id"].isin(monitored.schools["school_id"])].reset_index(drop=True)


def signals_text(monitored: MonitoredPeriod) -> Text:
    """Return how many signals there are on the quarter's last day."""
    own = raised(monitored)
    cells = (Evidence("register_requests", "received_on"), Evidence("register_quarters", "passed"))
    values = {"day": monitored.period.end, "signals": len(own), "schools": int(own["school_id"].nunique())}
    return paragraphs(
        Statement(
            "monitoring.signals.raised",
            "На {day:date} правила сигналов называют {schools:школу|школы|школ}: {signals:сигнал|сигнала|сигналов}.",
            values,
            cells,
            holds=len(own) > 0,
        ),
        Statement("monitoring.signals.none", "На {day:date} сигналов нет.", values, cells, holds=own.empty),
    )


def signals_table(monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return the signals, school by school."""
    own = raised(monitored)
    if own.empty:
        return None
    frame = own.assign(what=[kind_words(row) for row in rows_of(own)], seen=[seen_words(row) for row in rows_of(own)])
    columns = [
        Column("school", "Школа", width=2.2),
        Column("rule", "Правило", "code", width=0.9),
        Column("what", "Сигнал", width=2.6),
        Column("seen", "Что видно", width=4.4),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Сигналы на {wording.short_date(monitored.period.end)}",
        notes=(rules_note(monitored.edition.params.signals.in_force),),
        id="monitoring-signals",
    )


def works_within(monitored: MonitoredPeriod) -> list[Work]:
    """Return the works of the centre that were written in the period's days."""
    window = monitored.period.window
    first, last = window.start.isoformat(), window.as_of.isoformat()
    return [work for work in works_of(monitored.edition.results) if first <= work.held_on <= last]


def works_text(monitored: MonitoredPeriod) -> Text:
    """Return the works written in the period, with what the schools that the report is about have in them."""
    works = works_within(monitored)
    cells = (Evidence("results", "n_failed", {"assessment": "MKR"}), Evidence("results", "held_on"))
    undated = any(not work.held_on for work in works_of(monitored.edition.results))
    return paragraphs(
        bullets(_work_line(monitored, work) for work in works),
        Statement(
            "monitoring.works.none",
            "Муниципальных контрольных работ (МКР) в эти дни не было." + (" {hint}" if undated else ""),
            {"hint": "У части работ нет даты: впишите колонку «Дата»."},
            cells,
            holds=not works and bool(works_of(monitored.edition.results)),
        ),
        Statement(
            "monitoring.works.unknown",
            "Муниципальных контрольных работ (МКР) в результатах нет. {hint}",
            {"hint": NO_WORKS},
            cells,
            holds=not works_of(monitored.edition.results),
        ),
    )


def _work_line(monitored: MonitoredPeriod, work: Work) -> Statement:
    own = work_results(monitored.edition.results, monitored.schools, work)
    known = own.dropna(subset=["n_failed", "n_participants"])
    return Statement(
        f"monitoring.works.{work.number}",
        "{work}: писали {schools:of_schools}, «2» получили {part:share} обучающихся; по школам — справка {name}.",
        {
            "work": work.words,
            "name": work.id,
            "schools": [len(own), len(monitored.schools)],
            "part": [int(known["n_failed"].sum()), int(known["n_participants"].sum())],
        },
        (Evidence("results", "n_failed", {"assessment": "MKR"}),),
        holds=len(known) > 0,
    )


SECTION = PeriodSection(
    id="monitoring_signals",
    title="Сигналы и контрольные работы",
    parts=(signals_text, signals_table, works_text),
    kinds=(Kind.QUARTER,),
)

"""Results of procedures beside what schools in such conditions show: the half-year in which they are held."""

import pandas as pd

from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import CONTEXT_STANDINGS, assessment_name
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, PeriodSection
from shnor_lib.presentation.procedures import interval_words
from shnor_lib.presentation.school_names import with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs

#: The half-year at whose end results of spring are told.
_SPRING = 2


def expected(monitored: MonitoredPeriod) -> pd.DataFrame:
    """Return the rows of `context_expectation` that belong to the half-year, under short names."""
    table = monitored.edition.context_expectation
    own = table[table["school_year"] == monitored.period.school_year].reset_index(drop=True)
    return with_short_names(own if monitored.period.number == _SPRING else own.iloc[:0])


def procedures_text(monitored: MonitoredPeriod) -> Text:
    """Return which schools have more «2» than schools in such conditions, or why that is not told here."""
    own = expected(monitored)
    more = own[own["standing"] == "more"]
    cells = (Evidence("context_expectation", "standing"), Evidence("social_index", "index"))
    return paragraphs(
        Statement(
            "monitoring.procedures.more",
            "Доля «2» больше, чем в школах с таким индексом социального благополучия: {names:names}.",
            {"names": list(more["school"])},
            cells,
            holds=len(more) > 0,
            school_ids=tuple(more["school_id"]),
        ),
        Statement(
            "monitoring.procedures.none",
            "Ни в одной из школ ({schools}) доля «2» не больше, чем позволяет ожидать индекс социального благополучия.",
            {"schools": int(own["standing"].notna().sum())},
            cells,
            holds=bool(own["standing"].notna().any()) and more.empty,
        ),
        Statement(
            "monitoring.procedures.autumn",
            "Результаты процедур учебного года — в отчёте за второе полугодие.",
            {},
            cells,
            holds=monitored.period.number != _SPRING,
        ),
        Statement(
            "monitoring.procedures.unknown",
            "Результатов процедур за {year:year}, которые можно сравнить с индексом социального благополучия, в "
            "выпуске нет: нужны результаты ВПР с числом участников и лист «Контекст» или контекстная форма.",
            {"year": monitored.period.school_year},
            cells,
            holds=monitored.period.number == _SPRING and own.empty,
        ),
    )


def procedures_table(monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return each school's share of «2» beside the one that its index lets expect."""
    own = expected(monitored)
    if own.empty:
        return None
    rows = list(rows_of(own))
    frame = own.assign(
        share=[wording.percent(row.fail_pct, wording.share_decimals(row.n_participants)) for row in rows],
        limits=[interval_words(row.low_pct, row.high_pct, 0) for row in rows],
        told=[CONTEXT_STANDINGS.get(str(row.standing), wording.MISSING) for row in rows],
    )
    columns = [
        Column("school", "Школа", width=2.6),
        Column("index", "Индекс", "number", decimals=0, width=0.9),
        Column("n_participants", "Участников", "integer", width=1.2),
        Column("share", "Доля «2»", width=1),
        Column("expected_pct", "Ожидается, %", "percent", decimals=0, width=1.2),
        Column("limits", "Границы, %", width=1.2),
        Column("told", "Вывод", width=1.8),
    ]
    marks = {"told": ["low" if row.standing == "more" else "" for row in rows]}
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Доля «2» и индекс: {assessment_name(rows[0].assessment)}, {wording.school_year_short(rows[0].school_year)}",
        marks=marks,
        notes=("Участники — всех процедур вместе. Школы стоят в порядке списка, это не рейтинг.",),
        id="monitoring-procedures",
    )


SECTION = PeriodSection(
    id="monitoring_procedures",
    title="Результаты процедур и условия работы школ",
    parts=(procedures_text, procedures_table),
    kinds=(Kind.HALF_YEAR,),
)

"""What schools achieved outside lessons, beside the social index."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.extracurricular import extracurricular
from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, PeriodSection
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences

_NOT_MOVED = "в пределах случайного"


def found(monitored: MonitoredPeriod) -> pd.DataFrame:
    """Return what the register tells of the school year."""
    return extracurricular(monitored.registers, monitored.schools, monitored.period.school_year)


def extracurricular_text(monitored: MonitoredPeriod) -> Text:
    """Return how many schools took part, how many winners there are, and whose share of winners changed."""
    own = found(monitored)
    cells = tuple(Evidence("register_extracurricular", name) for name in ("event", "participants", "winners"))
    compared = own["base_participants"].notna()
    statements = [
        Statement(
            f"monitoring.extracurricular.{'rose' if rose else 'fell'}",
            "Доля призёров среди участников {word} прошлогодней больше случайного: {names:names}.",
            {"word": "выше" if rose else "ниже", "names": list(one["school"])},
            cells,
            holds=len(one) > 0,
            school_ids=tuple(one["school_id"]),
        )
        for rose in (False, True)
        for one in [own[own["supported"].astype(bool) & (own["rose"].astype(bool) == rose)]]
    ]
    return paragraphs(
        sentences(
            Statement(
                "monitoring.extracurricular.schools",
                "Участие в событиях за {year:year} записано у {schools:of_schools}: участий {participants}, из них "
                "призовых {winners}.",
                {
                    "year": monitored.period.school_year,
                    "schools": [len(own), len(monitored.schools)],
                    "participants": int(own["participants"].sum()),
                    "winners": int(own["winners"].sum()),
                },
                cells,
                holds=len(own) > 0,
            ),
            Statement(
                "monitoring.extracurricular.none",
                "Внеучебных достижений за {year:year} в реестре нет: их даёт лист «Внеучебные».",
                {"year": monitored.period.school_year},
                cells,
                holds=own.empty,
            ),
            Statement(
                "monitoring.extracurricular.year_to_date",
                "Лист «Внеучебные» ведётся по учебным годам, дат событий в нём нет: показано всё, что записано за год.",
                {},
                cells,
                holds=len(own) > 0,
            ),
        ),
        sentences(
            *statements,
            Statement(
                "monitoring.extracurricular.same",
                "Доля призёров ни в одной школе не отличается от прошлогодней больше случайного.",
                {},
                cells,
                holds=bool(compared.any()) and not own["supported"].astype(bool).any(),
            ),
            Statement(
                "monitoring.extracurricular.alone",
                "Сравнить с прошлым учебным годом нельзя: записей за него нет.",
                {},
                cells,
                holds=len(own) > 0 and not compared.any(),
            ),
        ),
    )


def extracurricular_table(monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return events, participants and winners by school."""
    own = found(monitored)
    if own.empty:
        return None
    rows = list(rows_of(own))
    frame = own.assign(
        index=own["school_id"].map(monitored.indices).astype("Float64"),
        won=[f"{row.winners} из{wording.NBSP}{row.participants}" for row in rows],
        was=[_pair(row.base_winners, row.base_participants) for row in rows],
        told=[_told(row) for row in rows],
    )
    columns = [
        Column("school", "Школа", width=2.4),
        Column("index", "Индекс", "number", decimals=0, width=0.9),
        Column("levels", "Событий по уровням", width=3),
        Column("won", "Призёров из участников", width=1.5),
        Column("winners_per_100", "Призёров на 100 обучающихся", "number", decimals=1, width=1.5),
    ]
    if own["base_participants"].notna().any():
        columns += [Column("was", "Годом раньше", width=1.3), Column("told", "Вывод о доле призёров", width=1.8)]
    notes = ("Обучающийся, который участвовал в нескольких событиях, учтён в каждом.",)
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Внеучебные достижения, {wording.school_year(monitored.period.school_year)}",
        notes=notes,
        id="monitoring-extracurricular",
    )


def _pair(part: Any, of: Any) -> str:
    if wording.is_missing(part) or wording.is_missing(of):
        return wording.MISSING
    return f"{int(part)} из{wording.NBSP}{int(of)}"


def _told(row: Any) -> str:
    if wording.is_missing(row.base_participants):
        return wording.MISSING
    if not row.supported:
        return _NOT_MOVED
    return "выше сверх случайного" if row.rose else "ниже сверх случайного"


SECTION = PeriodSection(
    id="monitoring_extracurricular",
    title="Внеучебные достижения",
    roles=("extracurricular_monitoring",),
    parts=(extracurricular_text, extracurricular_table),
    kinds=(Kind.HALF_YEAR,),
)

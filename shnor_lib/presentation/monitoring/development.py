"""Consulting on development programmes: which programmes there are, kinds of help, coverage, what came of it."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.development import REGISTER, development, kinds_of
from shnor_lib.analysis.programme.periods import Kind, rows_of_period
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.overdue import terms_text
from shnor_lib.presentation.monitoring.period import EARLIER, MonitoredPeriod, PeriodSection
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences

ROLES = ("development_programmes",)
_TABLE = f"register_{REGISTER}"


def told(monitored: MonitoredPeriod) -> pd.DataFrame:
    """Return what the register tells of the schools; nothing where it is empty."""
    own = development(monitored.registers, monitored.schools, monitored.period)
    return own.iloc[:0] if monitored.registers.empty(REGISTER) else own


def development_text(monitored: MonitoredPeriod) -> Text:
    """Return coverage, kinds of help, what came of it, which listed schools have none, and the terms of the measure."""
    own = told(monitored)
    return paragraphs(
        sentences(*_coverage(monitored, own)),
        sentences(*_given(monitored, own)),
        _without(own),
        terms_text(monitored, "development", *ROLES),
    )


def _cells(*columns: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(_TABLE, name) for name in columns)


def _coverage(monitored: MonitoredPeriod, own: pd.DataFrame) -> list[Statement]:
    listed = own[own["listed"].astype(bool)]
    others = own[~own["listed"].astype(bool) & (own["consultations"] > 0)]
    cells = _cells("school_id", "held_on")
    return [
        Statement(
            "monitoring.development.coverage",
            "Консультации по программе развития с {since:date} по {end:date} были у {now:of_schools} списка ШНОР; "
            "{earlier} — у {before:of_schools}.",
            {
                "since": monitored.period.since,
                "end": monitored.period.end,
                "now": [int((listed["consultations"] > 0).sum()), len(listed)],
                "before": [int((listed["before"] > 0).sum()), len(listed)],
                "earlier": EARLIER[monitored.period.kind],
            },
            cells,
            holds=len(listed) > 0,
        ),
        Statement(
            "monitoring.development.others",
            "Из остальных школ округа ({of}) консультации были у {number:школы|школ|школ}.",
            {"number": len(others), "of": int(len(monitored.schools) - len(listed))},
            cells,
            holds=len(others) > 0,
        ),
        Statement(
            "monitoring.development.programmes",
            "Программа развития названа у {programmes:of_schools} списка.",
            {"programmes": [int(listed["document"].notna().sum()), len(listed)]},
            _cells("document"),
            holds=len(listed) > 0,
        ),
        Statement(
            "monitoring.development.empty",
            "Сказать о консультировании по программам развития нельзя: его даёт лист «Программы развития».",
            {},
            cells,
            holds=own.empty,
        ),
    ]


def _given(monitored: MonitoredPeriod, own: pd.DataFrame) -> list[Statement]:
    held = rows_of_period(monitored.registers, REGISTER, monitored.period)
    held = held[held["school_id"].isin(own["school_id"])]
    kinds = kinds_of(held)
    return [
        Statement(
            "monitoring.development.kinds",
            "Консультаций — {number}, по видам поддержки: {kinds:list}.",
            {"number": len(held), "kinds": [f"{kind} — {number}" for kind, number in kinds.items()]},
            _cells("held_on", "support"),
            holds=len(held) > 0,
        ),
        Statement(
            "monitoring.development.outcomes",
            "Итог записан у {told:of} консультаций: {outcomes:list}.",
            {"told": [int(held["outcome"].notna().sum()), len(held)], "outcomes": _counted(held["outcome"])},
            _cells("outcome"),
            holds=bool(held["outcome"].notna().any()),
        ),
        Statement(
            "monitoring.development.no_outcomes",
            "Итог не записан ни у одной консультации.",
            {},
            _cells("outcome"),
            holds=len(held) > 0 and not held["outcome"].notna().any(),
        ),
    ]


def _counted(texts: pd.Series) -> list[str]:
    """Return «программа доработана — 2», in the order in which they stand."""
    numbers: dict[str, int] = {}
    for text in texts.dropna():
        numbers[str(text)] = numbers.get(str(text), 0) + 1
    return [f"{text} — {number}" for text, number in numbers.items()]


def _without(own: pd.DataFrame) -> Statement:
    without = own[own["listed"].astype(bool) & (own["consultations"] == 0)]
    return Statement(
        "monitoring.development.without",
        "Школы списка без консультаций за период: {names:names}.",
        {"names": list(without["school"])},
        _cells("school_id", "held_on"),
        holds=len(without) > 0,
        school_ids=tuple(without["school_id"]),
    )


def development_table(monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return programmes and consultations by school."""
    own = told(monitored)
    if own.empty:
        return None
    rows = list(rows_of(own))
    frame = own.assign(
        programme=[_or(row.document, "не названа") for row in rows],
        help=[row.kinds or wording.MISSING for row in rows],
        came=[_or(row.outcome, "не записан" if row.consultations else wording.MISSING) for row in rows],
    )
    columns = [
        Column("school", "Школа", width=2.2),
        Column("programme", "Программа развития", width=3),
        Column("consultations", "Консуль\u00adтаций", "integer", width=1.1),
        Column("before", wording.sentence_case(EARLIER[monitored.period.kind]), "integer", width=1.2),
        Column("help", "Вид поддержки", width=1.9),
        Column("came", "Итог", width=2),
    ]
    marks = {
        "programme": ["" if isinstance(row.document, str) else "low" for row in rows],
        "consultations": ["low" if row.listed and not row.consultations else "" for row in rows],
    }
    return PublicationTable.from_frame(
        frame,
        columns,
        "Консультирование по программам развития",
        marks=marks,
        notes=("Школы списка ШНОР и другие школы, о которых есть записи; в порядке списка школ.",),
        id="monitoring-development",
    )


def _or(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) and value else otherwise


SECTION = PeriodSection(
    id="monitoring_development",
    title="Программы развития школ",
    roles=ROLES,
    parts=(development_text, development_table),
    kinds=(Kind.HALF_YEAR,),
)

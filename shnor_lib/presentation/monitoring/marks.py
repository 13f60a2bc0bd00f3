"""Marks of the quarter, or of the one with which a half-year ends, school by school."""

from functools import partial

import pandas as pd

from shnor_lib.analysis.programme.mark_changes import mark_shares
from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.changes import (
    BY_CHANCE,
    FELL,
    MEASURES,
    change_words,
    changes_since,
    marks_cells,
    verdict,
)
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, PeriodSection
from shnor_lib.presentation.statement import Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs

MARK_OF = {FELL: "low", BY_CHANCE: "muted"}


def marks_text(monitored: MonitoredPeriod) -> Text:
    """Return of how many schools there are marks, and what may not be concluded of them."""
    own = mark_shares(monitored.registers, monitored.schools, monitored.period, "passed")
    cells = marks_cells(monitored, "passed")
    return paragraphs(
        Statement(
            "monitoring.marks.schools",
            "Отметки за {quarter} есть по {told:of_schools}; по всем вместе успевают {part:share}.",
            {
                "quarter": monitored.period.last_quarter.words,
                "told": [len(own), len(monitored.schools)],
                "part": [int(own["part"].sum()), int(own["of"].sum())],
            },
            cells,
            holds=len(own) > 0,
            school_ids=tuple(own["school_id"]),
        ),
        Statement(
            "monitoring.marks.none",
            "Отметок за {quarter} в реестре нет: их даёт лист «Четверти».",
            {"quarter": monitored.period.last_quarter.words},
            cells,
            holds=own.empty,
        ),
    )


def marks_table(measure: str, monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return a measure by school: now, and of each earlier period what was, the change, whether it may be chance."""
    own = mark_shares(monitored.registers, monitored.schools, monitored.period, measure)
    if own.empty:
        return None
    noun, head = MEASURES[measure]
    own = own.assign(now=[wording.pupils_or_share(row.pct, row.part, row.of) for row in rows_of(own)])
    columns = [Column("school", "Школа", width=2.6)]
    if monitored.period.kind is Kind.HALF_YEAR and monitored.indices:
        own["index"] = own["school_id"].map(monitored.indices).astype("Float64")
        columns.append(Column("index", "Индекс", "number", decimals=0, width=0.9))
    columns.append(Column("now", head, width=1.3))
    marks: dict[str, list[str]] = {}
    for number, (since, base) in enumerate(monitored.bases.items()):
        beside = _beside(changes_since(monitored, base, measure), number)
        if len(beside):
            own = own.merge(beside, on="school_id", how="left")
            said = own[f"said_{number}"]
            marks[f"said_{number}"] = ["" if wording.is_missing(one) else MARK_OF.get(one, "good") for one in said]
            group = wording.sentence_case(since)
            columns += [
                Column(f"was_{number}", "было", group=group, width=1.2),
                Column(f"change_{number}", "изменение, п. п. (95 %)", group=group, width=2.2),
                Column(f"said_{number}", "вывод", group=group, width=1.8),
            ]
    return PublicationTable.from_frame(
        own,
        columns,
        f"{wording.sentence_case(noun)}: {monitored.period.last_quarter.words}",
        marks=marks,
        # What stands below the first table is true of the second.
        notes=_notes(monitored, compared=len(columns) > 3) if measure == "passed" else (),
        id=f"monitoring-{measure}",
    )


def _beside(changes: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return the columns that say what was, by ``school_id``."""
    rows = [
        {
            "school_id": row.school_id,
            f"was_{number}": wording.pupils_or_share(row.base_pct, row.base_part, row.base_of),
            f"change_{number}": change_words(row),
            f"said_{number}": verdict(row),
        }
        for row in rows_of(changes)
    ]
    return pd.DataFrame(rows)


def _notes(monitored: MonitoredPeriod, *, compared: bool) -> list[str]:
    notes = [
        "Считаются отметки: обучающийся учтён по каждому предмету отдельно; до ста отметок — числом, дальше — долей."
    ]
    if monitored.period.kind is Kind.HALF_YEAR:
        notes.append("Полугодие представлено своей последней четвертью.")
    if not compared:
        return notes
    notes.append(
        "Изменение — по предметам и классам, которые есть в обоих периодах; отметки одного обучающегося связаны, "
        "поэтому его границы посчитаны по числу обучающихся (Ньюкомб), а не отметок."
    )
    if monitored.period.number == 1:
        notes.append(
            "Прошлый период — из прошлого учебного года: в тех же классах учились другие дети, и разница говорит не об "
            "их успехах."
        )
    return notes


SECTION = PeriodSection(
    id="monitoring_marks",
    title="Успеваемость и качество",
    roles=("quarters_monitoring",),
    parts=(marks_text, partial(marks_table, "passed"), partial(marks_table, "good")),
    kinds=(Kind.QUARTER,),
)
HALF_YEAR = PeriodSection(
    id="monitoring_attainment",
    title="Учебные достижения",
    roles=("attainment_monitoring",),
    parts=SECTION.parts,
    kinds=(Kind.HALF_YEAR,),
)

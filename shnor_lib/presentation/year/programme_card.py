"""The programme's passport as one printed card."""

from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.statement import Evidence
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.year.group import ROLES
from shnor_lib.presentation.year.programme_year import ProgrammeYear, YearSection


def card_table(year: ProgrammeYear) -> PublicationTable:
    """Return what the programme is, for whom, by when and by which targets; a row for each line of its passport."""
    rows = [row for part in (_about, _tasks, _indicators, _participants, _expected, _control) for row in part(year)]
    frame = pd.DataFrame(rows, columns=["what", "words", "target"])
    columns = [
        Column("what", "Раздел", width=1.8),
        Column("words", "Содержание", width=7),
        Column("target", "Цель", width=0.9),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Программа на одном листе",
        in_blocks=True,
        rests_on={
            "words": Evidence("programme_passport", "value"),
            "target": Evidence("programme_indicators", "target"),
        },
        id="year-passport",
    )


Row = tuple[str, str, str]


def _about(year: ProgrammeYear) -> list[Row]:
    programme, report = year.edition.params.programme, year.edition.params.report
    period = programme.period
    told = [
        ("Программа", programme.name),
        ("Цель", programme.goal),
        ("Срок", programme.term),
        ("Период", f"{wording.short_date(period.start)} – {wording.short_date(period.end)}" if period else ""),
        ("Округ", report.municipality),
        ("Исполнитель", report.organisation),
    ]
    return [(what, words, "") for what, words in told if words]


def _tasks(year: ProgrammeYear) -> list[Row]:
    return [("Задачи", f"{row.id}. {row.text}", "") for row in rows_of(year.edition.programme_tasks)]


def _indicators(year: ProgrammeYear) -> list[Row]:
    return [
        ("Показатели", f"{row.id}. {_name(row)}", _target(row)) for row in rows_of(year.edition.programme_indicators)
    ]


def _name(row: Any) -> str:
    return row.short_name if isinstance(row.short_name, str) and row.short_name else row.name


def _target(row: Any) -> str:
    if wording.is_missing(row.target):
        return ""
    return f"{wording.number(float(row.target))}{wording.NBSP}{row.unit}"


def _participants(year: ProgrammeYear) -> list[Row]:
    schools = year.edition.schools
    listed, inside = int(schools["listed"].fillna(False).sum()), int(schools["participant_since"].notna().sum())
    entered = f"вошли в Программу — {wording.number(inside)}" if inside else "даты вхождения в Программу не указаны"
    of_list = f"в списке ШНОР — {wording.number(listed)}, {entered}"
    plan = year.edition.plan
    items, measures = int((plan["kind"] == "item").sum()), int((plan["kind"] == "measure").sum())
    return [
        ("Участники", f"Школ округа — {wording.number(len(schools))}, {of_list}", ""),
        ("План", f"Пунктов — {wording.number(items)}, управленческих мер — {wording.number(measures)}", ""),
    ]


def _expected(year: ProgrammeYear) -> list[Row]:
    return [("Ожидаемые результаты", f"{row.id}. {row.text}", "") for row in rows_of(year.edition.programme_expected)]


def _control(year: ProgrammeYear) -> list[Row]:
    own = year.composition
    told = [
        f"{ROLES[role]} — {wording.join(own.loc[own['role'] == role, 'post'])}"
        for role in ROLES
        if role != "member" and (own["role"] == role).any()
    ]
    words = f"Рабочая группа: {wording.plural(len(own), 'человек', 'человека', 'человек')}" if len(own) else ""
    return [("Управление", "; ".join([words, *told]), "")] if words else []


SECTION = YearSection(id="year_passport", title="Паспорт Программы", parts=(card_table,), new_page=True)

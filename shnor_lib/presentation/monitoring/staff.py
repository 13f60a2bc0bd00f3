"""Teachers and heads at the end of a half-year, by numbers and never by codes."""

import pandas as pd

from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.analysis.programme.staff import staff, staff_totals
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.period import EARLIER, MonitoredPeriod, PeriodSection
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs

#: Registers that tell of a number: of one that is empty nothing is known, and nothing is said.
_TOLD_BY = {
    "with_category": "teachers",
    "recent_course": "courses",
    "diagnosed": "diagnostics",
    "achieved": "achievements",
}
#: What is told of all schools together, by the number's name.
_LINES = {
    "with_category": "первая или высшая категория — {now:share}; {earlier} — {was:share}",
    "recent_course": "КПК не старше {years:года|лет|лет} — {now:share}; {earlier} — {was:share}",
    "diagnosed": "диагностика за полугодие — {now:share}; {earlier} — {was:share}",
    "achieved": "конкурсы, публикации, категории, награды за полугодие — {now:share}; {earlier} — {was:share}",
}
_HEADS = {
    "with_category": "С категорией",
    "recent_course": "КПК не старше {years}",
    "diagnosed": "Диагностика за полугодие",
    "achieved": "Достижения за полугодие",
}


def staff_text(monitored: MonitoredPeriod) -> Text:
    """Return the numbers of all schools together, beside those of the half-year before."""
    now, was = (
        staff_totals(monitored.registers, monitored.schools, period, _years(monitored))
        for period in (monitored.period, monitored.period.before)
    )
    cells = tuple(Evidence("register_teachers", name) for name in ("teacher_id", "is_head", "category"))
    told = _told(monitored)
    common = {"earlier": EARLIER[monitored.period.kind], "years": _years(monitored)}
    return paragraphs(
        Statement(
            "monitoring.staff.people",
            "На {end:date} в школах работают {people:педагог|педагога|педагогов}, из них руководителей {heads}.",
            {"end": monitored.period.end, "people": now["people"], "heads": now["heads"]},
            cells,
            holds=now["people"] > 0,
        ),
        bullets(
            Statement(
                f"monitoring.staff.{name}",
                f"{template}." if told[-1:] == [name] else f"{template};",
                {**common, "now": [now[name], now["people"]], "was": [was[name], was["people"]]},
                cells,
                holds=now["people"] > 0 and name in told,
            )
            for name, template in _LINES.items()
        ),
        Statement(
            "monitoring.staff.none",
            "Сказать о педагогах и руководителях нельзя: их даёт лист «Педагоги».",
            {},
            cells,
            holds=now["people"] == 0,
        ),
    )


def staff_table(monitored: MonitoredPeriod) -> PublicationTable | None:
    """Return the numbers by school, with vacancies."""
    own = staff(monitored.registers, monitored.schools, monitored.period, _years(monitored))
    if own.empty:
        return None
    rows, told = list(rows_of(own)), _told(monitored)
    vacancies = monitored.context["vacancies"]
    frame = own.assign(
        **{name: [_of(getattr(row, name), row.people) for row in rows] for name in told},
        vacancies=own["school_id"].map(vacancies[~vacancies.index.duplicated()]).astype("Int64"),
    )
    years = wording.plural(_years(monitored), "года", "лет", "лет")
    columns = [
        Column("school", "Школа", width=2.6),
        Column("people", "Педагогов", "integer", width=1.1),
        Column("heads", "Из них руково\u00adдителей", "integer", width=1.2),
        *(Column(name, _HEADS[name].format(years=years), width=1.3) for name in told),
        Column("vacancies", "Вакансий", "integer", width=1),
    ]
    marks = {"vacancies": ["low" if pd.notna(value) and value > 0 else "" for value in frame["vacancies"]]}
    notes = (
        "Педагог двух школ учтён в каждой; в числах всех школ вместе — один раз. Категория — первая или высшая. "
        "Срок КПК — из правила сигнала о давних КПК; закон № 273-ФЗ, статья 47, — не реже одного раза в три года. "
        "Вакансии — лист «Контекст».",
        "Числа по школам малы: таблица — для работы центра и школ, не для публикации.",
    )
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Педагоги и руководители на {wording.short_date(monitored.period.end)}",
        marks=marks,
        notes=notes,
        id="monitoring-staff",
    )


def _years(monitored: MonitoredPeriod) -> int:
    """Return for how many years a course is recent."""
    return monitored.edition.params.signals.course_years


def _told(monitored: MonitoredPeriod) -> list[str]:
    """Return the numbers of which the registers tell anything at all."""
    empty = {name for name, register in _TOLD_BY.items() if monitored.registers.empty(register)}
    if not monitored.registers.teachers["category"].notna().any():
        empty.add("with_category")
    return [name for name in _LINES if name not in empty]


def _of(part: int, whole: int) -> str:
    return f"{part} из{wording.NBSP}{whole}"


SECTION = PeriodSection(
    id="monitoring_staff",
    title="Педагогический и управленческий состав",
    roles=("staff_achievements",),
    parts=(staff_text, staff_table),
    kinds=(Kind.HALF_YEAR,),
)

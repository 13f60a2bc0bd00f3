"""A sheet for each teacher who has a deficit or a route, by code, and who could learn together; for official use.

The notebook `routes.ipynb` shows them; no section of the report, no card and no public page does (decision 69).
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.roster import in_support
from shnor_lib.analysis.programme.routes import OVERDUE, offers
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.ground import wording
from shnor_lib.ground.logo import logo_address
from shnor_lib.ground.project import OFFICIAL_USE
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.vocabulary import ROUTE_STATES, ROUTE_STEPS
from shnor_lib.presentation.references import PLAIN
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import told_apart, with_short_names
from shnor_lib.presentation.sections.routes import NO_OFFER
from shnor_lib.presentation.sections.title import DEMONSTRATION
from shnor_lib.presentation.statements.support_facts import AREAS
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import SectionHeading

TITLE = "Индивидуальные образовательные маршруты педагогов"
HOW_TO_READ = (
    f"**{OFFICIAL_USE}.** Педагоги обозначены кодами; список «код — фамилия» хранится отдельно. Дефицит — последняя "
    "диагностика ниже границы или строка листа «ИОМ»; предложение берётся из листа «Каталог» по области и предмету, "
    "если у педагога нет ни одного шага. Результаты ВПР рядом с кодами не стоят."
)
NOBODY = "Педагогов с дефицитами или шагами маршрутов нет."


def show(edition: Any) -> None:
    """Show the whole file in the notebook."""
    from IPython.display import display

    for value in shown(edition):
        display(value)


def shown(edition: Any) -> Iterator[Any]:
    """Yield the head, who could learn together, a sheet per teacher, and lists that are looked up in the workbook."""
    edition = told_apart(edition)
    yield title_page(edition)
    yield Text(HOW_TO_READ)
    places = _places(edition)
    groups = groups_table(edition, places)
    if groups is not None:
        yield SectionHeading("together", PLAIN, "Кто мог бы учиться вместе")
        yield groups
    sheets = list(teacher_sheets(edition, places))
    if not sheets:
        yield Text(NOBODY)
    for number, (title, table) in enumerate(sheets, start=1):
        yield SectionHeading(f"teacher_{number}", PLAIN, title, new_page=True)
        yield table
    if len(edition.route_deficits):
        yield deficits_list(edition, places)
    if len(edition.route_steps):
        yield steps_list(edition, places)


def title_page(edition: Any) -> TitlePage:
    """Return the head of the first page; the mark of official use stands on every page."""
    report, look, today = edition.params.report, edition.params.look, as_of(edition)
    notice = f"{OFFICIAL_USE}. {DEMONSTRATION}" if report.demonstration else OFFICIAL_USE
    return TitlePage(
        organisation=report.organisation,
        title=TITLE,
        subtitle=f"{OFFICIAL_USE}; по записям на {wording.date_words(today)}",
        place_and_year=f"{report.place or report.municipality}, {today.year}",
        date=today.isoformat(),
        running=f"{OFFICIAL_USE}: маршруты педагогов",
        notice=notice,
        accent=look.accent,
        warning=look.warning,
        logo=logo_address(look.logo_file),
        brief=True,
    )


def _places(edition: Any) -> dict[str, str]:
    """Return where each teacher of the schools in support works, by code, in the roster's order of schools."""
    roster = with_short_names(edition.schools[in_support(edition.schools, as_of(edition))])
    people = teachers_of(edition.register_teachers, roster["school_id"], as_of(edition))
    found: dict[str, list[str]] = {}
    for school in rows_of(roster):
        for code in sorted(people.loc[people["school_id"] == school.school_id, "teacher_id"]):
            found.setdefault(code, []).append(school.school)
    return {code: ", ".join(schools) for code, schools in found.items()}


def _deficit(row: Any) -> str:
    """Return an area and a subject in words: «предметная область, Математика»."""
    area = f"{AREAS[row.area]} область" if row.area in AREAS else "область не указана"
    return wording.sentence_case(f"{area}, {row.subject}" if row.subject else area)


def groups_table(edition: Any, places: dict[str, str]) -> PublicationTable | None:
    """Return groups of two and more with a deficit in the same area and subject: codes, schools, what is on offer."""
    rows = []
    for (subject, area), own in edition.route_deficits.groupby(["subject", "area"]):
        codes = [code for code in places if code in set(own["teacher_id"])]
        if len(codes) > 1 and (subject or area):
            rows.append(
                {
                    "what": _deficit(own.iloc[0]),
                    "people": len(codes),
                    "codes": ", ".join(codes),
                    "schools": ", ".join(dict.fromkeys(places[code] for code in codes)),
                    "offer": offers(edition.register_catalogue, area, subject) or NO_OFFER,
                }
            )
    if not rows:
        return None
    columns = [
        Column("what", "Область и предмет", width=2.2),
        Column("people", "Педагогов", "integer", width=1),
        Column("codes", "Коды", width=2.6),
        Column("schools", "Школы", width=3),
        Column("offer", "Что есть в каталоге", width=3),
    ]
    return PublicationTable.from_frame(pd.DataFrame(rows), columns, "Общие дефициты", id="official-groups")


def teacher_sheets(edition: Any, places: dict[str, str]) -> Iterator[tuple[str, PublicationTable]]:
    """Yield the heading and the sheet of each teacher who has a deficit or a step, school by school."""
    deficits = dict(groups_of(edition.route_deficits, "teacher_id"))
    steps = dict(groups_of(edition.route_steps, "teacher_id"))
    for code, school in places.items():
        rows = [_of_deficit(row) for row in rows_of(deficits.get(code, edition.route_deficits.iloc[:0]))]
        rows += [_of_step(row) for row in rows_of(steps.get(code, edition.route_steps.iloc[:0]))]
        if rows:
            yield f"{code}, {school}", _sheet(code, rows)


def _of_deficit(row: Any) -> dict[str, Any]:
    result = f"{wording.percent(float(row.result_pct), None)}, {wording.short_date(row.held_on)}"
    offer = row.offered if isinstance(row.offered, str) and row.offered else None
    step = "по шагам ниже" if row.steps else f"предложение: {offer}" if offer else NO_OFFER
    return {"deficit": f"{_deficit(row)}: {result}", "step": step, "kind": "диагностика", "late": False}


def _of_step(row: Any) -> dict[str, Any]:
    told = f"вместо даты: «{row.as_typed}»"
    return {
        "deficit": row.deficit,
        "step": row.step,
        "kind": ROUTE_STEPS[row.kind],
        "due_on": row.due_on,
        "state": told if row.state == "told" else f"{ROUTE_STATES[row.state]}{_late_words(row)}",
        "late": row.state in OVERDUE,
    }


def _late_words(row: Any) -> str:
    """Return «, 3 дня» of a step that is, or was, late."""
    return "" if pd.isna(row.days_late) else f", {wording.plural(int(row.days_late), 'день', 'дня', 'дней')}"


def _sheet(code: str, rows: list[dict[str, Any]]) -> PublicationTable:
    frame = pd.DataFrame(rows, columns=["deficit", "step", "kind", "due_on", "state", "late"]).assign(mark="")
    columns = [
        Column("deficit", "Дефицит", width=3),
        Column("step", "Что сделать", width=3.4),
        Column("kind", "Вид", width=1.8),
        Column("due_on", "Срок", "date", width=1.3),
        Column("state", "Состояние", width=2),
        Column("mark", "Отметка", width=1.2),
    ]
    marks = {"state": ["low" if late else "" for late in frame["late"]]}
    return PublicationTable.from_frame(frame, columns, f"{code}: маршрут", marks=marks, id=f"route-{code}")


def deficits_list(edition: Any, places: dict[str, str]) -> PublicationTable:
    """Return all deficits, a row each, with what is offered, to be looked up and filtered in the workbook."""
    own = edition.route_deficits
    frame = own.assign(
        school=own["teacher_id"].map(places),
        what=[_deficit(row) for row in rows_of(own)],
        offer=[_of_deficit(row)["step"] for row in rows_of(own)],
    )
    columns = [
        Column("teacher_id", "Код педагога", "code", width=1.2),
        Column("school", "Школа", width=2.6),
        Column("what", "Дефицит", width=3),
        Column("result_pct", "Результат, %", "percent", decimals=0, width=1),
        Column("held_on", "Диагностика", "date", width=1.2),
        Column("steps", "Шагов маршрута", "integer", width=1),
        Column("offer", "Что сделать", width=3),
    ]
    return PublicationTable.from_frame(frame, columns, "Все дефициты", id="official-deficits", lookup=True)


def steps_list(edition: Any, places: dict[str, str]) -> PublicationTable:
    """Return all steps, a row each, to be looked up and filtered in the workbook."""
    own = edition.route_steps.assign(
        school=edition.route_steps["teacher_id"].map(places),
        kind_words=edition.route_steps["kind"].map(ROUTE_STEPS),
        state_words=edition.route_steps["state"].map(ROUTE_STATES),
    )
    columns = [
        Column("teacher_id", "Код педагога", "code", width=1.2),
        Column("school", "Школа", width=2.6),
        Column("deficit", "Дефицит", width=3),
        Column("step", "Шаг", width=3),
        Column("kind_words", "Вид", width=2),
        Column("due_on", "Срок", "date", width=1.2),
        Column("done_on", "Выполнен", "date", width=1.2),
        Column("state_words", "Состояние", width=1.8),
        Column("days_late", "Дней после срока", "integer", width=1.2),
    ]
    return PublicationTable.from_frame(own, columns, "Шаги всех маршрутов", id="official-steps", lookup=True)

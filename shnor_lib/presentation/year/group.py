"""The working group: who is in it, its meetings, its assignments and how they went over the year."""

from typing import Any

from shnor_lib.analysis.programme.working_group import assignments_course, meetings_held
from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.plan_words import ASSIGNMENT_STATUSES
from shnor_lib.presentation.sections.plan import assignments_list
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.year.programme_year import ProgrammeYear, YearSection, begins_with

#: A table of more rows is looked up in the workbook.
MOST_ROWS = 60

#: What the table of all questions is called.
QUESTIONS = "Заседания: вопросы и решения"

ROLES = {one.code: one.word for one in register_sheet("working_group").column("role").choices}


def group_text(year: ProgrammeYear) -> Text:
    """Return how many are in the group, or which sheet starts its list."""
    own = year.composition
    counts = {role: int((own["role"] == role).sum()) for role in ROLES}
    words = ROLES | {"member": "члены группы"}
    told = ", ".join(f"{word} — {{{role}}}" for role, word in words.items() if counts[role])
    return paragraphs(
        Statement(
            "year.group.members",
            f"В рабочей группе на {{today:date}} {{members:человек|человека|человек}}: {told}.",
            {"members": len(own), "today": year.today, **counts},
            (Evidence("register_working_group", "role"),),
            holds=len(own) > 0,
        ),
        begins_with("working_group", "Состав рабочей группы не представлен", holds=own.empty),
    )


def group_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return the composition by posts."""
    own = year.composition
    if own.empty:
        return None
    frame = own.assign(role=own["role"].map(ROLES))
    columns = [
        Column("role", "Роль", width=1.6),
        Column("post", "Должность", width=3.4),
        Column("organisation", "Организация", width=3),
        Column("since", "В составе с", "date", width=1.3),
    ]
    return PublicationTable.from_frame(
        frame, columns, "Состав рабочей группы", id="year-group", lookup=len(frame) > MOST_ROWS
    )


def meetings_text(year: ProgrammeYear) -> Text:
    """Return how many meetings the plan names and minutes tell of, or which sheet starts the minutes."""
    planned, held = year.meetings, meetings_held(year.registers.minutes, year.today)
    with_minutes = int(planned["minutes_id"].notna().sum())
    minutes = held.drop_duplicates(["minutes_id", "held_on"])
    return paragraphs(
        Statement(
            "year.group.planned",
            "Заседаний рабочей группы по плану: {planned}; с протоколом — {with_minutes}. Проекты протоколов — ниже.",
            {"planned": len(planned), "with_minutes": with_minutes},
            (Evidence("programme_plan", "activity"), Evidence("register_minutes", "minutes_id")),
            holds=len(planned) > 0,
        ),
        Statement(
            "year.group.held",
            "Протоколов: {minutes}; вопросов в них — {questions}, поручений — {assignments}.",
            {
                "minutes": len(minutes),
                "questions": len(held),
                "assignments": int(held["assignment"].notna().sum()),
            },
            (Evidence("register_minutes", "question"), Evidence("register_minutes", "assignment")),
            holds=len(held) > 0,
        ),
        begins_with("minutes", "Протоколы заседаний и поручения не представлены", holds=held.empty),
    )


def meetings_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return the questions that meetings dealt with, by their minutes."""
    own = meetings_held(year.registers.minutes, year.today)
    if own.empty:
        return None
    frame = own.assign(minutes=[minutes_words(row) for row in rows_of(own)])
    columns = [
        Column("minutes", "Протокол", width=1.8),
        Column("question", "Вопрос", width=3),
        Column("decision", "Решение", width=3),
        Column("assignment", "Поручение", width=3),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        QUESTIONS,
        id="year-meetings",
        in_blocks=True,
        lookup=len(frame) > MOST_ROWS,
    )


def minutes_words(row: Any) -> str:
    """Return «№ 2 от 20.02.2024»."""
    return f"№{wording.NBSP}{row.minutes_id} от {wording.short_date(row.held_on)}"


def assignments_text(year: ProgrammeYear) -> Text:
    """Return how the assignments stand."""
    own = year.edition.assignments
    counts = {status: int((own["status"] == status).sum()) for status in ASSIGNMENT_STATUSES}
    told = ", ".join(f"{words} — {{{status}}}" for status, words in ASSIGNMENT_STATUSES.items() if counts[status])
    return paragraphs(
        Statement(
            "year.group.assignments",
            f"Поручений рабочей группы: {{assignments}}; {told}.",
            {"assignments": len(own), **counts},
            (Evidence("assignments", "status"),),
            holds=len(own) > 0,
        )
    )


def assignments_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return every assignment: given, due, done, late; overdue ones first."""
    own = year.edition.assignments
    return assignments_list(own, "Поручения рабочей группы", "year-assignments", lookup=len(own) > MOST_ROWS)


def course_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return how assignments went from month to month."""
    own = assignments_course(year.edition.assignments, year.today)
    if own.empty:
        return None
    frame = own.assign(month_words=own["month"].map(wording.month_words))
    columns = [
        Column("month_words", "Месяц", width=2),
        Column("given", "Дано", "integer", group="За месяц", width=1),
        Column("due", "Срок наступил", "integer", group="За месяц", width=1.2),
        Column("done", "Исполнено", "integer", group="За месяц", width=1.1),
        Column("open", "В работе", "integer", group="На конец месяца", width=1.1),
        Column("overdue", "Просрочено", "integer", group="На конец месяца", width=1.2),
    ]
    marks = {"overdue": ["low" if overdue else "" for overdue in own["overdue"]]}
    notes = (f"Последний месяц — на {wording.short_date(year.today)}. «В работе» — вместе с просроченными.",)
    return PublicationTable.from_frame(
        frame,
        columns,
        "Ход исполнения поручений",
        marks=marks,
        notes=notes,
        id="year-course",
        lookup=len(frame) > MOST_ROWS,
    )


SECTION = YearSection(
    id="year_group",
    title="Рабочая группа",
    parts=(
        group_text,
        group_table,
        meetings_text,
        meetings_table,
        assignments_text,
        course_table,
        assignments_table,
    ),
)

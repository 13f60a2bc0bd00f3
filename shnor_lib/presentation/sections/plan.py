"""The plan, the management measures, the working group's assignments."""

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.due_dates import MONTHS
from shnor_lib.analysis.programme.numbering import without_number
from shnor_lib.analysis.programme.rows_read import filled as filled_registers
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.params import Period
from shnor_lib.ground.registers import WORKBOOK, register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.terms import Every
from shnor_lib.ground.vocabulary import DUE_DATE, PLAN_STATUSES, TERM_UNREAD
from shnor_lib.presentation.charts.plan_calendar import plan_calendars
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.figures import PublicationFigures
from shnor_lib.presentation.needs import Need, filled
from shnor_lib.presentation.numbering_words import ITEMS, MEASURES, not_in_the_programme
from shnor_lib.presentation.plan_words import days, state_words, typed_words
from shnor_lib.presentation.school_names import by_school, with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, Words, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection

#: Roles of the items of the plan, or measures, that results of quarters answer.
QUARTERS = ("quarters_monitoring",)
PLAN_MARKS = {"done": "good", "overdue": "low", "no_record": "muted", "no_deadline": "muted", "upcoming": ""}


def plan_table(edition: Edition) -> PublicationTable:
    """Return the items of the plan with term, responsible and status."""
    items = edition.plan[edition.plan["kind"] == "item"]
    stated = edition.programme_plan
    missing = not_in_the_programme("plan.numbers", "programme_plan", stated["source_number"], ITEMS)
    return _plan_table(
        items,
        edition.params.programme.period,
        "План мероприятий Программы",
        "plan",
        (sentences(missing, _without_number(stated), *_odd_years(items, edition.params.programme.period)),),
    )


def _without_number(stated: pd.DataFrame) -> Statement:
    """Say which items have no number in the programme, where others have, and how the report calls them."""
    own = without_number(stated)
    words = "Пункт без номера обозначен" if len(own) == 1 else "Пункты без номера обозначены"
    return Statement(
        "plan.without_number",
        f"{words} {{items:names}}.",
        {"items": own},
        (Evidence("programme_plan", "source_number", {"id": own}),),
        holds=0 < len(own) < len(stated),
    )


#: How the programme names the years of a document within an item's text.
_YEARS = re.compile(r"на (\d{4})[-–](\d{4}) годы")


def _odd_years(items: pd.DataFrame, period: Period | None) -> tuple[Statement, ...]:
    """Quote the years that an item names and the programme's period does not cover, as they stand."""
    named = [(item.id, years) for item in rows_of(items) if (years := _YEARS.search(item.activity))]
    return tuple(
        Statement(
            f"plan.odd_years.{item}",
            "Пункт {item} называет документ «{quoted}»: так в Программе.",
            {"item": item, "quoted": years[0], "years": [int(years[1]), int(years[2])]},
            (Evidence("plan", "activity", {"id": item}), Evidence("params", "programme.period")),
            holds=period is not None and (int(years[1]) < period.start.year or int(years[2]) > period.end.year),
        )
        for item, years in named
    )


def measures_table(edition: Edition) -> PublicationTable:
    """Return the management measures with their periodicity and status."""
    items = edition.plan[edition.plan["kind"] == "measure"]
    stated = edition.programme_measures["source_number"]
    missing = not_in_the_programme("plan.measure_numbers", "programme_measures", stated, MEASURES)
    return _plan_table(items, edition.params.programme.period, "Управленческие меры Программы", "measures", (missing,))


def _plan_table(
    items: pd.DataFrame, period: Period | None, caption: str, table_id: str, notes: Iterable[Words]
) -> PublicationTable:
    frame = items.assign(
        term=[row.due if isinstance(row.due, str) else "не указан" for row in rows_of(items)],
        by=[_due_words(row, period) for row in rows_of(items)],
        state=[state_words(row) for row in rows_of(items)],
        proof=[_proof_words(row.evidence) for row in rows_of(items)],
    )
    columns = [
        Column("id", "№", "code", width=0.7),
        Column("activity", "Содержание", width=7),
        Column("term", "Срок по Программе", width=1.6),
        Column("by", "Когда ожидалось", width=1.7),
        Column("responsible", "Ответственный", width=1.9),
        Column("state", "Исполнение", width=1.8),
    ]
    if items["evidence"].notna().any():
        columns.append(Column("proof", "Подтверждение", width=1.8))
    marks = {"state": [PLAN_MARKS[status] for status in items["status"]]}
    return PublicationTable.from_frame(frame, columns, caption, marks=marks, notes=notes, id=table_id)


def _proof_words(evidence: object) -> str:
    """Return the evidence of the last record, and how many more there are: a monthly item has a page of them."""
    known = evidence.split("; ") if isinstance(evidence, str) else []
    rest = f" (и ещё {len(known) - 1})" if len(known) > 1 else ""
    return f"{known[-1]}{rest}" if known else ""


#: What stands in place of a day where none follows from the term.
_NO_DAY = {
    Every.NEVER: PLAN_STATUSES["no_deadline"],
    Every.ON_DEMAND: PLAN_STATUSES["no_deadline"],
    Every.STANDING: "постоянно",
    Every.UNREAD: TERM_UNREAD,
}


def _due_words(row: Any, period: Period | None) -> str:
    if isinstance(row.due_on, str):
        return f"до {wording.short_date(row.due_on)}"
    if row.occurrences:
        return wording.plural(int(row.occurrences), "раз", "раза", "раз") + " за период"
    beyond = "в период Программы не приходится" if period else "период Программы не указан"
    return _NO_DAY.get(row.recurrence, beyond)


def plan_text(edition: Edition) -> Text:
    """Return how many items have which status."""
    plan = edition.plan
    return paragraphs(
        Statement("plan.nothing", "План мероприятий не представлен.", {}, (Evidence("plan", "*"),), holds=plan.empty),
        sentences(_statuses(plan), explained("recurring_items") if len(plan) else None, _without_term(plan)),
        sentences(*_unread_terms(plan), *_terms_outside(plan, edition.params.programme.period)),
        _months_off(edition),
        *_silent(edition),
    )


def _statuses(plan: pd.DataFrame) -> Statement:
    """Say how many items and measures there are and how many have which status; no term is no record of the doing."""
    status = plan["status"].replace("no_deadline", "no_record")
    kinds = {"items": int((plan["kind"] == "item").sum()), "measures": int((plan["kind"] == "measure").sum())}
    counts = {code: int((status == code).sum()) for code in PLAN_STATUSES if code != "no_deadline"}
    words = {"items": "{items:пункт|пункта|пунктов}", "measures": "{measures:мера|меры|мер}"}
    what = wording.join(words[kind] for kind in words if kinds[kind])
    told = "; ".join(f"{PLAN_STATUSES[code]} — {{{code}}}" for code in counts if counts[code])
    return Statement(
        "plan.statuses",
        f"В плане {what}: {told}.",
        {**kinds, **counts},
        (Evidence("plan", "status"), Evidence("plan", "kind")),
        holds=len(plan) > 0,
    )


def _without_term(plan: pd.DataFrame) -> Statement:
    """Name the items and measures for which the programme sets no term, done or not."""
    without = (Every.NEVER, Every.ON_DEMAND)
    own = plan[plan["recurrence"].isin(without)]
    kinds = set(own["kind"])
    forms = {"item": ("пункта", "пунктов"), "measure": ("меры", "мер")}
    nouns = wording.join(forms[kind][len(own) > 1] for kind in forms if kind in kinds)
    return Statement(
        "plan.without_term",
        f"Срок не установлен у {nouns} {{items:codes}}.",
        {"items": list(own["id"])},
        (Evidence("plan", "recurrence", {"recurrence": [every.value for every in without]}),),
        holds=len(own) > 0,
    )


def _unread_terms(plan: pd.DataFrame) -> Iterable[Statement]:
    """Quote each term whose words are not understood: nobody can say of such an item that it is overdue."""
    for row in rows_of(plan[plan["due"].notna()]):
        yield Statement(
            f"plan.unread_term.{row.id}",
            "Срок пункта {item} «{quoted}» не распознан, и просроченным пункт не считается; впишите день в колонку "
            "«{column}».",
            {"item": row.id, "quoted": row.due, "column": DUE_DATE},
            (Evidence("plan", "recurrence", {"id": row.id}), Evidence("plan", "due", {"id": row.id})),
            holds=row.recurrence == Every.UNREAD,
        )


def _terms_outside(plan: pd.DataFrame, period: Period | None) -> Iterable[Statement]:
    """Quote each term that lies outside the programme's period with all its days, as it stands."""
    if period is None:
        return
    for row in rows_of(plan[plan["occurrence_dates"].notna()]):
        days = row.occurrence_dates.split("; ")
        yield Statement(
            f"plan.term_outside.{row.id}",
            "Срок пункта {item} ({days:days}) лежит вне периода Программы: в ней написано «{quoted}».",
            {"item": row.id, "days": days, "quoted": row.due if isinstance(row.due, str) else ""},
            (Evidence("plan", "occurrence_dates", {"id": row.id}), Evidence("params", "programme.period")),
            holds=not any(period.start.isoformat() <= day <= period.end.isoformat() for day in days),
        )


def _months_off(edition: Edition) -> Statement:
    """Name the months in which nothing monthly is expected, where the plan has monthly items."""
    off = edition.params.plan.months_off
    return Statement(
        "plan.months_off",
        "Ежемесячные пункты не ожидаются в эти месяцы: {names:names} ({source}).",
        {"months": list(off.value), "names": [MONTHS[month - 1] for month in off.value], "source": off.source},
        (Evidence("params", "plan.months_off"), Evidence("plan", "recurrence", {"recurrence": Every.MONTH.value})),
        holds=bool(off.value) and bool((edition.plan["recurrence"] == Every.MONTH).any()),
    )


def _silent(edition: Edition) -> tuple[Statement, ...]:
    """Say what it means that nothing is recorded of an item: before the register is filled, and once it is."""
    silent = int(edition.plan["status"].isin(("no_record", "no_deadline")).sum())
    told = "plan" in filled_registers(edition.rows_read)
    evidence = (Evidence("plan", "status"), Evidence("rows_read", "used", {"register": "plan"}))
    return (
        Statement(
            "plan.no_register",
            "Сведения об исполнении вносятся в лист «План» файла {workbook}; пока в нём нет принятых строк, пункт без "
            "сведений не считается ни выполненным, ни просроченным.",
            {"workbook": WORKBOOK, "silent": silent},
            evidence,
            holds=silent > 0 and not told,
        ),
        Statement(
            "plan.silent",
            "Не считаются ни выполненными, ни просроченными пункты без срока, о которых ничего не записано, и пункты, "
            "у которых в листе «План» файла {workbook} вместо даты стоят слова.",
            {"workbook": WORKBOOK, "silent": silent},
            evidence,
            holds=silent > 0 and told,
        ),
    )


def calendar(edition: Edition) -> PublicationFigures | None:
    """Return the calendar of the plan over the programme's period, on as many pages as it needs; none without it."""
    if edition.params.programme.period is None:
        return None
    return plan_calendars(edition.plan, edition.params.programme.period, edition.plan_occurrences)


# The working group's assignments


def assignments_text(edition: Edition) -> Text:
    """Return how many assignments of the working group are done, overdue and coming."""
    own = edition.assignments
    counts = {status: int((own["status"] == status).sum()) for status in ASSIGNMENT_STATUSES}
    told = ", ".join(f"{words} — {{{status}}}" for status, words in ASSIGNMENT_STATUSES.items() if counts[status])
    first = " Просроченные стоят первыми." if 0 < counts["overdue"] < len(own) else ""
    return paragraphs(
        Statement(
            "plan.assignments",
            f"В протоколах рабочей группы {{assignments:поручение|поручения|поручений}}: {told}.{first}",
            {"assignments": len(own), **counts},
            (Evidence("assignments", "status"),),
            holds=len(own) > 0,
        )
    )


ASSIGNMENT_STATUSES = {
    "overdue": "просрочено",
    "no_record": "дата исполнения не указана",
    "upcoming": "срок не наступил",
    "no_deadline": "без срока, не исполнено",
    "done": "исполнено",
}


def assignments_table(edition: Edition) -> PublicationTable | None:
    """Return the assignments, overdue ones first."""
    own = edition.assignments
    if own.empty:
        return None
    frame = own.assign(
        minutes=[f"№ {row.minutes_id} от {wording.short_date(row.held_on)}" for row in rows_of(own)],
        state=[_assignment_words(row) for row in rows_of(own)],
    )
    columns = [
        Column("minutes", "Протокол", width=1.9),
        Column("assignment", "Поручение", width=5),
        Column("responsible", "Ответственный", width=2.2),
        Column("due_on", "Срок", "date", width=1.3),
        Column("state", "Исполнение", width=2.2),
    ]
    marks = {"state": [PLAN_MARKS.get(status, "") for status in own["status"]]}
    return PublicationTable.from_frame(
        frame, columns, "Поручения рабочей группы", marks=marks, id="assignments", row_headers=2
    )


def _assignment_words(row: Any) -> str:
    late = "" if pd.isna(row.days_late) else days(row.days_late)
    if row.status == "no_record":
        return typed_words(row.as_typed)
    if row.status == "done":
        return f"исполнено {wording.short_date(row.done_on)}" + (f", позже срока на {late}" if late else "")
    return ASSIGNMENT_STATUSES[row.status] + (f" на {late}" if late else "")


# The cycle of events


AUDIENCES = {one.code: one.word for one in register_sheet("events").column("audience").choices}


def cycle_table(edition: Edition) -> PublicationTable | None:
    """Return the cycle of the year's events: month, form, audience, how many, who came, items of the plan."""
    own = edition.events_by_month
    if own.empty:
        return None
    frame = own.assign(
        month_words=own["month"].map(wording.month_words),
        form=own["form"].replace("", "не указана"),
        audience=own["audience"].map(AUDIENCES).fillna("не указана"),
    )
    columns = [
        Column("month_words", "Месяц", width=1.8),
        Column("form", "Форма", width=2.2),
        Column("audience", "Аудитория", width=2.6),
        Column("events", "Мероприятий", "integer", width=1.2),
        Column("people", "Педагогов", "integer", width=1.1),
        Column("plan_items", "Пункты плана и меры", width=2),
    ]
    notes = ("Педагог, который был на нескольких мероприятиях одного месяца, формы и аудитории, учтён один раз.",)
    return PublicationTable.from_frame(
        frame, columns, "Циклограмма мероприятий", notes=notes, id="cycle", row_headers=3
    )


# Results of quarters


def quarters_table(edition: Edition) -> PublicationTable | None:
    """Return success and quality by school and quarter, the last school year of the register."""
    own = edition.quarters
    if own.empty:
        return None
    year = int(own["school_year"].max())
    own = own[own["school_year"] == year]
    wide = own.pivot(index="school_id", columns="quarter", values=["success_pct", "quality_pct"])
    quarters = sorted(own["quarter"].unique())
    parts = [(part, quarter) for quarter in quarters for part in ("success_pct", "quality_pct")]
    frame = by_school(own).assign(**{f"{part}_{quarter}": wide[part, quarter] for part, quarter in parts})
    words = {"success_pct": "успев.", "quality_pct": "кач."}
    columns = [
        Column("school", "Школа", width=2.6),
        *(
            Column(f"{part}_{quarter}", words[part], "percent", decimals=1, group=f"{quarter} четверть", width=1)
            for part, quarter in parts
        ),
    ]
    notes = (
        "Успеваемость — доля обучающихся, которые успевают; качество — доля обучающихся на «4» и «5»; по всем "
        "предметам и классам, указанным на листе «Четверти».",
    )
    return PublicationTable.from_frame(
        with_short_names(frame.reset_index(drop=True)),
        columns,
        f"Успеваемость и качество по четвертям, {wording.school_year(year)}, %",
        notes=notes,
        id="quarters",
    )


SECTION = Section(
    id="plan",
    title="План мероприятий и управленческие меры",
    parts=(
        plan_text,
        calendar,
        plan_table,
        measures_table,
        Subsection(
            "Поручения рабочей группы",
            (assignments_text, assignments_table),
            Need("Поручения рабочей группы не представлены", ("minutes",), filled("assignments")),
        ),
        Subsection(
            "Циклограмма мероприятий",
            (cycle_table,),
            Need("Циклограмму мероприятий составить нельзя", ("events",), filled("events_by_month")),
        ),
        Subsection(
            "Результаты по четвертям",
            (quarters_table,),
            Need("Текущих результатов по четвертям{items} нет", ("quarters",), filled("quarters"), QUARTERS),
            QUARTERS,
        ),
    ),
)

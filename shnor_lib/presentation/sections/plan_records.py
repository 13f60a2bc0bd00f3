"""Appendix: the state of each item of the plan and each measure, and how the terms were understood."""

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.due_dates import MONTHS
from shnor_lib.analysis.programme.numbering import without_number
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.params import Period
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.terms import Every
from shnor_lib.ground.vocabulary import DUE_DATE, PLAN_STATUSES, TERM_UNREAD
from shnor_lib.presentation.charts.plan_calendar import plan_calendars
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.figures import PublicationFigures
from shnor_lib.presentation.numbering_words import ITEMS, MEASURES, not_in_the_programme
from shnor_lib.presentation.period_reports import period_reports_table, period_reports_text
from shnor_lib.presentation.plan_words import PLAN_MARKS, is_known, state_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, Words, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection


def terms_text(edition: Edition) -> Text:
    """Return how terms were understood: those that none follows from, those outside the period, months off."""
    plan = edition.plan
    return paragraphs(
        sentences(
            explained("recurring_items") if len(plan) else None,
            _without_term(plan),
            _months_off(edition),
            _as_typed(plan),
        ),
        sentences(*_unread_terms(plan), *_terms_outside(plan, edition.params.programme.period)),
    )


def _as_typed(plan: pd.DataFrame) -> Statement:
    """Say what it means that words stand in place of a date of an item, or that it has no term and no record."""
    silent = int(plan["status"].isin(("no_record", "no_deadline")).sum())
    return Statement(
        "plan.silent",
        "Пункт без срока, о котором ничего не записано, и пункт, у которого вместо даты исполнения стоят слова, не "
        "считаются ни выполненными, ни просроченными.",
        {"silent": silent},
        (Evidence("plan", "status"),),
        holds=silent > 0 and is_known(plan),
    )


def plan_table(edition: Edition) -> PublicationTable | None:
    """Return the items of the plan with term, responsible and status."""
    items = edition.plan[edition.plan["kind"] == "item"]
    if items.empty:
        return None
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


def measures_table(edition: Edition) -> PublicationTable | None:
    """Return the management measures with their periodicity and status."""
    items = edition.plan[edition.plan["kind"] == "measure"]
    if items.empty:
        return None
    stated = edition.programme_measures["source_number"]
    missing = not_in_the_programme("plan.measure_numbers", "programme_measures", stated, MEASURES)
    return _plan_table(items, edition.params.programme.period, "Управленческие меры Программы", "measures", (missing,))


def _plan_table(
    items: pd.DataFrame, period: Period | None, caption: str, table_id: str, notes: Iterable[Words]
) -> PublicationTable:
    known = is_known(items)
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
        *([Column("state", "Исполнение", width=2)] if known else []),
        *([Column("proof", "Подтверждение", width=1.8)] if items["evidence"].notna().any() else []),
    ]
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


def calendar(edition: Edition) -> PublicationFigures | None:
    """Return the calendar of the plan over the programme's period, on as many pages as it needs; none without it.

    Where nothing is known of the execution, it would show no more than the terms of the table.
    """
    if edition.params.programme.period is None or not is_known(edition.plan):
        return None
    return plan_calendars(edition.plan, edition.params.programme.period, edition.plan_occurrences)


SECTION = Section(
    id="plan_records",
    title="План мероприятий: состояние пунктов",
    kind="appendix",
    commented=False,
    parts=(
        terms_text,
        calendar,
        plan_table,
        measures_table,
        Subsection("Мониторинги и отчёты о них", (period_reports_text, period_reports_table)),
    ),
)

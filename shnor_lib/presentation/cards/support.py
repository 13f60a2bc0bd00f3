"""What help the school got and is to get, its partner and requests, by numbers of teachers and never by codes."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.help_months import help_months
from shnor_lib.analysis.programme.records import Window, is_true, not_after
from shnor_lib.analysis.programme.rows_read import filled as filled_registers
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.registers import PREFIX, WORKBOOK, register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS, HELP_KINDS
from shnor_lib.ground.ways import overs
from shnor_lib.presentation.cards.card import Card, CardSection
from shnor_lib.presentation.charts.help_timeline import HelpRow, help_timeline
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.sections.factors import KIND_HEADINGS
from shnor_lib.presentation.sections.partners import pair_statement
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences

#: What a card tells of a school (in the prepositional case), and the registers that it is read from.
TOLD_BY = {
    "помощи педагогам": ("teachers", "courses", "events", "participation", "consultations", "interaction", "routes"),
    "школе-партнёре": ("partnerships",),
    "запросах школы": ("requests",),
    "методической системе": ("methodical_systems",),
    "факторах риска": ("factors",),
    "числе обучающихся и вакансий": ("context",),
}


# Help


def help_figure(card: Card) -> PublicationFigure | None:
    """Return the help by kind and month, with how many teachers each kind reached."""
    own = card.own(card.edition.help_coverage)
    rows = [row for row in rows_of(own) if row.kind == "any" or row.records > 0]
    if not rows:
        return None
    months = card.edition.once(_months)
    drawn = [
        HelpRow(
            wording.sentence_case(KIND_HEADINGS.get(row.kind, HELP_KINDS[row.kind])),
            months.get((card.school_id, row.kind), {}),
            None if pd.isna(row.reached) else int(row.reached),
        )
        for row in rows
        if row.kind != "any"
    ]
    whole = next((row for row in rows if row.kind == "any" and not pd.isna(row.reached)), None)
    total = None if whole is None else HelpRow("Хотя бы один вид помощи", {}, int(whole.reached))
    teachers = int(rows[0].teachers)
    windows = card.edition.once(_months_of_procedures)
    figure = help_timeline(drawn, teachers, "Помощь школе по видам и месяцам", windows, total)
    if figure is None or figure.data is None:
        return figure
    origin = card.origin(columns={name: card.cells("help_coverage", name) for name in ("records", "reached")})
    return replace(figure, data=replace(figure.data, origin=origin))


def _months(edition: Edition) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """Return how many records of a kind a school has in each month, by its code and the kind; for all cards."""
    period, today = edition.params.programme.period, as_of(edition)
    if period is None:
        return {}
    registers = Registers(**{name: partial(getattr, edition, PREFIX + name) for name in TOLD_BY["помощи педагогам"]})
    people = teachers_of(edition.register_teachers, edition.schools["school_id"], today)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows_of(help_months(registers, Window(period.start, today), people)):
        found.setdefault((str(row.school_id), str(row.kind)), {})[str(row.month)] = int(row.records)
    return found


def _months_of_procedures(edition: Edition) -> Mapping[str, str]:
    """Return the months in which procedures were held, with their names: «2024-04» is «ВПР»; for all cards."""
    if "held_on" not in edition.results:  # an edition of an earlier format
        return {}
    held = edition.results[["held_on", "assessment"]].dropna().drop_duplicates()
    found: dict[str, list[str]] = {}
    for code, words in ASSESSMENTS.items():
        for month in sorted({str(day)[:7] for day in held.loc[held["assessment"] == code, "held_on"]}):
            found.setdefault(month, []).append(words)
    return {month: ", ".join(names) for month, names in found.items()}


def help_text(card: Card) -> Text:
    """Say that no help is meant for the school, or that none is on record, or what is told of nobody."""
    coverage = card.edition.help_coverage
    own = card.own(coverage)
    whole = own[own["kind"] == "any"]
    nothing = bool(len(whole)) and not (own["records"] > 0).any()
    return paragraphs(
        Statement(
            "card.help.none",
            "За период Программы записей о помощи школе и её педагогам нет.",
            {},
            card.cells("help_coverage", "records"),
            holds=nothing,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.help.not_meant",
            "Школа не входит ни в список ШНОР, ни в Программу: помощь по Программе ей не предназначена.",
            {},
            (*card.cells("classification", "listed"), *card.cells("schools", "participant_since")),
            holds=not card.is_in_support and bool(len(coverage)),
            school_ids=(card.school_id,),
        ),
    )


def not_told(card: Card) -> Text:
    """Say once what registers do not tell of any school, and which sheets would."""
    known = filled_registers(card.edition.rows_read)
    silent = {what: names for what, names in TOLD_BY.items() if not known & set(names)}
    sheets = [wording.quoted(register_sheet(name).title) for names in silent.values() for name in names]
    return paragraphs(
        Statement(
            "card.not_told",
            "Нет сведений о {what:names}. Их дают листы {sheets:names} файла {workbook}.",
            {"what": list(silent), "sheets": sheets, "workbook": WORKBOOK},
            (Evidence("rows_read", "used", {"register": [name for names in silent.values() for name in names]}),),
            holds=bool(silent),
            school_ids=(card.school_id,),
        )
    )


# Teachers by numbers


def teachers_table(card: Card) -> PublicationTable | None:
    """Return the indicators that count teachers, for this school alone: so many of so many."""
    own = card.own(card.edition.indicator_schools).set_index("id")
    people = {over.code for over in overs() if over.who != "schools"}
    rows = [
        (indicator, own.loc[indicator.id])
        for indicator in rows_of(card.edition.indicators)
        if indicator.over in people and indicator.id in own.index
    ]
    if not rows:
        return None
    columns = (Column("what", "Показатель", width=5), Column("number", "Педагогов", width=1.6))
    return PublicationTable(
        "Педагоги школы: показатели Программы",
        columns,
        tuple((Cell(one.short_name, one.short_name), _number_of(row)) for one, row in rows),
        id="card-teachers",
        origin=card.origin(
            ["id"], [[one.id] for one, _ in rows], {"number": (Evidence("indicator_schools", "numerator"),)}
        ),
    )


def _number_of(row: Any) -> Cell:
    if bool(row.hidden) or pd.isna(row.numerator):
        return Cell(None, "группа мала" if not pd.isna(row.denominator) else wording.MISSING)
    words = f"{int(row.numerator)} из{wording.NBSP}{int(row.denominator)}"
    return Cell(int(row.numerator), words)


# Partner and requests


def partner_text(card: Card) -> Text:
    """Return who helps the school, until when, and how its requests were answered."""
    own = card.own(card.edition.partnerships)
    known = bool(len(card.edition.partnerships))
    force = list(rows_of(own[is_true(own["in_force"])]))
    told = [_agreement(row) for row in force]
    return paragraphs(
        Statement(
            "card.partner",
            "{opening} — {told}.",
            {
                "opening": wording.form(len(told), "Школа-партнёр", "Школы-партнёры", "Школы-партнёры"),
                "told": "; ".join(told),
            },
            card.cells("partnerships", "mentor", "subject", "agreement", "until"),
            holds=bool(told),
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.no_partner",
            "Действующего соглашения со школой-партнёром нет.",
            {},
            card.cells("partnerships", "in_force"),
            holds=known and not told and card.is_in_support,
            school_ids=(card.school_id,),
        ),
        _proposal(card),
        sentences(*_requests(card)),
    )


def _proposal(card: Card) -> Statement:
    """Return whom the report proposes as a partner to a school without one, and why."""
    own = card.own(card.edition.partner_proposals)
    row = next(rows_of(own[own["status"] == "proposed"]), None)
    if row is None:
        nothing = card.cells("partner_proposals", "status")
        return Statement("card.partner_proposed", "", {}, nothing, holds=False, school_ids=(card.school_id,))
    return pair_statement(row, "Предложение партнёра", "card.partner_proposed")


def _agreement(row: Any) -> str:
    parts = [wording.short_school_name(row.mentor)]
    parts += [str(row.subject).lower()] if not wording.is_missing(row.subject) else []
    paper = [f"соглашение {row.agreement}"] if not wording.is_missing(row.agreement) else []
    paper += [f"до {wording.short_date(row.until)}"] if not wording.is_missing(row.until) else []
    return ", ".join([*parts, " ".join(paper)] if paper else parts)


def _requests(card: Card) -> tuple[Statement, ...]:
    row = next(rows_of(card.own(card.edition.requests_answered)), None)
    received, closed = (int(getattr(row, name)) if row else 0 for name in ("received", "closed"))
    days = None if row is None or pd.isna(row.median_days) else int(wording.rounded(row.median_days, 0))
    in_days = ", обычно за {days:день|дня|дней}" if days is not None and closed > 1 else ""
    in_days = ", за {days:день|дня|дней}" if days is not None and closed == 1 else in_days
    return (
        Statement(
            "card.requests",
            "Запросов школы: {received}, закрыто: {closed}" + in_days + ".",
            {"received": received, "closed": closed, "days": days},
            card.cells("requests_answered", "received", "closed", "median_days"),
            holds=received > 0,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.no_requests",
            "Запросов от школы не было.",
            {},
            (Evidence("requests_answered", "received"),),
            holds=row is None and not card.edition.requests_answered.empty and card.is_in_support,
            school_ids=(card.school_id,),
        ),
    )


# What is late


def overdue_text(card: Card) -> Text:
    """Return what of this school is late: requests without an answer, an agreement that ended, steps of routes."""
    row = next(rows_of(card.own(card.edition.requests_answered)), None)
    waiting = int(row.open) if row else 0
    steps = card.edition.once(_late_steps).get(card.school_id, 0)
    own = card.own(card.edition.partnerships)
    force = is_true(own["in_force"])
    ended = own[~force & own["until"].notna() & not_after(own["until"], as_of(card.edition))]
    last = None if ended.empty or force.any() else max(ended["until"])
    return sentences(
        Statement(
            "card.late.requests",
            "Не закрыты {open:запрос|запроса|запросов}, дольше всего — {longest:день|дня|дней}.",
            {"open": waiting, "longest": int(row.longest_open_days) if row and waiting else None},
            card.cells("requests_answered", "open", "longest_open_days"),
            holds=waiting > 0,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.late.partner",
            "Соглашение о партнёрстве закончилось {until:date}, нового нет.",
            {"until": last},
            card.cells("partnerships", "until", "in_force"),
            holds=last is not None,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.late.steps",
            "Срок прошёл, а выполнение не отмечено: {steps:шаг|шага|шагов} индивидуальных маршрутов педагогов.",
            {"steps": steps},
            (Evidence("register_routes", "done_on"), Evidence("register_routes", "due_on")),
            holds=steps > 0,
            school_ids=(card.school_id,),
        ),
    )


def _late_steps(edition: Edition) -> Mapping[str, int]:
    """Return how many steps of teachers' routes are late in each school, by its code; counted once for all cards."""
    routes, today = edition.register_routes, as_of(edition)
    late = routes[routes["due_on"].notna() & not_after(routes["due_on"], today) & routes["done_on"].isna()]
    people = teachers_of(edition.register_teachers, edition.schools["school_id"], today)
    counts = late.merge(people, on="teacher_id")["school_id"].value_counts()
    return {str(school_id): int(number) for school_id, number in counts.items()}


def _title(card: Card) -> str:
    return f"{card.short_name}: помощь и решения"


OPENING = CardSection("card_second", _title, (), new_page=True)
SECTION = CardSection("card_help", "Какую помощь получила школа", (help_figure, help_text))
TEACHERS = CardSection("card_teachers", "Педагоги школы", (teachers_table,))
PARTNER = CardSection("card_partner", "Партнёрство и запросы", (partner_text,))
LATE = CardSection("card_late", "Просрочено", (overdue_text,))
NOT_TOLD = CardSection("card_not_told", "Чего не хватает", (not_told,))

"""The head of a card: whose it is, how the school stands, its key figures."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import STANDINGS
from shnor_lib.presentation.cards.card import Card, CardSection
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.sections.title import title_page
from shnor_lib.presentation.statement import Statement
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text, sentences
from shnor_lib.presentation.title import TitlePage

#: Who signs a card.
SIGNATURES = ("Руководитель школы", "Методист, составивший карточку")


def card_title(card: Card) -> TitlePage:
    """Return what stands around the card: the school's name, the running line, the notice, who signs."""
    report = card.edition.params.report
    whole = title_page(card.edition)
    return TitlePage(
        organisation=report.organisation,
        title=card.name,
        subtitle=f"Карточка школы: {card.short_name}",
        place_and_year=whole.place_and_year,
        date=whole.date,
        running=f"{report.running_title}, {wording.date_words(as_of(card.edition))}",
        approvals=tuple((who,) for who in SIGNATURES),
        description=(explained("not_a_ranking").removeprefix("> "),),
        notice=whole.notice,
        accent=whole.accent,
        warning=whole.warning,
        logo=whole.logo,
    )


def standing_text(card: Card) -> Text:
    """Return how the school stands to the list and the programme."""
    since, until = card.school.participant_since, getattr(card.school, "participant_until", None)
    standing = None if card.verdict is None else wording.sentence_case(STANDINGS[card.verdict.standing])
    known = card.edition.schools["participant_since"].notna().any()
    cells = card.cells("schools", "participant_since")
    return sentences(
        Statement(
            "card.standing",
            "**{standing}.**",
            {"standing": standing},
            card.cells("classification", "standing"),
            holds=standing is not None,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.takes_part",
            "В Программе с {since:date}.",
            {"since": since},
            cells,
            holds=card.takes_part,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.took_part",
            "В Программе была с {since:date} по {until:date}.",
            {"since": since, "until": until},
            cells,
            holds=not card.takes_part and not pd.isna(since) and not pd.isna(until),
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.outside",
            "В Программе не участвует.",
            {},
            cells,
            holds=bool(known) and pd.isna(since),
            school_ids=(card.school_id,),
        ),
    )


def key_figures(card: Card) -> PublicationTable | None:
    """Return what registers tell of the school's size and place, and its partner; nothing where they tell nothing."""
    figures = [*_of_context(card), *_of_place(card), *_of_partner(card)]
    if not figures:
        return None
    columns = tuple(Column(key, label) for key, label, _, _ in figures)
    cells = tuple(Cell(value, text) for _, _, value, text in figures)
    year = _year_of_context(card)
    of_context = {key: card.cells("register_context", key, school_year=year) for key in OF_CONTEXT}
    origin = card.origin(columns=of_context)
    return PublicationTable("Сведения о школе", columns, (cells,), id="card-key", row_headers=0, origin=origin)


Figure = tuple[str, str, Any, str]
#: What the register tells of a school's size, by its columns: one, few, many.
OF_CONTEXT = {
    "pupils": ("ученик", "ученика", "учеников"),
    "teachers": ("учитель", "учителя", "учителей"),
    "vacancies": ("вакансия", "вакансии", "вакансий"),
}


def _of_context(card: Card) -> list[Figure]:
    """Return pupils, teachers and vacancies of the latest school year that tells any of them."""
    row = _latest_context(card)
    values: dict[str, Any] = {name: getattr(row, name, None) for name in OF_CONTEXT}
    return [
        (name, wording.form(int(value), *OF_CONTEXT[name]), int(value), wording.number(int(value)))
        for name, value in values.items()
        if not wording.is_missing(value)
    ]


def _latest_context(card: Card) -> Any:
    own = card.own(card.edition.register_context).sort_values("school_year", kind="stable")
    return next(iter(reversed(list(rows_of(own)))), None)


def _year_of_context(card: Card) -> int | None:
    row = _latest_context(card)
    return None if row is None else int(row.school_year)


def _of_place(card: Card) -> list[Figure]:
    settlement: Any = getattr(card.school, "settlement", None)
    return [] if wording.is_missing(settlement) else [("settlement", "местность", settlement, settlement)]


def _of_partner(card: Card) -> list[Figure]:
    own = card.own(card.edition.partnerships)
    force = own[is_true(own["in_force"])]
    names = list(dict.fromkeys(map(wording.short_school_name, force["mentor"])))
    label = wording.form(len(names), "школа-партнёр", "школы-партнёры", "школы-партнёры")
    return [("partners", label, "; ".join(names), "; ".join(names))] if names else []


TITLE = CardSection("card_title", "", (card_title,))
SECTION = CardSection("card_standing", "", (standing_text, key_figures))

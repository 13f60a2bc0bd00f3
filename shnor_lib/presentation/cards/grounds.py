"""Why the school is in the programme: low results of the years of the criteria, and of the latest year beside them."""

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.ground import wording
from shnor_lib.presentation.cards.card import Card, CardSection
from shnor_lib.presentation.cards.outcomes import Outcome, listed_words, outcomes, years_of
from shnor_lib.presentation.sections.composition import list_years
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text, sentences


def years_table(card: Card) -> PublicationTable | None:
    """Return how many results were low in each year of the criteria and in the latest one, and which."""
    own = outcomes(card.edition).get(card.school_id, ())
    if not any(one.share is not None for one in own):
        return None
    years = _years(card)
    rows = [_row(card, year, label, [one for one in own if one.year == year]) for year, label in years.items()]
    results = (Evidence("results", "*"),)
    origin = card.origin(["school_year"], [[year] for year in years], {"low": results, "which": results})
    columns = (
        Column("year", "Учебный год", width=2.5),
        Column("low", "Низких", width=1.3),
        Column("which", "Какие процедуры: получили «2» или не сдали, из скольких", width=7),
    )
    return PublicationTable("Низкие результаты по годам", columns, tuple(rows), id="card-years", origin=origin)


def _years(card: Card) -> dict[int, str]:
    """Return the years of the criteria, and the latest year of the data, with what each of them is."""
    criteria = card.edition.params.criteria.years
    named = {criteria.previous: "предыдущий", criteria.before_previous: "предшествующий"}
    latest = years_of(card.edition)[-1:]
    return named | {year: "последний" for year in latest if year not in named}


def _row(card: Card, year: int, label: str, own: list[Outcome]) -> tuple[Cell, ...]:
    known = [one for one in own if one.is_low is not None]
    low = [one for one in known if one.is_low]
    number = f"{len(low)} из{wording.NBSP}{len(known)}" if known else "нет данных"
    which = listed_words(low) or ("низких результатов нет" if known else wording.MISSING)
    return (
        Cell(year, f"{wording.school_year_short(year)} ({label})"),
        Cell(len(low) if known else None, number, "low" if low else ""),
        Cell(which, which),
    )


def criteria_text(card: Card) -> Text:
    """Return which criteria are met, how firm that is, and what the latest years would mean for the list."""
    verdict, following = card.verdict, card.own(card.edition.next_list)
    known = {number: getattr(verdict, f"criterion_{number}", None) for number in (1, 2)}
    met = [str(number) for number, value in known.items() if not wording.is_missing(value) and value]
    judged = verdict is not None and not wording.is_missing(verdict.shnor)
    criteria = card.edition.params.criteria
    met_words = ("Критерии Программы по данным не выполнены", "Выполнен критерий {met:names}", "Выполнены оба критерия")
    margins = card.own(card.edition.verdict_margins)
    on_one = bool(is_true(margins["on_one"]).any())
    change = following["change"].iloc[0] if len(following) else None
    return sentences(
        Statement(
            "card.criteria",
            f"{met_words[len(met)]}. Критерий 1 — не менее "
            "{previous:низкого результата|низких результатов|низких результатов} в предыдущем году, критерий 2 — не "
            "менее {each:низкого|низких|низких} в каждом из двух лет; достаточно одного из них.",
            {
                "met": met,
                "previous": criteria.procedures_in_previous_year.value,
                "each": criteria.procedures_in_each_year.value,
            },
            card.cells("classification", "criterion_1", "criterion_2"),
            holds=judged,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.on_one",
            "Вывод зависит от результата одного обучающегося.",
            {},
            card.cells("verdict_margins", "on_one"),
            holds=on_one,
            school_ids=(card.school_id,),
        ),
        _next_list(card, change),
    )


#: What the results of the latest years would mean for a school's place in the list.
_CHANGES = {
    "stays": "осталась бы в списке",
    "enters": "вошла бы в список",
    "leaves": "вышла бы из списка",
    "open": "может и войти в список, и не войти: определить нельзя",
}


def _next_list(card: Card, change: object) -> Statement:
    following = card.own(card.edition.next_list)
    years = list_years(following)
    own = card.edition.params.criteria.years
    told = isinstance(change, str) and change in _CHANGES
    return Statement(
        "card.next_list",
        "По данным за {years:names} учебные годы школа {change}; решает рабочая группа.",
        {"years": [wording.school_year_short(year) for year in years], "change": _CHANGES.get(str(change))},
        card.cells("next_list", "change", "years"),
        holds=told and len(years) > 1 and sorted(years) != sorted((own.previous, own.before_previous)),
        school_ids=(card.school_id,),
    )


def _title(card: Card) -> str:
    return "Почему школа в Программе" if card.is_in_support else "Критерии Программы"


SECTION = CardSection("card_grounds", _title, (years_table, criteria_text))

"""All results of the school: procedures by years, in counts where they are known, with intervals and the okrug."""

from dataclasses import replace
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.cards.card import Card, CardSection
from shnor_lib.presentation.cards.outcomes import Outcome, outcomes, procedure_words, results_frame, years_of
from shnor_lib.presentation.charts.school_matrix import school_matrix
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.margin_words import failed_of, turning_words
from shnor_lib.presentation.procedures import interval_words, revised_note
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs

#: Subjects of which the results are drawn: a row of panels each.
MOST_SUBJECTS_DRAWN = 2
NOTHING = Cell(None, wording.MISSING)
#: The row of the table `background` that is the municipality's.
OWN_ROW = {"kind": "municipality"}


def results_figure(card: Card) -> PublicationFigure | PublicationTable | None:
    """Return the school's results: drawn, or as a table where so many subjects would not fit the page."""
    own = card.own(card.edition.once(results_frame))
    own = own[own["school_year"].isin(years_of(card.edition))]
    if own.loc[own["fail_pct"].notna(), "subject"].nunique() > MOST_SUBJECTS_DRAWN:
        return results_table(card)
    figure = school_matrix(own, card.edition.params.criteria.low_threshold.value, "Результаты всех процедур")
    if figure is None or figure.data is None:
        return figure
    shown = dict.fromkeys(("share", "failed", "participants", "low"), (Evidence("results", "*"),))
    origin = replace(figure.data.origin, columns={**shown, "okrug": (Evidence("background", "*", OWN_ROW),)})
    return replace(figure, data=replace(figure.data, origin=origin))


def results_table(card: Card) -> PublicationTable | None:
    """Return the school's results: a row for each procedure, a column for each year, the okrug beside the latest."""
    own, years = outcomes(card.edition).get(card.school_id, ()), years_of(card.edition)
    by_procedure: dict[tuple[str, str, str, int], dict[int, Outcome]] = {}
    for one in own:
        if one.year in years:
            by_procedure.setdefault(one.procedure, {})[one.year] = one
    told = {key: found for key, found in by_procedure.items() if any(one.share is not None for one in found.values())}
    if not told:
        return None
    latest = years[-1]
    has_counts = any(one.interval for found in told.values() for one in found.values() if one.year == latest)
    has_okrug = any(one.okrug_share is not None for found in told.values() for one in found.values())
    columns = [
        Column("procedure", "Процедура", width=4),
        *(
            Column(f"in_{year}", wording.school_year_short(year), width=1.6, group="«2» или не сдали, из скольких")
            for year in years
        ),
    ]
    columns += [
        Column("interval", "95 %-й интервал, %", width=1.8, group=wording.school_year_short(latest))
    ] * has_counts
    columns += [
        Column("okrug", "Округ, %", "percent", 1, width=1.3, group=wording.school_year_short(latest))
    ] * has_okrug
    rows = []
    for key, found in told.items():
        cells = [Cell(words := procedure_words(*key), words)]
        cells += [_cell(found[year]) if year in found else NOTHING for year in years]
        last = found.get(latest)
        if has_counts:
            words = (interval_words(*last.interval, 0) if last and last.interval else None) or wording.MISSING
            cells.append(Cell(words, words))
        if has_okrug:
            share = last.okrug_share if last else None
            cells.append(Cell(share, wording.number(share, 1)) if share is not None else NOTHING)
        rows.append(tuple(cells))
    shown = {f"in_{year}": (Evidence("results", "*", {"school_year": year}),) for year in years}
    shown["interval"] = shown[f"in_{latest}"]
    shown["okrug"] = (Evidence("background", "*", {**OWN_ROW, "school_year": latest}),)
    return PublicationTable(
        "Результаты школы",
        tuple(columns),
        tuple(rows),
        notes=_notes(card, has_counts),
        id="card-results",
        origin=card.origin(["assessment", "subject", "level", "grade"], told, shown),
    )


def _cell(one: Outcome) -> Cell:
    return Cell(one.share, one.words, "low" if one.is_low else "")


def _notes(card: Card, has_counts: bool) -> tuple[str, ...]:
    threshold = wording.percent(card.edition.params.criteria.low_threshold.value, None)
    interval = " Интервал показывает, насколько точна доля при таком числе участников." if has_counts else ""
    signs = f"Полужирным — низкий результат, не менее {threshold}.{interval} «–» — не проводилось, «x» — нет данных."
    return (signs, *revised_note(card.edition))


# Near to the line


def near_text(card: Card) -> Text:
    """Return which results of the latest year a pupil or two would have turned."""
    near, most = card.own(card.edition.near_threshold), card.edition.params.firmness.near_pupils.value
    near = near[near["pupils"].notna() & (near["pupils"] <= most)]
    latest = years_of(card.edition)[-1:]
    near = near[near["school_year"].isin(latest)]
    told = [f"**{_name(row)}** ({failed_of(row)}): {turning_words(row)}" for row in rows_of(near)]
    return paragraphs(
        Statement(
            "card.near",
            "В {year:years} учебном году: {told}.",
            {"year": latest[0] if latest else None, "told": "; ".join(told)},
            (*card.cells("near_threshold", "pupils", school_year=latest), Evidence("params", "firmness.near_pupils")),
            holds=bool(told),
            school_ids=(card.school_id,),
        )
    )


def _name(row: Any) -> str:
    level = row.level if isinstance(row.level, str) else ""
    return procedure_words(row.assessment, row.subject, level, int(row.grade))


SECTION = CardSection("card_results", "Результаты всех процедур", (results_figure,))
NEAR = CardSection("card_near", "Близко к черте", (near_text,))

"""On what ground each school of the list and the programme is there: its low results of both years."""

from shnor_lib.edition import Edition
from shnor_lib.presentation.statements.facts import correction_note, marked_names, schools_in_question
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.tree import Section

_PUPILS = "«13 из 22» — получили «2» (не преодолели минимальный порог) 13 из 22 участников."


def own_grounds(edition: Edition) -> PublicationTable | None:
    """Return the ground of each school in question, sorted as in the roster; all schools stand in the workbook."""
    own = edition.classification
    own = own[own["school_id"].isin(schools_in_question(edition))].reset_index(drop=True)
    if own.empty:
        return None
    return PublicationTable.from_frame(
        own.assign(name=marked_names(edition, own)),
        [Column("name", "Школа", width=2), Column("basis", "Основание", width=8)],
        "Основания по школам списка и Программы",
        notes=(
            _PUPILS if edition.results["n_participants"].notna().any() else "",
            "Школы — в порядке списка, не по результатам.",
            *correction_note(edition),
        ),
        id="own-grounds",
    )


SECTION = Section(
    id="list_grounds",
    forms=("report", "brief"),
    title="Основания по школам",
    kind="appendix",
    commented=False,
    parts=(own_grounds,),
)

"""The listed schools by name and their results, where params let them be named."""

from shnor_lib.ground import wording
from shnor_lib.presentation.public.edition import PublicEdition
from shnor_lib.presentation.public.numbers import share_words, shares_by_year, symbols_note
from shnor_lib.presentation.public.okrug import NAME, with_names
from shnor_lib.presentation.school_names import with_short_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import Section

#: A sheet takes so many schools side by side; a table of more stands in the workbook alone.
MOST_ACROSS = 12


def schools_table(edition: PublicEdition) -> PublicationTable | None:
    """Return the listed schools, and whether published results confirm the criteria."""
    own = edition.public_schools
    if not edition.names_schools or own.empty:
        return None
    own = with_short_names(own)
    words = [row["symbol"] or ("выполнены" if row["confirmed"] else "не выполнены") for row in own.to_dict("records")]
    columns = [Column("school", "Школа"), Column("confirmed", "Критерии ШНОР по данным")]
    return PublicationTable.from_frame(
        own,
        columns,
        "Школы списка ШНОР",
        texts={"confirmed": words},
        notes=[symbols_note(list(own["symbol"]))],
        id="public_schools",
    )


def newest_results(edition: PublicEdition) -> PublicationTable | None:
    """Return the results of the newest year: a row per procedure, a column per school; of many schools to look up."""
    own = edition.public_school_results
    if own.empty:
        return None
    newest = int(own["school_year"].max())
    own = with_names(with_short_names(own[own["school_year"] == newest]))
    own = own.assign(words=[share_words(row) for row in own.to_dict("records")])
    names = dict(zip(own["school_id"], own["school"], strict=True))
    frame = own.pivot(index="procedure", columns="school_id", values="words").reindex(own["procedure"].unique())
    frame = frame[list(names)].fillna("–").reset_index()
    columns = [NAME, *(Column(code, name, rotated=True) for code, name in names.items())]
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Доля «2» по школам, {wording.school_year(newest)}",
        notes=[symbols_note(list(own["symbol"]))],
        id="public_newest",
        landscape=True,
        lookup=len(names) > MOST_ACROSS,
    )


def all_results(edition: PublicEdition) -> PublicationTable | None:
    """Return the results of all years, to be looked up."""
    own = edition.public_school_results
    if own.empty:
        return None
    heads = [Column("school", "Школа"), NAME]
    own = with_names(with_short_names(own)).sort_values("school_id", kind="stable")
    caption = "Доля «2» по школам и учебным годам"
    return shares_by_year(own, ["school", "procedure"], heads, caption, "public_results", lookup=True)


def not_named(edition: PublicEdition) -> Text | None:
    """Say that schools are not named."""
    return None if edition.names_schools else Text("Результаты отдельных школ в этом выпуске не публикуются.")


SECTION = Section(
    id="public_schools",
    title="Школы",
    commented=False,
    parts=(not_named, schools_table, newest_results, all_results),
)

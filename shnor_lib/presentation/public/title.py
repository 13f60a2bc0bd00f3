"""The title page of the public edition."""

from shnor_lib.ground import wording
from shnor_lib.presentation.public.edition import PublicEdition
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import Section

DEMONSTRATION = "Демонстрационные данные: школы и результаты вымышлены"


def public_title(edition: PublicEdition) -> TitlePage:
    """Return the title page: no blanks for approval, the words «Публичный выпуск»."""
    told = edition.about
    return TitlePage(
        organisation=told["organisation"],
        title=told["title"],
        subtitle=f"Публичный выпуск по состоянию на {wording.date_words(told['as_of'])}",
        place_and_year=f"{told['place']}, {told['year']}",
        date=told["as_of"],
        running=told["running_title"],
        notice=DEMONSTRATION if told["demonstration"] == "да" else "",
        accent=told.get("accent", ""),
        warning=told.get("warning", ""),
        logo=edition.logo,
    )


SECTION = Section(id="public_title", title="", kind="untitled", commented=False, parts=(public_title,))

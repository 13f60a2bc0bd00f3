"""The head of the working group's year."""

from shnor_lib.ground import wording
from shnor_lib.ground.logo import logo_address
from shnor_lib.presentation.references import UNTITLED
from shnor_lib.presentation.sections.title import DEMONSTRATION
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.year.programme_year import ProgrammeYear, YearSection

TITLE = "Рабочая группа и циклограмма Программы"


def year_title(year: ProgrammeYear) -> TitlePage:
    """Return the head of the first page: the day whose records are told."""
    report, look = year.edition.params.report, year.edition.params.look
    return TitlePage(
        organisation=report.organisation,
        title=TITLE,
        subtitle=f"по записям на {wording.date_words(year.today)}",
        place_and_year=f"{report.place or report.municipality}, {year.today.year}",
        date=year.today.isoformat(),
        running=TITLE,
        notice=DEMONSTRATION if report.demonstration else "",
        accent=look.accent,
        warning=look.warning,
        logo=logo_address(look.logo_file),
        brief=True,
    )


SECTION = YearSection(id="title", title="", kind=UNTITLED, parts=(year_title,))

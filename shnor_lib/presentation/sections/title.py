"""The title page, with blanks for approval."""

from shnor_lib.analysis.programme.settings import signatory
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.logo import logo_address
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statements.data_limits import waiting_places
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import Section

BLANK_LINE = "______________________________"
BLANK_DATE = "«___» ______________ 20___ г."

DEMONSTRATION = "Демонстрационные данные: школы и результаты вымышлены"
DRAFT = "Черновик"


def title_page(edition: Edition) -> TitlePage:
    """Return the title page with blanks for approval."""
    report = edition.params.report
    look = edition.params.look
    waiting = waiting_places(edition)
    notices = [DRAFT] if waiting else []
    notices += [DEMONSTRATION] if report.demonstration else []
    return TitlePage(
        organisation=report.organisation,
        title=report.title,
        subtitle=f"по состоянию на {wording.date_words(as_of(edition))}",
        place_and_year=f"{report.place or report.municipality}, {report.year}",
        date=as_of(edition).isoformat(),
        running=report.running_title,
        approvals=(
            ("РАССМОТРЕНО", "на заседании рабочей группы,", f"протокол от {BLANK_DATE}", "№ ________"),
            (
                "УТВЕРЖДАЮ",
                signatory(edition.register_settings, report.approved_by) or BLANK_LINE,
                "______________ / ______________ /",
                BLANK_DATE,
            ),
        ),
        description=(_draft_words(waiting),) if waiting else (),
        notice=". ".join(notices),
        accent=look.accent,
        warning=look.warning,
        logo=logo_address(look.logo_file),
    )


def _draft_words(waiting: int) -> str:
    return f"{DRAFT}: {wording.plural(waiting, 'значение ждёт', 'значения ждут', 'значений ждут')} заполнения"


SECTION = Section(
    id="title", title="", kind="untitled", commented=False, forms=("report", "brief"), parts=(title_page,)
)

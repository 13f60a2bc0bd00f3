"""The head of a period's report."""

from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.analysis.programme.works import WORK
from shnor_lib.ground import wording
from shnor_lib.ground.logo import logo_address
from shnor_lib.presentation.monitoring.period import EVERY_KIND, OF_WORKS, MonitoredPeriod, MonitoredWork, PeriodSection
from shnor_lib.presentation.references import UNTITLED
from shnor_lib.presentation.sections.title import DEMONSTRATION
from shnor_lib.presentation.title import TitlePage

TITLES = {
    Kind.QUARTER: "Мониторинг школ с низкими образовательными результатами",
    Kind.HALF_YEAR: "Мониторинг учебных и внеучебных достижений, педагогического и управленческого состава, программ "
    "развития школ",
    WORK: "Справка по муниципальной контрольной работе",
}


def period_title(monitored: MonitoredPeriod | MonitoredWork) -> TitlePage:
    """Return the head of the first page: the period, its dates, the day whose records are told."""
    report, look, period = monitored.edition.params.report, monitored.edition.params.look, monitored.period
    return TitlePage(
        organisation=report.organisation,
        title=TITLES[period.kind],
        subtitle=f"{period.words}; по записям на {wording.date_words(monitored.today)}",
        place_and_year=f"{report.place or report.municipality}, {monitored.today.year}",
        date=monitored.today.isoformat(),
        running=f"Мониторинг: {period.words}",
        notice=DEMONSTRATION if report.demonstration else "",
        accent=look.accent,
        warning=look.warning,
        logo=logo_address(look.logo_file),
        brief=True,
    )


SECTION = PeriodSection(id="title", title="", kind=UNTITLED, parts=(period_title,), kinds=(*EVERY_KIND, *OF_WORKS))

"""`make year`: the working group's year and its calendar, in a folder of its own below the edition (decision 70)."""

from pathlib import Path

from shnor_lib.pipeline.beside import Beside, MadeBeside, check_place, make_beside
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import make_report
from shnor_lib.pipeline.stages import CALENDAR_FILE, YEAR_FOLDER, YEAR_FORMS, YEAR_STAGE

#: Whose place it is, for whoever has put something else there.
WHOSE = "папки рабочей группы"


def make_year(project: Project, request: Request, progress: Progress) -> MadeBeside:
    """Bring the edition up to date and make its working group's year with the calendar.

    Raises:
        ReportError: the report cannot be made, a stage failed, or the folder cannot be written.
    """
    place = request.issued / YEAR_FOLDER
    check_place(place, WHOSE)
    make_report(project, request, progress)
    work = Beside(YEAR_STAGE, YEAR_FORMS, place, WHOSE, {}, _write_calendar)
    return make_beside(project, request, progress, work)


def _write_calendar(request: Request, target: Path) -> None:
    """Leave the calendar beside the documents."""
    from shnor_lib.edition import Edition
    from shnor_lib.presentation.year.programme_year import open_year
    from shnor_lib.publishing.calendar_file import calendar_bytes

    year = open_year(Edition(request.edition, request.issued, request.params_file))
    name = year.edition.params.report.running_title
    (target / CALENDAR_FILE).write_bytes(calendar_bytes(year.calendar, name, request.edition, year.today))

"""`make routes`: sheets of teachers by code, in the edition's folder for official use (decision 69)."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.beside import Beside, MadeBeside, check_place, make_beside
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import make_report
from shnor_lib.pipeline.stages import ROUTES_FOLDER, ROUTES_FORMS, ROUTES_STAGE

if TYPE_CHECKING:
    from shnor_lib.edition import Edition

#: Whose place it is, for whoever has put something else there.
WHOSE = "папки маршрутов"


def make_routes(project: Project, request: Request, progress: Progress) -> MadeBeside:
    """Bring the edition up to date and make the sheets of teachers.

    Raises:
        ReportError: the registers tell of no deficit and no step; the sheets cannot be made, a stage failed, or the
            folder cannot be written.
    """
    place = request.issued / ROUTES_FOLDER
    for folder in (place.parent, place):
        check_place(folder, WHOSE)
    make_report(project, request, progress)
    _check_told(_opened(request))
    work = Beside(ROUTES_STAGE, tuple(ROUTES_FORMS), place, WHOSE, {}, _name_forms)
    return make_beside(project, request, progress, work)


def _name_forms(_: Request, folder: Path) -> None:
    """Call the forms by names of their own: the folder for official use has other files as well."""
    for made, name in ROUTES_FORMS.items():
        os.rename(folder / made, folder / name)


def _opened(request: Request) -> "Edition":
    from shnor_lib.edition import Edition

    return Edition(request.edition, request.issued, request.params_file)


def _check_told(edition: "Edition") -> None:
    """Refuse an edition whose registers tell of no deficit and no step, and name the sheets that start them."""
    from shnor_lib.ground.registers import WORKBOOK, register_sheet
    from shnor_lib.ground.wording import join, quoted

    if edition.route_deficits.empty and edition.route_steps.empty:
        sheets = [quoted(register_sheet(name).title) for name in ("teachers", "diagnostics", "routes")]
        raise ReportError(
            "Собрать маршруты не из чего: ни дефицитов, ни шагов маршрутов в реестрах нет.",
            f"Их начинают листы {join(sheets)} файла {WORKBOOK}.",
        )

"""`make routes`: sheets of teachers by code, in the edition's folder for official use (decision 69)."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.refusals import refused
from shnor_lib.pipeline.beside import check_place, publish_notebook, put_in_place
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import make_report
from shnor_lib.pipeline.stages import ROUTES_FOLDER, ROUTES_FORMS, ROUTES_STAGE
from shnor_lib.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from shnor_lib.edition import Edition

#: Whose place it is, for whoever has put something else there.
WHOSE = "папки маршрутов"


def make_routes(project: Project, request: Request, progress: Progress) -> list[Path]:
    """Bring the edition up to date and make the sheets of teachers; return the files.

    Raises:
        ReportError: the registers tell of no deficit and no step; the sheets cannot be made, a stage failed, or the
            folder cannot be written.
    """
    place = request.issued / ROUTES_FOLDER
    for folder in (place.parent, place):
        check_place(folder, WHOSE)
    make_report(project, request, progress)
    _check_told(_opened(request))
    workspace = Workspace(request.edition, request.issued)
    with fixed_environment(project.root), workspace.locked():
        staging = workspace.open_staging()
        try:
            target = staging / place.name
            target.mkdir()
            parameters = {
                "run_folder": project.relative(request.issued),
                "params_file": request.params_parameter(project),
            }
            publish_notebook(project, request, progress, ROUTES_STAGE, tuple(ROUTES_FORMS), target, parameters)
            for made, name in ROUTES_FORMS.items():
                os.rename(target / made, target / name)
            place.parent.mkdir(exist_ok=True)
            put_in_place(target, place, staging / "old")
        except OSError as error:
            raise refused(f"Не удаётся собрать маршруты в папке «{place}»", error) from None
        finally:
            progress.stopped()
            shutil.rmtree(staging, ignore_errors=True)
    return [place / name for name in ROUTES_FORMS.values()]


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

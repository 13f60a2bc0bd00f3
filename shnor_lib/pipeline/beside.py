"""What a command leaves beside an issued edition: a notebook run and published in staging, then put in its place."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.notebook_code import load_notebook
from shnor_lib.ground.refusals import refused
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.exchange import exchange_folders
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.machinery import Machinery
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.stages import PUBLICATIONS, Stage
from shnor_lib.pipeline.workspace import Workspace


@dataclass(frozen=True)
class MadeBeside:
    """The folder of what was made beside an edition, and its files by their names."""

    folder: Path
    files: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """What is made of an issued edition: the notebook, the forms it is published in, the folder, the parameters.

    ``whose`` is the folder's owner in the genitive, for whoever has put something else there; ``more`` leaves further
    files in the folder that is handed to it.
    """

    stage: Stage
    forms: Sequence[str]
    place: Path
    whose: str
    parameters: Mapping[str, str]
    more: Callable[[Request, Path], None] | None = None


def make_beside(project: Project, request: Request, progress: Progress, work: Beside) -> MadeBeside:
    """Run a notebook over an issued edition and put the folder of its documents in place, whole or not at all.

    Raises:
        StageFailed: a cell or an exporter failed.
        ReportError: the folder cannot be written.
    """
    place = work.place
    workspace = Workspace(request.edition, request.issued)
    with fixed_environment(project.root), workspace.locked():
        staging = workspace.open_staging()
        try:
            target = staging / place.name
            target.mkdir()
            parameters = {
                **work.parameters,
                "run_folder": project.relative(request.issued),
                "params_file": request.params_parameter(project),
            }
            publish_notebook(project, request, progress, work.stage, work.forms, target, parameters)
            if work.more:
                work.more(request, target)
            place.parent.mkdir(exist_ok=True)
            put_in_place(target, place, staging / "old")
        except OSError as error:
            raise refused(f"Не удаётся заменить содержимое {work.whose} «{place}»", error) from None
        finally:
            progress.stopped()
            shutil.rmtree(staging, ignore_errors=True)
    return MadeBeside(place, tuple(sorted(path.name for path in place.iterdir())))


def publish_notebook(
    project: Project,
    request: Request,
    progress: Progress,
    stage: Stage,
    forms: Sequence[str],
    target: Path,
    parameters: Mapping[str, str],
) -> None:
    """Run a notebook and leave in a folder the documents that are made of it; the notebook itself is not issued.

    Raises:
        StageFailed: a cell or an exporter failed.
    """
    from shnor_lib.pipeline.settle import notebook_text, settled

    publications = tuple(one for one in PUBLICATIONS if one.file in forms)
    machinery = Machinery(replace(project, stages=(stage,), publications=publications, sides=()), request.engine)
    progress.started(stage.title)
    try:
        executed = machinery.execute(stage, {"edition_name": request.edition, **parameters})
        notebook = target / stage.notebook
        whole = settled(executed, load_notebook(project.notebook(stage)), request.edition)
        notebook.write_text(notebook_text(whole), encoding="utf-8", newline="\n")
        machinery.publisher.publish(target, stage.notebook)
        notebook.unlink()
    finally:
        machinery.close()
    progress.done(stage.title)


def put_in_place(new: Path, place: Path, old: Path) -> None:
    """Put the new folder in the place of the old one, in one step where the system can: a kill leaves one of the two.

    Elsewhere the old one is out of the way first and comes back if that fails.
    """
    if place.exists() and not exchange_folders(new, place):
        os.rename(place, old)
    if place.exists():
        return
    try:
        os.rename(new, place)
    except OSError:
        if old.exists():
            os.rename(old, place)
        raise


def check_place(place: Path, what: str) -> None:
    """Refuse to take away what is not ours.

    Args:
        place: where a folder has to stand.
        what: whose folder it is, in the genitive: «папки публичного выпуска».

    Raises:
        ReportError: something else stands there.
    """
    if os.path.lexists(place) and (place.is_symlink() or not place.is_dir()):
        raise ReportError(
            f"На месте {what} лежит файл или ссылка: «{place}».", "Перенесите это в другое место и повторите команду."
        )

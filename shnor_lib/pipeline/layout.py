"""Where a project's parts lie, and whom to ask about its params: the runner's view of a project."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.ground.project import ROOT, legible_path, printable
from shnor_lib.pipeline.stages import PUBLICATIONS, SIDES, STAGES, Publication, SideStage, Stage

if TYPE_CHECKING:
    from shnor_lib.ground.params import Params


def _load_params(path: Path) -> "Params":
    # Late, so that commands that need no params (help, clean) do not wait for pydantic.
    from shnor_lib.ground.params import load_params

    return load_params(path)


def _create_comments(edition: str, params_file: Path) -> Path:
    from shnor_lib.comments import create_missing
    from shnor_lib.presentation.outline import commented_sections

    return create_missing(edition, (entry.heading for entry in commented_sections()), params_file)


@dataclass(frozen=True)
class Project:
    """A project's folders, stages, publications and side stages.

    ``load_params`` returns an object with ``model_dump(mode="json")`` (sections by name) and ``source_files()``;
    ``create_comments`` makes the analyst's file unless there is one and returns its path.
    """

    root: Path = ROOT
    package: str = "shnor_lib"
    stages: tuple[Stage, ...] = STAGES
    publications: tuple[Publication, ...] = PUBLICATIONS
    load_params: Callable = field(default=_load_params)
    create_comments: Callable[[str, Path], Path] = field(default=_create_comments)
    sides: tuple[SideStage, ...] = SIDES

    @property
    def package_folder(self) -> Path:
        """The package whose modules the notebooks import."""
        return self.root / self.package

    @property
    def notebooks(self) -> Path:
        """The folder of the stages' notebooks."""
        return self.root / "notebooks"

    @property
    def params(self) -> Path:
        """The folder of params files, one per edition."""
        return self.root / "params"

    @property
    def output(self) -> Path:
        """The folder of issued editions."""
        return self.root / "output"

    @property
    def lock_file(self) -> Path:
        """The lock file of the libraries."""
        return self.root / "requirements.lock"

    def shown(self, path: Path) -> str:
        """Return the path as users see it: as `relative`, with names hidden that look like a person's."""
        return printable(self.relative(path), self.root)

    def relative(self, path: Path) -> str:
        """Return the path for programs: relative to the project's root where possible, with forward slashes."""
        try:
            return legible_path(path.resolve().relative_to(self.root.resolve()).as_posix())
        except (ValueError, OSError, RuntimeError):  # elsewhere, or a circle of links
            return legible_path(path.as_posix())

    def side(self, name: str) -> SideStage:
        """Return a side stage by its name."""
        return next(side for side in self.sides if side.name == name)

    def notebook(self, stage: Stage | SideStage) -> Path:
        """Return the path of a stage's notebook."""
        return self.notebooks / stage.notebook

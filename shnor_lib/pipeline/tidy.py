"""What ``clean`` takes away: staging and caches, never an issued edition and never the analyst's own tables.

A link in the place of a folder of ours is taken away as a link: what it leads to was never ours.
"""

import os
import shutil
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import KEPT_CONTENTS
from shnor_lib.ground.refusals import refused
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.workspace import STAGING, Workspace

CACHES = (".pytest_cache", ".ruff_cache", ".hypothesis")
#: Folders with code, below which Python keeps its caches.
CODE_FOLDERS = ("shnor_lib", "tests", "tools")


def clean(project: Project) -> list[str]:
    """Remove unfinished runs and caches; return what was removed, as users see the paths.

    Raises:
        ReportError: an edition is being made right now, or the system refuses to remove something.
    """
    removed = [*_clean_staging(project), *_clean_caches(project.root), *_clean_contents(project)]
    return [_shown(project, path) for path in removed]


def _shown(project: Project, path: Path) -> str:
    """Return a path of the project as users see it; a link is named itself and not what it leads to."""
    return path.relative_to(project.root).as_posix() if path.is_relative_to(project.root) else path.as_posix()


def _clean_staging(project: Project) -> list[Path]:
    staging = project.output / STAGING
    if staging.is_symlink():
        return _removed(staging)
    if not staging.is_dir():
        return []
    # Names of staging folders are «<edition>-<8 hex digits>».
    links = [path for path in staging.iterdir() if path.is_symlink()]
    removed = [gone for link in links for gone in _removed(link)]
    editions = sorted({path.name.rpartition("-")[0] for path in staging.iterdir() if path.is_dir()})
    for edition in filter(None, editions):
        workspace = Workspace(edition, project.output / edition)
        with workspace.locked():
            workspace.recover()
            removed += workspace.leftovers()
            workspace.discard_leftovers()
    if staging.is_dir() and any(staging.iterdir()):
        raise ReportError(
            f"В папке «{project.shown(staging)}» остались посторонние файлы.", "Посмотрите, нужны ли они."
        )
    return removed


def _clean_contents(project: Project) -> list[Path]:
    """Remove the contents of source files that ingest keeps."""
    return _removed(project.output / KEPT_CONTENTS)


def _clean_caches(root: Path) -> list[Path]:
    caches = [root / name for name in CACHES]
    for folder in CODE_FOLDERS:
        caches += sorted((root / folder).rglob("__pycache__"))
    return [gone for cache in caches for gone in _removed(cache)]


def _removed(path: Path) -> list[Path]:
    """Remove a folder, or the link that stands in its place; return it if it was there.

    Raises:
        ReportError: the system refuses.
    """
    if not os.path.lexists(path):
        return []
    try:
        if path.is_symlink() or not path.is_dir():
            path.unlink()
        else:
            shutil.rmtree(path)
    except OSError as error:
        raise refused(f"Не удалось удалить «{path.name}»", error) from None
    return [path]

"""What ``clean`` takes away: staging and caches, never an issued edition and never the analyst's own tables."""

import shutil
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.workspace import STAGING, Workspace

#: Below the folder of outputs: what ingest keeps of files that did not change.
KEPT_CONTENTS = ".cache"
CACHES = (".pytest_cache", ".ruff_cache", ".hypothesis")
#: Folders with code, below which Python keeps its caches.
CODE_FOLDERS = ("shnor_lib", "tests", "tools")


def clean(project: Project) -> list[str]:
    """Remove unfinished runs and caches; return what was removed, as users see the paths.

    Raises:
        ReportError: an edition is being made right now.
    """
    removed = [*_clean_staging(project), *_clean_caches(project.root), *_clean_contents(project)]
    return [project.shown(path) for path in removed]


def _clean_staging(project: Project) -> list[Path]:
    staging = project.output / STAGING
    if not staging.is_dir():
        return []
    # Names of staging folders are «<edition>-<8 hex digits>».
    editions = sorted({path.name.rpartition("-")[0] for path in staging.iterdir() if path.is_dir()})
    removed = []
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
    kept = project.output / KEPT_CONTENTS
    if not kept.is_dir():
        return []
    shutil.rmtree(kept, ignore_errors=True)
    return [kept]


def _clean_caches(root: Path) -> list[Path]:
    caches = [root / name for name in CACHES if (root / name).is_dir()]
    for folder in CODE_FOLDERS:
        caches += sorted((root / folder).rglob("__pycache__"))
    for cache in caches:
        shutil.rmtree(cache, ignore_errors=True)
    return caches

"""Which commit the code of an edition is of, and that code again, where git is at hand."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.layout import Project

#: git answers within a moment; one that waits for a disk or a password is not waited for.
_PATIENCE_SECONDS = 60


def clean_commit(project: Project) -> str:
    """Return the commit of the project's code; empty where there is no git, or the code is not as committed."""
    try:
        top = Path(_git(project.root, "rev-parse", "--show-toplevel").decode().strip())
        if top.resolve() != project.root.resolve():
            return ""
        if _git(project.root, "status", "--porcelain", "--", *_code_paths(project)).strip():
            return ""
        return _git(project.root, "rev-parse", "--verify", "HEAD").decode("ascii").strip()
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""


def lay_code(project: Project, commit: str, root: Path) -> None:
    """Lay the code of a commit out below a folder: the package, the notebooks, the lock.

    Raises:
        ReportError: git does not have it; the text says what is missing.
    """
    if not commit:
        raise ReportError("в описи нет версии git (выпуск собран не из чистой копии git)")
    if len(commit) not in (40, 64) or set(commit) - set("0123456789abcdef"):
        raise ReportError("версия git в описи не читается")
    try:
        packed = _git(project.root, "archive", "--format=tar", commit, "--", *_code_paths(project))
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(root, filter="data")
    except FileNotFoundError:
        raise ReportError("git не установлен") from None
    except (OSError, subprocess.SubprocessError, tarfile.TarError):
        raise ReportError(f"в git нет версии {commit[:12]} (неполная копия или другая история)") from None


def lay_own_code(project: Project, root: Path) -> None:
    """Lay the project's code out below a folder as it is now."""
    leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in _code_paths(project):
        path = project.root / name
        if path.is_dir():
            shutil.copytree(path, root / name, ignore=leave)
        else:
            shutil.copyfile(path, root / name)


def _code_paths(project: Project) -> list[str]:
    names = [project.package, project.notebooks.name, project.lock_file.name]
    return [name for name in names if (project.root / name).exists()]


def _git(root: Path, *words: str) -> bytes:
    return subprocess.run(
        ["git", "--no-optional-locks", "-C", str(root), *words],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=_PATIENCE_SECONDS,
    ).stdout

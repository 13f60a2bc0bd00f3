"""Copies of the project in temporary folders, with editions built once for all tests and all workers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("shnor_lib", "notebooks", "params", "data/leninsk-kuznetsky", "requirements.lock")


def copy_project(target: Path) -> Path:
    """Copy what the report is made of; the analyst's comments stay behind."""
    ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*_comments.md")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part, ignore=ignored)
        elif (ROOT / part).is_file():
            shutil.copy(ROOT / part, target / part)
    return target


def shnor(project: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command in the copied project; return its exit code and all it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "shnor_lib", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    text = done.stdout + done.stderr
    assert "Traceback" not in text
    return done.returncode, text


def executed(text: str) -> set[str]:
    """Return the titles of the stages that a run's words say were done."""
    return set(re.findall(r"^(.+): выполнено за", text, re.MULTILINE))


def issued(project: Path, edition: str = "2022") -> dict[str, bytes]:
    """Return the issued edition's files by their paths in it."""
    folder = project / "output" / edition
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def built_project(factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with its report 2022 made; it is built once a session, whatever the workers.

    Nobody may change it: whoever needs to takes `copy_built`.  What the build said lies beside it in `said.txt`.
    """
    session = factory.getbasetemp()
    session = session.parent if "PYTEST_XDIST_WORKER" in os.environ else session
    folder = session / "Мои документы" / "отчёт ШНОР"
    folder.parent.mkdir(exist_ok=True)
    said = folder.parent / "said.txt"
    with FileLock(folder.parent / "lock"):
        if not said.exists():
            shutil.rmtree(folder, ignore_errors=True)
            code, text = shnor(copy_project(folder), "report", "2022", PYTHONHASHSEED="1", COLUMNS="40")
            assert code == 0, text
            said.write_text(text, encoding="utf-8")
    return folder


def copy_built(factory: pytest.TempPathFactory, target: Path) -> Path:
    """Copy the built project, its report included, to a folder that may be changed."""
    return shutil.copytree(built_project(factory), target)

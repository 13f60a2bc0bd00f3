"""Whole editions, built once a test session by the command that users give, and shared by all who only read them.

Under pytest-xdist every worker is a session of its own; the folder is common to them, and a lock lets the first one
build while the others wait.  A test that writes takes a copy: `BuiltEdition.copied_to`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import filelock
import pytest

ROOT = Path(__file__).resolve().parents[2]

#: What a report is made of, beside the data of its edition.
PARTS = ("shnor_lib", "notebooks", "params", "requirements.lock")
DATA = {"2022": "data/leninsk-kuznetsky", "demo": "data/demo"}

#: As its users have it: a path with a space and Cyrillic letters.
FOLDER = Path("Мои документы") / "отчёт ШНОР"


@dataclass(frozen=True)
class BuiltEdition:
    """A copy of the project in which one edition was made, and what the command said."""

    project: Path
    name: str
    said: str

    @property
    def folder(self) -> Path:
        """The issued edition."""
        return self.project / "output" / self.name

    def copied_to(self, target: Path) -> Path:
        """Copy the project with its edition for a test that writes; the copy is as fresh as the original."""
        return Path(shutil.copytree(self.project, target))


def copy_project(target: Path, edition: str = "2022") -> Path:
    """Copy what the edition's report is made of; the analyst's comments stay behind.

    Compiled modules come along: they keep to the sources' times, which the copies have, and need not be made again.
    """
    ignored = shutil.ignore_patterns(".ipynb_checkpoints", "*_comments.md")
    for part in (*PARTS, DATA[edition]):
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part, ignore=ignored)
        elif (ROOT / part).is_file():
            shutil.copy(ROOT / part, target / part)
    return target


def environment_in(project: Path, **more: str) -> dict[str, str]:
    """Return this process's environment for a command in a copied project, whose compiled modules may be kept.

    Dozens of processes run in the few copies: where bytecode is not written by default, each would compile all anew.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PYTHONPATH": str(project), **more}


def shnor(project: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command in the copied project; return its exit code and all it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "shnor_lib", *arguments],
        cwd=project,
        env=environment_in(project, **environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    text = done.stdout + done.stderr
    assert "Traceback" not in text, text
    return done.returncode, text


def built_edition(name: str, factory: pytest.TempPathFactory) -> BuiltEdition:
    """Return the edition, built by whoever of the session's workers comes first; AssertionError if it fails."""

    def build(place: Path) -> None:
        project = copy_project(place / FOLDER, name)
        exit_code, text = shnor(project, "report", name, PYTHONHASHSEED="1", COLUMNS="40")
        (place / "said.txt").write_text(text, encoding="utf-8")
        (place / "code.txt").write_text(str(exit_code), encoding="utf-8")

    place = made_once(f"built-{name}", factory, build)
    text = (place / "said.txt").read_text(encoding="utf-8")
    assert (place / "code.txt").read_text(encoding="utf-8") == "0", text
    return BuiltEdition(place / FOLDER, name, text)


def made_once(name: str, factory: pytest.TempPathFactory, make: Callable[[Path], None]) -> Path:
    """Return a folder of this session, filled by whoever of its workers comes first; it is there for reading."""
    place = _common_folder(factory) / name
    made = place.with_name(f"{name}.made")
    with filelock.FileLock(f"{place}.lock"):
        if not made.is_file():
            make(place)
            made.touch()
    return place


def _common_folder(factory: pytest.TempPathFactory) -> Path:
    """Return a folder of this session: the one above the workers' own where there are workers."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of the folder by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }

"""What git keeps and what it never sees: every shipped file is tracked, personal data and outputs are not."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import check_texts

DATA = ("data/demo", "notebooks", "params")
SHIPPED = (*DATA, "shnor_lib", "tools", "tests", "docs")
#: The only files of the real okrug.
OKRUG = {"data/leninsk-kuznetsky/2022/Приложение_1.xlsx", "data/leninsk-kuznetsky/Программа.xlsx"}
LOCK_FILE_OF_EXCEL = "data/demo/2024/~$Реестры_программы.xlsx"
PRIVATE = (
    "data/leninsk-kuznetsky/2022/Реестры_программы.xlsx",
    "data/leninsk-kuznetsky/2022/выгрузка/Педагоги.xlsx",
    "data/leninsk-kuznetsky/2022/~$Приложение_1.xlsx",
    "data/leninsk-kuznetsky/2023/Приложение_1.xlsx",
    "data/leninsk-kuznetsky/таблица.xlsx",
    "data/другой-округ/programme/schools.csv",
    "data/demo/.DS_Store",
    "output/2022/report.pdf",
    "output/2022/Для служебного пользования/indicator_people.csv",
    "output/.lab/2022/tables/results.csv",
    "params/2022_comments.md",
    "notebooks/.ipynb_checkpoints/01_ingest-checkpoint.ipynb",
    "shnor_lib/__pycache__/cli.cpython-311.pyc",
    ".venv/bin/python",
    "set-up.log",
)

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *words: str) -> str:
    """Run git on a folder, the user's own settings left aside."""
    command = ["git", "-C", str(folder), "-c", "core.excludesFile=", "-c", "core.autocrlf=false", *words]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def listed(folder: Path) -> set[str]:
    return {name for name in git(folder, "ls-files", "-z").split("\0") if name}


def on_disk(root: Path, part: str) -> set[str]:
    """Return the files of a shipped part, but for what running the code leaves there."""
    left = ("__pycache__", ".ipynb_checkpoints")
    files = (path for path in (root / part).rglob("*") if path.is_file() and not set(left) & set(path.parts))
    return {path.relative_to(root).as_posix() for path in files if not path.name.endswith("_comments.md")}


@pytest.fixture(scope="module")
def added(root, tmp_path_factory) -> set[str]:
    """What `git add --all` takes in a fresh repository that holds the shipped data and private files beside them."""
    folder = tmp_path_factory.mktemp("клон")
    for part in DATA:
        shutil.copytree(root / part, folder / part)
    for name in (".gitignore", "output/.gitkeep", *OKRUG):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    for name in PRIVATE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("личное", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    return listed(folder)


def test_every_shipped_file_would_be_added(added, root):
    shipped = {name for part in DATA for name in on_disk(root, part)}
    assert {LOCK_FILE_OF_EXCEL, "params/params.schema.json"} <= shipped
    assert shipped | OKRUG | {"output/.gitkeep"} <= added


@pytest.mark.parametrize("name", PRIVATE)
def test_no_private_file_would_be_added(added, name):
    assert name not in added


def test_the_repository_tracks_every_shipped_file(root):
    if not (root / ".git").exists():
        pytest.skip("no clone: the files were shipped without git")
    untracked = {name for name in git(root, "ls-files", "-z", "--others", "--exclude-standard").split("\0") if name}
    shipped = {name for part in SHIPPED for name in on_disk(root, part)} | OKRUG
    # A file that is not yet added is its author's affair; one that is ignored would be missing in every clone.
    assert shipped - listed(root) - untracked == set()


def test_no_tracked_file_holds_marks_of_a_merge(root):
    if not (root / ".git").exists():
        pytest.skip("no clone: the files were shipped without git")
    files = check_texts.tracked_files(root)
    assert len(files) > 200
    assert [(path.name, line) for path in files for line in check_texts.conflict_marks(path)] == []

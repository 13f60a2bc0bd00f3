"""The Makefile hands the user's words to the package as they are, from any folder."""

import json
import os
import re
import shutil
import subprocess

import pytest

from tests.support.depth import every_case

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

RECORDER = """#!/bin/sh
for word in "$@"; do printf '%s\\n' "$word"; done
"""


@pytest.fixture
def project(root, tmp_path):
    """A copy of the Makefile whose environment prints the words that it is called with, one a line."""
    folder = tmp_path / "Мои документы" / "отчёт ШНОР"
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / "tools").mkdir()
    shutil.copy(root / "Makefile", folder)
    (folder / "tools/set_up.py").write_text(
        "import json, pathlib, sys\npathlib.Path('set-up.json').write_text(json.dumps(sys.argv[1:]))\n"
    )
    python = folder / ".venv/bin/python"
    python.write_text(RECORDER)
    python.chmod(0o755)
    return folder


def make(folder, *words, **environment):
    kept = {name: value for name, value in os.environ.items() if name not in ("CONDA_DEFAULT_ENV", "PYTHON")}
    return subprocess.run(
        ["make", *words], cwd=folder, env={**kept, **environment}, capture_output=True, encoding="utf-8"
    )


def words_of(folder, *words, **environment):
    done = make(folder, *words, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def set_up_words(folder):
    return json.loads((folder / "set-up.json").read_text())


@pytest.mark.parametrize(
    ("target", "expected"),
    every_case(
        4,
        [
            (["report", "YEAR=2022"], ["report", "2022"]),
            (["report"], ["report"]),
            (["report", "PARAMS=мои параметры/2022.yml"], ["report", "--params", "мои параметры/2022.yml"]),
            (["report", "PARAMS=it's $$HOME.yml"], ["report", "--params", "it's $HOME.yml"]),
            (
                ["report", "YEAR=2022", "OUTPUT=куда то", "ENGINE=kernel"],
                ["report", "2022", "--output", "куда то", "--engine", "kernel"],
            ),
            (["check", "YEAR=2022"], ["check", "2022"]),
            (["monitoring", "YEAR=2022"], ["monitoring", "2022"]),
            (["monitoring", "YEAR=2022", "PERIOD=2022-ч1"], ["monitoring", "2022", "--period", "2022-ч1"]),
            (["year", "YEAR=2022", "ENGINE=kernel"], ["year", "2022", "--engine", "kernel"]),
            (["routes", "YEAR=2022"], ["routes", "2022"]),
            (["why", "YEAR=2022"], ["why", "2022"]),
            (["report", "YEAR=2022", "KEEP=да"], ["report", "2022", "--keep", "да"]),
            (["diff", "YEAR=2022", "BASE=прежний выпуск"], ["diff", "2022", "--base", "прежний выпуск"]),
            (["verify", "YEAR=2022", "OUTPUT=куда то"], ["verify", "2022", "--output", "куда то"]),
            (["new-okrug", "NAME=энск", "DATA=мои файлы"], ["new-okrug", "энск", "мои файлы"]),
            (
                ["new-okrug", "NAME=энск", "DATA=ф", "YEAR=2023", "OKRUG=Энский район"],
                ["new-okrug", "энск", "ф", "--year", "2023", "--okrug", "Энский район"],
            ),
            (["new-okrug"], ["new-okrug", "", ""]),
            (["new-year", "YEAR=2023"], ["new-year", "2023"]),
            (["new-year", "FROM=мой округ", "YEAR=энск-2025"], ["new-year", "энск-2025", "--from", "мой округ"]),
            (["graph"], ["graph"]),
            (["clean"], ["clean"]),
        ],
    ),
)
def test_words_reach_the_package(project, target, expected):
    assert words_of(project, *target) == ["-m", "shnor_lib", *expected]
    assert set_up_words(project) == []


def test_a_name_of_the_systems_own_is_no_okrugs(project):
    done = make(project, "new-okrug", "DATA=ф", NAME="DESKTOP-1")
    assert done.stdout.splitlines()[-2:] == ["", "ф"]


@pytest.mark.parametrize(("code", "made"), every_case(3, [(0, 0), (1, 0), (2, 2)]))
def test_errors_in_the_data_are_the_commands_word_and_not_makes(project, code, made):
    python = project / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\ncase "$*" in *shnor_lib*) echo "Есть ошибки."; exit {code};; esac\n')
    done = make(project, "check", "YEAR=2022")
    assert done.returncode == made
    assert ("***" in done.stderr) == bool(made)


@pytest.mark.parametrize(
    ("target", "extra"), every_case(3, [("test", "dev"), ("lint", "dev"), ("lock", "dev"), ("lab", "lab")])
)
def test_targets_set_up_what_they_need(project, target, extra):
    assert words_of(project, target)
    assert set_up_words(project) == ["--with", extra]


def test_coverage_is_measured_where_it_is_asked_for(project):
    assert words_of(project, "test", "COVERAGE=1")[-2:] == ["--cov", "--cov-report=term:skip-covered"]
    assert "--cov" not in words_of(project, "test")


def test_failed_set_up_stops_the_target(project):
    (project / "tools/set_up.py").write_text("raise SystemExit(2)")
    done = make(project, "report", "YEAR=2022")
    assert done.returncode == 2
    assert "shnor_lib" not in done.stdout


def test_python_variable_replaces_the_environment(project):
    python = shutil.move(project / ".venv/bin/python", project / "мой python")
    assert words_of(project, "report", f"PYTHON={python}") == [
        *["tools/set_up.py", "--existing"],
        *["-m", "shnor_lib", "report"],
    ]


def test_active_conda_environment_replaces_the_environment(project):
    folder = project / "conda"
    folder.mkdir()
    shutil.move(project / ".venv/bin/python", folder / "python")
    words = words_of(project, "test", CONDA_DEFAULT_ENV="shnor", PATH=f"{folder}:{os.environ['PATH']}")
    assert words == [
        "tools/set_up.py",
        "--existing",
        "--with",
        "dev",
        "-m",
        "pytest",
        "-n",
        "auto",
        "--dist",
        "worksteal",
    ]


def test_another_conda_environment_changes_nothing(project):
    assert words_of(project, "graph", CONDA_DEFAULT_ENV="base") == ["-m", "shnor_lib", "graph"]


def test_missing_python_is_one_russian_sentence(project, tmp_path):
    only = tmp_path / "bin"
    only.mkdir()
    (only / "sh").symlink_to(shutil.which("sh"))
    (only / "make").symlink_to(shutil.which("make"))
    done = subprocess.run(
        [only / "make", "report"], cwd=project, env={"PATH": str(only)}, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 2
    assert "Не найден python3. Установите Python 3.11" in done.stderr


def test_make_alone_lists_every_target_in_russian(root, project):
    text = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE)) - {"help", "set-up", "set-up-dev", "set-up-lab"}
    shown = "\n".join(words_of(project))
    assert all(f"make {target}" in shown for target in targets)
    assert not (project / "set-up.json").exists(), "help needs no environment"


def test_every_target_is_phony(root):
    text = (root / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE).group(1).split()
    assert set(phony) == set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))


def test_makefile_knows_no_absolute_path(root):
    text = (root / "Makefile").read_text(encoding="utf-8")
    assert not re.search(r"CURDIR|abspath|realpath|\$\(PWD\)|(?<![\w.>])/(?!dev/null)[a-z]+/", text)

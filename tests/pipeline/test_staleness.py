"""What is done again after which change: content decides, never times."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from shnor_lib.ground.period_files import MONITORING_FOLDER, PERIOD_FILE, TAKEN_ALONG
from shnor_lib.ground.project import ROOT
from shnor_lib.pipeline.run import make_report
from tests.support.depth import every_case
from tests.support.toy import RecordingProgress, build

pytestmark = pytest.mark.usefixtures("warm_toys")

EVERYTHING = ["Деление", "Отчёт", "Приём", "Публикация", "Удвоение"]


@pytest.fixture(scope="module")
def toy(warm_toys, tmp_path_factory):
    """One toy project whose report was made once; each test brings it up to date before it changes something."""
    toy = build(tmp_path_factory.mktemp("Мои документы") / "отчёт ШНОР")
    assert sorted(toy.make()) == EVERYTHING
    return toy


def test_a_second_run_does_nothing_and_touches_nothing(toy):
    toy.make()
    before = {path: path.stat().st_mtime_ns for path in toy.root.rglob("*")}
    outcome, executed = toy.run()
    assert (executed, outcome.anything_done) == ([], False)
    assert {path: path.stat().st_mtime_ns for path in toy.root.rglob("*")} == before


def test_touching_files_reruns_nothing(toy):
    toy.make()
    for path in toy.root.rglob("*"):
        if path.is_file():
            os.utime(path, (1_000_000, 1_000_000))
    assert toy.make() == []


def test_saving_a_notebook_with_outputs_reruns_nothing(toy):
    toy.make()
    path = toy.root / "notebooks" / "01_ingest.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    for number, cell in enumerate(content["cells"]):
        cell["id"] = f"other-{number}"
        cell["metadata"]["collapsed"] = False
        if cell["cell_type"] == "code":
            cell["execution_count"] = 7
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
            cell["source"] = cell["source"].splitlines(keepends=True)
    content["metadata"]["language_info"]["version"] = "3.99"
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    assert toy.make() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "executed", "reason"),
    every_case(
        4,
        [
            ("toy_lib/doubling.py", "FACTOR *", "1 * FACTOR *", ["Удвоение", "Публикация"], "изменился код: {}"),
            ("toy_lib/factors.py", "2", "3", ["Удвоение", "Отчёт", "Публикация"], "изменился код: {}"),
            ("toy_lib/telling/frame.txt", "half", "HALF", ["Отчёт", "Публикация"], "изменился файл программы: {}"),
            ("toy_lib/publishing.py", "html", "HTML", ["Публикация"], "изменился код: {}"),
            ("params/2022.yml", '"divisor": 2', '"divisor": 1', ["Деление", "Отчёт", "Публикация"], "раздел criteria"),
            ("params/2022.yml", "Отчёт", "Доклад", ["Отчёт", "Публикация"], "раздел report"),
            ("params/2022_comments.md", "", "Слово аналитика. ", ["Отчёт", "Публикация"], "комментарии аналитика ({})"),
            ("notebooks/02_twice.ipynb", "# Тетрадь", "# Вдвое", ["Удвоение"], "тетрадь 02_twice.ipynb"),
            ("requirements.lock", "3", "4", EVERYTHING, "изменился набор библиотек"),
            ("data/one.txt", "4 6", "4  6", ["Приём", "Отчёт", "Публикация"], "изменился файл {}"),
            ("data/one.txt", "4", "8", EVERYTHING, "изменился файл {}"),
        ],
    ),
)
def test_a_change_reruns_what_rests_on_it(toy, path, old, new, executed, reason):
    if path.endswith(".yml"):
        old, new = (json.dumps(word)[1:-1] if word in ("Отчёт", "Доклад") else word for word in (old, new))
    toy.make()
    text = (toy.root / path).read_text(encoding="utf-8")
    (toy.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    said = [one for reasons in toy.why().values() for one in reasons]
    assert any(reason.format(path) in one for one in said), said
    assert sorted(toy.make()) == sorted(executed)
    assert not any(toy.why().values())


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("toy_lib/doubling.py", "def doubled", "# Said of it.\ndef doubled"),
        ("toy_lib/telling/prose.py", "Tell all.", "Tell all of it."),
        ("toy_lib/publishing.py", "A toy.", "A toy of ours."),
    ],
)
def test_a_comment_or_a_docstring_reruns_nothing(toy, path, old, new):
    toy.make()
    before = toy.snapshot()
    toy.edit(path, old, new)
    assert not [one for reasons in toy.why().values() for one in reasons]
    assert toy.make() == [] and toy.snapshot() == before


@pytest.mark.slow
def test_a_fresh_process_runs_the_last_stage_alone(toy):
    """The publisher starts beside the last stage; it must not be there before the libraries are loaded for both."""
    toy.make()
    comments = toy.root / "params" / "2022_comments.md"
    comments.write_text(comments.read_text(encoding="utf-8") + "Ещё слово. ", encoding="utf-8")
    command = [sys.executable, "-m", "tests.support.driver", str(toy.root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert toy.make() == []


@pytest.mark.slow
def test_a_new_and_a_lost_input_file_are_named(toy):
    toy.make()
    extra = toy.root / "data" / "two.txt"
    extra.write_text("10", encoding="utf-8")
    assert "появился файл data/two.txt" in toy.why()["Приём"]
    assert sorted(toy.make()) == EVERYTHING
    extra.unlink()
    assert "исчез файл data/two.txt" in toy.why()["Приём"]


def test_a_result_edited_or_lost_is_made_again(toy):
    toy.make()
    good = toy.snapshot()["report.html"]
    (toy.issued / "report.html").write_text("мой вариант", encoding="utf-8")
    (toy.issued / "tables" / "twice.csv").unlink()
    assert toy.why()["Публикация"] == ["результат изменён вручную: report.html"]
    assert toy.why()["Удвоение"] == ["результат удалён: tables/twice.csv"]
    assert sorted(toy.make()) == ["Публикация", "Удвоение"]
    assert toy.snapshot()["report.html"] == good


@pytest.mark.slow
def test_what_a_period_said_is_an_input_of_the_stage_that_reads_everything(toy):
    """By content; a command that makes another period takes it as recorded, unless something else has changed."""
    toy.make()
    row = toy.issued / MONITORING_FOLDER / "2022-ч1" / PERIOD_FILE
    row.parent.mkdir(parents=True)
    row.write_text("period\n2022-ч1\n", encoding="utf-8")
    assert toy.why() == {**{title: [] for title in toy.why()}, "Отчёт": ["собран отчёт о периоде 2022-ч1"]}
    as_recorded = replace(toy.request(), periods_as_recorded=True)
    assert not make_report(toy.project, as_recorded, RecordingProgress()).anything_done
    assert "Отчёт" in toy.make() and toy.make() == []
    assert row.is_file() and not (toy.issued / TAKEN_ALONG).exists()
    os.utime(row, (1_000_000, 1_000_000))
    row.write_bytes(row.read_bytes())
    assert toy.make() == []
    row.write_text("period\n2022-ч2\n", encoding="utf-8")
    assert toy.why()["Отчёт"] == ["изменился отчёт о периоде 2022-ч1"]
    toy.edit("data/one.txt", "4", "5")
    made = make_report(toy.project, as_recorded, RecordingProgress())
    assert made.anything_done and toy.make() == []
    toy.edit("data/one.txt", "5", "4")
    toy.make()
    row.unlink()
    row.parent.rmdir()
    row.parent.parent.rmdir()
    assert toy.why()["Отчёт"] == ["больше нет отчёта о периоде 2022-ч1"]
    toy.make()


def test_a_stage_never_done_says_so(tmp_path):
    assert set(map(tuple, build(tmp_path / "toy").why().values())) == {("ещё не выполнялся",)}


def test_two_builds_from_clean_are_identical(toy, tmp_path):
    toy.make()
    toy.make(output=str(tmp_path / "2022"))
    here, there = toy.snapshot(), {}
    for path in (tmp_path / "2022").rglob("*"):
        if path.is_file():
            there[path.relative_to(tmp_path / "2022").as_posix()] = path.read_bytes()
    assert here.keys() == {name for name in there} | {name for name in here if "изменён" in name}
    assert {name: here[name] for name in there} == there


def test_an_executed_notebook_opens_by_hand(toy):
    toy.make()
    content = json.loads((toy.issued / "01_ingest.ipynb").read_text(encoding="utf-8"))
    injected = next(c for c in content["cells"] if "injected-parameters" in c["metadata"].get("tags", []))
    assert injected["source"] == '# Parameters\nedition_name = "2022"\nrun_folder = ""'
    assert ".staging" not in json.dumps(content)
    assert "papermill" not in json.dumps(content)

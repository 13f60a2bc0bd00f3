"""The edition's folder: atomic, whole after any kill, and never losing a file of the user's."""

import datetime
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline import exchange, workspace
from shnor_lib.pipeline.manifest import hashes_in, read_manifest
from shnor_lib.pipeline.workspace import UNFINISHED, Workspace
from tests.support.depth import every
from tests.support.toy import Toy, build, open_toy

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("warm_toys")
needs_exchange = pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges folders atomically")


@pytest.fixture(scope="module")
def made(warm_toys, tmp_path_factory):
    """A toy project whose report is made, never to be changed."""
    toy = build(tmp_path_factory.mktemp("made") / "toy")
    toy.make()
    return toy


@pytest.fixture
def toy(made, tmp_path):
    """A copy of the made one for a test to change; it is up to date, since only content counts."""
    return open_toy(Path(shutil.copytree(made.root, tmp_path / "toy")))


@pytest.mark.slow
def test_a_copied_project_is_up_to_date(toy):
    assert whole(toy) and toy.make() == []


@pytest.fixture(params=every(2, ["exchange", "renames"]))
def swap(request, monkeypatch):
    """Both ways to swap; the second is what systems without an atomic exchange do."""
    if request.param == "renames":
        monkeypatch.setattr(workspace, "exchange_folders", lambda one, other: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux exchanges folders atomically")


def change_everything(toy: Toy) -> None:
    (toy.root / "data" / "one.txt").write_text(f"{random.randint(1, 10**9)} 8", encoding="utf-8")


def whole(toy: Toy) -> bool:
    """Tell whether the issued edition is what its manifest says."""
    manifest = read_manifest(toy.issued)
    return manifest is not None and hashes_in(toy.issued, manifest.outputs) == manifest.outputs


def drive(toy: Toy, *words: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.support.driver", str(toy.root), *words]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def kill(process: subprocess.Popen) -> None:
    """Kill a run, and hold that its children follow it."""
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.kill()
    process.communicate()
    assert psutil.wait_procs(children, timeout=5)[1] == []


def test_files_of_the_user_are_carried_over(toy, swap):
    (toy.issued / "заметки").mkdir()
    (toy.issued / "заметки" / "к совещанию.txt").write_text("важно", encoding="utf-8")
    (toy.issued / "пустая").mkdir()
    (toy.issued / "ссылка").symlink_to("report.html")
    change_everything(toy)
    assert toy.make()
    assert (toy.issued / "заметки" / "к совещанию.txt").read_text(encoding="utf-8") == "важно"
    assert (toy.issued / "пустая").is_dir()
    assert os.readlink(toy.issued / "ссылка") == "report.html"
    assert whole(toy) and not (toy.issued / UNFINISHED).exists()


@pytest.mark.slow
def test_a_file_that_appears_during_the_swap_is_carried_over(toy, swap, monkeypatch):
    def flush_and_save(folder):
        (toy.issued / "в последний миг.txt").write_text("и это", encoding="utf-8")

    monkeypatch.setattr(workspace, "flush_all", flush_and_save)
    change_everything(toy)
    toy.make()
    assert (toy.issued / "в последний миг.txt").read_text(encoding="utf-8") == "и это"


def test_a_user_file_whose_name_a_new_output_takes_is_kept_beside(toy, tmp_path):
    new = Workspace("2022", toy.issued).open_staging()
    manifest = read_manifest(toy.issued)
    manifest.stages["publish"].outputs["заметки.txt"] = "0"
    manifest.write(new)
    (new / "заметки.txt").write_text("от программы", encoding="utf-8")
    (toy.issued / "заметки.txt").write_text("от человека", encoding="utf-8")
    Workspace("2022", toy.issued).issue(new)
    kept = [p for p in toy.issued.glob("заметки (изменён *).txt")]
    assert [p.read_text(encoding="utf-8") for p in kept] == ["от человека"]
    assert (toy.issued / "заметки.txt").read_text(encoding="utf-8") == "от программы"


@pytest.mark.slow
def test_generated_files_changed_by_hand_are_kept_under_a_dated_name_and_reported(toy, swap):
    day = datetime.date.today().isoformat()
    for words in ("первый вариант", "второй вариант"):
        (toy.issued / "report.html").write_text(words, encoding="utf-8")
        change_everything(toy)
        outcome, _ = toy.run()
        assert [kept.original for kept in outcome.kept] == ["report.html"]
    assert (toy.issued / f"report (изменён {day}).html").read_text(encoding="utf-8") == "первый вариант"
    assert (toy.issued / f"report (изменён {day}, 2).html").read_text(encoding="utf-8") == "второй вариант"
    assert whole(toy)
    assert toy.run()[0].kept == []


def test_a_foreign_folder_is_refused(toy, tmp_path):
    foreign = tmp_path / "Документы"
    foreign.mkdir()
    (foreign / "письмо.txt").write_text("личное", encoding="utf-8")
    with pytest.raises(ReportError, match="уже лежат файлы"):
        toy.make(output=str(foreign))
    assert [p.name for p in tmp_path.iterdir() if p.name == ".staging"] == []
    other = tmp_path / "toy" / "output" / "2021"
    toy.issued.rename(other)
    manifest = read_manifest(other)
    manifest.edition = "2021"
    manifest.write(other)
    with pytest.raises(ReportError, match="лежит выпуск «2021»"):
        toy.make(output=str(other))


def test_an_unwritable_place_is_refused_before_any_work(toy, tmp_path):
    (tmp_path / "файл").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match="часть пути — файл"):
        toy.make(output=str(tmp_path / "файл" / "2022"))
    with pytest.raises(ReportError, match="не папка"):
        toy.make(output=str(tmp_path / "файл"))


def test_the_second_of_two_runs_says_so_and_stops(toy):
    change_everything(toy)
    before = toy.snapshot()
    with Workspace("2022", toy.issued).locked(), pytest.raises(ReportError, match="уже собирается в другом окне"):
        toy.make()
    assert toy.snapshot() == before
    assert toy.make()


@pytest.mark.slow
def test_stages_of_an_unfinished_run_are_reused_and_its_folder_goes(toy):
    toy.edit("toy_lib/telling/prose.py", "frame.format", "1 / 0; frame.format")
    change_everything(toy)
    with pytest.raises(ReportError):
        toy.make()
    toy.edit("toy_lib/telling/prose.py", "1 / 0; ", "")
    assert sorted(toy.make()) == ["Отчёт", "Публикация"]
    assert [p for p in toy.issued.parent.glob(".staging/*") if p.is_dir()] == []


@pytest.mark.slow
def test_a_torn_output_of_an_unfinished_run_is_not_reused(toy):
    toy.edit("toy_lib/telling/prose.py", "frame.format", "1 / 0; frame.format")
    change_everything(toy)
    with pytest.raises(ReportError):
        toy.make()
    for table in toy.issued.parent.glob(".staging/*/tables/results.csv"):
        table.write_bytes(table.read_bytes()[:-3])
    toy.edit("toy_lib/telling/prose.py", "1 / 0; ", "")
    assert "Приём" in toy.make()
    assert whole(toy)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["between", pytest.param("after", marks=[needs_exchange, pytest.mark.slow])])
def test_a_kill_in_the_middle_of_the_swap_loses_nothing(toy, moment):
    before = toy.snapshot()
    (toy.issued / "заметки.txt").write_text("важно", encoding="utf-8")
    change_everything(toy)
    process = drive(toy, moment)
    assert process.wait(30) == -9, process.stderr.read().decode()
    process.stderr.close()
    if moment == "after":
        assert whole(toy) and toy.snapshot()["report.html"] != before["report.html"]
    assert toy.make() == []
    assert whole(toy) and toy.snapshot()["report.html"] != before["report.html"]
    assert (toy.issued / "заметки.txt").read_text(encoding="utf-8") == "важно"
    assert not (toy.issued / UNFINISHED).exists()
    assert [p for p in toy.issued.parent.glob(".staging/*") if p.is_dir()] == []


def kill_at(toy: Toy, seconds: float) -> None:
    (toy.issued / "заметки.txt").write_text("важно", encoding="utf-8")
    change_everything(toy)
    before = toy.snapshot()
    process = drive(toy)
    time.sleep(seconds)
    kill(process)
    assert whole(toy)
    assert (toy.issued / "заметки.txt").read_text(encoding="utf-8") == "важно"
    now = toy.snapshot()
    assert now == before or now["report.html"] != before["report.html"]
    toy.make()
    assert whole(toy) and not any(toy.why().values())
    assert (toy.issued / "заметки.txt").read_text(encoding="utf-8") == "важно"


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [random.Random(2022).uniform(0.1, 2.0) for _ in range(14)])
def test_kills_at_random_moments(toy, seconds):
    kill_at(toy, seconds)


@pytest.mark.slow
def test_children_of_a_killed_run_end_in_the_middle_of_a_cell(toy):
    toy.edit(
        "toy_lib/reading.py", "def read_values(files):", "import time\n\n\ndef read_values(files):\n    time.sleep(60)"
    )
    process = drive(toy)
    started = time.monotonic()
    while time.monotonic() - started < 20:
        children = psutil.Process(process.pid).children(recursive=True)
        if any("notebooks" in child.cwd() for child in children if child.is_running()):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the notebook's child never started")
    kill(process)


@needs_exchange
def test_exchange_is_atomic_where_the_system_can(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange.exchange_folders(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a" / "b").exists() and (tmp_path / "b" / "a").exists()
    with pytest.raises(FileNotFoundError):
        exchange.exchange_folders(tmp_path / "a", tmp_path / "none")

"""Attack: `cards`, `public` and `diff` where what they stand on or write to is missing, foreign, broken or refused."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shnor_lib.cli import main
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.recorded import MANIFEST
from shnor_lib.pipeline import beside, diff, public
from shnor_lib.pipeline.manifest import hashes_in, read_manifest
from tests.pipeline.test_diff import DECLARED, lay, rebuild
from tests.support.built_editions import digests, environment_in, shnor
from tests.support.depth import every
from tests.support.toy import SIDES, build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A toy with its edition and one before it, laid without a run."""
    monkeypatch.setattr(diff, "tables_compared", lambda project: DECLARED)
    monkeypatch.setattr(diff, "rebuilt_apart", rebuild)
    toy = build(tmp_path / "проект")
    lay(toy.root, tmp_path / "прежний")
    lay(toy.root, toy.issued)
    monkeypatch.chdir(tmp_path)
    return toy


def refused(toy, capsys, *arguments: str) -> str:
    """Return the sentences of a command that is refused; the edition is as it was."""
    before = toy.snapshot()
    assert main([*arguments], toy.project) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said and "Error" not in said and said.count("\n") == 1
    assert said.rstrip().endswith((".", "папка-прежнего-выпуска", "make report YEAR=2022", "по прошлому году"))
    assert toy.snapshot() == before
    return said


# ------------------------------------------------------------------------------------------------ what is not there

BESIDE = [
    ["cards"],
    ["public"],
    ["all"],
    ["diff", "--base", "прежний"],
    ["monitoring", "--period=2024-ч1"],
    ["year"],
    ["routes"],
]


@pytest.mark.parametrize("command", every(3, BESIDE), ids=lambda one: " ".join(one[:2]))
def test_an_edition_that_nobody_knows_is_named(toy, capsys, command):
    assert "«1999»" in refused(toy, capsys, command[0], "1999", *command[1:])


@pytest.mark.parametrize("command", every(3, BESIDE), ids=lambda one: " ".join(one[:2]))
def test_a_file_in_the_place_of_the_edition_is_named_and_stays(toy, capsys, tmp_path, command):
    place = tmp_path / "файл.txt"
    place.write_text("моё", encoding="utf-8")
    said = refused(toy, capsys, command[0], "2022", *command[1:], "--output", str(place))
    assert "файл.txt" in said and "OUTPUT=" in said and place.read_text(encoding="utf-8") == "моё"


# ------------------------------------------------------------------------------------------------------ what is BASE


def is_a_file(base: Path) -> str:
    shutil.rmtree(base)
    base.write_text("текст", encoding="utf-8")
    return "файл, а не папка"


def is_gone(base: Path) -> str:
    shutil.rmtree(base)
    return "нет. Укажите в BASE="


def is_empty(base: Path) -> str:
    shutil.rmtree(base)
    base.mkdir()
    return "нет файла manifest.json: это не выпуск отчёта"


def without_manifest(base: Path) -> str:
    (base / MANIFEST).unlink()
    return "нет файла manifest.json: это не выпуск отчёта"


def with_a_folder_for_manifest(base: Path) -> str:
    (base / MANIFEST).unlink()
    (base / MANIFEST).mkdir()
    return "повреждён или изменён файл manifest.json"


def with_torn_manifest(base: Path) -> str:
    content = (base / MANIFEST).read_bytes()
    (base / MANIFEST).write_bytes(content[: len(content) // 2])
    return "повреждён или изменён файл manifest.json"


def of_a_later_version(base: Path) -> str:
    (base / MANIFEST).write_text('{"format": 77}', encoding="utf-8")
    return "собран более новой версией программы: обновите программу"


def without_a_table(base: Path) -> str:
    (base / "tables/twice.csv").unlink()
    return "таблица «tables/twice.csv» не такая, как при выпуске"


def with_a_folder_for_a_table(base: Path) -> str:
    without_a_table(base)
    (base / "tables/twice.csv").mkdir()
    return "таблица «tables/twice.csv» не такая, как при выпуске"


def a_loop(base: Path) -> str:
    shutil.rmtree(base)
    base.symlink_to(base.name)
    return "нет. Укажите в BASE="


@pytest.mark.parametrize(
    "become",
    every(
        3,
        [
            is_a_file,
            is_gone,
            is_empty,
            without_manifest,
            with_a_folder_for_manifest,
            with_torn_manifest,
            of_a_later_version,
            without_a_table,
            with_a_folder_for_a_table,
            pytest.param(a_loop, marks=pytest.mark.skipif(os.name == "nt", reason="links of Unix")),
        ],
    ),
)
def test_a_base_that_is_none_is_named_and_what_to_do_is_said_of_it(toy, capsys, tmp_path, become):
    words = become(tmp_path / "прежний")
    said = refused(toy, capsys, "diff", "2022", "--base", "прежний")
    assert words in said and "прежний" in said and "OUTPUT" not in said


@pytest.mark.parametrize("base", every(3, ["2022", "проект/output/2022", "проект/output/../output/2022"]))
def test_an_edition_is_not_compared_with_itself(toy, capsys, base):
    assert "Указан тот же выпуск." in refused(toy, capsys, "diff", "2022", "--base", base)


@pytest.mark.parametrize("base", every(3, ["", "\0", "/", "..", "я" * 300, "https://a.b/c", "прежний/tables"]))
def test_no_base_is_too_strange_for_a_sentence(toy, capsys, base):
    refused(toy, capsys, "diff", "2022", "--base", base)


def test_an_edition_of_an_earlier_version_is_compared(toy, capsys, tmp_path):
    base = tmp_path / "прежний"
    content = json.loads((base / MANIFEST).read_text(encoding="utf-8"))
    del content["checksum"]
    (base / MANIFEST).write_text(json.dumps(content | {"format": 1}), encoding="utf-8")
    assert main(["diff", "2022", "--base", str(base)], toy.project) == 0
    assert "Подробно" in capsys.readouterr().out


def test_a_base_with_a_persons_name_is_told_without_it(toy, capsys, tmp_path):
    base = (tmp_path / "прежний").rename(tmp_path / "Смирнова Ольга Петровна")
    assert main(["diff", "2022", "--base", str(base)], toy.project) == 0
    made = list((toy.issued / "diff").rglob("*"))
    assert made
    assert not [path for path in made if "Смирнова" in str(path.relative_to(toy.root))]
    assert "Смирнова" not in "".join(path.read_text(encoding="utf-8") for path in made if path.suffix == ".html")
    assert "Смирнова" not in capsys.readouterr().out


# ---------------------------------------------------------------------------------------------- what is written to


def test_a_file_in_the_place_of_the_differences_is_named_and_stays(toy, capsys):
    (toy.issued / "diff").write_text("моё", encoding="utf-8")
    assert "diff" in refused(toy, capsys, "diff", "2022", "--base", "прежний")


@pytest.mark.parametrize("number", every(3, [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT]))
@pytest.mark.parametrize("last", [False, True])
def test_differences_that_cannot_be_written_leave_those_that_stood(toy, capsys, monkeypatch, number, last):
    assert main(["diff", "2022", "--base", "прежний"], toy.project) == 0
    real = diff.write_over

    def refusing(path: Path, content: bytes) -> None:
        if (path.name == diff.BOOK) or not last:
            raise OSError(number, os.strerror(number), str(path))
        real(path, content)

    monkeypatch.setattr(diff, "write_over", refusing)
    assert "diff" in refused(toy, capsys, "diff", "2022", "--base", "прежний")


def test_a_file_in_the_place_of_the_public_edition_is_named_and_stays(toy, capsys):
    (toy.issued / "public").write_text("моё", encoding="utf-8")
    said = refused(toy, capsys, "public", "2022")
    assert "лежит файл или ссылка" in said and "public" in said


@pytest.mark.parametrize("taken", ["monitoring", "monitoring/2024-ч1"])
def test_a_file_in_the_place_of_a_monitoring_is_named_and_stays(toy, capsys, taken):
    (toy.issued / taken).parent.mkdir(exist_ok=True)
    (toy.issued / taken).write_text("моё", encoding="utf-8")
    said = refused(toy, capsys, "monitoring", "2022", "--period", "2024-ч1")
    assert "лежит файл или ссылка" in said and "monitoring" in said


def test_a_file_in_the_place_of_the_working_groups_year_is_named_and_stays(toy, capsys):
    (toy.issued / "year").write_text("моё", encoding="utf-8")
    said = refused(toy, capsys, "year", "2022")
    assert "лежит файл или ссылка" in said and "year" in said
    assert (toy.issued / "year").read_text(encoding="utf-8") == "моё"


@pytest.mark.parametrize("taken", ["Для служебного пользования/routes"])
def test_a_file_in_the_place_of_the_routes_is_named_and_stays(toy, capsys, taken):
    (toy.issued / taken).parent.mkdir(exist_ok=True)
    (toy.issued / taken).write_text("моё", encoding="utf-8")
    said = refused(toy, capsys, "routes", "2022")
    assert "лежит файл или ссылка" in said and "служебного" in said


@pytest.mark.parametrize(
    "period", every(3, ["2024", "2024-ч5", "МКР", "МКР-/..", "../public", "\0", "2024-ч1/..", "я" * 300])
)
def test_a_period_that_is_none_stops_before_anything_is_made(toy, capsys, period):
    said = refused(toy, capsys, "monitoring", "2022", "--period", period)
    assert "2024-п1" in said


@pytest.fixture
def places(tmp_path):
    """The public edition that stands, the new one, and where the old one waits."""
    for name in ("public", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.html").write_text(name, encoding="utf-8")
    return tmp_path / "new", tmp_path / "public", tmp_path / "old"


@pytest.mark.parametrize("exchanges", [True, False], ids=["exchange", "renames"])
def test_the_new_public_edition_takes_the_place_of_the_old_one(places, monkeypatch, exchanges):
    if not exchanges:
        monkeypatch.setattr(beside, "exchange_folders", lambda *_: False)
    beside.put_in_place(*places)
    assert (places[1] / "report.html").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("at", [1, 2])
def test_a_refusal_brings_the_old_public_edition_back(places, monkeypatch, at):
    monkeypatch.setattr(beside, "exchange_folders", lambda *_: False)
    real, done = os.rename, []

    def renamed(*arguments):
        done.append(arguments)
        if len(done) == at:
            raise OSError(errno.ENOSPC, "no")
        real(*arguments)

    monkeypatch.setattr(beside.os, "rename", renamed)
    with pytest.raises(OSError, match="no"):
        beside.put_in_place(*places)
    assert (places[1] / "report.html").read_text(encoding="utf-8") == "public"


def test_records_of_public_editions_that_cannot_be_read_stop_the_command(tmp_path):
    (tmp_path / "2021" / "public").mkdir(parents=True)
    with pytest.raises(ReportError, match=r"выпуске «2021».*Верните файл из копии"):
        public._public_editions(tmp_path)
    assert public._public_editions(tmp_path / "2021" / "нет") == []


# --------------------------------------------------------------------------------------------------- kills and names


PROGRAM = (
    "import sys; from pathlib import Path; from shnor_lib.pipeline.run import make_report;"
    "from tests.support.toy import SIDES, RecordingProgress, open_toy; toy = open_toy(Path(sys.argv[1]), SIDES);"
    "print('начало', flush=True); make_report(toy.project, toy.request(), RecordingProgress(), ['leaves'])"
)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_kill_at_any_moment_leaves_a_side_folder_whole(tmp_path):
    toy, chance = build(tmp_path / "toy", SIDES), random.Random(13)
    toy.run(sides=["leaves"])
    began = time.monotonic()
    finish(toy, 1, 60)
    length = time.monotonic() - began
    for number in range(2, 8):
        before = digests(toy.issued)
        finish(toy, number, chance.uniform(0.3, 1.1) * length)
        manifest = read_manifest(toy.issued)
        assert manifest is not None and hashes_in(toy.issued, manifest.outputs) == manifest.outputs
        now = digests(toy.issued)
        # The index names the leaves alone, and is the same whatever stands in them.
        own = [path for path in before if path.startswith("leaves/") and path != "leaves/index.txt"]
        leaves = [{path: state[path] for path in own} for state in (before, now)]
        assert leaves[0] == leaves[1] or not set(leaves[0].values()) & set(leaves[1].values())
    assert toy.run(sides=["leaves"])[0].files[-1] == "leaves/index.txt"


def finish(toy, number: int, seconds: float) -> None:
    """Change the data, start a run and kill it after so long, unless it has ended."""
    (toy.root / "data" / "one.txt").write_text(f"{2 * number + 2} {200 + number}", encoding="utf-8")
    command = [sys.executable, "-c", PROGRAM, str(toy.root)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_kill_at_any_moment_leaves_a_public_edition_whole(built_demo, tmp_path):
    project, chance = built_demo.copied_to(tmp_path / "проект"), random.Random(13)
    began = time.monotonic()
    assert shnor(project, "public", "demo")[0] == 0
    length = time.monotonic() - began
    folder = project / "output" / "demo" / "public"
    before = digests(folder)
    for _ in range(4):
        command = [sys.executable, "-m", "shnor_lib", "public", "demo"]
        process = subprocess.Popen(command, cwd=project, env=environment_in(project), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.4, 1.0) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert digests(folder) == before
    assert shnor(project, "public", "demo")[0] == 0 and digests(folder) == before

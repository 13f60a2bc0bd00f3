"""A run that is killed, ended or left at a random moment: never a torn edition, never a word that is not true."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shnor_lib.pipeline.manifest import hashes_in, read_manifest
from tests.support.toy import build, open_toy

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (
    "import sys; from pathlib import Path; from shnor_lib.cli import main; from tests.support.toy import open_toy;"
    "project = open_toy(Path(sys.argv[1])).project; print('начало', flush=True);"
    "sys.exit(main(['report', '2022'], project))"
)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals of Unix")]
KINDS = ["SIGKILL"] * 55 + ["SIGTERM"] * 15 + ["SIGHUP"] * 15 + ["SIGINT"] * 15


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """One project for all kills: each of them meets what the one before left."""
    toy = build(tmp_path_factory.mktemp("kills") / "toy")
    assert "Отчёт: " in started(toy.root).communicate(timeout=60)[0].decode()
    (toy.issued / "заметки.txt").write_text("важно", encoding="utf-8")
    return toy


@pytest.fixture(scope="module")
def length(toy):
    """Seconds that an undisturbed run takes."""
    change(toy, 0)
    began = time.monotonic()
    process = started(toy.root)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()
    return time.monotonic() - began


def change(toy, number: int) -> None:
    (toy.root / "data" / "one.txt").write_text(f"{2 * number + 2} 8", encoding="utf-8")


def started(root: Path) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None and process.stdout.readline().decode() == "начало\n"
    return process


@pytest.mark.parametrize(("number", "kind"), [*enumerate(KINDS, start=1)])
def test_an_edition_is_whole_after_a_kill_at_any_moment(toy, length, number, kind):
    before = (toy.issued / "report.html").read_bytes()
    change(toy, number)
    process = started(toy.root)
    time.sleep(random.Random(f"{kind}{number}").uniform(0, 1.05 * length))
    os.killpg(process.pid, getattr(signal, kind))
    said = process.communicate(timeout=30)[0].decode()
    stands = open_toy(toy.root).issued
    manifest = read_manifest(stands)
    assert manifest is not None and hashes_in(stands, manifest.outputs) == manifest.outputs
    assert (stands / "заметки.txt").read_text(encoding="utf-8") == "важно"
    assert "Traceback" not in said and "Exception" not in said
    is_new = (stands / "report.html").read_bytes() != before
    if "Остановлено" in said:
        assert process.returncode == 128 + getattr(signal, kind)
        assert ("Новый отчёт уже на месте" in said) == is_new
        assert ("Прежний отчёт не изменён" in said) == (not is_new)
    elif process.returncode == 0:
        assert is_new
    else:
        # Killed outright, or by a signal that came when Python was already closing down.
        assert process.returncode == -getattr(signal, kind)
        assert kind == "SIGKILL" or "Отчёт: " in said


def test_after_all_kills_the_next_run_ends_well_and_leaves_nothing(toy):
    assert started(toy.root).communicate(timeout=60)[0]
    assert toy.make() == []
    assert [path for path in toy.issued.parent.glob(".staging/*") if path.is_dir()] == []
    assert (toy.issued / "заметки.txt").read_text(encoding="utf-8") == "важно"

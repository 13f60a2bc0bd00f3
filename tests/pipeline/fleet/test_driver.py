"""A fleet of toys: all are made, one that fails stops nobody, a run again makes nothing, a kill loses nothing."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shnor_lib.engine.fork import can_fork
from shnor_lib.pipeline.fleet import driver, slots
from shnor_lib.pipeline.fleet.driver import make_fleet
from shnor_lib.pipeline.fleet.journal import FAILED, MADE, SAME, Journal
from shnor_lib.pipeline.fleet.listing import units_of
from tests.support.toy import PARAMS, Toy, build, open_toy

ROOT = Path(__file__).resolve().parents[3]
EDITIONS = ("первый", "второй", "третий")


@pytest.fixture(scope="module")
def laid(tmp_path_factory) -> Toy:
    """A toy project with three editions, none of them made."""
    toy = build(tmp_path_factory.mktemp("флот") / "проект")
    for divisor, name in enumerate(EDITIONS, start=1):
        content = PARAMS | {"criteria": {"divisor": divisor}}
        (toy.root / "params" / f"{name}.yml").write_text(json.dumps(content), encoding="utf-8")
    (toy.root / "params" / "2022.yml").unlink()
    return toy


@pytest.fixture
def toy(laid, tmp_path) -> Toy:
    return open_toy(Path(shutil.copytree(laid.root, tmp_path / "проект")))


def run(toy: Toy, slots: int = 2) -> dict[str, tuple[str, str]]:
    units = units_of(toy.project, str(toy.project.params))
    journal = Journal(toy.root / "output" / ".fleet" / "params.jsonl")
    told = []
    finished = make_fleet(toy.project, units, journal, told.append, slots)
    assert told == finished
    return {done.edition: (done.state, done.cause) for done in finished}


def files(toy: Toy) -> dict[str, bytes]:
    output = toy.root / "output"
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for name in EDITIONS
        for path in (output / name).rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_each_is_made_as_by_itself_and_a_second_run_makes_nothing(toy):
    assert run(toy) == dict.fromkeys(EDITIONS, (MADE, ""))
    made = files(toy)
    assert {f"{name}/report.html" for name in EDITIONS} <= made.keys()
    assert run(toy) == dict.fromkeys(EDITIONS, (SAME, "")) and files(toy) == made
    lines = (toy.root / "output" / ".fleet" / "params.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert sorted(event["edition"] for event in events if event["event"] == "started") == sorted(EDITIONS * 2)
    assert [event["event"] for event in events if event["event"] != "started"] == [MADE] * 3 + [SAME] * 3


@pytest.mark.slow
def test_one_that_fails_stops_nobody_and_says_how_to_repeat(toy):
    content = PARAMS | {"criteria": {"divisor": 0}}
    (toy.root / "params" / "второй.yml").write_text(json.dumps(content), encoding="utf-8")
    units = units_of(toy.project, str(toy.project.params))
    finished = make_fleet(toy.project, units, Journal(toy.root / "j.jsonl"), lambda done: None, 2)
    states = {done.edition: done.state for done in finished}
    assert states == {"первый": MADE, "второй": FAILED, "третий": MADE}
    (failed,) = [done for done in finished if done.state == FAILED]
    assert "Деление" in failed.cause and "Traceback" not in failed.cause
    assert failed.command.startswith("make report PARAMS=") and "второй.yml" in failed.command
    assert not (toy.root / "output" / "второй").exists()


@pytest.mark.slow
@pytest.mark.skipif(not can_fork(), reason="processes are not forked here")
def test_a_process_that_the_system_ends_is_begun_once_more(toy, monkeypatch):
    killed = []

    class Doomed(slots.Slot):
        def __init__(self, project, request):
            super().__init__(project, request)
            if request.edition == "первый" or request.edition not in killed:
                killed.append(request.edition)
                self._process.kill()

    monkeypatch.setattr(driver, "Slot", Doomed)
    outcome = run(toy)
    assert outcome == {"первый": (FAILED, slots.GONE), "второй": (MADE, ""), "третий": (MADE, "")}
    assert killed.count("первый") == 2


@pytest.mark.slow
def test_a_full_disk_lets_those_that_run_end_and_begins_none(toy, monkeypatch):
    asked = []

    def usage(place):
        asked.append(place)
        return shutil._ntuple_diskusage(10**12, 10**12, 10**12 if len(asked) == 1 else 10**6)

    monkeypatch.setattr(driver.shutil, "disk_usage", usage)
    with pytest.raises(Exception, match="осталось 1 МБ"):
        run(toy)
    assert len({path.partition("/")[0] for path in files(toy)}) == 1


@pytest.mark.slow
@pytest.mark.skipif(not can_fork(), reason="processes are not forked here")
@pytest.mark.parametrize("seconds", [0.2, 0.7, 1.2, 1.8, 2.4])
def test_a_driver_killed_at_any_moment_leaves_nobody_and_resumes_to_the_same_bytes(toy, laid, tmp_path, seconds):
    script = (
        "import sys; from pathlib import Path; from shnor_lib.pipeline.fleet.driver import make_fleet;"
        "from shnor_lib.pipeline.fleet.journal import Journal; from shnor_lib.pipeline.fleet.listing import units_of;"
        "from tests.support.toy import open_toy; p = open_toy(Path(sys.argv[1])).project;"
        "make_fleet(p, units_of(p, str(p.params)), Journal(p.root / 'j.jsonl'), lambda done: None, 2)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(toy.root)], cwd=ROOT, start_new_session=True)
    time.sleep(seconds)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _alive(process.pid):
        time.sleep(0.1)
    assert not _alive(process.pid)
    run(toy)
    undisturbed = open_toy(Path(shutil.copytree(laid.root, tmp_path / "спокойно" / "проект")))
    run(undisturbed)
    assert files(toy) == files(undisturbed)


def _alive(session: int) -> bool:
    """Tell whether a process of a session that we began still runs."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        state, _, _, of_session = status.rpartition(")")[2].split()[:4]
        if int(of_session) == session and state != "Z":
            return True
    return False

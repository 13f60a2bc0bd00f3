"""What a fleet says: each edition as it is done, what is left, the failures in the end, commands for a scheduler."""

import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest

from shnor_lib.cli import main
from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline import apart
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.fleet import driver
from shnor_lib.pipeline.fleet.journal import FAILED, MADE, SAME, Done, Journal
from shnor_lib.pipeline.fleet.listing import Unit
from shnor_lib.pipeline.fleet.slots import GONE, made
from shnor_lib.pipeline.fleet.words import Course, command_of, duration, outcome_lines
from shnor_lib.pipeline.layout import Project
from tests.support.toy import build


def units(*weights: int, folder: Path = Path("/выпуски")) -> list[Unit]:
    return [
        Unit(Request(f"о{n}", Path(f"/параметры/о{n}.yml"), folder / f"о{n}"), weight)
        for n, weight in enumerate(weights, start=1)
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "меньше минуты"),
        (65, "около 1 мин"),
        (59 * 60, "около 59 мин"),
        (119 * 60, "около 119 мин"),
        (150 * 60, "около 2,5 ч"),
        (24 * 3600, "около 24,0 ч"),
    ],
)
def test_a_time_of_waiting(seconds, words):
    assert duration(seconds).replace("\u00a0", " ") == words


def test_each_edition_has_a_line_with_its_place_and_what_is_left():
    said: list[str] = []
    course = Course(units(100, 10, 1), said.append)
    course.told(Done("о1", MADE, 12.34))
    course.told(Done("о2", FAILED, 1, "Нет файла.\nПодробно: нигде."))
    course.told(Done("о3", SAME, 0.2))
    assert said[0].startswith("1 из 3. о1: собран за 12,3 с. Осталось меньше минуты, до ")
    assert said[1].startswith("2 из 3. о2: не собран. Нет файла. …")
    assert said[2] == "3 из 3. о3: не изменился."


def test_the_last_lines_name_what_failed_why_and_how_to_repeat():
    done = [Done("б", FAILED, 1, "Плохо.", "make report PARAMS=б.yml"), Done("а", MADE, 1), Done("в", SAME, 1)]
    lines = [line.replace("\u00a0", " ") for line in outcome_lines(done, "output/.fleet/л.jsonl")]
    assert lines == [
        "Готово: 2 выпуска, не изменилось 1.",
        "Не собрано: 1 выпуск.",
        "  б: Плохо. Повторить: make report PARAMS=б.yml",
        "Журнал: output/.fleet/л.jsonl",
    ]
    assert outcome_lines(done[1:2], "ж")[0] == "Готово: 1\u00a0выпуск."


def test_a_command_for_a_scheduler_is_one_line_whatever_the_paths_hold():
    request = Request("о", Path("/мои параметры/о'к.yml"), Path("/куда/о"), documents=("report.html", "report.pdf"))
    command = command_of(request, Path("/программа шнор"))
    assert "\n" not in command
    words = shlex.split(command)
    assert words[:3] == ["cd", "/программа шнор", "&&"] and words[4:7] == ["-m", "shnor_lib", "report"]
    assert words[7:] == [
        *("--params", "/мои параметры/о'к.yml", "--output", "/куда/о"),
        *("--documents", "report.html,report.pdf"),
    ]


class Pipe:
    """A connection that is ready at once."""


def fleet_of(monkeypatch, tmp_path, outcomes: dict[str, list[Done]], free: int = 10**12) -> list[Done]:
    """Run a fleet whose editions end as they are told to, each time they are begun."""

    class Told:
        def __init__(self, project, request):
            self.connection, self.edition = Pipe(), request.edition

        def outcome(self) -> Done:
            return outcomes[self.edition].pop(0)

        def close(self) -> None:
            pass

    monkeypatch.setattr(driver, "Slot", Told)
    monkeypatch.setattr(driver, "warm_up", lambda *_: None)
    monkeypatch.setattr(driver, "wait", lambda ready: ready[:1])
    monkeypatch.setattr(driver.shutil, "disk_usage", lambda place: SimpleNamespace(free=free))
    journal = Journal(tmp_path / "ж" / "л.jsonl")
    return driver.make_fleet(Project(tmp_path), units(3, 2, 1, folder=tmp_path), journal, lambda done: None, 2)


def test_whose_process_was_ended_is_begun_once_more_after_all_others(monkeypatch, tmp_path):
    ended, made = Done("о1", FAILED, 1, GONE), [Done(f"о{n}", MADE, 1) for n in (1, 2, 3)]
    outcomes = {"о1": [ended, made[0]], "о2": [made[1]], "о3": [made[2]]}
    assert [done.edition for done in fleet_of(monkeypatch, tmp_path, outcomes)] == ["о2", "о3", "о1"]
    outcomes = {"о1": [ended, ended], "о2": [made[1]], "о3": [made[2]]}
    assert fleet_of(monkeypatch, tmp_path, outcomes)[-1] == ended
    refused = Done("о1", FAILED, 1, "Файл не читается.")
    outcomes = {"о1": [refused], "о2": [made[1]], "о3": [made[2]]}
    assert fleet_of(monkeypatch, tmp_path, outcomes)[0] == refused


def test_a_full_disk_begins_nobody(monkeypatch, tmp_path):
    with pytest.raises(ReportError, match="осталось 1 МБ"):
        fleet_of(monkeypatch, tmp_path, {}, free=10**6)


def test_the_command_prints_lines_for_a_scheduler_and_refuses_what_is_none(capsys, tmp_path):
    project = Project(tmp_path)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "энск.yml").write_text("data: {results: data}\n", encoding="utf-8")
    words = ["fleet", str(tmp_path / "params"), "--commands"]
    assert main(words, project) == 0
    assert capsys.readouterr().out.count("--documents report.html,report.pdf") == 1
    assert main([*words, "--documents", "все"], project) == 0 and "--documents" not in capsys.readouterr().out
    assert main([*words, "--documents", "html,нет"], project) == 2
    assert "Нет вида документов «нет»" in capsys.readouterr().err
    assert main(["fleet", str(tmp_path / "params"), "--slots", "много"], project) == 2
    assert "«много»" in capsys.readouterr().err


def test_a_failure_of_an_edition_is_told_in_words_and_its_place_in_the_log(tmp_path):
    toy = build(tmp_path / "проект")
    (toy.root / "data" / "one.txt").unlink()
    (toy.root / "params" / "2022.yml").write_text("{", encoding="utf-8")
    told = made(toy.project, toy.request())
    assert told["state"] == FAILED and "Ошибка программы" in told["cause"]
    assert (toy.root / "output" / ".log" / "2022.log").is_file()


def test_without_a_warm_process_a_function_is_called_where_it_is(monkeypatch):
    monkeypatch.setattr(apart, "warm_process_runs", lambda: False)
    assert apart.apart("Что-то", sorted, [2, 1]) == [1, 2]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "файл").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match=r"записать в папку .*файл.*OUTPUT="):
        Journal(tmp_path / "файл" / ".fleet" / "л.jsonl")

"""The command that makes reports of periods, as its users give it; slow: whole editions."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.built_editions import digests, environment_in, shnor

pytestmark = pytest.mark.slow

FORMS = {"report.html", "report.pdf", "report.docx", "tables.xlsx", "period_reports.csv"}


@pytest.fixture(scope="module")
def project(built_demo, tmp_path_factory) -> Path:
    return built_demo.copied_to(tmp_path_factory.mktemp("мониторинг") / "отчёт ШНОР")


@pytest.fixture(scope="module")
def made(project) -> dict[str, Path]:
    """The reports of a quarter, of a half-year and of a work, by their periods."""
    for period in ("2024-ч2", "2024-п2", "МКР-3"):
        code, said = shnor(project, "monitoring", "demo", "--period", period)
        assert code == 0, said
        assert said.count(f"monitoring/{period}/report") == 3
    return {path.name: path for path in (project / "output" / "demo" / "monitoring").iterdir()}


def test_each_period_has_every_form_and_nothing_else(made):
    assert {name: {path.name for path in folder.iterdir()} for name, folder in made.items()} == {
        "2024-ч2": FORMS,
        "2024-п2": FORMS,
        "МКР-3": FORMS,
    }


def test_pages_are_few_and_say_that_the_data_are_invented(made):
    for folder in made.values():
        pages = subprocess.run(["pdfinfo", folder / "report.pdf"], capture_output=True, text=True).stdout
        assert 2 <= int(re.search(r"Pages:\s+(\d+)", pages)[1]) <= 5
        text = subprocess.run(["pdftotext", folder / "report.pdf", "-"], capture_output=True, text=True).stdout
        assert "Демонстрационные данные" in text
        assert not re.search(r"П-\d{4}", text), "codes of people"


def test_the_same_again_gives_the_same_bytes_and_leaves_the_edition_as_it_is(project, made):
    before = digests(project / "output" / "demo")
    code, said = shnor(project, "monitoring", "demo", "--period", "2024-ч2")
    assert code == 0, said
    assert digests(project / "output" / "demo") == before
    code, said = shnor(project, "verify", "demo")
    assert "Создано потом командой make monitoring" in said and "посторонн" not in said.casefold()


def test_a_report_made_anew_leaves_the_periods_as_they_were(project, made):
    before = digests(project / "output" / "demo" / "monitoring")
    params = project / "params" / "demo.yml"
    words = params.read_text(encoding="utf-8")
    params.write_text(words.replace("running_title: Итоги", "running_title: Прочие итоги"), encoding="utf-8")
    try:
        assert shnor(project, "report", "demo")[0] == 0
        assert digests(project / "output" / "demo" / "monitoring") == before
    finally:
        params.write_text(words, encoding="utf-8")


def test_the_report_of_the_year_reads_what_periods_said_and_only_that(project, made):
    """A period made again with the same row makes nothing again; one that says something else does, and is verified."""
    assert shnor(project, "report", "demo")[0] == 0
    report = project / "output" / "demo"
    page = (report / "report.html").read_text(encoding="utf-8")
    assert "по отметкам" in page and "МКР-3: математика" in page.replace("\u00a0", " ")
    code, said = shnor(project, "monitoring", "demo", "--period", "2024-ч2")
    assert code == 0
    code, said = shnor(project, "why", "demo")
    assert "отчёт о периоде" not in said, said
    code, said = shnor(project, "verify", "demo")
    assert "дала те же файлы до байта" in said, said
    row = report / "monitoring" / "2024-ч2" / "period_reports.csv"
    row.write_text("это не таблица", encoding="utf-8")
    code, said = shnor(project, "why", "demo")
    assert "изменился отчёт о периоде 2024-ч2" in said
    code, said = shnor(project, "report", "demo")
    assert code == 0 and "Traceback" not in said
    findings = (report / "tables" / "report_findings.csv").read_text(encoding="utf-8")
    assert "Таблица отчёта о периоде 2024-ч2 не прочитана" in findings and "PERIOD=2024-ч2" in findings
    assert shnor(project, "monitoring", "demo", "--period", "2024-ч2")[0] == 0


def test_without_a_period_those_there_are_stand_with_dates_sheets_and_commands(project):
    code, said = shnor(project, "monitoring", "demo")
    assert code == 0
    assert "2024-ч1: 1\u00a0четверть 2023/24\u00a0учебного года, 01.09.2023 – 31.10.2023" in said
    assert "make monitoring YEAR=demo PERIOD=2024-ч1" in said and "Четверти — 18" in said
    assert "2025-ч3" not in said, "a period that has not ended"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2025-ч3", "ещё не закончился"),
        ("2019-ч1", "в реестрах нет записей"),
        ("2024-к1", "не понят"),
        ("МКР-9", "в результатах выпуска нет"),
    ],
)
def test_a_period_that_cannot_be_told_is_one_sentence(project, period, words):
    code, said = shnor(project, "monitoring", "demo", "--period", period)
    assert code == 2 and words in said and "Traceback" not in said
    assert not (project / "output" / "demo" / "monitoring" / period).exists()


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_kill_at_any_moment_leaves_the_period_whole(project, made):
    folder, chance = project / "output" / "demo" / "monitoring", random.Random(14)
    began = time.monotonic()
    assert shnor(project, "monitoring", "demo", "--period", "2024-ч2")[0] == 0
    length, before = time.monotonic() - began, digests(folder)
    command = [sys.executable, "-m", "shnor_lib", "monitoring", "demo", "--period", "2024-ч2"]
    for _ in range(3):
        process = subprocess.Popen(command, cwd=project, env=environment_in(project), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.4, 1.0) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert digests(folder) == before
    assert shnor(project, "monitoring", "demo", "--period", "2024-ч2")[0] == 0 and digests(folder) == before

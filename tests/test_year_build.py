"""The command that makes the working group's year, as its users give it; slow: whole editions."""

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

FILES = {"report.html", "report.pdf", "report.docx", "tables.xlsx", "calendar.ics"}


@pytest.fixture(scope="module")
def project(built_demo, tmp_path_factory) -> Path:
    return built_demo.copied_to(tmp_path_factory.mktemp("год") / "отчёт ШНОР")


@pytest.fixture(scope="module")
def made(project) -> Path:
    """The folder of the demonstration's year."""
    code, said = shnor(project, "year", "demo")
    assert code == 0, said
    assert said.count("output/demo/year/") == len(FILES)
    return project / "output" / "demo" / "year"


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True).stdout


def test_the_folder_has_every_form_and_the_calendar_and_says_that_the_data_are_invented(made):
    assert {path.name for path in made.iterdir()} == FILES
    pages = subprocess.run(["pdfinfo", made / "report.pdf"], capture_output=True, text=True).stdout
    assert 8 <= int(re.search(r"Pages:\s+(\d+)", pages)[1]) <= 14
    assert "Демонстрационные данные" in text_of(made / "report.pdf")
    assert not re.search(r"П-\d{4}", text_of(made / "report.pdf")), "codes of people"


def test_the_programmes_passport_is_one_page(made):
    pages = text_of(made / "report.pdf").split("\f")
    assert sum("Программа на одном листе" in page for page in pages) == 1
    (page,) = [page for page in pages if "Программа на одном листе" in page]
    assert "Ожидаемые результаты" in page and "Управление" in page


def test_the_same_again_gives_the_same_bytes_and_leaves_the_edition_as_it_is(project, made):
    before = digests(project / "output" / "demo")
    code, said = shnor(project, "year", "demo")
    assert code == 0, said
    assert digests(project / "output" / "demo") == before
    code, said = shnor(project, "verify", "demo")
    assert "Создано потом командой make year" in said and "посторонн" not in said.casefold()


def test_the_report_made_anew_leaves_the_year_as_it_was(project, made):
    before = digests(made)
    params = project / "params" / "demo.yml"
    words = params.read_text(encoding="utf-8")
    params.write_text(words.replace("running_title: Итоги", "running_title: Прочие итоги"), encoding="utf-8")
    try:
        assert shnor(project, "report", "demo")[0] == 0
        assert digests(made) == before
    finally:
        params.write_text(words, encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_kill_at_any_moment_leaves_the_year_whole(project, made):
    began = time.monotonic()
    assert shnor(project, "year", "demo")[0] == 0
    length, before, chance = time.monotonic() - began, digests(made), random.Random(70)
    command = [sys.executable, "-m", "shnor_lib", "year", "demo"]
    for _ in range(3):
        process = subprocess.Popen(command, cwd=project, env=environment_in(project), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.4, 1.0) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert digests(made) == before
    assert shnor(project, "year", "demo")[0] == 0 and digests(made) == before

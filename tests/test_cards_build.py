"""All cards of the demonstration, made by the command that users give."""

import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.support.built_editions import BuiltEdition, digests, environment_in, shnor
from tests.support.pdf_pages import page_texts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(built_demo, tmp_path_factory):
    """A copy of the demonstration with its cards."""
    project = built_demo.copied_to(tmp_path_factory.mktemp("карточки") / "проект")
    code, text = shnor(project, "cards", "demo")
    assert code == 0, text
    assert "Приём данных: не изменилось" in text and "output/demo/cards/cards.pdf" in text
    return project


def codes(built: BuiltEdition) -> list[str]:
    lines = (built.folder / "tables" / "schools.csv").read_text(encoding="utf-8").splitlines()
    return [line.partition(",")[0] for line in lines[1:]]


def test_each_school_has_two_pages_and_all_stand_in_one_file(project, built_demo):
    folder = project / "output" / "demo" / "cards"
    names = {*(f"{code}.{kind}" for code in codes(built_demo) for kind in ("pdf", "html")), "cards.pdf", "index.html"}
    assert {path.name for path in folder.iterdir()} == names
    for code in codes(built_demo):
        texts = page_texts((folder / f"{code}.pdf").read_bytes())
        assert len(texts) == 2
        assert all("Демонстрационные данные" in text for text in texts)
        assert "не для рейтингов" in texts[1] and "Руководитель школы" in texts[1]
        assert not [text for text in texts if re.search(r"П-\d{3}", text)]
    assert len(page_texts((folder / "cards.pdf").read_bytes())) == 2 * len(codes(built_demo))


def test_pages_link_to_each_other_and_the_report_to_them(project, built_demo):
    folder = project / "output" / "demo"
    for page in (folder / "report.html", folder / "cards" / "index.html", folder / "cards" / "12102.html"):
        text = page.read_text(encoding="utf-8")
        links = [link for link in re.findall(r'href="([^"#:]+)"', text) if link]
        assert links
        assert [link for link in links if not (page.parent / link).is_file()] == []
    assert (folder / "report.html").read_bytes() == (built_demo.folder / "report.html").read_bytes()


def test_the_same_tables_give_the_same_bytes_and_a_second_run_does_nothing(project, tmp_path):
    before = digests(project / "output" / "demo" / "cards")
    again = tmp_path / "снова"
    shutil.copytree(project / "output" / "demo", again)
    shutil.rmtree(again / "cards")
    code, text = shnor(project, "cards", "demo", "--output", str(again), PYTHONHASHSEED="7")
    assert code == 0, text
    assert digests(again / "cards") == before
    assert "Ничего не изменилось" in shnor(project, "cards", "demo")[1]


def test_a_kill_leaves_the_cards_that_stood(project):
    folder = project / "output" / "demo" / "cards"
    (folder / "12101.html").unlink()
    before = digests(project / "output" / "demo")
    command = [sys.executable, "-m", "shnor_lib", "cards", "demo"]
    run = subprocess.Popen(command, cwd=project, env=environment_in(project), stdout=subprocess.DEVNULL)
    time.sleep(6)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert digests(project / "output" / "demo") == before
    code, text = shnor(project, "cards", "demo")
    assert code == 0, text
    assert (folder / "12101.html").is_file()
    assert not list((project / "output").glob(".staging/*"))

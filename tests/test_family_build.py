"""The whole family of documents by one command: the same bytes as its documents made one by one."""

import shutil

import pytest

from tests.support.built_editions import digests, shnor

pytestmark = pytest.mark.slow


def test_one_command_leaves_what_three_leave(built_2022, tmp_path):
    apart, together = (built_2022.copied_to(tmp_path / name / "отчёт ШНОР") for name in ("по одному", "вместе"))
    shutil.rmtree(together / "output")
    for words in (["cards", "2022"], ["public", "2022"]):
        assert shnor(apart, *words)[0] == 0
    code, said = shnor(together, "all", "2022")
    assert code == 0, said
    assert "output/2022/cards/cards.pdf" in said and "Публичный выпуск: output/2022/public/report.html" in said
    assert digests(together / "output" / "2022") == digests(apart / "output" / "2022")
    again, said = shnor(together, "all", "2022")
    assert again == 0 and "отчёт прежний" in said and "публичный выпуск прежний" in said
    page = together / "output" / "2022" / "public" / "report.html"
    page.write_bytes(page.read_bytes() + b"<!-- -->")
    assert "публичный выпуск прежний" not in shnor(together, "all", "2022")[1]
    assert digests(together / "output" / "2022") == digests(apart / "output" / "2022")


def test_a_wrong_input_stops_it_before_anything_is_made(built_2022, tmp_path):
    project = built_2022.copied_to(tmp_path / "отчёт ШНОР")
    before = digests(project / "output" / "2022")
    (project / "params" / "2022.yml").write_text("report: [", encoding="utf-8")
    code, said = shnor(project, "all", "2022")
    assert code == 2 and "2022.yml" in said
    assert digests(project / "output" / "2022") == before

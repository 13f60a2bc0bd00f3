"""The invented country: the same from a seed whatever its size, sizes with a long tail; a fleet makes its editions."""

import json
import shutil
from statistics import median

import pytest

from tests.support.built_editions import copy_project, digests, shnor
from tools.okrug.country import MEDIAN_SCHOOLS, MOST_SCHOOLS, okrugs, sizes, write_country
from tools.okrug.invented import MUNICIPALITY


def test_sizes_are_those_of_a_country():
    drawn = sizes(2300, seed=1)
    assert median(drawn) == pytest.approx(MEDIAN_SCHOOLS, abs=1)
    assert min(drawn) >= 1 and max(drawn) <= MOST_SCHOOLS
    assert sum(size > 100 for size in drawn) >= 5
    assert 30_000 < sum(drawn) < 50_000


def test_more_okrugs_change_none_of_the_first():
    few, many = list(okrugs(3)), list(okrugs(5))
    assert many[:3] == few
    assert len({okrug.results.municipality_name for okrug in many}) == 5
    assert all(any(school.listed for school in okrug.results.schools) for okrug in many)


@pytest.fixture(scope="module")
def project(tmp_path_factory, root):
    """A project beside a country of three okrugs, the last of which has no results."""
    place = tmp_path_factory.mktemp("страна")
    project = copy_project(place / "отчёт ШНОР", "2022")
    (country := place / "округа").mkdir()
    write_country(country, root / "data" / "demo" / "Программа.xlsx", root / "params" / "demo.yml", 3)
    shutil.rmtree(country / "data" / "okrug-0003" / "2022")
    shutil.rmtree(country / "data" / "okrug-0003" / "2023")
    shutil.rmtree(country / "data" / "okrug-0003" / "2024")
    return project


@pytest.mark.slow
def test_a_fleet_makes_what_single_commands_make_and_tells_of_the_one_that_fails(project, tmp_path):
    country, output = project.parent / "округа", tmp_path / "вместе"
    code, said = shnor(project, "fleet", str(country / "список.txt"), "--output", str(output))
    assert code == 1
    assert "Готово: 2 выпуска." in said and "Не собрано: 1 выпуск." in said and "okrug-0003: " in said
    for name in ("okrug-0001", "okrug-0002"):
        apart, params = tmp_path / name, str(country / "params" / f"{name}.yml")
        words = ["--params", params, "--output", str(apart), "--documents", "html,pdf"]
        assert shnor(project, "report", *words)[0] == 0
        assert digests(apart) == digests(output / name)
        assert {"report.html", "report.pdf"} <= digests(apart).keys()
        assert not {"report.docx", "brief.pdf", "tables.xlsx"} & digests(apart).keys()
    again, said = shnor(project, "fleet", str(country / "список.txt"), "--output", str(output))
    assert again == 1 and "не изменилось 2" in said
    events = [json.loads(line)["event"] for line in (output / ".fleet" / "список.jsonl").read_text().splitlines()]
    assert sorted(events) == sorted(["started"] * 6 + ["made"] * 2 + ["same"] * 2 + ["failed"] * 2)


@pytest.mark.slow
def test_documents_that_were_not_asked_for_are_made_later_and_none_goes(project, tmp_path):
    words = ["--params", str(project.parent / "округа" / "params" / "okrug-0001.yml"), "--output", str(tmp_path / "а")]
    assert shnor(project, "report", *words, "--documents", "html")[0] == 0
    assert "report.pdf" not in digests(tmp_path / "а")
    assert shnor(project, "report", *words)[0] == 0
    every = digests(tmp_path / "а")
    assert {"report.html", "report.pdf", "report.docx", "tables.xlsx", "brief.pdf", "brief.docx"} <= every.keys()
    assert "Ничего не изменилось" in shnor(project, "report", *words, "--documents", "html")[1]
    assert digests(tmp_path / "а") == every
    assert shnor(project, "verify", *words)[0] == 0


@pytest.mark.slow
def test_nothing_of_another_okrug_is_named(tmp_path, root):
    write_country(tmp_path, root / "data" / "demo" / "Программа.xlsx", root / "params" / "demo.yml", 1)
    assert MUNICIPALITY not in (tmp_path / "params" / "okrug-0001.yml").read_text(encoding="utf-8")

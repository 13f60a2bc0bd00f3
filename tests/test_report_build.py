"""The real report, built as its users build it: from the command line, in a folder with spaces and Cyrillic letters."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from shnor_lib.pipeline.stages import PUBLICATIONS
from tests.support.built_editions import copy_project, shnor

STAGES = ("Приём данных", "Определение ШНОР", "Динамика", "Показатели и план", "Отчёт", "Публикация")


def executed(text: str) -> set[str]:
    return set(re.findall(r"^(.+): выполнено за", text, re.MULTILINE))


def issued(project: Path, edition: str = "2022") -> dict[str, bytes]:
    folder = project / "output" / edition
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def project(built_2022, tmp_path_factory) -> Path:
    """A copy of the built project that tests may change."""
    return built_2022.copied_to(tmp_path_factory.mktemp("Мои документы") / "отчёт ШНОР")


def test_a_first_run_does_every_stage_and_names_the_files(built_2022):
    assert executed(built_2022.said) == set(STAGES)
    (made,) = [line for line in built_2022.said.splitlines() if line.startswith("Отчёт: output")]
    assert all(f"output/2022/{one.file}" in made for one in PUBLICATIONS)
    assert {*(one.file for one in PUBLICATIONS), "manifest.json"} <= issued(built_2022.project).keys()


def test_a_second_run_reruns_nothing_and_touches_nothing(project):
    before = {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")}
    code, text = shnor(project, "report", "2022")
    assert code == 0, text
    assert text.startswith("Ничего не изменилось, отчёт прежний.")
    assert {path: path.stat().st_mtime_ns for path in (project / "output").rglob("*")} == before


@pytest.mark.slow
def test_a_remark_reruns_nothing_and_a_change_what_rests_on_it(built_2022, tmp_path):
    project = built_2022.copied_to(tmp_path / "проект")
    before = issued(project)
    module = project / "shnor_lib" / "ingest" / "rules.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n# A remark.\n", encoding="utf-8")
    assert "Ничего не изменилось" in shnor(project, "report", "2022")[1] and issued(project) == before
    module.write_text(module.read_text(encoding="utf-8") + "\n_UNUSED = 1\n", encoding="utf-8")
    assert "Приём данных:\n  – изменился код: shnor_lib/ingest/rules.py\n" in shnor(project, "why", "2022")[1]
    code, text = shnor(project, "report", "2022")
    assert code == 0, text
    # The tables come out the same: nothing runs again but what imports the module, and the publication, whose passport
    # names the code.
    assert {"Приём данных", "Публикация"} <= executed(text) and "Динамика" not in executed(text)
    after = issued(project)
    assert {name: after[name] for name in after if name.endswith(".csv")} == {
        name: before[name] for name in before if name.endswith(".csv")
    }


@pytest.mark.slow
def test_an_issued_notebook_run_by_hand_leaves_the_issued_edition_alone(project):
    """One of the shipped notebooks: `test_notebooks_by_hand`."""
    before = issued(project)
    program = (
        "import sys, papermill; from shnor_lib.engine.papermill_engine import register_engines; register_engines();"
        "papermill.execute_notebook(sys.argv[1], None, engine_name='shnor', progress_bar=False)"
    )
    table = project / "output" / ".lab" / "2022" / "tables" / "classification.csv"
    assert not table.exists()
    subprocess.run([sys.executable, "-c", program, "output/2022/02_classify.ipynb"], cwd=project, check=True)
    assert table.read_bytes() == before["tables/classification.csv"]
    assert issued(project) == before


@pytest.mark.slow
def test_wrong_input_is_a_sentence_and_the_report_stays(project):
    before = issued(project)
    workbook = project / "data" / "leninsk-kuznetsky" / "2022" / "Приложение_1.xlsx"
    good_workbook = workbook.read_bytes()
    try:
        workbook.write_bytes(b"not a workbook")
        code, text = shnor(project, "report", "2022")
        assert (code, "Приложение_1.xlsx" in text, "Ошибка программы" in text) == (2, True, False)
        workbook.unlink()
        code, text = shnor(project, "report", "2022")
        assert (code, "Не найден обязательный файл" in text) == (2, True)
    finally:
        workbook.write_bytes(good_workbook)
    assert issued(project) == before


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fast", "kernel"])
def test_a_build_elsewhere_under_another_hash_seed_gives_the_same_bytes(project, tmp_path, engine):
    other = copy_project(tmp_path / "other")
    code, text = shnor(other, "report", "2022", "--engine", engine, PYTHONHASHSEED="77")
    assert code == 0, text
    here, there = issued(project), issued(other)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []

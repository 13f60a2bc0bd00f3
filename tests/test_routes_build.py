"""The command that makes sheets of teachers, as its users give it; slow: whole editions."""

import re
import subprocess
from pathlib import Path

import openpyxl
import pytest

from shnor_lib.ground.project import OFFICIAL_USE
from tests.support.built_editions import digests, shnor

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(built_demo, tmp_path_factory) -> Path:
    return built_demo.copied_to(tmp_path_factory.mktemp("маршруты") / "отчёт ШНОР")


@pytest.fixture(scope="module")
def made(project) -> Path:
    code, said = shnor(project, "routes", "demo")
    assert code == 0 and "routes.pdf" in said and "для служебного пользования" in said, said
    return project / "output" / "demo" / OFFICIAL_USE / "routes"


def test_the_files_stand_in_the_folder_for_official_use_and_say_so(made):
    assert {path.name for path in made.iterdir()} == {"routes.pdf", "routes.xlsx"}
    text = subprocess.run(["pdftotext", made / "routes.pdf", "-"], capture_output=True, text=True).stdout
    assert all(OFFICIAL_USE in page for page in text.strip("\f").split("\f"))
    names = openpyxl.load_workbook(made / "routes.xlsx", read_only=True).sheetnames
    codes = set(re.findall(r"П-\d{4}", " ".join(names)))
    assert len(codes) > 40, "a sheet per teacher"


def test_the_same_again_gives_the_same_bytes_and_the_inventory_knows_whose_they_are(project, made):
    before = digests(project / "output" / "demo")
    assert shnor(project, "routes", "demo")[0] == 0
    assert digests(project / "output" / "demo") == before
    said = shnor(project, "verify", "demo")[1]
    assert "Создано потом командой make routes" in said and "посторонн" not in said.casefold()


def test_without_deficits_and_steps_the_sheets_that_start_them_are_named(built_2022, tmp_path):
    project = built_2022.copied_to(tmp_path / "проект")
    code, said = shnor(project, "routes", "2022")
    assert code == 2 and "«ИОМ»" in said and "«Диагностика»" in said and "Traceback" not in said
    assert not (project / "output" / "2022" / OFFICIAL_USE / "routes").exists()

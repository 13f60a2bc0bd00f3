"""Two schools of one name and two logins, from the files to the printed page."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.support.built_editions import copy_project, shnor

OLD, NEW = "МБОУ «Дальнеполянская ООШ»", "МБОУ «Тихоструйная СОШ»"
LABELS = ("Тихоструйная СОШ (edu990001)", "Тихоструйная СОШ (edu990002)")


@pytest.fixture(scope="module")
def renamed(tmp_path_factory) -> Path:
    """The demonstration in which one listed school bears another's name, in the list and in the register."""
    project = copy_project(tmp_path_factory.mktemp("namesakes") / "отчёт", "demo")
    for path in (project / "data/demo/Программа.xlsx", project / "data/demo/2024/Реестры_программы.xlsx"):
        book = openpyxl.load_workbook(path)
        for row in book["Школы"].iter_rows():
            for cell in row:
                if cell.value == OLD:
                    cell.value = NEW
        book.save(path)
    return project


@pytest.mark.slow
def test_the_report_is_whole_and_both_are_told_apart_everywhere(renamed):
    code, said = shnor(renamed, "report", "demo")
    assert code == 0, said
    page = (renamed / "output/demo/report.html").read_text(encoding="utf-8")
    body = page[: page.rindex("Протокол контроля данных</h2>")]  # the protocol quotes files as they stand
    assert all(body.count(label) >= 20 for label in LABELS)
    assert not re.search(r"Тихоструйная СОШ(?!»? \()", re.sub(r"<[^>]+>", "", body))
    by_school = pd.read_csv(renamed / "output/demo/tables/classification.csv", dtype=str)
    twins = by_school[by_school["school"] == NEW]
    assert sorted(twins["school_id"]) == ["12102", "12103"]

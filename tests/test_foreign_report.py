"""A whole report of another okrug's programme, built from its files by the command: nothing of the shipped set."""

import csv
import html
import re
from pathlib import Path

import pytest

from tests.support.built_editions import copy_project, shnor
from tests.support.foreign_programme import (
    EARLIER,
    EXPECTED,
    LATER,
    MARKS,
    REGISTERS,
    SCHOOLS,
    SHIPPED_WORDS,
    params_text,
    write_programme,
)
from tools.okrug.registers import write_registers
from tools.okrug.workbooks import write_xlsx

NAME = "other"
#: What a row of a register needs beside what matters to the indicators.
USUAL = {
    "courses": {"programme": "Курсы", "is_targeted": "да"},
    "events": {"form": "семинар", "audience": "педагоги"},
    "materials": {"audience": "учителя"},
}
WORDS = {"True": "да", "False": "нет", "handbook": "пособие"}


def write_results(folder: Path) -> None:
    """Write the plain long table of results."""
    rows: list[list] = [["Школа", "Процедура", "Предмет", "Класс", "Год", "Участников", "Получили «2»"]]
    for code, name in SCHOOLS.items():
        for marks, year in zip(MARKS[code], (EARLIER, LATER), strict=True):
            for subject in ("русский язык", "математика"):
                rows += [[name, "ВПР", subject, grade, year, sum(marks), marks[0]] for grade in (5, 6)]
    write_xlsx(folder / "результаты.xlsx", {"Результаты": rows})


def typed(row: dict) -> dict:
    return {column: WORDS.get(str(value), value) for column, value in row.items()}


def write_registers_of(folder: Path) -> None:
    """Write the register workbook with the rows of `REGISTERS`, as people type them."""
    rows = {name: [typed(USUAL.get(name, {}) | row) for row in own] for name, own in REGISTERS.items()}
    rows["settings"] = [{"name": "Целевое значение К-11", "value": 10}]
    write_registers(folder / "Реестры_программы.xlsx", rows)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("foreign") / "отчёт")
    results = project / "data" / NAME / "results"
    results.mkdir(parents=True)
    write_programme(project / "data" / NAME / "programme")
    write_results(results)
    write_registers_of(results)
    text = params_text(f"data/{NAME}/programme", f"data/{NAME}/results")
    (project / "params" / f"{NAME}.yml").write_text(text, encoding="utf-8")
    code, said = shnor(project, "report", NAME)
    assert code == 0, said
    return project / "output" / NAME


@pytest.mark.slow
def test_the_report_of_a_foreign_programme_is_its_own(built):
    """Every number is the one counted by hand; no name, code, number or year of the shipped set is printed."""
    with (built / "tables" / "indicators.csv").open(encoding="utf-8-sig") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    for code, (numerator, denominator, actual, status) in EXPECTED.items():
        row = rows[code]
        assert [row["numerator"], row["denominator"]] == ["" if n is None else str(n) for n in (numerator, denominator)]
        assert row["actual"] == "" if actual is None else float(row["actual"]) == pytest.approx(actual), code
        assert row["status"] == ("met" if code == "К-11" else status), code
    page = (built / "report.html").read_text(encoding="utf-8")
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).rsplit("Паспорт выпуска", 1)[0]
    found = SHIPPED_WORDS.search(text)
    assert found is None, text[max(0, found.start() - 120) : found.end() + 80]
    for words in ("Партнёрство школ (пункт 2 плана)", "Результаты по четвертям (мера А)", "не считается"):
        assert words in text.replace("\u00a0", " ")

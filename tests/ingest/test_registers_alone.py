"""Registers without results are read, with one finding that says what is missing; neither is a refusal."""

import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.findings import COMPLAINT
from shnor_lib.ingest.rules import IngestRules
from shnor_lib.ingest.sources import read_sources
from tests.support.depth import every
from tests.support.programme_2022 import params_2022, programme_2022
from tools.okrug.registers import ROWS, write_registers
from tools.okrug.workbooks import write_xlsx


def sources(folder):
    rules = IngestRules.of(params_2022(), folder / "params.yml")
    return read_sources(sorted(folder.iterdir()), programme_2022(), rules)


def told(read, check: str):
    found = read.findings
    return found[(found["check"] == check) & (found["result"] == COMPLAINT)]


def test_registers_alone_give_every_table(tmp_path):
    write_registers(tmp_path / "реестры.xlsx")
    read = sources(tmp_path)
    assert read.results.results.empty
    assert len(read.registers.tables["register_courses"]) == len(ROWS["courses"])
    (message,) = told(read, "results_absent")["message"]
    assert message.startswith("В папке нет ни одного файла с результатами процедур. Отчёт составлен по реестрам")
    assert told(read, "params_year_empty").empty


@pytest.mark.slow
def test_a_file_without_results_beside_registers_is_named(tmp_path):
    write_registers(tmp_path / "реестры.xlsx")
    write_xlsx(tmp_path / "список.xlsx", {"Лист": [["что-то", "своё"], [1, 2]]})
    (message,) = told(sources(tmp_path), "results_absent")["message"]
    assert "список.xlsx" in message


@pytest.mark.parametrize(
    "rows",
    every(2, [{"schools": ROWS["schools"]}, {"settings": ROWS["settings"]}, {"plan": [{"item": "1"}, {"item": "2"}]}]),
)
def test_drafted_registers_alone_are_nothing_to_report_of(tmp_path, rows):
    write_registers(tmp_path / "реестры.xlsx", rows)
    with pytest.raises(ReportError) as refused:
        sources(tmp_path)
    assert "В папке нет ни одного файла с результатами процедур" in refused.value.message

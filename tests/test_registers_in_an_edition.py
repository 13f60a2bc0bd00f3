"""Registers in the folder of results: the same protocol by check and by report, tables saved, names nowhere."""

import copy
import csv

import pytest
import yaml

from shnor_lib.cli import main
from shnor_lib.ground.params import params_path
from shnor_lib.ground.project import OUTPUT
from shnor_lib.ground.registers import register_tables
from shnor_lib.ground.table_files import read_table
from shnor_lib.ground.tables import table_path
from tests.support.programme_2022 import WORKBOOK
from tools.okrug.registers import ROWS, write_registers

NAME = "Многоречина Аэлита Радимовна"


@pytest.fixture
def edition(tmp_path):
    """Params that read a folder of their own: Приложение 1 and a register with two faults and a name."""
    data = tmp_path / "данные"
    data.mkdir()
    (data / "Приложение_1.xlsx").write_bytes(WORKBOOK.read_bytes())
    rows = copy.deepcopy(ROWS)
    rows["courses"][0]["teacher_id"] = "П-999"
    rows["consultations"][0]["topic"] = NAME
    rows["teachers"][1]["category"] = "третья"
    write_registers(data / "реестр 2022.xlsx", rows)
    params = yaml.safe_load(params_path(2022).read_text(encoding="utf-8"))
    params["data"] |= {"results": str(data), "required": []}
    params["corrections"] = []
    path = tmp_path / "2022.yml"
    path.write_text(yaml.safe_dump(params, allow_unicode=True), encoding="utf-8")
    return path


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def told(findings):
    return {(row["check"], row["sheet"], row["cell"]) for row in findings if row["result"] == "complaint"}


def test_check_tells_of_registers_beside_results(edition, tmp_path, capsys):
    assert main(["check", "--params", str(edition), "--output", str(tmp_path / "2022")]) == 1
    findings = rows_of(tmp_path / ".check/2022/findings.csv")
    assert told(findings) >= {
        ("register_reference", "КПК", "A2"),
        ("register_choice", "Педагоги", "G3"),
        ("names_in_file", "Консультации", "E2"),
    }
    assert "surplus_value" in {check for check, *_ in told(findings)}
    results = {row["check"]: row["result"] for row in findings}
    assert results["register_key"] == "passed" and results["register_reference"] == "complaint"
    (accounted,) = [row for row in findings if row["check"] == "cells_accounted"]
    assert accounted["result"] == "passed"
    shown = capsys.readouterr().out
    assert "реестры Программы" in shown and "Многоречин" not in shown


@pytest.mark.slow
def test_a_report_saves_the_registers_and_no_name(edition, tmp_path, capsys):
    issued = tmp_path / "output" / "2022"
    assert main(["report", "--params", str(edition), "--output", str(issued)]) == 0
    for name in register_tables():
        frame = read_table(issued / table_path(name))
        assert len(frame) == len(ROWS[name.removeprefix("register_")]) - (name == "register_courses")
    schools = read_table(issued / "tables" / "schools.csv").set_index("school_id")
    assert schools.loc["d01", "listed"] and schools.loc["d01", "participant_since"] == "2021-10-01"
    assert schools.loc["d03", "highest_grade"] == 11 and not schools.loc["d03", "listed"]
    counts = read_table(issued / "tables" / "cell_counts.csv")
    assert {"Педагоги", "КПК"} <= set(counts["sheet"])
    out = capsys.readouterr()
    places = [*tmp_path.joinpath("output").rglob("*"), *(OUTPUT / ".cache").rglob("*")]
    written = [path for path in places if path.is_file()]
    assert not [path for path in written if "Многоречин".encode() in path.read_bytes()]
    assert "Многоречин" not in out.out + out.err

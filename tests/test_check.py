"""`check`: the protocol on the screen and as a table, exit codes, and no edition touched."""

import csv
import json

import pytest
import yaml

from shnor_lib.cli import main
from shnor_lib.ground.params import params_path
from shnor_lib.ground.vocabulary import CHECK_STAGES
from shnor_lib.ingest.findings import checks
from tests.support.programme_2022 import ROWS, WORKBOOK, appendix_rows, write_workbook


@pytest.fixture
def edition(tmp_path):
    """Params of the shipped edition that read a folder of their own; returns their path and the folder."""
    data = tmp_path / "данные"
    data.mkdir()
    params = yaml.safe_load(params_path(2022).read_text(encoding="utf-8"))
    params["data"] |= {"results": str(data), "required": []}
    params["corrections"] = []
    path = tmp_path / "2022.yml"
    path.write_text(yaml.safe_dump(params, allow_unicode=True), encoding="utf-8")
    return path, data


def check(path, folder):
    return main(["check", "--params", str(path), "--output", str(folder / "2022")])


def protocol(folder):
    with (folder / ".check" / "2022" / "findings.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_shipped_edition_has_no_errors_and_says_what_passed(tmp_path, capsys):
    assert main(["check", "2022", "--output", str(tmp_path / "2022")]) == 0
    shown = capsys.readouterr().out
    assert "Итого: 0\u00a0ошибок" in shown
    assert "параллель есть в школе" in shown.split("Выполнено без замечаний:")[1]
    assert not (tmp_path / "2022").exists()
    results = {row["check"]: row["result"] for row in protocol(tmp_path)}
    assert results["surplus_value"] == "complaint"
    assert results["school_unknown"] == results["procedure_not_held"] == results["cells_accounted"] == "passed"


def test_errors_exit_with_1_and_stand_at_their_cells(edition, tmp_path, capsys):
    path, data = edition
    rows = appendix_rows()
    del rows[ROWS["Подгорновская"]]
    rows[ROWS["Краснинская"]][1] = "тридцать"
    write_workbook(rows, data / "Приложение_1.xlsx")
    assert check(path, tmp_path) == 1
    shown = capsys.readouterr().out
    assert "2\u00a0ошибки" in shown
    assert "Приложение 1, B4)" in shown
    (bad,) = [row for row in protocol(tmp_path) if row["check"] == "bad_value"]
    assert (bad["severity"], bad["stage"], bad["result"], bad["cell"]) == ("error", "values", "complaint", "B4")


def test_nothing_readable_is_fatal_and_leaves_the_last_protocol(edition, tmp_path, capsys):
    path, data = edition
    (data / "Приложение_1.xlsx").write_bytes(WORKBOOK.read_bytes())
    assert check(path, tmp_path) == 1
    before = protocol(tmp_path)
    (data / "Приложение_1.xlsx").write_text("это не книга", encoding="utf-8")
    assert check(path, tmp_path) == 2
    assert protocol(tmp_path) == before
    assert "Traceback" not in capsys.readouterr().err


def test_a_procedure_that_was_not_held_is_found_in_the_appendix_too(edition, tmp_path):
    path, data = edition
    rows = appendix_rows()
    rows[0] = [cell.replace("ОГЭ РУ 2019", "ОГЭ РУ 2020") if isinstance(cell, str) else cell for cell in rows[0]]
    write_workbook(rows, data / "Приложение_1.xlsx")
    assert check(path, tmp_path) == 1
    (complaint,) = [row for row in protocol(tmp_path) if row["check"] == "procedure_not_held"]
    assert complaint["result"] == "complaint"
    assert "№ 842" in complaint["message"]


def test_every_check_belongs_to_a_stage_and_has_a_name():
    assert {check.stage for check in checks().values()} <= set(CHECK_STAGES)
    assert all(check.title for check in checks().values())
    assert len({check.title for check in checks().values()}) == len(checks())


@pytest.mark.slow
def test_the_notebook_and_the_command_give_one_protocol(root, tmp_path):
    notebook = json.loads((root / "notebooks" / "01_ingest.ipynb").read_text(encoding="utf-8"))
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    code = code.replace('run_folder = ""', f"run_folder = {str(tmp_path / 'run')!r}")
    exec(compile(code, "01_ingest.ipynb", "exec"), {})
    assert main(["check", "2022", "--output", str(tmp_path / "2022")]) == 0
    of_notebook = (tmp_path / "run" / "tables" / "findings.csv").read_bytes()
    assert (tmp_path / ".check" / "2022" / "findings.csv").read_bytes() == of_notebook

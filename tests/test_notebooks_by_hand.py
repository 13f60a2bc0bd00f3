"""An analyst's way: any notebook runs by itself on a finished edition and leaves the issued edition as it is."""

import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest

from tests.test_report_build import copy_project, issued, shnor

ROOT = Path(__file__).resolve().parents[1]
STAGES = [
    pytest.param(path.name, marks=[pytest.mark.slow] if path.name[:2] in ("03", "04") else [])
    for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("аналитик"))
    code, text = shnor(project, "report", "2022")
    assert code == 0, text
    return project


def run_by_hand(project: Path, name: str, monkeypatch) -> nbformat.NotebookNode:
    """Run a notebook as JupyterLab does: a kernel in the notebook's folder, no parameters given."""
    monkeypatch.setenv("PYTHONPATH", str(project))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.read(project / "notebooks" / name, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str((project / "notebooks" / name).parent)}}
    )
    client.execute()
    return notebook


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_runs_by_itself_and_saves_beside(project, name, monkeypatch):
    before = issued(project)
    run_by_hand(project, name, monkeypatch)
    assert issued(project) == before
    lab = {path.stem: path.read_bytes() for path in (project / "output" / ".lab" / "2022" / "tables").glob("*.csv")}
    assert lab
    assert all(content == before[f"tables/{table}.csv"] for table, content in lab.items())


def test_the_ad_hoc_example_answers_its_question(project, monkeypatch):
    notebook = run_by_hand(project, "adhoc/повторно_низкие_результаты.ipynb", monkeypatch)
    tables = [
        output["data"]["application/vnd.shnor.table.v1+json"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "application/vnd.shnor.table.v1+json" in output.get("data", {})
    ]
    answer = {cell["text"] for row in tables[0]["rows"] for cell in row}
    assert any("Демьяновская" in text for text in answer)
    figures = [
        o
        for c in notebook.cells
        if c.cell_type == "code"
        for o in c.outputs
        if "application/vnd.shnor.figure.v1+json" in o.get("data", {})
    ]
    assert figures


def test_an_edition_opens_from_any_folder(project, tmp_path):
    code = "from shnor_lib.edition import open_edition; print(len(open_edition(2022).classification))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(project), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "7"), done.stderr

"""An analyst's way: any notebook runs by itself on a finished edition and leaves the issued edition as it is."""

import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest

from shnor_lib.ground.given_parameters import assigned_names, unknown_parameter
from tests.support.built_editions import environment_in
from tests.test_report_build import issued

ROOT = Path(__file__).resolve().parents[1]
STAGES = [path.name for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))]


@pytest.fixture(scope="module")
def project(built_2022, tmp_path_factory):
    return built_2022.copied_to(tmp_path_factory.mktemp("аналитик") / "проект")


def run_by_hand(project: Path, name: str, monkeypatch) -> nbformat.NotebookNode:
    """Run a notebook as JupyterLab does: a kernel in the notebook's folder, no parameters given."""
    monkeypatch.setenv("PYTHONPATH", str(project))
    for variable in ("MPLBACKEND", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.delenv(variable, raising=False)
    notebook = nbformat.read(project / "notebooks" / name, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str((project / "notebooks" / name).parent)}}
    )
    client.execute()
    return notebook


@pytest.mark.slow
@pytest.mark.parametrize("name", STAGES)
def test_a_stage_runs_by_itself_and_saves_beside(project, name, monkeypatch):
    before = issued(project)
    run_by_hand(project, name, monkeypatch)
    assert issued(project) == before
    lab = {path.stem: path.read_bytes() for path in (project / "output" / ".lab" / "2022" / "tables").glob("*.csv")}
    assert lab
    assert all(content == before[f"tables/{table}.csv"] for table, content in lab.items())


@pytest.mark.slow
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


@pytest.mark.slow
def test_what_if_answers_by_papermills_parameters(project):
    before = issued(project)
    asked = ["-p", "edition_name", "2022", "-p", "threshold_pct", "60", "-p", "min_participants", "5"]
    done = papermill(project, *asked, notebook="adhoc/что_если.ipynb")
    assert done.returncode == 0, done.stderr
    notebook = nbformat.read(project / "проба.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    tables = [output.data["application/vnd.shnor.table.v1+json"] for output in outputs if "data" in output]
    assert [table["id"] for table in tables] == ["what-if", "what-if-schools", "what-if-dynamics"]
    assert [cell["text"] for cell in tables[0]["rows"][0]] == ["Порог низкого результата, %", "30", "60"]
    assert any("Демьяновская" in row[0]["text"] for row in tables[1]["rows"])
    assert issued(project) == before


def papermill(project: Path, *words: str, notebook: str = "02_classify.ipynb") -> subprocess.CompletedProcess:
    """Run papermill's own command on a notebook, by default that of the classification, from the project's folder."""
    command = [sys.executable, "-m", "papermill", f"notebooks/{notebook}", "проба.ipynb", "--no-progress-bar"]
    return subprocess.run(
        [*command, *words], cwd=project, env=environment_in(project), capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", [pytest.param(["--engine", "shnor"], marks=pytest.mark.slow), []], ids=["engine shnor", "plain kernel"]
)
def test_papermills_command_runs_a_notebook_without_a_word_too_many(project, kind):
    before = issued(project)
    table = project / "output" / ".lab" / "2022" / "tables" / "classification.csv"
    table.unlink(missing_ok=True)
    done = papermill(project, "-p", "edition_name", "2022", *kind)
    assert done.returncode == 0, done.stderr
    assert "parse" not in done.stderr and "nknown" not in done.stderr
    assert table.read_bytes() == before["tables/classification.csv"]
    assert issued(project) == before


@pytest.mark.parametrize(
    "kind", [["--engine", "shnor"], pytest.param([], marks=pytest.mark.slow)], ids=["engine shnor", "plain kernel"]
)
def test_a_parameter_that_the_notebook_lacks_is_a_sentence_and_nothing_is_saved(project, kind):
    table = project / "output" / ".lab" / "2022" / "tables" / "classification.csv"
    table.unlink(missing_ok=True)
    done = papermill(project, "-p", "edition_nam", "2022", *kind)
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith(
        "У тетради нет параметра «edition_nam». Её параметры: edition_name, run_folder, params_file. "
        "Возможно, имелся в виду «edition_name»."
    )
    assert ("Traceback" in done.stderr) == (not kind), "our own engine refuses before the notebook runs"
    assert not table.exists()


def test_a_notebook_without_parameters_takes_any():
    assert unknown_parameter(["anything"], []) is None
    assert assigned_names("a: int = 1\nb = c = 2\nd.e = 3\nif a:\n    f = 4") == ["a", "b", "c"]
    assert assigned_names("%matplotlib inline") == []


@pytest.mark.slow
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

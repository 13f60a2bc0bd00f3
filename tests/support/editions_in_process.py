"""A whole edition made within the test's process: every cell of every notebook, tables on disk, the report's document.

Nothing is published and no chart is drawn, so that an edition costs seconds; the cells are those that users run.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import IPython.display
import nbformat
from nbformat import v4

from shnor_lib.ground.project import NOTEBOOKS
from shnor_lib.presentation import report
from shnor_lib.publishing.document import Document
from shnor_lib.publishing.executed import read_document

STAGES = ("01_ingest", "02_classify", "03_dynamics", "04_indicators", "05_report")


def document_of(edition: str, folder: Path, params_file: Path, stages: tuple[str, ...] = STAGES) -> Document:
    """Run the notebooks into a folder and return the report's document."""
    shown: list[Any] = []
    for stage in stages:
        shown = _outputs_of(stage, edition, folder, params_file)
    cells = [v4.new_code_cell("", outputs=[one]) for one in shown]
    return read_document(v4.new_notebook(cells=cells), folder)


def _outputs_of(stage: str, edition: str, folder: Path, params_file: Path) -> list[Any]:
    """Run the cells of a notebook; return what they displayed."""
    notebook = nbformat.read(NOTEBOOKS / f"{stage}.ipynb", as_version=4)
    names: dict[str, Any] = {}
    with _displayed() as shown, redirect_stdout(io.StringIO()):
        for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
            if "parameters" in cell.metadata.get("tags", ()):
                names |= {"edition_name": edition, "run_folder": str(folder), "params_file": str(params_file)}
            else:
                exec(compile(cell.source, stage, "exec"), names)
    return shown


def displayed_by(notebook: Path, **given: Any) -> list[Any]:
    """Run the cells of a notebook within this process, with the given parameters; return the values it displayed."""
    names: dict[str, Any] = {}
    shown: list[Any] = []
    with mock.patch.object(IPython.display, "display", lambda *values: shown.extend(values)):
        for cell in (one for one in nbformat.read(notebook, as_version=4).cells if one.cell_type == "code"):
            exec(compile(cell.source, notebook.stem, "exec"), names)
            if "parameters" in cell.metadata.get("tags", ()):
                names |= given
    return shown


@contextmanager
def _displayed() -> Iterator[list[Any]]:
    """Gather what is displayed as a notebook's outputs; parts that draw show nothing."""
    shown: list[Any] = []

    def display(*values: Any) -> None:
        shown.extend(v4.new_output("display_data", data=value._repr_mimebundle_()) for value in values)

    def undrawn(part: Any, edition: Any) -> Any:
        return None if report.draws(part) else part(edition)

    with (
        mock.patch.object(IPython.display, "display", display),
        mock.patch.object(report, "_maker", lambda edition: undrawn),
    ):
        yield shown

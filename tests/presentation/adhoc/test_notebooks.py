"""The ready notebooks for analysts: each is run on both shipped editions, and what it shows is in Russian."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import NOTEBOOKS
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.notebook import table_of
from shnor_lib.presentation.tables import PublicationTable
from tests.support.depth import every

ADHOC = sorted((NOTEBOOKS / "adhoc").glob("*.ipynb"))
#: What a notebook is asked of the demonstration, beside its own parameters.
OF_DEMO = {"школа_по_годам": {"school": "Тихоструйная"}, "своя_таблица": {"path": "data/demo/2024/МКР.xlsx"}}
#: Names of columns and codes that no reader should meet.
RAW = re.compile(r"\b(school_id|fail_pct|same_grade|cohort|change_pp|targeted_course|VPR|OGE|True|False|nan)\b")


def values_of(notebook: Path, /, **given: Any) -> list[Any]:
    """Run a notebook's cells within this process; return what they end with."""
    names: dict[str, Any] = {}
    shown: list[Any] = []
    for cell in (cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"):
        lines = cell.source.rstrip()
        if "parameters" in cell.metadata.get("tags", ()):
            exec(lines, names)
            names |= {name: value for name, value in given.items() if name in names}
            continue
        *body, last = lines.split("\n")
        with redirect_stdout(io.StringIO()):
            exec("\n".join(body), names)
            if last.endswith(";") or " = " in last:
                exec(last, names)
            else:
                shown.append(eval(last, names))
    return shown


def words(value: Any) -> list[str]:
    if isinstance(value, pd.DataFrame):
        value = table_of(value)
    if isinstance(value, PublicationTable):
        return [*(column.label for column in value.columns), *(cell.text for row in value.rows for cell in row)]
    return []


@pytest.fixture(params=["2022", "demo"])
def edition(request: pytest.FixtureRequest) -> dict[str, str]:
    built = request.getfixturevalue(f"built_{request.param}")
    return {"edition_name": request.param, "run_folder": str(built.folder)}


@pytest.mark.parametrize("path", every(3, ADHOC), ids=lambda path: path.stem)
def test_it_answers_of_every_edition_in_russian(path: Path, edition: dict[str, str]):
    own = OF_DEMO.get(path.stem, {}) if edition["edition_name"] == "demo" else {}
    if path.stem == "охват_педагогов" and edition["edition_name"] == "2022":
        with pytest.raises(ReportError, match="нет сведений о помощи"):
            values_of(path, **edition)
        return
    shown = values_of(path, **edition, **own)
    assert any(
        isinstance(one, pd.DataFrame | PublicationTable | PublicationFigure | PublicationFigures) for one in shown
    )
    if path.stem != "своя_таблица":  # which has codes to be merged by
        assert not [text for one in shown for text in words(one) if RAW.search(text)]

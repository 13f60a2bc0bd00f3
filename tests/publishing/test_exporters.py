"""The exporters as nbconvert sees them."""

import json
import subprocess
import sys
import tomllib
from importlib import import_module

import nbformat
import pytest
from nbconvert.exporters.exporter import Exporter

from shnor_lib.publishing.brief import ShnorBriefDOCXExporter, ShnorBriefPDFExporter
from shnor_lib.publishing.docx import ShnorDOCXExporter
from shnor_lib.publishing.html import ShnorHTMLExporter
from shnor_lib.publishing.pdf import ShnorPDFExporter
from shnor_lib.publishing.xlsx import ShnorXLSXExporter
from tests.support import sample_notebook as sample

EXPORTERS = {
    "shnor-html": ShnorHTMLExporter,
    "shnor-pdf": ShnorPDFExporter,
    "shnor-docx": ShnorDOCXExporter,
    "shnor-xlsx": ShnorXLSXExporter,
}
#: Parts of the report for a meeting: they leave out most of what the others show.
BRIEF = {"shnor-brief-pdf": ShnorBriefPDFExporter, "shnor-brief-docx": ShnorBriefDOCXExporter}


def test_all_are_registered(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    registered = project["project"]["entry-points"]["nbconvert.exporters"]
    known = EXPORTERS | BRIEF
    assert registered.keys() == known.keys()
    for name, place in registered.items():
        module, attribute = place.split(":")
        assert getattr(import_module(module), attribute) is known[name]
        assert issubclass(known[name], Exporter)


@pytest.mark.slow
def test_importing_them_loads_nothing_heavy():
    """An entry point whose import fails breaks every call of nbconvert, and a slow one slows every call."""
    script = (
        "import sys; import nbconvert.exporters.exporter; before = set(sys.modules);"
        "import shnor_lib.publishing.html, shnor_lib.publishing.pdf, shnor_lib.publishing.docx, "
        "shnor_lib.publishing.brief, "
        "shnor_lib.publishing.xlsx;"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('shnor_lib')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_publishing_needs_neither_pandas_nor_matplotlib():
    script = (
        "import sys; from shnor_lib.publishing.page import render_page;"
        "from shnor_lib.publishing.typesetting import typeset;"
        "from shnor_lib.publishing.workbook.book import workbook;"
        "from shnor_lib.publishing.word.document import word_document;"
        "from shnor_lib.publishing.executed import read_document; import nbformat.v4 as v4;"
        "document = read_document(v4.new_notebook(cells=[v4.new_markdown_cell('# Текст')]));"
        "render_page(document); typeset(document); workbook(document); word_document(document);"
        "sys.exit('pandas' in sys.modules or 'matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("exporter", EXPORTERS.values())
def test_remarks_go_to_the_resources_and_to_the_log(exporter, caplog):
    cell = sample.code(sample.shown({"application/x-strange": "?"}))
    with caplog.at_level("WARNING"):
        _, resources = exporter().from_notebook_node(sample.notebook(sample.markdown("Текст"), cell))
    (warning,) = resources["shnor_warnings"]
    assert warning["cell"] == 2
    assert "application/x-strange" in warning["message"]
    assert "Ячейка 2" in caplog.text
    json.dumps(warning)


@pytest.mark.parametrize("exporter", EXPORTERS.values())
def test_the_manifest_beside_the_file_gives_the_passport(exporter, tmp_path):
    cells = [
        sample.code(sample.shown({"application/vnd.shnor.passport.v1+json": {}})),
        sample.code(sample.value(sample.small_table())),
    ]
    path = tmp_path / "отчёт.ipynb"
    nbformat.write(sample.notebook(*cells), path)
    bare, _ = exporter().from_filename(str(path))
    passport = {"passport": {"edition": "2022", "code": "c" * 64}}
    (tmp_path / "manifest.json").write_text(json.dumps(passport), encoding="utf-8")
    assert exporter().from_filename(str(path))[0] != bare


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "ending", "least"),
    [
        ("html.ShnorHTMLExporter", ".html", 100_000),
        ("pdf.ShnorPDFExporter", ".pdf", 100_000),
        ("docx.ShnorDOCXExporter", ".docx", 20_000),
        ("xlsx.ShnorXLSXExporter", ".xlsx", 20_000),
    ],
)
def test_nbconvert_makes_the_file(kind, ending, least, tmp_path, root):
    path = tmp_path / "отчёт 2022.ipynb"
    nbformat.write(sample.full_notebook(), path)
    command = [sys.executable, "-m", "nbconvert", "--to", f"shnor_lib.publishing.{kind}", str(path)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    assert path.with_suffix(ending).stat().st_size > least

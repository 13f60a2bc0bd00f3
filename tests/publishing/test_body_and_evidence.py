"""What holds of both shipped reports: words of the body, answers to «откуда это?», figures as tables."""

import re

import nbformat
import pytest

from shnor_lib.presentation.references import APPENDIX
from shnor_lib.presentation.tree import SECTION_MIME, SectionHeading
from shnor_lib.publishing import prose
from shnor_lib.publishing.document import Document, Figure, Heading, Prose, Table
from shnor_lib.publishing.evidence import page_evidence
from shnor_lib.publishing.executed import read_document

#: Codes of indicators and rules; items of the plan and measures are the programme's own numbers.
CODE = re.compile(r"(?<![\w-])(?:[ИП]\d|[ПРД]-\d\d)")
#: Tables whose numbers come from no source cell of this edition: its passport, another edition's words.
NOT_FROM_DATA = {"passport", "passport-tables", "decisions-before"}


@pytest.fixture(scope="module", params=["2022", "demo"])
def read(request) -> tuple[Document, set[str]]:
    """A shipped edition's document and the ids of its appendices."""
    folder = request.getfixturevalue(f"built_{request.param}").folder
    notebook = nbformat.read(folder / "05_report.ipynb", as_version=4)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output)
    headings = [SectionHeading.from_json(o.data[SECTION_MIME]) for o in outputs if SECTION_MIME in o.data]
    return read_document(notebook, folder), {one.id for one in headings if one.kind == APPENDIX}


def body_texts(document: Document, appendices: set[str]) -> list[str]:
    """The headings, paragraphs, captions, notes and words of cells outside of appendices."""
    section, texts = "", []
    for block in document.blocks:
        section = block.section or section if isinstance(block, Heading) and block.level == 1 else section
        if section in appendices or section == "passport":
            continue
        if isinstance(block, Heading):
            texts.append(block.text)
        elif isinstance(block, Prose):
            texts += [prose.plain_text(token) for token in block.tokens if token.type == "inline"]
        elif isinstance(block, Table):
            texts += [block.caption, *block.value.notes, *(cell.text for row in block.value.rows for cell in row)]
        elif isinstance(block, Figure):
            texts += [block.caption, block.alt, *block.notes]
    return texts


def test_the_body_calls_indicators_and_rules_by_words(read):
    texts = body_texts(*read)
    assert len(texts) > 200
    assert [text for text in texts if CODE.search(text)] == []


def test_the_body_names_no_file_of_the_program(read):
    assert [text for text in body_texts(*read) if "docs/" in text or ".md" in text] == []


def test_codes_are_found():
    for text in ("показателя И7 (4 из 9)", "И1–И7 и П1–П5", "правило П-01", "(Р-07)"):
        assert CODE.search(text), text
    for text in ("мера М2.1", "пункт 6а", "ИОМ 3", "ОПИ7"):
        assert not CODE.search(text), text


def answered(table: Table, cells: list[list[int | None]] | None) -> tuple[int, int]:
    """How many numbers of a table have an answer, and how many there are."""
    numbers = [
        (row, place)
        for row, own in enumerate(table.value.rows)
        for place, (column, cell) in enumerate(zip(table.value.columns, own, strict=True))
        if place >= table.value.row_headers and column.kind not in ("code", "hash") and re.search(r"\d", cell.text)
    ]
    return sum(cells is not None and cells[row][place] is not None for row, place in numbers), len(numbers)


def test_numbers_of_every_table_answer_where_they_are_from(read):
    document, _ = read
    tables = [block for block in document.blocks if isinstance(block, Table)]
    tables += [Table(value, 0, f"lookup-{value.id}") for value in document.lookups]
    tables = [table for table in tables if table.value.id not in NOT_FROM_DATA]
    told = page_evidence(document.whence, tables)["cells"]
    shares = {table.anchor: answered(table, told.get(table.anchor)) for table in tables}
    assert len(shares) > 25
    assert {name: own for name, own in shares.items() if own[1] and not own[0]} == {}
    few = {name: own for name, own in shares.items() if own[0] < 0.9 * own[1]}
    assert set(few) <= {"decisions", "main-decisions"}, few  # days counted from the reporting date of the params


def test_every_chart_is_a_table_as_well(read):
    document, _ = read
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert len(figures) >= 5
    assert [figure.caption for figure in figures if not (figure.data and figure.data.rows)] == []

"""Attack: texts that are formulas, markup or no texts at all in the cells of every form that people are given."""

import io
import json
import zipfile
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from lxml import etree

from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import BRIEF, REPORT, SectionHeading
from shnor_lib.publishing.brief import ShnorBriefDOCXExporter, ShnorBriefPDFExporter
from shnor_lib.publishing.cards import publish_cards
from shnor_lib.publishing.difference.book import difference_book
from shnor_lib.publishing.difference.page import difference_page
from shnor_lib.publishing.difference.told import HEADS, Told
from shnor_lib.publishing.docx import ShnorDOCXExporter
from shnor_lib.publishing.html import ShnorHTMLExporter
from shnor_lib.publishing.pdf import ShnorPDFExporter
from shnor_lib.publishing.public.index_page import Listed, index_page
from shnor_lib.publishing.xlsx import ShnorXLSXExporter
from tests.support.depth import every
from tests.support.read_workbook import ReadBook
from tests.support.sample_notebook import code, markdown, notebook, shown, title_page, value

LONGEST = 32_767
#: What a program may take for something else than a text.
HOSTILE = (
    "=1+1",
    "+7",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://a.b","x")',
    "\t=1",
    "'=1",
    "DDE|cmd!A0",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</text></svg><svg onload=alert(1)>",
    "]]></w:t><w:br/>&amp;&#0;&lt;",
    '#panic(1) #read("/etc/passwd") $x$ @a <a> *b* _c_ \\ ` // /* -',
    "[x](javascript:alert(1)) ![y](http://a.b/c.png) <a href='javascript:1'>",
    "{{ 7*7 }} {% raw %} ${x} %s",
    "\x00\x01\x1b[31m\x7f\x85",
    "\ud800 половина \udfff",
    "\ufffe\uffff",
    "_x0041_ _x000D_",
    "\u202eнаоборот\u202c \u2066и\u2069 שלום مرحبا",
    "!≲Ṽ ⇸ḿ Ӓ→≠",
    "-->",
    "\r\n\n",
)
#: As one cell of a register may hold it.
LONG = "Я" * (LONGEST + 1)
#: Of a form without scripts nothing may run, and of a page with one no more than its own.
ACTIVE = ("onerror", "onload", "onclick", "onmouseover")


def cells(texts: tuple[str, ...]) -> PublicationTable:
    columns = (Column("a", texts[0]), Column("b", texts[-1], group=texts[0]), Column("c", "Что"))
    rows = tuple((Cell(text, text), Cell(text, f"{text}\n{text}"[:LONGEST]), Cell(1, "1 из 3")) for text in texts)
    return PublicationTable(texts[0] or "Т", columns, rows, tuple(texts), id="hostile")


def page_of(texts: tuple[str, ...]) -> TitlePage:
    mark = " ".join(texts)[:600]
    return TitlePage(
        mark, mark, mark, mark, "2022-12-31", running=mark, approvals=((mark, mark),), keywords=(mark,), notice=mark
    )


def report(texts: tuple[str, ...]) -> nbformat.NotebookNode:
    """Return a notebook with the texts in every place that each form has."""
    section = shown(SectionHeading("hostile", "section", "Раздел", forms=(REPORT, BRIEF))._repr_mimebundle_())
    looked_up = PublicationTable("Для справок", (Column("a", "a"),), ((Cell(texts[0], texts[0]),),), lookup=True)
    words = [markdown(f"{text}\n\n- {text}") for text in texts if len(text) < 1000]
    return notebook(
        code(title_page(page_of(texts))), *words, code(section, value(cells(texts))), code(value(looked_up))
    )


EXPORTERS = {
    "report.html": ShnorHTMLExporter,
    "report.pdf": ShnorPDFExporter,
    "report.docx": ShnorDOCXExporter,
    "brief.pdf": ShnorBriefPDFExporter,
    "brief.docx": ShnorBriefDOCXExporter,
    "tables.xlsx": ShnorXLSXExporter,
}


def exported(form: str, texts: tuple[str, ...]) -> bytes:
    content, resources = EXPORTERS[form]().from_notebook_node(report(texts))
    json.dumps(resources["shnor_warnings"], ensure_ascii=False).encode("utf-8")
    return content if isinstance(content, bytes) else content.encode("utf-8")


def assert_harmless(name: str, content: bytes) -> None:
    """A form is what it says, holds nothing that runs, and its parts are well-formed."""
    if name.endswith(".pdf"):
        assert content.startswith(b"%PDF") and b"/JavaScript" not in content and b"/OpenAction" not in content
    elif name.endswith((".docx", ".xlsx")):
        assert_parts_are_xml(content)
    else:
        assert_page_is_passive(content.decode("utf-8"))
    if name.endswith(".xlsx"):
        book = ReadBook(content)
        assert all(len(cell.stored) <= LONGEST for sheet in book.parts for cell in book.cells(sheet).values())


def assert_parts_are_xml(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                root = etree.fromstring(archive.read(part))
                links = [one.get("Target") for one in root if one.get("TargetMode") == "External"]
                assert not [link for link in links if not link.startswith(("http://", "https://", "mailto:"))]
            assert "vba" not in part.lower() and "embeddings" not in part.lower()


def assert_page_is_passive(page: str) -> None:
    soup = BeautifulSoup(page, "html.parser")
    assert not [tag for tag in soup.find_all(True) if set(tag.attrs) & set(ACTIVE)]
    assert not [tag for tag in soup.find_all(["a", "img"]) if str(tag.get("href", "")).startswith("javascript")]
    assert not [tag for tag in soup.find_all("img") if not str(tag.get("src", "")).startswith("data:")]
    assert not [tag for tag in soup.find_all("script") if "alert(1)" in tag.text and not tag.get("type")]
    assert not set(page) & {"\x00", "\x01", "\x1b", "\ufffe", "\uffff"}


@pytest.mark.parametrize("form", every(3, EXPORTERS))
def test_no_form_takes_a_text_for_anything_else(form):
    assert_harmless(form, exported(form, HOSTILE))


@pytest.mark.parametrize(
    "form", [pytest.param(one, marks=[] if one == "tables.xlsx" else pytest.mark.slow) for one in EXPORTERS]
)
def test_no_form_fails_at_a_cell_longer_than_excel_holds(form):
    assert_harmless(form, exported(form, (LONG, "Я " * (LONGEST // 2), "короткий")))


def test_the_brief_holds_the_section():
    with zipfile.ZipFile(io.BytesIO(exported("brief.docx", HOSTILE))) as archive:
        assert b"1+1" in archive.read("word/document.xml")


def card(text: str) -> dict:
    values = [page_of((text,)), SectionHeading("card_results", "plain", text or "Раздел"), cells((text, text))]
    bundles = [json.loads(json.dumps(one._repr_mimebundle_())) for one in values]
    outputs = [{"output_type": "display_data", "data": bundle, "metadata": {}} for bundle in bundles]
    one = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "outputs": outputs, "source": "x"}
    return {"cells": [one], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


#: Codes of schools that would be other files, or none.
CODES = ("../../etc/passwd", "..", "index", "cards", "a/b", "CON", "<script>", "а" * 300, "\ud800", "\x00", " ", "=1")


def test_cards_of_hostile_schools_stay_in_their_folder(tmp_path):
    texts = [text for text in HOSTILE if text.strip()]
    files, warnings = publish_cards(tmp_path, {code: card(texts[n]) for n, code in enumerate(CODES)})
    json.dumps(warnings, ensure_ascii=False).encode("utf-8")
    assert len(files) == len({file.casefold() for file in files}) == 2 * len(CODES) + 2
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path / "cards"}
    for file in files:
        assert_harmless(file, (tmp_path / file).read_bytes())


def test_no_school_is_a_list_without_cards(tmp_path):
    files, warnings = publish_cards(tmp_path, {})
    assert (files, warnings) == (["cards/index.html"], [])
    assert_harmless(*one_file(tmp_path / files[0]))


def one_file(path: Path) -> tuple[str, bytes]:
    return path.name, path.read_bytes()


def test_what_differs_is_told_harmlessly():
    rows = [Told(text, text, text, text, LONG, text) for text in HOSTILE]
    assert_harmless("diff.html", difference_page(HOSTILE[8], list(HOSTILE), rows, rows, list(HOSTILE)))
    content = difference_book(rows, rows)
    assert_harmless("diff.xlsx", content)
    for cells_of_sheet in (ReadBook(content).cells(name) for name in ReadBook(content).parts):
        assert {row for row, _ in cells_of_sheet} == set(range(1, len(HOSTILE) + 2))
        assert len(cells_of_sheet) == len(HEADS) * (len(HOSTILE) + 1), "a cell is lost"


def test_the_page_of_public_editions_is_harmless():
    names = ('"><script>alert(1)</script>', "a b", "имя", "..", "\ud800")
    editions = [Listed(name, text, text, "2022-12-31", False, ("report.html",)) for name in names for text in HOSTILE]
    page = index_page(editions)
    assert_harmless("index.html", page)
    assert not [a for a in BeautifulSoup(page, "html.parser").find_all("a") if a["href"].startswith(("/", "http"))]

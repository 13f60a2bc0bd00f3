"""Rows that share their first cell: paper prints it once, and every form has it for each row all the same."""

import subprocess

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.publishing import typesetting
from shnor_lib.publishing.docx import ShnorDOCXExporter
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.page import render_page
from tests.support import sample_notebook as sample
from tests.support.depth import examples
from tests.support.read_word import WORD, ReadWord, disordered

YEARS = ("2021/22", "2022/23", "2023/24")


def table(schools: list[str], *, in_blocks: bool = True) -> PublicationTable:
    """A row a school and year, as results stand in the report."""
    rows = [(Cell(name, name), Cell(year, year), Cell(30.0, f"30 {year[:4]}")) for name in schools for year in YEARS]
    columns = (Column("name", "Школа"), Column("year", "Учебный год"), Column("share", "Доля «2»", "percent"))
    return PublicationTable("По годам", columns, tuple(rows), row_headers=2, in_blocks=in_blocks)


SCHOOLS = [f"Школа-{place:02d}" for place in range(1, 41)]
NOTEBOOK = sample.notebook(sample.code(sample.value(table(SCHOOLS))))


@given(st.lists(st.sampled_from("абв"), max_size=12))
@settings(max_examples=examples(50))
def test_blocks_cover_the_rows_and_only_equal_neighbours_share_one(names):
    rows = tuple((Cell(name, name),) for name in names)
    blocks = PublicationTable("а", (Column("a", "А"),), rows, in_blocks=True).blocks
    assert sum(blocks) == len(names)
    starts = [place for place, size in enumerate(blocks) if size]
    assert all(len(set(names[start : start + blocks[start]])) == 1 for start in starts)
    assert all(names[start] != names[start - 1] for start in starts[1:])
    assert set(PublicationTable("а", (Column("a", "А"),), rows).blocks) <= {1}


def test_blocks_travel_in_the_notebook():
    for in_blocks in (True, False):
        made = table(SCHOOLS, in_blocks=in_blocks)
        assert PublicationTable.from_json(made.as_json()) == made


@pytest.fixture(scope="module")
def pages() -> list[str]:
    pdf = typesetting.typeset(read_document(NOTEBOOK))
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")


def test_paper_prints_a_name_once_and_splits_no_block(pages):
    whole = "\n".join(pages)
    assert [whole.count(name) for name in SCHOOLS] == [1] * len(SCHOOLS)
    assert [whole.count(year) for year in YEARS] == [len(SCHOOLS)] * len(YEARS)
    begun = [page for page in pages if "2021/22" in page]
    assert len(begun) > 1
    for page in begun:
        assert len({page.count(year) for year in YEARS}) == 1, page


def test_word_has_one_cell_over_the_rows_of_a_block():
    content, _ = ShnorDOCXExporter().from_notebook_node(NOTEBOOK)
    file = ReadWord(content)
    assert file.tables == [[[cell.text for cell in row] for row in table(SCHOOLS).rows]]
    merged = [one.get(f"{WORD}val") for one in file.body.iter(f"{WORD}vMerge")]
    assert merged == ["restart", None, None] * len(SCHOOLS)
    assert disordered(file.body) == []


def test_the_page_says_the_name_in_each_row_and_shows_it_once():
    page = BeautifulSoup(render_page(read_document(NOTEBOOK)), "html.parser")
    rows = page.select(".table tbody tr")
    names = [row.find("th") for row in rows]
    assert [name.get_text(strip=True) for name in names] == [name for name in SCHOOLS for _ in YEARS]
    assert [name.select_one(".again") is None for name in names] == [True, False, False] * len(SCHOOLS)

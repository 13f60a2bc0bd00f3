"""How pages look, measured on the PDF: filled, nothing torn apart or in the margins, nothing too small to read."""

import re

import nbformat
import pytest

from shnor_lib.ground.wording import typeset
from shnor_lib.publishing import typesetting
from shnor_lib.publishing.document import Document, Table
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.pdf import ShnorPDFExporter
from shnor_lib.publishing.table_layout import LADDER, layout
from tests.support import pdf_geometry as geometry
from tests.support.depth import every_case
from tests.support.sample_notebook import code, long_table, markdown, notebook, value

#: Rule → what it needs besides the pages.
RULES = {
    "half_empty": {"least": 0.6},
    "orphan_headings": {},
    "short_tails": {"rows": 4, "tall": 30.0},
    "short_beginnings": {"rows": 2, "tall": 14.0},
    "outside_margins": {"slack": 0.5},
    "small_type": {"least": 6.4, "least_raised": 6.0},
}

#: So many pages has the body at most: what it grows with are the schools of the programme.
MOST_PAGES = {"2022": 12, "demo": 20}

#: What the present content breaks, and why.  The list may only shrink: each entry that holds again fails the run.
BROKEN: dict[tuple[str, str], str] = {}


def cases(*names: str) -> list:
    """Each edition with each name; what is known to be broken has to break."""
    return [
        pytest.param(
            edition,
            name,
            marks=[pytest.mark.xfail(strict=True, reason=BROKEN[edition, name])] if (edition, name) in BROKEN else [],
            id=f"{edition}-{name}",
        )
        for edition in MOST_PAGES
        for name in names
    ]


@pytest.fixture(scope="session")
def measured():
    """The pages of an edition's PDF, measured once."""
    known: dict[str, list[geometry.Page]] = {}

    def pages_of(name, built):
        if name not in known:
            known[name] = geometry.pages((built.folder / "report.pdf").read_bytes())
        return known[name]

    return pages_of


@pytest.mark.parametrize(("edition", "rule"), every_case(3, cases(*RULES)))
def test_pages_of_an_edition(edition, rule, measured, request):
    pages = measured(edition, request.getfixturevalue(f"built_{edition}"))
    assert list(getattr(geometry, rule)(pages, **RULES[rule])) == []


@pytest.mark.parametrize(("edition", "_"), cases("pages"))
def test_the_body_is_short(edition, _, measured, request):
    pages = measured(edition, request.getfixturevalue(f"built_{edition}"))
    assert 1 < len(geometry.body(pages)) <= MOST_PAGES[edition]


# The rules find what they are made to find


def measured_pages(*cells) -> list[geometry.Page]:
    return geometry.pages(ShnorPDFExporter().from_notebook_node(notebook(*cells))[0])


def page(number: int, *runs: geometry.Run, rules=(), drawn=()) -> geometry.Page:
    return geometry.Page(number, 210.0, 297.0, runs, tuple(rules), tuple(drawn))


def line(top: float, *, text: str = "слова", size: float = 10.0, heading: bool = False, left: float = 30.0):
    return geometry.Run(left, top, left + 40, top + 4, text, size, heading)


def table_at(top: float, rows: int, height: float = 6.0) -> list[geometry.Rule]:
    places = [top, *(top + 8 + height * n for n in range(rows + 1))]
    strokes = [0.8, 0.5, *[0.35] * (rows - 1), 0.8]
    return [geometry.Rule(25, y, 195, y, stroke) for y, stroke in zip(places, strokes, strict=True)]


TITLE = page(1, line(100))
LAST = page(9, line(270))

TORN = {
    "half_empty": [TITLE, page(2, line(100)), page(3, line(270))],
    "orphan_headings": [TITLE, page(2, line(100), line(260, heading=True, size=12), line(268)), page(3, line(22))],
    "short_tails": [TITLE, page(2, line(270)), page(3, line(31), rules=table_at(21, 2))],
    "short_beginnings": [
        TITLE,
        page(2, line(254), line(268), rules=table_at(260, 1)[:2]),
        page(3, line(31), rules=table_at(21, 9)),
    ],
    "outside_margins": [TITLE, page(2, line(100, left=8.0))],
    "small_type": [TITLE, page(2, line(100, size=6.2))],
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_is_torn(rule):
    assert len(list(getattr(geometry, rule)(TORN[rule], **RULES[rule]))) == 1


def test_a_page_before_a_section_that_begins_anew_may_be_half_empty():
    new = line(22, size=17, heading=True, text="3. Раздел")
    pages = [TITLE, page(2, line(100)), page(3, new, line(270)), LAST]
    assert list(geometry.half_empty(pages, 0.6)) == []


def test_a_section_of_one_line_is_no_orphan():
    pages = [
        TITLE,
        page(2, line(260, heading=True, size=17), line(268)),
        page(3, line(22, heading=True, size=17), line(270)),
    ]
    assert list(geometry.orphan_headings([*pages])) == []
    nothing = [TITLE, page(2, line(260, heading=True, size=17)), *pages[2:]]
    assert len(list(geometry.orphan_headings(nothing))) == 1


def test_appendices_are_no_body():
    appendix = line(22, size=17, heading=True, text="Приложение А. Правила")
    assert [one.number for one in geometry.body([TITLE, page(2, line(270)), page(3, appendix), LAST])] == [2]


def test_what_is_measured_stands_where_the_template_puts_it():
    """The margins that the rules know are those of the pages: text begins at the inner one, tables fill the width."""
    pages = measured_pages(
        markdown("# Отчёт\n\n" + "Слова для строки и ещё слова. " * 400),
        code(value(long_table(60))),
    )
    for one in pages:
        assert min(run.left for run in one.text) == pytest.approx(one.frame.left, abs=0.6)
    assert {one.number % 2 for one in pages} == {0, 1}
    assert pages[0].text[0].size == pytest.approx(19, abs=0.1)
    rows = [len(part.rows) for one in pages for part in one.tables]
    assert sum(rows) == 61
    assert [part.begins for one in pages for part in one.tables] == [True, *[False] * (len(rows) - 1)]


# What words and tables hold


@pytest.fixture(scope="session")
def documents():
    """The documents of editions, read once."""
    known: dict[str, Document] = {}

    def document_of(name, built):
        if name not in known:
            known[name] = read_document(nbformat.read(built.folder / "05_report.ipynb", 4), built.folder)
        return known[name]

    return document_of


@pytest.mark.parametrize("edition", MOST_PAGES)
def test_no_cell_is_a_ladder_beside_wider_empty_ones(edition, documents, request):
    document = documents(edition, request.getfixturevalue(f"built_{edition}"))
    assert [place for table in document.tables for place in ladders(table)] == []


def ladders(table: Table) -> list[str]:
    """Cells of more lines than a ladder has, in a row with an empty cell that is wider."""
    paper = layout(table.value, typesetting.PORTRAIT_MM, typesetting.LANDSCAPE_MM)
    found = []
    for row, lines in zip(table.value.rows, paper.lines, strict=True):
        empty = max((w for cell, w in zip(row, paper.widths, strict=True) if cell.text in ("", "–")), default=0)
        tall = [w for cell, w in zip(row, paper.widths, strict=True) if len(cell.text) > 20 and w < empty]
        found += [f"{table.label}: {row[0].text}"] if lines > LADDER and tall else []
    return found


@pytest.mark.parametrize("edition", MOST_PAGES)
def test_quotes_are_russian_and_numbers_keep_their_units(edition, documents, request):
    document = documents(edition, request.getfixturevalue(f"built_{edition}"))
    words = said(document)
    assert len(words) > 500
    assert [one for one in words if typeset(one) != one] == []
    assert [one for one in words if re.search(r'["\u201d]', one)] == []


def said(document: Document) -> list[str]:
    """All that a reader meets in words, as it goes to the template."""
    return words_of(typesetting.typst_input(document)[0]["blocks"])


def words_of(part) -> list[str]:
    """The words within a part of the template's data: of prose, headings, cells, captions and notes."""
    if isinstance(part, dict):
        own = [words for key, words in part.items() if key in ("text", "caption") and isinstance(words, str)]
        return [*own, *(words for key in part for words in words_of(part[key])), *part.get("notes", ())]
    if isinstance(part, list | tuple):
        if len(part) == 2 and part[0] == "text" and isinstance(part[1], str):
            return [part[1]]
        return [words for one in part for words in words_of(one)]
    return []


@pytest.mark.parametrize(
    "words", ["30 %", "№ 4", "в 2023 г.", "15,6 п. п.", "8 класс", "31 декабря", "13 из 22", "5 000 рублей", "40 мин."]
)
def test_what_belongs_together_does_not_break(words):
    assert " " not in typeset(words)

"""Words of hundreds of letters and addresses without end: broken on paper, never at the cost of their neighbours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.legible import text_width
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.long_words import BREAK, LONGEST_ADDRESS, LONGEST_WORD, PIECE, breakable, shortened_address
from shnor_lib.publishing.table_layout import MM_PER_POINT, as_printed, layout
from shnor_lib.publishing.typesetting import typeset, typst_input
from tests.support.sample_notebook import code, markdown, notebook, value

PORTRAIT, LANDSCAPE = 170.0, 261.0
ADDRESS = "https://example.org/" + "ochen-dlinnyj-put/" * 5 + "stranica.html?razdel=3&id=1234567890"
LONG = ("щ" * 400, "Ж" * 41, ADDRESS, "а_" * 200, "1" * 300, "слово/" * 50, "Ш" * 5_000)


def table_with(word: str, columns: int = 4) -> PublicationTable:
    labels = ["Школа", "Мероприятие", "Срок", "Исполнитель", "Основание", "Итог"][:columns]
    texts = ["МБОУ «Заречная СОШ»", word, "декабрь 2022 года", "методист Центра", "приказ", "проведено"][:columns]
    row = tuple(Cell(text, text) for text in texts)
    return PublicationTable("План", tuple(Column(label, label) for label in labels), (row,) * 3)


@pytest.mark.parametrize("columns", [2, 4, 6])
@pytest.mark.parametrize("word", LONG, ids=lambda word: f"{word[:8]}-{len(word)}")
def test_a_long_word_is_broken_and_its_neighbours_keep_their_words(word, columns):
    value = as_printed(table_with(word, columns))
    paper = layout(value, PORTRAIT, LANDSCAPE)
    assert not paper.hyphenate
    for place, width in enumerate(paper.widths):
        inner = width - 2 * paper.padding * MM_PER_POINT + 0.02
        pieces = value.rows[0][place].text.replace(BREAK, " ").split()
        assert max(text_width(piece, paper.size * MM_PER_POINT) for piece in pieces) <= inner


@pytest.mark.parametrize("word", LONG, ids=lambda word: f"{word[:8]}-{len(word)}")
def test_a_long_word_in_a_heading_or_a_caption_does_no_harm(word):
    column = Column("a", word, group=word)
    value = PublicationTable(word, (column, Column("b", "Школа")), ((Cell(1, "1"), Cell("x", "МБОУ")),), (word,))
    paper = layout(as_printed(value), PORTRAIT, LANDSCAPE)
    assert sum(paper.widths) <= PORTRAIT + 0.1
    assert min(paper.widths) > 12


@given(st.text("абв /?&=.-щЩ1", max_size=300))
def test_breaking_loses_nothing_and_leaves_pieces(text):
    broken = breakable(text)
    assert broken.replace(BREAK, "") == text
    for word in broken.split():
        assert len(word.replace(BREAK, "")) <= LONGEST_WORD or max(map(len, word.split(BREAK))) <= PIECE


@pytest.mark.parametrize("text", ["короткое слово", "сорок" * 8, "https://example.org/path", "с пробелами " * 20])
def test_ordinary_words_stay(text):
    assert breakable(text) == text
    assert shortened_address(text) == text


def test_an_address_is_shortened_and_its_link_is_whole():
    data, _ = typst_input(read_document(notebook(markdown(f"[{ADDRESS}]({ADDRESS})"))))
    ((kind, target, ((_, words),)),) = data["blocks"][0]["nodes"][0]["inline"]
    assert (kind, target) == ("link", ADDRESS)
    assert len(words.replace(BREAK, "")) < LONGEST_ADDRESS and "…" in words


def test_long_words_are_set_everywhere():
    prose = [markdown(f"# {word}\n\n{word} и `{word}`\n\n- {word}\n\n> {word}") for word in LONG[:6]]
    assert typeset(read_document(notebook(*prose, code(value(table_with(LONG[0])))))).startswith(b"%PDF")

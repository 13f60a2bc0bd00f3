"""Tables on paper: headings merged, widths that fit, rows kept together."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.legible import text_width
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.publishing.table_layout import (
    LADDER,
    LAST_ROWS,
    MM_PER_POINT,
    NOTE_SIZE,
    HeadCell,
    breakable_rows,
    head_rows,
    layout,
)
from tests.support import sample_notebook as sample

PORTRAIT, LANDSCAPE = 170.0, 261.0

words = st.text("абвгдежз №5", min_size=1, max_size=40).map(str.strip).filter(bool)
columns = st.builds(
    Column, key=st.just("x"), label=words, kind=st.sampled_from(["text", "number", "integer"]),
    group=st.sampled_from(["", "", "ВПР"]), width=st.sampled_from([None, None, 1.0, 5.0]), rotated=st.booleans(),
)  # fmt: skip


@st.composite
def tables(draw):
    chosen = draw(st.lists(columns, min_size=1, max_size=14))
    texts = draw(st.lists(st.tuples(*[words] * len(chosen)), max_size=12))
    rows = tuple(tuple(Cell(text, text) for text in row) for row in texts)
    return PublicationTable("Название", tuple(chosen), rows)


def table(*labels, rows=(), **options):
    cells = tuple(tuple(Cell(text, text) for text in row) for row in rows)
    return PublicationTable("Название", tuple(Column(label, label) for label in labels), cells, **options)


@given(tables())
def test_columns_fit_between_the_margins(value):
    paper = layout(value, PORTRAIT, LANDSCAPE)
    assert sum(paper.widths) <= (LANDSCAPE if paper.landscape else PORTRAIT) + 0.1
    assert len(paper.widths) == len(value.columns)
    assert min(paper.widths) > 0


@given(tables())
def test_no_word_is_broken_unless_nothing_helps(value):
    paper = layout(value, PORTRAIT, LANDSCAPE)
    if not paper.hyphenate:
        for row in value.rows:
            for cell, width in zip(row, paper.widths, strict=True):
                longest = max(text_width(word, paper.size * MM_PER_POINT) for word in cell.text.split() or [""])
                assert longest <= width - 2 * paper.padding * MM_PER_POINT + 0.02


@given(st.lists(st.sampled_from(["", "А", "Б"]), min_size=1, max_size=9))
def test_headings_cover_every_column_once(groups):
    chosen = [Column(str(n), str(n), group=group) for n, group in enumerate(groups)]
    rows = head_rows(chosen)
    covered = [
        (row + down, cell.column + right)
        for row, cells in enumerate(rows)
        for cell in cells
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    assert sorted(covered) == [(row, column) for row in range(len(rows)) for column in range(len(groups))]


def test_neighbours_of_a_group_share_its_heading():
    chosen = [Column("a", "Школа"), Column("b", "было", group="Доля"), Column("c", "стало", group="Доля")]
    assert head_rows(chosen) == [
        [HeadCell("Школа", 0, rows=2), HeadCell("Доля", 1, columns=2)],
        [HeadCell("было", 1), HeadCell("стало", 2)],
    ]


def test_a_wide_table_goes_to_a_landscape_page_and_stays_readable():
    paper = layout(sample.wide_table(), PORTRAIT, LANDSCAPE)
    assert paper.landscape
    assert not paper.hyphenate
    assert paper.size >= 6.5


def test_a_foreign_wide_table_turns_by_itself():
    labels = [f"показатель {n}" for n in range(25)]
    paper = layout(table(*labels, rows=[["12345,67"] * 25]), PORTRAIT, LANDSCAPE)
    assert paper.landscape


def test_a_narrow_table_is_not_stretched_over_the_page():
    assert sum(layout(table("а", "б", rows=[["1", "2"]]), PORTRAIT, LANDSCAPE).widths) < 40


def test_width_goes_where_it_saves_lines_whatever_the_hints_say():
    columns = (Column("a", "Что", width=9), Column("b", "Где", width=1), Column("c", "Когда", width=1))
    rows = tuple(
        (Cell("", f"пункт {n}"), Cell("", "слово " * 40), Cell("", "слово " * 10 if n == 3 else "да")) for n in range(9)
    )
    what, where, when = layout(PublicationTable("x", columns, rows), PORTRAIT, LANDSCAPE).widths
    assert what < when < where
    assert what + where + when == pytest.approx(PORTRAIT, abs=0.1)


def test_a_column_is_no_ladder_beside_columns_that_need_little():
    columns = tuple(Column(name, name) for name in "абвг")
    rows = tuple(
        (Cell("", "И1"), Cell("", "слово " * 60), Cell("", "–"), Cell("", "нет данных; " * 3)) for _ in range(5)
    )
    assert max(layout(PublicationTable("x", columns, rows), PORTRAIT, LANDSCAPE).lines) <= LADDER


def test_a_name_in_the_first_column_keeps_to_one_line():
    rows = [["Черёмуховоключинская СОШ", *["слово " * 30] * 3]] * 4
    paper = layout(table("Школа", "а", "б", "в", rows=rows), PORTRAIT, LANDSCAPE)
    assert text_width(rows[0][0], paper.size * MM_PER_POINT) < paper.widths[0]


def test_the_second_line_of_a_noted_cell_is_small_and_neither_breaks():
    lines = "5 из 12", "ЕГЭ, профильная математика"
    others = [[" ".join(["слово"] * 40)] * 3] * 2
    rows = [["\n".join(lines), *others[0]], ["нет данных", *others[1]]]
    paper = layout(table("а", "б", "в", "г", rows=rows), PORTRAIT, LANDSCAPE)
    width = text_width(lines[1], NOTE_SIZE * MM_PER_POINT)
    assert width < paper.widths[0] < 1.3 * width + 4


def test_a_picture_gets_the_width_that_it_asks_for():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="85pt" height="24pt" viewBox="0 0 85 24"/>'
    pictured = PublicationTable("x", (Column("a", "а"),), ((Cell(1, "три из восьми", picture=svg),),))
    assert layout(pictured, PORTRAIT, LANDSCAPE).widths[0] >= 85 * MM_PER_POINT


def test_a_small_table_stays_whole_and_a_long_one_keeps_its_last_rows_together():
    small, long = (layout(table("а", rows=[["текст"]] * n), PORTRAIT, LANDSCAPE) for n in (8, 60))
    assert small.whole
    assert not long.whole
    assert long.last_rows == LAST_ROWS


@pytest.mark.parametrize(("notes", "kept"), [((), 0), (("Пояснение.",), 1)])
def test_notes_of_a_few_rows_never_stand_alone(notes, kept):
    few = replace(table("а", rows=[["слово " * 250]] * 5), notes=notes)
    assert layout(few, PORTRAIT, LANDSCAPE).last_rows == kept


def test_only_a_very_tall_row_may_break():
    columns = (Column("a", "а"), Column("b", "б"))
    rows = ((Cell("", "слово " * 900), Cell("", "2")), (Cell("", "1"), Cell("", "2")))
    assert breakable_rows(layout(PublicationTable("x", columns, rows), PORTRAIT, LANDSCAPE)) == [True, False]

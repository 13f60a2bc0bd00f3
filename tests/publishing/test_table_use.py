"""What a reader may do with a table on the page: find, sort and choose, and never rank by a result."""

import pytest

from shnor_lib.presentation.tables import NUMERIC_KINDS, Cell, Column, PublicationTable
from shnor_lib.publishing.table_use import FEW_ROWS, TableUse, standing, sums, use_of


def table(*columns: tuple[str, list[str]], schools: bool = True, row_headers: int = 1) -> PublicationTable:
    """A table of columns given as kind and texts; the first one names schools."""
    cells = zip(*([Cell(None, text) for text in texts] for _, texts in columns), strict=True)
    rows = tuple(tuple(row) for row in cells)
    ids = tuple(f"s{place}" for place in range(len(rows))) if schools else ()
    heads = tuple(Column(f"c{place}", f"c{place}", kind) for place, (kind, _) in enumerate(columns))
    return PublicationTable("т", heads, rows, row_headers=row_headers, schools=ids)


NAMES = ("text", [f"Школа {letter}" for letter in "абвгдежз"])


@pytest.mark.parametrize("kind", [*NUMERIC_KINDS, "date", "hash"])
def test_what_is_measured_counted_or_dated_sorts_nothing(kind):
    assert use_of(table(NAMES, (kind, ["да", "нет"] * 4))) == TableUse((0,), (0,), ())


@pytest.mark.parametrize(
    ("texts", "sorts", "chosen"),
    [
        (["да", "нет"] * 4, True, True),
        (["в списке", "–", "не в списке", "–"] * 2, True, True),
        (["Мира СОШ", "Труда СОШ", "Садовая", "Полевая", "Лесная", "Новая", "Старая", "–"], True, False),
        (["ВПР, математика, 8 класс", "ЕГЭ, русский язык"] * 4, True, True),
        (["Порог 25", "Порог 35"] * 4, True, True),
        (["13 из\u00a022", "5 из\u00a012"] * 4, False, False),
        (["12,5–40,1", "3–9"] * 4, False, False),
        (["−3,1", "+2,0"] * 4, False, False),
        (["снизилась на 3 п. п.", "выросла на 4 п. п."] * 4, False, False),
        (["не меньше 30\u00a0%", "меньше 30\u00a0%"] * 4, False, False),
        ([f"вариант {place}" for place in range(8)], False, False),
        (["предложение, которое длиннее любого статуса и стоит в каждой строке"] * 8, False, False),
        (["", "–"] * 4, False, False),
    ],
)
def test_a_worded_column_sorts_if_it_says_statuses_and_no_results(texts, sorts, chosen):
    assert use_of(table(NAMES, ("text", texts))) == TableUse((0,), (0, 1) if sorts else (0,), (1,) if chosen else ())


@pytest.mark.parametrize("rows", [FEW_ROWS - 1, FEW_ROWS])
def test_a_short_table_is_seen_at_a_glance(rows):
    short = table(("text", [f"школа {place}" for place in range(rows)]))
    assert use_of(short) == (TableUse((0,), (0,)) if rows == FEW_ROWS else TableUse())


def test_a_row_that_is_no_school_is_found_by_any_of_its_words():
    numbered = table(("code", [f"Р-{place}" for place in range(8)]), ("text", ["что сделать"] * 8), schools=False)
    assert use_of(numbered).names == (0, 1)


def test_a_table_without_heads_of_rows_offers_nothing():
    assert use_of(table(NAMES, ("text", ["да", "нет"] * 4), row_headers=0)) == TableUse()


def test_the_second_line_of_a_name_is_a_status_to_choose():
    two_lines = [f"{name}\n{'в списке' if place % 2 else 'критерии выполнены'}: {place} и 1"
                 for place, name in enumerate(NAMES[1])]  # fmt: skip
    assert use_of(table(("text", two_lines))).standings
    assert not use_of(table(NAMES)).standings


@pytest.mark.parametrize(
    ("name", "told"), [("Лицей", ""), ("Лицей\nв списке: 7 и 6", "в списке"), ("Лицей\nв списке\nс 2023", "в списке")]
)
def test_a_status_has_no_numbers(name, told):
    assert standing(name) == told


@pytest.mark.parametrize(
    ("marks", "schools", "summing"),
    [
        (["", "", "total"], (), {2}),
        (["", "total", "total"], ("a", "b", ""), {2}),
        (["total", "total", "total"], ("a", "b", "c"), set()),
        (["total", "total", "total"], (), set()),
        (["", "", ""], ("a", "", ""), set()),
    ],
)
def test_a_row_sums_up_if_its_head_is_marked_and_no_school_stands_behind_it(marks, schools, summing):
    rows = tuple((Cell(None, "x", mark),) for mark in marks)
    assert sums(PublicationTable("т", (Column("a", "А"),), rows, schools=schools)) == summing

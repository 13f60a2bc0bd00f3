"""Numbers under «2», «3», «4», «5»: pupils or per cent by headings, signs, sums and other rows, never by a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ingest.cells.headings import COUNT, PERCENT
from shnor_lib.ingest.cells.sheet import SheetCell
from shnor_lib.ingest.layouts.mark_units import PART, PUPILS, RowMarks, mark_of, told_parts, told_units, unit_of
from tests.support.depth import examples


def rows_of(*tables):
    """Return rows of (participants, «2», «3», …)."""
    rows = []
    for row, (n, *numbers) in enumerate(tables, start=2):
        marks = RowMarks(row, n)
        for mark, number in enumerate(numbers, start=2):
            if number is not None:
                marks.add(mark, SheetCell(row, mark, number))
        rows.append(marks)
    return rows


def units(*tables, **signs):
    """Return the unit of each row, «?» where it is untold."""
    rows = rows_of(*tables)
    told = told_units(rows, **signs)
    assert {*told.by_row, *(row.row for row in told.untold)} == {row.row for row in rows if row.numbers}
    return [told.by_row.get(row.row, "?") for row in rows]


@pytest.mark.parametrize(
    ("heading", "mark", "unit"),
    [
        ("2", 2, ""),
        (2, 2, ""),
        (2.0, 2, ""),
        ("«2»", 2, ""),
        ('"5"', 5, ""),
        ("Отметка «3»", 3, ""),
        ("Оценка 4", 4, ""),
        ("на «5»", 5, ""),
        ("«2» (неуд.)", 2, ""),
        ("Получили «2»", 2, PUPILS),
        ("Получили 2", 2, PUPILS),
        ("Получивших «2»", 2, PUPILS),
        ("Получили «2», чел.", 2, COUNT),
        ("2 (чел.)", 2, COUNT),
        ("Количество «2»", 2, COUNT),
        ("Кол-во отметок «2»", 2, COUNT),
        ("Число обучающихся, получивших «2»", 2, COUNT),
        ("Доля «2»", 2, PERCENT),
        ("2, %", 2, PERCENT),
        ("% «2»", 2, PERCENT),
        ("%2", 2, PERCENT),
        ("«2» (%)", 2, PERCENT),
        ("Процент 3", 3, PERCENT),
        ("Доля получивших «2»", 2, PERCENT),
        ("Количество участников, получивших «2», %", 2, PERCENT),
        ("Не сдали", None, PUPILS),
        ("Не преодолели порог", None, PUPILS),
        ("22", None, ""),
        ("6", None, ""),
        ("2023", None, ""),
        ("Класс", None, ""),
    ],
)
def test_what_a_heading_says_of_a_mark(heading, mark, unit):
    assert (mark_of(heading), unit_of(heading)) == (mark, unit)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        # all four marks: the sum decides
        ([(20, 7, 6, 4, 3)], [COUNT]),
        ([(20, 35, 30, 20, 15)], [PERCENT]),
        ([(24, 33.33, 33.33, 16.67, 16.67)], [PERCENT]),
        ([(24, 33, 33, 17, 16)], [PERCENT]),
        ([(24, "33,3", "33,3", "16,7", "16,7")], [PERCENT]),
        ([(20, 0.35, 0.3, 0.2, 0.15)], [PART]),
        ([(20, 0.35, 0.3, 0.2, 0.15), (20, 0, 0, 0, 1)], [PART, PART]),
        ([(20, 7, 6, 4, 3), (20, 35, 30, 20, 15)], [COUNT, PERCENT]),
        ([(100, 35, 30, 20, 15)], [COUNT]),
        ([(100, 35, 30, 20, 15), (20, 35, 30, 20, 15)], [PERCENT, PERCENT]),
        ([(99, 34, 30, 20, 15)], ["?"]),
        ([(99, 34, 30, 20, 15), (20, 7, 6, 4, 3)], [COUNT, COUNT]),
        ([(99, 34, 30, 20, 15), (20, 35, 30, 20, 15)], [PERCENT, PERCENT]),
        ([(None, 7, 6, 4, 3)], [COUNT]),
        ([(None, 35, 30, 20, 15)], ["?"]),
        ([(20, 8, 6, 4, 3)], ["?"]),
        ([(20, 8, 6, 4, 3), (20, 7, 6, 4, 3)], [COUNT, COUNT]),
        ([(20, 45, 30, 20, 15), (20, 35, 30, 20, 15)], [PERCENT, PERCENT]),
        # «2» alone: fractions, numbers above the participants, above a hundred
        ([(60, 20)], ["?"]),
        ([(60, 20), (60, 20), (50, 10)], ["?", "?", "?"]),
        ([(60, 20.5), (60, 20)], [PERCENT, PERCENT]),
        ([(60, "20,0")], [PERCENT]),
        ([(60, "20.0")], ["?"]),
        ([(20, 35), (50, 20)], [PERCENT, PERCENT]),
        ([(300, 120), (50, 20)], [COUNT, COUNT]),
        ([(60, 0)], [COUNT]),
        ([(60, 0), (60, 20)], [COUNT, "?"]),
        ([(100, 20), (60, 20)], [COUNT, "?"]),
        ([(None, 20)], ["?"]),
        ([(60, 0.35)], ["?"]),
        ([(60, 0.35), (60, 0.5)], ["?", "?"]),
        ([(60, 0.35), (60, 20.5)], [PERCENT, PERCENT]),
        # a slip above the participants makes no per cent of counts that per cent cannot be
        ([(20, 44), (20, 3), (21, 7), (23, 4)], ["?", "?", "?", "?"]),
        # some marks alone
        ([(60, 20, 45)], [PERCENT]),
        ([(130, 60, 55), (60, 20, 20)], [COUNT, COUNT]),
        ([(60, 20, 20)], ["?"]),
        ([(60, None, 20)], ["?"]),
    ],
)
def test_bare_headings(table, told):
    assert units(*table) == told


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([(60, 20)], [COUNT]),
        ([(60, 20), (60, 2.5), (60, 3)], [COUNT] * 3),
        ([(60, 20.5), (60, 12.5), (60, 3)], [PERCENT] * 3),
        ([(20, 35, 30, 20, 15)], [PERCENT]),
    ],
)
def test_headings_that_speak_of_pupils_are_counts_unless_most_rows_gainsay(table, told):
    assert units(*table, is_of_pupils=True) == told


def test_a_sign_of_per_cent_in_other_cells_decides_for_bare_ones():
    assert units((60, 20), has_percent_sign=True) == [PERCENT]
    assert units((300, 120), (60, 20), has_percent_sign=True) == [COUNT, "?"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([(20, 35, 30, 20, 15)], [PERCENT]),
        ([(20, 0.35, 0.3, 0.2, 0.15)], [PART]),
        ([(20, 35)], [PERCENT]),
        ([(20, 0.5), (20, 35)], [PERCENT, PERCENT]),
        ([(20, 0.35)], ["?"]),
        ([(20, 0), (20, 1)], [PERCENT, PERCENT]),
    ],
)
def test_headings_of_per_cent_may_stand_over_parts_of_one(table, told):
    rows = rows_of(*table)
    found = told_parts(rows)
    assert [found.by_row.get(row.row, "?") for row in rows] == told


COUNTS = st.lists(st.tuples(*[st.integers(0, 60)] * 4).filter(any), min_size=1, max_size=6)


@settings(max_examples=examples(60), deadline=None)
@given(COUNTS, st.integers(1, 4))
def test_counts_are_never_taken_for_per_cent(tables, given_marks):
    """Whatever the counts: all four marks, or some of them alone."""
    assert PERCENT not in units(*((sum(counts), *counts[:given_marks]) for counts in tables))


@settings(max_examples=examples(60), deadline=None)
@given(COUNTS, st.integers(1, 4), st.integers(0, 2))
def test_per_cent_are_never_taken_for_counts(tables, given_marks, decimals):
    shares = [
        (sum(counts), *(round(100 * count / sum(counts), decimals) for count in counts[:given_marks]))
        for counts in tables
    ]
    told = units(*shares)
    for unit, (n, *numbers) in zip(told, shares, strict=True):
        assert unit in (PERCENT, "?") or n == 100 or not any(numbers)


@settings(max_examples=examples(60), deadline=None)
@given(COUNTS)
def test_all_four_marks_tell_counts_unless_they_are_about_a_hundred(tables):
    told = units(*((sum(counts), *counts) for counts in tables))
    assert all(unit == COUNT or 98 <= sum(counts) <= 102 for unit, counts in zip(told, tables, strict=True))

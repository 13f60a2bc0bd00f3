"""A share as people type it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ingest.cells.percentages import parse_share
from shnor_lib.ingest.cells.sheet import SheetCell


def share_of(value, **options):
    return parse_share(SheetCell(1, 1, value, **options))


@pytest.mark.parametrize(
    ("value", "pct"),
    [(0, 0), (30, 30), (12.5, 12.5), ("12,5", 12.5), ("30 %", 30), ("12,5%", 12.5), (" 7\u00a0", 7), ("100", 100)],
)
def test_numbers_are_read(value, pct):
    assert (share_of(value).kind, share_of(value).pct) == ("number", pct)


def test_a_fraction_in_a_percent_format_is_a_percentage():
    assert share_of(0.3, number_format="0%").pct == 30


@pytest.mark.parametrize("dash", ["-", "–", "—", " − ", "--"])
def test_dashes_mean_not_held(dash):
    assert share_of(dash).kind == "dash"


def test_an_empty_cell_is_empty():
    assert parse_share(None).kind == "empty"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (SheetCell(1, 1, "тридцать"), "текст вместо числа"),
        (SheetCell(1, 1, "1,2,3"), "текст вместо числа"),
        (SheetCell(1, 1, 101), "доля вне границ от 0 до 100"),
        (SheetCell(1, 1, -1), "доля вне границ от 0 до 100"),
        (SheetCell(1, 1, date(2021, 5, 10)), "дата вместо числа"),
        (SheetCell(1, 1, True), "логическое значение вместо числа"),
        (SheetCell(1, 1, "#REF!", is_error=True), "ошибка Excel"),
        (SheetCell(1, 1, "=A1", is_lost_formula=True), "формула без сохранённого значения"),
    ],
)
def test_what_is_no_share_is_named(cell, problem):
    share = parse_share(cell)
    assert (share.kind, share.problem) == ("bad", problem)


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates()))
def test_nothing_breaks_the_reader(value):
    share = share_of(value)
    assert share.kind in ("number", "dash", "bad") or (share.kind == "empty" and value is None)
    assert share.pct is None or 0 <= share.pct <= 100

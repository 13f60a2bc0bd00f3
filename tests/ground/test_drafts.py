"""The mark «заполните: …»: what waits for a person, and what only speaks of filling in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.drafts import to_fill, waits


@pytest.mark.parametrize(
    "value",
    [
        "заполните",
        "Заполните",
        " заполните ",
        "«заполните»",
        "заполните…",
        "заполните: период Программы",
        "ЗАПОЛНИТЕ : период",
        "«заполните: …»",
        "Итоги Программы (заполните: полное название)",
        "заполните\u00a0: год",
    ],
)
def test_waits(value):
    assert waits(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "МБУ «ИМЦ»",
        "Инструкция: заполните форму и сдайте",
        "не заполните",
        "дозаполните: форму",
        None,
        7,
        float("nan"),
    ],
)
def test_does_not_wait(value):
    assert not waits(value)


@given(st.text(max_size=40))
def test_what_is_asked_for_waits(what):
    assert waits(to_fill(what))

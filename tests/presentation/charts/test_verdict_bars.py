"""Bars of verdicts: shares on 0–100 %, pieces as squares, other numbers beside their target; nothing breaks them."""

from types import SimpleNamespace

import pytest

from shnor_lib.presentation.charts.verdict_bars import bar_words, verdict_bar


def indicator(actual, target=None, unit="шт.", status="met"):
    return SimpleNamespace(
        actual=actual, target=target, unit=unit, status=status, hidden=False, needs=None, status_firm=True, goal=None
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (indicator(77.777778, 40.0, "%"), "78 %, цель 40 %, достигнут"),
        (indicator(3.0, 3.0), "3 шт., цель 3 шт., достигнут"),
        (indicator(3.7, 4.5, "балла", "not_met"), "3,7 балла, цель 4,5 балла, не достигнут"),
        (indicator(-2.0, 4.0, "балла", "not_met"), "−2 балла, цель 4 балла, не достигнут"),
        (indicator(0.0, None), "0 шт., цель не задана"),
        (indicator(float("nan"), 40.0, "%", "no_data"), "нет данных"),
        (indicator(5000.0, 3.0), "5 000 шт., цель 3 шт., достигнут"),
    ],
)
def test_every_value_has_a_bar_and_words(row, words):
    assert verdict_bar(row).svg.startswith("<svg")
    assert bar_words(row, 0).replace("\u00a0", " ") == words

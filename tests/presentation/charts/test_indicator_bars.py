"""Indicators against targets: no data is said and never drawn as zero."""

import pandas as pd
import pytest

from shnor_lib.presentation.charts.indicator_bars import indicator_bars
from tests.support.chart_frames import indicator, plain, texts


def test_no_data_is_said_and_never_drawn_as_zero():
    figure = indicator_bars(pd.DataFrame([indicator(), indicator("И6", "шт.", 3)]))
    words = [plain(word) for word in texts(figure)]
    assert words.count("нет данных") == 3  # two rows and the legend
    assert {"цель 40 %", "цель 3 шт."} <= set(words)
    assert "И7: нет данных, цель 40 %. И6: нет данных, цель 3 шт" in plain(figure.alt)


def test_a_hidden_value_is_no_lack_of_data():
    figure = indicator_bars(
        pd.DataFrame([indicator("П5", target=None, hidden=True), indicator(actual=50, status="met")])
    )
    words = [plain(word) for word in texts(figure)]
    assert "не показан: группа мала" in words and "нет данных" not in words
    assert "П5: не показан: группа мала" in plain(figure.alt)


def test_baseline_is_named_as_before_the_programme():
    row = indicator(baseline=57.142857, range_low=42.857, range_high=85.714)
    figure = indicator_bars(pd.DataFrame([row]))
    assert "до начала Программы 57,1 %" in plain(figure.alt)
    assert any("до начала Программы" in word for word in texts(figure))


@pytest.mark.parametrize(
    ("row", "alt", "beside"),
    [
        (indicator(actual=42.857, status="met"), "И7: 42,9 %, цель 40 %, достигнута", "факт 42,9 %"),
        (indicator(actual=0.0, status="not_met"), "И7: 0 %, цель 40 %, не достигнута", "факт 0 %"),
        (indicator("П1", target=None, actual=100, status="no_target"), "П1: 100 %, цель не задана", "цель не задана"),
        (indicator("И6", "шт.", 3, 2, "not_met"), "И6: 2 шт., цель 3 шт., не достигнута", "факт 2 шт."),
    ],
)
def test_fact_against_target(row, alt, beside):
    figure = indicator_bars(pd.DataFrame([row]))
    assert alt in plain(figure.alt)
    assert beside in [plain(word) for word in texts(figure)]

"""Indicators by quarters: a panel for each that has values, quarters without one left out."""

import numpy as np
import pandas as pd

from shnor_lib.presentation.charts.indicator_lines import indicator_lines

INDICATORS = pd.DataFrame(
    {
        "id": ["И4", "И6", "П3"],
        "short_name": ["Целевые КПК", "Рекомендации", "КПК педагогов"],
        "unit": ["%", "шт.", "%"],
        "target": [100.0, 3.0, np.nan],
    }
)


def quarters(**values):
    days = ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]
    return pd.DataFrame(
        [
            {"id": id, "on": day, "value": value}
            for id, own in values.items()
            for day, value in zip(days, own, strict=True)
        ]
    )


def test_a_line_for_each_indicator_that_has_values():
    figure = indicator_lines(quarters(И4=[10, 20, 30, 45.5], И6=[0, 1, 2, 3]), INDICATORS)
    assert "Целевые КПК" in figure.svg
    assert "КПК педагогов" not in figure.svg
    assert "Целевые КПК: от 10 до 46 %, цель 100" in figure.alt


def test_a_share_below_its_target_is_not_rounded_to_it():
    figure = indicator_lines(quarters(И4=[10, 20, 30, 99.6], И6=[0, 1, 2, 3]), INDICATORS)
    assert "Целевые КПК: от 10 до 99,6 %, цель 100" in figure.alt


def test_a_quarter_without_a_value_is_left_out():
    figure = indicator_lines(quarters(П3=[np.nan, np.nan, 5, 10]), INDICATORS)
    assert "цель не задана" in figure.alt
    assert ">03.24<" not in figure.svg
    assert ">09.24<" in figure.svg


def test_no_values_give_no_lines():
    assert indicator_lines(quarters(И4=[np.nan] * 4), INDICATORS) is None
    assert indicator_lines(quarters().reindex(columns=["id", "on", "value"]), INDICATORS) is None

"""Charts of the programme's course: what is not known is never drawn as zero, and words say what colours show."""

import numpy as np
import pandas as pd
import pytest

from shnor_lib.presentation.charts.canvas import PAGE_WIDTH
from shnor_lib.presentation.charts.programme import indicator_lines, share_map

SHARES = pd.DataFrame(
    {"КПК": [0.0, 100.0], "ИОМ": [np.nan, 42.4]}, index=["МБОУ «Тихоструйная СОШ»", "МБОУ «Подлесновская ООШ»"]
)
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


def share_figure(shares=SHARES, **options):
    return share_map(shares, "Охват", of_what="доля педагогов школы", **options)


def test_each_known_share_is_written_and_an_unknown_one_is_a_dash():
    svg = share_figure().svg
    assert svg.count(">100<") == 1
    assert ">42<" in svg
    assert ">–<" in svg
    assert "nan" not in svg


def test_words_say_what_the_map_shows():
    alt = share_figure().alt
    assert "от 0 до 100" in alt
    assert "КПК – в среднем 50" in alt
    assert "ИОМ – в среднем 42" in alt


def test_a_text_stands_instead_of_the_number():
    texts = pd.DataFrame("", index=SHARES.index, columns=SHARES.columns)
    texts.iloc[1, 1] = "менее 5 чел."
    svg = share_figure(texts=texts).svg
    assert "менее 5 чел." in svg
    assert ">42<" not in svg


@pytest.mark.parametrize("shares", [pd.DataFrame(), SHARES * np.nan, SHARES.iloc[:0]])
def test_nothing_known_gives_no_map(shares):
    assert share_figure(shares) is None


@pytest.mark.parametrize("columns", [1, 4, 9])
@pytest.mark.parametrize("rows", [1, 24])
def test_a_map_keeps_to_the_page(rows, columns):
    shares = pd.DataFrame(
        50.0, index=[f"Школа № {n}" for n in range(rows)], columns=[f"Вид {n}" for n in range(columns)]
    )
    assert share_figure(shares).width_mm == PAGE_WIDTH


def test_a_line_for_each_indicator_that_has_values():
    figure = indicator_lines(quarters(И4=[10, 20, 30, 45.5], И6=[0, 1, 2, 3]), INDICATORS)
    assert "И4." in figure.svg
    assert "П3" not in figure.svg
    assert "И4: от 10 до 45,5 %, цель 100" in figure.alt


def test_a_quarter_without_a_value_is_left_out():
    figure = indicator_lines(quarters(П3=[np.nan, np.nan, 5, 10]), INDICATORS)
    assert "цель не задана" in figure.alt
    assert ">03.24<" not in figure.svg
    assert ">09.24<" in figure.svg


def test_no_values_give_no_lines():
    assert indicator_lines(quarters(И4=[np.nan] * 4), INDICATORS) is None
    assert indicator_lines(quarters().reindex(columns=["id", "on", "value"]), INDICATORS) is None

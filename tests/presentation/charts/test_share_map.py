"""The map of shares: what is not known is never drawn as zero, and words say what colours show."""

import numpy as np
import pandas as pd
import pytest

from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.share_map import share_map
from tests.support.chart_frames import texts

SHARES = pd.DataFrame(
    {"КПК": [0.0, 100.0], "ИОМ": [np.nan, 42.4]}, index=["МБОУ «Тихоструйная СОШ»", "МБОУ «Подлесновская ООШ»"]
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
    words = pd.DataFrame("", index=SHARES.index, columns=SHARES.columns)
    words.iloc[1, 1] = "менее 5 чел."
    svg = share_figure(texts=words).svg
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


def test_two_rows_of_one_name_are_both_drawn():
    shares = pd.DataFrame({"КПК": [11.0, 22.0]}, index=["Заречная СОШ"] * 2)
    words = texts(share_figure(shares))
    assert words.count("Заречная СОШ") == 2 and {"11", "22"} <= set(words)
    assert "2 строки" in share_figure(shares).alt.replace("\u00a0", " ")

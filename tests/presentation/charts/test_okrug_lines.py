"""The okrug's shares by year: printed ones alone are drawn, hidden ones break the line and are said to be hidden."""

import re

import pandas as pd

from shnor_lib.presentation.charts.okrug_lines import okrug_lines

NONE = float("nan")


def shares(*rows: tuple[str, str, int, float, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["procedure", "group", "school_year", "fail_pct", "symbol"])


SHARES = shares(
    ("ВПР, математика", "all", 2022, 14.2, ""),
    ("ВПР, математика", "all", 2023, 11.7, ""),
    ("ВПР, математика", "all", 2024, 9.0, ""),
    ("ВПР, математика", "listed", 2022, 31.0, ""),
    ("ВПР, математика", "listed", 2023, NONE, "c"),
    ("ВПР, математика", "listed", 2024, 26.4, ""),
    ("ОГЭ, русский язык", "listed", 2024, NONE, "c"),
)


def test_each_printed_share_is_a_mark_and_a_hidden_one_breaks_the_line():
    drawn = okrug_lines(SHARES, "Доля «2» по округу")
    assert drawn is not None
    assert drawn.svg.count("<circle") == 5
    lines = re.findall(r'd="(M[^"]*)" fill="none"', drawn.svg)
    assert len(lines) == 1 and lines[0].count("M") == 1 and lines[0].count("L") == 2
    assert "ОГЭ" not in drawn.svg + drawn.alt
    assert re.findall(r">(\d+|c)</text>", drawn.svg) == ["0", "20", "40", "c", "9", "26"]


def test_what_is_said_and_shown_as_a_table_is_what_is_printed():
    drawn = okrug_lines(SHARES, "Доля «2» по округу")
    assert drawn is not None and drawn.data is not None
    assert [row[-1].text for row in drawn.data.rows] == ["14,2", "11,7", "9,0", "31,0", "c", "26,4"]
    assert "все школы — 2021/22 14\u00a0%, 2022/23 12\u00a0%, 2023/24 9\u00a0%; школы списка — 2021/22 31" in drawn.alt
    assert drawn.notes[0].endswith("«c» — скрыто.")


def test_without_a_printed_share_nothing_is_drawn():
    assert okrug_lines(SHARES.assign(fail_pct=NONE, symbol="c"), "Доля") is None
    assert okrug_lines(SHARES.iloc[:0], "Доля") is None


def test_groups_that_end_alike_keep_their_words_apart():
    drawn = okrug_lines(shares(("А", "all", 2024, 9.0, ""), ("А", "listed", 2024, 9.1, "")), "Доля")
    assert drawn is not None
    heights = re.findall(r'font-size: 7px[^>]*?y="([\d.]+)"|y="([\d.]+)"[^>]*font-size: 7px', drawn.svg)
    numbers = [float(one or other) for one, other in heights]
    assert len(numbers) == 2 and abs(numbers[0] - numbers[1]) > 7

"""Ordinary frames and figures in a notebook's shell get the MIME types of publication."""

import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from shnor_lib.presentation.figures import FIGURE_MIME, PublicationFigure, PublicationFigures
from shnor_lib.presentation.notebook import MOST_ROWS, figure_of, install_formatters, table_of
from shnor_lib.presentation.tables import TABLE_MIME


@pytest.fixture(scope="module")
def shell():
    shell = InteractiveShell()
    install_formatters(shell)
    return shell


def texts(frame) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table_of(frame).rows]


def test_a_frame_a_series_and_a_figure_get_our_types(shell):
    def types(value):
        return set(shell.display_formatter.format(value)[0])

    assert types(pd.DataFrame({"a": [1]})) == {TABLE_MIME, "text/html", "text/plain"}
    assert types(pd.Series([1], name="a")) == {TABLE_MIME, "text/html", "text/plain"}
    assert types(plt.figure()) == {FIGURE_MIME, "image/svg+xml", "text/plain"}


def test_several_figures_are_shown_one_after_another(shell, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    figures = PublicationFigures([PublicationFigure("А", "а", "<svg/>"), PublicationFigure("Б", "б", "<svg/>")])
    assert shell.display_formatter.format(figures) == ({}, {})
    assert [figure.caption for figure in shown] == ["А", "Б"]


def test_a_shown_figure_is_closed(shell):
    figure, _ = plt.subplots()
    shell.display_formatter.format(figure)
    assert not plt.fignum_exists(figure.number)


def test_without_a_shell_nothing_happens():
    assert install_formatters() is None


def test_registering_imports_neither_pandas_nor_matplotlib():
    script = (
        "import sys; from IPython.core.interactiveshell import InteractiveShell;"
        "from shnor_lib.presentation.notebook import install_formatters;"
        "install_formatters(InteractiveShell.instance());"
        "sys.exit(sum(name in sys.modules for name in ('pandas', 'matplotlib.figure')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([2021, 9999], ["2021", "9999"]),
        ([12345, -1], ["12\u00a0345", "−1"]),
        ([27.5, 3.0], ["27,5", "3,0"]),
        ([1.0, 2.0], ["1", "2"]),
        ([0.333333, 100], ["0,33", "100,00"]),
        ([0.0012, np.nan], ["0,0012", "–"]),
        ([True, False], ["да", "нет"]),
        (["текст", None], ["текст", "–"]),
        (pd.array([1, pd.NA], dtype="Int64"), ["1", "–"]),
        (pd.array([True, pd.NA], dtype="boolean"), ["да", "–"]),
        (pd.to_datetime(["2022-12-31", None]), ["31.12.2022", "–"]),
        ([[1, 2], {"a": 1}], ["[1, 2]", "{'a': 1}"]),
    ],
)
def test_values_are_worded_in_russian(values, words):
    assert [row[0] for row in texts(pd.DataFrame({"x": values}))] == words


def test_an_index_is_shown_when_it_says_something():
    frame = pd.DataFrame({"x": [1, 2]})
    assert texts(frame) == [["1"], ["2"]]
    assert texts(frame[frame["x"] > 1]) == [["2"]]
    named = frame.set_axis(["а", "б"]).rename_axis("школа")
    assert [column.label for column in table_of(named).columns] == ["школа", "x"]
    assert texts(named) == [["а", "1"], ["б", "2"]]
    assert table_of(named).row_headers == 1


def test_columns_of_a_pivot_are_grouped():
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("ВПР", 2021), ("ВПР", 2022)]))
    assert [(column.group, column.label) for column in table_of(frame).columns] == [("ВПР", "2021"), ("ВПР", "2022")]


@pytest.mark.parametrize("rows", [MOST_ROWS, MOST_ROWS + 1])
def test_a_long_frame_is_cut_with_a_note(rows):
    table = table_of(pd.DataFrame({"x": range(rows)}))
    assert len(table.rows) == MOST_ROWS
    assert any("ещё 1\u00a0строка" in note for note in table.notes) == (rows > MOST_ROWS)


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"x": []}), pd.DataFrame(index=["а"])])
def test_empty_frames_are_tables_too(frame):
    assert table_of(frame).columns


@pytest.mark.slow
def test_a_figure_is_described_by_its_own_words_and_is_the_same_each_time():
    def drawn():
        figure, axes = plt.subplots()
        axes.plot([1, 2])
        axes.set(title="Доля «2»", xlabel="год")
        value = figure_of(figure)
        plt.close(figure)
        return value

    assert drawn() == drawn()
    assert drawn().alt == "График: Доля «2»; по горизонтали — год"

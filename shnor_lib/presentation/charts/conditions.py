"""Shares of «2» against the index of conditions: schools, what is expected, and how far chance reaches."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from shnor_lib.analysis.certainty.context_expectation import TOLD_AT
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.statistics.regression import angle_of_share, share_of_angle
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import CONTEXT_STANDINGS
from shnor_lib.ground.wording import number, plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas, Style
from shnor_lib.presentation.charts.drawing import MM_PER_POINT, PAGE_WIDTH
from shnor_lib.presentation.charts.figure import data_of, in_house_style, publication_figure
from shnor_lib.presentation.charts.labels import NAMED_IN_ALT, SCHOOLS, school_labels, write_names_beside
from shnor_lib.presentation.charts.legend import draw_keys
from shnor_lib.presentation.charts.values import numbers
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

_HEADER, _HEIGHT, _FOOT, _LEFT, _NAMES = 7.0, 72.0, 20.0, 12.0, 46.0
#: More names than these would lie over each other; the text above the chart has them all.
MOST_LABELS = 18

#: More schools than these stand in a crowd: their marks and limits are drawn finer.
CROWD = 100
_FINE_MARK, _FINE_LINE = 2.2, 0.4

_LISTED: Style = {"marker": "s", "markersize": 4.6, "color": theme.ACCENT}
_OTHER: Style = {"marker": "o", "markersize": 3.6, "color": theme.INK, "markerfacecolor": theme.PAPER}
_EXPECTED: Style = {"color": theme.INK, "linewidth": theme.LINE, "linestyle": "--"}
_OUTSIDE: Style = {"marker": "o", "markersize": 8.5, "color": theme.INK, "markerfacecolor": "none"}
_LIMITS: Style = {"color": theme.HATCH, "linewidth": 1.6, "linestyle": "-"}


@in_house_style
def conditions_chart(
    table: pd.DataFrame,
    fit: pd.DataFrame,
    caption: str = "Доля «2» и условия работы школ: факт, ожидаемая доля и границы",
) -> PublicationFigure | None:
    """Draw each school's share of «2» against its index, with what is expected there and the limits of that.

    Args:
        table: the table `context_expectation` with ``listed``; names as they shall be printed.
        fit: the table `context_fit`, the line through all schools.
        caption: the figure's caption.

    Returns:
        The figure, or ``None`` where schools are too few for limits.
    """
    columns = ("index", "fail_pct", "expected_pct", "low_pct", "high_pct")
    shown = table.assign(**{name: numbers(table[name]) for name in columns}).dropna(subset=[*columns])
    if shown.empty:
        return None
    listed = is_true(shown["listed"])
    outside = shown[shown["standing"] != "within"]
    named = 0 < len(outside) <= MOST_LABELS
    canvas = Canvas(_HEADER + _HEIGHT + _FOOT)
    axes = canvas.panel(_LEFT, _HEADER, PAGE_WIDTH - _LEFT - (_NAMES if named else 4), _HEIGHT)
    canvas.text(0, 2.4, "Доля «2», %", color=theme.MUTED)
    _draw_frame(axes, shown)
    finer = {"linewidth": _FINE_LINE} if len(shown) > CROWD else {}
    axes.vlines(shown["index"], shown["low_pct"], shown["high_pct"], zorder=1, **_LIMITS | finer)
    _draw_line(axes, shown, fit)
    for own, style in ((shown[~listed], _OTHER), (shown[listed], _LISTED)):
        size = {"markersize": _FINE_MARK} if len(shown) > CROWD else {}
        axes.plot(own["index"], own["fail_pct"], linestyle="none", markeredgewidth=0.8, zorder=3, **style | size)
    axes.plot(outside["index"], outside["fail_pct"], linestyle="none", markeredgewidth=0.9, zorder=4, **_OUTSIDE)
    if named:
        labels = school_labels(shown)
        points = [(row.index, row.fail_pct, labels[row.school_id]) for row in rows_of(outside)]
        write_names_beside(canvas, axes, points, left=PAGE_WIDTH - _NAMES)
    canvas.text(_LEFT, _HEADER + _HEIGHT + 8, "Модельный индекс: больше — условия благоприятнее", color=theme.MUTED)
    _draw_legend(canvas, with_listed=bool(listed.any()), with_others=not listed.all(), outside=len(outside) > 0)
    return publication_figure(canvas, caption, _alt(shown, outside), _data(shown, caption))


def _draw_frame(axes: Axes, shown: pd.DataFrame) -> None:
    sns.despine(ax=axes)
    most = min(100.0, np.ceil((max(shown["fail_pct"].max(), shown["high_pct"].max()) + 1) / 10) * 10)
    axes.set_ylim(-0.02 * most, most)
    axes.set_xlim(np.floor(shown["index"].min() / 5) * 5 - 1, np.ceil(shown["index"].max() / 5) * 5 + 1)
    axes.tick_params(length=0, pad=2)
    axes.yaxis.grid(True, linestyle="-")


def _draw_line(axes: Axes, shown: pd.DataFrame, fit: pd.DataFrame) -> None:
    """Draw the line through all schools, straight in the angle and bent in the share."""
    (row,) = rows_of(fit)
    below, above = angle_of_share(np.array([row.below_pct, row.above_pct]) / 100)
    across = np.linspace(shown["index"].min(), shown["index"].max(), 60)
    angles = below + (above - below) * (across - TOLD_AT[0]) / (TOLD_AT[1] - TOLD_AT[0])
    axes.plot(across, 100 * share_of_angle(angles), zorder=2, **_EXPECTED)


def _draw_legend(canvas: Canvas, *, with_listed: bool, with_others: bool, outside: bool) -> None:
    axes = canvas.panel(_LEFT, canvas.height - 10, PAGE_WIDTH - _LEFT, 10, bare=True)
    entries = [
        *([("школа списка", {**_LISTED, "linestyle": "none"})] if with_listed else []),
        *([("другая школа", {**_OTHER, "linestyle": "none"})] if with_others else []),
        *([("за границами", {**_OUTSIDE, "linestyle": "none", "markersize": 6.5})] if outside else []),
        ("ожидаемая доля", _EXPECTED),
        ("границы ожидаемого для школы", _LIMITS),
    ]
    draw_keys(axes, entries, top=10 * MM_PER_POINT)


def _data(shown: pd.DataFrame, caption: str) -> PublicationTable:
    frame = shown.assign(
        name=shown["school_id"].map(school_labels(shown)), verdict=shown["standing"].map(CONTEXT_STANDINGS)
    )
    columns = [
        Column("name", "Школа", width=2.5),
        Column("index", "Индекс", "number", 0),
        Column("fail_pct", "Доля «2», %", "percent", 1),
        Column("expected_pct", "Ожидалась, %", "percent", 1),
        Column("low_pct", "Граница снизу, %", "percent", 1),
        Column("high_pct", "Граница сверху, %", "percent", 1),
        Column("verdict", "Доля к ожидаемой"),
    ]
    return data_of(frame, columns, caption, named=shown["standing"] != "within")


def _alt(shown: pd.DataFrame, outside: pd.DataFrame) -> list[str]:
    labels = school_labels(shown)
    named = [
        f"{labels[row.school_id]}: {number(row.fail_pct, 0)} %, ожидалось {number(row.expected_pct, 0)} %"
        for row in rows_of(outside)
    ]
    return [
        f"доля «2» в зависимости от модельного индекса: {plural(len(shown), *SCHOOLS)}",
        f"за границами ожидаемого {plural(len(outside), *SCHOOLS)}",
        *(named if len(named) <= NAMED_IN_ALT else ()),
    ]

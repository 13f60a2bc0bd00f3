"""Indicators quarter by quarter: the values at the ends of quarters against the target, a panel each."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import number
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas, wrapped
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.figure import data_of, in_house_style, publication_figure
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

_LINE_COLUMNS, _LINE_TITLE, _LINE_HEIGHT, _LINE_AXIS, _LINE_GAP = 3, 11.0, 26.0, 5.0, 5.0


@in_house_style
def indicator_lines(
    quarters: pd.DataFrame,
    indicators: pd.DataFrame,
    caption: str = "Показатели Программы на конец кварталов и целевые значения",
) -> PublicationFigure | None:
    """Draw each indicator's value at the ends of quarters against its target, a panel each.

    Args:
        quarters: rows of the table `indicator_quarters`.
        indicators: rows of the table `indicators`, for names, units and targets.
        caption: the figure's caption.
    """
    known = quarters[quarters["value"].notna()]
    shown = indicators[indicators["id"].isin(known["id"])]
    if shown.empty:
        return None
    lines = ceil(len(shown) / _LINE_COLUMNS)
    block = _LINE_TITLE + _LINE_HEIGHT + _LINE_AXIS + _LINE_GAP
    canvas = Canvas(block * lines - _LINE_GAP + 1)
    width = (PAGE_WIDTH - _LINE_GAP * (_LINE_COLUMNS - 1)) / _LINE_COLUMNS
    for place, indicator in enumerate(rows_of(shown)):
        left, top = place % _LINE_COLUMNS * (width + _LINE_GAP), place // _LINE_COLUMNS * block
        own = known[known["id"] == indicator.id].sort_values("on")
        title = wrapped(wording.typeset(indicator.short_name), width, lines=2)
        canvas.text(left, top + _LINE_TITLE / 2, title, weight="bold", linespacing=0.95)
        axes = canvas.panel(left + 8, top + _LINE_TITLE, width - 14, _LINE_HEIGHT)
        _draw_line(axes, own, indicator)
    words = [f"показатели по кварталам, {len(shown)}", *_line_words(known, shown)]
    return publication_figure(canvas, caption, words, _data(known, shown, caption))


def _draw_line(axes: Axes, own: pd.DataFrame, indicator: Any) -> None:
    values = own["value"].astype(float).to_numpy()
    target = indicator.target
    has_target = not pd.isna(target)
    highest = max([*values, float(target) if has_target else 0, 1])
    ceiling = 105 if indicator.unit == "%" else highest * 1.2
    axes.set_xlim(-0.4, len(values) - 0.6 + 0.4)
    axes.set_ylim(0, ceiling)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_yticks([0, 50, 100] if indicator.unit == "%" else [0, highest])
    step = 1 if len(values) <= 4 else 2
    axes.set_xticks(range(0, len(values), step), [_quarter_label(day) for day in own["on"][::step]])
    axes.tick_params(length=0, pad=2)
    if has_target:
        axes.axhline(float(target), color=theme.INK, linewidth=theme.LINE, linestyle=(0, (4, 2)))
    axes.plot(range(len(values)), values, color=theme.ACCENT, linewidth=1.6, marker="o", markersize=3.5, linestyle="-")
    axes.annotate(
        _value(values[-1], indicator),
        (len(values) - 1, values[-1]),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        size=theme.SMALL,
        annotation_clip=False,
        bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.5},
    )


def _quarter_label(day: str) -> str:
    return f"{day[5:7]}.{day[2:4]}"


def _value(value: float, indicator: Any) -> str:
    """Return a value: whole per cents, unless they would make it its target; a number of pieces as it is."""
    if indicator.unit == "%" and wording.rounded(value, 0) != indicator.target:
        return number(value, 0)
    return number(value, 1 if value % 1 else 0)


def _data(known: pd.DataFrame, shown: pd.DataFrame, caption: str) -> PublicationTable:
    told = shown[["id", "short_name", "unit", "target"]].merge(
        known[["id", "on", "value"]], on="id", how="inner", validate="1:m"
    )
    columns = [
        Column("id", "Показатель", "code"),
        Column("short_name", "Название", width=2.5),
        Column("on", "На день", "date"),
        Column("value", "Значение", "number", 1),
        Column("unit", "Единица"),
        Column("target", "Цель", "number"),
    ]
    return data_of(told, columns, caption)


def _line_words(known: pd.DataFrame, shown: pd.DataFrame) -> Sequence[str]:
    words = []
    for indicator in rows_of(shown):
        own = known[known["id"] == indicator.id].sort_values("on")
        target = "цель не задана" if pd.isna(indicator.target) else f"цель {number(indicator.target)}"
        first, last = (_value(own["value"].iloc[place], indicator) for place in (0, -1))
        words.append(f"{indicator.short_name}: от {first} до {last} {indicator.unit}, {target}")
    return words

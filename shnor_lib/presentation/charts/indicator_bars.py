"""Indicators: fact against target, a row each."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import WAY
from shnor_lib.ground.wording import NBSP
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas, Style, text_width, wrapped
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.figure import in_house_style, publication_figure
from shnor_lib.presentation.charts.legend import draw_keys
from shnor_lib.presentation.charts.values import numbers
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.verdicts import target_words, with_unit

_INDICATOR_ROW, _INDICATOR_LABEL, _INDICATOR_BAR, _INDICATOR_LEGEND = 11.0, 80.0, 62.0, 16.0
_MOST_PIECES = 12
#: Where names begin beside codes of two signs; longer codes push them on.
_NAME_AT = 8.0


@in_house_style
def indicator_bars(
    indicators: pd.DataFrame,
    caption: str = "Показатели Программы: фактическое значение и целевое значение",
) -> PublicationFigure | None:
    """Draw each indicator's value against its target; what has no data is an empty outline, never a zero.

    Args:
        indicators: rows of the table of that name; shares share one scale of 0–100 %, pieces are boxes.
        caption: the figure's caption.
    """
    if indicators.empty:
        return None
    names = ("target", "actual", "baseline", "range_low", "range_high")
    table = indicators.assign(**{name: numbers(indicators[name]) for name in names})
    top = 6.0
    canvas = Canvas(top + _INDICATOR_ROW * len(table) + _INDICATOR_LEGEND)
    axes = canvas.panel(_INDICATOR_LABEL, top, _INDICATOR_BAR, _INDICATOR_ROW * len(table), bare=True)
    for percent_mark in range(0, 101, 20):
        place = _INDICATOR_BAR * percent_mark / 100
        axes.axvline(place, color=theme.GRID, linewidth=theme.HAIRLINE, linestyle="-", zorder=0)
        canvas.text(_INDICATOR_LABEL + place, 3, f"{percent_mark}{NBSP}%", ha="center", color=theme.MUTED)
    name_at = max(_NAME_AT, *(text_width(code, weight=700) + 2 for code in table["id"]))
    for place, indicator in enumerate(rows_of(table)):
        middle = _INDICATOR_ROW * (place + 0.5)
        name = wrapped(wording.typeset(indicator.name), _INDICATOR_LABEL - 6 - name_at, lines=3)
        canvas.text(0, top + middle, indicator.id, weight="bold")
        canvas.text(name_at, top + middle, name, linespacing=0.95)
        _draw_indicator(axes, indicator, middle)
        canvas.text(_INDICATOR_LABEL + _INDICATOR_BAR + 4, top + middle, _fact_and_target(indicator), linespacing=1.05)
    _draw_indicator_legend(canvas, table)
    return publication_figure(
        canvas, caption, [f"показатели Программы, {len(table)}", *map(_indicator_words, rows_of(table))]
    )


_STATUS_BARS: dict[str, Style] = {
    "met": {"facecolor": theme.ACCENT, "edgecolor": theme.ACCENT},
    "not_met": {"facecolor": theme.LOW_TINTS[0], "edgecolor": theme.LOW, "hatch": "////"},
    "no_target": {"facecolor": theme.GRID, "edgecolor": theme.MUTED},
    "no_data": {"facecolor": theme.PAPER, "edgecolor": theme.MUTED, "linestyle": (0, (3, 2))},
}


def _draw_indicator(axes: Axes, indicator: Any, middle: float) -> None:
    bar: Style = {"linewidth": theme.LINE, **_STATUS_BARS[indicator.status]}
    height, is_share = 3.6, indicator.unit == "%"
    if not is_share:
        _draw_pieces(axes, indicator, middle, height, bar)
        return
    value = 100 if indicator.status == "no_data" else min(indicator.actual, 100)
    axes.add_patch(Rectangle((0, middle - height / 2), _INDICATOR_BAR * value / 100, height, **bar))
    if not np.isnan(indicator.target):
        place = _INDICATOR_BAR * indicator.target / 100
        axes.plot(
            [place, place], [middle - 3.1, middle + 3.1], color=theme.INK, linewidth=2, linestyle="-", clip_on=False
        )
    has_baseline = not np.isnan(indicator.baseline)
    if indicator.status == "no_data" and not has_baseline:
        mark = _INDICATOR_BAR * indicator.target / 100
        start = mark + 2 if 0 <= mark < 19 else 2  # beside the target's tick, not under it
        axes.text(start, middle + 0.1, _without_value(indicator), va="center", size=theme.SMALL, color=theme.MUTED)
    low, high = (_INDICATOR_BAR * share / 100 for share in (indicator.range_low, indicator.range_high))
    if low < high:  # below a filled bar, within an empty one
        height = middle if indicator.status == "no_data" else middle + 3.2
        whisker: Style = {"color": theme.INK, "linewidth": theme.LINE, "linestyle": "-"}
        axes.plot([low, high], [height, height], **whisker, marker="|", markersize=5)
    if has_baseline:
        place = _INDICATOR_BAR * indicator.baseline / 100
        axes.plot([place], [middle], marker="D", markersize=4.5, color=theme.INK, markerfacecolor=theme.PAPER)


def _draw_pieces(axes: Axes, indicator: Any, middle: float, height: float, bar: Style) -> None:
    """Draw pieces as boxes: as many as the target asks for, filled as far as there are."""
    there = 0 if np.isnan(indicator.actual) else int(indicator.actual)
    wanted = 0 if np.isnan(indicator.target) else int(indicator.target)
    empty = _STATUS_BARS["no_data"]
    for place in range(min(max(there, wanted, 1), _MOST_PIECES)):
        style = bar if place < there else {**empty, "linewidth": theme.LINE}
        axes.add_patch(Rectangle((place * 5, middle - height / 2), 3.8, height, **style))
    if indicator.status == "no_data":
        start = 5 * min(max(wanted, 1), _MOST_PIECES) + 2
        axes.text(start, middle + 0.1, _without_value(indicator), va="center", size=theme.SMALL, color=theme.MUTED)


def _without_value(indicator: Any) -> str:
    """Say why there is no value: nothing is known, it tells of too few people to be shown, or it is not counted."""
    if indicator.hidden:
        return "не показан: группа мала"
    return "не считается" if getattr(indicator, "needs", None) == WAY else "нет данных"


def _fact_and_target(indicator: Any) -> str:
    unit = indicator.unit
    fact = "" if np.isnan(indicator.actual) else f"факт {with_unit(indicator.actual, unit)}\n"
    target = "цель не задана" if np.isnan(indicator.target) else f"цель {target_words(indicator)}"
    return fact + target


def _draw_indicator_legend(canvas: Canvas, table: pd.DataFrame) -> None:
    axes = canvas.panel(0, canvas.height - _INDICATOR_LEGEND, PAGE_WIDTH, _INDICATOR_LEGEND, bare=True)
    words = {
        "met": "цель достигнута",
        "not_met": "цель не достигнута",
        "no_target": "цель не задана",
        "no_data": "нет данных",
    }
    place, top = 0.0, 6.0
    told = table.loc[~table["hidden"].astype(bool), "status"]
    for status, text in words.items():
        if (told == status).any():
            bar: Style = {"linewidth": theme.LINE, **_STATUS_BARS[status]}
            axes.add_patch(Rectangle((place, top - 1.6), 6, 3.2, **bar))
            axes.text(place + 7.5, top, text, va="center", size=theme.SMALL)
            place += 7.5 + text_width(text) + 5
    keys: list[tuple[str, Style]] = [
        ("целевое значение", {"marker": "|", "markersize": 9, "markeredgewidth": 2, "color": theme.INK})
    ]
    if (table["actual"].notna() & (table["range_low"] < table["range_high"])).any():
        keys.append(("возможный разброс значения", {"marker": "_", "markersize": 9, "color": theme.INK}))
    if table["baseline"].notna().any():
        point = {"marker": "D", "markersize": 4.5, "color": theme.INK, "markerfacecolor": theme.PAPER}
        keys.append(("значение до начала Программы и его возможный разброс", point))
    draw_keys(axes, [(text, {**style, "linestyle": "none"}) for text, style in keys], top=top + 5)


def _indicator_words(indicator: Any) -> str:
    unit = indicator.unit
    fact = _without_value(indicator) if np.isnan(indicator.actual) else with_unit(indicator.actual, unit)
    target = "цель не задана" if np.isnan(indicator.target) else f"цель {target_words(indicator)}"
    verdict = {"met": ", достигнута", "not_met": ", не достигнута"}.get(indicator.status, "")
    words = f"{indicator.id}: {fact}, {target}{verdict}"
    if np.isnan(indicator.baseline):
        return words
    return f"{words}; до начала Программы {with_unit(indicator.baseline, unit)}"

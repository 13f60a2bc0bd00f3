"""Indicators quarter by quarter: the values at the ends of quarters against the target, a panel each."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import number
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.canvas import wrapped
from shnor_lib.presentation.charts.drawing import (
    AXIS,
    LABEL,
    OWN,
    PAGE_WIDTH,
    SMALLEST,
    THIN,
    THRESHOLD,
    Drawing,
)
from shnor_lib.presentation.charts.figure import data_of, sentences_of
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

#: Panels side by side; places in millimetres: title, plot, quarters below it, between panels, the scale's numbers.
_COLUMNS, _TITLE, _PLOT, _BELOW, _GAP, _SCALE = 4, 8.0, 17.0, 5.6, 4.0, 6.0
_LINE, _RADIUS, _AT_END = 3.1, 0.65, 6.5


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
    block = _TITLE + _PLOT + _BELOW
    drawing = Drawing(PAGE_WIDTH, block * ceil(len(shown) / _COLUMNS))
    width = (PAGE_WIDTH + _GAP) / _COLUMNS - _GAP
    for place, indicator in enumerate(rows_of(shown)):
        left, top = place % _COLUMNS * (width + _GAP), place // _COLUMNS * block
        title = wrapped(wording.typeset(indicator.short_name), width, lines=2)
        for line, of_title in enumerate(title.split("\n")):
            drawing.text((left, top + 2.8 + _LINE * line), of_title, LABEL)
        own = known[known["id"] == indicator.id].sort_values("on")
        _draw_panel(drawing, (left, top + _TITLE), width, own, indicator)
    words = [f"показатели по кварталам, {len(shown)}", *_line_words(known, shown)]
    threshold = "; пунктир — цель" if shown["target"].notna().any() else ""
    return PublicationFigure(
        caption,
        sentences_of(words),
        drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=(f"Точка — значение на конец квартала, подписано последнее{threshold}.",),
        data=_data(known, shown, caption),
    )


def _draw_panel(drawing: Drawing, place: tuple[float, float], width: float, own: pd.DataFrame, indicator: Any) -> None:
    """Draw one indicator: its scale, the target, the values."""
    left, top = place[0] + _SCALE, place[1]
    values, days = own["value"].astype(float).to_list(), own["on"].to_list()
    target = None if pd.isna(indicator.target) else float(indicator.target)
    highest = max([*values, target or 0.0, 1.0])
    ceiling = 105.0 if indicator.unit == "%" else highest * 1.15
    right = place[0] + width - _AT_END

    def down(value: float) -> float:
        return top + _PLOT * (1 - min(value, ceiling) / ceiling)

    def across(number_of_point: int) -> float:
        return left + 1 + (right - left - 1) * (number_of_point / (len(values) - 1) if len(values) > 1 else 1)

    for mark in (0.0, 50.0, 100.0) if indicator.unit == "%" else (0.0, highest):
        drawing.line((left, down(mark)), (right + 1, down(mark)), palette.GRID, THIN)
        drawing.text((left - 1, down(mark) + 0.85), number(mark), SMALLEST, anchor="end", color=palette.MUTED)
    if target is not None:
        drawing.line((left, down(target)), (right + 1, down(target)), palette.INK, THRESHOLD, dashes="3 1.5")
    points = [(across(point), down(value)) for point, value in enumerate(values)]
    drawing.path([points], palette.ACCENT, OWN, cap="round")
    for point in points:
        drawing.circle(point, _RADIUS, palette.ACCENT)
    drawing.plated(
        (points[-1][0] + 1.3, points[-1][1] + 0.9), _value(values[-1], indicator), AXIS, anchor="start", bold=True
    )
    for end, anchor, beside in ((0, "start", -1.0), (len(days) - 1, "end", 1.0))[len(days) == 1 :]:
        at = (across(end) + beside, top + _PLOT + 2.9)
        drawing.text(at, _quarter_label(days[end]), SMALLEST, anchor=anchor, color=palette.MUTED)


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

"""The plan as a calendar: when each item is due, its status by the marker's shape."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from shnor_lib.ground import wording
from shnor_lib.ground.params import Period
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.terms import Every
from shnor_lib.ground.vocabulary import PLAN_STATUSES, TERM_UNREAD
from shnor_lib.ground.wording import plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT, Canvas, Style, wrapped
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.figure import data_of, in_house_style, in_parts, page_shares, publication_figure
from shnor_lib.presentation.charts.labels import runs
from shnor_lib.presentation.charts.legend import draw_keys
from shnor_lib.presentation.charts.values import text_or_empty
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.tables import Column, PublicationTable

_PLAN_LABEL, _PLAN_HEADER, _PLAN_LEGEND = 88.0, 10.0, 10.0
_PLAN_ROW = 4.9
_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")

_PLAN_MARKERS: dict[str, Style] = {
    "done": {"marker": "o", "color": theme.ACCENT, "markersize": 5.5},
    "overdue": {"marker": "X", "color": theme.LOW, "markersize": 6},
    "upcoming": {"marker": "o", "color": theme.ACCENT, "markerfacecolor": theme.PAPER, "markersize": 5.5},
    "no_record": {"marker": "D", "color": theme.MUTED, "markerfacecolor": theme.PAPER, "markersize": 4.5},
}
_WHOLE_YEAR: Style = {"color": theme.MUTED, "linewidth": theme.STRONG, "linestyle": (0, (2, 1))}


@in_house_style
def plan_calendar(
    plan: pd.DataFrame,
    period: Period | None = None,
    occurrences: pd.DataFrame | None = None,
    caption: str = "Календарь плана мероприятий и управленческих мер",
) -> PublicationFigure | None:
    """Draw when each item of the plan is due over the months of the period, its status by the marker's shape.

    Args:
        plan: rows of the table of that name; ``occurrence_dates`` are ISO dates separated by «; ».
        period: the programme's period; without it the calendar covers the dates there are.
        occurrences: rows of `plan_occurrences`, each drawn by its own status; without them all of an item share its.
        caption: the figure's caption.
    """
    if plan.empty:
        return None
    marks = [_marked_days(item, occurrences) for item in rows_of(plan)]
    borders = [period.start, period.end] if period else []
    months = _months_between(borders + [day for item in marks for day, _ in item])
    row = _PLAN_ROW
    canvas = Canvas(_PLAN_HEADER + row * len(plan) + _PLAN_LEGEND)
    width = PAGE_WIDTH - _PLAN_LABEL
    axes = canvas.panel(_PLAN_LABEL, 0, width, _PLAN_HEADER + row * len(plan), bare=True)
    cell = width / max(1, len(months))
    lines = _PLAN_HEADER + row * np.arange(1, len(plan) + 1)
    axes.hlines(lines, 0, width, color=theme.GRID, linewidth=theme.HAIRLINE)
    _draw_months(axes, months, cell, row * len(plan))
    for place, (item, days) in enumerate(zip(rows_of(plan), marks, strict=True)):
        middle = _PLAN_HEADER + row * (place + 0.5)
        canvas.text(0, middle, item.id, weight="bold")
        text = wrapped(wording.typeset(item.activity), _PLAN_LABEL - 14, lines=1)
        canvas.text(10, middle, text, linespacing=0.92)
        placed = [(months.index((day.year, day.month)), status) for day, status in days]
        _draw_item(axes, item, placed, middle, cell, row)
    _draw_plan_legend(canvas, plan, {status for item in marks for _, status in item})
    return publication_figure(canvas, caption, _plan_alt(plan, months), _data(plan, marks, caption))


def plan_calendars(
    plan: pd.DataFrame, period: Period | None = None, occurrences: pd.DataFrame | None = None
) -> PublicationFigures:
    """Return the calendar cut by items into figures that each fit a page."""
    most = int((PAGE_HEIGHT - _PLAN_HEADER - _PLAN_LEGEND) / _PLAN_ROW)
    pages = [plan.iloc[share] for share in page_shares(len(plan), most)]
    return in_parts([plan_calendar(page, period, occurrences) for page in pages])


def _marked_days(item: Any, occurrences: pd.DataFrame | None) -> list[tuple[date, str]]:
    """Return the days of an item and the status of each; what was done beyond its terms stands on its own day."""
    if occurrences is None:
        days = [day for day in text_or_empty(item.occurrence_dates).split("; ") if day]
        return [(date.fromisoformat(day), item.status) for day in days]
    own = occurrences[occurrences["id"] == item.id]
    days = own["due_on"].where(own["due_on"].notna(), own["done_on"])
    return [(date.fromisoformat(day), status) for day, status in zip(days, own["status"], strict=True)]


def _months_between(days: list[date]) -> list[tuple[int, int]]:
    if not days:
        return []
    first, last = (day.year * 12 + day.month - 1 for day in (min(days), max(days)))
    return [(month // 12, month % 12 + 1) for month in range(first, last + 1)]


def _draw_months(axes: Axes, months: list[tuple[int, int]], cell: float, height: float) -> None:
    middle: Style = {"ha": "center", "va": "center"}
    for first, last, year in runs([str(year) for year, _ in months]):
        axes.text(cell * (first + last + 1) / 2, 2.2, year, **middle, size=theme.BODY, weight="bold")
    step = 1 if cell >= 5 else 3
    for place, (_, month) in enumerate(months):
        strong = month == 1 and place
        color, weight = (theme.INK, 0.9) if strong else (theme.GRID, theme.HAIRLINE)
        line: Style = {"color": color, "linewidth": weight, "linestyle": "-"}
        axes.plot([cell * place] * 2, [_PLAN_HEADER - 6 if strong else _PLAN_HEADER - 1, _PLAN_HEADER + height], **line)
        if place % step == 0:
            axes.text(cell * (place + 0.5), 6.6, _MONTHS[month - 1], **middle, size=theme.SMALL, color=theme.MUTED)


def _draw_item(axes: Axes, item: Any, marks: list[tuple[int, str]], middle: float, cell: float, row: float) -> None:
    """Draw the item's marks, each (place of the month, status); a term of the whole year is a band that ends in one."""
    if not marks:
        band: Style = {"facecolor": theme.PALE, "edgecolor": theme.HATCH, "hatch": "////", "linewidth": 0}
        axes.add_patch(Rectangle((0, middle - row * 0.36), axes.get_xlim()[1], row * 0.72, **band))
        words = text_or_empty(item.due).lower() or PLAN_STATUSES["no_deadline"]
        words += f" ({TERM_UNREAD})" if item.recurrence == Every.UNREAD else ""
        box = {"facecolor": theme.PAPER, "edgecolor": "none", "pad": 1}
        axes.text(2, middle, words, va="center", size=theme.SMALL, color=theme.MUTED, bbox=box)
        return
    if item.recurrence == Every.WITHIN_YEAR:
        last = max(month for month, _ in marks)
        axes.plot([cell * max(0, last - 11) + 1, cell * (last + 0.5)], [middle, middle], **_WHOLE_YEAR)
    for month, status in dict.fromkeys(marks):
        marker = _PLAN_MARKERS.get(status, _PLAN_MARKERS["no_record"])
        axes.plot([cell * (month + 0.5)], [middle], **marker, linestyle="none")


def _draw_plan_legend(canvas: Canvas, plan: pd.DataFrame, drawn: set[str]) -> None:
    axes = canvas.panel(0, canvas.height - _PLAN_LEGEND, PAGE_WIDTH, _PLAN_LEGEND, bare=True)
    occurring = [status for status in _PLAN_MARKERS if status in drawn]
    entries = [(PLAN_STATUSES[status], {**_PLAN_MARKERS[status], "linestyle": "none"}) for status in occurring]
    if (plan["recurrence"] == Every.WITHIN_YEAR).any():
        entries.append(("в течение года, до отмеченного месяца", _WHOLE_YEAR))
    draw_keys(axes, entries, top=5.0)


def _data(plan: pd.DataFrame, marks: list[list[tuple[date, str]]], caption: str) -> PublicationTable:
    """Return a row per item and day; an item without days keeps its row."""
    rows = [
        (item.id, item.activity, text_or_empty(item.due), day, PLAN_STATUSES.get(status, status))
        for item, days in zip(rows_of(plan), marks, strict=True)
        for day, status in (days or ((None, item.status),))
    ]
    frame = pd.DataFrame(rows, columns=["id", "activity", "due", "day", "status"])
    columns = [
        Column("id", "Пункт", "code"),
        Column("activity", "Мероприятие", width=4),
        Column("due", "Срок по плану", width=1.5),
        Column("day", "День", "date"),
        Column("status", "Состояние"),
    ]
    return data_of(frame, columns, caption)


def _plan_alt(plan: pd.DataFrame, months: list[tuple[int, int]]) -> list[str]:
    items = plural(len(plan), "пункт", "пункта", "пунктов")
    period = ""
    if months:
        (first_year, first), (last_year, last) = months[0], months[-1]
        period = f", с {first:02d}.{first_year} по {last:02d}.{last_year}"
    counts = [f"{words}: {int((plan['status'] == code).sum())}" for code, words in PLAN_STATUSES.items()]
    return [f"календарь плана: {items}{period}", "; ".join(count for count in counts if not count.endswith(": 0"))]

"""The year as a wall calendar: months of days, each with marks of what happens, is due or ends on it."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from shnor_lib.ground import wording
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import (
    AXIS,
    HAIRLINE,
    NAME,
    PAGE_WIDTH,
    SMALLEST,
    THIN,
    Drawing,
    Point,
    text_width,
)
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Cell, Column, PublicationTable

#: Places in millimetres: months in a row and between them, a day, the head of a month, the legend's lines.
_ACROSS, _GAP, _DOWN = 3, 5.0, 3.0
_DAY_WIDTH = (PAGE_WIDTH - (_ACROSS - 1) * _GAP) / _ACROSS / 7
_DAY_HEIGHT, _WEEKS, _HEAD = 6.6, 6, 9.0
_MONTH_HEIGHT = _HEAD + _WEEKS * _DAY_HEIGHT + _DOWN
_LEGEND = 12.0
#: Half the width of a mark, and between two of a day.
_HALF, _BETWEEN = 0.8, 2.4
#: So many marks a day has room for.
_MOST_MARKS = 3
_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")

#: How an entry is marked by its kind; a day has one mark for each kind and state.
SHAPES = {
    "event": "circle",
    "plan": "square",
    "assignment": "triangle",
    "publication": "diamond",
    "partnership": "cross",
    "period": "bar",
}
#: States of a mark: the worst stand first where a day has no room for all.
LATE, AHEAD, UNKNOWN, PAST = "late", "ahead", "unknown", "past"
_ORDER = (LATE, AHEAD, UNKNOWN, PAST)
STATES = {LATE: "просрочено", AHEAD: "предстоит", UNKNOWN: "сведений нет", PAST: "состоялось, выполнено"}


@dataclass(frozen=True)
class DayMark:
    """What a day is marked for: an entry's kind (of `SHAPES`) and its state."""

    day: date
    kind: str
    state: str


def year_calendar(
    months: Sequence[str], marks: Sequence[DayMark], today: date, kinds: Mapping[str, str], caption: str
) -> PublicationFigure:
    """Draw up to twelve months, three in a row.

    Args:
        months: «2024-09» …, in their order.
        marks: of days in these months; others are left out.
        today: the reporting date, framed.
        kinds: what an entry of each kind is called, for the legend.
        caption: the figure's caption.
    """
    drawing = Drawing(PAGE_WIDTH, -(-len(months) // _ACROSS) * _MONTH_HEIGHT + _LEGEND)
    by_day: dict[date, list[DayMark]] = {}
    for mark in marks:
        by_day.setdefault(mark.day, []).append(mark)
    for place, month in enumerate(months):
        corner = (place % _ACROSS * (7 * _DAY_WIDTH + _GAP), place // _ACROSS * _MONTH_HEIGHT)
        _draw_month(drawing, corner, month, by_day, today)
    shown = [mark for mark in marks if f"{mark.day:%Y-%m}" in months]
    _draw_legend(drawing, shown, kinds)
    return PublicationFigure(
        caption,
        _alt(months, shown),
        drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=("Рамкой обведена отчётная дата; просроченное подчёркнуто. Плюс — в этот день есть ещё записи.",),
        data=_data(months, shown, kinds, caption),
    )


def _draw_month(
    drawing: Drawing, corner: Point, month: str, by_day: Mapping[date, Sequence[DayMark]], today: date
) -> None:
    left, top = corner
    first = date.fromisoformat(f"{month}-01")
    name = wording.sentence_case(format_date(first, "LLLL y", locale="ru"))
    drawing.text((left, top + 3.2), name, NAME, bold=True, color=palette.ACCENT)
    for place, word in enumerate(_WEEKDAYS):
        drawing.text(
            (left + (place + 0.5) * _DAY_WIDTH, top + 7.4), word, SMALLEST, anchor="middle", color=palette.MUTED
        )
    drawing.line((left, top + _HEAD - 0.8), (left + 7 * _DAY_WIDTH, top + _HEAD - 0.8), palette.RULE, THIN)
    for week, days in enumerate(calendar.Calendar().monthdatescalendar(first.year, first.month)):
        for place, day in enumerate(days):
            if day.month == first.month:
                at = (left + place * _DAY_WIDTH, top + _HEAD + week * _DAY_HEIGHT)
                _draw_day(drawing, at, day, by_day.get(day, ()), today)


def _draw_day(drawing: Drawing, corner: Point, day: date, marks: Sequence[DayMark], today: date) -> None:
    left, top = corner
    if any(mark.state == LATE for mark in marks):
        drawing.box(left + 0.2, top, _DAY_WIDTH - 0.4, _DAY_HEIGHT - 0.3, palette.LOW_TINT)
    elif marks:
        drawing.box(left + 0.2, top, _DAY_WIDTH - 0.4, _DAY_HEIGHT - 0.3, palette.PALE)
    if day == today:
        drawing.box(left + 0.1, top - 0.1, _DAY_WIDTH - 0.2, _DAY_HEIGHT - 0.1, outline=palette.INK, stroke=1.2)
    color = palette.INK if marks else palette.MUTED
    drawing.text((left + 0.8, top + 2.7), str(day.day), SMALLEST, bold=bool(marks), color=color)
    different = sorted(set(marks), key=lambda mark: (_ORDER.index(mark.state), list(SHAPES).index(mark.kind)))
    shown = different[:_MOST_MARKS]
    for place, mark in enumerate(shown):
        centre = (left + 1.5 + place * _BETWEEN, top + 4.6)
        _draw_mark(drawing, centre, mark.kind, mark.state)
    if len(different) > _MOST_MARKS:
        drawing.text((left + _DAY_WIDTH - 0.6, top + 2.7), "+", SMALLEST, anchor="end", bold=True)


def _draw_mark(drawing: Drawing, centre: Point, kind: str, state: str) -> None:
    """Draw a mark: what is over is full, what is to come hollow, what is overdue full, in rust and framed."""
    color = {LATE: palette.LOW, UNKNOWN: palette.MUTED}.get(state, palette.ACCENT)
    fill = color if state in (PAST, LATE) else palette.PAPER
    across, down = centre
    shape = SHAPES[kind]
    if shape == "circle":
        drawing.circle(centre, _HALF, fill, color, 0.8)
    elif shape == "cross":
        drawing.line((across - _HALF, down - _HALF), (across + _HALF, down + _HALF), color, 1.1)
        drawing.line((across - _HALF, down + _HALF), (across + _HALF, down - _HALF), color, 1.1)
    elif shape == "bar":
        drawing.box(across - 0.35, down - 1.1, 0.7, 2.2, fill, color, 0.8)
    else:
        drawing.polygons([_corners(shape, across, down)], fill, color, 0.8)
    if state == LATE:
        drawing.line((across - 1.0, down + 1.45), (across + 1.0, down + 1.45), palette.LOW, 1.2)


def _corners(shape: str, across: float, down: float) -> list[Point]:
    half = _HALF * 1.1
    if shape == "square":
        return [
            (across - _HALF, down - _HALF),
            (across + _HALF, down - _HALF),
            (across + _HALF, down + _HALF),
            (across - _HALF, down + _HALF),
        ]
    if shape == "triangle":
        return [(across, down - half), (across + half, down + half), (across - half, down + half)]
    return [(across, down - half), (across + half, down), (across, down + half), (across - half, down)]


def _draw_legend(drawing: Drawing, marks: Sequence[DayMark], kinds: Mapping[str, str]) -> None:
    """Explain the shapes and states that are there, in two lines."""
    met = {mark.kind for mark in marks}
    across, down = 1.5, drawing.height - _LEGEND + 4.0
    for kind in SHAPES:
        if kind in met:
            _draw_mark(drawing, (across, down - 0.9), kind, PAST)
            drawing.text((across + 2.0, down), kinds[kind], AXIS)
            across += 5.5 + text_width(kinds[kind], AXIS)
    across, down = 1.5, down + 5.0
    for state, words in STATES.items():
        if any(mark.state == state for mark in marks):
            _draw_mark(drawing, (across, down - 0.9), "plan", state)
            drawing.text((across + 2.0, down), words, AXIS)
            across += 5.5 + text_width(words, AXIS)
    drawing.line((0, drawing.height - _LEGEND), (PAGE_WIDTH, drawing.height - _LEGEND), palette.GRID, HAIRLINE)


def _alt(months: Sequence[str], marks: Sequence[DayMark]) -> str:
    late = sum(mark.state == LATE for mark in marks)
    ahead = sum(mark.state == AHEAD for mark in marks)
    return (
        f"Календарь с {wording.month_words(months[0])} по {wording.month_words(months[-1])}: записей — {len(marks)}, "
        f"просрочено — {late}, предстоит — {ahead}."
    )


def _data(months: Sequence[str], marks: Sequence[DayMark], kinds: Mapping[str, str], caption: str) -> PublicationTable:
    """Return how many entries of each kind a month has, and how many of all are overdue."""
    columns = (
        Column("month", "Месяц"),
        *(Column(kind, wording.sentence_case(kinds[kind]), "integer") for kind in SHAPES),
        Column("late", "Просрочено", "integer"),
    )
    rows = []
    for month in months:
        own = [mark for mark in marks if f"{mark.day:%Y-%m}" == month]
        counts = [sum(mark.kind == kind for mark in own) for kind in SHAPES] + [sum(m.state == LATE for m in own)]
        rows.append((Cell(wording.month_words(month), wording.month_words(month)), *(Cell(n, str(n)) for n in counts)))
    return PublicationTable(caption, columns, tuple(rows))

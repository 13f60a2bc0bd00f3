"""Help that a school received: a row per kind, its records month by month, and how many teachers it reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import pandas as pd
from babel.dates import format_date

from shnor_lib.ground.wording import NBSP, month_words, number, plural
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import (
    AXIS,
    HAIRLINE,
    LABEL,
    PAGE_WIDTH,
    SMALLEST,
    THIN,
    Drawing,
    text_width,
)
from shnor_lib.presentation.charts.small.bullet import draw_squares
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

RECORDS = ("запись", "записи", "записей")

#: Places in millimetres: a row, the head with years and months; where squares begin and how wide they are.
_ROW, _HEAD = 6.2, 13.0
_SQUARES, _SQUARES_WIDTH = 122.0, 36.0
_RADIUS, _MOST_RADIUS = 0.85, 2.2
#: Of a month's width, what a circle's radius takes.
_WITHIN_MONTH = 0.47
#: A month of fewer millimetres has no letter of its own.
_LETTER = 2.6


@dataclass(frozen=True)
class HelpRow:
    """One kind of help: its name, its records by month («2024-03»), and how many teachers it reached."""

    name: str
    records: Mapping[str, int]
    reached: int | None = None


def help_timeline(
    rows: Sequence[HelpRow],
    teachers: int,
    caption: str,
    windows: Mapping[str, str] | None = None,
    total: HelpRow | None = None,
    months: Sequence[str] = (),
) -> PublicationFigure | None:
    """Draw the help of one school.

    Args:
        rows: in the order of the report; a kind without a record is left out.
        teachers: of the school; 0, where they are not known, leaves the squares out.
        caption: the figure's caption.
        windows: months of ВПР and exams with their names («2024-04»: «ВПР»), tinted.
        total: at least one kind of help, below a rule.
        months: first and last month of the figure; from the first record to the last unless given.

    Returns:
        The figure, a page wide; none without a record.
    """
    shown = [row for row in rows if any(row.records.values()) or row.reached]
    if not shown:
        return None
    timeline = _Timeline(shown, teachers, windows or {}, total, months)
    timeline.draw()
    return PublicationFigure(
        caption,
        _alt(timeline),
        timeline.drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=(_explained(timeline),),
        data=_data(timeline, caption),
    )


class _Timeline:
    """The figure in the making: its months and rows."""

    def __init__(
        self,
        rows: Sequence[HelpRow],
        teachers: int,
        windows: Mapping[str, str],
        total: HelpRow | None,
        months: Sequence[str],
    ):
        self.rows, self.teachers, self.total = rows, teachers, total if teachers else None
        held = sorted({month for row in rows for month, count in row.records.items() if count} | set(months))
        self.months = _between(held[0], held[-1]) if held else []
        self.windows = {month: name for month, name in windows.items() if month in self.months}
        self.left = min(58.0, max(text_width(row.name, LABEL, bold=row is total) for row in self._all())) + 3
        self.right = (_SQUARES if teachers else PAGE_WIDTH) - 5.0
        self.width = (self.right - self.left) / max(1, len(self.months))
        self.most = max([1, *(count for row in rows for count in row.records.values())])
        self.drawing = Drawing(PAGE_WIDTH, _HEAD + _ROW * len(self._all()) + 1.0)

    def _all(self) -> list[HelpRow]:
        return [*self.rows, *([self.total] if self.total else [])]

    def across(self, month: str) -> float:
        return self.left + self.width * (self.months.index(month) + 0.5)

    def draw(self) -> None:
        self._draw_months()
        for place, row in enumerate(self.rows):
            middle = _HEAD + _ROW * (place + 0.5)
            self._draw_name(row, middle, bold=False)
            self._draw_records(row, middle)
            self._draw_reached(row, middle)
        if self.total:
            top = _HEAD + _ROW * len(self.rows)
            self.drawing.line((0, top), (PAGE_WIDTH, top), palette.INK, THIN)
            self._draw_name(self.total, top + _ROW / 2, bold=True)
            self._draw_reached(self.total, top + _ROW / 2)

    def _draw_months(self) -> None:
        drawing, foot = self.drawing, _HEAD + _ROW * len(self.rows)
        ends = 0.0
        for name, own in self._window_runs():
            left, right = self.across(own[0]) - self.width / 2, self.across(own[-1]) + self.width / 2
            drawing.box(left, _HEAD - 1, right - left, foot - _HEAD + 1, palette.PALE)
            middle = max((left + right) / 2, ends + text_width(name, AXIS) / 2 + 1)
            drawing.text((middle, 3.0), name, AXIS, anchor="middle")
            ends = middle + text_width(name, AXIS) / 2
        for place, month in enumerate(self.months):
            is_first = place == 0 or month.endswith("-01")
            if is_first and (place == 0 or self.width * place > 9):
                drawing.text((self.across(month) - min(self.width, 3) / 2, 6.6), month[:4], AXIS, color=palette.MUTED)
            if month.endswith("-01") and place:
                edge = self.across(month) - self.width / 2
                drawing.line((edge, _HEAD - 1), (edge, foot), palette.RULE, THIN)
            if self.width >= _LETTER:
                letter = format_date(date.fromisoformat(f"{month}-01"), "LLLLL", locale="ru")
                drawing.text((self.across(month), 10.4), letter, AXIS, anchor="middle", color=palette.MUTED)
        if self.teachers:
            words = f"Педагогов охвачено, из {number(self.teachers)}"
            drawing.text((_SQUARES, 10.4), words, AXIS, color=palette.MUTED)

    def _window_runs(self) -> list[tuple[str, list[str]]]:
        """Return the windows' names with the months that follow each other under one name."""
        runs: list[tuple[str, list[str]]] = []
        for place, month in enumerate(self.months):
            name = self.windows.get(month)
            if name and runs and runs[-1][0] == name and place and runs[-1][1][-1] == self.months[place - 1]:
                runs[-1][1].append(month)
            elif name:
                runs.append((name, [month]))
        return runs

    def _draw_name(self, row: HelpRow, middle: float, *, bold: bool) -> None:
        name = row.name
        while text_width(name, LABEL, bold=bold) > self.left - 2 and " " in name:
            name = f"{name[: name.rstrip('…').rindex(' ')]}…"
        self.drawing.text((0, middle + 0.95), name, LABEL, bold=bold)

    def _draw_records(self, row: HelpRow, middle: float) -> None:
        drawing = self.drawing
        drawing.line((self.left, middle), (self.right, middle), palette.GRID, HAIRLINE)
        scale = min(_RADIUS, min(_MOST_RADIUS, _WITHIN_MONTH * self.width) / sqrt(self.most))
        for month, count in sorted(row.records.items()):
            if count and month in self.months:
                radius = max(0.45, scale * sqrt(count))
                drawing.circle((self.across(month), middle), radius, palette.ACCENT)
                if count > 1:
                    self._write_count(self.across(month), middle, radius, number(count))

    def _write_count(self, across: float, middle: float, radius: float, words: str) -> None:
        """Write a number within its circle where it has room, else above it."""
        if 2 * radius > text_width(words, SMALLEST, bold=True) + 1:
            self.drawing.text((across, middle + 0.8), words, SMALLEST, anchor="middle", bold=True, color=palette.PAPER)
        else:
            self.drawing.text((across, middle - radius - 0.35), words, SMALLEST, anchor="middle")

    def _draw_reached(self, row: HelpRow, middle: float) -> None:
        if not self.teachers or row.reached is None:
            return
        place = (_SQUARES, middle - _ROW / 2)
        draw_squares(self.drawing, place, min(row.reached, self.teachers), self.teachers, True, _SQUARES_WIDTH, _ROW)
        self.drawing.text((PAGE_WIDTH, middle + 0.95), number(row.reached), LABEL, anchor="end", bold=True)


def _between(first: str, last: str) -> list[str]:
    """Return the months from the first to the last."""
    year, month = map(int, first.split("-"))
    months = []
    while f"{year}-{month:02d}" <= last:
        months.append(f"{year}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return months


def _explained(timeline: _Timeline) -> str:
    several = any(count > 1 for row in timeline.rows for count in row.records.values())
    told = [
        "Кружок — записи реестров за месяц"
        + (", площадь по их числу (число рядом, если больше одной)" if several else ""),
        f"поле — время {', '.join(dict.fromkeys(timeline.windows.values()))}" if timeline.windows else "",
        "один педагог мог получить помощь нескольких видов" if timeline.teachers and len(timeline.rows) > 1 else "",
    ]
    return "; ".join(filter(None, told)) + "."


def _alt(timeline: _Timeline) -> str:
    told = [_in_words(row, timeline.teachers) for row in timeline.rows]
    if timeline.total and timeline.total.reached is not None and timeline.teachers:
        told.append(f"{timeline.total.name}: {_of_teachers(timeline.total.reached, timeline.teachers)}")
    span = ""
    if timeline.months:
        span = f", {month_words(timeline.months[0])} — {month_words(timeline.months[-1])}"
    return f"Помощь по видам и месяцам{span}. {'; '.join(told)}."


def _in_words(row: HelpRow, teachers: int) -> str:
    records = plural(sum(row.records.values()), *RECORDS)
    reached = "" if row.reached is None or not teachers else f", {_of_teachers(row.reached, teachers)}"
    return f"{row.name}: {records}{reached}"


def _of_teachers(reached: int, teachers: int) -> str:
    return f"{number(reached)} из{NBSP}{plural(teachers, 'педагога', 'педагогов', 'педагогов')}"


def _data(timeline: _Timeline, caption: str) -> PublicationTable:
    """Return the figure as a table: a row per kind and month, and how many teachers the kind reached."""
    rows = [
        (row.name, month_words(month), count, row.reached)
        for row in timeline.rows
        for month, count in sorted(row.records.items())
        if count
    ]
    frame = pd.DataFrame(rows, columns=["kind", "month", "records", "reached"])
    columns = [
        Column("kind", "Вид помощи", width=2.5),
        Column("month", "Месяц"),
        Column("records", "Записей", "integer"),
        Column("reached", "Педагогов охвачено за всё время", "integer"),
    ]
    return PublicationTable.from_frame(frame, columns, caption, row_headers=2)

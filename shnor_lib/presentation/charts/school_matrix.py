"""A matrix: every result of one school, subjects in rows, grades in columns; under each point the pupils behind it.

Chart and lookup in one: what the point shows is printed below it, and no second table is needed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import ceil, nan
from typing import Any, NamedTuple

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ground.vocabulary import ASSESSMENTS, assessment_name, level_name, subject_name, subject_order
from shnor_lib.ground.wording import NBSP, number, percent, school_year_short
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import (
    AXIS,
    DATA,
    LABEL,
    PAGE_WIDTH,
    SMALLEST,
    THIN,
    THRESHOLD,
    Drawing,
    Point,
)
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

#: Places in millimetres: the scale at the left, between panels and between groups of them.
_SCALE, _GAP, _BETWEEN = 6.0, 1.4, 5.0
#: Heights: a group's name, a panel's name, the plot, air above zero, the three lines below it, between rows.
_GROUP, _NAME, _PLOT, _AIR, _BELOW, _BETWEEN_ROWS = 4.4, 4.2, 32.0, 0.9, 9.0, 3.4
_WIDEST = 26.0
#: A year needs so much for its counts.
_YEAR = 4.6
_RADIUS = 0.75
_SOFT = palette.MUTED


class Panel(NamedTuple):
    """What a panel shows."""

    assessment: str
    grade: int
    level: str
    subject: str


def school_matrix(results: pd.DataFrame, threshold_pct: float, caption: str) -> PublicationFigure | None:
    """Draw every result of one school.

    Args:
        results: rows of the table `results` of one school, with ``low`` (bool), ``low_pct`` and ``high_pct`` (the ends
            of the 95 % interval of the share) and ``okrug_pct`` (the share of all schools of the okrug); each may be
            missing.  A row without a share was not held or is not known, as its ``reading`` says.
        threshold_pct: the line; the field from it on is tinted.
        caption: the figure's caption.

    Returns:
        The figure, a page wide; none where nothing is known.  Of many years the last ones are drawn, as many as counts
        find room for; its ``data`` has all.
    """
    panels = _panels(results)
    if not panels:
        return None
    matrix = _Matrix(panels, threshold_pct)
    matrix.draw()
    known = [row for rows in panels.values() for row in rows if not wording.is_missing(row.fail_pct)]
    return PublicationFigure(
        caption,
        _alt(known),
        matrix.drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=(_explained(matrix),),
        data=_data(results, caption),
    )


class _Matrix:
    """The figure in the making: its columns, scales and years."""

    def __init__(self, panels: dict[Panel, list[Any]], threshold_pct: float):
        self.panels, self.threshold = panels, threshold_pct
        self.subjects = sorted({panel.subject for panel in panels}, key=subject_order)
        self.columns = _columns(panels)
        groups = len({assessment for assessment, _ in self.columns})
        room = PAGE_WIDTH - _SCALE - (groups - 1) * (_BETWEEN - _GAP)
        self.width = min(_WIDEST, (room + _GAP) / len(self.columns) - _GAP)
        every = sorted({int(row.school_year) for row in self.rows()})
        self.years = every[-max(1, int(self.width / _YEAR)) :]
        highest = max(
            [2 * threshold_pct, *(row.fail_pct for row in self.rows() if not wording.is_missing(row.fail_pct))]
        )
        self.ceiling = float(min(100, 10 * ceil((highest + 5) / 10)))
        self.row = _GROUP + _NAME + _PLOT + _BELOW
        count = len(self.subjects)
        self.drawing = Drawing(PAGE_WIDTH, count * self.row + (count - 1) * _BETWEEN_ROWS)

    def rows(self) -> Iterator[Any]:
        """Yield every result, panel by panel."""
        for rows in self.panels.values():
            yield from rows

    def lefts(self) -> list[float]:
        """Return where each column begins: groups stand apart."""
        lefts, left, before = [], _SCALE, self.columns[0][0]
        for assessment, _ in self.columns:
            left += _BETWEEN - _GAP if assessment != before else 0
            lefts.append(left)
            left, before = left + self.width + _GAP, assessment
        return lefts

    def draw(self) -> None:
        for place, subject in enumerate(self.subjects):
            self._draw_row(place * (self.row + _BETWEEN_ROWS), subject)

    def _draw_row(self, top: float, subject: str) -> None:
        lefts = self.lefts()
        plot = top + _GROUP + _NAME
        drawn: dict[str, list[float]] = {}
        for panel, rows in self.panels.items():
            if panel.subject != subject:
                continue
            taken = drawn.setdefault(panel.assessment, [])
            column = (panel.assessment, panel.grade)
            free = [left for left, own in zip(lefts, self.columns, strict=True) if own == column and left not in taken]
            taken.append(free[0])
            self._draw_panel(free[0], plot, panel, rows)
        for assessment, taken in drawn.items():
            left, right = min(taken), max(taken) + self.width
            name = f"{assessment_name(assessment)}, {subject_name(subject)}"
            self.drawing.text((left, top + 2.8), name, LABEL, bold=True)
            self.drawing.line((left, top + _GROUP - 0.5), (right, top + _GROUP - 0.5), palette.INK, THIN)
        for mark in (0.0, self.threshold, 2 * self.threshold):
            if drawn and mark <= self.ceiling:
                place = (_SCALE - 1.2, plot + self.down(mark) + 0.85)
                self.drawing.text(place, number(mark), AXIS, anchor="end", color=palette.MUTED)

    def across(self, year: int) -> float:
        return self.width * (self.years.index(year) + 0.5) / len(self.years)

    def down(self, share: float) -> float:
        return (_PLOT - _AIR) * (1 - min(share, self.ceiling) / self.ceiling)

    def _draw_panel(self, left: float, plot: float, panel: Panel, rows: list[Any]) -> None:
        drawing, right = self.drawing, left + self.width
        name = level_name(panel.level).split(" ")[0] if panel.level else f"{panel.grade}{NBSP}класс"
        drawing.text((left, plot - 1.2), name, AXIS, color=palette.MUTED)
        drawing.box(left, plot, self.width, self.down(self.threshold), palette.PALE)
        for mark in (0.0, 2 * self.threshold):
            if mark <= self.ceiling:
                level_at = plot + self.down(mark)
                drawing.line((left, level_at), (right, level_at), palette.GRID, THIN)
        line = plot + self.down(self.threshold)
        drawing.line((left, line), (right, line), palette.INK, THRESHOLD)
        shown = [row for row in rows if int(row.school_year) in self.years]
        drawing.path(self._joined(shown, "okrug_pct", left, plot), palette.OKRUG, 1.0)
        self._draw_intervals(left, plot, shown)
        drawing.path(self._joined(shown, "fail_pct", left, plot), _SOFT, THIN)
        for row in shown:
            if not wording.is_missing(row.fail_pct):
                place = (left + self.across(int(row.school_year)), plot + self.down(row.fail_pct))
                colors = (palette.LOW, palette.LOW) if _is_low(row) else (palette.PAPER, palette.ACCENT)
                drawing.circle(place, _RADIUS, *colors, DATA)
        self._write_below(left, plot + _PLOT, {int(row.school_year): row for row in shown})

    def _joined(self, rows: list[Any], column: str, left: float, plot: float) -> Iterator[list[Point]]:
        """Yield stretches of a line; a year that is not there breaks it."""
        points = {
            self.years.index(int(row.school_year)): (
                left + self.across(int(row.school_year)),
                plot + self.down(getattr(row, column)),
            )
            for row in rows
            if not wording.is_missing(getattr(row, column, None))
        }
        for place, point in points.items():
            if place + 1 in points:
                yield [point, points[place + 1]]

    def _draw_intervals(self, left: float, plot: float, rows: list[Any]) -> None:
        ends = []
        for row in rows:
            low, high = getattr(row, "low_pct", nan), getattr(row, "high_pct", nan)
            if not wording.is_missing(low) and not wording.is_missing(high):
                across = left + self.across(int(row.school_year))
                ends.append([(across, plot + self.down(low)), (across, plot + self.down(high))])
        self.drawing.path(ends, _SOFT, THIN)

    def _write_below(self, left: float, foot: float, rows: dict[int, Any]) -> None:
        for year in self.years:
            place = left + self.across(year)
            row = rows.get(year)
            upper, lower = _counts(row)
            is_low = row is not None and _is_low(row)
            for line, (words, bold, color) in enumerate(
                (
                    (f"’{year % 100:02d}", False, palette.MUTED),
                    (upper, is_low, palette.LOW if is_low else palette.INK),
                    (lower, False, palette.MUTED),
                )
            ):
                baseline = (place, foot + 2.6 + 2.7 * line)
                self.drawing.text(baseline, words, SMALLEST, anchor="middle", bold=bold, color=color)


def _panels(results: pd.DataFrame) -> dict[Panel, list[Any]]:
    """Return the results of each panel that has any known one, by year; panels in the order of the figure."""
    panels: dict[Panel, list[Any]] = {}
    for row in rows_of(results.sort_values("school_year", kind="stable")):
        level = row.level if isinstance(row.level, str) else ""
        panels.setdefault(Panel(row.assessment, int(row.grade), level, row.subject), []).append(row)
    known = {panel: rows for panel, rows in panels.items() if not all(wording.is_missing(row.fail_pct) for row in rows)}
    return dict(sorted(known.items(), key=lambda item: _order(item[0])))


def _order(panel: Panel) -> tuple[int, int, str]:
    return list(ASSESSMENTS).index(panel.assessment), panel.grade, panel.level


def _columns(panels: Iterable[Panel]) -> list[tuple[str, int]]:
    """Return the columns that hold every subject's panels: assessment and grade, as often as one subject has levels."""
    most: dict[tuple[str, int], int] = {}
    for (_, assessment, grade), count in Counter((one.subject, one.assessment, one.grade) for one in panels).items():
        most[assessment, grade] = max(most.get((assessment, grade), 0), count)
    order = sorted(most, key=lambda key: (list(ASSESSMENTS).index(key[0]), key[1]))
    return [key for key in order for _ in range(most[key])]


def _is_low(row: Any) -> bool:
    return not wording.is_missing(row.low) and bool(row.low)


def _counts(row: Any) -> tuple[str, str]:
    """Return what stands below a point: those who failed and the participants, or the share where they are unknown."""
    if row is None or wording.is_missing(row.fail_pct):
        is_unknown = row is not None and row.reading in ("missing", "ambiguous")
        return ("x" if is_unknown else wording.MISSING), ""
    if wording.is_missing(row.n_failed) or wording.is_missing(row.n_participants):
        return number(row.fail_pct, 0), ""
    return number(row.n_failed), number(row.n_participants)


def _explained(matrix: _Matrix) -> str:
    rows = list(matrix.rows())
    threshold = percent(matrix.threshold, None)

    def any_has(column: str) -> bool:
        return any(not wording.is_missing(getattr(row, column, None)) for row in rows)

    told = [
        f"Доля «2» (ВПР) или не сдавших (ОГЭ, ЕГЭ), шкала 0–{number(matrix.ceiling)}{NBSP}%",
        f"сплошная линия и поле над ней — от {threshold}",
        "заполненный кружок — низкий результат" if any(map(_is_low, rows)) else "",
        f"вертикальная черта — 95{NBSP}%-й интервал" if any_has("low_pct") else "",
        "серая линия — все школы округа" if any_has("okrug_pct") else "",
        "под графиком — год окончания, сколько получили «2» (не сдали) и сколько участвовало"
        if any_has("n_failed")
        else "под графиком — год окончания и доля, %",
        "«–» — не проводилось" if any(wording.is_missing(row.fail_pct) for row in rows) else "",
    ]
    return "; ".join(filter(None, told)) + "."


def _alt(known: list[Any]) -> str:
    """Return how many results there are and which of them are low."""
    low = [_in_words(row) for row in sorted(known, key=lambda row: row.school_year) if _is_low(row)]
    years = sorted({int(row.school_year) for row in known})
    span = "–".join(dict.fromkeys(school_year_short(year) for year in (years[0], years[-1])))
    words = f"Низкие результаты: {'; '.join(low)}." if low else "Низких результатов нет."
    return f"Результаты школы по предметам, классам и годам ({span}), всего {len(known)}. {words}"


def _in_words(row: Any) -> str:
    name = wording.procedure(row.assessment, row.level, row.subject, row.grade)
    upper, lower = _counts(row)
    return f"{school_year_short(row.school_year)}, {name} — {f'{upper} из {lower}' if lower else f'{upper} %'}"


#: What tells results apart, for those who ask where a number comes from.
_KEYS = ("school_id", *PROCEDURE_KEY)


def _data(results: pd.DataFrame, caption: str) -> PublicationTable:
    """Return the matrix as a table: a row per result."""
    rows = list(rows_of(results))
    frame = pd.DataFrame(
        {
            **{key: [getattr(row, key) for row in rows] for key in _KEYS if key in results},
            "procedure": [wording.procedure(row.assessment, row.level, row.subject, row.grade) for row in rows],
            "year": [school_year_short(row.school_year) for row in rows],
            "share": [row.fail_pct for row in rows],
            "failed": [row.n_failed for row in rows],
            "participants": [row.n_participants for row in rows],
            "low": [None if wording.is_missing(row.low) else "да" if row.low else "нет" for row in rows],
            "okrug": [getattr(row, "okrug_pct", None) for row in rows],
        }
    )
    columns = [
        Column("procedure", "Процедура", width=2.5),
        Column("year", "Учебный год"),
        Column("share", "Доля «2», %", "percent", 1),
        Column("failed", "Получили «2»", "integer"),
        Column("participants", "Участников", "integer"),
        Column("low", "Низкий результат"),
        Column("okrug", "Все школы округа, %", "percent", 1),
    ]
    return PublicationTable.from_frame(frame, columns, caption, row_headers=2)

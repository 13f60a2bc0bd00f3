"""Panels: every school by itself before the grey background of all, on one scale.

Lines of a dozen schools in one panel cannot be followed, whatever their colours; here each is told by its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import NBSP, number, percent, plural, school_year_short
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import (
    AXIS,
    DATA,
    HAIRLINE,
    NAME,
    OWN,
    PAGE_WIDTH,
    THIN,
    THRESHOLD,
    Drawing,
    Point,
    text_width,
)
from shnor_lib.presentation.charts.labels import NAMED_IN_ALT, of_schools, school_labels
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

COLUMNS, MOST_PANELS = 4, 24
#: So few panels stand in one row.
ONE_ROW = 7
#: Places in millimetres: the scale at the left, between panels, head above a plot, plot, below it, years.
_SCALE, _GAP, _AIR, _PLOT, _BELOW, _YEARS = 6.0, 2.4, 3.0, 17.5, 2.6, 3.4
_LINE, _BAR = 3.1, 0.7
#: Room above the highest share for its label, in per cents.
_ABOVE = 4.0
_RADIUS = 0.65
#: More lines than this make one grey spot: bands stand for them.
MOST_LINES = 60
#: Shares of schools between the edges of the bands.
_BANDS = ((0.1, 0.9, palette.PALE), (0.25, 0.75, palette.GRID))
#: So many years have each its number below the panels.
_MOST_YEARS = 6
_OTHERS = palette.MUTED


@dataclass(frozen=True)
class Panels:
    """What stands in panels of one figure: the schools by code in their order, those listed, and the common scale."""

    school_ids: Sequence[str]
    listed: frozenset[str]
    threshold_pct: float
    ceiling_pct: float


def common_ceiling(shares: pd.DataFrame, threshold_pct: float) -> float:
    """Return the upper end of the scale of all figures of panels: a ten, with room for the threshold twice."""
    highest = max([2 * threshold_pct, *(shares["fail_pct"] + _ABOVE)])
    return float(min(100, 10 * ceil(highest / 10)))


def school_panels(shares: pd.DataFrame, panels: Panels, notes: Sequence[str], caption: str) -> PublicationFigure | None:
    """Draw the share of «2» of each chosen school, year by year, before that of all schools.

    Args:
        shares: rows of `yearly_shares` of one exam and subject, of every school.
        panels: which schools, of those with a row, have a panel, at most `MOST_PANELS`.
        notes: what is said below it; `panel_signs` explains what is drawn.
        caption: the figure's caption.
    """
    if shares.empty or not panels.school_ids:
        return None
    sheet = _Sheet(shares, panels)
    for place, school_id in enumerate(panels.school_ids):
        sheet.draw_panel(place, school_id)
    return PublicationFigure(
        caption,
        _alt(sheet),
        sheet.drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=tuple(notes),
        data=_data(sheet, caption),
    )


class _Sheet:
    """The figure in the making: its panels' places and scales."""

    def __init__(self, shares: pd.DataFrame, panels: Panels):
        self.panels = panels
        self.years = sorted({int(year) for year in shares["school_year"]})
        self.of_school: dict[str, list[Any]] = {school_id: [] for school_id in panels.school_ids}
        for row in rows_of(shares.sort_values("school_year", kind="stable")):
            self.of_school.setdefault(row.school_id, []).append(row)
        count = len(panels.school_ids)
        self.columns = count if COLUMNS < count <= ONE_ROW else COLUMNS
        self.width = (PAGE_WIDTH - _SCALE + _GAP) / self.columns - _GAP
        self.names = school_labels(shares)
        self.heads = {
            school_id: _broken(self.names[school_id], self.width, bold=school_id in panels.listed)
            for school_id in panels.school_ids
        }
        self.has_counts = any(row.n_participants > 0 for row in rows_of(shares[shares["n_participants"].notna()]))
        lines = max(map(len, self.heads.values())) + self.has_counts
        self.head = _BAR + _LINE * lines + _AIR
        self.rows = ceil(count / self.columns)
        self.pitch = self.head + _PLOT + _BELOW
        self.drawing = Drawing(PAGE_WIDTH, self.pitch * self.rows + _YEARS)
        self.bands = len(self.of_school) > MOST_LINES
        background = self._background()
        # Named by what it shows: figures that a notebook shows on one page do not borrow each other's.
        self.background = f"all-{crc32(background.parts.encode()):08x}"
        self.drawing.symbol(self.background, background)

    def across(self, year: int) -> float:
        first, last = self.years[0], self.years[-1]
        return 2.6 + (self.width - 5.2) * ((year - first) / (last - first) if last > first else 0.5)

    def down(self, share: float) -> float:
        return _PLOT * (1 - min(share, self.panels.ceiling_pct) / self.panels.ceiling_pct)

    def runs(self, rows: Sequence[Any]) -> list[list[Point]]:
        """Return the points of a school's line; a year that it lacks and the okrug has breaks the line."""
        lines: list[list[Point]] = []
        last = -2
        for row in rows:
            place = self.years.index(int(row.school_year))
            if place != last + 1:
                lines.append([])
            lines[-1].append((self.across(int(row.school_year)), self.down(row.fail_pct)))
            last = place
        return lines

    def _background(self) -> Drawing:
        background = Drawing(self.width, _PLOT)
        if not self.bands:
            lines = [line for rows in self.of_school.values() for line in self.runs(rows)]
            background.path(lines, palette.BACKGROUND, HAIRLINE + 0.1)
        else:
            by_year = [
                [row.fail_pct for rows in self.of_school.values() for row in rows if row.school_year == year]
                for year in self.years
            ]
            for low, high, fill in _BANDS:
                upper = [
                    (self.across(year), self.down(np.quantile(own, high)))
                    for year, own in zip(self.years, by_year, strict=True)
                ]
                lower = [
                    (self.across(year), self.down(np.quantile(own, low)))
                    for year, own in zip(self.years, by_year, strict=True)
                ]
                background.polygons([[*upper, *reversed(lower)]], fill)
        background.line((0, _PLOT), (self.width, _PLOT), palette.GRID, THIN)
        level = self.down(self.panels.threshold_pct)
        background.line((0, level), (self.width, level), palette.INK, THRESHOLD)
        return background

    def draw_panel(self, place: int, school_id: str) -> None:
        line, column = divmod(place, self.columns)
        left, top = _SCALE + column * (self.width + _GAP), line * self.pitch
        is_listed = school_id in self.panels.listed
        rows = self.of_school[school_id]
        self._draw_head(left, top, school_id, is_listed)
        plot = top + self.head
        self.drawing.use(self.background, (left, plot))
        if column == 0:
            self._draw_scale(plot)
        self._draw_line(left, plot, rows, is_listed)
        if place + self.columns >= len(self.panels.school_ids):
            self._draw_years(left, plot + _PLOT)

    def _draw_head(self, left: float, top: float, school_id: str, is_listed: bool) -> None:
        if is_listed:
            self.drawing.box(left, top, self.width, _BAR, palette.ACCENT)
        else:
            self.drawing.line((left, top + 0.2), (left + self.width, top + 0.2), palette.RULE, THIN)
        baseline = top + _BAR + _LINE - 0.3
        for words in self.heads[school_id]:
            self.drawing.text((left, baseline), words, NAME, bold=is_listed)
            baseline += _LINE
        if self.has_counts:
            self.drawing.text((left, baseline), self.count_words(school_id), AXIS, color=palette.MUTED)

    def count_words(self, school_id: str) -> str:
        """Return «13 из 98» of the last year, and what is missing there."""
        rows, last = self.of_school[school_id], self.years[-1]
        if int(rows[-1].school_year) != last:
            return f"в {last}{NBSP}г. результатов нет"
        row = rows[-1]
        if wording.is_missing(row.n_participants):
            return "участники неизвестны"
        parts = f", {plural(row.grades, 'класс', 'класса', 'классов')} из{NBSP}{row.compared}"
        return (
            f"{number(row.n_failed)} из{NBSP}{number(row.n_participants)}{parts if row.grades < row.compared else ''}"
        )

    def _draw_scale(self, plot: float) -> None:
        marks = [mark for mark in (0.0, self.panels.threshold_pct) if mark <= self.panels.ceiling_pct]
        step = self.panels.threshold_pct or self.panels.ceiling_pct
        marks += [mark for mark in (2 * step, 3 * step) if mark <= self.panels.ceiling_pct]
        for mark in marks:
            place = (_SCALE - 1.2, plot + self.down(mark) + 0.85)
            self.drawing.text(place, number(mark), AXIS, anchor="end", color=palette.MUTED)

    def _draw_years(self, left: float, foot: float) -> None:
        years = self.years if len(self.years) <= _MOST_YEARS else [self.years[0], self.years[-1]]
        for year in years:
            self.drawing.text(
                (left + self.across(year), foot + _YEARS), str(year), AXIS, anchor="middle", color=palette.MUTED
            )

    def _draw_line(self, left: float, plot: float, rows: Sequence[Any], is_listed: bool) -> None:
        color = palette.ACCENT if is_listed else _OTHERS
        lines = [[(left + across, plot + down) for across, down in line] for line in self.runs(rows)]
        whole, distant = _by_distance(lines, rows, _usual_distance(self.years))
        self.drawing.path(whole, color, OWN, cap="round")
        self.drawing.path(distant, color, DATA, dashes="2 1.5")
        points = [point for line in lines for point in line]
        for point, row in zip(points, rows, strict=True):
            fill, edge = (palette.LOW, palette.LOW) if row.at_threshold else (palette.PAPER, color)
            self.drawing.circle(point, _RADIUS, fill, edge, DATA)
        ends = [0] if len(points) == 1 else [0, len(points) - 1]
        for end in ends:
            self._label(points, end, rows[end], plot, bold=is_listed)

    def _label(self, points: Sequence[Point], end: int, row: Any, plot: float, *, bold: bool) -> None:
        """Write the value at an end of the line, on the side away from it."""
        point = points[end]
        beside = points[min(end + 1, len(points) - 1) if end == 0 else end - 1]
        is_below = beside[1] < point[1] and point[1] + 3.4 <= plot + _PLOT + 1.2
        baseline = point[1] + 3.0 if is_below else point[1] - 1.3
        self.drawing.plated(
            (point[0], baseline),
            share_label(row.fail_pct, self.panels.threshold_pct, bool(row.at_threshold)),
            AXIS,
            bold=bold,
        )


def _by_distance(
    lines: Sequence[Sequence[Point]], rows: Sequence[Any], usual: int
) -> tuple[list[Sequence[Point]], list[Sequence[Point]]]:
    """Part lines into stretches of the usual distance in years and longer ones, between which nobody has results."""
    years = [int(row.school_year) for row in rows]
    near: list[Sequence[Point]] = []
    far: list[Sequence[Point]] = []
    first = 0
    for line in lines:
        own = years[first : first + len(line)]
        if any(later - year > usual for year, later in pairwise(own)):
            for pair, (year, later) in zip(pairwise(line), pairwise(own), strict=True):
                (far if later - year > usual else near).append(pair)
        else:
            near.append(line)
        first += len(line)
    return near, far


def share_label(share_pct: float, threshold_pct: float, at_threshold: bool) -> str:
    """Return a share in whole per cents; one that rounding would carry across the threshold keeps its decimals."""
    for decimals in (0, 1):
        if (float(wording.rounded(share_pct, decimals)) >= threshold_pct) == at_threshold:
            return number(share_pct, decimals)
    return number(share_pct, 2)


def _broken(name: str, width: float, *, bold: bool, most: int = 3) -> list[str]:
    """Return a name in as few lines as it needs; the last one ends in «…» where so many do not hold it."""
    lines: list[str] = []
    for word in name.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, NAME, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{kept[-1].rstrip(' ,;:(')}…"
    return [_cut(line, width, bold=bold) for line in kept]


def _cut(line: str, width: float, *, bold: bool) -> str:
    if text_width(line, NAME, bold=bold) <= width:
        return line
    text = line.rstrip("…")
    while text and text_width(f"{text}…", NAME, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip(' ,;:(')}…"


def panel_signs(shares: pd.DataFrame, panels: Panels) -> list[str]:
    """Return what the signs of a figure mean, a sentence each: only of those that occur in it."""
    own = shares[shares["school_id"].isin(panels.school_ids)]
    threshold = percent(panels.threshold_pct, None)
    years = sorted({int(year) for year in shares["school_year"]})
    return [
        sentence
        for sentence, occurs in (
            ("Порядок — по списку школ; год — окончание учебного года; числа у линии — доля «2», %.", True),
            (f"Толстая линия — школа{_background_words(shares['school_id'].nunique())}.", True),
            (f"Сплошная горизонтальная — черта {threshold}.", True),
            (f"Заполненный кружок — {threshold} и больше.", bool(own["at_threshold"].any())),
            ("Под названием — получили «2» из участников последнего года.", shares["n_participants"].notna().any()),
            ("Черта сверху и полужирный — школы списка ШНОР.", bool(panels.listed & set(own["school_id"]))),
            ("Пунктир — в промежуточные годы результатов нет.", _skips(years)),
        )
        if occurs
    ]


def _background_words(schools: int) -> str:
    if schools > MOST_LINES:
        return f", серые полосы — где лежат доли половины и 80{NBSP}% из {of_schools(schools)}"
    return "" if schools == 1 else f", {'серая — другая' if schools == 2 else 'серые — остальные'}"


def _skips(years: Sequence[int]) -> bool:
    return any(later - year > _usual_distance(years) for year, later in pairwise(years))


def _usual_distance(years: Sequence[int]) -> int:
    return min((later - year for year, later in pairwise(years)), default=1)


def _alt(sheet: _Sheet) -> str:
    """Return the figure in words: each school's first and last value where they are few."""
    ids = sheet.panels.school_ids
    last = sheet.years[-1]
    told = [
        f"панель на каждую из {of_schools(len(ids))}",
        f"доля «2» по годам, черта {percent(sheet.panels.threshold_pct, None)}",
    ]
    if len(ids) <= NAMED_IN_ALT:
        told += [_in_words(sheet.names[school_id], sheet.of_school[school_id]) for school_id in ids]
    else:
        low = sum(any(row.at_threshold and row.school_year == last for row in sheet.of_school[one]) for one in ids)
        told.append(f"на черте и выше в {school_year_short(last)} учебном году — {low} из {of_schools(len(ids))}")
    return " ".join(f"{wording.sentence_case(sentence)}." for sentence in told)


def _in_words(name: str, rows: Sequence[Any]) -> str:
    values = [f"{percent(row.fail_pct)} ({school_year_short(row.school_year)})" for row in (rows[0], rows[-1])]
    return f"{name}: {values[0] if len(rows) == 1 else f'с {values[0]} до {values[1]}'}"


def _data(sheet: _Sheet, caption: str) -> PublicationTable:
    """Return the panels as a table: a row per school and year."""
    rows = [row for school_id in sheet.panels.school_ids for row in sheet.of_school[school_id]]
    frame = pd.DataFrame(
        {
            "school": [sheet.names[row.school_id] for row in rows],
            "year": [school_year_short(row.school_year) for row in rows],
            "share": [row.fail_pct for row in rows],
            "failed": [row.n_failed for row in rows],
            "participants": [row.n_participants for row in rows],
            "grades": [f"{row.grades} из{NBSP}{row.compared}" for row in rows],
            "low": ["да" if row.at_threshold else "нет" for row in rows],
        }
    )
    threshold = percent(sheet.panels.threshold_pct, None)
    columns = [
        Column("school", "Школа", width=2.5),
        Column("year", "Учебный год"),
        Column("share", "Доля «2», %", "percent", 1),
        Column("failed", "Получили «2»", "integer"),
        Column("participants", "Участников", "integer"),
        Column("grades", "Классов"),
        Column("low", f"{threshold} и больше"),
    ]
    return PublicationTable.from_frame(frame, columns, caption)

"""The okrug's shares of «2» year by year, a panel for each procedure: all schools, and the listed ones beside them."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import number, school_year_short
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.canvas import spread, wrapped
from shnor_lib.presentation.charts.drawing import AXIS, DATA, LABEL, OWN, PAGE_WIDTH, SMALLEST, THIN, Drawing
from shnor_lib.presentation.charts.figure import data_of, sentences_of
from shnor_lib.presentation.charts.values import share_ceiling
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

#: Panels side by side; places in millimetres: title, plot, years below it, between panels, the scale's numbers.
_COLUMNS, _TITLE, _PLOT, _BELOW, _GAP, _SCALE = 4, 9.4, 24.0, 6.5, 4.0, 6.0
_LINE, _RADIUS, _AT_END, _LABEL_GAP = 3.1, 0.75, 7.0, 2.9
#: How each group is drawn: its line's width, whether its circles are filled, what the note calls it.
_GROUPS = {"all": (OWN, True, "тёмные кружки — все школы округа"), "listed": (DATA, False, "светлые — школы списка")}
_IN_ALT = {"all": "все школы", "listed": "школы списка"}


def okrug_lines(shares: pd.DataFrame, caption: str) -> PublicationFigure | None:
    """Draw the shares of «2» of all schools and of the listed ones, a panel for each procedure.

    Args:
        shares: rows with ``procedure`` (its name, in the order of panels), ``group`` (all, listed), ``school_year``,
            ``fail_pct`` (0–100) and ``symbol``, which stands in the place of a share that is not printed.
        caption: the figure's caption.
    """
    known = shares[shares["fail_pct"].notna()]
    shown = shares[shares["procedure"].isin(known["procedure"])]
    if shown.empty:
        return None
    names = list(dict.fromkeys(shown["procedure"]))
    years = sorted({int(year) for year in shown["school_year"]})
    ceiling = share_ceiling(float(known["fail_pct"].max()))
    block, width = _TITLE + _PLOT + _BELOW, (PAGE_WIDTH + _GAP) / _COLUMNS - _GAP
    drawing = Drawing(PAGE_WIDTH, block * ceil(len(names) / _COLUMNS))
    for place, name in enumerate(names):
        left, top = place % _COLUMNS * (width + _GAP), place // _COLUMNS * block
        for line, words in enumerate(wrapped(name, width, lines=2).split("\n")):
            drawing.text((left, top + 2.8 + _LINE * line), words, LABEL)
        _Panel(drawing, (left, top + _TITLE), width, years, ceiling).draw(shown[shown["procedure"] == name])
    return PublicationFigure(
        caption,
        sentences_of(list(_alt(known, names))),
        drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=(_note(shown),),
        data=_data(shown, caption),
    )


class _Panel:
    """The panel of one procedure: its scale, its years, a line for each group."""

    def __init__(
        self, drawing: Drawing, place: tuple[float, float], width: float, years: Sequence[int], ceiling: float
    ):
        self.drawing, self.years, self.ceiling = drawing, years, ceiling
        self.left, self.top = place[0] + _SCALE, place[1]
        self.right = place[0] + width - _AT_END

    def draw(self, own: pd.DataFrame) -> None:
        """Draw the scale and the groups."""
        middle = 10 * round(self.ceiling / 20)
        for mark in (0, middle, 2 * middle):
            if mark <= self.ceiling:
                level = self._down(mark)
                self.drawing.line((self.left, level), (self.right + 1, level), palette.GRID, THIN)
                self._words((self.left - 1, level + 0.85), number(mark), "end")
        ends = (self.years[0],) if len(self.years) == 1 else (self.years[0], self.years[-1])
        for year, anchor, beside in zip(ends, ("start", "end"), (-1.0, 1.0), strict=False):
            self._words((self._across(year) + beside, self.top + _PLOT + 3.4), school_year_short(year), anchor)
        last = [point for group in _GROUPS if (point := self._group(own[own["group"] == group], group))]
        lowest = self.top + _PLOT
        levels = spread([level for level, _, _ in last], _LABEL_GAP, self.top, lowest)
        for level, (_, words, is_main) in zip(levels, last, strict=True):
            self.drawing.text((self.right + 2.2, level + 0.9), words, AXIS, bold=is_main)

    def _group(self, own: pd.DataFrame, group: str) -> tuple[float, str, bool] | None:
        """Draw one group; return where its line ends, the last share in words, and whether it is the main one."""
        stroke, is_filled, _ = _GROUPS[group]
        runs: list[list[tuple[float, float]]] = [[]]
        share_of = {int(row.school_year): row for row in rows_of(own)}
        for year in self.years:
            row: Any = share_of.get(year)
            if row is not None and not pd.isna(row.fail_pct):
                runs[-1].append((self._across(year), self._down(float(row.fail_pct))))
                continue
            runs.append([])
            if row is not None and row.symbol and not is_filled:
                self._words((self._across(year), self.top + _PLOT - 0.8), row.symbol, "middle")
        self.drawing.path(runs, palette.ACCENT if is_filled else palette.MUTED, stroke, cap="round")
        for point in (point for run in runs for point in run):
            if is_filled:
                self.drawing.circle(point, _RADIUS, palette.ACCENT)
            else:
                self.drawing.circle(point, _RADIUS, palette.PAPER, palette.MUTED, DATA)
        if not runs[-1]:
            return None
        return runs[-1][-1][1], number(float(share_of[self.years[-1]].fail_pct), 0), is_filled

    def _words(self, place: tuple[float, float], words: str, anchor: str) -> None:
        self.drawing.text(place, words, SMALLEST, anchor=anchor, color=palette.MUTED)

    def _down(self, share: float) -> float:
        return self.top + _PLOT * (1 - share / self.ceiling)

    def _across(self, year: int) -> float:
        first, last = self.years[0], self.years[-1]
        return self.left + 1 + (self.right - self.left - 1) * ((year - first) / (last - first) if last > first else 1)


def _note(shown: pd.DataFrame) -> str:
    groups = [words for group, (_, _, words) in _GROUPS.items() if (shown["group"] == group).any()]
    hidden = "; «c» — скрыто" if (shown["symbol"] == "c").any() else ""
    return f"Доля «2», %: {', '.join(groups)}; подписан последний год{hidden}."


def _alt(known: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    yield f"доля «2» по годам, процедур: {len(names)}"
    for name in names:
        told = []
        for group, words in _IN_ALT.items():
            own = known[(known["procedure"] == name) & (known["group"] == group)].sort_values("school_year")
            years = [f"{school_year_short(row.school_year)} {wording.percent(row.fail_pct, 0)}" for row in rows_of(own)]
            told += [f"{words} — {', '.join(years)}"] if years else []
        yield f"{name}: {'; '.join(told)}"


def _data(shown: pd.DataFrame, caption: str) -> PublicationTable:
    frame = shown.assign(
        who=shown["group"].map(_IN_ALT), year=[school_year_short(int(year)) for year in shown["school_year"]]
    )
    columns = [
        Column("procedure", "Процедура", width=2.5),
        Column("who", "Школы"),
        Column("year", "Учебный год"),
        Column("fail_pct", "Доля «2», %", "percent", 1),
    ]
    texts = {"fail_pct": list(shown["symbol"])}
    return data_of(frame[[column.key for column in columns]], columns, caption, texts=texts, row_headers=3)

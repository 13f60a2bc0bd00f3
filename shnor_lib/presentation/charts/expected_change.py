"""Change against start: listed schools beside what was expected of each, schools outside as the background."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import plural, signed
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas, Style
from shnor_lib.presentation.charts.drawing import MM_PER_POINT, PAGE_WIDTH
from shnor_lib.presentation.charts.figure import data_of, in_house_style, publication_figure
from shnor_lib.presentation.charts.labels import NAMED_IN_ALT, SCHOOLS, school_labels, write_names_beside
from shnor_lib.presentation.charts.legend import draw_keys
from shnor_lib.presentation.charts.values import numbers
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

_HEADER, _HEIGHT, _FOOT, _LEFT = 7.0, 78.0, 20.0, 12.0
#: More names than these would lie over each other; the table beside the chart has them all.
MOST_LABELS = 20

_OUTSIDE: Style = {"marker": "o", "markersize": 3.2, "color": theme.MUTED, "markerfacecolor": "none"}
_LISTED: Style = {"marker": "o", "markersize": 5.5, "color": theme.ACCENT}
_LINE: Style = {"color": theme.INK, "linewidth": theme.LINE, "linestyle": "--"}
_EXPECTED: Style = {"marker": "_", "markersize": 9, "color": theme.INK, "markeredgewidth": 1.4}


@in_house_style
def expected_change_chart(
    of_schools: pd.DataFrame, caption: str = "Изменение доли «2» и ожидаемое изменение в зависимости от исходной доли"
) -> PublicationFigure | None:
    """Draw the change of each school against its start, and what was expected of each listed one.

    Args:
        of_schools: the table `school_expectation`; names as they shall be printed.
        caption: the figure's caption.

    Returns:
        The figure, or ``None`` where no listed school has both.
    """
    table = of_schools.assign(
        **{name: numbers(of_schools[name]) for name in ("start_pct", "change_pp", "expected_change_pp")}
    ).dropna(subset=["start_pct", "change_pp", "expected_change_pp"])
    listed = table[table["listed"].astype("boolean").fillna(False).astype(bool)]
    if listed.empty:
        return None
    outside = table.drop(listed.index)
    canvas = Canvas(_HEADER + _HEIGHT + _FOOT)
    labels_at = 46.0 if len(listed) <= MOST_LABELS else 4.0
    axes = canvas.panel(_LEFT, _HEADER, PAGE_WIDTH - _LEFT - labels_at, _HEIGHT)
    canvas.text(0, 2.4, "Изменение, п. п.", color=theme.MUTED)
    _draw_frame(axes, table)
    axes.plot(outside["start_pct"], outside["change_pp"], **_OUTSIDE, linestyle="none", markeredgewidth=0.6)
    _draw_expected_line(axes, table)
    for row in rows_of(listed):
        axes.plot(
            [row.start_pct] * 2,
            [row.expected_change_pp, row.change_pp],
            color=theme.ACCENT,
            linewidth=theme.LINE,
            linestyle="-",
        )
    axes.plot(listed["start_pct"], listed["expected_change_pp"], **_EXPECTED, linestyle="none")
    axes.plot(listed["start_pct"], listed["change_pp"], **_LISTED, linestyle="none")
    if len(listed) <= MOST_LABELS:
        labels = school_labels(listed)
        points = [(row.start_pct, row.change_pp, labels[row.school_id]) for row in rows_of(listed)]
        write_names_beside(canvas, axes, points, left=PAGE_WIDTH - labels_at)
    canvas.text(_LEFT, _HEADER + _HEIGHT + 8, "Доля «2» в последнем году отбора, %", color=theme.MUTED)
    _draw_legend(canvas, outside=len(outside) > 0)
    return publication_figure(canvas, caption, _alt(listed, outside), _data(table, caption))


def _draw_frame(axes: Axes, table: pd.DataFrame) -> None:
    sns.despine(ax=axes)
    changes = np.concatenate([table["change_pp"], table["expected_change_pp"], [0.0]])
    low, high = np.floor((changes.min() - 1) / 5) * 5, np.ceil((changes.max() + 1) / 5) * 5
    axes.set_ylim(low, high)
    axes.set_xlim(0, np.ceil((table["start_pct"].max() + 2) / 5) * 5)
    step = 5 if high - low <= 50 else 10
    ticks = np.arange(np.ceil(low / step) * step, high + 0.1, step)
    axes.set_yticks(ticks, [signed(tick, 0) if tick else "0" for tick in ticks])
    axes.tick_params(length=0, pad=2)
    axes.yaxis.grid(True, linestyle="-")
    axes.axhline(0, color=theme.INK, linewidth=theme.LINE, linestyle="-", zorder=0.8)


def _draw_expected_line(axes: Axes, table: pd.DataFrame) -> None:
    """Draw how the expected change depends on the start, on average over all schools."""
    if len(table) < 3 or table["start_pct"].nunique() < 2:
        return
    slope, level = np.polyfit(table["start_pct"], table["expected_change_pp"], 1)
    ends = np.array([table["start_pct"].min(), table["start_pct"].max()])
    axes.plot(ends, level + slope * ends, **_LINE)


def _draw_legend(canvas: Canvas, *, outside: bool) -> None:
    axes = canvas.panel(_LEFT, canvas.height - 10, PAGE_WIDTH - _LEFT, 10, bare=True)
    entries = [
        ("школа списка", {**_LISTED, "linestyle": "none"}),
        ("ожидалось от неё", {**_EXPECTED, "linestyle": "none"}),
        ("ожидаемое изменение в среднем", _LINE),
        *([("школа вне списка", {**_OUTSIDE, "linestyle": "none"})] if outside else []),
    ]
    draw_keys(axes, entries, top=10 * MM_PER_POINT)


def _data(table: pd.DataFrame, caption: str) -> PublicationTable:
    is_listed = table["listed"].astype("boolean").fillna(False).astype(bool)
    frame = table.assign(name=table["school_id"].map(school_labels(table)), standing=is_listed)
    columns = [
        Column("name", "Школа", width=2.5),
        Column("standing", "В списке", "truth"),
        Column("start_pct", "Доля «2» в последнем году отбора, %", "percent", 1),
        Column("change_pp", "Изменение, п. п.", "points", 1),
        Column("expected_change_pp", "Ожидалось, п. п.", "points", 1),
    ]
    return data_of(frame, columns, caption, named=is_listed)


def _alt(listed: pd.DataFrame, outside: pd.DataFrame) -> list[str]:
    below = int((listed["change_pp"] < listed["expected_change_pp"]).sum())
    named = [
        f"{name}: изменение {signed(row.change_pp)}, ожидалось {signed(row.expected_change_pp)}"
        for name, row in zip(school_labels(listed).values(), rows_of(listed), strict=True)
    ]
    return [
        f"изменение доли «2» против исходной доли: {plural(len(listed), *SCHOOLS)} списка на фоне "
        f"{plural(len(outside), 'школы', 'школ', 'школ')} вне списка",
        f"ниже ожидаемого {plural(below, *SCHOOLS)} списка",
        *(named if len(named) <= NAMED_IN_ALT else ()),
    ]

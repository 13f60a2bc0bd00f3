"""A map of shares: rows by columns, the number in each cell."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from shnor_lib.ground import wording
from shnor_lib.ground.wording import NBSP, number, plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas, text_width, wrapped
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.figure import in_house_style, publication_figure
from shnor_lib.presentation.figures import PublicationFigure

_MAP_HEADING, _TURNED_HEADING, _MAP_LEGEND, _MAP_ROW = 14.0, 30.0, 9.0, 6.4
_WIDEST_LABEL, _WIDEST_CELL = 52.0, 24.0
#: Headings over narrower cells stand upright.
_NARROW_CELL = 20.0
#: From this share on the cell is so dark that its number is white.
_DARK = 60.0


@in_house_style
def share_map(
    shares: pd.DataFrame, caption: str, *, of_what: str, texts: pd.DataFrame | None = None
) -> PublicationFigure | None:
    """Draw shares as a table whose cells darken as the share grows.

    Args:
        shares: percentages 0–100, missing where nothing is known; the index names the rows, the columns the columns.
        caption: the figure's caption.
        of_what: words of the share for the legend and the alternative text, «доля педагогов школы».
        texts: what stands in a cell instead of the bare number, e.g. «с» for a hidden one.
    """
    if shares.empty or not shares.notna().any(axis=None):
        return None
    rows = [wording.typeset(str(name)) for name in shares.index]
    left = min(_WIDEST_LABEL, max(map(text_width, rows))) + 3
    cell = min(_WIDEST_CELL, (PAGE_WIDTH - left) / len(shares.columns))
    top = _TURNED_HEADING if cell < _NARROW_CELL else _MAP_HEADING
    canvas = Canvas(top + _MAP_ROW * len(rows) + _MAP_LEGEND)
    axes = canvas.panel(left, top, cell * len(shares.columns), _MAP_ROW * len(rows), bare=True)
    for place, heading in enumerate(shares.columns):
        _write_heading(canvas, str(heading), left + cell * (place + 0.5), top, cell)
    for place, label in enumerate(rows):
        canvas.text(left - 2, top + _MAP_ROW * (place + 0.5), wrapped(label, left - 2, lines=2), ha="right")
    values = shares.apply(pd.to_numeric).to_numpy(dtype=float, na_value=np.nan)
    for row, column in np.ndindex(values.shape):
        text = str(texts.iat[row, column]) if texts is not None else ""
        _draw_share(axes, values[row, column], text, cell * column, _MAP_ROW * row, cell)
    _draw_share_legend(canvas, left, of_what)
    return publication_figure(canvas, caption, _map_alt(shares, values, of_what))


def _write_heading(canvas: Canvas, heading: str, middle: float, top: float, cell: float) -> None:
    """Write a column's heading over its cells, upright where they are narrow."""
    is_turned = cell < _NARROW_CELL
    text = wrapped(wording.typeset(heading), _TURNED_HEADING - 2 if is_turned else cell - 1, lines=3)
    turned = {"rotation": 90, "rotation_mode": "anchor", "ha": "left", "va": "center"}
    options = turned if is_turned else {"ha": "center", "va": "bottom"}
    canvas.text(middle, top - 1.5, text, linespacing=0.95, **options)


def _draw_share(axes: Axes, share: float, text: str, left: float, top: float, width: float) -> None:
    known = not np.isnan(share)
    style = {"facecolor": _tint(share)} if known else {"facecolor": theme.PALE, "hatch": "////"}
    box = Rectangle((left + 0.3, top + 0.3), width - 0.6, _MAP_ROW - 0.6, edgecolor=theme.HATCH, linewidth=0, **style)
    axes.add_patch(box)
    words = text or (number(share, 0) if known else wording.MISSING)
    color = theme.PAPER if known and share >= _DARK else theme.INK if known else theme.MUTED
    axes.text(left + width / 2, top + _MAP_ROW / 2, words, ha="center", va="center", size=theme.SMALL, color=color)


def _tint(share: float) -> tuple[float, ...]:
    """Return the colour of a share: from almost white to the accent, linear in between."""
    light, dark = np.array(to_rgb(theme.BELOW_TINTS[0])), np.array(to_rgb(theme.ACCENT))
    return tuple(light + (dark - light) * min(max(share, 0), 100) / 100)


def _draw_share_legend(canvas: Canvas, left: float, of_what: str) -> None:
    axes = canvas.panel(0, canvas.height - _MAP_LEGEND, PAGE_WIDTH, _MAP_LEGEND, bare=True)
    steps = 20
    for step in range(steps):
        box = Rectangle((left + step * 1.5, 3.2), 1.5, 3.2, facecolor=_tint(100 * step / (steps - 1)), linewidth=0)
        axes.add_patch(box)
    words = f"0 – 100{NBSP}%: {of_what};{NBSP}{NBSP}{wording.MISSING} сведений нет"
    axes.text(left + steps * 1.5 + 2, 4.9, words, va="center", size=theme.SMALL, color=theme.MUTED)


def _map_alt(shares: pd.DataFrame, values: np.ndarray, of_what: str) -> Sequence[str]:
    known = [share for share in values.ravel() if not np.isnan(share)]
    rows = plural(len(shares), "строка", "строки", "строк")
    columns = plural(len(shares.columns), "колонка", "колонки", "колонок")
    spread = f"{of_what}: от {number(min(known), 0)} до {number(max(known), 0)} %"
    means = ", ".join(
        f"{name} – в среднем {number(float(np.nanmean(values[:, place])), 0)} %"
        for place, name in enumerate(shares.columns)
        if not np.isnan(values[:, place]).all()
    )
    return [f"карта долей: {rows}, {columns}", spread, means]

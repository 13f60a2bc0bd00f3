"""Charts of the programme's course: how far help reached, where deficits lie, how indicators near their targets.

As in `charts`, schools stand in the order of the table, never by result, and every colour has its number beside it.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from shnor_lib.ground import wording
from shnor_lib.ground.wording import NBSP, number, plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_WIDTH, Canvas, text_width, wrapped
from shnor_lib.presentation.charts.results_and_plan import in_house_style, publication_figure
from shnor_lib.presentation.figures import PublicationFigure

# A map of shares: rows by columns, the number in each cell

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
        text = texts.iat[row, column] if texts is not None else ""
        _draw_share(axes, values[row, column], text, cell * column, _MAP_ROW * row, cell)
    _draw_share_legend(canvas, left, of_what)
    return publication_figure(canvas, caption, _map_alt(shares, of_what))


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


def _map_alt(shares: pd.DataFrame, of_what: str) -> Sequence[str]:
    known = shares.stack().dropna().astype(float)
    rows = plural(len(shares), "строка", "строки", "строк")
    columns = plural(len(shares.columns), "колонка", "колонки", "колонок")
    spread = f"{of_what}: от {number(known.min(), 0)} до {number(known.max(), 0)} %"
    means = ", ".join(
        f"{name} – в среднем {number(float(column.dropna().astype(float).mean()), 0)} %"
        for name, column in shares.items()
        if column.notna().any()
    )
    return [f"карта долей: {rows}, {columns}", spread, means]


# Indicators quarter by quarter

_LINE_COLUMNS, _LINE_TITLE, _LINE_HEIGHT, _LINE_AXIS, _LINE_GAP = 3, 11.0, 26.0, 5.0, 5.0


@in_house_style
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
    lines = -(-len(shown) // _LINE_COLUMNS)
    block = _LINE_TITLE + _LINE_HEIGHT + _LINE_AXIS + _LINE_GAP
    canvas = Canvas(block * lines - _LINE_GAP + 1)
    width = (PAGE_WIDTH - _LINE_GAP * (_LINE_COLUMNS - 1)) / _LINE_COLUMNS
    for place, indicator in enumerate(shown.to_dict("records")):
        left, top = place % _LINE_COLUMNS * (width + _LINE_GAP), place // _LINE_COLUMNS * block
        own = known[known["id"] == indicator["id"]].sort_values("on")
        title = wrapped(f"{indicator['id']}. {wording.typeset(indicator['short_name'])}", width, lines=2)
        canvas.text(left, top + _LINE_TITLE / 2, title, weight="bold", linespacing=0.95)
        axes = canvas.panel(left + 8, top + _LINE_TITLE, width - 14, _LINE_HEIGHT)
        _draw_line(axes, own, indicator)
    return publication_figure(canvas, caption, [f"показатели по кварталам, {len(shown)}", *_line_words(known, shown)])


def _draw_line(axes: Axes, own: pd.DataFrame, indicator: dict) -> None:
    values = own["value"].astype(float).to_numpy()
    target = indicator["target"]
    has_target = not pd.isna(target)
    highest = max([*values, float(target) if has_target else 0, 1])
    ceiling = 105 if indicator["unit"] == "%" else highest * 1.2
    axes.set_xlim(-0.4, len(values) - 0.6 + 0.4)
    axes.set_ylim(0, ceiling)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_yticks([0, 50, 100] if indicator["unit"] == "%" else [0, highest])
    step = 1 if len(values) <= 4 else 2
    axes.set_xticks(range(0, len(values), step), [_quarter_label(day) for day in own["on"][::step]])
    axes.tick_params(length=0, pad=2)
    if has_target:
        axes.axhline(float(target), color=theme.INK, linewidth=theme.LINE, linestyle=(0, (4, 2)))
    axes.plot(range(len(values)), values, color=theme.ACCENT, linewidth=1.6, marker="o", markersize=3.5, linestyle="-")
    axes.annotate(
        _value(values[-1]),
        (len(values) - 1, values[-1]),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        size=theme.SMALL,
        annotation_clip=False,
        bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.5},
    )


def _quarter_label(day: str) -> str:
    return f"{day[5:7]}.{day[2:4]}"


def _value(value: float) -> str:
    """Return a value with one decimal, a whole one with none."""
    return number(value, 1 if value % 1 else 0)


def _line_words(known: pd.DataFrame, shown: pd.DataFrame) -> Sequence[str]:
    words = []
    for indicator in shown.to_dict("records"):
        own = known[known["id"] == indicator["id"]].sort_values("on")
        target = "цель не задана" if pd.isna(indicator["target"]) else f"цель {number(indicator['target'])}"
        words.append(
            f"{indicator['id']}: от {_value(own['value'].iloc[0])} до {_value(own['value'].iloc[-1])} "
            f"{indicator['unit']}, {target}"
        )
    return words

"""Funnel plots: the share of «2» against participants, with the limits within which it moves by itself."""

from math import ceil

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from shnor_lib.analysis.statistics.funnel import INNER, OUTER, Funnel
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import FUNNEL_SIDES
from shnor_lib.ground.wording import number, percent, plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas, Style, spread, text_width, wrapped
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.figure import data_of, in_house_style, in_parts, page_shares, publication_figure
from shnor_lib.presentation.charts.labels import NAMED_IN_ALT, SCHOOLS, school_labels
from shnor_lib.presentation.charts.legend import draw_keys
from shnor_lib.presentation.charts.values import numbers, share_ceiling
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.tables import Column, PublicationTable

_PANEL = ["assessment", "level", "subject", "school_year"]
_TITLE, _FOOT, _LEGEND, _SCALE = 9.0, 8.0, 13.0, 7.0
#: The tallest figure that a page prints at its full width.
_TALLEST = 200.0
#: So many panels stand two in a row; more stand three in a row.
_FEW = 4
#: The height of a panel by how many stand in a row.
_HEIGHTS = {2: 50.0, 3: 40.0}
_LABEL_STEP, _LABEL_GAP = 3.4, 2.0
#: A name may go on so far beside the panel.
_BESIDE = 5.0
#: Ticks of numbers of participants, which lie on a logarithmic scale: most schools are small.
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
#: So many sizes make a limit a smooth line.
_POINTS = 60

_EXACT: Style = {"color": theme.MUTED, "linewidth": theme.HAIRLINE}
_WIDE: Style = {"color": theme.ACCENT, "linewidth": 1.3}
_LINES: dict[str, Style] = {
    "exact_inner": {**_EXACT, "linestyle": (0, (1.5, 1.5))},
    "exact_outer": {**_EXACT, "linestyle": "-"},
    "wide_inner": {**_WIDE, "linestyle": (0, (4, 2))},
    "wide_outer": {**_WIDE, "linestyle": "-"},
}
_SCHOOL: Style = {"marker": "o", "markersize": 3.4, "linestyle": "none", "color": theme.INK, "markeredgewidth": 0}
#: More points than this are drawn smaller and paler.
_CROWD = 80
#: What keeps lines from running through a name.
_BEHIND: Style = {"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
_OUTSIDE: Style = {
    "marker": "D",
    "markersize": 5,
    "linestyle": "none",
    "color": theme.LOW,
    "markerfacecolor": theme.PAPER,
    "markeredgewidth": 1.3,
}


@in_house_style
def funnel_chart(
    funnel: pd.DataFrame,
    caption: str = "Доля «2», %, и число участников: школы и контрольные границы",
    columns: int | None = None,
) -> PublicationFigure | None:
    """Draw a panel per assessment and subject: schools as points, limits as lines; only schools outside are named.

    Args:
        funnel: rows of the table of that name.
        caption: the figure's caption.
        columns: panels side by side; by their number unless given.
    """
    panels = _panels(funnel)
    if not panels:
        return None
    labels = school_labels(funnel)
    columns = columns or _columns(len(panels))
    height = _HEIGHTS[columns]
    step = _TITLE + height + _FOOT
    canvas = Canvas(ceil(len(panels) / columns) * step + _LEGEND)
    width = PAGE_WIDTH / columns
    for place, panel in enumerate(panels):
        line, column = divmod(place, columns)
        left, top = column * width + _SCALE, line * step + _TITLE
        axes = canvas.panel(left, top, width - _SCALE - 4, height)
        _draw_funnel(axes, panel, labels, width - _SCALE - 4, height)
        first = next(rows_of(panel))
        title = wording.procedure(first.assessment, first.level, first.subject, year=first.school_year)
        canvas.text(left, top - _TITLE + 2.6, title, weight="bold", size=theme.BODY)
        middle = f"{plural(int(first.schools), *SCHOOLS)}, вместе {percent(float(first.centre_pct))}"
        canvas.text(left, top - _TITLE + 6.2, middle, color=theme.MUTED)
        canvas.text(left + width - _SCALE - 4, top + height + 5.6, "участников", color=theme.MUTED, ha="right")
    _draw_legend(canvas, wide=bool(funnel["spread"].notna().any()), outside=bool(funnel["outside"].notna().any()))
    return publication_figure(canvas, caption, _alt(panels, labels), _data(panels, labels, caption))


def funnel_charts(funnel: pd.DataFrame) -> PublicationFigures:
    """Return the funnel plots cut into figures that each fit a page."""
    panels = _panels(funnel)
    columns = _columns(len(panels))
    most = columns * int((_TALLEST - _LEGEND) / (_TITLE + _HEIGHTS[columns] + _FOOT))
    pages = [pd.concat(panels[share]) for share in page_shares(len(panels), most)]
    return in_parts([funnel_chart(page, columns=columns) for page in pages])


def _columns(panels: int) -> int:
    return 2 if panels <= _FEW else 3


def _panels(funnel: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows of each panel, in the table's order of assessments and subjects."""
    if funnel.empty:
        return []
    return [own for _, own in funnel.groupby(_PANEL, sort=False)]


def _draw_funnel(axes: Axes, panel: pd.DataFrame, labels: dict[str, str], width: float, height: float) -> None:
    sns.despine(ax=axes, left=True)
    n, share = numbers(panel["n_participants"]), numbers(panel["fail_pct"])
    low, high = max(1.0, n.min() / 1.25), n.max() * 1.35
    sizes = np.unique(np.round(np.geomspace(low, high, _POINTS)).clip(1))
    first = next(rows_of(panel))
    spread_of = float(first.spread) if not pd.isna(first.spread) else float("nan")
    limits = _limits(Funnel(float(first.centre_pct) / 100, float("nan"), spread_of), sizes)
    highest = max(share.max(), *(np.interp(n.mean(), sizes, upper) for _, upper in limits.values()))
    ceiling = share_ceiling(highest)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.set_ylim(-0.02 * ceiling, ceiling)
    axes.set_xticks([tick for tick in _TICKS if low <= tick <= high], labels=None)
    axes.set_xticklabels([number(tick) for tick in _TICKS if low <= tick <= high])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_yticks(np.arange(0, ceiling + 0.1, 10 if ceiling <= 60 else 20))
    axes.tick_params(axis="both", length=0, pad=3)
    axes.yaxis.grid(True, linestyle="-")
    for name, ends in limits.items():
        for end in ends:
            axes.plot(sizes, end, **_LINES[name], zorder=1.5)
    axes.axhline(float(first.centre_pct), color=theme.INK, linewidth=theme.LINE, linestyle="-.", zorder=1.4)
    outside = panel["outside"].notna().to_numpy(dtype=bool)
    crowd: Style = {"markersize": 2.4, "alpha": 0.55} if len(panel) > _CROWD else {"alpha": 0.75}
    axes.plot(n[~outside], share[~outside], **_SCHOOL | crowd, zorder=2, clip_on=False)
    axes.plot(n[outside], share[outside], **_OUTSIDE, zorder=3, clip_on=False)
    _name_outside(axes, panel[outside], labels, ceiling / height, width)


def _limits(funnel: Funnel, sizes: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return lower and upper limits in per cent at each size, by the names of their lines."""
    found = {"exact_inner": funnel.limits(sizes, INNER), "exact_outer": funnel.limits(sizes, OUTER)}
    if funnel.has_wide_limits:
        wide = {"wide_inner": funnel.wide_limits(sizes, INNER), "wide_outer": funnel.wide_limits(sizes, OUTER)}
        found |= wide
    return {name: (100 * low, 100 * high) for name, (low, high) in found.items()}


def _name_outside(axes: Axes, outside: pd.DataFrame, labels: dict[str, str], unit_per_mm: float, width: float) -> None:
    """Write the names of the schools outside beside their points, to the side where there is room, moved apart."""
    if outside.empty:
        return
    low, high = axes.get_xlim()
    floor, ceiling = axes.get_ylim()
    shares = list(numbers(outside["fail_pct"]))
    places = spread(shares, _LABEL_STEP * unit_per_mm, floor, ceiling)
    for row, share, place in zip(rows_of(outside), shares, places, strict=True):
        from_left = width * float(np.log(row.n_participants / low) / np.log(high / low))  # millimetres
        to_left = from_left > width / 2
        room = (from_left if to_left else width - from_left) - _LABEL_GAP + _BESIDE
        words = f", {percent(share, 0)}"
        text = wrapped(labels[row.school_id], room - text_width(words), 1) + words
        at = low * (high / low) ** ((from_left + (-_LABEL_GAP if to_left else _LABEL_GAP)) / width)
        if abs(place - share) > 0.3 * unit_per_mm:
            line: Style = {"color": theme.MUTED, "linewidth": theme.HAIRLINE, "linestyle": "-"}
            axes.plot([float(row.n_participants), at], [share, place], **line, zorder=1.6, clip_on=False)
        style: Style = {"ha": "right" if to_left else "left", "size": theme.SMALL, "bbox": _BEHIND}
        axes.text(at, place, text, va="center", zorder=1.8, **style)


def _draw_legend(canvas: Canvas, *, wide: bool, outside: bool) -> None:
    axes = canvas.panel(_SCALE, canvas.height - _LEGEND, PAGE_WIDTH - _SCALE, _LEGEND, bare=True)
    entries: list[tuple[str, Style]] = [("школа", _SCHOOL)]
    if outside:
        entries.append(("школа за внешней границей", _OUTSIDE))
    entries.append(
        ("доля «2» всех школ вместе", {"color": theme.INK, "linewidth": theme.LINE, "linestyle": "-."}),
    )
    entries += [
        ("точные границы: 95 % (одна случайность)", _LINES["exact_inner"]),
        ("99,8 % (внешние, если нет широких)" if wide else "99,8 % (внешние)", _LINES["exact_outer"]),
    ]
    if wide:
        entries += [
            ("широкие границы: 95 % (и обычные различия школ)", _LINES["wide_inner"]),
            ("99,8 % (внешние)", _LINES["wide_outer"]),
        ]
    draw_keys(axes, entries, top=4.5)


def _data(panels: list[pd.DataFrame], labels: dict[str, str], caption: str) -> PublicationTable:
    rows = pd.concat(panels)
    frame = rows.assign(
        name=rows["school_id"].map(labels),
        procedure=[
            wording.procedure(row.assessment, row.level, row.subject, year=row.school_year) for row in rows_of(rows)
        ],
        side=rows["outside"].map(FUNNEL_SIDES).fillna("в границах"),
    )
    columns = [
        Column("procedure", "Процедура"),
        Column("name", "Школа", width=2.5),
        Column("n_participants", "Участников", "integer"),
        Column("fail_pct", "Доля «2», %", "percent", 1),
        Column("side", "Контрольные границы"),
    ]
    return data_of(frame, columns, caption, named=rows["outside"].notna())


def _alt(panels: list[pd.DataFrame], labels: dict[str, str]) -> list[str]:
    sentences = ["доля «2» в зависимости от числа участников, с контрольными границами"]
    for panel in panels:
        first = next(rows_of(panel))
        name = f"{wording.procedure(first.assessment, first.level, first.subject, full=True)}, {first.school_year}"
        outside = panel[panel["outside"].notna()]
        named = wording.join(labels[code] for code in outside["school_id"][:NAMED_IN_ALT])
        words = f"за внешней границей {named}" if len(outside) else "за внешней границей нет никого"
        sentences.append(f"{name}: {plural(len(panel), *SCHOOLS)} округа, {words}")
    return sentences

"""Slopes: the share of «2» from one year to another, a panel per pair of procedures."""

from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS, subject_order
from shnor_lib.ground.wording import NBSP, number, percent, plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT, PAGE_WIDTH, Canvas, Style, spread, text_width, wrapped
from shnor_lib.presentation.charts.figure import in_house_style, in_parts, publication_figure
from shnor_lib.presentation.charts.labels import of_schools, school_labels
from shnor_lib.presentation.charts.legend import draw_keys
from shnor_lib.presentation.charts.values import numbers, share_ceiling, text_or_empty
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.procedures import share_words

_PAIR = ["assessment", "level", "subject", "grade_from", "year_from", "grade_to", "year_to"]
_PANEL_TITLE, _PANEL_GAP, _SLOPE_LEGEND = 10.0, 8.0, 17.0
_LABEL_STEP = 3.2

SLOPE_CAPTIONS = {
    "cohort": "Доля «2» у одних и тех же обучающихся в двух учебных годах, %",
    "same_grade": "Доля «2» в одной и той же параллели в двух учебных годах, %",
}


@in_house_style
def slope_chart(
    pairs: pd.DataFrame,
    kind: str,
    threshold_pct: float,
    caption: str | None = None,
    columns: int | None = None,
) -> PublicationFigure | None:
    """Draw each school's share of «2» in the earlier and the later year, a panel per pair of procedures.

    Args:
        pairs: rows of the table `dynamics`; those of the other kind are left out.
        kind: ``cohort`` or ``same_grade``, never mixed.
        threshold_pct: drawn as a line; schools at it or above in the later year have square markers.
        caption: the figure's caption; the default names the kind.
        columns: panels side by side; as many as their labels leave room for unless given.
    """
    pairs = pairs[(pairs["kind"] == kind) & pairs["fail_from_pct"].notna() & pairs["fail_to_pct"].notna()]
    if pairs.empty:
        return None
    labels = school_labels(pairs)
    panels = _pair_panels(pairs)
    label_width = min(48.0, max(text_width(_end_label(labels, row, threshold_pct)) for row in rows_of(pairs)))
    names = {school: wrapped(label, label_width - text_width(" 27,3"), lines=1) for school, label in labels.items()}
    labels = labels if label_width < 48 else names
    columns = columns or min(3 if label_width <= 32 else 2, len(panels))
    most = max(len(panel) for panel in panels)
    height = max(42.0, _LABEL_STEP * (most + 1))
    rows = ceil(len(panels) / columns)
    canvas = Canvas(rows * (height + _PANEL_TITLE) + (rows - 1) * _PANEL_GAP + _SLOPE_LEGEND)
    ceiling = share_ceiling(max(pairs["fail_from_pct"].max(), pairs["fail_to_pct"].max(), threshold_pct))
    width = (PAGE_WIDTH - 7) / columns
    for place, panel in enumerate(panels):
        line, column = divmod(place, columns)
        top = line * (height + _PANEL_TITLE + _PANEL_GAP) + _PANEL_TITLE
        axes = canvas.panel(7 + column * width, top, width - label_width - 7, height)
        axes.set_ylim(-0.02 * ceiling, ceiling)
        _draw_slopes(axes, panel, labels, threshold_pct, height, show_scale=column == 0)
        canvas.text(7 + column * width, top - _PANEL_TITLE + 2.6, _pair_title(panel), weight="bold", size=theme.BODY)
        if _is_limited(panel):
            canvas.text(7 + column * width, top - _PANEL_TITLE + 6.0, "сопоставимость ограничена", color=theme.MUTED)
    _draw_slope_legend(canvas, pairs, threshold_pct)
    return publication_figure(canvas, caption or SLOPE_CAPTIONS[kind], _slope_alt(panels, kind))


def slope_charts(
    pairs: pd.DataFrame, kind: str, threshold_pct: float, caption: str | None = None
) -> PublicationFigures:
    """Return the slope chart cut into figures that each fit a page."""
    panels = _pair_panels(pairs[pairs["kind"] == kind])
    most = max((len(panel) for panel in panels), default=0)
    height = max(42.0, _LABEL_STEP * (most + 1)) + _PANEL_TITLE + _PANEL_GAP
    per_page = 2 * max(1, int((PAGE_HEIGHT - _SLOPE_LEGEND + _PANEL_GAP) / height))
    columns = 2 if len(panels) > per_page else None  # a last page of one panel has it as wide as the others
    pages = [pd.concat(panels[first : first + per_page]) for first in range(0, len(panels), per_page)]
    return in_parts([slope_chart(page, kind, threshold_pct, caption, columns) for page in pages])


def _pair_panels(pairs: pd.DataFrame) -> list[pd.DataFrame]:
    pairs = pairs.assign(
        level=pairs["level"].map(text_or_empty),
        fail_from_pct=numbers(pairs["fail_from_pct"]),
        fail_to_pct=numbers(pairs["fail_to_pct"]),
    )
    panels = [panel for _, panel in pairs.groupby(_PAIR, sort=False)]
    return sorted(panels, key=_panel_order)


def _panel_order(panel: pd.DataFrame) -> tuple[int, int, str, int, int, int]:
    first = panel.iloc[0]
    place = list(ASSESSMENTS).index(first["assessment"]), subject_order(first["subject"]), first["level"]
    return (*place, int(first["grade_from"]), int(first["year_from"]), int(first["year_to"]))


def _pair_title(panel: pd.DataFrame) -> str:
    first = panel.iloc[0]
    if first["grade_from"] == first["grade_to"]:
        return wording.procedure(first["assessment"], first["level"], first["subject"], first["grade_from"])
    name = wording.procedure(first["assessment"], first["level"], first["subject"])
    return f"{name}, из {first['grade_from']} в {first['grade_to']} класс"  # the font has no arrow


def _pair_ends(panel: pd.DataFrame) -> list[str]:
    """Return what stands under the two ends of the lines: the years, for cohorts the grades as well."""
    first = panel.iloc[0]
    if first["grade_from"] == first["grade_to"]:
        return [str(first["year_from"]), str(first["year_to"])]
    return [
        f"{first['grade_from']}{NBSP}кл.\n{first['year_from']}",
        f"{first['grade_to']}{NBSP}кл.\n{first['year_to']}",
    ]


def _is_limited(panel: pd.DataFrame) -> bool:
    return bool((panel["comparability"] == "limited").any())


def _draw_slopes(
    axes: Axes, panel: pd.DataFrame, labels: dict[str, str], threshold: float, height: float, *, show_scale: bool
) -> None:
    sns.despine(ax=axes, left=True, bottom=True)
    low, ceiling = axes.get_ylim()
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 1], _pair_ends(panel), linespacing=0.95)
    axes.tick_params(axis="x", length=0, pad=3)
    axes.set_yticks(np.arange(0, ceiling + 0.1, 10 if ceiling <= 70 else 20))
    axes.tick_params(axis="y", length=0, labelleft=show_scale, pad=5)
    axes.yaxis.grid(True, linestyle="-")
    axes.axhline(threshold, color=theme.LOW, linewidth=theme.LINE, linestyle=":", zorder=1.5)
    line: Style = {"linestyle": (0, (4, 2)) if _is_limited(panel) else "-", "clip_on": False}
    ends: list[tuple[float, str, Style]] = []
    for row in rows_of(panel):
        is_low = row.fail_to_pct >= threshold
        color = theme.LOW if is_low else theme.ACCENT
        marker: Style = {"marker": "s" if is_low else "o", "markersize": 3.2, "color": color}
        axes.plot([0, 1], [row.fail_from_pct, row.fail_to_pct], linewidth=theme.LINE, **marker, **line)
        style = {"color": color if is_low else theme.INK, "weight": "normal"}
        ends.append((row.fail_to_pct, _end_label(labels, row, threshold), style))
    if len(panel) > 1:
        means = [panel["fail_from_pct"].mean(), panel["fail_to_pct"].mean()]
        strong: Style = {"color": theme.INK, "linewidth": theme.STRONG, "marker": "D", "markersize": 4.5}
        axes.plot([0, 1], means, **strong, **line, zorder=3)
        ends.append((means[1], f"среднее {number(means[1], 1)}", {"color": theme.INK, "weight": "bold"}))
    _label_ends(axes, ends, (ceiling - low) / height)


def _end_label(labels: dict[str, str], pair: Any, threshold: float) -> str:
    return f"{labels[pair.school_id]} {share_words(pair.fail_to_pct, threshold)}"


def _label_ends(axes: Axes, ends: list[tuple[float, str, Style]], unit_per_mm: float) -> None:
    """Write the labels beside the lines' ends, moved apart, each joined to its end by a hairline."""
    low, ceiling = axes.get_ylim()
    wanted = [value for value, _, _ in ends]
    places = spread(wanted, _LABEL_STEP * unit_per_mm, low, ceiling)
    millimetre = 1 / (axes.get_position().width * PAGE_WIDTH)
    joint: Style = {"color": theme.MUTED, "linewidth": theme.HAIRLINE, "linestyle": "-", "clip_on": False}
    for (value, text, style), place in zip(ends, places, strict=True):
        axes.plot([1 + 1.2 * millimetre, 1 + 3.6 * millimetre], [value, place], **joint)
        axes.text(1 + 4.2 * millimetre, place, text, va="center", size=theme.SMALL, **style)


def _draw_slope_legend(canvas: Canvas, pairs: pd.DataFrame, threshold: float) -> None:
    axes = canvas.panel(7, canvas.height - _SLOPE_LEGEND, PAGE_WIDTH - 7, _SLOPE_LEGEND, bare=True)
    line = {"linewidth": theme.LINE, "markersize": 3.2}
    entries = [
        ("школа", {"color": theme.ACCENT, "marker": "o", **line, "linestyle": "-"}),
        ("школа, не ниже порога в последнем году", {"color": theme.LOW, "marker": "s", **line, "linestyle": "-"}),
        ("среднее по школам (невзвешенное)", {"color": theme.INK, "linewidth": theme.STRONG, "linestyle": "-"}),
        (f"порог {percent(threshold, None)}", {"color": theme.LOW, "linestyle": ":", "linewidth": theme.LINE}),
    ]
    if _is_limited(pairs):
        limited = {"color": theme.ACCENT, "linestyle": (0, (4, 2)), "linewidth": theme.LINE}
        entries.append(("пара, сопоставимость которой ограничена", limited))
    if not (numbers(pairs["fail_to_pct"]) >= threshold).any():
        del entries[1]
    draw_keys(axes, entries, top=11.0)


def _slope_alt(panels: list[pd.DataFrame], kind: str) -> list[str]:
    who = "одних и тех же обучающихся" if kind == "cohort" else "одной и той же параллели"
    return [f"доля «2» у {who}, {plural(len(panels), 'пара', 'пары', 'пар')} процедур", *map(_panel_words, panels)]


def _panel_words(panel: pd.DataFrame) -> str:
    before, after = panel["fail_from_pct"].mean(), panel["fail_to_pct"].mean()
    fell = int((panel["fail_to_pct"] < panel["fail_from_pct"]).sum())
    rose = int((panel["fail_to_pct"] > panel["fail_from_pct"]).sum())
    first = panel.iloc[0]
    years = f"{first['year_from']} и {first['year_to']} годы"
    values = percent(after) if abs(after - before) < 0.05 else f"с {number(before, 1)} до {percent(after)}"
    return (
        f"{_pair_title(panel)}, {years}: в среднем {wording.change_in_words(after - before)} ({values}); "
        f"снизилась в {fell}, выросла в {rose} из {of_schools(len(panel))}"
    )

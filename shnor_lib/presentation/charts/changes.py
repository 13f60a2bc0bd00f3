"""Change of each school: where its mean share of «2» moved, scope beside scope."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import plural, signed
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT, Canvas, Style
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.figure import data_of, in_house_style, in_parts, page_shares, publication_figure
from shnor_lib.presentation.charts.labels import SCHOOLS, label_width, of_schools, school_labels, write_school_labels
from shnor_lib.presentation.charts.legend import draw_keys
from shnor_lib.presentation.charts.values import numbers, share_ceiling
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.tables import Column, PublicationTable

_SCOPE_PANELS = {"VPR": "ВПР", "OGE_EGE": "ОГЭ и ЕГЭ", "cohort": "Когорты (ВПР)"}
_CHANGE_HEADER, _CHANGE_LEGEND = 9.0, 16.0
_CLOSE_ROW = 5.0


@in_house_style
def dot_change(
    school_dynamics: pd.DataFrame,
    caption: str = "Средняя доля «2» в школах в двух учебных годах: ВПР, ОГЭ и ЕГЭ, когорты, %",
) -> PublicationFigure | None:
    """Draw for each school where its mean share of «2» moved, with ВПР, exams and cohorts side by side, not merged.

    Args:
        school_dynamics: rows of the table of that name; the scope ``all`` is left out.
        caption: the figure's caption.
    """
    table = school_dynamics[school_dynamics["scope"].isin(list(_SCOPE_PANELS))]
    if table.empty or not (table["pairs"] > 0).any():
        return None
    table = table.assign(**{name: numbers(table[name]) for name in ("mean_from_pct", "mean_to_pct", "change_pp")})
    table["firm"] = table["firm"].astype("boolean").fillna(False).astype(bool)
    labels = school_labels(table)
    row = 6.5 if len(labels) <= 20 else _CLOSE_ROW
    left = label_width(list(labels.values()), 46) + 2
    width = (PAGE_WIDTH - left) / len(_SCOPE_PANELS)
    canvas = Canvas(_CHANGE_HEADER + row * len(labels) + 4 + _CHANGE_LEGEND)
    ceiling = share_ceiling(np.nanmax([table["mean_from_pct"].max(), table["mean_to_pct"].max(), 0]))
    for place, (scope, title) in enumerate(_SCOPE_PANELS.items()):
        start = left + place * width + 2
        axes = canvas.panel(start, _CHANGE_HEADER, width - 20, row * len(labels))
        canvas.text(start, 2.6, title, weight="bold", size=theme.BODY)
        canvas.text(start + width - 8, 6.8, "п. п.", color=theme.MUTED, ha="right")
        rows = {change.school_id: change for change in rows_of(table[table["scope"] == scope])}
        _draw_changes(axes, rows, list(labels), ceiling, change_at=(width - 8) / (width - 20))
    write_school_labels(canvas, labels, left - 1, _CHANGE_HEADER, row)
    _draw_change_legend(canvas, left + 2)
    return publication_figure(canvas, caption, _change_alt(table, len(labels)), _change_data(table, labels, caption))


def dot_changes(school_dynamics: pd.DataFrame) -> PublicationFigures:
    """Return the chart of changes cut by schools into figures that each fit a page."""
    schools = list(school_dynamics["school_id"].unique())
    most = int((PAGE_HEIGHT - _CHANGE_HEADER - 4 - _CHANGE_LEGEND) / _CLOSE_ROW)
    pages = [schools[share] for share in page_shares(len(schools), most)]
    figures = [dot_change(school_dynamics[school_dynamics["school_id"].isin(page)]) for page in pages]
    return in_parts(figures)


def _draw_changes(axes: Axes, rows: dict[str, Any], schools: list[str], ceiling: float, change_at: float) -> None:
    sns.despine(ax=axes, left=True, bottom=True)
    axes.set_xlim(-0.03 * ceiling, ceiling)
    axes.set_ylim(len(schools) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks(np.arange(0, ceiling + 0.1, 10 if ceiling <= 40 else 20))
    axes.tick_params(axis="x", length=0, pad=2)
    axes.xaxis.grid(True, linestyle="-")
    for place, school in enumerate(schools):
        axes.axhline(place, color=theme.GRID, linewidth=theme.HAIRLINE, linestyle=":", zorder=0.5)
        change = rows.get(school)
        if change is None or np.isnan(change.change_pp):
            words = "нет пар" if change is None or change.pairs == 0 else "не определено"
            axes.text(0, place, words, va="center", size=theme.SMALL, color=theme.MUTED, backgroundcolor=theme.PAPER)
            continue
        _draw_change(axes, place, change)
        text: Style = {"size": theme.SMALL, "va": "center", "ha": "right"}
        axes.text(change_at, place, signed(change.change_pp), transform=axes.get_yaxis_transform(), **text)


def _draw_change(axes: Axes, place: int, change: Any) -> None:
    """Draw the way from the earlier mean (a tick) to the later one (a triangle that points where it went)."""
    before, after = change.mean_from_pct, change.mean_to_pct
    marker, color = _direction(change.change_pp)
    axes.plot([before, after], [place, place], color=color, linewidth=1.6, linestyle="-", solid_capstyle="butt")
    axes.plot([before], [place], marker="|", markersize=7, color=color, markeredgewidth=1.2, linestyle="none")
    axes.plot([after], [place], **_end_marker(marker, color, firm=change.firm), clip_on=False)


def _direction(change_pp: float) -> tuple[str, str]:
    if wording.rounded(change_pp, 1) == 0:
        return "o", theme.MUTED
    return ("<", theme.ACCENT) if change_pp < 0 else (">", theme.LOW)


def _end_marker(marker: str, color: str, *, firm: bool) -> Style:
    face = color if firm else theme.PAPER
    return {"marker": marker, "markersize": 6, "color": color, "markerfacecolor": face, "linestyle": "none"}


def _draw_change_legend(canvas: Canvas, left: float) -> None:
    axes = canvas.panel(left, canvas.height - _CHANGE_LEGEND, PAGE_WIDTH - left, _CHANGE_LEGEND, bare=True)
    entries = [
        ("значение первого года", {"marker": "|", "markersize": 7, "color": theme.INK, "linestyle": "none"}),
        ("доля «2» снизилась", _end_marker("<", theme.ACCENT, firm=True)),
        ("выросла", _end_marker(">", theme.LOW, firm=True)),
        ("не изменилась", _end_marker("o", theme.MUTED, firm=True)),
        ("контур без заливки: изменение не подтверждено", _end_marker("<", theme.ACCENT, firm=False)),
    ]
    draw_keys(axes, entries, top=7.5)


def _change_data(table: pd.DataFrame, labels: dict[str, str], caption: str) -> PublicationTable:
    told = table[table["pairs"] > 0]
    frame = told.assign(
        school=told["school_id"].map(labels),
        scope=told["scope"].map(_SCOPE_PANELS),
        firm=["подтверждено" if firm else "не подтверждено" for firm in told["firm"]],
    )
    columns = [
        Column("school", "Школа", width=2.5),
        Column("scope", "По каким результатам"),
        Column("mean_from_pct", "Было, %", "percent", 1),
        Column("mean_to_pct", "Стало, %", "percent", 1),
        Column("change_pp", "Изменение, п. п.", "points", 1),
        Column("firm", "Устойчивость"),
    ]
    return data_of(frame, columns, caption)


def _change_alt(table: pd.DataFrame, schools: int) -> list[str]:
    sentences = [f"изменение средней доли «2»: {plural(schools, *SCHOOLS)}, три основания рядом"]
    for scope, title in _SCOPE_PANELS.items():
        change = table.loc[(table["scope"] == scope), ["change_pp", "firm"]].dropna(subset="change_pp")
        if change.empty:
            sentences.append(f"{title}: сопоставимых пар нет")
            continue
        fell = change[change["change_pp"] < 0]
        rose = int((change["change_pp"] > 0).sum())
        sentences.append(
            f"{title}: снизилась в {len(fell)} (подтверждено в {int(fell['firm'].sum())}), выросла в {rose} "
            f"из {of_schools(len(change))}"
        )
    return sentences

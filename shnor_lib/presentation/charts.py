"""Charts of the report: a table in, a figure with caption and alternative text out; no rows give ``None``.

Schools stand in the order in which the table brings them, never by result: the charts must not read as a ranking.
Shares are percentages 0–100.  A chart says in its legend only what occurs in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import wraps
from math import ceil

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Rectangle

from shnor_lib import wording
from shnor_lib.presentation import theme
from shnor_lib.presentation.canvas import PAGE_HEIGHT, PAGE_WIDTH, Canvas, spread, text_width, wrapped
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.vocabulary import ASSESSMENTS, PLAN_STATUSES, subject_abbreviation, subject_order
from shnor_lib.wording import NBSP, number, percent, plural, short_school_name, signed

SCHOOLS = ("школа", "школы", "школ")
PROCEDURES = ("процедура", "процедуры", "процедур")

#: So many schools are named one by one in an alternative text; more are only counted.
NAMED_IN_ALT = 12


def _in_house_style(chart: Callable) -> Callable:
    """Draw and save within the house style, which matplotlib reads at both moments."""

    @wraps(chart)
    def styled(*args, **options):
        with theme.style():
            return chart(*args, **options)

    return styled


def _figure(canvas: Canvas, caption: str, alt: Sequence[str], **options) -> PublicationFigure:
    sentences = " ".join(f"{wording.sentence_case(sentence.rstrip('.'))}." for sentence in alt if sentence)
    return PublicationFigure.from_matplotlib(canvas.figure, caption, sentences, **options)


def _school_labels(table: pd.DataFrame) -> dict[str, str]:
    """Return a short label per school code, in the table's order; schools whose short names agree keep the full ones."""
    names = table.drop_duplicates("school_id").set_index("school_id")["school"]
    short = names.map(short_school_name)
    return short.where(~short.duplicated(keep=False), names).to_dict()


def _label_width(labels: Sequence[str], most: float) -> float:
    return min(most, max(text_width(label) for label in labels))


def _numbers(column: pd.Series) -> np.ndarray:
    """Return the column as floats; missing values, of whatever kind, are NaN."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _text(value) -> str:
    return value if isinstance(value, str) else ""


# Heat map: schools by procedures

_PROCEDURE = ["assessment", "level", "subject", "grade", "school_year"]
_MOST_COLUMNS = 20
_HEADER, _LEGEND, _BLOCK_GAP = 14.0, 14.0, 5.0


@_in_house_style
def heat_map(
    results: pd.DataFrame,
    threshold_pct: float,
    caption: str = "Доля участников, получивших «2» или не преодолевших минимальный порог, по школам и процедурам, %",
) -> PublicationFigure | None:
    """Draw shares of «2» as a table of schools by procedures whose colours break at the threshold.

    Args:
        results: rows of the table `results`; ``doubtful`` may be absent.
        threshold_pct: a share from this one on is low; low cells are framed and bold as well as coloured.
        caption: the figure's caption.
    """
    if results.empty:
        return None
    results = _with_signs(results)
    labels = _school_labels(results)
    blocks = _procedure_blocks(results)
    row = 6.0 if len(labels) <= 20 else 5.0
    left = _label_width(list(labels.values()), 42) + 3
    block_height = _HEADER + row * len(labels)
    canvas = Canvas(block_height * len(blocks) + _BLOCK_GAP * (len(blocks) - 1) + _LEGEND)
    cell = min(10.0, (PAGE_WIDTH - left) / max(len(block) for block in blocks))
    scale = _threshold_scale(threshold_pct)
    for place, block in enumerate(blocks):
        top = place * (block_height + _BLOCK_GAP)
        axes = canvas.panel(left, top + _HEADER, cell * len(block), row * len(labels))
        _draw_block(axes, results, block, labels, threshold_pct, scale)
        _draw_heading(canvas, block, left, top, cell)
        for line, label in enumerate(labels.values()):
            canvas.text(left - 2, top + _HEADER + row * (line + 0.5), wrapped(label, left - 3), ha="right", linespacing=0.9)
    _draw_scale(canvas, results, threshold_pct, scale, left)
    return _figure(canvas, caption, _heat_map_alt(results, labels, threshold_pct))


def heat_maps(results: pd.DataFrame, threshold_pct: float, **options) -> tuple[PublicationFigure, ...]:
    """Return the heat map cut into figures that each fit a page: by procedures first, then by schools."""
    if results.empty:
        return ()
    schools = list(results["school_id"].unique())
    blocks = _procedure_blocks(results)
    rows = int((PAGE_HEIGHT - _LEGEND - _HEADER) / 5.0)
    parts = ceil(len(schools) / rows)
    size = ceil(len(schools) / parts)
    height = _HEADER + (6.0 if size <= 20 else 5.0) * size + _BLOCK_GAP
    per_page = max(1, int((PAGE_HEIGHT - _LEGEND + _BLOCK_GAP) / height))
    keys = pd.MultiIndex.from_frame(results[_PROCEDURE].fillna(""))
    figures = []
    for start in range(0, len(schools), size):
        for first in range(0, len(blocks), per_page):
            procedures = pd.concat(blocks[first : first + per_page])
            of_page = results["school_id"].isin(schools[start : start + size]) & keys.isin(
                pd.MultiIndex.from_frame(procedures)
            )
            figures.append(heat_map(results[of_page], threshold_pct, **options))
    return tuple(_numbered([figure for figure in figures if figure]))


def _numbered(figures: list[PublicationFigure]) -> list[PublicationFigure]:
    if len(figures) < 2:
        return figures
    return [
        replace(figure, caption=f"{figure.caption} (часть {place} из {len(figures)})")
        for place, figure in enumerate(figures, start=1)
    ]


def _with_signs(results: pd.DataFrame) -> pd.DataFrame:
    doubtful = results["doubtful"].fillna(False).astype(bool) if "doubtful" in results else False
    return results.assign(
        level=results["level"].fillna(""),
        fail_pct=_numbers(results["fail_pct"]),
        doubtful=doubtful | (results["reading"] == "ambiguous"),
    )


def _procedure_blocks(results: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the procedures in their order, cut where needed into blocks of equal width."""
    procedures = results[_PROCEDURE].assign(level=results["level"].fillna("")).drop_duplicates()
    order = procedures.assign(
        assessment=procedures["assessment"].map(list(ASSESSMENTS).index), subject=procedures["subject"].map(subject_order)
    ).sort_values(["assessment", "subject", "level", "grade", "school_year"])
    procedures = procedures.loc[order.index].reset_index(drop=True)
    count = ceil(len(procedures) / _MOST_COLUMNS)
    width = ceil(len(procedures) / count)
    return [procedures.iloc[start : start + width] for start in range(0, len(procedures), width)]


def _threshold_scale(threshold: float) -> list[float]:
    """Return the borders of the colours: thirds below the threshold, three growing steps from it on."""
    room = 100 - threshold
    steps = [0.0, threshold / 3, threshold * 2 / 3, threshold, threshold + 0.2 * room, threshold + 0.45 * room]
    return [steps[0], *(float(round(s)) for s in steps[1:3]), steps[3], *(5.0 * round(s / 5) for s in steps[4:]), 100.1]


def _cell_text(result, threshold: float) -> str:
    """Return what stands in a cell: the share with its signs, «–» not held, «x» no data."""
    if np.isnan(result.fail_pct):
        return {"not_held": wording.MISSING, "repaired": f"{wording.MISSING}*", "ambiguous": "?"}.get(result.reading, "x")
    rounds_across = (wording.rounded(result.fail_pct, 1) >= threshold) != (result.fail_pct >= threshold)
    text = number(result.fail_pct, 2) if rounds_across else number(wording.rounded(result.fail_pct, 1))
    return text + ("?" if result.doubtful else "") + ("*" if result.reading == "repaired" else "")


def _draw_block(axes: Axes, results, block, labels, threshold: float, scale: list[float]) -> None:
    columns = {tuple(procedure): place for place, procedure in enumerate(block.itertuples(index=False))}
    rows = {school: place for place, school in enumerate(labels)}
    values = np.full((len(rows), len(columns)), np.nan)
    texts = np.full(values.shape, "x", dtype=object)
    for result in results.itertuples():
        column = columns.get((result.assessment, result.level, result.subject, result.grade, result.school_year))
        if column is not None:
            values[rows[result.school_id], column] = result.fail_pct
            texts[rows[result.school_id], column] = _cell_text(result, threshold)
    sns.heatmap(
        values,
        mask=np.isnan(values),
        cmap=ListedColormap([*theme.BELOW_TINTS, *theme.LOW_TINTS]),
        norm=BoundaryNorm(scale, len(scale) - 1),
        linewidths=theme.LINE,
        linecolor=theme.PAPER,
        cbar=False,
        xticklabels=False,
        yticklabels=False,
        ax=axes,
    )
    for row, column in np.ndindex(values.shape):
        _draw_cell(axes, row, column, values[row, column], texts[row, column], threshold)
    for place in range(1, len(columns)):
        before, after = block.iloc[place - 1], block.iloc[place]
        if before["assessment"] != after["assessment"]:
            axes.axvline(place, color=theme.INK, linewidth=1.2)
        elif (before[["subject", "grade", "level"]] != after[["subject", "grade", "level"]]).any():
            axes.axvline(place, color=theme.MUTED, linewidth=theme.HAIRLINE)


def _draw_cell(axes: Axes, row: int, column: int, value: float, text: str, threshold: float) -> None:
    low = value >= threshold
    if np.isnan(value):
        style = {"facecolor": theme.PALE, "hatch": "////" if text == "x" else None, "edgecolor": theme.PAPER}
        axes.add_patch(Rectangle((column, row), 1, 1, **style, linewidth=theme.LINE))
    elif low:
        frame = Rectangle((column + 0.05, row + 0.07), 0.9, 0.86, fill=False, edgecolor=theme.LOW, linewidth=1.1)
        axes.add_patch(frame)
    color = theme.MUTED if np.isnan(value) else theme.INK
    axes.text(
        column + 0.5,
        row + 0.52,
        text,
        ha="center",
        va="center",
        size=theme.SMALL,
        color=color,
        weight="bold" if low else "normal",
    )


def _draw_heading(canvas: Canvas, block: pd.DataFrame, left: float, top: float, cell: float) -> None:
    """Write three lines over the block: assessment, subject with grade, year; each once over what it covers."""
    axes = canvas.panel(left, top, cell * len(block), _HEADER, bare=True)
    in_grade = block["assessment"].isin(["VPR", "MKR"])
    level = block["level"].map({"base": " баз.", "profile": " проф."}).fillna("")
    subject = block["subject"].map(subject_abbreviation) + level
    subject = subject.where(~in_grade, subject + NBSP + block["grade"].astype(str))
    rule = {"color": theme.MUTED, "linewidth": theme.HAIRLINE, "linestyle": "-"}
    middle = {"ha": "center", "va": "center"}
    lines = (
        (block["assessment"].map(ASSESSMENTS), 2.2, {"size": theme.BODY, "weight": "bold"}),
        (block["assessment"] + "|" + subject, 6.8, {"size": theme.SMALL}),
    )
    for names, height, style in lines:
        for first, last, name in _runs(list(names)):
            axes.text(cell * (first + last + 1) / 2, height, name.split("|")[-1], **middle, **style)
            axes.plot([cell * first + 0.6, cell * (last + 1) - 0.6], [height + 2.1] * 2, **rule)
    for place, year in enumerate(block["school_year"]):
        axes.text(cell * (place + 0.5), 11.6, str(year), **middle, size=theme.SMALL, color=theme.MUTED)


def _runs(names: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first place, last place and name of each run of equal neighbours."""
    first = 0
    for place, name in enumerate(names):
        if place + 1 == len(names) or names[place + 1] != name:
            yield first, place, name
            first = place + 1


def _draw_scale(canvas: Canvas, results: pd.DataFrame, threshold: float, scale: list[float], left: float) -> None:
    axes = canvas.panel(0, canvas.height - _LEGEND, PAGE_WIDTH, _LEGEND, bare=True)
    place, width, top = left, 15.0, 5.2
    for color, low, high in zip((*theme.BELOW_TINTS, *theme.LOW_TINTS), scale, scale[1:], strict=True):
        if high <= low:
            continue
        frame = {"edgecolor": theme.GRID, "linewidth": theme.HAIRLINE}
        axes.add_patch(Rectangle((place, top), width, 3.6, facecolor=color, **frame))
        label = f"от {number(low)}" if low > 0 else f"менее {number(high)}"
        axes.text(place + width / 2, top + 1.9, label, ha="center", va="center", size=theme.SMALL)
        if low == threshold:
            axes.plot([place, place], [top - 2.6, top + 4], color=theme.LOW, linewidth=1.6)
            words = f"порог {percent(threshold, None)}: от него результат низкий"
            axes.text(place + 1, top - 1.7, words, color=theme.LOW, size=theme.SMALL, va="center", weight="bold")
        place += width
    signs = f"{NBSP}·{NBSP} ".join(_signs_explained(results))
    axes.text(left, top + 6.4, signs, va="center", size=theme.SMALL, color=theme.MUTED)


def _signs_explained(results: pd.DataFrame) -> list[str]:
    empty = results["fail_pct"].isna()
    signs = {
        "– не проводилось": (empty & results["reading"].isin(["not_held", "repaired"])).any(),
        "x нет данных": (empty & ~results["reading"].isin(["not_held", "repaired", "ambiguous"])).any(),
        "? значение под сомнением": results["doubtful"].any(),
        "* по записанному исправлению": (results["reading"] == "repaired").any(),
    }
    return [sign for sign, occurs in signs.items() if occurs]


def _heat_map_alt(results: pd.DataFrame, labels: dict[str, str], threshold: float) -> list[str]:
    known = results[results["fail_pct"].notna()]
    low = known[known["fail_pct"] >= threshold].groupby("school_id").size()
    procedures = len(results[_PROCEDURE].drop_duplicates())
    size = f"тепловая карта: {plural(len(labels), *SCHOOLS)}, {plural(procedures, *PROCEDURES)}"
    if known.empty:
        return [size, "известных результатов нет"]
    few = wording.share_of(int(low.sum()), len(known))
    share = f"доля «2» не ниже порога {percent(threshold, None)} в {few} известных результатов"
    by_school = "низких результатов по школам: " + ", ".join(f"{label} – {low.get(s, 0)}" for s, label in labels.items())
    counted = f"низкие результаты есть у {wording.share_of(len(low), len(labels))} школ"
    unsure = int(known["doubtful"].sum())
    doubts = f"под сомнением {plural(unsure, 'значение', 'значения', 'значений')}" if unsure else ""
    return [size, share, by_school if len(labels) <= NAMED_IN_ALT else counted, doubts]


# Slopes: from one year to another, a panel per pair of procedures

_PAIR = ["assessment", "level", "subject", "grade_from", "year_from", "grade_to", "year_to"]
_PANEL_TITLE, _PANEL_GAP, _SLOPE_LEGEND = 13.0, 4.0, 9.0
_LABEL_STEP = 3.2

_SLOPE_CAPTIONS = {
    "cohort": "Доля «2» у одних и тех же обучающихся в двух учебных годах, %",
    "same_grade": "Доля «2» в одной и той же параллели в двух учебных годах, %",
}


@_in_house_style
def slope_chart(
    pairs: pd.DataFrame,
    kind: str,
    threshold_pct: float,
    caption: str | None = None,
) -> PublicationFigure | None:
    """Draw each school's share of «2» in the earlier and the later year, a panel per pair of procedures.

    Args:
        pairs: rows of the table `dynamics`; those of the other kind are left out.
        kind: ``cohort`` or ``same_grade``, never mixed.
        threshold_pct: drawn as a line; schools at it or above in the later year have square markers.
        caption: the figure's caption; the default names the kind.
    """
    pairs = pairs[(pairs["kind"] == kind) & pairs["fail_from_pct"].notna() & pairs["fail_to_pct"].notna()]
    if pairs.empty:
        return None
    labels = _school_labels(pairs)
    panels = _pair_panels(pairs)
    label_width = _label_width([f"{label} 100" for label in labels.values()], 36)
    columns = min(3 if label_width <= 30 else 2, len(panels))
    most = max(len(panel) for panel in panels)
    height = max(42.0, _LABEL_STEP * (most + 1))
    rows = ceil(len(panels) / columns)
    canvas = Canvas(rows * (height + _PANEL_TITLE) + (rows - 1) * _PANEL_GAP + _SLOPE_LEGEND)
    ceiling = _ceiling(max(pairs["fail_from_pct"].max(), pairs["fail_to_pct"].max(), threshold_pct))
    width = (PAGE_WIDTH - 7) / columns
    for place, panel in enumerate(panels):
        line, column = divmod(place, columns)
        top = line * (height + _PANEL_TITLE + _PANEL_GAP) + _PANEL_TITLE
        axes = canvas.panel(7 + column * width, top, width - label_width - 4, height)
        axes.set_ylim(-0.02 * ceiling, ceiling)
        _draw_slopes(axes, panel, labels, threshold_pct, height, show_scale=column == 0)
        canvas.text(7 + column * width, top - _PANEL_TITLE + 2.6, _pair_title(panel), weight="bold", size=theme.BODY)
        canvas.text(7 + column * width, top - _PANEL_TITLE + 6.2, _pair_years(panel), color=theme.MUTED)
    _draw_slope_legend(canvas, pairs, threshold_pct)
    return _figure(canvas, caption or _SLOPE_CAPTIONS[kind], _slope_alt(panels, kind))


def slope_charts(pairs: pd.DataFrame, kind: str, threshold_pct: float, **options) -> tuple[PublicationFigure, ...]:
    """Return the slope chart cut into figures that each fit a page."""
    panels = _pair_panels(pairs[pairs["kind"] == kind])
    most = max((len(panel) for panel in panels), default=0)
    height = max(42.0, _LABEL_STEP * (most + 1)) + _PANEL_TITLE + _PANEL_GAP
    per_page = 2 * max(1, int((PAGE_HEIGHT - _SLOPE_LEGEND + _PANEL_GAP) / height))
    pages = [pd.concat(panels[first : first + per_page]) for first in range(0, len(panels), per_page)]
    figures = [slope_chart(page, kind, threshold_pct, **options) for page in pages]
    return tuple(_numbered([figure for figure in figures if figure]))


def _pair_panels(pairs: pd.DataFrame) -> list[pd.DataFrame]:
    pairs = pairs.assign(
        level=pairs["level"].fillna(""),
        fail_from_pct=_numbers(pairs["fail_from_pct"]),
        fail_to_pct=_numbers(pairs["fail_to_pct"]),
    )
    panels = [panel for _, panel in pairs.groupby(_PAIR, sort=False)]
    return sorted(panels, key=_panel_order)


def _panel_order(panel: pd.DataFrame) -> tuple:
    first = panel.iloc[0]
    place = list(ASSESSMENTS).index(first["assessment"]), subject_order(first["subject"]), first["level"]
    return (*place, int(first["grade_from"]), int(first["year_from"]), int(first["year_to"]))


def _pair_title(panel: pd.DataFrame) -> str:
    first = panel.iloc[0]
    name = wording.procedure(first["assessment"], first["level"], first["subject"], first["grade_from"])
    return name if first["grade_from"] == first["grade_to"] else f"{name}{NBSP}→{NBSP}{first['grade_to']}"


def _pair_years(panel: pd.DataFrame) -> str:
    first = panel.iloc[0]
    limited = ", сопоставимость ограничена" if _is_limited(panel) else ""
    return f"{first['year_from']} → {first['year_to']}{limited}"


def _is_limited(panel: pd.DataFrame) -> bool:
    return bool((panel["comparability"] == "limited").any())


def _ceiling(highest: float) -> float:
    return min(104.0, 10.0 * ceil((highest + 4) / 10))


def _draw_slopes(axes: Axes, panel: pd.DataFrame, labels: dict, threshold: float, height: float, *, show_scale: bool):
    sns.despine(ax=axes, left=True, bottom=True)
    low, ceiling = axes.get_ylim()
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.set_yticks(np.arange(0, ceiling + 0.1, 10 if ceiling <= 70 else 20))
    axes.tick_params(axis="y", length=0, labelleft=show_scale, pad=2)
    axes.yaxis.grid(True, linestyle="-")
    axes.axhline(threshold, color=theme.LOW, linewidth=theme.LINE, linestyle=":", zorder=1.5)
    dashes = (0, (4, 2)) if _is_limited(panel) else "-"
    ends: list[tuple[float, str, dict]] = []
    for row in panel.itertuples():
        is_low = row.fail_to_pct >= threshold
        color = theme.LOW if is_low else theme.ACCENT
        marker = {"marker": "s" if is_low else "o", "markersize": 3.2, "clip_on": False}
        axes.plot([0, 1], [row.fail_from_pct, row.fail_to_pct], color=color, linewidth=theme.LINE, linestyle=dashes, **marker)
        text = f"{labels[row.school_id]} {number(wording.rounded(row.fail_to_pct, 1))}"
        ends.append((row.fail_to_pct, text, {"color": color if is_low else theme.INK, "weight": "normal"}))
    if len(panel) > 1:
        means = [panel["fail_from_pct"].mean(), panel["fail_to_pct"].mean()]
        strong = {"color": theme.INK, "linewidth": theme.STRONG, "linestyle": dashes, "marker": "D", "markersize": 4.5}
        axes.plot([0, 1], means, **strong, clip_on=False, zorder=3)
        ends.append((means[1], f"среднее {number(means[1], 1)}", {"color": theme.INK, "weight": "bold"}))
    _label_ends(axes, ends, (ceiling - low) / height)


def _label_ends(axes: Axes, ends: list[tuple[float, str, dict]], unit_per_mm: float) -> None:
    """Write the labels beside the lines' ends, moved apart, each joined to its end by a hairline."""
    low, ceiling = axes.get_ylim()
    wanted = [value for value, _, _ in ends]
    places = spread(wanted, _LABEL_STEP * unit_per_mm, low, ceiling)
    for (value, text, style), place in zip(ends, places, strict=True):
        axes.annotate(
            text,
            xy=(1, value),
            xytext=(1.09, place),
            va="center",
            size=theme.SMALL,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": theme.GRID, "linewidth": theme.HAIRLINE, "shrinkA": 1, "shrinkB": 3},
            **style,
        )


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
        entries.append(("сопоставимость ограничена", limited))
    if not (_numbers(pairs["fail_to_pct"]) >= threshold).any():
        del entries[1]
    _draw_keys(axes, entries, top=5.0)


def _draw_keys(axes: Axes, entries: Sequence[tuple[str, dict]], top: float) -> None:
    """Draw a legend in one line: a short line with its marker, then the words."""
    place = 0.0
    for words, style in entries:
        has_line = style.get("linestyle", "none") != "none"
        points = [place, place + 6] if has_line else [place + 1.5]
        axes.plot(points, [top] * len(points), **style, clip_on=False)
        start = place + (7.5 if has_line else 4)
        axes.text(start, top, words, va="center", size=theme.SMALL)
        place = start + text_width(words) + 4


def _slope_alt(panels: list[pd.DataFrame], kind: str) -> list[str]:
    who = "одних и тех же обучающихся" if kind == "cohort" else "одной и той же параллели"
    return [f"доля «2» у {who}, {plural(len(panels), 'пара', 'пары', 'пар')} процедур", *map(_panel_words, panels)]


def _panel_words(panel: pd.DataFrame) -> str:
    before, after = panel["fail_from_pct"].mean(), panel["fail_to_pct"].mean()
    fell = int((panel["fail_to_pct"] < panel["fail_from_pct"]).sum())
    rose = int((panel["fail_to_pct"] > panel["fail_from_pct"]).sum())
    first = panel.iloc[0]
    years = f"с {first['year_from']} по {first['year_to']} год"
    return (
        f"{_pair_title(panel)}, {years}: доля «2» в среднем {wording.change_in_words(after - before)}, "
        f"с {number(before, 1)} до {percent(after)}; снизилась в {fell}, выросла в {rose} из {len(panel)} школ"
    )

"""Charts of the report: a table in, a figure with caption and alternative text out; no rows give ``None``.

Schools stand in the order in which the table brings them, never by result: the charts must not read as a ranking.
Shares are percentages 0–100.  A chart says in its legend only what occurs in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import wraps
from itertools import pairwise
from math import ceil

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Rectangle

from shnor_lib.analysis.programme.due_dates import Every
from shnor_lib.ground import wording
from shnor_lib.ground.params import Period
from shnor_lib.ground.vocabulary import ASSESSMENTS, LEVELS, PLAN_STATUSES, subject_abbreviation, subject_order
from shnor_lib.ground.wording import NBSP, number, percent, plural, short_school_name, signed
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT, PAGE_WIDTH, Canvas, spread, text_width, wrapped
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures

SCHOOLS = ("школа", "школы", "школ")
PROCEDURES = ("процедура", "процедуры", "процедур")

#: So many schools are named one by one in an alternative text; more are only counted.
NAMED_IN_ALT = 12


def in_house_style(chart: Callable) -> Callable:
    """Draw and save within the house style, which matplotlib reads at both moments."""

    @wraps(chart)
    def styled(*args, **options):
        with theme.style():
            return chart(*args, **options)

    return styled


def publication_figure(canvas: Canvas, caption: str, alt: Sequence[str]) -> PublicationFigure:
    """Return the drawn canvas as a value, its alternative text made of sentences."""
    sentences = " ".join(f"{wording.sentence_case(sentence.rstrip('.'))}." for sentence in alt if sentence)
    return PublicationFigure.from_matplotlib(canvas.figure, caption, sentences, width_mm=canvas.width)


def _school_labels(table: pd.DataFrame) -> dict[str, str]:
    """Return a short label per school code, in the table's order; schools with one short name keep the full ones."""
    names = table.drop_duplicates("school_id").set_index("school_id")["school"]
    short = names.map(short_school_name)
    return short.where(~short.duplicated(keep=False), names).map(wording.typeset).to_dict()


def _of_schools(count: int) -> str:
    """Return the number of schools in the genitive: «1 школы», «7 школ»."""
    return plural(count, "школы", "школ", "школ")


def _label_width(labels: Sequence[str], most: float) -> float:
    return min(most, max(text_width(label) for label in labels))


def _write_school_labels(canvas: Canvas, labels: dict[str, str], right: float, top: float, row: float) -> None:
    """Write a label beside each row, in two lines where the row has room for them."""
    for line, label in enumerate(labels.values()):
        text = wrapped(label, right, lines=2 if row >= 6 else 1)
        canvas.text(right, top + row * (line + 0.5), text, ha="right", linespacing=0.9)


def _numbers(column: pd.Series) -> np.ndarray:
    """Return the column as floats; missing values, of whatever kind, are NaN."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _text(value) -> str:
    return value if isinstance(value, str) else ""


# Heat map: schools by procedures

_PROCEDURE = ["assessment", "level", "subject", "grade", "school_year"]
_MOST_COLUMNS = 20
_HEADER, _LEGEND, _BLOCK_GAP = 14.0, 14.0, 5.0


@in_house_style
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
    left = _label_width(list(labels.values()), 46) + 3
    block_height = _HEADER + row * len(labels)
    canvas = Canvas(block_height * len(blocks) + _BLOCK_GAP * (len(blocks) - 1) + _LEGEND)
    cell = min(10.0, (PAGE_WIDTH - left) / max(len(block) for block in blocks))
    scale = _threshold_scale(threshold_pct)
    for place, block in enumerate(blocks):
        top = place * (block_height + _BLOCK_GAP)
        axes = canvas.panel(left, top + _HEADER, cell * len(block), row * len(labels))
        _draw_block(axes, results, block, labels, threshold_pct, scale)
        _draw_heading(canvas, block, left, top, cell)
        _write_school_labels(canvas, labels, left - 2, top + _HEADER, row)
    _draw_scale(canvas, results, threshold_pct, scale, left)
    return publication_figure(canvas, caption, _heat_map_alt(results, labels, threshold_pct))


def heat_maps(results: pd.DataFrame, threshold_pct: float, **options) -> PublicationFigures:
    """Return the heat map cut into figures that each fit a page: by procedures first, then by schools."""
    if results.empty:
        return PublicationFigures()
    schools = list(results["school_id"].unique())
    blocks = _procedure_blocks(results)
    rows = int((PAGE_HEIGHT - _LEGEND - _HEADER) / 5.0)
    parts = ceil(len(schools) / rows)
    size = ceil(len(schools) / parts)
    height = _HEADER + (6.0 if size <= 20 else 5.0) * size + _BLOCK_GAP
    per_page = max(1, int((PAGE_HEIGHT - _LEGEND + _BLOCK_GAP) / height))
    keys = pd.MultiIndex.from_frame(results[_PROCEDURE].assign(level=results["level"].map(_text)))
    figures = []
    for start in range(0, len(schools), size):
        for first in range(0, len(blocks), per_page):
            procedures = pd.concat(blocks[first : first + per_page])
            of_page = results["school_id"].isin(schools[start : start + size]) & keys.isin(
                pd.MultiIndex.from_frame(procedures)
            )
            figures.append(heat_map(results[of_page], threshold_pct, **options))
    return _numbered(figures)


def _numbered(drawn: Sequence[PublicationFigure | None]) -> PublicationFigures:
    """Return the figures that there are; several say in their captions which part of the whole each is."""
    figures = [figure for figure in drawn if figure]
    if len(figures) < 2:
        return PublicationFigures(figures)
    return PublicationFigures(
        replace(figure, caption=f"{figure.caption} (часть {place} из {len(figures)})")
        for place, figure in enumerate(figures, start=1)
    )


def _page_shares(count: int, most: int) -> list[slice]:
    """Return how so many rows part into pages of at most ``most`` rows, about equal in length."""
    size = ceil(count / max(1, ceil(count / most)))
    return [slice(start, start + size) for start in range(0, count, size)] if count else []


def _with_signs(results: pd.DataFrame) -> pd.DataFrame:
    doubtful = results["doubtful"].astype("boolean").fillna(False).astype(bool) if "doubtful" in results else False
    return results.assign(
        level=results["level"].map(_text),
        fail_pct=_numbers(results["fail_pct"]),
        doubtful=doubtful | (results["reading"] == "ambiguous"),
    )


def _procedure_blocks(results: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the procedures in their order, cut where needed into blocks of equal width."""
    procedures = results[_PROCEDURE].assign(level=results["level"].map(_text)).drop_duplicates()
    order = procedures.assign(
        assessment=procedures["assessment"].map(list(ASSESSMENTS).index),
        subject=procedures["subject"].map(subject_order),
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


def _share_words(share: float, threshold: float) -> str:
    """Return the share with one place, with two where rounding to one would carry it across the threshold."""
    short = wording.rounded(share, 1)
    return number(share if (short >= threshold) != (share >= threshold) else short)


def _cell_text(result, threshold: float) -> str:
    """Return what stands in a cell: the share with its signs, «–» not held, «x» no data."""
    if np.isnan(result.fail_pct):
        return {"not_held": wording.MISSING, "repaired": f"{wording.MISSING}*", "ambiguous": "?"}.get(
            result.reading, "x"
        )
    text = _share_words(result.fail_pct, threshold)
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
        vmin=0,  # seaborn would look for the extremes, which a block without values does not have
        vmax=100,
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
        style = {"facecolor": theme.PALE, "hatch": "////" if text == "x" else None, "edgecolor": theme.HATCH}
        axes.add_patch(Rectangle((column + 0.02, row + 0.03), 0.96, 0.94, **style, linewidth=0))
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
    level = block["level"].map({"base": f"{NBSP}(б)", "profile": f"{NBSP}(п)"}).fillna("")
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
    for color, (low, high) in zip((*theme.BELOW_TINTS, *theme.LOW_TINTS), pairwise(scale), strict=True):
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
    signs = f"{NBSP}{NBSP}·{NBSP}{NBSP}".join(_signs_explained(results))
    axes.text(left, top + 6.4, signs, va="center", size=theme.SMALL, color=theme.MUTED)


def _signs_explained(results: pd.DataFrame) -> list[str]:
    empty = results["fail_pct"].isna()
    signs = {
        f"(б) {LEVELS['base']}": (results["level"] == "base").any(),
        f"(п) {LEVELS['profile']}": (results["level"] == "profile").any(),
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
    by_school = "низких результатов по школам: " + ", ".join(
        f"{label} – {low.get(s, 0)}" for s, label in labels.items()
    )
    counted = f"низкие результаты есть у {len(low)} из {_of_schools(len(labels))}"
    unsure = int(known["doubtful"].sum())
    doubts = f"под сомнением {plural(unsure, 'значение', 'значения', 'значений')}" if unsure else ""
    return [size, share, by_school if len(labels) <= NAMED_IN_ALT else counted, doubts]


# Slopes: from one year to another, a panel per pair of procedures

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
    labels = _school_labels(pairs)
    panels = _pair_panels(pairs)
    label_width = min(48.0, max(text_width(_end_label(labels, row, threshold_pct)) for row in pairs.itertuples()))
    names = {school: wrapped(label, label_width - text_width(" 27,3"), lines=1) for school, label in labels.items()}
    labels = labels if label_width < 48 else names
    columns = columns or min(3 if label_width <= 32 else 2, len(panels))
    most = max(len(panel) for panel in panels)
    height = max(42.0, _LABEL_STEP * (most + 1))
    rows = ceil(len(panels) / columns)
    canvas = Canvas(rows * (height + _PANEL_TITLE) + (rows - 1) * _PANEL_GAP + _SLOPE_LEGEND)
    ceiling = _ceiling(max(pairs["fail_from_pct"].max(), pairs["fail_to_pct"].max(), threshold_pct))
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


def slope_charts(pairs: pd.DataFrame, kind: str, threshold_pct: float, **options) -> PublicationFigures:
    """Return the slope chart cut into figures that each fit a page."""
    panels = _pair_panels(pairs[pairs["kind"] == kind])
    most = max((len(panel) for panel in panels), default=0)
    height = max(42.0, _LABEL_STEP * (most + 1)) + _PANEL_TITLE + _PANEL_GAP
    per_page = 2 * max(1, int((PAGE_HEIGHT - _SLOPE_LEGEND + _PANEL_GAP) / height))
    if len(panels) > per_page:  # a last page of one panel has it as wide as the others
        options["columns"] = 2
    pages = [pd.concat(panels[first : first + per_page]) for first in range(0, len(panels), per_page)]
    return _numbered([slope_chart(page, kind, threshold_pct, **options) for page in pages])


def _pair_panels(pairs: pd.DataFrame) -> list[pd.DataFrame]:
    pairs = pairs.assign(
        level=pairs["level"].map(_text),
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


def _ceiling(highest: float) -> float:
    return min(104.0, 10.0 * ceil((highest + 4) / 10))


def _draw_slopes(axes: Axes, panel: pd.DataFrame, labels: dict, threshold: float, height: float, *, show_scale: bool):
    sns.despine(ax=axes, left=True, bottom=True)
    low, ceiling = axes.get_ylim()
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 1], _pair_ends(panel), linespacing=0.95)
    axes.tick_params(axis="x", length=0, pad=3)
    axes.set_yticks(np.arange(0, ceiling + 0.1, 10 if ceiling <= 70 else 20))
    axes.tick_params(axis="y", length=0, labelleft=show_scale, pad=5)
    axes.yaxis.grid(True, linestyle="-")
    axes.axhline(threshold, color=theme.LOW, linewidth=theme.LINE, linestyle=":", zorder=1.5)
    dashes = (0, (4, 2)) if _is_limited(panel) else "-"
    ends: list[tuple[float, str, dict]] = []
    for row in panel.itertuples():
        is_low = row.fail_to_pct >= threshold
        color = theme.LOW if is_low else theme.ACCENT
        marker = {"marker": "s" if is_low else "o", "markersize": 3.2, "clip_on": False}
        axes.plot(
            [0, 1], [row.fail_from_pct, row.fail_to_pct], color=color, linewidth=theme.LINE, linestyle=dashes, **marker
        )
        ends.append(
            (
                row.fail_to_pct,
                _end_label(labels, row, threshold),
                {"color": color if is_low else theme.INK, "weight": "normal"},
            )
        )
    if len(panel) > 1:
        means = [panel["fail_from_pct"].mean(), panel["fail_to_pct"].mean()]
        strong = {"color": theme.INK, "linewidth": theme.STRONG, "linestyle": dashes, "marker": "D", "markersize": 4.5}
        axes.plot([0, 1], means, **strong, clip_on=False, zorder=3)
        ends.append((means[1], f"среднее {number(means[1], 1)}", {"color": theme.INK, "weight": "bold"}))
    _label_ends(axes, ends, (ceiling - low) / height)


def _end_label(labels: dict[str, str], pair, threshold: float) -> str:
    return f"{labels[pair.school_id]} {_share_words(pair.fail_to_pct, threshold)}"


def _label_ends(axes: Axes, ends: list[tuple[float, str, dict]], unit_per_mm: float) -> None:
    """Write the labels beside the lines' ends, moved apart, each joined to its end by a hairline."""
    low, ceiling = axes.get_ylim()
    wanted = [value for value, _, _ in ends]
    places = spread(wanted, _LABEL_STEP * unit_per_mm, low, ceiling)
    millimetre = 1 / (axes.get_position().width * PAGE_WIDTH)
    joint = {"color": theme.MUTED, "linewidth": theme.HAIRLINE, "linestyle": "-", "clip_on": False}
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
    if not (_numbers(pairs["fail_to_pct"]) >= threshold).any():
        del entries[1]
    _draw_keys(axes, entries, top=11.0)


def _draw_keys(axes: Axes, entries: Sequence[tuple[str, dict]], top: float) -> None:
    """Draw a legend: a short line with its marker, then the words; a full line continues below."""
    place, most = 0.0, axes.get_xlim()[1]
    for words, style in entries:
        has_line = style.get("linestyle", "none") != "none"
        key = 7.5 if has_line else 4.0
        if place + key + text_width(words) > most:
            place, top = 0.0, top + 4.2
        points = [place, place + 6] if has_line else [place + 1.5]
        axes.plot(points, [top] * len(points), **style, clip_on=False)
        axes.text(place + key, top, words, va="center", size=theme.SMALL)
        place += key + text_width(words) + 4


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
        f"снизилась в {fell}, выросла в {rose} из {_of_schools(len(panel))}"
    )


# Change of each school, scope beside scope

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
    table = table.assign(**{name: _numbers(table[name]) for name in ("mean_from_pct", "mean_to_pct", "change_pp")})
    table["firm"] = table["firm"].astype("boolean").fillna(False).astype(bool)
    labels = _school_labels(table)
    row = 6.5 if len(labels) <= 20 else _CLOSE_ROW
    left = _label_width(list(labels.values()), 46) + 2
    width = (PAGE_WIDTH - left) / len(_SCOPE_PANELS)
    canvas = Canvas(_CHANGE_HEADER + row * len(labels) + 4 + _CHANGE_LEGEND)
    ceiling = _ceiling(np.nanmax([table["mean_from_pct"].max(), table["mean_to_pct"].max(), 0]))
    for place, (scope, title) in enumerate(_SCOPE_PANELS.items()):
        start = left + place * width + 2
        axes = canvas.panel(start, _CHANGE_HEADER, width - 20, row * len(labels))
        canvas.text(start, 2.6, title, weight="bold", size=theme.BODY)
        canvas.text(start + width - 8, 6.8, "п. п.", color=theme.MUTED, ha="right")
        rows = table[table["scope"] == scope].set_index("school_id")
        _draw_changes(axes, rows, list(labels), ceiling, change_at=(width - 8) / (width - 20))
    _write_school_labels(canvas, labels, left - 1, _CHANGE_HEADER, row)
    _draw_change_legend(canvas, left + 2)
    return publication_figure(canvas, caption, _change_alt(table, len(labels)))


def dot_changes(school_dynamics: pd.DataFrame, **options) -> PublicationFigures:
    """Return the chart of changes cut by schools into figures that each fit a page."""
    schools = list(school_dynamics["school_id"].unique())
    most = int((PAGE_HEIGHT - _CHANGE_HEADER - 4 - _CHANGE_LEGEND) / _CLOSE_ROW)
    pages = [schools[share] for share in _page_shares(len(schools), most)]
    figures = [dot_change(school_dynamics[school_dynamics["school_id"].isin(page)], **options) for page in pages]
    return _numbered(figures)


def _draw_changes(axes: Axes, rows: pd.DataFrame, schools: list[str], ceiling: float, change_at: float) -> None:
    sns.despine(ax=axes, left=True, bottom=True)
    axes.set_xlim(-0.03 * ceiling, ceiling)
    axes.set_ylim(len(schools) - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks(np.arange(0, ceiling + 0.1, 10 if ceiling <= 40 else 20))
    axes.tick_params(axis="x", length=0, pad=2)
    axes.xaxis.grid(True, linestyle="-")
    for place, school in enumerate(schools):
        axes.axhline(place, color=theme.GRID, linewidth=theme.HAIRLINE, linestyle=":", zorder=0.5)
        change = rows.loc[school] if school in rows.index else None
        if change is None or np.isnan(change["change_pp"]):
            words = "нет пар" if change is None or change["pairs"] == 0 else "не определено"
            axes.text(0, place, words, va="center", size=theme.SMALL, color=theme.MUTED, backgroundcolor=theme.PAPER)
            continue
        _draw_change(axes, place, change)
        text = {"size": theme.SMALL, "va": "center", "ha": "right"}
        axes.text(change_at, place, signed(change["change_pp"]), transform=axes.get_yaxis_transform(), **text)


def _draw_change(axes: Axes, place: int, change: pd.Series) -> None:
    """Draw the way from the earlier mean (a tick) to the later one (a triangle that points where it went)."""
    before, after = change["mean_from_pct"], change["mean_to_pct"]
    marker, color = _direction(change["change_pp"])
    axes.plot([before, after], [place, place], color=color, linewidth=1.6, linestyle="-", solid_capstyle="butt")
    axes.plot([before], [place], marker="|", markersize=7, color=color, markeredgewidth=1.2, linestyle="none")
    axes.plot([after], [place], **_end_marker(marker, color, firm=change["firm"]), clip_on=False)


def _direction(change_pp: float) -> tuple[str, str]:
    if wording.rounded(change_pp, 1) == 0:
        return "o", theme.MUTED
    return ("<", theme.ACCENT) if change_pp < 0 else (">", theme.LOW)


def _end_marker(marker: str, color: str, *, firm: bool) -> dict:
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
    _draw_keys(axes, entries, top=7.5)


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
            f"из {_of_schools(len(change))}"
        )
    return sentences


# Indicators: fact against target

_INDICATOR_ROW, _INDICATOR_LABEL, _INDICATOR_BAR, _INDICATOR_LEGEND = 11.0, 80.0, 62.0, 16.0
_MOST_PIECES = 12


@in_house_style
def indicator_bars(
    indicators: pd.DataFrame,
    caption: str = "Показатели Программы: фактическое значение и целевое значение",
) -> PublicationFigure | None:
    """Draw each indicator's value against its target; what has no data is an empty outline, never a zero.

    Args:
        indicators: rows of the table of that name; shares share one scale of 0–100 %, pieces are boxes.
        caption: the figure's caption.
    """
    if indicators.empty:
        return None
    names = ("target", "actual", "baseline", "range_low", "range_high")
    table = indicators.assign(**{name: _numbers(indicators[name]) for name in names})
    top = 6.0
    canvas = Canvas(top + _INDICATOR_ROW * len(table) + _INDICATOR_LEGEND)
    axes = canvas.panel(_INDICATOR_LABEL, top, _INDICATOR_BAR, _INDICATOR_ROW * len(table), bare=True)
    for percent_mark in range(0, 101, 20):
        place = _INDICATOR_BAR * percent_mark / 100
        axes.axvline(place, color=theme.GRID, linewidth=theme.HAIRLINE, linestyle="-", zorder=0)
        canvas.text(_INDICATOR_LABEL + place, 3, f"{percent_mark}{NBSP}%", ha="center", color=theme.MUTED)
    for place, indicator in enumerate(table.to_dict("records")):
        middle = _INDICATOR_ROW * (place + 0.5)
        name = wrapped(wording.typeset(indicator["name"]), _INDICATOR_LABEL - 14, lines=3)
        canvas.text(0, top + middle, indicator["id"], weight="bold")
        canvas.text(8, top + middle, name, linespacing=0.95)
        _draw_indicator(axes, indicator, middle)
        canvas.text(_INDICATOR_LABEL + _INDICATOR_BAR + 4, top + middle, _fact_and_target(indicator), linespacing=1.05)
    _draw_indicator_legend(canvas, table)
    return publication_figure(
        canvas, caption, [f"показатели Программы, {len(table)}", *map(_indicator_words, table.to_dict("records"))]
    )


_STATUS_BARS = {
    "met": {"facecolor": theme.ACCENT, "edgecolor": theme.ACCENT},
    "not_met": {"facecolor": theme.LOW_TINTS[0], "edgecolor": theme.LOW, "hatch": "////"},
    "no_target": {"facecolor": theme.GRID, "edgecolor": theme.MUTED},
    "no_data": {"facecolor": theme.PAPER, "edgecolor": theme.MUTED, "linestyle": (0, (3, 2))},
}


def _draw_indicator(axes: Axes, indicator: dict, middle: float) -> None:
    bar = {"linewidth": theme.LINE, **_STATUS_BARS[indicator["status"]]}
    height, is_share = 3.6, indicator["unit"] == "%"
    if not is_share:
        _draw_pieces(axes, indicator, middle, height, bar)
        return
    value = 100 if indicator["status"] == "no_data" else min(indicator["actual"], 100)
    axes.add_patch(Rectangle((0, middle - height / 2), _INDICATOR_BAR * value / 100, height, **bar))
    if not np.isnan(indicator["target"]):
        place = _INDICATOR_BAR * indicator["target"] / 100
        axes.plot(
            [place, place], [middle - 3.1, middle + 3.1], color=theme.INK, linewidth=2, linestyle="-", clip_on=False
        )
    has_baseline = not np.isnan(indicator["baseline"])
    if indicator["status"] == "no_data" and not has_baseline:
        mark = _INDICATOR_BAR * indicator["target"] / 100
        start = mark + 2 if 0 <= mark < 19 else 2  # beside the target's tick, not under it
        axes.text(start, middle + 0.1, "нет данных", va="center", size=theme.SMALL, color=theme.MUTED)
    low, high = (_INDICATOR_BAR * indicator[name] / 100 for name in ("range_low", "range_high"))
    if low < high:  # below a filled bar, within an empty one
        height = middle if indicator["status"] == "no_data" else middle + 3.2
        whisker = {"color": theme.INK, "linewidth": theme.LINE, "linestyle": "-"}
        axes.plot([low, high], [height, height], **whisker, marker="|", markersize=5)
    if has_baseline:
        place = _INDICATOR_BAR * indicator["baseline"] / 100
        axes.plot([place], [middle], marker="D", markersize=4.5, color=theme.INK, markerfacecolor=theme.PAPER)


def _draw_pieces(axes: Axes, indicator: dict, middle: float, height: float, bar: dict) -> None:
    """Draw pieces as boxes: as many as the target asks for, filled as far as there are."""
    there = 0 if np.isnan(indicator["actual"]) else int(indicator["actual"])
    wanted = 0 if np.isnan(indicator["target"]) else int(indicator["target"])
    empty = _STATUS_BARS["no_data"]
    for place in range(min(max(there, wanted, 1), _MOST_PIECES)):
        style = bar if place < there else {**empty, "linewidth": theme.LINE}
        axes.add_patch(Rectangle((place * 5, middle - height / 2), 3.8, height, **style))
    if indicator["status"] == "no_data":
        start = 5 * min(max(wanted, 1), _MOST_PIECES) + 2
        axes.text(start, middle + 0.1, "нет данных", va="center", size=theme.SMALL, color=theme.MUTED)


def _with_unit(value: float, unit: str) -> str:
    return percent(value, None if float(value).is_integer() else 1) if unit == "%" else f"{number(value)}{NBSP}{unit}"


def _fact_and_target(indicator: dict) -> str:
    unit = indicator["unit"]
    fact = "" if np.isnan(indicator["actual"]) else f"факт {_with_unit(indicator['actual'], unit)}\n"
    target = "цель не задана" if np.isnan(indicator["target"]) else f"цель {_with_unit(indicator['target'], unit)}"
    return fact + target


def _draw_indicator_legend(canvas: Canvas, table: pd.DataFrame) -> None:
    axes = canvas.panel(0, canvas.height - _INDICATOR_LEGEND, PAGE_WIDTH, _INDICATOR_LEGEND, bare=True)
    words = {
        "met": "цель достигнута",
        "not_met": "цель не достигнута",
        "no_target": "цель не задана",
        "no_data": "нет данных",
    }
    place, top = 0.0, 6.0
    for status, text in words.items():
        if (table["status"] == status).any():
            bar = {"linewidth": theme.LINE, **_STATUS_BARS[status]}
            axes.add_patch(Rectangle((place, top - 1.6), 6, 3.2, **bar))
            axes.text(place + 7.5, top, text, va="center", size=theme.SMALL)
            place += 7.5 + text_width(text) + 5
    keys = [("целевое значение", {"marker": "|", "markersize": 9, "markeredgewidth": 2, "color": theme.INK})]
    if (table["actual"].notna() & (table["range_low"] < table["range_high"])).any():
        keys.append(("возможный разброс значения", {"marker": "_", "markersize": 9, "color": theme.INK}))
    if table["baseline"].notna().any():
        point = {"marker": "D", "markersize": 4.5, "color": theme.INK, "markerfacecolor": theme.PAPER}
        keys.append(("значение до начала Программы и его возможный разброс", point))
    _draw_keys(axes, [(text, {**style, "linestyle": "none"}) for text, style in keys], top=top + 5)


def _indicator_words(indicator: dict) -> str:
    unit = indicator["unit"]
    fact = "нет данных" if np.isnan(indicator["actual"]) else _with_unit(indicator["actual"], unit)
    target = "цель не задана" if np.isnan(indicator["target"]) else f"цель {_with_unit(indicator['target'], unit)}"
    verdict = {"met": ", достигнута", "not_met": ", не достигнута"}.get(indicator["status"], "")
    words = f"{indicator['id']}: {fact}, {target}{verdict}"
    if np.isnan(indicator["baseline"]):
        return words
    return f"{words}; до начала Программы {_with_unit(indicator['baseline'], unit)}"


# The plan as a calendar

_PLAN_LABEL, _PLAN_HEADER, _PLAN_LEGEND = 82.0, 10.0, 12.0
_PLAN_ROW = 6.6
_MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")

_PLAN_MARKERS = {
    "done": {"marker": "o", "color": theme.ACCENT, "markersize": 5.5},
    "overdue": {"marker": "X", "color": theme.LOW, "markersize": 6},
    "upcoming": {"marker": "o", "color": theme.ACCENT, "markerfacecolor": theme.PAPER, "markersize": 5.5},
    "no_record": {"marker": "D", "color": theme.MUTED, "markerfacecolor": theme.PAPER, "markersize": 4.5},
}


@in_house_style
def plan_calendar(
    plan: pd.DataFrame,
    period: Period | None = None,
    occurrences: pd.DataFrame | None = None,
    caption: str = "Календарь плана мероприятий и управленческих мер",
) -> PublicationFigure | None:
    """Draw when each item of the plan is due over the months of the period, its status by the marker's shape.

    Args:
        plan: rows of the table of that name; ``occurrence_dates`` are ISO dates separated by «; ».
        period: the programme's period; without it the calendar covers the dates there are.
        occurrences: rows of `plan_occurrences`, each drawn by its own status; without them all of an item share its.
        caption: the figure's caption.
    """
    if plan.empty:
        return None
    marks = [_marked_days(item, occurrences) for item in plan.to_dict("records")]
    borders = [period.start, period.end] if period else []
    months = _months_between(borders + [day for item in marks for day, _ in item])
    row = _PLAN_ROW
    canvas = Canvas(_PLAN_HEADER + row * len(plan) + _PLAN_LEGEND)
    width = PAGE_WIDTH - _PLAN_LABEL
    axes = canvas.panel(_PLAN_LABEL, 0, width, _PLAN_HEADER + row * len(plan), bare=True)
    cell = width / max(1, len(months))
    lines = _PLAN_HEADER + row * np.arange(1, len(plan) + 1)
    axes.hlines(lines, 0, width, color=theme.GRID, linewidth=theme.HAIRLINE)
    _draw_months(axes, months, cell, row * len(plan))
    for place, (item, days) in enumerate(zip(plan.to_dict("records"), marks, strict=True)):
        middle = _PLAN_HEADER + row * (place + 0.5)
        canvas.text(0, middle, item["id"], weight="bold")
        text = wrapped(wording.typeset(item["activity"]), _PLAN_LABEL - 16)
        canvas.text(10, middle, text, linespacing=0.92)
        placed = [(months.index((day.year, day.month)), status) for day, status in days]
        _draw_item(axes, item, placed, middle, cell, row)
    _draw_plan_legend(canvas, plan, {status for item in marks for _, status in item})
    return publication_figure(canvas, caption, _plan_alt(plan, months))


def plan_calendars(
    plan: pd.DataFrame, period: Period | None = None, occurrences: pd.DataFrame | None = None, **options
) -> PublicationFigures:
    """Return the calendar cut by items into figures that each fit a page."""
    most = int((PAGE_HEIGHT - _PLAN_HEADER - _PLAN_LEGEND) / _PLAN_ROW)
    pages = [plan.iloc[share] for share in _page_shares(len(plan), most)]
    return _numbered([plan_calendar(page, period, occurrences, **options) for page in pages])


def _marked_days(item: dict, occurrences: pd.DataFrame | None) -> list[tuple[date, str]]:
    """Return the days of an item and the status of each; what was done beyond its terms stands on its own day."""
    if occurrences is None:
        days = [day for day in _text(item["occurrence_dates"]).split("; ") if day]
        return [(date.fromisoformat(day), item["status"]) for day in days]
    own = occurrences[occurrences["id"] == item["id"]]
    days = own["due_on"].where(own["due_on"].notna(), own["done_on"])
    return [(date.fromisoformat(day), status) for day, status in zip(days, own["status"], strict=True)]


def _months_between(days: list[date]) -> list[tuple[int, int]]:
    if not days:
        return []
    first, last = (day.year * 12 + day.month - 1 for day in (min(days), max(days)))
    return [(month // 12, month % 12 + 1) for month in range(first, last + 1)]


def _draw_months(axes: Axes, months: list[tuple[int, int]], cell: float, height: float) -> None:
    middle = {"ha": "center", "va": "center"}
    for first, last, year in _runs([str(year) for year, _ in months]):
        axes.text(cell * (first + last + 1) / 2, 2.2, year, **middle, size=theme.BODY, weight="bold")
    step = 1 if cell >= 5 else 3
    for place, (_, month) in enumerate(months):
        strong = month == 1 and place
        color, weight = (theme.INK, 0.9) if strong else (theme.GRID, theme.HAIRLINE)
        line = {"color": color, "linewidth": weight, "linestyle": "-"}
        axes.plot([cell * place] * 2, [_PLAN_HEADER - 6 if strong else _PLAN_HEADER - 1, _PLAN_HEADER + height], **line)
        if place % step == 0:
            axes.text(cell * (place + 0.5), 6.6, _MONTHS[month - 1], **middle, size=theme.SMALL, color=theme.MUTED)


def _draw_item(axes: Axes, item: dict, marks: list[tuple[int, str]], middle: float, cell: float, row: float) -> None:
    """Draw the item's marks, each (place of the month, status); a term of the whole year is a band that ends in one."""
    if not marks:
        band = {"facecolor": theme.PALE, "edgecolor": theme.HATCH, "hatch": "////", "linewidth": 0}
        axes.add_patch(Rectangle((0, middle - row * 0.36), axes.get_xlim()[1], row * 0.72, **band))
        words = _text(item["due"]).lower() or PLAN_STATUSES["no_deadline"]
        box = {"facecolor": theme.PAPER, "edgecolor": "none", "pad": 1}
        axes.text(2, middle, words, va="center", size=theme.SMALL, color=theme.MUTED, bbox=box)
        return
    if item["recurrence"] == Every.WITHIN_YEAR:
        last = max(month for month, _ in marks)
        line = {"color": theme.MUTED, "linewidth": theme.STRONG, "linestyle": (0, (2, 1))}
        axes.plot([cell * max(0, last - 11) + 1, cell * (last + 0.5)], [middle, middle], **line)
    for month, status in dict.fromkeys(marks):
        marker = _PLAN_MARKERS.get(status, _PLAN_MARKERS["no_record"])
        axes.plot([cell * (month + 0.5)], [middle], **marker, linestyle="none")


def _draw_plan_legend(canvas: Canvas, plan: pd.DataFrame, drawn: set[str]) -> None:
    axes = canvas.panel(0, canvas.height - _PLAN_LEGEND, PAGE_WIDTH, _PLAN_LEGEND, bare=True)
    occurring = [status for status in _PLAN_MARKERS if status in drawn]
    entries = [(PLAN_STATUSES[status], {**_PLAN_MARKERS[status], "linestyle": "none"}) for status in occurring]
    if (plan["recurrence"] == Every.WITHIN_YEAR).any():
        whole_year = {"color": theme.MUTED, "linewidth": theme.STRONG, "linestyle": (0, (2, 1))}
        entries.append(("в течение года, до отмеченного месяца", whole_year))
    _draw_keys(axes, entries, top=5.0)


def _plan_alt(plan: pd.DataFrame, months: list[tuple[int, int]]) -> list[str]:
    items = plural(len(plan), "пункт", "пункта", "пунктов")
    period = ""
    if months:
        (first_year, first), (last_year, last) = months[0], months[-1]
        period = f", с {first:02d}.{first_year} по {last:02d}.{last_year}"
    counts = [f"{words}: {int((plan['status'] == code).sum())}" for code, words in PLAN_STATUSES.items()]
    return [f"календарь плана: {items}{period}", "; ".join(count for count in counts if not count.endswith(": 0"))]

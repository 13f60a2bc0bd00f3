"""Heat map: shares of «2» of schools by procedures, the colours breaking at the threshold."""

from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Rectangle

from shnor_lib.analysis.results.printed_shares import low_by_count_or_share
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS, LEVELS, subject_abbreviation
from shnor_lib.ground.wording import NBSP, number, percent, plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT, Canvas, Style
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.figure import in_house_style, in_parts, publication_figure
from shnor_lib.presentation.charts.labels import (
    NAMED_IN_ALT,
    SCHOOLS,
    label_width,
    of_schools,
    runs,
    school_labels,
    write_school_labels,
)
from shnor_lib.presentation.charts.values import numbers, text_or_empty
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.procedures import PROCEDURE, exact_shares, ordered_procedures, share_words

PROCEDURES = ("процедура", "процедуры", "процедур")

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
        threshold_pct: the colours break here; cells of low results (by the known count, else by the share) are framed
            and bold as well.
        caption: the figure's caption.
    """
    if results.empty:
        return None
    results = _with_signs(results, threshold_pct)
    labels = school_labels(results)
    blocks = _procedure_blocks(results)
    row = 6.0 if len(labels) <= 20 else 5.0
    left = label_width(list(labels.values()), 46) + 3
    block_height = _HEADER + row * len(labels)
    canvas = Canvas(block_height * len(blocks) + _BLOCK_GAP * (len(blocks) - 1) + _LEGEND)
    cell = min(10.0, (PAGE_WIDTH - left) / max(len(block) for block in blocks))
    scale = _threshold_scale(threshold_pct)
    for place, block in enumerate(blocks):
        top = place * (block_height + _BLOCK_GAP)
        axes = canvas.panel(left, top + _HEADER, cell * len(block), row * len(labels))
        _draw_block(axes, results, block, labels, threshold_pct, scale)
        _draw_heading(canvas, block, left, top, cell)
        write_school_labels(canvas, labels, left - 2, top + _HEADER, row)
    _draw_scale(canvas, results, threshold_pct, scale, left)
    return publication_figure(canvas, caption, _heat_map_alt(results, labels, threshold_pct))


def heat_maps(results: pd.DataFrame, threshold_pct: float) -> PublicationFigures:
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
    keys = pd.MultiIndex.from_frame(results[PROCEDURE].assign(level=results["level"].map(text_or_empty)))
    figures = []
    for start in range(0, len(schools), size):
        for first in range(0, len(blocks), per_page):
            procedures = pd.concat(blocks[first : first + per_page])
            of_page = results["school_id"].isin(schools[start : start + size]) & keys.isin(
                pd.MultiIndex.from_frame(procedures)
            )
            figures.append(heat_map(results[of_page], threshold_pct))
    return in_parts(figures)


def _with_signs(results: pd.DataFrame, threshold: float) -> pd.DataFrame:
    doubtful = results["doubtful"].astype("boolean").fillna(False).astype(bool) if "doubtful" in results else False
    return results.assign(
        level=results["level"].map(text_or_empty),
        fail_pct=numbers(exact_shares(results)),
        doubtful=doubtful | (results["reading"] == "ambiguous"),
        low=low_by_count_or_share(results, threshold),
    )


def _procedure_blocks(results: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the procedures in their order, cut where needed into blocks of equal width."""
    procedures = ordered_procedures(results.assign(level=results["level"].map(text_or_empty))).reset_index(drop=True)
    count = ceil(len(procedures) / _MOST_COLUMNS)
    width = ceil(len(procedures) / count)
    return [procedures.iloc[start : start + width] for start in range(0, len(procedures), width)]


def _threshold_scale(threshold: float) -> list[float]:
    """Return the borders of the colours: thirds below the threshold, three growing steps from it on."""
    room = 100 - threshold
    steps = [0.0, threshold / 3, threshold * 2 / 3, threshold, threshold + 0.2 * room, threshold + 0.45 * room]
    return [steps[0], *(float(round(s)) for s in steps[1:3]), steps[3], *(5.0 * round(s / 5) for s in steps[4:]), 100.1]


def _cell_text(result: Any, threshold: float) -> str:
    """Return what stands in a cell: the share with its signs, «–» not held, «x» no data."""
    if np.isnan(result.fail_pct):
        return {"not_held": wording.MISSING, "repaired": f"{wording.MISSING}*", "ambiguous": "?"}.get(
            result.reading, "x"
        )
    text = share_words(result.fail_pct, threshold)
    return text + ("?" if result.doubtful else "") + ("*" if result.reading == "repaired" else "")


def _draw_block(
    axes: Axes,
    results: pd.DataFrame,
    block: pd.DataFrame,
    labels: dict[str, str],
    threshold: float,
    scale: list[float],
) -> None:
    columns = {tuple(procedure): place for place, procedure in enumerate(block.itertuples(index=False))}
    rows = {school: place for place, school in enumerate(labels)}
    values = np.full((len(rows), len(columns)), np.nan)
    texts, low = np.full(values.shape, "x", dtype=object), np.full(values.shape, False)
    for result in rows_of(results):
        column = columns.get((result.assessment, result.level, result.subject, result.grade, result.school_year))
        if column is not None:
            values[rows[result.school_id], column] = result.fail_pct
            texts[rows[result.school_id], column] = _cell_text(result, threshold)
            low[rows[result.school_id], column] = result.low
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
        _draw_cell(axes, row, column, float(values[row, column]), str(texts[row, column]), bool(low[row, column]))
    for place in range(1, len(columns)):
        before, after = block.iloc[place - 1], block.iloc[place]
        if before["assessment"] != after["assessment"]:
            axes.axvline(place, color=theme.INK, linewidth=1.2)
        elif (before[["subject", "grade", "level"]] != after[["subject", "grade", "level"]]).any():
            axes.axvline(place, color=theme.MUTED, linewidth=theme.HAIRLINE)


def _draw_cell(axes: Axes, row: int, column: int, value: float, text: str, low: bool) -> None:
    if np.isnan(value):
        style: Style = {"facecolor": theme.PALE, "hatch": "////" if text == "x" else None, "edgecolor": theme.HATCH}
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
    rule: Style = {"color": theme.MUTED, "linewidth": theme.HAIRLINE, "linestyle": "-"}
    middle: Style = {"ha": "center", "va": "center"}
    lines: tuple[tuple[pd.Series, float, Style], ...] = (
        (block["assessment"].map(ASSESSMENTS), 2.2, {"size": theme.BODY, "weight": "bold"}),
        (block["assessment"] + "|" + subject, 6.8, {"size": theme.SMALL}),
    )
    for names, height, style in lines:
        for first, last, name in runs(list(names)):
            axes.text(cell * (first + last + 1) / 2, height, name.split("|")[-1], **middle, **style)
            axes.plot([cell * first + 0.6, cell * (last + 1) - 0.6], [height + 2.1] * 2, **rule)
    for place, year in enumerate(block["school_year"]):
        axes.text(cell * (place + 0.5), 11.6, str(year), **middle, size=theme.SMALL, color=theme.MUTED)


def _draw_scale(canvas: Canvas, results: pd.DataFrame, threshold: float, scale: list[float], left: float) -> None:
    axes = canvas.panel(0, canvas.height - _LEGEND, PAGE_WIDTH, _LEGEND, bare=True)
    place, width, top = left, 15.0, 5.2
    for color, (low, high) in zip((*theme.BELOW_TINTS, *theme.LOW_TINTS), pairwise(scale), strict=True):
        if high <= low:
            continue
        frame: Style = {"edgecolor": theme.GRID, "linewidth": theme.HAIRLINE}
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
    low, told = known[known["low"]].groupby("school_id").size(), set(known["school_id"])
    procedures = len(results[PROCEDURE].drop_duplicates())
    size = f"тепловая карта: {plural(len(labels), *SCHOOLS)}, {plural(procedures, *PROCEDURES)}"
    if known.empty:
        return [size, "известных результатов нет"]
    few = wording.share_of(int(low.sum()), len(known))
    share = f"низких результатов (порог доли «2» – {percent(threshold, None)}) {few} известных"
    by_school = "низких результатов по школам: " + ", ".join(
        f"{label} – {low.get(s, 0) if s in told else 'нет данных'}" for s, label in labels.items()
    )
    counted = f"низкие результаты есть у {len(low)} из {of_schools(len(told))} с известными результатами"
    unsure = int(known["doubtful"].sum())
    doubts = f"под сомнением {plural(unsure, 'значение', 'значения', 'значений')}" if unsure else ""
    return [size, share, by_school if len(labels) <= NAMED_IN_ALT else counted, doubts]

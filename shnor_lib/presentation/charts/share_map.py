"""A map of shares: rows by columns, in each cell the number and a bar as long as the share."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.wording import NBSP, number, plural
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.canvas import wrapped
from shnor_lib.presentation.charts.drawing import AXIS, HAIRLINE, LABEL, PAGE_WIDTH, Drawing, text_width
from shnor_lib.presentation.charts.figure import data_of, sentences_of
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

#: Heights and widths in millimetres.
_HEADING, _TURNED_HEADING, _ROW, _LINE = 11.0, 30.0, 6.6, 3.0
_WIDEST_LABEL, _WIDEST_CELL, _GAP = 52.0, 24.0, 1.6
#: Headings over narrower cells stand upright.
_NARROW_CELL = 20.0
_BAR = 1.3


def share_map(
    shares: pd.DataFrame, caption: str, *, of_what: str, texts: pd.DataFrame | None = None
) -> PublicationFigure | None:
    """Draw shares as a table whose cells hold the number above a bar on a track of 0–100 %.

    Args:
        shares: percentages 0–100, missing where nothing is known; the index names the rows, the columns the columns.
        caption: the figure's caption.
        of_what: words of the share for the note and the alternative text, «доля педагогов школы».
        texts: what stands in a cell instead of the number, e.g. «с» for a hidden one; such a cell has no bar.
    """
    if shares.empty or not shares.notna().any(axis=None):
        return None
    rows = [wording.typeset(str(name)) for name in shares.index]
    instead = texts.fillna("").astype(str).to_numpy() if texts is not None else np.full(shares.shape, "")
    values = shares.apply(pd.to_numeric).to_numpy(dtype=float, na_value=np.nan)
    left = min(_WIDEST_LABEL, max(text_width(row, LABEL) for row in rows)) + 3
    cell = min(_WIDEST_CELL, (PAGE_WIDTH - left) / len(shares.columns))
    top = _TURNED_HEADING if cell < _NARROW_CELL else _HEADING
    drawing = Drawing(PAGE_WIDTH, top + _ROW * len(rows) + 0.5)
    for place, heading in enumerate(shares.columns):
        _write_heading(drawing, wording.typeset(str(heading)), left + cell * place, top, cell)
    for place, label in enumerate(rows):
        base = top + _ROW * place
        drawing.line((0, base), (left + cell * len(shares.columns), base), palette.GRID, HAIRLINE)
        _write_label(drawing, wrapped(label, left - 2, lines=2).split("\n"), base + _ROW / 2)
    for row, column in np.ndindex(values.shape):
        place_of_cell = (left + cell * column, top + _ROW * row)
        _draw_share(drawing, values[row, column], str(instead[row, column]), place_of_cell, cell - _GAP)
    note = f"Число и полоса — {of_what}, от 0 до 100{NBSP}%"
    return PublicationFigure(
        caption,
        sentences_of(_map_alt(shares, values, of_what)),
        drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=(f"{note}; «{wording.MISSING}» — сведений нет." if np.isnan(values).any() else f"{note}.",),
        data=_data(shares, instead, caption),
    )


def _write_heading(drawing: Drawing, heading: str, left: float, top: float, cell: float) -> None:
    """Write a column's heading over its cells, upright where they are narrow."""
    if cell < _NARROW_CELL:
        for place, line in enumerate(wrapped(heading, _TURNED_HEADING - 2, lines=3).split("\n")):
            drawing.text((left + _LINE * (place + 0.8), top - 1.2), line, AXIS, turned=True)
        return
    lines = wrapped(heading, cell - _GAP, lines=3).split("\n")
    for place, line in enumerate(reversed(lines)):
        drawing.text((left, top - 1.4 - _LINE * place), line, AXIS)


def _write_label(drawing: Drawing, lines: Sequence[str], middle: float) -> None:
    for place, line in enumerate(lines):
        drawing.text((0, middle + 0.95 + 2.9 * (place - (len(lines) - 1) / 2)), line, LABEL)


def _draw_share(drawing: Drawing, share: float, instead: str, place: tuple[float, float], width: float) -> None:
    left, top = place
    is_known = not np.isnan(share)
    words = instead or (number(share, 0) if is_known else wording.MISSING)
    drawing.text((left, top + 3.5), words, LABEL, color=palette.INK if is_known or instead else palette.MUTED)
    if is_known and not instead:
        drawing.box(left, top + 4.4, width, _BAR, palette.PALE)
        drawing.box(left, top + 4.4, width * min(max(share, 0.0), 100.0) / 100, _BAR, palette.ACCENT)


def _data(shares: pd.DataFrame, instead: np.ndarray, caption: str) -> PublicationTable:
    """Return the map as a table; a cell with a text of its own has no value beside it."""
    keys = [f"column_{place}" for place in range(len(shares.columns))]
    values = shares.apply(pd.to_numeric).to_numpy(dtype=float, na_value=np.nan)
    frame = pd.DataFrame(np.where(instead == "", values, np.nan), columns=keys)
    frame.insert(0, "name", [str(name) for name in shares.index])
    columns = [Column(key, f"{name}, %", "percent", 0) for key, name in zip(keys, shares.columns, strict=True)]
    texts = {key: list(instead[:, place]) for place, key in enumerate(keys)}
    return data_of(frame, [Column("name", "Название", width=2.5), *columns], caption, texts=texts)


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

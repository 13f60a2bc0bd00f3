"""A drawn canvas as a figure of the report, or as several that each fit a page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from math import ceil
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.wording import plural
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.tables import Column, PublicationTable

Given = ParamSpec("Given")
Drawn = TypeVar("Drawn")


def in_house_style(chart: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
    """Draw and save within the house style, which matplotlib reads at both moments."""

    @wraps(chart)
    def styled(*args: Given.args, **options: Given.kwargs) -> Drawn:
        with theme.style():
            return chart(*args, **options)

    return styled


def publication_figure(
    canvas: Canvas, caption: str, alt: Sequence[str], data: PublicationTable | None = None
) -> PublicationFigure:
    """Return the drawn canvas as a value, its alternative text made of sentences, with the values that it draws."""
    return PublicationFigure.from_matplotlib(
        canvas.figure, caption, sentences_of(alt), width_mm=canvas.width, data=data
    )


def sentences_of(alt: Sequence[str]) -> str:
    """Return an alternative text made of sentences, whose first letters and stops they may lack."""
    return " ".join(f"{wording.sentence_case(sentence.rstrip('.'))}." for sentence in alt if sentence)


def in_parts(drawn: Sequence[PublicationFigure | None]) -> PublicationFigures:
    """Return the figures that there are; several say in their captions which part of the whole each is."""
    figures = [figure for figure in drawn if figure]
    if len(figures) < 2:
        return PublicationFigures(figures)
    return PublicationFigures(
        replace(figure, caption=f"{figure.caption} (часть {place} из {len(figures)})")
        for place, figure in enumerate(figures, start=1)
    )


def page_shares(count: int, most: int) -> list[slice]:
    """Return how so many rows part into pages of at most ``most`` rows, about equal in length."""
    size = ceil(count / max(1, ceil(count / most)))
    return [slice(start, start + size) for start in range(0, count, size)] if count else []


#: A table of more rows beside a figure would outweigh it: it holds what the figure names then.
MOST_ROWS = 240


def data_of(
    frame: pd.DataFrame, columns: Sequence[Column], caption: str, named: pd.Series | None = None, **options: Any
) -> PublicationTable:
    """Return the values that a figure draws as a table.

    Args:
        frame: a row per mark.
        columns: of the table.
        caption: the figure's.
        options: those of `PublicationTable.from_frame`.
        named: which rows the figure tells by name; they alone stand in the table where all would be too many.
    """
    if named is None or len(frame) <= MOST_ROWS:
        return PublicationTable.from_frame(frame, columns, caption, **options)
    rest = (
        f"Показаны только названные на рисунке; всего на нём {plural(len(frame), 'значение', 'значения', 'значений')}."
    )
    return PublicationTable.from_frame(frame[named.to_numpy(dtype=bool)], columns, caption, notes=(rest,))

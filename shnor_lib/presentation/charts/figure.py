"""A drawn canvas as a figure of the report, or as several that each fit a page."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from math import ceil
from typing import ParamSpec, TypeVar

from shnor_lib.ground import wording
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures

Given = ParamSpec("Given")
Drawn = TypeVar("Drawn")


def in_house_style(chart: Callable[Given, Drawn]) -> Callable[Given, Drawn]:
    """Draw and save within the house style, which matplotlib reads at both moments."""

    @wraps(chart)
    def styled(*args: Given.args, **options: Given.kwargs) -> Drawn:
        with theme.style():
            return chart(*args, **options)

    return styled


def publication_figure(canvas: Canvas, caption: str, alt: Sequence[str]) -> PublicationFigure:
    """Return the drawn canvas as a value, its alternative text made of sentences."""
    sentences = " ".join(f"{wording.sentence_case(sentence.rstrip('.'))}." for sentence in alt if sentence)
    return PublicationFigure.from_matplotlib(canvas.figure, caption, sentences, width_mm=canvas.width)


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

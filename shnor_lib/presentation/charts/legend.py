"""The legend below a chart: keys with their words, line after line."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Style, text_width


def draw_keys(axes: Axes, entries: Sequence[tuple[str, Style]], top: float) -> None:
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

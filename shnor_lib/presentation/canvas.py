"""A sheet measured in millimetres, and labels that keep out of each other's way.

Charts place everything themselves: it is exact, the same on every machine, and far faster than automatic layout.
"""

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from shnor_lib.presentation import theme

MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72

#: The printed width of an A4 page in millimetres, and the height that a figure with its caption may take.
PAGE_WIDTH, PAGE_HEIGHT = 170.0, 225.0


class Canvas:
    """A figure whose places are millimetres from its left and upper edges."""

    def __init__(self, height: float, width: float = PAGE_WIDTH):
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))

    def panel(self, left: float, top: float, width: float, height: float, *, bare: bool = False) -> Axes:
        """Return axes at the place; ``bare`` ones have neither frame nor ticks and are measured in millimetres."""
        bottom = self.height - top - height
        axes = self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height)
        )
        if bare:
            axes.set_axis_off()
            axes.set_xlim(0, width)
            axes.set_ylim(height, 0)
        return axes

    def text(self, left: float, top: float, text: str, **options) -> None:
        """Write the text with its anchor at the place."""
        options = {"size": theme.SMALL, "va": "center", "ha": "left", **options}
        self.figure.text(left / self.width, 1 - top / self.height, text, **options)


def text_width(text: str, size: float = theme.SMALL, weight: str = "normal") -> float:
    """Return the printed width of the text's longest line in millimetres."""
    font = FontProperties(family=theme.FONT, size=size, weight=weight)
    widths = [text_to_path.get_text_width_height_descent(line, font, ismath=False)[0] for line in text.split("\n")]
    return max(widths) * MM_PER_POINT


def wrapped(text: str, width: float, lines: int = 2, size: float = theme.SMALL) -> str:
    """Break the text into lines of at most ``width`` millimetres; what does not fit ends in «…»."""
    if text_width(text, size) <= width:
        return text
    letters = max(6, int(width / (text_width(text, size) / len(text))))
    return "\n".join(textwrap.wrap(text, letters, max_lines=lines, placeholder="…", break_on_hyphens=False))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart to at least ``gap``, each as little as can be, and keep them within ``low`` and ``high``.

    Neighbours that would overlap form a group around the mean of what they want (equal ones keep their order).  If
    there is no room for all, the gap shrinks evenly.
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    groups: list[tuple[list[int], float]] = []  # members in order, and the place of the first
    for member in order:
        members = [member]
        first = _first_place([wanted[member]], gap, low, high)
        while groups and groups[-1][1] + gap * len(groups[-1][0]) > first:
            members = groups.pop()[0] + members
            first = _first_place([wanted[place] for place in members], gap, low, high)
        groups.append((members, first))
    places = [0.0] * len(wanted)
    for members, first in groups:
        for rank, member in enumerate(members):
            places[member] = first + gap * rank
    return places


def _first_place(wanted: Sequence[float], gap: float, low: float, high: float) -> float:
    length = gap * (len(wanted) - 1)
    first = sum(wanted) / len(wanted) - length / 2
    return max(low, min(first, high - length))

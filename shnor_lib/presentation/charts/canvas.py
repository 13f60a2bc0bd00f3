"""A sheet measured in millimetres, and labels that keep out of each other's way.

Charts place everything themselves: it is exact, the same on every machine, and far faster than automatic layout.
"""

import re
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shnor_lib.ground import legible
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.drawing import MM_PER_POINT, PAGE_WIDTH

#: Options of matplotlib's artists by name: their values are of many types, and only matplotlib knows them.
Style = dict[str, Any]

MM_PER_INCH = 25.4

#: The height in millimetres that a figure with its caption may take.
PAGE_HEIGHT = 230.0

#: Where a user's own line ends or jumps, a label goes on.
_BREAKABLE = re.compile(r"[\t\n\r\v\f]+")


class Canvas:
    """A figure whose places are millimetres from its left and upper edges."""

    def __init__(self, height: float, width: float = PAGE_WIDTH):
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))

    def panel(self, left: float, top: float, width: float, height: float, *, bare: bool = False) -> Axes:
        """Return axes at the place; ``bare`` ones have neither frame nor ticks and are measured in millimetres."""
        bottom = self.height - top - height
        axes = self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))
        if bare:
            axes.set_axis_off()
            axes.set_xlim(0, width)
            axes.set_ylim(height, 0)
        return axes

    def text(self, left: float, top: float, text: str, **options: Any) -> None:
        """Write the text with its anchor at the place."""
        options = {"size": theme.SMALL, "va": "center", "ha": "left", **options}
        self.figure.text(left / self.width, 1 - top / self.height, text, **options)


def text_width(text: str, size: float = theme.SMALL, weight: int = 400) -> float:
    """Return the printed width of one line of text in millimetres."""
    return legible.text_width(text, size * MM_PER_POINT, weight=weight)


def wrapped(text: str, width: float, lines: int = 2) -> str:
    """Break small text into at most so many lines of ``width`` millimetres; what does not fit ends in «…»."""
    broken: list[str] = []
    for word in _BREAKABLE.sub(" ", text).split(" "):  # no-break spaces hold
        joined = f"{broken[-1]} {word}" if broken else word
        if broken and text_width(joined) <= width:
            broken[-1] = joined
        else:
            broken.append(word)
    kept = broken[:lines]
    if len(broken) > lines:
        kept[-1] = f"{kept[-1].rstrip(' ,;:(')}…"
    return "\n".join(line if text_width(line) <= width else _cut(line, width) for line in kept)


def _cut(line: str, width: float) -> str:
    """Shorten a line to the width, at a space where there is one."""
    text = line.rstrip("…")
    while text and text_width(text + "…") > width:
        text = text[: max(text.rfind(" "), 0)] or text[:-1]
    return text.rstrip(" ,;:(") + "…"


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

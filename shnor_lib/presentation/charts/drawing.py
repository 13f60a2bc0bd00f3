"""A picture written as SVG, measured in millimetres: for small pictures and panels that are many.

matplotlib takes a hundredth of a second for the smallest figure; a cell's picture costs a thousandth of that here, and
its bytes stay few.  One unit of the picture is a point, so that sizes of type read as on paper.  Text is set in the
pages' PT Sans and stays text.  Nothing has an id but a `symbol`, whose name the caller gives.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from shnor_lib.ground.legible import text_width as width_of_text
from shnor_lib.ground.legible import writable
from shnor_lib.presentation import palette

MM_PER_POINT = 25.4 / 72
FONT = "PT Sans"
#: The printed width of an A4 page in millimetres.
PAGE_WIDTH = 170.0

#: Sizes of type in points: labels beside marks, axes and counts, names; nothing may be smaller than the smallest.
SMALLEST, AXIS, LABEL, NAME = 6.4, 7.0, 7.5, 8.0

#: Lines in points: of the background, axes, data of many, the threshold, a school's own line.
HAIRLINE, THIN, DATA, THRESHOLD, OWN = 0.35, 0.5, 0.75, 0.9, 1.5

Point = tuple[float, float]


@dataclass(frozen=True)
class Picture:
    """A small picture for a cell or a line: its SVG, what is said instead of it, and its size in millimetres."""

    svg: str
    words: str
    width_mm: float
    height_mm: float


class Drawing:
    """An SVG in the making; places are millimetres from the left and upper edges, strokes and sizes are points."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self._parts: list[str] = []

    def line(self, first: Point, last: Point, color: str = palette.INK, stroke: float = THIN, dashes: str = "") -> None:
        """Draw a straight line; ``dashes`` are lengths of dashes and gaps in points."""
        self._parts.append(f'<path d="M{_at(first)}L{_at(last)}"{_stroke(color, stroke, dashes)}/>')

    def path(
        self,
        lines: Iterable[Sequence[Point]],
        color: str = palette.INK,
        stroke: float = DATA,
        dashes: str = "",
        cap: str = "",
    ) -> None:
        """Draw broken lines of one kind as a single element: thousands of them stay small and quick."""
        if data := path_data(lines):
            self._parts.append(f'<path d="{data}" fill="none"{_stroke(color, stroke, dashes, cap)}/>')

    def polygons(self, corners: Iterable[Sequence[Point]], fill: str, outline: str = "", stroke: float = 0) -> None:
        """Draw closed shapes of one kind as a single element, filled or outlined."""
        border = _stroke(outline, stroke) if outline else ""
        if data := "".join(f"{path_data([shape])}Z" for shape in corners):
            self._parts.append(f'<path d="{data}" fill="{fill}"{border}/>')

    def box(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        fill: str = "none",
        outline: str = "",
        stroke: float = 0,
    ) -> None:
        """Draw a rectangle, filled or outlined; the outline lies within it."""
        inset = stroke * MM_PER_POINT / 2
        place = f'x="{_pt(left + inset)}" y="{_pt(top + inset)}"'
        size = f'width="{_pt(max(0.0, width - 2 * inset))}" height="{_pt(max(0.0, height - 2 * inset))}"'
        border = _stroke(outline, stroke) if outline else ""
        self._parts.append(f'<rect {place} {size} fill="{fill}"{border}/>')

    def circle(self, centre: Point, radius: float, fill: str, outline: str = "", stroke: float = 0) -> None:
        """Draw a circle; its radius is in millimetres."""
        border = _stroke(outline, stroke) if outline else ""
        across, down = _pt(centre[0]), _pt(centre[1])
        self._parts.append(f'<circle cx="{across}" cy="{down}" r="{_pt(radius)}" fill="{fill}"{border}/>')

    def text(
        self,
        place: Point,
        words: str,
        size: float = AXIS,
        *,
        anchor: str = "start",
        bold: bool = False,
        turned: bool = False,
        color: str = palette.INK,
    ) -> None:
        """Write a line of text with its baseline at the place; ``anchor`` is start, middle or end.

        Turned text runs upwards from the place.
        """
        style = f"font-size: {_short(size)}px; font-family: '{FONT}'" + ("; font-weight: 700" if bold else "")
        anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
        at = f"{_pt(place[0])} {_pt(place[1])}"
        upwards = f' transform="rotate(-90 {at})"' if turned else ""
        self._parts.append(
            f'<text x="{_pt(place[0])}" y="{_pt(place[1])}"{upwards}{anchored} fill="{color}" style="{style}">'
            f"{escape(writable(words))}</text>"
        )

    def plated(
        self, place: Point, words: str, size: float = AXIS, *, anchor: str = "middle", bold: bool = False
    ) -> None:
        """Write text on a white plate, so that lines behind it do not cut through it."""
        width = text_width(words, size, bold=bold)
        left = place[0] - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        height = size * MM_PER_POINT
        self.box(left - 0.3, place[1] - 0.78 * height, width + 0.6, 0.86 * height, palette.PAPER)
        self.text(place, words, size, anchor=anchor, bold=bold)

    def symbol(self, name: str, part: "Drawing") -> None:
        """Keep another drawing under a name, unique in this one, to be shown by `use`."""
        self._parts.append(f'<defs><g id="{name}">{part.parts}</g></defs>')

    def use(self, name: str, place: Point) -> None:
        """Show a kept drawing with its upper left corner at the place."""
        self._parts.append(f'<use href="#{name}" x="{_pt(place[0])}" y="{_pt(place[1])}"/>')

    @property
    def parts(self) -> str:
        """What was drawn so far, without a root."""
        return "".join(self._parts)

    @property
    def svg(self) -> str:
        """The whole picture."""
        width, height = _pt(self.width), _pt(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
            f'viewBox="0 0 {width} {height}">{self.parts}</svg>'
        )

    def picture(self, words: str) -> Picture:
        """Return the drawing as a small picture with what is said instead of it."""
        return Picture(self.svg, words, self.width, self.height)


def path_data(lines: Iterable[Sequence[Point]]) -> str:
    """Return broken lines as the data of one path; a line of fewer than two points is none."""
    return "".join(f"M{'L'.join(_at(point) for point in line)}" for line in lines if len(line) > 1)


def text_width(text: str, size: float = AXIS, *, bold: bool = False) -> float:
    """Return the printed width of one line of text in millimetres."""
    return width_of_text(text, size * MM_PER_POINT, weight=700 if bold else 400)


def _stroke(color: str, width: float, dashes: str = "", cap: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    capped = f' stroke-linecap="{cap}" stroke-linejoin="{cap}"' if cap else ""
    return f' stroke="{color}" stroke-width="{_short(width)}"{dashed}{capped}'


def _at(point: Point) -> str:
    return f"{_pt(point[0])} {_pt(point[1])}"


def _pt(millimetres: float) -> str:
    return _short(millimetres / MM_PER_POINT)


def _short(value: float) -> str:
    """Return a number of at most two decimals, without zeros at its end."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text

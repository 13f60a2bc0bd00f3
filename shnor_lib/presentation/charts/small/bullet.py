"""A bullet: a value against its target; a few pieces are squares, shares a bar on a track of 0–100 %."""

from shnor_lib.ground.wording import number, percent
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import MM_PER_POINT, Drawing, Picture, Point
from shnor_lib.presentation.charts.small.marks import MET_WORDS

SIZE = WIDTH, HEIGHT = 24.5, 4.0
#: So many pieces are drawn one by one.
MOST_PIECES = 24
_TICK = 1.6
#: Smaller squares would be dots.
_LEAST_SIDE = 0.6


def bullet(
    value_pct: float | None,
    target_pct: float | None,
    is_met: bool | None,
    width: float = WIDTH,
    height: float = HEIGHT,
) -> Picture:
    """Draw a share of 0–100 % against its target.

    Args:
        value_pct: ``None``: no data, the track alone is drawn.
        target_pct: a tick; ``None``: no target is set.
        is_met: solid, not met outlined; ``None`` (no target, no verdict): a grey bar.
        width: of 100 %, in millimetres.
        height: in millimetres.
    """
    drawing = Drawing(width, height)
    thick = height * 0.5
    top = (height - thick) / 2
    drawing.box(0, top, width, thick, palette.PALE)
    if value_pct is not None:
        _bar(drawing, 0, top, width * min(value_pct, 100.0) / 100, thick, is_met)
    if target_pct is not None:
        place = min(max(width * target_pct / 100, 0.3), width - 0.3)
        drawing.line((place, 0), (place, height), palette.PAPER, _TICK + 1.2)
        drawing.line((place, 0), (place, height), palette.INK, _TICK)
    fact = "нет данных" if value_pct is None else percent(value_pct)
    target = "цель не задана" if target_pct is None else f"цель {percent(target_pct, None)}"
    verdict = "" if is_met is None else f", {MET_WORDS[is_met]}"
    return drawing.picture(f"{fact}, {target}{verdict}")


def squares(done: int, whole: int, is_met: bool | None = True, width: float = WIDTH, height: float = HEIGHT) -> Picture:
    """Draw so many pieces of a whole as squares (`draw_squares`)."""
    drawing = Drawing(width, height)
    draw_squares(drawing, (0, 0), done, whole, is_met, width, height)
    verdict = "" if is_met is None else f", {MET_WORDS[is_met]}"
    return drawing.picture(f"{number(done)} из {number(whole)}{verdict}")


def draw_squares(
    drawing: Drawing, place: Point, done: int, whole: int, is_met: bool | None, width: float, height: float
) -> None:
    """Draw pieces of a whole as squares, filled as far as they are done; they shrink to the width, many become a bar.

    ``place`` is the upper left corner of the room that they have; pieces of a target that is not met are outlines.
    """
    left, top = place
    side = min(height * 0.56, width / max(1, whole) - 0.2)
    if whole > MOST_PIECES or side < _LEAST_SIDE:
        thick = height * 0.5
        drawing.box(left, top + thick / 2, width, thick, palette.PALE)
        _bar(drawing, left, top + thick / 2, width * min(done / whole, 1.0), thick, is_met)
        return
    first, step = (left, top + (height - side) / 2), min(side * 1.25, side + 0.6)
    if is_met is False:
        _squares(drawing, first, range(done), step, side, "none", palette.LOW, min(1.1, 0.2 * side / MM_PER_POINT))
    else:
        _squares(drawing, first, range(done), step, side, palette.CALM if is_met is None else palette.ACCENT)
    _squares(drawing, first, range(done, whole), step, side, "none", palette.RULE, 0.5)


def _squares(
    drawing: Drawing,
    first: Point,
    places: range,
    step: float,
    side: float,
    fill: str,
    outline: str = "",
    stroke: float = 0,
) -> None:
    """Draw squares in a row as one element; an outline lies within them."""
    inset = stroke * MM_PER_POINT / 2
    near, far = inset, side - inset
    ring = ((near, near), (far, near), (far, far), (near, far))
    corners = [[(first[0] + place * step + across, first[1] + down) for across, down in ring] for place in places]
    drawing.polygons(corners, fill, outline, stroke)


def _bar(drawing: Drawing, left: float, top: float, width: float, height: float, is_met: bool | None) -> None:
    if is_met is None:
        drawing.box(left, top, width, height, palette.CALM)
    elif is_met:
        drawing.box(left, top, width, height, palette.ACCENT)
    else:
        drawing.box(left, top, width, height, palette.PAPER, palette.LOW, 1.1)

"""A forest's row: a change with its interval on an axis that all rows share, around a line at zero."""

from collections.abc import Iterable
from math import ceil

from shnor_lib.ground.wording import points, signed
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import AXIS, DATA, HAIRLINE, THIN, Drawing, Picture
from shnor_lib.presentation.charts.small.marks import CHANGE_WORDS, FALL, RISE, WITHIN, change_of

SIZE = WIDTH, HEIGHT = 24.0, 6.0
_RADIUS = 0.75
_STEP = 10
_COLORS = {FALL: palette.ACCENT, RISE: palette.LOW, WITHIN: palette.MUTED}


def forest_reach(ends_pp: Iterable[float]) -> int:
    """Return how far the common axis reaches on either side of zero, in points, from the ends of all intervals."""
    return max([_STEP, *(_STEP * ceil(abs(end) / _STEP) for end in ends_pp if end == end)])  # NaN equals nothing


def forest(
    change_pp: float,
    low_pp: float,
    high_pp: float,
    reach_pp: float,
    width: float = WIDTH,
    height: float = HEIGHT,
    *,
    is_supported: bool | None = None,
) -> Picture:
    """Draw one change.

    Args:
        change_pp: in percentage points; NaN draws the zero line alone.
        low_pp: lower end of its interval; NaN, where participants are unknown, leaves the point alone, hollow.
        high_pp: upper end of its interval.
        reach_pp: of the axis on either side of zero (`forest_reach`).
        width: in millimetres.
        height: in millimetres.
        is_supported: whether the change stands out, where that is told otherwise than by the interval; the point is
            filled and the line thick only then.
    """
    drawing = Drawing(width, height)
    middle = height / 2

    def across(change: float) -> float:
        inside = min(max(change, -reach_pp), reach_pp) / reach_pp
        return width / 2 + inside * (width / 2 - _RADIUS - 0.3)

    drawing.line((width / 2, 0), (width / 2, height), palette.RULE, THIN)
    if change_pp != change_pp:
        return drawing.picture("нет данных")
    has_interval = low_pp == low_pp and high_pp == high_pp
    change = change_of(low_pp, high_pp) if has_interval else WITHIN
    if is_supported is not None:
        change = WITHIN if not is_supported else FALL if change_pp < 0 else RISE
    color, is_filled = _COLORS[change], change != WITHIN
    if has_interval:
        drawing.line((across(low_pp), middle), (across(high_pp), middle), color, 1.4 if is_filled else DATA)
    drawing.circle((across(change_pp), middle), _RADIUS, *((color,) if is_filled else (palette.PAPER, color, DATA)))
    words = points(change_pp)
    if has_interval:
        words += f", от {signed(low_pp)} до {signed(high_pp)}, {CHANGE_WORDS[change]}"
    return drawing.picture(words)


def forest_axis(reach_pp: float, width: float = WIDTH) -> Picture:
    """Draw the axis below the rows: its ends and zero."""
    drawing = Drawing(width, 3.2)
    drawing.line((0, 0.2), (width, 0.2), palette.GRID, HAIRLINE)
    ends = ((0.0, "start", -reach_pp), (width / 2, "middle", 0.0), (width, "end", reach_pp))
    for place, anchor, value in ends:
        drawing.text((place, 2.9), signed(value, 0), AXIS, anchor=anchor, color=palette.MUTED)
    return drawing.picture(f"ось от {signed(-reach_pp, 0)} до {points(reach_pp, 0)}")

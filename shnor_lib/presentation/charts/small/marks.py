"""Marks of verdicts, drawn since PT has no such signs: a change beyond chance or within it, a target met or not."""

from functools import cache

from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import DATA, Drawing, Picture

#: What a change may be, with the words that stand for its mark.
FALL, RISE, WITHIN = "fall", "rise", "within"
CHANGE_WORDS = {
    FALL: "снижение больше случайного",
    RISE: "рост больше случайного",
    WITHIN: "в пределах случайного",
}
MET_WORDS = {True: "достигнуто", False: "не достигнуто"}

_SIDE = 2.4


def change_of(low_pp: float, high_pp: float) -> str:
    """Return what a change of the share of «2» is by its interval: one that leaves out zero is beyond chance."""
    return FALL if high_pp < 0 else RISE if low_pp > 0 else WITHIN


@cache
def change_mark(change: str) -> Picture:
    """Return ▼, ▲ or ○ for a change out of `CHANGE_WORDS`."""
    drawing = Drawing(_SIDE, _SIDE)
    if change == WITHIN:
        drawing.circle((_SIDE / 2, _SIDE / 2), 0.8, palette.PAPER, palette.MUTED, DATA)
    else:
        flat, point = (0.35, 2.05) if change == FALL else (2.05, 0.35)
        color = palette.ACCENT if change == FALL else palette.LOW
        drawing.polygons([[(0.15, flat), (_SIDE - 0.15, flat), (_SIDE / 2, point)]], color)
    return drawing.picture(CHANGE_WORDS[change])


@cache
def met_mark(is_met: bool) -> Picture:
    """Return a solid square for a target that is met, an outlined one for a target that is not."""
    drawing = Drawing(_SIDE, _SIDE)
    drawing.box(0.3, 0.3, 1.8, 1.8, *((palette.ACCENT,) if is_met else ("none", palette.LOW, DATA)))
    return drawing.picture(MET_WORDS[is_met])


@cache
def tick_mark(is_low: bool) -> Picture:
    """Return the tick of a procedure as strips have it, for the note below them."""
    drawing = Drawing(_SIDE, _SIDE)
    color, stroke = TICKS[is_low]
    drawing.line((0, _SIDE / 2), (_SIDE, _SIDE / 2), color, stroke)
    return drawing.picture("низкий результат" if is_low else "результат не низкий")


#: Colour and stroke of a procedure's tick by whether its result is low.
TICKS = {True: (palette.LOW, 1.15), False: (palette.CALM, 0.5)}

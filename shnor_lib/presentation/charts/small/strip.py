"""A strip: every procedure of a school as a tick, years beside each other, subjects side by side within a year.

It shows how many results lie at the threshold or above and how far, which a mean hides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shnor_lib.ground.wording import plural, school_year_short
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import HAIRLINE, THIN, Drawing, Picture
from shnor_lib.presentation.charts.small.marks import TICKS

SIZE = WIDTH, HEIGHT = 30.0, 8.6
#: Air above 100 % and below 0 %, so that ticks on either end are whole.
_AIR = 0.35
#: Of a year's width, what the ticks take; the rest parts it from the next.
_FILLED, _BETWEEN = 0.8, 0.5


@dataclass(frozen=True)
class Tick:
    """One result: the year its school year ends in, its subject's code, its share of «2» (0–100), whether it is low."""

    year: int
    subject: str
    share_pct: float
    is_low: bool


def strip(
    ticks: Sequence[Tick],
    years: Sequence[int],
    subjects: Sequence[str],
    threshold_pct: float,
    width: float = WIDTH,
    height: float = HEIGHT,
) -> Picture:
    """Draw the results of one school.

    Args:
        ticks: its results; those of other years or subjects are left out.
        years: every year of the table's strips, so that rows stand below each other.
        subjects: from left to right within a year.
        threshold_pct: the line; ticks of low results are thick and lie upon it or above.
        width: in millimetres.
        height: in millimetres; its whole is 0–100 % in each strip.
    """
    drawing = Drawing(width, height)
    year_width = width / max(1, len(years))
    column = year_width * _FILLED / max(1, len(subjects))

    def down(share: float) -> float:
        return height - _AIR - min(max(share, 0.0), 100.0) / 100 * (height - 2 * _AIR)

    drawing.line((0, height - HAIRLINE * 0.3), (width, height - HAIRLINE * 0.3), palette.GRID, HAIRLINE)
    drawing.line((0, down(threshold_pct)), (width, down(threshold_pct)), palette.INK, THIN)
    shown = [tick for tick in ticks if tick.year in years and tick.subject in subjects]
    for is_low in (False, True):
        color, stroke = TICKS[is_low]
        lines = []
        for tick in shown:
            if tick.is_low == is_low:
                left = year_width * years.index(tick.year) + year_width * (1 - _FILLED) / 2
                left += column * subjects.index(tick.subject)
                level = down(tick.share_pct)
                lines.append(((left, level), (left + column - _BETWEEN, level)))
        drawing.path(lines, color, stroke)
    return drawing.picture(_words(shown, years))


def year_places(years: Sequence[int], width: float = WIDTH) -> list[float]:
    """Return where the middle of each year lies in a strip, in millimetres, for the heading above it."""
    return [width * (place + 0.5) / len(years) for place in range(len(years))]


def _words(ticks: Sequence[Tick], years: Sequence[int]) -> str:
    """Return «2020/21: 3 низких из 10; 2021/22: низких нет из 8»."""
    told = []
    for year in years:
        own = [tick.is_low for tick in ticks if tick.year == year]
        low = plural(sum(own), "низкий", "низких", "низких") if any(own) else "низких нет"
        told.append(f"{school_year_short(year)}: {f'{low} из {len(own)}' if own else 'результатов нет'}")
    return "; ".join(told)

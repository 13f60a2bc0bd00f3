"""How figures look: fonts, sizes and colours, the colours being shared with the pages around them.

Every difference that a colour shows is shown by a line style, a marker, a weight or a sign as well: the report is
printed in black and white, and one reader in twelve tells red from green poorly.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import fontpkg
import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.rcsetup import cycler

from shnor_lib.presentation import palette

FONT = "PT Sans"

INK, MUTED, GRID, PAPER, PALE = palette.INK, palette.MUTED, palette.GRID, palette.PAPER, palette.PALE
ACCENT, LOW, CALM, RULE = palette.ACCENT, palette.LOW, palette.CALM, palette.RULE
#: The lines of the other schools behind the one that a panel is about, and the okrug's line.
BACKGROUND, OKRUG = palette.BACKGROUND, palette.OKRUG
HATCH = palette.HATCH

#: Sizes in points on paper; nothing is smaller than `SMALL`.
SMALL, BODY, TITLE = 7.5, 8.0, 9.0

#: Thin lines, lines of schools, and the line that sums them up, in points.
HAIRLINE, LINE, STRONG = 0.5, 0.9, 2.2

_RC = {
    "font.family": [FONT],
    "font.size": BODY,
    "axes.titlesize": TITLE,
    "axes.titleweight": "bold",
    "axes.labelsize": BODY,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": HAIRLINE,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "grid.color": GRID,
    "grid.linewidth": HAIRLINE,
    "axes.prop_cycle": cycler(color=[ACCENT, LOW, INK, MUTED]) + cycler(linestyle=["-", "--", "-.", ":"]),
    "axes.formatter.use_locale": False,
    "axes.unicode_minus": True,
    "hatch.linewidth": HAIRLINE,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    # Text stays text: it can be searched, copied and read aloud; the pages around supply the font.
    "svg.fonttype": "none",
    "svg.hashsalt": "shnor",
}


@cache
def register_fonts() -> None:
    """Give matplotlib the four faces of PT Sans from their package, ahead of any that the system has."""
    manager = font_manager.fontManager
    manager.ttflist = [entry for entry in manager.ttflist if entry.name != FONT]
    for style in ("normal", "italic"):
        for weight in (400, 700):
            manager.addfont(fontpkg.path(FONT, weight=weight, style=style))


def settings() -> dict[Any, Any]:  # matplotlib types its parameters' names one by one
    """Return matplotlib's parameters of the house style, on top of seaborn's «ticks»."""
    return {**sns.axes_style("ticks"), **_RC}


@contextmanager
def style() -> Iterator[None]:
    """Draw and save figures of the ``with`` block in the house style."""
    register_fonts()
    with mpl.rc_context(settings()):
        yield


def apply() -> None:
    """Set the house style for the rest of the process, for figures that an analyst draws in a notebook."""
    register_fonts()
    mpl.rcParams.update(settings())

"""Colours that figures, the HTML page, the PDF and Word share.

Blue and rust are nearly the same grey, so that no colour ever carries a meaning alone: what it says, a shape, a fill or
a weight says too (`tests/publishing/test_colours.py` looks at the palette in grey and with the eyes of the
colour-blind).  Greys of 255 and contrasts on white stand beside each colour.
"""

import re
from collections.abc import Mapping

#: Text (28, 17:1) and text of notes, axes and second lines (95, 6.4:1).
INK = "#1c1c1c"
MUTED = "#5f5f5f"
PAPER = "#ffffff"
#: A tint behind notes and code (242); cells of tables have none.
PALE = "#f3f2ee"

#: Headings, falls, targets that are met, help (63, 9.2:1).
ACCENT = "#134b73"
#: At the threshold or above, rises, targets that are not met (84, 6.5:1).
LOW = "#a63a00"
#: Results below the threshold (134, 3.5:1): for marks of figures, never for text.
CALM = "#6f8ca1"

#: Rules between groups (154), hairlines between rows (212), lines in a figure's background (214) and the okrug's (196).
RULE = "#9a9a9a"
GRID = "#d4d4d4"
BACKGROUND = "#d6d6d6"
OKRUG = "#c4c4c4"

#: Behind words on a screen that a mark stands for; paper shows marks by weight, slope and rules alone.
LOW_TINT = "#f8e5da"
BORDER_TINT = "#f7f0d8"
GOOD_TINT = "#e4ecf2"

NAMES = (
    "INK",
    "MUTED",
    "PAPER",
    "PALE",
    "ACCENT",
    "LOW",
    "CALM",
    "RULE",
    "GRID",
    "BACKGROUND",
    "OKRUG",
    "LOW_TINT",
    "BORDER_TINT",
    "GOOD_TINT",
)


def as_dictionary(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the colours by their lower-case names, as templates want them; ``own`` are an edition's in their place."""
    return {name.lower(): globals()[name] for name in NAMES} | dict(own or {})


def recoloured(drawn: str, own: Mapping[str, str]) -> str:
    """Return a picture drawn in the palette's colours in an edition's own."""
    for name, colour in own.items():
        drawn = re.sub(rf"{globals()[name.upper()]}\b", colour, drawn, flags=re.IGNORECASE)
    return drawn

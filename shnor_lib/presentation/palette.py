"""Colours that figures, the HTML page and the PDF share.

A mark is never told by its colour alone: weight, slope or a rule tells it too, since reports are printed in black and
white.  Tints keep a contrast of at least 7:1 with the ink.
"""

INK = "#1f2429"
MUTED = "#5c6670"
GRID = "#d5dbe1"
PAPER = "#ffffff"
PALE = "#eef1f4"
ACCENT = "#1f5f8b"
LOW = "#b3401f"

#: Below the threshold: quieter than `ACCENT`, so that what matters stands out.
CALM = "#6f8ca1"
#: Lines of drawings: of axes, between rows, of schools in the background, of the okrug; and the tint of a field.
RULE = "#9a9a9a"
HAIR = "#d4d4d4"
BACKGROUND = "#d0d0d0"
OKRUG = "#b8b8b8"
TINT = "#f3f2ee"

LOW_TINT = "#f8e0d3"
BORDER_TINT = "#fbf2d5"
GOOD_TINT = "#e2efe4"

NAMES = ("INK", "MUTED", "GRID", "PAPER", "PALE", "ACCENT", "LOW", "LOW_TINT", "BORDER_TINT", "GOOD_TINT")


def as_dictionary() -> dict[str, str]:
    """Return the colours by their lower-case names, as templates want them."""
    return {name.lower(): globals()[name] for name in NAMES}

"""Colours that figures, the HTML page, the PDF and Word share.

Blue and rust are nearly the same grey, so that no colour ever carries a meaning alone: what it says, a shape, a fill or
a weight says too (`tests/publishing/test_colours.py` looks at the palette in grey and with the eyes of the
colour-blind).  Greys of 255 and contrasts on white stand beside each colour.
"""

import re
from collections.abc import Mapping

from shnor_lib.ground import colours

#: Text (28, 17:1) and text of notes, axes and second lines (95, 6.4:1).
INK = "#1c1c1c"
MUTED = "#5f5f5f"
PAPER = colours.PAPER
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
#: Hatching over what is not said, and limits (180).
HATCH = "#b4b4b4"

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


#: What stands in place of the colours on a dark screen.
DARK = {
    "ink": "#e6e4df",
    "muted": "#a9a6a0",
    "paper": "#17191b",
    "pale": "#24272a",
    "accent": "#8cc0e6",
    "low": "#f2a37c",
    "calm": "#8fabc0",
    "rule": "#6c7175",
    "grid": "#3a3e42",
    "background": "#45494d",
    "okrug": "#5c6266",
    "low_tint": "#43281b",
    "border_tint": "#3c3418",
    "good_tint": "#1d3140",
}

#: The tints that follow an edition's own colour, how much of it they hold on paper and on a dark screen.
_TINTS = {"low": "low_tint", "accent": "good_tint"}
_IN_TINT, _IN_DARK_TINT = 0.12, 0.2
#: An own colour is lightened for a dark screen until it stands out from the ground as well as the palette's do.
_ON_DARK, _STEPS = 7.0, 20


def as_dictionary(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the colours by their lower-case names, as templates want them; ``own`` are an edition's in their place.

    Tints follow the colours that they are of.
    """
    own = dict(own or {})
    tints = {tint: mixed(own[name], PAPER, _IN_TINT) for name, tint in _TINTS.items() if name in own}
    return {name.lower(): globals()[name] for name in NAMES} | own | tints


def on_dark(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the colours of a dark screen by the same names; an edition's own are lightened until they are read."""
    lightened = {name: _lightened(colour) for name, colour in (own or {}).items()}
    tints = {
        tint: mixed(lightened[name], DARK["paper"], _IN_DARK_TINT) for name, tint in _TINTS.items() if name in lightened
    }
    return DARK | lightened | tints


def stylesheet(own: Mapping[str, str] | None = None) -> str:
    """Return the colours as variables of CSS, and in their place those of a dark screen where the reader wants one."""
    light, dark = (_variables(one) for one in (as_dictionary(own), on_dark(own)))
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}"


def _variables(named: Mapping[str, str]) -> str:
    return f":root {{ {''.join(f'--{name}: {value}; ' for name, value in named.items())}}}"


def mixed(colour: str, ground: str, share: float) -> str:
    """Return a colour laid over a ground, ``share`` (0-1) of it the colour's."""
    parts = [(int(colour[place : place + 2], 16), int(ground[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in parts)


def _lightened(colour: str) -> str:
    shades = (mixed(PAPER, colour, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if colours.contrast(shade, DARK["paper"]) >= _ON_DARK)


def recoloured(drawn: str, own: Mapping[str, str]) -> str:
    """Return a picture drawn in the palette's colours in an edition's own, and in the tints that follow them."""
    usual, wanted = as_dictionary(), as_dictionary(own)
    changed = {usual[name]: colour for name, colour in wanted.items() if colour != usual[name]}
    return replaced(drawn, changed)


def replaced(drawn: str, instead: Mapping[str, str]) -> str:
    """Return a picture with words in place of colours, all at once: what is put in is not looked at again."""
    if not instead:
        return drawn
    sought = "|".join(map(re.escape, instead))
    return re.sub(rf"(?:{sought})\b", lambda found: instead[found[0].lower()], drawn, flags=re.IGNORECASE)

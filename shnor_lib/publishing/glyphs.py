"""Which characters can be printed, and how wide text is: measures made ready by `tools/make_web_fonts.py`."""

import json
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

#: Stands for a character that no font has.
REPLACEMENT = "□"

#: Signs without a picture of their own, and spaces that the fonts lack.
_EQUIVALENTS = str.maketrans(
    {"\t": "    ", "\r": None}
    | dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005", " ")
    | dict.fromkeys("\u2006\u2007\u2008\u2009\u200a\u202f", "\u00a0")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u200e\u200f")
)

#: Kept though they are not printed: the line's end and the hint where to hyphenate.
_UNSEEN = {"\n", "\u00ad"}


@cache
def _measures() -> dict:
    return json.loads((FONTS / "glyphs.json").read_text(encoding="utf-8"))


@cache
def printable_characters() -> frozenset[str]:
    """Return every character that both exporters can show."""
    ranges = _measures()["printable"]
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1)) | _UNSEEN


def legible(text: str) -> tuple[str, list[str]]:
    """Return the text with unprintable characters replaced by «□», and those characters in their order."""
    if not set(text) - printable_characters():
        return text, []
    text = unicodedata.normalize("NFC", text).translate(_EQUIVALENTS)
    missing = list(dict.fromkeys(character for character in text if character not in printable_characters()))
    return text.translate({ord(character): REPLACEMENT for character in missing}), missing


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of the text set in PT Sans; ``size`` and the result are in the same unit (points or mm)."""
    widths = _measures()["advances"]["700" if bold else "400"]
    return sum(widths.get(character, 600) for character in text) * size / 1000

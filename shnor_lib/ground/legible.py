"""Users' text made fit to be measured, set and written: what the fonts print, and how wide it is (decision 41).

Measures of the fonts are made ready by `tools/make_web_fonts.py`.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

#: Stands for a character that no font has.
REPLACEMENT = "□"
#: Stands for what is no character at all: half of a pair, a control code.
NO_CHARACTER = "\ufffd"

#: Spaces that the fonts lack, and signs that have a twin on every keyboard.
_EQUIVALENTS = str.maketrans(
    {"\t": "    ", "\r": None, "\u2010": "-", "\u2011": "-"}
    | dict.fromkeys("\u000b\u000c\u0085\u2028\u2029\u2000\u2001\u2002\u2003\u2004\u2005\u205f\u3000", " ")
    | dict.fromkeys("\u2006\u2007\u2008\u2009\u200a\u202f", "\u00a0")
)

#: Kept though they are not printed: the line's end and the hint where to hyphenate.
SOFT_HYPHEN = "\u00ad"
_UNSEEN = {"\n", SOFT_HYPHEN}

#: The mark of stress, the only combining one that PT has; it is kept on a Cyrillic letter.
_STRESS = "\u0301"
#: Draws a key around the sign before it, in emoji; the sign says the same.
_KEYCAP = "\u20e3"

#: What XML and UTF-8 cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_HALF = re.compile("[\ud800-\udfff]")

#: The width of a character whose font we do not measure, in thousandths of the type size.
_USUAL_ADVANCE = 602


@cache
def _measures() -> dict:
    return json.loads(Path(__file__).with_name("glyphs.json").read_text(encoding="utf-8"))


def _characters(name: str) -> frozenset[str]:
    return frozenset(chr(code) for first, last in _measures()[name] for code in range(first, last + 1))


@cache
def printable_characters() -> frozenset[str]:
    """Return every character that both exporters can show."""
    return _characters("printable") | _UNSEEN


@cache
def own_characters() -> frozenset[str]:
    """Return the characters that PT Sans itself has."""
    return frozenset(_measures()["advances"]["400"]) & printable_characters()


@cache
def lent_characters() -> frozenset[str]:
    """Return the characters that PT Sans lacks and the monospaced font has, from which pictures borrow them."""
    return _characters("lent")


@cache
def _plain_characters() -> frozenset[str]:
    """Return the characters that may stand anywhere, whatever stands beside them."""
    marks = {sign for sign in printable_characters() if _is_mark(sign)}
    return printable_characters() - marks - {chr(code) for code in _EQUIVALENTS}


@cache
def safe_characters() -> frozenset[str]:
    """Return the characters that PT Sans prints alone, whatever stands beside them."""
    return own_characters() - {_STRESS} - _characters("split")


@cache
def _charted_characters() -> frozenset[str]:
    """Return the characters that may stand in a figure, whatever stands beside them in its line."""
    return safe_characters() | lent_characters() | _UNSEEN


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def writable(text: str) -> str:
    """Return the text as UTF-8 and XML can hold it; lone halves of a sign and control codes become U+FFFD."""
    if not _UNWRITABLE.search(text):
        return text
    joined = text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
    return _UNWRITABLE.sub(NO_CHARACTER, joined)


def has_half_signs(text: str) -> bool:
    """Tell whether the text holds a lone surrogate: half of a sign, which no file can hold."""
    return _HALF.search(text) is not None


def legible(text: str) -> tuple[str, list[str]]:
    """Return the text as the fonts can print it, and the signs that were lost, each once, in their order.

    Signs that say the same are put instead (other spaces, other hyphens, letters of mathematics), what has no picture
    goes (zero width, directions, variants).  Lost are signs that no font has, for which «□» stands, and marks above
    and around letters that do not make one letter with them.
    """
    if set(text) <= _plain_characters():
        return text, []
    lost: dict[str, None] = {}
    composed = unicodedata.normalize("NFC", writable(text)).translate(_EQUIVALENTS)
    return "".join(_legible_signs(composed, lost)), list(lost)


def legible_in_figures(text: str) -> tuple[str, list[str]]:
    """Return the text as figures can print it, which borrow from one font only, and the signs that were lost.

    A letter with marks that figures cannot print stays without its marks.
    """
    text, lost = legible(text)
    rare = dict.fromkeys(sign for sign in text if sign not in _charted_characters())
    instead = {ord(sign): None if sign == _STRESS else _bare_letter(sign) or REPLACEMENT for sign in rare}
    return text.translate(instead), list(dict.fromkeys([*lost, *rare]))


@cache
def _bare_letter(sign: str) -> str:
    """Return the letter without its marks, if it is one that figures print; a sign of mathematics would say another."""
    bare = unicodedata.normalize("NFD", sign)[0]
    return bare if bare.isalpha() and bare in _charted_characters() else ""


def _legible_signs(text: str, lost: dict[str, None]) -> Iterator[str]:
    """Yield what is printed for each sign and note those that are lost."""
    before = ""
    for sign in text:
        printed = sign
        if sign not in _plain_characters():
            printed = _stress_on(before) if sign == _STRESS else _instead_of(sign)
            if not printed and not _says_nothing(sign):
                lost[sign] = None
                printed = "" if _is_mark(sign) else REPLACEMENT
        before = printed or before
        yield printed


def _stress_on(before: str) -> str:
    return _STRESS if "Ѐ" <= before[-1:] <= "ӿ" and before[-1:] in own_characters() else ""


@cache
def _instead_of(sign: str) -> str:
    """Return plain signs that Unicode calls the same but for their looks, or nothing."""
    same = unicodedata.normalize("NFKC", sign)
    return same if same != sign and set(same) <= _plain_characters() else ""


@cache
def _says_nothing(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or sign == _KEYCAP or unicodedata.name(sign, "").startswith("VARIATION")


@cache
def _advances(weight: int) -> dict[str, int]:
    return _measures()["advances"][str(weight)]


def text_width(text: str, size: float, *, weight: int = 400) -> float:
    """Return the width of one line of text set in PT Sans (``weight`` 400 or 700), whatever signs it holds.

    ``size`` and the result are in the same unit (points or mm).
    """
    widths = _advances(weight)
    return sum(widths[sign] if sign in widths else _advance_elsewhere(sign) for sign in text) * size / 1000


@cache
def _advance_elsewhere(sign: str) -> int:
    return 0 if _is_mark(sign) or _says_nothing(sign) else _USUAL_ADVANCE

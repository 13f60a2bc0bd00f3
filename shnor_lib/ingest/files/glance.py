"""A glance at a sheet's XML: how many cells say a value, may they lie far apart, what would a fast reader miss?

Patterns over megabytes would cost more than reading them does, arrays over kilobytes too: a small sheet is looked
through by patterns, in a large one the characters around each «<» and «=» are looked at, all at once.
"""

import re
from dataclasses import dataclass

import numpy as np

#: A dense table of so many cells is none of results.
MOST_CELLS = 6_000_000
#: So many filled cells may a file have: all results of a region are fewer, and none takes half a minute to be read.
MOST_FILLED = 800_000
#: Up to so many bytes patterns are quicker than arrays.
SMALL_BYTES = 24_000

_TAG = re.compile(rb"<(c|f|v|is)[ />\t\r\n]")
_ERROR = re.compile(rb"""t=(["'])e\1""")
#: Cells and attributes as hardly a program writes them: places could hide there.
_PREFIXED_CELL = re.compile(rb":(?=c[ />\t\r\n])")
_ODD_ATTRIBUTE = re.compile(rb'=(?:(?!")|(?<=\s=))')
#: An address with a column beyond ZZ or a row from 10 000 on; all others make a table of some seven million cells.
_FAR_PLACE = re.compile(rb"""r="(?<=\sr=")(?![A-Z]{0,2}[0-9]{1,4}")""")

#: Digits of the longest row number that is looked at, and letters of the longest column.
_MOST_DIGITS, _MOST_LETTERS = 9, 4
#: Room around the text, so that the neighbours of its ends may be looked at.
_BEFORE, _BEHIND = b"  ", bytes(_MOST_DIGITS + _MOST_LETTERS + 4)


@dataclass(frozen=True)
class Glance:
    """What the bytes of a sheet's XML show.

    ``n_values`` counts the cells that say a value.  ``may_be_scattered``: laid out densely from A1, the cells may take
    more room than a table does, or some do not say where they stand; a closer look has to tell.
    """

    has_formula: bool
    has_error: bool
    n_values: int
    may_be_scattered: bool


def glance_at(part: bytes) -> Glance:
    """Look at a part of a workbook."""
    return _glance_by_patterns(part) if len(part) <= SMALL_BYTES else _glance_by_arrays(part)


def _glance_by_patterns(part: bytes) -> Glance:
    tags = _TAG.findall(part)
    return Glance(
        has_formula=b"f" in tags,
        has_error=_ERROR.search(part) is not None,
        n_values=tags.count(b"v") + tags.count(b"is"),
        may_be_scattered=part.count(b'<c r="') < tags.count(b"c")
        or _FAR_PLACE.search(part) is not None
        or _ODD_ATTRIBUTE.search(part) is not None
        or _PREFIXED_CELL.search(part) is not None,
    )


def _glance_by_arrays(part: bytes) -> Glance:
    text = np.frombuffer(_BEFORE + part + _BEHIND, dtype=np.uint8)
    tag, equal, colon = (np.flatnonzero(text == ord(mark)) for mark in "<=:")
    tag, colon = tag + 1, colon + 1
    letter, second = text[tag], text[tag + 1]
    of_one_letter = _ENDS_NAME[second]
    inline = tag[(letter == ord("i")) & (second == ord("s"))]
    before, quote = text[equal - 1], text[equal + 1]
    typed = equal[(before == ord("t")) & (text[equal + 2] == ord("e"))]
    places = equal[(before == ord("r")) & (text[equal - 2] <= ord(" "))] + 2

    def count(name: bytes) -> int:
        return int(np.count_nonzero(of_one_letter & (letter == ord(name))))

    is_odd = (quote != ord('"')).any() or (before <= ord(" ")).any()
    is_odd |= (_ENDS_NAME[text[colon + 1]] & (text[colon] == ord("c"))).any()
    return Glance(
        has_formula=count(b"f") > 0,
        has_error=bool((text[typed + 3] == text[typed + 1]).any()),
        n_values=count(b"v") + int(np.count_nonzero(_ENDS_NAME[text[inline + 2]])),
        may_be_scattered=bool(is_odd) or _reach(text, places, count(b"c")) > MOST_CELLS,
    )


def _reach(text: np.ndarray, places: np.ndarray, n_cells: int) -> float:
    """Return the last row × the last column of the addresses («AB12») and of the rows' own numbers («12»).

    Args:
        text: the characters.
        places: where addresses and numbers begin.
        n_cells: how many cells there are; without an address each they may reach anywhere.
    """
    last_column, digits, is_letter = 0, places, np.ones(len(places), dtype=bool)
    columns = np.zeros(len(places), dtype=np.int64)
    for length in range(_MOST_LETTERS):
        letters = text[places + length]
        is_letter &= letters > ord("9")
        with_letter = int(np.count_nonzero(is_letter))
        if length == 0 and with_letter < n_cells:
            return np.inf
        if not with_letter:
            return last_column * _last_row(text, digits)
        columns = columns * 26 + letters - (ord("A") - 1)
        last_column = max(last_column, int(columns[is_letter].max()))
        digits = digits + is_letter
    return np.inf


def _last_row(text: np.ndarray, digits: np.ndarray) -> float:
    """Return the largest of the numbers that begin at some characters."""
    longest = digits
    for length in range(_MOST_DIGITS):
        going_on = longest[text[longest + length] - ord("0") < 10]
        if not len(going_on):
            number = np.zeros(len(longest), dtype=np.int64)
            for place in range(length):
                number = number * 10 + text[longest + place] - ord("0")
            return int(number.max(initial=0))
        longest = going_on
    return np.inf


def _characters(these: bytes) -> np.ndarray:
    """Return a table that tells of each of the 256 bytes whether it is one of these."""
    table = np.zeros(256, dtype=bool)
    table[list(these)] = True
    return table


#: What may follow the name of an element.
_ENDS_NAME = _characters(b" />\t\r\n")

"""The mark of what waits for a person, in params and workbooks alike: «заполните: …».

A drafted edition carries it wherever the files did not tell a value.  Whoever reads a value asks `waits`; as long as
one mark is left anywhere, the report is a «Черновик».
"""

import re
from dataclasses import dataclass

WAITS = "заполните"
#: A comment of a params file that begins so marks a line that was carried over from another edition.
CONFIRM = "подтвердите"
#: The bare word, or the word with its colon anywhere: people replace half of a value and leave the rest.
_MARK = re.compile(rf"\A\W*{WAITS}\W*\Z|(?<!\w){WAITS}\s*(?::|…|\.\.\.)", re.IGNORECASE)


def waits(value: object) -> bool:
    """Tell whether a value still waits for a person; what is no text never does."""
    return isinstance(value, str) and _MARK.search(value) is not None


@dataclass(frozen=True)
class Waiting:
    """A place that waits: the file as messages show it, sheet (empty in a text), cell or key, and what stands there."""

    file: str
    place: str
    text: str
    sheet: str = ""


def lines_to_confirm(text: str) -> list[tuple[int, str, str]]:
    """Return the lines of a params file that a person has to confirm: number (from 1), the line, what is said."""
    marked = re.compile(rf"^(?P<line>.*?)\s*#\s*{CONFIRM}\s*:?\s*(?P<said>.*?)\s*$", re.IGNORECASE)
    found = ((number, marked.match(line)) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, one["line"].strip(), one["said"]) for number, one in found if one]


def to_fill(what: str) -> str:
    """Return the mark with what is asked for, e.g. «заполните: период Программы»."""
    return f"{WAITS}: {what}"

"""Words that no column holds, on paper: broken where a reader can follow, long addresses shortened (decision 41)."""

import re

from shnor_lib.ground.wording import typeset

#: Longer words may break although no hyphen allows it; ordinary Russian words are shorter.
LONGEST_WORD = 40
#: A broken word has about so many signs between two places at which it may break.
PIECE = 10
#: A longer address is shortened to its beginning and its end; the link itself stays whole.
LONGEST_ADDRESS = 60

#: Words in a narrow place (a column's heading, the running title) have at most so many signs.
LONGEST_HEADING = 300

#: PDF/A has no string of more bytes than 32 767, and Typst no longer address than 8 000 signs: so many signs of a
#: heading, of a title, of a picture's words for the ear.
LONGEST_STRING = 7_000

#: Where a line may break without a sign of it.
BREAK = "\u200b"

_LONG = re.compile(rf"[^\s\u00ad{BREAK}]{{{LONGEST_WORD + 1},}}")
#: At most so many signs, and rather up to a sign that parts an address or the name of a file.
_PIECES = re.compile(rf".{{4,{PIECE - 1}}}[/?&=._,;:|\\-](?=.)|.{{1,{PIECE}}}", re.DOTALL)


def breakable(text: str) -> str:
    """Return the text with places to break within words that are longer than any column."""
    if len(text) <= LONGEST_WORD:
        return text
    return _LONG.sub(lambda word: BREAK.join(_PIECES.findall(word[0])), text)


def printed(text: str) -> str:
    """Return words that stand outside of prose as paper shows them: numbers keep their units, long words may break."""
    return breakable(typeset(text)) if " " in text else breakable(text)


def shortened_address(text: str) -> str:
    """Return an address as paper shows it: its beginning and end if it is long."""
    if len(text) <= LONGEST_ADDRESS or re.search(r"\s", text):
        return text
    return f"{text[: LONGEST_ADDRESS - 20]}…{text[-18:]}"


def shortened(text: str) -> str:
    """Return words for a narrow place: their beginning if they are endless."""
    return text if len(text) <= LONGEST_HEADING else text[: LONGEST_HEADING - 1] + "…"


def held(text: str) -> str:
    """Return words that PDF keeps as one string: their beginning if there are more than it holds."""
    return text if len(text) <= LONGEST_STRING else text[: LONGEST_STRING - 1] + "…"

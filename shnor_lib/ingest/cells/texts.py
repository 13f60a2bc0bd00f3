"""Texts as tables hold them: quotes, dashes, names of schools and of totals."""

import re
from collections.abc import Iterable

from shnor_lib.ground.personal_names import HIDDEN, looks_like_name
from shnor_lib.ground.spelling import clean, cyrillic

#: A quoted value longer than this is cut: a message has to be read.
LONGEST_QUOTE = 80
#: So many addresses or rows, and so many names, stand in one message.
MOST_LISTED, MOST_NAMED = 12, 5
_DASHES = "-‐‑‒–—―−"
#: Words that stand in names of schools and not in names of totals.
_SCHOOL_WORDS = r"школ|лице[йяе]|гимнази|№|\b(?:м[бка]?оу|г[бка]?оу|чоу|[сонв]ош|нош)\b"
_OTHER_SCHOOL_WORDS = r"центр|корпус|интернат|училищ|колледж|техникум|комплекс|академи|образован|учрежден|\bсш\b"
_TOTAL_WORDS = r"(?:итого|всего|средн|по округу|по району|муниципалитет|область|регион)"
_LEGAL_FORMS = r"\b(?:м[бка]оу|муниципальн\w+ (?:бюджетн|казенн|автономн)\w+ общеобразовательн\w+ учрежден\w+)\b"


def shortened(text: str) -> str:
    """Return the cleaned text as messages quote it, cut to a readable length."""
    text = clean(text)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + "…"


def shown_value(value: object, *, beside_names: bool = False) -> str:
    """Return a cell's value as messages quote it: cut, and hidden if it may be a person's name.

    Args:
        value: the value of the cell.
        beside_names: whether columns of names stand in the table: after a shift of cells a single word may be one.
    """
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else shortened(str(value))
    words = re.search(r"[^\W\d_]{2,}", text) is not None
    return HIDDEN if (words and beside_names) or looks_like_name(text) else text


def is_dash(text: str) -> bool:
    """Tell whether the text is a lone dash of any kind: «not held»."""
    return clean(text) != "" and clean(text).strip(_DASHES) == ""


def school_key(name: str) -> str:
    """Return what two spellings of one school's name share: no legal form, quotes, case, «ё» or extra spaces."""
    text = cyrillic(clean(name)).casefold().replace("ё", "е")
    text = re.sub(_LEGAL_FORMS, " ", text)
    text = re.sub(r"[«»\"'„“”‘’`]", " ", text)
    text = re.sub(r"№\s*", "№", text)
    return " ".join(re.sub(r"[.,;]", " ", text).split())


def names_a_school(name: str) -> bool:
    """Tell whether a text holds a word of a school's name, as a person's name does not."""
    words = cyrillic(clean(name)).casefold().replace("ё", "е")
    return re.search(f"{_SCHOOL_WORDS}|{_OTHER_SCHOOL_WORDS}", words) is not None


def names_a_total(name: str) -> bool:
    """Tell whether a row's name is that of a total: it begins like one and holds no word of a school's name."""
    text = clean(name).casefold().replace("ё", "е")
    return re.match(_TOTAL_WORDS, text) is not None and re.search(_SCHOOL_WORDS, text) is None


def listed(words: Iterable[object], most: int = MOST_LISTED) -> str:
    """Return addresses, rows or names in a row, cut with the number of the rest."""
    every = [str(word) for word in words]
    rest = f" и ещё {len(every) - most}" if len(every) > most else ""
    return ", ".join(every[:most]) + rest


def listed_names(names: Iterable[str]) -> str:
    """Return names in quotes in a row, the first few of them with the number of the rest."""
    return listed((f"«{name}»" for name in names), MOST_NAMED)

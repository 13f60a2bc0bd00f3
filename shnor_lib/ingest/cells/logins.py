"""Logins of schools in ФИС ОКО: the digits are the school, whatever the letters of the year."""

import re

from shnor_lib.ground.spelling import clean

#: ``sch`` of 2020–21, ``edu`` from 2022 on and ``ksh`` stand before the same digits.
_LOGIN = re.compile(r"(?<![a-z])(?:edu|sch|ksh)[ _-]?(\d{3,10})(?!\d)", re.IGNORECASE)
_BARE = re.compile(r"[(\[]? ?(?:edu|sch|ksh)[ _-]?\d{3,10} ?[)\]]?", re.IGNORECASE)
#: Letters of logins that were typed in Cyrillic.
LATIN = str.maketrans("есһкѕЕСНҺКЅ", "echksECHHKS")


def login_digits(text: str) -> str:
    """Return the digits of the one login in a text, else «»."""
    found = set(_LOGIN.findall(text.translate(LATIN)))
    return found.pop() if len(found) == 1 else ""


def without_login(text: str) -> str:
    """Return the text without the logins in it and the brackets around them."""
    latin = text.translate(LATIN)
    parts, end = [], 0
    for found in _BARE.finditer(latin):
        parts.append(text[end : found.start()])
        end = found.end()
    return clean(" ".join([*parts, text[end:]])) if parts else text

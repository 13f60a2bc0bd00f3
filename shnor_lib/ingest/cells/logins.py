"""Logins of schools in ФИС ОКО: the digits are the school, whatever the letters of the year."""

import re

#: ``sch`` of 2020–21, ``edu`` from 2022 on and ``ksh`` stand before the same digits.
_LOGIN = re.compile(r"(?<![a-z])(?:edu|sch|ksh) ?(\d{3,10})(?!\d)", re.IGNORECASE)


def login_digits(text: str) -> str:
    """Return the digits of the one login in a text, else «»."""
    found = set(_LOGIN.findall(text))
    return found.pop() if len(found) == 1 else ""

"""Whole numbers and plain texts as cells hold them."""

import re

from shnor_lib.ground.spelling import clean

#: Larger numbers than this count nobody and nothing in a school's table.
LARGEST = 10**9
_DECIMAL = re.compile(r"\d{1,10}(?:[.,]\d{1,10})?", re.ASCII)
_WHOLE = re.compile(r"(\d{1,3}(?: \d{3})+|\d{1,10})(?:[.,]0+)?", re.ASCII)


def whole_number(value: object) -> int | None:
    """Return a non-negative whole number: 12, 12.0, «12», «1 722 202»; ``None`` for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        found = _WHOLE.fullmatch(clean(value))
        value = int(found[1].replace(" ", "")) if found else -1
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= LARGEST else None


def decimal_number(value: object) -> float | None:
    """Return a non-negative number: 3.4, «3,4», «1 722,5»; ``None`` for anything else."""
    if isinstance(value, str):
        found = _DECIMAL.fullmatch(clean(value).replace(" ", ""))
        value = float(found[0].replace(",", ".")) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= LARGEST else None


def plain_text(value: object) -> str:
    """Return a cell's value as text with single spaces; a whole float without «.0», nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
        value = int(value)
    return clean(str(value))

"""The row by which a form shows how it is filled: known by its mark, never read."""

from shnor_lib.ground.registers import EXAMPLE_MARK
from shnor_lib.ground.spelling import clean, cyrillic


def is_marked_example(value: object) -> bool:
    """Tell whether a row's first value bears the mark of the form's example."""
    return isinstance(value, str) and cyrillic(clean(value)).casefold().startswith(EXAMPLE_MARK.casefold())


def without_mark(text: str) -> str:
    """Return the text of an example's first cell without its mark."""
    return clean(clean(text)[len(EXAMPLE_MARK) :])

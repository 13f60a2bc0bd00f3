"""A school's kind as its name tells it; the words of the kinds are a map."""

import re
from functools import cache

from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ingest.cells.headings import layout_map


def kind_of(name: str) -> str:
    """Return a school's kind by its name, else «»."""
    words = cyrillic(clean(name)).casefold().replace("ё", "е")
    return next((kind for kind, pattern in _kinds().items() if pattern.search(words)), "")


@cache
def _kinds() -> dict[str, re.Pattern]:
    return {kind: re.compile("|".join(words)) for kind, words in layout_map("school_kinds")["kinds"].items()}

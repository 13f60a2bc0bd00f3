"""Names of municipalities as tables write them: «Энский МО», «Энский муниципальный округ», «г. Энск»."""

import re
from collections.abc import Iterable
from functools import lru_cache

from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ingest.cells.headings import layout_map
from shnor_lib.ingest.cells.school_names import is_same_place


def own_municipalities(own: str, named: Iterable[str]) -> set[str]:
    """Return which of the names are that of the okrug: of the same kind, else the only ones of the same place.

    A city and the district around it may share their name; where the kind is not told by the name, or told in other
    words, the place decides as long as the names of it are of one kind.

    Args:
        own: the okrug's name; «»: not known.
        named: the names that a table holds.
    """
    place, kind = _parts(own)
    if not place:
        return set()
    near = {name: _parts(name)[1] for name in named if is_same_place(_parts(name)[0], place)}
    exact = {name for name, other in near.items() if other == kind}
    return exact or (set(near) if len(set(near.values())) == 1 else set())


@lru_cache(maxsize=2_000)
def _parts(name: str) -> tuple[str, str]:
    """Return the place and the kind of a municipality, in small letters without quotes and codes in brackets."""
    words = cyrillic(clean(re.sub(r"\([^()]*\)|[«»\"„“”]", " ", name))).casefold().replace("ё", "е")
    kind = ""
    for code, ways in layout_map("municipalities").items():
        pattern = rf"(?<![\w-])(?:{'|'.join(ways)})(?![\w-])\.?"
        if re.search(pattern, words):
            kind, words = kind or code, re.sub(pattern, " ", words)
    return " ".join(words.replace(",", " ").split()), kind

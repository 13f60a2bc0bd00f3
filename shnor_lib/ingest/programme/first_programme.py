"""What the first programme meant by its codes: folders made before a row said how it is counted stay readable.

A row is known where code and unit are the first programme's and its text is, by and large, that programme's too:
another programme may use the same code for something else, and then nothing is taken.
"""

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pandas as pd

from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import clean, cyrillic

#: Of the words of both texts, at least so many have to be common to them.
COMMON_WORDS = 0.5


def with_known_ways(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the programme's indicators with ``way`` and ``over`` by their codes; ``way_from`` is ``code`` there."""
    known = _map("first_programme_ways.csv")
    found = [
        known[row.id]
        if row.id in known and row.unit == known[row.id]["unit"] and is_same_text(row.name, known[row.id]["name"])
        else {}
        for row in rows_of(indicators)
    ]
    return indicators.assign(
        way=_column(indicators, (one.get("way") for one in found)),
        over=_column(indicators, (one.get("over") or None for one in found)),
        way_from=_column(indicators, ("code" if one else None for one in found)),
    )


def with_known_roles(items: pd.DataFrame) -> pd.DataFrame:
    """Return the plan, or the measures, with ``role`` by their numbers."""
    known = _map("first_programme_roles.csv")
    roles = (
        known[row.id]["role"] if row.id in known and is_same_text(row.activity, known[row.id]["activity"]) else None
        for row in rows_of(items)
    )
    return items.assign(role=_column(items, roles))


def _column(table: pd.DataFrame, values: Iterable[str | None]) -> "pd.Series[str]":
    return pd.Series(list(values), table.index, dtype=object)


def is_same_text(one: str, other: str) -> bool:
    """Tell whether two texts have most of their words in common."""
    words, others = _words(one), _words(other)
    return bool(words) and len(words & others) >= COMMON_WORDS * len(words | others)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", cyrillic(clean(text)).casefold().replace("ё", "е")))


@cache
def _map(name: str) -> dict[str, dict[str, str]]:
    text = files("shnor_lib.ingest").joinpath(f"maps/{name}").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}

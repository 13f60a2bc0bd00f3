"""Columns found by their headings through a map: which are read, which are not needed, which hold personal data."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from shnor_lib.ground.shipped import shipped_yaml
from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ingest.cells.numbers import whole_number
from shnor_lib.ingest.cells.sheet import Value, is_blank

#: A heading row is looked for among the first rows of a sheet.
MOST_ROWS_ABOVE = 30
#: So many columns make a row of their numbers.
FEWEST_NUMBERED = 4


_QUOTES = re.compile(r"[«»\"'„“”‘’`]")
_UNIT = re.compile(r"(?<=\S)[ ,]+\(?(?P<unit>%|процент\w*|проц\.?|доля|чел\.?|человек|количество|кол-во)\)?$")
PERCENT, COUNT = "pct", "count"


@lru_cache(maxsize=20_000, typed=True)
def heading_key(value: object) -> str:
    """Return what two spellings of a heading share: case, «ё», quotes, final stops, look-alikes, unit aside."""
    return _UNIT.sub("", _bare(value)).rstrip(" .:*,")


def heading_unit(value: object) -> str:
    """Return the unit that a heading names: ``pct``, ``count`` or «» where it says nothing."""
    words = _bare(value)
    found = _UNIT.search(words)
    if words.startswith(("доля", "процент")) or (found and found["unit"][0] in "%пд"):
        return PERCENT
    return COUNT if found or words.startswith(("кол", "числ")) else ""


def _bare(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = cyrillic(clean(str(value))).casefold().replace("ё", "е")
    return " ".join(_QUOTES.sub("", text).split())


@cache
def layout_map(name: str) -> dict[str, Any]:
    """Return the map file `maps/<name>.yml` of a layout."""
    return shipped_yaml("shnor_lib.ingest", f"maps/{name}.yml")


def first_row(rows: Sequence[Sequence[Value]], is_heading: Callable[[Sequence[Value]], bool]) -> int | None:
    """Return the number (from 1) of the first of a sheet's upper rows that is a heading row, or nothing."""
    upper = enumerate(rows[:MOST_ROWS_ABOVE], start=1)
    return next((row for row, values in upper if is_heading(values)), None)


def are_numbers_of_columns(values: Iterable[Value]) -> bool:
    """Tell whether a row holds nothing but the numbers of its columns, as tables have under their heading."""
    numbers = [whole_number(value) for value in values if not is_blank(value)]
    return len(numbers) >= FEWEST_NUMBERED and numbers == list(range(1, len(numbers) + 1))


@dataclass(frozen=True)
class HeadingRow:
    """The columns (from 1) of a heading row: by role, not needed, personal, unknown to the map, named twice."""

    row: int
    read: Mapping[str, int]
    not_needed: tuple[int, ...] = ()
    personal: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()

    @property
    def last_column(self) -> int:
        """The last column with a heading."""
        return max([*self.read.values(), *self.not_needed, *self.personal, *self.unknown, *self.repeated])


@dataclass(frozen=True)
class HeadingMap:
    """A layout's headings by their keys: role of a column that is read, or one of the kinds that are not."""

    roles: Mapping[str, str]
    not_needed: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    #: Further headings that are not needed, as a pattern (numbered tasks).
    pattern: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, layout: Mapping[str, Any], pattern: str = "") -> "HeadingMap":
        """Make the map of a layout's map file: keys ``read``, ``not_needed``, ``personal``."""
        roles = {heading_key(word): role for role, words in layout["read"].items() for word in words}
        return cls(
            roles,
            frozenset(map(heading_key, layout.get("not_needed", ()))),
            frozenset(map(heading_key, layout.get("personal", ()))),
            pattern,
            {role: words[0] for role, words in layout["read"].items()},
        )

    def read(self, row: int, values: Sequence[object]) -> HeadingRow:
        """Sort the columns of a heading row; a role named twice is nobody's column."""
        columns: dict[str, list[int]] = {}
        kinds: dict[str, list[int]] = {"not_needed": [], "personal": [], "unknown": []}
        for column, value in enumerate(values, start=1):
            key = heading_key(value)
            if not key:
                continue
            role = self.roles.get(key)
            if role:
                columns.setdefault(role, []).append(column)
            else:
                kinds[self._kind(key)].append(column)
        return HeadingRow(
            row,
            {role: places[0] for role, places in columns.items() if len(places) == 1},
            tuple(kinds["not_needed"]),
            tuple(kinds["personal"]),
            tuple(kinds["unknown"]),
            tuple(column for places in columns.values() if len(places) > 1 for column in places),
        )

    def _kind(self, key: str) -> str:
        if key in self.personal:
            return "personal"
        if key in self.not_needed or (self.pattern and re.fullmatch(self.pattern, key)):
            return "not_needed"
        return "unknown"

    def roles_in(self, values: Iterable[object]) -> set[str]:
        """Return the roles that a row of values names."""
        return {role for value in values if isinstance(value, str) and (role := self.roles.get(heading_key(value)))}

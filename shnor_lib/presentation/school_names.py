"""Names of schools as the report prints them: short, and namesakes told apart."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from shnor_lib.ground.wording import short_school_name


def with_short_names(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the table with schools' names short: «Тихоструйная СОШ»; ``school`` and any further columns."""
    return table.assign(**{name: table[name].map(short_school_name) for name in ("school", *columns)})


def by_school(table: pd.DataFrame) -> pd.DataFrame:
    """Return the schools of a table in its order, each once: ``school`` by ``school_id``, to join what is reshaped."""
    return table.drop_duplicates("school_id").set_index("school_id")[["school"]]


def names_by_id(table: pd.DataFrame) -> dict[str, str]:
    """Return the name of each school of a table by its ``school_id``, in the table's order, each once."""
    names: dict[str, str] = {}
    for school_id, school in zip(table["school_id"], table["school"], strict=True):
        names.setdefault(school_id, school)
    return names


# Namesakes


def told_apart(edition: Any) -> Any:
    """Return the edition with a name of its own for each school in every table: namesakes get their place or code.

    Two schools of one name and two logins are allowed.  Tables are keyed by ``school_id``; readers have only names.
    """
    return edition.once(_told_apart)


def _told_apart(edition: Any) -> Any:
    names = namesakes(edition.schools)
    return _ToldApart(edition, names) if names else edition


def namesakes(schools: pd.DataFrame) -> dict[str, str]:
    """Return the names of schools that share theirs with another, by ``school_id``.

    Args:
        schools: the table `schools`.

    Returns:
        «МБОУ «Заречная СОШ» (с. Верхнее)» where the register tells different places, else the login or the code.
    """
    short = schools["school"].map(short_school_name)
    shared = schools[short.duplicated(keep=False)]
    found: dict[str, str] = {}
    for _, own in shared.groupby(short[shared.index], sort=False):
        marks = next(mark for mark in _marks(own) if mark.notna().all() and mark.is_unique)
        found |= {
            school_id: f"{school} ({mark})"
            for school_id, school, mark in zip(own["school_id"], own["school"], marks, strict=True)
        }
    return found


def _marks(schools: pd.DataFrame) -> list[pd.Series]:
    """Return what may tell namesakes apart, best first; codes always do."""
    names = [name for name in ("settlement", "login", "school_id") if name in schools]
    return [schools[name].astype("string") for name in names]


#: Columns that name a school, by the column with its code.
NAMED_BY = {"school_id": "school", "mentor_id": "mentor", "partner_id": "partner"}


class _ToldApart:
    """An edition whose tables name namesakes apart; everything else is the edition's."""

    def __init__(self, edition: Any, names: dict[str, str]):
        self._edition = edition
        self._names = names
        self._made: dict[Callable[[Any], Any], Any] = {}

    def once(self, make: Callable[[Any], Any]) -> Any:
        """Return what a function makes of the tables as they are named here, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._edition, name)
        if not isinstance(value, pd.DataFrame):
            return value
        named = {name: code for code, name in NAMED_BY.items() if {code, name} <= set(value.columns)}
        return value.assign(**{name: value[code].map(self._names).fillna(value[name]) for name, code in named.items()})

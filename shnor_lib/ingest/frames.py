"""Frames and rows: tables as declared in `shnor_lib.ground.schemas`, and values of frames for plain loops."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.tables import blanks_of

#: Kinds of columns that hold no texts.
NUMERIC = frozenset({"Int64", "Float64", "boolean"})
#: The arrays of these kinds, and what they hold.
_ARRAYS: dict[str, tuple[Any, type]] = {
    "Int64": (pd.arrays.IntegerArray, np.int64),
    "Float64": (pd.arrays.FloatingArray, np.float64),
    "boolean": (pd.arrays.BooleanArray, np.bool_),
}
#: Under this name a document's frame keeps where its rows stand.
_PLACES = "places"


def frame_of(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows as a frame with all columns of the table, empty texts as missing but where they name the row."""
    if not rows:
        return pd.DataFrame(columns=list(TABLES[table].columns), dtype=object)
    frame = pd.DataFrame(rows, columns=list(TABLES[table].columns)).replace("", None)
    blanks = blanks_of(table)
    return frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), "") for name in blanks})


def tidy(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table's columns in order, empty texts as missing but where they name the row, integers as such."""
    return _tidy(table, rows) if len(rows) else _no_rows(table).copy()


@cache
def _no_rows(table: str) -> pd.DataFrame:
    """Return the table without rows: most editions have no journal and no context, and their kinds never differ."""
    return _tidy(table, pd.DataFrame())


def _tidy(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    kinds = {name: str(column.dtype) for name, column in TABLES[table].columns.items()}
    given = dict(rows.items())
    names = [name for name, kind in kinds.items() if kind not in NUMERIC]
    # Texts in one go: a table has dozens of columns, and pandas takes its time for each.
    texts = np.full((len(rows), len(names)), None, dtype=object)
    for place, name in enumerate(names):
        if name in given:
            texts[:, place] = given[name].to_numpy(dtype=object)
    texts[pd.isna(texts)] = None
    texts[texts == ""] = None
    for name in blanks_of(table):
        column = texts[:, names.index(name)]
        column[pd.isna(column)] = ""
    frame = pd.DataFrame(texts, columns=names, dtype=object)
    for place, (name, kind) in enumerate(kinds.items()):
        if kind in NUMERIC:
            frame.insert(place, name, _of_kind(given.get(name), len(rows), kind))
    return frame


def _of_kind(values: pd.Series | None, length: int, kind: Any) -> Any:
    """Return numbers or truths as an array of a kind; without values all are missing."""
    given = np.full(length, None, dtype=object) if values is None else values.to_numpy(dtype=object)
    missing = pd.isna(given)
    array, of_numbers = _ARRAYS[kind]
    if missing.all():
        return array(np.zeros(length, dtype=of_numbers), missing)
    if kind == "boolean":
        return pd.array(given, dtype="boolean")
    known = pd.to_numeric(given[~missing]).astype(float).round(0 if kind == "Int64" else 6)
    # The array itself, and not by way of a series: a table has dozens of such columns.
    numbers: Any = np.ones(length, dtype=of_numbers)
    numbers[~missing] = known
    return array(numbers, missing)


def groups_of(
    frame: pd.DataFrame, by: list[str], *, dropna: bool = True
) -> Iterator[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Yield the rows that have the same values in some columns, with those values, in the order of the frame."""
    for key, rows in frame.groupby(by, sort=False, dropna=dropna):
        yield key if isinstance(key, tuple) else (key,), rows


def tuples_of(rows: pd.DataFrame, columns: Iterable[str]) -> list[tuple[Any, ...]]:
    """Return the rows' values in some columns; pandas itself makes a call for each text."""
    return list(zip(*(rows[name].to_numpy(dtype=object).tolist() for name in columns), strict=True))


@dataclass(frozen=True)
class Place:
    """Where a row of a document stands: the file as messages show it, the sheet, the cell or the line."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class _Places:
    """Places by code.  Nobody changes them: pandas, which copies what a frame carries at every step, gets the same."""

    by_code: Mapping[str, Place]

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Places":
        return self


def with_places(frame: pd.DataFrame, places: Iterable[Place]) -> pd.DataFrame:
    """Return the frame of a document with the places of its rows, by the codes in its first column."""
    placed = frame.copy()
    placed.attrs[_PLACES] = _Places(dict(zip(frame.iloc[:, 0], places, strict=True)))
    return placed


def place_of(frame: pd.DataFrame, code: str) -> Place:
    """Return where the row with a code stands; a frame that was not read from a document does not know."""
    places = frame.attrs.get(_PLACES)
    return places.by_code.get(code, Place()) if places else Place()

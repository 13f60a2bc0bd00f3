"""Walking a table row by row, or group by group."""

from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from shnor_lib.ground.tables import DECLARED


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows in their order, each with its columns as attributes; the index is left out.

    A row's type is `Any`: what its attributes hold is said by the table's schema, which no type checker reads.
    """
    if not len(frame):  # most checks find nothing, and dozens of columns take their time
        return
    row = _row_type(tuple(frame.columns))
    yield from map(row._make, zip(*(column for _, column in frame.items()), strict=True))


@cache
def _row_type(columns: tuple[str, ...]) -> Any:
    """Return the type of rows with these columns: pandas' own `itertuples` makes a new one for each frame."""
    return namedtuple("Row", columns, rename=True)


def groups_of(frame: pd.DataFrame, key: str, *, sort: bool = True) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Yield the rows of each value of a column with that value; without ``sort`` in the order of first appearance."""
    yield from frame.groupby(key, sort=sort)


def table_of_rows(table: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as a frame; without any it has the columns of the table named all the same."""
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(DECLARED[table].columns))

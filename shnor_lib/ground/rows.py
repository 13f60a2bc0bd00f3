"""Walking a table row by row, or group by group."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows in their order, each with its columns as attributes; the index is left out.

    A row's type is `Any`: what its attributes hold is said by the table's schema, which no type checker reads.
    """
    return frame.itertuples(index=False, name="Row")


def groups_of(frame: pd.DataFrame, key: str, *, sort: bool = True) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Yield the rows of each value of a column with that value; without ``sort`` in the order of first appearance."""
    yield from frame.groupby(key, sort=sort)

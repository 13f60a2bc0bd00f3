"""Walking a table row by row."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows in their order, each with its columns as attributes; the index is left out.

    A row's type is `Any`: what its attributes hold is said by the table's schema, which no type checker reads.
    """
    return frame.itertuples(index=False, name="Row")

"""Values of frames for plain loops."""

from collections.abc import Iterable

import pandas as pd


def tuples_of(rows: pd.DataFrame, columns: Iterable[str]) -> list[tuple]:
    """Return the rows' values in some columns; pandas itself makes a call for each text."""
    return list(zip(*(rows[name].to_numpy(dtype=object).tolist() for name in columns), strict=True))

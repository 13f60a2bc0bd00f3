"""Columns of tables as charts need them, whatever types they were read with."""

from math import ceil

import numpy as np
import pandas as pd


def numbers(column: pd.Series) -> np.ndarray:
    """Return the column as floats; missing values, of whatever kind, are NaN."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def text_or_empty(value: object) -> str:
    """Return a text as it is and anything else, such as a missing value, as an empty one."""
    return value if isinstance(value, str) else ""


def share_ceiling(highest: float) -> float:
    """Return the upper end of an axis of shares: the ten above the highest, with room for its mark."""
    return min(104.0, 10.0 * ceil((highest + 4) / 10))

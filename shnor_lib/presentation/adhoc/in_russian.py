"""Rows of stored tables as people read them: Russian heads with their units, words in place of codes."""

from typing import Any

import pandas as pd

from shnor_lib.ground.table_words import head_of, words_of
from shnor_lib.ground.wording import is_missing


def in_russian(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return rows that were taken from a stored table with its Russian heads and words.

    Args:
        frame: any of the table's rows and columns, and columns of the analyst's own, which keep their names.
        table: the stored table's name.

    Returns:
        A frame of the same rows and columns; numbers stay numbers, what is missing stays missing.  Of two columns of
        one head the second is told by its own name.
    """
    heads: list[str] = []
    for name in map(str, frame.columns):
        head = head_of(table, name)
        heads.append(f"{head} ({name})" if head in heads else head)
    worded = [_worded(frame.iloc[:, place], table) for place in range(frame.shape[1])]
    return pd.DataFrame(dict(zip(heads, worded, strict=True)), index=frame.index)


def _worded(column: pd.Series, table: str) -> pd.Series:
    return column.astype(object).map(lambda value: _word(value, table, str(column.name)))


def _word(value: Any, table: str, name: str) -> Any:
    """Return a value in words, itself where it is no code."""
    if is_missing(value):
        return None
    if isinstance(value, bool):
        return "да" if value else "нет"
    as_text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    words = words_of(table, name, as_text)
    return value if words == as_text else words

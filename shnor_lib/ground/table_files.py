"""Tables on disk: written and read back through their schemas."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.errors

from shnor_lib.ground.columns import TEXT, TRUTH
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import shown
from shnor_lib.ground.public_tables import PUBLIC
from shnor_lib.ground.schemas import TABLES, schema_of
from shnor_lib.ground.tables import DECLARED

#: Tables are stored with this many decimals at most, so that the last bits of sums never show.
DECIMALS = 6

#: All tables, those of an edition and those of its public one.
_DECLARED = DECLARED | PUBLIC
_SCHEMAS = TABLES | {name: schema_of(table) for name, table in PUBLIC.items()}


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a checked table: the schema's columns first, then added ones, in the frame's order of rows.

    Raises:
        pandera.errors.SchemaError: the frame breaks the table's schema (an error of the program, not of the data).
    """
    schema = _SCHEMAS[path.stem]
    checked = _validated(path.stem, _with_blanks(path.stem, frame))
    known = [name for name in schema.columns if name in checked.columns]
    ordered = [*known, *(name for name in checked.columns if name not in schema.columns)]
    path.parent.mkdir(parents=True, exist_ok=True)
    checked[ordered].apply(_as_text).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def read_table(path: Path, *, checked: bool = False, as_table: str = "") -> pd.DataFrame:
    """Read a table back through its schema; what names a row is an empty text where it is missing, and never NaN.

    ``checked``: the file is known to be as `write_table` left it, so that its types alone are restored.  ``as_table``:
    the table that takes of the file the columns that it has itself; by default the one of the file's name.

    Raises:
        ReportError: the file is missing or no longer keeps its schema, e.g. after an edit by hand.
    """
    if not path.is_file():
        raise ReportError(f"Нет таблицы «{shown(path)}».", "Сначала соберите выпуск: make report YEAR=…")
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
        if as_table:
            frame = frame[
                [name for name, one in _DECLARED[as_table].columns.items() if name in frame or not one.may_lack]
            ]
        name = as_table or path.stem
        typed = _with_blanks(name, _with_types(name, frame))
        return typed if checked else _validated(name, typed)
    except (pandera.errors.SchemaError, ValueError, TypeError, KeyError) as error:
        reason = re.sub(r"\s+", " ", str(error))[:200]
        raise ReportError(
            f"Таблица «{shown(path)}» не соответствует своему описанию ({reason}).",
            "Если её правили вручную, удалите файл и повторите make report.",
        ) from None


def _validated(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as its schema has it; one without rows has its types to get and nothing to check."""
    if len(frame) or any(column not in frame and not one.may_lack for column, one in _DECLARED[name].columns.items()):
        return _SCHEMAS[name].validate(frame)
    return frame.astype(
        {
            column: "str" if one.type == TEXT else one.type
            for column, one in _DECLARED[name].columns.items()
            if column in frame
        }
    )


def _with_types(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of texts with the columns' declared types; texts stay as they are."""
    return frame.assign(
        **{
            column: _with_type(frame[column], declared.type)
            for column, declared in _DECLARED[name].columns.items()
            if column in frame and declared.type != TEXT
        }
    )


def _with_type(column: pd.Series, kind: Any) -> pd.Series:
    if kind == TRUTH:
        return column.map({"true": True, "false": False}).astype(kind)
    return pd.to_numeric(column).astype(kind)


def _with_blanks(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with an empty text in place of NaN where a column names its row (decision 29)."""
    present = [column for column in _DECLARED[name].blanks if column in frame]
    texts = {column: frame[column].astype(object).where(frame[column].notna(), "").astype("str") for column in present}
    return frame.assign(**texts)


def _as_text(column: pd.Series) -> pd.Series:
    """Return the column as the texts written to disk."""
    return column.map(_cell_text).astype(object)


def _cell_text(value: Any) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if round(value, DECIMALS) else "0"
    return str(value)

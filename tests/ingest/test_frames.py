"""A table is tidy: its columns in order and of their kinds, empty texts missing but where they name the row."""

import numpy as np
import pandas as pd
import pytest

from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.tables import blanks_of
from shnor_lib.ingest.frames import NUMERIC, frame_of, tidy


def kinds_of(table: str) -> dict[str, str]:
    return {name: str(column.dtype) for name, column in TABLES[table].columns.items()}


@pytest.mark.parametrize("table", ["results", "readings", "journal", "context", "findings", "register_teachers"])
def test_a_table_without_rows_has_the_columns_and_kinds_of_one_with_rows(table):
    columns = list(kinds_of(table))
    of_one_row = tidy(table, pd.DataFrame([dict.fromkeys(columns)], columns=columns, dtype=object)).iloc[:0]
    for rows in (pd.DataFrame(), pd.DataFrame(columns=columns, dtype=float)):
        pd.testing.assert_frame_equal(tidy(table, rows), of_one_row)
    assert list(frame_of(table, [])) == columns


def test_who_writes_to_a_table_without_rows_writes_to_no_other():
    tidy("results", pd.DataFrame()).insert(0, "mine", 1)
    assert "mine" not in tidy("results", pd.DataFrame())


@pytest.mark.parametrize("missing", [None, "", float("nan"), pd.NA, np.nan], ids=repr)
def test_whatever_is_missing_is_missing_in_one_way(missing):
    kinds, blanks = kinds_of("results"), set(blanks_of("results"))
    made = tidy("results", pd.DataFrame([{"school": "Школа", "level": missing, "source_cell": missing}]))
    assert list(made) == list(kinds) and "level" in blanks
    assert made["school"].tolist() == ["Школа"]
    for name in kinds.keys() - {"school"}:
        value = made[name].iloc[0]
        assert value == "" if name in blanks else value is (pd.NA if kinds[name] in NUMERIC else None), name


def test_numbers_are_rounded_and_whole_ones_are_integers():
    made = tidy("results", pd.DataFrame([{"fail_pct": "33.33333333", "grade": 5.0, "counted": True}]))
    assert made[["fail_pct", "grade", "counted"]].iloc[0].tolist() == [33.333333, 5, True]
    assert [str(made[name].dtype) for name in ("fail_pct", "grade", "counted")] == ["Float64", "Int64", "boolean"]

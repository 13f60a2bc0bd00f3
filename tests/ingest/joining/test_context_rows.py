"""The context form and the sheet «Контекст» become one table; where they differ a finding says so."""

import pandas as pd
import pytest

from shnor_lib.ingest.findings import PASSED
from shnor_lib.ingest.frames import frame_of, tidy
from shnor_lib.ingest.joining.context_rows import joined_context

SCHOOLS = pd.DataFrame({"school_id": ["b", "a"], "school": ["Школа Б", "Школа А"]})


def form(*rows: dict) -> pd.DataFrame:
    told = [{"school": "как в форме", "source_file": "форма.xlsx", "source_sheet": "1", **row} for row in rows]
    return frame_of("context", told)


def register(*rows: dict) -> pd.DataFrame:
    told = [{"source_file": "реестр.xlsx", "source_sheet": "Контекст", "source_cell": "A2", **row} for row in rows]
    return tidy("register_context", pd.DataFrame(told))


A, B = {"school_id": "a", "school_year": 2023}, {"school_id": "b", "school_year": 2023}


def test_the_register_is_above_the_form_which_fills_its_gaps():
    table, findings = joined_context(
        form(A | {"registered_pct": 3.0, "pupils": 100, "settlement": "село"}, B | {"pupils": 50}),
        register(A | {"registered_pct": 3.0, "non_native_pct": 7.0}, A | {"school_year": 2024, "pupils": 90}),
        SCHOOLS,
    )
    assert table["school_id"].tolist() == ["b", "a", "a"]
    assert table["school_year"].tolist() == [2023, 2023, 2024]
    row = table.iloc[1]
    assert row[["registered_pct", "non_native_pct", "pupils", "settlement"]].tolist() == [3, 7, 100, "село"]
    assert row["source_file"] == "реестр.xlsx" and row["school"] == "Школа А"
    assert [(one.check, one.result) for one in findings] == [("context_differs", PASSED)]


@pytest.mark.parametrize(
    ("column", "ours", "theirs", "differs"),
    [
        ("registered_pct", 3.0, 3.4, False),
        ("registered_pct", 3.0, 4.0, True),
        ("pupils", 100, 101, True),
        ("pupils", None, 101, False),
    ],
)
def test_different_values_of_one_school_and_year_are_a_finding(column, ours, theirs, differs):
    table, findings = joined_context(form(A | {column: theirs}), register(A | {column: ours}), SCHOOLS)
    assert table[column].item() == (theirs if ours is None else ours)
    assert [one.result != PASSED for one in findings] == [differs]
    if differs:
        assert findings[0].severity == "warning" and findings[0].file == "реестр.xlsx"
        assert "форма.xlsx" in findings[0].message and "Школа А" in findings[0].message


def test_years_of_each_alone_are_kept_and_nothing_is_compared():
    undated = {"school_id": "b", "school_year": None, "pupils": 10}
    table, findings = joined_context(form(A, undated), register(A | {"school_year": 2024}), SCHOOLS)
    assert list(zip(table["school_id"], table["school_year"].fillna(0), strict=True)) == [
        ("b", 0),
        ("a", 2023),
        ("a", 2024),
    ]
    assert findings == []


def test_an_empty_register_and_strangers_change_nothing():
    of_form = form(A | {"pupils": 5})
    for own in (register(), register({"school_id": "x", "school_year": 2023, "pupils": 7})):
        table, findings = joined_context(of_form, own, SCHOOLS)
        assert table is of_form and findings == []
    table, _ = joined_context(form(), register(A | {"pupils": 7}), SCHOOLS)
    assert table["pupils"].tolist() == [7]

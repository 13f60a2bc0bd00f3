"""Checks are total: whatever a reader left in the columns, they return findings and break on nothing."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ingest.checks.protocol import ReadData, control_protocol
from shnor_lib.ingest.findings import findings_table
from shnor_lib.ingest.layouts.raw_rows import COUNTS, SHARES
from tests.support.check_frames import NO_RESULTS, SCHOOLS
from tests.support.depth import examples

NUMBERS = st.one_of(st.none(), st.integers(-3, 10**6), st.floats(allow_infinity=False), st.just(0))
JOURNAL = ("n_lowered", "n_confirmed", "n_raised")
MISSING = re.compile(r"\bnan\b|None|<NA>")
COLUMNS = {
    "layout": st.sampled_from(["marks_statistics", "long_table"]),
    "group": st.text(max_size=8).filter(lambda text: not MISSING.search(text)),  # else it would look like a leak
    "code": st.sampled_from(["", "1", "reg20_m012"]),
    "kind": st.sampled_from(["school", "municipality", "region", "sample"]),
    "school_id": st.sampled_from([None, "", "s1", "s2"]),
    "school": st.sampled_from([None, "МБОУ «Заречная СОШ»"]),
    "assessment": st.sampled_from(["", "VPR", "OGE", "EGE", "MKR", "?"]),
    "level": st.sampled_from([None, "", "base"]),
    "subject": st.sampled_from(["", "RU", "MA", "XX"]),
    "grade": st.one_of(st.none(), st.integers(1, 11)),
    "school_year": st.one_of(st.none(), st.integers(2019, 2022)),
    "season": st.sampled_from([None, "", "spring", "autumn"]),
    "held_on": st.sampled_from([None, "", "2020-04-14", "2020-10-01"]),
    "attempt": st.sampled_from([None, 1, 2]),
    **dict.fromkeys(["n_participants", "n_absent", *SHARES, *COUNTS, "fail_pct", "top_pct", *JOURNAL], NUMBERS),
    "source_file": st.sampled_from(["a.xlsx", "b.xlsx"]),
    "source_sheet": st.sampled_from(["Лист1", "Лист2"]),
    "source_cell": st.sampled_from(["D9", ""]),
}
ROWS = st.lists(st.fixed_dictionaries(COLUMNS), max_size=8)
CELL_COUNTS = pd.DataFrame(
    [{"file": "a.xlsx", "sheet": "Лист1", "used": 1, "set_aside": 0, "not_needed": 0, "empty": 0, "total": 1}]
)


def check_any_columns(rows, journal, pupils):
    context = pd.DataFrame([{"school_id": "s1", "school_year": 2021, "pupils": pupils}])
    data = ReadData(
        NO_RESULTS, SCHOOLS, CELL_COUNTS, pd.DataFrame(rows), pd.DataFrame(journal, columns=list(COLUMNS)), context
    )
    protocol = control_protocol([], data)
    assert list(protocol.columns) == list(findings_table([]).columns)
    assert protocol["message"].str.contains("[а-я]").all()
    assert not protocol["message"].str.contains(MISSING.pattern).any()


@settings(max_examples=examples(4), deadline=None)
@given(rows=ROWS, journal=ROWS, pupils=NUMBERS)
def test_any_columns_give_records(rows, journal, pupils):
    check_any_columns(rows, journal, pupils)


@pytest.mark.slow
@settings(max_examples=examples(100), deadline=None)
@given(rows=ROWS, journal=ROWS, pupils=NUMBERS)
def test_any_columns_of_many_give_records(rows, journal, pupils):
    check_any_columns(rows, journal, pupils)

"""Words typed in place of a date are kept as they are typed, names of people never."""

import copy

import pandas as pd
import pytest

from tests.ingest.registers.test_faults import complaints, read_typed
from tools.okrug.registers import ROWS


@pytest.mark.parametrize("register", ["plan", "minutes"])
@pytest.mark.parametrize(
    ("typed", "kept"), [("  выполнено ", "выполнено"), ("сделано в мае", "сделано в мае"), ("Иванов И. И.", None)]
)
def test_words_are_kept_and_told(register, typed, kept):
    rows = copy.deepcopy(ROWS)
    rows[register][0]["done_on"] = typed
    tables = read_typed(rows)
    row = tables.tables[f"register_{register}"].iloc[0]
    assert pd.isna(row["done_on"])
    assert (None if pd.isna(row["done_on_as_typed"]) else row["done_on_as_typed"]) == kept
    assert len(complaints(tables)) == 1


@pytest.mark.parametrize("register", ["plan", "minutes"])
def test_a_date_has_no_words_beside_it(register):
    tables = read_typed(copy.deepcopy(ROWS))
    assert tables.tables[f"register_{register}"]["done_on_as_typed"].isna().all()

"""Words typed in place of a date are kept as they are typed, names of people never."""

import copy

import pandas as pd
import pytest

from tests.ingest.registers.test_faults import complaints, read_typed
from tools.okrug.registers import ROWS


def read_with(register: str, typed: str):
    rows = copy.deepcopy(ROWS)
    rows[register][0]["done_on"] = typed
    tables = read_typed(rows)
    return tables.tables[f"register_{register}"], complaints(tables)


@pytest.mark.parametrize("register", ["plan", "minutes"])
@pytest.mark.parametrize(("typed", "kept"), [("  выполнено ", "выполнено"), ("сделано в мае", "сделано в мае")])
def test_words_are_kept_and_told(register, typed, kept):
    table, told = read_with(register, typed)
    assert pd.isna(table["done_on"].iloc[0])
    assert table["done_on_as_typed"].iloc[0] == kept
    assert len(told) == 1


@pytest.mark.parametrize("register", ["plan", "minutes"])
def test_a_name_in_place_of_a_date_is_not_kept(register):
    table, told = read_with(register, "Иванов И. И.")
    assert table["done_on_as_typed"].isna().all()
    assert told


@pytest.mark.parametrize("register", ["plan", "minutes"])
def test_a_date_has_no_words_beside_it(register):
    tables = read_typed(copy.deepcopy(ROWS))
    assert tables.tables[f"register_{register}"]["done_on_as_typed"].isna().all()

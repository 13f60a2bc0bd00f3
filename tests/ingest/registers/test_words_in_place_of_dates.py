"""Words typed in place of a date are kept as they are typed, names of people never."""

import copy

import pandas as pd
import pytest

from shnor_lib.ground.registers import register_sheets
from tests.ingest.registers.test_faults import complaints, read_typed
from tests.support.depth import every_case
from tools.okrug.registers import ROWS

#: Registers of what may be done without a day, and the column of that day.
QUOTED = [(sheet.name, column.name) for sheet in register_sheets() for column in sheet.stored if column.quoted]


def read_with(register: str, column: str, typed: object):
    rows = copy.deepcopy(ROWS)
    rows[register][0][column] = typed
    tables = read_typed(rows)
    return tables.tables[f"register_{register}"], complaints(tables)


def test_what_may_be_overdue_or_open_is_quoted():
    assert QUOTED == [
        ("plan", "done_on"),
        ("minutes", "done_on"),
        ("publications", "published_on"),
        ("routes", "done_on"),
        ("requests", "closed_on"),
    ]


@pytest.mark.parametrize(("register", "column"), every_case(4, QUOTED))
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  выполнено ", "выполнено"),
        ("сделано в мае", "сделано в мае"),
        ("март 2022", "март 2022"),
        (2022, "2022"),
        (True, "да"),
        ("31.02.2022", "31.02.2022"),
        ("#ССЫЛКА!", "#ССЫЛКА!"),
    ],
)
def test_words_are_kept_and_told(register, column, typed, kept):
    table, told = read_with(register, column, typed)
    assert pd.isna(table[column].iloc[0])
    assert table[f"{column}_as_typed"].iloc[0] == kept
    assert len(told) == 1


@pytest.mark.parametrize(("register", "column"), every_case(3, QUOTED))
def test_a_name_in_place_of_a_date_is_not_kept(register, column):
    table, told = read_with(register, column, "Иванов И. И.")
    assert table[f"{column}_as_typed"].isna().all()
    assert told


@pytest.mark.parametrize(("register", "column"), every_case(3, QUOTED))
def test_a_date_has_no_words_beside_it(register, column):
    tables = read_typed(copy.deepcopy(ROWS))
    assert tables.tables[f"register_{register}"][f"{column}_as_typed"].isna().all()

"""A large okrug's registers are read in seconds; how many, `make bench` prints."""

import time

import pytest

from tests.support.register_books import complaints, read
from tools.okrug.large_registers import RECORDS, write_large_registers

#: Seconds that the reading may take, with room for a busy machine.
MOST_SECONDS = 60


@pytest.mark.slow
def test_ten_thousand_teachers_and_a_hundred_thousand_rows(tmp_path):
    path = write_large_registers(tmp_path / "реестр.xlsx")
    began = time.perf_counter()
    tables = read(path)
    assert time.perf_counter() - began < MOST_SECONDS
    assert complaints(tables) == []
    assert len(tables.tables["register_courses"]) + len(tables.tables["register_diagnostics"]) == RECORDS

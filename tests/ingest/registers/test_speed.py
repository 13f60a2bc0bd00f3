"""A large okrug's registers are read in seconds."""

import time
from datetime import date

import pytest

from tests.ingest.registers.reading import complaints, read
from tests.okrug.registers import ROWS, write_registers

#: Seconds that 10 000 teachers and 100 000 rows may take, with room for a busy machine.
MOST_SECONDS = 60
TEACHERS, RECORDS = 10_000, 100_000


@pytest.mark.slow
def test_ten_thousand_teachers_and_a_hundred_thousand_rows(tmp_path):
    teachers = [dict(ROWS["teachers"][0], teacher_id=f"П-{n:05}", school_id=f"d0{1 + n % 3}") for n in range(TEACHERS)]
    records = [
        dict(
            ROWS["courses"][0],
            teacher_id=f"П-{n % TEACHERS:05}",
            programme=f"Курс {n % 997}",
            finished_on=date(2022, 3, 1 + n // TEACHERS),
        )
        for n in range(RECORDS // 2)
    ]
    measured = [
        dict(ROWS["diagnostics"][0], teacher_id=f"П-{n % TEACHERS:05}", held_on=date(2022, 3, 1 + n // TEACHERS))
        for n in range(RECORDS // 2)
    ]
    rows = {**ROWS, "teachers": [*ROWS["teachers"], *teachers], "courses": records, "diagnostics": measured}
    path = write_registers(tmp_path / "реестр.xlsx", rows)
    began = time.perf_counter()
    tables = read(path)
    seconds = time.perf_counter() - began
    assert complaints(tables) == []
    assert len(tables.tables["register_courses"]) + len(tables.tables["register_diagnostics"]) == RECORDS
    print(f"{seconds:.1f} s")
    assert seconds < MOST_SECONDS

"""Registers of a large okrug: so many teachers, each with courses and diagnostics."""

from datetime import date
from pathlib import Path

from tools.okrug.registers import ROWS, write_registers

TEACHERS, RECORDS = 10_000, 100_000


def write_large_registers(path: Path) -> Path:
    """Write 10 000 teachers and 100 000 rows of courses and diagnostics beside the invented okrug's own rows."""
    teachers = [dict(ROWS["teachers"][0], teacher_id=f"П-{n:05}", school_id=f"d0{1 + n % 3}") for n in range(TEACHERS)]
    courses = [
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
    rows = {**ROWS, "teachers": [*ROWS["teachers"], *teachers], "courses": courses, "diagnostics": measured}
    return write_registers(path, rows)

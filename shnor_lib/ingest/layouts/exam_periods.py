"""Periods of the state exams: which dates are the main period, and which are later sittings."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files

#: The main period; reserve days and any other period of the same summer; September.
MAIN, OTHER_PERIOD, SEPTEMBER = 1, 2, 3
FIRST_MONTH_OF_SEPTEMBER_PERIOD = 9


@cache
def _main_periods() -> dict[tuple[str, str], tuple[str, str]]:
    """Return {(assessment, year or «*»): (first day, last day) as «MM-DD»} of the map file `maps/exam_periods.csv`."""
    text = files("shnor_lib.ingest").joinpath("maps/exam_periods.csv").read_text(encoding="utf-8")
    return {
        (row["assessment"], row["school_year"]): (row["main_from"], row["main_until"])
        for row in csv.DictReader(text.splitlines())
    }


def attempt_on(assessment: str, held_on: date) -> int:
    """Return 1 for a day of the main period, 2 for a reserve day or an early sitting, 3 for September and later.

    Only the main period is counted (section 1 of the method): pupils who failed sit again on the other days.
    """
    periods = _main_periods()
    first, last = periods.get((assessment, str(held_on.year)), periods[assessment, "*"])
    if held_on.month >= FIRST_MONTH_OF_SEPTEMBER_PERIOD:
        return SEPTEMBER
    return MAIN if first <= held_on.strftime("%m-%d") <= last else OTHER_PERIOD

"""Consulting of schools on their development programmes in a period: what programmes there are, which help, what came.

Source: the programme, section IV, measure of the role `development_programmes`.
"""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.periods import SchoolPeriod, rows_of_period
from shnor_lib.analysis.programme.records import is_true, joined, not_after
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of

REGISTER = "development_programmes"
#: Kinds of support in words, by their codes.
SUPPORT = {one.code: one.word for one in register_sheet(REGISTER).column("support").choices}
NOT_NAMED = "вид не указан"
COLUMNS = ["school_id", "school", "listed", "document", "consultations", "before", "kinds", "outcome", "last_on"]


def development(registers: Registers, schools: pd.DataFrame, period: SchoolPeriod) -> pd.DataFrame:
    """Return the schools that are listed or stand in the register, with their programmes and consultations.

    A row of the register without a date is a programme, no consultation.  Rows dated after the period tell nothing of
    it, and neither do programmes that they alone name.

    Args:
        registers: the registers.
        schools: the roster's rows, with ``listed``.
        period: whose days are told.

    Returns:
        In the roster's order: ``school_id``, ``school``, ``listed``, ``document`` (the programme's particulars, the
        last that are told), ``consultations`` and ``before`` (their numbers in the period and in the one before),
        ``kinds`` («методическая — 2»), ``outcome`` (what came of those of the period, joined), ``last_on`` (the latest
        consultation until the period's end).
    """
    table = registers.table(REGISTER)
    known = table[table["held_on"].isna() | not_after(table["held_on"], period.end)]
    of_period, earlier = (rows_of_period(registers, REGISTER, one) for one in (period, period.before))
    rows: list[dict[str, Any]] = []
    for school, is_listed in zip(rows_of(schools), is_true(schools["listed"]), strict=True):
        own = known[known["school_id"] == school.school_id]
        if not is_listed and own.empty:
            continue
        held = of_period[of_period["school_id"] == school.school_id]
        documents, days = own["document"].dropna(), own["held_on"].dropna()
        rows.append(
            {
                "school_id": school.school_id,
                "school": school.school,
                "listed": bool(is_listed),
                "document": documents.iloc[-1] if len(documents) else None,
                "consultations": len(held),
                "before": int((earlier["school_id"] == school.school_id).sum()),
                "kinds": ", ".join(f"{kind} — {number}" for kind, number in kinds_of(held).items()),
                "outcome": joined(held["outcome"]),
                "last_on": days.max() if len(days) else None,
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def kinds_of(consultations: pd.DataFrame) -> dict[str, int]:
    """Return how many of the consultations are of each kind of support, by its word, in the order of the choices."""
    numbers = consultations["support"].value_counts()
    told = {word: int(numbers.get(code, 0)) for code, word in SUPPORT.items()}
    told[NOT_NAMED] = int(consultations["support"].isna().sum())
    return {word: number for word, number in told.items() if number}

"""Requests of schools: received, answered, still open."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.records import days_between, not_after


def requests_answered(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `requests_answered`: requests of the window by school, and of all schools in the first row.

    Returns:
        ``school_id`` and ``school`` (empty: all schools), ``received``, ``closed``, ``open``, ``told`` (words
        in place of the day of closing: neither closed nor open), ``answered`` (a
        consultation by the reporting date names the request, whether it is closed or not), ``median_days`` (of the
        closed ones), ``longest_open_days`` (by the reporting date); no rows where the register is empty.
    """
    rows = data.registers.requests
    rows = rows[data.window.holds(rows["received_on"])]
    if rows.empty:
        return pd.DataFrame(columns=["school_id", "school", *_answers(rows, data)])
    names = data.schools.set_index("school_id")["school"]
    by_school = [
        {"school_id": school_id, "school": name, **_answers(own, data)}
        for school_id, name in names.items()
        if len(own := rows[rows["school_id"] == school_id])
    ]
    return pd.DataFrame([{"school_id": "", "school": None, **_answers(rows, data)}, *by_school])


def _answered(data: ProgrammeData) -> "pd.Series[str]":
    """Return the numbers of requests that consultations held by the reporting date name."""
    rows = data.registers.consultations
    return rows.loc[not_after(rows["held_on"], data.window.as_of), "request_id"].dropna()


def _answers(rows: pd.DataFrame, data: ProgrammeData) -> dict[str, Any]:
    closed = not_after(rows["closed_on"], data.window.as_of)
    today = pd.Series(data.window.as_of.isoformat(), index=rows.index, dtype="string")
    answered = days_between(rows["received_on"], rows["closed_on"])[closed]
    told = rows["closed_on_as_typed"].notna() & ~closed
    waiting = days_between(rows["received_on"], today)[~closed & ~told]
    return {
        "received": len(rows),
        "closed": int(closed.sum()),
        "open": len(waiting),
        "told": int(told.sum()),
        "answered": int(rows["request_id"].isin(_answered(data)).sum()),
        "median_days": float(answered.median()) if len(answered) else None,
        "longest_open_days": int(waiting.max()) if len(waiting) else None,
    }

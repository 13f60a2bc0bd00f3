"""What the programme's monitorings found: methodical systems of schools, results of quarters."""

from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.due_dates import last_day
from shnor_lib.analysis.programme.records import not_after
from shnor_lib.analysis.programme.roster import in_roster_order

#: The month in which a quarter of the school year ends, and whether it belongs to the calendar year of the year's end.
QUARTER_MONTHS = {1: (10, False), 2: (12, False), 3: (3, True), 4: (5, True)}


def methodical_systems(register: pd.DataFrame, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the table `methodical_systems`: each school's latest mark by each criterion, and the one before it.

    Returns:
        ``school_id``, ``school``, ``criterion``, ``held_on``, ``mark``, ``previous_on``, ``previous_mark``, ``change``
        (on the monitoring's own scale), ``conclusion``.
    """
    own = register[not_after(register["held_on"], as_of)].sort_values("held_on", kind="stable")
    by_criterion = own.groupby(["school_id", "criterion"])
    earlier = own.assign(previous_on=by_criterion["held_on"].shift(), previous_mark=by_criterion["mark"].shift())
    latest = earlier.drop_duplicates(["school_id", "criterion"], keep="last")
    names = schools.set_index("school_id")["school"]
    table = latest.assign(
        school=latest["school_id"].map(names),
        change=latest["mark"].astype("Float64") - latest["previous_mark"].astype("Float64"),
    )
    columns = ["school_id", "school", "criterion", "held_on", "mark", "previous_on", "previous_mark", "change"]
    return in_roster_order(table, schools, ["criterion"])[[*columns, "conclusion"]]


def quarter_end(school_year: int, quarter: int) -> date:
    """Return the last day of the month in which a quarter of the school year ends."""
    month, in_last_year = QUARTER_MONTHS[quarter]
    return last_day(school_year if in_last_year else school_year - 1, month)


def quarters(register: pd.DataFrame, schools: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the table `quarters`: успеваемость and качество by school and quarter, over all subjects and grades.

    Marks are counted, so a pupil counts once in each subject.  Quarters that end after the date are left out; a share
    rests only on the rows that give both of its numbers.

    Returns:
        ``school_id``, ``school``, ``school_year``, ``quarter``, ``quarter_end``, ``subjects``, ``marks`` (numbers), and
        ``success_pct``, ``quality_pct``.
    """
    rows = []
    names = schools.set_index("school_id")["school"]
    key: Any
    for key, own in register.groupby(["school_id", "school_year", "quarter"]):
        school_id, year, quarter = key
        end = quarter_end(int(year), int(quarter))
        if end <= as_of and school_id in names.index:
            rows.append(
                {
                    "school_id": school_id,
                    "school": names[school_id],
                    "school_year": int(year),
                    "quarter": int(quarter),
                    "quarter_end": end.isoformat(),
                    "subjects": int(own["subject"].nunique()),
                    "marks": int(own["pupils"].sum()),
                    "success_pct": _share(own, "passed"),
                    "quality_pct": _share(own, "good"),
                }
            )
    columns = ["school_id", "school", "school_year", "quarter", "quarter_end", "subjects", "marks"]
    table = pd.DataFrame(rows, columns=[*columns, "success_pct", "quality_pct"])
    return in_roster_order(table, schools, ["school_year", "quarter"])


def _share(own: pd.DataFrame, part: str) -> float | None:
    known = own[own[part].notna() & own["pupils"].notna()]
    pupils = int(known["pupils"].sum())
    return 100 * int(known[part].sum()) / pupils if pupils else None

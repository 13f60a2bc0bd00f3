"""The working group over the year: who is in it, when it meets, how its assignments stood at each month's end."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.due_dates import last_day
from shnor_lib.analysis.programme.records import in_force, not_after
from shnor_lib.analysis.programme.roles import meetings_of
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of

COURSE = ["month", "given", "due", "done", "open", "overdue"]
MEETINGS = ["id", "agenda", "due", "responsible", "due_on", "held_on", "minutes_id", "minutes_on", "status"]


def composition(working_group: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return who is in the working group on a day: ``post``, ``organisation``, ``role``, ``since``, ``until``.

    The chair comes first, then the deputies, the secretary, the members, each in the order of the register.
    """
    own = working_group[in_force(working_group["since"], working_group["until"], as_of)]
    order = {one.code: place for place, one in enumerate(register_sheet("working_group").column("role").choices)}
    own = own.assign(order=own["role"].map(order)).sort_values("order", kind="stable")
    return own[["post", "organisation", "role", "since", "until"]].reset_index(drop=True)


def assignments_course(assignments: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return how assignments went from month to month, up to the reporting date.

    Args:
        assignments: the table of that name.
        as_of: the reporting date; the last month is told as of it.

    Returns:
        ``month`` (2022-03), ``given``, ``due``, ``done`` (in the month), ``open`` and ``overdue`` (at its end).
        What the register calls done without a day is neither done nor open: nobody knows when it was.
    """
    days = [str(day) for name in ("held_on", "due_on", "done_on") for day in assignments[name].dropna()]
    told = sorted(day[:7] for day in days if day <= as_of.isoformat())
    months = _months(told[0], as_of) if told else []
    rows = [_month_of(assignments, month, min(_end_of(month), as_of).isoformat()) for month in months]
    return pd.DataFrame(rows, columns=COURSE)


def _month_of(assignments: pd.DataFrame, month: str, day: str) -> dict[str, Any]:
    counts = dict.fromkeys(COURSE[1:], 0)
    for one in rows_of(assignments):
        counts["given"] += _is_in(one.held_on, month)
        counts["due"] += _is_in(one.due_on, month)
        counts["done"] += _is_in(one.done_on, month)
        is_done = isinstance(one.done_on, str) and one.done_on <= day
        is_open = one.held_on <= day and not is_done and one.status != "no_record"
        counts["open"] += is_open
        counts["overdue"] += is_open and isinstance(one.due_on, str) and one.due_on < day
    return {"month": month, **counts}


def _is_in(day: object, month: str) -> bool:
    return isinstance(day, str) and day.startswith(month)


def _months(first: str, as_of: date) -> list[str]:
    year, month = map(int, first.split("-"))
    count = (as_of.year - year) * 12 + as_of.month - month + 1
    return [f"{year + (month - 1 + ahead) // 12}-{(month - 1 + ahead) % 12 + 1:02d}" for ahead in range(count)]


def _end_of(month: str) -> date:
    return last_day(*map(int, month.split("-")))


# Meetings


def planned_meetings(
    programme_plan: pd.DataFrame, plan_occurrences: pd.DataFrame, minutes: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return the meetings of the working group that the plan names, each time that one is to be held.

    Minutes belong to a meeting that was held on their day, or whose evidence names their number; of minutes of one
    number, of several years, the nearest to the day.

    Args:
        programme_plan: the table of that name.
        plan_occurrences: the table of that name: when each is due and when it was held.
        minutes: the register «Протоколы».
        as_of: the reporting date.

    Returns:
        ``id`` (of the plan's item), ``agenda`` (questions by the plan's words, parted by «; »), ``due`` (the plan's
        words), ``responsible``, ``due_on`` (empty: no day follows from the words), ``held_on``, ``minutes_id``,
        ``minutes_on`` (the day of the minutes), ``status`` (a code of `plan_occurrences`; no_deadline without one).
    """
    held = minutes[not_after(minutes["held_on"], as_of)]
    rows = list(_planned(meetings_of(programme_plan), plan_occurrences, held))
    return pd.DataFrame(rows, columns=MEETINGS)


def _planned(
    items: pd.DataFrame, plan_occurrences: pd.DataFrame, minutes: pd.DataFrame
) -> Iterator[dict[str, object | None]]:
    for item in rows_of(items):
        same = {name: getattr(item, name) for name in ("id", "agenda", "due", "responsible")}
        own = plan_occurrences[plan_occurrences["id"] == item.id]
        for one in rows_of(own):
            number, day = _minutes_of(one, minutes)
            told = {"due_on": one.due_on, "held_on": one.done_on, "minutes_id": number, "minutes_on": day}
            yield {**same, **told, "status": one.status}
        if own.empty:
            yield {**same, **dict.fromkeys(("due_on", "held_on", "minutes_id", "minutes_on")), "status": "no_deadline"}


def _minutes_of(occurrence: Any, minutes: pd.DataFrame) -> tuple[str, str] | tuple[None, None]:
    """Return number and day of a held meeting's minutes."""
    if not isinstance(occurrence.done_on, str):
        return None, None
    held = date.fromisoformat(occurrence.done_on)
    named = re.findall(r"протокол\w*\s*№\s*([^\s,;]+)", str(occurrence.evidence).casefold())
    found = [
        (abs((date.fromisoformat(one.held_on) - held).days), str(one.minutes_id), one.held_on)
        for one in rows_of(minutes)
        if one.held_on == occurrence.done_on or str(one.minutes_id).casefold() in named
    ]
    return min(found)[1:] if found else (None, None)


def meetings_held(minutes: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return what meetings up to a day dealt with, by day and number, the questions of one in the register's order.

    Returns:
        ``minutes_id``, ``held_on``, ``question``, ``decision``, ``assignment``, ``responsible``, ``due_on``.
    """
    own = minutes[not_after(minutes["held_on"], as_of)]
    columns = ["minutes_id", "held_on", "question", "decision", "assignment", "responsible", "due_on"]
    return own[columns].sort_values(["held_on", "minutes_id"], kind="stable").reset_index(drop=True)

"""Meetings and events: what the working group assigned, and the cycle of events by month (циклограмма)."""

from datetime import date

import pandas as pd

from shnor_lib.analysis.programme.records import Window, days_between, joined, not_after

#: What the cycle of events is laid out by.
CYCLE = ["month", "form", "audience"]
#: Assignments stand in this order of statuses.
ORDER = ("overdue", "no_record", "upcoming", "no_deadline", "done")


def assignments(minutes: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the table `assignments`: what meetings up to the date assigned, overdue first, then by term.

    Returns:
        ``minutes_id``, ``held_on``, ``assignment``, ``responsible``, ``due_on``, ``done_on``, ``status`` (overdue,
        upcoming, no_deadline, no_record, done), ``days_late`` (done after the term, or overdue by; empty in time),
        ``as_typed`` (words in place of the day: an assignment so marked is not overdue, its day is not known).
    """
    own = minutes[minutes["assignment"].notna() & not_after(minutes["held_on"], as_of)]
    done = not_after(own["done_on"], as_of)
    today = pd.Series(as_of.isoformat(), index=own.index, dtype="string")
    late = days_between(own["due_on"], own["done_on"].astype("string").where(done, today))
    typed = own["done_on_as_typed"].where(~done)
    passed = own["due_on"].notna() & (late > 0).fillna(False)
    status = pd.Series("upcoming", index=own.index, dtype=object)
    status = status.mask(own["due_on"].isna(), "no_deadline").mask(passed, "overdue")
    status = status.mask(typed.notna(), "no_record").mask(done, "done")
    columns = ["minutes_id", "held_on", "assignment", "responsible", "due_on"]
    table = own[columns].assign(
        done_on=own["done_on"].astype("string").where(done),
        as_typed=typed,
        status=status,
        days_late=late.where((late > 0) & typed.isna()),
    )
    by_status = status.map({code: place for place, code in enumerate(ORDER)})
    table = table.assign(by_status=by_status).sort_values(["by_status", "due_on", *columns[:4]], kind="stable")
    return table.drop(columns="by_status").reset_index(drop=True)


def events_by_month(events: pd.DataFrame, participation: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the table `events_by_month`: the cycle of events in the window by month, form, audience.

    Returns:
        ``month`` (2022-03), ``form`` and ``audience`` (empty texts where not named), ``events``, ``people`` (distinct
        teachers; empty where the register of participation is), ``plan_items`` (joined).
    """
    own = events[window.holds(events["held_on"])]
    named = {name: own[name].astype("string").fillna("") for name in CYCLE[1:]}
    own = own.assign(month=own["held_on"].astype("string").str[:7], **named)
    taken = own[["event_id", *CYCLE]].merge(participation[["event_id", "teacher_id"]], on="event_id", validate="1:m")
    people = taken.groupby(CYCLE)["teacher_id"].nunique()
    found = own.groupby(CYCLE).agg(events=("event_id", "nunique"), plan_items=("plan_item", joined))
    found["people"] = people.reindex(found.index).fillna(0).astype("Int64") if len(participation) else pd.NA
    return found.reset_index()[[*CYCLE, "events", "people", "plan_items"]]

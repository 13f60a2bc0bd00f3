"""The programme's plan and measures: when each is due, and what is known of its execution."""

from collections.abc import Collection, Hashable
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.due_dates import due_on, occurrences, term_of_item
from shnor_lib.analysis.programme.records import joined
from shnor_lib.ground.params import Period
from shnor_lib.ground.rows import table_of_rows
from shnor_lib.ground.terms import NO_DAYS, Term


def follow_plan(
    programme_plan: pd.DataFrame,
    programme_measures: pd.DataFrame,
    period: Period | None,
    as_of: date,
    register_plan: pd.DataFrame,
    register_events: pd.DataFrame,
    months_off: Collection[int] = (),
) -> pd.DataFrame:
    """Return the table `plan`: items of the plan, then measures, with dates and status as of a date.

    A periodic item is done once every occurrence of the period is, overdue if one whose term has passed is not, and
    else upcoming, however many are done.  Without a register of the plan nothing is called overdue: items with a term
    and no event are ``no_record``.  So are those of which the register says in words alone that they are done.  Items
    without a term are ``no_deadline`` until something is recorded.  While the period waits for a person, no item with a
    term can be judged: all are ``no_record``.

    Args:
        programme_plan: the table of that name.
        programme_measures: the table of that name.
        period: the programme's period; nothing while it waits for a person.
        as_of: the reporting date.
        register_plan: what is recorded of the plan's execution.
        register_events: events, each with the item that it carries out.
        months_off: months (1–12) in which nothing monthly is expected.

    Returns:
        Beside the contract: ``kind`` (item of section III or measure of section IV), ``recurrence`` (a code of
        `ground.terms.Every`), ``occurrences`` (expected in the period), ``occurrences_due`` (their term has passed),
        ``occurrences_done`` and ``occurrences_overdue`` (of all expected), ``records`` (dated records in all),
        ``days_late`` (where the item has one term: done after it, or overdue by), ``done_late`` (occurrences done after
        their term), ``as_typed`` (words in place of the dates), ``note`` (the register's last one).
    """
    items = plan_items(programme_plan, programme_measures)
    followed = plan_occurrences(
        programme_plan, programme_measures, period, as_of, register_plan, register_events, months_off
    )
    has_register = not register_plan.empty
    rows = [
        {
            **item,
            **_terms(term_of_item(item["due"], item["due_date"]), period, as_of, months_off),
            **_execution(followed[followed["id"] == item["id"]], as_of, has_register),
            **_without_period(item, period),
            "as_typed": joined(_typed(register_plan, item["id"])),
            "note": _last_note(register_plan, item["id"]),
        }
        for item in items.to_dict("records")
    ]
    return table_of_rows("plan", rows)


def _without_period(item: dict[Hashable, Any], period: Period | None) -> dict[str, str]:
    """Return the status of an item with a term while nobody knows in which years its term lies."""
    has_days = term_of_item(item["due"], item["due_date"]).every not in NO_DAYS
    return {"status": "no_record"} if period is None and has_days else {}


def plan_items(programme_plan: pd.DataFrame, programme_measures: pd.DataFrame) -> pd.DataFrame:
    """Return the items of section III, then the measures of section IV.

    Returns:
        ``id``, ``kind`` (item, measure), ``activity``, ``due`` (the programme's words), ``due_date`` (ISO, «Срок
        (дата)», which settles the term), ``responsible``.
    """
    columns = ["id", "kind", "activity", "due", "due_date", "responsible"]
    parts = [programme_plan.assign(kind="item"), programme_measures.assign(kind="measure")]
    together = pd.concat([part.reindex(columns=columns).astype(object) for part in parts], ignore_index=True)
    return together.where(together.notna(), None)


def _terms(term: Term, period: Period | None, as_of: date, months_off: Collection[int]) -> dict[str, Any]:
    days, only = occurrences(term, period, months_off), due_on(term, period)
    return {
        "recurrence": term.every.value,
        "due_on": only.isoformat() if only else None,
        "occurrences": len(days),
        "occurrence_dates": "; ".join(day.isoformat() for day in days) or None,
        "occurrences_due": sum(day < as_of for day in days),
    }


def _execution(own: pd.DataFrame, as_of: date, has_register: bool) -> dict[str, Any]:
    """Return what the occurrences and records of one item say of it."""
    done = own[own["status"] == "done"]
    expected = own[own["due_on"].notna()]
    return {
        "status": _status(own, as_of, has_register),
        "done_on": done["done_on"].max() if len(done) else None,
        "evidence": joined(done.sort_values("done_on")["evidence"]),
        "occurrences_done": int((expected["status"] == "done").sum()),
        "occurrences_overdue": int((expected["status"] == "overdue").sum()),
        "done_late": int(((expected["status"] == "done") & expected["days_late"].notna()).sum()),
        "records": len(done),
        "days_late": expected["days_late"].iloc[0] if len(expected) == 1 else None,
    }


def _status(own: pd.DataFrame, as_of: date, has_register: bool) -> str:
    """Return an item's status, a code of `vocabulary.PLAN_STATUSES`."""
    done = own["status"] == "done"
    if own.empty:
        return "no_deadline"
    if done.all():
        return "done"
    if not has_register:
        return "no_record" if not done.any() or (~done & (own["due_on"] < as_of.isoformat())).any() else "upcoming"
    return next(code for code in ("overdue", "no_record", "upcoming") if (own["status"] == code).any())


def _typed(register_plan: pd.DataFrame, item: str) -> list[str]:
    """Return the words that stand in place of dates in an item's rows of the register."""
    return list(register_plan.loc[register_plan["item"] == item, "done_on_as_typed"].dropna())


def _last_note(register_plan: pd.DataFrame, item: str) -> str | None:
    notes = register_plan.loc[register_plan["item"] == item, "note"].dropna()
    return notes.iloc[-1] if len(notes) else None


# Occurrences


def plan_occurrences(
    programme_plan: pd.DataFrame,
    programme_measures: pd.DataFrame,
    period: Period | None,
    as_of: date,
    register_plan: pd.DataFrame,
    register_events: pd.DataFrame,
    months_off: Collection[int] = (),
) -> pd.DataFrame:
    """Return the table `plan_occurrences`: every occurrence of an item with what covers it, for the calendar.

    Records are days between the period's start and ``as_of`` on which the register of the plan says «done» or an event
    of that item was held.  A record covers its own occurrence (after the term before it, up to its term); of
    several in one term the others make up for the earliest terms that passed without any.  Records beyond the
    occurrences stand with an empty ``due_on``.  A row of the register that has words in place of its date («выполнено»)
    leaves the earliest occurrence that would be overdue without a record: nobody knows when it was done.

    Returns:
        ``id``, ``due_on``, ``status`` (done, overdue, upcoming, no_record), ``done_on``, ``evidence``, ``days_late``
        (done after the term, or overdue by; empty where in time).
    """
    rows = []
    for item in plan_items(programme_plan, programme_measures).to_dict("records"):
        days = occurrences(term_of_item(item["due"], item["due_date"]), period, months_off)
        found = _records(item["id"], days, period, as_of, register_plan, register_events)
        covered, beyond = _cover(days, list(found), as_of)
        missed = [day for day in days if day < as_of and day not in covered]
        told = set(missed[: len(_typed(register_plan, item["id"]))])
        for day in days:
            done_on = covered.get(day)
            known = not register_plan.empty and day not in told
            rows.append(
                {
                    "id": item["id"],
                    "due_on": day.isoformat(),
                    "status": _occurrence_status(day, done_on, as_of, known),
                    "done_on": done_on.isoformat() if done_on else None,
                    "evidence": found[done_on] if done_on else None,
                    "days_late": _days_late(day, done_on, as_of, known),
                }
            )
        rows += [
            {"id": item["id"], "due_on": None, "status": "done", "done_on": day.isoformat(), "evidence": found[day]}
            for day in beyond
        ]
    return pd.DataFrame(rows, columns=["id", "due_on", "status", "done_on", "evidence", "days_late"])


def _occurrence_status(day: date, done_on: date | None, as_of: date, known: bool) -> str:
    if done_on:
        return "done"
    if not known:
        return "no_record"
    return "overdue" if day < as_of else "upcoming"


def _days_late(day: date, done_on: date | None, as_of: date, known: bool) -> int | None:
    if not done_on and not known:
        return None
    late = ((done_on or as_of) - day).days
    return late if late > 0 else None


def _records(
    item: str,
    days: list[date],
    period: Period | None,
    as_of: date,
    register_plan: pd.DataFrame,
    register_events: pd.DataFrame,
) -> dict[date, str | None]:
    """Return the days on which an item was carried out, in order, each with its evidence.

    The register of the plan and the events may tell of the same thing with days that differ a little: of the two, the
    one with more days between two terms gives the days, and the other only its evidence.
    """
    if register_plan.empty and register_events.empty:
        return {}
    tellers = [
        register_plan.loc[register_plan["item"] == item, ["done_on", "evidence"]],
        register_events.loc[register_events["plan_item"] == item, ["held_on", "evidence"]],
    ]
    told = []
    for source in tellers:
        by_term: dict[date | None, dict[date, list[object]]] = {}
        for on, evidence in source.itertuples(index=False):
            if isinstance(on, str) and period and period.start <= (day := date.fromisoformat(on)) <= as_of:
                by_term.setdefault(_term_of(day, days), {}).setdefault(day, []).append(evidence)
        told.append(by_term)
    found = {}
    for term in {**told[0], **told[1]}:
        more, fewer = sorted((by_term.get(term, {}) for by_term in told), key=len, reverse=True)
        for day, evidence in more.items():
            beside = fewer.get(day, []) if len(more) > 1 else chain(*fewer.values())
            found[day] = joined([*evidence, *beside])
    return dict(sorted(found.items()))


def _term_of(day: date, days: list[date]) -> date | None:
    """Return the first term not before the day: the occurrence to which something done on that day belongs."""
    return next((term for term in days if day <= term), None)


def _cover(days: list[date], done: list[date], as_of: date) -> tuple[dict[date, date], list[date]]:
    """Return which record covers which occurrence, and the records beyond.

    A record covers its own occurrence; of several in one term the others make up for terms that passed without any.
    """
    covered: dict[date, date] = {}
    beyond = []
    for record in done:
        term = _term_of(record, days)
        if term is not None and term not in covered:
            covered[term] = record
        else:
            beyond.append(record)
    for term in days:
        if term < as_of and term not in covered and beyond:
            covered[term] = beyond.pop(0)
    return covered, beyond

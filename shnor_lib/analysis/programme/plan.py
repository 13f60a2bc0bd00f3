"""The programme's plan and measures: when each is due, and what is known of its execution."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.due_dates import due_on, occurrences, term_of_item
from shnor_lib.analysis.programme.records import joined
from shnor_lib.ground.params import Period
from shnor_lib.ground.rows import rows_of, table_of_rows
from shnor_lib.ground.terms import NO_DAYS, Term


@dataclass(frozen=True)
class Occurrence:
    """One time that an item is to be carried out, or a record beyond those: the columns of `plan_occurrences`."""

    due_on: str | None
    status: str
    done_on: str | None = None
    evidence: str | None = None
    days_late: int | None = None


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
    followed = _occurrences_of_items(
        programme_plan, programme_measures, period, as_of, register_plan, register_events, months_off
    )
    has_register = not register_plan.empty
    told = _rows_by(register_plan, "item")
    rows = [
        {
            **item,
            **_terms(term_of_item(item["due"], item["due_date"]), period, as_of, months_off),
            **_execution(own, as_of, has_register),
            **_without_period(item, period),
            "as_typed": joined(_typed(told.get(item["id"], []))),
            "note": _last_note(told.get(item["id"], [])),
        }
        for item, own in followed
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


def _execution(own: Sequence[Occurrence], as_of: date, has_register: bool) -> dict[str, Any]:
    """Return what the occurrences and records of one item say of it."""
    done = sorted((one for one in own if one.done_on), key=lambda one: str(one.done_on))
    expected = [one for one in own if one.due_on]
    return {
        "status": _status(own, as_of, has_register),
        "done_on": done[-1].done_on if done else None,
        "evidence": joined(one.evidence for one in done),
        "occurrences_done": sum(one.status == "done" for one in expected),
        "occurrences_overdue": sum(one.status == "overdue" for one in expected),
        "done_late": sum(one.status == "done" and one.days_late is not None for one in expected),
        "records": len(done),
        "days_late": expected[0].days_late if len(expected) == 1 else None,
    }


def _status(own: Sequence[Occurrence], as_of: date, has_register: bool) -> str:
    """Return an item's status, a code of `vocabulary.PLAN_STATUSES`."""
    codes = {one.status for one in own}
    if not own:
        return "no_deadline"
    if codes == {"done"}:
        return "done"
    if not has_register:
        passed = any(one.status != "done" and str(one.due_on) < as_of.isoformat() for one in own)
        return "no_record" if passed or "done" not in codes else "upcoming"
    return next(code for code in ("overdue", "no_record", "upcoming") if code in codes)


def _rows_by(register: pd.DataFrame, column: str) -> dict[str, list[Any]]:
    """Return a register's rows by the item that they name."""
    found: dict[str, list[Any]] = {}
    for row in rows_of(register):
        item = getattr(row, column)
        if isinstance(item, str):
            found.setdefault(item, []).append(row)
    return found


def _typed(told: Iterable[Any]) -> list[str]:
    """Return the words that stand in place of dates in an item's rows of the register."""
    return [row.done_on_as_typed for row in told if isinstance(row.done_on_as_typed, str)]


def _last_note(told: Iterable[Any]) -> str | None:
    notes = [row.note for row in told if isinstance(row.note, str)]
    return notes[-1] if notes else None


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
    items = _occurrences_of_items(
        programme_plan, programme_measures, period, as_of, register_plan, register_events, months_off
    )
    rows = [{"id": item["id"], **asdict(one)} for item, own in items for one in own]
    return pd.DataFrame(rows, columns=["id", "due_on", "status", "done_on", "evidence", "days_late"])


def _occurrences_of_items(
    programme_plan: pd.DataFrame,
    programme_measures: pd.DataFrame,
    period: Period | None,
    as_of: date,
    register_plan: pd.DataFrame,
    register_events: pd.DataFrame,
    months_off: Collection[int],
) -> Iterator[tuple[dict[Hashable, Any], list[Occurrence]]]:
    """Yield each item of `plan_items` with its occurrences: the expected ones, then records beyond them."""
    told, held = _rows_by(register_plan, "item"), _rows_by(register_events, "plan_item")
    for item in plan_items(programme_plan, programme_measures).to_dict("records"):
        days = occurrences(term_of_item(item["due"], item["due_date"]), period, months_off)
        own, events = told.get(item["id"], []), held.get(item["id"], [])
        days_told = [(row.done_on, row.evidence) for row in own], [(row.held_on, row.evidence) for row in events]
        found = _records(days_told, days, period, as_of)
        covered, beyond = _cover(days, list(found), as_of)
        missed = [day for day in days if day < as_of and day not in covered]
        in_words = set(missed[: len(_typed(own))])
        expected = [
            _occurrence(day, covered.get(day), found, as_of, known=not register_plan.empty and day not in in_words)
            for day in days
        ]
        more = [Occurrence(None, "done", day.isoformat(), found[day]) for day in beyond]
        yield item, [*expected, *more]


def _occurrence(
    day: date, done_on: date | None, found: Mapping[date, str | None], as_of: date, *, known: bool
) -> Occurrence:
    return Occurrence(
        day.isoformat(),
        _occurrence_status(day, done_on, as_of, known),
        done_on.isoformat() if done_on else None,
        found[done_on] if done_on else None,
        _days_late(day, done_on, as_of, known),
    )


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
    tellers: Iterable[Iterable[tuple[object, object]]], days: list[date], period: Period | None, as_of: date
) -> dict[date, str | None]:
    """Return the days on which an item was carried out, in order, each with its evidence.

    The register of the plan and the events may tell of the same thing with days that differ a little: of the two, the
    one with more days between two terms gives the days, and the other only its evidence.

    Args:
        tellers: days (ISO) with their evidence, as the register of the plan and as the events tell them.
        days: the item's terms.
        period: the programme's period.
        as_of: the reporting date.
    """
    told = []
    for source in tellers:
        by_term: dict[date | None, dict[date, list[object]]] = {}
        for on, evidence in source:
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

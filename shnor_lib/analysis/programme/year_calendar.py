"""The calendar of the year (циклограмма): every day that matters to the programme, behind and ahead of a day."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.periods import Kind, SchoolPeriod, school_year_of
from shnor_lib.analysis.programme.records import Window
from shnor_lib.ground.params import Period
from shnor_lib.ground.rows import groups_of, rows_of

CALENDAR = ["uid", "start", "day", "kind", "what", "responsible", "status", "done_on", "days_late", "ahead"]
#: Kinds of entries in the order of one day: what happens, what is due, what ends.
KINDS = ("event", "plan", "assignment", "publication", "partnership", "period")
#: What is over, whether or not anybody had to do it.
_PAST = ("done", "held", "ended")


@dataclass(frozen=True)
class YearTables:
    """What the calendar is made of: tables of the edition, the log of publications, the period, the reporting date.

    ``period`` is nothing while the programme's waits for a person.
    """

    plan: pd.DataFrame
    occurrences: pd.DataFrame
    events: pd.DataFrame
    assignments: pd.DataFrame
    publications: pd.DataFrame
    partnerships: pd.DataFrame
    period: Period | None
    as_of: date

    @property
    def window(self) -> Window:
        """From the programme's start to its end or, if later, the end of the school year after the reporting date."""
        year = school_year_of(self.as_of)
        last = date(year, 8, 31)
        if self.period is None:
            return Window(date(year - 1, 9, 1), last)
        return Window(min(self.period.start, self.as_of), max(self.period.end, last))


def calendar_of_year(tables: YearTables) -> pd.DataFrame:
    """Return the calendar: a row for each event, term, agreement's end and period of the school year, by day.

    Entries of one day and kind stand in the order of their tables.

    Returns:
        ``uid`` (stable: the same entry keeps it when its status changes), ``start`` (first day of what lasts; else the
        day), ``day`` (on which it is held, due or ends), ``kind`` (one of `KINDS`), ``what``, ``responsible``,
        ``status`` (held, ended; done, overdue, upcoming, no_record), ``done_on``, ``days_late``, ``ahead``: still to
        come on the reporting date.
    """
    window = tables.window
    parts = (_events, _plan, _assignments, _publications, _partnerships, _periods)
    rows = [row for part in parts for row in part(tables)]
    kept = [row for row in rows if window.start.isoformat() <= str(row["day"]) <= window.as_of.isoformat()]
    today = tables.as_of.isoformat()
    for row in kept:
        row["ahead"] = str(row["day"]) >= today and row["status"] not in _PAST
    order = {kind: place for place, kind in enumerate(KINDS)}
    kept.sort(key=lambda row: (str(row["day"]), order[str(row["kind"])]))
    return pd.DataFrame(_with_unlike_uids(kept), columns=CALENDAR)


Row = dict[str, object]


def _row(kind: str, key: Iterable[object], day: object, what: str, **known: object) -> Row:
    """Return an entry; whatever is not known of it stays empty."""
    blank: Row = dict.fromkeys(CALENDAR)
    return {**blank, "uid": f"{kind}-{_short_hash(key)}", "start": day, "day": day, "kind": kind, "what": what} | known


def _short_hash(key: Iterable[object]) -> str:
    return hashlib.sha256("\x1f".join(map(str, key)).encode("utf-8", "backslashreplace")).hexdigest()[:20]


def _with_unlike_uids(rows: list[Row]) -> list[Row]:
    """Number entries that are alike in all that names them, in their order."""
    met: dict[object, int] = {}
    for row in rows:
        met[row["uid"]] = met.get(row["uid"], 0) + 1
        if met[row["uid"]] > 1:
            row["uid"] = f"{row['uid']}-{met[row['uid']]}"
    return rows


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _events(tables: YearTables) -> Iterator[Row]:
    for one in rows_of(tables.events):
        if _text(one.held_on) and one.held_on <= tables.as_of.isoformat():
            yield _row("event", [one.event_id], one.held_on, one.title, status="held", done_on=one.held_on)


def _plan(tables: YearTables) -> Iterator[Row]:
    """Yield the terms of items and measures; what was done beyond them is told of by events and the plan's record."""
    items = {row.id: row for row in rows_of(tables.plan)}
    for one in rows_of(tables.occurrences):
        if not _text(one.due_on) or one.id not in items:
            continue
        item = items[one.id]
        yield _row(
            "plan",
            [one.id, one.due_on],
            one.due_on,
            f"{one.id}. {item.activity}",
            responsible=_text(item.responsible),
            **{**_known(one), "status": _status_of_term(one, tables.as_of)},
        )


def _status_of_term(one: Any, as_of: date) -> str:
    """Return a term's status: one that has not passed is to come, though nothing is recorded of the plan."""
    return "upcoming" if one.status == "no_record" and one.due_on >= as_of.isoformat() else str(one.status)


def _assignments(tables: YearTables) -> Iterator[Row]:
    for one in rows_of(tables.assignments):
        if _text(one.due_on):
            key = [one.minutes_id, one.held_on, one.assignment]
            who = _text(one.responsible)
            yield _row("assignment", key, one.due_on, one.assignment, responsible=who, **_known(one))


def _publications(tables: YearTables) -> Iterator[Row]:
    for one in rows_of(tables.publications):
        day = _text(one.due_on) or _text(one.published_on)
        if day:
            what = one.material if one.place is None or pd.isna(one.place) else f"{one.material}: {one.place}"
            known = {"status": one.status, "done_on": _text(one.published_on), "days_late": one.days_late}
            yield _row("publication", [one.material, one.place], day, what, **known)


def _known(one: Any) -> Row:
    return {"status": one.status, "done_on": _text(one.done_on), "days_late": one.days_late}


def _partnerships(tables: YearTables) -> Iterator[Row]:
    """Yield the days on which agreements end, each with its pairs of schools."""
    own = tables.partnerships[tables.partnerships["until"].notna()]
    for until, ending in groups_of(own, "until"):
        pairs = list(dict.fromkeys(f"{one.school} — {one.mentor}" for one in rows_of(ending)))
        what = "; ".join(pairs[:MOST_PAIRS])
        what += f"; ещё пар: {len(pairs) - MOST_PAIRS}" if len(pairs) > MOST_PAIRS else ""
        yield _row("partnership", [until], until, what, status=_ended(until, tables.as_of))


#: So many pairs whose agreements end on one day are named.
MOST_PAIRS = 4


def _periods(tables: YearTables) -> Iterator[Row]:
    """Yield the quarters and half-years of the window, and the programme's period."""
    window = tables.window
    for year in range(school_year_of(window.start), school_year_of(window.as_of) + 1):
        for kind in Kind:
            for number in range(1, kind.in_a_year + 1):
                one = SchoolPeriod(year, kind, number)
                lasting = {"start": one.start.isoformat(), "status": _ended(one.end.isoformat(), tables.as_of)}
                yield _row("period", [one.id], one.end.isoformat(), one.words, **lasting)
    if tables.period is not None:
        end = tables.period.end.isoformat()
        lasting = {"start": tables.period.start.isoformat(), "status": _ended(end, tables.as_of)}
        yield _row("period", ["programme"], end, PROGRAMME_PERIOD, **lasting)


PROGRAMME_PERIOD = "Период реализации Программы"


def _ended(day: str, as_of: date) -> str:
    return "ended" if day < as_of.isoformat() else "upcoming"

"""The calendar of the year as a file of iCalendar (RFC 5545), for the calendars of phones and mail programs.

The same entries give the same bytes: UIDs come from what an entry is, stamps from the reporting date, no clock is read.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
from icalendar import Calendar, Event

from shnor_lib.ground.legible import writable
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.year.year_words import KINDS, kind_words, state_words

PRODUCER = "-//SHNOR report//year//RU"
#: The part of a UID after the sign: nobody's host, so that no machine stands in the file.
DOMAIN = "year.shnor.invalid"
#: Longer texts stand in the description alone.
LONGEST_SUMMARY = 120


def calendar_bytes(calendar: pd.DataFrame, name: str, edition: str, as_of: date) -> bytes:
    """Return the calendar's entries as an iCalendar file, lines of at most 75 bytes.

    Args:
        calendar: the table of `analysis.programme.year_calendar.calendar_of_year`.
        name: what the calendar is called in programs.
        edition: the edition's name: entries of two editions do not take each other's place.
        as_of: the reporting date.
    """
    whole = Calendar()
    whole.add("prodid", PRODUCER)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", _plain(name))
    for event in _events(calendar, edition, as_of):
        whole.add_component(event)
    return whole.to_ical()


def _events(calendar: pd.DataFrame, edition: str, as_of: date) -> Iterator[Event]:
    stamp = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    for entry in rows_of(calendar):
        first, last = date.fromisoformat(entry.start), date.fromisoformat(entry.day)
        event = Event()
        event.add("uid", f"{entry.uid}-{_ascii(edition)}@{DOMAIN}")
        event.add("dtstamp", stamp)
        event.add("dtstart", min(first, last))
        # The end of whole days is the day after; the calendar's last day has none.
        if last < date.max:
            event.add("dtend", last + timedelta(days=1))
        event.add("summary", _summary(entry))
        event.add("description", _description(entry))
        event.add("categories", [KINDS[entry.kind]])
        event.add("transp", "TRANSPARENT")
        yield event


def _summary(entry: Any) -> str:
    """Return what stands on the day: what is overdue and what ends say so first."""
    before = {"overdue": "Просрочено: ", "no_record": "Нет сведений: "}.get(entry.status, "")
    before = "Окончание соглашений: " if entry.kind == "partnership" else before
    words = _plain(f"{before}{entry.what}")
    return words if len(words) <= LONGEST_SUMMARY else f"{words[:LONGEST_SUMMARY].rsplit(' ', 1)[0]}…"


def _description(entry: Any) -> str:
    lines = [str(entry.what), f"{kind_words(entry).capitalize()}: {state_words(entry)}"]
    if isinstance(entry.responsible, str) and entry.responsible:
        lines.append(f"Ответственный: {entry.responsible}")
    return "\n".join(map(_plain, lines))


def _plain(text: str) -> str:
    """Return a text as one line without signs that a file of text cannot hold."""
    return " ".join(writable(text).split())


def _ascii(edition: str) -> str:
    """Return the edition's name as letters that every program takes in a UID."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"-{ord(sign):x}" for sign in edition)

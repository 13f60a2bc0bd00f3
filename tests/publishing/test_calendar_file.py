"""`calendar.ics`: RFC 5545 by a strict reader of our own and by another library; the same entries, the same bytes."""

import re
import tracemalloc
from datetime import date

import pandas as pd
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.year_calendar import CALENDAR
from shnor_lib.publishing.calendar_file import DOMAIN, calendar_bytes
from tests.support.depth import examples

AS_OF = date(2024, 12, 31)
REQUIRED = {"UID", "DTSTAMP", "DTSTART", "SUMMARY"}


def calendar(*rows: dict) -> pd.DataFrame:
    usual = {"kind": "event", "what": "Семинар", "status": "held", "start": "2024-05-05", "day": "2024-05-05"}
    filled = [{**usual, "uid": f"event-{number}", **row} for number, row in enumerate(rows)]
    return pd.DataFrame(filled, columns=CALENDAR)


def made(*rows: dict, edition: str = "demo") -> bytes:
    return calendar_bytes(calendar(*rows), "Циклограмма", edition, AS_OF)


def strictly_read(content: bytes) -> list[dict[str, str]]:
    """Return the events of a file, by the grammar of RFC 5545: CRLF, 75 octets, folded lines, known properties once."""
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    physical = content.split(b"\r\n")[:-1]
    assert all(0 < len(line) <= 75 for line in physical)
    assert all(line.decode("utf-8") for line in physical), "a line ends within a letter"
    lines = content.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    events: list[dict[str, str]] = []
    head: dict[str, str] = {}
    current = head
    for line in lines[1:-1]:
        name, value = re.fullmatch(r"([A-Z-]+(?:;[A-Z-]+=[^:;]+)*):(.*)", line, re.DOTALL).groups()
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value)
        if line == "BEGIN:VEVENT":
            assert current is head
            current = {}
        elif line == "END:VEVENT":
            assert current.keys() >= REQUIRED
            events.append(current)
            current = head
        else:
            assert name.partition(";")[0] not in {one.partition(";")[0] for one in current}, name
            current[name.partition(";")[0]] = value
            if name.partition(";")[0] in ("DTSTART", "DTEND"):
                assert name.endswith(";VALUE=DATE") and re.fullmatch(r"\d{8}", value)
    assert current is head and head["VERSION"] == "2.0" and head["PRODID"]
    assert len({event["UID"] for event in events}) == len(events)
    return events


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_an_entry_is_a_whole_day_and_what_lasts_ends_after_its_last_day():
    first, second = strictly_read(
        made(
            {}, {"kind": "period", "what": "1 четверть", "start": "2024-09-01", "day": "2024-10-31", "status": "ended"}
        )
    )
    assert (first["DTSTART"], first["DTEND"]) == ("20240505", "20240506")
    assert (second["DTSTART"], second["DTEND"]) == ("20240901", "20241101")
    assert first["DTSTAMP"] == "20241231T000000Z", "no clock is read"
    assert first["UID"] == f"event-0-demo@{DOMAIN}" and first["CATEGORIES"] == "мероприятие"


def test_what_is_overdue_says_so_first_and_who_is_responsible_stands_below():
    (event,) = strictly_read(
        made({"kind": "assignment", "what": "Сделать", "status": "overdue", "days_late": 3, "responsible": "методист"})
    )
    assert event["SUMMARY"] == "Просрочено: Сделать"
    assert unescaped(event["DESCRIPTION"]) == "Сделать\nПоручение: просрочено на 3 дня\nОтветственный: методист"


def test_another_library_reads_the_same():
    rows = [
        {"what": f"Семинар № {n}; «длинные» слова, с запятой \\ {'я' * n}", "uid": f"u{n}"} for n in range(1, 90, 8)
    ]
    content = made(*rows)
    theirs = vobject.readOne(content.decode("utf-8"))
    ours = strictly_read(content)
    assert len(theirs.vevent_list) == len(ours) == len(rows)
    for event, own, row in zip(theirs.vevent_list, ours, rows, strict=True):
        assert event.summary.value == unescaped(own["SUMMARY"])
        assert event.description.value.split("\n")[0] == row["what"]
        assert event.dtstart.value == date(2024, 5, 5) and event.dtend.value == date(2024, 5, 6)


def test_the_built_demonstration_opens_in_both(built_demo):
    from shnor_lib.presentation.year.programme_year import open_year
    from tests.support.report_editions import as_issued

    year = open_year(as_issued(built_demo))
    content = calendar_bytes(year.calendar, "Циклограмма", "demo", year.today)
    ours, theirs = strictly_read(content), vobject.readOne(content.decode("utf-8")).vevent_list
    assert len(ours) == len(theirs) == len(year.calendar) > 50
    assert content == calendar_bytes(year.calendar, "Циклограмма", "demo", year.today)
    assert not re.search(r"П-\d{4}", content.decode("utf-8").replace("\r\n ", "")), "codes of people"


ATTACKS = (
    '=HYPERLINK("http://x","y")',
    "BEGIN:VEVENT\r\nUID:чужое",
    "строка\nEND:VCALENDAR",
    "знак \x00 \x1b \x7f \x85 \u2028 конец",
    "🙂" * 60,
    "я" * 5000,
    " ",
    "\ud800 половина знака",
    "a;b,c:d\\n\\",
)


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_breaks_the_file(text):
    (event,) = strictly_read(made({"what": text, "responsible": text}))
    assert len(unescaped(event["SUMMARY"])) <= 130


@settings(max_examples=examples(30))
@given(st.text(max_size=200), st.text(min_size=1, max_size=8))
def test_whatever_is_typed_one_entry_stays_one_event(text, edition):
    content = made({"what": text}, edition=edition)
    (event,) = strictly_read(content)
    assert event["UID"].isascii()
    assert len(vobject.readOne(content.decode("utf-8")).vevent_list) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_last_days_that_there_are_are_written(day):
    (event,) = strictly_read(made({"start": day, "day": day}))
    assert event["DTSTART"] == day.replace("-", "")


def test_no_entries_make_an_empty_calendar():
    assert strictly_read(made()) == []


def test_thousands_of_entries_are_written_within_reason():
    rows = [{"uid": f"u{number}", "what": f"Поручение {number}"} for number in range(examples(200))]
    tracemalloc.start()
    content = made(*rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(strictly_read(content)) == len(rows) and peak < 60_000 * len(rows)

"""METHODS 4: the plan's execution from its register and the events; assignments; the cycle of events."""

from datetime import date

import pandas as pd
import pytest

from shnor_lib.analysis.programme.meetings import assignments, events_by_month
from shnor_lib.analysis.programme.plan import follow_plan, plan_occurrences
from shnor_lib.ground.schemas import TABLES
from tests.support.invented_registers import AS_OF, BEFORE, PERIOD, WINDOW, registers
from tests.support.register_books import PROGRAMME

MONTHS_DUE = 15  # September 2021 … November 2022; December's day is the reporting date itself


def followed(as_of: date = AS_OF, **rows):
    made = registers(**rows)
    frames = PROGRAMME["programme_plan"], PROGRAMME["programme_measures"], PERIOD, as_of, made.plan, made.events
    TABLES["plan_occurrences"].validate(plan_occurrences(*frames))
    return TABLES["plan"].validate(follow_plan(*frames)).set_index("id")


def parts(item: str, as_of: date = AS_OF, **rows):
    made = registers(**rows)
    frames = PROGRAMME["programme_plan"], PROGRAMME["programme_measures"], PERIOD, as_of, made.plan, made.events
    table = plan_occurrences(*frames)
    return table[table["id"] == item]


def monthly(count: int, item: str = "4") -> list[dict]:
    ends = pd.date_range("2021-09-01", periods=16, freq="MS") + pd.Timedelta(days=9)
    return [{"item": item, "done_on": day.date().isoformat()} for day in ends[:count]]


@pytest.mark.parametrize(
    ("item", "done_on", "as_of", "status"),
    [
        ("1", "2022-01-20", AS_OF, "done"),
        ("1", "2022-02-20", AS_OF, "done"),
        ("1", None, AS_OF, "overdue"),
        ("1", None, date(2022, 1, 31), "upcoming"),
        ("1", None, date(2022, 2, 1), "overdue"),
        ("1", "2022-01-20", date(2022, 1, 10), "upcoming"),
        ("1", BEFORE, AS_OF, "overdue"),
        ("21", None, AS_OF, "upcoming"),
        ("5", None, AS_OF, "no_deadline"),
        ("5", "2022-03-01", AS_OF, "done"),
        ("8", None, AS_OF, "no_deadline"),
        ("6", "2021-10-01", AS_OF, "done"),
        ("М2.1", "2021-12-01", AS_OF, "done"),
        ("М2.1", None, AS_OF, "overdue"),
    ],
)
def test_an_item_with_a_register(item, done_on, as_of, status):
    row = followed(as_of, plan=[{"item": item, "done_on": done_on}]).loc[item]
    assert row["status"] == status


@pytest.mark.parametrize(("count", "status"), [(0, "overdue"), (14, "overdue"), (MONTHS_DUE, "done"), (16, "done")])
def test_a_monthly_item_needs_a_record_for_every_month_that_is_over(count, status):
    plan = followed(plan=[{"item": "1", "done_on": None}, *monthly(count)])
    row = plan.loc["4"]
    assert (row["status"], row["occurrences"], row["occurrences_due"], row["records"]) == (
        status,
        16,
        MONTHS_DUE,
        count,
    )


def test_before_the_first_term_a_periodic_item_is_upcoming():
    assert followed(date(2021, 9, 20), plan=[{"item": "1", "done_on": None}]).loc["4", "status"] == "upcoming"


def test_without_a_register_only_what_events_prove_is_known():
    plan = followed(events=[{"event_id": "1", "plan_item": "2", "held_on": "2022-02-10", "evidence": "протокол № 2"}])
    assert (plan.loc["2", "status"], plan.loc["2", "done_on"]) == ("done", "2022-02-10")
    assert plan.loc["2", "evidence"] == "протокол № 2"
    assert plan.loc["1", "status"] == "no_record"
    assert set(followed()["status"]) == {"no_record", "no_deadline"}


def test_register_and_events_of_one_term_are_one_record():
    plan = [{"item": "4", "done_on": "2022-03-10", "evidence": "приказ"}]
    events = [{"event_id": "1", "plan_item": "4", "held_on": "2022-03-11", "evidence": "ссылка"}]
    row = followed(plan=plan, events=events).loc["4"]
    assert (row["records"], row["evidence"]) == (1, "приказ; ссылка")
    events.append({"event_id": "2", "plan_item": "4", "held_on": "2022-03-25"})
    assert followed(plan=plan, events=events).loc["4", "records"] == 2


def test_a_missed_month_is_made_up_later_and_says_by_how_much():
    rows = monthly(MONTHS_DUE)
    rows[6]["done_on"] = "2022-05-05"
    table = parts("4", plan=rows).set_index("due_on")
    missed = pd.Timestamp(rows[5]["done_on"]) + pd.offsets.MonthEnd(2)
    row = table.loc[missed.date().isoformat()]
    assert row["status"] == "done"
    assert row["done_on"] > row.name
    assert row["days_late"] == (date.fromisoformat(row["done_on"]) - date.fromisoformat(row.name)).days


def test_what_is_beyond_the_occurrences_stands_without_a_term():
    table = parts("1", plan=[{"item": "1", "done_on": day} for day in ("2022-01-10", "2022-01-20")])
    assert table["due_on"].isna().tolist() == [False, True]
    assert table["status"].tolist() == ["done", "done"]


def test_an_overdue_item_says_by_how_many_days():
    row = followed(date(2022, 2, 10), plan=[{"item": "1", "done_on": None, "note": "перенесено"}]).loc["1"]
    assert (row["days_late"], row["note"]) == (10, "перенесено")


# Assignments and events


@pytest.mark.parametrize(
    ("due_on", "done_on", "status", "late"),
    [
        (None, None, "no_deadline", None),
        ("2022-12-31", None, "upcoming", None),
        ("2022-12-30", None, "overdue", 1),
        ("2022-12-01", "2022-11-20", "done", None),
        ("2022-12-01", "2022-12-11", "done", 10),
        ("2022-12-01", "2023-01-11", "overdue", 30),
        (None, "2022-11-20", "done", None),
    ],
)
def test_an_assignment_as_of_the_date(due_on, done_on, status, late):
    rows = registers(minutes=[{"due_on": due_on, "done_on": done_on}]).minutes
    row = TABLES["assignments"].validate(assignments(rows, AS_OF)).iloc[0]
    assert row["status"] == status
    assert (None if pd.isna(row["days_late"]) else row["days_late"]) == late


def test_overdue_assignments_come_first_and_questions_alone_are_none():
    minutes = [
        {"assignment": "сделано", "due_on": "2022-05-01", "done_on": "2022-04-01"},
        {"assignment": None},
        {"assignment": "ждёт", "due_on": "2023-05-01"},
        {"assignment": "позже", "due_on": "2022-06-01"},
        {"assignment": "раньше", "due_on": "2022-05-01"},
        {"assignment": "из будущего", "held_on": "2023-02-01"},
    ]
    assert assignments(registers(minutes=minutes).minutes, AS_OF)["assignment"].tolist() == [
        *("раньше", "позже", "ждёт"),
        "сделано",
    ]


def test_the_cycle_of_events_counts_events_and_people():
    made = registers(
        events=[
            {"event_id": "1", "form": "семинар", "plan_item": "4"},
            {"event_id": "2", "form": "семинар", "plan_item": "4"},
            {"event_id": "3", "held_on": BEFORE},
            {"event_id": "4", "audience": None, "held_on": "2022-04-01"},
        ],
        participation=[{"event_id": e, "teacher_id": t} for e, t in (("1", "t1"), ("2", "t1"), ("2", "t2"))],
    )
    table = TABLES["events_by_month"].validate(events_by_month(made.events, made.participation, WINDOW))
    assert table["month"].tolist() == ["2022-03", "2022-04"]
    assert table["events"].tolist() == [2, 1]
    assert table["people"].tolist() == [2, 0]
    assert table["plan_items"].tolist()[0] == "4"
    alone = events_by_month(made.events, registers().participation, WINDOW)
    assert alone["people"].isna().all()

"""METHODS 4: the plan's execution from its register and the events; assignments; the cycle of events."""

from datetime import date

import pandas as pd
import pytest

from shnor_lib.analysis.programme.meetings import assignments, events_by_month
from shnor_lib.analysis.programme.plan import follow_plan, plan_occurrences
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.schemas import TABLES
from shnor_lib.presentation.plan_words import state_words
from tests.support.depth import every_case
from tests.support.invented_registers import AS_OF, BEFORE, PERIOD, WINDOW, registers
from tests.support.register_books import PROGRAMME

MONTHS_DUE = 15  # September 2021 … November 2022; December's day is the reporting date itself


def followed(as_of: date = AS_OF, months_off=(), **rows):
    made = registers(**rows)
    frames = PROGRAMME["programme_plan"], PROGRAMME["programme_measures"], PERIOD, as_of, made.plan, made.events
    frames += (months_off,)
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
    every_case(
        3,
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
            ("М2.1", "2021-12-01", AS_OF, "upcoming"),
            ("М2.1", None, AS_OF, "overdue"),
        ],
    ),
)
def test_an_item_with_a_register(item, done_on, as_of, status):
    row = followed(as_of, plan=[{"item": item, "done_on": done_on}]).loc[item]
    assert row["status"] == status


@pytest.mark.parametrize(
    ("count", "status"), every_case(3, [(0, "overdue"), (14, "overdue"), (MONTHS_DUE, "upcoming"), (16, "done")])
)
def test_a_monthly_item_needs_a_record_for_every_month_that_is_over(count, status):
    plan = followed(plan=[{"item": "1", "done_on": None}, *monthly(count)])
    row = plan.loc["4"]
    assert (row["status"], row["occurrences"], row["occurrences_due"], row["records"]) == (
        status,
        16,
        MONTHS_DUE,
        count,
    )


@pytest.mark.parametrize(
    ("months_off", "held", "status", "expected"),
    every_case(
        3,
        [
            ((), [], "overdue", 16),
            ((7, 8), [7, 8], "upcoming", 14),
            ((7, 8), [6, 7, 8], "overdue", 14),
            ((7,), [7, 8], "overdue", 15),
            (tuple(range(1, 13)), [], "done", 0),
        ],
    ),
)
def test_nothing_monthly_is_expected_in_holidays(months_off, held, status, expected):
    """``held`` are the months of 2022 without a record; of other items holidays take no occurrence."""
    rows = [row for row in monthly(15) if not (row["done_on"][:4] == "2022" and int(row["done_on"][5:7]) in held)]
    plan = followed(months_off=months_off, plan=rows if expected != 16 else monthly(14))
    assert (plan.loc["4", "status"], plan.loc["4", "occurrences"]) == (status, expected)
    assert (plan.loc["М1.3", "occurrences"], plan.loc["10", "due_on"]) == (6, "2022-06-30")


@pytest.mark.parametrize(
    ("row", "as_of", "words"),
    every_case(
        2,
        [
            ({"item": "1", "done_on": "2022-02-20"}, AS_OF, "выполнено 20.02.2022, позже срока на 20 дней"),
            ({"item": "1", "done_on": "2022-01-20"}, AS_OF, "выполнено 20.01.2022"),
            ({"item": "1", "done_on": None}, date(2022, 2, 10), "срок прошёл 10 дней назад"),
            (
                {"item": "1", "done_on": None, "done_on_as_typed": "выполнено"},
                AS_OF,
                "в реестре вместо даты: «выполнено»",
            ),
            ({"item": "8", "done_on": None, "done_on_as_typed": "идёт"}, AS_OF, "в реестре вместо даты: «идёт»"),
            ({"item": "8", "done_on": None}, AS_OF, "сведения не представлены"),
            (
                {"item": "М1.2", "done_on": "2021-12-20"},
                AS_OF,
                "выполнено 1 из 3 раз; срок прошёл — 1; срок не наступил — 1",
            ),
            (
                {"item": "М1.2", "done_on": "2021-12-20"},
                date(2022, 1, 15),
                "выполнено 1 из 3 раз; срок не наступил — 2",
            ),
            (
                {"item": "М1.2", "done_on": "2021-12-20", "done_on_as_typed": None},
                date(2022, 3, 1),
                "выполнено 1 из 3 раз; срок не наступил — 2",
            ),
        ],
    ),
)
def test_the_state_reads_as_it_is(row, as_of, words):
    item = next(one for one in rows_of(followed(as_of, plan=[row]).reset_index()) if one.id == row["item"])
    assert state_words(item).replace("\u00a0", " ") == words


def test_words_in_place_of_a_date_are_no_delay():
    """Of two months missed one is told in words: one is overdue, the other has no record; both are not done."""
    rows = monthly(MONTHS_DUE)
    del rows[3:5]
    typed = {"item": "4", "done_on": None, "done_on_as_typed": "провели"}
    table = parts("4", plan=[*rows, typed])
    assert table["status"].value_counts().to_dict() == {"done": 13, "overdue": 1, "no_record": 1, "upcoming": 1}
    assert followed(plan=[*rows, typed]).loc["4", ["status", "as_typed"]].tolist() == ["overdue", "провели"]
    only = followed(plan=[{"item": "1", "done_on": None, "done_on_as_typed": "да"}]).loc["1"]
    assert (only["status"], only["occurrences_overdue"], pd.isna(only["days_late"])) == ("no_record", 0, True)


def test_a_monthly_item_done_late_says_how_often():
    rows = monthly(MONTHS_DUE)
    rows[6]["done_on"] = "2022-05-05"
    row = next(one for one in rows_of(followed(plan=rows).reset_index()) if one.id == "4")
    assert row.done_late == 1
    assert "из них позже срока — 1" in state_words(row)


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
    every_case(
        3,
        [
            (None, None, "no_deadline", None),
            ("2022-12-31", None, "upcoming", None),
            ("2022-12-30", None, "overdue", 1),
            ("2022-12-01", "2022-11-20", "done", None),
            ("2022-12-01", "2022-12-11", "done", 10),
            ("2022-12-01", "2023-01-11", "overdue", 30),
            (None, "2022-11-20", "done", None),
        ],
    ),
)
def test_an_assignment_as_of_the_date(due_on, done_on, status, late):
    rows = registers(minutes=[{"due_on": due_on, "done_on": done_on}]).minutes
    row = TABLES["assignments"].validate(assignments(rows, AS_OF)).iloc[0]
    assert row["status"] == status
    assert (None if pd.isna(row["days_late"]) else row["days_late"]) == late


def test_an_assignment_told_in_words_is_quoted_and_not_overdue():
    rows = registers(minutes=[{"due_on": "2022-06-01", "done_on": None, "done_on_as_typed": "исполнено"}]).minutes
    row = TABLES["assignments"].validate(assignments(rows, AS_OF)).iloc[0]
    assert (row["status"], row["as_typed"], pd.isna(row["days_late"])) == ("no_record", "исполнено", True)


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

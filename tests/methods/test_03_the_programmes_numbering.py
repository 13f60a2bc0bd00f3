"""METHODS 3: the programme's numbering and its words on terms, and what is done with them."""

from datetime import date

import pytest

from shnor_lib.analysis.programme import due_dates
from shnor_lib.analysis.programme.numbering import missing_numbers, repeated_numbers, without_number
from tests.support.programme_2022 import params_2022, shipped_edition

PARAMS = params_2022()
PERIOD = PARAMS.programme.period


@pytest.fixture(scope="module")
def edition():
    return shipped_edition()


def test_targets_are_the_programmes(edition):
    assert edition.indicators["target"].dropna().tolist() == [1, 40, 10, 100, 100, 3, 40]


@pytest.mark.parametrize(
    ("words", "due", "count"),
    [
        ("январь", date(2022, 1, 31), 1),
        ("февраль", date(2022, 2, 28), 1),
        ("ноябрь-декабрь", date(2022, 12, 31), 1),
        ("В течение года", date(2022, 12, 31), 1),
        ("1 раз в месяц", None, 16),
        ("По запросам", None, 0),
        ("", None, 0),
        ("В конце каждого полугодия", None, 3),
        ("В конце каждой четверти", None, 6),
        ("Ежегодно", None, 2),
    ],
)
def test_terms_in_the_programmes_words(words, due, count):
    term = due_dates.term_of_item(words, None)
    assert due_dates.due_on(term, PERIOD) == due
    days = due_dates.occurrences(term, PERIOD)
    assert len(days) == count
    assert days == sorted(days)
    assert all(PERIOD.start <= day <= PERIOD.end for day in days)


def test_statuses_without_a_register(edition):
    statuses = edition.plan.set_index("id")["status"]
    assert set(statuses.index[statuses == "no_deadline"]) == {"5", "8"}
    assert set(statuses.drop(["5", "8"])) == {"no_record"}


def test_there_are_15_items_and_8_measures(edition):
    assert edition.plan["id"].tolist() == [
        *("1", "2", "3", "4", "5", "6", "6а", "7", "8", "9", "10", "16", "18", "19", "21"),
        *(f"М1.{n}" for n in range(1, 7)),
        *("М2.1", "М3.1"),
    ]


@pytest.mark.parametrize(
    ("numbers", "missing", "repeated"),
    [
        (["1.", "2.", "3"], [], []),
        (["1", "1", "2", "4", "5", "6", "9"], ["3", "7", "8"], ["1"]),
        (["2.", "4"], ["1", "3"], []),
        (["1.1.", "1.2", "1.4", "3.1", "3.1."], ["1.3", "2"], ["3.1"]),
        (["2022", "паспорт", "6а", None, ""], [], []),
        ([], [], []),
    ],
)
def test_what_a_numbering_leaves_out_and_repeats(numbers, missing, repeated):
    assert missing_numbers(numbers) == missing
    assert repeated_numbers(numbers) == repeated


def test_the_programmes_own_lists_leave_out_what_its_text_does(edition):
    assert missing_numbers(edition.programme_plan["source_number"]) == ["11", "12", "13", "14", "15", "17", "20"]
    assert without_number(edition.programme_plan) == ["6а"]
    assert missing_numbers(edition.programme_tasks["id"]) == ["3"]
    assert not missing_numbers(edition.programme_measures["source_number"])
    assert not missing_numbers(edition.programme_expected["id"])

"""What changed between two editions: laws of the comparison, and how it is told."""

import io
import itertools
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.results.comparison import ROW, Place, Step, Stored, compared
from shnor_lib.ground.columns import integer, iso_date, number, text
from shnor_lib.ground.tables import Table
from shnor_lib.publishing.difference.book import difference_book
from shnor_lib.publishing.difference.page import MOST_ON_PAGE, difference_page
from shnor_lib.publishing.difference.told import Told, told
from tests.support.depth import examples

DECLARED = {
    "classification": Table(
        {"school_id": text(), "standing": text(among=("listed", "unlisted")), "low": integer(), "basis": text()},
        key=("school_id",),
    ),
    "results": Table({"school_id": text(), "fail_pct": number(), "held_on": iso_date()}, key=("school_id",)),
    "partnerships": Table({"school_id": text(), "since": iso_date(), "mentor": text()}),
}
TITLES = {name: name for name in DECLARED}


def stored(name, *rows, columns=None):
    columns = columns or tuple(DECLARED[name].columns)
    return Stored(columns, [dict(zip(columns, row, strict=True)) for row in rows])


def edition(**tables):
    return {name: stored(name, *rows) for name, rows in tables.items()}


def changes(before, *steps):
    return compared(before, [Step(*step) for step in steps], DECLARED, TITLES).changes


def told_briefly(found):
    return [(one.place.table, one.place.key, one.place.column, one.before, one.after, one.cause) for one in found]


ONE = edition(classification=[("1", "listed", "2", "ибо")], results=[("1", "30", "2021-04-01"), ("2", "10", "")])


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (ONE, []),
        (
            edition(
                classification=[("1", "listed", "2", "иными словами")],
                results=[*map(tuple, (("1", "30.0", "2021-04-01"), ("2", "10", "")))],
            ),
            [],
        ),
        (
            edition(
                classification=[("1", "unlisted", "1", "ибо")], results=[("1", "30", "2021-04-02"), ("2", "10", "")]
            ),
            [
                ("classification", ("1",), "standing", "listed", "unlisted", "параметры"),
                ("classification", ("1",), "low", "2", "1", "параметры"),
                ("results", ("1",), "held_on", "2021-04-01", "2021-04-02", "параметры"),
            ],
        ),
        (
            edition(classification=[("1", "listed", "2", "ибо")], results=[("1", "", "2021-04-01"), ("3", "10", "")]),
            [
                ("results", ("1",), "fail_pct", "30", "", "параметры"),
                ("results", ("2",), ROW, "есть", "", "параметры"),
                ("results", ("3",), ROW, "", "есть", "параметры"),
            ],
        ),
    ],
)
def test_what_differs_is_told_verdicts_first(after, expected):
    assert told_briefly(changes(ONE, (("params",), after))) == expected


@pytest.mark.parametrize(
    ("swapped", "cause"),
    [
        (("inputs",), "исходные данные"),
        (("code",), "программа"),
        (("inputs", "code"), "причина не восстановлена: исходные данные или программа"),
        ((), "причина не восстановлена"),
    ],
)
def test_a_step_in_which_more_was_swapped_explains_nothing(swapped, cause):
    after = edition(classification=[("1", "unlisted", "2", "")], results=[("1", "30", "2021-04-01"), ("2", "10", "")])
    assert [one.cause for one in changes(ONE, (swapped, after))] == [cause]


def test_rows_without_a_key_are_told_by_their_values():
    before = edition(partnerships=[("1", "2021-09-01", "а"), ("1", "2021-09-01", "б"), ("2", "", "в")])
    after = edition(partnerships=[("2", "", "иной"), ("1", "2021-09-01", "а")])
    found = changes(before, (("inputs",), after))
    assert told_briefly(found) == [
        ("partnerships", ("1", "2021-09-01", "№ 2"), ROW, "есть", "", "исходные данные"),
    ]


def test_what_one_edition_lacks_is_told_and_not_compared():
    before = {"classification": stored("classification", ("1", "listed"), columns=("school_id", "standing"))}
    found = compared(before, [Step(("code",), ONE)], DECLARED, TITLES)
    assert found.changes == ()
    assert found.not_compared == (
        "«classification»: столбцов, которые есть только в одном из выпусков, — 1",
        "«results»: в прежнем выпуске такой таблицы нет",
    )


#: Editions of one table; a school may be missing, a value too.
VALUES = st.sampled_from(["", "1", "2", "3"])
EDITIONS = st.dictionaries(st.sampled_from("abc"), st.tuples(VALUES, VALUES), max_size=3).map(
    lambda rows: edition(results=[(school, *values) for school, values in rows.items()])
)


def value(tables, place):
    for row in tables["results"].rows:
        if (row["school_id"],) == place.key:
            return "есть" if place.column == ROW else row[place.column]
    return ""


@settings(max_examples=examples(100))
@given(st.lists(EDITIONS, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_parts_of_a_change_add_up_to_it_whatever_the_order_of_rows(states, chance):
    axes = [("inputs",), ("params",), ("code",)]
    steps = list(zip(axes, states[1:], strict=False))
    found = changes(states[0], *steps)
    for one in found:
        assert (one.before, one.after) == (value(states[0], one.place), value(states[-1], one.place))
        assert one.before != one.after
        assert (one.parts[0][1], one.parts[-1][2]) == (one.before, one.after)
        assert all(left[2] == right[1] for left, right in itertools.pairwise(one.parts))
    both = {row["school_id"] for row in states[0]["results"].rows} & {
        row["school_id"] for row in states[-1]["results"].rows
    }
    for school in both:
        for column in ("fail_pct", "held_on"):
            place = Place("results", (school,), column)
            differs = value(states[0], place) != value(states[-1], place)
            assert differs == (place in [one.place for one in found])
    mixed = [(axis, _shuffled(tables, chance)) for axis, tables in steps]
    assert changes(_shuffled(states[0], chance), *mixed) == found


def _shuffled(tables: dict[str, Stored], chance: random.Random) -> dict[str, Stored]:
    rows = list(tables["results"].rows)
    chance.shuffle(rows)
    return {"results": Stored(tables["results"].columns, rows)}


def test_codes_are_words_and_schools_names():
    before = edition(classification=[("1", "listed", "2", "")], results=[("1", "30", "")])
    middle = edition(classification=[("1", "listed", "3", "")], results=[("1", "30", "")])
    after = edition(classification=[("1", "unlisted", "4", "")], results=[("1", "30", "")])
    found = changes(before, (("inputs",), middle), (("params",), after))
    rows = list(told(found, {"1": "Школа № 1"}))
    assert rows[0][:2] == ("Школы и критерии", "Школа № 1")
    assert (rows[0].before, rows[0].after, rows[0].cause) == ("listed", "не в списке", "параметры")
    assert rows[1].cause == "исходные данные: 2 → 3; параметры: 3 → 4"


def test_the_page_and_the_workbook_hold_what_is_told():
    verdict = Told("Таблица <1>", "Школа", "Вывод", "–", "=1+1", "программа")
    many = [verdict._replace(row=f"Школа {number}") for number in range(MOST_ON_PAGE + 2)]
    page = difference_page("Что изменилось", ["Итог"], [verdict], many, ["«Таблица»: нет"]).decode()
    assert "Таблица &lt;1&gt;" in page and "Таблица <1>" not in page
    assert f"Школа {MOST_ON_PAGE - 1}<" in page and f"Школа {MOST_ON_PAGE}<" not in page
    assert "И ещё 2\u00a0изменения" in page and "Чего сравнить нельзя" in page
    book = difference_book([verdict], many[:2])
    assert book == difference_book([verdict], many[:2])
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"=1+1" in parts.read("xl/sharedStrings.xml") and b"<f>" not in parts.read("xl/worksheets/sheet1.xml")

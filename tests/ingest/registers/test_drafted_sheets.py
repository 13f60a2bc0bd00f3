"""A sheet that the form wrote and nobody filled is no register: the same as one that is not there."""

import copy

import pytest

from shnor_lib.analysis.programme.plan import follow_plan
from shnor_lib.ground.registers import EXAMPLE_MARK, register_sheets
from tests.support import register_books
from tests.support.depth import every_case
from tests.support.invented_registers import PERIOD
from tests.support.register_books import PROGRAMME, complaints, read_typed
from tools.okrug.registers import AS_OF, ROWS, register_rows

ITEMS = [{"item": item, "activity": "дело", "due": "январь"} for item in ("1", "2", "3")]


def tables_of(rows):
    """Return the registers' tables, and which rows were used."""
    read = read_typed(rows)
    return {**read.tables, "rows_read": read.rows_read}, read


def same(one, other) -> bool:
    return all(one[name].equals(other[name]) for name in one)


def test_headers_and_an_example_are_the_same_as_no_sheet(monkeypatch):
    sheets = register_rows({})
    for declared in register_sheets():
        marked = [column.example for column in declared.columns]
        sheets.setdefault(declared.title, [[column.header for column in declared.columns]])
        sheets[declared.title].append([f"{EXAMPLE_MARK} {marked[0]}", *marked[1:]])
    monkeypatch.setattr(register_books, "register_rows", lambda _: sheets)
    drafted, read = tables_of({})
    monkeypatch.setattr(register_books, "register_rows", lambda _: {})
    absent, _ = tables_of({})
    assert len(read.cell_counts) == len(register_sheets())
    assert same(drafted, absent)
    assert not read.tell_of_the_programme
    assert {check for check, *_ in complaints(read)} == {"register_needed"}


def plan_of(*rows: dict):
    """Return the tables of registers whose plan has these rows over the items that the form wrote."""
    own = copy.deepcopy(ROWS)
    own["plan"] = [{**item, **told} for item, told in zip(copy.deepcopy(ITEMS), (*rows, {}, {}, {}), strict=False)]
    own["events"], own["participation"] = [], []
    return tables_of(own)


def statuses(tables) -> set[str]:
    frames = PROGRAMME["programme_plan"], PROGRAMME["programme_measures"], PERIOD, AS_OF
    followed = follow_plan(*frames, tables["register_plan"], tables["register_events"])
    return set(followed["status"])


def test_a_plan_of_items_alone_is_no_record_and_never_overdue():
    tables, read = plan_of()
    assert tables["register_plan"].empty
    assert statuses(tables) == {"no_record", "no_deadline"}
    counted = read.rows_read.set_index("register").loc["plan"]
    assert (counted["used"], counted["lost"]) == (0, 0)
    assert ("register_needed", "warning", "План", "") in complaints(read)
    for counts in read.cell_counts:
        assert counts["total"] == sum(counts[fate] for fate in ("used", "set_aside", "not_needed", "empty"))


@pytest.mark.parametrize(
    ("told", "is_register"),
    every_case(
        3,
        [
            ({"done_on": "20.01.2022"}, True),
            ({"done_on": "выполнено"}, True),
            ({"note": "перенесено"}, True),
            ({"evidence": "протокол № 1"}, True),
            ({"done_on": "31.02.2022"}, True),
            ({"done_on": "-"}, False),
            ({"note": "заполните: причина"}, False),
            ({"activity": "другое дело"}, False),
        ],
    ),
)
def test_one_row_that_tells_something_makes_it_a_register(told, is_register):
    tables, _ = plan_of(told)
    assert len(tables["register_plan"]) == (3 if is_register else 0)
    assert ("overdue" in statuses(tables)) == is_register

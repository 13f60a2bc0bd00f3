"""What stored tables rest on: links that lead somewhere, and nowhere in a circle."""

from collections.abc import Iterator

import pytest

from shnor_lib.ground import ways
from shnor_lib.ground.lineage import COUNTED_BY_WAY, Link, links_of
from shnor_lib.ground.tables import DECLARED
from shnor_lib.presentation.rules_in_words import RULES

#: Tables that say of their own rows where they came from, or of which the programme's workbook is the source.
ROOTS = {name for name, table in DECLARED.items() if {"source_file", "file"} & set(table.columns)} | {
    name for name in DECLARED if name.startswith("programme_")
}
#: Nothing of the report is printed from these: what they hold was read from another edition, or says by itself.
APART = {
    *("previous_list", "previous_results", "previous_decisions", "rows_read", "statements", "decisions"),
    "number_rules",
}
WAYS = [None, *(way.code for way in ways.ways())]


def every_link(table: str) -> Iterator[Link]:
    for way in WAYS if table in COUNTED_BY_WAY else [None]:
        yield from links_of(table, way)


@pytest.mark.parametrize("table", DECLARED)
def test_links_lead_to_columns_that_are_there(table):
    for link in every_link(table):
        other = DECLARED[link.table]
        assert set(link.on) <= set(DECLARED[table].columns), link
        assert set(link.on.values()) <= set(other.columns), link
        named = "indicators" if table in COUNTED_BY_WAY else table
        assert {*link.only, *link.but} <= {*DECLARED[named].columns, "*"}, link
        assert link.column in {*other.columns, "*"}, link


@pytest.mark.parametrize("table", sorted(set(DECLARED) - APART))
def test_every_table_ends_at_rows_with_source_cells(table):
    seen, ahead = set(), [table]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead += [link.table for link in every_link(one)]
    assert seen & ROOTS


@pytest.mark.parametrize("table", DECLARED)
def test_no_column_rests_on_itself(table):
    def followed(one: str, column: str, path: tuple[tuple[str, str], ...]) -> None:
        assert (one, column) not in path, path
        for link in {(link.table, link.column) for link in every_link(one) if link.feeds(column)}:
            followed(*link, (*path, (one, column)))

    for column in ("*", *DECLARED[table].columns):
        followed(table, column, ())


def test_rules_are_of_tables_that_there_are():
    assert set(RULES) <= set(DECLARED)

"""«Откуда это?»: from a number of the report down to the cells of the source files that it rests on.

A statement says which cells of stored tables it rests on, a table of the report which stored tables it was made of;
`ground.lineage` says what those rest on in their turn.  Here the links are followed to rows that know their source
cells.  The stored tables are read as texts: the exporters have no use for pandas.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from shnor_lib.ground.lineage import COUNTED_BY_WAY, PARAMS, STATEMENTS, Link, is_whole_sheet, links_of
from shnor_lib.ground.programme import programme_sheets
from shnor_lib.ground.tables import DECLARED, table_path
from shnor_lib.presentation.tables import Origin
from shnor_lib.publishing.cell_ranges import blocks_of, folded

#: Up to so many combinations of a key's values are looked up one by one; of more every row is looked at.
MOST_LOOKED_UP = 200

#: A row of a stored table: the table and the row's place.
Row = tuple[str, int]
#: A set of such rows: bits of a number.
Rows = int
#: A source: a file, its sheet, cells within it (empty: all that it holds).
Source = tuple[str, str, str]

#: Tables whose own rows stand in the programme's workbook without naming their cells, by the sheet's title.
_OF_PROGRAMME = {f"programme_{sheet.name}": sheet.title for sheet in programme_sheets()} | {
    "schools": next(sheet.title for sheet in programme_sheets() if sheet.name == "schools")
}


#: The reading of a result whose values a recorded correction, or the only admissible reading, has moved.
REPAIRED = "repaired"
#: What is said of a result that could not be read as it stands.
_DOUBTS = {
    "ambiguous": "строка читается по-разному, значение не использовано",
    "missing": "значения нет или оно не прочитано",
}


class StoredTables:
    """The tables of an edition as texts, each read when it is first asked for; one that is not there has no rows."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._rows: dict[str, list[dict[str, str]]] = {}
        self._columns: dict[str, frozenset[str]] = {}
        self._index: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}

    def rows(self, table: str) -> list[dict[str, str]]:
        """Return the rows of a table."""
        if table not in self._rows:
            path = self._folder / table_path(table)
            if table in DECLARED and path.is_file():
                with path.open(encoding="utf-8", newline="") as file:
                    self._rows[table] = list(csv.DictReader(file))
            else:
                self._rows[table] = []
        return self._rows[table]

    def has(self, table: str, column: str) -> bool:
        """Tell whether a table that is there has the column."""
        if table not in self._columns:
            self._columns[table] = frozenset(next(iter(self.rows(table)), ()))
        return column in self._columns[table]

    def places(self, table: str, columns: tuple[str, ...]) -> Mapping[tuple[str, ...], list[int]]:
        """Return the places of a table's rows by what the columns hold."""
        key = (table, columns)
        if key not in self._index:
            found: dict[tuple[str, ...], list[int]] = {}
            for place, row in enumerate(self.rows(table)):
                found.setdefault(tuple(row.get(name, "") for name in columns), []).append(place)
            self._index[key] = found
        return self._index[key]

    def chosen(self, table: str, key: Mapping[str, Any]) -> list[int]:
        """Return the places of the rows whose columns hold the key's values (a list: one of several)."""
        wanted = {name: {as_text(one) for one in values} for name, values in _lists(key) if self.has(table, name)}
        if prod(map(len, wanted.values())) <= MOST_LOOKED_UP:
            index = self.places(table, tuple(wanted))
            return sorted(place for texts in product(*wanted.values()) for place in index.get(texts, ()))
        rows = enumerate(self.rows(table))
        return [place for place, row in rows if all(row[name] in texts for name, texts in wanted.items())]


def as_text(value: Any) -> str:
    """Return a value as the CSV tables hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _lists(key: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for name, value in key.items():
        yield name, list(value) if isinstance(value, list | tuple) else [value]


class Whence:
    """What stands behind cells of an edition's tables: source cells, and which recorded corrections touched them.

    Rows with source cells are held as the bits of a number (`Rows`): thousands of them are united at once.
    """

    def __init__(self, folder: Path):
        self.stored = StoredTables(folder)
        self._bits: dict[Row, int] = {}
        self._of_bits: list[Row] = []
        self._behind: dict[tuple[str, int, str], Rows] = {}
        self._sheets: dict[tuple[str, str], Rows] = {}
        self._cells: dict[tuple[str, str, Rows], str] = {}
        self._corrected_rows = 0
        self._led: dict[tuple[str, tuple[str, ...], tuple[str, ...], str], Rows] = {}
        self._asked: dict[tuple[str, str, str], Rows] = {}

    # Rows

    def of_evidence(self, evidence: Iterable[Mapping[str, Any]]) -> Rows:
        """Return the rows with source cells behind a statement's evidence, as `statements.csv` holds it."""
        found = 0
        for one in evidence:
            if one["table"] != PARAMS:
                found |= self._rows_behind(one["table"], one["key"], one["column"])
        return found

    def of_cell(self, origin: Origin, row: int, column: str) -> Rows:
        """Return the rows with source cells behind a cell of a report's table, by its row and its column's key."""
        own = self._own(origin, row)
        if column in origin.columns:
            return self.of_evidence(
                {"table": one.table, "column": one.column, "key": {**self._known(one.table, own), **one.key}}
                for one in origin.columns[column]
            )
        named = self._named(origin, own, column)
        found = 0
        for table in named or origin.tables:
            found |= self._rows_behind(table, self._known(table, own), column if named else "*")
        return found

    def tables_of_cell(self, origin: Origin, row: int, column: str) -> Sequence[str]:
        """Return the stored tables that a cell of a report's table shows."""
        if column in origin.columns:
            return [one.table for one in origin.columns[column] if one.table != PARAMS]
        return self._named(origin, self._own(origin, row), column) or origin.tables

    @staticmethod
    def _own(origin: Origin, row: int) -> dict[str, Any]:
        """Return what a row of a report's table says of the keys of stored tables."""
        return dict(zip(origin.keys, origin.rows[row], strict=True)) if origin.keys else {}

    def _named(self, origin: Origin, own: Mapping[str, Any], column: str) -> list[str]:
        """Return the tables that have the column itself and whose rows the row tells apart."""
        return [table for table in origin.tables if self.stored.has(table, column) and self._known(table, own)]

    def rows(self, rows: Rows) -> Iterator[Row]:
        """Yield the rows that a number holds."""
        while rows:
            lowest = rows & -rows
            yield self._of_bits[lowest.bit_length() - 1]
            rows ^= lowest

    def _known(self, table: str, own: Mapping[str, Any]) -> dict[str, Any]:
        """Return the keys that the table tells rows apart by; a word that stands for a code tells nothing."""
        return {
            name: value
            for name, value in own.items()
            if self.stored.has(table, name)
            and value is not None
            and (name == "school_id" or (as_text(value),) in self.stored.places(table, (name,)))
        }

    def _rows_behind(self, table: str, key: Mapping[str, Any], column: str) -> Rows:
        asked = table, column, json.dumps(key, sort_keys=True) if key else ""
        if asked not in self._asked:
            places = self.stored.chosen(table, key) if key else range(len(self.stored.rows(table)))
            self._asked[asked] = self._together(table, places, column)
        return self._asked[asked]

    def _together(self, table: str, places: Iterable[int], column: str) -> Rows:
        found = 0
        for place in places:
            found |= self._of_row(table, place, column)
        return found

    def _of_row(self, table: str, place: int, column: str) -> Rows:
        """Return the rows with source cells behind a column of one row, its own among them."""
        known = self._behind.get((table, place, column))
        if known is not None:
            return known
        row = self.stored.rows(table)[place]
        found = self._bit((table, place)) if self._has_source(table, row) else 0
        if table == STATEMENTS:
            found |= self.of_evidence(json.loads(row["evidence"]))
        way = self._way_of(row) if table in COUNTED_BY_WAY else None
        for link in links_of(table, way):
            if link.feeds(column):
                found |= self._linked(row, link)
        self._behind[table, place, column] = found
        return found

    def _bit(self, row: Row) -> Rows:
        if row not in self._bits:
            bit = self._bits[row] = 1 << len(self._of_bits)
            self._of_bits.append(row)
            file, sheet, _ = self._source_of(row)
            self._sheets[file, sheet] = self._sheets.get((file, sheet), 0) | bit
            if row[0] == "results" and self.stored.rows("results")[row[1]]["reading"] in (REPAIRED, *_DOUBTS):
                self._corrected_rows |= bit
        return self._bits[row]

    def _linked(self, row: Mapping[str, str], link: Link) -> Rows:
        """Return the rows behind those that a link leads to; one by columns that are absent leads to all rows."""
        on = {own: other for own, other in link.on.items() if own in row and self.stored.has(link.table, other)}
        if not on:
            return self._rows_behind(link.table, {}, link.column)
        columns, values = tuple(on.values()), tuple(row[own] for own in on)
        led = link.table, columns, values, link.column
        if led not in self._led:
            places = self.stored.places(link.table, columns).get(values, ())
            self._led[led] = self._together(link.table, places, link.column)
        return self._led[led]

    def _way_of(self, row: Mapping[str, str]) -> str | None:
        places = self.stored.places("programme_indicators", ("id",)).get((row["id"],), ())
        return next((self.stored.rows("programme_indicators")[place].get("way") or None for place in places), None)

    @staticmethod
    def _has_source(table: str, row: Mapping[str, str]) -> bool:
        return bool(row.get("source_file") or row.get("file")) or table in _OF_PROGRAMME

    # Sources

    def sources(self, rows: Rows) -> list[Source]:
        """Return the source cells of rows, sheet by sheet, neighbouring cells folded into ranges."""
        of_sheets = ((sheet, rows & own) for sheet, own in sorted(self._sheets.items()))
        return [(*sheet, self._cells_of(sheet, own)) for sheet, own in of_sheets if own]

    def _cells_of(self, sheet: tuple[str, str], rows: Rows) -> str:
        """Return the cells of rows of one sheet; nothing where they are all that it holds."""
        if (*sheet, rows) not in self._cells:
            cells = [self._source_of(row)[2] for row in self.rows(rows)]
            self._cells[*sheet, rows] = folded(cells) if all(cells) else ""
        return self._cells[*sheet, rows]

    def _source_of(self, one: Row) -> Source:
        table, place = one
        row = self.stored.rows(table)[place]
        if row.get("source_file"):
            cells = row.get("source_cells") or row.get("source_cell") or ""
            if is_whole_sheet(table):
                cells = ""
            elif table.startswith("register_"):
                cells = _whole_row(cells)
            return row["source_file"], row.get("source_sheet", ""), cells
        if table == "corrections":
            return row["file"], row["sheet"], _whole_row(row["cell"])
        if "file" in row:
            return row["file"], row["sheet"], ""
        return self._programme, _OF_PROGRAMME[table], ""

    @cached_property
    def _programme(self) -> str:
        """The programme's workbook, as far as its own rows tell it."""
        rows = (*self.stored.rows("programme_passport"), *self.stored.rows("programme_indicators"))
        return next((row["source_file"] for row in rows if row.get("source_file")), "Программа")

    # Corrections

    def corrections(self, rows: Rows) -> list[str]:
        """Return what was done to results behind a number, in words, in the order of the results' table."""
        results = self.stored.rows("results")
        places = sorted(place for _, place in self.rows(rows & self._corrected_rows))
        return list(dict.fromkeys(words for place in places for words in self._corrected(results[place])))

    def _corrected(self, row: Mapping[str, str]) -> Iterator[str]:
        """Yield what was done to one result, and what is doubtful in it."""
        if row["reading"] == REPAIRED:
            places = self.stored.chosen("corrections", {"school_id": row["school_id"], "applied": True})
            for own in map(self.stored.rows("corrections").__getitem__, places):
                yield f"{own['id']}: {own['action']} ({own['status']})"
            if not places:
                yield f"{row['school']}: значения строки сдвинуты, иначе она не читается"
        elif row["reading"] in _DOUBTS:
            yield f"{row['school']}: {_DOUBTS[row['reading']]}"


def _whole_row(cell: str) -> str:
    """Return the whole rows of cells, as Excel names them: «12:12»."""
    return ", ".join(f"{block.first_row}:{block.last_row}" for block in blocks_of(cell))

"""What the numbers of a report rest on, as data for its page: shown when a sentence or a cell is asked «откуда это?».

The data are compact: files, places and everything else stand once and are named by their numbers (`page_evidence`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shnor_lib.ground.lineage import PARAMS
from shnor_lib.ground.tables import table_path
from shnor_lib.ground.wording import NBSP, plural
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.publishing.document import Block, Figure, Table
from shnor_lib.publishing.whence import Rows, Whence

#: More values of a key than this are counted and not listed.
MOST_VALUES = 12

#: More stored tables than this behind one number are not named.
MOST_TABLES = 3

#: What a rule rests on (the column ``basis``), in words.
BASES = {
    "grounds": "по годам, за которые Программа отбирает школы",
    "latest": "по последним результатам каждой процедуры",
}
#: Columns whose words are no numbers from data, whatever digits they have.
_NO_NUMBERS = ("code", "hash")


@dataclass
class _Numbered:
    """Values that are named by their numbers, each kept once."""

    values: list[Any] = field(default_factory=list)
    _places: dict[Any, int] = field(default_factory=dict)

    def place(self, value: Any) -> int:
        """Return the value's number."""
        if value not in self._places:
            self._places[value] = len(self.values)
            self.values.append(value)
        return self._places[value]


class _Answers:
    """The answers of a page: each differs from the others, each part of them stands once."""

    def __init__(self, whence: Whence):
        self._whence = whence
        self.files, self.places, self.sets, self.notes, self.rules, self.answers = (_Numbered() for _ in range(6))
        self._of_rows: dict[Rows, tuple[int, tuple[int, ...]]] = {}

    def answer(self, rows: Rows, rules: tuple[str, ...]) -> int:
        """Return the number of the answer that names the source cells of rows, and by what rules."""
        if rows not in self._of_rows:
            sources = self._whence.sources(rows)
            places = [self.places.place((self.files.place(file), sheet, cells)) for file, sheet, cells in sources]
            notes = tuple(self.notes.place(note) for note in self._whence.corrections(rows))
            self._of_rows[rows] = self.sets.place(tuple(places)), notes
        own, notes = self._of_rows[rows]
        return self.answers.place((own, tuple(map(self.rules.place, rules)), notes))

    def as_json(self) -> dict[str, list[Any]]:
        """Return all parts by their names."""
        return {
            "files": self.files.values,
            "places": [list(place) for place in self.places.values],
            "sets": [_spans(one) for one in self.sets.values],
            "rules": self.rules.values,
            "notes": self.notes.values,
            "answers": [[own, list(rules), list(notes)] for own, rules, notes in self.answers.values],
        }


def page_evidence(
    whence: Whence, blocks: Iterable[Block], said: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Return the data of «откуда это?» for a page; docs/architecture.md describes them.

    Args:
        whence: the edition's stored tables and what they rest on.
        blocks: the blocks of the document, whose tables and figures have anchors.
        said: the page's statements, as the table `statements` has them; by default that table's.

    Returns:
        ``said``: the number of an answer by a statement's id; ``cells``: by a table's anchor, by row and column, the
        number of a cell's answer or nothing; and the parts of answers.
    """
    answers = _Answers(whence)
    stored = whence.stored.rows("statements") if said is None else ()
    statements = said if said is not None else [row for row in stored if row["holds"] == "true"]
    answered = {
        row["id"]: answers.answer(whence.of_evidence(json.loads(row["evidence"])), _rules_of(row, whence))
        for row in statements
    }
    cells = {anchor: _cells(table, whence, answers) for anchor, table in _tables(blocks)}
    told = {anchor: own for anchor, own in cells.items() if any(one is not None for row in own for one in row)}
    return {**answers.as_json(), "said": answered, "cells": told} if answered or told else {}


def _tables(blocks: Iterable[Block]) -> Iterator[tuple[str, PublicationTable]]:
    """Yield the address and the value of each table of a page, those below its figures among them."""
    for block in blocks:
        if isinstance(block, Table):
            yield block.anchor, block.value
        elif isinstance(block, Figure) and block.data:
            yield block.anchor, block.data


def _cells(table: PublicationTable, whence: Whence, answers: _Answers) -> list[list[int | None]]:
    """Return the number of each cell's answer, row by row; nothing for heads of rows and words without a number."""
    if not table.origin.tables and not table.origin.columns:
        return []
    found: list[list[int | None]] = []
    for place, row in enumerate(table.rows):
        own: list[int | None] = []
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            is_number = number >= table.row_headers and column.kind not in _NO_NUMBERS and _has_digit(cell.text)
            told = whence.tables_of_cell(table.origin, place, column.key) if is_number else []
            rows = whence.of_cell(table.origin, place, column.key) if is_number else 0
            own.append(answers.answer(rows, _rules_of_tables(told, whence)) if rows else None)
        found.append(own)
    return found


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def _spans(numbers: Iterable[int]) -> str:
    """Return numbers with neighbours folded: «0-5,9»."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


# Rules and stored tables, in words


def _rules_of_tables(tables: Iterable[str], whence: Whence) -> tuple[str, ...]:
    """Return the rules by which numbers of stored tables are made, and where these tables are to be found."""
    names = list(dict.fromkeys(tables))
    rules = [
        whence.stored.rows("number_rules")[place]["rule"]
        for place in (whence.stored.chosen("number_rules", {"table": names}) if names else ())
    ]
    files = [f"таблица {_file(name)}" for name in names] if len(names) <= MOST_TABLES else []
    return tuple(dict.fromkeys((*rules, *files)))


def _rules_of(row: Mapping[str, str], whence: Whence) -> tuple[str, ...]:
    """Return the rules behind a statement, and the cells of stored tables that it says it rests on."""
    tables = [one["table"] for one in json.loads(row["evidence"])]
    known = [rule for rule in _rules_of_tables(tables, whence) if not rule.startswith("таблица ")]
    return tuple(dict.fromkeys((*known, *_lines(row))))


def _file(table: str) -> str:
    return table_path(table).rsplit("/", 1)[-1]


def _lines(row: Mapping[str, str]) -> Iterator[str]:
    if row["rule"]:
        basis = BASES.get(row["basis"])
        yield f"Правило {row['rule']}{f', {basis}' if basis else ''}"
    yield from dict.fromkeys(map(_cells_in_words, json.loads(row["evidence"])))


def _cells_in_words(evidence: Mapping[str, Any]) -> str:
    """Return «таблица classification.csv, столбец standing, строки: school_id – lk01, lk02»."""
    if evidence["table"] == PARAMS:
        return f"параметры выпуска, раздел {evidence['column']}"
    where = f"таблица {_file(evidence['table'])}"
    column = "" if evidence["column"] == "*" else f", столбец {evidence['column']}"
    keys = "; ".join(f"{name}{NBSP}– {_values(value)}" for name, value in evidence["key"].items())
    return f"{where}{column}{f', строки: {keys}' if keys else ', все строки'}"


def _values(value: Any) -> str:
    values = [_one(one) for one in (value if isinstance(value, list) else [value])]
    if len(values) > MOST_VALUES:
        return plural(len(values), "значение", "значения", "значений")
    return ", ".join(values) or "нет таких"


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "пусто" if value in (None, "") else str(value)

"""Cells of a sheet as Excel names them («D12», «W383:W390», whole rows «12:12»), neighbours folded into ranges."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: More ranges than this are told by the range that holds them all.
MOST_RANGES = 12

_RANGE = re.compile(r"(?P<column>[A-Z]{1,3})?(?P<row>\d+)(?::(?P<last_column>[A-Z]{1,3})?(?P<last_row>\d+))?")


@dataclass(frozen=True, order=True)
class Block:
    """A block of cells, its ends included; columns 0 stand for whole rows."""

    first_column: int
    last_column: int
    first_row: int
    last_row: int

    def __str__(self) -> str:
        first, last = _letters(self.first_column), _letters(self.last_column)
        name = f"{first}{self.first_row}"
        return (
            name
            if first and self == Block(*2 * (self.first_column,), *2 * (self.first_row,))
            else (f"{name}:{last}{self.last_row}")
        )

    def holds(self, other: "Block") -> bool:
        """Tell whether all cells of another block are among these."""
        rows = self.first_row <= other.first_row and other.last_row <= self.last_row
        columns = self.first_column <= other.first_column and other.last_column <= self.last_column
        return rows and (not self.first_column or columns)


def blocks_of(cells: str) -> list[Block]:
    """Return the blocks that a text names, «A2:G2; A5»; what is no address is left out."""
    return [
        Block(
            _number(match["column"]),
            _number(match["last_column"] or match["column"]),
            int(match["row"]),
            int(match["last_row"] or match["row"]),
        )
        for match in _RANGE.finditer(cells)
    ]


def folded(cells: Iterable[str]) -> str:
    """Return the cells in few ranges, in the order of rows: «B4:C4, D12:D35»; very many as the range that holds all."""
    blocks = _across(_down({block for text in cells for block in blocks_of(text)}))
    if len(blocks) > MOST_RANGES:
        blocks = [
            Block(
                min(block.first_column for block in blocks),
                max(block.last_column for block in blocks),
                min(block.first_row for block in blocks),
                max(block.last_row for block in blocks),
            )
        ]
    return ", ".join(map(str, sorted(blocks, key=lambda block: (block.first_row, block.first_column))))


def _down(blocks: Iterable[Block]) -> list[Block]:
    """Join blocks of the same columns whose rows meet."""
    by_columns: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for block in blocks:
        by_columns[block.first_column, block.last_column].append((block.first_row, block.last_row))
    return [Block(*columns, *rows) for columns, own in by_columns.items() for rows in _joined(own)]


def _across(blocks: Iterable[Block]) -> list[Block]:
    """Join blocks of the same rows whose columns meet."""
    by_rows: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for block in blocks:
        by_rows[block.first_row, block.last_row].append((block.first_column, block.last_column))
    return [Block(*columns, *rows) for rows, own in by_rows.items() for columns in _joined(own)]


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first, last = 0, -1
    for start, end in sorted(spans):
        if last < 0:
            first, last = start, end
        elif start <= last + 1:
            last = max(last, end)
        else:
            yield first, last
            first, last = start, end
    if last >= 0:
        yield first, last


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _number(letters: str | None) -> int:
    number = 0
    for letter in letters or "":
        number = 26 * number + ord(letter) - ord("A") + 1
    return number

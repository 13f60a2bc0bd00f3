"""Mutations of a sheet's rows: what people, programs and bad luck do to a table.

A mutation is plain data, (kind, row, column, value), so that hypothesis can draw and shrink it and a long run can
draw millions of them from a seed.  Places beyond the table wrap around.
"""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

Rows = list[list]
Mutation = tuple[str, int, int, object]

#: Values that stand in real tables where they should not.
DIRT = (
    None,
    "",
    " ",
    "\u00a0",
    0,
    -1,
    3,
    30,
    100,
    100.01,
    130,
    2.5,
    1e-9,
    10**18,
    -(10**18),
    1.7e308,
    True,
    False,
    date(2021, 4, 15),
    datetime(2022, 4, 15, 10, 30),
    time(12, 30),
    timedelta(hours=30),
    44_301,
    "-",
    "–",
    "X",
    "х",
    "12,5%",
    "30 %",
    "1 722 202",
    "12,5,5",
    "١٢",
    "²",
    "1e5",
    "nan",
    "inf",
    "#REF!",
    "#DIV/0!",
    '=HYPERLINK("http://example.org","школа")',
    "=1/0",
    "../../etc/passwd",
    "C:\\Отчёты\\школа.xlsx",
    "итого",
    "Всего",
    "Средние",
    "Вся выборка",
    "Группы участников",
    "ВПР 2021 Русский язык 5 класс",
    "ВПР 20221 Математика 99 класс",
    "ВПР 2020 Математика 5 класс",
    "Дата:",
    "15.10.2022",
    "31.02.2022",
    "МБОУ «Верхнеозёрская СОШ»(edu991000)",
    "(edu)",
    "(edu99999999999999999999999)",
    "reg99_m",
    "Кол-во участников: 10",
    "я" * 5_000,
    "\x00\x01",
    "🙂",
    "a\nb\rc\td",
    "\u202eШкола\u200b",
)
#: Letters that look alike in Cyrillic and Latin.
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx")


def mutated(rows: Rows, mutations: Iterable[Mutation]) -> Rows:
    """Return a mutated copy of the rows."""
    rows = [list(row) for row in rows]
    for kind, row, column, value in mutations:
        if not rows:
            break
        row %= len(rows)
        width = max(map(len, rows)) or 1
        _MUTATE[kind](rows, row, column % (width + 1), value)
    return rows


def random_mutations(stream: random.Random, most: int = 5) -> list[Mutation]:
    """Draw up to ``most`` mutations."""
    return [
        (stream.choice(KINDS), stream.randrange(60), stream.randrange(30), stream.choice(DIRT))
        for _ in range(stream.randint(1, most))
    ]


def _put(rows: Rows, row: int, column: int, value: object) -> None:
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = value


def _get(rows: Rows, row: int, column: int) -> object:
    return rows[row][column] if column < len(rows[row]) else None


def _swap(rows: Rows, row: int, column: int, value: object) -> None:
    """Swap a cell with the one diagonally below it."""
    other = (row + 1) % len(rows)
    here, there = _get(rows, row, column), _get(rows, other, column + 1)
    _put(rows, row, column, there)
    _put(rows, other, column + 1, here)


def _shift_down(rows: Rows, row: int, column: int, value: object) -> None:
    """Push a column's cells down by one from the row on."""
    rows.append([])
    for place in range(len(rows) - 1, row, -1):
        _put(rows, place, column, _get(rows, place - 1, column))
    _put(rows, row, column, None)


def _as_text(rows: Rows, row: int, column: int, value: object) -> None:
    here = _get(rows, row, column)
    if here is not None:
        _put(rows, row, column, str(here).replace(".", ","))


def _with_percent(rows: Rows, row: int, column: int, value: object) -> None:
    if isinstance(here := _get(rows, row, column), int | float) and not isinstance(here, bool):
        _put(rows, row, column, f"{here}\u00a0%".replace(".", ","))


def _as_share_of_one(rows: Rows, row: int, column: int, value: object) -> None:
    if isinstance(here := _get(rows, row, column), int | float) and not isinstance(here, bool):
        _put(rows, row, column, here / 100)


def _swap_rows(rows: Rows, row: int, column: int, value: object) -> None:
    other = column % len(rows)
    rows[row], rows[other] = rows[other], rows[row]


def _delete_column(rows: Rows, row: int, column: int, value: object) -> None:
    for cells in rows:
        del cells[column : column + 1]


def _insert_column(rows: Rows, row: int, column: int, value: object) -> None:
    for cells in rows:
        if len(cells) > column:
            cells.insert(column, None)


def _double_column(rows: Rows, row: int, column: int, value: object) -> None:
    for cells in rows:
        if len(cells) > column:
            cells.insert(column, cells[column])


def _first_text(rows: Rows, row: int, column: int) -> tuple[int, int] | None:
    """Return the nearest text at or after the place: a heading or a name rather than a number."""
    for place in range(row, len(rows)):
        for at, cell in enumerate(rows[place]):
            if isinstance(cell, str) and cell and (place > row or at >= column):
                return place, at
    return None


def _rename(rows: Rows, row: int, column: int, value: object) -> None:
    if place := _first_text(rows, row, column):
        text = _get(rows, *place)
        _put(rows, *place, text[: len(text) // 2] + str(value or "")[:20] + text[len(text) // 2 + 1 :])


def _latin(rows: Rows, row: int, column: int, value: object) -> None:
    if place := _first_text(rows, row, column):
        _put(rows, *place, _get(rows, *place).translate(LOOK_ALIKE))


def _spaces(rows: Rows, row: int, column: int, value: object) -> None:
    if place := _first_text(rows, row, column):
        _put(rows, *place, "  " + _get(rows, *place).replace(" ", "\u00a0 ").replace("«", '"').replace("»", '"') + "\n")


_MUTATE = {
    "put": _put,
    "blank": lambda rows, row, column, value: _put(rows, row, column, None),
    "swap": _swap,
    "shift_right": lambda rows, row, column, value: rows[row].insert(column, None),
    "shift_down": _shift_down,
    "as_text": _as_text,
    "with_percent": _with_percent,
    "as_share_of_one": _as_share_of_one,
    "delete_row": lambda rows, row, column, value: rows.pop(row),
    "double_row": lambda rows, row, column, value: rows.insert(row, list(rows[row])),
    "swap_rows": _swap_rows,
    "delete_column": _delete_column,
    "insert_column": _insert_column,
    "double_column": _double_column,
    "rename": _rename,
    "latin": _latin,
    "spaces": _spaces,
    "move_down": lambda rows, row, column, value: rows.__setitem__(slice(0, 0), [[] for _ in range(1 + row % 3)]),
    "move_right": lambda rows, row, column, value: [cells.insert(0, None) for cells in rows],
    "cut_rows": lambda rows, row, column, value: rows.__delitem__(slice(row, None)),
    "other_table_below": lambda rows, row, column, value: rows.extend([list(cells) for cells in rows[: row + 1]]),
}
KINDS = tuple(_MUTATE)

"""What changed between two editions, value by value, each change with the step at which it came about.

Between the tables of the edition before and those of the new one stand those of rebuilds: new inputs first, then new
params, then new code (decision 61).  A value's change is the sum of its changes at these steps, so the parts add up.
Tables are texts as they are stored; nothing here needs pandas.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from shnor_lib.ground.columns import INTEGER, NUMBER, TEXT, Column
from shnor_lib.ground.tables import Table

#: What an edition is made from, in the order in which it is swapped, with its words.
AXES = {"inputs": "исходные данные", "params": "параметры", "code": "программа"}

#: The column of a change that is of a whole row, and what its row is before or after.
ROW, PRESENT = "", "есть"

#: Columns that hold verdicts; they are told of first.  A row that came or went in `WHOLE_ROWS` is one too.
VERDICTS = {
    "classification": ("standing", "criterion_1", "criterion_2", "shnor", "listed"),
    "next_list": ("shnor", "change"),
    "list_changes": ("change",),
    "indicators": ("status",),
    "plan": ("status",),
}
WHOLE_ROWS = ("classification", "list_changes", "indicators", "plan")


@dataclass(frozen=True)
class Stored:
    """A table as it is stored: the names of its columns and its rows."""

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True, order=True)
class Place:
    """Where a value stands: table, the key of its row, column (`ROW`: the row itself)."""

    table: str
    key: tuple[str, ...]
    column: str


@dataclass(frozen=True)
class Step:
    """A state of the tables, and what was swapped since the one before: `AXES`; several cannot be told apart."""

    swapped: tuple[str, ...]
    tables: Mapping[str, Stored]


@dataclass(frozen=True)
class Change:
    """A value that differs, and its parts: what was swapped, and the value before and after that."""

    place: Place
    before: str
    after: str
    parts: tuple[tuple[tuple[str, ...], str, str], ...]

    @property
    def is_verdict(self) -> bool:
        """Whether it is a verdict that changed, and not a value alone."""
        table, column = self.place.table, self.place.column
        return column in VERDICTS.get(table, ()) or (column == ROW and table in WHOLE_ROWS)

    @property
    def cause(self) -> str:
        """What it comes from, in Russian."""
        return "; ".join(dict.fromkeys(cause_in_words(swapped) for swapped, _, _ in self.parts))


def cause_in_words(swapped: Sequence[str]) -> str:
    """Return what a change at a step comes from, in Russian."""
    if len(swapped) == 1:
        return AXES[swapped[0]]
    among = " или ".join(AXES[axis] for axis in swapped)
    return f"причина не восстановлена: {among}" if among else "причина не восстановлена"


@dataclass(frozen=True)
class Compared:
    """All changes, verdicts first, and what could not be compared, in Russian."""

    changes: tuple[Change, ...] = ()
    not_compared: tuple[str, ...] = ()
    values: int = field(default=0)


def compared(
    before: Mapping[str, Stored], steps: Sequence[Step], declared: Mapping[str, Table], titles: Mapping[str, str]
) -> Compared:
    """Compare an edition with the last of the steps that lead from it to another.

    Args:
        before: the tables of the edition before by their names.
        steps: the states after each swap; the last one is the new edition.
        declared: the tables to compare, in the order in which they are told of.
        titles: what they are called.
    """
    after = steps[-1].tables
    columns, lacking = _shared_columns(before, after, declared, titles)
    states = [dict(_values(tables, columns, declared)) for tables in (before, *(step.tables for step in steps))]
    order = {table: number for number, table in enumerate(declared)}
    places = sorted(states[0].keys() | states[-1].keys(), key=lambda place: (order[place.table], place))
    changes = [change for place in places if (change := _change(place, states, steps)) is not None]
    return Compared(tuple(sorted(changes, key=lambda one: not one.is_verdict)), tuple(lacking), len(places))


def _shared_columns(
    before: Mapping[str, Stored],
    after: Mapping[str, Stored],
    declared: Mapping[str, Table],
    titles: Mapping[str, str],
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the columns that are compared of each table, and sentences on what one edition alone has."""
    columns, lacking = {}, []
    for name, table in declared.items():
        if name not in before and name not in after:
            continue
        if name not in before or name not in after:
            which = "прежнем" if name not in before else "новом"
            lacking.append(f"«{titles[name]}»: в {which} выпуске такой таблицы нет")
            continue
        both = [column for column in after[name].columns if column in before[name].columns]
        if any(column not in both for column in table.key):
            lacking.append(f"«{titles[name]}»: строки в выпусках различаются по разным признакам")
            continue
        own = [column for column in table.columns if column in both and _is_compared(table.columns[column])]
        columns[name] = tuple(column for column in own if column not in naming_columns(table))
        odd = (set(before[name].columns) ^ set(after[name].columns)) & {*table.columns}
        if count := sum(1 for column in odd if _is_compared(table.columns[column])):
            lacking.append(f"«{titles[name]}»: столбцов, которые есть только в одном из выпусков, — {count}")
    return columns, lacking


def _is_compared(column: Column) -> bool:
    """Tell whether a column holds values: numbers, codes, dates; texts are worded anew from edition to edition."""
    return column.type != TEXT or bool(column.among) or column.is_date


def _values(
    tables: Mapping[str, Stored], columns: Mapping[str, tuple[str, ...]], declared: Mapping[str, Table]
) -> Iterator[tuple[Place, str]]:
    for name, own in columns.items():
        if name not in tables:
            continue
        numbers = {column for column in own if declared[name].columns[column].type in (INTEGER, NUMBER)}
        names = naming_columns(declared[name])
        seen: Counter[tuple[str, ...]] = Counter()
        # Rows that nothing tells apart are numbered in the order of their values, whatever order they stand in.
        for row in sorted(tables[name].rows, key=lambda row: [row.get(column, "") for column in own]):
            key = tuple(row.get(column, "") for column in names)
            seen[key] += 1
            if seen[key] > 1:
                key = (*key, f"№ {seen[key]}")
            yield Place(name, key, ROW), PRESENT
            for column in own:
                value = row.get(column, "")
                yield Place(name, key, column), _plain(value) if column in numbers else value


def naming_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that tell a row from others: the key, or all that say what the row is of."""
    return table.key or tuple(name for name in table.columns if _names_row(table, name))


def _names_row(table: Table, name: str) -> bool:
    """Tell whether a column of a table without a key says what a row is of: ids, codes, dates, grades, years."""
    column = table.columns[name]
    if column.type == INTEGER:
        return name.startswith(("grade", "year", "school_year"))
    return name.endswith("_id") or name == "subject" or bool(column.among) or column.is_date


def _plain(value: str) -> str:
    """Return a number in one spelling: «1» of «1.0», which earlier versions wrote."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return f"{number.normalize():f}" if number.is_finite() and number else value if not number.is_finite() else "0"


def _change(place: Place, states: Sequence[Mapping[Place, str]], steps: Sequence[Step]) -> Change | None:
    if place.column != ROW:
        row = Place(place.table, place.key, ROW)
        if (row in states[0]) != (row in states[-1]):
            return None  # The row is told of.
    path = [state.get(place, "") for state in states]
    if path[0] == path[-1]:
        return None
    parts = tuple(
        (step.swapped, one, other) for step, one, other in zip(steps, path, path[1:], strict=False) if one != other
    )
    return Change(place, path[0], path[-1], parts)

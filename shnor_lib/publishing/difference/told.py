"""A change in Russian: which table, which row, what, before, after, and what it comes from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shnor_lib.analysis.results.comparison import ROW, Change, cause_in_words, naming_columns
from shnor_lib.ground.columns import NUMBER
from shnor_lib.ground.table_words import head_of, tables_for_people, title_of, words_of
from shnor_lib.ground.tables import DECLARED
from shnor_lib.ground.wording import MISSING

#: The heads of the columns of a told change.
HEADS = ("Таблица", "Строка", "Что", "Было", "Стало", "Откуда изменение")
#: The codes of schools, in whose place their names stand.
_SCHOOL = "school_id"


class Told(NamedTuple):
    """One change in words, in the order of `HEADS`."""

    table: str
    row: str
    what: str
    before: str
    after: str
    cause: str


def told(changes: Sequence[Change], schools: Mapping[str, str]) -> Iterator[Told]:
    """Yield changes in words; ``schools`` gives the names of schools by their codes."""
    for change in changes:
        table, column = change.place.table, change.place.column
        title = title_of(table) if table in tables_for_people() else table
        what = "строка" if column == ROW else head_of(table, column)
        before, after = (_words(table, column, value) for value in (change.before, change.after))
        yield Told(title, _row(change, schools), what, before, after, _cause(change))


def _row(change: Change, schools: Mapping[str, str]) -> str:
    table, key = change.place.table, change.place.key
    names = naming_columns(DECLARED[table]) if table in DECLARED else ()
    named = zip([*names, *[""] * (len(key) - len(names))], key, strict=True)
    return ", ".join(_named(table, name, value, schools) for name, value in named if value)


def _named(table: str, name: str, value: str, schools: Mapping[str, str]) -> str:
    """Return a part of what tells a row from others: a name, a code in words, a number with what it is."""
    if name == _SCHOOL:
        return schools.get(value, value)
    said = _words(table, name, value)
    head = head_of(table, name) if name else ""
    return f"{head[:1].lower()}{head[1:]} {said}" if head and said.isdigit() else said


def _words(table: str, column: str, value: str) -> str:
    if column == ROW:
        return "есть" if value else "нет"
    if value == "":
        return MISSING
    if table in DECLARED and (declared := DECLARED[table].columns.get(column)) and declared.type == NUMBER:
        return value.replace(".", ",").replace("-", "−")
    said = words_of(table, column, value) if table in DECLARED else value
    return {"true": "да", "false": "нет"}.get(said, said)


def _cause(change: Change) -> str:
    """Return the cause; where the value changed more than once, with its parts."""
    if len(change.parts) == 1:
        return change.cause
    table, column = change.place.table, change.place.column
    return "; ".join(
        f"{cause_in_words(swapped)}: {_words(table, column, one)} → {_words(table, column, other)}"
        for swapped, one, other in change.parts
    )

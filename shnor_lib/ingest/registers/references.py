"""Rows of a register held against each other and against the registers they point to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shnor_lib.ground import registers
from shnor_lib.ground.registers import RegisterColumn, RegisterSheet
from shnor_lib.ground.spelling import code_key
from shnor_lib.ingest.cells.texts import school_key
from shnor_lib.ingest.registers.sheet import RegisterRows
from shnor_lib.ingest.roster import Roster


@dataclass
class Codes:
    """The codes that references may name: canonical spelling by key, and the keys of rows that were set aside."""

    known: dict[str, str] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)
    roster: Roster | None = None

    def find(self, typed: str) -> str | None:
        """Return the canonical code of a typed one; schools are found by login and by name too."""
        found = self.known.get(code_key(typed))
        if found is None and self.roster is not None:
            school = self.roster.of_group(typed, "")
            found = school.school_id if school else None
        return found


def codes_of(parts: Iterable[RegisterRows], name: str) -> Codes:
    """Return the codes of a register's own column; the first spelling counts."""
    codes = Codes()
    for rows in parts:
        for value, good in zip(rows.values[name], rows.good, strict=True):
            if value is not None and good:
                codes.known.setdefault(code_key(value), value)
            elif value is not None:
                codes.aside.add(code_key(value))
    return codes


def spell_alike(parts: Iterable[RegisterRows], name: str, codes: Codes) -> None:
    """Write each code of a register's own column in its one spelling."""
    for rows in parts:
        rows.values[name] = [codes.known.get(code_key(value), value) if value else value for value in rows.values[name]]


def settle_references(parts: Iterable[RegisterRows], codes: Mapping[str, Codes]) -> None:
    """Replace typed references by the codes they mean; complain of those that mean none.

    A row whose reference is unknown is set aside, unless the column is not strict: then it is only told.

    Args:
        parts: the sheets of one register.
        codes: by what a reference points to, a register's name or `registers.PLAN_ITEMS`.
    """
    for rows in parts:
        for column in rows.register.stored:
            if column.kind == registers.REFERENCE and column.name in rows.columns:
                _settle_column(rows, column, codes[column.to])
            elif column.suggestions_from and column.name in rows.columns:
                _name_by_code(rows, column, codes[column.suggestions_from])


def _settle_column(rows: RegisterRows, column: RegisterColumn, codes: Codes) -> None:
    values = rows.values[column.name]
    found = {value: codes.find(value) for value in set(values) if value is not None}
    for place, value in enumerate(values):
        if value is None or not rows.good[place]:
            continue
        if found[value] is not None:
            values[place] = found[value]
        elif column.strict:
            rows.complain("error", "register_reference", place, column.name, _unknown(value, column, codes))
            rows.set_row_aside(place)
        else:
            rows.complain(
                "warning", "register_reference", place, column.name, _not_found(column) + "; строка использована"
            )


def _unknown(value: str, column: RegisterColumn, codes: Codes) -> str:
    if code_key(value) in codes.aside:
        title = registers.register_sheet(column.to).title
        return f"строка с этим кодом на листе «{title}» отложена, поэтому отложена и эта"
    return _not_found(column) + "; строка не использована"


def _not_found(column: RegisterColumn) -> str:
    if column.to == registers.PLAN_ITEMS:
        return "такого пункта нет ни в плане, ни в мерах Программы"
    if column.to == "schools":
        return "школы с таким кодом нет ни на листе «Школы», ни в списке школ Программы"
    return f"такого кода нет на листе «{registers.register_sheet(column.to).title}»"


def _name_by_code(rows: RegisterRows, column: RegisterColumn, codes: Codes) -> None:
    """Write a school of the roster by its code, however it is named; other names stay as typed."""
    values = rows.values[column.name]
    found = {value: codes.find(value) for value in set(values) if value is not None}
    rows.values[column.name] = [found.get(value) or value for value in values]


def set_repeated_aside(register: RegisterSheet, parts: Iterable[RegisterRows]) -> None:
    """Give up all rows of a key but the first; a row that says the same is told more mildly than one that differs."""
    if not register.key:
        return
    coded = {column.name for column in register.stored if column.kind in (registers.CODE, registers.REFERENCE)}
    first: dict[tuple, tuple[RegisterRows, int]] = {}
    for rows in parts:
        columns = [_keys(rows.values[name], name in coded) for name in register.key]
        for place, key in enumerate(zip(*columns, strict=True)):
            if not rows.good[place]:
                continue
            if key in first:
                _set_aside_repeated(rows, place, *first[key])
            else:
                first[key] = (rows, place)


def _keys(values: Sequence[object], are_codes: bool) -> list[object]:
    """Return what equal values of a key share; each different text is looked at once."""
    key = code_key if are_codes else school_key
    keys: dict[object, object] = {value: key(value) for value in set(values) if isinstance(value, str)}
    return [keys.get(value, value) for value in values]


def _set_aside_repeated(rows: RegisterRows, place: int, first: RegisterRows, first_place: int) -> None:
    where = f"строку {first.rows[first_place]}"
    if first.sheet.file != rows.sheet.file:
        where += f" файла «{first.sheet.file}»"
    elif first.sheet is not rows.sheet:
        where += f" листа «{first.sheet.name}»"
    equal = all(rows.value(c.name, place) == first.value(c.name, first_place) for c in rows.register.stored)
    name = rows.register.key[0]
    if equal:
        rows.repeats.add(place)
        rows.complain("warning", "register_key", place, name, f"строка повторяет {where}; использована одна")
    else:
        problem = f"ключ строки повторяет {where}, а остальное различается; использована первая"
        rows.complain("error", "register_key", place, name, problem, "Оставьте одну верную строку.")
    rows.set_row_aside(place)

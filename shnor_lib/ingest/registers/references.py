"""Rows of a register held against each other and against the registers they point to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shnor_lib.ground import registers
from shnor_lib.ground.personal_names import quotable
from shnor_lib.ground.registers import RegisterColumn, RegisterSheet
from shnor_lib.ground.spelling import code_key
from shnor_lib.ingest.cells.texts import listed, listed_names, school_key, shortened
from shnor_lib.ingest.registers.sheet import RegisterRows
from shnor_lib.ingest.roster import Roster

SCHOOLS = "schools"
#: So many schools that are not in the list may make it another okrug's; fewer are told one by one.
FEWEST_OF_ANOTHER_LIST = 3


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
    unknown: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        if value is None or not rows.good[place]:
            continue
        if found[value] is not None:
            values[place] = found[value]
        else:
            unknown.setdefault(value, []).append(place)
    if _are_of_another_list(unknown, found, column):
        _complain_of_all(rows, column, unknown, len(found))
    else:
        for value, places in unknown.items():
            _complain_of_one(rows, column, value, places, codes)
    for place in (place for places in unknown.values() for place in places if column.strict):
        rows.set_row_aside(place)


def _are_of_another_list(unknown: Collection[str], found: Collection[str], column: RegisterColumn) -> bool:
    """Tell whether most schools of a column are not in the list: then the list is another one, not each misspelt."""
    return column.to == SCHOOLS and len(unknown) >= FEWEST_OF_ANOTHER_LIST and 2 * len(unknown) > len(found)


def _complain_of_all(rows: RegisterRows, column: RegisterColumn, unknown: Mapping[str, list[int]], named: int) -> None:
    """Complain once of a column of which most schools are not in the list."""
    places = sorted(place for own in unknown.values() for place in own)
    problem = (
        f"большинства школ этой колонки ({len(unknown)} из {named}) нет ни на листе «Школы», ни в списке школ "
        f"Программы: {listed_names(map(quotable, unknown))}; похоже, это список другого округа; "
        f"{_rows_left_out(column, len(places))}"
    )
    advice = "Проверьте, тот ли это файл; если школы вашего округа, впишите их на лист «Школы»."
    rows.complain("error", "register_reference", places[0], column.name, problem, advice)


def _complain_of_one(rows: RegisterRows, column: RegisterColumn, value: str, places: list[int], codes: Codes) -> None:
    """Complain once of a value that means no row elsewhere, with the number of its rows."""
    severity = "error" if column.strict else "warning"
    problem = (
        f"«{shortened(quotable(value))}» — {_not_found(value, column, codes)}; {_rows_left_out(column, len(places))}"
    )
    if len(places) > 1:
        problem += f" ({listed(rows.cell(place, column.name) for place in places)})"
    rows.complain(severity, "register_reference", places[0], column.name, problem)


def _rows_left_out(column: RegisterColumn, count: int) -> str:
    """Return what became of the rows: «строка не использована», «не использовано строк: 5»."""
    if not column.strict:
        return "строка использована" if count == 1 else f"строк с этим: {count}, они использованы"
    return "строка не использована" if count == 1 else f"не использовано строк: {count}"


def _not_found(value: str, column: RegisterColumn, codes: Codes) -> str:
    if column.to == registers.PLAN_ITEMS:
        return "такого пункта нет ни в плане, ни в мерах Программы"
    title = registers.register_sheet(column.to).title
    if code_key(value) in codes.aside:
        return f"строка с этим кодом на листе «{title}» отложена"
    if column.to != SCHOOLS:
        return f"такого кода нет на листе «{title}»"
    alike = codes.roster.candidates(value) if codes.roster else []
    near = f" (похожи: {listed_names(alike)})" if alike else ""
    return f"такой школы нет ни на листе «{title}», ни в списке школ Программы{near}"


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

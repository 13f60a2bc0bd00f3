"""One sheet of a register: its headers matched, its rows read by the declaration, each cell given its fate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from shnor_lib.ground import registers, wording
from shnor_lib.ground.drafts import waits
from shnor_lib.ground.personal_names import HIDDEN, looks_like_name
from shnor_lib.ground.registers import RegisterColumn, RegisterSheet
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.examples import is_marked_example
from shnor_lib.ingest.cells.headings import HeadingRow
from shnor_lib.ingest.cells.sheet import EMPTY, Sheet
from shnor_lib.ingest.cells.texts import listed
from shnor_lib.ingest.registers.complaints import SheetComplaints
from shnor_lib.ingest.registers.recognition import heading_map, heading_row, likeliest_heading_row
from shnor_lib.ingest.registers.values import Stored, ValueRead, read_odd_cell, reader

#: Kinds of columns whose cells are known to others by what they hold: a hidden name is of no use there.
IDENTIFYING = (registers.CODE, registers.REFERENCE)


@dataclass
class RegisterRows:
    """The rows of one sheet: ``rows`` their numbers, ``values`` a list for each stored column, ``good`` which count.

    A row that is not good was set aside with a complaint; its cells are no longer used.
    """

    register: RegisterSheet
    sheet: Sheet
    columns: dict[str, int]
    rows: list[int]
    values: dict[str, list[Any]]
    good: np.ndarray
    complaints: SheetComplaints
    left: int = field(default=1)
    #: Places of rows that only repeat another, and (column, place) of values that were given up.
    repeats: set[int] = field(default_factory=set)
    lost: set[tuple[str, int]] = field(default_factory=set)
    #: (place, column) of cells that hold the mark of what waits for a person.
    waiting: list[tuple[int, str]] = field(default_factory=list)

    def value(self, name: str, place: int) -> Any:
        """Return the value of a column in the row at a place (from 0)."""
        return self.values[name][place]

    def set_row_aside(self, place: int) -> None:
        """Give up the row at a place: all its cells are set aside."""
        row = self.rows[place]
        self.good[place] = False
        for column in self.columns.values():
            self.sheet.set_aside_known(row, column, row, column)

    def set_value_aside(self, place: int, name: str) -> None:
        """Give up one value; the row stays, unless the column is required."""
        row, column = self.rows[place], self.columns[name]
        self.sheet.set_aside_known(row, column, row, column)
        self.values[name][place] = None
        self.lost.add((name, place))
        if self.register.column(name).required:
            self.set_row_aside(place)

    def complain(self, severity: str, check: str, place: int, name: str, problem: str, what_to_do: str = "") -> None:
        """Complain of a cell by its row's place and its column's name; a column that is absent: of the row's start."""
        column = self.columns.get(name, self.left)
        self.complaints.add(severity, check, self.rows[place], column, problem, what_to_do)

    def cell(self, place: int, name: str) -> str:
        """Return the A1 address of a column's cell in the row at a place."""
        return self.sheet.address(self.rows[place], self.columns[name])

    def address(self, place: int) -> str:
        """Return the A1 address of a row's first cell."""
        return self.sheet.address(self.rows[place], self.left)


def filled_rows(sheet: Sheet) -> int:
    """Return how many rows of a sheet hold anything."""
    if not sheet.last_row:
        return 0
    return int(sheet.filled(1, sheet.last_row, list(range(1, sheet.last_column + 1))).any(axis=1).sum())


def read_register_sheet(sheet: Sheet, register: RegisterSheet, as_of: date) -> RegisterRows | None:
    """Read a sheet of a register; nothing where its headers are missing or it is empty.

    Args:
        sheet: the sheet; its cells get their fates, but for those that `Sheet.sweep` settles.
        register: the declaration.
        as_of: the reporting date.
    """
    if not sheet.last_row:
        return None
    top = heading_row(sheet, register, register.identity) or likeliest_heading_row(sheet, register)
    if top is None:
        _set_aside_without_headers(sheet, register)
        return None
    heading = heading_map(register).read(top, sheet.rows[top - 1])
    complaints = SheetComplaints(sheet)
    _settle_columns(sheet, register, heading, complaints)
    if _lacks_required(sheet, register, heading, complaints):
        complaints.settle()
        return None
    rows = _rows_below(sheet, register, heading, complaints, as_of)
    _read_columns(rows, as_of)
    if register.prefilled and _says_nothing(rows):
        _leave_as_drafted(rows)
    return rows


def _says_nothing(rows: RegisterRows) -> bool:
    """Tell whether no row holds more than what the form wrote there: the sheet is as it was drafted."""
    told = [values for name, values in rows.values.items() if name not in rows.register.prefilled]
    return not rows.lost and all(value is None or waits(value) for values in told for value in values)


def _leave_as_drafted(rows: RegisterRows) -> None:
    """Take the rows of a sheet that nobody has filled for none at all; their keys are the form's own."""
    for row in rows.rows:
        for column in rows.columns.values():
            rows.sheet.not_needed_block(row, column, row, column)
    rows.rows, rows.good = [], np.ones(0, dtype=bool)
    rows.values = {name: [] for name in rows.values}
    rows.repeats, rows.waiting = set(), []


# Headers


def _set_aside_without_headers(sheet: Sheet, register: RegisterSheet) -> None:
    named = wording.join(f"«{register.column(name).header}»" for name in register.identity)
    sheet.set_aside_range(
        1,
        1,
        sheet.last_row,
        sheet.last_column,
        "error",
        "register_column",
        f"На листе «{sheet.name}» не найдена строка заголовков ({named}): лист не прочитан.",
        "Верните строку заголовков по образцу формы (make templates).",
    )


def _settle_columns(sheet: Sheet, register: RegisterSheet, heading: HeadingRow, complaints: SheetComplaints) -> None:
    top, bottom = heading.row, sheet.last_row
    for name, column in heading.read.items():
        mark = sheet.use_block if register.column(name).stored else sheet.not_needed_block
        mark(top, column, bottom, column)
    for column in heading.personal:
        sheet.not_needed_block(top, column, bottom, column)
        complaints.add(
            "warning",
            "names_in_file",
            top,
            column,
            "колонка персональных данных; её значения не читаются и нигде не сохраняются",
            "Удалите эту колонку: педагога называет только код.",
        )
    for column in heading.unknown:
        sheet.set_aside_range(
            top,
            column,
            bottom,
            column,
            "warning",
            "register_column",
            f"Колонка {sheet.address(top, column)} листу «{sheet.name}» не известна: её значения не использованы.",
            "Назовите колонку по образцу формы; если это ваши пометки, ничего делать не нужно.",
        )
    for column in heading.repeated:
        sheet.set_aside_range(
            top,
            column,
            bottom,
            column,
            "error",
            "register_column",
            f"Заголовок {sheet.address(top, column)} повторяется на листе: значения этих колонок не использованы.",
            "Оставьте одну колонку с таким заголовком.",
        )
    _complain_of_absent(sheet, register, heading, complaints)


def _complain_of_absent(
    sheet: Sheet, register: RegisterSheet, heading: HeadingRow, complaints: SheetComplaints
) -> None:
    absent = [
        column.header
        for column in register.stored
        if column.name not in heading.read and not column.required and not column.optional_column
    ]
    if absent:
        verb = "Нет колонки" if len(absent) == 1 else "Нет колонок"
        complaints.add_whole(
            "note",
            "register_column",
            sheet.address(heading.row, 1),
            f"{verb} {wording.join(f'«{header}»' for header in absent)}: эти сведения остаются без данных.",
            "Если они нужны, верните колонки по образцу формы.",
            heading.row,
        )


def _lacks_required(sheet: Sheet, register: RegisterSheet, heading: HeadingRow, complaints: SheetComplaints) -> bool:
    """Tell whether the sheet lacks a column without which no row is whole; then all of it is set aside."""
    absent = [
        f"«{column.header}»" for column in register.columns if column.required and column.name not in heading.read
    ]
    if not absent:
        return False
    for column in heading.read.values():
        sheet.set_aside_known(heading.row, column, sheet.last_row, column)
    noun = "обязательной колонки" if len(absent) == 1 else "обязательных колонок"
    complaints.add_whole(
        "error",
        "register_column",
        sheet.range(heading.row, 1, heading.row, sheet.last_column),
        f"На листе «{sheet.name}» нет {noun} {wording.join(absent)}: ни одна строка не использована.",
        "Верните заголовки по образцу формы (make templates).",
        heading.row,
    )
    return True


# Rows


def _rows_below(
    sheet: Sheet, register: RegisterSheet, heading: HeadingRow, complaints: SheetComplaints, as_of: date
) -> RegisterRows:
    """Return the rows below the headers that hold anything, but for the example; values are not read yet."""
    columns = {name: column for name, column in heading.read.items() if register.column(name).stored}
    places = list(columns.values())
    filled = sheet.filled(heading.row + 1, sheet.last_row, places).any(axis=1) if places else np.array([], dtype=bool)
    numbers = [heading.row + 1 + int(place) for place in np.flatnonzero(filled)]
    rows = RegisterRows(register, sheet, columns, numbers, {}, np.ones(0, dtype=bool), complaints, min(places))
    rows.rows = [
        number for number in numbers if not _is_example(rows, number, as_of) and not _is_unfilled(rows, number)
    ]
    rows.good = np.ones(len(rows.rows), dtype=bool)
    return rows


def _is_example(rows: RegisterRows, number: int, as_of: date) -> bool:
    """Tell whether the row is the form's example by its mark; it is never read."""
    mark = rows.columns.get(rows.register.columns[0].name)
    if mark is None:
        return False
    if not is_marked_example(rows.sheet.value(number, mark)):
        return False
    for column in rows.columns.values():
        rows.sheet.not_needed_block(number, column, number, column)
    # Which item of the plan the example names is the programme's business.
    told = [column for column in rows.register.stored[1:] if column.to != registers.PLAN_ITEMS]
    if any(_differs(rows, number, column, as_of) for column in told):
        rows.complaints.add_whole(
            "warning",
            "register_example",
            rows.sheet.address(number, mark),
            f"Строка {number} помечена словом «{registers.EXAMPLE_MARK}» и не читается, но её значения изменены.",
            "Если это настоящие данные, уберите пометку; если нет, ничего делать не нужно.",
            number,
        )
    return True


def _differs(rows: RegisterRows, number: int, column: RegisterColumn, as_of: date) -> bool:
    if column.name not in rows.columns:
        return False
    read = reader(column, as_of)
    return read(rows.sheet.value(number, rows.columns[column.name])) != read(column.example)


def _is_unfilled(rows: RegisterRows, number: int) -> bool:
    """Tell whether the row is a setting of the form without a value: there is nothing to read in it."""
    if not rows.register.holds_settings or "value" not in rows.columns:
        return False
    if rows.sheet.value(number, rows.columns["value"]) not in ("", None):
        return False
    name = rows.columns["name"]
    rows.sheet.not_needed_block(number, name, number, name)
    return True


# Values


def _read_columns(rows: RegisterRows, as_of: date) -> None:
    for column in rows.register.stored:
        if column.name in rows.columns:
            _read_column(rows, column, as_of)
        else:
            rows.values[column.name] = [None] * len(rows.rows)
            if column.quoted:
                rows.values[column.as_typed] = [None] * len(rows.rows)
    _require(rows)
    for column in rows.register.stored:
        if column.not_before:
            _hold_in_order(rows, column)
        if column.not_over:
            _hold_within(rows, column)


def _read_column(rows: RegisterRows, column: RegisterColumn, as_of: date) -> None:
    place_of_column = rows.columns[column.name]
    raw = rows.sheet.column_values(place_of_column, 1, len(rows.sheet.rows))
    odd = {row for row, at in rows.sheet.odd if at == place_of_column}
    read = reader(column, as_of)
    values: list[Stored] = []
    rows.values[column.name] = values
    if column.quoted:
        rows.values[column.as_typed] = [None] * len(rows.rows)
    for place, row in enumerate(rows.rows):
        value = raw[row - 1]
        if waits(value) and not looks_like_name(str(value)):
            rows.waiting.append((place, column.name))
            values.append(clean(str(value)) if column.kind == registers.TEXT or column.may_wait else None)
            continue
        result = read_odd_cell(rows.sheet.odd[row, place_of_column], column, as_of) if row in odd else read(value)
        values.append(result.value)
        if isinstance(value, str) and looks_like_name(value):
            _hide(rows, place, column)
        elif result.check:
            if column.quoted and result.value is None and result.typed:
                rows.values[column.as_typed][place] = result.typed
            _complain_of_value(rows, place, column, result)


def _hide(rows: RegisterRows, place: int, column: RegisterColumn) -> None:
    """Report what looks like a name and keep nothing of it; a row that others know by this cell is given up."""
    is_known_by_it = column.name in rows.register.key or column.kind in IDENTIFYING
    gives_up = is_known_by_it or (column.required and column.kind != registers.TEXT)
    done = "строка не использована" if gives_up else "текст скрыт и нигде не сохранён"
    rows.complain(
        "warning",
        "names_in_file",
        place,
        column.name,
        f"текст похож на имя человека, телефон или номер документа; {done}",
    )
    row, at = rows.rows[place], rows.columns[column.name]
    rows.sheet.hidden.discard((row, at))
    rows.sheet.set_aside_known(row, at, row, at)
    rows.values[column.name][place] = HIDDEN if column.kind == registers.TEXT else None
    if gives_up:
        rows.set_row_aside(place)


def _complain_of_value(rows: RegisterRows, place: int, column: RegisterColumn, result: ValueRead) -> None:
    if result.doubtful:
        rows.complain("warning", result.check, place, column.name, result.told())
        return
    kept = "дата не известна, слова приведены в отчёте как написаны" if column.quoted else "значение не использовано"
    done = "строка не использована" if column.required else kept
    rows.complain("error", result.check, place, column.name, result.told(done))
    rows.set_value_aside(place, column.name)


def _require(rows: RegisterRows) -> None:
    """Give up rows that lack a required value; tell of empty cells that matter."""
    for column in rows.register.stored:
        if not (column.required or column.wanted) or column.name not in rows.columns:
            continue
        values = rows.values[column.name]
        places = [place for place, value in enumerate(values) if value is None and rows.good[place]]
        if column.required:
            for place in places:
                _give_up_gap(rows, place, column.name, f"не заполнено «{column.header}»")
        else:
            _tell_of_gaps(rows, column, places)
    if rows.register.one_of:
        _require_one_of(rows)


def _require_one_of(rows: RegisterRows) -> None:
    names = rows.register.one_of
    wanted = wording.join((f"«{rows.register.column(name).header}»" for name in names), "или")
    for place in range(len(rows.rows)):
        if rows.good[place] and all(rows.value(name, place) is None for name in names):
            _give_up_gap(rows, place, names[0], f"нужно заполнить {wanted}")


def _give_up_gap(rows: RegisterRows, place: int, name: str, problem: str) -> None:
    rows.complain("error", "register_required", place, name, f"{problem}; строка не использована")
    rows.set_row_aside(place)


def _tell_of_gaps(rows: RegisterRows, column: RegisterColumn, places: Sequence[int]) -> None:
    """Tell in one finding where a value that an indicator rests on is not given."""
    empty = [
        place for place in places if rows.sheet.fates[rows.rows[place] - 1, rows.columns[column.name] - 1] == EMPTY
    ]
    if empty:
        at = rows.columns[column.name]
        cells = [rows.sheet.address(rows.rows[place], at) for place in empty]
        where = wording.plural(len(empty), "строке", "строках", "строках")
        rows.complaints.add_whole(
            "warning",
            "register_required",
            cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}",
            f"Не указано «{column.header}» в {where} ({listed(cells)}): показатель считается без них.",
            "Заполните эти ячейки.",
            rows.rows[empty[0]],
        )


def _hold_in_order(rows: RegisterRows, column: RegisterColumn) -> None:
    """Give up a last day that comes before its first one."""
    first = rows.register.column(column.not_before)
    for place in _pairs(rows, first, column):
        if rows.value(column.name, place) < rows.value(first.name, place):
            problem = f"«{column.header}» раньше, чем «{first.header}»; значение не использовано"
            rows.complain("error", "register_dates", place, column.name, problem)
            rows.set_value_aside(place, column.name)


def _hold_within(rows: RegisterRows, column: RegisterColumn) -> None:
    """Give up a number that is larger than the whole of which it is a part."""
    whole = rows.register.column(column.not_over)
    for place in _pairs(rows, whole, column):
        if rows.value(column.name, place) > rows.value(whole.name, place):
            problem = f"«{column.header}» больше, чем «{whole.header}»; значение не использовано"
            rows.complain("error", "register_numbers", place, column.name, problem)
            rows.set_value_aside(place, column.name)


def _pairs(rows: RegisterRows, first: RegisterColumn, second: RegisterColumn) -> Iterable[int]:
    """Yield the places of good rows that have both values."""
    both = zip(rows.values[first.name], rows.values[second.name], strict=True)
    for place, (one, other) in enumerate(both):
        if rows.good[place] and one is not None and other is not None:
            yield place

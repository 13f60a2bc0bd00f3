"""Tables of groups of participants, as the forms of ФИС ОКО have them: rows of groups and columns of numbers."""

import math
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeGuard

import numpy as np

from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.headings import MOST_ROWS_ABOVE, first_row, heading_key
from shnor_lib.ingest.cells.numbers import LARGEST, whole_number
from shnor_lib.ingest.cells.percentages import BAD, NUMBER, parse_share
from shnor_lib.ingest.cells.sheet import Sheet, Value, is_blank
from shnor_lib.ingest.cells.texts import is_dash
from shnor_lib.ingest.layouts.form_titles import WITHOUT_MARKS, title_in_row
from shnor_lib.ingest.layouts.groups import TOTAL, Group, parse_group
from shnor_lib.ingest.layouts.raw_rows import MUNICIPALITY, SCHOOL

GROUPS = "группы участников"
#: A longer text is the name of a group and no heading.
LONGEST_HEADING = 30
ADVICE_VALUE = "Сверьте строку с исходной выгрузкой и исправьте файл."


def heading_row(sheet: Sheet) -> int | None:
    """Return the row in which «Группы участников» stands."""
    if GROUPS not in sheet.heading_rows:
        sheet.heading_rows[GROUPS] = first_row(sheet.rows, is_heading)
    return sheet.heading_rows[GROUPS]


def is_heading(values: Sequence[Value]) -> bool:
    """Tell whether «Группы участников» stands among the values."""
    return GROUPS in [heading_key(value) for value in values if value.__class__ is str and value]


def rows_of_form(sheet: Sheet, heading: int, rows: range, group_column: int, columns: Sequence[int]) -> range:
    """Return the rows of this form's table; one with other columns below it, of another form, is set aside.

    Args:
        sheet: the sheet, its columns settled.
        heading: the row of the column headings.
        rows: the rows below it.
        group_column: the column with the groups' names.
        columns: the columns with the numbers.
    """

    def headings(row: int) -> list[str]:
        return [heading_key(sheet.value(row, column)) for column in columns]

    names = zip(rows, sheet.column_values(group_column, rows.start, rows.stop - 1), strict=True)
    short = (row for row, name in names if name.__class__ is str and len(name) <= LONGEST_HEADING)
    repeated = (row for row in short if is_heading([sheet.value(row, group_column)]))
    another = next((row for row in repeated if headings(row) != headings(heading)), None)
    return rows if another is None else _rows_above_another_form(sheet, rows, another)


def _rows_above_another_form(sheet: Sheet, rows: range, heading: int) -> range:
    """Set the other form aside from its title on and return the rows above it."""
    titles = (title_in_row(sheet.rows[row - 1], row) for row in range(heading - 1, rows.start - 1, -1))
    title = next((title for title in islice(titles, MOST_ROWS_ABOVE) if title), None)
    first = title.row if title else heading
    named = f"форма «{title.words}»" if title else "таблица с другими колонками"
    sheet.set_aside_range(
        first,
        1,
        sheet.last_row,
        sheet.last_column,
        "note" if title and title.code == WITHOUT_MARKS else "error",
        "header_repeated",
        f"Ниже, со строки {first}, на листе стоит {named}: она не использована.",
        "Положите каждую форму на отдельный лист или в отдельный файл.",
    )
    return range(rows.start, first)


class GroupRow(NamedTuple):
    """A row of the table: its place and the group that it names."""

    row: int
    text: str
    group: Group
    kind: str


def group_rows(
    sheet: Sheet, rows: range, group_column: int, schools_column: int | None, columns: Sequence[int]
) -> list[GroupRow]:
    """Return the rows that name groups; totals and rows without a name are set aside, footnotes left to the sweep.

    Args:
        sheet: the sheet.
        rows: the rows below the heading.
        group_column: the column with the groups' names.
        schools_column: the column with the number of schools, filled for groups of schools alone; ``None``: no such.
        columns: the columns with the numbers.
    """
    found = []
    with_numbers: list[bool] = np.any(sheet.filled(rows.start, rows.stop - 1, columns), axis=1).tolist()
    named: list[bool] = sheet.filled(rows.start, rows.stop - 1, [group_column])[:, 0].tolist()
    rows_of_values = sheet.rows[rows.start - 1 : rows.stop - 1]
    for row, values, has_numbers, has_name in zip(rows, rows_of_values, with_numbers, named, strict=True):
        name = values[group_column - 1]
        if not has_name or (sheet.odd and (row, group_column) in sheet.odd):
            if has_numbers:
                _set_aside_unnamed(sheet, row, group_column, columns[-1])
            continue
        text = name if name.__class__ is str else sheet.text(row, group_column)
        if heading_key(text) == GROUPS:
            sheet.use_block(row, 1, row, sheet.last_column)  # the headings once more, as after a page break
            continue
        group = parse_group(text)
        if group.kind == TOTAL:
            _set_aside_total(sheet, row, group_column, columns[-1], group.name)
        elif has_numbers or group.code:
            found.append(GroupRow(row, text, group, group.kind or _kind_by_schools(values, schools_column)))
    return found


def _kind_by_schools(values: Sequence[object], schools_column: int | None) -> str:
    """A group without a code that consists of schools is a municipality, one that does not is a school."""
    of_schools = schools_column is not None and not is_blank(values[schools_column - 1])
    return MUNICIPALITY if of_schools else SCHOOL


def _set_aside_unnamed(sheet: Sheet, row: int, first: int, last: int) -> None:
    sheet.set_aside_range(
        row,
        first,
        row,
        last,
        "error",
        "row_unnamed",
        f"В строке {row} есть значения, но название школы или группы не читается: строка не использована.",
        ADVICE_VALUE,
    )


def _set_aside_total(sheet: Sheet, row: int, first: int, last: int, name: str) -> None:
    sheet.set_aside_range(
        row,
        first,
        row,
        last,
        "note",
        "row_total",
        f"Строка {row} «{name}» — итоговая, не школа: значения не использованы.",
        "",
    )


def shares_of(sheet: Sheet, rows: Sequence[int], column: int, name: str) -> list[float | None]:
    """Return a column's percentages 0–100; a dash and an empty cell give ``None``, what is no share is set aside."""
    values = [sheet.rows[row - 1][column - 1] for row in rows]
    if not sheet.odd and _are_numbers(values, 100):
        return [*values]
    return [_share(sheet, row, column, name) for row in rows]


def _are_numbers(values: list[Any], most: float) -> TypeGuard[list[float]]:
    """Tell whether a whole column holds nothing but numbers from 0 to ``most``; not so if one of them is NaN."""
    if {value.__class__ for value in values} != {float}:
        return False
    total = sum(values)
    return not math.isnan(total) and min(values) >= 0 and max(values) <= most


def _share(sheet: Sheet, row: int, column: int, name: str) -> float | None:
    share = parse_share(sheet.cell(row, column))
    if share.kind == BAD:
        set_aside_bad(sheet, row, column, f"{name}: {share.problem}")
    return share.pct if share.kind == NUMBER else None


def counts_of(sheet: Sheet, rows: Sequence[int], column: int, name: str) -> list[int | None]:
    """Return a column's whole numbers; a dash and an empty cell give ``None``, anything else is set aside."""
    values = [sheet.rows[row - 1][column - 1] for row in rows]
    if not sheet.odd and _are_numbers(values, LARGEST) and (counts := list(map(int, values))) == values:
        return [*counts]
    return [_count(sheet, row, column, name) for row in rows]


def _count(sheet: Sheet, row: int, column: int, name: str) -> int | None:
    value = sheet.rows[row - 1][column - 1]
    cell = sheet.cell(row, column)
    if cell is None or (isinstance(value, str) and is_dash(value)):
        return None
    number = None if cell.is_error or cell.is_lost_formula else whole_number(value)
    if number is None:
        share = parse_share(cell)
        odd = share.problem if share.kind == BAD and "доля" not in share.problem else "не целое число участников"
        set_aside_bad(sheet, row, column, f"{name}: {odd}")
    return number


def set_aside_bad(sheet: Sheet, row: int, column: int, problem: str) -> None:
    """Set a cell aside that holds no value of its column."""
    sheet.set_aside_range(
        row, column, row, column, "error", "bad_value", f"{problem}; значение не использовано.", ADVICE_VALUE
    )


def complain_of_gaps(
    sheet: Sheet, groups: Sequence[GroupRow], columns: Sequence[int], needed: Sequence[object]
) -> None:
    """Name the rows in which one of the columns is empty, where ``needed`` is true."""
    rows = [group.row for group in groups]
    empty = ~sheet.filled(1, sheet.last_row, columns)[np.array(rows, dtype=int) - 1]
    for place in empty.any(axis=1).nonzero()[0].tolist():
        group, gaps = groups[place], [column for column, gap in zip(columns, empty[place], strict=True) if gap]
        if needed[place]:
            sheet.complain(
                "warning",
                "missing_value",
                f"«{group.group.name}»: не указаны значения, результат неполон.",
                ADVICE_VALUE,
                sheet.range(group.row, gaps[0], group.row, gaps[-1]),
            )


def settle_unknown_columns(sheet: Sheet, heading: int, known: Sequence[int]) -> None:
    """Set aside the columns whose heading the layout does not know."""
    for column, value in enumerate(sheet.rows[heading - 1], start=1):
        if column not in known and not is_blank(value):
            sheet.set_aside_range(
                heading,
                column,
                sheet.last_row,
                column,
                "warning",
                "column_unknown",
                f"Колонка «{clean(str(value))[:60]}» не известна карте формы: её значения не использованы.",
                "Если это пометки, ничего делать не нужно.",
            )

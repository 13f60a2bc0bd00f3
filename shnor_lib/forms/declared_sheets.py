"""Declared sheets as sheets of a form: each column with its format, hint and check, rows of tables as cells."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shnor_lib.forms.sheets import (
    DATE_FORMAT,
    GENERAL,
    OPTIONAL_FILL,
    REFERENCE_FILL,
    REQUIRED_FILL,
    TAB_FURTHER,
    TAB_NEEDED,
    TEXT_FORMAT,
    Check,
    CheckKind,
    DropDowns,
    FormColumn,
    build_sheet,
)
from shnor_lib.ground import registers
from shnor_lib.ground.registers import RegisterColumn, RegisterSheet, register_sheet
from shnor_lib.ground.wording import is_missing

#: A school year may be so many years before the edition's or one after it.
YEARS_BACK = 4
#: A date in a form lies between these days; ingest holds it against the reporting date more closely.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)

#: The guide's table of sheets: its header and the widths of its columns.
GUIDE_HEADER = ("Лист", "Что на нём", "Для чего нужен", "Обязателен ли", "Если не заполнить")
GUIDE_WIDTHS = (25, 46, 26, 16, 46)


def build_declared(
    sheet: Worksheet,
    declared: RegisterSheet,
    columns: Sequence[FormColumn],
    rows: Sequence[Sequence[object]],
    item: object = None,
) -> None:
    """Build a declared sheet: its columns, its example, rows filled in beforehand; the tab tells if it is needed.

    ``item`` is the programme's item of the plan that the example names.
    """
    build_sheet(sheet, columns, example_of(declared, item), rows)
    sheet.sheet_properties.tabColor = TAB_NEEDED if declared.needed else TAB_FURTHER


def use_words(declared: RegisterSheet) -> str:
    """Return what rests on a sheet, as its declaration says."""
    return ", ".join(declared.feeds) or "—"


def guide_rows(
    sheets: Iterable[RegisterSheet], use: Callable[[RegisterSheet], str] = use_words
) -> list[tuple[str, ...]]:
    """Return the guide's row of each sheet: what it is for, what rests on it and what may be left out."""
    return [
        (
            declared.title,
            declared.purpose,
            use(declared),
            "нужен" if declared.needed else "можно не заполнять",
            declared.without,
        )
        for declared in sheets
    ]


# Columns


def form_column(column: RegisterColumn, drop_downs: DropDowns, year: int = 0) -> FormColumn:
    """Return a declared column as the form's.

    Args:
        column: the declaration.
        drop_downs: the lists of the form's workbook.
        year: the edition's year, around which school years are offered.
    """
    fill = REFERENCE_FILL if not column.stored else REQUIRED_FILL if column.required else OPTIONAL_FILL
    return FormColumn(
        column.header, column.width, column.hint, _number_format(column), _check(column, drop_downs, year), fill
    )


def _number_format(column: RegisterColumn) -> str:
    if column.kind == registers.DATE:
        return DATE_FORMAT
    # As text, «1.2» stays an item of the plan and does not become the first of February.
    is_code = column.kind in (registers.CODE, registers.REFERENCE, registers.SCHOOL_YEAR)
    return TEXT_FORMAT if is_code else GENERAL


def _check(column: RegisterColumn, drop_downs: DropDowns, year: int) -> Check:
    """Return the check of a column by its kind, with its words in Russian."""
    if column.kind == registers.DATE:
        error = f"Нужна дата от {FIRST_DAY:%d.%m.%Y} до {LAST_DAY:%d.%m.%Y}, например 18.03.2022."
        return Check("date", _serial(FIRST_DAY), _serial(LAST_DAY), error)
    if column.kind == registers.PERCENT:
        return Check("decimal", "0", "100", "Нужно число от 0 до 100 без знака процента, например 64.")
    if column.kind in (registers.INTEGER, registers.NUMBER):
        return _number_check(column)
    if column.kind == registers.YES_NO:
        return Check("list", drop_downs.of_words(("да", "нет")), error="Выберите «да» или «нет».")
    if column.kind == registers.CHOICE:
        words = [choice.word for choice in column.choices]
        return Check("list", drop_downs.of_words(words), error="Выберите значение из списка.")
    if column.kind == registers.SCHOOL_YEAR:
        years = [f"{end - 1}/{end}" for end in range(year + 1, year - YEARS_BACK - 1, -1)]
        error = "Учебный год пишется как 2021/2022. Оставить как есть?"
        return Check("list", drop_downs.of_words(years), error=error, is_strict=False)
    if column.kind == registers.REFERENCE:
        return _reference_check(column, drop_downs)
    return _suggestions(column, drop_downs)


def _serial(day: date) -> str:
    return str((day - date(1899, 12, 30)).days)


def _number_check(column: RegisterColumn) -> Check:
    is_whole = column.kind == registers.INTEGER
    kind: CheckKind = "whole" if is_whole else "decimal"
    words = "целое число" if is_whole else "число"
    lowest = column.lowest if column.lowest is not None else 0
    if column.kind == registers.NUMBER and column.lowest is None:
        return Check("decimal", "-1000000", "1000000", "Нужно число.")
    if column.highest is None:
        return Check(kind, f"{lowest:g}", None, f"Нужно {words} не меньше {lowest:g}.")
    return Check(kind, f"{lowest:g}", f"{column.highest:g}", f"Нужно {words} от {lowest:g} до {column.highest:g}.")


def _reference_check(column: RegisterColumn, drop_downs: DropDowns) -> Check:
    """Offer the codes of the sheet that is pointed to; the plan's own items may be others than those offered."""
    home = register_sheet(column.to)
    letter = get_column_letter(_place_of_code(home))
    if column.to == registers.PLAN_ITEMS:
        words = "Такого пункта нет на листе «План». Оставить как есть?"
        return Check("list", drop_downs.of_column(home.title, letter), error=words, is_strict=False)
    words = f"Такого кода нет на листе «{home.title}»."
    if column.strict:
        return Check("list", drop_downs.of_column(home.title, letter), error=f"{words} Сначала впишите его туда.")
    return Check("list", drop_downs.of_column(home.title, letter), error=f"{words} Оставить как есть?", is_strict=False)


def _place_of_code(home: RegisterSheet) -> int:
    """Return the place (from 1) of the column that others point to: its code, or the plan's item."""
    coded = [place for place, column in enumerate(home.columns, start=1) if column.kind == registers.CODE]
    return coded[0] if coded else 1


def _suggestions(column: RegisterColumn, drop_downs: DropDowns) -> Check:
    """Offer words where others may be typed too; no error is ever shown."""
    if column.suggestions:
        return Check("list", drop_downs.of_words(column.suggestions))
    if column.kind == registers.CHOICES:
        return Check("list", drop_downs.of_words([choice.word for choice in column.choices]))
    if column.suggestions_from:
        home = register_sheet(column.suggestions_from)
        return Check("list", drop_downs.of_column(home.title, get_column_letter(_place_of_code(home))))
    return Check()


# Rows


def example_of(declared: RegisterSheet, item: object = None) -> list[object]:
    """Return the values of a sheet's example row; empty where no column has one.

    An item of the plan in it is the programme's own, where one is given.
    """
    if all(column.example is None for column in declared.columns):
        return []
    return [
        item if item is not None and column.to == registers.PLAN_ITEMS else column.example
        for column in declared.columns
    ]


def rows_as_cells(declared: RegisterSheet, table: pd.DataFrame) -> list[list[object]]:
    """Return a table's rows under the columns of a declared sheet; columns that the table lacks stay empty."""
    known = table.reindex(columns=[column.name for column in declared.columns]).astype(object)
    return [[_cell(column, row[column.name]) for column in declared.columns] for row in known.to_dict("records")]


def _cell(column: RegisterColumn, value: object) -> object:
    """Return a table's value as a cell holds it: ISO texts as dates, codes as words, missing as nothing."""
    if is_missing(value):
        return None
    if column.kind == registers.DATE:
        return _date(str(value))
    if column.kind == registers.YES_NO and not isinstance(value, str):
        return "да" if value else "нет"
    if column.kind == registers.CHOICE:
        return {choice.code: choice.word for choice in column.choices}.get(str(value), value)
    return value


def _date(text: str) -> object:
    """Return the day of an ISO text; what waits for a person stays as it is."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text

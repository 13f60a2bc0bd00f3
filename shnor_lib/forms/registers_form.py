"""The form «Реестры_программы.xlsx»: every register's sheet by its declaration, filled in where the programme knows."""

from collections.abc import Mapping
from datetime import date

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shnor_lib.analysis.programme.roles import items_with
from shnor_lib.forms.guide import build_guide
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
    new_book,
)
from shnor_lib.ground import registers, wording
from shnor_lib.ground.register_use import fed_by
from shnor_lib.ground.registers import RegisterColumn, RegisterSheet, register_sheet, register_sheets
from shnor_lib.ground.rows import rows_of

FILE = registers.WORKBOOK
#: A school year may be so many years before the edition's or one after it.
YEARS_BACK = 4
#: A date in a form lies between these days; ingest holds it against the reporting date more closely.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)

WARNING = (
    "Фамилий, имён, телефонов и других персональных данных здесь быть не должно: педагога называет только код. Список "
    "«код — фамилия» храните отдельно, вне папки отчёта."
)
RULES = (
    "Заполняйте со строки под образцом. Серую строку «Пример:» программа не читает; её можно удалить.",
    "Заголовки менять нельзя. Тёмно-синие колонки обязательны: без них строка не используется; светлые заполняются, "
    "если сведения есть; серые даны для справки.",
    "Сначала заполните листы «Школы» и «Педагоги»: из них коды предлагаются на остальных листах.",
    "Щёлкните ячейку: рядом появится подсказка, а где есть список — стрелка выбора.",
    "Даты пишите как 18.03.2022, проценты — числом от 0 до 100, несколько значений — через точку с запятой.",
    "Чего не знаете, оставьте пустым: пустая ячейка — это «нет данных», а не ноль.",
    "Сохраните книгу в папке с результатами этого выпуска под любым именем и проверьте её командой make check.",
)


def registers_form(programme: Mapping[str, pd.DataFrame], year: int) -> openpyxl.Workbook:
    """Return the empty form of the registers.

    Args:
        programme: the programme's tables `schools`, `programme_indicators`, `programme_plan`, `programme_measures`.
        year: the edition's year, around which school years are offered.
    """
    book, guide = new_book(registers.GUIDE)
    drop_downs = DropDowns(book)
    _build_guide(guide, programme)
    settings = _settings(programme["programme_indicators"])
    filled = {"settings": settings, "schools": _schools(programme["schools"]), "plan": _plan(programme)}
    for register in register_sheets():
        sheet = book.create_sheet(register.title)
        columns = [_form_column(column, drop_downs, year) for column in register.columns]
        build_sheet(sheet, columns, _example(register, programme), filled.get(register.name, ()))
        sheet.sheet_properties.tabColor = TAB_NEEDED if register.needed else TAB_FURTHER
    book.properties.title, book.properties.creator = "Реестры Программы", "shnor_lib"
    return book


def _build_guide(sheet: Worksheet, programme: Mapping[str, pd.DataFrame]) -> None:
    rows = [
        (
            register.title,
            register.purpose,
            _use_words(register, programme),
            "нужен" if register.needed else "можно не заполнять",
            register.without,
        )
        for register in register_sheets()
    ]
    header = ("Лист", "Что на нём", "Для чего нужен", "Обязателен ли", "Если не заполнить")
    build_guide(sheet, "Реестры Программы: как заполнять", WARNING, RULES, header, rows, (25, 46, 26, 16, 46))


def _use_words(register: RegisterSheet, programme: Mapping[str, pd.DataFrame]) -> str:
    """Return what rests on a register: the programme's indicators, its items of the plan, further things."""
    indicators = programme["programme_indicators"]
    ways = indicators.get("way", pd.Series(None, indicators.index, dtype=object))
    fed = wording.id_ranges(fed_by(register.name, zip(indicators["id"], ways, strict=True)))
    found = items_with(programme["programme_plan"], programme["programme_measures"], *register.roles)
    of_plan = f"п. {wording.id_ranges(found.items)} плана" if found.items else ""
    return ", ".join(filter(None, (fed, of_plan, wording.id_ranges(found.measures), *register.feeds))) or "—"


# Columns


def _form_column(column: RegisterColumn, drop_downs: DropDowns, year: int) -> FormColumn:
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


# Rows filled in beforehand


def _example(register: RegisterSheet, programme: Mapping[str, pd.DataFrame]) -> list[object]:
    """Return the row that shows how to fill a sheet; an item of the plan in it is the programme's own."""
    if all(column.example is None for column in register.columns):
        return []
    items = [*programme["programme_plan"]["id"], *programme["programme_measures"]["id"]]
    item = items[0] if items else None
    return [item if column.to == registers.PLAN_ITEMS else column.example for column in register.columns]


def _settings(indicators: pd.DataFrame) -> list[list[object]]:
    targets = [
        registers.target_setting(row.id, row.unit, is_stated=not pd.isna(row.target)) for row in rows_of(indicators)
    ]
    return [[setting.name, None, setting.hint] for setting in (*registers.settings(), *targets)]


def _schools(schools: pd.DataFrame) -> list[list[object]]:
    """Return the programme's schools under the columns of the register."""
    names = [column.name for column in register_sheet("schools").columns]
    known = schools.reindex(columns=names).astype(object)
    return [[_cell(str(name), value) for name, value in row.items()] for row in known.to_dict("records")]


def _cell(name: str, value: object) -> object:
    """Return a table's value as a cell holds it: ISO texts of dates as dates, missing as nothing."""
    if value is None or value != value or value is pd.NA:
        return None
    if register_sheet("schools").column(name).kind == registers.DATE:
        return date.fromisoformat(str(value))
    return value


def _plan(programme: Mapping[str, pd.DataFrame]) -> list[list[object]]:
    """Return the items of the plan and the measures with their texts and terms, execution left open."""
    columns = [column.name for column in register_sheet("plan").columns]
    rows = []
    for table in ("programme_plan", "programme_measures"):
        for row in programme[table].astype(object).to_dict("records"):
            due = row["due"] if isinstance(row["due"], str) else "не указан"
            known = {"item": row["id"], "activity": row["activity"], "due": due}
            rows.append([known.get(name) for name in columns])
    return rows

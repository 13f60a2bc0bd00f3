"""The form «Реестры_программы.xlsx»: every register's sheet by its declaration, filled in where the programme knows."""

from collections.abc import Mapping

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from shnor_lib.analysis.programme.roles import items_with
from shnor_lib.forms.declared_sheets import (
    GUIDE_HEADER,
    GUIDE_WIDTHS,
    build_declared,
    form_column,
    guide_rows,
    rows_as_cells,
)
from shnor_lib.forms.guide import build_guide
from shnor_lib.forms.sheets import DropDowns, new_book
from shnor_lib.ground import registers, wording
from shnor_lib.ground.register_use import fed_by
from shnor_lib.ground.registers import RegisterSheet, register_sheet, register_sheets
from shnor_lib.ground.rows import rows_of

FILE = registers.WORKBOOK

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
    items = [*programme["programme_plan"]["id"], *programme["programme_measures"]["id"]]
    filled = {
        "settings": _settings(programme["programme_indicators"]),
        "schools": rows_as_cells(register_sheet("schools"), programme["schools"]),
        "plan": _plan(programme),
    }
    for register in register_sheets():
        columns = [form_column(column, drop_downs, year) for column in register.columns]
        sheet = book.create_sheet(register.title)
        build_declared(sheet, register, columns, filled.get(register.name, ()), items[0] if items else None)
    book.properties.title, book.properties.creator = "Реестры Программы", "shnor_lib"
    return book


def _build_guide(sheet: Worksheet, programme: Mapping[str, pd.DataFrame]) -> None:
    title = "Реестры Программы: как заполнять"
    rows = guide_rows(register_sheets(), lambda register: _use_words(register, programme))
    build_guide(sheet, title, WARNING, RULES, GUIDE_HEADER, rows, GUIDE_WIDTHS)


def _use_words(register: RegisterSheet, programme: Mapping[str, pd.DataFrame]) -> str:
    """Return what rests on a register: the programme's indicators, its items of the plan, further things."""
    indicators = programme["programme_indicators"]
    ways = indicators.get("way", pd.Series(None, indicators.index, dtype=object))
    fed = wording.id_ranges(fed_by(register.name, zip(indicators["id"], ways, strict=True)))
    found = items_with(programme["programme_plan"], programme["programme_measures"], *register.roles)
    of_plan = f"п. {wording.id_ranges(found.items)} плана" if found.items else ""
    return ", ".join(filter(None, (fed, of_plan, wording.id_ranges(found.measures), *register.feeds))) or "—"


# Rows filled in beforehand


def _settings(indicators: pd.DataFrame) -> list[list[object]]:
    targets = [
        registers.target_setting(row.id, row.unit, is_stated=not pd.isna(row.target)) for row in rows_of(indicators)
    ]
    return [[setting.name, None, setting.hint] for setting in (*registers.settings(), *targets)]


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

"""The form «Программа.xlsx»: every sheet by its declaration, with the usual text or a programme's own."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from shnor_lib.forms.declared_sheets import (
    GUIDE_HEADER,
    GUIDE_WIDTHS,
    build_declared,
    form_column,
    guide_rows,
    rows_as_cells,
)
from shnor_lib.forms.guide import build_guide
from shnor_lib.forms.saving import save_new, workbook_bytes
from shnor_lib.forms.sheets import DropDowns, new_book
from shnor_lib.ground import registers
from shnor_lib.ground.drafts import to_fill
from shnor_lib.ground.programme import (
    PASSPORT,
    SCHOOLS,
    WORKBOOK,
    PassportRow,
    passport_rows,
    programme_sheet,
    programme_sheets,
    usual_rows,
)
from shnor_lib.ground.vocabulary import SUBJECTS
from shnor_lib.ground.wording import is_missing

FILE = WORKBOOK

WARNING = (
    "Фамилий, имён, телефонов и других персональных данных здесь быть не должно: ответственного называет организация, "
    "группа или должность."
)
RULES = (
    "Эта книга — ваша Программа: из неё отчёт берёт название, школы, задачи, показатели, план и меры.",
    "Жёлтые ячейки «заполните: …» ждут вас: замените их целиком. Пока осталась хотя бы одна, отчёт помечен словом "
    "«Черновик».",
    "На листах «Задачи», «Показатели», «План», «Меры» и «Ожидаемые результаты» новой книги стоят обычные тексты таких "
    "программ, в последней колонке они названы образцом. Замените их своими, лишние строки удалите, затем впишите «да» "
    "в последней строке листа «Паспорт».",
    "На листе «Школы» перечислите все школы округа: по этому списку школы узнаются в файлах с результатами.",
    "Серую строку «Пример:» программа не читает; её можно удалить. Заголовки менять нельзя. Тёмно-синие колонки "
    "обязательны: без них строка не используется.",
    "Щёлкните ячейку: рядом появится подсказка, а где есть список — стрелка выбора.",
    "Чего в вашей Программе нет, оставьте пустым: пустое целевое значение — «Программа его не задаёт», а не ноль.",
    "Если название, цель или период указаны и здесь, и в файле параметров, они должны совпадать.",
    "Книгу назовите в файле параметров (data: programme) и проверьте командой make check.",
)


def write_programme(path: Path, schools: pd.DataFrame | None = None, passport: Mapping | None = None) -> bool:
    """Write a new programme's workbook with the usual text, and tell whether it was written: a file stays as it is.

    Args:
        path: where to.
        schools: the roster, columns of the table `schools` (those it lacks stay empty); without one the sheet is empty.
        passport: values of «Паспорт» by the codes of its rows (`passport_rows`), dates as days or ISO texts, ``None``
            to leave a row empty; each other row waits for a person.

    Raises:
        ReportError: the folder cannot be written to.
    """
    if path.exists():
        return False
    return save_new(workbook_bytes(new_programme_form(schools, passport)), path)


def new_programme_form(schools: pd.DataFrame | None = None, passport: Mapping | None = None) -> openpyxl.Workbook:
    """Return the form with the usual text, the given schools and passport; arguments as of `write_programme`."""
    rows = {
        sheet.name: rows_as_cells(sheet, pd.DataFrame(usual_rows(sheet.name), dtype=object))
        for sheet in programme_sheets()
    }
    if schools is not None:
        rows[SCHOOLS] = rows_as_cells(programme_sheet(SCHOOLS), schools)
    asked = {row.name: to_fill(row.ask) if row.ask else None for row in passport_rows()}
    told = {**asked, **(passport or {})}
    rows[PASSPORT] = [_passport_row(row, told[row.name]) for row in passport_rows()]
    return _form(rows)


def programme_form(tables: Mapping[str, pd.DataFrame]) -> openpyxl.Workbook:
    """Return the form filled with a programme's own tables, as `read_programme` returns them."""
    claims = programme_sheet("claims").table
    subjects = tables[claims]["subject"].map(lambda code: SUBJECTS[code].name if code in SUBJECTS else None)
    shown = {**tables, claims: tables[claims].assign(subject=subjects)}
    rows = {sheet.name: rows_as_cells(sheet, shown[sheet.table]) for sheet in programme_sheets()}
    said = tables[programme_sheet(PASSPORT).table].set_index("name").reindex([row.name for row in passport_rows()])
    rows[PASSPORT] = [
        _passport_row(row, value, source)
        for row, value, source in zip(passport_rows(), said["value"], said["source"], strict=True)
    ]
    return _form(rows)


def _form(rows: Mapping[str, list[list[object]]]) -> openpyxl.Workbook:
    book, guide = new_book(registers.GUIDE)
    drop_downs = DropDowns(book)
    _build_guide(guide)
    for declared in programme_sheets():
        columns = [form_column(column, drop_downs) for column in declared.columns]
        build_declared(book.create_sheet(declared.title), declared, columns, rows[declared.name])
    book.properties.title, book.properties.creator = "Программа", "shnor_lib"
    return book


def _build_guide(sheet: Worksheet) -> None:
    build_guide(
        sheet, "Программа: как заполнять", WARNING, RULES, GUIDE_HEADER, guide_rows(programme_sheets()), GUIDE_WIDTHS
    )


def _passport_row(row: PassportRow, value: object, source: object = None) -> list[object]:
    return [row.header, _passport_cell(row, value), None if is_missing(source) else source, row.hint]


def _passport_cell(row: PassportRow, value: object) -> object:
    """Return a value as the cell holds it: ISO texts as days, whole numbers as such, truths as «да» and «нет»."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if not isinstance(value, str):
        return None if is_missing(value) else value
    try:
        if row.kind == registers.DATE:
            return date.fromisoformat(value)
        if row.kind == registers.INTEGER:
            return int(value)
    except ValueError:
        pass  # the mark of what waits for a person
    return value

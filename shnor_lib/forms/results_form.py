"""The form «Форма_результатов.xlsx»: the plain long table of a centre's own results, with drop-downs."""

from collections.abc import Mapping

import openpyxl
import pandas as pd

from shnor_lib.forms.guide import build_guide
from shnor_lib.forms.sheets import (
    DATE_FORMAT,
    OPTIONAL_FILL,
    REQUIRED_FILL,
    TAB_NEEDED,
    TEXT_FORMAT,
    Check,
    DropDowns,
    FormColumn,
    build_sheet,
    new_book,
)
from shnor_lib.ground.registers import GUIDE
from shnor_lib.ground.vocabulary import ASSESSMENTS, SUBJECTS
from shnor_lib.ingest.cells.headings import layout_map
from shnor_lib.ingest.layouts.long_table import LAYOUT

FILE = "Форма_результатов.xlsx"
SHEET = "Результаты"
YEARS_BACK = 4

WARNING = "Здесь только числа по школам: фамилий и результатов отдельных учеников быть не должно."
RULES = (
    "Одна строка — одна школа и одна процедура: ВПР, ОГЭ, ЕГЭ или МКР (муниципальная контрольная работа).",
    "Тёмно-синие колонки обязательны. Щёлкните ячейку: рядом появится подсказка, а где есть список — стрелка выбора.",
    "«Получили «2»» — число учеников; программа сама посчитает долю. Для ЕГЭ это те, кто не преодолел "
    "минимальный балл.",
    "Серую строку «Пример:» программа не читает; её можно удалить.",
    "Если процедуры не было, строку не заводите или поставьте прочерки.",
    "Уровень указывайте только для ЕГЭ по математике: база или профиль.",
    "Сохраните книгу в папке с результатами этого выпуска под любым именем и проверьте её командой make check.",
)
EXAMPLE = ("Школа", "Процедура", "Предмет", "Класс", "Учебный год", "Участников", "Получили «2»")
EXAMPLE_ROWS = (
    ("МБОУ «Образцовая СОШ»", "МКР", "математика", "6", "2021/2022", "48", "7"),
    ("МБОУ «Образцовая СОШ»", "ОГЭ", "русский язык", "9", "2021/2022", "31", "2"),
)

#: Width, hint and whether the column is required, by role of the layout's map.
_COLUMNS: Mapping[str, tuple[int, str]] = {
    "school": (40, "Выберите школу из списка."),
    "assessment": (13, "ВПР, ОГЭ, ЕГЭ или МКР."),
    "subject": (20, "Выберите предмет из списка."),
    "level": (12, "Только для ЕГЭ по математике: база или профиль."),
    "grade": (9, "Класс, число от 1 до 11."),
    "school_year": (13, "Учебный год: 2021/2022."),
    "held_on": (16, "Дата проведения, например 20.04.2022. Можно не указывать."),
    "n_participants": (14, "Сколько учеников писали работу."),
    "mark_2": (13, "Сколько учеников получили «2» (не преодолели минимум)."),
    "mark_3": (13, "Сколько учеников получили «3». Можно не указывать."),
    "mark_4": (13, "Сколько учеников получили «4». Можно не указывать."),
    "mark_5": (13, "Сколько учеников получили «5». Можно не указывать."),
    "mean_score": (12, "Средний балл, если он известен."),
    "work": (11, "Номер МКР, если по предмету и классу их за год несколько. Можно не указывать."),
    "class_letter": (10, "Буква класса, если строка — о классе: результат школы — сумма классов. Можно не указывать."),
}
_HEADERS = {"school_year": "Учебный год", "held_on": "Дата проведения"}


def results_form(schools: pd.DataFrame, year: int) -> openpyxl.Workbook:
    """Return the empty form of results.

    Args:
        schools: the table `schools`, whose names are offered.
        year: the edition's year, around which school years are offered.
    """
    book, sheet = new_book(SHEET)
    drop_downs = DropDowns(book)
    columns = [_column(role, drop_downs, list(schools["school"]), year) for role in _COLUMNS]
    shown = layout_map(LAYOUT)["example"]
    build_sheet(sheet, columns, [shown.get(role) for role in _COLUMNS])
    sheet.sheet_properties.tabColor = TAB_NEEDED
    guide = book.create_sheet(GUIDE)
    widths = (36, 14, 20, 10, 16, 16, 18)
    build_guide(guide, "Форма результатов: как заполнять", WARNING, RULES, EXAMPLE, EXAMPLE_ROWS, widths)
    book.properties.title, book.properties.creator = "Форма результатов", "shnor_lib"
    return book


def _column(role: str, drop_downs: DropDowns, schools: list[str], year: int) -> FormColumn:
    layout = layout_map(LAYOUT)
    width, hint = _COLUMNS[role]
    header = _HEADERS.get(role, layout["read"][role][0])
    number_format = DATE_FORMAT if role == "held_on" else TEXT_FORMAT if role == "school_year" else "General"
    is_required = role in layout["required"] or role == "n_participants"
    fill = REQUIRED_FILL if is_required else OPTIONAL_FILL
    return FormColumn(header, width, hint, number_format, _check(role, drop_downs, schools, year), fill)


def _check(role: str, drop_downs: DropDowns, schools: list[str], year: int) -> Check:
    choose = "Выберите значение из списка."
    years = [f"{end - 1}/{end}" for end in range(year + 1, year - YEARS_BACK - 1, -1)]
    lists = {
        "school": (schools, "Такой школы нет в списке школ Программы. Оставить как есть?", False),
        "assessment": (list(ASSESSMENTS.values()), choose, True),
        "subject": ([subject.name for subject in SUBJECTS.values()], choose, True),
        "level": (["база", "профиль"], choose, True),
        "class_letter": (list("АБВГДЕ"), "Нужна буква класса. Оставить как есть?", False),
        "school_year": (years, "Учебный год пишется как 2021/2022. Оставить как есть?", False),
    }
    if role in lists:
        words, error, is_strict = lists[role]
        return Check("list", drop_downs.of_words(words), error=error, is_strict=is_strict)
    if role == "held_on":
        return Check("date", "36526", "73050", "Нужна дата, например 20.04.2022.")
    if role == "grade":
        return Check("whole", "1", "11", "Нужно целое число от 1 до 11.")
    if role == "mean_score":
        return Check("decimal", "0", "100", "Нужно число от 0 до 100.")
    if role == "work":
        return Check("whole", "1", None, "Нужен номер работы, целое число.", is_strict=False)
    return Check("whole", "0", None, "Нужно целое число учеников.", is_strict=False)

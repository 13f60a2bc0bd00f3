"""Each table of the field is one reader's and no other's; tables that look alike and hold no results are nobody's."""

import pytest

from shnor_lib.ingest.appendix.layout import recognise_appendix
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.recognition import layouts, recognised
from tests.support import fuzzing
from tests.support.programme_2022 import appendix_rows

HEAD = [["{}"], [], ["ВПР 2022 Русский язык 5 класс"], ["Предмет:", "Русский язык"], ["Дата:", "20.04.2022"], []]
GROUPS = ["Группы участников", "Кол-во ОО", "Кол-во участников"]
SCHOOL_ROW = ["МБОУ «Первая СОШ»(edu990001)", None, 20]


def form(title, headings, values, groups=GROUPS):
    """Return a form of ФИС ОКО with one school."""
    head = [[cell.format(title) if isinstance(cell, str) else cell for cell in row] for row in HEAD]
    return [*head, [*groups, *headings], [*SCHOOL_ROW[: len(groups)], *values]]


#: Tables of the field that give no result of a school; those without marks of ФИС ОКО have a reader that says so.
OTHERS = {
    "сестринская: баллы": form("Распределение первичных баллов", range(6), [10, 20, 30, 20, 10, 10]),
    "сестринская: четыре задания": form("Выполнение заданий", [2, 3, 4, 5], [10, 20, 30, 40]),
    "сестринская: умения": form("Достижение планируемых результатов", ["Умение", 2, 3, 4, 5], ["чтение", 1, 2, 3, 4]),
    "гистограмма без названия": form("", [0, 1, 2, 3, 4, 5], [10, 20, 30, 20, 10, 10]),
    "олимпиада": [
        ["Школа", "Русский язык", None],
        [None, "Приняли участие", "Победители и призёры"],
        ["СОШ № 1", 9, 2],
    ],
    "успеваемость по четвертям": [
        ["Школа", "Класс", "Учеников", "На «5»", "На «4» и «5»", "На «2»"],
        ["СОШ № 1", 5, 20, 2, 9, 1],
    ],
    "контингент": [["Школа", "1 класс", "2 класс", "3 класс", "4 класс", "5 класс"], ["СОШ № 1", 20, 21, 22, 23, 24]],
    "пункты экзаменов": [["Код ППЭ", "Код ОО", "Предмет", "Дата"], [1301, 12101, "Русский язык", "30.05.2022"]],
    "расписание экзаменов": [["01 - Русский язык 2022.05.30"], ["02 - Математика 2022.06.02"]],
    "список участников": [["№", "Код ОО", "Класс", "Фамилия", "Экзамен"], [1, 12101, "11А", "Птицеловская", "Химия"]],
    "сводная по округам": [
        ["Результаты ЕГЭ в 2022 году"],
        ["Муниципалитет", "Русский язык", None],
        [None, "Приняли участие, чел.", "Не преодолели порог, чел."],
        ["Энский округ", 700, 11],
    ],
    "сводная по предметам": [
        ["Результаты ЕГЭ в 2022 году"],
        ["Предмет", "Приняли участие, чел.", "Не преодолели порог, чел."],
        ["Русский язык", 700, 11],
    ],
    "сводная по годам": [
        ["Русский язык, ЕГЭ"],
        ["Школа", "2021", None, "2022", None],
        [None, "Участников", "Не преодолели", "Участников", "Не преодолели"],
        ["СОШ № 1", 20, 1, 21, 2],
    ],
    "медалисты": [
        ["Школа", "Всего выпускников", "Русский язык", None],
        [None, None, "100 баллов", "Медали"],
        ["СОШ № 1", 20, 1, 2],
    ],
    "курсы учителей": [
        ["Код педагога", "Программа", "Часов", "Окончание"],
        ["п-001", "Русский язык", 72, "20.04.2022"],
    ],
    "кадры": [
        ["Школа", "Предмет", "Всего учителей", "Высшая", "Первая", "Без категории"],
        ["СОШ № 1", "Химия", 3, 1, 1, 1],
    ],
    "апелляции по школам": [["Школа", "Подано апелляций", "Удовлетворено"], ["СОШ № 1", 3, 1]],
    "пустой бланк": [GROUPS],
}


def sheet_of(rows, name="Лист"):
    return Sheet("таблица.xlsx", name, [list(row) for row in rows])


@pytest.mark.parametrize("name", sorted(fuzzing.tables()))
def test_a_table_is_one_readers_alone(name):
    sheet = sheet_of(fuzzing.tables()[name])
    assert [layout.code for layout in layouts() if layout.recognise(sheet)] == [fuzzing.LAYOUT_OF.get(name, name)]
    assert recognise_appendix(sheet) is None


def test_the_appendix_is_no_other_readers():
    sheet = sheet_of(appendix_rows())
    assert recognised(sheet) is None and recognise_appendix(sheet) is not None


@pytest.mark.parametrize("name", OTHERS)
def test_other_tables_give_no_result(name):
    sheet = sheet_of(OTHERS[name])
    layout = recognised(sheet)
    assert layout is None or layout.read(sheet, ()) is None
    assert layout is not None or recognise_appendix(sheet) is None


@pytest.mark.parametrize("name", [name for name in OTHERS if name.startswith("сестринская")])
def test_sister_forms_are_known_as_such(name):
    assert recognised(sheet_of(OTHERS[name])).code == "sister_forms"

"""Each item, measure, indicator, task and duty of the programme is printed somewhere: `docs/программа.md` says where.

The table is held against Make, the notebooks, the forms and the demonstration's reports; plain loops over the
demonstration's workbooks say that the words of the programme, and the rows of its registers, are printed there.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import openpyxl
import pytest

from shnor_lib.ground.project import NOTEBOOKS, ROOT
from shnor_lib.ground.registers import register_sheets
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.statement import without_marks
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import SectionHeading
from tests.support.editions_in_process import displayed_by
from tests.support.report_editions import executed_values

PLACES = ROOT / "docs" / "программа.md"
DEMO = ROOT / "data" / "demo"
#: Periods of the demonstration, one of each kind.
PERIODS = ("2024-ч4", "2024-п2", "МКР-1")
#: Input that is no sheet of the registers.
OTHER_INPUT = ("результаты ВПР, ОГЭ и ЕГЭ", "таблица результатов центра", "все", "все реестры показателей")


@cache
def rows() -> list[dict[str, str]]:
    """Return the rows of the document's tables, by their heads; the first cell under «id»."""
    found: list[dict[str, str]] = []
    head: list[str] = []
    for line in PLACES.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            head = []
        elif not head:
            head = ["id", *cells[1:]]
        elif not set(line) <= set("|- "):
            found.append(dict(zip(head, cells, strict=True)))
    return found


def sheet(book: str, title: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet of the demonstration by their heads; the row of an example is left out."""
    sheets = openpyxl.load_workbook(DEMO / book, read_only=True, data_only=True)
    head, *body = sheets[title].iter_rows(values_only=True)
    return [
        dict(zip(head, row, strict=True)) for row in body if row[0] is not None and "пример" not in str(row).lower()
    ]


def plain(text: str) -> str:
    """Return a text in small letters, with plain spaces and without marks of emphasis."""
    return re.sub(r"[\s\u00a0\u00ad\u200b*]+", " ", without_marks(text)).strip().casefold().replace("ё", "е")


def words(value: Any) -> Iterator[str]:
    if isinstance(value, Text):
        yield value.markdown
    elif isinstance(value, PublicationTable):
        yield from (value.caption or "", *value.notes)
        yield from (cell.text for row in value.rows for cell in row)
    elif isinstance(value, PublicationFigures):
        for one in value:
            yield from words(one)
    elif isinstance(value, PublicationFigure):
        yield from (value.caption or "", value.alt)
        yield from words(value.data) if value.data else ()
    elif isinstance(value, SectionHeading):
        yield value.title


def by_title(values: list[Any]) -> dict[str, str]:
    """Return what sections say by their titles, without the items of the plan in brackets."""
    found: dict[str, list[str]] = {}
    own: list[str] = []
    for value in values:
        if isinstance(value, SectionHeading) and value.title:
            own = found.setdefault(re.sub(r"\s*\((пункт|мер)[^)]*\)$", "", value.title), [])
        own += words(value)
    return {title: plain(" ".join(said)) for title, said in found.items()}


@pytest.fixture(scope="module")
def printed(built_demo) -> dict[str, dict[str, str]]:
    """What each command prints of the demonstration, by the titles of sections."""
    given = {"edition_name": "demo", "run_folder": str(built_demo.folder)}
    report = by_title([value for own in executed_values(built_demo).values() for value in own])
    monitoring: dict[str, str] = {}
    for period in PERIODS:
        monitoring |= by_title(displayed_by(NOTEBOOKS / "monitoring.ipynb", **given, period=period))
    year = by_title(displayed_by(NOTEBOOKS / "year.ipynb", **given))
    # Sheets of teachers are for official use: their numbers stand in the report's appendix.
    return {"make report": report, "make monitoring": monitoring, "make year": year, "make routes": report}


# The document is right


def test_every_item_measure_and_indicator_has_one_row():
    told = [row["id"] for row in rows()]
    for title, name in (("План", "Пункт"), ("Меры", "Код"), ("Показатели", "Код")):
        for row in sheet("Программа.xlsx", title):
            assert told.count(str(row[name])) == 1, row[name]
    for title, named in (("Задачи", "задачи"), ("Ожидаемые результаты", "результаты")):
        (own,) = [row["id"] for row in rows() if row["id"].startswith(named)]
        numbers = own.replace("1–5", "1, 2, 3, 4, 5")
        assert {str(row["№"]) for row in sheet("Программа.xlsx", title)} == set(re.findall(r"\d+", numbers))
    assert {row["id"] for row in rows() if "Обязанность" in row} == {"2.3", "4.1", "4.2"}


def test_what_a_row_is_called_is_the_role_that_the_workbook_gives_it():
    roles = {str(row["Пункт"]): row["Что это"] for row in sheet("Программа.xlsx", "План")}
    roles |= {str(row["Код"]): row["Что это"] for row in sheet("Программа.xlsx", "Меры")}
    for row in (row for row in rows() if row["id"] in roles):
        assert row["Что это"] == roles[row["id"]], row["id"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['id']}-{row.get('Что это') or row['Обязанность']}")
def test_command_notebook_sheets_and_section_are_there(row, printed):
    command = row["Команда"].strip("`")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{command.removeprefix('make ')}:", makefile, re.MULTILINE)
    assert (NOTEBOOKS / row["Тетрадь"].strip("`")).is_file()
    titles = {sheet.title for sheet in register_sheets()}
    for named in row["Листы"].split(";"):
        name = named.replace("(`Программа.xlsx`)", "").strip()
        assert name in titles or name in OTHER_INPUT or "Программа.xlsx" in named, name
    assert len(printed[command][row["Раздел"]]) > 80, "the section says something of the demonstration"


# What is printed there


def test_the_words_of_every_item_and_measure_are_printed_with_its_number(printed):
    state = printed["make report"]["План мероприятий: состояние пунктов"]
    for title, name, activity in (("План", "Пункт", "Мероприятие"), ("Меры", "Код", "Мера")):
        for row in sheet("Программа.xlsx", title):
            assert f" {plain(str(row[name]))} {plain(row[activity])[:60]}" in f" {state}", row[name]


def test_a_section_that_answers_an_item_names_it(printed, built_demo):
    """Item 18, 16, 19 and 21 and each measure that has a heading of its own: the number stands in it."""
    headings = plain(" ".join(one for own in executed_values(built_demo).values() for one in words(own[0])))
    for item in ("18", "16", "19", "21"):
        assert f"пункт {item} плана" in headings
    told = plain(" ".join(printed["make monitoring"].values()))
    for measure in ("м1.1", "м1.2", "м1.3", "м1.4", "м1.5", "м1.6"):
        assert f"мера {measure}" in told, measure


def test_every_indicator_is_printed_with_its_target(printed):
    section = printed["make report"]["Целевые индикаторы"]
    for row in sheet("Программа.xlsx", "Показатели"):
        assert plain(row["Краткое название"]) in section, row["Код"]
        if row["Целевое значение"] is not None:
            assert f"{plain(row['Краткое название'])} {row['Целевое значение']}" in section, row["Код"]


def test_every_task_and_expected_result_is_printed(printed):
    section = printed["make report"]["Итоги по задачам и результатам"]
    for title in ("Задачи", "Ожидаемые результаты"):
        for row in sheet("Программа.xlsx", title):
            assert plain(row["Текст"]).rstrip(".;") in section, row["№"]


def test_the_passport_is_printed(printed):
    section = printed["make year"]["Паспорт Программы"]
    for row in sheet("Программа.xlsx", "Паспорт"):
        if row["Параметр"] in ("Название Программы", "Цель Программы", "Срок реализации"):
            assert plain(row["Значение"]) in section, row["Параметр"]


def test_who_the_programme_is_about_is_printed(printed):
    section = printed["make report"]["Состав ШНОР"] + printed["make report"]["Основания по школам"]
    listed = [row["Название"] for row in sheet("Программа.xlsx", "Школы") if row["В списке ШНОР"] == "да"]
    assert listed
    for name in listed:
        assert plain(name).split("«")[1].rstrip("»") in section, name


REGISTERS = "2024/Реестры_программы.xlsx"


@pytest.mark.parametrize(
    ("title", "column", "command", "section"),
    [
        ("Каталог", "Название", "make report", "Комплекс мер по преодолению факторов"),
        ("Материалы", "Название", "make year", "Материалы"),
        ("Публикации", "Материал", "make year", "Публикации"),
        ("Состав рабочей группы", "Должность", "make year", "Рабочая группа"),
    ],
)
def test_what_a_register_lists_is_printed(title, column, command, section, printed):
    """The centre's duties of 2.3, 4.1 and 4.2, row by row."""
    # Who has left the working group is no part of it on the reporting date.
    there = [row for row in sheet(REGISTERS, title) if row[column] and not row.get("В составе по")]
    named = {plain(str(row[column])) for row in there}
    said = printed[command][section]
    assert named and {name for name in named if name not in said} == set()


def test_every_event_of_the_year_stands_in_the_cycle(printed):
    """Each event by its day: «циклограмма»."""
    said = printed["make year"]["Циклограмма"]
    named = [row for row in sheet(REGISTERS, "Мероприятия") if row["Название"]]
    assert named
    assert [row["Название"] for row in named if plain(row["Название"])[:40] not in said] == []


def test_a_meeting_has_its_minutes(printed):
    titles = [plain(title) for title in printed["make year"]]
    for row in sheet("Программа.xlsx", "План"):
        if row["Мероприятие"].startswith("Заседание рабочей группы"):
            assert [one for one in titles if one.startswith(f"заседание по пункту {plain(str(row['Пункт']))} ")]

"""The dirt of real workbooks, put into the demonstration's files after its truths were counted.

A fault is either to be read in spite of its looks, or to be reported at its cell; a harmful one stands in a row of its
own, so that no truth changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from tools.demonstration.municipality import AS_OF, Municipality
from tools.okrug.invented import PLACES

Grid = list[list]
READ, REPORTED = "прочитать", "сообщить"
FIRST_EXCEL_DAY = date(1899, 12, 30)


@dataclass(frozen=True)
class Planted:
    """A fault: file, sheet and cell, what is wrong, and whether ingest has to read it or to report it."""

    file: str
    sheet: str
    cell: str
    what: str
    expected: str


@dataclass
class Sheet:
    """A sheet of rows under one row of headings, whose cells are named by heading and row from 1."""

    file: str
    name: str
    grid: Grid
    planted: list[Planted]

    def change(self, row: int, heading: str, value: Callable[[Any], object], what: str) -> None:
        """Change the look of a cell that has to be read all the same; ``row`` counts data rows from 1."""
        column = self.grid[0].index(heading)
        self.grid[row][column] = value(self.grid[row][column])
        self.plant(row, heading, what, READ)

    def add(self, values: dict[str, object], heading: str, what: str, expected: str = REPORTED) -> None:
        """Add a row whose cell under the heading is at fault."""
        self.grid.append([values.get(name) for name in self.grid[0]])
        self.plant(len(self.grid) - 1, heading, what, expected)

    def row_with(self, **values: object) -> int:
        """Return the number (from 1) of the first data row with these values, by heading."""
        places = {self.grid[0].index(name): value for name, value in values.items()}
        for number, row in enumerate(self.grid[1:], start=1):
            if all(row[place] == value for place, value in places.items()):
                return number
        raise LookupError(values)

    def row(self, number: int) -> dict[str, object]:
        """Return a data row by heading."""
        return dict(zip(self.grid[0], self.grid[number], strict=True))

    def plant(self, row: int, heading: str, what: str, expected: str) -> None:
        """Record a fault of a cell."""
        cell = f"{get_column_letter(self.grid[0].index(heading) + 1)}{row + 1}"
        self.planted.append(Planted(self.file, self.name, cell, what, expected))


def with_no_break_spaces(text: object) -> str:
    """Return the text with two spaces, one of them unbreakable, between its words."""
    return str(text).replace(" ", " \N{NO-BREAK SPACE}")


def in_latin(text: object) -> str:
    """Return the text with Latin letters where they look like the Russian ones."""
    return str(text).translate(str.maketrans("АВСЕНКМОРТХасеорух", "ABCEHKMOPTXaceopyx"))


def day_as_text(day: object) -> str:
    """Return a date as people type it: 15.03.2024."""
    return f"{day:%d.%m.%Y}"


def day_as_serial(day: date) -> int:
    """Return a date as the number behind Excel's cell."""
    return (day - FIRST_EXCEL_DAY).days


def soil_registers(grids: dict[str, Grid], file: str) -> list[Planted]:
    """Put faults into the sheets of the registers, in place; return where each stands."""
    planted: list[Planted] = []

    def sheet(name: str) -> Sheet:
        return Sheet(file, name, grids[name], planted)

    _soil_people(sheet("Школы"), sheet("Педагоги"))
    _soil_courses(sheet("КПК"))
    _soil_records(sheet("Диагностика"), sheet("Взаимодействие"), sheet("Консультации"))
    _soil_papers(sheet("План"), sheet("Участие"), sheet("Контекст"), sheet("Четверти"))
    _soil_development(sheet("Программы развития"))
    return planted


def _soil_people(schools: Sheet, teachers: Sheet) -> None:
    schools.change(5, "Название", with_no_break_spaces, "двойные и неразрывные пробелы в названии школы")
    schools.change(8, "Вид", in_latin, "латинские буквы в слове «СОШ»")
    teachers.change(7, "Код школы", int, "код школы записан числом")
    teachers.change(12, "Принят", day_as_text, "дата записана текстом")
    teachers.change(15, "Код педагога", lambda code: f" {code} ", "пробелы вокруг кода")
    stranger = teachers.row(20) | {"Код педагога": "П-0900", "Код школы": "12199"}
    teachers.add(stranger, "Код школы", "педагог школы, которой нет в списке")
    teachers.add(teachers.row(30), "Код педагога", "строка повторена целиком")


def _soil_courses(courses: Sheet) -> None:
    courses.change(4, "Окончание", day_as_text, "дата записана текстом")
    courses.change(6, "Часов", str, "число записано текстом")
    for number, row in enumerate(courses.grid[1:], start=1):
        day = row[courses.grid[0].index("Окончание")]
        if isinstance(day, date) and day > AS_OF:
            courses.plant(number, "Окончание", "курсы ещё не закончены: день позже отчётной даты", REPORTED)
    courses.change(9, "Целевая", lambda value: "Да " if value else "Нет ", "прописная буква и пробел в «да» и «нет»")
    courses.add(courses.row(3) | {"Код педагога": "П-0999"}, "Код педагога", "педагога нет на листе «Педагоги»")
    impossible = courses.row(3) | {"Программа": "Читательская грамотность", "Окончание": "31.02.2024"}
    courses.add(impossible, "Окончание", "такого дня нет в календаре")


def _soil_records(diagnostics: Sheet, interaction: Sheet, consultations: Sheet) -> None:
    diagnostics.change(3, "Результат, %", lambda value: f"{value} %", "результат записан со знаком процента")
    diagnostics.change(8, "Результат, %", lambda value: f"{value},0", "десятичная запятая в тексте")
    odd = diagnostics.row(5) | {"Вид": "самооценка", "Дата": date(2024, 9, 3), "Результат, %": 140}
    diagnostics.add(odd, "Результат, %", "результат больше 100 %")
    interaction.change(2, "Дата", day_as_serial, "дата записана порядковым числом Excel")
    interaction.change(5, "Форма", with_no_break_spaces, "двойные и неразрывные пробелы")
    nobody = consultations.row(3) | {"Код педагога": None, "Код школы": None}
    consultations.add(nobody, "Код педагога", "не указаны ни педагог, ни школа")


def _soil_development(development: Sheet) -> None:
    development.change(3, "Дата консультации", day_as_text, "дата записана текстом")
    development.change(6, "Вид поддержки", str.capitalize, "прописная буква в слове из списка")
    nothing = dict.fromkeys(development.grid[0]) | {"Код школы": development.row(1)["Код школы"]}
    development.add(nothing, "Реквизиты программы", "не указаны ни программа, ни дата консультации")


def _soil_papers(plan: Sheet, participation: Sheet, context: Sheet, quarters: Sheet) -> None:
    plan.change(plan.row_with(Пункт="М1.6"), "Пункт", in_latin, "латинская «M» в номере меры")
    plan.change(plan.row_with(Пункт="6а"), "Пункт", in_latin, "латинская «a» в номере пункта")
    plan.add({"Пункт": "99", "Выполнено": date(2024, 5, 6)}, "Пункт", "такого пункта в плане нет")
    first = participation.row(1)
    participation.add(first | {"№ мероприятия": 77}, "№ мероприятия", "мероприятия с таким номером нет")
    participation.add(first, "№ мероприятия", "участие записано дважды")
    broken = context.row(1) | {"Год": 2022, "Вакансии": "#REF!"}
    context.add(broken, "Вакансии", "ошибка формулы вместо числа")
    quarters.grid.append([None] * len(quarters.grid[0]))
    quarters.add({"Код школы": "Итого", "Учеников": 1234}, "Учебный год", "строка «Итого» под таблицей")


def soil_long_table(grid: Grid, file: str, sheet: str, municipality: Municipality) -> list[Planted]:
    """Put faults into the long table of municipal tests, which stand in no verdict; return where each stands."""
    planted: list[Planted] = []
    table = Sheet(file, sheet, grid, planted)
    table.change(2, "Школа", with_no_break_spaces, "двойные и неразрывные пробелы в названии школы")
    table.change(
        5, "Школа", lambda name: str(name).replace("«", '"').replace("»", '"'), "прямые кавычки вместо «ёлочек»"
    )
    table.change(7, "Участников", str, "число записано текстом")
    first = municipality.schools[0].school
    misspelt = first.replace(PLACES[0], PLACES[0].replace("озёрская", "озёровская"))
    table.grid[1][0] = misspelt
    table.plant(1, "Школа", "название школы с ошибкой", REPORTED)
    table.add(table.row(3) | {"Школа": "МБОУ «Неведомская СОШ»"}, "Школа", "школа другого округа")
    table.grid[4][6] = "нет данных"
    table.plant(4, "Получили «2»", "слова вместо числа", REPORTED)
    return planted

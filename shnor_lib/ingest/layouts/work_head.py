"""The head of ФИС ОКО forms: which work was held, in which subject, on which day.

Статистика по отметкам
ВПР 2026 Русский язык 4 класс
Предмет: · Русский язык / Максимальный первичный балл: · 24 / Дата: · 20.04.2026
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.dates import day_of, season_on
from shnor_lib.ingest.cells.headings import MOST_ROWS_ABOVE, heading_key
from shnor_lib.ingest.cells.sheet import EMPTY, Sheet, Value, is_blank
from shnor_lib.ingest.layouts.procedures import NotAProcedure, Procedure, parse_procedure

SUBJECT, SCORE, DAY = "предмет", "максимальный первичный балл", "дата"
#: A line that names a work has no more filled cells than this.
MOST_CELLS_OF_LINE = 2
ADVICE_HEAD = "Выгрузите форму заново или верните в шапку строку вида «ВПР 2026 Русский язык 4 класс» и дату."


@dataclass(frozen=True)
class WorkHead:
    """What the head says: the procedure of the programme tested, the day (ISO or empty), the work as it is named."""

    procedure: Procedure
    held_on: str
    named: Procedure

    def columns(self) -> dict[str, str | int]:
        """Return the columns that name the work in `RawRows`."""
        return self.procedure.columns() | {"held_on": self.held_on, "attempt": 1}


def read_head(sheet: Sheet, title: str, heading_row: int) -> WorkHead | None:
    """Read the rows above a form's heading row and mark their cells as used.

    Args:
        sheet: the sheet.
        title: the form's name in its first cell; any text that begins with it is the title.
        heading_row: the row of the column headings.

    Returns:
        The head, or nothing, with an error among the sheet's findings, if it cannot be told which work it is.
    """
    named: tuple[Procedure | NotAProcedure, str] | None = None
    labels: dict[str, tuple[object, str]] = {}
    title_key = heading_key(title)
    for row, column, text in _texts_above(sheet, heading_row):
        key = heading_key(text)
        if key in (SUBJECT, SCORE, DAY):
            value = sheet.next_in_row(row, column)
            sheet.use([sheet.cell(row, column), value])
            labels[key] = (value.value if value else "", value.address if value else sheet.address(row, column))
            continue
        if key.startswith(title_key):
            sheet.use([sheet.cell(row, column)])
            continue
        parsed = parse_procedure(text)
        if named is None and (isinstance(parsed, Procedure) or parsed.looks_like):
            sheet.use([sheet.cell(row, column)])
            named = parsed, sheet.address(row, column)
        elif named is not None and isinstance(parsed, Procedure) and parsed != named[0]:
            sheet.use([sheet.cell(row, column)])
            return _unknown(sheet, "в шапке названы две разные работы", sheet.address(row, column))
    return _head(sheet, named, labels)


def _texts_above(sheet: Sheet, heading_row: int) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and text of the cells that are nothing but texts."""
    for row, values in enumerate(sheet.rows[: heading_row - 1], start=1):
        for column, value in enumerate(values, start=1):
            if value.__class__ is str and value and not is_blank(value) and (row, column) not in sheet.odd:
                yield row, column, value


def _head(
    sheet: Sheet, named: tuple[Procedure | NotAProcedure, str] | None, labels: dict[str, tuple[object, str]]
) -> WorkHead | None:
    """Put the parts together; whatever contradicts another part makes the work unknown."""
    if named is None:
        return _unknown(sheet, "нет строки с названием работы", sheet.address(1, 1))
    procedure, address = named
    if isinstance(procedure, NotAProcedure):
        return _unknown(sheet, procedure.problem, address)
    subject, subject_address = labels.get(SUBJECT, ("", ""))
    if clean(str(subject)) and _subject(procedure, str(subject)) != procedure.subject:
        return _unknown(sheet, "в названии работы и в строке «Предмет» разные предметы", subject_address)
    value, day_address = labels.get(DAY, ("", ""))
    day = day_of(value)
    if day is None and clean(str(value)):
        return _unknown(sheet, "дата не распознана, она должна выглядеть так: 20.04.2026", day_address)
    if day is not None and day.year != procedure.school_year:
        return _unknown(sheet, f"в названии работы {procedure.school_year} год, а дата {day.year} года", day_address)
    season = procedure.season or (season_on(day, procedure.assessment) if day else "")
    in_season = replace(procedure, season=season) if season != procedure.season else procedure
    held = _of_programme(in_season, day) if season == "autumn" else in_season
    if held is None:
        sheet.complain(
            "error",
            "season_autumn",
            "Работа осенняя: по шапке не видно, назван класс или программа какого класса. Значения не использованы.",
            "Если это известно, добавьте строку с источником в файл shnor_lib/ingest/maps/autumn_works.csv.",
            day_address or address,
        )
        return None
    return WorkHead(held, day.isoformat() if day else "", procedure)


def rows_of_work(sheet: Sheet, heading: int, work: WorkHead, is_heading: Callable[[Sequence[Value]], bool]) -> range:
    """Return the rows of the work's table; a table of another work below it is set aside with a finding.

    Args:
        sheet: the sheet, its columns settled.
        heading: the row of the column headings.
        work: what the head above it says.
        is_heading: tells whether a row's values are the form's headings once more.
    """
    filled = (sheet.fates[heading : sheet.last_row] != EMPTY).sum(axis=1)
    for place in ((filled > 0) & (filled <= MOST_CELLS_OF_LINE)).nonzero()[0].tolist():
        row = heading + 1 + place
        below = sheet.rows[row : row + MOST_ROWS_ABOVE]
        if _names_another_work(sheet.rows[row - 1], work) and any(map(is_heading, below)):
            _set_aside_another_work(sheet, row)
            return range(heading + 1, row)
    return range(heading + 1, sheet.last_row + 1)


def _names_another_work(values: Sequence[Value], work: WorkHead) -> bool:
    named = [parse_procedure(value) for value in values if isinstance(value, str)]
    return any(one != work.named if isinstance(one, Procedure) else one.looks_like for one in named)


def _set_aside_another_work(sheet: Sheet, row: int) -> None:
    sheet.set_aside_range(
        row,
        1,
        sheet.last_row,
        sheet.last_column,
        "error",
        "header_repeated",
        f"Ниже, со строки {row}, на листе стоит таблица другой работы: она не использована.",
        "Положите каждую таблицу на отдельный лист или в отдельный файл.",
    )


def _subject(procedure: Procedure, words: str) -> str:
    """Return the code of the subject that the line «Предмет» names, or «»."""
    parsed = parse_procedure(f"ВПР {words} {procedure.grade} {procedure.school_year}")
    return parsed.subject if isinstance(parsed, Procedure) else ""


def _unknown(sheet: Sheet, problem: str, address: str) -> WorkHead | None:
    """Return nothing, with the finding that says why."""
    sheet.complain(
        "error",
        "header_unknown",
        f"Шапка формы не распознана: {problem}. Значения листа не использованы.",
        ADVICE_HEAD,
        address,
    )
    return None


@cache
def _autumn_works() -> dict[tuple[str, str, str], str]:
    """Return {(year, subject, grade in the head): «class» or «programme»} of the map file `maps/autumn_works.csv`."""
    text = files("shnor_lib.ingest").joinpath("maps/autumn_works.csv").read_text(encoding="utf-8")
    return {
        (row["held_year"], row["subject"], row["grade_in_head"]): row["names"]
        for row in csv.DictReader(text.splitlines())
    }


def _of_programme(procedure: Procedure, day: date | None) -> Procedure | None:
    """Return an autumn work as a procedure of the programme that it tests, if the map tells which one.

    Autumn works test the programme of the grade before: held in autumn 2020 in grade 6, they are grade 5, 2019/20.
    A line of the map is for one subject and grade, or «*» for all of that autumn.
    """
    year = str(day.year if day else procedure.school_year)
    ways = [(year, subject, grade) for subject in (procedure.subject, "*") for grade in (str(procedure.grade), "*")]
    named = next((_autumn_works()[way] for way in ways if way in _autumn_works()), "")
    if named == "class":
        return replace(procedure, grade=procedure.grade - 1) if procedure.grade > 1 else None
    return procedure if named == "programme" else None

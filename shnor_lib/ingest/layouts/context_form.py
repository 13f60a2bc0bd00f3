"""The context form of ФИС ОКО: what schools say of pupils, families and teachers, read by headings through a map.

Of some ninety-five columns the social index needs a few (section 9 of the method); the map names them, the rest is
counted as not needed and its values are not kept.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.dates import school_year_in
from shnor_lib.ingest.cells.fractions import set_aside_fractions
from shnor_lib.ingest.cells.headings import HeadingMap, HeadingRow, first_row
from shnor_lib.ingest.cells.logins import login_digits
from shnor_lib.ingest.cells.numbers import plain_text, whole_number
from shnor_lib.ingest.cells.percentages import BAD, parse_share
from shnor_lib.ingest.cells.sheet import Sheet, Value, certain
from shnor_lib.ingest.cells.texts import is_dash
from shnor_lib.ingest.layouts.raw_rows import ContextRows

LAYOUT = "context_form"
TITLE = "Контекстные данные школ"
#: So many variables of the map make a form of it; a name and one number are no form yet.
FEWEST_VARIABLES = 2
ADVICE = "Исправьте значение в форме и повторите команду."


@dataclass(frozen=True)
class Variable:
    """A column of the map: its unit (``text``, ``count``, ``pct``, empty for what names the row) and its headings."""

    name: str
    unit: str
    headings: tuple[str, ...]


@cache
def variables() -> dict[str, Variable]:
    """Return the variables of the map file `maps/context_form.csv`."""
    text = files("shnor_lib.ingest").joinpath("maps/context_form.csv").read_text(encoding="utf-8")
    return {
        row["variable"]: Variable(row["variable"], row["unit"], tuple(row["headings"].split("|")))
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _map() -> HeadingMap:
    layout = {"read": {name: variable.headings for name, variable in variables().items() if name != "personal"}}
    return HeadingMap.of(layout | {"personal": variables()["personal"].headings})


def signs() -> tuple[str, ...]:
    """Return the headings by which the form is known, each with another spelling after «|»."""
    known = variables()
    names = ("name", *(name for name, variable in known.items() if variable.unit in ("count", "pct")))
    return tuple("|".join(known[name].headings[:2]) for name in names)


def recognise_context_form(sheet: Sheet) -> bool:
    """Tell whether one of the first rows names a school's column and several variables of the map."""
    return _heading_row(sheet) is not None


def _heading_row(sheet: Sheet) -> int | None:
    return first_row(sheet.rows, _is_heading)


def _is_heading(values: Sequence[Value]) -> bool:
    roles = _map().roles_in(values)
    named = [role for role in roles if variables()[role].unit in ("count", "pct")]
    return bool(roles & {"school", "name"}) and len(named) >= FEWEST_VARIABLES


def read_context_form(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> ContextRows:
    """Read the form; one row per school.  A value that cannot be read is set aside with a finding."""
    top = certain(_heading_row(sheet))
    heading = _map().read(top, sheet.rows[top - 1])
    rows = ContextRows()
    _settle_columns(sheet, heading)
    if not heading.read.keys() & {"school", "name"}:
        return rows
    year = _year_above(sheet, heading)
    filled = [
        row
        for row in range(top + 1, sheet.last_row + 1)
        if any(clean(sheet.text(row, column)) for column in heading.read.values())
    ]
    for role, column in heading.read.items():
        if variables()[role].unit == "pct":
            _doubt_fractions(sheet, filled, column)
    for row in filled:
        _read_row(sheet, heading, row, year, rows)
    return rows


def _doubt_fractions(sheet: Sheet, rows: Sequence[int], column: int) -> None:
    """Set aside what may be parts of one in a column of per cents."""
    shares = [parse_share(sheet.cell(row, column)).pct for row in rows]
    set_aside_fractions(sheet, [shares], [None] * len(rows), lambda i, _: (rows[i], column))


def _settle_columns(sheet: Sheet, heading: HeadingRow) -> None:
    top, bottom = heading.row, sheet.last_row
    for column in heading.read.values():
        sheet.use_block(top, column, bottom, column)
    for column in (*heading.personal, *heading.unknown):
        sheet.not_needed_block(top, column, bottom, column)
    if heading.personal:
        sheet.complain(
            "warning",
            "names_in_file",
            "В форме есть колонки с персональными данными: их значения не читаются и нигде не сохраняются.",
            "Удалите эти колонки или храните такой файл отдельно, вне папки отчёта.",
            sheet.range(top, min(heading.personal), top, max(heading.personal)),
        )
    for column in heading.repeated:
        sheet.set_aside_range(
            top,
            column,
            bottom,
            column,
            "error",
            "column_unknown",
            f"Показатель колонки {sheet.address(top, column)} назван в форме дважды: ни одно значение не использовано.",
            "Оставьте одну колонку.",
        )


def _year_above(sheet: Sheet, heading: HeadingRow) -> int | None:
    """Return the school year (by its end) named above the table or by the sheet's name, if they name just one."""
    if "school_year" in heading.read:
        return None
    above = [(row, column) for row in range(1, heading.row) for column in range(1, sheet.last_column + 1)]
    named = [(place, year) for place in above if (year := school_year_in(sheet.text(*place)))]
    years = {year for _, year in named} or {year for year in [school_year_in(sheet.name)] if year}
    sheet.use(sheet.cell(*place) for place, _ in named)
    if len(years) == 1:
        return years.pop()
    sheet.complain(
        "note",
        "school_year_unknown",
        "В контекстной форме не указан год: данные не связываются с результатами отдельного года.",
        "Добавьте колонку «Год» или строку над таблицей, например «2021/2022 учебный год».",
        sheet.address(heading.row, 1),
    )
    return None


def _read_row(sheet: Sheet, heading: HeadingRow, row: int, year: int | None, rows: ContextRows) -> None:
    read = heading.read
    login, name = (clean(sheet.text(row, read[role])) if role in read else "" for role in ("school", "name"))
    if not login and not name:
        columns = sorted(read.values())
        sheet.set_aside(
            [sheet.cell(row, column) for column in columns],
            sheet.finding(
                "error",
                "row_unnamed",
                f"Строка {row} контекстной формы не использована: в ней нет школы.",
                ADVICE,
                sheet.range(row, columns[0], row, columns[-1]),
            ),
        )
        return
    if "school_year" in read:
        year = school_year_in(sheet.text(row, read["school_year"]))
        if year is None and clean(sheet.text(row, read["school_year"])):
            _set_aside_bad(sheet, "school_year", row, read["school_year"], "год не понят")
    values = {role: _value(sheet, row, role, column) for role, column in read.items() if variables()[role].unit}
    rows.add(
        layout=LAYOUT,
        group=name or login,
        code=login_digits(login) or login_digits(name) or (login if login.isdecimal() else ""),
        kind="school",
        school_year=year,
        **values,
        source_file=sheet.file,
        source_sheet=sheet.name,
        source_cell=sheet.range(row, min(read.values()), row, max(read.values())),
        n_cells=sheet.used_in_row(row, read.values()),
    )


def _value(sheet: Sheet, row: int, role: str, column: int) -> str | int | float | None:
    """Return a cell's value in the unit of its variable; nothing where it is empty, dashed or wrong."""
    unit, cell = variables()[role].unit, sheet.cell(row, column)
    if unit == "text":
        return plain_text(cell.value) if cell is not None and not (cell.is_error or cell.is_lost_formula) else ""
    if cell is None or (isinstance(cell.value, str) and is_dash(cell.value)):
        return None
    if unit == "pct":
        share = parse_share(cell)
        if share.kind == BAD:
            _set_aside_bad(sheet, role, row, column, share.problem)
        return share.pct if sheet.used_in_row(row, [column]) else None
    number = None if cell.is_error or cell.is_lost_formula else whole_number(cell.value)
    if number is None:
        _set_aside_bad(sheet, role, row, column, "нужно целое число")
    return number


def _set_aside_bad(sheet: Sheet, role: str, row: int, column: int, problem: str) -> None:
    title, address = variables()[role].headings[0], sheet.address(row, column)
    sheet.set_aside(
        [sheet.cell(row, column)],
        sheet.finding(
            "error", "bad_value", f"Ячейка {address}, «{title}»: {problem}; значение не использовано.", ADVICE, address
        ),
    )

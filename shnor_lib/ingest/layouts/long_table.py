"""A plain long table kept by a centre itself: a row per school and procedure, also of municipal tests (МКР)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from shnor_lib.ground.marks import MARKS
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.dates import day_of, season_on
from shnor_lib.ingest.cells.headings import (
    COUNT,
    PERCENT,
    HeadingMap,
    HeadingRow,
    first_row,
    heading_unit,
    layout_map,
)
from shnor_lib.ingest.cells.numbers import decimal_number, whole_number
from shnor_lib.ingest.cells.percentages import BAD, EMPTY, Share, parse_share
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell, certain
from shnor_lib.ingest.cells.texts import is_dash, names_a_school, names_a_total
from shnor_lib.ingest.layouts.groups import TOTAL, parse_group
from shnor_lib.ingest.layouts.procedures import NotAProcedure, Procedure, parse_procedure
from shnor_lib.ingest.layouts.raw_rows import SCHOOL, RawRows, printed_share

LAYOUT = "long_table"
TITLE = "Сводная таблица центра"
MARK_ROLES = tuple(f"mark_{mark}" for mark in MARKS)

ADVICE_ROW = "Исправьте строку: школа, процедура, предмет, класс, год, число участников, сколько получили «2»."
_SCHOOL_YEAR = re.compile(r"(20\d\d) ?[/\-–—] ?(?:20)?(\d\d)(?: .*)?$")


@cache
def _map() -> HeadingMap:
    return HeadingMap.of(layout_map(LAYOUT))


def signs() -> tuple[str, ...]:
    """Return the headings without which a sheet is no long table, each with another spelling after «|»."""
    return tuple("|".join(layout_map(LAYOUT)["read"][role][:2]) for role in layout_map(LAYOUT)["required"])


def recognise_long_table(sheet: Sheet) -> bool:
    """Tell whether one of the first rows names all the required columns."""
    return _heading_row(sheet) is not None


def _heading_row(sheet: Sheet) -> int | None:
    required = set(layout_map(LAYOUT)["required"])
    return first_row(sheet.rows, lambda values: required <= _map().roles_in(values))


def read_long_table(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> RawRows:
    """Read the table; one raw row per row that names a school and a procedure.

    «Получили «2»» is a count, or a share where heading or cell says «%».  Values that cannot be read are set aside
    with a finding each, and what rests on them stays unknown.
    """
    top = certain(_heading_row(sheet))
    heading = _map().read(top, sheet.rows[top - 1])
    rows = RawRows()
    _settle_columns(sheet, heading)
    if not set(layout_map(LAYOUT)["required"]) <= set(heading.read):
        return rows
    marks = [role for role in MARK_ROLES if role in heading.read]
    units = {role: heading_unit(sheet.value(top, heading.read[role])) for role in marks}
    for row in range(top + 1, len(sheet.rows) + 1):
        if any(clean(sheet.text(row, column)) for column in heading.read.values()):
            _read_row(sheet, heading, units, row, rows)
    return rows


def _settle_columns(sheet: Sheet, heading: HeadingRow) -> None:
    """Mark title, headings and known columns; set aside what the map does not know or the heading names twice."""
    bottom = len(sheet.rows)
    for column in heading.read.values():
        sheet.use_block(heading.row, column, bottom, column)
    for column in (*heading.not_needed, *heading.personal):
        sheet.not_needed_block(heading.row, column, bottom, column)
    for column in (*heading.unknown, *heading.repeated):
        sheet.set_aside_range(
            heading.row,
            column,
            bottom,
            column,
            "warning" if column in heading.unknown else "error",
            "column_unknown",
            f"Колонка {sheet.address(heading.row, column)} карте не известна или названа дважды: её значения не "
            "использованы.",
            "Назовите колонку по образцу или удалите её; если это пометки, ничего делать не нужно.",
        )
    if heading.personal:
        sheet.complain(
            "warning",
            "names_in_file",
            "В таблице есть колонка с персональными данными: её значения не читаются и нигде не сохраняются.",
            "Удалите эту колонку или храните такой файл отдельно, вне папки отчёта.",
            sheet.address(heading.row, min(heading.personal)),
        )


def _read_row(sheet: Sheet, heading: HeadingRow, units: Mapping[str, str], row: int, rows: RawRows) -> None:
    read = heading.read
    group = parse_group(sheet.text(row, read["school"]))
    if not group.name and not group.code:
        _set_row_aside(sheet, heading, row, "row_unnamed", "в строке нет школы", read["school"])
        return
    if heading.personal and not group.code and _may_be_a_person(group.name):
        problem = "школа не распознана (в строке могут быть сдвинуты ячейки)"
        _set_row_aside(sheet, heading, row, "row_unnamed", problem, read["school"])
        return
    if group.kind == TOTAL:
        _set_row_aside(sheet, heading, row, "row_total", "это итог, а не школа", read["school"], "note")
        return
    if not any(clean(sheet.text(row, column)) for role, column in read.items() if role != "school"):
        _set_row_aside(sheet, heading, row, "not_parsed", "в ней только текст", read["school"], "warning")
        return
    procedure = _procedure(sheet, read, row)
    if isinstance(procedure, NotAProcedure):
        # The problem quotes a word of the row: beside columns of names it might be one after a shift of cells.
        problem = "процедура не распознана" if heading.personal else procedure.problem
        _set_row_aside(sheet, heading, row, "header_unknown", problem, read["assessment"])
        return
    if procedure.season == "autumn":
        problem = "по осенней работе не видно, указан класс или программа какого класса"
        _set_row_aside(sheet, heading, row, "season_autumn", problem, read["assessment"])
        return
    if _not_held(sheet, read, row):
        return
    values = RowValues(sheet, row, read)
    results = _results(values, units)
    values.complain_of_gap(results)
    rows.add(
        layout=LAYOUT,
        group=clean(sheet.text(row, read["school"])),
        code=group.code,
        kind=group.kind or SCHOOL,
        **procedure.columns(),
        held_on=values.day(),
        attempt=1,
        **results,
        fail_pct=results["pct_2"],
        source_file=sheet.file,
        source_sheet=sheet.name,
        source_cell=sheet.address(row, read["mark_2"]),
        n_cells=sheet.used_in_row(row, read.values()),
    )


def _may_be_a_person(school: str) -> bool:
    """Tell whether a text beside columns of names may be one of them: it is quoted nowhere then."""
    return re.search("[а-яё]", school.casefold()) is not None and not (names_a_school(school) or names_a_total(school))


def _procedure(sheet: Sheet, read: Mapping[str, int], row: int) -> Procedure | NotAProcedure:
    """Return the procedure that the row's cells name together."""
    words = {role: clean(sheet.text(row, column)) for role, column in read.items()}
    year = _SCHOOL_YEAR.match(words["school_year"])
    if year and (int(year[1]) + 1) % 100 == int(year[2]):
        words["school_year"] = str(int(year[1]) + 1)
    grade = words.get("grade", "")
    parts = [words["assessment"], words["subject"], words.get("level", ""), grade, words["school_year"]]
    procedure = parse_procedure(" ".join(parts))
    held_on = _held_on(sheet, read, row)
    if isinstance(procedure, NotAProcedure) or not held_on or procedure.season:
        return procedure
    return replace(procedure, season=season_on(date.fromisoformat(held_on), procedure.assessment))


def _held_on(sheet: Sheet, read: Mapping[str, int], row: int) -> str:
    found = day_of(sheet.value(row, read["held_on"])) if "held_on" in read else None
    return found.isoformat() if found else ""


def _not_held(sheet: Sheet, read: Mapping[str, int], row: int) -> bool:
    """Tell whether the row says that nothing was held: dashes, and no number, under participants and marks."""
    values = [sheet.text(row, read[role]) for role in ("n_participants", *MARK_ROLES) if role in read]
    return is_dash(sheet.text(row, read["mark_2"])) and all(not clean(value) or is_dash(value) for value in values)


def _set_row_aside(
    sheet: Sheet, heading: HeadingRow, row: int, check: str, problem: str, column: int, severity: str = "error"
) -> None:
    columns = sorted(heading.read.values())
    sheet.set_aside(
        [sheet.cell(row, place) for place in columns],
        sheet.finding(
            severity,
            check,
            f"Строка {row} не использована: {problem}.",
            ADVICE_ROW if severity == "error" else "",
            sheet.range(row, columns[0], row, columns[-1]) if check == "row_unnamed" else sheet.address(row, column),
        ),
    )


# Numbers of a row


@dataclass
class RowValues:
    """The numbers of one row with a complaint for each that cannot be read."""

    sheet: Sheet
    row: int
    read: Mapping[str, int]

    def count(self, role: str, most: int | None = None) -> int | None:
        """Return a number of pupils, at most ``most``; nothing where there is none or where it is wrong."""
        cell = self.sheet.cell(self.row, self.read[role]) if role in self.read else None
        if cell is None or (isinstance(cell.value, str) and is_dash(cell.value)):
            return None
        number = None if cell.is_error or cell.is_lost_formula else whole_number(cell.value)
        if number is None:
            self._bad(cell, "нужно целое число; если это доля, добавьте «%» в заголовок колонки")
            return None
        if most is not None and number > most:
            self._bad(cell, f"{number} — больше, чем участников ({most})")
            return None
        return number

    def share(self, role: str) -> float | None:
        """Return a percentage 0–100; nothing where there is none or where it is wrong."""
        share = parse_share(self.sheet.cell(self.row, self.read[role])) if role in self.read else Share(EMPTY)
        if share.kind == BAD:
            self._bad(share.at, share.problem)
            return None
        return share.pct

    def number(self, role: str) -> float | None:
        """Return a non-negative number with or without decimals."""
        cell = self.sheet.cell(self.row, self.read[role]) if role in self.read else None
        if cell is None or (isinstance(cell.value, str) and is_dash(cell.value)):
            return None
        number = None if cell.is_error or cell.is_lost_formula else decimal_number(cell.value)
        if number is None:
            self._bad(cell, "нужно число")
        return number

    def day(self) -> str:
        """Return the day as ISO text, or «» where there is none or where it is wrong."""
        cell = self.sheet.cell(self.row, self.read["held_on"]) if "held_on" in self.read else None
        if cell is None or (isinstance(cell.value, str) and is_dash(cell.value)):
            return ""
        day = day_of(cell.value)
        if day is None:
            self._bad(cell, "нужна дата, например 20.04.2022")
            return ""
        return day.isoformat()

    def complain_of_gap(self, results: Mapping[str, float | int | None]) -> None:
        """Name what is empty if the share of «2» is unknown for want of it; zero participants have no share."""
        for role in ("n_participants", "mark_2"):
            if results["pct_2"] is None and role in self.read and self.sheet.cell(self.row, self.read[role]) is None:
                self.sheet.complain(
                    "warning",
                    "missing_value",
                    f"Строка {self.row}: значение не указано, доля «2» не определена.",
                    ADVICE_ROW,
                    self.sheet.address(self.row, self.read[role]),
                )

    def is_share(self, role: str, unit: str) -> bool:
        """Tell whether the cell is a share: by the heading's unit, else by its own «%»."""
        cell = self.sheet.cell(self.row, self.read[role]) if role in self.read else None
        own = cell is not None and ("%" in cell.number_format or (isinstance(cell.value, str) and "%" in cell.value))
        return unit == PERCENT or (unit != COUNT and own)

    def _bad(self, cell: SheetCell, problem: str) -> None:
        self.sheet.set_aside(
            [cell],
            self.sheet.finding(
                "error",
                "bad_value",
                f"Ячейка {cell.address}: {problem}; значение не использовано.",
                ADVICE_ROW,
                cell.address,
            ),
        )


def _results(values: RowValues, units: Mapping[str, str]) -> dict[str, float | int | None]:
    """Return the row's numbers under the names of `RawRows`; what rests on an unread value stays unknown."""
    n = values.count("n_participants")
    results: dict[str, float | int | None] = {
        "n_participants": n,
        "n_absent": values.count("n_absent"),
        "mean_score": values.number("mean_score"),
    }
    shared = {role for role, unit in units.items() if values.is_share(role, unit)}
    for mark, role in zip(MARKS, MARK_ROLES, strict=True):
        if role in shared:
            # Which counts agree with printed shares is told once for all layouts.
            pct, count = values.share(role), None
        else:
            count = values.count(role, n)
            pct = printed_share(count, n) if count is not None and n else None
        results |= {f"n_{mark}": count, f"pct_{mark}": pct}
    return results

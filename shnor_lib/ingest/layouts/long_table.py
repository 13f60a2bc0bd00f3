"""A plain long table kept by a centre itself: a row per school and procedure, also of municipal tests (МКР).

So are flat tables of a region's dashboards: without a column of procedures, with the shares of all marks.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from shnor_lib.ground import wording
from shnor_lib.ground.marks import MARKS, half_step, printed_decimals
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.registers import EXAMPLE_MARK
from shnor_lib.ground.spelling import clean, spelled_alike
from shnor_lib.ground.vocabulary import ASSESSMENTS
from shnor_lib.ingest.cells.dates import day_of, season_on
from shnor_lib.ingest.cells.examples import is_marked_example, without_mark
from shnor_lib.ingest.cells.fractions import complain_of_fractions, doubtful_fractions
from shnor_lib.ingest.cells.headings import COUNT, PERCENT, are_numbers_of_columns, heading_key, layout_map
from shnor_lib.ingest.cells.logins import login_digits
from shnor_lib.ingest.cells.numbers import decimal_number, whole_number
from shnor_lib.ingest.cells.percentages import BAD, EMPTY, Share, parse_share
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell, certain
from shnor_lib.ingest.cells.texts import is_dash, listed, names_a_school, names_a_total, shortened, shown_value
from shnor_lib.ingest.layouts.groups import TOTAL, parse_group
from shnor_lib.ingest.layouts.long_heads import (
    MAP,
    MARK_ROLES,
    PROCEDURE_ROLES,
    LongHead,
    joined_words,
    long_head,
    tells_percent,
    tells_procedure,
)
from shnor_lib.ingest.layouts.mark_units import PART, PUPILS, RowMarks, Units, told_parts, told_units
from shnor_lib.ingest.layouts.procedures import NotAProcedure, Procedure, parse_procedure
from shnor_lib.ingest.layouts.raw_rows import SCHOOL, RawRows, printed_share

LAYOUT = MAP
TITLE = "Сводная таблица центра"

ADVICE_ROW = "Исправьте строку: школа, процедура, предмет, класс, год, число участников, сколько получили «2»."
ADVICE_UNIT = "Допишите единицу в заголовок: «2, чел.» или «2, %»."
ADVICE_FLAT = "Добавьте колонку «Процедура» (ВПР, ОГЭ, ЕГЭ, МКР) или назовите процедуру в строке над таблицей."
_SCHOOL_YEAR = re.compile(r"((?:20)?\d\d) ?[/\-–—] ?((?:20)?\d\d)(?: .*)?$")
_GRADE_AND_LETTER = re.compile(r"(?P<grade>\d{1,2}) ?[-–]? ?[«\"]?(?P<letter>[А-ЯЁа-яёA-Za-z])[»\"]?")
_SCHOOL_ROLES = ("school", "login", "code")
#: Where no ВПР are held: a table that does not name its procedure holds another one there.
GRADES_WITHOUT_VPR = (9,)
_FLOAT_PP = 1e-6


def signs() -> tuple[str, ...]:
    """Return the headings without which a sheet is no long table, each with another spelling after «|»."""
    roles = ("school", "assessment", *layout_map(LAYOUT)["required"])
    return tuple("|".join(layout_map(LAYOUT)["read"][role][:2]) for role in roles)


def recognise_long_table(sheet: Sheet) -> bool:
    """Tell whether one of the first rows names all the required columns."""
    return long_head(sheet) is not None


def read_long_table(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> RawRows:
    """Read the table; one raw row per row that names a school and a procedure.

    What stands under the marks is a number of pupils or a share, as headings, signs, sums or other rows tell; where
    nothing tells it, both readings are named and none is taken.  Values that cannot be read are set aside with a
    finding each, and what rests on them stays unknown.
    """
    head = certain(long_head(sheet))
    table = _Table(sheet, head)
    _settle_columns(sheet, head)
    if not head.is_whole:
        return RawRows()
    if not head.is_named and table.is_of_counts and "login" not in head.columns.read:
        _set_aside_flat(sheet, head)
        return RawRows()
    _leave_examples(table)
    for row in table.rows:
        _read_row(table, row)
    _complain_of_units(table)
    complain_of_fractions(sheet, table.doubted, beside_names=bool(head.columns.personal))
    _complain_of_head(table)
    _complain_of_rows(table)
    return table.found


class _Table:
    """The table while it is read: its rows, the units of its numbers, what was read and what was set aside."""

    def __init__(self, sheet: Sheet, head: LongHead):
        self.sheet, self.head, self.read = sheet, head, head.columns.read
        places = self.read.values()
        rows = range(head.bottom + 1, len(sheet.rows) + 1)
        filled = [
            row
            for row in rows
            if any(clean(sheet.text(row, column)) for column in places) and not _is_heading_again(sheet, head, row)
        ]
        self.examples = [row for row in filled if any(is_marked_example(value) for value in sheet.rows[row - 1][:1])]
        self.rows = [row for row in filled if row not in self.examples]
        self.municipalities = _filled_down(self, "municipality")
        self.marks = {row: _open_marks(sheet, head, row, self.read) for row in self.rows}
        self.units = _told(sheet, head, self.marks, self.rows)
        self.untold_rows = {marks.row: marks for marks in self.units.untold}
        self.untold: list[RowMarks] = []
        self.doubtful = _doubtful(self)
        self.doubted: list[SheetCell] = []
        self.aside: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        self.found = RawRows()

    @property
    def is_of_counts(self) -> bool:
        """Tell whether the numbers under the marks are pupils, or cannot be told."""
        return COUNT in {*self.head.units.values(), *self.units.by_row.values()} or bool(self.units.untold)

    def text(self, row: int, role: str) -> str:
        """Return the cleaned text of a role's cell, «» where there is no such column."""
        return clean(self.sheet.text(row, self.read[role])) if role in self.read else ""

    def set_row_aside(self, row: int, check: str, problem: str, role: str = "", severity: str = "error") -> None:
        """Set a row's cells aside; rows with one problem are told together."""
        for place in (*self.read.values(), *self.head.shares.values()):
            self.sheet.set_aside_known(row, place, row, place)
        column = self.read.get(role) or min(self.read.values())
        self.aside.setdefault((severity, check, problem), []).append((row, column))


def _leave_examples(table: _Table) -> None:
    """Pass over the form's example; one that is typed over is told, since nobody reads it."""
    example = layout_map(LAYOUT)["example"]
    for row in table.examples:
        table.sheet.not_needed_block(row, 1, row, table.sheet.last_column)
        told = {role: table.text(row, role) for role in table.read}
        told |= {role: without_mark(text) for role, text in told.items() if is_marked_example(text)}
        if any(text != example.get(role, "") for role, text in told.items()):
            table.sheet.complain(
                "warning",
                "example_filled",
                f"Строка {row} помечена словом «{EXAMPLE_MARK}» и не читается, но её значения изменены.",
                "Если это настоящие данные, уберите пометку; если нет, ничего делать не нужно.",
                table.sheet.address(row, 1),
            )


def _is_heading_again(sheet: Sheet, head: LongHead, row: int) -> bool:
    """Tell whether a row repeats a heading row, as after a page break, or numbers the columns."""
    values, first = sheet.rows[row - 1], next(iter(head.columns.read.values()))
    same = heading_key(sheet.value(row, first)) == heading_key(sheet.value(head.bottom, first))
    if not same and whole_number(sheet.value(row, first)) is None:
        return False  # told by one cell: a table has thousands of rows
    keys = [heading_key(value) for value in values]
    again = any(keys == [heading_key(value) for value in sheet.rows[top - 1]] for top in head.rows)
    return (again and any(keys)) or are_numbers_of_columns(values)


def _filled_down(table: "_Table", role: str) -> dict[int, str]:
    """Return a column's texts by row, in an empty cell the one above it: cells of one text are merged."""
    texts, last = {}, ""
    for row in table.rows:
        last = table.text(row, role) or last
        texts[row] = last
    return texts


# Units of the numbers


def _open_marks(sheet: Sheet, head: LongHead, row: int, read: Mapping[str, int]) -> RowMarks:
    """Return the row's numbers of which the heading does not tell the unit for certain, signs in cells aside."""
    n = whole_number(sheet.value(row, read["n_participants"])) if "n_participants" in read else None
    marks = RowMarks(row, n)
    for mark, role in zip(MARKS, MARK_ROLES, strict=True):
        if head.units.get(role) == COUNT or role not in read:
            continue
        cell = sheet.cell(row, read[role])
        if cell is not None and not _has_sign(cell):
            marks.add(mark, cell)
    return marks


def _has_sign(cell: SheetCell) -> bool:
    return "%" in cell.number_format or (isinstance(cell.value, str) and "%" in cell.value)


def _told(sheet: Sheet, head: LongHead, marks: Mapping[int, RowMarks], rows: Iterable[int]) -> Units:
    """Tell the units of a table's rows under headings that do not say them."""
    own = {role: unit for role, unit in head.units.items() if unit != COUNT}
    if own and set(own.values()) == {PERCENT}:
        return told_parts(list(marks.values()))
    open_roles = [role for role, unit in own.items() if unit != PERCENT]
    columns = [head.columns.read[role] for role in open_roles]
    cells = [cell for row in rows for column in columns if (cell := sheet.cell(row, column)) is not None]
    # A sign in a few cells alone is theirs: it does not tell what the bare ones hold.
    has_sign = 0 < len(cells) <= 2 * sum(map(_has_sign, cells))
    told = {mark for mark, role in zip(MARKS, MARK_ROLES, strict=True) if role not in open_roles}
    known = [_without(row, told) for row in marks.values()]
    of_pupils = bool(own) and all(own[role] == PUPILS for role in open_roles)
    says_percent = (has_sign or head.is_in_percent) and not of_pupils
    return told_units(known, is_of_pupils=of_pupils, has_percent_sign=says_percent)


def _doubtful(table: "_Table") -> dict[tuple[int, int], SheetCell]:
    """Return the cells by row and mark that may hold parts of one among per cents."""
    rows = [marks for marks in table.marks.values() if any(0 < number < 1 for number in marks.numbers.values())]
    if not rows:
        return {}
    rows = list(table.marks.values())
    values = np.array([[_percent(table, marks, mark) for mark in MARKS] for marks in rows], dtype=float)
    participants = np.array([marks.n for marks in rows], dtype=float)
    found = doubtful_fractions(values, participants, sums_to_100=True)
    return {(rows[i].row, MARKS[j]): rows[i].cells[MARKS[j]] for i, j in found}


def _percent(table: "_Table", marks: RowMarks, mark: int) -> float | None:
    """Return a mark's bare number of a row if it is one of per cents."""
    role = MARK_ROLES[MARKS.index(mark)]
    of_row = table.units.by_row.get(marks.row, "")
    is_percent = of_row == PERCENT or (table.head.units.get(role) == PERCENT and of_row != PART)
    return marks.numbers.get(mark) if is_percent and marks.row not in table.untold_rows else None


def _without(row: RowMarks, marks: set[int]) -> RowMarks:
    if not marks & set(row.numbers):
        return row
    left = RowMarks(row.row, row.n)
    for mark, cell in row.cells.items():
        if mark not in marks:
            left.add(mark, cell)
    return left


def _complain_of_units(table: _Table) -> None:
    """Name, once for the table, the columns of which nothing tells whether they hold pupils or per cent."""
    if not table.untold:
        return
    cells = [cell for row in table.untold for cell in row.cells.values()]
    columns = sorted({cell.column for cell in cells})
    named = ", ".join(f"«{shortened(table.sheet.text(table.head.bottom, column))}»" for column in columns)
    first, last = min(cell.row for cell in cells), max(cell.row for cell in cells)
    rows = wording.plural(len(table.untold), "строка", "строки", "строк")
    word = "Колонка" if len(columns) == 1 else "Колонки"
    table.sheet.set_aside(
        cells,
        table.sheet.finding(
            "error",
            "bad_value",
            f"{word} {named}: не видно, числа это учеников или доли в процентах. {_both_readings(table.untold[0])} "
            f"Значения не использованы: {rows}.",
            ADVICE_UNIT,
            table.sheet.range(first, columns[0], last, columns[-1]),
        ),
    )


def _both_readings(row: RowMarks) -> str:
    """Return e.g. «В строке 2 указано «20» при 60 участниках: это 20 учеников (33,33 %) или 20 %.»."""
    mark, number = next(((m, x) for m, x in row.numbers.items() if x), next(iter(row.numbers.items())))
    quoted = shortened(str(row.cells[mark].value))
    participants = wording.plural(row.n, "участнике", "участниках", "участниках") if row.n else ""
    ways = []
    if not row.has_fraction and (row.n is None or number <= row.n):
        share = f" ({wording.percent(100 * number / row.n, 2)})" if row.n else ""
        ways.append(wording.plural(int(number), "ученик", "ученика", "учеников") + share)
    if number <= 100:
        ways.append(wording.percent(number, None))
    if row.has_fraction and number < 1:
        ways.append(f"{wording.percent(100 * number, None)} (доля единицы)")
    where = f"В строке {row.row} указано «{quoted}»" + (f" при {participants}" if participants else "")
    return f"{where}: это {' или '.join(ways)}." if ways else f"{where}."


# Columns


def _settle_columns(sheet: Sheet, head: LongHead) -> None:
    """Mark title, headings and known columns; set aside what the map does not know or the heading names twice."""
    heading, top, bottom = head.columns, head.rows[0], len(sheet.rows)
    for column in (*heading.read.values(), *head.shares.values()):
        sheet.use_block(top, column, bottom, column)
    for column in (*heading.not_needed, *heading.personal):
        sheet.not_needed_block(top, column, bottom, column)
    for column in (*heading.unknown, *heading.repeated):
        sheet.set_aside_range(
            top,
            column,
            bottom,
            column,
            "warning" if column in heading.unknown else "error",
            "column_unknown",
            f"Колонка {sheet.address(head.bottom, column)} карте не известна или названа дважды: её значения не "
            "использованы.",
            "Назовите колонку по образцу или удалите её; если это пометки, ничего делать не нужно.",
        )
    _use_head(sheet, head)
    if heading.personal:
        sheet.complain(
            "warning",
            "names_in_file",
            "В таблице есть колонка с персональными данными: её значения не читаются и нигде не сохраняются.",
            "Удалите эту колонку или храните такой файл отдельно, вне папки отчёта.",
            sheet.address(head.bottom, min(heading.personal)),
        )


def _use_head(sheet: Sheet, head: LongHead) -> None:
    """Mark a common heading over the marks, and the titles that tell what no column does."""
    for row in head.rows[:-1]:
        sheet.use(cell for cell in sheet.row_cells(row) if sheet.is_free(cell))
    for row in range(1, head.rows[0]):
        for cell in sheet.row_cells(row):
            text = cell.value if isinstance(cell.value, str) else ""
            if (head.of_titles and tells_procedure(text)) or (head.is_in_percent and tells_percent(text)):
                sheet.use([cell])


def _set_aside_flat(sheet: Sheet, head: LongHead) -> None:
    """Give a table up that names no procedure and is not the flat table of shares that regions publish of ВПР."""
    for column in (*head.columns.read.values(), *head.shares.values()):
        sheet.set_aside_known(head.rows[0], column, len(sheet.rows), column)
    sheet.complain(
        "warning",
        "header_unknown",
        "Таблица не использована: процедура в ней не названа, а под отметками — числа учеников; это могут быть и ВПР, "
        "и другая работа.",
        ADVICE_FLAT,
        sheet.address(head.bottom, min(head.columns.read.values())),
    )


def _complain_of_head(table: _Table) -> None:
    """Say what the table does not name itself: the procedure, the participants."""
    sheet, head = table.sheet, table.head
    if not head.is_named and len(table.found):
        sheet.complain(
            "note",
            "header_unknown",
            "В таблице нет колонки «Процедура»: она прочитана как результаты ВПР.",
            f"Если это другая работа: {ADVICE_FLAT[0].lower()}{ADVICE_FLAT[1:]}",
            sheet.address(head.bottom, min(table.read.values())),
        )
    is_without = "n_participants" not in table.read and not head.columns.repeated
    if is_without and any(share is None for share in table.found["pct_2"]):
        sheet.complain(
            "warning",
            "missing_value",
            "В таблице нет колонки «Участников»: по числу получивших «2» доля не определяется.",
            "Добавьте колонку «Участников» или долю «2» в процентах.",
            sheet.address(head.bottom, table.read["mark_2"]),
        )


# Rows


def _read_row(table: _Table, row: int) -> None:
    sheet, head, read = table.sheet, table.head, table.read
    school = _school(table, row)
    if not school.group and not school.code:
        table.set_row_aside(row, "row_unnamed", "в строке нет школы", _school_role(table))
        return
    if head.columns.personal and not school.code and _may_be_a_person(school.group):
        problem = "школа не распознана (в строке могут быть сдвинуты ячейки)"
        table.set_row_aside(row, "row_unnamed", problem, _school_role(table))
        return
    if school.kind == TOTAL:
        table.set_row_aside(row, "row_total", "это итог, а не школа", _school_role(table), "note")
        return
    if not any(table.text(row, role) for role in read if role not in _SCHOOL_ROLES):
        table.set_row_aside(row, "not_parsed", "в ней только текст", _school_role(table), "warning")
        return
    procedure = _procedure(table, row)
    if isinstance(procedure, NotAProcedure):
        # The problem quotes a word of the row: beside columns of names it might be one after a shift of cells.
        problem = "процедура не распознана" if head.columns.personal else procedure.problem
        table.set_row_aside(row, "header_unknown", problem, _procedure_role(table))
        return
    if procedure.season == "autumn":
        problem = "по осенней работе не видно, указан класс или программа какого класса"
        table.set_row_aside(row, "season_autumn", problem, _procedure_role(table))
        return
    if _not_held(sheet, read, row):
        return
    values = RowValues(sheet, row, read, bool(head.columns.personal))
    results = _results(values, table)
    if row in table.untold_rows:
        table.untold.append(table.untold_rows[row])
    else:
        values.complain_of_gap(results)
    table.found.add(
        layout=LAYOUT,
        group=school.group,
        code=school.code,
        kind=school.kind,
        municipality=table.municipalities[row],
        **procedure.columns(),
        held_on=values.day(),
        attempt=1,
        work=table.text(row, "work"),
        class_letter=_class_letter(table, row),
        **results,
        fail_pct=results["pct_2"],
        source_file=sheet.file,
        source_sheet=sheet.name,
        source_cell=sheet.address(row, read["mark_2"]),
        source_cells=sheet.range(row, min(read.values()), row, max(read.values())),
        n_cells=sheet.used_in_row(row, read.values()),
    )


@dataclass(frozen=True)
class _SchoolCell:
    """Whom a row is about: the text that names it, the digits of a login, the kind of group."""

    group: str
    code: str
    kind: str


def _school(table: _Table, row: int) -> _SchoolCell:
    """Return the group of a row, named by login, code, name or several of them.

    A login tells the school whatever the name; a code of another kind stands in brackets beside the name, so that the
    roster sees both.
    """
    name, login, code = (table.text(row, role) for role in _SCHOOL_ROLES)
    login, code = ("" if is_dash(text) else text for text in (login, code))
    group = parse_group(name)
    digits = login_digits(login) or (group.code if group.kind == SCHOOL else "") or login_digits(code)
    digits = digits or login_digits(name)
    if digits:
        own = code if re.search(r"\d", code) and not login_digits(code) else ""
        return _SchoolCell(f"{name} (код {own})" if own and name else name or login or code, digits, SCHOOL)
    if group.kind and group.kind != TOTAL:
        return _SchoolCell(name, group.code, group.kind)
    numbers = [text for text in (login, code) if re.search(r"\d", text)]
    if login and login not in numbers:
        _complain_of_login(table, row)
    if not numbers:
        return _SchoolCell(name or login or code, "", group.kind or SCHOOL)
    return _SchoolCell(f"{name} (код {numbers[0]})" if name else numbers[0], "", SCHOOL)


def _complain_of_login(table: _Table, row: int) -> None:
    cell = certain(table.sheet.cell(row, table.read["login"]))
    quoted = shown_value(cell.value, beside_names=bool(table.head.columns.personal))
    table.sheet.set_aside(
        [cell],
        table.sheet.finding(
            "warning",
            "bad_value",
            f"Ячейка {cell.address}, «{quoted}»: нужен логин ФИС ОКО, например edu203389; школа ищется по названию.",
            ADVICE_ROW,
            table.sheet.address(row, table.read["login"]),
        ),
    )


def _class_letter(table: _Table, row: int) -> str:
    """Return the letter of a class in capitals, as «6а», «А» or «6 «А»» tell it; empty where none is told."""
    return re.sub("[^А-ЯЁA-Z]", "", spelled_alike(table.text(row, "class_letter") or _letter_of_grade(table, row)))


def _letter_of_grade(table: _Table, row: int) -> str:
    """Return «6А» where the cell of the grade tells a class: a grade and one letter."""
    told = _GRADE_AND_LETTER.fullmatch(table.text(row, "grade"))
    return told["letter"] if told else ""


def _school_role(table: _Table) -> str:
    return next(role for role in _SCHOOL_ROLES if role in table.read)


def _procedure_role(table: _Table) -> str:
    return "assessment" if "assessment" in table.read else "subject"


def _may_be_a_person(school: str) -> bool:
    """Tell whether a text beside columns of names may be one of them: it is quoted nowhere then."""
    return re.search("[а-яё]", school.casefold()) is not None and not (names_a_school(school) or names_a_total(school))


def _procedure(table: _Table, row: int) -> Procedure | NotAProcedure:
    """Return the procedure that the row's cells and the titles name together."""
    head = table.head
    words = {role: table.text(row, role) for role in PROCEDURE_ROLES}
    if "assessment" not in table.read:
        words["assessment"] = ASSESSMENTS[head.assessment]
    if told := _GRADE_AND_LETTER.fullmatch(words["grade"]):
        words["grade"] = told["grade"]
    words["school_year"] = _school_year(words["school_year"])
    if "school_year" not in table.read and head.school_year is not None:
        words["school_year"] = str(head.school_year)
    procedure = parse_procedure(joined_words(words.values()))
    if isinstance(procedure, NotAProcedure):
        return procedure
    if not head.is_named and procedure.grade in GRADES_WITHOUT_VPR:
        return NotAProcedure(f"процедура не названа, а ВПР в {procedure.grade} классе не проводят", looks_like=True)
    held_on = _held_on(table.sheet, table.read, row)
    if not held_on or procedure.season:
        return procedure
    return replace(procedure, season=season_on(date.fromisoformat(held_on), procedure.assessment))


def _school_year(text: str) -> str:
    """Return the year in which «2022/2023», «2022/23» or «22/23» ends; other texts as they are."""
    year = _SCHOOL_YEAR.match(text)
    if year and (int(year[1]) + 1) % 100 == int(year[2]) % 100:
        return str(2000 + int(year[2]) % 100)
    return text


def _held_on(sheet: Sheet, read: Mapping[str, int], row: int) -> str:
    found = day_of(sheet.value(row, read["held_on"])) if "held_on" in read else None
    return found.isoformat() if found else ""


def _not_held(sheet: Sheet, read: Mapping[str, int], row: int) -> bool:
    """Tell whether the row says that nothing was held: dashes, and no number, under participants and marks."""
    values = [sheet.text(row, read[role]) for role in ("n_participants", *MARK_ROLES) if role in read]
    return is_dash(sheet.text(row, read["mark_2"])) and all(not clean(value) or is_dash(value) for value in values)


def _complain_of_rows(table: _Table) -> None:
    """Name the rows that were set aside, those of one problem together."""
    for (severity, check, problem), places in table.aside.items():
        rows = [row for row, _ in places]
        if len(rows) == 1:
            message = f"Строка {rows[0]} не использована: {problem}."
        else:
            message = f"Строки {listed(rows)} ({len(rows)}) не использованы: {problem}."
        row, column = places[0]
        columns = sorted(table.read.values())
        where = table.sheet.address(row, column)
        if check == "row_unnamed":
            where = table.sheet.range(row, columns[0], row, columns[-1])
        table.sheet.complain(severity, check, message, ADVICE_ROW if severity == "error" else "", where)


# Numbers of a row


@dataclass
class RowValues:
    """The numbers of one row with a complaint for each that cannot be read."""

    sheet: Sheet
    row: int
    read: Mapping[str, int]
    beside_names: bool = False

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

    def part(self, role: str) -> float | None:
        """Return a percentage 0–100 written as a part of one; nothing where there is none or where it is wrong."""
        cell = self.sheet.cell(self.row, self.read[role]) if role in self.read else None
        number = decimal_number(cell.value) if cell is not None and not cell.is_error else None
        if number is None:
            return self.share(role)
        if number > 1 and cell is not None:
            self._bad(cell, "в таблице доли единицы, а здесь больше 1")
            return None
        return round(100 * number, 6)

    def compare_with_share(self, role: str, column: int, pct: float | None) -> None:
        """Hold the share that stands beside a count against it."""
        share = parse_share(self.sheet.cell(self.row, column))
        if share.kind == BAD:
            self._bad(share.at, share.problem)
        elif share.pct is not None and pct is not None:
            step = float(half_step(printed_decimals(np.array([share.pct])))[0])
            if abs(share.pct - pct) > step + _FLOAT_PP:
                self._bad(
                    share.at,
                    f"доля «{share.words}» не равна доле по числу получивших отметку ({wording.percent(pct, 2)}), "
                    "взято число",
                )

    def _bad(self, cell: SheetCell, problem: str) -> None:
        self.sheet.set_aside(
            [cell],
            self.sheet.finding(
                "error",
                "bad_value",
                f"Ячейка {cell.address}, «{shown_value(cell.value, beside_names=self.beside_names)}»: {problem}; "
                "значение не использовано.",
                ADVICE_ROW,
                cell.address,
            ),
        )


def _results(values: RowValues, table: _Table) -> dict[str, float | int | None]:
    """Return the row's numbers under the names of `RawRows`; what rests on an unread value stays unknown."""
    n = values.count("n_participants")
    units = {role: _unit(values, table, role) for role in MARK_ROLES if role in table.read}
    given = table.marks[values.row]
    if "n_participants" not in table.read and given.is_full and set(units.values()) == {COUNT}:
        n = int(given.total)  # whoever got a mark took part
    results: dict[str, float | int | None] = {
        "n_participants": n,
        "n_absent": values.count("n_absent"),
        "mean_score": values.number("mean_score"),
    }
    for mark, role in zip(MARKS, MARK_ROLES, strict=True):
        pct: float | None = None
        count: int | None = None
        unit = units.get(role)
        # Which counts agree with printed shares is told once for all layouts.
        if unit == PERCENT and (doubted := table.doubtful.get((values.row, mark))):
            table.doubted.append(doubted)
        elif unit == PERCENT:
            pct = values.share(role)
        elif unit == PART:
            pct = values.part(role)
        elif unit == COUNT:
            count = values.count(role, n)
            pct = printed_share(count, n) if count is not None and n else None
        if role in table.head.shares:
            values.compare_with_share(role, table.head.shares[role], pct)
        results |= {f"n_{mark}": count, f"pct_{mark}": pct}
    return results


def _unit(values: RowValues, table: _Table, role: str) -> str:
    """Return the unit of a mark's cell: by its heading, by its own sign, by the table; «» where nothing tells it."""
    cell, unit = values.sheet.cell(values.row, table.read[role]), table.head.units[role]
    if unit == COUNT:
        return COUNT
    if cell is not None and _has_sign(cell):
        return PERCENT
    of_row = table.units.by_row.get(values.row, "")
    if unit == PERCENT:
        return PART if of_row == PART else "" if values.row in table.untold_rows else PERCENT
    return "" if values.row in table.untold_rows else of_row or COUNT

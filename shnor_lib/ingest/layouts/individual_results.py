"""ФИС ОКО, «Индивидуальные результаты» (Ф1): rows of pupils summed up by school; no pupil's row leaves this module."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from shnor_lib.ground.marks import MARKS
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.headings import HeadingMap, HeadingRow, first_row, heading_key, layout_map
from shnor_lib.ingest.cells.logins import login_digits
from shnor_lib.ingest.cells.numbers import plain_text, whole_number
from shnor_lib.ingest.cells.sheet import Sheet, certain, is_blank
from shnor_lib.ingest.cells.texts import listed, names_a_school
from shnor_lib.ingest.layouts.raw_rows import RawRows, printed_share
from shnor_lib.ingest.layouts.work_head import WorkHead, read_head, rows_of_work

LAYOUT = "individual_results"
TITLE = "Индивидуальные результаты"

#: «МБОУ «СОШ №1»(edu203389) | Кол-во участников: 89»
_GROUP = re.compile(
    r"(?P<name>.*?)\s*[|;,]?\s*(?:кол-во|количество|число) участников\s*[:\-–—]?\s*(?P<n>\d+)(?:\s*чел\.?)?\s*$",
    re.IGNORECASE,
)
_LOGIN_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
#: A school's heading takes no more cells than this.
MOST_CELLS = 3
ADVICE = "Сверьте с протоколом школы и исправьте файл."


@dataclass
class SchoolMarks:
    """What a school's pupils got: its name, marks and how often, absentees, rows whose mark cannot be read.

    ``announced`` holds the cells of the school's headings with the number of participants that each names.
    """

    group: str
    code: str
    marks: Counter = field(default_factory=Counter)
    n_absent: int = 0
    unread: list[int] = field(default_factory=list)
    announced: list[tuple[str, int]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    n_cells: int = 0

    @property
    def n_participants(self) -> int:
        """The pupils who sat, absentees not among them."""
        return sum(self.marks.values()) + len(self.unread)


@cache
def _map() -> HeadingMap:
    return HeadingMap.of(layout_map(LAYOUT), layout_map(LAYOUT)["task"])


@cache
def _absent_words() -> frozenset[str]:
    return frozenset(map(heading_key, layout_map(LAYOUT)["absent"]))


def signs() -> tuple[str, ...]:
    """Return the headings by which the form is known, each with another spelling after «|»."""
    read = layout_map(LAYOUT)["read"]
    return ("|".join(read["name"]), "Код участника", read["score"][0], read["mark"][0])


def recognise_individual_results(sheet: Sheet) -> bool:
    """Tell whether one of the first rows has the headings of pupils' results: school, participant's code, mark."""
    return _heading_row(sheet) is not None


def _heading_row(sheet: Sheet) -> int | None:
    return first_row(sheet.rows, _is_heading)


def _is_heading(values: Sequence[object]) -> bool:
    roles = _map().roles_in(values)
    keys = {heading_key(value) for value in values if isinstance(value, str)}
    return "mark" in roles and bool(roles & {"login", "name"}) and "код участника" in keys


def read_individual_results(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> RawRows:
    """Read the form; one raw row per school, with exact counts of marks and absentees.

    A pupil without a mark (X, «не пройд.», «отсутствовал» and so on) is an absentee and no participant.  One mark
    that cannot be read leaves the school's counts unknown.
    """
    top = certain(_heading_row(sheet))
    heading = _map().read(top, sheet.rows[top - 1])
    head = read_head(sheet, TITLE, top)
    _settle_columns(sheet, heading)
    rows = RawRows()
    if head is None or "mark" not in heading.read or not heading.read.keys() & {"login", "name"}:
        _set_aside_form(sheet, heading)
        return rows
    for school in _gather(sheet, heading, rows_of_work(sheet, top, head, _is_heading)):
        _settle_school(sheet, heading, school)
        if school.rows:
            rows.add(**_summed_up(sheet, heading, head, school))
    return rows


def _settle_columns(sheet: Sheet, heading: HeadingRow) -> None:
    """Mark the columns that are read; the rest are not needed, but for those that the map does not know."""
    top, bottom = heading.row, sheet.last_row
    for column in heading.read.values():
        sheet.use_block(top, column, bottom, column)
    for column in (*heading.not_needed, *heading.personal):
        # The levels of the tasks (Б, П) stand in the row above the numbers of the tasks.
        above = top - 1 if len(sheet.text(top - 1, column)) == 1 else top
        sheet.not_needed_block(above, column, bottom, column)
    if heading.personal:
        sheet.complain(
            "warning",
            "names_in_file",
            "В файле есть колонки с персональными данными участников: их значения не читаются и нигде не сохраняются.",
            "Храните такие файлы отдельно, вне папки отчёта и с ограниченным доступом.",
            sheet.range(top, min(heading.personal), top, max(heading.personal)),
        )
    for column in (*heading.unknown, *heading.repeated):
        # The heading is not quoted: after a shift of cells it may be anything that stood in a pupil's row.
        sheet.set_aside_range(
            top,
            column,
            bottom,
            column,
            "warning",
            "column_unknown",
            f"Колонка {sheet.address(top, column)} карте формы не известна или повторяется; она не использована.",
            "Если это отметка или школа, верните заголовок формы; если пометки, ничего делать не нужно.",
        )


def _set_aside_form(sheet: Sheet, heading: HeadingRow) -> None:
    """Set aside what would have been read: why, the finding about the head or about a column named twice says."""
    for column in heading.read.values():
        sheet.set_aside_known(heading.row, column, sheet.last_row, column)


def _gather(sheet: Sheet, heading: HeadingRow, rows: range) -> list[SchoolMarks]:
    """Sum the pupils' rows up by school, in the order of the sheet; rows of no school are set aside."""
    schools: dict[str, SchoolMarks] = {}
    current: SchoolMarks | None = None
    nameless = []
    title = sheet.value(heading.row, heading.read["mark"])
    for row in rows:
        values = sheet.rows[row - 1]
        if values[heading.read["mark"] - 1] == title:
            continue  # the headings once more, as after a page break
        if group := _group_row(values):
            name, announced, columns = group
            current = _school(schools, name, login_digits(name))
            if announced is not None:
                current.announced.append((sheet.range(row, columns[0], row, columns[-1]), announced))
            current.n_cells += len(columns)
            sheet.use(sheet.cell(row, column) for column in columns)
        elif not all(is_blank(values[column - 1]) for column in heading.read.values()):
            school = _school_of_row(schools, heading, values, current)
            if school is None:
                nameless.append(row)
            else:
                _count_pupil(school, sheet, heading, row, values)
    if nameless:
        columns = sorted(heading.read.values())
        sheet.set_aside(
            [sheet.cell(row, column) for row in nameless for column in columns],
            sheet.finding(
                "error",
                "row_unnamed",
                f"У строк нет школы, их отметки не учтены (строки листа: {listed(nameless)}).",
                ADVICE,
                sheet.range(nameless[0], columns[0], nameless[-1], columns[-1]),
            ),
        )
    return list(schools.values())


def _group_row(values: Sequence[object]) -> tuple[str, int | None, list[int]] | None:
    """Return (group, participants announced, columns) if the row is a school's heading.

    It is a text in one cell, or in a few that make one; a heading may announce nothing if it holds a login.
    """
    filled = list(islice((column for column, value in enumerate(values, 1) if not is_blank(value)), MOST_CELLS + 1))
    if not 1 <= len(filled) <= MOST_CELLS or not isinstance(values[filled[0] - 1], str):
        return None
    text = clean(" ".join(plain_text(values[column - 1]) for column in filled))
    found = _GROUP.match(text)
    if found and found["name"] and len(found["n"]) < 7:
        return found["name"], int(found["n"]), filled
    is_login = len(filled) == 1 and login_digits(text) and names_a_school(text)
    return (text, None, filled) if is_login else None


def _school_of_row(
    schools: dict[str, SchoolMarks], heading: HeadingRow, values: Sequence[object], current: SchoolMarks | None
) -> SchoolMarks | None:
    """Return the school of a pupil's row: by login, else by name, else the one under whose heading it stands."""
    login, name = (
        clean(str(values[heading.read[role] - 1] or "")) if role in heading.read else "" for role in ("login", "name")
    )
    code = login_digits(login) or login_digits(name)
    if not code and not name and not login:
        return current
    if current is not None and code == current.code and code:
        return current
    # After a shift of cells a pupil's name may stand here: what names no school is quoted nowhere.
    if not names_a_school(name):
        name = ""
    if not code and not name:
        return None
    return _school(schools, name or login, code)


def _school(schools: dict[str, SchoolMarks], group: str, code: str) -> SchoolMarks:
    key = code or heading_key(_LOGIN_IN_BRACKETS.sub("", group))
    return schools.setdefault(key, SchoolMarks(group, code))


def _count_pupil(school: SchoolMarks, sheet: Sheet, heading: HeadingRow, row: int, values: Sequence[object]) -> None:
    school.rows.append(row)
    school.n_cells += sum(not is_blank(values[column - 1]) for column in heading.read.values())
    place = heading.read["mark"]
    value = values[place - 1]
    odd = sheet.odd.get((row, place))
    mark = None if odd is not None and (odd.is_error or odd.is_lost_formula) else whole_number(value)
    if mark in MARKS:
        school.marks[mark] += 1
    elif _is_absent(value) and not (is_blank(value) and _has_score(heading, values)):
        school.n_absent += 1
    else:
        school.unread.append(row)


def _is_absent(value: object) -> bool:
    return is_blank(value) or (isinstance(value, str) and heading_key(value) in _absent_words())


def _has_score(heading: HeadingRow, values: Sequence[object]) -> bool:
    """Tell whether a pupil without a mark has points all the same: then the mark was lost."""
    return "score" in heading.read and whole_number(values[heading.read["score"] - 1]) is not None


def _settle_school(sheet: Sheet, heading: HeadingRow, school: SchoolMarks) -> None:
    """Set unreadable marks aside; say where the number announced is not the number of marks."""
    column = heading.read["mark"]
    if school.unread:
        sheet.set_aside(
            [sheet.cell(row, column) for row in school.unread],
            sheet.finding(
                "error",
                "bad_value",
                f"«{school.group}»: отметка участника не распознана, допустимы 2, 3, 4, 5 (строки листа: "
                f"{listed(school.unread)}). Доли отметок школы не определены.",
                ADVICE,
                sheet.range(school.unread[0], column, school.unread[-1], column),
            ),
        )
        school.n_cells -= sum(not is_blank(sheet.value(row, column)) for row in school.unread)
    _compare_with_announced(sheet, school)


def _compare_with_announced(sheet: Sheet, school: SchoolMarks) -> None:
    """Say where the numbers announced are not the number of marks; a heading may come again after a page break."""
    numbers, n = [number for _, number in school.announced], school.n_participants
    if not numbers or sum(numbers) == n or set(numbers) == {n}:
        return
    announced = " и ".join(dict.fromkeys(map(str, numbers)))
    used = "Использовано число отметок." if school.rows else "Участников под заголовком нет: результата у школы нет."
    sheet.complain(
        "warning",
        "participants_differ",
        f"«{school.group}»: в заголовке указано участников {announced}, а отметок — {n}. {used}",
        ADVICE,
        school.announced[0][0],
    )


def _summed_up(sheet: Sheet, heading: HeadingRow, head: WorkHead, school: SchoolMarks) -> dict:
    """Return the school's row of `RawRows`; shares in percent with two decimals, as ФИС ОКО prints them."""
    n, known, column = school.n_participants, not school.unread, heading.read["mark"]
    counts = {mark: school.marks[mark] if known else None for mark in MARKS}
    shares = {mark: printed_share(school.marks[mark], n) if known and n else None for mark in MARKS}
    return {
        "layout": LAYOUT,
        "group": school.group,
        "code": school.code,
        **head.columns(),
        "n_participants": n,
        "n_absent": school.n_absent,
        **{f"n_{mark}": counts[mark] for mark in MARKS},
        **{f"pct_{mark}": shares[mark] for mark in MARKS},
        "fail_pct": shares[2],
        "source_file": sheet.file,
        "source_sheet": sheet.name,
        "source_cell": sheet.range(school.rows[0], column, school.rows[-1], column),
        "source_cells": sheet.range(
            school.rows[0], min(heading.read.values()), school.rows[-1], max(heading.read.values())
        ),
        "n_cells": school.n_cells,
    }

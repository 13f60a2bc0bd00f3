"""The programme's workbook «Программа.xlsx» read by its declaration: tables, complaints, what still waits for a person.

Sheets, headers and cells are read as those of the registers: a bad row is set aside with a complaint at its cell, and
the report is made.  Only a workbook without a single usable school stops the run.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from shnor_lib.ground import registers, wording
from shnor_lib.ground.drafts import Waiting, to_fill, waits
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import FIRST_YEAR, LAST_YEAR, LONGEST_PERIOD_YEARS
from shnor_lib.ground.programme import CONFIRMED, PASSPORT, SCHOOLS, passport_rows, programme_sheet, programme_sheets
from shnor_lib.ground.registers import RegisterSheet, Setting
from shnor_lib.ground.spelling import code_key
from shnor_lib.ground.vocabulary import SUBJECTS
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.files.books import Book, open_book
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import Place, with_places
from shnor_lib.ingest.registers.recognition import is_programme, programme_sheet_of_title
from shnor_lib.ingest.registers.references import Codes, codes_of, set_repeated_aside
from shnor_lib.ingest.registers.schools import HIGHEST_GRADES
from shnor_lib.ingest.registers.sheet import RegisterRows, read_register_sheet
from shnor_lib.ingest.registers.tables import passed_checks, set_aside_foreign, settle_settings, table_of

#: Days of a programme are held against no reporting date: any day that a form takes is sensible.
AS_OF = date(2089, 12, 31)
#: The rows of the passport that bound the period.
_DAYS = ("period_start", "period_end")
#: So many complaints are quoted where nothing of a sheet could be used.
MOST_QUOTED = 3
#: The stage of the protocol to which checks of the workbook belong.
STAGE = "programme"


@dataclass
class ProgrammeRead:
    """What a workbook gave: tables, complaints, rows of `cell_counts`, cells that wait for a person, what passed."""

    tables: dict[str, pd.DataFrame]
    findings: list[Finding] = field(default_factory=list)
    cell_counts: list[dict] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    passed: list[Finding] = field(default_factory=list)


def read_programme_book(path: Path) -> ProgrammeRead:
    """Read the workbook; a table whose sheet is missing or empty has no rows.

    Args:
        path: the file, of any format in which sheets are read.

    Raises:
        ReportError: the file cannot be read, or none of its sheets is one of a programme.
    """
    book = open_book(path)
    _refuse_other(book)
    parts: dict[str, list[RegisterRows]] = {declared.name: [] for declared in programme_sheets()}
    for sheet in book.sheets:
        declared = programme_sheet_of_title(sheet.name)
        if declared is None:
            set_aside_foreign(
                sheet,
                f"Листа «{sheet.name}» в книге Программы быть не должно",
                "Если это часть Программы, назовите лист по образцу формы; если ваши записи, ничего делать не нужно.",
            )
        elif (rows := read_register_sheet(sheet, declared, AS_OF)) is not None:
            parts[declared.name].append(rows)
    _settle(parts)
    for rows in (rows for own in parts.values() for rows in own):
        rows.complaints.settle()
    for sheet in book.sheets:
        sheet.sweep()
    _complete(parts)
    findings = [_of_programme(finding) for sheet in book.sheets for finding in sheet.findings]
    tables = {declared.table: _table(declared, parts[declared.name]) for declared in programme_sheets()}
    findings += _needed_but_empty(book, tables)
    return ProgrammeRead(
        tables,
        findings,
        [sheet.counts() for sheet in book.sheets],
        list(_waiting(parts)),
        passed_checks(STAGE, findings, [rows for own in parts.values() for rows in own]),
    )


def _table(declared: RegisterSheet, parts: Sequence[RegisterRows]) -> pd.DataFrame:
    """Return a sheet's table, which knows where its rows stand; a term is told at its own cell."""
    places = [
        Place(
            rows.sheet.file, rows.sheet.name, rows.cell(place, "due") if "due" in rows.columns else rows.address(place)
        )
        for rows in parts
        for place in rows.good.nonzero()[0].tolist()
    ]
    return with_places(table_of(declared, parts), places)


def _refuse_other(book: Book) -> None:
    if is_programme(book.sheets):
        return
    titles = wording.join(f"«{declared.title}»" for declared in programme_sheets())
    raise ReportError(
        f"Файл «{book.file}» назван книгой Программы (data: programme), но её листов в нём нет ({titles}).",
        "Укажите книгу «Программа.xlsx»; пустую форму создаёт make templates, если книги ещё нет.",
    )


def refuse_without_schools(file: str, read: ProgrammeRead) -> None:
    """Refuse a programme in which no school can be used: a report needs its roster.

    Raises:
        ReportError: with the first complaints about the sheet, since no protocol is made then.
    """
    declared = programme_sheet(SCHOOLS)
    if len(read.tables[declared.table]):
        return
    of_sheet = [one for one in read.findings if one.sheet and heading_key(one.sheet) == heading_key(declared.title)]
    strange = [one for one in read.findings if one.check == "programme_sheet"]
    told = [f"\n  – {one.message} {one.what_to_do}".rstrip() for one in (of_sheet or strange)[:MOST_QUOTED]]
    raise ReportError(
        f"В книге Программы «{file}» на листе «{declared.title}» нет ни одной школы, которую можно использовать: без "
        f"списка школ отчёт не составляется.{''.join(told)}",
        "\nПеречислите на этом листе все школы округа и повторите команду.",
    )


def _of_programme(finding: Finding) -> Finding:
    """Return a complaint of the registers' reader as one of the programme's check of the same kind."""
    return replace(finding, check=re.sub(r"^register_", "programme_", finding.check))


def _waiting(parts: Mapping[str, Sequence[RegisterRows]]) -> Iterable[Waiting]:
    """Yield the cells that hold the mark, and the answer «нет» to whether the sheets were compared."""
    for rows in (rows for own in parts.values() for rows in own):
        for place, name in rows.waiting:
            row, column = rows.rows[place], rows.columns[name]
            text = str(rows.sheet.value(row, column))
            yield Waiting(rows.sheet.file, rows.sheet.address(row, column), text, rows.sheet.name)
    for rows in parts[PASSPORT]:
        yield from _unconfirmed(rows)


def _needed_but_empty(book: Book, tables: Mapping[str, pd.DataFrame]) -> Iterable[Finding]:
    """Yield a finding for each sheet without which a part of the report says nothing and that has no usable row."""
    there = {heading_key(sheet.name): sheet.name for sheet in book.sheets}
    for declared in programme_sheets():
        # A report without schools is refused; what the passport lacks may stand in params.
        if not declared.needed or declared.name in (SCHOOLS, PASSPORT) or len(tables[declared.table]):
            continue
        name = there.get(heading_key(declared.title), "")
        problem = "нет ни одной строки, которую можно использовать" if name else "в книге нет"
        yield Finding(
            "warning",
            "programme_needed",
            f"{'На листе' if name else 'Листа'} «{declared.title}» {problem}. {declared.without}",
            f"Заполните лист «{declared.title}» по образцу строки «{registers.EXAMPLE_MARK}»."
            if name
            else f"Верните лист «{declared.title}» по образцу формы.",
            book.file,
            name,
        )


def _unconfirmed(rows: RegisterRows) -> Iterable[Waiting]:
    """Yield the cell of the answer «нет» on «Паспорт»: the usual text is not the programme's own yet."""
    asked = next(row.ask for row in passport_rows() if row.name == CONFIRMED)
    for place in rows.good.nonzero()[0].tolist():
        if rows.value("name", place) == CONFIRMED and rows.value("value", place) == "нет":
            cell = rows.sheet.address(rows.rows[place], rows.columns["value"])
            yield Waiting(rows.sheet.file, cell, to_fill(asked), rows.sheet.name)


# Rows against each other


def _settle(parts: Mapping[str, list[RegisterRows]]) -> None:
    for rows in parts[PASSPORT]:
        settle_settings(rows, [Setting(row.header, row.kind, row.hint) for row in passport_rows()], AS_OF)
        _settle_passport(rows)
    for rows in parts["claims"]:
        _settle_claims(rows)
    for declared in programme_sheets():
        set_repeated_aside(declared, parts[declared.name])
    _set_aside_repeated_claims(parts["claims"])
    _set_aside_items_of_both(parts["plan"], parts["measures"])
    _note_unknown_codes(parts)


def _settle_passport(rows: RegisterRows) -> None:
    """Name rows by their codes; give up a plan's year that is none, and a last day before the first."""
    codes = {row.header: row.name for row in passport_rows()}
    places: dict[str, int] = {}
    for place in rows.good.nonzero()[0].tolist():
        code = codes[rows.value("name", place)]
        rows.values["name"][place] = code
        places.setdefault(code, place)
    said = {code: rows.value("value", place) for code, place in places.items()}
    year = said.get("plan_year")
    if year and not waits(year) and not re.fullmatch(r"20\d\d|2100", year):
        problem = "нужен год плана, например 2024; значение не использовано"
        _give_passport_up(rows, places["plan_year"], "programme_value", problem)
    days = {name: date.fromisoformat(day) for name, day in said.items() if name in _DAYS and day and not waits(day)}
    for name, day in days.items():
        if day.year < FIRST_YEAR:
            problem = f"год даты должен быть от {FIRST_YEAR} до {LAST_YEAR}; значение не использовано"
            _give_passport_up(rows, places[name], "programme_dates", problem)
    if len(days) == len(_DAYS) and (problem := _why_no_period(*(days[name] for name in _DAYS))):
        _give_passport_up(rows, places["period_end"], "programme_dates", f"{problem}; значение не использовано")


def _why_no_period(start: date, end: date) -> str:
    if end < start:
        return "последний день Программы раньше первого"
    if end.year - start.year > LONGEST_PERIOD_YEARS:
        return f"период Программы длиннее {LONGEST_PERIOD_YEARS} лет"
    return ""


def _give_passport_up(rows: RegisterRows, place: int, check: str, problem: str) -> None:
    rows.complain("error", check, place, "value", problem, "Сверьте с документом и исправьте.")
    rows.set_row_aside(place)


def _settle_claims(rows: RegisterRows) -> None:
    """Name subjects by their codes; give up claims that lack what they are checked by."""
    codes = {heading_key(word): code for code, subject in SUBJECTS.items() for word in (code, subject.name)}
    for place in range(len(rows.rows)):
        if not rows.good[place] or rows.value("kind", place) == "oddity":
            continue
        typed = rows.value("subject", place)
        code = codes.get(heading_key(typed)) if typed else None
        if rows.value("schools", place) is None:
            _give_claim_up(rows, place, "schools", "не указано число школ, которое называет Программа")
        elif rows.value("kind", place) == "repeated" and code is None:
            known = "предмет не указан" if typed is None else "такого предмета нет в списке предметов ВПР, ОГЭ и ЕГЭ"
            _give_claim_up(rows, place, "subject", known)
        else:
            rows.values["subject"][place] = code


def _give_claim_up(rows: RegisterRows, place: int, name: str, problem: str) -> None:
    advice = "Впишите значение или выберите «особенность документа»: она приводится без проверки."
    rows.complain("error", "register_required", place, name, f"{problem}; утверждение не проверяется", advice)
    rows.set_row_aside(place)


def _set_aside_repeated_claims(parts: Sequence[RegisterRows]) -> None:
    """Give up a second claim on one number: only one can be the programme's."""
    first: dict[tuple[str, str], str] = {}
    for rows in parts:
        for place in range(len(rows.rows)):
            kind, subject = rows.value("kind", place), rows.value("subject", place)
            if not rows.good[place] or kind == "oddity":
                continue
            where = first.setdefault((kind, subject or ""), rows.address(place))
            if where != rows.address(place):
                problem = f"об этом числе уже говорит строка {where}; использована она"
                rows.complain("error", "register_key", place, "kind", problem, "Оставьте одно утверждение.")
                rows.set_row_aside(place)


def _set_aside_items_of_both(plan: Sequence[RegisterRows], measures: Sequence[RegisterRows]) -> None:
    """Give up measures that have the code of an item of the plan: registers could mean either."""
    items = {code_key(rows.value("id", place)) for rows in plan for place in rows.good.nonzero()[0].tolist()}
    for rows in measures:
        for place in rows.good.nonzero()[0].tolist():
            if code_key(rows.value("id", place)) in items:
                problem = "такой пункт уже есть на листе «План»; строка не использована"
                rows.complain("error", "register_key", place, "id", problem, "Дайте мере другой код, например М1.")
                rows.set_row_aside(place)


def _note_unknown_codes(parts: Mapping[str, Sequence[RegisterRows]]) -> None:
    """Note codes of tasks and expected results that no indicator, item or measure has."""
    indicators = codes_of(parts["indicators"], "id")
    items = codes_of([*parts["plan"], *parts["measures"]], "id")
    homes = {
        "indicators": (indicators, "на листе «Показатели»"),
        "plan_items": (items, "ни на листе «План», ни на листе «Меры»"),
    }
    for rows in (*parts["tasks"], *parts["expected"]):
        for name, (known, where) in homes.items():
            for place in rows.good.nonzero()[0].tolist():
                _spell_codes(rows, place, name, known, where)


def _spell_codes(rows: RegisterRows, place: int, name: str, codes: Codes, where: str) -> None:
    """Write the codes of a cell in their one spelling; each that no row has is told and left out.

    A code whose row was set aside is left out without a word: that row is complained of.
    """
    typed = rows.value(name, place)
    if not typed:
        return
    parts = [part.strip() for part in typed.split(registers.SEPARATOR) if part.strip()]
    found = {part: codes.find(part) for part in parts}
    unknown = [part for part in parts if found[part] is None and code_key(part) not in codes.aside]
    if unknown:
        words = wording.join(f"«{part}»" for part in unknown)
        rows.complain("warning", "register_reference", place, name, f"{words} нет {where}; ссылка не использована")
    rows.values[name][place] = registers.SEPARATOR.join(filter(None, found.values())) or None


# What is empty


def _complete(parts: Mapping[str, Sequence[RegisterRows]]) -> None:
    """Write the words and values that stand for empty cells."""
    for name, own in parts.items():
        for rows in own:
            for column in rows.register.stored:
                if column.if_empty:
                    rows.values[column.name] = [value or column.if_empty for value in rows.values[column.name]]
            if name in COMPLETED:
                COMPLETED[name](rows.values)


def _complete_schools(values: dict[str, list[Any]]) -> None:
    """Tell the highest grade by the kind where it is empty; a school that nobody lists is not listed."""
    longest = max(HIGHEST_GRADES.values())
    values["highest_grade"] = [
        HIGHEST_GRADES.get(kind, longest) if grade is None else grade
        for grade, kind in zip(values["highest_grade"], values["kind"], strict=True)
    ]
    values["listed"] = [bool(listed) for listed in values["listed"]]


def _complete_indicators(values: dict[str, list[Any]]) -> None:
    values["short_name"] = [short or name for short, name in zip(values["short_name"], values["name"], strict=True)]
    numbers = zip(values["source_number"], values["id"], strict=True)
    values["source_number"] = [number or code for number, code in numbers]


COMPLETED: dict[str, Callable[[dict[str, list[Any]]], None]] = {
    SCHOOLS: _complete_schools,
    "indicators": _complete_indicators,
}

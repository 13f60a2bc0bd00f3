"""All registers of an edition: every sheet read, rows held against each other, tables, findings, cells counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.ground import registers, wording
from shnor_lib.ground.drafts import waits
from shnor_lib.ground.register_use import registers_of
from shnor_lib.ground.registers import REPORTING_DATE, RegisterSheet, register_sheets
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import code_key
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.sheet import EMPTY, Sheet
from shnor_lib.ingest.cells.texts import school_key
from shnor_lib.ingest.files.books import Book
from shnor_lib.ingest.findings import Finding, checks, passed
from shnor_lib.ingest.frames import tidy
from shnor_lib.ingest.layouts.form_sheets import is_of_the_form, leave_unneeded
from shnor_lib.ingest.registers.complaints import ADVICE
from shnor_lib.ingest.registers.recognition import register_of_title
from shnor_lib.ingest.registers.references import Codes, codes_of, set_repeated_aside, settle_references, spell_alike
from shnor_lib.ingest.registers.schools import note_differences, schools_of_edition, set_namesakes_aside
from shnor_lib.ingest.registers.sheet import RegisterRows, filled_rows, read_register_sheet
from shnor_lib.ingest.registers.values import EMPTY as EMPTY_VALUE
from shnor_lib.ingest.registers.values import read_odd_cell, reader
from shnor_lib.ingest.roster import Roster

#: Registers that others point to, by the column that is pointed to; they come first, in the order of dependence.
CODED = {
    "schools": "school_id",
    "teachers": "teacher_id",
    "minutes": "minutes_id",
    "requests": "request_id",
    "events": "event_id",
}
STAGE = "registers"


@dataclass
class RegisterTables:
    """The registers as tables by name (``register_teachers``), findings, rows of `cell_counts`, the reporting date.

    ``rows_read`` is the table of that name: how many rows of each register were used, set aside, or lost a value.
    """

    tables: dict[str, pd.DataFrame]
    findings: list[Finding]
    cell_counts: list[dict]
    as_of: date
    rows_read: pd.DataFrame

    @property
    def schools(self) -> pd.DataFrame:
        """The register of schools."""
        return self.tables["register_schools"]

    @property
    def tell_of_the_programme(self) -> bool:
        """Whether any register has a row that was used; settings and the list of schools tell of nothing done."""
        used = self.rows_read["used"].where(~self.rows_read["register"].isin(("settings", "schools")), 0)
        return bool((used > 0).any())

    @property
    def row_counts(self) -> pd.DataFrame:
        """How many rows each register has, for a look at them."""
        rows = [(register.title, len(self.tables[register.table])) for register in register_sheets()]
        return pd.DataFrame(rows, columns=["Лист", "Строк"])


def read_registers(books: Sequence[Book], programme: Mapping[str, pd.DataFrame], as_of: date) -> RegisterTables:
    """Read all register workbooks of an edition; two of them are joined.

    Args:
        books: the books that hold registers, copies left out; without any the tables are empty.
        programme: the programme's own tables; `schools`, `programme_plan` and `programme_measures` are pointed to,
            `programme_indicators` say whose targets «Настройки» may set and which registers are needed.
        as_of: the reporting date of the params; the sheet «Настройки» may name another.

    Returns:
        Tables of good and whole rows, each with its source; every complaint has file, sheet, cell and advice.

    Raises:
        ReportError: a cell was lost (law of conservation).
    """
    sheets = [(sheet, register_of_title(sheet.name)) for book in books for sheet in book.sheets]
    as_of = _reporting_date(sheets, as_of)
    parts: dict[str, list[RegisterRows]] = {register.name: [] for register in register_sheets()}
    unread: Counter[str] = Counter()
    for sheet, register in sheets:
        if register is None:
            set_aside_foreign(
                sheet,
                f"Лист «{sheet.name}» не назван в реестрах Программы",
                "Если это реестр, назовите лист по образцу формы; результаты перенесите в отдельный файл.",
            )
        elif (rows := read_register_sheet(sheet, register, as_of)) is not None:
            parts[register.name].append(rows)
        else:
            unread[register.name] += max(filled_rows(sheet) - 1, 0)
    _settle(parts, programme, as_of)
    for rows in (rows for own in parts.values() for rows in own):
        rows.complaints.settle()
    findings: list[Finding] = []
    for sheet, _ in sheets:
        sheet.sweep()
        findings += sheet.findings
    tables = {register.table: table_of(register, parts[register.name]) for register in register_sheets()}
    rows_read = _rows_read(parts, unread)
    if books:
        findings += _needed_but_empty(tables, _refused(rows_read), _used(programme["programme_indicators"]))
        findings += passed_checks(STAGE, findings, [rows for own in parts.values() for rows in own])
    return RegisterTables(tables, findings, [sheet.counts() for sheet, _ in sheets], as_of, rows_read)


def set_aside_foreign(sheet: Sheet, told: str, what_to_do: str) -> None:
    """Settle a sheet that the workbook's declaration lacks: the form's own, or somebody's notes.

    Args:
        sheet: the sheet; one without cells is passed over.
        told: why its cells are not used; their number follows.
        what_to_do: the advice.
    """
    if not sheet.last_row:
        return
    if is_of_the_form(sheet):
        leave_unneeded(sheet)
        return
    filled = int((sheet.fates != EMPTY).sum())
    whole = (1, 1, sheet.last_row, sheet.last_column)
    told = f"{told}: его ячейки не использованы ({filled})."
    sheet.set_aside_range(*whole, "warning", "register_sheet", told, what_to_do)


# The reporting date


def _reporting_date(sheets: Iterable[tuple[Sheet, RegisterSheet | None]], as_of: date) -> date:
    """Return the reporting date that «Настройки» name, if it is a sensible day; else the given one.

    The date is needed before anything is read: other days are held against it.
    """
    setting = next(one for one in registers.settings() if one.name == REPORTING_DATE)
    column = setting.column
    for sheet, register in sheets:
        if register is None or register.name != "settings":
            continue
        for values in sheet.rows:
            named = [place for place, value in enumerate(values) if heading_key(value) == heading_key(setting.name)]
            following = [reader(column, as_of)(value).value for value in values[named[0] + 1 :]] if named else []
            if day := next((value for value in following if value), None):
                return date.fromisoformat(str(day))
    return as_of


def settle_settings(rows: RegisterRows, settings: Iterable[registers.Setting], as_of: date) -> None:
    """Name settings as declared and read their values by their kinds; an unknown one is set aside.

    A row that a form of another programme left without a value says nothing and stays as it is.
    """
    known = {heading_key(one.name): one for one in settings}
    for place in range(len(rows.rows)):
        if not rows.good[place]:
            continue
        setting = known.get(heading_key(rows.value("name", place)))
        if setting is None:
            if rows.value("value", place) is None:
                continue
            problem = "такого параметра нет; строка не использована"
            rows.complain("warning", "register_setting", place, "name", problem, ADVICE["register_setting"])
            rows.set_row_aside(place)
            continue
        rows.values["name"][place] = setting.name
        if setting.kind != registers.TEXT and not waits(rows.value("value", place)):
            _settle_setting(rows, place, setting, as_of)


def _settle_setting(rows: RegisterRows, place: int, setting: registers.Setting, as_of: date) -> None:
    cell = rows.sheet.cell(rows.rows[place], rows.columns["value"]) if "value" in rows.columns else None
    read = read_odd_cell(cell, setting.column, as_of) if cell else EMPTY_VALUE
    if read.value is None and read.problem:
        rows.complain("error", read.check, place, "value", read.told("значение не использовано"))
        rows.set_row_aside(place)
        return
    if isinstance(read.value, bool):
        rows.values["value"][place] = "да" if read.value else "нет"
        return
    is_number = isinstance(read.value, int | float)
    rows.values["value"][place] = f"{read.value:g}" if is_number else read.value


# Rows against each other


def _settle(parts: Mapping[str, list[RegisterRows]], programme: Mapping[str, pd.DataFrame], as_of: date) -> None:
    """Find repeated rows and unknown references, register by register in the order in which they depend."""
    for rows in parts["settings"]:
        settle_settings(rows, _settings_of(programme["programme_indicators"]), as_of)
    codes = {registers.PLAN_ITEMS: _plan_items(programme)}
    for name in (*CODED, *(name for name in parts if name not in CODED)):
        settle_references(parts[name], codes)
        set_repeated_aside(registers.register_sheet(name), parts[name])
        if name == "schools":
            codes[name] = _schools(parts[name], programme["schools"], as_of)
        elif name in CODED:
            codes[name] = codes_of(parts[name], CODED[name])
        if name in CODED:
            spell_alike(parts[name], CODED[name], codes[name])


def _settings_of(indicators: pd.DataFrame) -> list[registers.Setting]:
    """Return the settings of an edition: those of every programme, and the targets of its indicators."""
    targets = (registers.target_setting(row.id, row.unit, is_stated=True) for row in rows_of(indicators))
    return [*registers.settings(), *targets]


def _plan_items(programme: Mapping[str, pd.DataFrame]) -> Codes:
    ids = pd.concat([programme["programme_plan"]["id"], programme["programme_measures"]["id"]])
    return Codes({code_key(item): item for item in ids})


def _schools(parts: Sequence[RegisterRows], schools: pd.DataFrame, as_of: date) -> Codes:
    """Settle the register of schools and return the codes of the roster; schools are found by name and login too."""
    logins = schools["login"].notna() if "login" in schools else pd.Series(False, index=schools.index)
    names = {
        school_key(school): (code_key(school_id), bool(login))
        for school, school_id, login in zip(schools["school"], schools["school_id"], logins, strict=True)
    }
    for rows in parts:
        set_namesakes_aside(rows, names)
        note_differences(rows, schools)
    codes = codes_of(parts, "school_id")
    listed = {code_key(school_id): school_id for school_id in schools["school_id"]}
    told = table_of(registers.register_sheet("schools"), parts)
    codes.known = {**codes.known, **listed}
    codes.roster = Roster(schools_of_edition(schools, told, as_of))
    return codes


# Tables and what passed


def table_of(register: RegisterSheet, parts: Sequence[RegisterRows]) -> pd.DataFrame:
    """Return the table of a declared sheet: its good rows, file by file, from the top down."""
    names = [column.name for column in register.stored]
    names += [column.as_typed for column in register.stored if column.quoted]
    good = [(rows, place) for rows in parts for place in rows.good.nonzero()[0].tolist()]
    columns: dict[str, list[Any]] = {name: [rows.values[name][place] for rows, place in good] for name in names}
    columns["source_file"] = [rows.sheet.file for rows, _ in good]
    columns["source_sheet"] = [rows.sheet.name for rows, _ in good]
    columns["source_cell"] = [rows.address(place) for rows, place in good]
    return tidy(register.table, pd.DataFrame(columns, dtype=object))


def _rows_read(parts: Mapping[str, list[RegisterRows]], unread: Mapping[str, int]) -> pd.DataFrame:
    """Return the table `rows_read`: how many rows of each register were used and how many were not.

    Rows that say the same as another are in neither number: nothing is lost with them.
    """
    rows = []
    for name, own in parts.items():
        aside = unread.get(name, 0)
        lost: Counter[str] = Counter()
        for part in own:
            bad = set((~part.good).nonzero()[0].tolist())
            aside += len(bad - part.repeats)
            lost.update(column for column, place in part.lost if place not in bad)
        used = sum(int(part.good.sum()) for part in own)
        rows.append({"register": name, "column": None, "used": used, "lost": aside})
        rows += [{"register": name, "column": column, "used": used, "lost": lost[column]} for column in sorted(lost)]
    return tidy("rows_read", pd.DataFrame(rows, columns=["register", "column", "used", "lost"]))


def _refused(rows_read: pd.DataFrame) -> set[str]:
    """Return the registers that hold rows of which none could be used."""
    return set(rows_read.loc[(rows_read["used"] == 0) & (rows_read["lost"] > 0), "register"])


def _used(indicators: pd.DataFrame) -> set[str]:
    """Return the registers that the programme cannot do without: of its schools, its plan and its indicators."""
    ways = indicators.get("way", ())
    return {"schools", registers.PLAN_ITEMS, *(name for way in ways for name in registers_of(way))}


def _needed_but_empty(
    tables: Mapping[str, pd.DataFrame], aside: Collection[str], used: Collection[str]
) -> list[Finding]:
    """Return a finding for each needed register without rows: it is empty, or none of its rows could be used."""
    return [
        Finding(
            "warning",
            "register_needed",
            f"Лист «{register.title}» заполнен, но ни одна строка не принята. {register.without}"
            if register.name in aside
            else f"Лист «{register.title}» не заполнен. {register.without}",
            f"Исправьте ячейки листа «{register.title}», названные в замечаниях."
            if register.name in aside
            else f"Заполните лист «{register.title}» (make templates — пустая форма).",
            sheet=register.title,
        )
        for register in register_sheets()
        if register.needed and register.name in used and tables[register.table].empty
    ]


def passed_checks(stage: str, findings: Sequence[Finding], read: Sequence[RegisterRows]) -> list[Finding]:
    """Return a finding «passed» for each check of a stage that found nothing on the sheets that were read."""
    failed = {finding.check for finding in findings}
    n_rows = sum(len(rows.rows) for rows in read)
    looked_at = f"Проверено: листов — {wording.number(len(read))}, строк — {wording.number(n_rows)}."
    return [passed(code, looked_at) for code, check in checks().items() if check.stage == stage and code not in failed]

"""The programme's own documents as tables: roster, indicators, plan, measures, tasks, expected results, claims.

They stand in one workbook, «Программа.xlsx», or, as earlier editions have them, in six CSV tables of a folder.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors

from shnor_lib.ground import ways
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import FIRST_YEAR, LAST_YEAR, data_files, refuse_lack_of_programme
from shnor_lib.ground.personal_names import HIDDEN, quotable
from shnor_lib.ground.programme import WORKBOOK
from shnor_lib.ground.project import hides_name, shown
from shnor_lib.ground.schemas import DATE, TABLES
from shnor_lib.ground.spelling import clean
from shnor_lib.ground.tables import FROM_REGISTER
from shnor_lib.ground.wording import join
from shnor_lib.ingest.cells.dates import day_of
from shnor_lib.ingest.cells.sheet import ADVICE_NAMES
from shnor_lib.ingest.cells.texts import shortened
from shnor_lib.ingest.contents.folder import hidden_name
from shnor_lib.ingest.files.books import open_book
from shnor_lib.ingest.files.formats import TABLE_SUFFIXES, file_content
from shnor_lib.ingest.files.text_tables import UnfitText, refuse_larger_than_a_sheet, refuse_wide, text_of_table
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import Place, frame_of, with_places
from shnor_lib.ingest.programme.first_programme import with_known_roles, with_known_ways
from shnor_lib.ingest.programme.ways import settled_ways
from shnor_lib.ingest.programme.workbook import ProgrammeRead, read_programme_book, refuse_without_schools
from shnor_lib.ingest.registers.recognition import is_programme
from shnor_lib.ingest.registers.values import yes_or_no

#: Columns that say how an indicator is counted.
COUNTED = ("way", "over", "goal", "value", "value_evidence")
#: Columns that no file has: where a row's way comes from, and where it stands.
TAKEN = ("way_from", "source_file", "source_sheet", "source_cell")

#: Table of the edition → file in the programme's folder.
FILES = {
    "schools": "schools.csv",
    "programme_indicators": "indicators.csv",
    "programme_plan": "plan.csv",
    "programme_measures": "measures.csv",
    "programme_tasks": "tasks.csv",
    "programme_expected": "expected_results.csv",
}
#: Columns that a file may lack.
OPTIONAL = {
    "schools": ("login", "aliases", *FROM_REGISTER),
    "programme_indicators": (*COUNTED, *TAKEN),
    "programme_plan": ("role", "source", "due_date"),
    "programme_measures": ("role", "source", "due_date"),
    "programme_tasks": ("source",),
    "programme_expected": ("source",),
}
#: What a workbook may be saved as.
BOOK_SUFFIXES = frozenset(TABLE_SUFFIXES) - {".csv", ".tsv", ".txt"}
#: Tables that a folder of the time before may keep without a column, and what its first programme meant by codes.
KNOWN_BY_CODE: dict[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "programme_indicators": ("way", with_known_ways),
    "programme_plan": ("role", with_known_roles),
    "programme_measures": ("role", with_known_roles),
}
ADVICE = "Исправьте файл и повторите команду."


class ProgrammeTables(dict[str, pd.DataFrame]):
    """The programme's tables by name, and what is said of the workbook they were read from.

    Args:
        read: tables, complaints, counts of cells, cells that wait for a person, checks that passed.
        file: the workbook, or the folder of CSV tables, as messages show it.
    """

    def __init__(self, read: ProgrammeRead, file: str):
        super().__init__(read.tables)
        self.file = file
        self.findings = read.findings
        self.cell_counts = read.cell_counts
        self.waiting = read.waiting
        self.passed = read.passed


def read_programme(path: Path) -> ProgrammeTables:
    """Read the programme's workbook, or a folder that holds one or the six CSV tables.

    Args:
        path: an absolute path, as params name it (`data.programme`).

    Returns:
        Tables of `shnor_lib.ground.schemas`; `programme_passport` and `programme_claims` have no rows where CSV tables
        are read.

    Raises:
        ReportError: nothing is there, or a workbook and CSV tables are; a CSV file has a wrong column, key or value
            (the text names file, line and column); the workbook cannot be read or has no usable school.
    """
    source = programme_file(path)
    if source.is_dir():
        findings: list[Finding] = []
        tables = {table: _read_table(source / name, table, findings) for table, name in FILES.items()}
        read = ProgrammeRead({**tables, **_without_workbook()}, findings)
    else:
        read = read_programme_book(source)
        refuse_without_schools(shown(source), read)
    if hides_name(source):
        read.findings.append(hidden_name(source))
    indicators, findings = settled_ways(read.tables["programme_indicators"], read.findings)
    read.tables["programme_indicators"] = indicators
    read.findings += findings
    return ProgrammeTables(read, shown(source))


def programme_file(path: Path) -> Path:
    """Return the workbook that a path means, or the folder itself where its CSV tables are meant.

    Raises:
        ReportError: there is no such path, it holds neither, both, or two workbooks.
    """
    if not path.is_dir():
        refuse_lack_of_programme(path)
        return path
    books = _books(path)
    tables = [path / name for name in FILES.values() if (path / name).is_file()]
    if len(books) > 1 or (books and tables):
        found = join(f"«{shown(file)}»" for file in (*books, *tables[:1]))
        raise ReportError(
            f"Программа найдена дважды: {found}. По какому из источников составлять отчёт, не указано.",
            f"Назовите один в файле параметров, например data: programme: {shown(books[0])}, или уберите лишнее из "
            "папки.",
        )
    if not books and not tables:
        raise ReportError(
            f"В папке «{shown(path)}» нет ни книги Программы ({WORKBOOK}), ни таблиц {join(FILES.values())}.",
            "Положите книгу в эту папку; пустую форму создаёт make templates.",
        )
    return books[0] if books else path


def place_of_new_programme(path: Path) -> Path | None:
    """Return where a new workbook belongs; nothing where the path holds a programme already.

    Args:
        path: what params name: a workbook, or a folder.
    """
    if path.is_dir():
        holds = any((path / name).is_file() for name in FILES.values()) or any(_books(path))
        return None if holds else path / WORKBOOK
    if path.exists():
        return None
    return path if path.suffix.lower() in BOOK_SUFFIXES else path / WORKBOOK


def _books(folder: Path) -> list[Path]:
    """Return the programme's workbooks of a folder."""
    return [file for file in data_files(folder) if file.suffix.lower() in BOOK_SUFFIXES and _is_programme(file)]


def _is_programme(file: Path) -> bool:
    """Tell whether a workbook of the folder is a programme's; one of its name is meant to be, whatever is in it."""
    if file.name == WORKBOOK:
        return True
    try:
        return is_programme(open_book(file).sheets)
    except ReportError:
        return False


def _without_workbook() -> dict[str, pd.DataFrame]:
    return {name: frame_of(name, []) for name in ("programme_passport", "programme_claims")}


def _read_table(path: Path, table: str, findings: list[Finding]) -> pd.DataFrame:
    lines = _lines(path)
    findings += _hidden_texts(path, lines)
    columns = TABLES[table].columns
    absent = [name for name in columns if name not in lines.heading and name not in OPTIONAL.get(table, ())]
    if absent:
        raise ReportError(
            f"В файле «{shown(path)}» нет {'колонки' if len(absent) == 1 else 'колонок'}: {', '.join(absent)}.",
            "Верните строку заголовков по образцу из поставки.",
        )
    if not lines.rows:
        raise ReportError(f"В файле «{shown(path)}» нет ни одной строки, только заголовки.", "Заполните файл.")
    if table == "schools":
        _tell_hidden_schools_apart(lines)
    rows = [
        {
            name: _value(path, line, name, "" if name in TAKEN else row.get(name, ""), column)
            for name, column in columns.items()
        }
        for line, row in lines.rows
    ]
    frame = pd.DataFrame(rows, columns=list(columns))
    if table in KNOWN_BY_CODE and KNOWN_BY_CODE[table][0] not in lines.heading:
        frame = KNOWN_BY_CODE[table][1](frame)
    if table == "programme_indicators":
        places = [f"A{line}" for line, _ in lines.rows]
        frame = frame.assign(source_file=shown(path), source_cell=places)
    _refuse_repeated(path, frame.iloc[:, 0])
    _refuse_against_schema(path, table, frame, [line for line, _ in lines.rows])
    return with_places(frame, (Place(shown(path), cell=f"строка {line}") for line, _ in lines.rows))


def _hidden_texts(path: Path, lines: "_Lines") -> Iterator[Finding]:
    """Yield a finding for each line that holds what looks like a person; the text is hidden already."""
    for line, row in lines.rows:
        columns = [name for name, text in row.items() if text == HIDDEN]
        if columns:
            code = next(iter(row.values()))
            where = f"{'колонка' if len(columns) == 1 else 'колонки'} {join(f'«{name}»' for name in columns)}"
            yield Finding(
                "warning",
                "names_in_file",
                f"Строка {line} («{code}»), {where}: текст похож на имя человека, телефон или номер документа; он "
                "скрыт и нигде не сохраняется.",
                ADVICE_NAMES,
                shown(path),
                cell=f"A{line}",
            )


def _tell_hidden_schools_apart(lines: "_Lines") -> None:
    """Put the number of the line into a hidden name of a school: two of them are no namesakes."""
    for line, row in lines.rows:
        if row.get("school") == HIDDEN:
            row["school"] = f"{HIDDEN}, строка {line}"


def _refuse_repeated(path: Path, codes: pd.Series) -> None:
    repeated = codes[codes.duplicated()]
    if len(repeated):
        raise ReportError(
            f"В файле «{shown(path)}» код «{shortened(repeated.iloc[0])}» указан дважды.",
            "Коды строк не должны повторяться.",
        )


def _refuse_against_schema(path: Path, table: str, frame: pd.DataFrame, lines: list[int]) -> None:
    """Refuse the first value that breaks a rule of the table's schema, such as a grade below 1."""
    try:
        TABLES[table].validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        case = error.failure_cases.iloc[0]
        where = f", строка {lines[int(case['index'])]}" if pd.notna(case["index"]) else ""
        raise ReportError(
            f"Файл «{shown(path)}»{where}, колонка «{case['column']}»: недопустимое значение "
            f"«{shortened(str(case['failure_case']))}».",
            ADVICE,
        ) from None


@dataclass(frozen=True)
class _Lines:
    """A file's heading and its rows: the number of the line in which a row ends, and its cells by column."""

    heading: list[str]
    rows: list[tuple[int, dict[str, str]]]


def _lines(path: Path) -> _Lines:
    """Return the file's rows by column; comma, semicolon or tab; blank rows are left out."""
    text = _text(path)
    delimiter = max(",;\t", key=(text.splitlines() or [""])[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        refuse_larger_than_a_sheet(text, delimiter)
        rows = [(reader.line_num, [quotable(clean(cell)) for cell in row]) for row in reader]
        refuse_wide(max((len(row) for _, row in rows), default=0), len(rows))
    except UnfitText as error:
        raise ReportError(f"Файл «{shown(path)}» {error}.", error.what_to_do) from None
    except csv.Error:
        raise ReportError(
            f"Файл «{shown(path)}», строка {reader.line_num}: не закрыты кавычки или ячейка слишком длинная.", ADVICE
        ) from None
    rows = [(line, row) for line, row in rows if any(row)]
    heading = rows[0][1] if rows else []
    for line, row in rows:
        if any(row[len(heading) :]):
            raise ReportError(
                f"Файл «{shown(path)}», строка {line}: ячеек больше, чем колонок в заголовке ({len(heading)}).",
                "Если в тексте есть запятая или точка с запятой, заключите его в кавычки.",
            )
    cells = ((line, row[: len(heading)]) for line, row in rows[1:])
    return _Lines(heading, [(line, dict(zip_longest(heading, row, fillvalue=""))) for line, row in cells])


def _text(path: Path) -> str:
    """Return the file's text with plain line ends, whatever its encoding; lines of any system."""
    try:
        text = text_of_table(file_content(path))
    except UnfitText as error:
        raise ReportError(f"Файл «{shown(path)}» {error}.", error.what_to_do) from None
    text = text.replace("\r\n", "\n")
    return text.replace("\r", " " if "\n" in text else "\n")


def _value(path: Path, line: int, name: str, text: str, column: Any) -> str | int | float | bool | None:
    """Return a cell as the column's type, or complain with its line."""
    kind = (column.metadata or {}).get("kind", str(column.dtype))
    try:
        if kind == "boolean":
            return _truth(text)
        if not text:
            if not column.nullable:
                raise ValueError
            return None
        if name in ways.LISTS:
            return _choice(path, line, name, text)
        return READERS[kind](text) if kind in READERS else text
    except (KeyError, ValueError):
        raise ReportError(
            f"Файл «{shown(path)}», строка {line}, колонка «{name}»: нужно указать {WANTED.get(kind, 'текст')}, "
            + (f"указано «{shortened(text)}»." if text else "ячейка пуста."),
            ADVICE,
        ) from None


def _truth(text: str) -> bool:
    """Return what «да», «+», «нет» say; an empty cell says no."""
    said = yes_or_no(text) if text else False
    if said is None:
        raise ValueError(text)
    return said


def _choice(path: Path, line: int, name: str, text: str) -> str:
    """Return the code of a word of the column's list, or complain and name the words."""
    choices = ways.LISTS[name]()
    code = ways.code_in(choices, text)
    if code is None:
        words = "; ".join(f"«{choice.word}»" for choice in choices)
        raise ReportError(
            f"Файл «{shown(path)}», строка {line}, колонка «{name}»: «{shortened(text)}» нет в списке.",
            f"Укажите одно из значений: {words}.",
        )
    return code


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise ValueError(text)
    return int(text)


def _finite_number(text: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,15}(?:[.,][0-9]{1,15})?", text):
        raise ValueError(text)
    return float(text.replace(",", "."))


def _iso_date(text: str) -> str:
    """Return a date, written as registers have them, as ISO text."""
    day = day_of(text)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day.isoformat()


READERS: dict[str, Callable[[str], int | float | str]] = {
    "Int64": _whole_number,
    "Float64": _finite_number,
    DATE: _iso_date,
}
WANTED = {
    "boolean": "да или нет",
    "Int64": "целое число",
    "Float64": "число",
    DATE: "дату вида 2021-09-01 или 01.09.2021",
}

"""The programme's own documents as tables: roster, indicators, plan, measures, tasks, expected results."""

import csv
import io
from pathlib import Path

import pandas as pd

from shnor_lib.errors import ReportError
from shnor_lib.ingest.texts import clean
from shnor_lib.project import shown
from shnor_lib.schemas import TABLES

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
OPTIONAL = {"schools": ("login",)}
TRUTHS = {"true": True, "да": True, "1": True, "false": False, "нет": False, "0": False, "": False}


def read_programme(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the files of the programme's folder as tables of `shnor_lib.schemas`.

    Raises:
        ReportError: a file is missing, or a column, a key or a value is wrong; the text names file, line and column.
    """
    return {table: _read_table(folder / name, table) for table, name in FILES.items()}


def _read_table(path: Path, table: str) -> pd.DataFrame:
    rows = _rows(path)
    columns = TABLES[table].columns
    present = rows[0] if rows else {}
    absent = [name for name in columns if name not in present and name not in OPTIONAL.get(table, ())]
    if absent:
        raise ReportError(
            f"В файле «{shown(path)}» нет {'колонки' if len(absent) == 1 else 'колонок'}: {', '.join(absent)}.",
            "Верните строку заголовков по образцу из поставки.",
        )
    records = [
        {name: _value(path, line, name, row.get(name, ""), column) for name, column in columns.items()}
        for line, row in enumerate(rows, start=2)
    ]
    frame = pd.DataFrame(records, columns=list(columns))
    repeated = frame.iloc[:, 0][frame.iloc[:, 0].duplicated()]
    if len(repeated):
        raise ReportError(
            f"В файле «{shown(path)}» код «{repeated.iloc[0]}» указан дважды.", "Коды строк не должны повторяться."
        )
    return frame


def _rows(path: Path) -> list[dict[str, str]]:
    """Return the file's rows by column; comma or semicolon, UTF-8 or cp1251."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ReportError(f"Не найден файл программы «{shown(path)}».", "Верните его из поставки.") from None
    except OSError as error:
        raise ReportError(f"Файл «{shown(path)}» не читается: {error.strerror}.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1251", errors="replace")
    heading = text.splitlines()[0] if text.strip() else ""
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    return [{clean(k or ""): clean(v) if isinstance(v, str) else "" for k, v in row.items()} for row in reader]


def _value(path: Path, line: int, name: str, text: str, column) -> str | int | float | bool | None:
    """Return a cell as the column's type, or complain with its line."""
    kind = str(column.dtype)
    try:
        if kind == "boolean":
            return TRUTHS[text.casefold()]
        if not text:
            if not column.nullable:
                raise ValueError
            return None
        if kind == "Int64":
            return int(text)
        if kind == "Float64":
            return float(text.replace(",", "."))
    except (KeyError, ValueError):
        wanted = {"boolean": "да или нет", "Int64": "целое число", "Float64": "число"}.get(kind, "непустой текст")
        raise ReportError(
            f"Файл «{shown(path)}», строка {line}, колонка «{name}»: нужно {wanted}, указано «{text}».",
            "Исправьте файл и повторите команду.",
        ) from None
    return text

"""All result files of an edition: each sheet is recognised by its content and read by its layout's module."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from shnor_lib.errors import ReportError
from shnor_lib.ingest.appendix.layout import recognise_appendix
from shnor_lib.ingest.appendix.reader import AppendixTables, read_appendix
from shnor_lib.ingest.checks.protocol import ReadData, control_protocol
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.schools import Roster
from shnor_lib.ingest.source_files import TABLE_SUFFIXES, file_content, read_sheets
from shnor_lib.ingest.workbook import Sheet
from shnor_lib.params import Correction, Procedures
from shnor_lib.project import shown
from shnor_lib.schemas import PROCEDURE_KEY, TABLES


@dataclass
class ResultTables:
    """What the result files gave, as frames of the tables named so in `shnor_lib.schemas`."""

    results: pd.DataFrame
    readings: pd.DataFrame
    background: pd.DataFrame
    corrections: pd.DataFrame
    findings: pd.DataFrame
    cell_counts: pd.DataFrame


@dataclass
class _Gathered:
    tables: AppendixTables = field(default_factory=AppendixTables)
    findings: list[Finding] = field(default_factory=list)
    cell_counts: list[dict] = field(default_factory=list)
    sheets_read: int = 0


def read_results(
    files: Sequence[Path],
    required: Sequence[str],
    schools: pd.DataFrame,
    counted: Procedures,
    corrections: Sequence[Correction],
) -> ResultTables:
    """Read the result files of an edition.

    Args:
        files: absolute paths of all files in the results folder.
        required: names of the files without which no report is made.
        schools: the table `schools`, the roster against which names are matched.
        counted: which procedures count towards the criteria.
        corrections: recorded corrections of single rows.

    Returns:
        The tables `results`, `readings`, `background`, `corrections`, `findings` and `cell_counts`.

    Raises:
        ReportError: a required file cannot be read, nothing readable is left, or a cell was lost (law of conservation).
    """
    roster = Roster(schools)
    gathered = _Gathered()
    for path in sorted(files):
        for sheet in _sheets(path, path.name in required, gathered):
            _read_sheet(sheet, roster, counted, corrections, gathered)
    if not gathered.sheets_read:
        raise ReportError(
            "Ни в одном файле не найдено таблицы результатов: " + ", ".join(shown(path) for path in files) + ".",
            "Проверьте, что в первой строке таблицы стоят названия процедур вида «ВПР МА 6 2021 весна».",
        )
    return _frames(gathered, schools)


def _sheets(path: Path, required: bool, gathered: _Gathered) -> list[Sheet]:
    """Return the file's sheets; a file that is not required and cannot be read becomes a finding."""
    if path.suffix.lower() not in TABLE_SUFFIXES and not required:
        gathered.findings.append(
            Finding(
                "warning", "file_unknown", "Файл этого вида не читается.", "Сохраните таблицу как .xlsx.", shown(path)
            )
        )
        return []
    try:
        return read_sheets(path, file_content(path))
    except ReportError as error:
        if required:
            raise
        gathered.findings.append(Finding("error", "file_unreadable", error.message, error.what_to_do, shown(path)))
        return []


def _read_sheet(
    sheet: Sheet,
    roster: Roster,
    counted: Procedures,
    corrections: Sequence[Correction],
    gathered: _Gathered,
) -> None:
    if recognise_appendix(sheet) is not None:
        tables = read_appendix(sheet, roster, counted, corrections)
        gathered.sheets_read += 1
        gathered.tables.results += tables.results
        gathered.tables.readings += tables.readings
        gathered.tables.corrections += tables.corrections
    elif sheet.last_row:
        sheet.set_aside_block(
            1,
            1,
            sheet.last_row,
            sheet.last_column,
            sheet.finding(
                "warning",
                "sheet_unknown",
                f"Лист «{sheet.name}» не похож на таблицу результатов: его ячейки не использованы "
                f"({int((sheet.fates != 0).sum())}).",
                "Если это результаты, оформите заголовки по образцу Приложения 1; если нет, ничего делать не нужно.",
            ),
        )
    sheet.sweep()
    gathered.findings += sheet.findings
    gathered.cell_counts.append(sheet.counts())


def _frames(gathered: _Gathered, schools: pd.DataFrame) -> ResultTables:
    results = _without_conflicts(_frame("results", gathered.tables.results), gathered.findings)
    cell_counts = _frame("cell_counts", gathered.cell_counts)
    return ResultTables(
        results=results,
        readings=_frame("readings", gathered.tables.readings),
        background=_frame("background", []),
        corrections=_frame("corrections", gathered.tables.corrections),
        findings=control_protocol(gathered.findings, ReadData(results, schools, cell_counts)),
        cell_counts=cell_counts,
    )


def _frame(table: str, rows: list[dict]) -> pd.DataFrame:
    """Return the rows as a frame with all columns of the table, empty texts as missing."""
    return pd.DataFrame(rows, columns=list(TABLES[table].columns)).replace("", None)


def _without_conflicts(results: pd.DataFrame, findings: list[Finding]) -> pd.DataFrame:
    """Keep one row per school and procedure; rows from several sheets that disagree become ambiguous."""
    key = ["school_id", *PROCEDURE_KEY]
    repeated = results.duplicated(key, keep=False)
    for _, group in results[repeated].groupby(key, dropna=False, sort=False):
        first = group.index[0]
        sheets = ", ".join(f"«{row.source_file}», лист «{row.source_sheet}»" for row in group.itertuples())
        same = len(group[["fail_pct", "top_pct"]].drop_duplicates()) == 1
        if not same:
            results.loc[first, ["fail_pct", "top_pct", "reading", "doubtful"]] = [None, None, "ambiguous", False]
        findings.append(
            Finding(
                "note" if same else "error",
                "header_repeated",
                f"«{group.school.iloc[0]}»: результат одной процедуры есть в нескольких таблицах ({sheets})"
                + ("; значения совпадают." if same else " с разными значениями; ни одно не использовано."),
                "" if same else "Оставьте одну таблицу.",
                group.source_file.iloc[0],
                group.source_sheet.iloc[0],
                group.source_cell.iloc[0] or "",
            )
        )
    return results.drop_duplicates(key).reset_index(drop=True)

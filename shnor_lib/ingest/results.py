"""All result files of an edition: each sheet is recognised by its content and read by its layout's module."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from shnor_lib.errors import ReportError
from shnor_lib.ingest.appendix.layout import recognise_appendix
from shnor_lib.ingest.appendix.reader import AppendixTables, read_appendix
from shnor_lib.ingest.findings import Finding, findings_table
from shnor_lib.ingest.schools import Roster
from shnor_lib.ingest.several_sheets import join_sheets
from shnor_lib.ingest.workbook import Sheet, read_workbook
from shnor_lib.params import Correction, Procedures
from shnor_lib.project import shown
from shnor_lib.schemas import TABLES

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
#: Checks that take a procedure's columns away.
HEADING_CHECKS = ("header_unknown", "header_width", "header_repeated", "season_autumn")


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
    """What the sheets read so far have given; ``contents`` tells a repeated sheet from a new one."""

    sheets: list[AppendixTables] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cell_counts: list[dict] = field(default_factory=list)
    contents: dict[frozenset, Sheet] = field(default_factory=dict)


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
    for path in _by_precedence(files, required, corrections):
        for sheet in _sheets(path, _is_required(path, required), gathered):
            _read_sheet(sheet, roster, counted, corrections, gathered)
    if not gathered.sheets:
        raise _nothing_found(files, gathered.findings)
    joined = join_sheets(gathered.sheets, roster, counted, corrections, [shown(path) for path in files])
    gathered.findings += joined.findings
    if not joined.results:
        raise _nothing_usable(gathered)
    return ResultTables(
        results=_frame("results", joined.results),
        readings=_frame("readings", joined.readings),
        background=_frame("background", []),
        corrections=_frame("corrections", joined.corrections),
        findings=findings_table(gathered.findings),
        cell_counts=_frame("cell_counts", gathered.cell_counts),
    )


def _is_required(path: Path, required: Sequence[str]) -> bool:
    return any(path.parts[-len(parts) :] == parts for parts in (Path(name).parts for name in required))


def _by_precedence(files: Sequence[Path], required: Sequence[str], corrections: Sequence[Correction]) -> list[Path]:
    """Return the files in the order in which they are sources: required ones and those with corrections first."""
    corrected = {correction.file_name for correction in corrections}
    return sorted(files, key=lambda path: (not _is_required(path, required), shown(path) not in corrected, path))


def _sheets(path: Path, required: bool, gathered: _Gathered) -> list[Sheet]:
    """Return the file's sheets; a file that is not required and cannot be read becomes a finding."""
    if path.suffix.lower() not in WORKBOOK_SUFFIXES and not required:
        gathered.findings.append(
            Finding(
                "warning", "file_unknown", "Файл этого вида не читается.", "Сохраните таблицу как .xlsx.", shown(path)
            )
        )
        return []
    try:
        return read_workbook(path)
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
    if recognise_appendix(sheet) is None:
        _set_aside_foreign(sheet)
    else:
        content = frozenset((key, cell.value, cell.number_format) for key, cell in sheet.cells.items())
        same = gathered.contents.setdefault(content, sheet)
        if same is sheet:
            gathered.sheets.append(read_appendix(sheet, roster, counted, corrections))
        else:
            _set_aside_repeated(sheet, same)
    sheet.sweep()
    gathered.findings += sheet.findings
    gathered.cell_counts.append(sheet.counts())


def _set_aside_foreign(sheet: Sheet) -> None:
    if sheet.cells:
        sheet.set_aside(
            sheet.cells.values(),
            sheet.finding(
                "warning",
                "sheet_unknown",
                f"Лист «{sheet.name}» не похож на таблицу результатов: его ячейки не использованы "
                f"({len(sheet.cells)}).",
                "Если это результаты, оформите заголовки по образцу Приложения 1; если нет, ничего делать не нужно.",
            ),
        )


def _set_aside_repeated(sheet: Sheet, same: Sheet) -> None:
    sheet.set_aside(
        sheet.cells.values(),
        sheet.finding(
            "note",
            "sheet_repeated",
            f"Лист «{sheet.name}» повторяет лист «{same.name}» файла «{same.file}» и не использован.",
            "Уберите лишнюю копию.",
        ),
    )


def _nothing_found(files: Sequence[Path], findings: Sequence[Finding]) -> ReportError:
    """Return the error of a folder without any table of results, with the reasons why files were not read."""
    if not files:
        return ReportError("В папке с результатами нет ни одного файла.", "Положите туда таблицу результатов (.xlsx).")
    reasons = "".join(f" {finding.message}" for finding in findings if finding.check == "file_unreadable")
    return ReportError(
        f"Ни в одном файле не найдено таблицы результатов: {', '.join(shown(path) for path in files)}.{reasons}",
        "Проверьте, что в первой строке таблицы стоят названия процедур вида «ВПР МА 6 2021 весна».",
    )


def _nothing_usable(gathered: _Gathered) -> ReportError:
    """Return the error of tables none of whose headings can be used, with the first reasons."""
    reasons = [finding.message for finding in gathered.findings if finding.check in HEADING_CHECKS][:3]
    return ReportError(
        "В таблицах результатов нет ни одной процедуры, которую можно использовать. " + " ".join(reasons),
        "Напишите заголовки по образцу «ВПР МА 6 2021 весна» или «ОГЭ РУ 2019».",
    )


def _frame(table: str, rows: list[dict]) -> pd.DataFrame:
    """Return the rows as a frame with all columns of the table, empty texts as missing."""
    return pd.DataFrame(rows, columns=list(TABLES[table].columns)).replace("", None)

"""A workbook's cells with their fates: nothing that stands in a sheet gets lost."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell
from openpyxl.utils import get_column_letter

from shnor_lib.errors import ReportError
from shnor_lib.ingest.archive import ADVICE_RESAVE, Bounds, LeanArchive, lean_archive
from shnor_lib.ingest.findings import Finding
from shnor_lib.project import shown


@dataclass(frozen=True)
class SheetCell:
    """A non-empty cell: its value as stored, its number format, and whether it is a formula without a saved value."""

    row: int
    column: int
    value: str | int | float | bool | date | datetime | time | timedelta | None
    number_format: str = "General"
    is_error: bool = False
    is_lost_formula: bool = False

    @property
    def address(self) -> str:
        """The cell's A1 address."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass
class Sheet:
    """A sheet's non-empty cells by (row, column); each cell ends as used, set aside or not needed.

    ``hidden`` holds cells under merges: they are set aside from the start and no reader meets them.
    """

    file: str
    name: str
    cells: dict[tuple[int, int], SheetCell]
    findings: list[Finding] = field(default_factory=list)
    fates: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: dict[tuple[int, int], SheetCell] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """Return the cell's value as text; empty if there is none."""
        cell = self.cells.get((row, column))
        return "" if cell is None or cell.value is None else str(cell.value)

    @cached_property
    def rows(self) -> dict[int, list[SheetCell]]:
        """The rows that hold anything, from the top, with their non-empty cells from left to right."""
        rows: dict[int, list[SheetCell]] = {}
        for key in sorted(self.cells):
            rows.setdefault(key[0], []).append(self.cells[key])
        return rows

    @cached_property
    def columns(self) -> dict[int, list[SheetCell]]:
        """The columns that hold anything with their non-empty cells from the top."""
        columns: dict[int, list[SheetCell]] = {}
        for cells in self.rows.values():
            for cell in cells:
                columns.setdefault(cell.column, []).append(cell)
        return columns

    def row_cells(self, row: int) -> list[SheetCell]:
        """Return the non-empty cells of a row from left to right."""
        return self.rows.get(row, [])

    def column_cells(self, columns: Iterable[int]) -> list[SheetCell]:
        """Return the non-empty cells of columns, column by column from the top."""
        return [cell for column in columns for cell in self.columns.get(column, [])]

    def is_free(self, cell: SheetCell) -> bool:
        """Tell whether no reader has taken the cell yet."""
        return (cell.row, cell.column) not in self.fates

    def use(self, cells: Iterable[SheetCell | None]) -> None:
        """Mark the cells as used."""
        self._mark(cells, "used")

    def set_aside(self, cells: Iterable[SheetCell | None], finding: Finding) -> None:
        """Mark the cells as set aside and keep the finding that says why."""
        self._mark(cells, "set_aside")
        self.findings.append(finding)

    def leave(self, cells: Iterable[SheetCell | None]) -> None:
        """Mark the cells as not needed: columns of the layout that no table keeps, such as row numbers."""
        self._mark(cells, "not_needed")

    def _mark(self, cells: Iterable[SheetCell | None], fate: str) -> None:
        for cell in cells:
            if cell is not None:
                self.fates[(cell.row, cell.column)] = fate

    def finding(self, severity: str, check: str, message: str, what_to_do: str = "", cell: str = "") -> Finding:
        """Return a finding about this sheet."""
        return Finding(severity, check, message, what_to_do, self.file, self.name, cell)

    def complain(self, severity: str, check: str, message: str, what_to_do: str = "", cell: str = "") -> None:
        """Keep a finding that sets no cell aside."""
        self.findings.append(self.finding(severity, check, message, what_to_do, cell))

    def sweep(self) -> None:
        """Set aside, with a finding, whatever no reader has taken."""
        left = [cell for cells in self.rows.values() for cell in cells if self.is_free(cell)]
        if left:
            self.set_aside(
                left,
                self.finding(
                    "warning",
                    "not_parsed",
                    f"Ячейки вне таблицы не использованы: {_listed(cell.address for cell in left)}.",
                    "Проверьте, не сдвинута ли таблица; если это примечания, ничего делать не нужно.",
                    left[0].address if len(left) == 1 else f"{left[0].address}:{left[-1].address}",
                ),
            )

    def counts(self) -> dict[str, int | str]:
        """Return the sheet's row of the table `cell_counts`.

        Raises:
            ReportError: the sum does not hold, i.e. the program lost a cell.
        """
        fates = list(self.fates.values())
        counted = {fate: fates.count(fate) for fate in ("used", "set_aside", "not_needed")}
        filled = set(self.cells) | set(self.hidden)
        total = max((row for row, _ in filled), default=0) * max((column for _, column in filled), default=0)
        empty = total - len(filled)
        if sum(counted.values()) + empty != total or set(self.fates) != filled:
            raise ReportError(
                f"Ошибка программы: не все ячейки листа «{self.name}» файла «{self.file}» учтены.",
                "Сообщите разработчикам и приложите файл.",
            )
        return {"file": self.file, "sheet": self.name, **counted, "empty": empty, "total": total}


def read_workbook(path: Path) -> list[Sheet]:
    """Read all sheets of an xlsx workbook, hidden ones included.

    Raises:
        ReportError: the file is no xlsx workbook, is damaged, encrypted, locked or far too large.
    """
    archive = lean_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep: drop-downs, old dates
            return _sheets(shown(path), archive)
    except Exception as error:  # the parsers meet foreign bytes and name no common class of error
        raise ReportError(
            f"Файл «{shown(path)}» повреждён и не читается ({type(error).__name__}).", ADVICE_RESAVE
        ) from None


def _sheets(file: str, archive: LeanArchive) -> list[Sheet]:
    values = openpyxl.load_workbook(archive.content, read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(archive.content, read_only=True) if archive.has_formulas else None
    sheets = []
    for worksheet in values.worksheets:
        stored = _stored_cells(worksheet)
        cells = {key: _sheet_cell(cell) for key, cell in stored.items() if not _is_blank(cell.value)}
        if formulas is not None:
            cells |= _lost_formulas(formulas[worksheet.title], stored)
        # openpyxl keeps the file of a read-only sheet nowhere else
        merged = archive.merged.get(worksheet._worksheet_path.lstrip("/"), [])
        sheets.append(_sheet_without_hidden(Sheet(file, worksheet.title, cells), merged))
    return sheets


def _stored_cells(worksheet) -> dict[tuple[int, int], ReadOnlyCell]:
    """Return the cells that the sheet's file holds, whatever is in them."""
    worksheet.reset_dimensions()  # the size that the file claims may be anything
    return {(cell.row, cell.column): cell for row in worksheet.rows for cell in row if cell is not EMPTY_CELL}


def _is_blank(value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _sheet_cell(cell: ReadOnlyCell) -> SheetCell:
    return SheetCell(cell.row, cell.column, cell.value, cell.number_format or "General", is_error=cell.data_type == "e")


def _lost_formulas(worksheet, stored: dict[tuple[int, int], ReadOnlyCell]) -> dict[tuple[int, int], SheetCell]:
    """Return the formulas without a saved value; a saved empty text, as of «=IF(…;"")», is a value."""
    lost = {}
    for key, formula in _stored_cells(worksheet).items():
        saved = stored.get(key)
        if formula.data_type == "f" and (saved is None or (saved.value is None and saved.data_type != "str")):
            words = formula.value if isinstance(formula.value, str) else getattr(formula.value, "text", "формула")
            lost[key] = SheetCell(*key, words, formula.number_format or "General", is_lost_formula=True)
    return lost


def _sheet_without_hidden(sheet: Sheet, merged: list[Bounds]) -> Sheet:
    """Return the sheet without what stands under merges: nobody who looks at it can see that."""
    visible = Sheet(sheet.file, sheet.name, dict(sheet.cells))
    for bounds in merged:
        under = _under_merge(sheet, bounds)
        if under:
            for cell in under:
                key = (cell.row, cell.column)
                visible.hidden[key] = visible.cells.pop(key, cell)
            visible.set_aside(under, _hidden_finding(sheet, bounds, under))
    return visible


def _under_merge(sheet: Sheet, bounds: Bounds) -> list[SheetCell]:
    """Return the filled cells of a merged range but for its first one."""
    first_column, first_row, last_column, last_row = bounds
    span = range(first_row, last_row + 1)
    rows = span if len(span) < len(sheet.rows) else [row for row in sheet.rows if row in span]
    return [
        cell
        for row in rows
        for cell in sheet.row_cells(row)
        if first_column <= cell.column <= last_column and (row, cell.column) != (first_row, first_column)
    ]


def _hidden_finding(sheet: Sheet, bounds: Bounds, under: list[SheetCell]) -> Finding:
    first_column, first_row, last_column, last_row = bounds
    return sheet.finding(
        "warning",
        "not_parsed",
        f"Под объединёнными ячейками скрыты значения ({_listed(cell.address for cell in under)}): они не видны на "
        "листе и не использованы.",
        "Разъедините ячейки и проверьте, какие значения верны.",
        f"{get_column_letter(first_column)}{first_row}:{get_column_letter(last_column)}{last_row}",
    )


def _listed(addresses: Iterable[str], most: int = 12) -> str:
    """Return addresses in a row, cut with the number of the rest."""
    every = list(addresses)
    rest = f" и ещё {len(every) - most}" if len(every) > most else ""
    return ", ".join(every[:most]) + rest

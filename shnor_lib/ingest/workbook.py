"""A workbook's cells with their fates: nothing that stands in a sheet gets lost."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter

from shnor_lib.errors import ReportError
from shnor_lib.ingest.findings import Finding
from shnor_lib.project import shown

#: A workbook that unpacks to more than this is refused: a damaged file or a zip bomb.
LARGEST_UNPACKED_BYTES = 300 * 1024 * 1024

ADVICE_RESAVE = "Откройте файл в Excel или LibreOffice, сохраните как «Книга Excel (.xlsx)» и повторите команду."


@dataclass(frozen=True)
class SheetCell:
    """A non-empty cell: its value as stored, its number format, and whether it is a formula without a saved value."""

    row: int
    column: int
    value: str | int | float | bool | date | datetime | time | None
    number_format: str = "General"
    is_error: bool = False
    is_lost_formula: bool = False

    @property
    def address(self) -> str:
        """The cell's A1 address."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass
class Sheet:
    """A sheet's non-empty cells by (row, column); each cell ends as used, set aside or not needed."""

    file: str
    name: str
    cells: dict[tuple[int, int], SheetCell]
    findings: list[Finding] = field(default_factory=list)
    fates: dict[tuple[int, int], str] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """Return the cell's value as text; empty if there is none."""
        cell = self.cells.get((row, column))
        return "" if cell is None or cell.value is None else str(cell.value)

    @property
    def last_row(self) -> int:
        """The last row that holds anything (0: none)."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The last column that holds anything (0: none)."""
        return max((column for _, column in self.cells), default=0)

    def row_cells(self, row: int) -> list[SheetCell]:
        """Return the non-empty cells of a row from left to right."""
        return [self.cells[key] for key in sorted(self.cells) if key[0] == row]

    def use(self, cells: Iterable[SheetCell | None]) -> None:
        """Mark the cells as used."""
        self._mark(cells, "used")

    def set_aside(self, cells: Iterable[SheetCell | None], finding: Finding) -> None:
        """Mark the cells as set aside and keep the finding that says why."""
        self._mark(cells, "set_aside")
        self.findings.append(finding)

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
        left = [cell for key, cell in sorted(self.cells.items()) if key not in self.fates]
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
        total = self.last_row * self.last_column
        empty = total - len(self.cells)
        if sum(counted.values()) + empty != total or set(self.fates) != set(self.cells):
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
    _refuse_unreadable(path)
    try:
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path, data_only=False)
    except PermissionError:
        raise ReportError(
            f"Файл «{shown(path)}» занят другой программой.", "Закройте его в Excel и повторите команду."
        ) from None
    except Exception as error:
        raise ReportError(
            f"Файл «{shown(path)}» повреждён и не читается ({type(error).__name__}).", ADVICE_RESAVE
        ) from None
    return [Sheet(shown(path), sheet.title, _sheet_cells(sheet, formulas[sheet.title])) for sheet in values.worksheets]


def _sheet_cells(values, formulas) -> dict[tuple[int, int], SheetCell]:
    """Return the non-empty cells; a formula without a saved value counts as non-empty."""
    cells = {}
    for row in formulas.iter_rows():
        for stored in row:
            if stored.value is None or (isinstance(stored.value, str) and not stored.value.strip()):
                continue
            shown_cell = values.cell(stored.row, stored.column)
            lost = stored.data_type == "f" and shown_cell.value is None
            cells[(stored.row, stored.column)] = SheetCell(
                stored.row,
                stored.column,
                str(stored.value) if lost else shown_cell.value,
                stored.number_format or "General",
                is_error=shown_cell.data_type == "e",
                is_lost_formula=lost,
            )
    return cells


def _refuse_unreadable(path: Path) -> None:
    """Tell apart the usual reasons why a file is no workbook."""
    try:
        with path.open("rb") as handle:
            start = handle.read(8)
    except FileNotFoundError:
        raise ReportError(f"Не найден файл «{shown(path)}».", "Положите его в эту папку.") from None
    except OSError as error:
        raise ReportError(
            f"Файл «{shown(path)}» не открывается: {error.strerror}.",
            "Закройте его в других программах и проверьте права доступа.",
        ) from None
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReportError(f"Файл «{shown(path)}» защищён паролем или сохранён в старом формате .xls.", ADVICE_RESAVE)
    if not start.startswith(b"PK"):
        raise ReportError(
            f"Файл «{shown(path)}» не является книгой Excel, хотя имеет расширение {path.suffix or 'без расширения'}.",
            ADVICE_RESAVE,
        )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise ReportError(f"Файл «{shown(path)}» повреждён или скачан не до конца.", ADVICE_RESAVE) from None
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise ReportError(
            f"Файл «{shown(path)}» распаковывается в {unpacked // 2**20} МБ: это слишком много для таблицы "
            "результатов.",
            "Скопируйте таблицу в новую книгу и сохраните её.",
        )


def _listed(addresses: Iterable[str], most: int = 12) -> str:
    """Return addresses in a row, cut with the number of the rest."""
    every = list(addresses)
    rest = f" и ещё {len(every) - most}" if len(every) > most else ""
    return ", ".join(every[:most]) + rest

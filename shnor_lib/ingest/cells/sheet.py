"""A sheet's cells with their fates: nothing that stands in a sheet gets lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TypeVar

import numpy as np
from openpyxl.utils import get_column_letter

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.personal_names import HIDDEN, looks_like_name, persons_among
from shnor_lib.ingest.cells.texts import listed
from shnor_lib.ingest.findings import Finding

#: What to do about what looks like a person.
ADVICE_NAMES = "Замените имя кодом или должностью; список «код — фамилия» храните отдельно."
T = TypeVar("T")
Value = str | int | float | bool | date | datetime | time | timedelta | None

#: What becomes of a cell; a cell that holds something and is not settled yet is `OPEN`.
EMPTY, OPEN, USED, SET_ASIDE, NOT_NEEDED = range(5)


@dataclass(frozen=True)
class SheetCell:
    """A non-empty cell: its value as stored, its number format, and whether it is a formula without a saved value."""

    row: int
    column: int
    value: Value
    number_format: str = "General"
    is_error: bool = False
    is_lost_formula: bool = False

    @property
    def address(self) -> str:
        """The cell's A1 address."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass
class Sheet:
    """A sheet's rows from A1 on; each filled cell ends as used, set aside or not needed.

    ``rows`` hold plain values (``""`` or ``None``: empty), numbers as floats or integers.  ``odd`` holds the cells of
    which the value alone does not tell what they are: errors of Excel, formulas without a saved value, percentages by
    format.  ``apart`` holds cells that no reader meets: they were set aside from the start (`take_apart`).  Rows and
    columns are counted from 1 throughout, blocks include their last row and column.

    No reader meets what looks like a person: such texts are `HIDDEN` from the start, and ``hidden`` holds their places
    until they have been told of (`tell_of_hidden`).
    """

    file: str
    name: str
    rows: list[list[Value]]
    odd: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    apart: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    #: Heading rows that were looked for once, by what was looked for.
    heading_rows: dict[str, int | None] = field(default_factory=dict, repr=False, compare=False)
    hidden: set[tuple[int, int]] = field(default_factory=set, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._hide_persons()
        width = max(map(len, self.rows), default=0)
        if any(len(row) != width for row in self.rows):
            self.rows = [[*row, *[""] * (width - len(row))] for row in self.rows]
        # `is_blank` without a call per cell: most cells of a large table are numbers.
        filled = bytearray(
            [
                value.__class__ is float
                or (value != "" and not value.isspace() if value.__class__ is str else value is not None)
                for row in self.rows
                for value in row
            ]
        )
        self.fates = np.frombuffer(filled, dtype=np.uint8).reshape(len(self.rows), width)
        self._measure(filled)

    def _hide_persons(self) -> None:
        """Put `HIDDEN` in place of texts that look like a person; each is looked at once, however often it stands."""
        texts = {value for value in set().union(*self.rows) if value.__class__ is str}
        texts |= {cell.value for cell in self.odd.values() if isinstance(cell.value, str)}
        personal = persons_among(texts)
        if not personal:
            return
        self.rows = [[HIDDEN if value in personal else value for value in row] for row in self.rows]
        self.odd = {
            place: replace(cell, value=HIDDEN) if cell.value in personal else cell for place, cell in self.odd.items()
        }
        self.hidden = {
            (row, column)
            for row, values in enumerate(self.rows, start=1)
            for column, value in enumerate(values, start=1)
            if value == HIDDEN
        }

    def _measure(self, fates: bytes | bytearray) -> None:
        """Look over the fates, row by row; of a small sheet bytes tell it sooner than an array."""
        width = self.fates.shape[1]
        #: How many cells hold something, those set apart left out.
        self.n_filled = len(fates) - fates.count(EMPTY)
        #: The last row and the last column that hold anything (0: none).
        self.last_row = -(-len(fates.rstrip(b"\0")) // width) if width else 0
        self.last_column = next((place for place in range(width, 0, -1) if fates[place - 1 :: width].strip(b"\0")), 0)

    # What stands where

    def value(self, row: int, column: int) -> Value:
        """Return the cell's value; empty or beyond the sheet: ``""``."""
        if 1 <= row <= len(self.rows) and 1 <= column <= self.fates.shape[1]:
            value = self.rows[row - 1][column - 1]
            return "" if value is None else value
        return ""

    def text(self, row: int, column: int) -> str:
        """Return the cell's value as text, a whole number without «.0»; empty if there is none."""
        return str(_whole(self.value(row, column)))

    def cell(self, row: int, column: int) -> SheetCell | None:
        """Return the cell, or nothing where it is empty."""
        if self.odd and (row, column) in self.odd:
            return self.odd[row, column]
        value = self.value(row, column)
        return None if is_blank(value) else SheetCell(row, column, _whole(value))

    def row_cells(self, row: int) -> list[SheetCell]:
        """Return the non-empty cells of a row from left to right."""
        if not 1 <= row <= len(self.rows):
            return []
        columns = self.fates[row - 1].nonzero()[0].tolist()
        return [certain(self.cell(row, column + 1)) for column in columns]

    def next_in_row(self, row: int, column: int) -> SheetCell | None:
        """Return the first non-empty cell to the right of a place, or nothing."""
        columns = self.fates[row - 1, column:].nonzero()[0]
        return self.cell(row, column + 1 + int(columns[0])) if len(columns) else None

    def column_values(self, column: int, first_row: int, last_row: int) -> list[Value]:
        """Return the values of a column between two rows, both included."""
        return [row[column - 1] for row in self.rows[first_row - 1 : last_row]]

    @cached_property
    def cells(self) -> dict[tuple[int, int], SheetCell]:
        """The non-empty cells by (row, column): for small tables, an object for each cell."""
        places = [(int(row) + 1, int(column) + 1) for row, column in np.argwhere(self.fates)]
        return {place: certain(self.cell(*place)) for place in places}

    @cached_property
    def cells_by_row(self) -> dict[int, list[SheetCell]]:
        """The rows that hold anything, from the top, with their non-empty cells from left to right."""
        rows: dict[int, list[SheetCell]] = {}
        for (row, _), cell in self.cells.items():
            rows.setdefault(row, []).append(cell)
        return rows

    @cached_property
    def cells_by_column(self) -> dict[int, list[SheetCell]]:
        """The columns that hold anything with their non-empty cells from the top."""
        columns: dict[int, list[SheetCell]] = {}
        for (_, column), cell in self.cells.items():
            columns.setdefault(column, []).append(cell)
        return columns

    def column_cells(self, columns: Iterable[int]) -> list[SheetCell]:
        """Return the non-empty cells of columns, column by column from the top."""
        return [cell for column in columns for cell in self.cells_by_column.get(column, [])]

    @staticmethod
    def address(row: int, column: int) -> str:
        """Return the A1 address of a place."""
        return f"{get_column_letter(column)}{row}"

    @classmethod
    def range(cls, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
        """Return the A1 range of a block, or the address of a single cell."""
        first, last = cls.address(first_row, first_column), cls.address(last_row, last_column)
        return first if first == last else f"{first}:{last}"

    # Fates

    def use(self, cells: Iterable[SheetCell | None]) -> None:
        """Mark the cells as used."""
        self._mark(cells, USED)

    def set_aside(self, cells: Iterable[SheetCell | None], finding: Finding) -> None:
        """Mark the cells as set aside and keep the finding that says why."""
        filled = [cell for cell in cells if cell is not None]
        self._mark(filled, SET_ASIDE)
        self.findings.append(replace(finding, n_cells=len(filled)))

    def leave(self, cells: Iterable[SheetCell | None]) -> None:
        """Mark the cells as not needed: columns of the layout that no table keeps, such as row numbers."""
        self._mark(cells, NOT_NEEDED)

    def take_apart(self, cells: Iterable[SheetCell], finding: Finding) -> None:
        """Set cells aside for good, on the sheet's grid or beyond it: no reader meets them."""
        for cell in cells:
            key = (cell.row, cell.column)
            is_hidden = isinstance(cell.value, str) and looks_like_name(cell.value)
            self.apart[key] = replace(cell, value=HIDDEN) if is_hidden else cell
            self.odd.pop(key, None)
            if cell.row <= len(self.rows) and cell.column <= self.fates.shape[1]:
                self.rows[cell.row - 1][cell.column - 1] = ""
                self.fates[cell.row - 1, cell.column - 1] = EMPTY
        self.findings.append(finding)
        self._measure(self.fates.tobytes())

    def _mark(self, cells: Iterable[SheetCell | None], fate: int) -> None:
        for cell in cells:
            if cell is not None:
                self.fates[cell.row - 1, cell.column - 1] = fate

    def use_block(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Mark the filled cells of a block as used."""
        self._mark_block(first_row, first_column, last_row, last_column, USED)

    def not_needed_block(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Mark the filled cells of a block as not needed: the layout's map names them, their values are not kept."""
        self._mark_block(first_row, first_column, last_row, last_column, NOT_NEEDED)

    def use_rows(self, rows: Sequence[int], columns: Sequence[int]) -> list[int]:
        """Mark the filled cells of some rows in some columns as used; return how many there are in each row."""
        place = np.array(rows, dtype=int)[:, np.newaxis] - 1, np.array(columns, dtype=int) - 1
        fates = self.fates[place]
        filled = fates != EMPTY
        self.fates[place] = np.where(filled, USED, EMPTY)
        return filled.sum(axis=1).tolist()

    def filled(self, first_row: int, last_row: int, columns: Sequence[int]) -> np.ndarray:
        """Tell which cells of a block of rows hold something, (rows, columns)."""
        return self.fates[first_row - 1 : last_row, np.array(columns, dtype=int) - 1] != EMPTY

    def set_aside_block(
        self, first_row: int, first_column: int, last_row: int, last_column: int, finding: Finding
    ) -> None:
        """Mark the filled cells of a block as set aside and keep the finding that says why."""
        n_cells = self._mark_block(first_row, first_column, last_row, last_column, SET_ASIDE)
        self.findings.append(replace(finding, n_cells=n_cells))

    def set_aside_range(
        self,
        first_row: int,
        first_column: int,
        last_row: int,
        last_column: int,
        severity: str,
        check: str,
        message: str,
        what_to_do: str = "",
    ) -> None:
        """Mark the filled cells of a block as set aside, with a finding at the block's range."""
        where = self.range(first_row, first_column, last_row, last_column)
        finding = self.finding(severity, check, message, what_to_do, where)
        self.set_aside_block(first_row, first_column, last_row, last_column, finding)

    def _mark_block(self, first_row: int, first_column: int, last_row: int, last_column: int, fate: int) -> int:
        """Mark the filled cells of a block; return how many there are."""
        block = self.fates[first_row - 1 : last_row, first_column - 1 : last_column]
        filled = block != EMPTY
        block[filled] = fate
        return int(np.count_nonzero(filled))

    def set_aside_known(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Mark the filled cells of a block as set aside; a finding that the sheet has already says why."""
        self._mark_block(first_row, first_column, last_row, last_column, SET_ASIDE)

    def used_in_row(self, row: int, columns: Iterable[int]) -> int:
        """Return how many cells of a row are used, of those columns."""
        fates = self.fates[row - 1].tolist()
        return sum(fates[column - 1] == USED for column in columns)

    def is_free(self, cell: SheetCell) -> bool:
        """Tell whether no reader has settled the cell yet."""
        return bool(self.fates[cell.row - 1, cell.column - 1] == OPEN)

    # Findings

    def finding(self, severity: str, check: str, message: str, what_to_do: str = "", cell: str = "") -> Finding:
        """Return a finding about this sheet."""
        return Finding(severity, check, message, what_to_do, self.file, self.name, cell)

    def complain(self, severity: str, check: str, message: str, what_to_do: str = "", cell: str = "") -> None:
        """Keep a finding that sets no cell aside."""
        self.findings.append(self.finding(severity, check, message, what_to_do, cell))

    def tell_of_hidden(self) -> None:
        """Tell in one finding of texts that look like a person and that no reader has told of.

        Columns that the layout does not need are told of by their heads.
        """
        told = any(finding.check == "names_in_file" for finding in self.findings)
        left = sorted(
            (row, column)
            for row, column in self.hidden
            if not told or int(self.fates[row - 1, column - 1]) != NOT_NEEDED
        )
        self.hidden = set()
        if not left:
            return
        first, last = self.address(*left[0]), self.address(*left[-1])
        cells = [self.address(*place) for place in left]
        self.complain(
            "warning",
            "names_in_file",
            f"{'Текст ячейки похож' if len(cells) == 1 else 'Тексты ячеек похожи'} на имя человека, телефон или номер "
            f"документа ({listed(cells)}): {'он скрыт' if len(cells) == 1 else 'они скрыты'} и нигде не "
            f"{'сохраняется' if len(cells) == 1 else 'сохраняются'}.",
            ADVICE_NAMES,
            first if len(cells) == 1 else f"{first}:{last}",
        )

    def sweep(self) -> None:
        """Set aside, with a finding, whatever no reader has taken; tell of texts that look like a person."""
        self.tell_of_hidden()
        is_left = self.fates == OPEN
        if not is_left.any():
            return
        left = np.argwhere(is_left) + 1
        first, last = self.address(*map(int, left[0])), self.address(*map(int, left[-1]))
        self.fates[is_left] = SET_ASIDE
        self.complain(
            "warning",
            "not_parsed",
            f"Ячейки вне таблицы не использованы: {listed(self.address(*place) for place in left.tolist())}.",
            "Проверьте, не сдвинута ли таблица; если это примечания, ничего делать не нужно.",
            first if len(left) == 1 else f"{first}:{last}",
        )

    def counts(self) -> dict[str, int | str]:
        """Return the sheet's row of the table `cell_counts`.

        Raises:
            ReportError: a cell has no fate, i.e. the program lost it.
        """
        counted = np.bincount(self.fates[: self.last_row, : self.last_column].ravel(), minlength=5).tolist()
        if counted[OPEN]:
            raise ReportError(
                f"Ошибка программы: не все ячейки листа «{self.name}» файла «{self.file}» учтены.",
                "Сообщите разработчикам и приложите файл.",
            )
        set_aside = counted[SET_ASIDE] + len(self.apart)
        last_row = max([self.last_row, *(row for row, _ in self.apart)])
        last_column = max([self.last_column, *(column for _, column in self.apart)])
        return {
            "file": self.file,
            "sheet": self.name,
            "used": counted[USED],
            "set_aside": set_aside,
            "not_needed": counted[NOT_NEEDED],
            "empty": last_row * last_column - counted[USED] - set_aside - counted[NOT_NEEDED],
            "total": last_row * last_column,
        }


def certain(value: T | None) -> T:
    """Return a value that is there because its sheet was recognised, or its cell found filled, before.

    Raises:
        ValueError: it is not there: the program asked for what nobody has recognised.
    """
    if value is None:
        raise ValueError("what was recognised before is not there")
    return value


def is_blank(value: object) -> bool:
    """Tell whether a value is that of an empty cell: nothing, or a text of spaces."""
    return value is None or value == "" or (value.__class__ is str and value.isspace())


def _whole(value: Value) -> Value:
    """Return a whole float as an integer: libraries differ in what they make of «5»."""
    return int(value) if value.__class__ is float and value.is_integer() else value

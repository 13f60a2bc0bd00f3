"""How a sheet of a form is built: a protected header row, columns of a kind, drop-downs, hints, an example row.

Everything below the header may be typed over, sorted and deleted.  Formats, hints and checks belong to columns, not to
cells: an empty form holds no empty cells.
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeVar

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.styleable import StyleableObject
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from shnor_lib.ground.drafts import waits
from shnor_lib.ground.registers import EXAMPLE_MARK, LISTS

#: Excel keeps no longer list in a cell's own check.
LONGEST_LIST = 250
#: Checks reach down to this row.
LAST_ROW = 20_000
LAST_COLUMN = 16_384
HEADER_HEIGHT = 48
#: Points that a line of eleven points takes.
LINE_HEIGHT = 15.5
DATE_FORMAT, TEXT_FORMAT, GENERAL = "DD.MM.YYYY", "@", "General"

FONT = "Calibri"
_INK, _MUTED, _PAPER, _LINE = "1F2429", "5C6670", "FFFFFF", "D5DBE1"
REQUIRED_FILL, OPTIONAL_FILL, REFERENCE_FILL, EXAMPLE_FILL = "1F5F8B", "5F87A3", "7F8A93", "EEF1F4"
#: Cells that wait for a person.
WAITING_FILL = "FFF2CC"
TAB_NEEDED, TAB_FURTHER, TAB_GUIDE = "1F5F8B", "B4BDC6", "B3401F"

_UNLOCKED = Protection(locked=False)
_EDGE = Side(style="thin", color=_LINE)


#: Excel's kinds of checks that forms use; empty is none.
CheckKind = Literal["", "whole", "decimal", "list", "date"]


@dataclass(frozen=True)
class Check:
    """What a column's cells may hold: Excel's kind of check with its bounds, and the words about a wrong value.

    ``kind`` is empty where anything may be typed; ``is_strict`` is false where a wrong value only draws a question.
    """

    kind: CheckKind = ""
    first: str | None = None
    second: str | None = None
    error: str = ""
    is_strict: bool = True


def new_book(title: str) -> tuple[Workbook, Worksheet]:
    """Return an empty workbook and its only sheet under its title."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


@dataclass(frozen=True)
class FormColumn:
    """A column of a form: header, width in characters, number format, hint, check, and the header's colour."""

    header: str
    width: int
    hint: str
    number_format: str = GENERAL
    check: Check = field(default_factory=Check)
    fill: str = OPTIONAL_FILL


_Dressed = TypeVar("_Dressed", bound=StyleableObject)


class Looks:
    """How the cells of one sheet look, each look made once and copied.

    openpyxl holds each font, fill and border against all of its book whenever one is set: a third of a form's time.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, StyleArray] = {}

    def put_on(self, cell: _Dressed, look: Hashable, make: Callable[[_Dressed], None]) -> None:
        """Give a cell or column the look of that name; ``make`` sets it on the first one that has it."""
        if look not in self._made:
            make(cell)
            self._made[look] = copy(cell._style)  # type: ignore[attr-defined]  # the stubs leave it out
        cell._style = copy(self._made[look])  # type: ignore[attr-defined]


def build_sheet(
    sheet: Worksheet,
    columns: Sequence[FormColumn],
    example: Sequence[object] = (),
    rows: Sequence[Sequence[object]] = (),
) -> None:
    """Build a sheet: header, the marked example if there is one, rows filled in beforehand.

    Args:
        sheet: an empty worksheet.
        columns: its columns from left to right.
        example: values of the example row; its first one gets the mark by which ingest passes the row over.
        rows: values of further rows.
    """
    looks = Looks()
    for place, column in enumerate(columns, start=1):
        _set_column(sheet, place, column, looks)
        _check_column(sheet, place, column, 3 if example else 2)
    _free_columns_to_the_right(sheet, len(columns) + 1)
    if example:
        _write_example(sheet, columns, example, looks)
    for row, values in enumerate(rows, start=3 if example else 2):
        for place, value in enumerate(values, start=1):
            if value is not None:
                _write(sheet, row, place, value, columns[place - 1], looks)
        _fit_height(sheet, row, columns)
    _finish(sheet, len(columns))


def _set_column(sheet: Worksheet, place: int, column: FormColumn, looks: Looks) -> None:
    dimension = sheet.column_dimensions[get_column_letter(place)]
    dimension.width = column.width + 2
    looks.put_on(dimension, ("column", column.number_format), lambda one: _dress_column(one, column))
    header = sheet.cell(1, place, column.header)
    looks.put_on(header, ("header", column.fill), lambda one: _dress_header(one, column))


def _dress_column(dimension: ColumnDimension, column: FormColumn) -> None:
    dimension.number_format = column.number_format
    dimension.protection = _UNLOCKED
    dimension.alignment = _alignment(column)
    dimension.font = Font(name=FONT, size=11, color=_INK)


def _dress_header(header: Cell | MergedCell, column: FormColumn) -> None:
    header.font = Font(name=FONT, size=11, bold=True, color=_PAPER)
    header.fill = PatternFill("solid", fgColor=column.fill)
    header.alignment = Alignment(vertical="center", horizontal="left", wrap_text=True)
    header.border = Border(right=Side(style="thin", color=_PAPER))
    header.protection = Protection(locked=True)


def _alignment(column: FormColumn) -> Alignment:
    return Alignment(vertical="top", horizontal="left" if column.number_format == DATE_FORMAT else None, wrap_text=True)


def _free_columns_to_the_right(sheet: Worksheet, first: int) -> None:
    """Unlock the rest of the sheet: Excel deletes rows of a protected sheet only if all their cells are unlocked."""
    dimension = sheet.column_dimensions[get_column_letter(first)]
    dimension.min, dimension.max = first, LAST_COLUMN
    dimension.protection = _UNLOCKED


def _check_column(sheet: Worksheet, place: int, column: FormColumn, first_row: int) -> None:
    """Attach hint and check to the cells below the header."""
    check = column.check
    validation = DataValidation(
        type=check.kind or None,
        operator="between" if check.second else ("greaterThanOrEqual" if check.kind in ("whole", "decimal") else None),
        formula1=check.first,
        formula2=check.second,
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=bool(check.error),
        errorStyle="stop" if check.is_strict else "warning",
        errorTitle="Проверьте значение" if check.error else None,
        error=check.error or None,
        promptTitle=column.header[:32],
        prompt=column.hint[:255],
    )
    letter = get_column_letter(place)
    validation.add(f"{letter}{first_row}:{letter}{LAST_ROW}")
    sheet.add_data_validation(validation)


def _write_example(sheet: Worksheet, columns: Sequence[FormColumn], example: Sequence[object], looks: Looks) -> None:
    for place, (column, value) in enumerate(zip(columns, example, strict=True), start=1):
        words = f"{value:%d.%m.%Y}" if isinstance(value, date) else value
        shown = f"{EXAMPLE_MARK} {words}" if place == 1 else value
        cell = _write(sheet, 2, place, shown, column, looks)
        look = ("example", *_format_of(shown, column))
        looks.put_on(cell, look, _dress_example)
    _fit_height(sheet, 2, columns)


def _dress_example(cell: Cell | MergedCell) -> None:
    cell.font = Font(name=FONT, size=11, italic=True, color=_MUTED)
    cell.fill = PatternFill("solid", fgColor=EXAMPLE_FILL)
    cell.border = Border(bottom=_EDGE)


def _write(sheet: Worksheet, row: int, place: int, value: Any, column: FormColumn, looks: Looks) -> Cell | MergedCell:
    cell = sheet.cell(row, place, value)
    look = ("value", waits(value), *_format_of(value, column))
    looks.put_on(cell, look, lambda one: _dress_value(one, value, column))
    return cell


def _format_of(value: Any, column: FormColumn) -> tuple[str, bool]:
    """Return the number format of a value's cell, and whether the column's own are dates, which stand at the left."""
    own = column.number_format if isinstance(value, date | str) else GENERAL
    return own, column.number_format == DATE_FORMAT


def _dress_value(cell: Cell | MergedCell, value: Any, column: FormColumn) -> None:
    cell.protection, cell.font = _UNLOCKED, Font(name=FONT, size=11, color=_INK)
    cell.alignment = _alignment(column)
    cell.number_format, _ = _format_of(value, column)
    if waits(value):
        cell.fill = PatternFill("solid", fgColor=WAITING_FILL)


def _fit_height(sheet: Worksheet, row: int, columns: Sequence[FormColumn]) -> None:
    """Make a row filled in beforehand as high as its longest text: not every program fits heights on opening."""
    lines = [lines_of(str(cell.value or ""), column.width) for cell, column in zip(sheet[row], columns, strict=False)]
    if max(lines) > 1:
        sheet.row_dimensions[row].height = max(lines) * LINE_HEIGHT


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column so many characters wide; words unbroken, a little is added."""
    return max(1, -(-len(text) * 21 // (20 * width)))


def _finish(sheet: Worksheet, n_columns: int) -> None:
    """Freeze and protect the header, leave the rest free, set up printing."""
    sheet.row_dimensions[1].height = HEADER_HEIGHT
    sheet.freeze_panes = "A2"
    sheet.sheet_view.zoomScale = 100
    protection = sheet.protection
    protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(protection, allowed, False)
    print_sheet(sheet, n_columns)
    sheet.print_title_rows = "1:1"


def print_sheet(sheet: Worksheet, n_columns: int, *, is_wide: bool = True) -> None:
    """Fit the sheet to the width of an A4 page."""
    sheet.page_setup.orientation = "landscape" if is_wide else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    footer = sheet.oddFooter
    assert footer is not None, "openpyxl gives every sheet one"
    footer.left.text, footer.right.text = "&A", "&P из &N"


class DropDowns:
    """Lists that drop-downs offer: short ones inside the check, long ones on a hidden sheet of the workbook."""

    def __init__(self, book: Workbook):
        self._book = book
        self._places: dict[tuple[str, ...], str] = {}

    def of_words(self, words: Sequence[str]) -> str:
        """Return the source of a drop-down that offers the words."""
        inline = '"' + ",".join(words) + '"'
        if len(inline) <= LONGEST_LIST and not any("," in word or '"' in word for word in words):
            return inline
        key = tuple(words)
        if key not in self._places:
            self._places[key] = self._on_the_hidden_sheet(key)
        return self._places[key]

    def of_column(self, title: str, letter: str, first_row: int = 3) -> str:
        """Return the source of a drop-down that offers what is typed into a column of another sheet."""
        start, whole = f"'{title}'!${letter}${first_row}", f"'{title}'!${letter}${first_row}:${letter}${LAST_ROW}"
        return f"OFFSET({start},0,0,MAX(1,COUNTA({whole})),1)"

    def _on_the_hidden_sheet(self, words: Sequence[str]) -> str:
        if LISTS not in self._book.sheetnames:
            self._book.create_sheet(LISTS).sheet_state = "hidden"
        sheet = self._book[LISTS]
        letter = get_column_letter(len(self._places) + 1)
        for row, word in enumerate(words, start=1):
            sheet[f"{letter}{row}"] = word
        return f"'{LISTS}'!${letter}$1:${letter}${len(words)}"

"""Files as sheets: .xlsx, .xls, .ods, .xlsb and texts told apart by content, never by name.

What cannot be read is said in words.
"""

import io
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, cast

import openpyxl
import python_calamine
import xlrd
from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import why_no_file
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.project import NAME_HIDDEN, shown
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.wording import number
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell, Value, is_blank
from shnor_lib.ingest.files.archive import (
    EXCEL_COLUMNS,
    LOST_SHEET,
    MOST_SHEETS,
    ArchiveView,
    Bounds,
    DamagedArchive,
    LockedArchive,
    UnfitArchive,
    lean_copy,
    look_into,
)
from shnor_lib.ingest.files.glance import MOST_CELLS, MOST_FILLED
from shnor_lib.ingest.files.hidden_cells import part_far_cells, set_aside_far_cells, set_aside_under_merges
from shnor_lib.ingest.files.hidden_lines import NOTHING, HiddenLines, note_hidden
from shnor_lib.ingest.files.kinds import (
    NO_TEXT,
    ODS,
    OLE,
    XLSB,
    XLSX,
    ZIP,
    is_text_table,
    kind_in_words,
    kind_of_zip,
)
from shnor_lib.ingest.files.ods import Encrypted, ods_sheets
from shnor_lib.ingest.files.text_tables import ADVICE_RESAVE, UnfitText, rows_of_text
from shnor_lib.ingest.files.xlsb import look_into_xlsb

#: Files of these kinds are looked into; others are named as unknown.
TABLE_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv", ".ods", ".xlsb")
LARGEST_FILE_BYTES = 100 * 2**20
#: What the one sheet of a text table is called: contents are kept by their hash, where the file's name has no place.
CSV_SHEET = "CSV"

ADVICE_FILE = "Положите на это место сам файл или уберите это из папки."
ADVICE_COPY = "Скопируйте таблицу в новую книгу и сохраните её."

#: The stream in which Excel keeps a workbook with a password.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Values = list[list[Value]]


def file_content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        ReportError: the file is missing, locked, far too large or empty.
    """
    if why := why_no_file(path):
        raise ReportError(f"«{shown(path)}» — {why}.", ADVICE_FILE)
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ReportError(
                f"Файл «{shown(path)}» занимает {path.stat().st_size // 2**20} МБ: это слишком много для таблицы "
                "результатов.",
                ADVICE_COPY,
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise ReportError(f"Не найден файл «{shown(path)}».", "Положите его в эту папку.") from None
    except PermissionError:
        raise ReportError(
            f"Файл «{shown(path)}» занят другой программой или закрыт для чтения.",
            "Закройте его в Excel, проверьте права доступа и повторите команду.",
        ) from None
    except OSError as error:
        raise refused(f"Файл «{shown(path)}» не открывается", error) from None
    if not content:
        raise ReportError(f"Файл «{shown(path)}» пуст.", "Скачайте его заново или удалите.")
    return content


def read_sheets(path: Path, content: bytes) -> list[Sheet]:
    """Return all sheets of a file, hidden ones included; at least one.

    What looks like a person in them is no more to be seen; a sheet called so is called by its number: «лист 3 (имя
    скрыто)».

    Args:
        path: where the file lies, for messages and for the fast reader.
        content: its bytes.

    Raises:
        ReportError: the file is no table, has no sheet of cells, is damaged, encrypted or far too large; the text is
            Russian.
    """
    sheets = _sheets(path, content)
    if not sheets:
        raise ReportError(
            f"В файле «{shown(path)}» нет ни одного листа с ячейками: листы пропали или в нём одни диаграммы.",
            ADVICE_RESAVE,
        )
    for place, sheet in enumerate(sheets, start=1):
        if looks_like_name(sheet.name):
            _hide_name(sheet, place)
    return sheets


def _hide_name(sheet: Sheet, number: int) -> None:
    """Call a sheet by its number, in what is said of it already as well."""
    sheet.name = f"лист {number} {NAME_HIDDEN}"
    sheet.findings = [replace(finding, sheet=sheet.name) for finding in sheet.findings]
    sheet.complain(
        "warning",
        "names_in_file",
        f"Имя листа {number} похоже на имя человека, телефон или номер документа: оно скрыто и нигде не сохраняется.",
        "Переименуйте лист.",
    )


def _sheets(path: Path, content: bytes) -> list[Sheet]:
    if content.startswith(ZIP):
        return _READERS_OF_ZIP[kind_of_zip(content)](path, content)
    if content.startswith(OLE):
        return _xls_sheets(path, content)
    what = kind_in_words(content)
    is_text_by_name = path.suffix.lower() == ".csv" and not what and not content.startswith(NO_TEXT)
    if is_text_by_name or is_text_table(content):
        return _csv_sheets(path, content)
    suffix = f"имеет расширение {path.suffix}" if path.suffix else "указан как книга"
    raise ReportError(
        f"Файл «{shown(path)}» не является книгой Excel, хотя {suffix}{': это ' + what if what else ''}.", ADVICE_RESAVE
    )


# .ods and .xlsb


def _ods_sheets(path: Path, content: bytes) -> list[Sheet]:
    def read() -> list[Sheet]:
        try:
            sheets = ods_sheets(content)
        except Encrypted:
            raise _encrypted(path) from None
        except UnfitArchive as error:
            raise ReportError(f"Файл «{shown(path)}» {error}.", ADVICE_RESAVE) from None
        return [_sheet_of_cells(path, sheet.name, sheet.cells, sheet.merged, sheet.hidden) for sheet in sheets]

    return _or_damaged(path, read)


def _xlsb_sheets(path: Path, content: bytes) -> list[Sheet]:
    """Read a binary workbook through calamine, unless it holds what calamine does not tell."""
    try:
        look = look_into_xlsb(content)
    except UnfitArchive as error:
        raise ReportError(f"Файл «{shown(path)}» {error}.", ADVICE_RESAVE) from None
    _refuse_many_cells(path, look.n_values, MOST_FILLED)
    sheets = _fast_sheets(path, content, ArchiveView(needs_thorough_reading=False, n_values=look.n_values))
    for sheet in sheets:
        set_aside_under_merges(sheet, look.merged.get(sheet.name, ()))
    return sheets


# .xlsx


def _xlsx_sheets(path: Path, content: bytes) -> list[Sheet]:
    try:
        view = look_into(content)
        _refuse_many_cells(path, view.n_values, MOST_FILLED)
        if not view.needs_thorough_reading:
            try:
                return _fast_sheets(path, content, view)
            except ReportError:
                pass
        return _thorough_sheets(path, content, view)
    except LockedArchive:
        raise _encrypted(path) from None
    except UnfitArchive as error:
        advice = ADVICE_RESAVE if isinstance(error, DamagedArchive) else ADVICE_COPY
        raise ReportError(f"Файл «{shown(path)}» {error}.", advice) from None


def _fast_sheets(path: Path, content: bytes, view: ArchiveView) -> list[Sheet]:
    """Read all sheets through calamine.

    Raises:
        ReportError: calamine cannot read the file, or gives another number of values than the file says.
    """

    def read() -> list[Sheet]:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets, cells, file = [], 0, shown(path)
        for kind in book.sheets_metadata:
            if kind.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            stored = book.get_sheet_by_name(kind.name)
            rows = cast(Values, stored.to_python(skip_empty_area=False))  # its kinds of values are among ours
            cells += len(rows) * len(rows[0]) if rows else 0
            _refuse_many_cells(path, cells)
            _refuse_wide(path, len(rows[0]) if rows else 0)
            sheets.append(Sheet(file, kind.name, rows))
            set_aside_under_merges(sheets[-1], map(_bounds, stored.merged_cell_ranges or ()))
            hidden = kind.visible != python_calamine.SheetVisibleEnum.Visible
            note_hidden(sheets[-1], replace(view.hidden.get(kind.name, NOTHING), sheet=hidden))
        if sum(sheet.n_filled + len(sheet.apart) for sheet in sheets) != view.n_values:
            raise _damaged(path, ValueError())
        return sheets

    return _or_damaged(path, read)


def _bounds(merged: tuple[tuple[int, int], tuple[int, int]]) -> Bounds:
    """Return calamine's range, rows before columns and counted from 0, as bounds."""
    (first_row, first_column), (last_row, last_column) = merged
    return first_column + 1, first_row + 1, last_column + 1, last_row + 1


def _thorough_sheets(path: Path, content: bytes, view: ArchiveView) -> list[Sheet]:
    """Read all sheets through openpyxl: it tells errors, formulas without a saved value and formats."""
    archive = lean_copy(content)

    def read() -> list[Sheet]:
        values = openpyxl.load_workbook(archive.content, read_only=True, data_only=True)
        # openpyxl passes over a sheet whose part is not in the file
        if view.n_sheets and len(values.sheetnames) != view.n_sheets:
            raise DamagedArchive(LOST_SHEET)
        formulas = openpyxl.load_workbook(archive.content, read_only=True) if archive.has_formulas else None
        sheets = []
        worksheets: list[Any] = values.worksheets  # read-only sheets, whose class the stubs do not tell
        for worksheet in worksheets:
            stored = _stored_cells(worksheet)
            cells = {key: _sheet_cell(cell) for key, cell in stored.items() if not is_blank(cell.value)}
            if formulas is not None:
                cells |= _lost_formulas(formulas[worksheet.title], stored)
            # openpyxl keeps the member of a read-only sheet nowhere else
            merged = archive.merged.get(worksheet._worksheet_path.lstrip("/"), [])
            in_order = [cells[key] for key in sorted(cells)]
            hidden = view.hidden.get(worksheet.title, NOTHING)
            hidden = replace(hidden, sheet=worksheet.sheet_state != "visible")
            sheets.append(_sheet_of_cells(path, worksheet.title, in_order, merged, hidden))
        return sheets

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep: drop-downs, old dates
        return _or_damaged(path, read)


def _stored_cells(worksheet: Any) -> dict[tuple[int, int], ReadOnlyCell]:
    """Return the cells that the sheet's file holds, whatever is in them."""
    worksheet.reset_dimensions()  # the size that the file claims may be anything
    return {(cell.row, cell.column): cell for row in worksheet.rows for cell in row if cell is not EMPTY_CELL}


def _sheet_cell(cell: ReadOnlyCell) -> SheetCell:
    return SheetCell(
        cell.row, cell.column, _plain(cell.value), cell.number_format or "General", is_error=cell.data_type == "e"
    )


def _plain(value: object) -> Value:
    """Return a value of the kinds that cells hold; anything else (array formulas) as its text."""
    return value if isinstance(value, str | int | float | bool | date | time | timedelta) else str(value)


def _lost_formulas(worksheet: Any, stored: dict[tuple[int, int], ReadOnlyCell]) -> dict[tuple[int, int], SheetCell]:
    """Return the formulas without a saved value; a saved empty text, as of «=IF(…;"")», is a value."""
    lost = {}
    for key, formula in _stored_cells(worksheet).items():
        saved = stored.get(key)
        if formula.data_type == "f" and (saved is None or (saved.value is None and saved.data_type != "str")):
            words = formula.value if isinstance(formula.value, str) else getattr(formula.value, "text", "формула")
            lost[key] = SheetCell(*key, words, formula.number_format or "General", is_lost_formula=True)
    return lost


def _sheet_of_cells(
    path: Path, name: str, cells: list[SheetCell], merged: Iterable[Bounds], hidden: HiddenLines
) -> Sheet:
    """Lay cells out as rows from A1; odd ones are kept as they are, far ones and those under merges set aside."""
    _refuse_wide(path, max((cell.column for cell in cells), default=0))
    near, far = part_far_cells(cells)
    n_rows = max((cell.row for cell in near), default=0)
    n_columns = max((cell.column for cell in near), default=0)
    _refuse_many_cells(path, n_rows * n_columns)
    rows: Values = [[""] * n_columns for _ in range(n_rows)]
    for cell in near:
        rows[cell.row - 1][cell.column - 1] = cell.value
    sheet = Sheet(shown(path), name, rows, {(cell.row, cell.column): cell for cell in near if _is_odd(cell)})
    set_aside_under_merges(sheet, merged)
    set_aside_far_cells(sheet, far)
    note_hidden(sheet, hidden)
    return sheet


def _is_odd(cell: SheetCell) -> bool:
    """Tell whether the value alone does not say what the cell is."""
    return cell.is_error or cell.is_lost_formula or ("%" in cell.number_format and not isinstance(cell.value, str))


# .xls


def _xls_sheets(path: Path, content: bytes) -> list[Sheet]:
    """Read the old format through xlrd: calamine shows its error cells as empty ones."""
    if _ENCRYPTED in content:
        raise _encrypted(path)
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise _encrypted(path) from None
        raise ReportError(f"Файл «{shown(path)}» повреждён или это не книга Excel.", ADVICE_RESAVE) from None
    except Exception as error:
        raise _damaged(path, error) from None
    _refuse_many_sheets(path, book.nsheets)
    return _or_damaged(path, lambda: [_xls_sheet(path, book, sheet) for sheet in book.sheets()])


def _xls_sheet(path: Path, book: Any, sheet: Any) -> Sheet:
    cells = [
        _xls_cell(book, row, column, cell)
        for row in range(sheet.nrows)
        for column, cell in enumerate(sheet.row(row))
        if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
    ]
    merged = [(left + 1, top + 1, right, bottom) for top, bottom, left, right in sheet.merged_cells]
    hidden = HiddenLines(
        frozenset(row + 1 for row, line in sheet.rowinfo_map.items() if line.hidden),
        tuple((column + 1, column + 1) for column, line in sheet.colinfo_map.items() if line.hidden),
        sheet.visibility != 0,
    )
    return _sheet_of_cells(path, sheet.name, [cell for cell in cells if not is_blank(cell.value)], merged, hidden)


def _xls_cell(book: Any, row: int, column: int, cell: Any) -> SheetCell:
    number_format, value = "General", cell.value
    if cell.xf_index is not None:
        number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_ERROR:
        value = xlrd.error_text_from_code.get(value, "#ERR")
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(value)
    elif cell.ctype == xlrd.XL_CELL_DATE:
        value = _xls_date(value, book.datemode)
    return SheetCell(row + 1, column + 1, value, number_format, is_error=cell.ctype == xlrd.XL_CELL_ERROR)


def _xls_date(number: float, datemode: int) -> Value:
    try:
        return xlrd.xldate_as_datetime(number, datemode)
    except (ValueError, OverflowError):
        return number


# .csv


def _csv_sheets(path: Path, content: bytes) -> list[Sheet]:
    """Read a text table; what it is in is told by its bytes."""
    try:
        rows: Values = [[*row] for row in rows_of_text(content)]
    except UnfitText as error:
        raise ReportError(f"Файл «{shown(path)}» {error}.", error.what_to_do) from None
    return [Sheet(shown(path), CSV_SHEET, rows)]


# Refusals


def _or_damaged(path: Path, read: Callable[[], list[Sheet]]) -> list[Sheet]:
    """Return what is read; whatever a library makes of a damaged file becomes a sentence."""
    try:
        return read()
    except (ReportError, UnfitArchive):
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    # calamine's Rust code may panic, which is no Exception.
    except BaseException as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: BaseException) -> ReportError:
    if isinstance(error, python_calamine.PasswordError):
        return _encrypted(path)
    return ReportError(f"Файл «{shown(path)}» повреждён и не читается.", ADVICE_RESAVE)


def _encrypted(path: Path) -> ReportError:
    return ReportError(
        f"Файл «{shown(path)}» защищён паролем.", "Снимите пароль («Файл → Сведения → Защита книги») и повторите."
    )


def _refuse_many_sheets(path: Path, sheets: int) -> None:
    if sheets > MOST_SHEETS:
        raise ReportError(f"В файле «{shown(path)}» слишком много листов: {sheets}.", ADVICE_COPY)


def _refuse_wide(path: Path, columns: int) -> None:
    """Refuse columns that have no letters: cells without an address and lines of a text may go on as they like."""
    if columns > EXCEL_COLUMNS:
        raise ReportError(
            f"В файле «{shown(path)}» столбцов больше, чем бывает на листе Excel: {number(columns)}.", ADVICE_COPY
        )


def _refuse_many_cells(path: Path, cells: int, most: int = MOST_CELLS) -> None:
    if cells > most:
        raise ReportError(
            f"Файл «{shown(path)}» слишком велик для таблицы результатов (ячеек: {number(cells)}).", ADVICE_COPY
        )


_READERS_OF_ZIP: dict[str, Callable[[Path, bytes], list[Sheet]]] = {
    XLSX: _xlsx_sheets,
    ODS: _ods_sheets,
    XLSB: _xlsb_sheets,
}

"""Files as sheets: .xlsx, .xls and .csv told apart by content, never by name; what cannot be read is said in words."""

import csv
import io
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import openpyxl
import python_calamine
import xlrd

from shnor_lib.errors import ReportError
from shnor_lib.ingest.archives import MOST_CELLS, MOST_SHEETS, UnfitArchive, needs_thorough_reading
from shnor_lib.ingest.workbook import Sheet, SheetCell, Value
from shnor_lib.project import shown

#: Files of these kinds are looked into; others are named as unknown.
TABLE_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")
LARGEST_FILE_BYTES = 100 * 2**20
#: The thorough reader takes so many bytes of a file; larger ones only the fast reader.
LARGEST_THOROUGH_BYTES = 20 * 2**20

ADVICE_RESAVE = "Откройте файл в Excel или LibreOffice, сохраните как «Книга Excel (.xlsx)» и повторите команду."
ADVICE_COPY = "Скопируйте таблицу в новую книгу и сохраните её."

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
#: The stream in which Excel keeps a workbook with a password.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: What a text table never begins with.
_NO_TEXT = (b"<", b"%PDF", b"{\\rtf", b"\x00", b"\x89PNG", b"\xff\xd8")

Values = list[list[Value]]


def file_content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        ReportError: the file is missing, locked, far too large or empty.
    """
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
    except OSError as error:
        raise ReportError(
            f"Файл «{shown(path)}» не открывается: {error.strerror}.",
            "Закройте его в других программах и проверьте права доступа.",
        ) from None
    if not content:
        raise ReportError(f"Файл «{shown(path)}» пуст.", "Скачайте его заново или удалите.")
    return content


def read_sheets(path: Path, content: bytes) -> list[Sheet]:
    """Return all sheets of a file, hidden ones included.

    Args:
        path: where the file lies, for messages and for the fast reader.
        content: its bytes.

    Raises:
        ReportError: the file is no table, is damaged, encrypted or far too large; the text is Russian.
    """
    if content.startswith(_ZIP):
        return _xlsx_sheets(path, content)
    if content.startswith(_OLE):
        return _xls_sheets(path, content)
    if path.suffix.lower() == ".csv" and not content.startswith(_NO_TEXT):
        return _csv_sheets(path, content)
    raise ReportError(
        f"Файл «{shown(path)}» не является книгой Excel, хотя имеет расширение {path.suffix or 'без расширения'}.",
        ADVICE_RESAVE,
    )


# .xlsx


def _xlsx_sheets(path: Path, content: bytes) -> list[Sheet]:
    try:
        thorough = needs_thorough_reading(content)
    except UnfitArchive as error:
        damaged = "повреждён" in str(error)
        raise ReportError(f"Файл «{shown(path)}» {error}.", ADVICE_RESAVE if damaged else ADVICE_COPY) from None
    if thorough and len(content) <= LARGEST_THOROUGH_BYTES:
        return _or_damaged(path, lambda: _thorough_sheets(path, content))
    try:
        return _fast_sheets(path, content)
    except ReportError:
        return _or_damaged(path, lambda: _thorough_sheets(path, content))


def _fast_sheets(path: Path, content: bytes) -> list[Sheet]:
    """Read all sheets through calamine."""

    def read() -> list[Sheet]:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        _refuse_many_sheets(path, len(book.sheet_names))
        kinds = book.sheets_metadata
        names = [kind.name for kind in kinds if kind.typ == python_calamine.SheetTypeEnum.WorkSheet]
        sheets, cells = [], 0
        for name in names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            cells += len(rows) * len(rows[0]) if rows else 0
            _refuse_many_cells(path, cells)
            sheets.append(Sheet(shown(path), name, rows))
        return sheets

    return _or_damaged(path, read)


def _thorough_sheets(path: Path, content: bytes) -> list[Sheet]:
    """Read all sheets through openpyxl: it tells errors, formulas without a saved value and formats."""
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
    _refuse_many_sheets(path, len(values.worksheets))
    return [_thorough_sheet(path, sheet, formulas[sheet.title]) for sheet in values.worksheets]


def _thorough_sheet(path: Path, values, formulas) -> Sheet:
    # openpyxl has no public way to a sheet's stored cells alone; iterating over rows makes a cell for every place.
    cells = [_thorough_cell(stored, values) for stored in formulas._cells.values() if stored.value is not None]
    return _sheet_of_cells(path, values.title, cells)


def _thorough_cell(stored, values) -> SheetCell:
    """Return a cell; a formula without a saved value keeps its text."""
    saved = values._cells.get((stored.row, stored.column))
    lost = stored.data_type == "f" and (saved is None or saved.value is None)
    return SheetCell(
        stored.row,
        stored.column,
        _plain(stored.value if lost or saved is None else saved.value),
        stored.number_format or "General",
        is_error=saved is not None and saved.data_type == "e",
        is_lost_formula=lost,
    )


def _plain(value: object) -> Value:
    """Return a value of the kinds that cells hold; anything else (array formulas, durations) as its text."""
    return value if isinstance(value, str | int | float | bool | date | time) else str(value)


def _sheet_of_cells(path: Path, name: str, cells: list[SheetCell]) -> Sheet:
    """Lay cells out as rows from A1; the odd ones are kept as they are."""
    n_rows = max((cell.row for cell in cells), default=0)
    n_columns = max((cell.column for cell in cells), default=0)
    _refuse_many_cells(path, n_rows * n_columns)
    rows: Values = [[""] * n_columns for _ in range(n_rows)]
    for cell in cells:
        rows[cell.row - 1][cell.column - 1] = cell.value
    odd = {
        (cell.row, cell.column): cell
        for cell in cells
        if cell.is_error or cell.is_lost_formula or ("%" in cell.number_format and not isinstance(cell.value, str))
    }
    return Sheet(shown(path), name, rows, odd)


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


def _xls_sheet(path: Path, book, sheet) -> Sheet:
    cells = [
        _xls_cell(book, row, column, cell)
        for row in range(sheet.nrows)
        for column, cell in enumerate(sheet.row(row))
        if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
    ]
    return _sheet_of_cells(path, sheet.name, cells)


def _xls_cell(book, row: int, column: int, cell) -> SheetCell:
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
    """Read a text table: UTF-8, UTF-16 or cp1251; semicolons, commas or tabs."""
    text = _decoded(content)
    top = text.splitlines()[:10]
    delimiter = max(";\t,", key=lambda mark: sum(line.count(mark) for line in top))
    try:
        rows: Values = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise ReportError(f"Файл «{shown(path)}» не читается как таблица.", ADVICE_RESAVE) from None
    _refuse_many_cells(path, len(rows) * max(map(len, rows), default=0))
    return [Sheet(shown(path), path.stem, rows)]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


# Refusals


def _or_damaged(path: Path, read: Callable[[], list[Sheet]]) -> list[Sheet]:
    """Return what is read; whatever a library makes of a damaged file becomes a sentence."""
    try:
        return read()
    except ReportError:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    # calamine's Rust code may panic, which is no Exception.
    except BaseException as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, error: BaseException) -> ReportError:
    if isinstance(error, python_calamine.PasswordError):
        return _encrypted(path)
    return ReportError(f"Файл «{shown(path)}» повреждён и не читается ({type(error).__name__}).", ADVICE_RESAVE)


def _encrypted(path: Path) -> ReportError:
    return ReportError(
        f"Файл «{shown(path)}» защищён паролем.", "Снимите пароль («Файл → Сведения → Защита книги») и повторите."
    )


def _refuse_many_sheets(path: Path, sheets: int) -> None:
    if sheets > MOST_SHEETS:
        raise ReportError(f"В файле «{shown(path)}» слишком много листов: {sheets}.", ADVICE_COPY)


def _refuse_many_cells(path: Path, cells: int) -> None:
    if cells > MOST_CELLS:
        raise ReportError(f"Файл «{shown(path)}» слишком велик для таблицы результатов (ячеек: {cells}).", ADVICE_COPY)

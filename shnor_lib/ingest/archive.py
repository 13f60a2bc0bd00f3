"""The zip archive that an xlsx workbook is: refused in words if it is none, copied without cells that hold nothing.

Spreadsheets keep a cell's format even where it holds nothing; formatting a whole column leaves a million of them.
Nothing of that is data, so it is taken out before the workbook is parsed.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils.cell import column_index_from_string, range_boundaries

from shnor_lib.errors import ReportError
from shnor_lib.project import shown

#: A workbook that unpacks to more than this is refused: a damaged file or a zip bomb.
LARGEST_UNPACKED_BYTES = 100 * 1024 * 1024
#: So many filled cells are no table of results; nor is a sheet whose rows together reach so far to the right.
MOST_CELLS = 500_000
MOST_REACH = 5_000_000

ADVICE_RESAVE = "Откройте файл в Excel или LibreOffice, сохраните как «Книга Excel (.xlsx)» и повторите команду."
ADVICE_COPY = "Скопируйте таблицу в новую книгу и сохраните её."

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ADDRESS = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=\"([A-Z]+)([0-9]+)\"")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?/>|<(?:\w+:)?c(?:\s[^<>]*)?></(?:\w+:)?c>")
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^<>]*)?/>|<(?:\w+:)?row(?:\s[^<>]*)?>\s*</(?:\w+:)?row>")
#: A cell or row without an address stands where the one before it ends: then none may be taken out.
_WITHOUT_ADDRESS = re.compile(rb"<(?:\w+:)?(?:c|row)(?=[\s/>])(?![^<>]*\sr=)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref=\"([A-Z]+[0-9]+:[A-Z]+[0-9]+)\"")

Bounds = tuple[int, int, int, int]


@dataclass
class LeanArchive:
    """A workbook's archive in memory without empty cells, and what a parser of values would not tell.

    ``merged`` holds the merged ranges of each worksheet's file as (first column, first row, last column, last row).
    """

    content: io.BytesIO
    has_formulas: bool = False
    merged: dict[str, list[Bounds]] = field(default_factory=dict)


def lean_archive(path: Path) -> LeanArchive:
    """Return the workbook's archive without cells and rows that hold nothing.

    Raises:
        ReportError: the file is no xlsx workbook, is damaged, encrypted, locked or far too large.
    """
    _refuse_other_files(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_too_large(path, sum(member.file_size for member in archive.infolist()))
            return _lean_copy(path, archive)
    except (ReportError, MemoryError):
        raise
    except OSError as error:
        raise _not_opened(path, error) from None
    except Exception:  # zipfile tells of damage by half a dozen classes, from BadZipFile to NotImplementedError
        raise ReportError(f"Файл «{shown(path)}» повреждён или скачан не до конца.", ADVICE_RESAVE) from None


def _lean_copy(path: Path, archive: zipfile.ZipFile) -> LeanArchive:
    lean = LeanArchive(io.BytesIO())
    cells = 0
    with zipfile.ZipFile(lean.content, "w") as copy:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                content = _without_empty(content)
                cells += sum(1 for _ in _CELL.finditer(content))
                _refuse_too_many(path, cells)
                _refuse_disorder(path, content)
                lean.has_formulas |= _FORMULA.search(content) is not None
                lean.merged[member.filename] = [range_boundaries(ref.decode()) for ref in _MERGED.findall(content)]
            copy.writestr(member.filename, content)
    return lean


def _without_empty(worksheet: bytes) -> bytes:
    if _WITHOUT_ADDRESS.search(worksheet):
        return worksheet
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", worksheet))


def _refuse_other_files(path: Path) -> None:
    """Tell apart the usual reasons why a file is no workbook."""
    try:
        with path.open("rb") as handle:
            start = handle.read(8)
    except FileNotFoundError:
        raise ReportError(f"Не найден файл «{shown(path)}».", "Положите его в эту папку.") from None
    except OSError as error:
        raise _not_opened(path, error) from None
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReportError(f"Файл «{shown(path)}» защищён паролем или сохранён в старом формате .xls.", ADVICE_RESAVE)
    if not start.startswith(b"PK"):
        suffix = f"имеет расширение {path.suffix}" if path.suffix else "указан как книга"
        raise ReportError(f"Файл «{shown(path)}» не является книгой Excel, хотя {suffix}.", ADVICE_RESAVE)


def _not_opened(path: Path, error: OSError) -> ReportError:
    if isinstance(error, PermissionError):
        return ReportError(
            f"Файл «{shown(path)}» занят другой программой или закрыт для чтения.",
            "Закройте его в Excel, проверьте права доступа и повторите команду.",
        )
    return ReportError(
        f"Файл «{shown(path)}» не открывается: {error.strerror or 'ошибка чтения'}.",
        "Закройте его в других программах и проверьте права доступа.",
    )


def _refuse_too_large(path: Path, unpacked: int) -> None:
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise ReportError(
            f"Файл «{shown(path)}» распаковывается в {unpacked // 2**20} МБ: это слишком много для таблицы "
            "результатов.",
            ADVICE_COPY,
        )


def _refuse_disorder(path: Path, worksheet: bytes) -> None:
    """Refuse cells written twice or rows out of order, of which a parser keeps but one, and cells scattered too far."""
    addresses = _ADDRESS.findall(worksheet)
    rows = [int(row) for _, row in addresses]
    if len(set(addresses)) < len(addresses) or rows != sorted(rows):
        raise ReportError(f"Файл «{shown(path)}» повреждён: ячейки листа повторяются или перепутаны.", ADVICE_RESAVE)
    last_columns = {row: column for column, row in addresses}
    if sum(column_index_from_string(column.decode()) for column in last_columns.values()) > MOST_REACH:
        raise ReportError(
            f"В файле «{shown(path)}» ячейки разбросаны слишком далеко друг от друга для таблицы результатов.",
            ADVICE_COPY,
        )


def _refuse_too_many(path: Path, cells: int) -> None:
    if cells > MOST_CELLS:
        raise ReportError(
            f"В файле «{shown(path)}» больше {MOST_CELLS} заполненных ячеек: это слишком много для таблицы "
            "результатов.",
            ADVICE_COPY,
        )

"""The zip archive that an .xlsx file is, before anybody opens it: is it safe, and what would a fast reader miss?

python-calamine keeps no formulas without a saved value, no errors of Excel and no number formats, keeps but one of two
cells at one place, and lays a sheet out densely.  `look_into` tells when a file needs the thorough reader, and refuses
what would unpack to gigabytes; `lean_copy` takes out cells that hold nothing, of which a formatted column leaves a
million, so that the thorough reader is quick as well.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import range_boundaries

from shnor_lib.ground.wording import number
from shnor_lib.ingest.files.container import ENCRYPTED, LARGEST_SHARED_BYTES, MOST_SHARED_PARTS, members, unpacked
from shnor_lib.ingest.files.glance import MOST_CELLS, glance_at
from shnor_lib.ingest.files.hidden_lines import HiddenLines, hidden_lines_by_sheet

#: A workbook that unpacks to more than this is refused: a damaged file or a zip bomb.
LARGEST_UNPACKED_BYTES = 200 * 2**20
#: So many bytes may a sheet's shared texts take, copied cell by cell.
LARGEST_COPIED_TEXT_BYTES = 300 * 2**20
#: So many filled cells does the thorough reader take (of a book with formulas it reads all twice), and rows that
#: together reach so far to the right.
MOST_CELLS_TO_READ_THOROUGHLY = 700_000
MOST_REACH = 5_000_000
MOST_SHEETS = 500
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384

#: So many signs that the glance at a sheet looks around; of a million cells there are a third of it.
MOST_MARKS = 12_000_000
#: So many elements have the parts of a book that hold no cells (texts shared by cells, styles), and a sheet merges.
MOST_ELEMENTS = 4_000_000
MOST_MERGED = 50_000

DAMAGED = "повреждён или скачан не до конца"
DOUBLED = "повреждён: части книги записаны в нём дважды"
LOST_SHEET = "повреждён: в книге названы листы, которых в файле нет"
BEYOND_EXCEL = "повреждён: в нём есть ячейки за границами листа Excel"

#: Members of a workbook that tell no value.
_NO_SHEETS = ("docProps/", "_rels/", "[Content", "xl/theme/", "xl/media/", "xl/drawings/", "xl/printerSettings/")
_BOOK, _STRINGS, _STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
#: Where a sheet's cells begin.
_CELLS = b"sheetData"
#: The root element stands among the first bytes of a part.
_TOP = 2_000
_PREFIXED_SHEET = re.compile(rb"<\w+:worksheet[\s>]")
_SHEET_ENTRY = re.compile(rb"<(?:\w+:)?sheet\s")
_PLACES = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)""")
_FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_CELL_FORMATS = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ADDRESS = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=\"([A-Z]+)([0-9]+)\"")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?/>|<(?:\w+:)?c(?:\s[^<>]*)?></(?:\w+:)?c>")
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^<>]*)?/>|<(?:\w+:)?row(?:\s[^<>]*)?>\s*</(?:\w+:)?row>")
#: A cell or row without an address stands where the one before it ends: then none may be taken out.
_WITHOUT_ADDRESS = re.compile(rb"<(?:\w+:)?(?:c|row)(?=[\s/>])(?![^<>]*\sr=)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref=\"([A-Z]+[0-9]+:[A-Z]+[0-9]+)\"")

#: A merged range: first column, first row, last column, last row.
Bounds = tuple[int, int, int, int]


class UnfitArchive(Exception):
    """The file must not be opened; the text is Russian and goes on after the file's name."""


class DamagedArchive(UnfitArchive):
    """The file is not what a program has written; to save it anew may help."""


class LockedArchive(Exception):
    """The file has a password."""


@dataclass(frozen=True)
class ArchiveView:
    """What a look into the archive shows: has it what a fast reader misses, and how many cells say a value.

    ``hidden`` tells what a sheet hides, by its name; ``n_sheets`` is how many the book names.
    """

    needs_thorough_reading: bool
    n_values: int
    hidden: dict[str, HiddenLines] = field(default_factory=dict)
    n_sheets: int = 0


def look_into(content: bytes) -> ArchiveView:
    """Look through the parts of an .xlsx file without parsing them.

    Raises:
        UnfitArchive: the file is damaged, or far too large once unpacked or laid out.
    """
    return _view(dict(_parts(content, without=_NO_SHEETS)))


def _parts(content: bytes, without: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the members of the archive but for those whose names begin so, which no reader of values unpacks."""
    try:
        found = members(content)
        if len({member.name.replace("\\", "/").casefold() for member in found}) < len(found):
            raise DamagedArchive(DOUBLED)
        if any(member.flags & ENCRYPTED for member in found):
            raise LockedArchive
        size = sum(member.size for member in found)
        if size > LARGEST_UNPACKED_BYTES:
            raise UnfitArchive(f"распаковывается в {size // 2**20} МБ: это слишком много для таблицы результатов")
        for member in found:
            if not member.name.startswith(without):
                yield member.name, unpacked(content, member)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError):
        raise DamagedArchive(DAMAGED) from None


def _view(parts: dict[str, bytes]) -> ArchiveView:
    for name, part in parts.items():
        if not name.endswith(".bin"):
            _refuse_dangerous(part)
            _refuse_many_elements(part)
    strings, styles = parts.pop(_STRINGS, b""), parts.pop(_STYLES, b"")
    sheets = len(_SHEET_ENTRY.findall(parts.get(_BOOK, b"")))
    if sheets > MOST_SHEETS:
        raise UnfitArchive(f"содержит слишком много листов ({sheets})")
    longest = max(map(len, strings.split(b"</si>"))) if strings else 0
    # The object is the same for all files of one program (`unpacked`).
    blind, n_values = (_told_once if len(styles) <= LARGEST_SHARED_BYTES else _has_percent_format)(styles), 0
    for name, part in parts.items():
        if not name.endswith((".rels", ".bin")) and (name != _BOOK or _CELLS in part):
            glance = glance_at(part)
            _refuse_copied_text(part, longest)
            blind = blind or glance.has_formula or glance.has_error or bool(_PREFIXED_SHEET.search(part, 0, _TOP))
            blind = blind or (glance.may_be_scattered and _is_scattered(part))
            n_values += glance.n_values
    return ArchiveView(blind, n_values, hidden_lines_by_sheet(parts), sheets)


def _refuse_dangerous(part: bytes) -> None:
    """Refuse what no program writes into a workbook: documents with entities, encodings that hide what is searched."""
    declares = b"!" in part and (b"<!DOCTYPE" in part or b"<!ENTITY" in part)
    if declares or part.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DamagedArchive("повреждён: внутри не таблица Excel")


def _refuse_many_elements(part: bytes) -> None:
    """Refuse millions of elements that hold no cell: a reader makes an object of each, whatever it takes from them."""
    if len(part) > MOST_ELEMENTS and _CELLS not in part and (elements := part.count(b"<")) > MOST_ELEMENTS:
        raise UnfitArchive(f"слишком велик для таблицы результатов (элементов в одной части: {number(elements)})")
    if len(part) > MOST_MARKS and (marks := max(map(part.count, (b"<", b"=", b":")))) > MOST_MARKS:
        raise UnfitArchive(f"слишком велик для таблицы результатов (элементов и свойств листа: {number(marks)})")
    if part.count(b"mergeCell") > MOST_MERGED and (merged := len(_MERGED.findall(part))) > MOST_MERGED:
        raise UnfitArchive(f"слишком велик для таблицы результатов (объединённых ячеек: {number(merged)})")


def _refuse_copied_text(part: bytes, longest_text: int) -> None:
    if longest_text and len(part) // 20 * longest_text > LARGEST_COPIED_TEXT_BYTES:
        copied = (part.count(b't="s"') + part.count(b"t='s'")) * longest_text
        if copied > LARGEST_COPIED_TEXT_BYTES:
            raise UnfitArchive(f"распаковывается в {copied // 2**20} МБ текста: это слишком много для таблицы")


def _is_scattered(part: bytes) -> bool:
    """Tell whether the part's cells, laid out densely, would take more room than a table does.

    Raises:
        UnfitArchive: a cell stands where Excel has none.
    """
    places = _FILLED_CELL.findall(part)
    rows_of_cells = [row for column, row in _PLACES.findall(part) if not column]
    # A row's own number matters only for cells that do not say where they stand: they follow those before them.
    following = 0
    if len(_CELL.findall(part)) > len(_PLACES.findall(part)) - len(rows_of_cells):
        places += [(b"A", row) for row in rows_of_cells]
        following = max(len(_CELL.findall(row)) for row in _ROW_START.split(part))
    if any(len(column) > 3 or len(row) > 9 for column, row in places):
        raise DamagedArchive(BEYOND_EXCEL)
    rows = max((int(row) for _, row in places), default=0) + max(0, len(_ROW_START.findall(part)) - len(rows_of_cells))
    columns = max((column_index_from_string(column.decode().upper()) for column in {c for c, _ in places}), default=0)
    if rows > EXCEL_ROWS or columns > EXCEL_COLUMNS:
        raise DamagedArchive(BEYOND_EXCEL)
    return rows * (columns + following) > MOST_CELLS


def _has_percent_format(styles: bytes) -> bool:
    """Tell whether any cell's format is a percentage: there 0.3 means 30 %."""
    used = b"".join(_CELL_FORMATS.findall(styles))
    own = re.findall(rb"""<numFmt\b[^>]*numFmtId="(\d+)"[^>]*formatCode="[^"]*%""", styles)
    return any(b'numFmtId="%s"' % number in used for number in (b"9", b"10", *own))


_told_once = lru_cache(maxsize=MOST_SHARED_PARTS)(_has_percent_format)


# For the thorough reader


@dataclass
class LeanArchive:
    """A workbook's archive in memory without empty cells, and what a parser of values would not tell.

    ``merged`` holds the merged ranges by the worksheet's member of the archive.
    """

    content: io.BytesIO
    has_formulas: bool = False
    merged: dict[str, list[Bounds]] = field(default_factory=dict)


def lean_copy(content: bytes) -> LeanArchive:
    """Return the workbook's archive without cells and rows that hold nothing.

    Raises:
        UnfitArchive: the file is damaged, or has more cells than can be read thoroughly.
    """
    lean = LeanArchive(io.BytesIO())
    cells = 0
    with zipfile.ZipFile(lean.content, "w") as copy:
        for name, part in _parts(content):
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                part = _without_empty(part)
                cells += sum(1 for _ in _CELL.finditer(part))
                lean.has_formulas |= _FORMULA.search(part) is not None
                _refuse_too_many(cells * (2 if lean.has_formulas else 1))
                _refuse_disorder(part)
                # The pattern takes whole addresses alone, so that every bound is a number.
                lean.merged[name] = [cast(Bounds, range_boundaries(ref.decode())) for ref in _MERGED.findall(part)]
            copy.writestr(name, part)
    return lean


def _without_empty(worksheet: bytes) -> bytes:
    if _WITHOUT_ADDRESS.search(worksheet):
        return worksheet
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", worksheet))


def _refuse_too_many(cells: int) -> None:
    if cells > MOST_CELLS_TO_READ_THOROUGHLY:
        raise UnfitArchive(
            f"содержит формулы или проценты и слишком много заполненных ячеек для таблицы результатов: с процентами "
            f"читается до {number(MOST_CELLS_TO_READ_THOROUGHLY)} ячеек, с формулами — вдвое меньше"
        )


def _refuse_disorder(worksheet: bytes) -> None:
    """Refuse cells written twice or rows out of order, of which a parser keeps but one, and cells scattered too far."""
    addresses = _ADDRESS.findall(worksheet)
    rows = [int(row) for _, row in addresses]
    if len(set(addresses)) < len(addresses) or rows != sorted(rows):
        raise DamagedArchive("повреждён: ячейки листа повторяются или перепутаны")
    last_columns = {row: column for column, row in addresses}
    if sum(column_index_from_string(column.decode()) for column in last_columns.values()) > MOST_REACH:
        raise UnfitArchive("содержит ячейки, которые разбросаны слишком далеко друг от друга для таблицы результатов")

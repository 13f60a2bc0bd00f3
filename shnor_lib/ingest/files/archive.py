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
from typing import cast

import numpy as np
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import range_boundaries

from shnor_lib.ingest.files.hidden_lines import HiddenLines, hidden_lines_by_sheet

#: A workbook that unpacks to more than this is refused: a damaged file or a zip bomb.
LARGEST_UNPACKED_BYTES = 200 * 2**20
#: So many cells, counted densely from A1, may a sheet take; and so many bytes its shared texts, copied cell by cell.
MOST_CELLS = 6_000_000
LARGEST_COPIED_TEXT_BYTES = 300 * 2**20
#: So many filled cells does the thorough reader take, and rows that together reach so far to the right.
MOST_CELLS_TO_READ_THOROUGHLY = 1_000_000
MOST_REACH = 5_000_000
MOST_SHEETS = 500
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384

DAMAGED = "повреждён или скачан не до конца"

#: Members of a workbook that tell no value.
_NO_SHEETS = ("docProps/", "_rels/", "[Content", "xl/theme/", "xl/media/", "xl/drawings/", "xl/printerSettings/")
#: What stands before a member: signature, flags, method, lengths of its name and of the rest.
_LOCAL_HEADER = struct.Struct("<4s2xHH16xHH")
_LOCAL_SIGNATURE, _ENCRYPTED = b"PK\x03\x04", 1
_BOOK, _STRINGS, _STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
#: Where a sheet's cells begin.
_CELLS = b"sheetData"
#: The root element stands among the first bytes of a part.
_TOP = 2_000
_PREFIXED_SHEET = re.compile(rb"<\w+:worksheet[\s>]")
_SHEET_ENTRY = re.compile(rb"<(?:\w+:)?sheet\s")
#: An address with a column beyond ZZ or a row from 100 000 on, or with a column beyond Z and a row from 10 000 on.
_FAR_PLACE = re.compile(rb"""r="(?<=\sr=")(?!(?:[A-Z]{0,2}[0-9]{1,4}|[A-Z]?[0-9]{5})")""")
_PLACES = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)""")
_FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_CELL_FORMATS = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
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


@dataclass(frozen=True)
class ArchiveView:
    """What a look into the archive shows: has it what a fast reader misses, and how many cells say a value.

    ``hidden`` tells what a sheet hides, by its name.
    """

    needs_thorough_reading: bool
    n_values: int
    hidden: dict[str, HiddenLines] = field(default_factory=dict)


def look_into(content: bytes) -> ArchiveView:
    """Look through the parts of an .xlsx file without parsing them.

    Raises:
        UnfitArchive: the file is damaged, or far too large once unpacked or laid out.
    """
    return _view(dict(_parts(content, without=_NO_SHEETS)))


def _parts(content: bytes, without: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the members of the archive but for those whose names begin so, which no reader of values unpacks."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
        unpacked = sum(member.file_size for member in members)
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise UnfitArchive(f"распаковывается в {unpacked // 2**20} МБ: это слишком много для таблицы результатов")
        for member in members:
            if not member.filename.startswith(without):
                yield member.filename, _unpacked(content, member)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError):
        raise UnfitArchive(DAMAGED) from None


def _unpacked(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """Return a member, never more of it than the directory says; what lies about its size or checksum is damaged.

    `zipfile` would do the same at four times the price for a small member.
    """
    signature, flags, method, name, extra = _LOCAL_HEADER.unpack_from(content, member.header_offset)
    start = member.header_offset + _LOCAL_HEADER.size + name + extra
    packed = memoryview(content)[start : start + member.compress_size]
    if signature != _LOCAL_SIGNATURE or (flags | member.flag_bits) & _ENCRYPTED or method != member.compress_type:
        raise zipfile.BadZipFile
    if method == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        part = inflate.decompress(packed, member.file_size + 1)
        whole = inflate.eof
    elif method == zipfile.ZIP_STORED:
        part, whole = bytes(packed), True
    else:
        raise NotImplementedError
    if not whole or len(part) != member.file_size or zlib.crc32(part) != member.CRC:
        raise zipfile.BadZipFile
    return part


def _view(parts: dict[str, bytes]) -> ArchiveView:
    for name, part in parts.items():
        if not name.endswith(".bin"):
            _refuse_dangerous(part)
    strings, styles = parts.pop(_STRINGS, b""), parts.pop(_STYLES, b"")
    sheets = len(_SHEET_ENTRY.findall(parts.get(_BOOK, b"")))
    if sheets > MOST_SHEETS:
        raise UnfitArchive(f"содержит слишком много листов ({sheets})")
    longest = max(map(len, strings.split(b"</si>"))) if strings else 0
    blind, n_values = _has_percent_format(styles), 0
    for name, part in parts.items():
        if not name.endswith((".rels", ".bin")) and (name != _BOOK or _CELLS in part):
            text = _SheetText.of(part)
            _refuse_copied_text(part, longest)
            blind = blind or text.has_formula or text.has_error or bool(_PREFIXED_SHEET.search(part, 0, _TOP))
            blind = blind or (text.has_far_places and _is_scattered(part))
            n_values += text.n_values
    return ArchiveView(blind, n_values, hidden_lines_by_sheet(parts))


@dataclass(frozen=True)
class _SheetText:
    """What the bytes of a sheet's XML show at a glance; patterns over megabytes would cost more than reading them.

    ``has_far_places`` is also true if attributes are written as no program writes them, so that places could hide.
    ``n_values`` counts the cells that say a value.
    """

    has_formula: bool
    has_error: bool
    has_far_places: bool
    n_values: int

    @classmethod
    def of(cls, part: bytes) -> "_SheetText":
        """Look at the characters around each «=» and after each «<»."""
        text = np.frombuffer(b" " + part + bytes(8), dtype=np.uint8)
        after = np.flatnonzero(text == ord("<")) + 1
        equal = np.flatnonzero(text == ord("="))
        names, before, quote = text[after], text[equal - 1], text[equal + 1]
        one_letter = np.bincount(names[_ENDS_NAME[text[after + 1]]], minlength=ord("v") + 1)
        inline = after[names == ord("i")]
        inline = (text[inline + 1] == ord("s")) & _ENDS_NAME[text[inline + 2]]
        typed = equal[before == ord("t")]
        return cls(
            has_formula=bool(one_letter[ord("f")]),
            has_error=bool(((text[typed + 2] == ord("e")) & (text[typed + 3] == text[typed + 1])).any()),
            has_far_places=bool((quote != ord('"')).any() or (before <= ord(" ")).any() or _FAR_PLACE.search(part)),
            n_values=int(one_letter[ord("v")]) + int(inline.sum()),
        )


def _characters(these: bytes) -> np.ndarray:
    """Return a table that tells of each of the 256 bytes whether it is one of these."""
    table = np.zeros(256, dtype=bool)
    table[list(these)] = True
    return table


#: What may follow the name of an element.
_ENDS_NAME = _characters(b" />\t\r\n")


def _refuse_dangerous(part: bytes) -> None:
    """Refuse what no program writes into a workbook: documents with entities, encodings that hide what is searched."""
    declares = b"!" in part and (b"<!DOCTYPE" in part or b"<!ENTITY" in part)
    if declares or part.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnfitArchive("повреждён: внутри не таблица Excel")


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
    # A row's own number matters only for cells that do not say where they stand.
    if b"<c>" in part or (b"<c " in part and part.count(b"<c ") > len(_PLACES.findall(part))):
        places += [(b"A", row) for column, row in _PLACES.findall(part) if not column]
    if any(len(column) > 3 or len(row) > 9 for column, row in places):
        raise UnfitArchive("повреждён: в нём есть ячейки за границами листа Excel")
    rows = max((int(row) for _, row in places), default=0)
    columns = max((column_index_from_string(column.decode().upper()) for column in {c for c, _ in places}), default=0)
    if rows > EXCEL_ROWS or columns > EXCEL_COLUMNS:
        raise UnfitArchive("повреждён: в нём есть ячейки за границами листа Excel")
    return rows * columns > MOST_CELLS


def _has_percent_format(styles: bytes) -> bool:
    """Tell whether any cell's format is a percentage: there 0.3 means 30 %."""
    used = b"".join(_CELL_FORMATS.findall(styles))
    own = re.findall(rb"""<numFmt\b[^>]*numFmtId="(\d+)"[^>]*formatCode="[^"]*%""", styles)
    return any(b'numFmtId="%s"' % number in used for number in (b"9", b"10", *own))


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
                _refuse_too_many(cells)
                _refuse_disorder(part)
                lean.has_formulas |= _FORMULA.search(part) is not None
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
            f"содержит формулы или проценты и больше {MOST_CELLS_TO_READ_THOROUGHLY} заполненных ячеек: это слишком "
            "много для таблицы результатов"
        )


def _refuse_disorder(worksheet: bytes) -> None:
    """Refuse cells written twice or rows out of order, of which a parser keeps but one, and cells scattered too far."""
    addresses = _ADDRESS.findall(worksheet)
    rows = [int(row) for _, row in addresses]
    if len(set(addresses)) < len(addresses) or rows != sorted(rows):
        raise UnfitArchive("повреждён: ячейки листа повторяются или перепутаны")
    last_columns = {row: column for column, row in addresses}
    if sum(column_index_from_string(column.decode()) for column in last_columns.values()) > MOST_REACH:
        raise UnfitArchive("содержит ячейки, которые разбросаны слишком далеко друг от друга для таблицы результатов")

"""An .xlsx file before it is opened: is it safe to unpack, and does it hold what the fast reader cannot see?

python-calamine keeps no formulas without a saved value, no errors of Excel and no number formats: a file with any of
them is read through openpyxl.  It also lays a sheet out densely and copies a shared text into each cell, so that a few
hundred kilobytes may ask for gigabytes; such a file is refused before anybody opens it.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

import numpy as np
from openpyxl.utils import column_index_from_string

#: A workbook that unpacks to more than this is refused: a damaged file or a zip bomb.
LARGEST_UNPACKED_BYTES = 200 * 2**20
#: So many cells, counted densely from A1, may a sheet take; and so many bytes its shared texts, copied cell by cell.
MOST_CELLS = 6_000_000
LARGEST_COPIED_TEXT_BYTES = 300 * 2**20
MOST_SHEETS = 500
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384

#: Parts of a workbook that are never a sheet.
_NO_SHEETS = ("docProps/", "_rels/", "[Content", "xl/theme/", "xl/media/", "xl/drawings/", "xl/printerSettings/")
_BOOK, _STRINGS, _STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
_SHEET_ENTRY = re.compile(rb"<(?:\w+:)?sheet\s")
#: The root element stands among the first bytes of a part.
_TOP = 2_000
_PREFIXED_SHEET = re.compile(rb"<\w+:worksheet[\s>]")
_PLACES = (b"='", b" =", b"= ")
_SHEET = re.compile(rb"<(?P<prefix>\w+:)?worksheet[\s>]")
#: The root element stands among the first bytes of a part.
_TOP = 2_000
_PLACES = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)""")
_FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b"""
)
_PERCENT_FORMATS = re.compile(rb"""<cellXfs.*?</cellXfs>""", re.DOTALL)


class UnfitArchive(Exception):
    """The file must not be opened; the text is Russian and says why."""


def needs_thorough_reading(content: bytes) -> bool:
    """Look through the parts of an .xlsx file: does it hold what the fast reader cannot see?

    Raises:
        UnfitArchive: the file is damaged, or far too large once unpacked or laid out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > LARGEST_UNPACKED_BYTES:
                raise UnfitArchive(
                    f"распаковывается в {unpacked // 2**20} МБ: это слишком много для таблицы результатов"
                )
            # All of them, also those that hold no sheet: a reader would unpack whatever lies about its size.
            parts = {member.filename: _content(archive, member) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise UnfitArchive("повреждён или скачан не до конца") from None
    return _has_blind_spot({name: part for name, part in parts.items() if not name.startswith(_NO_SHEETS)})


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return a member, never more of it than the directory says: what lies about its size fails the checksum."""
    with archive.open(member) as part:
        return part.read(member.file_size) if member.file_size else part.read(1)


def _has_blind_spot(parts: dict[str, bytes]) -> bool:
    strings, styles = parts.pop(_STRINGS, b""), parts.pop(_STYLES, b"")
    sheets = len(_SHEET_ENTRY.findall(parts.get(_BOOK, b"")))
    if sheets > MOST_SHEETS:
        raise UnfitArchive(f"содержит слишком много листов ({sheets})")
    longest = max(map(len, strings.split(b"</si>"))) if strings else 0
    blind = _has_percent_format(styles)
    for name, part in parts.items():
        if not name.endswith((".rels", ".bin")):
            text = _PartText.of(part)
            _refuse_dangerous(part, text)
            _refuse_large(part, text, longest)
            blind = blind or text.has_formula or text.has_error or bool(_PREFIXED_SHEET.search(part, 0, _TOP))
    return blind


@dataclass(frozen=True)
class _PartText:
    """What the bytes of an XML part show at a glance; patterns over megabytes would cost more than reading them.

    ``has_far_places`` is true if a place has a column beyond ZZ or a row from 10 000 on, or if attributes are written
    as no program writes them, so that places could hide.
    """

    has_formula: bool
    has_error: bool
    has_declarations: bool
    has_far_places: bool

    @classmethod
    def of(cls, part: bytes) -> "_PartText":
        """Look at the characters around each «=» and after each «<»."""
        text = np.frombuffer(b" " + part + bytes(8), dtype=np.uint8)
        after = np.flatnonzero(text == ord("<")) + 1
        equal = np.flatnonzero(text == ord("="))
        before, quote = text[equal - 1], text[equal + 1]
        f_elements = after[text[after] == ord("f")]
        is_error = (before == ord("t")) & (text[equal + 2] == ord("e")) & (text[equal + 3] == quote)
        place = equal[before == ord("r")] + 2
        digits = np.zeros(len(place), dtype=bool)
        for letters in (0, 1, 2):
            digits |= _is_digit(text[place + letters]) & _is_digit(text[place + letters + 4])
        return cls(
            has_formula=bool(np.isin(text[f_elements + 1], _AFTER_NAME).any()),
            has_error=bool(is_error.any()),
            has_declarations=bool((text[after] == ord("!")).any()),
            has_far_places=bool(
                digits.any()
                or (text[place + 2] >= ord("A")).any()
                or (quote != ord('"')).any()
                or (before <= ord(" ")).any()
            ),
        )


#: What may follow the name of an element.
_AFTER_NAME = np.frombuffer(b" />\t\r\n", dtype=np.uint8)


def _is_digit(characters: np.ndarray) -> np.ndarray:
    return (characters >= ord("0")) & (characters <= ord("9"))


def _refuse_dangerous(part: bytes, text: _PartText) -> None:
    """Refuse what no program writes into a workbook: documents with entities, encodings that hide what is searched."""
    declares = text.has_declarations and (b"<!DOCTYPE" in part or b"<!ENTITY" in part)
    if declares or part.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnfitArchive("повреждён: внутри не таблица Excel")


def _refuse_large(part: bytes, text: _PartText, longest_text: int) -> None:
    if longest_text and len(part) // 20 * longest_text > LARGEST_COPIED_TEXT_BYTES:
        copied = (part.count(b't="s"') + part.count(b"t='s'")) * longest_text
        if copied > LARGEST_COPIED_TEXT_BYTES:
            raise UnfitArchive(f"распаковывается в {copied // 2**20} МБ текста: это слишком много для таблицы")
    if text.has_far_places:
        rows, columns = _extent(part)
        if rows > EXCEL_ROWS or columns > EXCEL_COLUMNS:
            raise UnfitArchive("повреждён: в нём есть ячейки за границами листа Excel")
        if rows * columns > MOST_CELLS:
            raise UnfitArchive(
                f"занимает {rows} строк и {columns} колонок: это слишком много для таблицы; вероятно, далеко за "
                "таблицей осталась заполненная ячейка"
            )


def _extent(part: bytes) -> tuple[int, int]:
    """Return the last row and the last column that may hold something."""
    places = _FILLED_CELL.findall(part)
    # A row's own number matters only for cells that do not say where they stand.
    if b"<c>" in part or (b"<c " in part and part.count(b"<c ") > len(_PLACES.findall(part))):
        places += [(b"A", row) for column, row in _PLACES.findall(part) if not column]
    if any(len(column) > 3 or len(row) > 9 for column, row in places):
        return EXCEL_ROWS + 1, EXCEL_COLUMNS + 1
    rows = max((int(row) for _, row in places), default=0)
    columns = max((column_index_from_string(column.decode().upper()) for column in {c for c, _ in places}), default=0)
    return rows, columns


def _has_percent_format(styles: bytes) -> bool:
    """Tell whether any cell's format is a percentage: there 0.3 means 30 %."""
    used = b"".join(_PERCENT_FORMATS.findall(styles))
    own = re.findall(rb"""<numFmt\b[^>]*numFmtId="(\d+)"[^>]*formatCode="[^"]*%""", styles)
    return any(b'numFmtId="%s"' % number in used for number in (b"9", b"10", *own))

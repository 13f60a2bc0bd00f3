"""Binary workbooks (.xlsb): calamine reads them, but tells neither errors nor percentages; such files are refused.

A workbook is a zip of parts, a part a row of records: number and size of the record, seven bits to a byte, its bytes.
Source: [MS-XLSB], Excel (.xlsb) Binary File Format.
"""

import posixpath
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from shnor_lib.ingest.files.archive import DAMAGED, LOST_SHEET, Bounds, DamagedArchive, UnfitArchive
from shnor_lib.ingest.files.members import members

_BOOK, _RELATIONS, _STYLES = "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/styles.bin"
#: So many records has a part; a cell is one.
MOST_RECORDS = 2_000_000
#: Numbers of records.
_VALUES, _ERRORS = frozenset(range(2, 12)), frozenset({3, 11})
_BUNDLE_SHEET, _MERGED, _FORMAT, _CELL_FORMAT, _BEGIN_FORMATS, _END_FORMATS = 156, 176, 44, 47, 617, 618
#: Formats «0%» and «0.00%», which every program knows.
_PERCENT_FORMATS = {9, 10}
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')


@dataclass(frozen=True)
class XlsbView:
    """What a look into the parts shows: merged ranges by the sheet's name, how many cells hold something."""

    merged: dict[str, list[Bounds]]
    n_values: int


def look_into_xlsb(content: bytes) -> XlsbView:
    """Look through all sheets.

    Raises:
        UnfitArchive: the file is damaged, or holds errors or percentages, which its reader would misread.
    """
    try:
        return _view(content)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise DamagedArchive(DAMAGED) from None


def _view(content: bytes) -> XlsbView:
    parts = members(content, (_BOOK, _RELATIONS, _STYLES))
    if _BOOK not in parts:
        raise DamagedArchive(DAMAGED)
    sheets = _members_of_sheets(parts)
    percents = _styles_of_percents(parts.get(_STYLES, b""))
    bodies = members(content, sheets.values())
    if missing := set(sheets.values()) - bodies.keys():
        raise DamagedArchive(f"{LOST_SHEET} ({len(missing)})")
    merged: dict[str, list[Bounds]] = {}
    n_values = 0
    for name, member in sheets.items():
        for number, record in records(bodies.get(member, b"")):
            if number in _VALUES:
                n_values += 1
                _refuse_misread(number, record, percents)
            elif number == _MERGED:
                first_row, last_row, first_column, last_column = struct.unpack_from("<4I", record)
                merged.setdefault(name, []).append((first_column + 1, first_row + 1, last_column + 1, last_row + 1))
    return XlsbView(merged, n_values)


def _refuse_misread(number: int, record: bytes, percents: set[int]) -> None:
    style = int.from_bytes(record[4:7], "little")
    if number in _ERRORS or style in percents:
        raise UnfitArchive("содержит ошибки Excel или ячейки в процентном формате, которые в .xlsb не прочесть верно")


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each record."""
    place = count = 0
    while place < len(part):
        count += 1
        if count > MOST_RECORDS:
            raise UnfitArchive(f"слишком велик для таблицы результатов (записей больше {MOST_RECORDS})")
        number, place = _bits(part, place, 2)
        size, place = _bits(part, place, 4)
        if place + size > len(part):
            raise IndexError
        yield number, part[place : place + size]
        place += size


def _bits(part: bytes, place: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits to a byte, and the place behind it."""
    number = 0
    for step in range(most):
        byte = part[place]
        number |= (byte & 0x7F) << (7 * step)
        place += 1
        if byte < 0x80:
            break
    return number, place


def _members_of_sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the members of the sheets by their names."""
    relations = (dict(_ATTRIBUTE.findall(found)) for found in _RELATION.findall(parts.get(_RELATIONS, b"")))
    targets = {one.get(b"Id", b"").decode(): one.get(b"Target", b"").decode() for one in relations}
    found = {}
    for number, record in records(parts[_BOOK]):
        if number == _BUNDLE_SHEET:
            relation, place = _wide(record, 8)
            name, _ = _wide(record, place)
            found[name] = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
    return found


def _wide(record: bytes, place: int) -> tuple[str, int]:
    """Return a text (its length in front, two bytes a letter) and the place behind it."""
    (length,) = struct.unpack_from("<I", record, place)
    end = place + 4 + 2 * length
    if end > len(record):
        raise IndexError
    return record[place + 4 : end].decode("utf-16-le"), end


def _styles_of_percents(styles: bytes) -> set[int]:
    """Return the places, among the formats of cells, of those that print a percentage."""
    percents, found = set(_PERCENT_FORMATS), set()
    place = -1
    for number, record in records(styles):
        if number == _FORMAT:
            code, _ = _wide(record, 2)
            if "%" in code:
                percents.add(int.from_bytes(record[:2], "little"))
        elif number in (_BEGIN_FORMATS, _END_FORMATS):
            place = 0 if number == _BEGIN_FORMATS else -1
        elif number == _CELL_FORMAT and place >= 0:
            if int.from_bytes(record[2:4], "little") in percents:
                found.add(place)
            place += 1
    return found

"""Rows, columns and sheets hidden from sight: they are read like the others, and the protocol says so."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from xml.etree import ElementTree

from openpyxl.utils import get_column_letter

from shnor_lib.ingest.cells.sheet import EMPTY, Sheet
from shnor_lib.ingest.cells.texts import listed

ADVICE = "Проверьте, нужны ли они; лишние удалите из файла."

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
#: Most files hide nothing: this is looked for before anything is parsed.
_HIDDEN = b"hidden="
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"""\b(r|min|max|hidden)\s*=\s*["'](\w+)["']""")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class HiddenLines:
    """The hidden rows of a sheet, its hidden columns as (first, last), and whether the whole sheet is hidden."""

    rows: frozenset[int] = frozenset()
    columns: tuple[tuple[int, int], ...] = ()
    sheet: bool = False


NOTHING = HiddenLines()


def hidden_lines_by_sheet(parts: Mapping[str, bytes]) -> dict[str, HiddenLines]:
    """Return what worksheets hide, by the sheet's name; sheets that hide nothing are left out.

    Args:
        parts: the members of an .xlsx archive.
    """
    hiding = {name for name, part in parts.items() if name.startswith("xl/worksheets/") and _HIDDEN in part}
    names = _names_by_member(parts) if hiding else {}
    return {names[member]: _hidden_lines(parts[member]) for member in hiding if member in names}


def _names_by_member(parts: Mapping[str, bytes]) -> dict[str, str]:
    book, relations = parts.get(_BOOK, b""), parts.get(_RELATIONS, b"")
    # No program declares entities there; a parser must not unfold them.
    if b"<!" in book or b"<!" in relations:
        return {}
    try:
        targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(relations)}
        sheets = [one for one in ElementTree.fromstring(book).iter() if one.tag.rpartition("}")[2] == "sheet"]
    except (ElementTree.ParseError, ValueError, LookupError):
        return {}
    return {
        posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(_RELATION_ID), ""))).lstrip("/"): name
        for sheet in sheets
        if (name := sheet.get("name"))
    }


def _hidden_lines(worksheet: bytes) -> HiddenLines:
    rows, place = set(), 0
    for found in _ROW.finditer(worksheet):
        attributes = _attributes(found[1])
        place = _number(attributes.get(b"r"), place + 1)
        if _is_true(attributes):
            rows.add(place)
    columns = []
    for found in _COLUMN.finditer(worksheet):
        attributes = _attributes(found[1])
        first = _number(attributes.get(b"min"), 0)
        if _is_true(attributes) and first:
            columns.append((first, _number(attributes.get(b"max"), first)))
    return HiddenLines(frozenset(rows), tuple(columns))


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(text))


def _number(text: bytes | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else otherwise


def _is_true(attributes: Mapping[bytes, bytes]) -> bool:
    return attributes.get(b"hidden") in (b"1", b"true")


# What the protocol says


def note_hidden(sheet: Sheet, hidden: HiddenLines) -> None:
    """Say which hidden rows and columns hold values, and whether the sheet itself is hidden; nothing is set aside."""
    if hidden == NOTHING:
        return
    filled = sheet.fates != EMPTY
    if hidden.sheet and filled.any():
        sheet.complain("note", "hidden", "Лист скрыт; он прочитан наравне с видимыми.", ADVICE)
    rows = [row for row in (filled.any(axis=1).nonzero()[0] + 1).tolist() if row in hidden.rows]
    if rows:
        where = sheet.range(rows[0], 1, rows[-1], sheet.last_column)
        words = f"Скрытые строки листа ({_ranges(rows, str)}) прочитаны наравне с видимыми."
        sheet.complain("note", "hidden", words, ADVICE, where)
    columns = [
        column
        for column in (filled.any(axis=0).nonzero()[0] + 1).tolist()
        if any(first <= column <= last for first, last in hidden.columns)
    ]
    if columns:
        where = sheet.range(1, columns[0], sheet.last_row, columns[-1])
        words = f"Скрытые столбцы листа ({_ranges(columns, get_column_letter)}) прочитаны наравне с видимыми."
        sheet.complain("note", "hidden", words, ADVICE, where)


def _ranges(places: Iterable[int], shown: Callable[[int], str]) -> str:
    """Return places in words, neighbours as a range: «5, 7–9»."""
    runs = [[place for _, place in run] for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
    return listed(shown(run[0]) if len(run) == 1 else f"{shown(run[0])}–{shown(run[-1])}" for run in runs)

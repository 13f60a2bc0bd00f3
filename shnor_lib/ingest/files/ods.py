"""OpenDocument tables (.ods), with what calamine would not tell: percentages, errors, formulas without a value."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

from shnor_lib.ground.wording import number
from shnor_lib.ingest.cells.sheet import SheetCell, Value
from shnor_lib.ingest.files.archive import (
    DAMAGED,
    EXCEL_COLUMNS,
    MOST_CELLS_TO_READ_THOROUGHLY,
    MOST_ELEMENTS,
    MOST_SHEETS,
    Bounds,
    DamagedArchive,
    UnfitArchive,
)
from shnor_lib.ingest.files.hidden_lines import HiddenLines
from shnor_lib.ingest.files.members import members, without_entities

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE = f"{{{_NAMESPACE}table:1.0}}", f"{{{_NAMESPACE}office:1.0}}"
_TEXT, _STYLE = f"{{{_NAMESPACE}text:1.0}}", f"{{{_NAMESPACE}style:1.0}}"
_TYPE_OF_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")
_ERROR = re.compile(r"#[\w/]+[!?]?|(?:Err|Ошибка):\d+")
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
TOO_MANY = "содержит слишком много заполненных ячеек для таблицы результатов"
#: The format of cells that hold a percentage: there 0.3 means 30 %.
_PERCENT = "0%"


class Encrypted(Exception):
    """The file has a password."""


@dataclass
class OdsSheet:
    """A sheet: its name, its filled cells from the top, merged ranges, what it hides."""

    name: str
    cells: list[SheetCell] = field(default_factory=list)
    merged: list[Bounds] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    is_hidden: bool = False
    row: int = 1
    column: int = 1

    @property
    def hidden(self) -> HiddenLines:
        """What the sheet hides."""
        return HiddenLines(frozenset(self.hidden_rows), tuple(self.hidden_columns), self.is_hidden)


def ods_sheets(content: bytes) -> list[OdsSheet]:
    """Read all sheets of an .ods file.

    Raises:
        UnfitArchive: the file is damaged or far too large.
        Encrypted: it has a password.
    """
    parts = members(content, (_CONTENT, _MANIFEST))
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise Encrypted
    if _CONTENT not in parts:
        raise DamagedArchive(DAMAGED)
    try:
        return _sheets(without_entities(parts[_CONTENT]))
    except (ElementTree.ParseError, LookupError, OverflowError):
        raise DamagedArchive(DAMAGED) from None


def _sheets(xml: bytes) -> list[OdsSheet]:
    if len(xml) > MOST_ELEMENTS and (elements := xml.count(b"<")) > MOST_ELEMENTS:
        raise UnfitArchive(f"слишком велик для таблицы результатов (элементов: {number(elements)})")
    sheets: list[OdsSheet] = []
    hidden_styles: set[str] = set()
    depth = 0
    for event, element in ElementTree.iterparse(io.BytesIO(xml), events=("start", "end")):
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                sheets.append(OdsSheet(element.get(f"{_TABLE}name", "")))
                sheets[-1].is_hidden = element.get(f"{_TABLE}style-name") in hidden_styles
                if len(sheets) > MOST_SHEETS:
                    raise UnfitArchive("содержит слишком много листов")
        elif event == "end" and element.tag == f"{_STYLE}style":
            if any(one.get(f"{_TABLE}display") == "false" for one in element):
                hidden_styles.add(element.get(f"{_STYLE}name", ""))
        elif event == "end" and depth == 1 and sheets:
            _take(sheets[-1], element)
            if sum(len(sheet.cells) for sheet in sheets) > MOST_CELLS_TO_READ_THOROUGHLY:
                raise UnfitArchive(TOO_MANY)
    return sheets


def _take(sheet: OdsSheet, element: ElementTree.Element) -> None:
    """Take a row or a column of a sheet as soon as it is read whole."""
    hidden = element.get(f"{_TABLE}visibility") in _HIDDEN
    if element.tag == f"{_TABLE}table-column":
        times = _times(element, "number-columns-repeated")
        if hidden:
            sheet.hidden_columns.append((sheet.column, sheet.column + times - 1))
        sheet.column += times
    elif element.tag == f"{_TABLE}table-row":
        times = _times(element, "number-rows-repeated")
        cells = list(_cells_of_row(sheet, element))
        if cells:
            if len(sheet.cells) + times * len(cells) > MOST_CELLS_TO_READ_THOROUGHLY:
                raise UnfitArchive(TOO_MANY)
            for row in range(sheet.row, sheet.row + times):
                sheet.cells += [SheetCell(row, *rest) for rest in cells]
            if hidden:
                sheet.hidden_rows |= set(range(sheet.row, sheet.row + times))
        sheet.row += times
        element.clear()


def _times(element: ElementTree.Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdigit() and len(text) < 9 else 1


def _cells_of_row(sheet: OdsSheet, row: ElementTree.Element) -> Iterator[tuple]:
    """Yield what a `SheetCell` takes after its row; note merged ranges."""
    column = 1
    for element in row:
        if element.tag not in _CELLS:
            continue
        times = _times(element, "number-columns-repeated")
        value, number_format, is_error, is_lost = _value(element)
        if value is not None and value != "":
            if column + times - 1 > EXCEL_COLUMNS:
                raise DamagedArchive("повреждён: в нём есть ячейки за границами листа Excel")
            for place in range(column, column + times):
                yield place, value, number_format, is_error, is_lost
        across, down = _times(element, "number-columns-spanned"), _times(element, "number-rows-spanned")
        if across * down > 1:
            sheet.merged.append((column, sheet.row, column + across - 1, sheet.row + down - 1))
        column += times


def _value(cell: ElementTree.Element) -> tuple[Value, str, bool, bool]:
    """Return (value, number format, is an error, is a formula without a saved value)."""
    kind, text = cell.get(f"{_OFFICE}value-type", ""), _text(cell)
    formula = cell.get(f"{_TABLE}formula", "")
    if cell.get(_TYPE_OF_CALC) == "error" or (formula and _ERROR.fullmatch(text)):
        return text or "#ERR", "General", True, False
    if formula and not kind and not text:
        return formula, "General", False, True
    number = cell.get(f"{_OFFICE}value", "")
    if kind in ("float", "currency", "percentage"):
        value = _float(number)
        return (text if value is None else value), _PERCENT if kind == "percentage" else "General", False, False
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true", "General", False, False
    if kind == "date":
        return _day(cell.get(f"{_OFFICE}date-value", "")) or text, "General", False, False
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value", "")) or text, "General", False, False
    return cell.get(f"{_OFFICE}string-value") or text, "General", False, False


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _day(text: str) -> Value:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str) -> Value:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds = map(int, found.groups())
    try:
        return time(hours, minutes, seconds)
    except ValueError:
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _text(cell: ElementTree.Element) -> str:
    """Return the paragraphs of a cell; remarks pinned to it are none of them."""
    return "\n".join("".join(_pieces(paragraph)) for paragraph in cell if paragraph.tag == f"{_TEXT}p")


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            yield " "
        elif part.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield "\n"
        elif part.tag != f"{_OFFICE}annotation":
            yield from _pieces(part)
        yield part.tail or ""

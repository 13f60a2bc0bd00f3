"""Small .ods and .xlsb files, written by hand: no library of the project writes them."""

import struct
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

_SPACES = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
_SPACES += 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
_SPACES += 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
_SPACES += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
_SPACES += 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(value: object) -> str:
    """Return a cell's XML; text that is XML of a cell already is taken as it is."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = str(value)
    if text.startswith("<table:"):
        return text
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def ods_rows(rows: list[list]) -> str:
    """Return the XML of rows, with the empty rest of a sheet as LibreOffice writes it."""
    lines = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    return f'{lines}<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'


def write_ods(path: Path, sheets: dict[str, str], *, manifest: str = "<manifest/>", first: str = "") -> Path:
    """Write an .ods file of sheets given by their XML (`ods_rows`); ``first`` stands before the document."""
    tables = "".join(f'<table:table table:name="{escape(name)}">{xml}</table:table>' for name, xml in sheets.items())
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"{first}<office:document-content {_SPACES}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


# .xlsb

_ROW, _ERROR, _REAL, _TEXT = 0, 3, 5, 6
_REFERENCE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def _record(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = b"", len(body)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_cell(column: int, value: object, style: int) -> bytes:
    place = struct.pack("<I", column) + style.to_bytes(3, "little") + b"\x00"
    if isinstance(value, int | float):
        return _record(_REAL, place + struct.pack("<d", value))
    if value == "#DIV/0!":
        return _record(_ERROR, place + b"\x07")
    return _record(_TEXT, place + _wide(str(value)))


def write_xlsb(path: Path, name: str, rows: list[list], percents: tuple = (), merged: tuple = ()) -> Path:
    """Write an .xlsb file of one sheet.

    Args:
        path: where to.
        name: the sheet's name.
        rows: numbers, texts, «#DIV/0!».
        percents: places (row, column), from 0, of cells in the format «0%».
        merged: ranges (first row, last row, first column, last column), from 0.
    """
    body = _record(129) + _record(148, struct.pack("<4I", 0, max(len(rows) - 1, 0), 0, 20)) + _record(145)
    for row, values in enumerate(rows):
        body += _record(_ROW, struct.pack("<IIH", row, 0, 300) + bytes(3) + struct.pack("<I", 0))
        cells = ((column, value) for column, value in enumerate(values) if value is not None)
        body += b"".join(_xlsb_cell(column, value, int((row, column) in percents)) for column, value in cells)
    body += _record(146) + b"".join(_record(176, struct.pack("<4I", *bounds)) for bounds in merged) + _record(130)
    sheet = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name))
    styles = _record(44, struct.pack("<H", 164) + _wide("0.0%")) + _record(617, struct.pack("<I", 2))
    styles += b"".join(_record(47, struct.pack("<HH", 0xFFFF, number) + bytes(12)) for number in (0, 164)) + _record(
        618
    )
    relation = f'<Relationship Id="rId1" Type="{_REFERENCE}" Target="worksheets/sheet1.bin"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", _record(131) + _record(143) + sheet + _record(144) + _record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relation}</Relationships>")
        archive.writestr("xl/styles.bin", _record(278) + styles + _record(279))
        archive.writestr("xl/worksheets/sheet1.bin", body)
    return path

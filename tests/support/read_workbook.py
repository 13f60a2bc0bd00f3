"""A workbook read from its bytes, cell by cell, with what its formats show: no code of the package, no openpyxl."""

import io
import re
import zipfile
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MINUS, NBSP = "−", "\u00a0"


@dataclass(frozen=True)
class ReadCell:
    """A cell: its type as the file says (``s``: a text; ``n``: a number), what is stored, its number format."""

    type: str
    stored: str
    format: str

    @property
    def shown(self) -> str:
        """What Excel shows in Russian settings, with ordinary spaces."""
        return self.stored if self.type == "s" else shown(Decimal(self.stored), self.format)


class ReadBook:
    """A workbook's sheets by name, in their order."""

    def __init__(self, content: bytes):
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self._texts = [
            "".join(part.text or "" for part in one.iter(f"{MAIN}t"))
            for one in self.xml("xl/sharedStrings.xml").iter(f"{MAIN}si")
        ]
        self._cells: dict[str, dict[tuple[int, int], ReadCell]] = {}
        self._formats = self._number_formats()
        targets = {one.get("Id"): one.get("Target") for one in self.xml("xl/_rels/workbook.xml.rels")}
        self.parts = {
            one.get("name"): f"xl/{targets[one.get(LINKED)]}"
            for one in self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")
        }

    def xml(self, part: str) -> etree._Element:
        """Return a part of the file."""
        return etree.fromstring(self.archive.read(part))

    def cells(self, sheet: str) -> dict[tuple[int, int], ReadCell]:
        """Return a sheet's filled cells by row and column, from 1."""
        if sheet not in self._cells:
            self._cells[sheet] = self._read(sheet)
        return self._cells[sheet]

    def _read(self, sheet: str) -> dict[tuple[int, int], ReadCell]:
        found = {}
        for cell in self.xml(self.parts[sheet]).iter(f"{MAIN}c"):
            assert cell.find(f"{MAIN}f") is None, f"{sheet} holds a formula in {cell.get('r')}"
            value = cell.findtext(f"{MAIN}v")
            if value is not None:
                kind = cell.get("t", "n")
                stored = self._texts[int(value)] if kind == "s" else value
                found[place(cell.get("r") or "")] = ReadCell(kind, stored, self._formats[int(cell.get("s", "0"))])
        return found

    def _number_formats(self) -> list[str]:
        styles = self.xml("xl/styles.xml")
        own = {one.get("numFmtId"): one.get("formatCode") or "" for one in styles.iter(f"{MAIN}numFmt")}
        usual = {"0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00"}
        return [(usual | own)[one.get("numFmtId") or "0"] for one in styles.find(f"{MAIN}cellXfs")]  # type: ignore[union-attr]


def place(reference: str) -> tuple[int, int]:
    """Return row and column, from 1, of «B7»."""
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(row), column


def shown(value: Decimal, number_format: str) -> str:
    """Return a number as Excel shows it by a format of the kinds that the workbook uses."""
    if number_format == "General":
        return f"{value.normalize():f}".replace(".", ",")
    if number_format == "dd.mm.yyyy":
        from datetime import date, timedelta

        return f"{date(1899, 12, 30) + timedelta(int(value)):%d.%m.%Y}"
    sections = re.findall(r'(?:"[^"]*"|[^";])+', number_format)
    sign, section = "", sections[0]
    if value < 0 and len(sections) > 1:
        section = sections[1]
    elif value < 0:
        sign = "-"
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    (digits,) = re.findall(r"[#0,.]+", re.sub(r'"[^"]*"', "", section))
    places = len(digits.partition(".")[2])
    number = f"{abs(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,.{places}f}"
    number = number.replace(",", " " if "," in digits else "").replace(".", ",")
    return sign + "".join(
        part[1:-1] if part.startswith('"') else number for part in re.findall(r'"[^"]*"|[^"]+', section)
    )

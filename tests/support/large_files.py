"""Files as large as a reader still takes, or just larger: what a single input may cost in memory and time."""

import csv
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlwt

from tests.support.bombs import SHEET, parts_of
from tests.support.fuzzing import tables
from tests.support.office_files import ods_rows, write_ods, write_xlsb
from tools.okrug.workbooks import write_xlsx

ROWS, COLUMNS = 8_000, 99
_LETTERS = [a + b for a in " ABC" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"][:COLUMNS]


def _text(make: Callable[[], bytes]) -> Callable[[Path], None]:
    """Return a writer of bytes that are made when they are asked for: tens of megabytes each."""

    def write(path: Path) -> None:
        path.write_bytes(make())

    return write


def _layout(name: str, cells: int = 790_000) -> Callable[[Path], None]:
    """A table of a layout whose last rows are repeated until it has so many cells."""

    def write(path: Path) -> None:
        rows = tables()[name]
        width = max(map(len, rows))
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, delimiter=";")
            writer.writerows(rows)
            for _ in range(max(0, cells // width - len(rows)) // 3):
                writer.writerows(rows[-3:])

    return write


def _workbook(cell: str, *, rows: int = ROWS, member: str = SHEET, after: str = "") -> Callable[[Path], None]:
    """A workbook whose only sheet, or another part, is filled with one piece of XML."""

    def write(path: Path) -> None:
        small = write_xlsx(path, {"Лист": [[1]]})
        parts = parts_of(small.read_bytes())
        start = parts[member].rpartition(b"</")[0] if member != SHEET else parts[member].split(b"<sheetData>")[0]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                if name != member:
                    archive.writestr(name, content)
            with archive.open(member, "w") as part:
                if member == SHEET:
                    part.write(start + b"<sheetData>")
                    for row in range(1, rows + 1):
                        cells = "".join(cell.replace("@", f"{letter.strip()}{row}") for letter in _LETTERS)
                        part.write(f'<row r="{row}">{cells}</row>'.encode())
                    part.write(f"</sheetData>{after}</worksheet>".encode())
                else:
                    part.write(start + cell.encode() * rows + parts[member][len(start) :])

    return write


def _old_workbook(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Лист")
    for row in range(20_000):
        for column in range(49):
            sheet.write(row, column, row)
    book.save(str(path))


def _binary_workbook(path: Path) -> None:
    write_xlsb(path, "Лист", [["Школа", 1.0]])
    parts = parts_of(path.read_bytes())
    name = "xl/worksheets/sheet1.bin"
    parts[name] += b"\x01\x00" * 30_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in parts.items():
            archive.writestr(member, content)


def _open_document(path: Path) -> None:
    write_ods(path, {"Лист": ods_rows([[7] * COLUMNS] * 9_000)})


def _compressed(path: Path) -> None:
    stream = io.BytesIO(b"".join(struct.pack("<I", n) for n in range(1_000)))
    path.write_bytes(b"PK\x03\x04" + stream.getvalue() * 20_000)


#: What is written, by the name of the file.
LARGE_FILES: dict[str, Callable[[Path], None]] = {
    "lines.csv": _text(lambda: b"a\n" * 5_900_000),
    "lines within bounds.csv": _text(lambda: b"a\n" * 799_000),
    "lines of two cells.csv": _text(lambda: b"a;b\n" * 1_040_000),
    "one line.csv": _text(lambda: b"a" * 30 * 2**20),
    "one line of cells.csv": _text(lambda: b"a;" * 15_000_000),
    "long cells.csv": _text(lambda: (b"x" * 130_000 + b";1\n") * 240),
    "a lone quote.csv": _text(lambda: b'a;b\n"' + b"a;b\n" * 900_000),
    "quotes.csv": _text(lambda: b'"' * 31_000_000),
    "wide and far.csv": _text(lambda: b";" * 16_000 + b"a\n" + b"a\n" * 300_000),
    "two bytes a letter.csv": _text(lambda: "Я;2\n".encode("utf-16") + "Я;2\n".encode("utf-16-le") * 390_000),
    "without a mark.csv": _text(lambda: "Я;2\n".encode("utf-16-le") * 390_000),
    "four bytes a letter.csv": _text(lambda: ("a" * 100 + ";😀\n").encode() * 280_000),
    "letters of DOS.csv": _text(lambda: "Школа;2\n".encode("cp866") * 390_000),
    "zeros.csv": _text(lambda: bytes(31_000_000)),
    **{
        f"{name}.csv": _layout(name)
        for name in ("long_table", "journal_comparison", "school_summary", "marks_statistics")
    },
    "numbers.xlsx": _workbook('<c r="@"><v>5</v></c>'),
    "numbers beyond bounds.xlsx": _workbook('<c r="@"><v>5</v></c>', rows=50_000),
    "percentages.xlsx": _workbook('<c r="@" s="0"><v>0.5</v></c>', rows=7_000),
    "formulas.xlsx": _workbook('<c r="@"><f>1</f><v>5</v></c>', rows=3_500),
    "empty cells.xlsx": _workbook('<c r="@" s="0"/>', rows=90_000),
    "merged.xlsx": _workbook(
        '<c r="@"><v>5</v></c>',
        rows=500,
        after="<mergeCells>" + '<mergeCell ref="A1:CU500"/>' * 49_000 + "</mergeCells>",
    ),
    "marks.xlsx": _workbook("<" * 20, rows=90_000),
    "styles.xlsx": _workbook("<a/>", rows=20_000_000, member="xl/styles.xml"),
    "old.xls": _old_workbook,
    "records.xlsb": _binary_workbook,
    "numbers.ods": _open_document,
    "no archive.xlsx": _compressed,
}

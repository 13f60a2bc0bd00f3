"""Register workbooks read for tests."""

import copy
from datetime import date
from pathlib import Path

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.files.books import Book
from shnor_lib.ingest.findings import COMPLAINT
from shnor_lib.ingest.registers.tables import RegisterTables, read_registers
from tests.support.programme_2022 import programme_2022, rules_2022
from tools.okrug.registers import AS_OF, register_rows

PROGRAMME = programme_2022()


def read(*paths: Path, as_of: date = AS_OF) -> RegisterTables:
    """Read register workbooks together with the shipped programme."""
    folder = read_folder(paths, rules_2022())
    assert not folder.result_files
    return read_registers(folder.registers, PROGRAMME, as_of)


def read_typed(rows: dict[str, list[dict]], as_of: date = AS_OF) -> RegisterTables:
    """Read registers without a file between: what the sheets of a workbook would hold."""
    sheets = [Sheet("реестр.xlsx", title, copy.deepcopy(own)) for title, own in register_rows(rows).items()]
    return read_registers([book_of(sheets)], PROGRAMME, as_of)


def book_of(sheets: list[Sheet]) -> Book:
    """Return a book that holds these sheets, without a file."""
    book = Book(Path("реестр.xlsx"), b"")
    book.sheets = sheets
    return book


def complaints(tables: RegisterTables) -> list[tuple[str, str, str, str]]:
    """Return what was complained of: check, severity, sheet, cell."""
    return [(f.check, f.severity, f.sheet, f.cell) for f in tables.findings if f.result == COMPLAINT]

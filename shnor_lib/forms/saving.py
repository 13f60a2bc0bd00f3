"""A workbook saved: the same content gives the same bytes, and a file that exists is never touched."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell, MergedCell

from shnor_lib.ground.project import shown
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.whole_files import write_new

#: The one moment that forms are made at: the first that a zip archive can tell.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
#: What a cell begins with that Excel may take for a formula.
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
_ISO_MOMENT = rb"\g<1>1980-01-01T00:00:00Z\g<3>"


def workbook_bytes(book: openpyxl.Workbook) -> bytes:
    """Return the workbook as a file's bytes, without the time of its making and without formulas (decision 43)."""
    for sheet in book.worksheets:
        # what openpyxl offers instead makes the cells that are not there
        for cell in sheet._cells.values():
            as_typed(cell)
    stream = io.BytesIO()
    book.save(stream)
    fixed = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in made.infolist():
            content = made.read(member)
            if member.filename == "docProps/core.xml":
                content = _DATES.sub(_ISO_MOMENT, content)
            entry = zipfile.ZipInfo(member.filename, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return fixed.getvalue()


def as_typed(cell: Cell | MergedCell) -> None:
    """Keep a text from being a formula: names come from files of others, and nobody's name is to be worked out.

    openpyxl takes a text that begins with «=» for a formula; Excel, once the cell is edited, one that begins with a
    sign or a line's end as well, unless the cell says that it holds a text.
    """
    if isinstance(cell, Cell) and isinstance(cell.value, str) and cell.value.startswith(FORMULA_BEGINNINGS):
        cell.data_type = "s"
        cell.quotePrefix = True


def save_new(content: bytes, path: Path) -> bool:
    """Write a new file and tell whether it was written: an existing one stays as it is.

    Raises:
        ReportError: the folder cannot be written to.
    """
    try:
        write_new(path, content)
    except FileExistsError:
        return False
    except OSError as error:
        raise refused(f"Не удалось записать «{shown(path)}»", error) from None
    return True

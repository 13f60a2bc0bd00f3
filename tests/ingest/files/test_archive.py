"""A look into an .xlsx archive: what a fast reader would miss, and what must not be unpacked."""

import io
import re
import zipfile

import openpyxl
import pytest

from shnor_lib.ingest.files import archive
from shnor_lib.ingest.files.archive import UnfitArchive, lean_copy, look_into

SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"


def workbook(edit=lambda sheet: None):
    book = openpyxl.Workbook()
    for row in (["Школа", 2, 3], ["А", 12.5, None]):
        book.active.append(row)
    edit(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as stored:
        return {name: stored.read(name) for name in stored.namelist()}


def changed(member, pattern, new):
    parts = parts_of(workbook())
    parts[member], found = re.subn(pattern.encode(), new.encode(), parts[member], count=1)
    assert found
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as stored:
        for name, part in parts.items():
            stored.writestr(name, part)
    return out.getvalue()


def set_cell(address, value, number_format="General"):
    def edit(sheet):
        sheet[address] = value
        sheet[address].number_format = number_format

    return edit


def test_a_plain_workbook_is_for_the_fast_reader():
    view = look_into(workbook())
    assert (view.needs_thorough_reading, view.n_values, view.hidden) == (False, 5, {})


@pytest.mark.parametrize(
    "edit",
    [
        set_cell("D1", "=A1"),
        set_cell("D1", "#REF!"),
        set_cell("B2", 0.3, "0%"),
        set_cell("B2", 0.3, "0.00%"),
        set_cell("B2", 0.3, '# ##0.0" %"'),
        set_cell("XFD20000", 1),
    ],
)
def test_what_a_fast_reader_would_miss_needs_the_thorough_one(edit):
    assert look_into(workbook(edit)).needs_thorough_reading


@pytest.mark.parametrize("edit", [set_cell("B2", 0.3, "0.00"), set_cell("D1", "50 % и =A1"), set_cell("ZZ9999", 1)])
def test_what_only_looks_so_does_not(edit):
    assert not look_into(workbook(edit)).needs_thorough_reading


def test_prefixed_xml_needs_the_thorough_reader():
    content = changed(SHEET, "<worksheet ", "<x:worksheet ")
    assert look_into(content).needs_thorough_reading


@pytest.mark.parametrize(
    ("member", "pattern", "new", "words"),
    [
        (SHEET, r"<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet', "не таблица Excel"),
        (SHEET, r'r="A1"', 'r="AAAA1048577"', "за границами"),
        (SHEET, r'r="A1"', 'r="A9999999999"', "за границами"),
        (BOOK, r"<sheet ", "<sheet " * 501, "слишком много листов"),
    ],
)
def test_what_no_program_writes_is_refused(member, pattern, new, words):
    with pytest.raises(UnfitArchive, match=words):
        look_into(changed(member, pattern, new))


@pytest.mark.parametrize("content", [b"", b"PK", workbook()[:400], workbook().replace(b"PK\x01\x02", b"PK\x01\x03")])
def test_a_damaged_archive_is_refused(content):
    with pytest.raises(UnfitArchive, match="повреждён"):
        look_into(content)


def test_what_unpacks_to_too_much_is_refused_by_its_directory(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_UNPACKED_BYTES", 1000)
    with pytest.raises(UnfitArchive, match="распаковывается"):
        look_into(workbook())


# The copy for the thorough reader


def test_the_lean_copy_holds_every_value_and_no_empty_cell():
    def edit(sheet):
        sheet["E9"].number_format = "0.00"
        sheet.row_dimensions[30].height = 20

    lean = lean_copy(workbook(edit))
    part = parts_of(lean.content.getvalue())[SHEET]
    assert b'"E9"' not in part and b'r="30"' not in part
    rows = openpyxl.load_workbook(lean.content).active.iter_rows(values_only=True)
    assert list(rows) == [("Школа", 2, 3), ("А", 12.5, None)]


def test_the_lean_copy_tells_formulas_and_merges():
    def edit(sheet):
        sheet["A5"] = "=1+1"
        sheet.merge_cells("B5:D6")

    lean = lean_copy(workbook(edit))
    assert (lean.has_formulas, lean.merged[SHEET]) == (True, [(2, 5, 4, 6)])


def test_cells_without_an_address_keep_their_empty_neighbours():
    """Such a cell stands where the one before it ends."""
    content = changed(SHEET, r'<c r="B2"', "<c")
    assert parts_of(lean_copy(content).content.getvalue())[SHEET] == parts_of(content)[SHEET]


@pytest.mark.parametrize(("pattern", "new"), [(r'r="B1"', 'r="A1"'), (r'r="A2"', 'r="A0"')])
def test_repeated_cells_and_rows_out_of_order_are_refused(pattern, new):
    with pytest.raises(UnfitArchive, match="повторяются или перепутаны"):
        lean_copy(changed(SHEET, pattern, new))


def test_more_cells_than_can_be_read_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MOST_CELLS_TO_READ_THOROUGHLY", 4)
    with pytest.raises(UnfitArchive, match="читается до 4 ячеек"):
        lean_copy(workbook())

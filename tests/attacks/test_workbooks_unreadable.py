"""Workbooks of which nothing, or not all, can be read: each is read whole, or refused in words; never silence."""

import io
import re
import struct
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import data_files
from shnor_lib.ground.project import ROOT
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.contents.content import content_of
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.files import archive, xlsb
from shnor_lib.ingest.files.books import open_book
from shnor_lib.ingest.files.formats import read_sheets
from tests.support.bombs import SHEET, parts_of, workbook_of
from tests.support.depth import every
from tests.support.office_files import ods_rows, write_ods, write_xlsb
from tests.support.programme_2022 import rules_2022

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def made_book(titles=("Первый", "Второй")):
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title in titles:
        book.create_sheet(title).append(["Школа", "Участники"])
        book[title].append([title, 12])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


GOOD = made_book()


def edited(member, pattern, new, count=1):
    parts = parts_of(GOOD)
    parts[member], n = re.subn(pattern.encode(), new.encode(), parts[member], count=count, flags=re.DOTALL)
    assert n
    return workbook_of(parts)


def without(*members):
    parts = parts_of(GOOD)
    for member in members:
        del parts[member]
    return workbook_of(parts)


def packed(names, method=zipfile.ZIP_DEFLATED, **more):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, content in parts_of(GOOD).items():
            with target.open(zipfile.ZipInfo(names(name)), "w", **more) as member:
                member.write(content)
    return stream.getvalue()


def doubled(member, first):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts_of(GOOD).items():
            if name != member:
                target.writestr(name, content)
                continue
            with pytest.warns(UserWarning, match="Duplicate name"):
                for one in (b"<x/>", content) if first else (content, b"<x/>"):
                    target.writestr(name, one)
    return stream.getvalue()


def with_bit(bit, at_local, at_directory):
    content = bytearray(GOOD)
    for signature, place in ((b"PK\x03\x04", at_local), (b"PK\x01\x02", at_directory)):
        found = content.find(signature)
        while found != -1:
            content[found + place] |= bit
            found = content.find(signature, found + 4)
    return bytes(content)


def charts_alone():
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.create_chartsheet("Диаграмма").add_chart(BarChart())
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


#: Nothing lies there: the bytes are given.
PATH = ROOT / "ф.xlsx"


def refusal(content):
    with pytest.raises(ReportError) as caught:
        read_sheets(PATH, content)
    assert caught.value.what_to_do
    assert not re.search("[A-Z][a-z]+Error", caught.value.message)
    return caught.value.message


REFUSED = {
    "a relation leads nowhere": (lambda: edited(RELATIONS, "sheet1.xml", "sheet9.xml"), "названы листы, которых"),
    "the second one leads nowhere": (lambda: edited(RELATIONS, "sheet2.xml", "sheet9.xml"), "названы листы, которых"),
    "a relation leads outside": (
        lambda: edited(RELATIONS, 'Target="[^"]*sheet1.xml"', 'Target="../../../etc/passwd"'),
        "названы листы, которых",
    ),
    "a relation leads to another machine": (
        lambda: edited(RELATIONS, 'Target="[^"]*(sheet1.xml)"', 'Target="http://x/1" TargetMode="External"'),
        "названы листы, которых",
    ),
    "no relation of that name": (lambda: edited(BOOK, 'r:id="rId1"', 'r:id="rId77"'), "повреждён"),
    "a sheet called a chart": (
        lambda: edited(RELATIONS, "relationships/worksheet", "relationships/chartsheet"),
        "повреждён",
    ),
    "no sheet is named": (lambda: edited(BOOK, "<sheets>.*</sheets>", "<sheets/>"), "нет ни одного листа"),
    "no list of sheets": (lambda: edited(BOOK, "<sheets>.*</sheets>", ""), "нет ни одного листа"),
    "charts alone": (charts_alone, "нет ни одного листа"),
    "no relations": (lambda: without(RELATIONS), "повреждён"),
    "no book": (lambda: without(BOOK), "повреждён"),
    "no sheets": (lambda: without(SHEET, "xl/worksheets/sheet2.xml"), "названы листы, которых"),
    "one sheet of two": (lambda: without(SHEET), "названы листы, которых"),
    "an empty part": (lambda: edited(SHEET, ".*", ""), "повреждён"),
    "a part cut": (lambda: edited(SHEET, "</row>.*", ""), "повреждён"),
    "a sheet in two bytes a letter": (
        lambda: workbook_of({**parts_of(GOOD), SHEET: parts_of(GOOD)[SHEET].decode().encode("utf-16")}),
        "повреждён",
    ),
    "a sheet twice, the last one good": (lambda: doubled(SHEET, first=True), "дважды"),
    "a sheet twice, the first one good": (lambda: doubled(SHEET, first=False), "дважды"),
    "the book twice": (lambda: doubled(BOOK, first=True), "дважды"),
    "the texts of a style twice": (lambda: doubled("xl/styles.xml", first=False), "дважды"),
    "members in a folder": (lambda: packed("folder/{}".format), "повреждён"),
    "a password of the archive": (lambda: with_bit(1, 6, 8), "защищён паролем"),
    "packed by BZIP2": (lambda: packed(str, zipfile.ZIP_BZIP2), None),
    "packed by LZMA": (lambda: packed(str, zipfile.ZIP_LZMA), None),
    "an empty archive": (lambda: b"PK\x05\x06" + bytes(18), "повреждён"),
    "an archive cut": (lambda: GOOD[: len(GOOD) // 2], "повреждён"),
    "its head alone": (lambda: b"PK", "повреждён"),
    "a document of Word": (
        lambda: workbook_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
        "повреждён",
    ),
    "any archive": (lambda: workbook_of({"a.txt": b"x"}), "повреждён"),
}


@pytest.mark.parametrize("name", every(3, [name for name, (_, words) in REFUSED.items() if words]))
def test_a_workbook_that_is_not_whole_is_refused_in_words(name):
    make, words = REFUSED[name]
    assert words in refusal(make())


@pytest.mark.parametrize("name", every(3, REFUSED))
def test_it_is_named_in_the_protocol_and_what_lies_beside_it_is_read(name, tmp_path):
    (tmp_path / "плохой.xlsx").write_bytes(REFUSED[name][0]())
    (tmp_path / "хороший.xlsx").write_bytes(GOOD)
    read = read_folder(list(data_files(tmp_path)), rules_2022())
    said = [(f.check, f.file.rpartition("/")[2]) for content in read.contents for f in content.findings]
    assert said in ([("file_unreadable", "плохой.xlsx")], [("file_repeated", "плохой.xlsx")], [])
    assert said or REFUSED[name][1] is None
    assert {str(sheet.counts["file"]).rpartition("/")[2] for c in read.contents for sheet in c.sheets} >= {
        "хороший.xlsx"
    }


READ = {
    "strict": lambda: workbook_of(
        {
            name: part.replace(MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
                OFFICE, b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
            for name, part in parts_of(GOOD).items()
        }
    ),
    "names in capitals": lambda: packed(lambda name: name.upper() if name == SHEET else name),
    "names with backslashes": lambda: packed(lambda name: name.replace("/", "\\")),
    "not packed": lambda: packed(str, zipfile.ZIP_STORED),
    "sizes of 64 bits": lambda: packed(str, force_zip64=True),
    "a tail behind it": lambda: GOOD + b"x" * 100,
    "no list of kinds": lambda: without("[Content_Types].xml"),
    "no relations of the package": lambda: without("_rels/.rels"),
    "no styles": lambda: without("xl/styles.xml"),
    "a link to another book": lambda: workbook_of(
        {**parts_of(GOOD), "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="%s"/>' % MAIN}
    ),
    "a sheet that nobody names": lambda: workbook_of({**parts_of(GOOD), "xl/worksheets/sheet9.xml": b"<x/>"}),
    "hidden": lambda: edited(BOOK, 'state="visible"', 'state="hidden"', count=0),
    "very hidden": lambda: edited(BOOK, 'state="visible"', 'state="veryHidden"', count=0),
}


@pytest.mark.parametrize("name", READ)
def test_a_workbook_that_is_odd_but_whole_is_read_whole(name):
    sheets = read_sheets(PATH, READ[name]())
    assert [(sheet.name, sheet.n_filled) for sheet in sheets] == [("Первый", 4), ("Второй", 4)]
    hidden = [finding.check for sheet in sheets for finding in sheet.findings]
    assert hidden == (["hidden"] * 2 if "hidden" in name else [])


@pytest.mark.parametrize("kind", ["xlsx", "csv", "ods"])
def test_a_file_without_a_single_value_is_named(kind, tmp_path):
    path = tmp_path / f"п.{kind}"
    if kind == "xlsx":
        openpyxl.Workbook().save(path)
    elif kind == "csv":
        path.write_bytes(b";;\n;;\n" * 3)
    else:
        write_ods(path, {"Лист": ods_rows([])})
    content = content_of(open_book(path), ())
    assert [(finding.check, finding.file) for finding in content.findings] == [("file_unknown", str(path))]


def test_an_empty_sheet_beside_a_full_one_needs_no_words(tmp_path):
    path = tmp_path / "п.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.create_sheet("Лист3")
    book.save(path)
    assert content_of(open_book(path), ()).findings == []


def test_what_is_said_of_an_empty_file_is_said_of_it_every_time(tmp_path):
    openpyxl.Workbook().save(tmp_path / "п.xlsx")
    for _ in range(2):
        read = read_folder(list(data_files(tmp_path)), rules_2022(), tmp_path / ".cache")
        assert [f.check for content in read.contents for f in content.findings] == ["file_unknown"]


def test_a_lost_sheet_of_a_binary_workbook_is_told(tmp_path):
    path = write_xlsb(tmp_path / "ф.xlsb", "Лист", [["Школа", 1.0]])
    parts = parts_of(path.read_bytes())
    del parts["xl/worksheets/sheet1.bin"]
    assert "названы листы, которых" in refusal(workbook_of(parts))


# Bombs


@pytest.mark.parametrize(
    ("bound", "value", "make", "words"),
    [
        (
            "MOST_ELEMENTS",
            50,
            lambda: edited("xl/styles.xml", "</styleSheet>", "<a/>" * 60 + "</styleSheet>"),
            "элементов",
        ),
        ("MOST_MARKS", 30, lambda: GOOD, "элементов и свойств"),
        (
            "MOST_MERGED",
            20,
            lambda: edited(SHEET, "</sheetData>", "</sheetData>" + '<mergeCell ref="A1:B2"/>' * 30),
            "объединённых ячеек: 30",
        ),
    ],
)
def test_what_a_reader_would_make_gigabytes_of_is_counted_first(monkeypatch, bound, value, make, words):
    monkeypatch.setattr(archive, bound, value)
    assert words in refusal(make())


def test_records_of_a_binary_workbook_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsb, "MOST_RECORDS", 5)
    path = write_xlsb(tmp_path / "ф.xlsb", "Лист", [["Школа", float(n)] for n in range(9)])
    assert "записей больше 5" in refusal(path.read_bytes())


def test_cells_of_an_open_document_are_counted_over_all_sheets(tmp_path, monkeypatch):
    monkeypatch.setattr("shnor_lib.ingest.files.ods.MOST_CELLS_TO_READ_THOROUGHLY", 10)
    path = write_ods(tmp_path / "ф.ods", {f"Л{n}": ods_rows([[1, 2, 3], [4, 5, 6]]) for n in range(3)})
    assert "слишком много заполненных ячеек" in refusal(path.read_bytes())


def test_elements_of_an_open_document_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("shnor_lib.ingest.files.ods.MOST_ELEMENTS", 20)
    assert "элементов" in refusal(write_ods(tmp_path / "ф.ods", {"Л": ods_rows([[1] * 30])}).read_bytes())


def test_a_workbook_of_too_many_values_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("shnor_lib.ingest.files.formats.MOST_FILLED", 7)
    monkeypatch.setattr("shnor_lib.ingest.files.formats._fast_sheets", lambda *_: pytest.fail("read"))
    assert "ячеек: 8" in refusal(GOOD)


@pytest.mark.parametrize("seed", range(20))
def test_a_directory_that_lies_is_damage_or_truth(seed):
    """Numbers of the archive's directory are turned one by one: what is read is what stood there."""
    content = bytearray(GOOD)
    place = content.find(b"PK\x01\x02") + 4 + seed * 2
    struct.pack_into("<H", content, place, 0x7FFF - seed)
    try:
        sheets = read_sheets(PATH, bytes(content))
    except ReportError as error:
        assert error.what_to_do
    else:
        assert [sheet.n_filled for sheet in sheets] == [4, 4]
        assert all(isinstance(sheet, Sheet) for sheet in sheets)

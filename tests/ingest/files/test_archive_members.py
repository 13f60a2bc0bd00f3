"""What a look into an .xlsx file sees before anybody opens it, and which archives it refuses."""

import io
import zipfile
import zlib

import pytest

from shnor_lib.ingest.files.archive import UnfitArchive, lean_copy, look_into
from tests.support.bombs import SHEET, parts_of, with_cells, workbook_of
from tools.okrug.workbooks import write_xlsx


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A workbook of two rows with five values, one of them text in place."""
    rows = [["Школа", 1, 2.5], [None, 0, True]]
    return write_xlsx(tmp_path_factory.mktemp("книга") / "книга.xlsx", {"Лист": rows}).read_bytes()


def test_a_plain_workbook_is_read_fast_and_its_values_are_counted(good):
    view = look_into(good)
    assert not view.needs_thorough_reading
    assert view.n_values == 5


@pytest.mark.parametrize(
    ("cells", "values", "thorough"),
    [
        ('<row r="9"><c r="A9"><v>1</v></c><c r="B9"/></row>', 1, False),
        ('<row r="9"><c r="A9"><v >1</v></c><c r="B9"><v/></c></row>', 2, False),
        ('<row r="9"><c r="A9" t="inlineStr"><is ><t>а</t></is></c></row>', 1, False),
        ('<row r="9"><c r="A9"><f>1/0</f></c></row>', 0, True),
        ('<row r="9"><c r="A9"><f t="shared" si="0"/></c></row>', 0, True),
        ('<row r="9"><c r="A9"><f\n>1/0</f><v>1</v></c></row>', 1, True),
        ('<row r="9"><c r="A9" t="e"><v>#REF!</v></c></row>', 1, True),
        ("<row r='9'><c r='A9' t='e'><v>#REF!</v></c></row>", 1, True),
        ('<row r="99999"><c r="Z99999"><v>1</v></c></row>', 1, False),
        ('<row r="9999"><c r="ZZ9999"><v>1</v></c></row>', 1, False),
        ('<row r="99999"><c r="AAA99999"><v>1</v></c></row>', 1, True),
        ('<row r="9"><c r="ZZ9"><v>1</v></c></row><row r="99999"><c r="A99999"><v>1</v></c></row>', 2, True),
        ('<row r="9"><c r="XFD9"><v>1</v></c></row>', 1, False),
        ('<row r="9"><c r="XFD9"><v>1</v></c></row><row r="999"><c r="A999"><v>1</v></c></row>', 2, True),
        ('<row r="9"><c><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row>', 3, False),
        (f'<row r="9">{"<c><v>1</v></c>" * 700}</row><row r="9999"><c><v>1</v></c></row>', 701, True),
        (f'<row r="9">{"<x:c><v>1</v></x:c>" * 700}</row><row r="9999"><c><v>1</v></c></row>', 701, True),
        (f'<row r="9"><c r="ZZ9"><v>1</v></c></row>{"<row><c><v>1</v></c></row>" * 9_000}', 9_001, True),
        ("<row r='1048576'><c\nr='XFD1048576'><v>1</v></c></row>", 1, True),
        ('<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>', 1, True),
        ('<row r="1048576"><c r="XFD1048576"/></row>', 0, False),
    ],
)
def test_what_a_fast_reader_misses_is_seen(good, cells, values, thorough):
    view = look_into(with_cells(good, cells))
    assert view.needs_thorough_reading is thorough
    assert view.n_values == 5 + values


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_in_every_part_that_is_read(good, part):
    parts = parts_of(good)
    parts[part] = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + parts[part].partition(b"?>")[2]
    with pytest.raises(UnfitArchive, match="не таблица"):
        look_into(workbook_of(parts))


def test_a_member_longer_than_it_says_is_refused_even_if_the_checksum_of_its_beginning_fits(good):
    """Readers that unpack to the end of the stream would unpack what nobody has counted."""
    content = bytearray(good)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        member, beginning = archive.getinfo(SHEET), archive.read(SHEET)[:100]
    said = member.CRC.to_bytes(4, "little"), member.file_size.to_bytes(4, "little")
    lies = zlib.crc32(beginning).to_bytes(4, "little"), len(beginning).to_bytes(4, "little")
    for true, lie in zip(said, lies, strict=True):
        place = content.find(true)
        while place != -1:
            content[place : place + 4] = lie
            place = content.find(true, place + 4)
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        assert archive.read(SHEET) == beginning
    for look in (look_into, lean_copy):
        with pytest.raises(UnfitArchive, match="повреждён"):
            look(bytes(content))


@pytest.mark.parametrize("place", [0, 4, 8, 14, 18, 26, 28])
def test_a_damaged_head_of_a_member_is_refused_or_harmless(good, place):
    """Whatever stands in a member's own head, the look raises nothing but its own refusal."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        start = archive.getinfo(SHEET).header_offset
    for value in (0, 1, 0x7F, 0xFF):
        content = bytearray(good)
        content[start + place] = value
        try:
            assert look_into(bytes(content)).n_values == 5
        except UnfitArchive as refusal:
            assert "повреждён" in str(refusal)

"""Workbooks made to hurt: small files that unpack to gigabytes, claim impossible sizes or break the format.

Each function takes the bytes of a good .xlsx and returns bytes of a bad one.
"""

import io
import random
import re
import zipfile
import zlib
from functools import cache

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MEGABYTE = 2**20


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """Return the archive's members."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook_of(parts: dict[str, bytes]) -> bytes:
    """Return an archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_cells(workbook: bytes, cells: str) -> bytes:
    """Return the workbook with raw XML of rows put at the end of its first sheet."""
    parts = parts_of(workbook)
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", cells.encode() + b"</sheetData>")
    return workbook_of(parts)


@cache
def spaces(workbook: bytes, unpacked: int = 300 * MEGABYTE) -> bytes:
    """The first sheet unpacks to so many bytes of nothing."""
    parts = parts_of(workbook)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                if name == SHEET:
                    start, end = content.split(b"<sheetData>")
                    part.write(start + b"<sheetData>")
                    for _ in range(unpacked // MEGABYTE):
                        part.write(b" " * MEGABYTE)
                    part.write(end)
                else:
                    part.write(content)
    return out.getvalue()


def lying_about_its_size(workbook: bytes, unpacked: int = 300 * MEGABYTE) -> bytes:
    """The same bomb whose directory says that the sheet is small."""
    bomb = bytearray(spaces(workbook, unpacked))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        size = archive.getinfo(SHEET).file_size
    small, true = (4_000).to_bytes(4, "little"), size.to_bytes(4, "little")
    place = bomb.find(true)
    while place != -1:
        bomb[place : place + 4] = small
        place = bomb.find(true, place + 4)
    return bytes(bomb)


def far_corner(workbook: bytes) -> bytes:
    """One more cell, in the last row and column of Excel: a dense table of it would hold 17 thousand million cells."""
    return with_cells(workbook, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_row(workbook: bytes) -> bytes:
    """One more cell in the last row."""
    return with_cells(workbook, '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def far_column(workbook: bytes) -> bytes:
    """One more cell in the last column of row 40."""
    return with_cells(workbook, '<row r="40"><c r="XFD40"><v>1</v></c></row>')


def two_corners(workbook: bytes) -> bytes:
    """Two more cells, each of them near enough; a dense table of both would hold seventy million cells."""
    return with_cells(
        workbook, '<row r="90"><c r="ZZ90"><v>1</v></c></row><row r="99999"><c r="A99999"><v>1</v></c></row>'
    )


def cells_without_address(workbook: bytes) -> bytes:
    """A wide row and a far one whose cells do not say where they stand."""
    wide = "<c><v>1</v></c>" * 20_000
    return with_cells(workbook, f'<row r="90">{wide}</row><row r="9999"><c><v>1</v></c></row>')


def beyond_excel(workbook: bytes) -> bytes:
    """A cell outside any sheet."""
    return with_cells(workbook, '<row r="4294967295"><c r="ZZZZZZ4294967295"><v>1</v></c></row>')


def one_string_everywhere(workbook: bytes, cells: int = 200_000, length: int = 32_000) -> bytes:
    """A long text shared by many cells: a few hundred kilobytes that become gigabytes when copied cell by cell."""
    parts = parts_of(workbook)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[STRINGS] = f'<sst xmlns="{main}"><si><t>{"я" * length}</t></si></sst>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    for name, entry in (
        ("[Content_Types].xml", f'<Override PartName="/{STRINGS}" ContentType="{kind}"/></Types>'),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationship Id="rId77" Type="{relation}" Target="sharedStrings.xml"/></Relationships>',
        ),
    ):
        parts[name] = re.sub(rb"</\w+>\s*$", entry.encode(), parts[name])
    row = "".join(f'<c r="{column}{{0}}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ")
    rows = "".join(f'<row r="{place}">{row.format(place)}</row>' for place in range(100, 100 + cells // 10))
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    return workbook_of(parts)


def billion_laughs(workbook: bytes) -> bytes:
    """Entities that unfold to 10⁹ words."""
    parts = parts_of(workbook)
    entities = '<!ENTITY a0 "ха">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    text = parts[SHEET].decode()
    body = text[text.index("<worksheet") :]
    parts[SHEET] = (f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}]>' + body).encode()
    row = '<row r="60"><c r="A60" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row.encode() + b"</sheetData>")
    return workbook_of(parts)


def outside_file(workbook: bytes) -> bytes:
    """An entity that would read a file of the machine."""
    parts = parts_of(workbook)
    text = parts[SHEET].decode()
    body = text[text.index("<worksheet") :]
    parts[SHEET] = ('<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body).encode()
    row = '<row r="60"><c r="A60" t="inlineStr"><is><t>&x;</t></is></c></row>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row.encode() + b"</sheetData>")
    return workbook_of(parts)


def many_sheets(workbook: bytes, sheets: int = 3_000) -> bytes:
    """A book that names thousands of sheets, all of them one part."""
    parts = parts_of(workbook)
    book = parts["xl/workbook.xml"].decode()
    entry = re.search(r"<sheet [^>]*/>", book).group()
    named = "".join(
        re.sub(r'sheetId="\d+"', f'sheetId="{n}"', re.sub(r' name="[^"]*"', f' name="Л{n}"', entry))
        for n in range(1, sheets + 1)
    )
    parts["xl/workbook.xml"] = book.replace(entry, named).encode()
    return workbook_of(parts)


BOMBS = {
    function.__name__: function
    for function in (
        spaces,
        lying_about_its_size,
        far_corner,
        far_row,
        far_column,
        two_corners,
        cells_without_address,
        beyond_excel,
        one_string_everywhere,
        billion_laughs,
        outside_file,
        many_sheets,
    )
}


def damaged(workbook: bytes, stream: random.Random) -> bytes:
    """Return the file damaged at random: cut, bits turned, a member lost, emptied, doubled, or its XML hurt."""
    way = stream.choice((_cut, _flipped, _zeroed, _member_lost, _member_emptied, _xml_hurt, _xml_hurt, _xml_hurt))
    try:
        return way(workbook, stream)
    except Exception:  # zipfile raises half a dozen kinds
        return _flipped(workbook, stream)  # damaged before: its members cannot be taken out any more


def _cut(workbook: bytes, stream: random.Random) -> bytes:
    return workbook[: stream.randrange(len(workbook))]


def _flipped(workbook: bytes, stream: random.Random) -> bytes:
    hurt = bytearray(workbook)
    for _ in range(stream.randint(1, 20)):
        hurt[stream.randrange(len(hurt))] ^= 1 << stream.randrange(8)
    return bytes(hurt)


def _zeroed(workbook: bytes, stream: random.Random) -> bytes:
    start = stream.randrange(len(workbook))
    length = min(stream.randint(1, 600), len(workbook) - start)
    return workbook[:start] + bytes(length) + workbook[start + length :]


def _member_lost(workbook: bytes, stream: random.Random) -> bytes:
    parts = parts_of(workbook)
    del parts[stream.choice(sorted(parts))]
    return workbook_of(parts)


def _member_emptied(workbook: bytes, stream: random.Random) -> bytes:
    parts = parts_of(workbook)
    parts[stream.choice(sorted(parts))] = stream.choice((b"", b"<", b"\xff\xfe", b"<a/>", zlib.compress(b"x")))
    return workbook_of(parts)


_HURTS = (
    (rb'r="[A-Z]+\d+"', (b"", b'r=""', b'r="A0"', b'r="1A"', b'r="ZZZ1"', b'r="A99999999999"', b'r="A5"')),
    (rb't="\w+"', (b"", b't="e"', b't="b"', b't="d"', b't="n"', b't="str"', b't="zz"', b't="inlineStr"')),
    (rb"<v>[^<]*</v>", (b"", b"<v/>", b"<v></v>", b"<v>99999999</v>", b"<v>-1</v>", b"<v>NaN</v>", b"<v>1e400</v>")),
    (rb"<v>[^<]*</v>", (b"<v>#REF!</v>", b"<f>1/0</f>", b"<f>A1</f><v></v>", b"<v>\xd0</v>", b"<v>&lt;</v>")),
    (rb"<row ", (b"<row hidden='1' ", b"<rov ", b"<row r='7' ", b"")),
    (rb"</\w+>", (b"", b"</x>", b"</row></row>")),
    (rb'ref="[^"]*"', (b'ref="A1"', b'ref="A1:XFD1048576"', b'ref=""', b'ref="B2:A1"')),
    (rb'encoding="[^"]*"', (b'encoding="windows-1251"', b'encoding="utf-16"', b'encoding="?"')),
    (rb'name="[^"]*"', (b'name=""', b'name="\xd0\x90"', b'name="a&#0;b"', b'name="../x"')),
    (rb'Id="[^"]*"', (b'Id=""', b'Id="rId99"')),
    (rb'Target="[^"]*"', (b'Target="../../../x"', b'Target=""', b'Target="worksheets/sheet9.xml"')),
    (rb"<t[^>]*>[^<]*</t>", (b"<t/>", b"<t>\x00</t>", b"<t>_x0000_</t>", b"<t>&#55357;</t>")),
)


def _xml_hurt(workbook: bytes, stream: random.Random) -> bytes:
    """Replace a few matches of the format's own words by wrong ones, in one member."""
    parts = parts_of(workbook)
    name = stream.choice([SHEET, SHEET, SHEET, *sorted(parts)])
    for _ in range(stream.randint(1, 4)):
        pattern, wrong = stream.choice(_HURTS)
        found = list(re.finditer(pattern, parts[name]))
        if found:
            match = stream.choice(found)
            parts[name] = parts[name][: match.start()] + stream.choice(wrong) + parts[name][match.end() :]
    return workbook_of(parts)

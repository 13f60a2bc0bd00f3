"""Kinds of files told by their bytes, whatever their names say."""

from shnor_lib.ground.encodings import NoText, beginning_of
from shnor_lib.ingest.files.text_tables import LINES_FOR_DELIMITER, delimiter_of

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
XLSX, ODS, XLSB = "xlsx", "ods", "xlsb"
#: What a text table never begins with.
NO_TEXT = (b"<", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
#: A text is a table if so many of its first lines, and such a part of them, are parted alike.
FEWEST_LINES, PART_OF_LINES = 2, 0.5

#: The directory of a container stands at its end, the names of the members in it.
_DIRECTORY_BYTES = 2**16
_OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
#: The stream of a workbook in an OLE container; documents of Word and Thumbs.db have none.
_BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "EncryptedPackage"))
#: How a file begins that is no workbook; for the kinds of XML also what stands among its first words.
_BEGINNINGS = (
    (b"mime-version:", "веб-архив (MHT)"),
    (b"%pdf", "документ PDF"),
    (b"{\\rtf", "документ RTF"),
    (b"\x89png", "картинка"),
    (b"\xff\xd8\xff", "картинка"),
)
_XML_WORDS = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "таблица XML Excel 2003"),
    (b"<html", "веб-страница (HTML)"),
    (b"<!doctype html", "веб-страница (HTML)"),
    (b"<table", "веб-страница (HTML)"),
    (b"<?xml", "файл XML"),
)
_SPACES = b"\xef\xbb\xbf \t\r\n"
_TOP = 4_096


def kind_of_zip(content: bytes) -> str:
    """Return the kind of workbook that a zip container is by the names of its members; `XLSX` where they tell none."""
    directory = content[-_DIRECTORY_BYTES:]
    if content[30:].startswith(_OPENDOCUMENT) or (b"content.xml" in directory and b"xl/" not in directory):
        return ODS
    return XLSB if b"xl/workbook.bin" in directory else XLSX


def holds_table(content: bytes) -> bool:
    """Tell by its bytes whether a file may be a table: a workbook, or a text whose lines are parted alike."""
    if content.startswith(ZIP):
        directory = content[-_DIRECTORY_BYTES:]
        return content[30:].startswith(_OPENDOCUMENT) or b"xl/workbook" in directory
    if content.startswith(OLE):
        return any(stream in content for stream in _BOOK_STREAMS)
    return is_text_table(content)


def kind_in_words(content: bytes) -> str:
    """Return what a file that is no workbook is, in Russian, or «»."""
    top = content[:_TOP].lower()
    if top.startswith((b"\xff\xfe", b"\xfe\xff")):
        top = top[2:].replace(b"\x00", b"")
    top = top.lstrip(_SPACES)
    kinds = _XML_WORDS if top.startswith(b"<") else _BEGINNINGS
    return next((words for mark, words in kinds if mark in (top if kinds is _XML_WORDS else top[: len(mark)])), "")


def is_text_table(content: bytes) -> bool:
    """Tell whether the first lines are a text in cells: parted by one mark, in most of them equally often."""
    if content[:_TOP].lstrip(_SPACES).startswith(NO_TEXT) or kind_in_words(content):
        return False
    try:
        text = beginning_of(content, _DIRECTORY_BYTES)
    except NoText:
        return False
    lines = [line for line in text.splitlines()[:LINES_FOR_DELIMITER] if line.strip()]
    mark = delimiter_of(text)
    parted = sum(mark in line for line in lines)
    return parted >= max(FEWEST_LINES, PART_OF_LINES * len(lines))

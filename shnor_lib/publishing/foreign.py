"""What notebooks hold besides our own values: pictures and HTML tables of other libraries, made safe and plain."""

import re
import struct
from collections.abc import Callable
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from shnor_lib.ground import wording
from shnor_lib.ground.legible import lent_characters, writable
from shnor_lib.presentation.tables import Cell, Column, PublicationTable

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

MM_PER_INCH = 25.4
#: So many rows of a foreign table are shown.
MOST_ROWS = 200
#: Notebooks draw pictures for the screen: at this density they come out on paper about as large.
PIXELS_PER_INCH = 96

_UNSAFE_ELEMENTS = {"script", "foreignObject", "metadata", "iframe", "animate", "set", "a"}
#: The font, which comes with Typst, that lends figures the signs that PT lacks.
LENDER = "DejaVu Sans Mono"

_NUMBER = re.compile(r"^[+\-−]?\d+(\.\d+)?$")

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


# SVG


def clean_svg(svg: str, legible: Callable[[str], str]) -> bytes:
    """Return the SVG without scripts, outside resources and metadata, its text legible; raises ValueError if broken."""
    try:
        root = ElementTree.fromstring(writable(svg).encode("utf-8"))
    except ElementTree.ParseError as error:
        raise ValueError(f"not an SVG: {error}") from error
    if local_name(root.tag) != "svg":
        raise ValueError("not an SVG")
    _clean_element(root, legible)
    return ElementTree.tostring(root, encoding="utf-8")


def local_name(tag: str) -> str:
    """Return an element's or attribute's name without its namespace; nothing of a remark."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _clean_element(element: ElementTree.Element, legible: Callable[[str], str]) -> None:
    for child in list(element):
        if local_name(child.tag) in _UNSAFE_ELEMENTS or not isinstance(child.tag, str):
            element.remove(child)
        else:
            _clean_element(child, legible)
    for name, value in list(element.attrib.items()):
        outside = local_name(name) == "href" and not value.startswith(("#", "data:image/"))
        if local_name(name).startswith("on") or outside or re.search(r"url\(\s*['\"]?(?!#|['\"])", value):
            del element.attrib[name]
    if local_name(element.tag) == "style" and element.text:
        element.text = re.sub(r"@import[^;]*;?|url\(\s*['\"]?(?!#)[^)]*\)", "", element.text)
    elif element.text:
        element.text = legible(element.text)
    if element.tail:
        element.tail = legible(element.tail)
    if local_name(element.tag) in ("text", "tspan"):
        _borrow_signs(element)


def _borrow_signs(element: ElementTree.Element) -> None:
    """Put signs that the report's font lacks into spans of their own with the font that lends them.

    Typst sets a line of an SVG in one font and, where that fails, in one other: a line with two rare signs would fail.
    """
    children = list(element)
    before, *tails = [_spans(element.text), *(_spans(child.tail) for child in children)]
    if not before[1] and not any(spans for _, spans in tails):
        return
    element.text = before[0]
    for child, (text, _) in zip(children, tails, strict=True):
        child.tail = text
    borrowed = [before[1], *(spans for _, spans in tails)]
    element[:] = [
        *borrowed[0],
        *(one for child, spans in zip(children, borrowed[1:], strict=True) for one in (child, *spans)),
    ]


def _spans(text: str | None) -> tuple[str, list[ElementTree.Element]]:
    """Return the text before the first borrowed sign, and the spans of borrowed signs with the text after each."""
    first, *rest = _borrowed().split(text or "")
    spans = []
    for signs, after in zip(rest[::2], rest[1::2], strict=True):
        span = ElementTree.Element(f"{{{SVG}}}tspan", {"style": f"font-family: '{LENDER}'"})
        span.text, span.tail = signs, after
        spans.append(span)
    return first, spans


@cache
def _borrowed() -> re.Pattern[str]:
    return re.compile(f"([{re.escape(''.join(sorted(lent_characters())))}]+)")


# Sizes


def width_mm(picture: bytes, kind: str) -> float | None:
    """Return the picture's natural width on paper in mm, or nothing if it does not tell."""
    pixels = {"png": _png_pixels, "gif": _gif_pixels, "svg": _svg_pixels}.get(kind, lambda _picture: None)(picture)
    return round(pixels / PIXELS_PER_INCH * MM_PER_INCH, 1) if pixels else None


def _png_pixels(picture: bytes) -> int | None:
    if picture[:8] != b"\x89PNG\r\n\x1a\n" or len(picture) < 24:
        raise ValueError("not a PNG")
    return struct.unpack(">I", picture[16:20])[0]


def _gif_pixels(picture: bytes) -> int | None:
    if picture[:4] != b"GIF8" or len(picture) < 8:
        raise ValueError("not a GIF")
    return struct.unpack("<H", picture[6:8])[0]


def _svg_pixels(picture: bytes) -> float | None:
    match = re.search(rb"<svg[^>]*\swidth=\"([\d.]+)(pt|px|mm|cm|in)?\"", picture)
    units = {b"pt": 96 / 72, b"mm": 96 / 25.4, b"cm": 96 / 2.54, b"in": 96.0}
    return float(match[1]) * units.get(match[2], 1.0) if match else None


# HTML


def has_content(html: str) -> bool:
    """Tell whether the HTML shows anything once scripts and styles are gone."""
    soup = _soup(html)
    return bool(soup.get_text(strip=True) or soup.find(["img", "svg", "table"]))


def _soup(html: str) -> "BeautifulSoup":
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(["style", "script", "meta", "link"]):
        element.decompose()
    return soup


def table_of_html(html: str) -> PublicationTable | None:
    """Return the table that the HTML consists of, or nothing if it holds none or something else besides.

    Cells merged over rows or columns repeat their text; columns whose cells are all numbers are set as numbers, with
    decimal commas.  A line below the table (as pandas writes its size) becomes a note.
    """
    soup = _soup(html)
    tables = soup.find_all("table")
    if len(tables) != 1 or tables[0].find("table"):
        return None
    table = tables[0].extract()
    grid = _grid(table)
    rest = soup.get_text(" ", strip=True)
    if not grid or not grid[0] or len(rest) > 200:
        return None
    head_rows = _head_rows(table, grid)
    caption = table.caption.get_text(" ", strip=True) if table.caption else None
    columns, rows = _columns(grid[:head_rows], grid[head_rows:]), grid[head_rows:]
    cells = tuple(tuple(_cell(column, text) for column, text in zip(columns, row, strict=True)) for row in rows)
    row_headers = len(table.find_all("tr")[-1].find_all("th", recursive=False)) if rows else 0
    wide = len(columns) > 12
    notes = (_size_in_russian(rest),) if rest else ()
    if len(cells) > MOST_ROWS:
        notes = (f"Показаны первые {wording.plural(MOST_ROWS, 'строка', 'строки', 'строк')} из {len(cells)}.", *notes)
        cells = cells[:MOST_ROWS]
    return PublicationTable(caption, columns, cells, notes, landscape=wide, row_headers=row_headers)


def _size_in_russian(text: str) -> str:
    """Return the size of a table that pandas writes below it in Russian; other texts stay."""
    size = re.fullmatch(r"(\d+) rows × (\d+) columns", text)
    if not size:
        return text
    rows, columns = (int(number) for number in size.groups())
    return (
        f"Всего {wording.plural(rows, 'строка', 'строки', 'строк')}, "
        f"{wording.plural(columns, 'столбец', 'столбца', 'столбцов')}."
    )


def _grid(table: "Tag") -> list[list[str]]:
    """Return the texts of the table's cells as a rectangle, merged cells repeated."""
    grid: list[dict[int, str]] = []
    rows = table.find_all("tr")
    grid = [{} for _ in rows]
    for place, row in enumerate(rows):
        column = 0
        for cell in row.find_all(["th", "td"], recursive=False):
            while column in grid[place]:
                column += 1
            for down in range(min(_span(cell, "rowspan"), len(rows) - place)):
                for right in range(_span(cell, "colspan")):
                    grid[place + down][column + right] = cell.get_text(" ", strip=True)
            column += _span(cell, "colspan")
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    return [[row.get(column, "") for column in range(width)] for row in grid]


def _span(cell: "Tag", name: str) -> int:
    value = str(cell.get(name, "1"))
    return max(1, min(int(value), 1000)) if value.isdigit() else 1


def _head_rows(table: "Tag", grid: list[list[str]]) -> int:
    if table.thead:
        return len(table.thead.find_all("tr"))
    first = table.find("tr")
    return int(first is not None and not first.find("td")) if len(grid) > 1 else 0


def _columns(head: list[list[str]], body: list[list[str]]) -> tuple[Column, ...]:
    """Return the columns; the last head row is the label, the one above it the group."""
    width = len((head or body)[0])
    labels = _labels(head, width)
    groups = head[0] if len(head) > 1 else [""] * width
    columns = []
    for place, (label, group) in enumerate(zip(labels, groups, strict=True)):
        texts = [row[place] for row in body if row[place] not in ("", "NaN", "None", "NaT", "<NA>")]
        kind = "number" if texts and all(_NUMBER.match(text) for text in texts) else "text"
        columns.append(Column(f"column_{place}", label, kind, group=group if group != label else ""))
    return tuple(columns)


def _labels(head: list[list[str]], width: int) -> list[str]:
    """Return a label per column: the lowest head row that says something of it."""
    labels = [""] * width
    for row in head:
        labels = [text or label for text, label in zip_longest(row, labels, fillvalue="")]
    return labels


def _cell(column: Column, text: str) -> Cell:
    if text in ("NaN", "None", "NaT", "<NA>"):
        return Cell(None, "–")
    if column.kind == "number" and _NUMBER.match(text):
        return Cell(float(text.replace("−", "-")), text.replace(".", ",").replace("-", "−"))
    return Cell(text, text)


def clean_html(html: str) -> str:
    """Return the HTML with harmless elements only: no scripts, no styles, nothing loaded from elsewhere."""
    import bleach

    allowed = {
        "a", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "hr", "i", "li", "ol", "p",
        "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
        "u", "ul",
    }  # fmt: skip
    attributes = {"td": ["colspan", "rowspan"], "th": ["colspan", "rowspan", "scope"], "a": ["href"]}
    return bleach.clean(str(_soup(html)), allowed, attributes, protocols={"http", "https", "mailto"}, strip=True)

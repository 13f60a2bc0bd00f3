"""Where things stand on the pages of a PDF, read with PDFium: runs of text, rules of tables, and what is wrong there.

All lengths are millimetres from the page's top left corner.  A page of the report has a line of rule below its running
head; what stands above it, and the last line at the foot, belongs to the page and not to the text.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

MM = 25.4 / 72

#: Margins of `report.typ` on sheets printed on both sides.
INSIDE, OUTSIDE, TOP, BOTTOM = 25.0, 15.0, 20.0, 17.0
TURNED_LEFT, TURNED_RIGHT, TURNED_TOP, TURNED_BOTTOM = 18.0, 17.0, 25.0, 22.0

#: Strokes of a table's rules in points: above and below it, under its head.
HEAVY, UNDER_HEAD, HAIR = 0.8, 0.5, 0.35

#: Type of headings of the first level, and of any heading, in points.
FIRST_LEVEL, ANY_LEVEL = 16.0, 10.4


@dataclass(frozen=True)
class Box:
    """Something drawn, and the box around it."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Run(Box):
    """Words set in one go: their type size in points and whether they look like a heading (bold sans in a colour)."""

    text: str
    size: float
    heading: bool


@dataclass(frozen=True)
class Rule(Box):
    """A line across the page: its stroke in points."""

    stroke: float


@dataclass(frozen=True)
class PrintedTable:
    """A table, or the part of it on a page: whether it begins there, and its rows' heights."""

    top: float
    bottom: float
    begins: bool
    rows: tuple[float, ...]


@dataclass(frozen=True)
class Page:
    """A page: its number from 1, its size, what stands between its running head and its foot."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    drawn: tuple[Box, ...]

    @property
    def turned(self) -> bool:
        return self.width > self.height

    @property
    def frame(self) -> Box:
        """The place between the margins."""
        if self.turned:
            return Box(TURNED_LEFT, TURNED_TOP, self.width - TURNED_RIGHT, self.height - TURNED_BOTTOM)
        left, right = (INSIDE, OUTSIDE) if self.number % 2 else (OUTSIDE, INSIDE)
        return Box(left, TOP, self.width - right, self.height - BOTTOM)

    @cached_property
    def text(self) -> tuple[Run, ...]:
        """The runs between head and foot, from the top."""
        return tuple(run for run in self.runs if run.bottom > self.frame.top - 1 and run.top < self.frame.bottom)

    @property
    def filled(self) -> float:
        """The share of the page's height that is used, 0-1."""
        things = [
            *self.text,
            *(box for box in self.drawn if self.frame.top - 1 < box.bottom and box.top < self.frame.bottom),
        ]
        lowest = max((min(thing.bottom, self.frame.bottom) for thing in things), default=self.frame.top)
        return (lowest - self.frame.top) / (self.frame.bottom - self.frame.top)

    @property
    def first_heading(self) -> Run | None:
        """The heading of the first level with which the page begins, if it does."""
        first = min(self.text, key=lambda run: run.top, default=None)
        return first if first and first.heading and first.size >= FIRST_LEVEL else None

    @cached_property
    def tables(self) -> tuple[PrintedTable, ...]:
        """The parts of tables on the page: from a heavy rule to the next, or to the foot of the page."""
        heavies = [rule for rule in self.rules if abs(rule.stroke - HEAVY) < 0.05]
        tables: list[PrintedTable] = []
        for left in sorted({round(rule.left) for rule in heavies}):  # tables may stand beside each other
            column = [rule for rule in heavies if round(rule.left) == left]
            for place in range(0, len(column), 2):
                tables.append(self._table(column[place], column[place + 1] if place + 1 < len(column) else None))
        return tuple(sorted(tables, key=lambda table: table.top))

    def _table(self, top: Rule, below: Rule | None) -> PrintedTable:
        """Return the table that begins at a heavy rule and ends at another, or at the foot of the page."""
        end = below.top if below else self.frame.bottom
        inner = [rule for rule in self.rules if top.top + 0.5 < rule.top < end - 0.2 and abs(rule.left - top.left) < 1]
        heads = [rule.top for rule in inner if abs(rule.stroke - UNDER_HEAD) < 0.05]
        lines = [rule.top for rule in inner if abs(rule.stroke - HAIR) < 0.05]
        if below is None:  # the last row ends where its lowest words do
            end = max((run.bottom for run in self.text if run.top > top.top), default=end)
        begins = any(0 < top.top - run.bottom < 4 and not run.heading for run in self.text)
        edges = [heads[0] if heads else top.top, *lines, end]
        return PrintedTable(top.top, end, begins, tuple(b - a for a, b in pairwise(edges)))


def pages(pdf: bytes) -> list[Page]:
    """Return the pages with all that stands on them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(document[place], place + 1) for place in range(len(document))]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    width, height = (side * MM for side in page.get_size())
    texts = page.get_textpage()
    runs, rules, drawn = [], [], []
    for thing in page.get_objects(max_depth=4):
        left, bottom, right, top = (edge * MM for edge in thing.get_bounds())
        box = left, height - top, right, height - bottom
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            runs.append(Run(*box, *_type_of(thing, texts)))
        elif thing.type == pdfium.FPDF_PAGEOBJ_PATH and box[3] - box[1] < 1.2 and box[2] - box[0] > 8:
            stroke = ctypes.c_float()
            pdfium.FPDFPageObj_GetStrokeWidth(thing.raw, stroke)
            middle = (box[1] + box[3]) / 2
            rules.append(Rule(left, middle, right, middle, stroke.value))
        elif thing.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            drawn.append(Box(*box))
    texts.close()
    page.close()
    rules.sort(key=lambda rule: rule.top)
    return Page(number, width, height, tuple(runs), tuple(rules), tuple(drawn))


def _type_of(thing: pypdfium2.PdfObject, texts: pypdfium2.PdfTextPage) -> tuple[str, float, bool]:
    """Return a run's words, its size as printed, and whether it looks like a heading."""
    buffer = (ctypes.c_ushort * 400)()
    signs = pdfium.FPDFTextObj_GetText(thing.raw, texts.raw, buffer, 800)
    text = bytes(buffer)[: max(signs - 2, 0)].decode("utf-16-le", errors="replace")
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(thing.raw, size)
    a, b, *_ = thing.get_matrix().get()
    printed = size.value * (a * a + b * b) ** 0.5
    return text, printed, printed >= ANY_LEVEL and _is_bold_sans_in_colour(thing)


def _is_bold_sans_in_colour(thing: pypdfium2.PdfObject) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(thing.raw, red, green, blue, alpha)
    name = ctypes.create_string_buffer(80)
    pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(thing.raw), name, 80)
    return b"PTSans-Bold" in name.value and len({red.value, green.value, blue.value}) > 1


# What is wrong


def body(found: Sequence[Page]) -> list[Page]:
    """Return the pages after the title page up to the first appendix."""
    return [page for page in found[1:] if page.number < first_appendix(found)]


def first_appendix(found: Sequence[Page]) -> int:
    """Return the number of the page on which the appendices begin, or one more than there are pages."""
    for page in found[1:]:
        if any(run.heading and run.size >= FIRST_LEVEL and run.text.startswith("Приложение") for run in page.text):
            begins = page.first_heading is not None and page.first_heading.text.startswith("Приложение")
            return page.number if begins else page.number + 1
    return len(found) + 1


def half_empty(found: Sequence[Page], least: float) -> Iterator[str]:
    """Tell of pages of the body that are filled less, but for the last and those before a section on a new page."""
    inside = body(found)
    for page in inside[:-1]:
        following = found[page.number]
        if page.filled < least and not following.first_heading:
            yield f"с. {page.number}: заполнена на {page.filled:.0%}"


def orphan_headings(found: Sequence[Page]) -> Iterator[str]:
    """Tell of headings with fewer than two lines, or nothing drawn, below them on their page.

    A section that is one line long is no orphan: the next page then begins with another heading.
    """
    for page in found[1:]:
        following = min(found[page.number].text, key=lambda run: run.top) if page.number < len(found) else None
        for run in page.text:
            below = {round(one.top) for one in page.text if one.top > run.bottom and not one.heading}
            drawn = any(box.top > run.bottom and box.top < page.frame.bottom for box in page.drawn)
            needed = 1 if following is None or following.heading else 2
            if run.heading and len(below) < needed and not drawn:
                yield f"с. {page.number}: «{run.text}» стоит без текста"


def short_tails(found: Sequence[Page], rows: int, tall: float) -> Iterator[str]:
    """Tell of ends of tables with fewer rows, unless they are tall (in mm) together, at the head of a page."""
    for page in found[1:]:
        for table in page.tables[:1]:
            if not table.begins and not _goes_on(table, page, found) and _is_short(table, rows, tall):
                yield f"с. {page.number}: {len(table.rows)} строки таблицы в начале страницы"


def short_beginnings(found: Sequence[Page], rows: int, tall: float) -> Iterator[str]:
    """Tell of beginnings of tables with fewer rows, unless they are tall together, at the foot of a page."""
    for page in found[1:]:
        for table in page.tables[-1:]:
            if table.begins and _goes_on(table, page, found) and _is_short(table, rows, tall):
                yield f"с. {page.number}: {len(table.rows)} строки таблицы в конце страницы"


def _goes_on(table: PrintedTable, page: Page, found: Sequence[Page]) -> bool:
    """Tell whether the next page continues the table: it begins with a table that has no caption of its own."""
    following = found[page.number].tables[:1] if page.number < len(found) else ()
    return table is page.tables[-1] and any(not one.begins for one in following)


def _is_short(table: PrintedTable, rows: int, tall: float) -> bool:
    return len(table.rows) < rows and sum(table.rows) < tall


def outside_margins(found: Sequence[Page], slack: float) -> Iterator[str]:
    """Tell of words and drawings that stand in the margins."""
    for page in found:
        frame = page.frame
        for thing in (*page.text, *page.drawn):
            if thing.left < frame.left - slack or thing.right > frame.right + slack:
                yield f"с. {page.number}: {getattr(thing, 'text', 'рисунок')} ({thing.left:.1f}…{thing.right:.1f} мм)"


def small_type(found: Sequence[Page], least: float, least_raised: float) -> Iterator[str]:
    """Tell of type below the size in points; a few raised or lowered signs may be smaller."""
    for page in found:
        for run in page.runs:
            if run.size < (least_raised if len(run.text.strip()) <= 2 else least) - 0.01:
                yield f"с. {page.number}: «{run.text}» кеглем {run.size:.1f}"

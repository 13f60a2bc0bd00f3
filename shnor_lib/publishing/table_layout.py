"""How a table is laid out: merged headings for both exporters; for paper widths, type size and rows kept together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, permutations

from shnor_lib.ground.legible import text_width
from shnor_lib.presentation.tables import NUMERIC_KINDS, Cell, Column, PublicationTable
from shnor_lib.publishing.long_words import BREAK, printed, shortened

MM_PER_POINT = 25.4 / 72

#: Sizes of type in points tried one after another until every word fits into its column.
SIZES = (8.5, 8.0, 7.5)
DENSE_SIZES = (8.0, 7.5, 7.0, 6.5)

#: The second line of a cell of two, in points; the first is set in serif, which runs wider than what we measure.
NOTE_SIZE = 7.5
SERIF_WIDER = 1.16

#: A row of more lines is a ladder: a narrower type or a turned page is tried first.
LADDER = 7

#: Rotated headings break into lines of this length in mm.
ROTATED_LENGTH = 36.0

#: A heading gets so much width that it takes about so many lines.
HEADING_LINES = 3
#: But not more than this, in mm.
WIDEST_HEADING = 40.0

#: A table that needs little width is stretched this much at most, so that the eye does not lose the row.
STRETCH = 1.7

#: Width moves between columns by such steps in mm, as long as that makes the table shorter.
STEPS_MM = (12.0, 4.0, 1.0)
#: Of a long table so many rows tell how wide its columns should be.
ROWS_WEIGHED = 100

#: Names in the first column do not break unless they are wider than this, in mm.
WIDEST_NAME = 52.0

#: Rows with more lines than this may break across pages; others are kept whole.
TALLEST_WHOLE_ROW = 22
#: A table with no more lines than this stays on one page.
SMALL_TABLE = 14
#: So many last rows stay together, on a page of their own at worst; fewer where they have more lines than this.
LAST_ROWS = 4
TAIL_LINES = 20

#: Kerning and rounding may make text a little wider than the sum of its characters.
_SLACK = 1.03


@dataclass(frozen=True)
class HeadCell:
    """A heading: its text, how many columns and rows it covers, and the first of its columns."""

    text: str
    column: int
    columns: int = 1
    rows: int = 1
    rotated: bool = False


@dataclass(frozen=True)
class TableLayout:
    """A table's layout on paper: widths of columns in mm, type size and padding in points, what stays together.

    ``lines`` are the estimated lines of each row; ``last_rows`` is how many rows at the end are kept together;
    ``hyphenate`` says that words had to be broken; ``rotated`` tells for each column whether its heading is turned.
    """

    widths: tuple[float, ...]
    size: float
    padding: float
    landscape: bool
    hyphenate: bool
    rotated: tuple[bool, ...]
    rotated_length: float
    lines: tuple[int, ...]
    whole: bool
    last_rows: int


def head_rows(columns: Sequence[Column], rotated: Sequence[bool] = ()) -> list[list[HeadCell]]:
    """Return the rows of headings: groups over their neighbouring columns, then the labels."""
    rotated = rotated or [column.rotated for column in columns]
    labels = [
        HeadCell(c.label, place, rotated=turned) for place, (c, turned) in enumerate(zip(columns, rotated, strict=True))
    ]
    if not any(column.group for column in columns):
        return [labels]
    top, bottom = [], []
    for group, members in groupby(labels, key=lambda cell: columns[cell.column].group):
        cells = list(members)
        if group:
            top.append(HeadCell(group, cells[0].column, columns=len(cells)))
            bottom += cells
        else:
            top += [HeadCell(cell.text, cell.column, rows=2, rotated=cell.rotated) for cell in cells]
    return [top, bottom]


def as_printed(table: PublicationTable) -> PublicationTable:
    """Return the table as paper shows it: numbers keep their units, no word is so long as to squeeze other columns."""
    as_they_are = [column.kind == "hash" for column in table.columns]
    return replace(
        table,
        caption=printed(table.caption or ""),
        columns=tuple(
            replace(c, label=printed(shortened(c.label)), group=printed(shortened(c.group))) for c in table.columns
        ),
        rows=tuple(
            tuple(
                cell if kept or (text := printed(cell.text)) == cell.text else replace(cell, text=text)
                for cell, kept in zip(row, as_they_are, strict=True)
            )
            for row in table.rows
        ),
        notes=tuple(map(printed, table.notes)),
    )


def side_by_side(left: PublicationTable, right: PublicationTable, room: float) -> tuple[float, float] | None:
    """Return the widths in mm of two tables side by side so that both are low; nothing where they do not fit.

    ``room`` is the width for both and the gap between them.
    """
    fitting = []
    for share in _SHARES:
        widths = share * (room - GAP_MM), (1 - share) * (room - GAP_MM)
        papers = [layout(table, width, width) for table, width in zip((left, right), widths, strict=True)]
        if all(not paper.hyphenate and max(paper.lines, default=0) <= LADDER for paper in papers):
            fitting.append((max(sum(paper.lines) for paper in papers), abs(share - 0.5), widths))
    return min(fitting)[2] if fitting else None


#: What is left free between two tables side by side, in mm, and which part of the rest the left one may get.
GAP_MM = 9.0
_SHARES = (0.4, 0.44, 0.47, 0.5, 0.53, 0.56, 0.6)


def noted_columns(table: PublicationTable) -> list[bool]:
    """Tell of each column whether its cells hold a line to quote and notes below it; one such cell makes the column."""
    return [any("\n" in row[place].text for row in table.rows) for place in range(len(table.columns))]


def layout(table: PublicationTable, portrait_mm: float, landscape_mm: float) -> TableLayout:
    """Return the first layout in which no word is broken and no row is a ladder, from comfortable to dense.

    Upright before landscape (unless the table asks for landscape), straight headings before turned ones, larger type
    before smaller.  Where no row can be kept from being a ladder, the lowest of the layouts is taken; where words do
    not fit, they are hyphenated.
    """
    own = [column.rotated for column in table.columns]
    turned = [column.rotated or column.kind in NUMERIC_KINDS for column in table.columns]
    known: dict[tuple[str, bool], tuple[float, list[float]]] = {}
    for landscape in [True] if table.landscape else [False, True]:
        width = landscape_mm if landscape else portrait_mm
        attempts = [(size, own) for size in SIZES] + [(size, turned) for size in DENSE_SIZES]
        fitting = []
        for size, rotated in attempts:
            measured = _Measured(table, size, rotated, known)
            if sum(measured.least) <= width:
                settled = _settled(table, measured, width, landscape, hyphenate=False)
                if max(settled.lines, default=0) <= LADDER:
                    return settled
                fitting.append(settled)
                if size == SIZES[-1] and rotated == own:
                    break  # smaller type would make a ladder of prose no better to read
        if fitting:
            return min(fitting, key=lambda one: max(one.lines))
    return _settled(table, _Measured(table, DENSE_SIZES[-1], turned, known), landscape_mm, True, hyphenate=True)


class _Measured:
    """Widths in mm that the columns need at a size of type: ``least`` (longest word) and ``full`` (longest text)."""

    def __init__(
        self,
        table: PublicationTable,
        size: float,
        rotated: Sequence[bool],
        known: dict[tuple[str, bool], tuple[float, list[float]]],
    ):
        self.table, self.size, self.rotated, self.known = table, size, rotated, known
        columns = len(table.columns)
        self.padding = 4.0 if columns <= 8 else 2.5 if columns <= 16 else 1.2
        pad = 2 * self.padding * MM_PER_POINT
        self.rotated_length = self._rotated_length()
        self.least, self.full = [], []
        self.texts = [
            list(
                dict.fromkeys(
                    (row[place].text, row[place].mark in BOLD_MARKS) for row in table.rows if not row[place].picture
                )
            )
            for place in range(columns)
        ]
        self.noted = noted_columns(table)
        for place, column in enumerate(table.columns):
            pictures = max((picture_mm(row[place].picture) for row in table.rows if row[place].picture), default=0.0)
            words, whole = self._extents(place)
            if place == 0 and column.kind == "text":
                words = whole if whole <= WIDEST_NAME else words
            head_least, head_full = self._head(column.label, rotated[place])
            self.least.append(max(head_least, words, pictures) + pad)
            self.full.append(max(head_full, whole, self.least[-1] - pad) + pad)
        self._widen_for_groups(pad)
        self._lines: dict[tuple[int, float], dict[tuple[str, bool], int]] = {}

    def _extents(self, place: int) -> tuple[float, float]:
        """Return the widths of the longest word and of the longest text of a column."""
        if self.noted[place]:
            lines = [line for text, bold in self.texts[place] for line in self.noted_lines(text, bold)]
            longest = (width if width <= WIDEST_NAME else max(words) for width, words in lines)
            return max(longest, default=0.0), max((width for width, _ in lines), default=0.0)
        scale = self.size * MM_PER_POINT * _SLACK
        measures = [self.measures(text, bold) for text, bold in self.texts[place]]
        words = [word for _, words in measures for word in words]
        return max(words, default=0.0) * scale, max((whole for whole, _ in measures), default=0.0) * scale

    def noted_lines(self, text: str, bold: bool) -> list[tuple[float, list[float]]]:
        """Return the width of each line of a cell of two, and of its words; short ones do not break."""
        smaller = min(NOTE_SIZE, self.size) / self.size
        lines = []
        for place, line in enumerate(text.split("\n")):
            scale = self.size * MM_PER_POINT * _SLACK * (smaller if place else SERIF_WIDER)
            whole, words = self.measures(line, bold and not place)
            lines.append((whole * scale, [word * scale for word in words] or [0.0]))
        return lines

    def noted_height(self, text: str, available: float, *, bold: bool) -> int:
        """Return how many lines a cell of two takes in the width."""
        space = self.width(" ")
        return sum(_wrapped(words, available, space) for _, words in self.noted_lines(text, bold))

    def width(self, text: str, *, bold: bool = False) -> float:
        """Return the text's width in mm."""
        return text_width(text, self.size * MM_PER_POINT, weight=700 if bold else 400) * _SLACK

    def lines_in(self, place: int, available: float) -> dict[tuple[str, bool], int]:
        """Return how many lines each text of a column takes in the width."""
        key = place, round(available, 1)
        if key not in self._lines:
            noted = self.noted[place]
            self._lines[key] = {
                (text, bold): (self.noted_height if noted else self.lines_of)(text, available, bold=bold)
                for text, bold in self.texts[place]
            }
        return self._lines[key]

    def _rotated_length(self) -> float:
        labels = [c.label for c, turned in zip(self.table.columns, self.rotated, strict=True) if turned]
        longest_word = max((self.width(word) for label in labels for word in _words(label)), default=0)
        longest = max((self.width(label) for label in labels), default=0)
        return max(min(longest, ROTATED_LENGTH), longest_word)

    def _head(self, label: str, rotated: bool) -> tuple[float, float]:
        """Return the least width of a heading, in which it takes few lines, and its comfortable width."""
        if rotated:
            height = self.lines_of(label, self.rotated_length) * self.size * MM_PER_POINT * 1.25
            height = min(height, WIDEST_HEADING)
            return height, height
        longest_word = max((self.width(word) for word in _words(label)), default=0)
        whole = self.width(label)
        return max(longest_word, min(whole / HEADING_LINES, WIDEST_HEADING)), min(whole, 2.2 * longest_word)

    def _widen_for_groups(self, pad: float) -> None:
        """Give columns under a merged heading together at least its longest word."""
        for head in head_rows(self.table.columns)[0]:
            if head.columns > 1 or self.table.columns[head.column].group:
                places = range(head.column, head.column + head.columns)
                least = max((self.width(word, bold=True) for word in _words(head.text)), default=0) + pad
                lack = (least - sum(self.least[place] for place in places)) / head.columns
                for place in places if lack > 0 else ():
                    self.least[place] += lack
                    self.full[place] = max(self.full[place], self.least[place])

    def lines_of(self, text: str, available: float, *, bold: bool = False) -> int:
        """Return how many lines the text takes in the width."""
        scale = self.size * MM_PER_POINT * _SLACK
        whole, words = self.measures(text, bold)
        if whole * scale <= available and "\n" not in text:
            return 1
        return _wrapped(words, available / scale, text_width(" ", 1.0)) + text.count("\n")

    def measures(self, text: str, bold: bool) -> tuple[float, list[float]]:
        """Return the width of a text and of its words at a type size of 1; they are the same at every size."""
        if (text, bold) not in self.known:
            weight = 700 if bold else 400
            words = [text_width(word, 1.0, weight=weight) for word in _words(text)]
            self.known[text, bold] = text_width(text, 1.0, weight=weight), words
        return self.known[text, bold]


def _wrapped(words: Sequence[float], room: float, space: float) -> int:
    """Return how many lines words of these widths take."""
    lines, filled = 1, 0.0
    for word in words:
        if filled and filled + space + word > room:
            lines, filled = lines + 1, word
        else:
            filled += word + (space if filled else 0)
    return lines


#: Marks whose cells are set bold.
BOLD_MARKS = frozenset({"low", "good", "total"})


def _words(text: str) -> list[str]:
    """Return the pieces between which a line may break: at spaces, after hyphens, within words without end."""
    return [
        piece for word in re.split(rf"[ \n{BREAK}]+", text) for piece in re.split(r"(?<=[-–/])(?=\w)", word) if piece
    ]


def _settled(
    table: PublicationTable, measured: _Measured, width: float, landscape: bool, *, hyphenate: bool
) -> TableLayout:
    widths = _shared_width(measured, width)
    lines = _row_lines(measured, widths, table.rows)
    return TableLayout(
        widths=tuple(round(value, 2) for value in widths),
        size=measured.size,
        padding=measured.padding,
        landscape=landscape,
        hyphenate=hyphenate,
        rotated=tuple(measured.rotated),
        rotated_length=round(measured.rotated_length, 2),
        lines=lines,
        whole=_stays_whole(lines),
        last_rows=_rows_kept_with_the_end(lines, has_notes=bool(table.notes)),
    )


def _row_lines(measured: _Measured, widths: Sequence[float], rows: Sequence[tuple[Cell, ...]]) -> tuple[int, ...]:
    """Return the lines of each row: those of its tallest cell."""
    pad = 2 * measured.padding * MM_PER_POINT
    per_column = [measured.lines_in(place, width - pad) for place, width in enumerate(widths)]
    return tuple(
        max(
            _PICTURE_LINES if cell.picture else lines[cell.text, cell.mark in BOLD_MARKS]
            for cell, lines in zip(row, per_column, strict=True)
        )
        for row in rows
    )


#: A small picture in a cell is about as tall as two lines.
_PICTURE_LINES = 2


def _stays_whole(lines: Sequence[int]) -> bool:
    """Tell whether a table stays on one page: it is small, or has too few rows to leave enough on either of two."""
    return sum(lines) <= (TAIL_LINES if len(lines) < 2 * LAST_ROWS else SMALL_TABLE)


def _rows_kept_with_the_end(lines: Sequence[int], *, has_notes: bool) -> int:
    """Return how many rows at the end keep together; notes never stand alone under a repeated head."""
    for rows in range(min(LAST_ROWS, len(lines) - 2), 1, -1):
        if sum(lines[-rows:]) <= TAIL_LINES:
            return rows
    return int(has_notes and len(lines) > 1 and lines[-1] <= TAIL_LINES)


def _shared_width(measured: _Measured, width: float) -> list[float]:
    """Share the width among the columns so that the table is low: what a column needs is told by its texts alone."""
    least, full = measured.least, measured.full
    if sum(least) > width:  # words will be broken: shrink all alike
        return [one * width / sum(least) for one in least]
    if sum(full) <= width:
        total = min(width, STRETCH * sum(full))
        return [one * total / sum(full) for one in full]
    start = [
        low + (width - sum(least)) * (most - low) / (sum(full) - sum(least))
        for low, most in zip(least, full, strict=True)
    ]
    return _Sharing(measured, start).lowest()


class _Sharing:
    """Widths of columns on the way to the lowest table: width moves to where it saves lines."""

    def __init__(self, measured: _Measured, widths: list[float]):
        self.measured, self.widths = measured, widths
        rows = measured.table.rows
        self.rows = rows[:: -(-len(rows) // ROWS_WEIGHED) or 1]
        #: Columns that would like to take more than they must; the others' lines are counted once.
        self.free = [
            place
            for place, (least, full) in enumerate(zip(measured.least, measured.full, strict=True))
            if full - least > STEPS_MM[-1] / 2
        ]
        others = [place for place in range(len(widths)) if place not in self.free]
        self.settled = [max(lines) for lines in zip(*(self._column(p, widths[p]) for p in others), strict=True)]
        self._columns: dict[tuple[int, float], list[int]] = {}

    def lowest(self) -> list[float]:
        """Return the widths after all moves that made the table lower."""
        best = self._height(self.widths)
        for step in STEPS_MM:
            moved = True
            while moved:
                moved = False
                for giver, taker in permutations(self.free, 2):
                    tried = self._moved(giver, taker, step)
                    if tried and (height := self._height(tried)) < best:
                        self.widths, best, moved = tried, height, True
        return self.widths

    def _moved(self, giver: int, taker: int, step: float) -> list[float] | None:
        """Return the widths after a move, or nothing where the giver has no more to give or the taker needs none."""
        step = min(step, self.widths[giver] - self.measured.least[giver])
        if step < STEPS_MM[-1] / 2 or self.widths[taker] >= self.measured.full[taker]:
            return None
        tried = list(self.widths)
        tried[giver] -= step
        tried[taker] += step
        return tried

    def _height(self, widths: Sequence[float]) -> tuple[int, int]:
        """Return the lines of head and rows, each as its tallest cell; then the lines of all cells, to break ties."""
        columns = []
        for place in self.free:
            key = place, round(widths[place], 1)
            if key not in self._columns:
                self._columns[key] = self._column(place, widths[place])
            columns.append(self._columns[key])
        heights = map(max, zip(*columns, *([self.settled] if self.settled else []), strict=True))
        return sum(heights), sum(map(sum, columns))

    def _column(self, place: int, width: float) -> list[int]:
        """Return the lines of a column's heading, then of its cells."""
        measured = self.measured
        available = width - 2 * measured.padding * MM_PER_POINT
        head = 1 if measured.rotated[place] else measured.lines_of(measured.table.columns[place].label, available)
        lines = measured.lines_in(place, available)
        cells = [row[place] for row in self.rows]
        return [
            head,
            *(_PICTURE_LINES if cell.picture else lines[cell.text, cell.mark in BOLD_MARKS] for cell in cells),
        ]


_SVG_WIDTH = re.compile(r"<svg[^>]*?\swidth=\"([0-9.]+)(pt|mm|px|)\"")
_MM = {"pt": MM_PER_POINT, "mm": 1.0, "px": 25.4 / 96, "": 25.4 / 96}


def picture_mm(svg: str) -> float:
    """Return the width in mm that a cell's picture asks for; one that asks for none is taken as it is usual."""
    found = _SVG_WIDTH.search(svg)
    return float(found[1]) * _MM[found[2]] if found else _USUAL_PICTURE_MM


_USUAL_PICTURE_MM = 30.0


def breakable_rows(layout: TableLayout) -> list[bool]:
    """Tell for each row whether it may break across pages: only rows too tall to be moved whole."""
    return [lines > TALLEST_WHOLE_ROW for lines in layout.lines]

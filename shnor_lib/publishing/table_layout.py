"""How a table is laid out: merged headings for both exporters; for paper widths, type size and rows kept together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from shnor_lib.ground.legible import text_width
from shnor_lib.presentation.tables import NUMERIC_KINDS, Column, PublicationTable
from shnor_lib.publishing.long_words import BREAK, breakable, shortened

MM_PER_POINT = 25.4 / 72

#: Sizes of type in points tried one after another until every word fits into its column.
SIZES = (9.0, 8.5, 8.0, 7.5)
DENSE_SIZES = (8.0, 7.5, 7.0, 6.5)

#: Rotated headings break into lines of this length in mm.
ROTATED_LENGTH = 36.0

#: A heading gets so much width that it takes about so many lines.
HEADING_LINES = 4
#: But not more than this, in mm.
WIDEST_HEADING = 40.0

#: A table that needs little width is stretched this much at most, so that the eye does not lose the row.
STRETCH = 1.7

#: Rows with more lines than this may break across pages; others are kept whole.
TALLEST_WHOLE_ROW = 22
#: A table with no more lines than this stays on one page.
SMALL_TABLE = 14
#: So many last rows stay together, on a page of their own at worst.
LAST_ROWS = 3

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


def with_long_words_broken(table: PublicationTable) -> PublicationTable:
    """Return the table as paper shows it: no word so long that its column would squeeze the others."""
    as_they_are = [column.kind == "hash" for column in table.columns]
    return replace(
        table,
        caption=breakable(table.caption or ""),
        columns=tuple(
            replace(c, label=breakable(shortened(c.label)), group=breakable(shortened(c.group))) for c in table.columns
        ),
        rows=tuple(
            tuple(
                cell if kept or (text := breakable(cell.text)) == cell.text else replace(cell, text=text)
                for cell, kept in zip(row, as_they_are, strict=True)
            )
            for row in table.rows
        ),
        notes=tuple(map(breakable, table.notes)),
    )


def layout(table: PublicationTable, portrait_mm: float, landscape_mm: float) -> TableLayout:
    """Return the first layout in which no word has to be broken, from comfortable to dense.

    Upright before landscape (unless the table asks for landscape), straight headings before turned ones, larger type
    before smaller; if nothing helps, words are hyphenated.
    """
    own = [column.rotated for column in table.columns]
    turned = [column.rotated or column.kind in NUMERIC_KINDS for column in table.columns]
    attempts: list[tuple[bool, float, list[bool]]] = []
    for landscape in [True] if table.landscape else [False, True]:
        attempts += [(landscape, size, own) for size in SIZES] + [(landscape, size, turned) for size in DENSE_SIZES]
    for landscape, size, rotated in attempts:
        width = landscape_mm if landscape else portrait_mm
        measured = _Measured(table, size, rotated)
        if sum(measured.least) <= width:
            return _settled(table, measured, width, landscape, hyphenate=False)
    return _settled(table, _Measured(table, DENSE_SIZES[-1], turned), landscape_mm, True, hyphenate=True)


class _Measured:
    """Widths in mm that the columns need at a size of type: ``least`` (longest word) and ``full`` (longest text)."""

    def __init__(self, table: PublicationTable, size: float, rotated: Sequence[bool]):
        self.table, self.size, self.rotated = table, size, rotated
        columns = len(table.columns)
        self.padding = 4.0 if columns <= 8 else 2.5 if columns <= 16 else 1.2
        pad = 2 * self.padding * MM_PER_POINT
        self.rotated_length = self._rotated_length()
        self.least, self.full, self.typical = [], [], []
        for place, column in enumerate(table.columns):
            texts = [row[place] for row in table.rows]
            words = [self.width(word, bold=cell.mark in BOLD_MARKS) for cell in texts for word in _words(cell.text)]
            whole = [self.width(cell.text, bold=cell.mark in BOLD_MARKS) for cell in texts]
            head_least, head_full = self._head(column.label, rotated[place])
            self.least.append(max([head_least, *words]) + pad)
            self.full.append(max([head_full, *whole, self.least[-1] - pad]) + pad)
            self.typical.append(sum(whole) / len(whole) + pad if whole else self.least[-1])
        self._widen_for_groups(pad)

    def width(self, text: str, *, bold: bool = False) -> float:
        """Return the text's width in mm."""
        return text_width(text, self.size * MM_PER_POINT, weight=700 if bold else 400) * _SLACK

    def _rotated_length(self) -> float:
        labels = [c.label for c, turned in zip(self.table.columns, self.rotated, strict=True) if turned]
        longest_word = max((self.width(word, bold=True) for label in labels for word in _words(label)), default=0)
        longest = max((self.width(label, bold=True) for label in labels), default=0)
        return max(min(longest, ROTATED_LENGTH), longest_word)

    def _head(self, label: str, rotated: bool) -> tuple[float, float]:
        """Return the least width of a heading, in which it takes few lines, and its comfortable width."""
        if rotated:
            height = self.lines_of(label, self.rotated_length, bold=True) * self.size * MM_PER_POINT * 1.25
            height = min(height, WIDEST_HEADING)
            return height, height
        longest_word = max((self.width(word, bold=True) for word in _words(label)), default=0)
        whole = self.width(label, bold=True)
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
        if self.width(text, bold=bold) <= available and "\n" not in text:
            return 1
        lines, filled, space = 1, 0.0, self.width(" ")
        for word in _words(text):
            width = self.width(word, bold=bold)
            if filled and filled + space + width > available:
                lines, filled = lines + 1, width
            else:
                filled += width + (space if filled else 0)
        return lines + text.count("\n")


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
    widths = _shared_width(table.columns, measured, width)
    pad = 2 * measured.padding * MM_PER_POINT
    lines = tuple(
        max(
            measured.lines_of(cell.text, available - pad, bold=cell.mark in BOLD_MARKS)
            for cell, available in zip(row, widths, strict=True)
        )
        for row in table.rows
    )
    whole = sum(lines) <= SMALL_TABLE
    return TableLayout(
        widths=tuple(round(value, 2) for value in widths),
        size=measured.size,
        padding=measured.padding,
        landscape=landscape,
        hyphenate=hyphenate,
        rotated=tuple(measured.rotated),
        rotated_length=round(measured.rotated_length, 2),
        lines=lines,
        whole=whole,
        last_rows=_rows_kept_with_the_end(lines, has_notes=bool(table.notes)),
    )


def _rows_kept_with_the_end(lines: Sequence[int], *, has_notes: bool) -> int:
    """Return how many rows at the end keep together; notes never stand alone under a repeated head."""
    if len(lines) > 2 * LAST_ROWS and sum(lines[-LAST_ROWS:]) <= SMALL_TABLE:
        return LAST_ROWS
    return int(has_notes and len(lines) > 1 and lines[-1] <= SMALL_TABLE)


def _shared_width(columns: Sequence[Column], measured: _Measured, width: float) -> list[float]:
    """Share the width among the columns: by the columns' own hints, else by what their texts need."""
    if sum(measured.least) > width:  # words will be broken: shrink all alike
        return [least * width / sum(measured.least) for least in measured.least]
    if any(column.width for column in columns):
        return _shared_by_hints(columns, measured, width)
    if sum(measured.full) <= width:
        total = min(width, STRETCH * sum(measured.full))
        return [full * total / sum(measured.full) for full in measured.full]
    # Longer texts get more, but not so much more that every other column turns into a ladder of words.
    weights = [full + typical for full, typical in zip(measured.full, measured.typical, strict=True)]
    return _within_limits(weights, measured.least, measured.full, width)


def _shared_by_hints(columns: Sequence[Column], measured: _Measured, width: float) -> list[float]:
    """Share the width by the columns' hints; a column without one gets what its texts need, a quarter at most."""
    needed = [max(least, min(full, width / 4)) for least, full in zip(measured.least, measured.full, strict=True)]
    if sum(need for need, column in zip(needed, columns, strict=True) if not column.width) > width / 2:
        needed = measured.least
    weights = [column.width or 1e-9 for column in columns]
    least = [low if column.width else need for low, need, column in zip(measured.least, needed, columns, strict=True)]
    if sum(least) > width:
        least = measured.least
    return _within_limits(weights, least, [width] * len(columns), width)


def _within_limits(
    weights: Sequence[float], least: Sequence[float], most: Sequence[float], total: float
) -> list[float]:
    """Share the total by weights so that every share lies between its limits (they allow it).

    Shares that break a limit are set to it and the rest is shared anew: first those too small, since they must fit.
    """
    fixed: dict[int, float] = {}
    while True:
        free = [place for place in range(len(weights)) if place not in fixed]
        if not free:
            break
        rest, weight = total - sum(fixed.values()), sum(weights[place] for place in free)
        shares = {place: rest * weights[place] / weight for place in free}
        broken = {p: least[p] for p in free if shares[p] < least[p]} or {
            p: most[p] for p in free if shares[p] > most[p]
        }
        if not broken:
            return [fixed.get(place, shares.get(place, 0.0)) for place in range(len(weights))]
        fixed |= broken
    spare = total - sum(fixed.values())
    return [fixed[place] + spare * most[place] / sum(most) for place in range(len(weights))]


def breakable_rows(layout: TableLayout) -> list[bool]:
    """Tell for each row whether it may break across pages: only rows too tall to be moved whole."""
    return [lines > TALLEST_WHOLE_ROW for lines in layout.lines]

"""A publication table as Word's: heads repeated on each page, rows kept whole, widths by content."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.publishing.styles import Style
from shnor_lib.publishing.table_layout import SIZES, HeadCell, TableLayout, breakable_rows, head_rows, layout
from shnor_lib.publishing.word.pen import Pen
from shnor_lib.publishing.word.setting import HEAD, REPORT, Setting, twips
from shnor_lib.publishing.word.xml import Paragraph, Run, quoteattr, words

#: A table whose rows would be towers, or whose heads would be turned, is set in smaller type.
TALLEST_ROW = 5
#: A table higher than this, in mm, may go on on the next page: whole, it would leave too much of this one empty.
HIGHEST_WHOLE_MM = 60.0
#: A line of text as a multiple of its type, the room around a row in mm, what a point is in mm.
_LINE, _ROW_MM, _MM_PER_POINT = 1.15, 1.0, 25.4 / 72

_BOLD, _ITALIC = frozenset({"low", "good", "total"}), frozenset({"doubtful", "repaired", "muted"})
_ALIGN = {"right": "right", "center": "center", "left": ""}
#: A sign as wide as «/» after which no line breaks.
_AS_WIDE = ":"
#: The own lines of a column's cells stay whole up to so many signs.
_LONGEST_LINE = 40
NO_ROWS = "Строк нет."


@dataclass(frozen=True)
class OfficeTable:
    """A table with its layout at the sizes of an office's document: widths in mm, type in points.

    ``usual`` is the size that the style of tables has.
    """

    value: PublicationTable
    paper: TableLayout
    scale: float
    usual: float

    @property
    def is_wide(self) -> bool:
        """Whether the table needs a turned page."""
        return self.paper.landscape

    @property
    def is_low(self) -> bool:
        """Whether no row is a tower of short lines."""
        return max(self.paper.lines, default=0) <= TALLEST_ROW

    @property
    def is_whole(self) -> bool:
        """Whether the table keeps to one page."""
        line = self.paper.size * self.scale * _LINE * _MM_PER_POINT
        height = sum(lines * line + _ROW_MM for lines in self.paper.lines)
        return self.paper.whole and height <= HIGHEST_WHOLE_MM

    @property
    def half_points(self) -> int:
        """The size of type as Word counts it."""
        return round(2 * self.paper.size * self.scale)

    @property
    def own_size(self) -> int:
        """The size that its texts say for themselves; 0: as the style has it."""
        return self.half_points if self.half_points < 2 * self.usual else 0

    def xml(self, title: str, pen: Pen) -> str:
        """Return the table as the pen writes it; ``title`` is read aloud before it."""
        widths = [twips(width * self.scale) for width in self.paper.widths]
        aside = round(20 * self.paper.padding * self.scale)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        properties = (
            f'<w:tblStyle w:val="{Style.REPORT_TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/>'
            f'<w:tblCellMar><w:left w:w="{aside}" w:type="dxa"/><w:right w:w="{aside}" w:type="dxa"/></w:tblCellMar>'
            f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(title)}/>'
        )
        rows = self._head(widths) + self._body(pen)
        return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    # Heads

    def _head(self, widths: Sequence[int]) -> str:
        rows = head_rows(self.value.columns, self.paper.rotated)
        covered = {cell.column: cell for cell in rows[0] if cell.rows > 1}
        return "".join(
            self._head_row(cells, covered if number else {}, widths, is_last=number == len(rows) - 1)
            for number, cells in enumerate(rows)
        )

    def _head_row(
        self, cells: Sequence[HeadCell], covered: dict[int, HeadCell], widths: Sequence[int], *, is_last: bool
    ) -> str:
        """Return a row of heads; a head over two rows goes on as an empty cell below."""
        row = sorted([*cells, *(HeadCell("", place) for place in covered)], key=lambda cell: cell.column)
        turned = any(cell.rotated for cell in row)
        height = twips(self.paper.rotated_length * self.scale) + 160
        rules = "<w:cantSplit/>" + (f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if turned else "")
        inner = "".join(self._head_cell(cell, covered, widths, is_last=is_last) for cell in row)
        return f"<w:tr><w:trPr>{rules}<w:tblHeader/></w:trPr>{inner}</w:tr>"

    def _head_cell(self, cell: HeadCell, covered: dict[int, HeadCell], widths: Sequence[int], *, is_last: bool) -> str:
        width = sum(widths[cell.column : cell.column + cell.columns])
        goes_on = cell.column in covered
        line = '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/></w:tcBorders>'
        properties = "".join(
            (
                f'<w:tcW w:w="{width}" w:type="dxa"/>',
                f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else "",
                "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>' if cell.rows > 1 else "",
                line if is_last or cell.columns > 1 else "",
                '<w:textDirection w:val="btLr"/>' if cell.rotated else "",
                f'<w:vAlign w:val="{"center" if cell.columns > 1 else "bottom"}"/>',
            )
        )
        column = self.value.columns[cell.column]
        align = "center" if cell.columns > 1 else "" if cell.rotated else _ALIGN[column.align]
        look = Run(size=int(HEAD * self.own_size))
        text = Paragraph(Style.TABLE_HEAD, align=align).around(words(cell.text, look))
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text}</w:tc>"

    # Rows

    def _body(self, pen: Pen) -> str:
        columns = self.value.columns
        if not self.value.rows:
            span = f'<w:gridSpan w:val="{len(columns)}"/>' if len(columns) > 1 else ""
            text = Paragraph(Style.TABLE_CELL).around(words(NO_ROWS, Run(italic=True)))
            return f'<w:tr><w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{span}</w:tcPr>{text}</w:tc></w:tr>'
        stands = [Paragraph(Style.TABLE_CELL, align=_ALIGN[column.align]) for column in columns]
        kept = [Paragraph(Style.TABLE_CELL, keep_next=True, align=_ALIGN[column.align]) for column in columns]
        last = len(self.value.rows) - 1
        # The last rows stay together, and a small table stays on one page.
        first_kept = 0 if self.is_whole else max(last - max(self.paper.last_rows, 1) + 1, 0)
        blocks = (*self.value.blocks, 1)
        rows = zip(self.value.rows, breakable_rows(self.paper), strict=True)
        # A row whose block goes on below it stays with the next one.
        return "".join(
            self._row(
                row,
                kept if first_kept <= number < last or not blocks[number + 1] else stands,
                self.own_size,
                pen,
                may_break=may_break,
                block=blocks[number],
            )
            for number, (row, may_break) in enumerate(rows)
        )

    def _row(
        self, row: Sequence[Cell], stands: Sequence[Paragraph], size: int, pen: Pen, *, may_break: bool, block: int
    ) -> str:
        whole = "" if may_break else "<w:trPr><w:cantSplit/></w:trPr>"
        cells = [
            f"<w:tc>{stand.around(pen.cell(cell, _look(cell, column, size), self.half_points, self.scale))}</w:tc>"
            for cell, column, stand in zip(row, self.value.columns, stands, strict=True)
        ]
        if block != 1:  # The cell that names the block is one cell over its rows.
            merged = '<w:vMerge w:val="restart"/>' if block else "<w:vMerge/>"
            words = cells[0].removeprefix("<w:tc>") if block else f"{stands[0].around('')}</w:tc>"
            cells[0] = f"<w:tc><w:tcPr>{merged}</w:tcPr>{words}"
        return f"<w:tr>{whole}{''.join(cells)}</w:tr>"


def _look(cell: Cell, column: Column, size: int) -> Run:
    style = Style.CODE if column.kind == "hash" else ""
    return Run(style, cell.mark in _BOLD, cell.mark in _ITALIC, False, cell.mark == "border", size)


def office_table(value: PublicationTable, setting: Setting = REPORT) -> OfficeTable:
    """Return the table laid out for an office: in the usual type where it fits upright and low, else smaller or turned.

    A turned page is the last resort: it breaks a text in two.
    """
    measured = _unbroken(value)
    tried = []
    for size in setting.table_sizes:
        scale = size / SIZES[0]
        paper = layout(measured, setting.portrait_mm / scale, setting.landscape_mm / scale)
        made = OfficeTable(value, paper, scale, setting.table_sizes[0])
        if made.is_low and (value.landscape or not made.is_wide) and not any(made.paper.rotated):
            return made
        tried.append(made)
    low = [made for made in tried if made.is_low]
    return next((made for made in low if not made.is_wide), (low or tried[-1:])[0])


def _unbroken(value: PublicationTable) -> PublicationTable:
    """Return the table to measure: Word breaks no line after «/», and long lines within cells wrap."""
    columns = tuple(
        replace(column, label=column.label.replace("/", _AS_WIDE), group=column.group.replace("/", _AS_WIDE))
        for column in value.columns
    )
    wrapping = [any(_is_long(row[place].text) for row in value.rows) for place in range(len(columns))]
    rows = tuple(
        tuple(
            replace(cell, text=(cell.text.replace("\n", " ") if wraps else cell.text).replace("/", _AS_WIDE))
            for cell, wraps in zip(row, wrapping, strict=True)
        )
        for row in value.rows
    )
    return replace(value, columns=columns, rows=rows)


def _is_long(text: str) -> bool:
    return any(len(line) > _LONGEST_LINE for line in text.split("\n"))

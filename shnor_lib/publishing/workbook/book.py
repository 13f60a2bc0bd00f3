"""The workbook's bytes: a sheet of contents with links, then a sheet per table, ready to search, filter and print."""

import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shnor_lib.presentation import palette
from shnor_lib.publishing.document import Document
from shnor_lib.publishing.logo import logo_words
from shnor_lib.publishing.word.figures import DOTS_PER_INCH, Picture, drawn, picture_of_logo, size_of
from shnor_lib.publishing.workbook.cells import SheetCell, plain_spaces
from shnor_lib.publishing.workbook.sheets import (
    DRAWN,
    FORMULA_BEGINNINGS,
    LOOKED_UP,
    PRINTED,
    REGISTERS,
    STORED,
    Names,
    Sheet,
    SheetColumn,
    cell_text,
    sheets_of,
)
from shnor_lib.publishing.workbook.stored import stored_sheets

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CONTENTS = "Содержание"
BACK = "← К содержанию"
NO_ROWS = "Строк нет."

#: The workbook is made at the report's date; without one, at the first moment that a zip archive can tell.
_NO_DATE = datetime(1980, 1, 1)
_FONT, _SIZE = "Calibri", 11
#: Widths of columns in characters; a head takes about so many lines.
_NARROWEST, _WIDEST, _HEAD_LINES = 8, 60, 3
#: Columns that name the row stay in view only where they leave room for the others.
_WIDEST_FROZEN = 50
#: A line of notes, in characters.
_NOTE_LINE = (70, 130)
#: Points that a line takes.
_LINE = 15
#: Excel keeps no longer words in a footer.
_LONGEST_FOOTER = 120
_A4 = 9
#: The logo's height on the first sheet.
_LOGO_PIXELS, _SCREEN_DPI = 44, 96

_BOLD_MARKS = frozenset({"low", "good", "total"})
_ITALIC_MARKS = frozenset({"doubtful", "repaired", "muted", "border"})

#: What the parts of the workbook hold.
PARTS = {
    PRINTED: "таблицы отчёта и приложений; номера те же, что в отчёте",
    DRAWN: "то, что нарисовано на рисунках отчёта, числами",
    LOOKED_UP: "справочные таблицы: в отчёте на них есть ссылка, целиком они только здесь",
    STORED: "всё, из чего посчитан отчёт: строка на школу, процедуру, показатель; пустая ячейка — сведений нет",
    REGISTERS: "реестры Программы, как они прочитаны; листов с кодами педагогов здесь нет",
}
SYMBOLS = (
    "Числа в ячейках — числа: их можно сортировать, фильтровать и считать. Единицы — в заголовках столбцов.",
    "«–» — сведений нет либо процедура не проводилась: что именно, сказано в примечаниях под таблицей.",
    "«?» и «*» после числа — сомнительное или исправленное значение; знак задан форматом, в ячейке стоит само число.",
    "Полужирным выделены низкие результаты и итоги, курсивом — сомнительные и исправленные значения.",
)


def workbook(document: Document, folder: Path | None = None) -> bytes:
    """Return the workbook of a document; ``folder`` is the edition's, whose stored tables follow the report's.

    The same document and tables give the same bytes.
    """
    names = Names({CONTENTS.casefold()})
    return _written(document, [*sheets_of(document, names), *stored_sheets(folder, names)])


def _written(document: Document, sheets: Sequence[Sheet]) -> bytes:
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    book.set_properties(_properties(document))
    writer = _Writer(book, document.notice, palette.as_dictionary(document.colours))
    writer.write_contents(document, sheets)
    for number, sheet in enumerate(sheets, start=1):
        writer.write_sheet(number, sheet)
    book.close()
    return stream.getvalue()


def _properties(document: Document) -> dict[str, Any]:
    page = document.title_page
    return {
        "title": plain_spaces(document.title),
        "subject": plain_spaces(page.subtitle) if page else "",
        "author": plain_spaces(page.organisation) if page else "",
        "keywords": ", ".join(page.keywords) if page else "",
        "comments": document.notice,
        "created": datetime.fromisoformat(page.date) if page and page.date else _NO_DATE,
    }


class _Look(NamedTuple):
    """How a cell looks; cells that look alike share a format."""

    number: str = ""
    align: str = "left"
    bold: bool = False
    italic: bool = False
    size: int = _SIZE
    wrap: bool = True
    is_title: bool = False
    is_head: bool = False
    is_link: bool = False
    #: Keeps a text off the number beside it.
    is_indented: bool = False
    #: A text that Excel would take for a formula once somebody edits the cell.
    is_quoted: bool = False


class _Writer:
    """Writes sheets into one workbook of XlsxWriter."""

    def __init__(self, book: Any, notice: str, colours: Mapping[str, str]):
        self._book = book
        self._colours = colours
        self._notice = plain_spaces(notice)
        self._formats: dict[_Look, Format] = {}

    # Sheets

    def write_contents(self, document: Document, sheets: Sequence[Sheet]) -> None:
        """Write the first sheet: what the workbook is, what its signs mean, a line with a link per table."""
        sheet = self._book.add_worksheet(CONTENTS)
        page = document.title_page
        lines = [plain_spaces(line) for line in (page.subtitle, page.organisation) if line] if page else []
        present = [part for part in PARTS if any(one.part == part for one in sheets)]
        about = [f"{part.capitalize()} — {PARTS[part]}." for part in present]
        logo = picture_of_logo(page)
        if logo and page:
            self._draw_logo(sheet, logo, logo_words(page))
        title = plain_spaces(document.title)
        top = self._write_lines(sheet, title, [*lines, *about, *SYMBOLS], first=1 if logo else 0)
        columns = tuple(map(SheetColumn, ("Таблица", "Что в ней", "Чья", "Раздел отчёта")))
        columns = (*columns, SheetColumn("Строк", "right"))
        rows = [
            [
                SheetCell(one.name),
                SheetCell(f"{one.label}. {one.title}" if one.label else one.title),
                SheetCell(one.part),
                SheetCell(one.section or one.file),
                SheetCell(len(one.rows), "#,##0"),
            ]
            for one in sheets
        ]
        links = [f"internal:'{one.name.replace(chr(39), chr(39) * 2)}'!A1" for one in sheets]
        wide = widths(columns, rows)
        self._write_table(sheet, top, columns, rows, wide, table=CONTENTS, links=links)
        self._set_up(sheet, top, wide, document.title, row_headers=1)
        sheet.activate()

    def _draw_logo(self, sheet: "Worksheet", logo: Picture, words: str) -> None:
        """Draw the centre's logo in the sheet's first line, which grows with it."""
        (png,) = drawn([logo])
        _, height = size_of(png)
        scale = _LOGO_PIXELS / height * DOTS_PER_INCH / _SCREEN_DPI
        sheet.set_row_pixels(0, _LOGO_PIXELS + 4)
        place = {"image_data": io.BytesIO(png), "description": words, "object_position": 3, "y_offset": 2}
        sheet.insert_image(0, 0, "logo.png", {**place, "x_scale": scale, "y_scale": scale})

    def write_sheet(self, number: int, table: Sheet) -> None:
        """Write a table's sheet: title, what it belongs to, the table, its notes."""
        sheet = self._book.add_worksheet(table.name)
        title = f"{table.label}. {table.title}" if table.label else table.title
        top = self._write_lines(sheet, title, [_about(table)], BACK)
        wide = widths(table.columns, table.rows)
        bottom = self._write_table(sheet, top, table.columns, table.rows, wide, table=f"Таблица_{number}")
        self._write_notes(sheet, bottom + 1, table.notes, sum(wide))
        self._set_up(sheet, top, wide, title, table.row_headers)

    def _write_lines(
        self, sheet: "Worksheet", title: str, lines: Iterable[str], back: str = "", *, first: int = 0
    ) -> int:
        """Write the lines above a table, from the ``first`` row on; return the row of the table's heads."""
        self._text(sheet, first, 0, title, _Look(bold=True, size=14, wrap=False, is_title=True))
        row = first + 1
        if self._notice:
            self._text(sheet, row, 0, self._notice, _Look(bold=True, wrap=False))
            row += 1
        for line in filter(None, lines):
            self._text(sheet, row, 0, line, _Look(wrap=False))
            row += 1
        if back:
            sheet.write_url(row, 0, f"internal:'{CONTENTS}'!A1", self._format(_Look(is_link=True, wrap=False)), back)
            row += 1
        return row

    def _write_table(
        self,
        sheet: "Worksheet",
        top: int,
        columns: Sequence[SheetColumn],
        rows: Sequence[Sequence[SheetCell]],
        wide: Sequence[float],
        *,
        table: str,
        links: Sequence[str] = (),
    ) -> int:
        """Write heads and rows; return the row below."""
        heads = [
            _Look(align=column.align, bold=True, is_head=True, is_indented=place > 0)
            for place, column in enumerate(columns)
        ]
        for place, (column, look) in enumerate(zip(columns, heads, strict=True)):
            self._text(sheet, top, place, column.head, look)
        # Not every program fits heights on opening.
        lines = (lines_of(column.head, width - _BUTTON) for column, width in zip(columns, wide, strict=True))
        sheet.set_row(top, max(lines) * _LINE + 2)
        if not rows:
            self._text(sheet, top + 1, 0, NO_ROWS, _Look(italic=True, wrap=False))
            return top + 2
        sheet.add_table(
            top,
            0,
            top + len(rows),
            len(columns) - 1,
            {
                "name": table,
                "style": "",
                "banded_rows": False,
                "first_column": True,
                "columns": [
                    {"header": column.head, "header_format": self._format(look)}
                    for column, look in zip(columns, heads, strict=True)
                ],
            },
        )
        # A column has few looks and thousands of cells.
        looks: list[dict[tuple[str, str], Format]] = [{} for _ in columns]
        for number, row in enumerate(rows, start=top + 1):
            for place, cell in enumerate(row):
                if cell.value is None or cell.value == "":
                    continue
                shown = looks[place].get((cell.format, cell.mark))
                if shown is None:
                    look = _look_of(cell, columns[place].align, is_first=place == 0)
                    shown = looks[place][cell.format, cell.mark] = self._format(look)
                self._cell(sheet, number, place, cell, shown, columns[place].align)
            if (height := lines_of_row(row, wide)) > 1:
                sheet.set_row(number, height * _LINE)
        for number, link in enumerate(links, start=top + 1):
            name = str(rows[number - top - 1][0].value)
            sheet.write_url(number, 0, link, self._format(_Look(is_link=True, wrap=False)), name)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{top + len(rows) + 1}"})
        return top + len(rows) + 1

    def _write_notes(self, sheet: "Worksheet", row: int, notes: Sequence[str], wide: float) -> None:
        """Write the notes below a table, a line of words in a row, since nothing is merged."""
        if not notes:
            return
        width = min(max(round(wide), _NOTE_LINE[0]), _NOTE_LINE[1])
        self._text(sheet, row, 0, "Примечания", _Look(bold=True, wrap=False))
        for note in notes:
            for line in textwrap.wrap(note, width, break_long_words=False, break_on_hyphens=False):
                row += 1
                self._text(sheet, row, 0, line, _Look(wrap=False))

    def _set_up(self, sheet: "Worksheet", top: int, wide: Sequence[float], title: str, row_headers: int) -> None:
        """Set widths, what stays in view, and the print: landscape A4, as wide as the page, heads on each page."""
        for place, width in enumerate(wide):
            sheet.set_column(place, place, width)
        frozen = row_headers if len(wide) > row_headers and sum(wide[:row_headers]) <= _WIDEST_FROZEN else 0
        sheet.freeze_panes(top + 1, frozen)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        if self._notice:
            sheet.set_header(f"&C&9{_in_footer(self._notice)}")
        sheet.set_footer(f"&L&9{_in_footer(title)}&R&9стр. &P из &N")

    # Cells

    def _cell(self, sheet: "Worksheet", row: int, place: int, cell: SheetCell, shown: "Format", align: str) -> None:
        value = cell.value
        if isinstance(value, str):
            if not value.startswith(FORMULA_BEGINNINGS):
                sheet.write_string(row, place, cell_text(value), shown)
            else:
                self._text(sheet, row, place, value, _look_of(cell, align, is_first=place == 0))
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), shown)
        elif value is not None:
            sheet.write_number(row, place, value, shown)

    def _text(self, sheet: "Worksheet", row: int, place: int, text: str, look: _Look) -> None:
        """Write a text as a text, whatever it begins with (decision 43)."""
        if text.startswith(FORMULA_BEGINNINGS):
            look = look._replace(is_quoted=True)
        sheet.write_string(row, place, cell_text(text), self._format(look))

    def _format(self, look: _Look) -> "Format":
        if look not in self._formats:
            self._formats[look] = self._book.add_format(_properties_of(look, self._colours))
        return self._formats[look]


def _look_of(cell: SheetCell, align: str, *, is_first: bool) -> _Look:
    """Return the look of a table's cell; texts, which have no number format, wrap."""
    bold, italic = cell.mark in _BOLD_MARKS, cell.mark in _ITALIC_MARKS
    return _Look(cell.format, align, bold, italic, wrap=not cell.format, is_indented=not is_first)


def _properties_of(look: _Look, colours: Mapping[str, str]) -> dict[str, Any]:
    """Return a look as XlsxWriter takes it."""
    properties: dict[str, Any] = {
        "font_name": _FONT,
        "font_size": look.size,
        "font_color": colours["accent" if look.is_link or look.is_title or look.is_head else "ink"],
        "valign": "bottom" if look.is_head else "top",
        "align": look.align,
        "text_wrap": look.wrap,
        "bold": look.bold,
        "italic": look.italic,
        "underline": int(look.is_link),
        "quote_prefix": look.is_quoted,
        "indent": int(look.is_indented and look.align == "left"),
    }
    if look.number:
        properties["num_format"] = look.number
    if look.is_head:
        properties |= {"bg_color": colours["pale"], "bottom": 1, "top": 1, "border_color": colours["muted"]}
    return properties


def _about(table: Sheet) -> str:
    """Return what a table's sheet says of itself: where it comes from, and that notes stand below."""
    place = f"Раздел отчёта: {table.section}." if table.section else ""
    file = f"Тот же состав — в файле {table.file}; пустая ячейка — сведений нет." if table.file else ""
    notes = "Примечания — под таблицей." if table.notes else ""
    return " ".join(filter(None, (place, file, notes)))


def _in_footer(text: str) -> str:
    """Return a text as a header or footer of the page takes it: «&» begins its codes."""
    short = text if len(text) <= _LONGEST_FOOTER else text[:_LONGEST_FOOTER].rstrip() + "…"
    return short.replace("&", "&&")


#: Widths are taken from so many rows: later ones look like those before.
_ROWS_MEASURED = 500
#: Room beside a text, and that of a filter's button in a head, in characters.
_ROOM, _BUTTON = 2.5, 3


def widths(columns: Sequence[SheetColumn], rows: Sequence[Sequence[SheetCell]]) -> list[float]:
    """Return the widths of columns in characters: by their longest cell, wide ones wrap; heads take a few lines."""
    wide = []
    for place, column in enumerate(columns):
        shown = [_shown(row[place]) for row in rows[:_ROWS_MEASURED] if place < len(row)]
        texts = [max(text.split("\n"), key=len) if "\n" in text else text for text in shown]
        longest = max(map(len, texts), default=0)
        words = max((len(word) for word in column.head.split()), default=0)
        head = max(words + _BUTTON, len(column.head) / _HEAD_LINES)
        typical = sum(map(len, texts)) / len(texts) if texts else 0
        # A text that is long once and short elsewhere wraps.
        body = min(longest, max(3 * typical, _NARROWEST))
        wide.append(min(max(body, head, _NARROWEST) + _ROOM, _WIDEST))
    return wide


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in so many characters; words unbroken, a little is added."""
    return sum(max(1, -(-len(line) * 21 // int(20 * max(width, 1)))) for line in text.split("\n"))


def lines_of_row(row: Sequence[SheetCell], wide: Sequence[float]) -> int:
    """Return how many lines the tallest text of a row takes."""
    return max(
        (
            lines_of(cell.value, width - 1)
            for cell, width in zip(row, wide, strict=False)
            if isinstance(cell.value, str) and (len(cell.value) > width - 1 or "\n" in cell.value)
        ),
        default=1,
    )


def _shown(cell: SheetCell) -> str:
    """Return about as many signs as a cell shows."""
    if isinstance(cell.value, str):
        return cell.value
    if isinstance(cell.value, float | int):
        places = cell.format.split(";")[0].partition(".")[2].count("0")
        return f"{cell.value:,.{places}f}" if cell.format != "General" else f"{cell.value:g}"
    return "" if cell.value is None else "00.00.0000"

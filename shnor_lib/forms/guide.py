"""The sheet «Памятка» of a form: how to fill it, what each sheet is for, what may be left out."""

from collections.abc import Sequence

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from shnor_lib.forms.sheets import FONT, LINE_HEIGHT, OPTIONAL_FILL, TAB_GUIDE, lines_of, print_sheet

_INK, _PAPER, _WARNING = "1F2429", "FFFFFF", "B3401F"
_RULE = Border(bottom=Side(style="thin", color="D5DBE1"))


def build_guide(
    sheet: Worksheet,
    title: str,
    warning: str,
    rules: Sequence[str],
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
) -> None:
    """Build the guide: a title, one warning, numbered rules, a table.

    Args:
        sheet: an empty worksheet; it becomes protected, since nothing is typed here.
        title: the form's name.
        warning: what must not happen.
        rules: how to fill the form.
        header: the table's header.
        rows: the table's rows of texts.
        widths: widths of the table's columns in characters.
    """
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    last, whole = len(widths), sum(widths)
    _line(sheet, 1, title, last, whole, Font(name=FONT, size=16, bold=True, color=_INK), size=16)
    _line(sheet, 2, warning, last, whole, Font(name=FONT, size=11, bold=True, color=_WARNING))
    for number, rule in enumerate(rules, start=1):
        _line(sheet, 2 + number, f"{number}. {rule}", last, whole, Font(name=FONT, size=11, color=_INK))
    top = len(rules) + 4
    for place, text in enumerate(header, start=1):
        cell = sheet.cell(top, place, text)
        cell.font = Font(name=FONT, size=11, bold=True, color=_PAPER)
        cell.fill = PatternFill("solid", fgColor=OPTIONAL_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row, texts in enumerate(rows, start=top + 1):
        _table_row(sheet, row, texts, widths)
    sheet.sheet_properties.tabColor = TAB_GUIDE
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    print_sheet(sheet, last)


def _line(sheet: Worksheet, row: int, text: str, last: int, whole: int, font: Font, size: int = 11) -> None:
    """Write a text over the whole width; Excel does not fit the height of merged cells by itself."""
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = lines_of(text, whole) * LINE_HEIGHT * size / 11 + 3


def _table_row(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    for place, text in enumerate(texts, start=1):
        cell = sheet.cell(row, place, text)
        cell.font = Font(name=FONT, size=11, bold=place == 1, color=_INK)
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), _RULE
    most = max(lines_of(text, width) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[row].height = most * LINE_HEIGHT + 3

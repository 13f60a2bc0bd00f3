"""The workbook of what changed between two editions: all changes, one a row, verdicts first."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from shnor_lib.ground.legible import writable
from shnor_lib.presentation import palette
from shnor_lib.publishing.difference.told import HEADS, Told
from shnor_lib.publishing.workbook.sheets import FORMULA_BEGINNINGS, cell_text

#: Two sheets: their names, and how wide the columns are.
VERDICTS, VALUES = "Выводы и статусы", "Значения и строки"
_WIDTHS = (30, 46, 36, 22, 22, 40)
#: More rows a sheet of Excel does not hold.
MOST_ROWS = 1_048_575
_NO_DATE = datetime(1980, 1, 1)


def difference_book(
    verdicts: Sequence[Told], values: Sequence[Told], colours: Mapping[str, str] | None = None
) -> bytes:
    """Return the workbook; the same changes give the same bytes.  Cells are texts, as the tables store them.

    ``colours`` are those that the edition puts in place of the palette's own.
    """
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Что изменилось", "created": _NO_DATE})
    own = palette.as_dictionary(colours)
    head = book.add_format(
        {"bold": True, "text_wrap": True, "font_color": own["accent"], "bg_color": own["pale"], "bottom": 1}
    )
    plain, quoted = (
        book.add_format({"text_wrap": True, "valign": "top", "font_color": own["ink"], "quote_prefix": quotes})
        for quotes in (False, True)
    )
    for name, rows in ((VERDICTS, verdicts), (VALUES, values)):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(rows[:MOST_ROWS], start=1):
            for column, cell in enumerate(row):
                look = quoted if cell.startswith(FORMULA_BEGINNINGS) else plain
                sheet.write_string(number, column, cell_text(writable(cell)), look)
        sheet.autofilter(0, 0, max(1, min(len(rows), MOST_ROWS)), len(HEADS) - 1)
    book.close()
    return stream.getvalue()

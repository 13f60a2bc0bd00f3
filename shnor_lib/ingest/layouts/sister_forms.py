"""Forms of ФИС ОКО without marks (scores, tasks, planned results): recognised, set aside, never read."""

from collections.abc import Sequence

from shnor_lib.ground import wording
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ingest.cells.sheet import EMPTY, Sheet
from shnor_lib.ingest.cells.texts import listed
from shnor_lib.ingest.layouts.fis_oko import heading_row
from shnor_lib.ingest.layouts.form_titles import (
    WITHOUT_MARKS,
    FormTitle,
    form_title,
    numbers_beside_marks,
    title_in_row,
    title_of_sheet,
)

LAYOUT = "sister_forms"
TITLE = "Форма ФИС ОКО без отметок"
SIGNS: tuple[str, ...] = ()
MOST_HEADINGS_QUOTED = 6


def recognise_sister_form(sheet: Sheet) -> bool:
    """Tell whether the title is that of a form without marks, or an untitled table of groups is headed by numbers.

    The sheet's name alone tells a form only where groups of participants stand on it.
    """
    heading, title = heading_row(sheet), _title(sheet)
    if title:
        return title.code == WITHOUT_MARKS and (title.row > 0 or heading is not None)
    return heading is not None and bool(numbers_beside_marks(sheet.rows[heading - 1]))


def _title(sheet: Sheet) -> FormTitle | None:
    heading = heading_row(sheet)
    return form_title(sheet, heading - 1) if heading else form_title(sheet)


def read_sister_form(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> None:
    """Set the sheet aside with one finding: a note where the title tells the form, else a warning."""
    heading, title = heading_row(sheet), _title(sheet)
    filled = int((sheet.fates != EMPTY).sum())
    cells = wording.plural(filled, "ячейка не использована", "ячейки не использованы", "ячеек не использовано")
    if title is None:
        numbers = numbers_beside_marks(sheet.rows[heading - 1]) if heading else []
        what = f"Таблица без названия, в заголовках — номера или баллы ({listed(numbers, MOST_HEADINGS_QUOTED)})"
        severity, advice = "warning", "Если это «Статистика по отметкам», выгрузите форму заново вместе с её шапкой."
        message = f"{what}: это не «Статистика по отметкам», {cells}."
    else:
        severity, advice = "note", ""
        message = f"Форма ФИС ОКО «{title.words}»: отметок в ней нет, {cells}."
        named = title_of_sheet(sheet.name)
        if title.row and named and named.code != WITHOUT_MARKS:
            severity = "warning"
            message = (
                f"Лист называется «{sheet.name}», но заголовок на нём — «{title.words}»: отметок в этой форме нет, "
                f"{cells}."
            )
            advice = f"Если нужна форма «{named.words}», выгрузите её заново."
    sheet.set_aside_range(1, 1, sheet.last_row, sheet.last_column, severity, "form_without_marks", message, advice)
    if title is not None:
        _complain_of_form_below(sheet, title)


def _complain_of_form_below(sheet: Sheet, title: FormTitle) -> None:
    """Name a form with marks that stands below on the same sheet: nobody reads it there."""
    for row in range(title.row + 1, sheet.last_row + 1):
        below = title_in_row(sheet.rows[row - 1], row)
        if below and below.code != WITHOUT_MARKS:
            sheet.complain(
                "error",
                "header_repeated",
                f"Ниже, со строки {row}, на листе стоит форма «{below.words}»: она не использована.",
                "Положите каждую форму на отдельный лист или в отдельный файл.",
                sheet.address(row, 1),
            )
            return

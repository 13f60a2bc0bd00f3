"""What a source file holds: the rows, findings and cell counts of its sheets.

It knows nothing of the roster or of the params but the exam minimums; it holds rows of groups of participants, never
rows of pupils.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ingest.appendix.layout import recognise_appendix
from shnor_lib.ingest.cells.sheet import EMPTY, Sheet
from shnor_lib.ingest.files.books import Book
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.form_sheets import is_of_the_form, leave_unneeded
from shnor_lib.ingest.layouts.raw_rows import Rows
from shnor_lib.ingest.layouts.recognition import recognised, resemblance


@dataclass
class SheetContent:
    """What a sheet gave; ``rows`` is nothing where the sheet has no layout that gives rows of its own."""

    counts: dict[str, int | str]
    findings: list[Finding] = field(default_factory=list)
    rows: Rows | None = None


@dataclass(frozen=True)
class AppendixSheet:
    """A sheet recognised as Приложение 1 by its heading row; it waits for the roster."""

    sheet: Sheet
    heading_row: int


@dataclass
class FileContent:
    """What a file gave: its sheets, those in Приложение 1's layout apart, and what is to be said of the file itself."""

    sheets: list[SheetContent] = field(default_factory=list)
    appendices: list[AppendixSheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def content_of(book: Book, minimums: Sequence[ExamMinimum]) -> FileContent:
    """Recognise and read all sheets of a book.

    Raises:
        ReportError: the file cannot be read.
    """
    content = FileContent()
    for sheet in book.sheets:
        rows: Rows | None = None
        if is_of_the_form(sheet):
            leave_unneeded(sheet)
        elif layout := recognised(sheet):
            rows = layout.read(sheet, minimums)
            sheet.sweep()
        elif (heading_row := recognise_appendix(sheet)) is not None:
            content.appendices.append(AppendixSheet(sheet, heading_row))
            continue
        else:
            _set_aside_unknown(sheet)
        sheet.tell_of_hidden()
        content.sheets.append(SheetContent(sheet.counts(), sheet.findings, rows))
    if not any(sheet.last_row or sheet.apart for sheet in book.sheets):
        content.findings.append(
            Finding(
                "warning",
                "file_unknown",
                "В файле нет ни одной заполненной ячейки.",
                "Если здесь были результаты, скачайте файл заново; если нет, уберите его из папки.",
                book.file,
            )
        )
    return content


def _set_aside_unknown(sheet: Sheet) -> None:
    if not sheet.last_row:
        return
    like = resemblance(sheet)
    filled = int((sheet.fates != EMPTY).sum())
    what = f"{like}; его" if like else "не похож на таблицу результатов: его"
    sheet.set_aside_range(
        1,
        1,
        sheet.last_row,
        sheet.last_column,
        "warning",
        "sheet_unknown",
        f"Лист «{sheet.name}» {what} ячейки не использованы ({filled}).",
        "Если это результаты, верните заголовки формы или оформите их по образцу Приложения 1; если нет, ничего "
        "делать не нужно.",
    )

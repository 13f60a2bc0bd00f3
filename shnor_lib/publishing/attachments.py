"""What the PDF carries along (PDF/A-3): the tables that it prints or names, the workbook, the passport of its inputs.

Nothing of the folder «Для служебного пользования», and no hash of what was made: a document cannot hold its own.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shnor_lib.ground.table_words import TABLES_BOOK
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.publishing.document import Document
from shnor_lib.publishing.passport import passport_of

#: What the passport says of inputs; its hashes of tables are those of outputs.
INPUT_KEYS = ("edition", "version", "python", "inputs", "params", "comments", "code", "lock")

#: How PDF names what an attachment is to the document.
DATA, SOURCE = "data", "source"


@dataclass(frozen=True)
class Attachment:
    """A file within the PDF: its name, content, kind, and what it is to the document."""

    name: str
    content: bytes
    mime: str
    relationship: str
    description: str


def attachments_of(document: Document, folder: Path | None) -> tuple[Attachment, ...]:
    """Return what the document carries along; ``folder`` is where its notebook lies."""
    return (*_workbook(folder), *_tables(document), *_passport(folder))


def _workbook(folder: Path | None) -> Iterator[Attachment]:
    if folder and (folder / TABLES_BOOK).is_file():
        content = (folder / TABLES_BOOK).read_bytes()
        mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        yield Attachment(TABLES_BOOK, content, mime, DATA, "Все таблицы отчёта и приложений, лист на таблицу")


def _tables(document: Document) -> Iterator[Attachment]:
    """Yield the printed tables by their numbers, then those that the text only names.

    Names are ASCII, since some viewers read them so; the description says in Russian what they are.
    """
    for table in document.tables:
        name = f"table-{table.number:02}.csv"
        yield Attachment(name, csv_of(table.value), "text/csv", DATA, f"{table.label}. {table.caption}")
    for place, lookup in enumerate(document.lookups, start=1):
        name = f"lookup-{place:02}.csv"
        yield Attachment(name, csv_of(lookup), "text/csv", DATA, lookup.caption or name)


def _passport(folder: Path | None) -> Iterator[Attachment]:
    if known := passport_of(folder):
        inputs = {key: known[key] for key in INPUT_KEYS if key in known}
        text = json.dumps(inputs, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        words = "Из каких файлов, параметров и какой программой сделан отчёт: контрольные суммы SHA-256"
        yield Attachment("passport.json", text.encode(), "application/json", SOURCE, words)


#: A text that begins so is a formula to a spreadsheet; a tab before it keeps it a text.
_FORMULA_SIGNS = ("=", "+", "-", "@")


def csv_of(table: PublicationTable) -> bytes:
    """Return the table as readers see it, for spreadsheets: semicolons, UTF-8 with its mark, no cell a formula."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    writer.writerow(_text(" ".join(filter(None, (column.group, column.label)))) for column in table.columns)
    writer.writerows([_text(cell.text) for cell in row] for row in table.rows)
    return page.getvalue().encode("utf-8-sig")


def _text(words: str) -> str:
    plain = words.replace("\n", "; ")
    return f"\t{plain}" if plain.startswith(_FORMULA_SIGNS) else plain

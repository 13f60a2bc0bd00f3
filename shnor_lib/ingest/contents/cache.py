"""What a source file holds: the rows, findings and cell counts of its sheets, kept from run to run by content.

What is kept knows nothing of the roster or of the params but the exam minimums; it holds rows of groups of
participants, never rows of pupils.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ingest.appendix.layout import recognise_appendix
from shnor_lib.ingest.cells.sheet import EMPTY, Sheet
from shnor_lib.ingest.files.formats import read_sheets
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.form_sheets import is_of_the_form, leave_unneeded
from shnor_lib.ingest.layouts.raw_rows import ContextRows, JournalRows, RawRows, Rows
from shnor_lib.ingest.layouts.recognition import recognised, resemblance

KINDS: dict[str, type[Rows]] = {kind.__name__: kind for kind in (RawRows, JournalRows, ContextRows)}


@dataclass
class SheetContent:
    """What a sheet gave; ``rows`` is nothing where the sheet has no layout that gives rows of its own."""

    counts: dict[str, int | str]
    findings: list[Finding] = field(default_factory=list)
    rows: Rows | None = None


@dataclass
class FileContent:
    """What a file gave; its sheets in Приложение 1's layout wait for the roster and are not kept."""

    sheets: list[SheetContent]
    appendices: list[Sheet] = field(default_factory=list)


def read_content(path: Path, content: bytes, minimums: Sequence[ExamMinimum]) -> FileContent:
    """Read all sheets of a file.

    Raises:
        ReportError: the file cannot be read.
    """
    reading = FileContent([])
    for sheet in read_sheets(path, content):
        if is_of_the_form(sheet):
            leave_unneeded(sheet)
            reading.sheets.append(SheetContent(sheet.counts(), sheet.findings))
        elif layout := recognised(sheet):
            rows = layout.read(sheet, minimums)
            sheet.sweep()
            reading.sheets.append(SheetContent(sheet.counts(), sheet.findings, rows))
        elif recognise_appendix(sheet) is not None:
            reading.appendices.append(sheet)
        else:
            _set_aside_unknown(sheet)
            reading.sheets.append(SheetContent(sheet.counts(), sheet.findings))
    return reading


def _set_aside_unknown(sheet: Sheet) -> None:
    if not sheet.last_row:
        return
    like = resemblance(sheet)
    filled = int((sheet.fates != EMPTY).sum())
    sheet.set_aside_block(
        1,
        1,
        sheet.last_row,
        sheet.last_column,
        sheet.finding(
            "warning",
            "sheet_unknown",
            f"Лист «{sheet.name}» не похож на таблицу результатов: его ячейки не использованы ({filled})."
            if not like
            else f"Лист «{sheet.name}» {like}; его ячейки не использованы ({filled}).",
            "Если это результаты, верните заголовки формы или оформите их по образцу Приложения 1; если нет, ничего "
            "делать не нужно.",
            sheet.range(1, 1, sheet.last_row, sheet.last_column),
        ),
    )


# Kept contents


class ContentCache:
    """Contents of files, kept under the hash of their bytes in a folder that may be deleted at any time."""

    def __init__(self, folder: Path | None, minimums: Sequence[ExamMinimum]):
        self.folder = folder
        self._minimums = minimums
        self._salt = hashlib.sha256((_code_hash() + repr(minimums)).encode()).hexdigest()

    def read(self, path: Path, content: bytes, shown_path: str) -> FileContent:
        """Return the file's content, kept or new.

        Raises:
            ReportError: the file cannot be read.
        """
        if self.folder is None:
            return read_content(path, content, self._minimums)
        # The suffix decides whether a text is a table at all; the name does not matter.
        key = hashlib.sha256(content + path.suffix.lower().encode() + self._salt.encode()).hexdigest()
        kept = self.folder / key[:2] / f"{key}.json"
        if (reading := _loaded(kept, shown_path)) is not None:
            return reading
        reading = read_content(path, content, self._minimums)
        if not reading.appendices:
            _keep(reading, kept)
        return reading


def _keep(reading: FileContent, place: Path) -> None:
    """Write a content in one go; a full disk or a folder without rights only costs time next run."""
    content = [
        {
            "counts": sheet.counts,
            "findings": [asdict(finding) for finding in sheet.findings],
            "kind": type(sheet.rows).__name__ if sheet.rows is not None else None,
            "n": len(sheet.rows) if sheet.rows is not None else 0,
            "columns": _packed(sheet.rows) if sheet.rows is not None else {},
        }
        for sheet in reading.sheets
    ]
    scratch = place.with_suffix(f".{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        os.replace(scratch, place)
    except OSError:
        with suppress(OSError):
            scratch.unlink()


def _packed(rows: Rows) -> dict[str, object]:
    """Return the columns; one that says the same in every row as that value alone."""
    return {
        name: column[0]
        if column and not isinstance(column[0], list) and column.count(column[0]) == len(column)
        else column
        for name, column in rows.columns.items()
    }


def _loaded(place: Path, shown_path: str) -> FileContent | None:
    """Return a kept content under the file's present name, or nothing if none is kept or it is damaged."""
    try:
        content = json.loads(place.read_text(encoding="utf-8"))
        return FileContent([_unpacked(sheet, shown_path) for sheet in content])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _unpacked(sheet: dict, shown_path: str) -> SheetContent:
    rows = None
    if sheet["kind"] is not None:
        rows = KINDS[sheet["kind"]].of(sheet["n"], **{**sheet["columns"], "source_file": shown_path})
    findings = [Finding(**{**finding, "file": shown_path}) for finding in sheet["findings"]]
    return SheetContent({**sheet["counts"], "file": shown_path}, findings, rows)


@cache
def _code_hash() -> str:
    """Return the hash of ingest's code and maps: another program reads anew."""
    digest = hashlib.sha256()
    for name, content in sorted(_parts(files("shnor_lib.ingest"), "")):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _parts(folder, prefix: str) -> Iterable[tuple[str, bytes]]:
    for part in folder.iterdir():
        if part.is_dir():
            yield from _parts(part, f"{prefix}{part.name}/")
        elif part.name.endswith((".py", ".csv", ".yml")):
            yield prefix + part.name, part.read_bytes()

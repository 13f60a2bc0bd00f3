"""Contents of source files, kept from run to run under the hash of the files' bytes.

What is kept begins with a checksum of its own bytes and of the name it was kept under: what does not match is thrown
away and the file is read again (decision 42).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.whole_files import write_over
from shnor_lib.ingest.contents.content import FileContent, SheetContent
from shnor_lib.ingest.files.books import Book
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.raw_rows import AppealRows, ContextRows, JournalRows, RawRows, Rows

KINDS: dict[str, type[Rows]] = {kind.__name__: kind for kind in (RawRows, JournalRows, ContextRows, AppealRows)}
#: The packages whose code and maps decide what a file's content is: the readers and what they rest on.
CODE = ("shnor_lib.ground", "shnor_lib.ingest")
#: The checksum in hexadecimal digits and the end of its line.
CHECKSUM_BYTES = 65


class ContentCache:
    """Contents of files in a folder that may be deleted at any time; without a folder nothing is kept."""

    def __init__(self, folder: Path | None, minimums: Sequence[ExamMinimum]):
        self.folder = folder
        self._salt = hashlib.sha256((_code_hash() + repr(minimums)).encode()).hexdigest()

    def kept(self, book: Book) -> FileContent | None:
        """Return the content of the book's file, or nothing if none is kept or it is damaged."""
        place = self._place(book)
        return _loaded(place, book.file) if place else None

    def keep(self, book: Book, content: FileContent) -> None:
        """Keep the content, unless a sheet waits for the roster; what cannot be written costs only time next run."""
        place = self._place(book)
        if place and not content.appendices:
            _write(content, place)

    def _place(self, book: Book) -> Path | None:
        if self.folder is None:
            return None
        # The suffix decides whether a text is a table at all; the name does not matter.
        key = hashlib.sha256((book.digest + book.path.suffix.lower() + self._salt).encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.json"


def _write(content: FileContent, place: Path) -> None:
    """Write a content in one go."""
    plain = [
        {
            "counts": sheet.counts,
            "findings": [asdict(finding) for finding in sheet.findings],
            "kind": type(sheet.rows).__name__ if sheet.rows is not None else None,
            "n": len(sheet.rows) if sheet.rows is not None else 0,
            "columns": _packed(sheet.rows) if sheet.rows is not None else {},
        }
        for sheet in content.sheets
    ]
    body = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="surrogatepass")
    with suppress(OSError):
        write_over(place, _checksum(place, body) + body)


def _packed(rows: Rows) -> dict[str, object]:
    """Return the columns; one that says the same in every row as that value alone."""
    return {
        name: column[0]
        if column and not isinstance(column[0], list) and column.count(column[0]) == len(column)
        else column
        for name, column in rows.columns.items()
    }


def _loaded(place: Path, file: str) -> FileContent | None:
    """Return a kept content under the file's present name, or nothing if none is kept or it is damaged."""
    try:
        if not place.is_file():
            return None
        kept = place.read_bytes()
        body = kept[CHECKSUM_BYTES:]
        if kept[:CHECKSUM_BYTES] == _checksum(place, body):
            return FileContent([_unpacked(sheet, file) for sheet in json.loads(body)])
    except OSError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    with suppress(OSError):
        place.unlink()
    return None


def _checksum(place: Path, body: bytes) -> bytes:
    """Return the first line of what is kept; a content laid under another file's name does not match either."""
    return hashlib.sha256(place.stem.encode() + b"\n" + body).hexdigest().encode() + b"\n"


def _unpacked(sheet: dict[str, Any], file: str) -> SheetContent:
    rows = None
    if sheet["kind"] is not None:
        rows = KINDS[sheet["kind"]].of(sheet["n"], **{**sheet["columns"], "source_file": file})
    findings = [Finding(**{**finding, "file": file}) for finding in sheet["findings"]]
    return SheetContent({**sheet["counts"], "file": file}, findings, rows)


@cache
def _code_hash() -> str:
    """Return the hash of the code and maps on which contents rest: another program reads anew."""
    return hash_of_code(files(package) for package in CODE)


def hash_of_code(folders: Iterable[Traversable]) -> str:
    """Return the hash of all code and maps in some folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for name, content in sorted(_parts(folder, "")):
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _parts(folder: Traversable, prefix: str) -> Iterable[tuple[str, bytes]]:
    for part in folder.iterdir():
        if part.is_dir():
            yield from _parts(part, f"{prefix}{part.name}/")
        elif part.name.endswith((".py", ".csv", ".yml")):
            yield prefix + part.name, part.read_bytes()

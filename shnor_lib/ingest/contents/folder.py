"""The one pass over the results folder: each file opened once, told to be a register or not, read or remembered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import why_no_file
from shnor_lib.ground.project import hides_name, is_odd_name, shown
from shnor_lib.ingest.contents.cache import ContentCache
from shnor_lib.ingest.contents.content import FileContent, content_of
from shnor_lib.ingest.files.books import Book, open_book
from shnor_lib.ingest.files.formats import TABLE_SUFFIXES, file_content
from shnor_lib.ingest.files.kinds import holds_table
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.registers.recognition import is_programme, is_register
from shnor_lib.ingest.rules import IngestRules


@dataclass
class SourceFolder:
    """What the files of a results folder hold.

    ``registers`` are the books that hold registers, in the folder's order.  ``contents`` is what all other files gave,
    in the order in which they are sources; ``result_files`` are those that are no copies of registers, as messages
    show them.
    """

    registers: list[Book] = field(default_factory=list)
    contents: list[FileContent] = field(default_factory=list)
    result_files: list[str] = field(default_factory=list)


def read_folder(files: Sequence[Path], rules: IngestRules, cache: Path | None = None) -> SourceFolder:
    """Open every file and read what it holds; registers are told by content and not by name.

    A file is a register if a sheet has a register's title and below it that register's headers (`is_register`).

    Args:
        files: absolute paths of all files in the results folder.
        rules: what params say of the input.
        cache: a folder in which contents of unchanged files are kept; without one every file is read.  Registers are
            never kept there: they hold personal data.

    Raises:
        ReportError: a required file cannot be read.
    """
    contents = ContentCache(cache, rules.procedures.exam_minimums)
    registers: dict[Path, Book] = {}
    read: dict[Path, FileContent] = {}
    first: dict[str, Path] = {}
    copies_of_registers: set[Path] = set()
    for path in _by_precedence(files, rules):
        if not (
            path.suffix.lower() in TABLE_SUFFIXES
            or why_no_file(path)
            or rules.requires(path)
            or _is_table_by_another_name(path)
        ):
            read[path] = _only_said(_of_unknown_kind(path))
            continue
        try:
            book = open_book(path)
            if (same := first.setdefault(book.digest, path)) is not path:
                read[path] = _only_said(_copy(path, same))
                copies_of_registers.update([path] if same in registers else ())
            elif (content := _results_in(book, contents, rules)) is not None:
                read[path] = content
            else:
                registers[path] = book
        except ReportError as error:
            if rules.requires(path):
                raise
            read[path] = _only_said(Finding("error", "file_unreadable", error.message, error.what_to_do, shown(path)))
    if named := [path for path in files if hides_name(path)]:
        read |= {path: _with_finding(read.get(path), hidden_name(path)) for path in named}
    return SourceFolder(
        registers=[registers[path] for path in files if path in registers],
        contents=[*read.values(), *(_only_said(_odd_name(path)) for path in files if is_odd_name(path))],
        result_files=[shown(path) for path in files if path in read and path not in copies_of_registers],
    )


def _is_table_by_another_name(path: Path) -> bool:
    """Tell whether a file whose name says nothing of a table is one all the same; names of files lie."""
    try:
        return holds_table(file_content(path))
    except ReportError:
        return False


def _results_in(book: Book, contents: ContentCache, rules: IngestRules) -> FileContent | None:
    """Return the content of a book, kept or read now; nothing if the book holds registers."""
    content = contents.kept(book)
    if content is None and is_programme(book.sheets):
        return _only_said(_programme_apart(book.path))
    # What is kept was no register when it was read, by the same code.
    if content is None and not any(is_register(sheet) for sheet in book.sheets):
        content = content_of(book, rules.procedures.exam_minimums)
        if not content.findings:  # what is kept tells of sheets alone
            contents.keep(book, content)
    return content


def _by_precedence(files: Sequence[Path], rules: IngestRules) -> list[Path]:
    """Return the files in the order in which they are sources: required and corrected ones first, copies last."""
    return sorted(
        files, key=lambda path: (not rules.requires(path), not rules.corrects(shown(path)), _is_copy(path), path)
    )


def _is_copy(path: Path) -> bool:
    """Tell whether a file's name is that of a copy, as Windows, browsers and people write it."""
    return re.search(r"^копия |[ _-](?:\(\d+\)|копия)$", path.stem.casefold()) is not None


# What is said of a file that gives nothing


def _with_finding(content: FileContent | None, finding: Finding) -> FileContent:
    """Return a content, or none of its own beside a register's, with a further finding of the file itself."""
    content = content or FileContent()
    return FileContent(content.sheets, content.appendices, [*content.findings, finding])


def hidden_name(path: Path) -> Finding:
    """Return the finding of a file whose name, or whose folder's, looks like a person's."""
    return Finding(
        "warning",
        "names_in_file",
        "Имя файла или его папки похоже на имя человека, телефон или номер документа: оно скрыто и нигде не "
        "сохраняется. Номер — место файла среди имён этой папки по алфавиту.",
        "Переименуйте файл или папку.",
        shown(path),
    )


def _only_said(finding: Finding) -> FileContent:
    return FileContent(findings=[finding])


def _of_unknown_kind(path: Path) -> Finding:
    return Finding(
        "warning", "file_unknown", "Файл этого вида не читается.", "Сохраните таблицу как .xlsx.", shown(path)
    )


def _programme_apart(path: Path) -> Finding:
    return Finding(
        "warning",
        "programme_apart",
        "Книга Программы лежит среди результатов и не названа в параметрах (data: programme): она не прочитана.",
        "Если отчёт составляется по ней, назовите её в data: programme; если это копия, удалите её из папки.",
        shown(path),
    )


def _odd_name(path: Path) -> Finding:
    return Finding(
        "note",
        "file_name",
        "Имя файла или папки записано не в UTF-8 или содержит невидимые знаки; в отчёте оно показано так, как здесь.",
        "Переименуйте файл, если по этому имени его трудно найти.",
        shown(path),
    )


def _copy(path: Path, first: Path) -> Finding:
    return Finding(
        "note",
        "file_repeated",
        f"Файл повторяет файл «{shown(first)}» и прочитан один раз.",
        "Лишнюю копию можно удалить.",
        shown(path),
    )

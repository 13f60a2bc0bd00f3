"""`make public`: the edition that may leave the house, made from tables in which everything is hidden that has to be.

What is printed and what is hidden is remembered beside it (`RECORD`, for the house alone), since what was published
once stays published: later editions are held against it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.public_tables import DATA, LOGO, PUBLIC
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.whole_files import write_over
from shnor_lib.ground.wording import plural
from shnor_lib.pipeline.beside import check_place, publish_notebook, put_in_place
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import make_report
from shnor_lib.pipeline.stages import PUBLIC_FOLDER, PUBLIC_FORMS, PUBLIC_RECORD, PUBLIC_STAGE
from shnor_lib.pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from shnor_lib.analysis.disclosure.results import Record

#: The folder of the public edition within an edition, and the record of what it printed and hid.
FOLDER, RECORD = PUBLIC_FOLDER, PUBLIC_RECORD
NOTES = "RELEASE_NOTES.md"
#: The public table that says what the edition is.
ABOUT = "public_about"
INDEX = "index.html"


@dataclass(frozen=True)
class Made:
    """The folder of the public edition, its files, the page of editions, and what the user has to know."""

    folder: Path
    files: tuple[str, ...]
    index: Path
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Earlier:
    """A public edition that stands in a folder of editions: its name, its tables, what it made known."""

    name: str
    folder: Path
    about: Mapping[str, str]
    record: "Record"


def make_public(project: Project, request: Request, progress: Progress) -> Made:
    """Bring the edition up to date and make its public edition.

    Raises:
        ReportError: the report cannot be made, a stage failed, the folder cannot be written, or a reader could work out
            a hidden number: then nothing is issued.
    """
    check_place(request.issued / FOLDER, "папки публичного выпуска")
    make_report(project, request, progress)
    workspace = Workspace(request.edition, request.issued)
    with fixed_environment(project.root), workspace.locked():
        staging = workspace.open_staging()
        try:
            return _make(project, request, progress, staging)
        except OSError as error:
            raise refused(f"Не удаётся собрать публичный выпуск в папке «{request.issued}»", error) from None
        finally:
            progress.stopped()
            shutil.rmtree(staging, ignore_errors=True)


def _make(project: Project, request: Request, progress: Progress, staging: Path) -> Made:
    from shnor_lib.analysis.disclosure.public_tables import public_edition, told_by
    from shnor_lib.edition import Edition
    from shnor_lib.ground.table_files import write_table
    from shnor_lib.presentation.school_names import told_apart

    progress.started("Что можно публиковать")
    edition = told_apart(Edition(request.edition, request.issued, request.params_file))
    okrug = edition.params.report.municipality
    others = [one for one in _public_editions(request.issued.parent) if one.about.get("municipality") == okrug]
    earlier = [one.record for one in others]
    found = public_edition(edition, earlier)
    target = staging / FOLDER
    for name, frame in found.tables.items():
        write_table(frame, target / DATA / f"{name}.csv")
    if logo := edition.params.look.logo_file:
        (target / f"{LOGO}{logo.suffix.lower()}").write_bytes(logo.read_bytes())
    tables = _tables(target, checked=True)
    if told_by(tables, edition, earlier):
        raise ReportError(
            "Публичный выпуск не собран: по нему можно было бы узнать скрытые числа. Прежний не изменён.",
            "Это ошибка программы: сообщите о ней разработчику.",
        )
    progress.done("Что можно публиковать")
    publish_notebook(
        project, request, progress, PUBLIC_STAGE, PUBLIC_FORMS, target, {"run_folder": project.relative(target)}
    )
    _describe(request, target, tables, [one for one in others if one.name != request.issued.name])
    record = found.decided.record.with_earlier(earlier)
    write_over(request.issued / RECORD, (json.dumps(_recorded(okrug, record), ensure_ascii=False) + "\n").encode())
    put_in_place(target, request.issued / FOLDER, staging / "old")
    index = request.issued.parent / INDEX
    write_over(index, _index(request.issued.parent))
    files = tuple(path.relative_to(request.issued / FOLDER).as_posix() for path in _files(request.issued / FOLDER))
    return Made(request.issued / FOLDER, files, index, _remarks(found))


def _remarks(found: Any) -> tuple[str, ...]:
    told = len(found.decided.given_away)
    if not told:
        return ()
    numbers = plural(told, "число", "числа", "чисел")
    return (f"Прежние публичные выпуски уже раскрыли то, что теперь следует скрывать: {numbers}.",)


def _tables(folder: Path, *, checked: bool = False) -> "dict[str, pd.DataFrame]":
    return {name: _table(folder, name, checked=checked) for name in PUBLIC}


def _table(folder: Path, name: str, *, checked: bool = False) -> "pd.DataFrame":
    from shnor_lib.ground.table_files import read_table

    return read_table(folder / DATA / f"{name}.csv", checked=checked)


def _describe(request: Request, target: Path, tables: "dict[str, pd.DataFrame]", others: list[_Earlier]) -> None:
    """Write the notes and the descriptions for programs."""
    from shnor_lib.publishing.public.descriptions import CRATE, DATA_PACKAGE, crate, data_package
    from shnor_lib.publishing.public.release_notes import release_notes

    about = _about(tables[ABOUT])
    before = [one for one in others if one.about.get("as_of", "") < about["as_of"]]
    newest = max(before, key=lambda one: (one.about["as_of"], one.name), default=None)
    notes = release_notes(tables, _tables(newest.folder) if newest else None)
    (target / NOTES).write_text(notes, encoding="utf-8", newline="\n")
    (target / DATA_PACKAGE).write_bytes(data_package(target, about, request.edition))
    files = [path.relative_to(target).as_posix() for path in _files(target)]
    (target / CRATE).write_bytes(crate(target, files, about))


def _about(told: "pd.DataFrame") -> dict[str, str]:
    return dict(zip(told["key"], told["value"].fillna(""), strict=True))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


# Editions that are public already


def _public_editions(folder: Path) -> list[_Earlier]:
    """Return the public editions in a folder of editions, the own one among them.

    Raises:
        ReportError: a record of what was published cannot be read.
    """
    return list(_read_public(folder)) if folder.is_dir() else []


def _read_public(folder: Path) -> Iterator[_Earlier]:
    from shnor_lib.analysis.disclosure.results import Record

    for place in sorted(path for path in folder.iterdir() if (path / FOLDER).is_dir()):
        try:
            about = _about(_table(place / FOLDER, ABOUT))
            record = Record.from_json(json.loads((place / RECORD).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, ReportError):
            raise ReportError(
                f"Не читается, что опубликовано в выпуске «{place.name}»: нужны папка «{FOLDER}» и файл «{RECORD}».",
                f"Верните файл из копии. Если этот выпуск никому не передавали, удалите папку «{place.name}/{FOLDER}».",
            ) from None
        yield _Earlier(place.name, place / FOLDER, about, record)


def _recorded(okrug: str, record: "Record") -> dict[str, Any]:
    return {"municipality": okrug, **record.as_json()}


def _index(folder: Path) -> bytes:
    from shnor_lib.publishing.public.index_page import Listed, index_page

    listed = []
    for place in sorted(path for path in folder.iterdir() if (path / FOLDER).is_dir()):
        with suppress(ReportError, KeyError):
            about = _about(_table(place / FOLDER, ABOUT))
            files = tuple(path.name for path in _files(place / FOLDER))
            listed.append(
                Listed(
                    place.name,
                    about["title"],
                    about["municipality"],
                    about["as_of"],
                    about["demonstration"] == "да",
                    files,
                )
            )
    return index_page(listed)

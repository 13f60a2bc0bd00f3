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

from shnor_lib.engine.fork import can_fork, start_warm_process
from shnor_lib.ground.content import file_hash, text_hash
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.notebook_code import load_notebook
from shnor_lib.ground.public_tables import DATA, LOGO, PUBLIC
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.whole_files import write_over
from shnor_lib.ground.wording import plural
from shnor_lib.pipeline.apart import apart
from shnor_lib.pipeline.beside import check_place, publish_notebook, put_in_place
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.keys import Content, notebook_hash
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.manifest import hashes_in, read_manifest
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.reads import notebook_reads
from shnor_lib.pipeline.run import make_report
from shnor_lib.pipeline.stages import PUBLIC_FOLDER, PUBLIC_FORMS, PUBLIC_RECORD, PUBLIC_STAGE, PUBLICATIONS
from shnor_lib.pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from shnor_lib.analysis.disclosure.results import Record

#: The folder of the public edition within an edition, and the record of what it printed and hid.
FOLDER, RECORD = PUBLIC_FOLDER, PUBLIC_RECORD
NOTES = "RELEASE_NOTES.md"
#: Under this name the record says what the edition was made of, which files it has, what the user was told.
STATED = "stated"
TITLE = "Что можно публиковать"
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
    anything_done: bool = True


@dataclass(frozen=True)
class _Tables:
    """What the public tables were made of: remarks for the user, the record of what they print and hide."""

    remarks: tuple[str, ...]
    record: dict[str, Any]


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
    made_of = _made_of(project, request)
    if (standing := _standing(request, made_of)) is not None:
        return standing
    workspace = Workspace(request.edition, request.issued)
    with fixed_environment(project.root), workspace.locked():
        staging = workspace.open_staging()
        try:
            return _make(project, request, progress, staging, made_of)
        except OSError as error:
            raise refused(f"Не удаётся собрать публичный выпуск в папке «{request.issued}»", error) from None
        finally:
            progress.stopped()
            shutil.rmtree(staging, ignore_errors=True)


def _make(project: Project, request: Request, progress: Progress, staging: Path, made_of: str) -> Made:
    progress.started(TITLE)
    target = staging / FOLDER
    target.mkdir()
    start_warm_if_fast(project, request)
    found: _Tables = apart(TITLE, write_public_tables, request, target)
    progress.done(TITLE)
    publish_notebook(
        project, request, progress, PUBLIC_STAGE, PUBLIC_FORMS, target, {"run_folder": project.relative(target)}
    )
    apart(TITLE, describe, request, target)
    files = _named(target)
    stated = {"made_of": made_of, "files": hashes_in(target, files), "remarks": list(found.remarks)}
    record = found.record | {STATED: stated}
    write_over(request.issued / RECORD, (json.dumps(record, ensure_ascii=False) + "\n").encode())
    put_in_place(target, request.issued / FOLDER, staging / "old")
    index = request.issued.parent / INDEX
    write_over(index, apart(TITLE, _index, request.issued.parent))
    return Made(request.issued / FOLDER, files, index, found.remarks)


def start_warm_if_fast(project: Project, request: Request) -> None:
    """Start the process from which all others are forked, unless notebooks run in kernels."""
    if request.engine != "kernel" and can_fork():
        start_warm_process([project.notebook(PUBLIC_STAGE)])


def write_public_tables(request: Request, target: Path) -> _Tables:
    """Write the tables of the public edition into a folder, everything hidden that has to be.

    Raises:
        ReportError: a reader could work out a hidden number, or an earlier edition's record cannot be read.
    """
    from shnor_lib.analysis.disclosure.public_tables import public_edition, told_by
    from shnor_lib.edition import Edition
    from shnor_lib.ground.table_files import write_table
    from shnor_lib.presentation.school_names import told_apart

    edition = told_apart(Edition(request.edition, request.issued, request.params_file))
    okrug = edition.params.report.municipality
    earlier = [one.record for one in _others_of(request, okrug)]
    found = public_edition(edition, earlier)
    for name, frame in found.tables.items():
        write_table(frame, target / DATA / f"{name}.csv")
    if logo := edition.params.look.logo_file:
        (target / f"{LOGO}{logo.suffix.lower()}").write_bytes(logo.read_bytes())
    if told_by(_tables(target, checked=True), edition, earlier):
        raise ReportError(
            "Публичный выпуск не собран: по нему можно было бы узнать скрытые числа. Прежний не изменён.",
            "Это ошибка программы: сообщите о ней разработчику.",
        )
    return _Tables(_remarks(found), _recorded(okrug, found.decided.record.with_earlier(earlier)))


def _others_of(request: Request, okrug: str) -> list[_Earlier]:
    """Return the public editions of the same okrug, the own one among them."""
    return [one for one in _public_editions(request.issued.parent) if one.about.get("municipality") == okrug]


# What stands already


def _made_of(project: Project, request: Request) -> str:
    """Return the hash of all that a public edition is made of: tables, params, code, other public editions."""
    content = Content(project, request.edition, request.params_file, request.periods)
    manifest = read_manifest(request.issued)
    notebook = load_notebook(project.notebook(PUBLIC_STAGE))
    exporters = {one.exporter.partition(":")[0] for one in PUBLICATIONS if one.file in PUBLIC_FORMS}
    logo = content.params.look.logo_file
    key = {
        **content.surroundings,
        **content.code.key_parts({__name__} | exporters | notebook_reads(notebook).modules),
        "notebook": notebook_hash(notebook),
        "params": content.sections,
        "outputs": {path: digest for path, digest in manifest.outputs.items() if path.endswith(".csv")}
        if manifest
        else {},
        "logo": file_hash(logo) if logo else "",
        "others": _told_by_others(request),
    }
    content.code.keep_hashes()
    return text_hash(json.dumps(key, sort_keys=True))


def _told_by_others(request: Request) -> dict[str, Any]:
    """Return what the other public editions of the folder made known: their records and the hashes of their tables.

    What each of them was made of is left out: it holds this one in its turn, and the two would never come to rest.
    """
    told: dict[str, Any] = {}
    for place in sorted(path for path in request.issued.parent.iterdir() if (path / FOLDER).is_dir()):
        if place.resolve() == request.issued.resolve():
            continue
        try:
            record = json.loads((place / RECORD).read_text(encoding="utf-8"))
            stated = record.pop(STATED, {})
            tables = {path: digest for path, digest in stated.get("files", {}).items() if path.startswith(f"{DATA}/")}
            told[place.name] = [record, tables]
        except (OSError, ValueError, AttributeError, TypeError):
            told[place.name] = None  # whoever reads it next says so
    return told


def _standing(request: Request, made_of: str) -> Made | None:
    """Return the public edition that stands, if it was made of the same and is as it was made."""
    folder, index = request.issued / FOLDER, request.issued.parent / INDEX
    try:
        stated = json.loads((request.issued / RECORD).read_text(encoding="utf-8"))[STATED]
        same = stated["made_of"] == made_of and hashes_in(folder, stated["files"]) == stated["files"]
        remarks = tuple(map(str, stated["remarks"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if not same or not index.is_file() or set(_named(folder)) != set(stated["files"]):
        return None
    return Made(folder, tuple(stated["files"]), index, remarks, anything_done=False)


def _named(folder: Path) -> tuple[str, ...]:
    return tuple(path.relative_to(folder).as_posix() for path in _files(folder))


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


def describe(request: Request, target: Path) -> None:
    """Write the notes and the descriptions for programs."""
    from shnor_lib.publishing.public.descriptions import CRATE, DATA_PACKAGE, crate, data_package
    from shnor_lib.publishing.public.release_notes import release_notes

    tables = _tables(target)
    about = _about(tables[ABOUT])
    others = [one for one in _others_of(request, about["municipality"]) if one.name != request.issued.name]
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

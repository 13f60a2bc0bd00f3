"""Staleness by content: the key of a stage and, in words, why two keys differ.

Modification times never matter: a file touched, copied or checked out anew with the same content changes nothing.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from shnor_lib.ground.code_content import kept_in
from shnor_lib.ground.content import file_hash, text_hash
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import why_no_file
from shnor_lib.ground.notebook_code import cell_source, cell_tags, load_notebook
from shnor_lib.ground.period_files import MONITORING_FOLDER, PERIOD_FILE, TAKEN_ALONG, period_files
from shnor_lib.ground.project import KEPT_CONTENTS, ROOT
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.tables import is_official
from shnor_lib.pipeline.closure import CodeBase
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.reads import Reads, notebook_reads
from shnor_lib.pipeline.stages import Publication, SideStage, Stage, tables_before

Key = dict[str, str]

#: Raised when the runner itself changes what an edition holds (how notebooks are settled, what is recorded).
RUNNER = "1"

#: The section of params that names the catalogue of recommendations: who reads the section rests on the file.
CATALOGUE_SECTION = "recommendations"
#: How a part of a key begins that stands for the table of a period's report.
PERIOD = "period "
#: How a part of a key begins that stands for a file which a cell opened by itself.
OWN_FILE = "own "
#: Where systems keep what belongs to no report: time zones, fonts, devices.
SYSTEM_FOLDERS = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/run", "/var/cache", "/System", "/Library")

#: Cell metadata that readers see; all other metadata is the editor's.
METADATA_THAT_COUNTS = ("caption", "alt")

#: Words for a part of a key by its first word: changed, appeared, gone.  The part's name fills the braces.
WORDS = {
    "edition": ("результат относится к другому выпуску",) * 3,
    "notebook": ("изменилась тетрадь {}",) * 3,
    "executed": ("изменилась выполненная тетрадь {}",) * 3,
    "params": ("изменились параметры: раздел {}",) * 3,
    "input": ("изменился файл {}", "появился файл {}", "исчез файл {}"),
    "own": ("изменился файл {}, который читает тетрадь",) * 3,
    "code": ("изменился код: {}", "добавился код: {}", "больше не используется код: {}"),
    "data": ("изменился файл программы: {}", "появился файл программы: {}", "исчез файл программы: {}"),
    "table": ("изменилась таблица {}", "стала нужна таблица {}", "больше не нужна таблица {}"),
    "period": ("изменился отчёт о периоде {}", "собран отчёт о периоде {}", "больше нет отчёта о периоде {}"),
    "comments": ("изменились комментарии аналитика ({})",) * 3,
    "lock": ("изменился набор библиотек ({})",) * 3,
    "python": ("сменилась версия Python",) * 3,
    "runner": ("изменился порядок сборки отчёта",) * 3,
    "documents": ("изменился перечень документов", "собраны не все документы", "собраны не все документы"),
    "passport": ("изменился паспорт выпуска (хеш-суммы исходных данных, параметров, кода или таблиц)",) * 3,
}


def recorded_periods(key: Key) -> Key:
    """Return the parts of a recorded key that stand for reports of periods."""
    return {part: digest for part, digest in key.items() if part.startswith(PERIOD)}


class Content:
    """Content of everything that stages can depend on, each file hashed once at most.

    Raises:
        ReportError: (at construction) the params are wrong or a required input file is missing.
    """

    def __init__(self, project: Project, edition: str, params_file: Path, periods: Path | None = None):
        self.project = project
        self.edition = edition
        #: The files to publish; empty: all.
        self.documents: tuple[str, ...] = ()
        self.params_file = params_file
        self._periods = periods or project.output / edition / MONITORING_FOLDER
        self.params = project.load_params(params_file)
        self.comments_file = project.create_comments(edition, params_file)
        self.source_files = list(self.params.source_files())
        self.code = CodeBase(project.package_folder, kept_in(project.output / KEPT_CONTENTS))

    @property
    def publications(self) -> tuple[Publication, ...]:
        """The documents to make."""
        every = self.project.publications
        return tuple(one for one in every if one.file in self.documents) if self.documents else every

    @cached_property
    def sections(self) -> Key:
        """Hash of each section of the params."""
        dump = self.params.model_dump(mode="json")
        return {name: text_hash(json.dumps(value, sort_keys=True)) for name, value in dump.items()}

    @cached_property
    def inputs(self) -> Key:
        """Hash of each input file by its path.

        Raises:
            ReportError: a file cannot be read, e.g. because another program has locked it.
        """
        return {self.project.shown(path): self._input_hash(path) for path in self.source_files}

    @cached_property
    def period_files(self) -> dict[str, Path]:
        """The tables that reports of periods left, by the period's name."""
        return period_files(self._periods)

    @cached_property
    def periods(self) -> Key:
        """Parts of a key for what reports of periods say, by content."""
        return self.periods_now()

    def periods_now(self) -> Key:
        """Return these parts, hashed now."""
        return {PERIOD + name: _hash_or_empty(path) for name, path in self.period_files.items()}

    @cached_property
    def comments(self) -> str:
        """Hash of the analyst's comments."""
        return file_hash(self.comments_file)

    @cached_property
    def surroundings(self) -> Key:
        """Parts that every key has: the edition, the lock, the version of Python and the runner's own."""
        lock = self.project.lock_file
        return {
            "edition": self.edition,
            f"lock {lock.name}": file_hash(lock) if lock.is_file() else "",
            "python": python_version(),
            "runner": RUNNER,
        }

    @cached_property
    def notebooks(self) -> dict[str, dict]:
        """The stages' notebooks by the stage's name, as JSON."""
        return {stage.name: load_notebook(self.project.notebook(stage)) for stage in self.project.stages}

    @cached_property
    def reads(self) -> dict[str, Reads]:
        """What each stage reads.

        Raises:
            ReportError: a notebook reads a table that no earlier stage writes, or saves one that is not its own.
        """
        reads = {name: notebook_reads(notebook) for name, notebook in self.notebooks.items()}
        for stage in self.project.stages:
            _check_reads(self.project, stage, reads[stage.name])
        return reads

    def tables_read(self, stage: Stage) -> tuple[str, ...]:
        """Return the tables that the stage reads, in the order of the chain."""
        reads = self.reads[stage.name]
        earlier = tables_before(self.project.stages, stage)
        own = reads.tables | reads.completing
        return tuple(table for table in earlier if reads.everything or reads.all_tables or table in own)

    def prepare(self) -> None:
        """Parse and hash the code that later keys need: done while the first notebook runs, it costs no time."""
        for modules in (*(reads.modules for reads in self.reads.values()), self._exporter_modules()):
            self.code.key_parts(modules)

    def stage_key(self, stage: Stage, tables: Mapping[str, str]) -> Key:
        """Return the stage's key; ``tables`` holds the content hash of each table that it reads."""
        own = {table: tables[table] for table in self.tables_read(stage)}
        return self._notebook_key(stage.notebook, self.notebooks[stage.name], self.reads[stage.name], own)

    @cached_property
    def side_notebooks(self) -> dict[str, dict]:
        """The side stages' notebooks by the stage's name, as JSON."""
        return {side.name: load_notebook(self.project.notebook(side)) for side in self.project.sides}

    @cached_property
    def side_reads(self) -> dict[str, Reads]:
        """What each side stage reads of a finished edition."""
        return {name: notebook_reads(notebook) for name, notebook in self.side_notebooks.items()}

    def side_key(self, side: SideStage, tables: Mapping[str, str]) -> Key:
        """Return the key of a side stage; ``tables`` holds the content hash of each table of the finished edition.

        Raises:
            ReportError: its notebook reads a table that no stage writes.
        """
        reads = self.side_reads[side.name]
        if unknown := sorted(reads.tables - set(tables)):
            raise ReportError(
                f"Тетрадь {side.notebook} читает таблицу «{unknown[0]}», которую не записывает ни один из этапов."
            )
        whole = reads.everything or reads.all_tables
        own = {name: digest for name, digest in tables.items() if whole or name in reads.tables | reads.completing}
        key = self._notebook_key(side.notebook, self.side_notebooks[side.name], reads, own)
        return key | self.code.key_parts({side.publisher.partition(":")[0]})

    def _notebook_key(self, name: str, notebook: dict, reads: Reads, tables: Key) -> Key:
        key = dict(self.surroundings)
        key[f"notebook {name}"] = notebook_hash(notebook)
        sections = self._sections_read(reads)
        key |= {f"params {name}": self.sections[name] for name in sections}
        catalogue = self._catalogue
        if reads.sources or reads.everything:
            key |= {f"input {path}": digest for path, digest in self.inputs.items() if path not in catalogue}
        if CATALOGUE_SECTION in sections:
            key |= {f"input {path}": self.inputs[path] for path in catalogue}
        if reads.comments or reads.everything:
            key[f"comments {self.project.shown(self.comments_file)}"] = self.comments
        if reads.periods or reads.everything:
            key |= self.periods
        key |= {f"table {table}": digest for table, digest in tables.items()}
        return key | self.code.key_parts(reads.modules)

    def own_files_of(self, recorded: Key) -> Key:
        """Return the parts of a recorded key that stand for files which cells opened by themselves, as they are now."""
        paths = [part.removeprefix(OWN_FILE) for part in recorded if part.startswith(OWN_FILE)]
        return {OWN_FILE + path: _hash_or_empty(self.project.root / path) for path in paths}

    def own_files_read(self, executed: Mapping, issued_folder: Path) -> Key:
        """Return the parts of a key for the files that the cells of an executed notebook opened by themselves.

        What the key holds otherwise (input, params, comments, the package, the notebooks) and what the runner itself
        keeps below ``issued_folder`` is left out, and so are the system's files and the hidden ones of the user.
        """
        own = {
            Path(path)
            for cell in executed["cells"]
            for path in cell["metadata"].get("papermill", {}).get("opened", ())
            if os.path.isfile(path)
        }
        known = {path.resolve() for path in (*self.source_files, self.params_file, self.comments_file)}
        ours = [
            self.project.package_folder.resolve(),
            ROOT / "shnor_lib",
            self.project.notebooks.resolve(),
            issued_folder.resolve(),
            (self.project.output / KEPT_CONTENTS).resolve(),
        ]
        return {
            OWN_FILE + path.relative_to(root).as_posix()
            if path.is_relative_to(root)
            else OWN_FILE + path.as_posix(): _hash_or_empty(path)
            for root in (self.project.root.resolve(),)
            for path in sorted(own - known)
            if not any(path.is_relative_to(folder) for folder in ours) and not _is_of_the_system(path, root)
        }

    def publishing_key(self, executed_notebook: str, passport: dict) -> Key:
        """Return the key of publication; ``executed_notebook`` is the hash of the last stage's executed notebook."""
        key = dict(self.surroundings)
        key[f"executed {self.project.stages[-1].notebook}"] = executed_notebook
        key["passport"] = text_hash(json.dumps(passport, sort_keys=True))
        if self.documents:
            key["documents"] = text_hash(json.dumps(self.documents))
        return key | self.code.key_parts(self._exporter_modules())

    def passport(self, tables: Mapping[str, str]) -> dict:
        """Return the passport of the issue: hashes of inputs, params, comments, code, lock and tables."""
        from shnor_lib import __version__

        modules = self._exporter_modules().union(*(reads.modules for reads in self.reads.values()))
        lock = self.project.lock_file
        return {
            "edition": self.edition,
            "version": __version__,
            "inputs": self.inputs,
            "params": {self.project.shown(self.params_file): file_hash(self.params_file)},
            "comments": {self.project.shown(self.comments_file): self.comments},
            "code": text_hash(json.dumps(self.code.key_parts(modules), sort_keys=True)),
            "lock": file_hash(lock) if lock.is_file() else "",
            "python": python_version(),
            "tables": {name: tables[name] for name in sorted(tables) if not is_official(name)},
        }

    def _exporter_modules(self) -> set[str]:
        return {publication.exporter.partition(":")[0] for publication in self.project.publications}

    def _sections_read(self, reads: Reads) -> list[str]:
        # An attribute that is no section (a method of the params) may reach all of them.
        everything = reads.everything or reads.all_params or not reads.params <= set(self.sections)
        return sorted(self.sections if everything else reads.params)

    @property
    def _catalogue(self) -> set[str]:
        """The input that is read with a section of params alone: the catalogue of recommendations."""
        return {self.project.shown(self.params.catalogue)} if CATALOGUE_SECTION in self.sections else set()

    def _input_hash(self, path: Path) -> str:
        if why := why_no_file(path):
            return text_hash(why)
        try:
            return file_hash(path)
        except OSError as error:
            raise refused(f"Не удалось прочитать файл «{self.project.shown(path)}»", error) from None


def take_periods_along(content: Content, staging: Path) -> None:
    """Copy the tables of periods into the folder of a run: what its notebooks read is what its keys name."""
    for name, path in content.period_files.items():
        copy = staging / TAKEN_ALONG / name / PERIOD_FILE
        copy.parent.mkdir(parents=True)
        with suppress(OSError):
            shutil.copyfile(path, copy)
    content.period_files = period_files(staging / TAKEN_ALONG)
    content.periods = content.periods_now()


def _check_reads(project: Project, stage: Stage, reads: Reads) -> None:
    earlier = tables_before(project.stages, stage)
    unknown = sorted(reads.tables - set(earlier))
    if unknown:
        raise ReportError(
            f"Тетрадь {stage.notebook} читает таблицу «{unknown[0]}», которую не записывает ни один из прежних этапов.",
            f"Есть таблицы: {', '.join(earlier)}." if earlier else "Прежних этапов у неё нет.",
        )
    foreign = sorted(reads.saves - set(stage.tables))
    if foreign:
        raise ReportError(
            f"Тетрадь {stage.notebook} сохраняет таблицу «{foreign[0]}», которой нет у этапа «{stage.title}».",
            "Допишите её в перечень этапов (shnor_lib/pipeline/stages.py).",
        )


def _is_of_the_system(path: Path, root: Path) -> bool:
    if path.is_relative_to(root):
        return False
    return path.as_posix().startswith(SYSTEM_FOLDERS) or any(part.startswith(".") for part in path.parts)


def _hash_or_empty(path: Path) -> str:
    try:
        return file_hash(path)
    except (OSError, ValueError):
        return ""


def python_version() -> str:
    """Return the version of Python that counts: major and minor."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def notebook_hash(notebook: dict) -> str:
    """Return the hash of what a notebook says: types, sources, tags and captions of its cells, in order.

    Outputs, execution counts, ids and the editor's metadata do not count, so that saving after a run changes nothing.
    """
    said = [
        [
            cell.get("cell_type"),
            cell_source(cell),
            cell_tags(cell),
            {name: cell["metadata"][name] for name in METADATA_THAT_COUNTS if name in cell.get("metadata", {})},
        ]
        for cell in notebook["cells"]
    ]
    return text_hash(json.dumps(said, sort_keys=True))


def reasons(old: Key | None, new: Key) -> list[str]:
    """Return in Russian why a piece of work with the old key has to be done again; empty if it has not."""
    if old is None:
        return ["ещё не выполнялся"]
    if not old and new:
        return ["собран прежней версией программы"]
    changed = [_words(part, 0) for part in sorted(old.keys() & new.keys()) if old[part] != new[part]]
    appeared = [_words(part, 1) for part in sorted(new.keys() - old.keys())]
    gone = [_words(part, 2) for part in sorted(old.keys() - new.keys())]
    return list(dict.fromkeys(changed + appeared + gone))


def _words(part: str, kind: int) -> str:
    what, _, name = part.removeprefix("package ").partition(" ")
    return WORDS.get(what, WORDS["runner"])[kind].format(name)

"""An edition's tables on disk: `open_edition(2022).classification`."""

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import pandas as pd

from shnor_lib.comments import Comments, comments_path, read_comments
from shnor_lib.ground.content import file_hash
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.given_parameters import refuse_unknown_in_session
from shnor_lib.ground.params import Params, load_params, params_path
from shnor_lib.ground.period_files import MONITORING_FOLDER, TAKEN_ALONG, period_files
from shnor_lib.ground.programme_params import with_programme
from shnor_lib.ground.project import KEPT_CONTENTS, OUTPUT, READ_ANEW, ROOT, edition_files, shown
from shnor_lib.ground.recorded import MANIFEST, recorded_hashes
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.table_files import read_table, write_table
from shnor_lib.ground.tables import COMPLETING, table_path

#: A file's time of change and size.
Version = tuple[int, int] | None
Made = TypeVar("Made")


class Edition:
    """One edition: its params, the analyst's comments and its tables by name (``edition.results``).

    Tables are read from the folder of the run or, by hand, from the issued edition; they are saved to the folder of
    the run or, by hand, to ``output/.lab/<edition>``, never over the issued edition.
    """

    def __init__(self, name: str, run_folder: str | Path = "", params_file: str | Path = ""):
        self.name = name
        self.params_file = (ROOT / params_file) if params_file else params_path(name)
        self.in_run = bool(run_folder)
        self.folder = (ROOT / run_folder) if self.in_run else OUTPUT / name
        self.save_folder = self.folder if self.in_run else OUTPUT / ".lab" / name
        self._recorded: tuple[Version, dict[str, str]] = (None, {})
        self._read: dict[str, tuple[Version, pd.DataFrame]] = {}
        self._made: dict[Callable[[Edition], Any], tuple[tuple[Version, ...], Any]] = {}

    def __repr__(self) -> str:
        return f"Edition({self.name!r}): {', '.join(self.tables) or 'таблиц ещё нет'}"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Read a table by its name; a table that has not changed on disk is read once."""
        if name not in TABLES:
            raise AttributeError(f"нет ни свойства, ни таблицы «{name}»; таблицы: {', '.join(TABLES)}")
        path = self.folder / table_path(name)
        version = _version(path)
        if name not in self._read or self._read[name][0] != version:
            self._read[name] = (version, read_table(path, checked=self._is_of_this_run(path)))
        return self._read[name][1].copy()

    def once(self, make: Callable[["Edition"], Made]) -> Made:
        """Return what a function makes of the edition's tables; made anew only after one of them has changed on disk.

        The value is shared by all who ask for it: it has to be one that nobody changes.
        """
        versions = tuple(_version(self.folder / table_path(name)) for name in TABLES)
        if make not in self._made or self._made[make][0] != versions:
            self._made[make] = (versions, make(self))
        return cast(Made, self._made[make][1])

    def _is_of_this_run(self, path: Path) -> bool:
        """Tell whether the table is, byte for byte, what an earlier notebook of this run checked and wrote.

        The issued edition's tables are checked even so: today's code may declare them otherwise.
        """
        if not self.in_run:
            return False
        version = _version(self.folder / MANIFEST)
        if self._recorded[0] != version:
            self._recorded = (version, recorded_hashes(self.folder))
        recorded = self._recorded[1].get(path.relative_to(self.folder).as_posix())
        return recorded is not None and path.is_file() and recorded == file_hash(path)

    @property
    def tables(self) -> list[str]:
        """Names of the tables that the edition has."""
        return [name for name in TABLES if (self.folder / table_path(name)).is_file()]

    @property
    def registers(self) -> Registers:
        """All tables ``register_…`` by the names of the registers, each read when it is first asked for."""
        return Registers.of(self)

    @cached_property
    def params(self) -> Params:
        """The edition's params, checked and completed by what the programme's workbook says."""
        said = [self.__getattr__(name) for name in COMPLETING if (self.folder / table_path(name)).is_file()]
        return with_programme(self.params_of_file, *said) if len(said) == len(COMPLETING) else self.params_of_file

    @cached_property
    def params_of_file(self) -> Params:
        """What the params file itself says, checked: for the stage that reads the programme."""
        return load_params(self.params_file)

    @property
    def source_files(self) -> list[Path]:
        """Absolute paths of all input files."""
        return self.params_of_file.source_files()

    @property
    def result_files(self) -> list[Path]:
        """Absolute paths of the files with results, those of the region included."""
        others = {*self.params_of_file.previous_files, self.params_of_file.catalogue}
        own = (path for path in self.source_files if path not in others)
        return [path for path in own if not path.is_relative_to(self.programme_path)]

    @property
    def content_cache(self) -> Path | None:
        """The folder in which contents of unchanged files are kept from run to run; it may be deleted at any time.

        A run that verifies an edition (`READ_ANEW`) trusts nothing that was kept.
        """
        return None if os.environ.get(READ_ANEW) else OUTPUT / KEPT_CONTENTS / "ingest"

    @property
    def period_files(self) -> dict[str, Path]:
        """The tables that reports of periods left, by the period's name: in a run its own copies of them."""
        return period_files(self.folder / (TAKEN_ALONG if self.in_run else MONITORING_FOLDER))

    def read_periods(self) -> tuple[pd.DataFrame, dict[str, str]]:
        """Return the rows of `period_reports` that reports of periods left, and why the others cannot be read.

        Returns:
            The table's rows, by the period's name; and for each other period the reason in words.
        """
        read, damaged = [], {}
        for name, path in self.period_files.items():
            try:
                rows = read_table(path)
            except (ReportError, OSError, pd.errors.ParserError):
                # Without the error's own words: they name the run's folder, which is another each time.
                damaged[name] = "это не таблица отчёта о периоде или её колонки другие"
                continue
            if list(rows["period"]) == [name]:
                read.append(rows)
            else:
                damaged[name] = f"в ней должна быть одна строка, о периоде {name}"
        empty = pd.DataFrame(columns=list(TABLES["period_reports"].columns))
        return (pd.concat(read, ignore_index=True) if read else empty), damaged

    @property
    def damaged_periods(self) -> dict[str, str]:
        """Why tables of reports of periods cannot be read, by the period's name."""
        return self.read_periods()[1]

    @property
    def programme_path(self) -> Path:
        """The programme's workbook, or the folder of its documents."""
        return self.params_of_file.data.programme_path

    @cached_property
    def comments(self) -> Comments:
        """The analyst's text for each section of the report."""
        return read_comments(comments_path(self.params_file))

    @property
    def tables_alone(self) -> "Edition":
        """This edition as its tables and params: what a side notebook works on (decision 58).

        It refuses the analyst's comments and the input files, so that what is made of it does not rest on them.
        """
        alone = object.__new__(_TablesAlone)
        alone.__dict__ = self.__dict__
        return alone

    def save(self, **tables: pd.DataFrame) -> None:
        """Check the tables against their schemas and write them."""
        for name, frame in tables.items():
            write_table(frame, self.save_folder / table_path(name))


class _TablesAlone(Edition):
    """An edition that gives its tables and params and nothing else; what was read is shared with the whole one."""

    @property
    def comments(self) -> NoReturn:
        """Refused."""
        raise AttributeError("здесь есть только таблицы и параметры выпуска")

    source_files = result_files = comments


#: Editions that this process keeps open for the notebooks that its copies run; nothing where it keeps none.
_kept: dict[tuple[str, str, str], Edition] | None = None


def keep_editions_open() -> None:
    """Let `open_edition` give the same edition again, with what it has read and made: of a process that is copied.

    Tables that change on disk are read again as ever.
    """
    global _kept
    _kept = {}


def _version(path: Path) -> Version:
    """Return what tells one state of a file from another, or ``None`` where there is no file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def open_edition(edition: str | int, run_folder: str | Path = "", params_file: str | Path = "") -> Edition:
    """Open an edition by the stem of its params file, e.g. 2022, from any working directory.

    Raises:
        ReportError: there are no params of that name, or papermill was given a parameter that the notebook lacks.
    """
    refuse_unknown_in_session()
    key = (str(edition), str(run_folder), str(params_file))
    if _kept is not None and key in _kept:
        return _kept[key]
    opened = Edition(str(edition), run_folder, params_file)
    if not opened.params_file.is_file():
        known = [path.stem for path in edition_files(params_path("x").parent)]
        raise ReportError(
            f"Нет файла параметров «{shown(opened.params_file)}».",
            f"Есть выпуски: {', '.join(known)}." if known else "Создайте его по образцу params/2022.yml.",
        )
    if _kept is not None:
        _kept[key] = opened
    return opened

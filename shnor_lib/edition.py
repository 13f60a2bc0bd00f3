"""An edition's tables on disk: `open_edition(2022).classification`."""

import re
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
import pandera.errors

from shnor_lib.comments import Comments, comments_path, read_comments
from shnor_lib.ground.columns import TEXT, TRUTH
from shnor_lib.ground.content import file_hash
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.given_parameters import refuse_unknown_in_session
from shnor_lib.ground.params import Params, load_params, params_path
from shnor_lib.ground.project import OUTPUT, ROOT, shown
from shnor_lib.ground.recorded import MANIFEST, recorded_hashes
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.registers import register_sheets
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.tables import DECLARED, blanks_of, table_path

#: Tables are stored with this many decimals at most, so that the last bits of sums never show.
DECIMALS = 6


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
        return Registers(**{sheet.name: partial(self.__getattr__, sheet.table) for sheet in register_sheets()})

    @cached_property
    def params(self) -> Params:
        """The edition's params, checked."""
        return load_params(self.params_file)

    @property
    def source_files(self) -> list[Path]:
        """Absolute paths of all input files."""
        return self.params.source_files()

    @property
    def result_files(self) -> list[Path]:
        """Absolute paths of the files with results, those of the region included."""
        listed = self.params.previous_schools
        return [path for path in self.source_files if path != listed and not path.is_relative_to(self.programme_folder)]

    @property
    def content_cache(self) -> Path:
        """The folder in which contents of unchanged files are kept from run to run; it may be deleted at any time."""
        return OUTPUT / ".cache" / "ingest"

    @property
    def programme_folder(self) -> Path:
        """The folder of the programme's own documents."""
        return self.params.data.programme_folder

    @cached_property
    def comments(self) -> Comments:
        """The analyst's text for each section of the report."""
        return read_comments(comments_path(self.params_file))

    def save(self, **tables: pd.DataFrame) -> None:
        """Check the tables against their schemas and write them."""
        for name, frame in tables.items():
            write_table(frame, self.save_folder / table_path(name))


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
    opened = Edition(str(edition), run_folder, params_file)
    if not opened.params_file.is_file():
        known = sorted(path.stem for path in params_path("x").parent.glob("*.yml"))
        raise ReportError(
            f"Нет файла параметров «{shown(opened.params_file)}».",
            f"Есть выпуски: {', '.join(known)}." if known else "Создайте его по образцу params/2022.yml.",
        )
    return opened


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a checked table: the schema's columns first, then added ones, in the frame's order of rows.

    Raises:
        pandera.errors.SchemaError: the frame breaks the table's schema (an error of the program, not of the data).
    """
    schema = TABLES[path.stem]
    checked = schema.validate(_with_blanks(path.stem, frame))
    known = [name for name in schema.columns if name in checked.columns]
    ordered = [*known, *(name for name in checked.columns if name not in schema.columns)]
    path.parent.mkdir(parents=True, exist_ok=True)
    checked[ordered].apply(_as_text).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def read_table(path: Path, *, checked: bool = False) -> pd.DataFrame:
    """Read a table back through its schema; what names a row is an empty text where it is missing, and never NaN.

    ``checked``: the file is known to be as `write_table` left it, so that its types alone are restored.

    Raises:
        ReportError: the file is missing or no longer keeps its schema, e.g. after an edit by hand.
    """
    if not path.is_file():
        raise ReportError(f"Нет таблицы «{shown(path)}».", "Сначала соберите выпуск: make report YEAR=…")
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")
        typed = _with_blanks(path.stem, _with_types(path.stem, frame))
        return typed if checked else TABLES[path.stem].validate(typed)
    except (pandera.errors.SchemaError, ValueError, TypeError) as error:
        reason = re.sub(r"\s+", " ", str(error))[:200]
        raise ReportError(
            f"Таблица «{shown(path)}» не соответствует своему описанию ({reason}).",
            "Если её правили вручную, удалите файл и повторите make report.",
        ) from None


def _with_types(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of texts with the columns' declared types; texts stay as they are."""
    return frame.assign(
        **{
            column: _with_type(frame[column], declared.type)
            for column, declared in DECLARED[name].columns.items()
            if column in frame and declared.type != TEXT
        }
    )


def _with_type(column: pd.Series, kind: Any) -> pd.Series:
    if kind == TRUTH:
        return column.map({"true": True, "false": False}).astype(kind)
    return pd.to_numeric(column).astype(kind)


def _with_blanks(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with an empty text in place of NaN where a column names its row (decision 29)."""
    present = [column for column in blanks_of(name) if column in frame]
    texts = {column: frame[column].astype(object).where(frame[column].notna(), "").astype("str") for column in present}
    return frame.assign(**texts)


def _as_text(column: pd.Series) -> pd.Series:
    """Return the column as the texts written to disk."""
    return column.map(_cell_text).astype(object)


def _cell_text(value: Any) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if round(value, DECIMALS) else "0"
    return str(value)

"""One source cell changed: the same edition made anew, and every number of its report that is another one now.

The files are written anew by openpyxl first, so that the edition before and the one after differ in the cell alone.
"""

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
from openpyxl.cell.cell import Cell as SheetCell

from shnor_lib.ground.project import NOTEBOOKS, ROOT
from shnor_lib.ground.tables import table_path, tables_written_by
from shnor_lib.pipeline.reads import notebook_reads
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.publishing.cell_ranges import Block, blocks_of
from shnor_lib.publishing.document import Document, Table
from shnor_lib.publishing.whence import Rows, Whence
from tests.support.editions_in_process import STAGES, document_of

#: What stands for a missing or unreadable value.
DIRT = (None, "нет данных", "-")


@dataclass(frozen=True)
class Place:
    """A cell of a source file as the stored tables name it."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def block(self) -> Block:
        """The cell as a block."""
        return Block(self.column, self.column, self.row, self.row)


@dataclass(frozen=True)
class Number:
    """A number of the report: its words and the rows with source cells behind it."""

    text: str
    rows: Rows
    whence: Whence

    def rests_on(self, place: Place) -> bool:
        """Tell whether the cell is among its evidence."""
        return any(
            file == place.file
            and sheet in ("", place.sheet)
            and (not cells or any(block.holds(place.block) for block in blocks_of(cells)))
            for file, sheet, cells in self.whence.sources(self.rows)
        )


class Made:
    """An edition as it was made: its tables' folder and the numbers of its report by what they are."""

    def __init__(self, folder: Path, document: Document):
        self.folder, self.whence = folder, document.whence
        tables = [block.value for block in document.blocks if isinstance(block, Table)] + [*document.lookups]
        self._tables = {table.id: table for table in tables}

    @cached_property
    def texts(self) -> dict[tuple[str, ...], tuple[str, Any]]:
        """The words of each statement (none of one that does not hold) and cell, and how its evidence is asked for."""
        said = {
            ("statement", row["id"]): (row["text"] if row["holds"] == "true" else "", ("said", row["evidence"]))
            for row in self.whence.stored.rows("statements")
        }
        cells = {name: found for table in self._tables.values() for name, found in _cells(table)}
        return said | cells

    def number(self, name: tuple[str, ...]) -> Number:
        """Return a number by its name; one that the report does not have rests on nothing."""
        text, asked = self.texts.get(name, ("", ("said", "[]")))
        if asked[0] == "said":
            return Number(text, self.whence.of_evidence(json.loads(asked[1])), self.whence)
        _, table, place, column = asked
        return Number(text, self.whence.of_cell(self._tables[table].origin, place, column), self.whence)


def _cells(table: PublicationTable) -> Iterator[tuple[tuple[str, ...], tuple[str, Any]]]:
    if not table.origin.tables:
        return
    seen: Counter[tuple[str, ...]] = Counter()
    for place, row in enumerate(table.rows):
        keys = tuple(map(str, table.origin.rows[place])) if table.origin.keys else ()
        heads = tuple(cell.text for cell in row[: table.row_headers]) if "school_id" not in table.origin.keys else ()
        own = (*keys, *heads)
        seen[own] += 1
        for column, cell in zip(table.columns, row, strict=True):
            name = ("cell", table.id, *own, str(seen[own]), column.key)
            yield name, (cell.text, ("cell", table.id, place, column.key))


class Okrug:
    """An edition whose files may be changed: a copy of its data, its params, the tables made of them."""

    def __init__(self, name: str, folder: Path):
        self.name, self.folder = name, folder
        text = (ROOT / "params" / f"{name}.yml").read_text(encoding="utf-8")
        (data,) = set(re.findall(r"^  results: (data/[^/\n]+)/", text, re.MULTILINE))
        self.data = Path(shutil.copytree(ROOT / data, folder / "data"))
        self.params = folder / f"{name}.yml"
        self.params.write_text(text.replace(data, self.data.as_posix()), encoding="utf-8")
        for path in self.data.rglob("*.xlsx"):
            if not path.name.startswith("~$"):
                openpyxl.load_workbook(path).save(path)
        self.base = self._made(folder / "base", None)

    def mutated(self, place: Place, value: Any) -> Made:
        """Return the edition made of the files with another value in one cell; the files are then as they were."""
        path = Path(place.file)
        kept = path.read_bytes()
        book = openpyxl.load_workbook(path)
        book[place.sheet].cell(place.row, place.column).value = value
        book.save(path)
        try:
            return self._made(self.folder / "mutated", self.base.folder)
        finally:
            path.write_bytes(kept)

    def _made(self, folder: Path, base: Path | None) -> Made:
        """Make the edition; stages of which nothing that they read has changed keep the base's tables."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for stage in STAGES[:-1]:
            if base is None or not _same_tables(stage, folder, base):
                document_of(self.name, folder, self.params, (stage,))
            else:
                _copy_tables(stage, base, folder)
        return Made(folder, document_of(self.name, folder, self.params, STAGES[-1:]))

    def places(self) -> list[Place]:
        """Return the cells that hold a result or a value of a register, in the order of the stored tables."""
        stored = self.base.whence.stored
        found: dict[Place, None] = {}
        for table in ("results", *_registers(self.folder)):
            for row in stored.rows(table):
                if row["source_file"].endswith(".xlsx") and row["source_cell"]:
                    found |= dict.fromkeys(_filled(row, table.startswith("register_"), self._sheet))
        return list(found)

    def places_by_sheet(self) -> dict[tuple[str, str], list[Place]]:
        """Return the same cells by file and sheet, so that a large sheet is not drawn more often than a small one."""
        found: dict[tuple[str, str], list[Place]] = {}
        for place in self.places():
            found.setdefault((place.file, place.sheet), []).append(place)
        return found

    def _sheet(self, file: str, sheet: str) -> Any:
        if file not in (books := self.__dict__.setdefault("_books", {})):
            books[file] = openpyxl.load_workbook(file)
        return books[file][sheet]

    def another_value(self, place: Place, stream: random.Random) -> Any:
        """Return what may stand in a cell instead: another value of its column, a slip of the hand, nothing."""
        sheet = self._sheet(place.file, place.sheet)
        own = sheet.cell(place.row, place.column).value
        column = {cell.value for (cell,) in sheet.iter_rows(2, sheet.max_row, place.column, place.column)}
        others = sorted((one for one in column - {own, None} if isinstance(one, type(own))), key=str)
        slips = [*DIRT, *others[:1], *(stream.sample(others, min(len(others), 4)))]
        if isinstance(own, int | float) and not isinstance(own, bool):
            slips += [own + 1, max(own - 1, 0), own * 10, own + 30] * 2
        if isinstance(own, date | datetime):
            slips += [own + timedelta(days=days) for days in (-400, -30, 30, 400)]
        return stream.choice([one for one in slips if one != own])


def _filled(row: dict[str, str], whole_row: bool, sheet_of: Any) -> Iterator[Place]:
    sheet = sheet_of(row["source_file"], row["source_sheet"])
    for block in blocks_of(row.get("source_cells") or row["source_cell"]):
        last = sheet.max_column if whole_row else block.last_column
        cells: Iterator[tuple[SheetCell, ...]] = sheet.iter_rows(
            block.first_row, block.last_row, block.first_column, last
        )
        for cell in (cell for own in cells for cell in own):
            if cell.value is not None and not str(cell.value).startswith("="):
                yield Place(row["source_file"], row["source_sheet"], cell.row, cell.column)


def _registers(folder: Path) -> list[str]:
    return sorted(name for name in tables_written_by("ingest") if name.startswith("register_"))


def _same_tables(stage: str, folder: Path, base: Path) -> bool:
    """Tell whether every table that a stage reads is there and is as it was."""
    if stage == STAGES[0]:
        return False
    reads = notebook_reads(nbformat.read(NOTEBOOKS / f"{stage}.ipynb", as_version=4))
    names = {*reads.tables, *reads.completing}
    return not reads.everything and all(_bytes(folder, name) == _bytes(base, name) for name in names)


def _bytes(folder: Path, name: str) -> bytes:
    path = folder / table_path(name)
    return path.read_bytes() if path.is_file() else b""


def _copy_tables(stage: str, base: Path, folder: Path) -> None:
    for name in tables_written_by(stage.partition("_")[2]):
        if (path := base / table_path(name)).is_file():
            (folder / table_path(name)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / table_path(name))


def changed_numbers(before: Made, after: Made) -> Iterator[tuple[tuple[str, ...], Number, Number]]:
    """Yield each number whose words are others now, with a statement that came or went.

    Rows come and go with the schools that a table is about: that a school is shown is no number of its.
    """
    for name in dict.fromkeys((*before.texts, *after.texts)):
        if name[0] == "cell" and not (name in before.texts and name in after.texts):
            continue
        texts = [made.texts.get(name, ("",))[0] for made in (before, after)]
        if texts[0] != texts[1] and any(sign.isdigit() for text in texts for sign in text or ""):
            yield name, before.number(name), after.number(name)


def unexplained(before: Made, after: Made, place: Place) -> tuple[int, list[str]]:
    """Return how many numbers changed, and those of them whose evidence lacks the cell, in words."""
    changed = list(changed_numbers(before, after))
    return len(changed), [
        f"{' | '.join(name)}: «{old.text}» → «{new.text}»"
        for name, old, new in changed
        if not (old.rests_on(place) or new.rests_on(place))
    ]

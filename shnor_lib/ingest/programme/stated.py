"""The programme of an edition: its documents, held against what the params file says of the same."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shnor_lib.ground.drafts import Waiting, to_fill
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import Claims, Params, Section, line_of_key
from shnor_lib.ground.programme import PassportRow, passport_rows
from shnor_lib.ground.programme_params import NEEDED, claims_of, claims_table, is_open, with_programme
from shnor_lib.ground.project import shown
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import clean
from shnor_lib.ground.vocabulary import subject_name
from shnor_lib.ingest.cells.texts import shortened
from shnor_lib.ingest.frames import frame_of
from shnor_lib.ingest.programme.documents import ProgrammeTables, read_programme


@dataclass
class StatedProgramme:
    """The programme's tables, and the params completed by them; ``waiting`` are the places that wait for a person."""

    tables: ProgrammeTables
    params: Params
    waiting: tuple[Waiting, ...]


def programme_of(params: Params, params_file: Path) -> StatedProgramme:
    """Read the programme that params name and hold both against each other.

    Args:
        params: as their file gives them.
        params_file: the file, for the lines that messages name.

    Raises:
        ReportError: as `read_programme`; or params and the workbook say different things of the programme.
    """
    tables = read_programme(params.data.programme_path)
    _refuse_differences(params, params_file, tables)
    if tables["programme_claims"].empty:
        stated = claims_table(params.programme.claims, shown(params_file))
        tables["programme_claims"] = frame_of("programme_claims", stated)
    completed = with_programme(params, tables["programme_passport"], tables["programme_claims"])
    waiting = (*_still_waiting(params, completed, tables), *_lacking(params, completed, tables, params_file))
    return StatedProgramme(tables, completed, waiting)


# Differences


@dataclass(frozen=True)
class _Told:
    """What both sources may tell: its name, key and value in params, value and place in the workbook."""

    what: str
    key: tuple[str, ...]
    by_params: object
    by_workbook: str
    place: str

    @property
    def differs(self) -> bool:
        """Whether both are there and say different things."""
        if is_open(self.by_params) or is_open(self.by_workbook):
            return False
        return _plain(self.by_params) != _plain(self.by_workbook)


def _plain(value: object) -> str:
    """Return what two spellings of one value share: spaces, a final stop, quotes and the kind of dash aside."""
    text = re.sub(r"[«»\"„“”]", "", clean(str(value))).replace("ё", "е")
    return re.sub(r"\s*[–—−-]\s*", "-", text).rstrip(" .").casefold()


def _refuse_differences(params: Params, file: Path, tables: ProgrammeTables) -> None:
    different = [told for told in (*_passports(params, tables), *_claims(params, tables)) if told.differs]
    if not different:
        return
    lines = [
        f"  – {told.what}: в файле параметров (строка {line_of_key(file, told.key)}, ключ {': '.join(told.key)}) — "
        f"«{shortened(str(told.by_params))}», в книге ({told.place}) — «{shortened(told.by_workbook)}»"
        for told in different
    ]
    raise ReportError(
        f"Файл параметров «{shown(file)}» и книга Программы «{tables.file}» говорят о Программе разное:\n"
        + "\n".join(lines),
        "\nОставьте верное в одном месте: удалите ключ из файла параметров или очистите ячейку книги.",
    )


def _passports(params: Params, tables: ProgrammeTables) -> Iterator[_Told]:
    said = {row.name: row for row in rows_of(tables["programme_passport"])}
    for row in passport_rows():
        if row.key and row.name in said:
            cell = said[row.name]
            place = f"лист «{cell.source_sheet}», строка {cell.source_cell}"
            yield _Told(row.header, row.key, _by_key(params, row), cell.value, place)


def _by_key(params: Params, row: PassportRow) -> object:
    """Return what params say under a row's key; nothing where a section on the way is left out."""
    value: object = params
    for part in row.key:
        value = getattr(value, part) if isinstance(value, Section) and part in value.model_fields_set else None
    return value


def _claims(params: Params, tables: ProgrammeTables) -> Iterator[_Told]:
    """Yield the numbers of schools that both name, and claims that only one of two lists has."""
    stated, told = params.programme.claims, claims_of(tables["programme_claims"])
    if stated is None or told is None:
        return
    by_params, by_workbook = dict(_numbers(stated)), dict(_numbers(told))
    for what in dict.fromkeys([*by_params, *by_workbook]):
        number, _ = by_params.get(what, ("нет", ""))
        cell, place = by_workbook.get(what, ("нет", "лист «Утверждения»"))
        yield _Told(what, ("programme", "claims"), number, cell, place)


def _numbers(claims: Claims) -> Iterator[tuple[str, tuple[str, str]]]:
    if claims.listed:
        yield "число школ в списке ШНОР", (str(claims.listed.schools), _place(claims.listed.place))
    for claim in claims.repeated:
        what = f"число школ, повторно низких по предмету «{subject_name(claim.subject)}»"
        yield what, (str(claim.schools), _place(claim.place))


def _place(place: tuple[str, str, str] | None) -> str:
    return f"лист «{place[1]}», строка {place[2]}" if place else ""


# What waits

PERIOD = "programme: period"


def _still_waiting(params: Params, completed: Params, tables: ProgrammeTables) -> Iterable[Waiting]:
    """Yield the places of both that wait, but for those of which the other source tells the value."""
    said = {row.name: row.value for row in rows_of(tables["programme_passport"])}
    answered = {": ".join(row.key) for row in passport_rows() if row.key and not is_open(said.get(row.name))}
    answered |= {PERIOD} if completed.programme.period else set()
    for one in params.waiting:
        if re.sub(r" \(строка \d+\)$", "", one.place) not in answered:
            yield one
    cells = {row.source_cell: row.name for row in rows_of(tables["programme_passport"])}
    by_name = {row.name: row for row in passport_rows()}
    for one in tables.waiting:
        name = cells.get(_first_of_row(one.place)) if one.sheet == _passport_sheet(tables) else None
        if name is None or not by_name[name].key or is_open(_by_key(params, by_name[name])):
            yield one


def _lacking(params: Params, completed: Params, tables: ProgrammeTables, params_file: Path) -> Iterable[Waiting]:
    """Yield what neither source says and no mark asks for: the name, the goal, the period."""
    asked = {one.text for one in tables.waiting}
    for name, ask in NEEDED.items():
        is_asked = to_fill(ask) in asked
        if getattr(completed.programme, name) == to_fill(ask) and not getattr(params.programme, name) and not is_asked:
            yield Waiting(shown(params_file), f"programme: {name}", to_fill(ask))
    days = {to_fill(row.ask) for row in passport_rows() if row.name in ("period_start", "period_end")}
    said_to_wait = bool(days & asked) or any(one.place.startswith(PERIOD) for one in params.waiting)
    if completed.programme.period is None and not said_to_wait:
        yield Waiting(shown(params_file), PERIOD, to_fill("первый и последний день Программы"))


def _passport_sheet(tables: ProgrammeTables) -> str:
    passport: pd.DataFrame = tables["programme_passport"]
    return str(passport["source_sheet"].iloc[0]) if len(passport) else ""


def _first_of_row(cell: str) -> str:
    return re.sub(r"^[A-Z]+", "A", cell)

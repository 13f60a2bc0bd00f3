"""A table of the analyst's own, joined with the roster by the names of schools; what is not matched is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.wording import quoted
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.files.books import open_book
from shnor_lib.ingest.roster import Roster


@dataclass(frozen=True)
class OwnTable:
    """Rows of a file of one's own.

    ``rows`` are those of schools of the roster: ``school_id``, ``school``, then the file's columns by their headings.
    ``left_out`` are the others: ``row`` (its number in the sheet), ``text`` (what stands for the school),
    ``candidates`` (names of the roster that look like it); nothing is guessed.
    """

    rows: pd.DataFrame
    left_out: pd.DataFrame


def read_own_table(path: Path, schools: pd.DataFrame, sheet: str = "", column: str = "") -> OwnTable:
    """Read the first table of a sheet and match its rows with the roster.

    Args:
        path: a workbook or CSV; its first filled row holds the headings.
        schools: the table `schools`.
        sheet: the sheet's name; the first one that is filled by default.
        column: the heading of the column that names schools (name, code or login); by default the column of which
            most texts are schools of the roster.

    Raises:
        ReportError: the file cannot be read, has no such sheet or column, or no column names schools.
    """
    found = _sheet(path, sheet)
    roster = Roster(schools)
    head, *body = [number for number in range(1, found.last_row + 1) if found.row_cells(number)] or [0]
    headings = _headings(found, head)
    place = _place_of_schools(found, headings, body, column, roster)
    kept, left = [], []
    for number in body:
        text = found.text(number, place).strip()
        school = roster.match(text).school if text else None
        if school is None:
            near = "; ".join(roster.candidates(text)) if text else ""
            left.append({"row": number, "text": text, "candidates": near})
        else:
            values = {name: found.value(number, own) for own, name in headings.items() if own != place}
            kept.append({**school.columns(), **{name: None if one == "" else one for name, one in values.items()}})
    names = ["school_id", "school", *(name for own, name in headings.items() if own != place)]
    return OwnTable(pd.DataFrame(kept, columns=names), pd.DataFrame(left, columns=["row", "text", "candidates"]))


def _sheet(path: Path, wanted: str) -> Sheet:
    sheets = [sheet for sheet in open_book(path).sheets if sheet.n_filled]
    if not sheets:
        raise ReportError(f"В файле «{path.name}» нет ни одной заполненной ячейки.", "Проверьте, тот ли это файл.")
    found = next((sheet for sheet in sheets if not wanted or sheet.name == wanted), None)
    if found is None:
        names = ", ".join(quoted(sheet.name) for sheet in sheets)
        raise ReportError(f"В файле «{path.name}» нет листа «{wanted}»; есть: {names}.", "Исправьте название листа.")
    return found


def _headings(sheet: Sheet, row: int) -> dict[int, str]:
    """Return the headings by column, from 1; one without is called by its number, equal ones are told apart."""
    headings: dict[int, str] = {}
    for place in range(1, sheet.last_column + 1):
        name = " ".join(sheet.text(row, place).split()) or f"Колонка {place}"
        headings[place] = f"{name} ({place})" if name in {*headings.values(), "school_id", "school"} else name
    return headings


def _place_of_schools(sheet: Sheet, headings: dict[int, str], body: Sequence[int], wanted: str, roster: Roster) -> int:
    if wanted:
        place = next((own for own, name in headings.items() if name.casefold() == wanted.strip().casefold()), None)
        if place is None:
            names = ", ".join(quoted(name) for name in headings.values())
            raise ReportError(f"Колонки «{wanted}» в таблице нет; есть: {names}.", "Исправьте заголовок колонки.")
        return place
    matched = {
        own: sum(roster.match(text).school is not None for row in body if (text := sheet.text(row, own).strip()))
        for own in headings
    }
    best = max(matched, key=lambda own: matched[own], default=0)
    if not best or not matched[best]:
        raise ReportError(
            f"Ни в одной колонке листа {quoted(sheet.name)} файла «{sheet.file}» не узнаны школы выпуска.",
            "Назовите школы так, как в списке выпуска (название, код или логин), одна школа в строке под заголовками.",
        )
    return best

"""A table of the analyst's own beside what an edition knows of the same schools."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.project import ROOT
from shnor_lib.ingest.own_table import OwnTable, read_own_table
from shnor_lib.presentation.tables import Column, PublicationTable


@dataclass(frozen=True)
class Joined:
    """The file's rows (``rows``: code and name of the school, the file's own columns), and what was left out."""

    rows: pd.DataFrame
    left_out: PublicationTable


def joined_with_schools(edition: Edition, path: str | Path, sheet: str = "", column: str = "") -> Joined:
    """Return a table of one's own with the codes of the edition's schools, ready to be merged with any of its tables.

    Args:
        edition: the edition.
        path: the file; relative to the project's folder.
        sheet: the sheet's name, the first filled one by default.
        column: the heading of the column with schools; found by its values by default.

    Raises:
        ReportError: as `read_own_table`.
    """
    own = read_own_table(ROOT / path, edition.schools, sheet, column)
    return Joined(own.rows, _left_out(own, len(edition.schools)))


def _left_out(own: OwnTable, schools: int) -> PublicationTable:
    """Return the rows that no school of the edition was found for; the note says how many were and which are absent."""
    columns = [
        Column("row", "Строка", "integer", width=0.8),
        Column("text", "Что написано вместо школы", width=3),
        Column("candidates", "На что похоже", width=3),
    ]
    found = own.rows["school_id"].nunique()
    note = (
        f"Узнано {wording.plural(len(own.rows), 'строка', 'строки', 'строк')} "
        f"о {wording.plural(found, 'школе', 'школах', 'школах')} из {schools}. Похожее название не угадывается: "
        "исправьте его в своей таблице или впишите в «Другие названия» на листе «Школы»."
    )
    return PublicationTable.from_frame(
        own.left_out, columns, "Строки, для которых школа не найдена", notes=(note,), id="own-left-out"
    )

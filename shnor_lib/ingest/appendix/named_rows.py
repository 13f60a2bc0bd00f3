"""The names that stand in a table of Приложение 1's layout, before anybody has said which schools there are."""

from dataclasses import dataclass

import pandas as pd

from shnor_lib.ground.schemas import TABLES
from shnor_lib.ingest.appendix.layout import read_layout
from shnor_lib.ingest.cells.percentages import parse_share
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.procedures import Procedure
from shnor_lib.ingest.roster import Roster


@dataclass(frozen=True)
class NamedRow:
    """A row's name, its cell, and the table's procedures, each with whether it was surely held in this row's school."""

    cell: str
    name: str
    procedures: tuple[tuple[Procedure, bool], ...]


def named_rows(sheet: Sheet, heading_row: int) -> list[NamedRow]:
    """Return the rows of the table that have a name; a look that uses no cell up is not needed twice.

    Args:
        sheet: a sheet that was recognised; what the look leaves in it is not to be used for results.
        heading_row: the row of the headings (from 1).
    """
    layout = read_layout(sheet, heading_row, Roster(pd.DataFrame(columns=list(TABLES["schools"].columns))))
    found = []
    for row in sheet.cells_by_row:
        name = sheet.text(row, layout.name_column).strip()
        if row < layout.first_school_row or not name:
            continue
        held = tuple(
            (slot.procedure, _was_held(sheet, row, slot.heading.column))
            for slot in layout.slots
            if slot.procedure is not None
        )
        found.append(NamedRow(sheet.address(row, layout.name_column), name, held))
    return found


def _was_held(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether a pair of columns holds a share above zero: «0 0» may stand for «nobody took part»."""
    return any(parse_share(sheet.cells.get((row, one))).pct for one in (column, column + 1))

"""Complaints of single values of schools of other okrugs in a region's files: nobody here can mend them.

Such schools are background; readers, who know no roster, complain of their values as of any other's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
from openpyxl.utils.cell import range_boundaries

from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import tuples_of
from shnor_lib.ingest.layouts.raw_rows import SHEET

#: Checks of a reader that speak of one school's values.
OF_ONE_SCHOOL = ("bad_value", "missing_value", "participants_differ", "shares_sum")

Place = tuple[str, str]


@dataclass(frozen=True)
class Quieted:
    """The findings that stay, and the cells that were set aside with those that do not, by (file, sheet)."""

    findings: list[Finding]
    cells: dict[Place, int]

    def counted(self, cell_counts: pd.DataFrame) -> pd.DataFrame:
        """Return the table `cell_counts` with those cells as not needed."""
        places = zip(cell_counts["file"], cell_counts["sheet"], strict=True)
        cells = pd.Series([self.cells.get(place, 0) for place in places], index=cell_counts.index, dtype=int)
        cells = cells.clip(upper=cell_counts["set_aside"].astype(int))
        return cell_counts.assign(
            set_aside=cell_counts["set_aside"] - cells, not_needed=cell_counts["not_needed"] + cells
        )


def without_complaints_of_others(
    findings: Sequence[Finding],
    of_region: Iterable[pd.DataFrame],
    own: Iterable[pd.DataFrame],
    is_of_region: Callable[[str], bool],
) -> Quieted:
    """Return the findings without those that speak of schools of other okrugs in a region's file alone.

    Args:
        findings: what readers and checks complained of.
        of_region: raw rows of such schools, with their source.
        own: raw rows of all others; pupils of two schools may take turns in a protocol.
        is_of_region: tells whether a file is one of the region's.
    """
    rows, others = _rows_of(of_region), _rows_of(own)
    for place, of_others in others.items():
        rows[place] -= of_others
    kept: list[Finding] = []
    cells: dict[Place, int] = defaultdict(int)
    for finding in findings:
        place = (finding.file, finding.sheet)
        if finding.check in OF_ONE_SCHOOL and is_of_region(finding.file) and _is_within(finding.cell, rows[place]):
            cells[place] += finding.n_cells
        else:
            kept.append(finding)
    return Quieted(kept, cells)


def _rows_of(frames: Iterable[pd.DataFrame]) -> dict[Place, set[int]]:
    """Return the rows of the sheets in which schools stand; the heading of several rows is the one above them."""
    rows: dict[Place, set[int]] = defaultdict(set)
    for frame in frames:
        for file, sheet, cells in tuples_of(frame, [*SHEET, "source_cell"]):
            for cell in cells.split(", "):
                _, first, _, last = _bounds(cell)
                rows[file, sheet] |= set(range(max(first - 1, 1) if last > first else first, last + 1))
    return rows


def _is_within(cell: str, rows: set[int]) -> bool:
    if not cell or not rows:
        return False
    _, first, _, last = _bounds(cell)
    return rows.issuperset(range(first, last + 1))


def _bounds(cell: str) -> tuple[int, int, int, int]:
    """Return first column, first row, last column, last row of an address; zeros where it is none."""
    try:
        first_column, first_row, last_column, last_row = range_boundaries(cell)
    except ValueError:
        return 0, 0, 0, 0
    return first_column or 0, first_row or 0, last_column or 0, last_row or 0

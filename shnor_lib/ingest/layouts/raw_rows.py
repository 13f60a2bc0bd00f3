"""Rows as a source file gives them, column by column: before schools are matched and before anything is compared.

Columns are lists of equal length, so that a table of a hundred thousand rows costs no object per cell.  They know
nothing of the roster or of the params and can be kept from run to run.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import pandas as pd

from shnor_lib.ground.marks import MARKS

#: Kinds of groups of participants.
SCHOOL, MUNICIPALITY, REGION, SAMPLE = "school", "municipality", "region", "sample"
#: The assessment of works that a centre sets itself.
MUNICIPAL = "MKR"
#: Columns of the shares of marks in percent, and of their numbers.
SHARES = [f"pct_{mark}" for mark in MARKS]
COUNTS = [f"n_{mark}" for mark in MARKS]
#: Columns that name the sheet a row was read from.
SHEET = ["source_file", "source_sheet"]

_WHO: dict[str, Any] = {"layout": "", "group": "", "code": "", "kind": SCHOOL}
_PROCEDURE: dict[str, Any] = {
    "assessment": "",
    "level": "",
    "subject": "",
    "grade": None,
    "school_year": None,
    "season": "",
    "held_on": "",
    "attempt": 1,
}
_WORK: dict[str, Any] = {"work": "", "class_letter": ""}
_SOURCE: dict[str, Any] = {"source_file": "", "source_sheet": "", "source_cell": "", "source_cells": "", "n_cells": 0}


class Rows:
    """Columns of equal length under the names of `DEFAULTS`; a column that a reader leaves out holds its default."""

    DEFAULTS: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        self.columns: dict[str, list] = {name: [] for name in self.DEFAULTS}

    @classmethod
    def of(cls, n: int, /, **given: Any) -> Self:
        """Return ``n`` rows: a list is a column, anything else stands in every row.

        Raises:
            KeyError: a name is none of the columns.
            ValueError: a list is not ``n`` long.
        """
        rows = cls()
        rows._refuse_unknown(given)
        columns = {
            name: value if value.__class__ is list else [value] * n for name, value in (cls.DEFAULTS | given).items()
        }
        for name, column in columns.items():
            if len(column) != n:
                raise ValueError(f"{name}: {len(column)} values for {n} rows")
        rows.columns = columns
        return rows

    def add(self, **given: Any) -> None:
        """Append one row."""
        self._refuse_unknown(given)
        for name, default in self.DEFAULTS.items():
            self.columns[name].append(given.get(name, default))

    def extend(self, other: Self) -> None:
        """Append all rows of another container of the same class."""
        for name, column in self.columns.items():
            column.extend(other.columns[name])

    def frame(self) -> pd.DataFrame:
        """Return the rows as a frame; numbers are nullable by being ``NaN``."""
        return pd.DataFrame(self.columns, columns=list(self.DEFAULTS))

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, name: str) -> list:
        return self.columns[name]

    def _refuse_unknown(self, given: Mapping[str, Any]) -> None:
        unknown = given.keys() - self.DEFAULTS.keys()
        if unknown:
            raise KeyError(f"no such column: {', '.join(sorted(unknown))}")


class RawRows(Rows):
    """Results of groups of participants: a school, a municipality, a region or the whole sample × procedure.

    ``group`` is the text of the file (name and code in one where they stand in two cells); ``municipality`` the
    name of a school's municipality where the table tells it; ``code`` the digits of a school's login or
    «regRR_mNNN», else empty; ``kind`` one of the kinds above. ``grade`` and ``school_year`` (the year it ends in)
    are those of the programme tested, ``held_on`` an ISO date or empty, ``attempt`` 1 for the main period; ``work``
    is the number that a table gives one of several works, ``class_letter`` the class of the grade (empty: the
    school as a whole). ``n_…`` are numbers of participants, ``pct_…`` percentages 0–100, both as given (``None``:
    not given); ``fail_pct`` is the share of «2» or of those below the minimum, ``top_pct`` a share of high results,
    ``mean_score`` in the procedure's own points.

    ``source_cell`` is the cell that holds ``fail_pct`` (an A1 range if aggregated); ``source_cells`` the ranges of all
    cells that the row's numbers were read from, where they are more; ``n_cells`` how many cells of the sheet were used
    for the row, so that they can be set aside if no school claims it.
    """

    DEFAULTS: ClassVar[dict[str, Any]] = {
        **_WHO,
        "municipality": "",
        **_PROCEDURE,
        **_WORK,
        "n_participants": None,
        "n_absent": None,
        **dict.fromkeys(SHARES),
        **dict.fromkeys(COUNTS),
        "fail_pct": None,
        "top_pct": None,
        "mean_score": None,
        **_SOURCE,
    }


class JournalRows(Rows):
    """How marks of a work compare with the journal: numbers and shares of participants below, at and above it."""

    DEFAULTS: ClassVar[dict[str, Any]] = {
        **_WHO,
        **_PROCEDURE,
        "n_participants": None,
        **{f"{unit}_{way}": None for way in ("lowered", "confirmed", "raised") for unit in ("n", "pct")},
        **_SOURCE,
    }


class ContextRows(Rows):
    """What a school says of itself in a school year; shares are percentages 0–100 (METHODS of the project, §9)."""

    DEFAULTS: ClassVar[dict[str, Any]] = {
        **_WHO,
        "school_year": None,
        "settlement": "",
        "pupils": None,
        "teachers": None,
        "higher_education_pct": None,
        "incomplete_families_pct": None,
        "registered_pct": None,
        "unemployed_parents_pct": None,
        "non_native_pct": None,
        "poor_housing_pct": None,
        **_SOURCE,
    }


class AppealRows(Rows):
    """Appeals of a school in an exam by what became of them; they change no result."""

    DEFAULTS: ClassVar[dict[str, Any]] = {
        **_WHO,
        "subject": "",
        "level": "",
        "held_on": "",
        "n_granted": 0,
        "n_rejected": 0,
        "n_other": 0,
        **_SOURCE,
    }


def printed_share(count: int | float, n: int | float) -> float:
    """Return the share of a count in percent with two decimals, as ФИС ОКО prints it."""
    return round(100 * count / n, 2)

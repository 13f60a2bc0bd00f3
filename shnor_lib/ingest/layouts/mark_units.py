"""Numbers under «2», «3», «4», «5»: pupils or per cent, told by headings, signs, sums and rows; never by a guess.

A row's numbers can be counts if they are whole and make no more than the participants (just as many where all four
marks are given), and per cent if they make no more than 100 (just 100, but for rounding, where all four are given).
Where a row can be both, the others of the table decide; where they cannot, nothing does.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from shnor_lib.ground.marks import MARKS, agreeing_counts, half_step, printed_decimals
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.headings import COUNT, PERCENT, heading_key, heading_unit, layout_map
from shnor_lib.ingest.cells.numbers import decimal_number
from shnor_lib.ingest.cells.percentages import NUMBER, parse_share
from shnor_lib.ingest.cells.sheet import SheetCell

#: A heading that speaks of pupils without a unit, as «Получили «2»»: counts, unless most rows show the contrary.
PUPILS = "pupils"
#: Parts of one: four of them make 1.
PART = "part"
#: A row whose numbers may be either, or neither.
EITHER, NEITHER = "either", "neither"
_FLOAT = 1e-6
_DECIMALS = re.compile(r",\d+ ?%?$|\.0*[1-9]\d* ?%?$")


@lru_cache(maxsize=20_000, typed=True)
def mark_of(heading: object) -> int | None:
    """Return the mark of which a heading speaks: «2», «Получили «2», чел.», «% 2», «Отметка 2», or nothing."""
    found = _mark_pattern().fullmatch(heading_key(heading))
    return int(found["mark"]) if found else None


@lru_cache(maxsize=20_000, typed=True)
def unit_of(heading: object) -> str:
    """Return the unit of a mark's heading: per cent, counts, pupils without a unit, or «»."""
    key = heading_key(heading)
    if heading_unit(heading) == PERCENT or re.search("доля|процент|%", str(heading).casefold()):
        return PERCENT
    if heading_unit(heading) == COUNT or re.search(r"кол-во|количеств|число|чел\b", key):
        return COUNT
    return PUPILS if re.search("|".join(layout_map("long_table")["pupils"]), key) else ""


@cache
def _mark_pattern() -> re.Pattern:
    return re.compile(layout_map("long_table")["mark"])


@dataclass
class RowMarks:
    """The numbers of one row under headings without a unit, by mark; the participants; the cells."""

    row: int
    n: int | None
    numbers: dict[int, float] = field(default_factory=dict)
    cells: dict[int, SheetCell] = field(default_factory=dict)
    has_fraction: bool = False

    def add(self, mark: int, cell: SheetCell) -> None:
        """Take a cell's number; what is none is left to the reader of values."""
        number = None if cell.is_error or cell.is_lost_formula else decimal_number(cell.value)
        if number is None and (share := parse_share(cell)).kind == NUMBER:
            number = share.pct  # «.33», «0,333333333333»
        if number is not None:
            self.numbers[mark] = number
            self.cells[mark] = cell
            self.has_fraction = self.has_fraction or _is_fraction(cell.value)

    @property
    def total(self) -> float:
        """The sum of the numbers."""
        return sum(self.numbers.values())

    @property
    def is_full(self) -> bool:
        """Tell whether all four marks have a number."""
        return len(self.numbers) == len(MARKS)

    @property
    def is_same_in_both(self) -> bool:
        """Tell whether pupils and per cent are one and the same here: nobody, or a hundred participants."""
        return self.total == 0 or (self.n == 100 and not self.has_fraction)

    @property
    def is_stray_fraction(self) -> bool:
        """Tell whether fractions below 1 are all that shows no pupils here: they may be parts of one, or a slip."""
        return self.has_fraction and not self.is_full and max(self.numbers.values()) <= 1

    def can_be(self, tolerance_pct: float) -> str:
        """Return what the numbers can be."""
        counts = not self.has_fraction and (
            self.n is None or (self.total == self.n if self.is_full else self.total <= self.n)
        )
        above = self.total <= 100 + tolerance_pct
        shares = above and (not self.is_full or self.total >= 100 - tolerance_pct)
        if self.is_full and self.has_fraction and abs(self.total - 1) <= tolerance_pct / 100 + 0.02:
            return PART
        return {(True, False): COUNT, (False, True): PERCENT, (True, True): EITHER}.get((counts, shares), NEITHER)


def _is_fraction(value: object) -> bool:
    """Tell whether a number is written with decimals: 12.5, «20,0»; «20.0» may come of a program that writes so."""
    if isinstance(value, str):
        return _DECIMALS.search(clean(value)) is not None
    return isinstance(value, float) and not value.is_integer()


@dataclass(frozen=True)
class Units:
    """The unit of each row's numbers (`COUNT`, `PERCENT`, `PART`), and the rows of which it cannot be told."""

    by_row: Mapping[int, str]
    untold: Sequence[RowMarks] = ()


def told_units(rows: Sequence[RowMarks], *, is_of_pupils: bool = False, has_percent_sign: bool = False) -> Units:
    """Tell counts from shares for the rows of a table.

    Args:
        rows: the rows with numbers under headings without a unit.
        is_of_pupils: the headings speak of pupils («Получили «2»»).
        has_percent_sign: other cells of the same columns have a sign or a format of per cent.
    """
    rows = [row for row in rows if row.numbers]
    if _may_be_parts(rows) and not has_percent_sign:
        return Units({}, rows)
    tolerance = _tolerance(rows)
    can = {row.row: row.can_be(tolerance) for row in rows}
    of_table = _of_table(rows, can, is_of_pupils=is_of_pupils, has_percent_sign=has_percent_sign)
    return _by_row(rows, {row.row: _unit_of_row(row, can[row.row], of_table) for row in rows})


def told_parts(rows: Sequence[RowMarks]) -> Units:
    """Tell per cent from parts of one for the rows of a table whose headings say «%»."""
    rows = [row for row in rows if row.numbers]
    if _may_be_parts(rows):
        return Units({}, rows)
    tolerance = _tolerance(rows)
    is_in_parts = bool(rows) and all(row.total <= 1 + tolerance for row in rows)
    parts = is_in_parts and any(row.can_be(tolerance) == PART for row in rows)
    return Units({row.row: PART if parts else PERCENT for row in rows})


def _by_row(rows: Sequence[RowMarks], units: Mapping[int, str]) -> Units:
    return Units({row: unit for row, unit in units.items() if unit}, [row for row in rows if not units[row.row]])


def _may_be_parts(rows: Sequence[RowMarks]) -> bool:
    """Tell whether nothing shows per cent or parts of one: fractions, none above 1, and no row with all marks."""
    numbers = [number for row in rows for number in row.numbers.values()]
    return any(0 < number < 1 for number in numbers) and max(numbers) <= 1 and not any(row.is_full for row in rows)


def _unit_of_row(row: RowMarks, own: str, of_table: str) -> str:
    """Return the unit of a row's numbers by its own sums, else by the table; «» if neither tells it."""
    if row.is_full and own in (COUNT, PERCENT):
        return own
    if own == PART:
        return PART if of_table != COUNT else ""
    if of_table:
        return of_table
    if own == COUNT or (own == PERCENT and row.has_fraction):
        return own
    return COUNT if own == EITHER and row.is_same_in_both else ""


def _tolerance(rows: Iterable[RowMarks]) -> float:
    """Return how far from 100 rounded shares of all marks may be, by the decimals that the table has."""
    numbers = [number for row in rows for number in row.numbers.values()]
    decimals = int(printed_decimals(np.array(numbers)).max()) if numbers else 0
    return len(MARKS) * float(half_step(np.array([decimals]))[0]) + _FLOAT


def _of_table(rows: Sequence[RowMarks], can: Mapping[int, str], *, is_of_pupils: bool, has_percent_sign: bool) -> str:
    """Return the unit that the table shows for the rows that can be either, or «»."""
    votes = ["" if row.is_stray_fraction else can[row.row] for row in rows]
    counts, shares, parts = votes.count(COUNT), votes.count(PERCENT), votes.count(PART)
    if has_percent_sign:
        return "" if counts else PERCENT
    if parts and not counts and not shares:
        return PART
    if is_of_pupils:
        of_full = any(row.is_full and can[row.row] == PERCENT for row in rows)
        return PERCENT if shares > len(rows) / 2 or (of_full and not counts) else COUNT
    if bool(counts) == bool(shares) or parts:
        return ""
    if counts:
        return COUNT
    # One number above the participants may be a slip: shares have to be possible with the participants elsewhere too.
    is_written = any(row.has_fraction or row.is_full for row in rows if can[row.row] == PERCENT)
    return PERCENT if is_written or _impossible_shares(rows) <= shares else ""


def _impossible_shares(rows: Sequence[RowMarks]) -> int:
    """Return how many numbers are no whole per cent of the participants."""
    known = [(number, row.n) for row in rows if row.n for number in row.numbers.values() if number <= 100]
    if not known:
        return 0
    numbers, participants = (np.array(column, dtype=float) for column in zip(*known, strict=True))
    least, _ = agreeing_counts(numbers, participants, np.zeros(len(known), dtype=int))
    return int(np.isnan(least).sum())

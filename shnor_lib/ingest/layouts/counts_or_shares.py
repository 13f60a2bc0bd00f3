"""Does a column hold the number of those who failed, or their share in percent?  Told by arithmetic or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shnor_lib.ground.marks import agreeing_counts, printed_decimals
from shnor_lib.ingest.cells.headings import COUNT, PERCENT

_FLOAT = 1e-6


@dataclass(frozen=True)
class Measured:
    """A value of the column and the participants of its row."""

    value: float
    n: int

    @property
    def as_share_pct(self) -> float:
        """The share that the value is if it is a count."""
        return 100 * self.value / self.n


def unit_by_numbers(rows: Sequence[Measured], totals: Sequence[Measured] = ()) -> str:
    """Return ``count`` or ``pct`` if the numbers can be nothing else, else «».

    Counts are whole and no more than the participants; a share agrees with some whole number of participants at the
    decimals that the column has.  Numbers with fractions, all up to 1, may be parts of one as well and tell nothing; so
    do numbers of which most can be nothing but counts beside fractions, which are none.

    Args:
        rows: the schools' values with participants above 0.
        totals: rows that sum all of them up.
    """
    told = [row for row in rows if row.value != 0]
    if not told:
        return ""
    values, n = np.array([row.value for row in told]), np.array([row.n for row in told], dtype=float)
    whole = np.abs(values - np.round(values)) < _FLOAT
    may_be_counts = bool((whole & (values <= n)).all())
    may_be_shares = _may_be_shares(values, n)
    if not whole.all() and ((values <= 1).all() or _are_mixed(values, n, whole)):
        return ""
    if may_be_counts != may_be_shares:
        return COUNT if may_be_counts else PERCENT
    return _by_totals(rows, totals) if may_be_counts else ""


def _are_mixed(values: np.ndarray, n: np.ndarray, whole: np.ndarray) -> bool:
    """Tell whether most numbers are whole and no share of their participants: a fraction among counts is a stray."""
    least, _ = agreeing_counts(values, n, np.full(len(values), printed_decimals(values).max()))
    return bool(2 * (whole & (values <= n) & np.isnan(least)).sum() > len(values))


def _may_be_shares(values: np.ndarray, n: np.ndarray) -> bool:
    if (values > 100).any():
        return False
    decimals = np.full(len(values), printed_decimals(values).max())
    if decimals[0]:
        return True  # fractions are no counts; with which participants they agree is checked where all shares are
    least, _ = agreeing_counts(values, n, decimals)
    return bool(~np.isnan(least).any())


def _by_totals(rows: Sequence[Measured], totals: Sequence[Measured]) -> str:
    """Return the unit in which a row of totals agrees with the rows above it; «» if it does in both or in none."""
    units = set()
    for total in totals:
        if total.n != sum(row.n for row in rows):
            continue
        of_counts = sum(row.value for row in rows)
        of_shares = 100 * sum(round(row.value * row.n / 100) for row in rows) / total.n
        agrees = [COUNT] * (abs(total.value - of_counts) < _FLOAT) + [PERCENT] * (abs(total.value - of_shares) <= 1)
        if len(agrees) == 1:
            units.add(agrees[0])
    return units.pop() if len(units) == 1 else ""

"""What rows that were set aside leave open: the possible range of an indicator (METHODS 4, last items)."""

from collections.abc import Mapping
from dataclasses import replace

from shnor_lib.analysis.indicators.indicator import Doubts, Of, Value
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.rows_read import lost_rows


def with_rows_aside(value: Value, of: Of, doubts: Doubts, data: ProgrammeData) -> Value:
    """Return the value with the range that rows set aside leave open; where none could change it, the value as it is.

    The bounds hold whatever the rows say: each could make one member more count, add a member, or turn one, as the
    indicator declares.  A range that is there already (of results that are not firm) is widened, never narrowed.
    """
    adds, joins, flips, opens = (_lost(part, data) for part in (doubts.adds, doubts.joins, doubts.flips, doubts.opens))
    rows = _rows(doubts, data)
    if value.actual is None or value.numerator is None or not rows:
        return replace(value, rows_aside=rows)
    if of is Of.DOCUMENTS:
        low, high = value.actual, value.actual + adds
    else:
        assert value.denominator is not None
        low, high = _bounds(value.numerator, value.denominator, adds, joins, flips)
    if opens:
        low, high = 0.0, 100.0
    return replace(
        value,
        rows_aside=rows,
        range_low=low if value.range_low is None else min(low, value.range_low),
        range_high=high if value.range_high is None else max(high, value.range_high),
    )


def _bounds(numerator: int, denominator: int, adds: int, joins: int, flips: int) -> tuple[float, float]:
    """Return the lowest and highest share (0–100) that so many rows leave possible."""
    whole = denominator + joins
    low = 100 * max(numerator - flips, 0) / whole
    return low, min(100.0, 100 * (numerator + adds + joins + flips) / whole)


def _lost(rows: Mapping[str, tuple[str, ...]], data: ProgrammeData) -> int:
    return sum(lost_rows(data.rows_read, register, columns) for register, columns in rows.items())


def _rows(doubts: Doubts, data: ProgrammeData) -> int:
    """Return how many rows could change the indicator, each once whatever it could do."""
    columns: dict[str, set[str]] = {}
    for part in (doubts.adds, doubts.joins, doubts.flips, doubts.opens):
        for register, names in part.items():
            columns.setdefault(register, set()).update(names)
    return sum(lost_rows(data.rows_read, register, names) for register, names in columns.items())

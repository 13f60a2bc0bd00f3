"""Numbers below 1 among per cents: «0,33» may be 0,33 % or 33 %, and what may mean two things is read as neither."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from shnor_lib.ground.marks import agreeing_counts, half_step, printed_decimals
from shnor_lib.ingest.cells.percentages import NUMBER, doubt_of_fraction, parse_share
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.cells.texts import listed, shown_value

#: Where a value of the arrays stands: (row, column) of the sheet by its two indices.
Place = Callable[[int, int], tuple[int, int]]
ADVICE = "Напишите числа в процентах, со знаком «%», например «33 %»."
_FLOAT = 1e-6
#: Parts of one that are printed with d decimals are per cents with d less two of them.
_DECIMALS_LOST = 2


def doubtful_fractions(
    values: np.ndarray, participants: np.ndarray, *, sums_to_100: bool = False
) -> list[tuple[int, int]]:
    """Return the places (i, j) of numbers below 1 that may be parts of one as well as per cents.

    They are per cents for certain where the row's sum says so, and, among numbers with decimals above 1, unless no
    number of the participants gives such a share while some gives the hundredfold.  In a table without a number above 1
    the ones beside fractions are as doubtful.

    Args:
        values: percentages as they stand, cells with a sign or a format of per cent left out, (rows, columns).
        participants: of each row, NaN where unknown, (rows,).
        sums_to_100: whether the columns are all parts of a whole.
    """
    with np.errstate(invalid="ignore"):
        found = (values > _FLOAT) & (values < 1)
        if not found.any():
            return []
        above = values[values > 1]
        decimals = printed_decimals(above)
        if decimals.any():
            found &= _is_part_by_participants(values, participants, int(decimals.max()))
        elif not len(above):
            found |= values == 1
        if sums_to_100:
            found &= ~_is_full_of_per_cents(values, int(decimals.max(initial=0)))[:, np.newaxis]
    return [(int(i), int(j)) for i, j in np.argwhere(found)]


def _is_part_by_participants(values: np.ndarray, participants: np.ndarray, decimals: int) -> np.ndarray:
    """Tell which values no whole number of participants gives as per cents, and some as parts of one."""
    flat, n = values.ravel(), np.repeat(participants, values.shape[1])
    own = printed_decimals(flat)
    as_per_cent, _ = agreeing_counts(flat, n, np.maximum(own, decimals))
    as_part, _ = agreeing_counts(100 * flat, n, np.maximum(own - _DECIMALS_LOST, 0))
    return (np.isnan(as_per_cent) & ~np.isnan(as_part)).reshape(values.shape)


def _is_full_of_per_cents(values: np.ndarray, decimals: int) -> np.ndarray:
    """Tell which rows make 100 as they stand and do not with their fractions taken as parts of one."""
    tolerance = values.shape[1] * float(half_step(np.array([decimals]))[0]) + _FLOAT
    other = np.where((values > 0) & (values < 1), 100 * values, values)
    return (np.abs(values.sum(axis=1) - 100) <= tolerance) & ~(np.abs(other.sum(axis=1) - 100) <= tolerance)


def set_aside_fractions(
    sheet: Sheet,
    columns: Sequence[list[float | None]],
    participants: Sequence[float | None],
    place: Place,
    *,
    sums_to_100: bool = False,
) -> None:
    """Set the doubtful fractions of a table aside with one finding; their values become unknown.

    Args:
        sheet: where they stand.
        columns: percentages by column and row, as read.
        participants: of each row.
        place: (row, column) of the sheet by row and column of the percentages.
        sums_to_100: whether the columns are all parts of a whole.
    """
    values = np.array(columns, dtype=float).T
    if not _may_be_doubtful(values, sums_to_100=sums_to_100):
        return
    for j, column in enumerate(columns):
        for i, value in enumerate(column):
            if value is not None and has_sign(sheet, *place(i, j)):
                values[i, j] = np.nan
    found = doubtful_fractions(values, np.array(participants, dtype=float), sums_to_100=sums_to_100)
    complain_of_fractions(sheet, [cell for one in found if (cell := sheet.cell(*place(*one))) is not None])
    for i, j in found:
        columns[j][i] = None


def _may_be_doubtful(values: np.ndarray, *, sums_to_100: bool) -> bool:
    """Tell whether any row has a fraction that its sum does not settle: of large tables no cell is looked at then."""
    with np.errstate(invalid="ignore"):
        rows = ((values > _FLOAT) & (values < 1)).any(axis=1)
        if sums_to_100 and rows.any():
            decimals = printed_decimals(values[values > 1]).max(initial=0)
            rows &= ~_is_full_of_per_cents(values, int(decimals))
    return bool(rows.any())


def has_sign(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether a cell shows by a sign or by its format that it holds per cent."""
    if sheet.value(row, column).__class__ is float and not sheet.odd:
        return False
    share = parse_share(sheet.cell(row, column))
    return share.kind == NUMBER and share.is_surely_percent


def complain_of_fractions(sheet: Sheet, cells: Collection[SheetCell], *, beside_names: bool = False) -> None:
    """Set the cells aside with one finding that quotes the first of them and both of its readings."""
    if not cells:
        return
    first = next(iter(cells))
    share = parse_share(first)
    is_text = isinstance(first.value, str)
    quoted = shown_value(first.value, beside_names=beside_names) if is_text else share.words_as_typed
    more = f" Так же ячейки {listed(cell.address for cell in [*cells][1:])}." if len(cells) > 1 else ""
    unused = "Значение не использовано." if len(cells) == 1 else "Значения не использованы."
    rows, columns = [cell.row for cell in cells], [cell.column for cell in cells]
    sheet.set_aside(
        cells,
        sheet.finding(
            "error",
            "bad_value",
            f"Ячейка {first.address}, «{quoted}»: {doubt_of_fraction(share.number)}.{more} {unused}",
            ADVICE,
            sheet.range(min(rows), min(columns), max(rows), max(columns)),
        ),
    )

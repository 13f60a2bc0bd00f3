"""A share as typed in a cell: a number, a dash for «not held», or something that is neither."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from shnor_lib.ground import wording
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.sheet import SheetCell, certain
from shnor_lib.ingest.cells.texts import is_dash, shortened

NUMBER, DASH, EMPTY, BAD = "number", "dash", "empty", "bad"

#: So many decimals of a share are kept.
MOST_DIGITS = 6
#: A number as typed, with or without a percent sign; two numbers in one cell are none.
_TYPED = re.compile(r"([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+) ?(%|проц\.?|процент(?:а|ов)?)?", re.IGNORECASE)
#: What a number format prints as it stands: quoted text, an escaped or padding character, a bracketed condition.
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')


@dataclass(frozen=True)
class Share:
    """What a cell says: kind (number, dash, empty, bad), the percentage 0–100, the cell, and the problem if bad.

    ``is_surely_percent`` marks numbers whose unit the cell itself shows, by its format or by a percent sign.
    """

    kind: str
    pct: float | None = None
    cell: SheetCell | None = None
    problem: str = ""
    is_surely_percent: bool = False

    @property
    def words(self) -> str:
        """The value as the row shows it, for messages and for comparing with a recorded correction."""
        if self.kind == NUMBER:
            return f"{self.pct:g}"
        return {DASH: "-", EMPTY: "пусто"}.get(self.kind, shortened(str(self.cell.value)) if self.cell else "")

    @property
    def words_as_typed(self) -> str:
        """The number of a cell as Excel shows it to the user, texts as they stand."""
        value = self.at.value
        return shortened(value) if isinstance(value, str) else _digits(self.number)

    @property
    def is_note(self) -> bool:
        """Tell whether the cell holds a plain text, which beside a table is a remark and no value."""
        cell = self.cell
        return self.kind == BAD and cell is not None and isinstance(cell.value, str) and not _not_a_value(cell)

    @property
    def at(self) -> SheetCell:
        """The cell of a share that has one."""
        return certain(self.cell)

    @property
    def number(self) -> float:
        """The percentage of a share that is a number."""
        return certain(self.pct)


def parse_share(cell: SheetCell | None) -> Share:
    """Read a cell as a percentage 0–100.

    Read: numbers, «12,5», «30 %», a number in the cell format «0%» (0.3 means 30), dashes of any kind.  Anything else
    is ``bad`` with a Russian problem: errors of Excel, formulas without a saved value, dates, other text, values
    outside 0–100.
    """
    if cell is None:
        return Share(EMPTY)
    problem = _not_a_value(cell)
    if problem:
        return Share(BAD, cell=cell, problem=problem)
    value = cell.value
    if isinstance(value, str):
        if is_dash(value):
            return Share(DASH, cell=cell)
        typed = _TYPED.fullmatch(clean(value))
        if typed is None:
            return Share(BAD, cell=cell, problem="текст вместо числа")
        number, is_percent = float(typed[1].replace(",", ".")), bool(typed[2])
    else:
        is_percent = "%" in _LITERAL.sub("", cell.number_format)
        number = _within_float(value) * (100 if is_percent else 1)
    if not 0 <= number <= 100:
        return Share(BAD, cell=cell, problem="доля вне границ от 0 до 100")
    return Share(NUMBER, round(number, MOST_DIGITS), cell, is_surely_percent=is_percent)


def _within_float(value: object) -> float:
    """Return a number as a float; an integer of hundreds of digits is as good as infinite."""
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def doubt_fractions(shares: Sequence[Share], *, has_decimals: bool = False) -> list[Share]:
    """Return a row's shares, the bare numbers up to 1 as bad if they may be written in parts of one.

    0.3 may be 0.3 % or 30 %.  A bare number above 1 in the row shows that it is written in percent, and decimals above
    1 in its table that fractions of a per cent are printed there; among whole per cents a fraction may be either.

    Args:
        shares: the row.
        has_decimals: whether bare numbers above 1 of the table have decimals.
    """
    bare = [share for share in shares if share.kind == NUMBER and not share.is_surely_percent]
    is_percent = any(share.number > 1 for share in bare)
    if (is_percent and has_decimals) or all(share.pct in (0, 1) for share in bare):
        return list(shares)
    least = 1 if is_percent else math.inf
    return [
        replace(share, kind=BAD, pct=None, problem=f"«{share.words_as_typed}»: {doubt_of_fraction(share.number)}")
        if share in bare and 0 < share.number < least
        else share
        for share in shares
    ]


def doubt_of_fraction(pct: float) -> str:
    """Return why a number up to 1 is no share, with both of its readings."""
    as_part = f"{_digits(100 * pct)}{wording.NBSP}%"
    return f"не видно, проценты это или доли единицы: {_digits(pct)}{wording.NBSP}% или {as_part}"


def _digits(number: float) -> str:
    """Return a number up to 100 with all digits that a share has: rounding would hide what is quoted."""
    return f"{number:.{MOST_DIGITS}f}".rstrip("0").rstrip(".").replace(".", ",")


def have_decimals(shares: Iterable[Share]) -> bool:
    """Tell whether bare numbers above 1 are printed with decimals."""
    return any(
        share.kind == NUMBER and not share.is_surely_percent and share.number > 1 and share.number % 1 != 0
        for share in shares
    )


def _not_a_value(cell: SheetCell) -> str:
    if cell.is_error:
        return "ошибка Excel"
    if cell.is_lost_formula:
        return "формула без сохранённого значения"
    if isinstance(cell.value, bool):
        return "логическое значение вместо числа"
    if isinstance(cell.value, timedelta):
        return "длительность вместо числа"
    if isinstance(cell.value, date | time):
        return "дата вместо числа"
    return ""

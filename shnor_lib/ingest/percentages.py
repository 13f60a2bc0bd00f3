"""A share as typed in a cell: a number, a dash for «not held», or something that is neither."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from shnor_lib.ingest.texts import clean, is_dash
from shnor_lib.ingest.workbook import SheetCell

NUMBER, DASH, EMPTY, BAD = "number", "dash", "empty", "bad"


@dataclass(frozen=True)
class Share:
    """What a cell says: kind (number, dash, empty, bad), the percentage 0–100, the cell, and the problem if bad."""

    kind: str
    pct: float | None = None
    cell: SheetCell | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """The value as the row shows it, for messages and for comparing with a recorded correction."""
        if self.kind == NUMBER:
            return f"{self.pct:g}"
        return {DASH: "-", EMPTY: "пусто"}.get(self.kind, str(self.cell.value) if self.cell else "")


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
    if isinstance(cell.value, str):
        if is_dash(cell.value):
            return Share(DASH, cell=cell)
        number = _number_in(cell.value)
        if number is None:
            return Share(BAD, cell=cell, problem="текст вместо числа")
    else:
        number = float(cell.value) * (100 if "%" in cell.number_format else 1)
    if not 0 <= number <= 100:
        return Share(BAD, cell=cell, problem="доля вне границ от 0 до 100")
    return Share(NUMBER, round(number, 6), cell)


def _not_a_value(cell: SheetCell) -> str:
    if cell.is_error:
        return "ошибка Excel"
    if cell.is_lost_formula:
        return "формула без сохранённого значения"
    if isinstance(cell.value, bool):
        return "логическое значение вместо числа"
    if isinstance(cell.value, date | time | timedelta):
        return "дата вместо числа"
    return ""


def _number_in(text: str) -> float | None:
    """Return the number of a text such as «12,5 %», or ``None``."""
    bare = clean(text).replace(" ", "").removesuffix("%").replace(",", ".")
    if not bare.replace(".", "", 1).isdecimal():
        return None
    return float(bare)

"""What a cell of the workbook holds: numbers and dates as such, shown by their formats as the report prints them.

A number is stored only where the report's text shows it: what a table hides, its workbook hides too.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shnor_lib.ground.wording import MINUS, NBSP, is_missing, rounded
from shnor_lib.presentation.tables import Cell, Column

DATE_FORMAT = "dd.mm.yyyy"
WHOLE_FORMAT = "#,##0"
#: Shows as many places as a number has: coordinates, slopes, coefficients.
FREE_FORMAT = "General"

#: Words after a number that a format may hold: signs of doubt, per cent.  A workbook has room for some 200 formats.
_SHORT = 3
_PLACES = 9
_PRINTED = re.compile(
    rf"(?P<sign>[+{MINUS}]?)(?P<whole>\d{{1,3}}(?:{NBSP}\d{{3}})+|\d+)(?:,(?P<part>\d+))?(?P<after>.*)", re.DOTALL
)


@dataclass(frozen=True)
class SheetCell:
    """A cell: a number, a date or a text, the number format (empty: a text), a mark as tables have it.

    ``left_out`` says that the report's text tells more than the number does.
    """

    value: str | float | date | None
    format: str = ""
    mark: str = ""
    left_out: bool = False


def sheet_cell(cell: Cell, column: Column) -> SheetCell:
    """Return a cell of a publication table as the workbook holds it."""
    text = plain_spaces(cell.text)
    if column.kind == "date" and (day := _day(cell.value)) and f"{day:%d.%m.%Y}" == text:
        return SheetCell(day, DATE_FORMAT, cell.mark)
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        shown, whole = number_format(cell.value, cell.text, is_change=column.kind == "points")
        if shown:
            return SheetCell(_as_rounded(cell.value, cell.text), shown, cell.mark, left_out=not whole)
    return SheetCell(text, "", cell.mark)


def number_format(value: float, text: str, *, is_change: bool = False) -> tuple[str, bool]:
    """Return the format by which Excel shows the number as the text, and whether it shows the whole text.

    The format is empty where the text does not begin with the number, rounded to the places that it has.
    """
    printed = _PRINTED.fullmatch(text)
    if printed is None or is_missing(value) or abs(value) == float("inf"):
        return "", False
    part = printed["part"] or ""
    shown = _number_in(printed)
    # A source's share of two places may have been counted anew: 3.45 of 1 in 29 is printed as 3.4.
    if abs(Decimal(str(round(value, _PLACES))) - shown) > Decimal("0.51").scaleb(-len(part)):
        return "", False
    after = plain_spaces(printed["after"])
    is_whole = len(after) <= _SHORT and not re.search(r'[\d"]', after)
    pattern = _pattern(printed["whole"], len(part)) + (f'"{after}"' if after and is_whole else "")
    if shown == 0:
        # Excel chooses the sign before it rounds: «−0,0» would be wrong.
        return f"{pattern};{pattern}", is_whole
    if is_change or printed["sign"] == "+":
        return f'"+"{pattern};"{MINUS}"{pattern};{pattern}', is_whole
    return f'{pattern};"{MINUS}"{pattern}', is_whole


def _number_in(printed: re.Match[str]) -> Decimal:
    number = Decimal(f"{printed['whole'].replace(NBSP, '')}.{printed['part'] or 0}")
    return -number if printed["sign"] == MINUS else number


def _as_rounded(value: float, text: str) -> float:
    """Return the number, or the printed one where Excel, which rounds by itself, would show another.

    Places beyond the ninth are those of a sum of floats: Excel would round by them, the report does not.
    """
    printed = _PRINTED.fullmatch(text)
    if printed is None or rounded(value, len(printed["part"] or "")) == (shown := _number_in(printed)):
        return round(value, _PLACES)
    return float(shown)


def stored_cell(value: str, column_kind: str) -> SheetCell:
    """Return a cell of a stored table, a text of its CSV, by the kind of its column: date, whole, share, change, free.

    A value that is none of its kind stays a text.
    """
    if column_kind == "date":
        day = _day(value)
        return SheetCell(day, DATE_FORMAT) if day else SheetCell(plain_spaces(value))
    shown = _STORED_FORMATS.get(column_kind)
    try:
        number = float(value)
    except ValueError:
        return SheetCell(plain_spaces(value))
    is_number = shown is not None and abs(number) != float("inf") and number == number
    return SheetCell(number, shown or "") if is_number else SheetCell(plain_spaces(value))


_STORED_FORMATS = {
    "whole": WHOLE_FORMAT,
    "share": f'0.0;"{MINUS}"0.0',
    "change": f'"+"0.0;"{MINUS}"0.0;0.0',
    "free": FREE_FORMAT,
}


def plain_spaces(text: str) -> str:
    """Return the text with ordinary spaces: «№ 4» is searched for and filtered by as people type it."""
    return text.replace(NBSP, " ").replace("\u202f", " ")


def _pattern(whole: str, places: int) -> str:
    grouped = WHOLE_FORMAT if NBSP in whole or len(whole) <= 3 else "0"
    return grouped + ("." + "0" * places if places else "")


def _day(value: Any) -> date | None:
    """Return the day of an ISO text, of those that Excel knows."""
    try:
        day = datetime.strptime(value, "%Y-%m-%d").date()
    except (TypeError, ValueError):
        return None
    return day if day.year > 1900 else None

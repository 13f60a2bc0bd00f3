"""Which school years an edition looks at, by the years that its data hold."""

from collections.abc import Sequence
from datetime import date

#: From this month on the results of the school year that ended in summer are known.
FIRST_MONTH_WITH_RESULTS = 7
FIRST_MONTH_OF_A_YEAR = 9


def expected_years(as_of: date) -> list[int]:
    """Return the three latest school years that had ended by a day, earliest first: results of June are out in July."""
    newest = as_of.year if as_of.month >= FIRST_MONTH_WITH_RESULTS else as_of.year - 1
    return [newest - 2, newest - 1, newest]


def years_looked_at(held: Sequence[int], start: date | None) -> dict[tuple[str, ...], str]:
    """Return the years of criteria and dynamics by their keys in params: no year of the data is left out at the end.

    The criteria speak of the years before the programme began, with the newest year beside; the dynamics compare the
    newest year, the only one whose results the programme can have changed, with the one before.  As long as nobody
    has said when the programme began, the criteria speak of the newest years.
    """
    newest = held[-1]
    previous = max((year for year in held if start is None or ends_before(year, start)), default=newest)
    return {
        ("criteria", "years", "previous"): str(previous),
        ("criteria", "years", "before_previous"): str(_year_before(previous, held)),
        ("criteria", "years", "alternative_previous"): str(newest) if newest != previous else "null",
        ("dynamics", "from"): str(_year_before(newest, held)),
        ("dynamics", "to"): str(newest),
    }


def ends_before(year: int, start: date) -> bool:
    """Tell whether a school year, by the year it ends in, is one before a programme that begins on a day."""
    return date(year, FIRST_MONTH_OF_A_YEAR, 1) <= start


def _year_before(year: int, held: Sequence[int]) -> int:
    return max((one for one in held if one < year), default=year - 1)

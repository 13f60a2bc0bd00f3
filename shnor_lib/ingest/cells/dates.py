"""Days as cells hold them, and the season of a work."""

import re
from datetime import date, datetime, timedelta

#: ВПР of the autumn are held from September on; which programme they test cannot be told from the class.
FIRST_AUTUMN_MONTH = 9
#: Excel counts days from here; serials of the years 2000 to 2100.
_EXCEL_EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: *г\.?)?$")
_YEAR = re.compile(r"(20\d\d)(?: ?[/\-–—] ?(?:20)?(\d\d))?(?!\d)")
_ISO = re.compile(r"(\d{4})[.\-](\d{2})[.\-](\d{2})(?:[ T]00:00(?::00)?)?$")


def day_of(value: object, first_serial: int = FIRST_SERIAL) -> date | None:
    """Return the day of a cell: a date, «20.04.2026», «2026-04-20» or an Excel serial; ``None`` if it is none.

    ``first_serial`` is the least number that is taken for a day; where earlier days are usual it is lower.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        text = " ".join(value.split())
        if found := _DAY.match(text):
            return _date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.match(text):
            return _date(int(found[1]), int(found[2]), int(found[3]))
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return None
    if value not in range(first_serial, LAST_SERIAL + 1):
        return None
    return _EXCEL_EPOCH + timedelta(days=int(value))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def season_on(day: date, assessment: str) -> str:
    """Return the season of a ВПР held on the day, ``spring`` or ``autumn``; «» for other assessments."""
    if assessment != "VPR":
        return ""
    return "autumn" if day.month >= FIRST_AUTUMN_MONTH else "spring"


def school_year_in(text: str) -> int | None:
    """Return the year in which the school year of a text ends: 2022 of «2021/2022», «2021-22» and «2022»."""
    found = _YEAR.search(text)
    if not found:
        return None
    following = int(found[1]) + 1
    return following if found[2] and int(found[2]) == following % 100 else None if found[2] else int(found[1])

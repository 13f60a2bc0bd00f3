"""Days as cells hold them, and the season of a work."""

import re
from datetime import date, datetime, timedelta

#: ВПР of the autumn are held from September on; which programme they test cannot be told from the class.
FIRST_AUTUMN_MONTH = 9
#: Excel counts days from here; serials of the years 2000 to 2100.
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: *г\.?)?$")
_ISO = re.compile(r"(\d{4})[.\-](\d{2})[.\-](\d{2})(?:[ T]00:00(?::00)?)?$")


def day_of(value: object) -> date | None:
    """Return the day of a cell: a date, «20.04.2026», «2026-04-20» or an Excel serial; ``None`` if it is none."""
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
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or value not in _SERIALS:
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

"""Days as cells hold them, and the season of a work."""

import re
from datetime import date, datetime, timedelta

from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ground.term_words import month_of

#: ВПР of the autumn are held from September on; which programme they test cannot be told from the class.
FIRST_AUTUMN_MONTH = 9
#: Excel counts days from here; serials of the years 2000 to 2100.
_EXCEL_EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050
#: A day of any other year is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1930, 2100
#: A year of two digits below this one is of this century: nobody's career began before 1950.
_CENTURY_TURNS = 50
_MONTH = r"(?P<word>[^\W\d_]{3,9})\.?"
_YEAR_TYPED = r"(?P<year>\d{4}|\d\d)"
#: What may stand around a day: its time, the day of the week, «от», «г.», «года».
_AROUND = re.compile(
    r"^от +(?=\d)|^(?:пн|вт|ср|чт|пт|сб|вс)[.,]? (?=\d)"
    r"|(?<=\d)[ TТ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?$|(?<=\d) ?(?:года|год|г)?\.?$",
    re.IGNORECASE,
)
_DAYS = (
    re.compile(rf"(?P<day>\d{{1,2}}) ?(?P<sign>[.,/]) ?(?P<month>\d{{1,2}}) ?(?P=sign) ?{_YEAR_TYPED}"),
    re.compile(r"(?P<day>\d{1,2})(?P<sign>[- ])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})(?P<sign>[.\-/])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:-?(?:го|ое|е))?[ .\-]*{_MONTH}[ ,\-]*{_YEAR_TYPED}"),
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_MONTH_ALONE = re.compile(rf"{_MONTH} ?(?:\d{{4}}|\d\d)?|\d{{1,2}}[./](?:19|20)\d\d")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d")
_SEVERAL = re.compile(r"\d{1,2}[.,/ ]\d{1,2}[.,/ ]\d{2,4}.*\d{1,2}[.,/ ]\d{1,2}[.,/ ]\d{2,4}|\d ?[-–—] ?\d{1,2}[. ]")

WANTED_DAY = "нужна дата, например 18.03.2022"
_YEAR = re.compile(r"(20\d\d)(?: ?[/\\\-–—] ?(?:20)?(\d\d))?(?!\d)")
_AFTER_YEAR = re.compile(r"[ .]*(?:уч\w*)?[ .]*(?:год\w*|гг?)?[ .]*", re.IGNORECASE)


def day_of(value: object, first_serial: int = FIRST_SERIAL) -> date | None:
    """Return the day of a cell: a date, a text that can mean one day only, or an Excel serial; ``None`` if it is none.

    A day of another age, as of the year 0202, is none.

    Texts: «20.04.2026 г.», «20.04.26», «20 апреля 2026», «20-апр-26», «2026-04-20T00:00», the day first where figures
    alone stand; a serial typed as text.  A year of two digits is one of 1950 to 2049.

    Args:
        value: a cell's value.
        first_serial: the least number that is taken for a day; where earlier days are usual it is lower.
    """
    day = _day_of_any_year(value, first_serial)
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _day_of_any_year(value: object, first_serial: int) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _typed_day(_bare(value), first_serial)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _day_of_serial(value, first_serial)


def why_no_day(value: object) -> str:
    """Return why a cell that holds no day holds none, in Russian: only a month, no such day in the calendar, words."""
    if _day_of_any_year(value, FIRST_SERIAL):
        return f"год не из {FIRST_YEAR}–{LAST_YEAR}; {WANTED_DAY}"
    if not isinstance(value, str):
        return WANTED_DAY
    text = _bare(value)
    if any(pattern.fullmatch(text) for pattern in _DAYS):
        return f"такого дня нет в календаре; {WANTED_DAY}"
    if _YEAR_ALONE.fullmatch(text):
        return f"указан только год; {WANTED_DAY}"
    if (found := _MONTH_ALONE.fullmatch(text)) and (found["word"] is None or month_of(found["word"])):
        return f"указан только месяц; {WANTED_DAY}"
    if _SEVERAL.search(text):
        return f"указано несколько дней; {WANTED_DAY}"
    return WANTED_DAY if any(char.isdigit() for char in text) else f"слова вместо даты; {WANTED_DAY}"


def _bare(text: str) -> str:
    """Return a typed day without what may stand around it."""
    bare = re.sub(r"[«»\"'„“”]", "", cyrillic(clean(text)))
    for _ in range(3):
        bare = _AROUND.sub("", bare).strip()
    return re.sub(r"[‐‑‒–—―−]", "-", bare)


def _typed_day(text: str, first_serial: int) -> date | None:
    if _SERIAL.fullmatch(text):
        return _day_of_serial(float(text.replace(",", ".")), first_serial)
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            month = month_of(parts["word"]) if "word" in parts else int(parts["month"])
            return _date(_full_year(parts["year"]), month or 0, int(parts["day"]))
    return None


def _full_year(typed: str) -> int:
    year = int(typed)
    return year if len(typed) == 4 else year + (2000 if year < _CENTURY_TURNS else 1900)


def _day_of_serial(number: float, first_serial: int) -> date | None:
    """Return the day of an Excel serial; its time is of no interest."""
    if not first_serial <= number < LAST_SERIAL + 1:
        return None
    return _EXCEL_EPOCH + timedelta(days=int(number))


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


def only_school_year(text: str) -> int | None:
    """Return the school year of a text that holds nothing else: «2021/2022», «2021–22 уч. год», «2022 г.»."""
    found = _YEAR.match(clean(text))
    return school_year_in(found[0]) if found and _AFTER_YEAR.fullmatch(clean(text)[found.end() :]) else None

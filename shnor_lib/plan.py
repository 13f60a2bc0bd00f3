"""The programme's plan and measures: when each is due, and what is known of its execution."""

import calendar
import re
from datetime import date

import pandas as pd

from shnor_lib.params import Period

MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)

#: Last days of the quarters of a school year (четверти), as (month, day).
QUARTER_ENDS = ((10, 31), (12, 31), (3, 31), (5, 31))
HALF_YEAR_ENDS = ((12, 31), (5, 31))


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def named_months(due: str) -> list[int]:
    """Return the months (1–12) named in the programme's words, in order."""
    words = re.findall(r"[а-я]+", due.casefold())
    return [MONTHS.index(word) + 1 for word in words if word in MONTHS]


def occurrences(due: str | None, period: Period) -> list[date]:
    """Return the days by which an item is due in the programme's period.

    Named months: one day, the last of the last month named, in the plan's year.  «1 раз в месяц»: the last day of each
    month; «в течение года»: the period's last day; «в конце каждого полугодия / каждой четверти»: their ends within
    the period; «ежегодно»: the last day of each calendar year that the period touches, within it.  No term or «по
    запросам»: none.
    """
    words = (due or "").casefold()
    if months := named_months(words):
        return [last_day(period.plan_year, months[-1])]
    if "в месяц" in words or "ежемесячно" in words:
        return _month_ends(period)
    if "четверт" in words:
        return days_within(QUARTER_ENDS, period.start, period.end)
    if "полугод" in words:
        return days_within(HALF_YEAR_ENDS, period.start, period.end)
    if "ежегодно" in words:
        return [min(date(year, 12, 31), period.end) for year in range(period.start.year, period.end.year + 1)]
    if "в течение года" in words:
        return [period.end]
    return []


def _month_ends(period: Period) -> list[date]:
    first, last = period.start, period.end
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ends = [last_day(month // 12, month % 12 + 1) for month in months]
    return [day for day in ends if day <= last]


def days_within(days: tuple[tuple[int, int], ...], first: date, last: date) -> list[date]:
    """Return the days of the year, given as (month, day), that lie between two dates, both included."""
    years = range(first.year, last.year + 1)
    return sorted(day for y in years for m, d in days if first <= (day := date(y, m, d)) <= last)


def due_on(due: str | None, period: Period) -> date | None:
    """Return the day by which an item is due: named months and «в течение года» have one, periodic items none."""
    days = occurrences(due, period)
    words = (due or "").casefold()
    return days[-1] if days and (named_months(words) or "в течение года" in words) else None


def follow_plan(programme_plan: pd.DataFrame, programme_measures: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the table `plan`: items of the plan, then measures, with dates and status.

    Without a register of the plan nothing is known of its execution: items with a term are ``no_record``, items
    without one ``no_deadline``; nothing is called overdue.
    """
    columns = ["id", "activity", "due", "responsible"]
    items = pd.concat([programme_plan[columns], programme_measures[columns]], ignore_index=True)
    days = [occurrences(_text(due), period) for due in items["due"]]
    due_days = [due_on(_text(due), period) for due in items["due"]]
    return items.assign(
        due_on=[day.isoformat() if day else None for day in due_days],
        occurrences=[len(dates) for dates in days],
        occurrence_dates=["; ".join(day.isoformat() for day in dates) or None for dates in days],
        status=["no_record" if dates else "no_deadline" for dates in days],
        done_on=None,
        evidence=None,
    )


def _text(value) -> str:
    return value if isinstance(value, str) else ""

"""The cycle of the year (циклограмма): a printed calendar, what is ahead, what is late, what is behind."""

from datetime import date

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.charts.year_calendar import AHEAD, LATE, PAST, UNKNOWN, DayMark, year_calendar
from shnor_lib.presentation.figures import PublicationFigures
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.year.programme_year import ProgrammeYear, YearSection, begins_with
from shnor_lib.presentation.year.year_words import KINDS, MARKS, kind_words, state_words

#: The calendar's tables; an entry has no table of its own.
_CELLS = (
    Evidence("plan_occurrences", "due_on"),
    Evidence("register_events", "held_on"),
    Evidence("assignments", "due_on"),
    Evidence("partnerships", "until"),
)
#: Months on one page, pages that are printed, and rows of what is late or ahead.
MONTHS_ON_A_PAGE, MOST_PAGES, MOST_PRINTED = 12, 4, 60


def cycle_text(year: ProgrammeYear) -> Text:
    """Return how many entries lie behind and ahead, what is late, and which registers would add to it."""
    own = year.calendar
    late, ahead = own[own["status"] == "overdue"], _ahead(own)
    registers = year.registers
    return paragraphs(
        Statement(
            "year.cycle.entries",
            "Записей в циклограмме: {entries}; впереди — {ahead}, просрочено — {late}. Файл calendar.ics рядом "
            "открывается в календаре телефона и почты.",
            {"entries": len(own), "ahead": len(ahead), "late": len(late)},
            _CELLS,
            holds=len(own) > 0,
        ),
        Statement(
            "year.cycle.next",
            "Ближайшая дата — {day:date}, записей на неё: {entries}.",
            {"day": _nearest(ahead), "entries": int((ahead["day"] == _nearest(ahead)).sum())},
            _CELLS,
            holds=len(ahead) > 0,
        ),
        begins_with("plan", "Что из плана выполнено, не известно", holds=registers.empty("plan")),
        begins_with("events", "Проведённых мероприятий в циклограмме нет", holds=registers.empty("events")),
        begins_with("partnerships", "Сроков партнёрств в циклограмме нет", holds=registers.empty("partnerships")),
    )


def _ahead(own: pd.DataFrame) -> pd.DataFrame:
    return own[own["ahead"].astype(bool)].reset_index(drop=True)


def _nearest(ahead: pd.DataFrame) -> str | None:
    return str(ahead["day"].iloc[0]) if len(ahead) else None


def cycle_figures(year: ProgrammeYear) -> PublicationFigures | None:
    """Return the calendar, a page for twelve months."""
    own = year.calendar
    if own.empty:
        return None
    window = year.tables.window
    months = _months(max(window.start, date.fromisoformat(str(own["day"].min()))), window.as_of)
    marks = [DayMark(date.fromisoformat(row.day), row.kind, _state(row)) for row in rows_of(own) if row.kind in KINDS]
    pages = [months[place : place + MONTHS_ON_A_PAGE] for place in range(0, len(months), MONTHS_ON_A_PAGE)]
    return PublicationFigures(
        year_calendar(page, marks, year.today, KINDS, _caption(page)) for page in _nearest_pages(pages, year.today)
    )


def _nearest_pages(pages: list[list[str]], today: date) -> list[list[str]]:
    """Return the pages that are printed: of a long programme those about the reporting date."""
    now = sum(page[-1] < f"{today:%Y-%m}" for page in pages)
    first = max(0, min(now - MOST_PAGES // 2, len(pages) - MOST_PAGES))
    return pages[first : first + MOST_PAGES]


def _caption(months: list[str]) -> str:
    return f"Циклограмма: {wording.month_words(months[0])} – {wording.month_words(months[-1])}"


def _state(row: object) -> str:
    status, ahead = row.status, row.ahead  # type: ignore[attr-defined]
    if status == "overdue":
        return LATE
    if status in ("no_record", "no_deadline"):
        return UNKNOWN
    return AHEAD if ahead else PAST


def _months(first: date, last: date) -> list[str]:
    """Return the months from the first day's to the last day's, as «2024-09»."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    every = [divmod(first.year * 12 + first.month - 1 + ahead, 12) for ahead in range(count)]
    return [f"{year:04d}-{month + 1:02d}" for year, month in every]


def late_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return what is overdue, by its term."""
    own = year.calendar
    late = own[own["status"] == "overdue"]
    return _entries(late.tail(MOST_PRINTED), "Просрочено", "year-late", notes=_shortened(late, "последние"))


def ahead_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return what is ahead, the nearest first; of very much the beginning."""
    own = _ahead(year.calendar)
    return _entries(own.head(MOST_PRINTED), "Предстоит", "year-ahead", notes=_shortened(own, "ближайшие"))


def _shortened(own: pd.DataFrame, which: str) -> tuple[str, ...]:
    """Say which of very many rows are printed."""
    said = f"Показаны {which} {MOST_PRINTED}; все — в таблице «{WHOLE}» книги tables.xlsx."
    return (said,) if len(own) > MOST_PRINTED else ()


WHOLE = "Циклограмма целиком"


def whole_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return every entry, behind and ahead; to be looked up."""
    return _entries(year.calendar, WHOLE, "year-cycle", lookup=True)


def _entries(
    own: pd.DataFrame, caption: str, table_id: str, *, notes: tuple[str, ...] = (), lookup: bool = False
) -> PublicationTable | None:
    own = own.reset_index(drop=True)
    if own.empty:
        return None
    frame = own.assign(
        kind_words=[kind_words(row) for row in rows_of(own)], state=[state_words(row) for row in rows_of(own)]
    )
    columns = [
        Column("day", "Дата", "date", width=1.3),
        Column("what", "Что", width=5),
        Column("kind_words", "Вид", width=1.8),
        Column("responsible", "Ответственный", width=2.2),
        Column("state", "Состояние", width=2),
    ]
    marks = {"state": [MARKS.get(status, "") for status in own["status"]]}
    return PublicationTable.from_frame(frame, columns, caption, marks=marks, notes=notes, id=table_id, lookup=lookup)


SECTION = YearSection(
    id="year_cycle",
    title="Циклограмма",
    parts=(cycle_text, cycle_figures, late_table, ahead_table, whole_table),
    new_page=True,
)

"""The heading of a region's summary, schools × subjects: two or three rows among the first sixty of a sheet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ingest.cells.headings import COUNT, PERCENT, heading_key, layout_map
from shnor_lib.ingest.cells.sheet import Sheet, Value, is_blank
from shnor_lib.ingest.layouts.procedures import Procedure, parse_procedure

LAYOUT = "school_summary"
MOST_ROWS_TO_HEADING = 60
#: The subjects stand so many rows above the columns' own headings at most.
MOST_ROWS_TO_SUBJECTS = 2
MOST_LETTERS_OF_UNIT = 12
#: Any year serves to tell whether words name a subject.
_SOME_YEAR = 2022


@dataclass(frozen=True)
class Column:
    """A column under a subject: its role (participants, failed, high, other, «»: unknown), heading, unit if told.

    ``is_named`` tells whether a heading or a unit stands over this very column; else its heading is that of the column
    on its left, over which it may be merged.
    """

    place: int
    role: str
    heading: str
    unit: str
    is_named: bool = True


@dataclass(frozen=True)
class SubjectColumns:
    """The columns under one heading of the row of subjects; ``subject`` is empty where the report knows none such."""

    heading: str
    row: int
    subject: str
    level: str
    columns: tuple[Column, ...]

    def of_role(self, role: str) -> list[Column]:
        """Return the columns of a role."""
        return [column for column in self.columns if column.role == role]


@dataclass(frozen=True)
class SummaryHeading:
    """The heading: its first and last row, the fixed columns by role, the subjects from left to right."""

    first_row: int
    columns_row: int
    last_row: int
    fixed: dict[str, int]
    subjects: tuple[SubjectColumns, ...]

    def unknown_columns(self, sheet: Sheet) -> list[int]:
        """Return the columns on the left of the subjects whose heading the map does not know."""
        first = min(column.place for subject in self.subjects for column in subject.columns)
        known = {*self.fixed.values(), *self.personal_columns(sheet)}
        return [column for column in range(1, first) if column not in known and self._headings(sheet, column)]

    def personal_columns(self, sheet: Sheet) -> list[int]:
        """Return the columns whose heading speaks of people."""
        return [
            column
            for column in range(1, sheet.last_column + 1)
            if any(re.search(layout_words("personal"), words) for words in self._headings(sheet, column))
        ]

    def _headings(self, sheet: Sheet, column: int) -> list[str]:
        rows = range(self.first_row, self.last_row + 1)
        return [words for row in rows if (words := heading_words(sheet.value(row, column)))]


def heading_words(value: Value) -> str:
    """Return a heading in lower case without quotes, «ё» and double spaces; its unit stays."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = cyrillic(clean("" if value is None else str(value))).casefold().replace("ё", "е")
    return re.sub(r"[«»\"'„“”]", "", text).strip(" .:*")


def layout_words(name: str) -> Any:
    """Return a part of the map file `maps/school_summary.yml`."""
    return layout_map(LAYOUT)[name]


@lru_cache(maxsize=4096)
def _role(kind: str, words: str) -> str:
    return next((role for role, pattern in layout_words(kind) if re.search(pattern, words)), "")


def column_role(value: Value) -> str:
    """Return what a column under a subject holds, or «»."""
    return "" if is_blank(value) else _role("columns", heading_words(value))


def unit_of(*headings: str) -> str:
    """Return the one unit that headings name together, ``pct`` or ``count``, or «»."""
    words = " ".join(headings)
    units = {unit for unit, name in ((PERCENT, "percent"), (COUNT, "count")) if re.search(layout_words(name), words)}
    # «Доля участников, чел.» would be nonsense; «Количество (доля)» names both.
    return units.pop() if len(units) == 1 else ""


def subject_in(value: Value) -> tuple[str, str] | None:
    """Return (subject, level) of a heading such as «Математика (профильная)», or nothing."""
    if not isinstance(value, str) or is_blank(value):
        return None
    words = heading_words(value)
    return _subject(words)


@lru_cache(maxsize=4096)
def _subject(words: str) -> tuple[str, str] | None:
    parsed = parse_procedure(f"ЕГЭ {words} {_SOME_YEAR}")
    if not isinstance(parsed, Procedure):
        plain = " ".join(re.sub(r"[().,:;–—-]", " ", words).split())
        for pattern, level in layout_words("subject_levels"):
            plain = re.sub(pattern, level, plain)
        plain = " ".join(re.sub(layout_words("subject_filling"), " ", plain).split())
        parsed = parse_procedure(f"ЕГЭ {plain} {_SOME_YEAR}")
    return (parsed.subject, parsed.level) if isinstance(parsed, Procedure) else None


def is_columns_row(values: Sequence[Value]) -> bool:
    """Tell whether a row names participants and those who failed."""
    roles = {column_role(value) for value in values if not is_blank(value)}
    return roles >= {"participants", "failed"}


def find_heading(sheet: Sheet) -> SummaryHeading | None:
    """Return the heading if the sheet has one: schools, subjects, and under these participants and who failed."""
    for row, values in enumerate(sheet.rows[:MOST_ROWS_TO_HEADING], start=1):
        if is_columns_row(values) and (heading := _heading_at(sheet, row)):
            return heading
    return None


def _heading_at(sheet: Sheet, row: int) -> SummaryHeading | None:
    above = range(row - 1, max(row - 1 - MOST_ROWS_TO_SUBJECTS, 0), -1)
    subjects_row = next((r for r in above if any(subject_in(value) for value in sheet.rows[r - 1])), None)
    if subjects_row is None:
        return None
    units_row = row + 1 if row < len(sheet.rows) and _are_units(sheet.rows[row]) else None
    first_row = max(1, row - MOST_ROWS_TO_SUBJECTS)
    groups = tuple(_subjects(sheet, subjects_row, row, units_row))
    first_column = min((column.place for group in groups for column in group.columns), default=0)
    last_row = units_row or row
    places = _fixed(sheet, range(first_row, last_row + 1), first_column)
    fixed = {role: column for role, (_, column) in places.items()}
    if not fixed.keys() & {"school", "code"} or not any(
        group.subject and group.of_role("participants") and group.of_role("failed") for group in groups
    ):
        return None
    top = min([subjects_row, *(r for r, _ in places.values())])
    return SummaryHeading(top, row, last_row, fixed, groups)


def _are_units(values: Sequence[Value]) -> bool:
    """Tell whether a row holds nothing but units."""
    words = [heading_words(value) for value in values if not is_blank(value)]
    return bool(words) and all(unit_of(text) and len(text) <= MOST_LETTERS_OF_UNIT for text in words)


def _subjects(sheet: Sheet, subjects_row: int, row: int, units_row: int | None) -> Iterator[SubjectColumns]:
    """Yield the groups of columns; a column without a heading of its own goes on with the one on its left."""
    titles = {column: heading_words(sheet.value(subjects_row, column)) for column in range(1, sheet.last_column + 1)}
    named = [column for column, words in titles.items() if words]
    # A subject may be written over each of its columns.
    starts = [column for before, column in pairwise([0, *named]) if titles[column] != titles.get(before)]
    ends = [*(start - 1 for start in starts[1:]), sheet.last_column]
    has_begun = False
    for start, end in zip(starts, ends, strict=True):
        columns = tuple(_columns(sheet, row, units_row, start, end))
        title = sheet.value(subjects_row, start)
        subject, level = subject_in(title) or ("", "")
        group = SubjectColumns(clean(str(title)), subjects_row, subject, level, columns)
        # A subject that nobody knows may be the first: it has the columns of one.
        has_begun = has_begun or bool(subject or (group.of_role("participants") and group.of_role("failed")))
        if has_begun:
            yield group


def _columns(sheet: Sheet, row: int, units_row: int | None, start: int, end: int) -> Iterator[Column]:
    heading = ""
    for place in range(start, end + 1):
        own = sheet.value(row, place)
        heading = heading_words(own) if not is_blank(own) else heading
        unit = unit_of(heading_words(sheet.value(units_row, place)) if units_row else "")
        role, is_named = _role("columns", heading) if heading else "", not is_blank(own) or bool(unit)
        yield Column(place, role, heading, unit or (unit_of(heading) if is_named else ""), is_named)


def _fixed(sheet: Sheet, rows: range, first_column: int) -> dict[str, tuple[int, int]]:
    """Return (row, column) of the headings on the left of the subjects by role; of two of a role the first.

    A column's heading is the lowest of its cells: what stands above may be the table's title.
    """
    found: dict[str, tuple[int, int]] = {}
    for column in range(1, first_column):
        row = next((row for row in reversed(rows) if not is_blank(sheet.value(row, column))), None)
        role = _role("fixed", heading_words(sheet.value(row, column))) if row else ""
        if row and role:
            found.setdefault(role, (row, column))
    return found


def heading_keys(sheet: Sheet, row: int) -> list[str]:
    """Return the keys of a row's cells, to tell a heading repeated by a page break."""
    return [heading_key(value) for value in sheet.rows[row - 1]]

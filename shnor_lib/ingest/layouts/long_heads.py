"""Heading rows of long tables: one row, or two where the marks stand under a common heading; what titles above tell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from shnor_lib.ground.marks import MARKS
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.dates import school_year_in
from shnor_lib.ingest.cells.headings import (
    COUNT,
    MOST_ROWS_ABOVE,
    PERCENT,
    HeadingMap,
    HeadingRow,
    heading_key,
    layout_map,
)
from shnor_lib.ingest.cells.sheet import Sheet, Value, is_blank
from shnor_lib.ingest.layouts.mark_units import mark_of, unit_of
from shnor_lib.ingest.layouts.procedures import Procedure, assessments_in, parse_procedure

MAP = "long_table"
MARK_ROLES = tuple(f"mark_{mark}" for mark in MARKS)
#: What tells a procedure, in the order in which its words are joined, and what its own cells may tell alone.
PROCEDURE_ROLES = ("assessment", "subject", "level", "grade", "school_year")
TOLD_BY_CELLS = ("subject", "grade", "school_year")
#: A heading row has so many texts at least; marks may be numbers, and stand in the row below.
FEWEST_HEADINGS = 3
#: So many rows are looked at.
FIRST_ROWS = 5
#: What a flat table without a column of procedures is.
OF_FLAT_TABLES = "VPR"


@cache
def long_map() -> HeadingMap:
    """Return the layout's map of headings."""
    return HeadingMap.of(layout_map(MAP))


@dataclass(frozen=True)
class LongHead:
    """The head of a long table.

    ``columns`` are its columns; ``units`` those of the marks' headings by role; ``shares`` the columns of shares
    beside columns of counts of the same marks; ``rows`` the heading rows; ``assessment`` and ``school_year`` what the
    titles tell where no column does, ``is_named`` whether column or title names the procedure; ``is_told_by_cells``
    where the cells of the procedure tell subject, grade or year as well («ВПР МА 5 2023»); ``is_in_percent`` where a
    title says so of numbers whose headings do not.
    """

    columns: HeadingRow
    units: Mapping[str, str]
    rows: tuple[int, ...]
    shares: Mapping[str, int] = field(default_factory=dict)
    assessment: str = ""
    school_year: int | None = None
    is_named: bool = True
    is_told_by_cells: bool = False
    is_in_percent: bool = False

    @property
    def of_titles(self) -> bool:
        """Tell whether titles above the table tell what no column does."""
        return self.school_year is not None or (self.is_named and self.assessment != "")

    @property
    def is_whole(self) -> bool:
        """Tell whether each needed column is there once; one that is named twice is nobody's."""
        told = set(self.columns.read) | ({"school_year"} if self.school_year else set())
        told |= {"assessment"} if self.assessment else set()
        told |= set(TOLD_BY_CELLS) if self.is_told_by_cells and "assessment" in told else set()
        return _required() | {"assessment"} <= told and bool(told & set(layout_map(MAP)["one_of"]))

    @property
    def bottom(self) -> int:
        """The last heading row."""
        return self.rows[-1]


def long_head(sheet: Sheet) -> LongHead | None:
    """Return the head of the first table of the sheet that is a long one, or nothing."""
    for row in range(1, min(MOST_ROWS_ABOVE, len(sheet.rows)) + 1):
        values = sheet.rows[row - 1]
        if sum(isinstance(value, str) and not is_blank(value) for value in values) >= FEWEST_HEADINGS:
            head = _head(sheet, (row,), [_heading(value) for value in values])
            if head := head or _head_of_two_rows(sheet, row):
                return head
    return None


def _head_of_two_rows(sheet: Sheet, row: int) -> LongHead | None:
    """Return the head that a row makes with the one below it, which fills the gaps of merged cells."""
    if row >= len(sheet.rows):
        return None
    joined, group = [], ""
    for above, value in zip(sheet.rows[row - 1], sheet.rows[row], strict=True):
        group = group if is_blank(above) else clean(str(above))
        joined.append(_heading(above) if is_blank(value) else _heading(value, group))
    return _head(sheet, (row, row + 1), joined)


def _required() -> set[str]:
    return set(layout_map(MAP)["required"])


@dataclass(frozen=True)
class _Heading:
    """A column's heading as the map knows it, and the unit that it names."""

    text: str
    unit: str = ""


def _heading(value: Value, group: str = "") -> _Heading:
    """Return a heading, that of a mark by the mark's own name; its unit is that of the heading over it, if need be."""
    if is_blank(value) or isinstance(value, bool):
        return _Heading("")
    text = _whole_text(value)
    mark = mark_of(text)
    if mark is None:
        return _Heading(text, unit_of(text))
    return _Heading(str(mark), unit_of(text) or (unit_of(group) if group else ""))


def _whole_text(value: Value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _head(sheet: Sheet, rows: tuple[int, ...], headings: list[_Heading]) -> LongHead | None:
    texts = [heading.text for heading in headings]
    roles = {role for text in texts if text and (role := long_map().roles.get(heading_key(text)))}
    known = layout_map(MAP)
    titles = _titles(sheet, rows[0])
    year = _year_in(titles) if "school_year" not in roles else None
    named = roles | ({"school_year"} if year else set())
    lacking = _required() - named
    by_cells = bool(lacking) and lacking <= set(TOLD_BY_CELLS) and _cells_tell_procedures(sheet, rows[-1], texts)
    if (lacking and not by_cells) or not roles & set(known["one_of"]):
        return None
    assessments = set[str]()
    if "assessment" not in roles:
        assessments = assessments_in(" ".join(titles))
        # Rows of teachers or of quarters have the same columns: such a table has to name its procedure.
        others = {heading_key(text) for text in texts} & _other_heads()
        is_other = bool(others) or _has_other_words(titles) or not set(known["flat"]) <= roles
        if len(assessments) != 1 and (is_other or assessments):
            return None
    columns, shares = _with_shares_apart(long_map().read(rows[-1], texts), headings)
    units = {role: headings[columns.read[role] - 1].unit for role in MARK_ROLES if role in columns.read}
    of_titles = next(iter(assessments), "")
    is_named = "assessment" in roles or bool(of_titles)
    return LongHead(
        columns,
        units,
        rows,
        shares,
        assessment=of_titles or ("" if is_named else OF_FLAT_TABLES),
        school_year=year,
        is_named=is_named,
        is_told_by_cells=by_cells,
        is_in_percent=any(map(tells_percent, titles[:-1])),
    )


def _cells_tell_procedures(sheet: Sheet, bottom: int, texts: Sequence[str]) -> bool:
    """Tell whether the cells of the procedure in the first rows name whole procedures, with what other columns tell."""
    places = [place for place, text in enumerate(texts) if long_map().roles.get(heading_key(text)) in PROCEDURE_ROLES]
    if not any(long_map().roles[heading_key(texts[place])] == "assessment" for place in places):
        return False
    rows = sheet.rows[bottom : bottom + FIRST_ROWS]
    words = (
        joined_words(clean(_whole_text(row[place])) for place in places if not is_blank(row[place])) for row in rows
    )
    return any(isinstance(parse_procedure(text), Procedure) for text in words)


def joined_words(parts: Iterable[str]) -> str:
    """Return the words of a procedure told by several cells; a number that one of them has told already is left out.

    «ВПР 2023» beside the year 2023, «Математика 5 класс» beside the grade 5.
    """
    words: list[str] = []
    for part in parts:
        numbers = re.findall(r"\d+", part)
        told = re.findall(r"\d+", " ".join(words))
        if part and not (numbers and set(numbers) <= set(told)):
            words.append(part)
    return " ".join(words)


@cache
def _other_heads() -> frozenset[str]:
    return frozenset(map(heading_key, layout_map(MAP)["other_heads"])) | long_map().personal


def _with_shares_apart(columns: HeadingRow, headings: list[_Heading]) -> tuple[HeadingRow, dict[str, int]]:
    """Return the columns with counts in their places where a mark has a column of counts and one of shares."""
    read, shares, repeated = dict(columns.read), dict[str, int](), list(columns.repeated)
    for role in MARK_ROLES:
        own = [
            column
            for column in columns.repeated
            if long_map().roles.get(heading_key(headings[column - 1].text)) == role
        ]
        by_unit = {headings[column - 1].unit: column for column in own}
        if len(own) == 2 and set(by_unit) == {COUNT, PERCENT}:
            read[role], shares[role] = by_unit[COUNT], by_unit[PERCENT]
            repeated = [column for column in repeated if column not in own]
    again = HeadingRow(columns.row, read, columns.not_needed, columns.personal, columns.unknown, tuple(repeated))
    return again, shares


# Titles


def _titles(sheet: Sheet, top: int) -> list[str]:
    """Return the texts above the table and the sheet's name."""
    above = [clean(value) for row in sheet.rows[: top - 1] for value in row if isinstance(value, str) and value.strip()]
    return [*above, sheet.name]


def _year_in(titles: Sequence[str]) -> int | None:
    """Return the school year that the titles name, if they name just one."""
    years = {year for title in titles if (year := school_year_in(title))}
    return years.pop() if len(years) == 1 else None


def _has_other_words(titles: Sequence[str]) -> bool:
    words = " ".join(titles).casefold().replace("ё", "е")
    return any(re.search(pattern, words) for pattern in layout_map(MAP)["other_titles"])


def tells_percent(title: str) -> bool:
    """Tell whether a title says that numbers are shares: «Распределение отметок, %», «в процентах»."""
    return re.search(r"%|процент|(?<!\w)дол[яи](?!\w)", title.casefold()) is not None


def tells_procedure(title: str) -> bool:
    """Tell whether a title names a procedure or a school year."""
    return bool(assessments_in(title)) or school_year_in(title) is not None

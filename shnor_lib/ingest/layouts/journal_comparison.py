"""«Сравнение отметок с отметками по журналу» of ФИС ОКО: how many marks are below, at and above the journal's.

Since 2024 a row per group, share and count of each outcome side by side; in 2021 four rows under each group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shnor_lib.ground import wording
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ingest.cells.fractions import set_aside_fractions
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.sheet import Sheet, certain, is_blank
from shnor_lib.ingest.layouts.fis_oko import (
    ADVICE_VALUE,
    GROUPS,
    GroupRow,
    counts_of,
    group_rows,
    heading_row,
    is_heading,
    rows_of_form,
    settle_unknown_columns,
    shares_of,
)
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.layouts.raw_rows import SCHOOL, JournalRows
from shnor_lib.ingest.layouts.work_head import read_head, rows_of_work

LAYOUT = "journal_comparison"
TITLE = "Сравнение отметок с отметками по журналу"
SIGNS = (
    "Группы участников",
    "Кол-во участников(всего)|Кол-во участников",
    "Понизили (Отметка ‹ Отметка по журналу)|Понизили (Отметка < Отметка по журналу)",
    "Подтвердили (Отметка = Отметке по журналу)|Подтвердили (Отметка = Отметка по журналу)",
    "Повысили (Отметка › Отметка по журналу)|Повысили (Отметка > Отметка по журналу)",
)
#: What a mark does to the journal's, by the word with which its heading begins.
WAYS = {"понизили": "lowered", "подтвердили": "confirmed", "повысили": "raised"}
ALL = "всего"
_COUNT_WORDS = ("кол-во участников", "количество участников", "кол-во", "количество")
#: Three shares with two decimals each miss 100 by rounding alone by no more than this.
ROUNDING_PP = 0.03
#: A share printed in whole percents misses that of its number by no more than this.
MOST_APART_PP = 0.51


@dataclass(frozen=True)
class Places:
    """Where a group's numbers stand: the cell of the participants, (share, count) of each way, by (row, column)."""

    group: GroupRow
    participants: tuple[int, int] | None
    shares: dict[str, tuple[int, int]]
    counts: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class WideColumns:
    """The columns of the form of 2024 and later."""

    group: int
    participants: int
    shares: dict[str, int]
    counts: dict[str, int]
    first_row: int

    @property
    def all(self) -> list[int]:
        """Every column of the table."""
        return [self.group, self.participants, *self.shares.values(), *self.counts.values()]


@dataclass(frozen=True)
class LongColumns:
    """The columns of the form of 2021."""

    group: int
    counts: int
    shares: int
    first_row: int

    @property
    def all(self) -> list[int]:
        """Every column of the table."""
        return [self.group, self.counts, self.shares]


def recognise_journal_comparison(sheet: Sheet) -> bool:
    """Tell whether groups of participants stand beside, or above, what became of the journal's marks."""
    heading = heading_row(sheet)
    return heading is not None and (_wide(sheet, heading) or _long(sheet, heading)) is not None


def read_journal_comparison(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> JournalRows:
    """Read the table in either shape; one row per group.

    Shares that do not add up to 100 % leave the group's numbers unknown, with a finding.
    """
    heading = certain(heading_row(sheet))
    wide, long = _wide(sheet, heading), _long(sheet, heading)
    columns: WideColumns | LongColumns = wide or certain(long)
    head = read_head(sheet, TITLE, heading)
    if head is None:
        sheet.set_aside_known(heading, min(columns.all), sheet.last_row, max(columns.all))
        return JournalRows()
    sheet.use_block(heading, min(columns.all), columns.first_row - 1, max(columns.all))
    settle_unknown_columns(sheet, heading, range(min(columns.all), max(columns.all) + 1))
    own = rows_of_work(sheet, columns.first_row - 1, head, is_heading)
    places = list(_wide_places(sheet, own, wide) if wide else _long_places(sheet, own, certain(long)))
    rows = JournalRows()
    read = [_read_group(sheet, place) for place in places]
    _doubt_fractions(sheet, places, read)
    for place, numbers in zip(places, read, strict=True):
        rows.add(
            layout=LAYOUT,
            group=place.group.text,
            code=place.group.group.code,
            kind=place.group.kind,
            **head.columns(),
            **numbers,
            source_file=sheet.file,
            source_sheet=sheet.name,
            source_cell=_span(sheet, place),
            n_cells=sum(sheet.used_in_row(row, columns.all) for row in sorted(_rows_of(place))),
        )
    return rows


# Where the numbers stand


def _wide(sheet: Sheet, heading: int) -> WideColumns | None:
    values = sheet.rows[heading - 1]
    below = sheet.rows[heading] if heading < len(sheet.rows) else []
    participants, starts = None, {}
    for column, value in enumerate(values, start=1):
        key = "" if is_blank(value) else heading_key(value)
        if key.startswith(_COUNT_WORDS[:2]) and participants is None:
            participants = column
        elif way := _way(key):
            if way in starts:
                return None
            starts[way] = column
    if participants is None or len(starts) != len(WAYS):
        return None
    marks = {place: heading_key(value) for place, value in enumerate(below, start=1) if not is_blank(value)}
    has_marks = any(
        marks.get(start) == "%" or marks.get(start, "").startswith(_COUNT_WORDS) for start in starts.values()
    )
    shares, counts = {}, {}
    for way, start in starts.items():
        # The order that the form of 2024 has: share, then count; sub-headings that say otherwise are followed.
        reversed_pair = has_marks and marks.get(start, "").startswith(_COUNT_WORDS)
        shares[way], counts[way] = (start + 1, start) if reversed_pair else (start, start + 1)
    if max(*shares.values(), *counts.values()) > sheet.fates.shape[1] or len(
        {*shares.values(), *counts.values()}
    ) != 2 * len(WAYS):
        return None
    group = next(c for c, value in enumerate(values, start=1) if not is_blank(value) and heading_key(value) == GROUPS)
    return WideColumns(group, participants, shares, counts, heading + 1 + has_marks)


def _long(sheet: Sheet, heading: int) -> LongColumns | None:
    keys = {heading_key(v): c for c, v in enumerate(sheet.rows[heading - 1], start=1) if not is_blank(v)}
    count = next((column for key, column in keys.items() if key.startswith(_COUNT_WORDS[:2])), None)
    share = next((keys[key] for key in ("%", "доля", "процент") if key in keys), None)
    group = keys[GROUPS]
    if count is None or share is None:
        return None
    ways = {_way(heading_key(v)) for v in sheet.column_values(group, heading + 1, sheet.last_row) if not is_blank(v)}
    return LongColumns(group, count, share, heading + 1) if ways >= set(WAYS.values()) else None


def _way(key: str) -> str:
    return next((way for word, way in WAYS.items() if key.startswith(word)), "")


def _wide_places(sheet: Sheet, rows: range, columns: WideColumns) -> Iterator[Places]:
    numbers = [columns.participants, *columns.shares.values(), *columns.counts.values()]
    rows = rows_of_form(sheet, certain(heading_row(sheet)), rows, columns.group, sorted(numbers))
    for group in group_rows(sheet, rows, columns.group, None, sorted(numbers)):
        row = group.row
        yield Places(
            group,
            (row, columns.participants),
            {way: (row, column) for way, column in columns.shares.items()},
            {way: (row, column) for way, column in columns.counts.items()},
        )


def _long_places(sheet: Sheet, rows: range, columns: LongColumns) -> Iterator[Places]:
    """Yield each group with the rows under it; rows of ways under no group are left to the sweep."""
    place: Places | None = None
    for row in rows:
        text = sheet.text(row, columns.group)
        if is_heading(sheet.rows[row - 1]):
            sheet.use_block(row, 1, row, sheet.last_column)  # the headings once more, as after a page break
            continue
        if is_blank(text):
            continue
        key = heading_key(text)
        way = _way(key)
        if not way and key != ALL:
            if place is not None:
                yield place
            group = parse_group(text)
            place = Places(GroupRow(row, text, group, group.kind or SCHOOL), None, {}, {})
            # A text with nothing under it is a footnote.
            if not _way(heading_key(sheet.text(row + 1, columns.group))):
                place = None
        elif place is not None and way and way not in place.counts:
            place.counts[way], place.shares[way] = (row, columns.counts), (row, columns.shares)
        elif place is not None and key == ALL and place.participants is None:
            place = Places(place.group, (row, columns.counts), place.shares, place.counts)
    if place is not None:
        yield place


def _rows_of(place: Places) -> set[int]:
    total = {place.participants[0]} if place.participants else set()
    return {place.group.row, *(row for row, _ in place.counts.values()), *total}


def _span(sheet: Sheet, place: Places) -> str:
    cells = [*place.shares.values(), *place.counts.values()]
    rows, columns = zip(*cells, strict=True)
    return sheet.range(min(rows), min(columns), max(rows), max(columns))


# What they say


def _read_group(sheet: Sheet, place: Places) -> dict[str, float | int | None]:
    """Return a group's numbers; those that contradict each other are set aside and unknown."""
    for row in _rows_of(place):
        sheet.use_block(row, 1, row, sheet.last_column)
    n = (
        counts_of(sheet, [place.participants[0]], place.participants[1], "число участников")[0]
        if place.participants
        else None
    )
    shares = {way: shares_of(sheet, [row], column, "доля")[0] for way, (row, column) in place.shares.items()}
    counts = {
        way: counts_of(sheet, [row], column, "число участников")[0] for way, (row, column) in place.counts.items()
    }
    problem = _contradiction(n, shares, counts)
    if problem:
        _set_aside_group(sheet, place, problem)
        shares, counts = {}, {}
    elif n != 0:
        _complain_of_gaps(sheet, place)
    return {
        "n_participants": n,
        **{f"n_{way}": counts.get(way) for way in WAYS.values()},
        **{f"pct_{way}": shares.get(way) for way in WAYS.values()},
    }


def _doubt_fractions(sheet: Sheet, places: Sequence[Places], read: Sequence[dict[str, float | int | None]]) -> None:
    """Make unknown, with a finding, what may be parts of one among the shares of all groups."""
    columns = [[numbers[f"pct_{way}"] for numbers in read] for way in WAYS.values()]
    participants = [numbers["n_participants"] for numbers in read]
    ways = list(WAYS.values())
    set_aside_fractions(sheet, columns, participants, lambda i, j: places[i].shares[ways[j]], sums_to_100=True)
    for way, column in zip(WAYS.values(), columns, strict=True):
        for numbers, share in zip(read, column, strict=True):
            numbers[f"pct_{way}"] = share


def _complain_of_gaps(sheet: Sheet, place: Places) -> None:
    total = [place.participants] if place.participants else []
    gaps = [cell for cell in [*total, *place.shares.values(), *place.counts.values()] if is_blank(sheet.value(*cell))]
    if gaps:
        sheet.complain(
            "warning",
            "missing_value",
            f"«{place.group.group.name}»: не указаны значения, сравнение с журналом неполно.",
            ADVICE_VALUE,
            sheet.address(*gaps[0]),
        )


def _contradiction(n: int | None, shares: dict[str, float | None], counts: dict[str, int | None]) -> str:
    known = [share for share in shares.values() if share is not None]
    if len(known) == len(WAYS) and n != 0 and abs(sum(known) - 100) > ROUNDING_PP:
        return "доли «понизили», «подтвердили» и «повысили» в сумме не дают 100 %"
    known_counts = [count for count in counts.values() if count is not None]
    if len(known_counts) == len(WAYS) and n is not None and sum(known_counts) != n:
        return "«понизили», «подтвердили» и «повысили» в сумме не равны числу участников"
    for way, count in counts.items():
        share = shares.get(way)
        if n and count is not None and share is not None and abs(100 * count / n - share) > MOST_APART_PP:
            return f"{count} из {n} — это {wording.percent(100 * count / n, 2)}, а указано {wording.percent(share, 2)}"
    return ""


def _set_aside_group(sheet: Sheet, place: Places, problem: str) -> None:
    sheet.set_aside(
        [sheet.cell(row, column) for row, column in [*place.shares.values(), *place.counts.values()]],
        sheet.finding(
            "error",
            "shares_sum",
            f"«{place.group.group.name}»: {problem}; значения не использованы.",
            ADVICE_VALUE,
            _span(sheet, place),
        ),
    )

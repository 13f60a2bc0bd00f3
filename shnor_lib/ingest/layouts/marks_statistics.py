"""«Статистика по отметкам» (Ф3 of ФИС ОКО): a row per group of participants with the shares of the marks 2–5."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from shnor_lib.ground.marks import MARKS
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ingest.cells.fractions import set_aside_fractions
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.sheet import Sheet, certain, is_blank
from shnor_lib.ingest.cells.texts import listed
from shnor_lib.ingest.layouts.fis_oko import (
    GROUPS,
    complain_of_gaps,
    counts_of,
    group_rows,
    heading_row,
    is_heading,
    rows_of_form,
    settle_unknown_columns,
    shares_of,
)
from shnor_lib.ingest.layouts.form_titles import form_title, numbers_beside_marks
from shnor_lib.ingest.layouts.raw_rows import SHARES, RawRows
from shnor_lib.ingest.layouts.work_head import read_head, rows_of_work

LAYOUT = "marks_statistics"
TITLE = "Статистика по отметкам"
SIGNS = ("Статистика по отметкам", "Группы участников", "Кол-во участников", "2", "3", "4", "5")
_ROLES = {
    GROUPS: "group",
    "кол-во оо": "schools",
    "количество оо": "schools",
    "кол-во участников": "participants",
    "количество участников": "participants",
    **{str(mark): f"pct_{mark}" for mark in MARKS},
}
_NEEDED = ("group", "participants", *SHARES)


@dataclass(frozen=True)
class Columns:
    """Where the table stands: its heading row and its columns by role."""

    heading: int
    places: dict[str, int]

    @property
    def shares(self) -> list[int]:
        """The columns of the shares, of «2» first."""
        return [self.places[share] for share in SHARES]


def recognise_marks_statistics(sheet: Sheet) -> bool:
    """Tell whether one row names groups, participants and the four marks, and no title says that it is another form.

    Numbers beside the marks (scores, tasks) are believed to be an error of this form only where its title stands.
    """
    columns = _columns(sheet)
    if columns is None:
        return False
    title = form_title(sheet, columns.heading - 1)
    return title.code == LAYOUT if title else not numbers_beside_marks(sheet.rows[columns.heading - 1])


def _columns(sheet: Sheet) -> Columns | None:
    row = heading_row(sheet)
    if row is None:
        return None
    places: dict[str, int] = {}
    for column, value in enumerate(sheet.rows[row - 1], start=1):
        role = None if is_blank(value) else _ROLES.get(heading_key(value))
        if role in places:
            return None
        if role:
            places[role] = column
    return Columns(row, places) if all(role in places for role in _NEEDED) else None


def read_marks_statistics(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> RawRows:
    """Read the table; one raw row per group.

    Shares that are no percentage are set aside with a finding each and stay unknown; ``fail_pct`` is the share of «2».
    """
    columns = certain(_columns(sheet))
    places, heading = columns.places, columns.heading
    if others := numbers_beside_marks(sheet.rows[heading - 1]):
        _set_aside_numbers(sheet, columns, others)
        return RawRows()
    work = read_head(sheet, TITLE, heading)
    if work is None:
        _set_aside_table(sheet, columns)
        return RawRows()
    sheet.use_block(heading, 1, heading, sheet.last_column)
    settle_unknown_columns(sheet, heading, list(places.values()))
    numbers = [places["participants"], *columns.shares]
    own = rows_of_work(sheet, heading, work, is_heading)
    own = rows_of_form(sheet, heading, own, places["group"], sorted(numbers))
    groups = group_rows(sheet, own, places["group"], places.get("schools"), sorted(numbers))
    rows = [group.row for group in groups]
    n_cells = sheet.use_rows(rows, list(places.values()))
    participants = counts_of(sheet, rows, places["participants"], "число участников")
    shares = {
        f"pct_{mark}": shares_of(sheet, rows, column, f"доля «{mark}»")
        for mark, column in zip(MARKS, columns.shares, strict=True)
    }
    set_aside_fractions(
        sheet,
        list(shares.values()),
        participants,
        lambda i, j: (rows[i], columns.shares[j]),
        sums_to_100=True,
    )
    if any(None in column for column in shares.values()):
        complain_of_gaps(sheet, groups, columns.shares, participants)
    letter = get_column_letter(columns.shares[0])
    return RawRows.of(
        len(rows),
        layout=LAYOUT,
        group=[group.text for group in groups],
        code=[group.group.code for group in groups],
        kind=[group.kind for group in groups],
        **work.columns(),
        n_participants=participants,
        **shares,
        fail_pct=list(shares["pct_2"]),
        source_file=sheet.file,
        source_sheet=sheet.name,
        # Where nobody took part it is the number of participants that tells so.
        source_cell=[
            f"{letter}{row}" if n != 0 else sheet.address(row, places["participants"])
            for row, n in zip(rows, participants, strict=True)
        ],
        source_cells=[sheet.range(row, min(places.values()), row, max(places.values())) for row in rows],
        n_cells=n_cells,
    )


def _set_aside_numbers(sheet: Sheet, columns: Columns, numbers: Sequence[str]) -> None:
    """Set the sheet aside: under the title of this form stand the columns of another."""
    sheet.set_aside_range(
        1,
        1,
        sheet.last_row,
        sheet.last_column,
        "error",
        "header_unknown",
        f"Форма названа «{TITLE}», но среди её колонок есть {listed(f'«{number}»' for number in numbers)}: не видно, "
        "отметки в колонках «2»–«5», номера заданий или баллы. Значения листа не использованы.",
        "Выгрузите форму заново или уберите лишние колонки.",
    )


def _set_aside_table(sheet: Sheet, columns: Columns) -> None:
    """Set the table aside; why, the head's finding says."""
    first, last = min(columns.places.values()), max(columns.places.values())
    sheet.set_aside_known(columns.heading, first, sheet.last_row, last)

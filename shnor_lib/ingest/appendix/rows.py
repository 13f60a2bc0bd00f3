"""Rows of schools: whose they are and how they may be read."""

from dataclasses import dataclass

from shnor_lib.ingest.appendix.layout import Layout
from shnor_lib.ingest.appendix.row_readings import RowReading, is_admissible, row_readings
from shnor_lib.ingest.cells.percentages import BAD, EMPTY, Share, doubt_fractions, have_decimals, parse_share
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.cells.texts import names_a_total, shortened, shown_value
from shnor_lib.ingest.roster import Roster, School


@dataclass(frozen=True)
class SchoolRow:
    """A school's row: its shares in the order of the columns and its admissible readings."""

    row: int
    school: School
    shares: tuple[Share, ...]
    readings: tuple[RowReading, ...]

    @property
    def cells(self) -> list[SheetCell]:
        """The row's non-empty value cells."""
        return [share.cell for share in self.shares if share.cell is not None]

    def pair_in_place(self, place: int) -> tuple[Share, Share]:
        """Return the pair as it stands under the headings, before any value is dropped or inserted."""
        return self.shares[2 * place], self.shares[2 * place + 1]

    @property
    def span(self) -> str:
        """The A1 range of the row's values."""
        return f"{self.cells[0].address}:{self.cells[-1].address}" if self.cells else ""


def school_rows(sheet: Sheet, layout: Layout, roster: Roster) -> list[SchoolRow]:
    """Return the rows that belong to schools of the roster; other rows are set aside with findings."""
    rows = []
    inside = sheet.column_cells(layout.columns)
    has_decimals = have_decimals(parse_share(cell) for cell in inside if cell.row >= layout.first_school_row)
    for row, stored in sheet.cells_by_row.items():
        cells = [cell for cell in stored if sheet.is_free(cell)]
        if row < layout.first_school_row or not cells:
            continue
        name_cell = sheet.cells.get((row, layout.name_column))
        school = _school_of_row(sheet, name_cell, cells, roster)
        if school is None:
            continue
        sheet.use([name_cell])
        shares = doubt_fractions(_shares_of_row(sheet, row, layout), has_decimals=has_decimals)
        rows.append(SchoolRow(row, school, tuple(shares), _readings(shares, layout)))
    return rows


def _readings(shares: list[Share], layout: Layout) -> tuple[RowReading, ...]:
    """Return the row's readings; none where it is too long or too short for a table that lost columns."""
    shares = _without_last_gap(shares)
    if not layout.is_whole and len(shares) != len(layout.columns):
        return ()
    return tuple(row_readings(shares, len(layout.slots)))


def _school_of_row(sheet: Sheet, name_cell: SheetCell | None, cells: list[SheetCell], roster: Roster) -> School | None:
    """Return the row's school, or set the row aside with a finding."""
    full_name = str(name_cell.value) if name_cell else ""
    name, row = shortened(full_name), cells[0].row
    school = roster.of_group(full_name, "") if name else None
    if school is not None:
        return school
    place = (name_cell or cells[0]).address
    if not name:
        finding = sheet.finding(
            "error",
            "row_unnamed",
            f"В строке {row} есть значения, но нет названия школы.",
            "Сверьте с протоколом и исправьте файл.",
            place,
        )
    elif names_a_total(name) and not roster.candidates(name):
        finding = sheet.finding(
            "note", "row_total", f"Строка {row} «{name}» — итоговая, не школа: значения не использованы.", "", place
        )
    elif candidates := roster.candidates(name):
        finding = sheet.finding(
            "error",
            "school_doubtful",
            f"Школы «{shown_value(name)}» под таким названием в списке школ нет: значения строки не использованы. "
            f"Похожие названия в списке школ: {', '.join(candidates)}.",
            "Напишите название так, как в списке школ, или впишите это название в «Другие названия» списка.",
            place,
        )
    else:
        finding = sheet.finding(
            "error",
            "school_unknown",
            f"Школы «{shown_value(name)}» нет в списке школ: значения строки не использованы.",
            "Добавьте школу в список школ или уберите строку.",
            place,
        )
    sheet.set_aside(cells, finding)
    return None


def _shares_of_row(sheet: Sheet, row: int, layout: Layout) -> list[Share]:
    """Return the shares under the headings and the values to the right of the table, which show a shifted row.

    Plain texts there are remarks.  So is what stands under a heading of its own, as long as the row fits the table
    without it.
    """
    inside = [parse_share(sheet.cells.get((row, column))) for column in layout.columns]
    right = [cell for cell in sheet.row_cells(row) if cell.column > layout.last_column and sheet.is_free(cell)]
    beyond = [share for share in map(parse_share, right) if not share.is_note]
    if all(layout.is_remark(share.at) for share in beyond):
        pairs = zip(inside[::2], inside[1::2], strict=True)
        beyond = [] if all(is_admissible(pair) for pair in pairs) else beyond
    return inside + beyond


def _without_last_gap(shares: list[Share]) -> list[Share]:
    """Shorten a row whose very last value alone is empty: it is one value short, and which one cannot be seen."""
    lone_gap = shares[-1].kind == EMPTY and len(shares) > 1 and shares[-2].kind != EMPTY
    return shares[:-1] if lone_gap else shares


def without_equal_rows(sheet: Sheet, rows: list[SchoolRow]) -> list[SchoolRow]:
    """Drop rows that repeat an earlier row of the school value for value; complain of rows that differ."""
    kept: dict[tuple, SchoolRow] = {}
    for row in rows:
        same = kept.setdefault(tuple(_content(share) for share in row.shares), row)
        if same is not row:
            sheet.set_aside(
                row.cells,
                sheet.finding(
                    "note",
                    "school_repeated",
                    f"Строка {row.row} повторяет строку {same.row} (школа «{row.school.school}») и не использована.",
                    "",
                    row.span,
                ),
            )
    return _differing_rows(sheet, list(kept.values()))


def _content(share: Share) -> tuple:
    return share.kind, share.pct, str(share.at.value) if share.kind == BAD else ""


def _differing_rows(sheet: Sheet, kept: list[SchoolRow]) -> list[SchoolRow]:
    """Complain if more than one row is left, and return the rows."""
    if len(kept) > 1:
        sheet.complain(
            "error",
            "school_repeated",
            f"Школа «{kept[0].school.school}» записана в строках {', '.join(str(r.row) for r in kept)} с разными "
            "значениями.",
            "Оставьте одну строку. До этого выводы по различающимся значениям не делаются.",
            kept[0].span,
        )
    return kept

"""Rows of schools: whose they are and how they may be read."""

from dataclasses import dataclass

from shnor_lib.ingest.appendix.layout import Layout
from shnor_lib.ingest.percentages import EMPTY, Share, parse_share
from shnor_lib.ingest.row_readings import RowReading, row_readings
from shnor_lib.ingest.schools import Roster, School
from shnor_lib.ingest.texts import clean
from shnor_lib.ingest.workbook import Sheet, SheetCell

TOTAL_WORDS = ("итого", "всего", "средн", "по округу", "по району", "муниципалитет", "область", "регион")


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
    for row in range(layout.first_school_row, sheet.last_row + 1):
        cells = [cell for cell in sheet.row_cells(row) if sheet.is_open(row, cell.column)]
        if not cells:
            continue
        school = _school_of_row(sheet, row, cells, roster)
        if school is None:
            continue
        sheet.use([sheet.cells.get((row, 1))])
        shares = _shares_of_row(sheet, row, layout)
        readings = tuple(row_readings(_without_last_gap(shares), len(layout.slots)))
        rows.append(SchoolRow(row, school, tuple(shares), readings))
    return rows


def _school_of_row(sheet: Sheet, row: int, cells: list[SheetCell], roster: Roster) -> School | None:
    """Return the row's school, or set the row aside with a finding."""
    name = clean(sheet.text(row, 1))
    school = roster.named(name) if name else None
    if school is not None:
        return school
    place = cells[0].address
    if not name:
        finding = sheet.finding(
            "error",
            "row_unnamed",
            f"В строке {row} есть значения, но нет названия школы.",
            "Сверьте с протоколом и исправьте файл.",
            place,
        )
    elif any(word in name.casefold() for word in TOTAL_WORDS) and not roster.candidates(name):
        finding = sheet.finding(
            "note", "row_total", f"Строка {row} «{name}» — итоговая, не школа: значения не использованы.", "", place
        )
    elif candidates := roster.candidates(name):
        finding = sheet.finding(
            "error",
            "school_doubtful",
            f"Школы «{name}» (строка {row}) под таким названием в списке школ нет: значения не использованы. "
            f"Похожие названия в списке школ: {', '.join(candidates)}.",
            "Напишите название так, как в файле schools.csv.",
            place,
        )
    else:
        finding = sheet.finding(
            "error",
            "school_unknown",
            f"Школы «{name}» (строка {row}) нет в списке школ: значения не использованы.",
            "Добавьте школу в файл schools.csv или уберите строку.",
            place,
        )
    sheet.set_aside(cells, finding)
    return None


def _shares_of_row(sheet: Sheet, row: int, layout: Layout) -> list[Share]:
    """Return the shares under the headings and whatever stands to the right of the last of them."""
    beyond = [cell.column for cell in sheet.row_cells(row) if cell.column > layout.columns[-1]]
    columns = [*layout.columns, *range(layout.columns[-1] + 1, max(beyond, default=0) + 1)]
    return [parse_share(sheet.cells.get((row, column))) for column in columns]


def _without_last_gap(shares: list[Share]) -> list[Share]:
    """Shorten a row whose very last value alone is empty: it is one value short, and which one cannot be seen."""
    lone_gap = shares[-1].kind == EMPTY and len(shares) > 1 and shares[-2].kind != EMPTY
    return shares[:-1] if lone_gap else shares


def without_equal_rows(sheet: Sheet, rows: list[SchoolRow]) -> list[SchoolRow]:
    """Drop rows that repeat an earlier row of the school value for value; complain of rows that differ."""
    kept: list[SchoolRow] = []
    for row in rows:
        same = [k for k in kept if [s.words for s in k.shares] == [s.words for s in row.shares]]
        if same:
            sheet.set_aside(
                row.cells,
                sheet.finding(
                    "note",
                    "school_repeated",
                    f"Строка {row.row} повторяет строку {same[0].row} (школа «{row.school.school}») и не использована.",
                    "",
                    row.span,
                ),
            )
        else:
            kept.append(row)
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

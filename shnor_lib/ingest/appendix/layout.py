"""Where the table stands in its sheet: headings, columns, first row of schools."""

from dataclasses import dataclass

from shnor_lib.ingest.appendix.columns_beside import cells_below, set_aside_left, single_columns_before
from shnor_lib.ingest.cells.headings import MOST_ROWS_ABOVE
from shnor_lib.ingest.cells.percentages import parse_share
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.cells.texts import shortened
from shnor_lib.ingest.layouts.procedures import NotAProcedure, Procedure, parse_procedure
from shnor_lib.ingest.roster import Roster

COLUMNS_OF_PROCEDURE = 2


@dataclass(frozen=True)
class Slot:
    """Two neighbouring columns under one heading; ``procedure`` is ``None`` where the heading says nothing usable."""

    heading: SheetCell
    procedure: Procedure | None

    @property
    def title(self) -> str:
        """The heading as messages quote it."""
        return shortened(str(self.heading.value))

    def span(self, row: int) -> str:
        """The A1 range of the slot's two cells in a row."""
        columns = (self.heading.column, self.heading.column + COLUMNS_OF_PROCEDURE - 1)
        return ":".join(SheetCell(row, column, None).address for column in columns)


@dataclass(frozen=True)
class Layout:
    """Where the table stands in its sheet.

    ``last_column`` is the last column under a procedure's heading, usable or not; ``remarks`` are the headings to the
    right of it that name no procedure.  ``is_whole`` is false where columns within the table had to be set aside.
    """

    heading_row: int
    name_column: int
    slots: tuple[Slot, ...]
    first_school_row: int
    last_column: int
    remarks: tuple[SheetCell, ...] = ()
    is_whole: bool = True

    @property
    def columns(self) -> list[int]:
        """The columns of all slots, from left to right."""
        return [slot.heading.column + step for slot in self.slots for step in range(COLUMNS_OF_PROCEDURE)]

    def is_remark(self, cell: SheetCell) -> bool:
        """Tell whether the cell stands to the right of the table under a heading of its own."""
        return bool(self.remarks) and cell.column >= self.remarks[0].column


def recognise_appendix(sheet: Sheet) -> int | None:
    """Return the heading row if the sheet has this layout.

    It is the row with most headings that name a procedure in full, among those with at least two that look like one.
    """
    best, most = None, -1
    for row in range(1, min(MOST_ROWS_ABOVE, sheet.last_row) + 1):
        headings = [parse_procedure(str(cell.value)) for cell in sheet.row_cells(row) if cell.column > 1]
        named = sum(isinstance(heading, Procedure) for heading in headings)
        if sum(_looks_like_procedure(heading) for heading in headings) >= 2 and named > most:
            best, most = row, named
    return best


def _looks_like_procedure(heading: Procedure | NotAProcedure) -> bool:
    return isinstance(heading, Procedure) or heading.looks_like


def _may_be_procedure(cell: SheetCell) -> bool:
    """Tell whether a procedure's columns may stand under the heading, be it readable or not."""
    return cell.is_error or cell.is_lost_formula or _looks_like_procedure(parse_procedure(str(cell.value)))


def read_layout(sheet: Sheet, heading_row: int, roster: Roster) -> Layout:
    """Find headings, columns and the first row of schools; unusable headings leave findings."""
    cells = sheet.row_cells(heading_row)
    likely = [cell.column for cell in cells if cell.column > 1 and _may_be_procedure(cell)]
    name_column = _name_column(sheet, heading_row, likely[0], roster)
    sheet.use(cell for cell in cells if cell.column <= name_column)
    beside = single_columns_before(cells, name_column, likely[0])
    set_aside_left(sheet, heading_row, name_column, beside)
    headings = [cell for cell in cells if name_column < cell.column <= likely[-1] and cell not in beside]
    remarks = tuple(cell for cell in cells if cell.column > likely[-1])
    slots = []
    for place, cell in enumerate(headings):
        slots += _slot(sheet, cell, _width(cell, headings[place + 1 :], remarks))
    is_whole = len(slots) == len(headings)
    last_column = max([likely[-1], *(slot.heading.column + COLUMNS_OF_PROCEDURE - 1 for slot in slots)])
    slots = _without_repeats(sheet, slots)
    first_school_row = _first_school_row(sheet, heading_row, name_column)
    layout = Layout(heading_row, name_column, tuple(slots), first_school_row, last_column, remarks, is_whole)
    _check_sub_headings(sheet, layout)
    return layout


def _name_column(sheet: Sheet, heading_row: int, first_procedure: int, roster: Roster) -> int:
    """Return the column of the schools' names: the one left of the procedures that holds most names of the roster."""

    def names(column: int) -> tuple[int, int, int]:
        texts = [str(c.value) for c in cells_below(sheet, heading_row, column) if isinstance(c.value, str)]
        schools = sum(roster.of_group(text, "") is not None for text in texts)
        return schools, sum(roster.named(text) is not None for text in texts), len(texts)

    return max(range(1, first_procedure), key=names)


def _width(heading: SheetCell, following: list[SheetCell], remarks: tuple[SheetCell, ...]) -> int:
    """Return over how many columns a heading stands; nothing but a remark bounds the last one."""
    if following:
        return following[0].column - heading.column
    return min([COLUMNS_OF_PROCEDURE, *(remark.column - heading.column for remark in remarks[:1])])


def _slot(sheet: Sheet, heading: SheetCell, width: int) -> list[Slot]:
    """Return the heading's slot, or none if it does not stand over two columns."""
    if width != COLUMNS_OF_PROCEDURE:
        columns = range(heading.column, heading.column + max(width, 1))
        sheet.set_aside(
            [cell for cell in sheet.column_cells(columns) if cell.row >= heading.row],
            sheet.finding(
                "error",
                "header_width",
                f"У заголовка «{shortened(str(heading.value))}» колонок: {width} вместо двух; его значения не "
                "использованы.",
                "Оставьте у процедуры две колонки: доля «2» и доля высоких результатов.",
                heading.address,
            ),
        )
        return []
    procedure = parse_procedure(str(heading.value))
    sheet.use([heading])
    if isinstance(procedure, NotAProcedure):
        sheet.complain(
            "error",
            "header_unknown",
            f"Заголовок «{shortened(str(heading.value))}» не распознан: {procedure.problem}. Значения под ним не "
            "использованы.",
            "Напишите заголовок по образцу «ВПР МА 6 2021 весна» или «ОГЭ РУ 2019».",
            heading.address,
        )
        return [Slot(heading, None)]
    if procedure.season == "autumn":
        sheet.complain(
            "error",
            "season_autumn",
            f"«{shortened(str(heading.value))}»: по осенней работе не видно, назван класс или программа какого класса; "
            "значения не использованы.",
            "Укажите программу, по которой проводилась работа, и год, когда она изучалась, без слова «осень».",
            heading.address,
        )
        return [Slot(heading, None)]
    return [Slot(heading, procedure)]


def _without_repeats(sheet: Sheet, slots: list[Slot]) -> list[Slot]:
    """Take the procedure away from headings that name it again: which columns are right cannot be known."""
    keys = [slot.procedure.key if slot.procedure else None for slot in slots]
    kept = []
    for slot, key in zip(slots, keys, strict=True):
        if key is not None and keys.count(key) > 1:
            sheet.complain(
                "error",
                "header_repeated",
                f"Процедура «{slot.title}» указана в таблице больше одного раза: её значения не использованы.",
                "Оставьте одну пару колонок.",
                slot.heading.address,
            )
            slot = Slot(slot.heading, None)
        kept.append(slot)
    return kept


def _first_school_row(sheet: Sheet, heading_row: int, name_column: int) -> int:
    """Return the row after the sub-headings: rows of plain texts without a name in front."""
    below = [row for row in sheet.cells_by_row if row > heading_row]
    return next((row for row in below if not _is_sub_heading(sheet, row, name_column)), sheet.last_row + 1)


def _is_sub_heading(sheet: Sheet, row: int, name_column: int) -> bool:
    cells = [cell for cell in sheet.row_cells(row) if cell.column > name_column]
    return not sheet.text(row, name_column).strip() and all(parse_share(cell).is_note for cell in cells)


def _check_sub_headings(sheet: Sheet, layout: Layout) -> None:
    rows = range(layout.heading_row + 1, layout.first_school_row)
    for row in rows:
        sheet.use(cell for cell in sheet.row_cells(row) if cell.column in layout.columns)
    unmarked = [
        column for column in layout.columns if rows and not any(sheet.text(row, column).strip() for row in rows)
    ]
    if unmarked:
        address = SheetCell(layout.heading_row + 1, unmarked[0], None).address
        sheet.complain(
            "note",
            "header_marks",
            f"Над колонкой {address.rstrip('0123456789')} нет подписи «%2»; она прочитана как вторая колонка "
            "процедуры.",
            "Ничего делать не нужно, если колонка стоит на своём месте.",
            address,
        )
    seconds = {sheet.text(row, slot.heading.column + 1).strip() for row in rows for slot in layout.slots} - {""}
    firsts = {sheet.text(row, slot.heading.column).strip() for row in rows for slot in layout.slots} - {""}
    if seconds and seconds <= firsts:
        sheet.complain(
            "note",
            "second_column",
            f"Обе колонки каждой процедуры подписаны одинаково ({', '.join(sorted(firsts))}). Вторая прочитана как "
            "доля высоких результатов и ни в одном выводе не использована.",
            "Уточните подписи колонок у составителя таблицы.",
            layout.slots[0].heading.address,
        )

"""Where the table stands in its sheet: headings, columns, first row of schools."""

from dataclasses import dataclass

from shnor_lib.ingest.percentages import BAD, parse_share
from shnor_lib.ingest.procedures import NotAProcedure, Procedure, parse_procedure
from shnor_lib.ingest.texts import clean
from shnor_lib.ingest.workbook import Sheet, SheetCell

#: The heading row is looked for among the first rows of the sheet.
MOST_ROWS_ABOVE = 30
COLUMNS_OF_PROCEDURE = 2


@dataclass(frozen=True)
class Slot:
    """Two neighbouring columns under one heading; ``procedure`` is ``None`` where the heading says nothing usable."""

    heading: SheetCell
    procedure: Procedure | None


@dataclass(frozen=True)
class Layout:
    """Where the table stands in its sheet."""

    heading_row: int
    slots: tuple[Slot, ...]
    first_school_row: int

    @property
    def columns(self) -> list[int]:
        """The columns of all slots, from left to right."""
        return [slot.heading.column + step for slot in self.slots for step in range(COLUMNS_OF_PROCEDURE)]


def recognise_appendix(sheet: Sheet) -> int | None:
    """Return the heading row if the sheet has this layout: at least two headings that look like procedures."""
    for row in range(1, min(sheet.last_row, MOST_ROWS_ABOVE) + 1):
        headings = [parse_procedure(str(cell.value)) for cell in sheet.row_cells(row) if cell.column > 1]
        if sum(not isinstance(h, NotAProcedure) or h.looks_like for h in headings) >= 2:
            return row
    return None


def read_layout(sheet: Sheet) -> Layout:
    """Find headings, columns and the first row of schools; unusable headings leave findings."""
    heading_row = recognise_appendix(sheet)
    headings = [cell for cell in sheet.row_cells(heading_row) if cell.column > 1]
    sheet.use(cell for cell in sheet.row_cells(heading_row) if cell.column == 1)
    slots = []
    for place, cell in enumerate(headings):
        following = headings[place + 1].column if place + 1 < len(headings) else cell.column + COLUMNS_OF_PROCEDURE
        slots += _slot(sheet, cell, following - cell.column)
    slots = _without_repeats(sheet, slots)
    layout = Layout(heading_row, tuple(slots), _first_school_row(sheet, heading_row))
    _check_sub_headings(sheet, layout)
    return layout


def _slot(sheet: Sheet, heading: SheetCell, width: int) -> list[Slot]:
    """Return the heading's slot, or none if it does not stand over two columns."""
    if width != COLUMNS_OF_PROCEDURE:
        columns = range(heading.column, heading.column + max(width, 1))
        sheet.set_aside(
            [cell for (row, column), cell in sheet.cells.items() if column in columns and row >= heading.row],
            sheet.finding(
                "error",
                "header_width",
                f"Заголовок «{clean(str(heading.value))}» стоит над {width} колонками вместо двух: его значения не "
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
            f"Заголовок «{clean(str(heading.value))}» не распознан: {procedure.problem}. Значения под ним не "
            "использованы.",
            "Напишите заголовок по образцу «ВПР МА 6 2021 весна» или «ОГЭ РУ 2019».",
            heading.address,
        )
        return [Slot(heading, None)]
    if procedure.season == "autumn":
        sheet.complain(
            "error",
            "season_autumn",
            f"«{clean(str(heading.value))}»: по осенней работе не видно, назван класс или программа какого класса; "
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
                f"Процедура «{clean(str(slot.heading.value))}» указана в таблице больше одного раза: её значения не "
                "использованы.",
                "Оставьте одну пару колонок.",
                slot.heading.address,
            )
            slot = Slot(slot.heading, None)
        kept.append(slot)
    return kept


def _first_school_row(sheet: Sheet, heading_row: int) -> int:
    """Return the row after the sub-headings: rows without a name in the first column and without numbers."""
    row = heading_row + 1
    while row <= sheet.last_row and _is_sub_heading(sheet, row):
        row += 1
    return row


def _is_sub_heading(sheet: Sheet, row: int) -> bool:
    cells = sheet.row_cells(row)
    return not sheet.text(row, 1).strip() and all(parse_share(cell).kind == BAD for cell in cells)


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

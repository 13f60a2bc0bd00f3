"""Tables as sheets of the workbook: one row of heads, the name of the row in each row, nothing merged."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.publishing.document import Document, Figure, Heading, Table
from shnor_lib.publishing.workbook.cells import SheetCell, plain_spaces, sheet_cell

#: What the report prints, what its figures draw, what is only looked up; what people count with, what registers hold.
PRINTED, DRAWN, LOOKED_UP = "в отчёте", "рисунки числами", "справочные"
STORED, REGISTERS = "данные для расчётов", "реестры"

#: Excel's bounds of a tab's name, of a head, of a text in a cell; signs that a tab must not hold.
LONGEST_NAME, LONGEST_HEAD, LONGEST_TEXT = 31, 250, 32_767
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
#: Excel keeps these names for itself.
_TAKEN = frozenset({"history", "журнал"})

#: The head of a column with the report's words, beside the column with the number that they begin with.
AS_PRINTED = "{}: как в отчёте"
NAMELESS = "Столбец"


@dataclass(frozen=True)
class SheetColumn:
    """A column: its head with group and unit, how its cells are aligned."""

    head: str
    align: str = "left"


@dataclass(frozen=True)
class Sheet:
    """A table as a sheet: the tab's name, the title, the part of the workbook, the section of the report it stands in.

    ``row_headers`` first columns name the row; ``notes`` stand below the table; ``file`` is where a stored table lies.
    """

    name: str
    title: str
    part: str
    columns: tuple[SheetColumn, ...]
    rows: Sequence[Sequence[SheetCell]]
    notes: tuple[str, ...] = ()
    section: str = ""
    row_headers: int = 1
    label: str = ""
    file: str = ""


@dataclass
class Names:
    """Names given to tabs so far: legal and unlike each other."""

    given: set[str] = field(default_factory=set)

    def name_for(self, title: str) -> str:
        """Return a name made of the title: cut at a word, with a number where it is taken."""
        words = " ".join(_NOT_IN_NAMES.sub(" ", plain_spaces(title)).split()).strip("' ") or NAMELESS
        turn, name = 1, _cut(words, LONGEST_NAME)
        while name.casefold() in self.given | _TAKEN:
            turn += 1
            ending = f" ({turn})"
            name = _cut(words, LONGEST_NAME - len(ending)) + ending
        self.given.add(name.casefold())
        return name


def _cut(words: str, longest: int) -> str:
    """Return the words, or as many whole ones as there is room for."""
    if units(words) <= longest:
        return words
    while units(words) > longest:
        words = words[:-1]
    whole = words.rpartition(" ")[0] if " " in words[longest // 2 :] else words
    return whole.rstrip(" ,;.–—-(«'")


def units(text: str) -> int:
    """Return how long Excel takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cell_text(text: str) -> str:
    """Return the text as a cell holds it: its beginning if Excel would drop it for its length."""
    # A sign takes one unit or two.
    while len(text) > LONGEST_TEXT // 2 and units(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT // 2 - 1] + "…"
    return text


#: What Excel takes for a formula once somebody edits the cell.
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def sheets_of(document: Document, names: Names) -> list[Sheet]:
    """Return a sheet for each table that the report prints and for what each figure draws, then the looked up."""
    sheets, section = [], ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            section = block.text
        elif isinstance(block, Table):
            name = names.name_for(f"{block.number} {block.caption}")
            sheets.append(_sheet(block.value, name, PRINTED, section=section, label=block.label))
        elif isinstance(block, Figure) and block.data:
            name = names.name_for(f"{block.label.replace('.', '')} {block.caption}")
            drawn = replace(block.data, caption=block.caption)
            sheets.append(_sheet(drawn, name, DRAWN, section=section, label=block.label))
    for table in document.lookups:
        sheets.append(_sheet(table, names.name_for(table.caption or ""), LOOKED_UP))
    return sheets


def _sheet(table: PublicationTable, name: str, part: str, *, section: str = "", label: str = "") -> Sheet:
    """Return the sheet of a publication table; a column whose texts tell more than numbers is followed by them."""
    rows = [[sheet_cell(cell, column) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows]
    columns, places = [], []
    for place, column in enumerate(table.columns):
        head = ": ".join(filter(None, (plain_spaces(column.group), plain_spaces(column.label)))) or NAMELESS
        columns.append(SheetColumn(head, column.align))
        places.append((place, False))
        if any(row[place].left_out for row in rows):
            columns.append(SheetColumn(AS_PRINTED.format(head)))
            places.append((place, True))
    body = [
        [_printed(row[place], table.rows[number][place].text) if printed else row[place] for place, printed in places]
        for number, row in enumerate(rows)
    ]
    return Sheet(
        name,
        plain_spaces(table.caption or ""),
        part,
        with_unlike_heads(columns),
        body,
        tuple(map(plain_spaces, table.notes)),
        section,
        table.row_headers,
        label,
    )


def _printed(cell: SheetCell, text: str) -> SheetCell:
    return SheetCell(plain_spaces(text), "", cell.mark)


def with_unlike_heads(columns: Iterable[SheetColumn]) -> tuple[SheetColumn, ...]:
    """Return the columns with heads on one line, none like another, as a table of Excel wants them."""
    given: set[str] = set()
    unlike = []
    for column in columns:
        words = " ".join(column.head.split())[:LONGEST_HEAD] or NAMELESS
        head, turn = words, 1
        while head.casefold() in given:
            turn += 1
            head = f"{words} ({turn})"
        given.add(head.casefold())
        unlike.append(SheetColumn(head, column.align))
    return tuple(unlike)

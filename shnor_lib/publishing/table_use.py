"""What a reader may do with a table on the page: look a row up by its name, sort and choose rows, never by a result.

Schools are not ranked.  A table is sorted by names, kinds and statuses, and by nothing that was counted: whether a
column is offered is decided by its kind (`Column.kind`), and for texts by what stands in them, since shares and counts
are often worded («13 из 22»).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shnor_lib.ground.wording import MISSING
from shnor_lib.presentation.tables import PublicationTable

#: Kinds whose cells are words or codes; all others are measured, counted or dated.
WORDED_KINDS = ("text", "code", "truth")

#: A table of fewer rows is seen at a glance.
FEW_ROWS = 8
#: A status is said in so many signs at most; what is longer is a sentence.
LONGEST_STATUS = 40
#: So many different statuses make a choice; the two first columns that have them are offered.
FEWEST_STATUSES, MOST_STATUSES, MOST_CHOICES = 2, 9, 2


#: What tells a share, a count or a change within words: «13 из 22», «не меньше 30 %», «на 3 п. п.», «12–45».
_COUNTED = re.compile(r"^[^а-яёa-z]*\d|\d[\d,\s]*(?:%|п\.|из\b|–|\.\.)|\bиз\s*\d|\d,\d", re.IGNORECASE)


@dataclass(frozen=True)
class TableUse:
    """Places of columns: ``names`` that are searched, ``sorts`` that rows are sorted by, ``choices`` of a status.

    ``standings`` says that names have a second line with the status of their bearers, which is a choice too.
    """

    names: tuple[int, ...] = ()
    sorts: tuple[int, ...] = ()
    choices: tuple[int, ...] = ()
    standings: bool = False


def use_of(table: PublicationTable) -> TableUse:
    """Return what the page offers for the table: nothing for a short one, nor for one whose rows have no names.

    A school is found by its name, any other row by any of its words.
    """
    summing = sums(table)
    body = [row for place, row in enumerate(table.rows) if place not in summing]
    worded = [place for place, column in enumerate(table.columns) if column.kind in WORDED_KINDS]
    heads = [place for place in worded if place < table.row_headers]
    if len(body) < FEW_ROWS or not heads:
        return TableUse()
    cells = {place: [row[place].text for row in body] for place in worded}
    statuses = [place for place in worded if place not in heads and _are_statuses(cells[place])]
    choices = [place for place in (*heads, *statuses) if _may_be_chosen(cells[place])]
    names = heads if any(table.schools) else worded
    standings = _may_be_chosen([standing(text) for text in cells[heads[0]]])
    return TableUse(tuple(names), (*heads, *statuses), tuple(choices[:MOST_CHOICES]), standings)


def sums(table: PublicationTable) -> set[int]:
    """Return the places of rows that sum up others: they speak of all rows and not of chosen ones.

    Their heads are marked so among heads that are not, and no school stands behind them.
    """
    marked = {place for place, row in enumerate(table.rows) if row[0].mark == "total"}
    found = {place for place in marked if not (table.schools and table.schools[place])}
    return found if len(found) < len(table.rows) else set()


def standing(name: str) -> str:
    """Return what a name's second line says of its bearer, without the numbers behind a colon; empty if it has none."""
    _, _, second = name.partition("\n")
    return second.split(":", maxsplit=1)[0].split("\n", maxsplit=1)[0].strip()


def _are_statuses(texts: Sequence[str]) -> bool:
    """Tell whether a column says statuses or kinds: short words without figures, or with figures that recur.

    «ВПР, математика, 8 класс» is a kind, and so is «Порог 25»; «13 из 22» and «12,5–40,1» are results.
    """
    told = [text for text in texts if text not in ("", MISSING)]
    if not told or any(len(text) > LONGEST_STATUS or _COUNTED.search(text) for text in told):
        return False
    return len(set(told)) * 2 <= len(told) or not any(sign.isdigit() for text in told for sign in text)


def _may_be_chosen(texts: Sequence[str]) -> bool:
    """Tell whether a choice among the column's words helps: few different ones, most of them more than once."""
    different = set(texts)
    return (
        FEWEST_STATUSES <= len(different) <= MOST_STATUSES
        and len(different) * 2 <= len(texts)
        and max(map(len, different)) <= LONGEST_STATUS
    )

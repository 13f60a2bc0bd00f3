"""Forms of ФИС ОКО told by their titles: the first row of the sheet decides, then the sheet's name.

Sister forms share the head and the groups of «Статистика по отметкам» and are told by their titles alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from shnor_lib.ground.marks import MARKS
from shnor_lib.ingest.cells.headings import MOST_ROWS_ABOVE, heading_key, layout_map
from shnor_lib.ingest.cells.sheet import Sheet, Value, is_blank

#: The code of every form that holds no marks.
WITHOUT_MARKS = "without_marks"
#: A title stands in one of so many first cells of its row.
MOST_CELLS_TO_TITLE = 3
#: Excel cuts the names of sheets; so much of a title has to be left to know it by.
LONGEST_SHEET_NAME, FEWEST_LETTERS = 31, 10
_MARKS = frozenset(map(str, MARKS))


@dataclass(frozen=True)
class FormTitle:
    """A form as a sheet names it: its layout's code or `WITHOUT_MARKS`, its title, the row (0: the sheet's name)."""

    code: str
    title: str
    row: int = 0

    @property
    def words(self) -> str:
        """The title as messages quote it."""
        return self.title[:1].upper() + self.title[1:]


@cache
def _titles() -> dict[str, str]:
    """Return {title: code} of the map file `maps/fis_oko_forms.yml`, the longest titles first."""
    known = layout_map("fis_oko_forms")
    titles = {title: code for code, own in known["read"].items() for title in own}
    titles |= dict.fromkeys(known[WITHOUT_MARKS], WITHOUT_MARKS)
    return {heading_key(title): titles[title] for title in sorted(titles, key=lambda title: -len(title))}


def form_title(sheet: Sheet, rows_above: int = MOST_ROWS_ABOVE) -> FormTitle | None:
    """Return the form that the sheet says it is: by the first title among the rows above, else by the sheet's name."""
    titles = (title_in_row(values, row) for row, values in enumerate(sheet.rows[:rows_above], start=1))
    return next((title for title in titles if title), None) or title_of_sheet(sheet.name)


def title_in_row(values: Sequence[Value], row: int) -> FormTitle | None:
    """Return the form that one of the first filled cells of a row names, or nothing."""
    filled = islice((value for value in values if not is_blank(value)), MOST_CELLS_TO_TITLE)
    titles = (_named(heading_key(value), row) for value in filled if isinstance(value, str))
    return next((title for title in titles if title), None)


def _named(key: str, row: int = 0) -> FormTitle | None:
    title = _title_in(key)
    return FormTitle(_titles()[title], title, row) if title else None


@lru_cache(maxsize=20_000)
def _title_in(key: str) -> str:
    """Return the one form's title that stands in a text, or «»; a title within a longer one does not count."""
    found: list[str] = []
    for title in _titles():
        # Most texts hold none of the titles: a pattern is made for those that may.
        is_there = title in key and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", key)
        if is_there and not any(title in longer for longer in found):
            found.append(title)
    return found[0] if len(found) == 1 else ""


def title_of_sheet(name: str) -> FormTitle | None:
    """Return the form that a sheet's name tells, whole or cut at its end as Excel cuts names."""
    key = heading_key(name)
    if (whole := _named(key)) or len(name) < LONGEST_SHEET_NAME:
        return whole
    cut = (
        FormTitle(code, title)
        for title, code in _titles().items()
        for length in range(len(title) - 1, FEWEST_LETTERS - 1, -1)
        if key.endswith(title[:length])
    )
    return max(cut, key=lambda form: _common(form.title, key), default=None)


def _common(title: str, key: str) -> int:
    """Return how many letters of a title's beginning the key ends in."""
    return next((length for length in range(len(title), 0, -1) if key.endswith(title[:length])), 0)


def numbers_beside_marks(headings: Iterable[Value]) -> list[str]:
    """Return the headings that are scores or numbers of tasks: beside them 2, 3, 4 and 5 are no marks."""
    keys = [heading_key(value) for value in headings if not is_blank(value)]
    return [key for key in keys if key[:1].isdigit() and key not in _MARKS and _number().fullmatch(key)]


@cache
def _number() -> re.Pattern:
    return re.compile(layout_map("fis_oko_forms")["number"])

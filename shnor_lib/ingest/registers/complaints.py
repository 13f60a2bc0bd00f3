"""Complaints of one sheet of a register: each at its cell, the same one many times over cut with its number."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from shnor_lib.ground import wording
from shnor_lib.ingest.cells.sheet import ADVICE_NAMES, Sheet
from shnor_lib.ingest.checks.outcomes import MOST_PER_SHEET
from shnor_lib.ingest.findings import Finding

#: What to do about each check, unless a complaint says otherwise.
ADVICE = {
    "register_value": "Исправьте значение в ячейке и повторите команду.",
    "register_choice": "Выберите значение из списка в ячейке.",
    "register_required": "Заполните ячейку.",
    "register_dates": "Сверьте дату с документом и исправьте её.",
    "register_numbers": "Сверьте число с документом и исправьте его.",
    "register_key": "Оставьте одну строку.",
    "register_reference": "Выберите код из списка в ячейке или добавьте его на тот лист.",
    "register_setting": "Верните название параметра по образцу формы (make templates).",
    "names_in_file": ADVICE_NAMES,
}


@dataclass
class SheetComplaints:
    """Complaints about one sheet, kept with row and column so that they come out in reading order."""

    sheet: Sheet
    _made: list[tuple[int, int, Finding]] = field(default_factory=list)
    _counts: Counter = field(default_factory=Counter)
    _rest: dict[tuple[str, str, int], list[str]] = field(default_factory=dict)

    def add(self, severity: str, check: str, row: int, column: int, problem: str, what_to_do: str = "") -> None:
        """Complain of a cell; after `MOST_PER_SHEET` of a kind in a column only their number is told."""
        address = self.sheet.address(row, column)
        kind = (severity, check, column)
        self._counts[kind] += 1
        if self._counts[kind] > MOST_PER_SHEET:
            self._rest.setdefault(kind, []).append(address)
            return
        message = f"Ячейка {address}: {problem}."
        advice = what_to_do or ADVICE.get(check, "")
        self._made.append((row, column, self.sheet.finding(severity, check, message, advice, address)))

    def add_whole(self, severity: str, check: str, cell: str, message: str, what_to_do: str = "", row: int = 0) -> None:
        """Complain of more than a cell: a column, a row, the sheet."""
        self._made.append((row, 0, self.sheet.finding(severity, check, message, what_to_do, cell)))

    def settle(self) -> None:
        """Hand the complaints to the sheet, from the top down; then what was cut."""
        self.sheet.findings += [finding for *_, finding in sorted(self._made, key=lambda made: made[:2])]
        for (severity, check, _), cells in self._rest.items():
            more = wording.plural(len(cells), "ячейка", "ячейки", "ячеек")
            message = f"То же замечание: ещё {more} этой колонки ({_ends(cells)})."
            self.sheet.complain(severity, check, message, ADVICE.get(check, ""))


def _ends(cells: Iterable[str]) -> str:
    first, *others = cells
    return f"{first} … {others[-1]}" if others else first

"""The programme's workbook: its sheets and columns as declared in `programme.yml`, and nowhere else.

Form, reader and guide follow this declaration, which speaks the language of the registers' (`registers`): a sheet
becomes the table of the edition that it names.
"""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from shnor_lib.ground.registers import RegisterSheet, sheet_of
from shnor_lib.ground.shipped import shipped_yaml

#: The file's name of the form; a filled workbook may have any other.
WORKBOOK = "Программа.xlsx"
#: Where the list of schools is mended, for an advice: editions of earlier versions have it as a CSV table.
ROSTER_PLACE = "лист «Школы» книги Программы или файл schools.csv"
#: The sheet of named values, and the one that holds the roster.
PASSPORT, SCHOOLS = "passport", "schools"
#: The row of the passport that says whether the usual text was replaced by the programme's own.
CONFIRMED = "confirmed"


@dataclass(frozen=True)
class PassportRow:
    """A row of the sheet «Паспорт».

    ``name`` is its code in the table, ``header`` its printed name, ``kind`` that of its value.  ``ask`` is what the
    mark «заполните: …» asks for in a new form (empty: the row may stay empty); ``params`` the key of the params file
    that says the same (empty: none does).
    """

    name: str
    header: str
    kind: str
    hint: str
    ask: str = ""
    params: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The key of the params file, part by part; nothing where there is none."""
        return tuple(self.params.split(": ")) if self.params else ()


@cache
def _declaration() -> dict[str, Any]:
    return shipped_yaml("shnor_lib.ground", "programme.yml")


@cache
def programme_sheets() -> tuple[RegisterSheet, ...]:
    """Return all sheets in the order of the workbook."""
    return tuple(sheet_of(declared) for declared in _declaration()["sheets"])


@cache
def _by_name() -> MappingProxyType[str, RegisterSheet]:
    return MappingProxyType({sheet.name: sheet for sheet in programme_sheets()})


def programme_sheet(name: str) -> RegisterSheet:
    """Return a sheet by its name.

    Raises:
        KeyError: there is no such sheet.
    """
    return _by_name()[name]


@cache
def passport_rows() -> tuple[PassportRow, ...]:
    """Return the rows of the sheet «Паспорт»."""
    return tuple(PassportRow(**declared) for declared in _declaration()["passport"])


def usual_rows(name: str) -> list[dict[str, str]]:
    """Return the rows that a new form holds on a sheet: the usual text of such programmes, each to be compared."""
    usual = _declaration()["usual"].get(name, {"columns": [], "rows": []})
    source = {"source": _declaration()["usual_source"]}
    return [{**dict(zip(usual["columns"], row, strict=True)), **source} for row in usual["rows"]]

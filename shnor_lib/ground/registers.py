"""Registers of the programme: their sheets and columns as declared in `registers.yml`, and nowhere else.

Schemas, the empty form and the reader follow this declaration.  A register's table is ``register_<name>``; its columns
are the stored ones of the sheet in their order, then where the row came from.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from shnor_lib.ground import ways
from shnor_lib.ground.choices import Choice
from shnor_lib.ground.shipped import shipped_yaml

CODE, TEXT, DATE, PERCENT, INTEGER, NUMBER = "code", "text", "date", "percent", "integer", "number"
YES_NO, CHOICE, CHOICES, REFERENCE, SCHOOL_YEAR = "yes_no", "choice", "choices", "reference", "school_year"
KINDS = (CODE, TEXT, DATE, PERCENT, INTEGER, NUMBER, YES_NO, CHOICE, CHOICES, REFERENCE, SCHOOL_YEAR)

#: A reference to an item of the programme's plan or a measure; every other reference names a register.
PLAN_ITEMS = "plan"
PREFIX = "register_"
#: The file's name of the form; a filled workbook may have any other.
WORKBOOK = "Реестры_программы.xlsx"
#: The row of the form that shows how to fill it begins with this word; it is never read.
EXAMPLE_MARK = "Пример:"
#: The setting that names the day on which indicators are measured.
REPORTING_DATE = "Отчётная дата"
#: The setting that replaces the programme's target of an indicator, by its code.
TARGET = "Целевое значение {}"
#: Sheets of the form that hold no register: the one that explains it, and the lists that its drop-downs offer.
GUIDE, LISTS = "Памятка", "Списки"
#: Units whose numbers are told as ordinals too: «2-я четверть», «II».
ORDINAL_UNITS = frozenset({"grade", "quarter"})
#: The unit of a column that holds per cent or pieces: a cell formatted as a percentage is read as one.
TARGET_UNIT = "target"
#: Several values of one cell are parted by this and stored joined by it.
SEPARATOR = ";"


@dataclass(frozen=True)
class RegisterColumn:
    """A column of a register's sheet.

    ``required``: a row without a value is set aside.  ``wanted``: empty values are reported.  ``stored`` is false for
    columns that only explain.  ``optional_column``: the sheet may lack it without a word.  ``to`` is the register a
    reference points to; ``strict`` tells whether an unknown reference sets the row aside.  ``suggestions`` are words
    offered where any other is allowed too; ``suggestions_from`` names the register that offers its codes.
    ``not_before`` and ``not_over`` name the column of the same row that a date or a number must not undercut or
    exceed.  ``past``: a day after the reporting date is doubtful.  ``separator``: several values in one cell.
    ``names_subjects``: school subjects, stored with a capital letter.  ``quoted``: words that stand in place of a date
    («выполнено») are kept as they are typed, in a column of their own.  ``if_empty``: the words that the table holds
    where the cell is empty.  ``may_wait``: the mark of what waits for a person stays as the value.  ``unit``: a number
    may be typed with a word of this unit (`unit_words`).
    """

    name: str
    header: str
    kind: str
    hint: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    wanted: bool = False
    stored: bool = True
    optional_column: bool = False
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    suggestions_from: str = ""
    to: str = ""
    strict: bool = True
    separator: str = ""
    names_subjects: bool = False
    lowest: float | None = None
    highest: float | None = None
    not_before: str = ""
    not_over: str = ""
    past: bool = False
    quoted: bool = False
    if_empty: str = ""
    may_wait: bool = False
    example: str | int | float | date | None = None
    width: int = 16
    unit: str = ""

    @property
    def as_typed(self) -> str:
        """The name of the table's column with the words that stand in place of a value."""
        return f"{self.name}_as_typed"

    @property
    def headers(self) -> tuple[str, ...]:
        """The header of the form and its other spellings."""
        return (self.header, *self.synonyms)

    def word_of(self, code: str) -> str:
        """Return the word of a choice by its code, e.g. «первая» for ``first``.

        Raises:
            KeyError: the list has no such code.
        """
        return {one.code: one.word for one in self.choices}[code]


@dataclass(frozen=True)
class RegisterSheet:
    """A sheet of the register workbook and the table it becomes.

    ``key`` names the columns that tell rows apart (empty: rows may repeat); of ``one_of`` at least one is filled.
    ``feeds`` says what of the report rests on the sheet beside indicators (`register_use`), ``roles`` which items of
    the plan and measures do (`roles.yml`); ``without`` says what the report does if the sheet is left out.
    ``prefilled`` are columns that the form writes beforehand: a sheet that holds them alone tells nothing.
    ``stored_as`` names the table of a sheet that is no register.
    """

    name: str
    title: str
    columns: tuple[RegisterColumn, ...]
    key: tuple[str, ...]
    one_of: tuple[str, ...]
    needed: bool
    feeds: tuple[str, ...]
    roles: tuple[str, ...]
    purpose: str
    without: str
    stored_as: str = ""
    prefilled: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The name of the table, e.g. ``register_teachers``."""
        return self.stored_as or PREFIX + self.name

    @property
    def holds_settings(self) -> bool:
        """Whether each row is a named value, its name printed beforehand."""
        return self.key == ("name",) and any(column.name == "value" for column in self.columns)

    @property
    def stored(self) -> tuple[RegisterColumn, ...]:
        """The columns that the table holds."""
        return tuple(column for column in self.columns if column.stored)

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns by which the sheet is known: its key, or what no row may lack."""
        return self.key or tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> RegisterColumn:
        """Return a column by its English name.

        Raises:
            KeyError: the sheet has no such column.
        """
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True)
class Setting:
    """A row of the sheet «Настройки»: its name, the kind of its value and the explanation printed beside."""

    name: str
    kind: str
    hint: str
    unit: str = ""

    @property
    def column(self) -> RegisterColumn:
        """The column of the value, as one of this setting alone."""
        return RegisterColumn("value", self.name, self.kind, self.hint, unit=self.unit)


@cache
def _declaration() -> dict[str, Any]:
    return shipped_yaml("shnor_lib.ground", "registers.yml")


@cache
def register_sheets() -> tuple[RegisterSheet, ...]:
    """Return all sheets in the order of the workbook."""
    return tuple(sheet_of(declared) for declared in _declaration()["sheets"])


@cache
def settings() -> tuple[Setting, ...]:
    """Return the rows of the sheet «Настройки» that every programme has; those of its targets are `target_setting`s."""
    return tuple(Setting(**declared) for declared in _declaration()["settings"])


def target_setting(code: str, unit: str, *, is_stated: bool) -> Setting:
    """Return the row of the sheet «Настройки» that sets an indicator's target otherwise than the programme.

    Args:
        code: the indicator's code in the programme.
        unit: the indicator's unit.
        is_stated: whether the programme sets a target itself.
    """
    told = "Только если отличается от Программы"
    hint = told if is_stated else "Программа его не задаёт; укажите, если решено рабочей группой"
    kind = PERCENT if unit == "%" else NUMBER
    return Setting(TARGET.format(code), kind, f"{hint} ({unit}).", "" if kind == PERCENT else "pieces")


@cache
def unit_words(unit: str) -> tuple[str, ...]:
    """Return the words with which numbers of a unit are typed, as patterns; none where the unit is «»."""
    return tuple(_declaration()["units"][unit]) if unit else ()


@cache
def personal_headers() -> tuple[str, ...]:
    """Return headers of columns that have no place in a register; their values are never read."""
    return tuple(_declaration()["personal"])


@cache
def _by_name() -> MappingProxyType[str, RegisterSheet]:
    return MappingProxyType({sheet.name: sheet for sheet in register_sheets()})


def register_sheet(name: str) -> RegisterSheet:
    """Return a sheet by its name or its table's, ``teachers`` or ``register_teachers``.

    Raises:
        KeyError: there is no such register.
    """
    return _by_name()[name.removeprefix(PREFIX)]


def register_tables() -> tuple[str, ...]:
    """Return the names of the tables, in the order of the workbook."""
    return tuple(sheet.table for sheet in register_sheets())


def sheet_of(declared: dict[str, Any]) -> RegisterSheet:
    """Return a sheet as a declaration's YAML describes it."""
    return RegisterSheet(
        name=declared["name"],
        title=declared["title"],
        columns=tuple(_column(column) for column in declared["columns"]),
        key=tuple(declared["key"]),
        one_of=tuple(declared.get("one_of", ())),
        needed=declared["needed"],
        feeds=tuple(declared["feeds"]),
        roles=tuple(declared.get("roles", ())),
        purpose=declared["purpose"],
        without=declared["without"],
        stored_as=declared.get("stored_as", ""),
        prefilled=tuple(declared.get("prefilled", ())),
    )


def _column(declared: dict[str, Any]) -> RegisterColumn:
    lists: dict[str, tuple[str, ...]] = {
        name: tuple(declared[name]) for name in ("synonyms", "suggestions") if name in declared
    }
    choices = tuple(_choice(code, words) for code, words in declared.get("choices", {}).items())
    if "choices_from" in declared:
        choices = tuple(Choice(one.code, one.word, one.synonyms) for one in ways.LISTS[declared["choices_from"]]())
    fields: dict[str, Any] = {**declared, **lists, "choices": choices}
    fields.pop("choices_from", None)
    return RegisterColumn(**fields)


def _choice(code: str, words: str | list[str]) -> Choice:
    word, *synonyms = [words] if isinstance(words, str) else words
    return Choice(code, word, tuple(synonyms))

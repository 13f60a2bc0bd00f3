"""The stored tables in Russian, as people read them in the workbook: titles, heads of columns, words of codes.

Heads stand in `table_words.yml`; tables that are sheets of the registers are called as those sheets are.
"""

from functools import cache
from typing import Any

from shnor_lib.ground import registers
from shnor_lib.ground.shipped import shipped_yaml
from shnor_lib.ground.tables import DECLARED, is_official
from shnor_lib.ground.vocabulary import SUBJECTS
from shnor_lib.ground.wording import quoted, school_year_short, sentence_case

#: The workbook beside the report: every table that it prints or points to, and the stored ones.
TABLES_BOOK = "tables.xlsx"

#: Columns of these names hold codes of subjects, names of tables.
_SUBJECT, _TABLE = "subject", "table"


@cache
def _declaration() -> dict[str, Any]:
    return shipped_yaml("shnor_lib.ground", "table_words.yml")


@cache
def _register_sheets() -> dict[str, registers.RegisterSheet]:
    return {sheet.table: sheet for sheet in registers.register_sheets()}


def tables_for_people() -> tuple[str, ...]:
    """Return the tables that people may look into, in the order of the workbook; none holds codes of people."""
    named = [*_declaration()["tables"], *_register_sheets()]
    return tuple(name for name in named if not is_official(name))


def tables_for_programs() -> tuple[str, ...]:
    """Return the tables that hold nothing for a reader."""
    return tuple(_declaration()["for_programs"])


def is_register(table: str) -> bool:
    """Tell whether a table repeats a sheet of the registers."""
    return table in _register_sheets()


def in_workbook(table: str) -> str:
    """Return «в книге tables.xlsx, лист «Результаты школ»»: where people find a stored table."""
    return f"в книге {TABLES_BOOK}, лист {quoted(title_of(table))}"


def title_of(table: str) -> str:
    """Return a table's Russian title, short enough for the tab of a sheet.

    Raises:
        KeyError: the table is for programs only.
    """
    sheet = _register_sheets().get(table)
    return f"Реестр: {sheet.title}" if sheet else _declaration()["tables"][table]["title"]


def head_of(table: str, column: str) -> str:
    """Return the Russian head of a column with its unit; one that was added to the table keeps its name."""
    if (sheet := _register_sheets().get(table)) and column in (own := _register_heads(sheet)):
        return own[column]
    words = _declaration()
    own_words = words["tables"].get(table, {}).get("columns", {})
    return own_words.get(column) or words["columns"].get(column) or column


def _register_heads(sheet: registers.RegisterSheet) -> dict[str, str]:
    heads = {column.name: column.header for column in sheet.stored}
    return heads | {column.as_typed: f"{column.header} (как записано)" for column in sheet.stored if column.quoted}


def words_of(table: str, column: str, value: str) -> str:
    """Return a stored code in words: «ВПР» of ``VPR``, «2023/24» of ``2024``, «да» of ``true``; other texts stay."""
    if column in _declaration()["school_years"] and value.isdigit():
        return school_year_short(int(value))
    if column == _TABLE and value in tables_for_people():
        return title_of(value)
    declared = DECLARED[table].columns.get(column)
    codes = dict(declared.words) if declared else {}
    if value in codes:
        return codes[value]
    return sentence_case(SUBJECTS[value].name) if column == _SUBJECT and value in SUBJECTS else value


def is_school_year(column: str) -> bool:
    """Tell whether a column holds the year in which a school year ends."""
    return column in _declaration()["school_years"]

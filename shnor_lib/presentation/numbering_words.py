"""Words for what the programme's own numbering leaves out."""

from collections.abc import Iterable

from shnor_lib.analysis.programme.numbering import missing_numbers
from shnor_lib.presentation.statement import Evidence, Statement

#: What is numbered, in the genitive: one and several.
ITEMS = ("Пункта с номером", "Пунктов с номерами")
MEASURES = ("Меры с номером", "Мер с номерами")
TASKS = ("Задачи с номером", "Задач с номерами")
RESULTS = ("Ожидаемого результата с номером", "Ожидаемых результатов с номерами")


def not_in_the_programme(
    statement_id: str, table: str, numbers: Iterable[object], nouns: tuple[str, str], column: str = "source_number"
) -> Statement:
    """Return the statement that names the numbers which a list of the programme passes over.

    Args:
        statement_id: its id.
        table: the table that holds the list.
        numbers: the list's numbers as the programme has them.
        nouns: what is numbered, one of this module's pairs.
        column: the column of the table in which the numbers stand.
    """
    missing = missing_numbers(numbers)
    return Statement(
        statement_id,
        f"{nouns[len(missing) > 1]} {{missing:codes}} в Программе нет.",
        {"missing": missing},
        (Evidence(table, column),),
        holds=bool(missing),
    )

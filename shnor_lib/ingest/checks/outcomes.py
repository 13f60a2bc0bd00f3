"""How checks word their outcome: complaints at their cells, or one finding that says what passed."""

from collections import defaultdict
from collections.abc import Callable, Iterator

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.intervals import chance_of_at_least
from shnor_lib.ground.rows import rows_of
from shnor_lib.ingest.cells.texts import MOST_NAMED
from shnor_lib.ingest.checks.rows import who
from shnor_lib.ingest.findings import Finding, passed

#: A check names this many rows of a sheet one by one; the rest are one finding with their number and their cells.
MOST_PER_SHEET = 20

#: A sign is told if chance alone gives as many this rarely or more rarely.
MOST_CHANCE = 0.1

SOURCE_ADVICE = "Сверьте строку с исходной выгрузкой и исправьте файл."


def complaints_of(
    wrong: pd.DataFrame, check: str, severity: str, message: Callable, what_to_do: str = SOURCE_ADVICE
) -> list[Finding]:
    """Return a complaint for each wrong row, at its cell; a sheet full of them is cut with the number of the rest."""
    of_sheet: dict[tuple[str, str], list] = defaultdict(list)
    for row in rows_of(wrong):
        of_sheet[row.source_file, row.source_sheet].append(row)
    found = []
    for (file, sheet), own in of_sheet.items():
        found += [
            Finding(severity, check, message(row), what_to_do, file, sheet, row.source_cell)
            for row in own[:MOST_PER_SHEET]
        ]
        if rest := own[MOST_PER_SHEET:]:
            cells = f"{rest[0].source_cell} … {rest[-1].source_cell}"
            lines = wording.plural(len(rest), "строка", "строки", "строк")
            found.append(
                Finding(
                    severity, check, f"То же замечание: ещё {lines} этого листа ({cells}).", what_to_do, file, sheet
                )
            )
    return found


def outcome(check: str, looked_at: int, complaints: list[Finding], what: tuple[str, str, str]) -> list[Finding]:
    """Return the complaints, or the finding that ``looked_at`` rows passed; nothing if there was nothing to look at.

    ``what`` is the word for what was looked at after «проверено»: «результат», «результата», «результатов».
    """
    if complaints or not looked_at:
        return complaints
    return [passed(check, f"Проверено: {wording.plural(looked_at, *what)}.")]


RESULTS = ("результат", "результата", "результатов")


def signs_by_school(
    compared: pd.DataFrame,
    marked: pd.Series,
    check: str,
    message: Callable[[str, str], str],
    detail: Callable,
    by_chance: float,
) -> list[Finding]:
    """Return one note per school with more signs than chance gives: how many of how many, and in which procedures.

    Args:
        compared: rows of schools of the roster that could be compared.
        marked: which of them show the sign.
        check: the check's code.
        message: words of the school's name and of «3 из 20 процедур».
        detail: words of one marked row.
        by_chance: share of comparisons in which the sign comes up by chance, 0–1; 0 if it is not known.
    """
    found = []
    for shown, of in _told_signs(compared, marked, by_chance):
        how_often = f"{len(shown)} из{wording.NBSP}{wording.plural(of, 'сравнения', 'сравнений', 'сравнений')}"
        first = shown[0]
        expected = wording.number(by_chance * of, 1)
        chance = f" По одной случайности такие отклонения ожидаются примерно в {expected} из них."
        named = "; ".join(map(detail, shown[:MOST_NAMED]))
        rest = len(shown) - MOST_NAMED
        found.append(
            Finding(
                "note",
                check,
                f"{message(who(first), how_often)}: {named}{f'; и ещё {rest}' if rest > 0 else ''}."
                + (chance if by_chance else ""),
                "Это повод посмотреть работы и условия проведения, а не вывод о школе или педагогах.",
                first.source_file,
                first.source_sheet,
                first.source_cell,
            )
        )
    return found


def _told_signs(compared: pd.DataFrame, marked: pd.Series, by_chance: float) -> Iterator[tuple[list, int]]:
    """Yield the marked rows of each school with more of them than chance gives, and its number of comparisons."""
    comparisons = compared["school_id"].value_counts(sort=False)
    of_school: dict[str, list] = defaultdict(list)
    for row in rows_of(compared[marked.loc[compared.index]]):
        of_school[row.school_id].append(row)
    for school_id in compared["school_id"].unique():
        shown, of = of_school.get(school_id, []), int(comparisons[school_id])
        if shown and not (by_chance and chance_of_at_least(len(shown), of, by_chance) > MOST_CHANCE):
            yield shown, of

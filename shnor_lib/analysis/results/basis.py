"""The ground of a school's verdict in words, the column ``basis`` of the table `classification`.

The output contract asks for a text here; it is built from the verdict's fields, and nothing is decided by it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.params import Criteria


def basis_sentence(
    low: Sequence[Any], verdict: Mapping[str, Any], criteria: Criteria, *, readings: int = 1, excluded: bool = False
) -> str:
    """Return the ground of a school's verdict in words: procedures and shares of both years.

    Args:
        low: rows of the school's low results.
        verdict: what was decided.
        criteria: the two years.
        readings: the number of readings that had to agree: it says why a verdict is open.
        excluded: the school's kind is not judged.
    """
    if excluded:
        return "Вид школы исключён из расчёта параметрами выпуска."
    years = criteria.years
    parts = [
        _year_words([row for row in low if row.school_year == year], year, verdict[f"low_{name}"] is None)
        for year, name in ((years.previous, "previous"), (years.before_previous, "before_previous"))
    ]
    return f"{_criteria_words(verdict, readings)} {'; '.join(parts)}."


def _criteria_words(verdict: Mapping[str, Any], readings: int) -> str:
    met = [number for number in (1, 2) if verdict[f"criterion_{number}"]]
    if verdict["shnor"] is None and readings > 1:
        return "Определить нельзя: допустимые прочтения строки дают разные ответы."
    if verdict["shnor"] is None:
        return "Определить нельзя: часть результатов неизвестна."
    if not met:
        return "Критерии не выполнены." if verdict["shnor"] is False else "Критерии выполнены."
    return "Выполнены критерии 1 и 2." if len(met) == 2 else f"Выполнен критерий {met[0]}."


def _year_words(low: Sequence[Any], year: int, is_open: bool) -> str:
    """Return e.g. «2020/21 учебный год: ВПР РУ 7 — 56 %»."""
    name = wording.sentence_case(wording.school_year(year))
    if not low:
        return f"{name}: {'число низких результатов неизвестно' if is_open else 'низких результатов нет'}"
    listed = [
        f"{wording.procedure(r.assessment, r.level, r.subject, r.grade)} — {wording.percent(r.fail_pct, None)}"
        for r in low
    ]
    return f"{name}: {', '.join(listed)}{', часть результатов неизвестна' if is_open else ''}"

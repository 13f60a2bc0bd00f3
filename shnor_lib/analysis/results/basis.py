"""The ground of a school's verdict in words, the column ``basis`` of the table `classification`.

The output contract asks for a text here; it is built from the verdict's fields, and nothing is decided by it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.vocabulary import ASSESSMENTS, WHY_OPEN, subject_order

#: The two school years of the criteria, as params and the columns of tables name them.
YEARS = ("previous", "before_previous")


def basis_sentence(
    low: Sequence[Any],
    verdict: Mapping[str, Any],
    criteria: Criteria,
    *,
    why: str | None = None,
    excluded: bool = False,
) -> str:
    """Return the ground of a school's verdict in words: procedures and shares of both years.

    Args:
        low: rows of the school's low results, in any order.
        verdict: what was decided, with the numbers of counted and unknown results of both years.
        criteria: the two years.
        why: why the verdict is open, a code of `vocabulary.WHY_OPEN`.
        excluded: the school's kind is not judged.
    """
    if excluded:
        return "Вид школы исключён из расчёта параметрами выпуска."
    years = {name: getattr(criteria.years, name) for name in YEARS}
    ordered = sorted(low, key=_place)
    of_year = {name: [row for row in ordered if row.school_year == year] for name, year in years.items()}
    parts = [_year_words(of_year[name], year, name, verdict) for name, year in years.items()]
    return f"{_criteria_words(verdict, _reason(why, verdict, years))} {'; '.join(parts)}."


def _place(row: Any) -> tuple[int, int, str, int]:
    """Return a result's place in the order of the report's tables, whatever the order of the files read."""
    level = row.level if isinstance(row.level, str) else ""
    return list(ASSESSMENTS).index(row.assessment), subject_order(row.subject), level, row.grade


def _reason(why: str | None, verdict: Mapping[str, Any], years: Mapping[str, int]) -> str:
    """Return why the verdict is open; years without results are named."""
    empty = [wording.school_year_short(year) for name, year in years.items() if not verdict[f"counted_{name}"]]
    if why != "no_results" or not empty:
        return WHY_OPEN.get(why or "", "часть результатов неизвестна")
    ending = wording.form(len(empty), "учебный год", "учебные годы", "учебные годы")
    return f"за {wording.join(empty)} {ending} результатов нет"


def _criteria_words(verdict: Mapping[str, Any], reason: str) -> str:
    by_number = {number: verdict[f"criterion_{number}"] for number in (1, 2)}
    met = [number for number, answer in by_number.items() if answer]
    opened = [number for number, answer in by_number.items() if answer is None]
    if verdict["shnor"] is None:
        (first, *_) = opened or [1]
        other = f"Критерий {3 - first} не выполнен, критерий {first} определить нельзя"
        return f"{other if len(opened) == 1 else 'Определить нельзя'}: {reason}."
    if not met:
        return "Критерии не выполнены." if verdict["shnor"] is False else "Критерии выполнены."
    if len(met) == 2:
        return "Выполнены критерии 1 и 2."
    return f"Выполнен критерий {met[0]}" + (f"; критерий {opened[0]} определить нельзя." if opened else ".")


def _year_words(low: Sequence[Any], year: int, name: str, verdict: Mapping[str, Any]) -> str:
    """Return e.g. «2020/21 учебный год: ВПР РУ 7 — 56 %»; unknown results are never among those that are not low."""
    heading = wording.sentence_case(wording.school_year(year))
    counted, unknown = verdict[f"counted_{name}"], verdict[f"unknown_{name}"]
    known = counted - unknown
    listed = ", ".join(_result_words(row) for row in low)
    if not counted:
        return f"{heading}: результатов нет"
    if not known:
        return f"{heading}: " + ("результат неизвестен" if counted == 1 else f"неизвестны все результаты ({counted})")
    if unknown:
        named = f" ({listed})" if low else ""
        return f"{heading}: низких {len(low)} из{wording.NBSP}{known} известных{named}, неизвестно {unknown}"
    if verdict[f"low_{name}"] is None and not low:
        return f"{heading}: число низких результатов неизвестно"
    return f"{heading}: {listed or 'низких результатов нет'}"


def _result_words(row: Any) -> str:
    """Return the result with its pupils or its share."""
    name = wording.procedure(row.assessment, row.level, row.subject, row.grade)
    failed, participants = (getattr(row, column, None) for column in ("n_failed", "n_participants"))
    return f"{name} — {wording.pupils_or_share(row.fail_pct, failed, participants)}"

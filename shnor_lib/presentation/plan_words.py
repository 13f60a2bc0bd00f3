"""Words for what is known of the execution of the plan's items and of the working group's assignments."""

from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.vocabulary import PLAN_STATUSES

#: What has become of an assignment of the working group.
ASSIGNMENT_STATUSES = {
    "overdue": "просрочено",
    "no_record": "дата исполнения не указана",
    "upcoming": "срок не наступил",
    "no_deadline": "без срока, не исполнено",
    "done": "исполнено",
}

#: How a cell with an item's execution is marked.
PLAN_MARKS = {"done": "", "overdue": "low", "no_record": "muted", "no_deadline": "muted", "upcoming": ""}

#: States of an item of which somebody has told something.
_TOLD = ("done", "overdue", "upcoming")


def is_known(plan: Any) -> bool:
    """Tell whether anything is known of the execution of any item: else all that is printed is the programme's own.

    Args:
        plan: the table of that name.
    """
    return bool(plan["status"].isin(_TOLD).any() or plan["as_typed"].notna().any())


def state_words(row: Any) -> str:
    """Return what is known of an item's execution; the lack of a term says nothing about it.

    What is done in part says how many times of how many, and what became of the rest; what was done late says by how
    much; words that stand in the register in place of a date are quoted.

    Args:
        row: a row of the table `plan`.
    """
    if row.occurrences > 1 and (row.records or row.status == "overdue"):
        return "; ".join([_times(row), *_rest(row), *_quoted(row)])
    if row.status in ("no_record", "no_deadline"):
        return "; ".join(_quoted(row)) or PLAN_STATUSES["no_record"]
    if row.status == "done" and isinstance(row.done_on, str):
        late = "" if wording.is_missing(row.days_late) else f", позже срока на {days(row.days_late)}"
        return f"{PLAN_STATUSES['done']} {wording.short_date(row.done_on)}{late}"
    if row.status == "overdue" and not wording.is_missing(row.days_late):
        return f"{PLAN_STATUSES['overdue']} {days(row.days_late)} назад"
    return PLAN_STATUSES[row.status]


def _times(row: Any) -> str:
    times = wording.plural(int(row.occurrences), "раза", "раз", "раз")
    return f"выполнено {int(row.occurrences_done)} из{wording.NBSP}{times}"


def _rest(row: Any) -> list[str]:
    """Return what became of the occurrences that are not done, and how many were done late."""
    left = int(row.occurrences) - int(row.occurrences_done) - int(row.occurrences_overdue)
    parts = [
        (row.status == "overdue", f"срок прошёл — {int(row.occurrences_overdue)}"),
        (row.status in ("overdue", "upcoming") and left > 0, f"срок не наступил — {left}"),
        (row.done_late > 0, f"из них позже срока — {int(row.done_late)}"),
    ]
    return [words for told, words in parts if told]


def _quoted(row: Any) -> list[str]:
    """Quote what stands in the register in place of a date."""
    return [typed_words(row.as_typed)] if isinstance(row.as_typed, str) and row.as_typed else []


def typed_words(text: str) -> str:
    """Return «в реестре вместо даты: «выполнено»»."""
    return f"в реестре вместо даты: {wording.quoted(text)}"


def days(number: float) -> str:
    """Return «184 дня»."""
    return wording.plural(int(number), "день", "дня", "дней")

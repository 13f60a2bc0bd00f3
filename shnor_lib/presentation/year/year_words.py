"""Words for the entries of the year's calendar: what they are, what has become of them."""

from typing import Any

from shnor_lib.ground import wording
from shnor_lib.presentation.plan_words import days

#: What an entry is, by its kind.
KINDS = {
    "event": "мероприятие",
    "plan": "пункт плана или мера",
    "assignment": "поручение",
    "publication": "публикация",
    "partnership": "окончание соглашений",
    "period": "учебный период",
}
#: What has become of it, by its status; what is done needs its own verb.
STATES = {
    "held": "проведено",
    "ended": "закончилось",
    "overdue": "просрочено",
    "upcoming": "предстоит",
    "no_record": "сведений нет",
    "no_deadline": "без срока",
}
_DONE = {"plan": "выполнено", "assignment": "исполнено", "publication": "размещено"}
#: How a cell is marked.
MARKS = {"overdue": "low", "no_record": "muted"}


def state_words(entry: Any) -> str:
    """Return what is known of an entry: «исполнено 02.04.2024, позже срока на 18 дней».

    Args:
        entry: a row of the calendar, or of another table with ``status``, ``done_on``, ``days_late`` and ``kind``.
    """
    late = "" if wording.is_missing(entry.days_late) else days(entry.days_late)
    if entry.status == "done":
        day = wording.short_date(entry.done_on) if isinstance(entry.done_on, str) else ""
        said = f"{_DONE.get(entry.kind, 'выполнено')} {day}".strip()
        return f"{said}, позже срока на {late}" if late else said
    said = STATES.get(entry.status, wording.MISSING)
    return f"{said} на {late}" if late and entry.status == "overdue" else said


def kind_words(entry: Any) -> str:
    """Return what an entry is, in the words of a column."""
    return KINDS[entry.kind]

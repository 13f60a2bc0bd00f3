"""Which records carry out a measure that a register names in words: by the plan's item, or by the very title.

The reach of a measure is that of the records linked with it; of a measure that no record names nothing is known
(METHODS 4, «Counting help»).
"""

import re
from collections.abc import Iterable

import pandas as pd

from shnor_lib.analysis.programme.records import Window
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.spelling import clean, code_key

#: Items of the plan and measures as people name them in a text: «М2.1», «пункт 6а», «п. 4».
_MEASURE = re.compile(r"\b[МM]\s?\d+\.\d+", re.IGNORECASE)
_ITEM = re.compile(r"\bп(?:ункт\w*|\.)\s*(\d+\s?[а-я]?)(?![\w.])", re.IGNORECASE)
#: Register → its columns with titles, and the column with the day.
_TITLED = {
    "courses": (("programme",), "finished_on"),
    "consultations": (("topic",), "held_on"),
    "interaction": (("form",), "held_on"),
    "routes": (("step", "deficit"), "done_on"),
}


def title_key(text: object) -> str:
    """Return what spellings of one title share: case, quotation marks, spaces and «ё» aside."""
    if not isinstance(text, str):
        return ""
    return clean(re.sub(r"[«»„“”\"']", " ", text)).casefold().replace("ё", "е").rstrip(". ")


def linked_teachers(measure: object, registers: Registers, window: Window) -> set[str] | None:
    """Return the codes of teachers whom the records of a measure reached in the window; ``None``: no record names it.

    Args:
        measure: what the register says is done; several measures are parted by «;» or «,».
        registers: the registers of events, courses, consultations, interaction and routes.
        window: the days whose records count.
    """
    if not isinstance(measure, str):
        return None
    named = _item_keys(measure)
    titles = {title_key(part) for part in (measure, *re.split(r"[;,]", measure))} - {""}
    found = [_of_events(named, titles, registers, window)]
    for register, (columns, day) in _TITLED.items():
        rows = registers.table(register)
        own = rows[_any_title(rows, columns, titles)]
        found.append(own[window.holds(own[day])]["teacher_id"] if len(own) else None)
    known = [codes for codes in found if codes is not None]
    return set(pd.concat(known).dropna()) if known else None


def _item_keys(measure: str) -> set[str]:
    return {code_key(code) for code in (*_MEASURE.findall(measure), *_ITEM.findall(measure))}


def _of_events(named: set[str], titles: set[str], registers: Registers, window: Window) -> "pd.Series[str] | None":
    events = registers.events
    by_item = events["plan_item"].map(lambda item: isinstance(item, str) and code_key(item) in named)
    own = events[by_item.astype(bool) | _any_title(events, ("title",), titles)]
    if own.empty:
        return None
    taken = registers.participation
    return taken.loc[taken["event_id"].isin(own.loc[window.holds(own["held_on"]), "event_id"]), "teacher_id"]


def _any_title(rows: pd.DataFrame, columns: Iterable[str], titles: set[str]) -> "pd.Series[bool]":
    hits = [rows[column].map(title_key).isin(titles) for column in columns]
    return pd.concat(hits, axis=1).any(axis=1).astype(bool)

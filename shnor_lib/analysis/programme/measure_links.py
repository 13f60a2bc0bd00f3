"""Which records carry out a measure that a register names: by the plan's item, in words or by number, or by the title.

The reach of a measure is that of the records linked with it; of a measure that no record names nothing is known
(METHODS 4, «Counting help»).
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from shnor_lib.analysis.programme.records import Window
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.spelling import clean, spelled_alike

#: What stands before a code of digits alone, which could be any number: «пункт 6», «п. 4», «мера 2.1».
_NAMED = r"(?:П(?:УНКТ\w*|\.|\.\s?П\.)|МЕР\w*)\s*(?:№\s*)?"
#: Register → its columns with titles, and the column with the day.
_TITLED = {
    "courses": (("programme",), "finished_on"),
    "consultations": (("topic",), "held_on"),
    "interaction": (("form",), "held_on"),
    "routes": (("step", "deficit"), "done_on"),
}

#: What an item of the plan is (`roles.yml`) → the register all of whose records carry out an item of that kind.
_OF_ROLE = {"courses": "courses", "consultations": "consultations", "routes": "routes"}


def title_key(text: object) -> str:
    """Return what spellings of one title share: case, quotation marks, spaces and «ё» aside."""
    if not isinstance(text, str):
        return ""
    return clean(re.sub(r"[«»„“”\"']", " ", text)).casefold().replace("ё", "е").rstrip(". ")


def linked_teachers(
    measure: object,
    registers: Registers,
    window: Window,
    item: object = None,
    roles: Mapping[str, str] = MappingProxyType({}),
) -> set[str] | None:
    """Return the codes of teachers whom the records of a measure reached in the window; ``None``: no record names it.

    Args:
        measure: what the register says is done; several measures are parted by «;» or «,».
        registers: the registers of events, courses, consultations, interaction and routes.
        window: the days whose records count.
        item: the item of the plan, or the measure, that the register names by its number («Мера №»).
        roles: what the items of the plan and the measures are, by their codes: of one that is courses, consultations
            or routes all records of that register are its own.
    """
    words = measure if isinstance(measure, str) else ""
    number = _plain_number(item)
    items = registers.events["plan_item"]
    named = _items_in(words, items) | {code for code in items.dropna().unique() if number == _plain_number(code)}
    titles = {title_key(part) for part in (words, *re.split(r"[;,]", words))} - {""}
    whole = {_OF_ROLE.get(role) for code, role in roles.items() if number and number == _plain_number(code)}
    found = [_of_events(named, titles, registers, window)]
    for register, (columns, day) in _TITLED.items():
        rows = registers.table(register)
        own = rows if register in whole else rows[_any_title(rows, columns, titles)]
        found.append(own[window.holds(own[day])]["teacher_id"] if len(own) else None)
    known = [codes for codes in found if codes is not None]
    return set(pd.concat(known).dropna()) if known else None


def _plain_number(code: object) -> str:
    """Return the code of an item as it is compared; of nothing an empty text."""
    return spelled_alike(code).rstrip(".") if isinstance(code, str) else ""


def _items_in(measure: str, items: "pd.Series[str]") -> set[str]:
    """Return which items of the plan, or measures, a text names by their codes: «М2.1», «пункт 6а», «п. 4»."""
    text = spelled_alike(measure)
    return {code for code in items.dropna().unique() if _names_item(text, _plain_number(code))}


def _names_item(text: str, code: str) -> bool:
    """Tell whether a text names a code; a code of letters and digits may stand alone, a number needs its noun."""
    spelled = r"\s?".join(re.escape(part) for part in re.findall(r"[^\W\d_]+|[^\sA-ZА-ЯЁ]+", code))
    is_plain = re.match(r"[^\W\d_]", code) and re.search(r"\d", code)
    return bool(re.search(rf"(?<![\w.]){'' if is_plain else _NAMED}{spelled}(?!\w|\.\d)", text))


def _of_events(named: set[str], titles: set[str], registers: Registers, window: Window) -> "pd.Series[str] | None":
    events = registers.events
    by_item = events["plan_item"].isin(named)
    own = events[by_item.astype(bool) | _any_title(events, ("title",), titles)]
    if own.empty:
        return None
    taken = registers.participation
    return taken.loc[taken["event_id"].isin(own.loc[window.holds(own["held_on"]), "event_id"]), "teacher_id"]


def _any_title(rows: pd.DataFrame, columns: Iterable[str], titles: set[str]) -> "pd.Series[bool]":
    hits = [rows[column].map(title_key).isin(titles) for column in columns]
    return pd.concat(hits, axis=1).any(axis=1).astype(bool)

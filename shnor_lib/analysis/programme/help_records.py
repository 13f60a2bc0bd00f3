"""Every dated piece of help that a teacher got: courses, seminars, consultations, interaction, routes.

A teacher is in the system of support if there is at least one such record in the window (METHODS 4).
"""

from functools import lru_cache

import pandas as pd

from shnor_lib.analysis.programme.records import Window, is_true
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.registers import register_sheet

#: Words in an event's form by which it is a seminar (the programme: «семинары (вебинары)»).
SEMINARS = ("семинар", "вебинар")
#: The kind of all other events.
EVENT = "event"
COLUMNS = ["teacher_id", "kind", "held_on", "what"]

#: Kind of help → the registers without which nothing is known of it.
NEEDED = {
    "targeted_course": ("courses",),
    "course": ("courses",),
    **{
        f"seminar_{one.code}": ("events", "participation")
        for one in register_sheet("events").column("audience").choices
    },
    "event": ("events", "participation"),
    **{f"consultation_{way}": ("consultations",) for way in ("individual", "group")},
    "interaction": ("interaction",),
    "route": ("routes",),
}


@lru_cache(maxsize=32)
def help_records(registers: Registers, window: Window) -> pd.DataFrame:
    """Return what every teacher got within the window; made once for these registers, and changed by nobody.

    A step of a route counts on the day it was done; a consultation of a whole school counts for no single teacher.

    Returns:
        A row per teacher and record: ``teacher_id``, ``kind`` (a code of `vocabulary.HELP_KINDS`), ``held_on``,
        ``what`` (programme, number of the event, topic, form, step).
    """
    parts = [_courses(registers), _events(registers), _consultations(registers), _interaction(registers)]
    found = pd.concat([*parts, _routes(registers)], ignore_index=True)
    found = found[window.holds(found["held_on"]) & found["teacher_id"].notna()]
    return found.drop_duplicates().reset_index(drop=True)


def known_kinds(registers: Registers) -> list[str]:
    """Return the kinds of help of which the registers say anything, in the vocabulary's order."""
    return [kind for kind, names in NEEDED.items() if not any(registers.empty(name) for name in names)]


def codes_in_support(registers: Registers, window: Window) -> set[str] | None:
    """Return the codes of teachers in the system of support; ``None`` if every register of help is empty."""
    return set(help_records(registers, window)["teacher_id"]) if known_kinds(registers) else None


def targeted_courses(registers: Registers) -> pd.DataFrame:
    """Return the rows of the register of courses whose programme is a targeted one."""
    return registers.courses[is_true(registers.courses["is_targeted"])]


def targeted_consultations(registers: Registers) -> pd.DataFrame:
    """Return the rows of the register of consultations that were addressed help."""
    return registers.consultations[is_true(registers.consultations["is_targeted"])]


def _record(frame: pd.DataFrame, kind: "str | pd.Series[str]", day: str, what: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"teacher_id": frame["teacher_id"], "kind": kind, "held_on": frame[day], "what": frame[what]}, columns=COLUMNS
    ).astype("string")


def _courses(registers: Registers) -> pd.DataFrame:
    targeted = is_true(registers.courses["is_targeted"])
    kinds = targeted.map({True: "targeted_course", False: "course"})
    return _record(registers.courses, kinds, "finished_on", "programme")


def _events(registers: Registers) -> pd.DataFrame:
    events = registers.events.assign(kind=event_kinds(registers.events))[["event_id", "held_on", "kind"]]
    taken = registers.participation[["event_id", "teacher_id"]].merge(events, on="event_id", validate="m:1")
    return _record(taken, taken["kind"], "held_on", "event_id")


def event_kinds(events: pd.DataFrame) -> "pd.Series[str]":
    """Return each event's kind of help by its form and audience: a контрольная работа or a форум is no seminar.

    What has another form, no form or no audience is ``event``.
    """
    forms = events["form"].astype("string").str.casefold().fillna("")
    is_seminar = forms.str.contains("|".join(SEMINARS)) & events["audience"].notna()
    return ("seminar_" + events["audience"].astype("string")).where(is_seminar, EVENT)


def _consultations(registers: Registers) -> pd.DataFrame:
    rows = registers.consultations
    return _record(rows, consultation_kinds(rows), "held_on", "topic")


def consultation_kinds(rows: pd.DataFrame) -> "pd.Series[str]":
    """Return the kind of help that each consultation is: of a group, or of one person or school."""
    return "consultation_" + rows["kind"].astype("string").fillna("individual")


def _interaction(registers: Registers) -> pd.DataFrame:
    return _record(registers.interaction, "interaction", "held_on", "form")


def _routes(registers: Registers) -> pd.DataFrame:
    return _record(registers.routes, "route", "done_on", "step")

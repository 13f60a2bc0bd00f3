"""How far help reached: teachers of the schools in support, school by school and all together, by kind of help.

Schools in support are listed or take part in the programme.  Teachers are those at work on the reporting date; what a
register does not tell stays out of the tables, never zero.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.help_records import (
    EVENT,
    consultation_kinds,
    event_kinds,
    help_records,
    known_kinds,
)
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.ground.rows import rows_of

ANY = "any"
GROUP_CONSULTATION = "consultation_group"


def help_coverage(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `help_coverage`: how many teachers of each school in support each kind of help reached.

    Kinds whose registers are empty are left out, and so is everything where the register of teachers is.  A school of
    which it names nobody has rows only for consultations of the school as a whole.  Where help of a kind went to whole
    schools alone, nobody is named, and ``reached`` is unknown, not 0.  An event that teachers of several
    schools attended stands in each of them: sums over schools are no number of events (`help_totals` has that).

    Returns:
        ``school_id``, ``school``, ``kind`` (a code of `vocabulary.HELP_KINDS`; ``any`` is at least one), ``teachers``
        (of the school), ``reached``, ``reached_pct``, ``records`` (different programmes, events, steps of the teachers;
        consultations with those of the school as a whole).
    """
    registers, window = data.registers, data.window
    supported = data.supported
    people = teachers_of(registers.teachers, supported["school_id"], window.as_of)
    got = people.merge(help_records(registers, window), on="teacher_id")
    kinds = known_kinds(registers) if not registers.empty("teachers") else []
    whole = _of_whole_schools(data)
    rows = []
    for school in rows_of(supported):
        own = got[got["school_id"] == school.school_id]
        of_school = int((people["school_id"] == school.school_id).sum())
        of_whole = whole[whole["school_id"] == school.school_id]
        for kind in [ANY, *kinds] if kinds else []:
            chosen = own if kind == ANY else own[own["kind"] == kind]
            beside = len(of_whole if kind == ANY else of_whole[of_whole["kind"] == kind])
            reached = _reached(chosen, beside) if of_school else None
            if not (of_school or beside):
                continue
            rows.append(
                {
                    "school_id": school.school_id,
                    "school": school.school,
                    "kind": kind,
                    "teachers": of_school,
                    "reached": reached,
                    "reached_pct": None if reached is None else 100 * reached / of_school,
                    "records": len(chosen[["kind", "held_on", "what"]].drop_duplicates()) + beside,
                }
            )
    columns = ["school_id", "school", "kind", "teachers", "reached", "reached_pct", "records"]
    return pd.DataFrame(rows, columns=columns)


def _reached(named: pd.DataFrame, of_whole_schools: int) -> int | None:
    """Return how many teachers the records name; ``None`` where they name none and whole schools were helped."""
    reached = int(named["teacher_id"].nunique())
    return None if of_whole_schools and not reached else reached


def _of_whole_schools(data: ProgrammeData) -> pd.DataFrame:
    """Return the consultations of the window that schools got as a whole, without a teacher named, and their kinds."""
    rows = data.registers.consultations
    rows = rows[rows["teacher_id"].isna() & rows["school_id"].notna() & data.window.holds(rows["held_on"])]
    return rows[["school_id", "held_on", "topic"]].assign(kind=consultation_kinds(rows))


# All schools in support together


def help_totals(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `help_totals`: what help there was, each event, record and person counted once.

    Events stand by form and audience, and count if a teacher of a school in support took part.  A group consultation is
    a day and a topic, whoever came; every other record is one person's.

    Returns:
        ``kind`` (a code of `vocabulary.HELP_KINDS`; the first row is ``any``), ``form`` and ``audience`` (of events),
        ``records`` (events, consultations, programmes finished, steps done; empty for ``any``: unlike things are not
        added up), ``schools``, ``reached`` (persons, of the ``teachers`` of all schools in support; unknown where whole
        schools alone were helped), ``reached_pct``.
    """
    registers, window = data.registers, data.window
    columns = ["kind", "form", "audience", "records", "schools", "reached", "teachers", "reached_pct"]
    kinds = known_kinds(registers) if not registers.empty("teachers") else []
    if not kinds:
        return pd.DataFrame(columns=columns)
    people = teachers_of(registers.teachers, data.supported["school_id"], window.as_of)
    got = people.merge(help_records(registers, window), on="teacher_id")
    whole = _of_whole_schools(data)
    whole = whole[whole["school_id"].isin(data.supported["school_id"])]
    staff = int(people["teacher_id"].nunique())
    rows = [_total(got, ANY, None, staff, whole)]
    for kind in kinds:
        own = got[got["kind"] == kind]
        if kind == EVENT or kind.startswith("seminar_"):
            rows += _totals_of_events(own, kind, registers.events, staff)
        else:
            of_whole = whole[whole["kind"] == kind]
            rows.append(_total(own, kind, _records_once(own, of_whole, kind), staff, of_whole))
    frame = pd.DataFrame(rows, columns=columns)
    events = {name: frame[name].astype(object).where(frame[name].notna(), "") for name in ("form", "audience")}
    return frame.assign(**events)


def _total(
    own: pd.DataFrame, kind: str, records: int | None, staff: int, whole: pd.DataFrame | None = None, **event: object
) -> dict[str, Any]:
    """Sum up the records of named teachers, and those of whole schools beside them."""
    of_whole = () if whole is None else whole["school_id"]
    reached = _reached(own, len(of_whole))
    return {
        "kind": kind,
        **event,
        "records": records,
        "schools": len({*own["school_id"], *of_whole}),
        "reached": reached,
        "teachers": staff,
        "reached_pct": 100 * reached / staff if staff and reached is not None else None,
    }


def _records_once(own: pd.DataFrame, whole: pd.DataFrame, kind: str) -> int:
    """Return how many records there are, those of a person who works in two schools once."""
    of_whole = whole.rename(columns={"school_id": "teacher_id", "topic": "what"})[["teacher_id", "held_on", "what"]]
    every = pd.concat([own[["teacher_id", "held_on", "what"]], of_whole])
    return len(every.drop_duplicates(["held_on", "what"] if kind == GROUP_CONSULTATION else None))


def _totals_of_events(own: pd.DataFrame, kind: str, events: pd.DataFrame, staff: int) -> Iterator[dict[str, Any]]:
    """Yield the events of a kind by form and audience; where nobody came, one row of nothing for a seminar."""
    form, audience = (events[name].astype("string").fillna("") for name in ("form", "audience"))
    told = events.assign(form=form.str.casefold(), audience=audience, of_kind=event_kinds(events))
    told = told[told["of_kind"] == kind][["event_id", "form", "audience"]]
    taken = own.merge(told, left_on="what", right_on="event_id", validate="m:1")
    for of_form, of_audience in sorted(set(zip(taken["form"], taken["audience"], strict=True))):
        chosen = taken[(taken["form"] == of_form) & (taken["audience"] == of_audience)]
        records = int(chosen["event_id"].nunique())
        yield _total(chosen, kind, records, staff, form=of_form or None, audience=of_audience or None)
    if taken.empty and kind != EVENT:
        yield _total(own, kind, 0, staff, form=None, audience=kind.removeprefix("seminar_"))

"""Individual routes of teachers: deficits, steps, what the catalogue offers, who could learn together (М3.1).

A deficit is a diagnostics below `deficit_below`; the register of routes names its own in words, which no rule joins
with an area and a subject.  So a teacher of whom the register holds any step has a route, and only the others wait for
one.  Tables of teachers stay for official use; others count teachers, and tell no results of fewer than
`smallest_group`.
"""

import re
from collections.abc import Collection
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.competences import GROUP, PERSON, is_diagnostics, measurements
from shnor_lib.analysis.programme.help_records import help_records
from shnor_lib.analysis.programme.measure_links import title_key
from shnor_lib.analysis.programme.programme_data import ProgrammeData, all_teachers_of
from shnor_lib.analysis.programme.records import days_between, not_after, not_before
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.rows import rows_of, table_of_rows
from shnor_lib.ground.tables import DECLARED

#: Kinds of the catalogue by which one can learn, those that last longest first.
LEARNING = ("course", "seminar", "forum")
#: Kind of step → beginnings of words by which it is known, the first that fits; a title of the catalogue comes first.
STEP_WORDS = {
    "course": ("кпк", "курс", "повышени", "переподготовк"),
    "consultation": ("консультац",),
    "mentor": ("наставни", "стажировк", "взаимопосещ"),
    "event": ("семинар", "вебинар", "форум", "конференц", "мастер-класс"),
}
_OF_CATALOGUE = {"course": "course", "seminar": "event", "forum": "event", "monitoring": "other"}
DONE = ("done", "done_late")
OVERDUE = ("overdue", "stuck")


def route_deficits(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `route_deficits`: each teacher's areas and subjects whose last diagnostics shows a deficit.

    Teachers are those at work in the schools in support.  For official use: it holds codes of people.

    Returns:
        ``teacher_id``, ``area``, ``subject``, ``held_on``, ``result_pct`` (0–100), ``steps`` (of the teacher's route,
        whatever its deficit), ``offered``: where there is no step, titles of the catalogue for area and subject that
        the teacher has not taken yet, by «; »; empty where nothing fits.
    """
    last = _last_diagnostics(data)
    low = last[last["result_pct"] < data.params.deficit_below.value]
    steps = data.registers.routes.groupby("teacher_id").size()
    taken = help_records(data.registers, data.window)
    titles = data.registers.events.set_index("event_id")["title"].to_dict()
    known: dict[str, set[str]] = {}
    for row in rows_of(taken):
        known.setdefault(row.teacher_id, set()).add(title_key(titles.get(row.what, row.what)))
    counts = low["teacher_id"].map(steps).fillna(0).astype(int)
    offered = [
        None if count else offers(data.registers.catalogue, row.area, row.subject, known.get(row.teacher_id, ()))
        for row, count in zip(rows_of(low), counts, strict=True)
    ]
    table = low.assign(steps=counts, offered=pd.Series(offered, index=low.index, dtype=object))
    return table[[*PERSON, "held_on", "result_pct", "steps", "offered"]].sort_values(PERSON).reset_index(drop=True)


def _last_diagnostics(data: ProgrammeData) -> pd.DataFrame:
    """Return the last diagnostics by teacher, area and subject, of those at work in the schools in support."""
    people = set(all_teachers_of(data, data.supported["school_id"])["teacher_id"])
    own = measurements(data.registers.diagnostics, data.window)
    own = own[is_diagnostics(own) & own["teacher_id"].isin(people)]
    return own.drop_duplicates(PERSON, keep="last")


def offers(catalogue: pd.DataFrame, area: str, subject: str, taken: Collection[str] = ()) -> str | None:
    """Return the titles of the catalogue that answer a deficit, by «; »; ``None`` where none does.

    What is of the very subject comes before what is for all subjects; without an area, or of another subject, nothing
    is guessed.

    Args:
        catalogue: the register of that name.
        area: code of the area of competences; empty: nothing is offered.
        subject: the subject; empty: only what is for all subjects.
        taken: keys (`title_key`) of what the teacher has taken already.
    """
    fitting = []
    for row in rows_of(catalogue):
        own_subject = title_key(row.subject)
        same_area = isinstance(row.area, str) and row.area == area != ""
        fits = same_area and own_subject in ("", title_key(subject))
        if fits and row.kind in LEARNING and title_key(row.title) not in taken:
            fitting.append((not own_subject, LEARNING.index(row.kind), row.title))
    return "; ".join(title for *_, title in sorted(fitting)) or None


def route_steps(data: ProgrammeData, stuck_days: int) -> pd.DataFrame:
    """Return the table `route_steps`: the steps of the routes of teachers in the schools in support, as they stand.

    A step done before the programme's first day is none of its steps.  One whose last day is the reporting date is not
    overdue yet; one overdue for more than ``stuck_days`` is stuck.  For official use: it holds codes of people.

    Returns:
        ``teacher_id``, ``deficit``, ``step``, ``kind`` (of `vocabulary.ROUTE_STEPS`), ``due_on``, ``done_on``,
        ``state`` (of `vocabulary.ROUTE_STATES`), ``as_typed`` (words in place of the day: nobody knows whether it was
        done), ``days_late`` (until done, or until the reporting date).
    """
    people = set(all_teachers_of(data, data.supported["school_id"])["teacher_id"])
    own = data.registers.routes
    is_earlier = own["done_on"].notna() & ~not_before(own["done_on"], data.window.start)
    own = own[own["teacher_id"].isin(people) & ~is_earlier.astype(bool)]
    today = data.window.as_of
    done_on = own["done_on"].where(not_after(own["done_on"], today))
    days = days_between(own["due_on"], done_on.fillna(today.isoformat()))
    told = own["done_on_as_typed"].notna()
    states = [_state(*one, stuck_days) for one in zip(done_on.notna(), told, days, strict=True)]
    kinds = _step_kinds(own["step"], data.registers)
    table = own.assign(
        kind=pd.Series(kinds, index=own.index, dtype=object),
        done_on=done_on,
        state=pd.Series(states, index=own.index, dtype=object),
        as_typed=own["done_on_as_typed"].where(done_on.isna()),
        days_late=days.where(days > 0),
    )
    table.loc[table["state"] == "told", "days_late"] = pd.NA
    columns = ["teacher_id", "deficit", "step", "kind", "due_on", "done_on", "state", "as_typed", "days_late"]
    ordered = table.sort_values(["teacher_id", "deficit", "due_on", "step"], kind="stable", na_position="last")
    return ordered[columns].reset_index(drop=True)


def _state(is_done: bool, is_told: bool, days: Any, stuck_days: int) -> str:
    """Return how a step stands; ``days`` are those after its last one, until done or until the reporting date."""
    late = not pd.isna(days) and days > 0
    if is_done:
        return "done_late" if late else "done"
    if is_told:
        return "told"
    if pd.isna(days):
        return "undated"
    if not late:
        return "ahead"
    return "stuck" if days > stuck_days else "overdue"


def _step_kinds(steps: "pd.Series[str]", registers: Registers) -> list[str]:
    titled = {title_key(row.title): _OF_CATALOGUE[row.kind] for row in rows_of(registers.catalogue)}
    return [titled.get(title_key(step)) or _kind_by_words(step) for step in steps]


def _kind_by_words(step: str) -> str:
    for kind, beginnings in STEP_WORDS.items():
        if re.search(rf"\b(?:{'|'.join(beginnings)})", title_key(step)):
            return kind
    return "other"


def route_schools(data: ProgrammeData, deficits: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the table `route_schools`: deficits, routes and their steps of each school in support, by numbers.

    Args:
        data: what the programme is measured on.
        deficits: the table `route_deficits`.
        steps: the table `route_steps`.

    Returns:
        ``school_id``, ``school``, ``teachers``; ``diagnosed``, ``with_deficit``, ``without_step`` (of those with a
        deficit), empty where fewer than ``smallest_group`` were diagnosed, and of all schools without those of the
        schools that are empty: nobody can subtract; ``with_route``, ``steps``, ``done`` (those late too),
        ``done_late``, ``told`` (words in place of the day), ``overdue`` (the stuck ones too), ``stuck``, empty where
        the register of routes is; the last row, of an empty school, counts each person and step once.  No rows where
        neither register tells anything, or nobody's school is known.
    """
    registers = data.registers
    people = all_teachers_of(data, data.supported["school_id"])
    if people.empty or (registers.empty("diagnostics") and registers.empty("routes")):
        return table_of_rows("route_schools", [])
    diagnosed = set(_last_diagnostics(data)["teacher_id"])
    own = {one.school_id: one.school for one in rows_of(data.supported)}
    staff = {code: set(people.loc[people["school_id"] == code, "teacher_id"]) for code in own}
    smallest = data.params.smallest_group.value
    shown = [codes for codes in staff.values() if len(codes & diagnosed) >= smallest]
    whose = [*((code, own[code], staff[code], staff[code]) for code in own)]
    whose.append(("", None, set(people["teacher_id"]), set().union(*shown)))
    rows = [
        {
            "school_id": code,
            "school": name,
            "teachers": len(codes),
            **_of_deficits(told, diagnosed, deficits, smallest),
            **({} if registers.empty("routes") or not codes else _of_steps(codes, steps)),
        }
        for code, name, codes, told in whose
    ]
    return pd.DataFrame(rows, columns=list(DECLARED["route_schools"].columns))


def _of_deficits(own: set[str], diagnosed: set[str], deficits: pd.DataFrame, smallest: int) -> dict[str, int]:
    if len(own & diagnosed) < smallest:
        return {}
    low = own & set(deficits["teacher_id"])
    waiting = low & set(deficits.loc[deficits["steps"] == 0, "teacher_id"])
    return {"diagnosed": len(own & diagnosed), "with_deficit": len(low), "without_step": len(waiting)}


def _of_steps(own: set[str], steps: pd.DataFrame) -> dict[str, int]:
    of_school = steps[steps["teacher_id"].isin(own)]
    states = of_school["state"]
    return {
        "with_route": int(of_school["teacher_id"].nunique()),
        "steps": len(of_school),
        "done": int(states.isin(DONE).sum()),
        "done_late": int((states == "done_late").sum()),
        "told": int((states == "told").sum()),
        "overdue": int(states.isin(OVERDUE).sum()),
        "stuck": int((states == "stuck").sum()),
    }


def learning_groups(data: ProgrammeData, deficits: pd.DataFrame) -> pd.DataFrame:
    """Return the table `learning_groups`: who could learn together, by a deficit in the same area and subject.

    Two teachers make a group; of fewer than ``smallest_group`` only that there is one is told.

    Args:
        data: what the programme is measured on.
        deficits: the table `route_deficits`.

    Returns:
        ``area``, ``subject``, ``people``, ``schools`` (numbers), ``without_step`` (people without any step),
        ``offered`` (titles of the catalogue), ``hidden``; by subject.
    """
    people = all_teachers_of(data, data.supported["school_id"])[["teacher_id", "school_id"]]
    rows: list[dict[str, Any]] = []
    for key, own in deficits.groupby(GROUP):
        area, subject = (str(part) for part in key) if isinstance(key, tuple) else ("", "")
        number = int(own["teacher_id"].nunique())
        if number < 2 or not (area or subject):
            continue
        row = {"area": area, "subject": subject, "offered": offers(data.registers.catalogue, area, subject)}
        hidden = number < data.params.smallest_group.value
        shown = {} if hidden else _of_group(own, people)
        rows.append({**row, **shown, "hidden": hidden})
    columns = ["area", "subject", "people", "schools", "without_step", "offered", "hidden"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["subject", "area"], kind="stable").reset_index(drop=True)


def _of_group(own: pd.DataFrame, people: pd.DataFrame) -> dict[str, int]:
    codes = set(own["teacher_id"])
    return {
        "people": len(codes),
        "schools": int(people.loc[people["teacher_id"].isin(codes), "school_id"].nunique()),
        "without_step": int(own.loc[own["steps"] == 0, "teacher_id"].nunique()),
    }

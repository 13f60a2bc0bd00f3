"""Help to schools and how far it reached: coverage by kind, measures against factors, requests, partners, catalogue.

All of it is about the listed schools (ШНОР) and what happened within the window; teachers are those at work on the
reporting date.  What a register does not tell stays out of the tables and is never zero.
"""

import pandas as pd

from shnor_lib.analysis.programme.help_records import help_records, known_kinds
from shnor_lib.analysis.programme.programme_data import Members, ProgrammeData, supported_teachers
from shnor_lib.analysis.programme.records import days_between, in_force, is_true, joined, not_after
from shnor_lib.analysis.programme.roster import listed_schools
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.ground.registers import register_sheet

ANY = "any"
CONSULTATION = "consultation"


def help_coverage(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `help_coverage`: how many teachers of each listed school each kind of help reached.

    Kinds whose registers are empty are left out, and so is everything where the register of teachers is.  A school of
    which it names nobody has rows only for consultations of the school as a whole.

    Returns:
        ``school_id``, ``school``, ``kind`` (a code of `vocabulary.HELP_KINDS`; ``any`` is at least one), ``teachers``
        (of the school), ``reached``, ``reached_pct``, ``records`` (different programmes, events, steps of the teachers;
        consultations with those of the school as a whole).
    """
    registers, window = data.registers, data.window
    people = teachers_of(registers.teachers, data.listed, window.as_of)
    got = people.merge(help_records(registers, window), on="teacher_id")
    kinds = known_kinds(registers) if not registers.empty("teachers") else []
    rows = []
    for school in listed_schools(data.schools).itertuples():
        own = got[got["school_id"] == school.school_id]
        of_school = int((people["school_id"] == school.school_id).sum())
        for kind in [ANY, *kinds] if kinds else []:
            chosen = own if kind == ANY else own[own["kind"] == kind]
            reached = int(chosen["teacher_id"].nunique())
            whole = _of_whole_school(data, school.school_id) if kind in (ANY, CONSULTATION) else 0
            if not (of_school or whole):
                continue
            rows.append(
                {
                    "school_id": school.school_id,
                    "school": school.school,
                    "kind": kind,
                    "teachers": of_school,
                    "reached": reached if of_school else None,
                    "reached_pct": 100 * reached / of_school if of_school else None,
                    "records": len(chosen[["kind", "held_on", "what"]].drop_duplicates()) + whole,
                }
            )
    columns = ["school_id", "school", "kind", "teachers", "reached", "reached_pct", "records"]
    return pd.DataFrame(rows, columns=columns)


def _of_whole_school(data: ProgrammeData, school_id: str) -> int:
    """Return how many consultations a school got as a whole, without a teacher named."""
    rows = data.registers.consultations
    rows = rows[rows["teacher_id"].isna() & (rows["school_id"] == school_id)]
    return int(data.window.holds(rows["held_on"]).sum())


def factors(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `factors`: factor – measure – coverage – change, by groups of the programme (item 16).

    Returns:
        ``group``, ``factor``, ``schools`` (listed schools that have it), ``level_low``, ``level_medium`` and
        ``level_high`` (schools by level), ``measures`` (joined), ``with_measure`` (schools with one), ``teachers`` and
        ``reached`` (of these schools, in the system of support; empty where unknown), ``measured`` and ``improved``
        (schools whose results of the programme's period can be compared, and those with positive dynamics).
    """
    own = data.registers.factors
    own = own[own["school_id"].isin(data.listed)]
    system = supported_teachers(data)
    dynamics = _dynamics_of_programme(data.school_dynamics)
    levels = [one.code for one in register_sheet("factors").column("level").choices]
    rows = []
    for (group, factor), rows_of_factor in own.groupby(["group", "factor"], sort=False):
        schools = rows_of_factor["school_id"].unique()
        change = dynamics[dynamics.index.isin(schools)]
        has_measure = rows_of_factor["measure"].notna()
        rows.append(
            {
                "group": group,
                "factor": factor,
                "schools": len(schools),
                **{f"level_{code}": int((rows_of_factor["level"] == code).sum()) for code in levels},
                "measures": joined(rows_of_factor["measure"]),
                "with_measure": int(rows_of_factor.loc[has_measure, "school_id"].nunique()),
                **_reach(system, schools),
                "measured": len(change),
                "improved": int(change.sum()),
            }
        )
    counts = ["with_measure", "teachers", "reached", "measured", "improved"]
    columns = ["group", "factor", "schools", *(f"level_{code}" for code in levels), "measures", *counts]
    groups = [one.code for one in register_sheet("factors").column("group").choices]
    table = pd.DataFrame(rows, columns=columns)
    order = table["group"].map({code: place for place, code in enumerate(groups)})
    return table.assign(order=order).sort_values(["order", "factor"], kind="stable").drop(columns="order")


def _reach(system: Members, school_ids) -> dict:
    """Return how many teachers the schools have and how many of them are in the system of support."""
    if system is None:
        return {"teachers": None, "reached": None}
    own = system[system["school_id"].isin(school_ids)]
    return {"teachers": own["member"].nunique(), "reached": own.loc[own["counted"], "member"].nunique()}


def _dynamics_of_programme(school_dynamics: pd.DataFrame) -> pd.Series:
    """Return whether the mean share of «2» fell, by ``school_id``, where results of the programme's period tell."""
    own = school_dynamics[(school_dynamics["scope"] == "all") & is_true(school_dynamics["in_programme"])]
    own = own[own["positive"].notna()]
    return own.set_index("school_id")["positive"].astype(bool)


def requests_answered(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `requests_answered`: requests of the window by school, and of all schools in the first row.

    Returns:
        ``school_id`` and ``school`` (empty: all schools), ``received``, ``closed``, ``open``, ``median_days`` (of the
        closed ones), ``longest_open_days`` (by the reporting date); no rows where the register is empty.
    """
    rows = data.registers.requests
    rows = rows[data.window.holds(rows["received_on"])]
    if rows.empty:
        return pd.DataFrame(columns=["school_id", "school", *_answers(rows, data)])
    names = data.schools.set_index("school_id")["school"]
    by_school = [
        {"school_id": school_id, "school": name, **_answers(own, data)}
        for school_id, name in names.items()
        if len(own := rows[rows["school_id"] == school_id])
    ]
    return pd.DataFrame([{"school_id": None, "school": None, **_answers(rows, data)}, *by_school])


def _answers(rows: pd.DataFrame, data: ProgrammeData) -> dict:
    closed = not_after(rows["closed_on"], data.window.as_of)
    today = pd.Series(data.window.as_of.isoformat(), index=rows.index, dtype="string")
    answered = days_between(rows["received_on"], rows["closed_on"])[closed]
    waiting = days_between(rows["received_on"], today)[~closed]
    return {
        "received": len(rows),
        "closed": int(closed.sum()),
        "open": int((~closed).sum()),
        "median_days": float(answered.median()) if len(answered) else None,
        "longest_open_days": int(waiting.max()) if len(waiting) else None,
    }


def partnerships(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `partnerships`: pairs of schools that began by the reporting date, and those still in force.

    Returns:
        ``school_id``, ``school``, ``mentor`` (name), ``subject``, ``agreement``, ``since``, ``until``, ``in_force``.
    """
    own = data.registers.partnerships
    as_of = data.window.as_of
    own = own[own["since"].isna() | not_after(own["since"], as_of)]
    names = data.schools.set_index("school_id")["school"]
    table = own[["school_id", "subject", "agreement", "since", "until"]].assign(
        school=own["school_id"].map(names),
        mentor=own["mentor"].map(names).fillna(own["mentor"]),
        in_force=in_force(own["since"], own["until"], as_of),
    )
    columns = ["school_id", "school", "mentor", "subject", "agreement", "since", "until", "in_force"]
    return in_roster_order(table, data.schools, ["mentor", "subject"])[columns]


def in_roster_order(table: pd.DataFrame, schools: pd.DataFrame, then: list[str]) -> pd.DataFrame:
    """Return the rows in the roster's order of schools, then by other columns: schools are never ranked."""
    places = {school_id: place for place, school_id in enumerate(schools["school_id"])}
    ordered = table.assign(place=table["school_id"].map(places)).sort_values(["place", *then], kind="stable")
    return ordered.drop(columns="place").reset_index(drop=True)


def catalogue(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `catalogue`: what is on offer (courses, seminars, forums), and how many teachers took it.

    Returns:
        ``kind``, ``title``, ``organiser``, ``hours``, ``area``, ``subject``, ``people``: teachers of the listed schools
        who in the window finished a course or took part in an event of that very title; empty where no register tells.
    """
    registers, window = data.registers, data.window
    people = set(teachers_of(registers.teachers, data.listed, window.as_of)["teacher_id"])
    got = help_records(registers, window)
    got = got[got["teacher_id"].isin(people)]
    titles = registers.events.set_index("event_id")["title"]
    is_course = got["kind"].isin(("course", "targeted_course"))
    taken = got.assign(title=got["what"].where(is_course, got["what"].map(titles)))
    numbers = taken.groupby("title")["teacher_id"].nunique()
    own = registers.catalogue[["kind", "title", "organiser", "hours", "area", "subject"]]
    counts = own["title"].map(numbers).fillna(0).astype("Int64") if known_kinds(registers) else pd.NA
    return own.assign(people=counts).sort_values(["kind", "title"], kind="stable").reset_index(drop=True)

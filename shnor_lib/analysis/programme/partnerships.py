"""Pairs of schools: who helps whom, and whether the agreement is in force."""

import pandas as pd

from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.records import in_force, is_true, not_after
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import DECLARED


def partnerships(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `partnerships`: pairs of schools that began by the reporting date, and those still in force.

    Returns:
        ``school_id``, ``school``, ``mentor_id`` (empty: not of the roster), ``mentor`` (name), ``subject``,
        ``agreement``, ``since``, ``until``, ``in_force``.
    """
    own = data.registers.partnerships
    as_of = data.window.as_of
    own = own[own["since"].isna() | not_after(own["since"], as_of)]
    names = data.schools.set_index("school_id")["school"]
    table = own[["school_id", "subject", "agreement", "since", "until"]].assign(
        school=own["school_id"].map(names),
        mentor_id=own["mentor"].where(own["mentor"].isin(names.index)),
        mentor=own["mentor"].map(names).fillna(own["mentor"]),
        in_force=in_force(own["since"], own["until"], as_of),
    )
    columns = ["school_id", "school", "mentor_id", "mentor", "subject", "agreement", "since", "until", "in_force"]
    return in_roster_order(table, data.schools, ["mentor", "subject"])[columns]


def partnership_work(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `partnership_work`: what each pair in force did together, by the register of interaction.

    A record belongs to the pair where a teacher of one school met the other; the same form on one day is one meeting,
    however many teachers came.  Empty where the register of interaction is: nothing is known then.

    Returns:
        A row per pair and form in the order of `partnerships`: ``school_id``, ``school``, ``mentor_id``, ``mentor``,
        ``form`` (empty: the pair has no record), ``times``, ``last_on``.
    """
    columns = list(DECLARED["partnership_work"].columns)
    if data.registers.empty("interaction"):
        return pd.DataFrame(columns=columns)
    table = partnerships(data)
    pairs = table[is_true(table["in_force"])].drop_duplicates(["school_id", "mentor"])
    met = _meetings(data)
    rows = []
    for pair in rows_of(pairs):
        with_mentor = (met["school_id"] == pair.school_id) & met["partner"].isin(_names(pair.mentor_id, pair.mentor))
        with_school = (met["school_id"] == pair.mentor_id) & met["partner"].isin(_names(pair.school_id, pair.school))
        own = met[with_mentor | with_school.fillna(False)].drop_duplicates(["form", "held_on"])
        start = {name: getattr(pair, name) for name in ("school_id", "school", "mentor_id", "mentor")}
        for form, of_form in own.groupby("form"):
            rows.append({**start, "form": form, "times": len(of_form), "last_on": max(of_form["held_on"])})
        if own.empty:
            rows.append({**start, "form": "", "times": 0, "last_on": None})
    return pd.DataFrame(rows, columns=columns)


def _meetings(data: ProgrammeData) -> pd.DataFrame:
    """Return the interaction in the window with its teachers' ``school_id`` and whom they met, ``partner``."""
    interaction = data.registers.interaction
    own = interaction[data.window.holds(interaction["held_on"])]
    people = teachers_of(data.registers.teachers, data.schools["school_id"], data.window.as_of)
    met = own.merge(people[["teacher_id", "school_id"]], on="teacher_id")
    return met.assign(partner=met["partner"].astype("string").fillna("").map(_key))


def _names(code: object, name: object) -> list[str]:
    """Return how a register may call a school: by its code or its name."""
    return [_key(one) for one in (code, name) if isinstance(one, str)]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())

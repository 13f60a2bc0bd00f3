"""Pairs of schools: who helps whom, and whether the agreement is in force."""

import pandas as pd

from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.records import in_force, not_after
from shnor_lib.analysis.programme.roster import in_roster_order


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

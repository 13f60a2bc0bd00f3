"""How far help reached: teachers of each listed school by kind of help.

Teachers are those at work on the reporting date; what a register does not tell stays out of the table, never zero.
"""

import pandas as pd

from shnor_lib.analysis.programme.help_records import help_records, known_kinds
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.roster import listed_schools
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.ground.rows import rows_of

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
    for school in rows_of(listed_schools(data.schools)):
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

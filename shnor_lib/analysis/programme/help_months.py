"""In which months each school got help of each kind: teachers are counted, never named."""

import pandas as pd

from shnor_lib.analysis.programme.help_records import consultation_kinds, help_records
from shnor_lib.analysis.programme.records import Window
from shnor_lib.ground.register_tables import Registers


def help_months(registers: Registers, window: Window, people: pd.DataFrame) -> pd.DataFrame:
    """Return the months in which schools got help, by kind.

    Args:
        registers: the registers.
        window: the days that count.
        people: the rows of `teachers.teachers_of`.

    Returns:
        ``school_id``, ``kind`` (a code of `vocabulary.HELP_KINDS`), ``month`` («2024-05»), ``records``: of one event or
        group consultation one record, however many teachers of the school came.
    """
    named = people[["teacher_id", "school_id"]].merge(help_records(registers, window), on="teacher_id")
    consulted = registers.consultations
    whole = consulted[
        consulted["teacher_id"].isna() & consulted["school_id"].notna() & window.holds(consulted["held_on"])
    ]
    of_schools = pd.DataFrame(
        {
            "school_id": whole["school_id"],
            "kind": consultation_kinds(whole),
            "held_on": whole["held_on"],
            "what": whole["topic"],
        }
    )
    every = pd.concat([named[["school_id", "kind", "held_on", "what"]], of_schools]).drop_duplicates()
    every = every.assign(month=every["held_on"].astype("string").str[:7])
    return every.groupby(["school_id", "kind", "month"], as_index=False).agg(records=("held_on", "size"))

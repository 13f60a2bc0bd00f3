"""What is on offer to teachers, and how many took it."""

import pandas as pd

from shnor_lib.analysis.programme.help_records import help_records, known_kinds
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.teachers import teachers_of


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
    counts = own["title"].map(numbers).fillna(0).astype("Int64")
    if not known_kinds(registers):
        counts = counts.mask(counts.notna())
    return own.assign(people=counts).sort_values(["kind", "title"], kind="stable").reset_index(drop=True)

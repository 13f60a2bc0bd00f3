"""What is on offer to teachers, and how many took it."""

import pandas as pd

from shnor_lib.analysis.programme.help_records import help_records
from shnor_lib.analysis.programme.measure_links import title_key
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.teachers import teachers_of


def catalogue(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `catalogue`: what is on offer (courses, seminars, forums), and how many teachers took it.

    Returns:
        ``kind``, ``title``, ``organiser``, ``hours``, ``area``, ``subject``, ``people``: teachers of the schools in
        support who in the window finished a course or took part in an event of that title, however it is spelt; empty
        where no record has that title: whether anybody took part cannot be told then.
    """
    registers, window = data.registers, data.window
    people = set(teachers_of(registers.teachers, data.supported["school_id"], window.as_of)["teacher_id"])
    got = help_records(registers, window)
    got = got[got["teacher_id"].isin(people)]
    titles = registers.events.set_index("event_id")["title"]
    is_course = got["kind"].isin(("course", "targeted_course"))
    taken = got.assign(title=got["what"].where(is_course, got["what"].map(titles)).map(title_key))
    numbers = taken[taken["title"] != ""].groupby("title")["teacher_id"].nunique()
    recorded = {*registers.courses["programme"].map(title_key), *titles.map(title_key)}
    own = registers.catalogue[["kind", "title", "organiser", "hours", "area", "subject"]]
    keys = own["title"].map(title_key)
    counts = keys.map(numbers).fillna(0).astype("Int64").where(keys.isin(recorded))
    return own.assign(people=counts).sort_values(["kind", "title"], kind="stable").reset_index(drop=True)

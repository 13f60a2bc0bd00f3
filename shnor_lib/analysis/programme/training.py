"""Targeted courses as they are, self-assessment where nobody was diagnosed, teachers whom no help has reached."""

from datetime import date, timedelta

import pandas as pd

from shnor_lib.analysis.programme.competences import GROUP, PERSON, measurements
from shnor_lib.analysis.programme.help_records import help_records, known_kinds, targeted_courses
from shnor_lib.analysis.programme.measure_links import title_key
from shnor_lib.analysis.programme.programme_data import ProgrammeData, all_teachers_of
from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.programme.signals import years_before


def targeted_programmes(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `targeted_programmes`: the targeted courses that teachers finished, in the catalogue or not.

    Spellings of one title are one programme; teachers are those at work in the schools in support.

    Returns:
        ``programme`` (as it is spelt first), ``hours_least``, ``hours_most`` (of its records), ``people``,
        ``in_catalogue`` (empty where the register of that name is).
    """
    people = set(all_teachers_of(data, data.supported["school_id"])["teacher_id"])
    own = targeted_courses(data.registers)
    own = own[data.window.holds(own["finished_on"]) & own["teacher_id"].isin(people)]
    listed = None if data.registers.empty("catalogue") else set(data.registers.catalogue["title"].map(title_key))
    rows = [
        {
            "programme": of_title["programme"].iloc[0],
            "hours_least": of_title["hours"].min(),
            "hours_most": of_title["hours"].max(),
            "people": int(of_title["teacher_id"].nunique()),
            "in_catalogue": None if listed is None else key in listed,
        }
        for key, of_title in own.groupby(own["programme"].map(title_key))
    ]
    return pd.DataFrame(rows, columns=["programme", "hours_least", "hours_most", "people", "in_catalogue"])


def self_profile(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `self_profile`: what teachers of listed schools think of themselves where nobody tested them.

    A teacher counts by the last self-assessment in an area and subject in which there is no diagnostics of the same
    teacher; results of fewer than ``smallest_group`` are empty.

    Returns:
        ``area``, ``subject``, ``people``, ``self_pct`` (mean, 0–100), ``hidden``.
    """
    people = all_teachers_of(data, data.listed)["teacher_id"]
    own = measurements(data.registers.diagnostics, data.window)
    own = own[own["teacher_id"].isin(set(people))]
    tested = set(own.loc[own["kind"] == "diagnostics", PERSON].itertuples(index=False, name=None))
    alone = own[own["kind"] == "self_assessment"].drop_duplicates(PERSON, keep="last")
    untested = [one not in tested for one in alone[PERSON].itertuples(index=False, name=None)]
    alone = alone[pd.Series(untested, index=alone.index, dtype=bool)]
    found = alone.groupby(GROUP).agg(people=("teacher_id", "nunique"), self_pct=("result_pct", "mean"))
    hidden = found["people"] < data.params.smallest_group.value
    shown = found.astype({"people": "Int64", "self_pct": "Float64"})
    shown.loc[hidden, ["people", "self_pct"]] = pd.NA
    return shown.assign(hidden=hidden).reset_index()


def unaided_teachers(data: ProgrammeData) -> pd.DataFrame:
    """Return the table `unaided_teachers`: how many teachers of each school in support got no help within the year.

    The year ends on the reporting date and does not begin before the programme.  Help is any record that names the
    teacher (METHODS 4); where a school got consultations as a whole and no record names a teacher of it, nothing is
    known.  No rows where no register of help, or none of teachers, tells anything.

    Returns:
        ``school_id``, ``school``, ``since``, ``teachers``, ``unaided``, ``of_whole`` (consultations of the whole
        school); the last row, of an empty school, counts each person of the schools that are known once.
    """
    columns = ["school_id", "school", "since", "teachers", "unaided", "of_whole"]
    people = all_teachers_of(data, data.supported["school_id"])
    if people.empty or not known_kinds(data.registers):
        return pd.DataFrame(columns=columns)
    window = Window(year_until(data.window), data.window.as_of)
    aided = set(help_records(data.registers, window)["teacher_id"])
    whole = data.registers.consultations
    whole = whole[whole["teacher_id"].isna() & window.holds(whole["held_on"])]
    names = dict(zip(data.supported["school_id"], data.supported["school"], strict=True))
    counted: dict[str, set[str]] = {}
    rows = []
    for school_id in names:
        own = set(people.loc[people["school_id"] == school_id, "teacher_id"])
        of_whole = int((whole["school_id"] == school_id).sum())
        is_known = bool(own & aided or not of_whole) and bool(own)
        if is_known:
            counted[school_id] = own
        rows.append(
            [school_id, names[school_id], window.start, len(own), len(own - aided) if is_known else None, of_whole]
        )
    every = set().union(*counted.values())
    rows.append(["", None, window.start, len(every), len(every - aided) if counted else None, len(whole)])
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(since=table["since"].map(date.isoformat))


def year_until(window: Window) -> date:
    """Return the first day of the year that ends with a window, not before the window's own."""
    return max(window.start, years_before(window.as_of, 1) + timedelta(days=1))

"""Works of the centre (МКР): several of one subject, grade and year told apart, classes of a school added up."""

import re
from dataclasses import dataclass

import pandas as pd

from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.frames import groups_of, tuples_of
from shnor_lib.ingest.joining.group_results import numbered
from shnor_lib.ingest.layouts.exam_days import sum_of_parts
from shnor_lib.ingest.layouts.raw_rows import COUNTS, MUNICIPAL

#: What makes rows classes of one school in one work.
SCHOOLS_WORK = ["school_id", *PROCEDURE_KEY, "attempt"]
#: Rows of one class that agree in these were read from two copies of one table.
SAME_CLASS = ["class_letter", "n_participants", "n_failed", "fail_pct"]
_LAST = "9999"


@dataclass
class Works:
    """Raw rows in which a school's classes are one row and works are numbered; the classes, with recovered counts."""

    rows: pd.DataFrame
    classes: pd.DataFrame


def told_works(rows: pd.DataFrame) -> Works:
    """Number the works of each subject, grade and year by ``attempt`` and add up the classes of a school.

    Works are told by the number that tables give them, else by their days where a school wrote on several; else all
    rows are of one.  A row without a number belongs to the work that was held on its day.  Classes are added up where
    each letter stands once; where one stands twice with different results they are left for the conflict to be told.

    Args:
        rows: the columns of `raw_rows.RawRows` with ``school_id``.
    """
    rows = _numbered_works(rows)
    classes = numbered(rows[(rows["class_letter"] != "") & (rows["school_id"] != "")])
    dropped: list[int] = []
    summed = {}
    for _, own in groups_of(classes, SCHOOLS_WORK):
        each = own.drop_duplicates(SAME_CLASS)
        if not each["class_letter"].duplicated().any():
            summed[own.index[0]] = {
                **sum_of_parts(each.assign(**{COUNTS[0]: each["n_failed"]})),
                "class_letter": "",
            }
            dropped.extend(own.index[1:])
    if summed:
        rows = rows.drop(index=dropped)
        for index, row in summed.items():
            for name, value in row.items():
                rows.at[index, name] = value
    return Works(rows, classes)


def _numbered_works(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with ``attempt`` as the number of the work among those of its subject, grade and year."""
    works = rows[rows["assessment"] == MUNICIPAL]
    attempts = rows["attempt"].copy()
    for _, own in groups_of(works, [*PROCEDURE_KEY]):
        names = _names(own)
        first = own["held_on"].mask(own["held_on"] == "", _LAST).groupby(names).min()
        order = sorted(first.index, key=lambda name: (first[name], _natural(name)))
        attempts.loc[own.index] = names.map({name: number for number, name in enumerate(order, start=1)})
    return rows.assign(attempt=attempts)


def _names(own: pd.DataFrame) -> "pd.Series[str]":
    """Return what tells the work of each row: its number, else its day, else nothing."""
    if (own["work"] != "").any():
        named = own[own["work"] != ""]
        of_day: dict[str, set[str]] = {}
        for day, work in tuples_of(named, ["held_on", "work"]):
            of_day.setdefault(day, set()).add(work)
        only = {day: works.pop() for day, works in of_day.items() if day and len(works) == 1}
        told = [work or only.get(day, "") for day, work in tuples_of(own, ["held_on", "work"])]
        return pd.Series(told, index=own.index, dtype=object)
    dated = own[own["held_on"] != ""]
    by_day = bool((dated.groupby(["school_id", "group"])["held_on"].nunique() > 1).any())
    return own["held_on"] if by_day else pd.Series("", index=own.index, dtype=object)


def _natural(name: str) -> tuple[int, str]:
    """Return a work's name so that «10» follows «9»."""
    number = re.search(r"\d+", name)
    return int(number[0]) if number else 0, name

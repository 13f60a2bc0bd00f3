"""Who counts as a teacher of which school on a date, and who of them teaches a subject of grades 5–11.

A person is a code; somebody who works in two schools has two rows and counts once wherever people are counted.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from shnor_lib.analysis.programme.records import in_force, is_true, not_after
from shnor_lib.ground.vocabulary import NOT_TAUGHT_IN_GRADES_5_11, PRIMARY_TEACHER


def present(teachers: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows of people who work on the day: hired, not dismissed, not on long leave.

    An empty date of hiring means «has always worked»; on the day of dismissal a person no longer counts; both ends of a
    leave belong to it, and an end that is empty is open.
    """
    hired = teachers["hired_on"].isna() | not_after(teachers["hired_on"], day)
    dismissed = not_after(teachers["left_on"], day)
    has_leave = teachers["leave_from"].notna() | teachers["leave_until"].notna()
    on_leave = has_leave & in_force(teachers["leave_from"], teachers["leave_until"], day)
    return teachers[hired & ~dismissed & ~on_leave]


def are_subject_teachers(teachers: pd.DataFrame) -> pd.Series:
    """Tell for each row whether the person teaches a subject of grades 5–11 in that school: the register's flag.

    Where the flag is empty: at least one of the subjects is taught in grades 5–11, and the position is not that of a
    teacher of primary classes, whose Russian and mathematics are those of grades 1–4.
    """
    flags = teachers["is_subject_teacher"].astype("boolean")
    derived = pd.Series(
        [
            _teaches_in_grades_5_11(subjects, position)
            for subjects, position in zip(teachers["subjects"], teachers["position"], strict=True)
        ],
        index=teachers.index,
        dtype="boolean",
    )
    return flags.fillna(derived).astype(bool)


def _teaches_in_grades_5_11(subjects: object, position: object) -> bool:
    if PRIMARY_TEACHER in _plain(position):
        return False
    named = [_plain(subject) for subject in (subjects.split(";") if isinstance(subjects, str) else ())]
    return any(subject and subject not in NOT_TAUGHT_IN_GRADES_5_11 for subject in named)


def _plain(text: object) -> str:
    return " ".join(text.casefold().replace("ё", "е").split()) if isinstance(text, str) else ""


def teachers_of(teachers: pd.DataFrame, school_ids: Iterable[str], day: date) -> pd.DataFrame:
    """Return the people who work in the schools on the day.

    Returns:
        A row per person and school: ``teacher_id``, ``school_id``, ``is_subject_teacher`` (bool), ``derived`` (bool:
        the register leaves the flag empty).
    """
    own = present(teachers, day)
    own = own[own["school_id"].isin(set(school_ids))]
    return pd.DataFrame(
        {
            "teacher_id": own["teacher_id"],
            "school_id": own["school_id"],
            "is_subject_teacher": are_subject_teachers(own),
            "derived": own["is_subject_teacher"].isna(),
        }
    ).reset_index(drop=True)


def subject_teachers_of(teachers: pd.DataFrame, school_ids: Iterable[str], day: date) -> pd.DataFrame:
    """Return the rows of `teachers_of` for those who teach a subject of grades 5–11 there."""
    own = teachers_of(teachers, school_ids, day)
    return own[is_true(own["is_subject_teacher"])].reset_index(drop=True)

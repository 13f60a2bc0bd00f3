"""The rows that checks look at, and how a complaint names one of them."""

import re
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ground.vocabulary import ASSESSMENTS, SUBJECTS
from shnor_lib.ingest.frames import tuples_of
from shnor_lib.ingest.layouts.raw_rows import COUNTS, SHARES, SHEET

#: What makes two rows results of one sitting of one procedure.
PROCEDURE = [*PROCEDURE_KEY, "season", "attempt"]
#: What makes two rows results of one procedure in different years.
WORK = [name for name in PROCEDURE_KEY if name != "school_year"]
_TEXTS = ["group", "code", "kind", "school_id", "school", "assessment", "level", "subject", "season", "held_on"]
_NUMBERS = ["grade", "school_year", "attempt", "n_participants", "n_absent", *SHARES, *COUNTS, "fail_pct", "top_pct"]
_NUMBERS += ["impossible"]
_TOO_LARGE = 1e9
_SOURCE = [*SHEET, "source_cell"]


def checked_rows(raw: pd.DataFrame | None, results: pd.DataFrame) -> pd.DataFrame:
    """Return every row that was read, school or not, in one shape.

    Args:
        raw: rows of the readers (the columns of `raw_rows.RawRows`, numbers of marks recovered, with ``school_id`` and
            ``school`` of the roster where a school was recognised); ``None`` if no file had such a layout.
        results: the table `results`; its rows from sheets that ``raw`` has not are taken too (Приложение 1).

    Returns:
        Texts without missing values, numbers as floats with NaN; ``kind`` is school, municipality, region or sample;
        ``attempt`` is 1 unless it is later.
    """
    frames, own = [], results
    if raw is not None and not raw.empty:
        frames.append(raw.reset_index(drop=True))
        read = set(tuples_of(raw, SHEET))
        own = results[[place not in read for place in tuples_of(results, SHEET)]]
    if len(own):
        frames.append(own.assign(kind="school", group=own["school"]))
    in_shape = [shaped(frame) for frame in frames] or [shaped(pd.DataFrame())]
    return in_shape[0] if len(in_shape) == 1 else pd.concat(in_shape, ignore_index=True)


def shaped(frame: pd.DataFrame, *more_numbers: str) -> pd.DataFrame:
    """Return a frame with the columns that checks ask for: texts without missing values, numbers as floats."""
    names = [*_NUMBERS, *more_numbers]
    frame = frame.reindex(columns=[*_TEXTS, *names, *_SOURCE])
    texts = {name: frame[name].astype(object).where(frame[name].notna(), "") for name in [*_TEXTS, *_SOURCE]}
    as_floats = {name: pd.to_numeric(frame[name], errors="coerce").astype(float) for name in names}
    numbers = pd.DataFrame(as_floats, index=frame.index, columns=names)
    # A number that no people have (a telephone number in the wrong column) is no number to calculate with.
    numbers = numbers.where(numbers.abs() < _TOO_LARGE).fillna({"attempt": 1.0})
    return pd.concat([pd.DataFrame(texts, index=frame.index), numbers], axis=1)


def identities(rows: pd.DataFrame) -> pd.Series:
    """Return what tells a group of participants from others: the roster's code, the code of the login, or the text."""
    return rows["school_id"].where(rows["school_id"] != "", rows["code"].where(rows["code"] != "", rows["group"]))


def schools_of_roster(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of schools that the roster has, main period only."""
    return rows[(rows["kind"] == "school") & (rows["school_id"] != "") & (rows["attempt"] == 1)]


def background_of(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return one row per procedure of a kind of background: region, municipality or sample."""
    return rows[rows["kind"] == kind].drop_duplicates(PROCEDURE)


def row_name(row: Any) -> str:
    """Return «Школа», ВПР РУ 7, 2021 for messages; what the vocabulary lacks is shown as it stands."""
    return f"«{who(row)}», {procedure_name(row)}"


def who(row: Any) -> str:
    """Return the school's name of the roster, else the group as in the file without its login."""
    return row.school or re.sub(r"\s*\([a-z]+\d+\w*\)\s*$", "", str(row.group))


def procedure_name(row: Any) -> str:
    """Return the procedure in words, e.g. «ВПР РУ 7, 2021»."""
    if row.assessment not in ASSESSMENTS or row.subject not in SUBJECTS:
        return f"{row.assessment} {row.subject}"
    grade = None if np.isnan(row.grade) else int(row.grade)
    year = None if np.isnan(row.school_year) else int(row.school_year)
    return wording.procedure(row.assessment, row.level, row.subject, grade, year)

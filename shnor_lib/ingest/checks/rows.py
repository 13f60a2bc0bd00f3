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
    given = dict(frame.items())
    texts = np.full((len(frame), len(_TEXTS) + len(_SOURCE)), "", dtype=object)
    for place, name in enumerate((*_TEXTS, *_SOURCE)):
        if name in given:
            texts[:, place] = given[name].to_numpy(dtype=object)
    texts[pd.isna(texts)] = ""
    numbers = np.full((len(frame), len(names)), np.nan)
    for place, name in enumerate(names):
        if name in given:
            numbers[:, place] = pd.to_numeric(given[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    # A number that no people have (a telephone number in the wrong column) is no number to calculate with.
    numbers[~(np.abs(numbers) < _TOO_LARGE)] = np.nan
    attempt = numbers[:, names.index("attempt")]
    attempt[np.isnan(attempt)] = 1.0
    columns = [*_TEXTS, *_SOURCE]
    in_shape = [
        pd.DataFrame(texts, index=frame.index, columns=columns, dtype=object),
        pd.DataFrame(numbers, index=frame.index, columns=names),
    ]
    return pd.concat(in_shape, axis=1)


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

"""Schools of the roster that a procedure's tables do not list: read as «not held», and said so.

Where a table has a row whose school could not be told, the school that is missing may be that very row: its result is
unknown then, not «not held».
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass

import pandas as pd

from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ground.wording import procedure
from shnor_lib.ingest.cells.texts import listed_names
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of, tuples_of
from shnor_lib.ingest.layouts.raw_rows import SHEET
from shnor_lib.ingest.roster import Roster

#: What readers complain of a row whose school or procedure is not told.
UNTOLD = ("row_unnamed", "header_unknown")
_PROCEDURE = [*PROCEDURE_KEY, "season", "held_on", "attempt", "counted"]


@dataclass
class Absent:
    """Rows «not held», and findings."""

    rows: pd.DataFrame
    findings: list[Finding]


def unclear_procedures(rows: pd.DataFrame, doubtful: pd.Series, findings: Iterable[Finding]) -> set[tuple]:
    """Return the keys of procedures that have a row whose school could not be told.

    Args:
        rows: raw rows of all kinds, matched with the roster.
        doubtful: which of them may be of a school of the roster and cannot be told.
        findings: what reading complained of: a row without a name or procedure makes all procedures of its sheet
            unclear.
    """
    unnamed = {(f.file, f.sheet) for f in findings if f.severity == "error" and f.check in UNTOLD}
    if not unnamed and not doubtful.any():
        return set()
    places = pd.Series(tuples_of(rows, SHEET), index=rows.index, dtype=object)
    return set(_plain_keys(rows[doubtful | places.isin(unnamed)]))


def absent_schools(
    results: pd.DataFrame, complete: Set[tuple[str, str]], roster: Roster, unclear: Set[tuple] = frozenset()
) -> Absent:
    """Return a row for each school that is missing from a procedure that others of the roster have.

    Args:
        results: rows of the table `results`.
        complete: (file, sheet) of Приложение 1, which names every school itself.
        roster: the schools.
        unclear: keys of procedures with a row whose school could not be told (`unclear_procedures`).

    Returns:
        The rows: «not held», or «missing» in unclear procedures; and a finding per procedure: a note where one table
        lists several schools of the roster and not this one; a warning where each school came in a table of its own,
        since a file may have been forgotten, and where the procedure is unclear.
    """
    own_words = [place in complete for place in tuples_of(results, SHEET)]
    main = results[(results["attempt"] == 1) & ~pd.Series(own_words, index=results.index, dtype=bool)]
    keys = ["school_id", *PROCEDURE_KEY]
    listed = set(tuples_of(results.loc[results["attempt"] == 1, keys].fillna(""), keys))
    rows, findings = [], []
    for key, own in groups_of(main, list(PROCEDURE_KEY), dropna=False):
        first = own.iloc[0]
        plain = tuple("" if pd.isna(part) else part for part in key)
        present = {school.school_id for school in roster.schools if (school.school_id, *plain) in listed}
        grade = first["grade"]
        absent = [s for s in roster.schools if s.school_id not in present and grade <= s.highest_grade]
        without = [s for s in roster.schools if s.school_id not in present]
        listing = int(own.groupby(SHEET, dropna=False).size().max())
        source = {name: first[name] for name in _PROCEDURE} | {name: first[name] for name in SHEET}
        open_to = absent if plain in unclear else []
        rows += [
            {**school.columns(), **source, "reading": "missing" if school in open_to else "not_held", "doubtful": False}
            for school in without
        ]
        if absent:
            findings.append(_finding(key, first, [school.school for school in absent], listing, bool(open_to)))
    return Absent(pd.DataFrame(rows, columns=results.columns), findings)


def _plain_keys(rows: pd.DataFrame) -> Iterable[tuple]:
    """Return the procedures' keys with «» for what is missing and whole numbers as integers."""
    for key in rows[list(PROCEDURE_KEY)].drop_duplicates().itertuples(index=False, name=None):
        yield tuple("" if pd.isna(part) else int(part) if isinstance(part, float) else part for part in key)


def _finding(key: tuple, first: pd.Series, names: list[str], listing: int, is_unclear: bool) -> Finding:
    assessment, level, subject, grade, year = key
    level = level if isinstance(level, str) else ""
    named = listed_names(names)
    title = procedure(assessment, level, subject, int(grade), int(year))
    if is_unclear:
        return Finding(
            "warning",
            "school_absent",
            f"{title}: в таблице нет школ списка: {named}, но есть строки, школа или работа которых не опознана. "
            "Результаты этих школ считаются неизвестными.",
            "Исправьте неопознанные строки; они названы в замечаниях к этому файлу.",
            first["source_file"],
            first["source_sheet"],
        )
    if listing > 1:
        return Finding(
            "note",
            "school_absent",
            f"{title}: в таблице нет школ списка: {named}. Считается, что работа в них не проводилась.",
            "Если проводилась, выгрузите таблицу по всем школам.",
            first["source_file"],
            first["source_sheet"],
        )
    return Finding(
        "warning",
        "school_absent",
        f"{title}: нет файлов школ: {named}. Считается, что работа в них не проводилась.",
        "Если проводилась, положите в папку и их файлы.",
        first["source_file"],
        first["source_sheet"],
    )

"""Schools of the roster that a procedure's tables do not list: read as «not held», and said so."""

from collections.abc import Set
from dataclasses import dataclass

import pandas as pd

from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.matching import MOST_NAMED, SHEET
from shnor_lib.ingest.schools import Roster
from shnor_lib.schemas import PROCEDURE_KEY
from shnor_lib.wording import procedure

_PROCEDURE = [*PROCEDURE_KEY, "season", "held_on", "attempt", "counted"]


@dataclass
class Absent:
    """Rows «not held», and findings."""

    rows: pd.DataFrame
    findings: list[Finding]


def absent_schools(results: pd.DataFrame, complete: Set[tuple[str, str]], roster: Roster) -> Absent:
    """Return a row «not held» for each school that is missing from a procedure that others of the roster have.

    Args:
        results: rows of the table `results`.
        complete: (file, sheet) of Приложение 1, which names every school itself.
        roster: the schools.

    Returns:
        The rows, and a finding per procedure: a note where one table lists several schools of the roster and not this
        one; a warning where each school came in a table of its own, since a file may have been forgotten.
    """
    own_words = [place in complete for place in zip(*(results[name] for name in SHEET), strict=True)]
    main = results[(results["attempt"] == 1) & ~pd.Series(own_words, index=results.index, dtype=bool)]
    listed = set(
        results.loc[results["attempt"] == 1, ["school_id", *PROCEDURE_KEY]]
        .fillna("")
        .itertuples(index=False, name=None)
    )
    rows, findings = [], []
    for key, own in main.groupby(list(PROCEDURE_KEY), dropna=False, sort=False):
        first = own.iloc[0]
        plain = tuple("" if pd.isna(part) else part for part in key)
        present = {school.school_id for school in roster.schools if (school.school_id, *plain) in listed}
        absent = [s for s in roster.schools if s.school_id not in present and first["grade"] <= s.highest_grade]
        without = [s for s in roster.schools if s.school_id not in present]
        listing = int(own.groupby(SHEET, dropna=False).size().max())
        source = {name: first[name] for name in _PROCEDURE} | {name: first[name] for name in SHEET}
        rows += [{**school.columns(), **source, "reading": "not_held", "doubtful": False} for school in without]
        if absent:
            findings.append(_finding(key, first, [school.school for school in absent], listing))
    return Absent(pd.DataFrame(rows, columns=results.columns), findings)


def _finding(key: tuple, first: pd.Series, names: list[str], listing: int) -> Finding:
    assessment, level, subject, grade, year = key
    level = level if isinstance(level, str) else ""
    named = ", ".join(f"«{name}»" for name in names[:MOST_NAMED])
    rest = f" и ещё {len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else ""
    title = procedure(assessment, level, subject, int(grade), int(year))
    if listing > 1:
        return Finding(
            "note",
            "school_absent",
            f"{title}: в таблице нет школ списка: {named}{rest}. Считается, что работа в них не проводилась.",
            "Если проводилась, выгрузите таблицу по всем школам.",
            first["source_file"],
            first["source_sheet"],
        )
    return Finding(
        "warning",
        "school_absent",
        f"{title}: нет файлов школ: {named}{rest}. Считается, что работа в них не проводилась.",
        "Если проводилась, положите в папку и их файлы.",
        first["source_file"],
        first["source_sheet"],
    )

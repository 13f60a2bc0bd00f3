"""Laws of procedures: what was not held in a year, and which grades a school has."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ingest.cells.texts import MOST_NAMED, listed
from shnor_lib.ingest.checks.outcomes import RESULTS, complaints_of, outcome
from shnor_lib.ingest.checks.rows import PROCEDURE, procedure_name, row_name
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.raw_rows import SHEET


@dataclass(frozen=True)
class NotHeld:
    """A procedure that was not held, or only partly, in a school year; «*» among subjects: all, «!»: all others."""

    assessment: str
    level: str
    subjects: str
    grades: frozenset[int]
    school_year: int
    season: str
    partly: bool
    reason: str
    source: str

    def names(self, row: Any) -> bool:
        """Tell whether a row's procedure is this one."""
        listed = self.subjects.removeprefix("!").split()
        in_subjects = self.subjects == "*" or (row.subject in listed) != self.subjects.startswith("!")
        return (
            (row.assessment, row.school_year) == (self.assessment, self.school_year)
            and self.level in ("", row.level)
            and row.grade in self.grades
            and in_subjects
            and (self.season == "*" or _season(row) == self.season)
        )


def _season(row: Any) -> str:
    """Return when a procedure was held: by its date, else as its heading says; one that says nothing means spring."""
    month = row.held_on[5:7]
    if month:
        return "autumn" if "09" <= month <= "12" else "spring"
    return row.season or "spring"


@cache
def not_held() -> tuple[NotHeld, ...]:
    """Return the procedures that were not held (the map file `maps/not_held.csv`, with sources)."""
    text = files("shnor_lib.ingest").joinpath("maps/not_held.csv").read_text(encoding="utf-8")
    return tuple(
        NotHeld(
            row["assessment"],
            row["level"],
            row["subjects"],
            frozenset(int(grade) for grade in row["grades"].split()),
            int(row["school_year"]),
            row["season"],
            row["held"] == "partly",
            row["reason"],
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def procedure_not_held(rows: pd.DataFrame) -> list[Finding]:
    """A year in which a procedure was not held has no results of it; each sheet's procedure is named once."""
    known = rows[rows["fail_pct"].notna() | (rows["n_participants"] > 0)]
    headings = list(rows_of(known.drop_duplicates([*SHEET, *PROCEDURE, "held_on"])))
    found: list[Finding] = []
    for rule in not_held():
        named = [row for row in headings if rule.names(row)]
        if rule.partly:
            found += [_partly_held(named, rule)] if named else []
        else:
            found += [_complaint(row, rule) for row in named]
    return outcome("procedure_not_held", len(headings), found, ("процедура", "процедуры", "процедур"))


def _complaint(row: Any, rule: NotHeld) -> Finding:
    return Finding(
        "error",
        "procedure_not_held",
        f"{procedure_name(row)}: результаты есть, но {rule.reason} ({rule.source}). Значения взяты, как указаны.",
        "Проверьте год и время проведения в шапке таблицы.",
        row.source_file,
        row.source_sheet,
        row.source_cell,
    )


def _partly_held(named: list, rule: NotHeld) -> Finding:
    """Return one note for all tables of procedures that only some schools sat: nothing need be wrong with them."""
    procedures = listed(dict.fromkeys(procedure_name(row) for row in named), MOST_NAMED)
    return Finding(
        "note",
        "procedure_not_held",
        f"{procedures}: {rule.reason} ({rule.source}). Значения взяты, как указаны.",
        "Проверьте, что в таблицах указано верное время проведения.",
        named[0].source_file,
        named[0].source_sheet,
        named[0].source_cell,
    )


def grade_absent(rows: pd.DataFrame, schools: pd.DataFrame) -> list[Finding]:
    """A school has results only of grades that it has (an ООШ has no ЕГЭ)."""
    highest = schools.set_index("school_id")["highest_grade"].astype(float)
    known = rows[(rows["school_id"] != "") & rows["fail_pct"].notna() & ~(rows["n_participants"] == 0)]
    wrong = known[known["grade"] > known["school_id"].map(highest)]
    kinds = schools.set_index("school_id")["kind"]
    found = complaints_of(
        wrong,
        "grade_absent",
        "warning",
        lambda row: (
            f"{row_name(row)}: результаты есть, хотя в школе вида {kinds[row.school_id]} нет "
            f"{wording.number(row.grade)} класса."
        ),
        "Сверьте с протоколом и исправьте файл или вид школы в списке школ.",
    )
    return outcome("grade_absent", len(known), found, RESULTS)

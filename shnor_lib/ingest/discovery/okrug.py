"""Whose files they are: the municipality whose schools stand in them, the region, the years and procedures."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.discovery.seen import Seen

#: What counts towards the criteria where it occurs: subjects and grades of each assessment, as in such programmes.
COUNTED = {"VPR": (5, 6, 7, 8), "OGE": (9,), "EGE": (11,)}
SUBJECTS = ("MA", "RU")


@dataclass(frozen=True)
class Okrug:
    """The municipality by code (or name) and name; none where ``several`` are equally possible."""

    code: str = ""
    name: str = ""
    several: tuple[str, ...] = ()
    region: str = ""


def whose_files(seen: Seen, chosen: str = "") -> Okrug:
    """Return the municipality whose schools are in most of the files.

    Args:
        seen: what files say.
        chosen: the municipality's name or code as a person gave it; it has to be one that the files name.
    """
    region = max(seen.regions.values(), key=len, default="")
    if chosen:
        wanted = clean(chosen).casefold()
        named = [code for code, name in seen.municipalities.items() if wanted in (code.casefold(), name.casefold())]
        code = named[0] if named else ""
        return Okrug(code, seen.municipalities.get(code, clean(chosen)), region=region)
    told = seen.schools[seen.schools["municipality"] != ""]
    files = told.groupby("municipality")["file"].nunique()
    most = sorted(files[files == files.max()].index) if len(files) else sorted(seen.municipalities)
    if len(most) == 1:
        return Okrug(most[0], seen.municipalities.get(most[0], most[0]), region=region)
    return Okrug(several=tuple(seen.municipalities.get(code, code) for code in most), region=region)


def counted_groups(schools: pd.DataFrame) -> list[tuple[str, list[str], list[int]]]:
    """Return the counted procedures that occur (assessment, subjects, grades); where none does, whatever occurs."""
    told = schools[schools["told"].astype(bool) & (schools["assessment"] != "MKR")]
    pairs = zip(told["assessment"], told["subject"], told["grade"], strict=True)
    is_usual = [subject in SUBJECTS and grade in COUNTED.get(one, ()) for one, subject, grade in pairs]
    usual = told[pd.Series(is_usual, index=told.index, dtype=bool)]
    found = []
    for assessment in COUNTED:
        own = usual if len(usual) else told
        own = own[own["assessment"] == assessment]
        if len(own):
            found.append((assessment, sorted(own["subject"].unique()), sorted({int(grade) for grade in own["grade"]})))
    return found


def years_held(schools: pd.DataFrame, counted: Sequence[tuple[str, list[str], list[int]]]) -> list[int]:
    """Return the school years, earliest first, in which a counted procedure has a result."""
    told = schools[schools["told"].astype(bool)]
    keys = {
        (assessment, subject, grade)
        for assessment, subjects, grades in counted
        for subject in subjects
        for grade in grades
    }
    return sorted(
        {
            int(year)
            for assessment, subject, grade, year in zip(
                told["assessment"], told["subject"], told["grade"], told["school_year"], strict=True
            )
            if pd.notna(grade) and (assessment, subject, int(grade)) in keys
        }
    )

"""Schools by their names: an exact match after normalisation, else a finding with candidates, never a guess."""

import difflib
from dataclasses import dataclass

import pandas as pd

from shnor_lib.ingest.texts import school_key


@dataclass(frozen=True)
class School:
    """A school of the roster."""

    school_id: str
    school: str
    kind: str
    highest_grade: int

    def columns(self) -> dict[str, str]:
        """Return the columns that name the school in tables."""
        return {"school_id": self.school_id, "school": self.school}


class Roster:
    """The schools of the roster, found by name."""

    def __init__(self, schools: pd.DataFrame):
        self.schools = [
            School(row.school_id, row.school, row.kind, int(row.highest_grade)) for row in schools.itertuples()
        ]

    def named(self, name: str) -> School | None:
        """Return the one school whose name is the same after normalisation, else ``None``."""
        found = [school for school in self.schools if school_key(school.school) == school_key(name)]
        return found[0] if len(found) == 1 else None

    def candidates(self, name: str) -> list[str]:
        """Return the names of the roster that look like ``name``, nearest first."""
        by_key = {school_key(school.school): school.school for school in self.schools}
        return [by_key[key] for key in difflib.get_close_matches(school_key(name), by_key, n=3, cutoff=0.6)]

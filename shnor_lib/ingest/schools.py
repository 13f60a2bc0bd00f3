"""Schools by their names: an exact match after normalisation, else a finding with candidates, never a guess."""

import difflib
from dataclasses import dataclass

import pandas as pd

from shnor_lib.errors import ReportError
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
    """The schools of the roster, found by name.

    Raises:
        ReportError: two schools have one name after normalisation.
    """

    def __init__(self, schools: pd.DataFrame):
        self.schools = [
            School(row.school_id, row.school, row.kind, int(row.highest_grade)) for row in schools.itertuples()
        ]
        self._by_key: dict[str, School] = {}
        for school in self.schools:
            same = self._by_key.setdefault(school_key(school.school), school)
            if same is not school:
                raise ReportError(
                    f"В списке школ «{same.school}» ({same.school_id}) и «{school.school}» ({school.school_id}) "
                    "называются одинаково: строки с этим названием нельзя отнести ни к одной из них.",
                    "Исправьте названия в файле schools.csv.",
                )

    def named(self, name: str) -> School | None:
        """Return the one school whose name is the same after normalisation, else ``None``."""
        return self._by_key.get(school_key(name))

    def candidates(self, name: str) -> list[str]:
        """Return the names of the roster that look like ``name``, nearest first."""
        near = difflib.get_close_matches(school_key(name), self._by_key, n=3, cutoff=0.6)
        return [self._by_key[key].school for key in near]

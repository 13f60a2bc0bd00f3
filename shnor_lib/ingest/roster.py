"""Schools of the roster: found by the digits of their login, else by name; else a list of candidates, never a guess."""

import difflib
import re
from dataclasses import dataclass, field

import pandas as pd

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.programme import ROSTER_PLACE
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.texts import school_key
from shnor_lib.ingest.layouts.groups import parse_group

#: How alike names have to be for one to be shown as a candidate for the other.
ALIKE = 0.6
MOST_CANDIDATES = 3


@dataclass(frozen=True)
class School:
    """A school of the roster; ``logins`` are the digits of its logins in ФИС ОКО."""

    school_id: str
    school: str
    kind: str
    highest_grade: int
    logins: frozenset[str] = field(default_factory=frozenset)

    def columns(self) -> dict[str, str]:
        """Return the columns that name the school in tables."""
        return {"school_id": self.school_id, "school": self.school}


class Roster:
    """The schools of the roster, found by login, by code or by name.

    Raises:
        ReportError: two schools have one name after normalisation, and logins do not tell them apart.
    """

    def __init__(self, schools: pd.DataFrame):
        logins = schools["login"] if "login" in schools else pd.Series(None, index=schools.index, dtype=object)
        self.schools = [
            School(row.school_id, row.school, row.kind, int(row.highest_grade), _login_digits(login))
            for row, login in zip(rows_of(schools), logins, strict=True)
        ]
        self._by_login = {digits: school for school in self.schools for digits in school.logins}
        self._by_id = {clean(school.school_id): school for school in self.schools}
        self._by_key = self._schools_by_key()

    def _schools_by_key(self) -> dict[str, list[School]]:
        """Return the schools by normalised name; several of one name only where each has its own login."""
        by_key: dict[str, list[School]] = {}
        for school in self.schools:
            same = by_key.setdefault(school_key(school.school), [])
            same.append(school)
            if len(same) > 1 and not all(one.logins for one in same):
                raise ReportError(
                    f"В списке школ «{same[0].school}» ({same[0].school_id}) и «{school.school}» ({school.school_id}) "
                    "называются одинаково: строки с этим названием нельзя отнести ни к одной из них.",
                    f"Исправьте названия или впишите логины этих школ ({ROSTER_PLACE}).",
                )
        return by_key

    def named(self, name: str) -> School | None:
        """Return the one school whose name is the same after normalisation, else ``None``."""
        found = self._by_key.get(school_key(name), ())
        return found[0] if len(found) == 1 else None

    def candidates(self, name: str) -> list[str]:
        """Return the names of the roster that look like ``name``, nearest first."""
        near = difflib.get_close_matches(school_key(name), self._by_key, n=MOST_CANDIDATES, cutoff=ALIKE)
        return [self._by_key[key][0].school for key in near]

    def of_group(self, group: str, code: str) -> School | None:
        """Return the school that a group of participants is: by login, by the roster's own code, by name.

        A name does not count against a login: a school of the same name with another login is another school.
        """
        if code and (school := self._by_login.get(code)):
            return school
        if school := self._by_id.get(clean(group)):
            return school
        school = self.named(parse_group(group).name)
        return None if school and code and school.logins else school

    @property
    def knows_every_login(self) -> bool:
        """Tell whether each school has a login, so that a group with another one is no school of the roster."""
        return all(school.logins for school in self.schools)


def _login_digits(text: object) -> frozenset[str]:
    """Return the digits of one login or several: «edu203389», «203389», «sch203389; ksh117»."""
    return frozenset(re.findall(r"\d{3,12}", str(text))) if isinstance(text, str | int) else frozenset()

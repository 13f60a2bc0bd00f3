"""Of whom an indicator is a share: schools, teachers or subject teachers of some schools (`ground/ways.yml`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

from shnor_lib.analysis.programme.programme_data import ProgrammeData, all_teachers_of
from shnor_lib.analysis.programme.teachers import subject_teachers_of
from shnor_lib.ground import ways

SchoolsOf = Callable[[ProgrammeData], "pd.Series[str]"]

#: Schools by the code of `ways.yml`.
SCHOOLS: dict[str, SchoolsOf] = {
    "listed": lambda data: data.listed,
    "listed_inside": lambda data: data.listed_inside,
    "inside": lambda data: data.inside,
    "all": lambda data: data.schools["school_id"],
}
#: What of the roster makes a school one that is meant: a row of the register, or one of its days.
LISTING, TAKING_PART = ("", "listed_from", "listed_until"), ("", "participant_since", "participant_until")
STANDING = (*LISTING, *TAKING_PART[1:])
DECIDING = {"listed": LISTING, "listed_inside": STANDING, "inside": TAKING_PART, "all": ("",)}
#: Who is a teacher at work on the day: a row more may be one more, a lost day may keep or take one.
STAFF = ("hired_on", "left_on", "leave_from", "leave_until")
SUBJECTS = (*STAFF, "position", "subjects", "is_subject_teacher")


@dataclass(frozen=True)
class Whose:
    """A denominator: ``who`` (schools, teachers, subject_teachers) of schools by their code in `SCHOOLS`."""

    who: str
    of: str

    @property
    def schools(self) -> SchoolsOf:
        """The codes of the schools that are meant, by the data."""
        return SCHOOLS[self.of]

    def people(self, data: ProgrammeData) -> pd.DataFrame:
        """Return the teachers that are meant, as of the reporting date; made once for these data, changed by nobody."""
        return _people(self, data)

    @property
    def rests_on_participation(self) -> bool:
        """Whether the schools are those that take part in the programme, so that their dates have to be known."""
        return self.of in ("listed_inside", "inside")

    @property
    def is_of_listed(self) -> bool:
        """Whether the schools are ШНОР, all of them or those inside the programme."""
        return self.of in ("listed", "listed_inside")

    @property
    def deciding(self) -> tuple[str, ...]:
        """Columns of the register of schools («»: the row) that decide of one school whether it is meant."""
        return DECIDING[self.of]

    @property
    def staff(self) -> tuple[str, ...]:
        """Columns of the register of teachers that decide of one teacher whether they are meant."""
        return SUBJECTS if self.who == "subject_teachers" else STAFF

    @property
    def of_all_listed(self) -> "Whose | None":
        """The same over all ШНОР, where only those inside the programme are meant."""
        return Whose(self.who, "listed") if self.of == "listed_inside" else None


@lru_cache(maxsize=64)
def _people(whose: Whose, data: ProgrammeData) -> pd.DataFrame:
    if whose.who == "subject_teachers":
        return subject_teachers_of(data.registers.teachers, whose.schools(data), data.window.as_of)
    return all_teachers_of(data, whose.schools(data))


@cache
def whose_of(over: str) -> Whose:
    """Return a denominator by its code in `ways.yml`.

    Raises:
        KeyError: the product knows no such denominator.
    """
    declared = ways.over(over)
    return Whose(declared.who, declared.schools)

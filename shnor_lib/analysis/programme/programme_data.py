"""What the programme is measured on, and the people behind a number.

Members are a frame with a row per member and school: ``member`` (code of a school or a teacher, title of a document),
``school_id`` (empty for documents) and ``counted`` (bool: belongs to the numerator, all rows being the denominator);
``None`` where the registers that feed it are empty, so that nothing is known.
"""

from dataclasses import dataclass, replace

import pandas as pd

from shnor_lib.analysis.programme.help_records import supported
from shnor_lib.analysis.programme.records import Window, is_true, listed_schools, taking_part
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.ground.params import Indicators
from shnor_lib.ground.register_tables import Registers


@dataclass(frozen=True)
class ProgrammeData:
    """What indicators are measured on: the roster, the registers, schools' dynamics, the window and the params."""

    schools: pd.DataFrame
    school_dynamics: pd.DataFrame
    registers: Registers
    window: Window
    params: Indicators

    @property
    def listed(self) -> pd.Series:
        """Codes of the listed schools, the ШНОР."""
        return listed_schools(self.schools)["school_id"]

    @property
    def inside(self) -> pd.Series:
        """Codes of all schools that take part in the programme on the reporting date."""
        return self.schools.loc[taking_part(self.schools, self.window.as_of), "school_id"]

    @property
    def listed_inside(self) -> pd.Series:
        """Codes of the listed schools that take part in the programme on the reporting date."""
        return self.inside[self.inside.isin(self.listed)]

    def of_schools(self, school_ids) -> "ProgrammeData":
        """Return the same data with only some of the listed schools on the list."""
        chosen = is_true(self.schools["listed"]) & self.schools["school_id"].isin(set(school_ids))
        return replace(self, schools=self.schools.assign(listed=chosen))


Members = pd.DataFrame | None


def members_frame(member, school_id, counted) -> pd.DataFrame:
    """Return members as a frame with the columns of this module."""
    frame = pd.DataFrame({"member": member, "school_id": school_id, "counted": counted})
    return frame.astype({"counted": bool}).reset_index(drop=True)


def teacher_members(people: pd.DataFrame, done: set[str] | None) -> Members:
    """Return teachers as members; those whose codes are in ``done`` count, and nothing is known without it."""
    return (
        None
        if done is None
        else members_frame(people["teacher_id"], people["school_id"], people["teacher_id"].isin(done))
    )


def all_teachers_of(data: ProgrammeData, school_ids) -> pd.DataFrame:
    """Return the people who work in the schools on the reporting date."""
    return teachers_of(data.registers.teachers, school_ids, data.window.as_of)


def supported_teachers(data: ProgrammeData) -> Members:
    """Return the teachers of the ШНОР; those in the system of support count (П2)."""
    if data.registers.empty("teachers"):
        return None
    return teacher_members(all_teachers_of(data, data.listed), supported(data.registers, data.window))

"""What the programme is measured on, and the people behind a number.

Members are a frame with a row per member and school: ``member`` (code of a school or a teacher, title of a document),
``school_id`` (empty for documents), ``counted`` (bool: belongs to the numerator, all rows being the denominator) and
``known`` (bool: whether it belongs there can be told); ``None`` where what feeds it is empty, so that nothing is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import pandas as pd

from shnor_lib.analysis.programme.records import Window, is_true
from shnor_lib.analysis.programme.roster import in_support, listed_schools, taking_part
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.ground.params import Indicators, Period
from shnor_lib.ground.register_tables import Registers


def programme_data(
    schools: pd.DataFrame,
    school_dynamics: pd.DataFrame,
    registers: Registers,
    period: Period | None,
    as_of: date,
    params: Indicators,
    rows_read: pd.DataFrame,
    next_list: pd.DataFrame,
) -> "ProgrammeData":
    """Return what the programme is measured on, from its first day to the reporting date.

    While the period waits for a person nothing can be measured: whatever a record or a result is dated, nobody knows
    whether it counts.  Registers, dynamics and the days of participation are left out, and all stays ``no_data``.
    """
    if period is not None:
        window = Window(period.start, as_of)
        return ProgrammeData(schools, school_dynamics, registers, window, params, rows_read, next_list)
    undated = schools.assign(participant_since=None, participant_until=None)
    return ProgrammeData(undated, school_dynamics.iloc[:0], Registers(), Window(as_of, as_of), params)


def nothing_lost() -> pd.DataFrame:
    """Return the table `rows_read` of registers of which every row was used."""
    return pd.DataFrame(columns=["register", "column", "used", "lost"])


def no_list_to_come() -> pd.DataFrame:
    """Return the table `next_list` of data that tell nothing of the list to come."""
    return pd.DataFrame(columns=["school_id", "change"])


@dataclass(frozen=True, eq=False)
class ProgrammeData:
    """What indicators are measured on: the roster, the registers, schools' dynamics, the window and the params.

    Nobody changes the frames: what is made of these very data may be kept (`functools.lru_cache`).

    ``rows_read`` tells how many rows of the registers could not be used: values may be otherwise because of them.
    ``next_list`` is the table of that name: which schools the latest results would list.
    """

    schools: pd.DataFrame
    school_dynamics: pd.DataFrame
    registers: Registers
    window: Window
    params: Indicators
    rows_read: pd.DataFrame = field(default_factory=nothing_lost)
    next_list: pd.DataFrame = field(default_factory=no_list_to_come)

    @property
    def listed(self) -> pd.Series:
        """Codes of the listed schools, the ШНОР."""
        return listed_schools(self.schools)["school_id"]

    @property
    def inside(self) -> pd.Series:
        """Codes of all schools that take part in the programme on the reporting date."""
        return self.schools.loc[taking_part(self.schools, self.window.as_of), "school_id"]

    @property
    def supported(self) -> pd.DataFrame:
        """The roster's rows of the schools for which help is meant on the reporting date: listed, or taking part."""
        return self.schools[in_support(self.schools, self.window.as_of)]

    @property
    def listed_inside(self) -> pd.Series:
        """Codes of the listed schools that take part in the programme on the reporting date."""
        return self.inside[self.inside.isin(self.listed)]

    def at(self, day: date) -> "ProgrammeData":
        """Return the same data as they were on a day of the window; the same object each time it is asked for."""
        return _at(self, day)

    def at_start(self) -> "ProgrammeData":
        """Return the same data as they were on the programme's first day."""
        return self.at(self.window.start)

    def of_schools(self, school_ids: Iterable[str]) -> "ProgrammeData":
        """Return the same data with only some of the listed schools on the list."""
        chosen = is_true(self.schools["listed"]) & self.schools["school_id"].isin(set(school_ids))
        return replace(self, schools=self.schools.assign(listed=chosen))

    def of_every_school(self) -> "ProgrammeData":
        """Return the same data as they would be if every school of the roster were listed and took part."""
        since = self.window.start.isoformat()
        every = self.schools.assign(listed=True, participant_since=since, participant_until=None)
        return replace(self, schools=every)


@lru_cache(maxsize=64)
def _at(data: ProgrammeData, day: date) -> ProgrammeData:
    return replace(data, window=Window(data.window.start, day))


Members = pd.DataFrame | None


def members_frame(
    member: pd.Series, school_id: pd.Series | None, counted: pd.Series, known: pd.Series | bool = True
) -> pd.DataFrame:
    """Return members as a frame with the columns of this module."""
    frame = pd.DataFrame({"member": member, "school_id": school_id, "counted": counted, "known": known})
    return frame.astype({"counted": bool, "known": bool}).reset_index(drop=True)


def teacher_members(people: pd.DataFrame, done: set[str] | None) -> Members:
    """Return teachers as members; those whose codes are in ``done`` count, and nothing is known without it."""
    return (
        None
        if done is None
        else members_frame(people["teacher_id"], people["school_id"], people["teacher_id"].isin(done))
    )


def all_teachers_of(data: ProgrammeData, school_ids: Iterable[str]) -> pd.DataFrame:
    """Return the people who work in the schools on the reporting date."""
    return teachers_of(data.registers.teachers, school_ids, data.window.as_of)

"""What there is to know of an indicator by the way in which it is counted: a record, made in `declared`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from shnor_lib.analysis.programme.programme_data import Members, ProgrammeData

MembersOf = Callable[[ProgrammeData], Members]


class Of(StrEnum):
    """What an indicator's members are: schools and teachers give a share, documents and events are pieces."""

    SCHOOLS = "schools"
    TEACHERS = "teachers"
    DOCUMENTS = "documents"
    EVENTS = "events"

    @property
    def gives_share(self) -> bool:
        """Whether a part of a whole is counted, and not pieces."""
        return self in (Of.SCHOOLS, Of.TEACHERS)


class Group(StrEnum):
    """Where the programme names an indicator: in its table of targets, or in its passport without a target."""

    TARGETS = "targets"
    PASSPORT = "passport"


@dataclass(frozen=True)
class Doubts:
    """What rows that were set aside could change in an indicator: registers and their columns («»: the whole row).

    ``adds``: a row could make one member more count.  ``joins``: it could make one member more, counting or not.
    ``flips``: it could turn one member either way.  ``turns``: it decides of one school whether its teachers are meant
    (of an indicator of schools: whether it counts).
    """

    adds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flips: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    turns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Value:
    """An indicator's numbers: shares in percent, documents in pieces; ``None`` is unknown.

    ``baseline`` is the start value, ``range_low`` and ``range_high`` what doubtful members and rows that were set aside
    leave open, ``rows_aside`` the number of such rows.  ``hidden``: the value tells of too few people to be shown.
    """

    numerator: int | None = None
    denominator: int | None = None
    actual: float | None = None
    baseline: float | None = None
    range_low: float | None = None
    range_high: float | None = None
    rows_aside: int = 0
    hidden: bool = False


class RemarkCode(StrEnum):
    """What has to be said beside an indicator's value; the words are the presentation's."""

    SCHOOLS_WITHOUT_TEACHERS = "schools_without_teachers"
    DOCUMENTS_NOT_COUNTED = "documents_not_counted"
    AUDIENCES_COVERED = "audiences_covered"
    AUDIENCES_ABSENT = "audiences_absent"
    TARGET_BELOW_START = "target_below_start"
    OVER_SCHOOLS_INSIDE = "over_schools_inside"
    SUBJECT_TEACHERS_DERIVED = "subject_teachers_derived"
    ONLY_LISTED_SCHOOLS = "only_listed_schools"
    REGISTERS_EMPTY = "registers_empty"
    REGISTERS_REFUSED = "registers_refused"
    HELP_TO_WHOLE_SCHOOLS = "help_to_whole_schools"
    BOTH_MEASUREMENTS = "both_measurements"
    SMALL_GROUPS_HIDDEN = "small_groups_hidden"
    RANGE_OF_DYNAMICS = "range_of_dynamics"
    RANGE_OF_LEAVING = "range_of_leaving"
    ROWS_SET_ASIDE = "rows_set_aside"


@dataclass(frozen=True)
class Remark:
    """A remark and its fields: ``part`` of a ``whole``, or codes of a list (audiences, registers)."""

    remark: RemarkCode
    part: int | None = None
    whole: int | None = None
    codes: tuple[str, ...] = ()


RemarksOf = Callable[[ProgrammeData, Value, float | None], Iterable[Remark]]


def _listed(data: ProgrammeData) -> "pd.Series[str]":
    return data.listed


@dataclass(frozen=True)
class Indicator:
    """A way of counting over a denominator: who stands behind it, what it needs, how it is followed and shown.

    Args:
        way: its code in `ways.yml`.
        of: what its members are.
        members: who stands behind it.
        registers: the registers without which it is unknown; none of them means that results feed it.
        schools: codes of the schools whose teachers are the denominator (of an indicator of teachers).
        members_at_start: who stands behind its start value, if it has one.
        members_of_all_listed: the same over all ШНОР, where the programme asks for those inside it alone.
        range_in_percent: lowest and highest value that doubtful members leave open.
        over_confirmed: it is a share over the ШНОР that may also be given over those whom data confirm.
        over_system: it rests on help of any kind, one register of which is enough.
        shows_results: it tells of results of teachers, so that small groups are hidden.
        yearly: what feeds it comes once a year.
        by_school: it is printed school by school.
        remarks: what has to be said beside its value.
        doubts: what rows that were set aside could change in it.
    """

    way: str
    of: Of
    members: MembersOf
    registers: tuple[str, ...]
    schools: "Callable[[ProgrammeData], pd.Series[str]]" = _listed
    members_at_start: MembersOf | None = None
    members_of_all_listed: MembersOf | None = None
    range_in_percent: Callable[[ProgrammeData], tuple[float | None, float | None]] | None = None
    over_confirmed: bool = True
    over_system: bool = False
    shows_results: bool = False
    yearly: bool = False
    by_school: bool = False
    remarks: tuple[RemarksOf, ...] = ()
    doubts: Doubts = Doubts()

    @property
    def by_quarters(self) -> bool:
        """Whether it is followed quarter by quarter.

        Not where two groups of teachers that differ by one person would show that person's result.
        """
        return not (self.yearly or self.shows_results)

"""What has to be said beside an indicator's number so that it is not misread: codes and fields, no words."""

from collections.abc import Iterator

import pandas as pd

from shnor_lib.analysis.indicators.indicator import MembersOf, Remark, RemarkCode, Value
from shnor_lib.analysis.indicators.whose import SchoolsOf
from shnor_lib.analysis.programme.help_records import NEEDED
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import listed_schools
from shnor_lib.analysis.programme.rows_read import refused
from shnor_lib.analysis.programme.teachers import subject_teachers_of
from shnor_lib.ground.registers import SEPARATOR, register_sheet


def schools_without_teachers(data: ProgrammeData, schools: "pd.Series[str]") -> Iterator[Remark]:
    """Yield how many of the schools that an indicator of teachers is about have no teacher in the register."""
    silent = int((~schools.isin(data.registers.teachers["school_id"])).sum())
    if silent:
        yield Remark(RemarkCode.SCHOOLS_WITHOUT_TEACHERS, silent, len(schools))


def documents_not_counted(
    kind: str | None, data: ProgrammeData, value: Value, target: float | None
) -> Iterator[Remark]:
    """Yield how many documents of a kind, or of any, do not count; the part is those without a date of approval."""
    materials = data.registers.materials
    own = materials if kind is None else materials[materials["kind"] == kind]
    unapproved = int(own["approved_on"].isna().sum())
    whole = len(own) - int(data.window.holds(own["approved_on"]).sum())
    if whole:
        yield Remark(RemarkCode.DOCUMENTS_NOT_COUNTED, unapproved, whole)


def audiences(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield whom the approved recommendations address, and whom none does."""
    materials = data.registers.materials
    counted = materials[(materials["kind"] == "recommendations") & data.window.holds(materials["approved_on"])]
    named = {code.strip() for text in counted["audience"].dropna() for code in text.split(SEPARATOR)}
    codes = [one.code for one in register_sheet("materials").column("audience").choices]
    covered = tuple(code for code in codes if code in named)
    absent = tuple(code for code in codes if code not in named)
    if covered:
        yield Remark(RemarkCode.AUDIENCES_COVERED, codes=covered)
    if absent:
        yield Remark(RemarkCode.AUDIENCES_ABSENT, codes=absent)


def target_below_start(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield that the target was reached on the first day already."""
    if value.baseline is not None and target is not None and value.baseline > target:
        yield Remark(RemarkCode.TARGET_BELOW_START)


def over_schools_inside(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield that the denominator is the teachers of the schools in the programme."""
    yield Remark(RemarkCode.OVER_SCHOOLS_INSIDE)


def subject_teachers_derived(
    schools: SchoolsOf, data: ProgrammeData, value: Value, target: float | None
) -> Iterator[Remark]:
    """Yield how many teachers of the schools are taken for subject teachers by their subjects alone."""
    people = subject_teachers_of(data.registers.teachers, schools(data), data.window.as_of)
    derived = int(people.loc[is_true(people["derived"]), "teacher_id"].nunique())
    if derived:
        yield Remark(RemarkCode.SUBJECT_TEACHERS_DERIVED, derived)


def only_listed_schools(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield that the roster names nobody but the ШНОР, so that a share of all schools says little."""
    if len(listed_schools(data.schools)) == len(data.schools):
        yield Remark(RemarkCode.ONLY_LISTED_SCHOOLS)


def registers_empty(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield which registers of help are empty and of which no row could be used: the share may be too low."""
    names = dict.fromkeys(name for needed in NEEDED.values() for name in needed)
    spoilt = refused(data.rows_read)
    empty = tuple(name for name in names if data.registers.empty(name) and name not in spoilt)
    if empty:
        yield Remark(RemarkCode.REGISTERS_EMPTY, codes=empty)
    if own := tuple(name for name in names if name in spoilt):
        yield Remark(RemarkCode.REGISTERS_REFUSED, codes=own)


def range_of_dynamics(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield of how many listed schools with results of the programme's period the change is not firm."""
    own = data.school_dynamics
    own = own[(own["scope"] == "all") & own["school_id"].isin(data.listed) & (own["pairs"] > 0)]
    own = own[is_true(own["in_programme"])]
    doubtful = int((~is_true(own["firm"])).sum())
    if doubtful and value.range_low is not None:
        yield Remark(RemarkCode.RANGE_OF_DYNAMICS, doubtful, len(own))


def range_of_leaving(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield of how many listed schools nobody can tell whether the latest results would list them."""
    own = data.next_list[data.next_list["school_id"].isin(data.listed)]
    undecided = len(data.listed) - int((own["change"].notna() & (own["change"] != "open")).sum())
    if undecided and value.range_low is not None:
        yield Remark(RemarkCode.RANGE_OF_LEAVING, undecided, len(data.listed))


def help_to_whole_schools(data: ProgrammeData, value: Value, target: float | None) -> Iterator[Remark]:
    """Yield how many addressed consultations went to schools as a whole and count for no teacher."""
    rows = data.registers.consultations
    rows = rows[data.window.holds(rows["held_on"]) & is_true(rows["is_targeted"]) & rows["teacher_id"].isna()]
    if len(rows):
        yield Remark(RemarkCode.HELP_TO_WHOLE_SCHOOLS, len(rows))


def both_measurements(
    supported: MembersOf, data: ProgrammeData, value: Value, target: float | None
) -> Iterator[Remark]:
    """Yield how many of the supported teachers were measured twice, and that small groups are hidden."""
    system = supported(data)
    total = int(system.loc[system["counted"], "member"].nunique()) if system is not None else 0
    yield Remark(RemarkCode.BOTH_MEASUREMENTS, value.denominator, total)
    if value.hidden:
        yield Remark(RemarkCode.SMALL_GROUPS_HIDDEN)

"""Who stands behind each indicator of the programme: schools, teachers or documents (METHODS, indicators И1–И7, П1–П5).

Each function returns the indicator's members as `programme_data` describes them.
"""

from collections.abc import Iterable

import pandas as pd

from shnor_lib.analysis.programme.competences import gains_pp, is_diagnostics
from shnor_lib.analysis.programme.help_records import targeted_consultations, targeted_courses
from shnor_lib.analysis.programme.programme_data import (
    Members,
    ProgrammeData,
    all_teachers_of,
    members_frame,
    teacher_members,
    teachers_in_support,
)
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import listed_schools, participation_known, taking_part
from shnor_lib.analysis.programme.teachers import subject_teachers_of
from shnor_lib.analysis.results.positive_dynamics import share_with_positive_dynamics

# Documents


def _documents(data: ProgrammeData, kind: str) -> Members:
    materials = data.registers.materials
    if materials.empty:
        return None
    own = materials[materials["kind"] == kind]
    return members_frame(own["title"], None, data.window.holds(own["approved_on"]))


def target_models(data: ProgrammeData) -> Members:
    """Return the target models of support; those approved within the window count (И1)."""
    return _documents(data, "target_model")


def recommendations(data: ProgrammeData) -> Members:
    """Return the addressed methodical recommendations; those approved within the window count (И6)."""
    return _documents(data, "recommendations")


# Schools


def _schools_taking_part(data: ProgrammeData, schools: pd.DataFrame) -> Members:
    if not participation_known(data.schools):
        return None
    codes = schools["school_id"]
    return members_frame(codes, codes, taking_part(schools, data.window.as_of))


def listed_taking_part(data: ProgrammeData) -> Members:
    """Return the ШНОР; those in the programme by the roster's dates count (И2)."""
    return _schools_taking_part(data, listed_schools(data.schools))


def all_taking_part(data: ProgrammeData) -> Members:
    """Return all schools of the okrug that the roster names; those in the programme count (П1)."""
    return _schools_taking_part(data, data.schools)


def listed_taking_part_at_start(data: ProgrammeData) -> Members:
    """Return the ШНОР; those in the programme on its first day count (beside И2)."""
    return listed_taking_part(data.at_start())


def all_taking_part_at_start(data: ProgrammeData) -> Members:
    """Return all schools of the okrug; those in the programme on its first day count (beside П1)."""
    return all_taking_part(data.at_start())


# Schools by their results


def improved_schools(data: ProgrammeData) -> Members:
    """Return the ШНОР; those with positive dynamics by results of the programme's period count (И7)."""
    return _improved(_dynamics_during_programme(data), data)


def improved_schools_before_programme(data: ProgrammeData) -> Members:
    """Return the ШНОР; those improved by earlier results count, until there are later ones (beside И7)."""
    return None if len(_dynamics_during_programme(data)) else _improved(_compared(data), data)


def range_of_improved_schools(data: ProgrammeData) -> tuple[float | None, float | None]:
    """Return the range that firmness leaves open, of И7 or, without results of the programme's period, of its start."""
    during = _dynamics_during_programme(data)
    share = share_with_positive_dynamics(during if len(during) else _compared(data), data.listed)
    return share["range_low"], share["range_high"]


def _compared(data: ProgrammeData) -> pd.DataFrame:
    """Return the dynamics of the listed schools that have comparable pairs."""
    own = data.school_dynamics
    return own[(own["scope"] == "all") & own["school_id"].isin(data.listed) & (own["pairs"] > 0)]


def _dynamics_during_programme(data: ProgrammeData) -> pd.DataFrame:
    own = _compared(data)
    return own[is_true(own["in_programme"])]


def _improved(dynamics: pd.DataFrame, data: ProgrammeData) -> Members:
    if dynamics.empty:
        return None
    positive = dynamics.set_index("school_id")["positive"].astype("boolean").reindex(data.listed)
    codes = positive.index.to_series()
    return members_frame(codes, codes, is_true(positive), positive.notna())


# Teachers


def _recorded(data: ProgrammeData, register: str, rows: pd.DataFrame, day: str) -> set[str] | None:
    """Return the codes of teachers with a record in the window; ``None`` if that register or the teachers' is empty."""
    if data.registers.empty(register) or data.registers.empty("teachers"):
        return None
    return set(rows.loc[data.window.holds(rows[day]), "teacher_id"].dropna())


def interacting(data: ProgrammeData) -> Members:
    """Return the teachers of the ШНОР in the programme; those in network and partner interaction count (И3)."""
    if not participation_known(data.schools):
        return None
    return _interacting_of(data, data.listed_inside)


def interacting_of_all_listed(data: ProgrammeData) -> Members:
    """Return the teachers of all ШНОР; those in network and partner interaction count (beside И3)."""
    return _interacting_of(data, data.listed)


def _interacting_of(data: ProgrammeData, school_ids: Iterable[str]) -> Members:
    rows = data.registers.interaction
    return teacher_members(all_teachers_of(data, school_ids), _recorded(data, "interaction", rows, "held_on"))


def _subject_teachers(data: ProgrammeData) -> pd.DataFrame:
    return subject_teachers_of(data.registers.teachers, data.listed, data.window.as_of)


def trained_subject_teachers(data: ProgrammeData) -> Members:
    """Return the subject teachers of the ШНОР; those who finished a targeted course in the window count (И4)."""
    done = _recorded(data, "courses", targeted_courses(data.registers), "finished_on")
    return teacher_members(_subject_teachers(data), done)


def diagnosed_subject_teachers(data: ProgrammeData) -> Members:
    """Return the subject teachers of the ШНОР; those diagnosed in the window count, by tests alone (И5)."""
    rows = data.registers.diagnostics
    return teacher_members(
        _subject_teachers(data), _recorded(data, "diagnostics", rows[is_diagnostics(rows)], "held_on")
    )


def trained_teachers(data: ProgrammeData) -> Members:
    """Return all teachers of the schools in the programme; those who finished a targeted course count (П3)."""
    if not participation_known(data.schools):
        return None
    done = _recorded(data, "courses", targeted_courses(data.registers), "finished_on")
    return teacher_members(all_teachers_of(data, data.inside), done)


def helped_teachers(data: ProgrammeData) -> Members:
    """Return the teachers of the ШНОР; those given an addressed consultation in the window count (П4)."""
    rows = targeted_consultations(data.registers)
    return teacher_members(all_teachers_of(data, data.listed), _recorded(data, "consultations", rows, "held_on"))


def improved_teachers(data: ProgrammeData) -> Members:
    """Return the teachers of the ШНОР in the system with both measurements; a gain of ``min_gain`` counts (П5)."""
    system = teachers_in_support(data)
    if system is None or data.registers.empty("diagnostics"):
        return None
    gains = gains_pp(data.registers.diagnostics, data.window)
    measured = system[system["counted"] & system["member"].isin(gains.index)]
    raised = measured["member"].map(gains) >= data.params.min_gain.value
    return members_frame(measured["member"], measured["school_id"], raised)

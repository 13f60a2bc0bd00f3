"""Who stands behind each indicator of the programme: schools, teachers or documents (METHODS, indicators И1–И6, П1–П5).

A measure returns its members, a row per member and school: ``member`` (code of a school or a teacher, title of a
document), ``school_id`` (empty for documents) and ``counted`` (bool: belongs to the numerator, all rows being the
denominator); ``None`` where the registers that feed it are empty, so that nothing is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from shnor_lib.analysis.programme.competences import gains_pp, is_diagnostics
from shnor_lib.analysis.programme.help_records import supported, targeted_consultations, targeted_courses
from shnor_lib.analysis.programme.records import (
    Registers,
    Window,
    is_true,
    listed_schools,
    participation_known,
    taking_part,
)
from shnor_lib.analysis.programme.teachers import subject_teachers_of, teachers_of
from shnor_lib.ground.params import Indicators

SCHOOLS, TEACHERS, DOCUMENTS = "schools", "teachers", "documents"


@dataclass(frozen=True)
class Sources:
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

    def of_schools(self, school_ids) -> "Sources":
        """Return the same sources with only some of the listed schools on the list."""
        chosen = is_true(self.schools["listed"]) & self.schools["school_id"].isin(set(school_ids))
        return replace(self, schools=self.schools.assign(listed=chosen))


Members = pd.DataFrame | None


def members_frame(member, school_id, counted) -> pd.DataFrame:
    """Return members as a frame with the columns of this module."""
    frame = pd.DataFrame({"member": member, "school_id": school_id, "counted": counted})
    return frame.astype({"counted": bool}).reset_index(drop=True)


# Documents


def _documents(sources: Sources, kind: str) -> Members:
    materials = sources.registers.materials
    if materials.empty:
        return None
    own = materials[materials["kind"] == kind]
    return members_frame(own["title"], None, sources.window.holds(own["approved_on"]))


def target_models(sources: Sources) -> Members:
    """Return the target models of support; those approved within the window count (И1)."""
    return _documents(sources, "target_model")


def recommendations(sources: Sources) -> Members:
    """Return the addressed methodical recommendations; those approved within the window count (И6)."""
    return _documents(sources, "recommendations")


# Schools


def _schools_taking_part(sources: Sources, schools: pd.DataFrame) -> Members:
    if not participation_known(sources.schools):
        return None
    codes = schools["school_id"]
    return members_frame(codes, codes, taking_part(schools, sources.window.as_of))


def listed_taking_part(sources: Sources) -> Members:
    """Return the ШНОР; those in the programme by the roster's dates count (И2)."""
    return _schools_taking_part(sources, listed_schools(sources.schools))


def all_taking_part(sources: Sources) -> Members:
    """Return all schools of the okrug that the roster names; those in the programme count (П1)."""
    return _schools_taking_part(sources, sources.schools)


# Teachers


def _teachers(people: pd.DataFrame, done: set[str] | None) -> Members:
    return (
        None
        if done is None
        else members_frame(people["teacher_id"], people["school_id"], people["teacher_id"].isin(done))
    )


def _all_of(sources: Sources, school_ids) -> pd.DataFrame:
    return teachers_of(sources.registers.teachers, school_ids, sources.window.as_of)


def _recorded(sources: Sources, register: str, rows: pd.DataFrame, day: str) -> set[str] | None:
    """Return the codes of teachers with a record in the window; ``None`` if that register or the teachers' is empty."""
    if sources.registers.empty(register) or sources.registers.empty("teachers"):
        return None
    return set(rows.loc[sources.window.holds(rows[day]), "teacher_id"].dropna())


def interacting(sources: Sources) -> Members:
    """Return the teachers of the ШНОР in the programme; those in network and partner interaction count (И3)."""
    if not participation_known(sources.schools):
        return None
    return _interacting_of(sources, sources.listed_inside)


def interacting_of_all_listed(sources: Sources) -> Members:
    """Return the teachers of all ШНОР; those in network and partner interaction count (beside И3)."""
    return _interacting_of(sources, sources.listed)


def _interacting_of(sources: Sources, school_ids) -> Members:
    rows = sources.registers.interaction
    return _teachers(_all_of(sources, school_ids), _recorded(sources, "interaction", rows, "held_on"))


def _subject_teachers(sources: Sources) -> pd.DataFrame:
    return subject_teachers_of(sources.registers.teachers, sources.listed, sources.window.as_of)


def trained_subject_teachers(sources: Sources) -> Members:
    """Return the subject teachers of the ШНОР; those who finished a targeted course in the window count (И4)."""
    done = _recorded(sources, "courses", targeted_courses(sources.registers), "finished_on")
    return _teachers(_subject_teachers(sources), done)


def diagnosed_subject_teachers(sources: Sources) -> Members:
    """Return the subject teachers of the ШНОР; those diagnosed in the window count, by tests alone (И5)."""
    rows = sources.registers.diagnostics
    return _teachers(
        _subject_teachers(sources), _recorded(sources, "diagnostics", rows[is_diagnostics(rows)], "held_on")
    )


def supported_teachers(sources: Sources) -> Members:
    """Return the teachers of the ШНОР; those in the system of support count (П2)."""
    if sources.registers.empty("teachers"):
        return None
    return _teachers(_all_of(sources, sources.listed), supported(sources.registers, sources.window))


def trained_teachers(sources: Sources) -> Members:
    """Return all teachers of the schools in the programme; those who finished a targeted course count (П3)."""
    if not participation_known(sources.schools):
        return None
    done = _recorded(sources, "courses", targeted_courses(sources.registers), "finished_on")
    return _teachers(_all_of(sources, sources.inside), done)


def helped_teachers(sources: Sources) -> Members:
    """Return the teachers of the ШНОР; those given an addressed consultation in the window count (П4)."""
    rows = targeted_consultations(sources.registers)
    return _teachers(_all_of(sources, sources.listed), _recorded(sources, "consultations", rows, "held_on"))


def improved_teachers(sources: Sources) -> Members:
    """Return the teachers of the ШНОР in the system with both measurements; a gain of ``min_gain`` counts (П5)."""
    system = supported_teachers(sources)
    if system is None or sources.registers.empty("diagnostics"):
        return None
    gains = gains_pp(sources.registers.diagnostics, sources.window)
    measured = system[system["counted"] & system["member"].isin(gains.index)]
    raised = measured["member"].map(gains) >= sources.params.min_gain.value
    return members_frame(measured["member"], measured["school_id"], raised)


@dataclass(frozen=True)
class Measure:
    """How an indicator is measured and what its members are.

    ``schools`` names the property of the sources that gives the schools whose teachers are the denominator.
    ``over_list``: it is a share over the listed schools or their teachers that may also be given over some of them.
    ``over_system``: it rests on help of any kind, one register of which is enough.  ``shows_results``: it tells of
    results of teachers, so that small groups are hidden.
    """

    members: Callable[[Sources], Members]
    of: str
    schools: str = "listed"
    over_list: bool = True
    over_system: bool = False
    shows_results: bool = False


#: The indicators that registers and the roster feed; И7 rests on results and is measured in `measuring`.
MEASURES = {
    "И1": Measure(target_models, DOCUMENTS, over_list=False),
    "И2": Measure(listed_taking_part, SCHOOLS),
    "И3": Measure(interacting, TEACHERS, "listed_inside"),
    "И4": Measure(trained_subject_teachers, TEACHERS),
    "И5": Measure(diagnosed_subject_teachers, TEACHERS),
    "И6": Measure(recommendations, DOCUMENTS, over_list=False),
    "П1": Measure(all_taking_part, SCHOOLS, over_list=False),
    "П2": Measure(supported_teachers, TEACHERS, over_system=True),
    "П3": Measure(trained_teachers, TEACHERS, "inside", over_list=False),
    "П4": Measure(helped_teachers, TEACHERS),
    "П5": Measure(improved_teachers, TEACHERS, over_list=False, over_system=True, shows_results=True),
}

"""Who stands behind each way of counting: schools, teachers, documents or events (METHODS 4).

Each function returns members as `programme_data` describes them; of whom a share is says its `Whose`.
"""

from collections.abc import Callable

import pandas as pd

from shnor_lib.analysis.indicators.whose import Whose
from shnor_lib.analysis.programme.competences import gains_pp, is_diagnostics
from shnor_lib.analysis.programme.help_records import codes_in_support, targeted_consultations, targeted_courses
from shnor_lib.analysis.programme.programme_data import Members, ProgrammeData, members_frame, teacher_members
from shnor_lib.analysis.programme.records import in_force, is_true
from shnor_lib.analysis.programme.roster import participation_known, taking_part
from shnor_lib.analysis.results.positive_dynamics import share_with_positive_dynamics

# Documents and events


def documents(data: ProgrammeData, kind: str | None = None) -> Members:
    """Return the methodical documents of a kind, or of any; those approved within the window count."""
    materials = data.registers.materials
    if materials.empty:
        return None
    own = materials if kind is None else materials[materials["kind"] == kind]
    documents_by_kind = own["kind"] + ": " + own["title"]  # two kinds may have one title
    return members_frame(documents_by_kind, None, data.window.holds(own["approved_on"]))


def events(data: ProgrammeData) -> Members:
    """Return the events; those held within the window count."""
    own = data.registers.events
    return None if own.empty else members_frame(own["event_id"], None, data.window.holds(own["held_on"]))


# Schools


def taking_part_of(data: ProgrammeData, whose: Whose) -> Members:
    """Return the schools that are meant; those in the programme by the roster's dates count."""
    if not participation_known(data.schools):
        return None
    schools = data.schools[data.schools["school_id"].isin(whose.schools(data))]
    codes = schools["school_id"]
    return members_frame(codes, codes, taking_part(schools, data.window.as_of))


def taking_part_at_start(data: ProgrammeData, whose: Whose) -> Members:
    """Return the schools that are meant; those in the programme on its first day count."""
    return taking_part_of(data.at_start(), whose)


def partnered(data: ProgrammeData, whose: Whose) -> Members:
    """Return the schools that are meant; those with a partnership in force on the reporting date count."""
    own = data.registers.partnerships
    if own.empty:
        return None
    force = own[in_force(own["since"], own["until"], data.window.as_of)]
    codes = whose.schools(data)
    return members_frame(codes, codes, codes.isin(force["school_id"]))


# Schools by their results


def improved_schools(data: ProgrammeData, whose: Whose) -> Members:
    """Return the ШНОР; those with positive dynamics by results of the programme's period count."""
    return _improved(_dynamics_during_programme(data), data)


def improved_schools_before_programme(data: ProgrammeData, whose: Whose) -> Members:
    """Return the ШНОР; those improved by earlier results count, until there are later ones."""
    return None if len(_dynamics_during_programme(data)) else _improved(_compared(data), data)


def range_of_improved_schools(data: ProgrammeData) -> tuple[float | None, float | None]:
    """Return the range that firmness leaves open, of the share or, without results of the period, of its start."""
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


def schools_leaving(data: ProgrammeData, whose: Whose) -> Members:
    """Return the ШНОР; those that the latest results would no longer list count (the table `next_list`)."""
    own = data.next_list
    if own.empty:
        return None
    change = own.set_index("school_id")["change"].reindex(data.listed)
    codes = change.index.to_series()
    known = change.notna() & (change != "open")
    return members_frame(codes, codes, change == "leaves", known) if known.any() else None


def range_of_leaving(data: ProgrammeData) -> tuple[float | None, float | None]:
    """Return the range that schools leave open of which nobody can tell whether they would stay."""
    own = data.next_list
    own = own[own["school_id"].isin(data.listed)] if len(own) else own
    if own.empty or not len(data.listed) or (own["change"] == "open").all():
        return None, None
    leaving, undecided = (int((own["change"] == code).sum()) for code in ("leaves", "open"))
    unnamed = len(data.listed) - len(own)
    return 100 * leaving / len(data.listed), 100 * (leaving + undecided + unnamed) / len(data.listed)


# Teachers

#: Teacher codes with a record, or ``None`` where nothing is known.
Done = Callable[[ProgrammeData], set[str] | None]


def teachers_with(done: Done, data: ProgrammeData, whose: Whose) -> Members:
    """Return the teachers that are meant; those with a record in the window count."""
    if whose.rests_on_participation and not participation_known(data.schools):
        return None
    return teacher_members(whose.people(data), done(data))


def _recorded(data: ProgrammeData, register: str, rows: pd.DataFrame, day: str) -> set[str] | None:
    """Return the codes of teachers with a record in the window; ``None`` if that register or the teachers' is empty."""
    if data.registers.empty(register) or data.registers.empty("teachers"):
        return None
    return set(rows.loc[data.window.holds(rows[day]), "teacher_id"].dropna())


def interacting(data: ProgrammeData) -> set[str] | None:
    """Return who takes part in network and partner interaction."""
    return _recorded(data, "interaction", data.registers.interaction, "held_on")


def trained(data: ProgrammeData) -> set[str] | None:
    """Return who finished a targeted course."""
    return _recorded(data, "courses", targeted_courses(data.registers), "finished_on")


def trained_anyhow(data: ProgrammeData) -> set[str] | None:
    """Return who finished any course."""
    return _recorded(data, "courses", data.registers.courses, "finished_on")


def diagnosed(data: ProgrammeData) -> set[str] | None:
    """Return who was diagnosed, by tests alone."""
    rows = data.registers.diagnostics
    return _recorded(data, "diagnostics", rows[is_diagnostics(rows)], "held_on")


def consulted(data: ProgrammeData) -> set[str] | None:
    """Return who was given an addressed consultation."""
    return _recorded(data, "consultations", targeted_consultations(data.registers), "held_on")


def on_routes(data: ProgrammeData) -> set[str] | None:
    """Return who has done a step of a route of their own."""
    return _recorded(data, "routes", data.registers.routes, "done_on")


def at_events(data: ProgrammeData) -> set[str] | None:
    """Return who took part in an event."""
    if any(data.registers.empty(name) for name in ("teachers", "events", "participation")):
        return None
    held = data.registers.events.loc[data.window.holds(data.registers.events["held_on"]), "event_id"]
    taken = data.registers.participation
    return set(taken.loc[taken["event_id"].isin(held), "teacher_id"].dropna())


def supported(data: ProgrammeData) -> set[str] | None:
    """Return who is in the system of support: got help of any kind."""
    return None if data.registers.empty("teachers") else codes_in_support(data.registers, data.window)


def improved_teachers(data: ProgrammeData, whose: Whose) -> Members:
    """Return the teachers in the system of support with both measurements; a gain of ``min_gain`` counts."""
    system = teachers_with(supported, data, whose)
    if system is None or data.registers.empty("diagnostics"):
        return None
    gains = gains_pp(data.registers.diagnostics, data.window)
    measured = system[system["counted"] & system["member"].isin(gains.index)]
    raised = measured["member"].map(gains) >= data.params.min_gain.value
    return members_frame(measured["member"], measured["school_id"], raised)

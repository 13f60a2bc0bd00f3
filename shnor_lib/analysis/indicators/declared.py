"""How the product counts: a record for each way of `ways.yml`, made an indicator with its denominator.

The programme's codes, names and targets are its own rows (`programme_indicators`); here they mean nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol

import pandas as pd

from shnor_lib.analysis.indicators import members, remarks
from shnor_lib.analysis.indicators.indicator import Doubts, Indicator, Of, RemarksOf
from shnor_lib.analysis.indicators.whose import LISTING, STANDING, TAKING_PART, Whose, whose_of
from shnor_lib.analysis.programme.programme_data import Members, ProgrammeData
from shnor_lib.ground import ways
from shnor_lib.ground.rows import rows_of


class MembersOver(Protocol):
    """Who stands behind a way over a denominator."""

    def __call__(self, data: ProgrammeData, whose: Whose) -> Members:
        """Return the members, as `programme_data` describes them."""


#: Registers that tell of help to teachers.
HELP = ("courses", "consultations", "events", "participation", "interaction", "routes")

ROW = ("",)
HELP_ROWS = {"courses": ROW, "consultations": ("", "teacher_id"), "events": ROW, "participation": ROW}
HELP_ROWS |= {"interaction": ROW, "routes": ("", "done_on")}
#: What lost rows of each register could add to those who count, by way.
ADDS: dict[str, dict[str, tuple[str, ...]]] = {
    "teachers_in_support": HELP_ROWS,
    "teachers_trained": {"courses": ("", "is_targeted")},
    "teachers_trained_any": {"courses": ROW},
    "teachers_diagnosed": {"diagnostics": ("", "kind")},
    "teachers_interacting": {"interaction": ROW},
    "teachers_consulted": {"consultations": ("", "teacher_id", "is_targeted")},
    "teachers_at_events": {"events": ROW, "participation": ROW},
    "teachers_on_routes": {"routes": ("", "done_on")},
}
DONE: dict[str, members.Done] = {
    "teachers_in_support": members.supported,
    "teachers_trained": members.trained,
    "teachers_trained_any": members.trained_anyhow,
    "teachers_diagnosed": members.diagnosed,
    "teachers_interacting": members.interacting,
    "teachers_consulted": members.consulted,
    "teachers_at_events": members.at_events,
    "teachers_on_routes": members.on_routes,
}
REMARKS: dict[str, tuple[RemarksOf, ...]] = {
    "documents_target_model": (partial(remarks.documents_not_counted, "target_model"),),
    "documents_recommendations": (
        remarks.audiences,
        partial(remarks.documents_not_counted, "recommendations"),
    ),
    "documents_handbook": (partial(remarks.documents_not_counted, "handbook"),),
    "documents_roadmap": (partial(remarks.documents_not_counted, "roadmap"),),
    "documents_any": (partial(remarks.documents_not_counted, None),),
    "schools_improved": (remarks.range_of_dynamics,),
    "schools_leaving_list": (remarks.range_of_leaving,),
    "teachers_in_support": (remarks.registers_empty,),
    "teachers_consulted": (remarks.help_to_whole_schools,),
}
#: Kinds of documents by way; one of them counts documents of every kind.
DOCUMENTS = {
    "documents_target_model": "target_model",
    "documents_recommendations": "recommendations",
    "documents_handbook": "handbook",
    "documents_roadmap": "roadmap",
    "documents_any": None,
}


def indicators_of(programme_indicators: pd.DataFrame) -> dict[str, Indicator]:
    """Return the indicators that the programme's rows ask to be counted, by code, in the programme's order.

    A row without a way, or with a value kept by hand, has none.
    """
    return {row.id: found for row in rows_of(programme_indicators) if (found := indicator_of_row(row))}


def indicator_of_row(row: object) -> Indicator | None:
    """Return how a row of the programme's indicators (or of the table `indicators`) is counted, if it is."""
    way, over = (getattr(row, name, None) for name in ("way", "over"))
    if not isinstance(way, str) or not way or way == ways.BY_HAND:
        return None
    return indicator_of(way, over if isinstance(over, str) and over else None)


@cache
def indicator_of(way: str, over: str | None = None) -> Indicator:
    """Return the record of a way over a denominator, by default over the first that the way may have.

    Raises:
        KeyError: the product knows no such way or denominator.
    """
    declared = ways.way(way)
    if declared.of == Of.DOCUMENTS:
        return _documents(way, declared)
    if declared.of == Of.EVENTS:
        doubts = Doubts(adds={"events": ROW})
        return Indicator(way, Of.EVENTS, members.events, declared.registers, over_confirmed=False, doubts=doubts)
    whose = whose_of(over or declared.overs[0])
    return (_schools if declared.of == Of.SCHOOLS else _teachers)(way, declared, whose)


def _documents(way: str, declared: ways.Way) -> Indicator:
    return Indicator(
        way,
        Of.DOCUMENTS,
        partial(members.documents, kind=DOCUMENTS[way]),
        declared.registers,
        over_confirmed=False,
        remarks=REMARKS[way],
        doubts=Doubts(adds={"materials": ("", "approved_on")}),
    )


#: What results alone feed, no row of a register could change.
NO_DOUBTS = Doubts()


@dataclass(frozen=True)
class _OfSchools:
    """What is particular of a way that counts schools."""

    members: MembersOver
    at_start: MembersOver | None = None
    range_in_percent: Callable[[ProgrammeData], tuple[float | None, float | None]] | None = None
    yearly: bool = False
    doubts: Doubts = NO_DOUBTS


OF_SCHOOLS = {
    "schools_taking_part": _OfSchools(members.taking_part_of, members.taking_part_at_start),
    "schools_improved": _OfSchools(
        members.improved_schools,
        members.improved_schools_before_programme,
        members.range_of_improved_schools,
        yearly=True,
    ),
    "schools_leaving_list": _OfSchools(members.schools_leaving, range_in_percent=members.range_of_leaving, yearly=True),
    "schools_with_partner": _OfSchools(
        members.partnered, doubts=Doubts(flips={"partnerships": ("", "since", "until")}, turns={"schools": LISTING})
    ),
}


def _schools(way: str, declared: ways.Way, whose: Whose) -> Indicator:
    own = OF_SCHOOLS[way]
    said, doubts = REMARKS.get(way, ()), own.doubts
    if way == "schools_taking_part":
        said = (remarks.target_below_start,) if whose.is_of_listed else (remarks.only_listed_schools,)
        doubts = Doubts(turns={"schools": STANDING if whose.is_of_listed else TAKING_PART})
    return Indicator(
        way,
        Of.SCHOOLS,
        partial(own.members, whose=whose),
        declared.registers,
        schools=whose.schools,
        members_at_start=partial(own.at_start, whose=whose) if own.at_start else None,
        range_in_percent=own.range_in_percent,
        over_confirmed=whose.is_of_listed,
        yearly=own.yearly,
        remarks=said,
        doubts=doubts,
    )


def _teachers(way: str, declared: ways.Way, whose: Whose) -> Indicator:
    improved = way == "teachers_improved"
    of_whom: MembersOver = members.improved_teachers if improved else partial(members.teachers_with, DONE[way])
    over_all = whose.of_all_listed
    supported = partial(members.teachers_with, members.supported, whose=whose)
    said = (partial(remarks.both_measurements, supported),) if improved else REMARKS.get(way, ())
    return Indicator(
        way,
        Of.TEACHERS,
        partial(of_whom, whose=whose),
        (*(("schools",) if whose.rests_on_participation else ()), *declared.registers),
        schools=whose.schools,
        members_of_all_listed=partial(of_whom, whose=over_all) if over_all and not improved else None,
        over_confirmed=whose.is_of_listed and not improved,
        over_system=improved or way == "teachers_in_support",
        shows_results=improved,
        by_school=whose.is_of_listed and not improved,
        remarks=(*_of_whom(whose), *said),
        doubts=_doubts_of_improved(whose) if improved else _doubts_of_staff(ADDS[way], whose),
    )


def _of_whom(whose: Whose) -> tuple[RemarksOf, ...]:
    """Return what has to be said of the denominator."""
    inside = (remarks.over_schools_inside,) if whose.of == "listed_inside" else ()
    derived = (partial(remarks.subject_teachers_derived, whose.schools),) if whose.who == "subject_teachers" else ()
    return (*inside, *derived)


def _doubts_of_staff(adds: dict[str, tuple[str, ...]], whose: Whose) -> Doubts:
    return Doubts(
        adds=adds, joins={"teachers": ROW}, flips={"teachers": whose.staff}, turns={"schools": whose.deciding}
    )


def _doubts_of_improved(whose: Whose) -> Doubts:
    """Return the doubts of teachers measured twice: a lost row may bring one in, or change what was measured."""
    return Doubts(
        joins={"teachers": ROW, **HELP_ROWS, "diagnostics": ROW},
        flips={"teachers": whose.staff, "diagnostics": ("", "area", "subject", "phase", "kind", "result_pct")},
        turns={"schools": whose.deciding},
    )

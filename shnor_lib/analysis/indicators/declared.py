"""The programme's indicators, one record each: all that the code knows of И1–И7 and П1–П5 begins here."""

from shnor_lib.analysis.indicators import members, remarks
from shnor_lib.analysis.indicators.indicator import Doubts, Group, Indicator, MembersOf, Of
from shnor_lib.analysis.programme.programme_data import teachers_in_support

TARGETS, PASSPORT = Group.TARGETS, Group.PASSPORT
#: Registers that tell of help to teachers.
HELP = ("courses", "consultations", "events", "participation", "interaction", "routes")

ROW = ("",)
#: Who is a teacher at work on the day: a row more may be one more, a lost day may keep or take one.
STAFF = ("hired_on", "left_on", "leave_from", "leave_until")
SUBJECTS = (*STAFF, "position", "subjects", "is_subject_teacher")
#: What makes a school listed, and one that takes part: a row of the register, or one of its days.
LISTING, TAKING_PART = ("", "listed_from", "listed_until"), ("", "participant_since", "participant_until")
STANDING = (*LISTING, *TAKING_PART[1:])
HELP_ROWS = {"courses": ROW, "consultations": ("", "teacher_id"), "events": ROW, "participation": ROW}
HELP_ROWS |= {"interaction": ROW, "routes": ("", "done_on")}
DOCUMENTS = Doubts(adds={"materials": ("", "approved_on")})


def _of_staff(
    adds: dict[str, tuple[str, ...]], columns: tuple[str, ...] = STAFF, *, schools: tuple[str, ...] = LISTING
) -> Doubts:
    """Return the doubts of a share of teachers; ``schools``: what of the roster decides whose teachers are meant."""
    return Doubts(adds=adds, joins={"teachers": ROW}, flips={"teachers": columns}, turns={"schools": schools})


INDICATORS = {
    indicator.code: indicator
    for indicator in (
        Indicator(
            "И1",
            TARGETS,
            Of.DOCUMENTS,
            members.target_models,
            ("materials",),
            over_confirmed=False,
            remarks=(remarks.target_models_not_counted,),
            doubts=DOCUMENTS,
        ),
        Indicator(
            "И2",
            TARGETS,
            Of.SCHOOLS,
            members.listed_taking_part,
            ("schools",),
            members_at_start=members.listed_taking_part_at_start,
            remarks=(remarks.target_below_start,),
            doubts=Doubts(turns={"schools": STANDING}),
        ),
        Indicator(
            "И3",
            TARGETS,
            Of.TEACHERS,
            members.interacting,
            ("schools", "teachers", "interaction"),
            schools=lambda data: data.listed_inside,
            members_of_all_listed=members.interacting_of_all_listed,
            by_school=True,
            remarks=(remarks.over_schools_inside,),
            doubts=_of_staff({"interaction": ROW}, schools=STANDING),
        ),
        Indicator(
            "И4",
            TARGETS,
            Of.TEACHERS,
            members.trained_subject_teachers,
            ("teachers", "courses"),
            by_school=True,
            remarks=(remarks.subject_teachers_derived,),
            doubts=_of_staff({"courses": ("", "is_targeted")}, SUBJECTS),
        ),
        Indicator(
            "И5",
            TARGETS,
            Of.TEACHERS,
            members.diagnosed_subject_teachers,
            ("teachers", "diagnostics"),
            by_school=True,
            remarks=(remarks.subject_teachers_derived,),
            doubts=_of_staff({"diagnostics": ("", "kind")}, SUBJECTS),
        ),
        Indicator(
            "И6",
            TARGETS,
            Of.DOCUMENTS,
            members.recommendations,
            ("materials",),
            over_confirmed=False,
            remarks=(remarks.audiences, remarks.recommendations_not_counted),
            doubts=DOCUMENTS,
        ),
        Indicator(
            "И7",
            TARGETS,
            Of.SCHOOLS,
            members.improved_schools,
            (),
            members_at_start=members.improved_schools_before_programme,
            range_in_percent=members.range_of_improved_schools,
            yearly=True,
            remarks=(remarks.range_of_dynamics,),
        ),
        Indicator(
            "П1",
            PASSPORT,
            Of.SCHOOLS,
            members.all_taking_part,
            ("schools",),
            members_at_start=members.all_taking_part_at_start,
            over_confirmed=False,
            remarks=(remarks.only_listed_schools,),
            doubts=Doubts(turns={"schools": TAKING_PART}),
        ),
        Indicator(
            "П2",
            PASSPORT,
            Of.TEACHERS,
            teachers_in_support,
            ("teachers", *HELP),
            over_system=True,
            by_school=True,
            remarks=(remarks.registers_empty,),
            doubts=_of_staff(HELP_ROWS),
        ),
        Indicator(
            "П3",
            PASSPORT,
            Of.TEACHERS,
            members.trained_teachers,
            ("schools", "teachers", "courses"),
            schools=lambda data: data.inside,
            over_confirmed=False,
            doubts=_of_staff({"courses": ("", "is_targeted")}, schools=TAKING_PART),
        ),
        Indicator(
            "П4",
            PASSPORT,
            Of.TEACHERS,
            members.helped_teachers,
            ("teachers", "consultations"),
            by_school=True,
            remarks=(remarks.help_to_whole_schools,),
            doubts=_of_staff({"consultations": ("", "teacher_id", "is_targeted")}),
        ),
        Indicator(
            "П5",
            PASSPORT,
            Of.TEACHERS,
            members.improved_teachers,
            ("teachers", "diagnostics", *HELP),
            over_confirmed=False,
            over_system=True,
            shows_results=True,
            remarks=(remarks.both_measurements,),
            doubts=Doubts(
                joins={"teachers": ROW, **HELP_ROWS, "diagnostics": ROW},
                flips={"teachers": STAFF, "diagnostics": ("", "area", "subject", "phase", "kind", "result_pct")},
                turns={"schools": LISTING},
            ),
        ),
    )
}


def code_of(members_of: MembersOf) -> str:
    """Return the code of the indicator behind which these members stand.

    Raises:
        StopIteration: no indicator has them.
    """
    return next(code for code, indicator in INDICATORS.items() if indicator.members == members_of)


#: Indicators of which the report says more than their value.
PARTICIPATION, POSITIVE_DYNAMICS = code_of(members.listed_taking_part), code_of(members.improved_schools)


def group_of(code: str) -> Group:
    """Return where the programme names an indicator; one that the code does not know is told by its letter."""
    if code in INDICATORS:
        return INDICATORS[code].group
    return PASSPORT if code.startswith("П") else TARGETS

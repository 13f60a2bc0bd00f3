"""The programme's indicators, one record each: all that the code knows of И1–И7 and П1–П5 begins here."""

from shnor_lib.analysis.indicators import members, remarks
from shnor_lib.analysis.indicators.indicator import Group, Indicator, Of
from shnor_lib.analysis.programme.programme_data import supported_teachers

TARGETS, PASSPORT = Group.TARGETS, Group.PASSPORT
#: Registers that tell of help to teachers.
HELP = ("courses", "consultations", "events", "participation", "interaction", "routes")

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
        ),
        Indicator(
            "И2",
            TARGETS,
            Of.SCHOOLS,
            members.listed_taking_part,
            ("schools",),
            members_at_start=members.listed_taking_part_at_start,
            remarks=(remarks.target_below_start,),
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
        ),
        Indicator(
            "И4",
            TARGETS,
            Of.TEACHERS,
            members.trained_subject_teachers,
            ("teachers", "courses"),
            by_school=True,
            remarks=(remarks.subject_teachers_derived,),
        ),
        Indicator(
            "И5",
            TARGETS,
            Of.TEACHERS,
            members.diagnosed_subject_teachers,
            ("teachers", "diagnostics"),
            by_school=True,
            remarks=(remarks.subject_teachers_derived,),
        ),
        Indicator(
            "И6",
            TARGETS,
            Of.DOCUMENTS,
            members.recommendations,
            ("materials",),
            over_confirmed=False,
            remarks=(remarks.audiences, remarks.recommendations_not_counted),
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
        ),
        Indicator(
            "П2",
            PASSPORT,
            Of.TEACHERS,
            supported_teachers,
            ("teachers", *HELP),
            over_system=True,
            by_school=True,
            remarks=(remarks.registers_empty,),
        ),
        Indicator(
            "П3",
            PASSPORT,
            Of.TEACHERS,
            members.trained_teachers,
            ("schools", "teachers", "courses"),
            schools=lambda data: data.inside,
            over_confirmed=False,
        ),
        Indicator(
            "П4",
            PASSPORT,
            Of.TEACHERS,
            members.helped_teachers,
            ("teachers", "consultations"),
            by_school=True,
            remarks=(remarks.help_to_whole_schools,),
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
        ),
    )
}


def group_of(code: str) -> Group:
    """Return where the programme names an indicator; one that the code does not know is told by its letter."""
    if code in INDICATORS:
        return INDICATORS[code].group
    return PASSPORT if code.startswith("П") else TARGETS

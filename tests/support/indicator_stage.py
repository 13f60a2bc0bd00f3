"""What the notebook of indicators computes, for tests: every table of that stage, added to a made edition."""

from types import SimpleNamespace

import pandas as pd

from shnor_lib.analysis.indicators import values as indicators
from shnor_lib.analysis.programme import competences, meetings, monitoring, plan
from shnor_lib.analysis.programme.catalogue import catalogue
from shnor_lib.analysis.programme.coverage import help_coverage, help_totals
from shnor_lib.analysis.programme.factors import factor_groups, factors, roles_of
from shnor_lib.analysis.programme.matching import Okrug, partner_proposals
from shnor_lib.analysis.programme.partnerships import partnership_work, partnerships
from shnor_lib.analysis.programme.programme_data import programme_data
from shnor_lib.analysis.programme.risk_profile import addressed_recommendations, risk_profiles
from shnor_lib.analysis.programme.roster import confirmed_schools
from shnor_lib.analysis.programme.routes import learning_groups, route_deficits, route_schools, route_steps
from shnor_lib.analysis.programme.rows_read import all_used
from shnor_lib.analysis.programme.school_requests import requests_answered
from shnor_lib.analysis.programme.settings import reporting_date, with_targets
from shnor_lib.analysis.programme.signals import signals
from shnor_lib.analysis.programme.teachers import teachers_of
from shnor_lib.analysis.programme.training import self_profile, targeted_programmes, unaided_teachers
from shnor_lib.ground.register_tables import Registers, empty_register
from shnor_lib.ground.registers import register_sheets
from shnor_lib.ground.tables import DECLARED


def add_indicator_tables(made: SimpleNamespace, registers: Registers | None = None, settings=None) -> None:
    """Add the tables of the stage; without registers they say what is unknown.

    Args:
        made: an edition with params, the programme's tables, schools, classification and dynamics.
        registers: the registers; by default all are empty.
        settings: the register of settings; by default empty.
    """
    registers = registers or Registers()
    settings = empty_register("settings") if settings is None else settings
    for sheet in register_sheets():
        setattr(made, sheet.table, registers.table(sheet.name))
    made.register_settings = settings
    made.period_reports = pd.DataFrame(columns=list(DECLARED["period_reports"].columns))
    params, period = made.params, made.params.programme.period
    made.rows_read = all_used(registers)
    as_of = reporting_date(settings, params.report.as_of)
    of_registers = registers, period, as_of, params.indicators, made.rows_read, made.next_list
    sources = programme_data(made.schools, made.school_dynamics, *of_registers)
    window = sources.window
    programme_indicators = with_targets(made.programme_indicators, settings)
    confirmed = confirmed_schools(made.classification)
    made.indicators = indicators.indicator_values(programme_indicators, sources, confirmed)
    made.indicator_remarks = indicators.indicator_remarks(made.indicators, sources)
    made.indicator_schools = indicators.indicator_schools(programme_indicators, sources)
    made.indicator_quarters = indicators.indicator_quarters(programme_indicators, sources)
    registered = registers.plan, registers.events, params.plan.months_off.value
    of_plan = (made.programme_plan, made.programme_measures, period, window.as_of, *registered)
    made.plan, made.plan_occurrences = plan.follow_plan(*of_plan), plan.plan_occurrences(*of_plan)
    made.assignments = meetings.assignments(registers.minutes, window.as_of)
    made.events_by_month = meetings.events_by_month(registers.events, registers.participation, window)
    made.help_coverage, made.help_totals = help_coverage(sources), help_totals(sources)
    roles = roles_of(made.programme_plan, made.programme_measures)
    made.factors, made.factor_groups = factors(sources, roles), factor_groups(sources, roles)
    made.requests_answered, made.partnerships = requests_answered(sources), partnerships(sources)
    made.partnership_work = partnership_work(sources)
    region = made.region_results.reindex(columns=list(DECLARED["region_results"].columns))
    of_schools = (made.schools, made.classification, made.latest_results, region, made.social_index)
    okrug = Okrug(*of_schools, made.partnerships, window.as_of)
    low, ending_days = params.criteria.low_threshold.value, params.signals.ending_days
    made.partner_proposals = partner_proposals(okrug, low, params.partners, ending_days)
    made.catalogue = catalogue(sources)
    people = teachers_of(registers.teachers, sources.listed, window.as_of)["teacher_id"]
    of_people = (registers.diagnostics, people, window, params.indicators)
    made.competences, made.deficits = competences.competences(*of_people), competences.deficits(*of_people)
    made.self_assessment = competences.self_assessment(*of_people)
    made.route_deficits = route_deficits(sources)
    made.route_steps = route_steps(sources, params.routes.stuck_days.value)
    made.route_schools = route_schools(sources, made.route_deficits, made.route_steps)
    made.learning_groups = learning_groups(sources, made.route_deficits)
    made.targeted_programmes, made.self_profile = targeted_programmes(sources), self_profile(sources)
    made.unaided_teachers = unaided_teachers(sources)
    made.methodical_systems = monitoring.methodical_systems(registers.methodical_systems, made.schools, window.as_of)
    made.quarters = monitoring.quarters(registers.quarters, made.schools, window.as_of)
    made.signals = signals(sources, params.signals.in_force)
    of_profile = made.help_coverage, made.social_index, made.latest_results
    made.risk_profiles = risk_profiles(sources, params.risk, *of_profile)
    catalogue_read = params.recommendations.entries
    made.addressed_recommendations = addressed_recommendations(made.risk_profiles, catalogue_read)

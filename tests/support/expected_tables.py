"""The tables of what would have come about anyway, as the stage makes them, for editions made in memory."""

from typing import Any

from shnor_lib.analysis.certainty.expected_change import (
    expectation_table,
    foreseen,
    forms_of_dynamics,
    school_expectation,
    target_by_itself,
)


def add_expected_tables(made: Any) -> None:
    """Give an edition with dynamics and verdicts its expectation, forms of dynamics and targets by themselves."""
    params = made.params
    if not hasattr(made, "region_results"):
        made.region_results = made.results.iloc[:0]
    will_be = foreseen(made.results, made.region_results, made.schools, params.criteria, params.dynamics)
    made.expectation = expectation_table(will_be)
    made.school_expectation = school_expectation(will_be, made.schools)
    made.forms_of_dynamics = forms_of_dynamics(
        made.school_expectation, made.school_dynamics, made.school_support, made.next_list
    )
    made.target_by_itself = target_by_itself(
        will_be, made.results, made.schools, params.dynamics, made.programme_indicators
    )

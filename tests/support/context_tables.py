"""The tables of the schools' conditions as the stage makes them, for editions made in memory."""

from typing import Any

from shnor_lib.analysis.certainty.context_expectation import context_expectation
from shnor_lib.analysis.certainty.social_index import social_index
from shnor_lib.ingest.frames import frame_of


def add_context_tables(made: Any) -> None:
    """Give an edition its index and what is expected at it; without a table `context` nothing is known."""
    if not hasattr(made, "context"):
        made.context = frame_of("context", [])
    made.social_columns, made.social_index = social_index(made.context, made.schools, made.params.context)
    made.context_expectation, made.context_fit = context_expectation(
        made.results, made.social_index, made.params.criteria, made.params.context
    )

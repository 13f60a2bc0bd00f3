"""Lists of the edition before, made for editions that are made in memory."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.results.list_changes import list_changes
from shnor_lib.analysis.results.revisions import revised_results
from shnor_lib.ground.tables import DECLARED
from tests.support.made_edition import MadeEdition

COLUMNS = ["school_id", "school", "listed"]


def no_list() -> pd.DataFrame:
    """Return the table `previous_list` of an edition with none before."""
    return pd.DataFrame(columns=COLUMNS)


def same_list(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the list as it is now."""
    return schools[COLUMNS].copy()


def another_list(schools: pd.DataFrame) -> pd.DataFrame:
    """Return a list without the second listed school, with the first other one, and with one that is there no more."""
    made = same_list(schools)
    entered = made.index[made["listed"]][1]
    left = made.index[~made["listed"]][0]
    made.loc[entered, "listed"], made.loc[left, "listed"] = False, True
    gone: dict[str, Any] = {"school_id": "x1", "school": "МБОУ «Закрытая ООШ»", "listed": True}
    return pd.concat([made, pd.DataFrame([gone])], ignore_index=True)


def same_results(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results as they are now, as the edition before would have them."""
    return results[list(DECLARED["previous_results"].columns)].copy()


def other_results(results: pd.DataFrame) -> pd.DataFrame:
    """Return results of which the first known share and the last were otherwise."""
    made = same_results(results)
    known = made.index[made["fail_pct"].notna()]
    for place, share in ((known[0], 61.0), (known[-1], 3.5)):
        made.loc[place, "fail_pct"] = share
    return made


def decisions_before(**changed: Any) -> pd.DataFrame:
    """Return the table `previous_decisions`: none, or one by column."""
    columns = list(DECLARED["previous_decisions"].columns)
    usual = {"id": "Д-01", "number": 1, "basis": None, "text": "Решить.", "responsible": "Управление образования"}
    usual |= {"due_on": "2021-01-31", "check": None, "subjects": "[]", "latest_year": None}
    return pd.DataFrame([usual | changed] if changed else [], columns=columns)


def compare_with_previous(
    made: MadeEdition,
    previous_list: pd.DataFrame,
    name: str = "",
    results: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
) -> MadeEdition:
    """Give an edition the list, the results and the decisions of the edition before, and what follows from them."""
    made.previous_results = same_results(made.results).iloc[:0] if results is None else results
    made.previous_decisions = decisions_before() if decisions is None else decisions
    made.revised_results = revised_results(made.results, made.previous_results)
    made.params = made.params.model_copy(update={"report": made.params.report.model_copy(update={"previous": name})})
    made.previous_list = previous_list
    made.list_changes = list_changes(made.classification, previous_list)
    return made

"""Lists of the edition before, made for editions that are made in memory."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.results.list_changes import list_changes
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


def compare_with_previous(made: MadeEdition, previous_list: pd.DataFrame, name: str = "") -> MadeEdition:
    """Give an edition the list of the edition before, and what follows from it."""
    made.params = made.params.model_copy(update={"report": made.params.report.model_copy(update={"previous": name})})
    made.previous_list = previous_list
    made.list_changes = list_changes(made.classification, previous_list)
    return made

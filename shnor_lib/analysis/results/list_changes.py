"""The list of schools against that of the edition before.  Source: METHODS of the project, §1."""

import pandas as pd

from shnor_lib.ground.rows import rows_of

COLUMNS = ["school_id", "school", "before", "now", "change"]
#: Was listed, is listed → a code of `vocabulary.LIST_MOVES`.
MOVES = {(False, True): "entered", (True, False): "left", (True, True): "again", (False, False): "not_in"}


def list_changes(classification: pd.DataFrame, previous_list: pd.DataFrame) -> pd.DataFrame:
    """Return what has become of each school's place in the list.

    Both lists are complete: a school that one of them does not name was not in it.  Schools are matched by
    ``school_id`` alone.

    Args:
        classification: the table `classification`, of the present edition.
        previous_list: the table `previous_list`; without rows there is nothing to compare with.

    Returns:
        The table `list_changes`: the schools of the roster in its order, then those that were listed and that the
        roster does not hold any more; no rows without a previous list.
    """
    if previous_list.empty:
        return pd.DataFrame(columns=COLUMNS)
    earlier = [row for row in rows_of(previous_list) if row.listed]
    listed_before, present = {row.school_id for row in earlier}, set(classification["school_id"])
    places = [
        (row.school_id, row.school, row.school_id in listed_before, bool(row.listed)) for row in rows_of(classification)
    ]
    places += [(row.school_id, row.school, True, False) for row in earlier if row.school_id not in present]
    return pd.DataFrame([(*place, MOVES[place[2:]]) for place in places], columns=COLUMNS)

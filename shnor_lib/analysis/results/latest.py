"""The present state: results of the latest school year of each assessment and subject.

The criteria's years say why a school is in the programme; problems, recommendations and decisions speak of these
results (METHODS 1, «Grounds and present state are two things»).
"""

import pandas as pd

from shnor_lib.analysis.results.classify import counted_results, low_results, main_period
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.tables import PROCEDURE_KEY

#: Of what the latest school year is looked for: an assessment may come later for one subject than for another.
KIND = ["assessment", "subject"]


def latest_results(results: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Return the table `latest_results`: counted results of the latest school year that has any of their kind.

    The latest year is that of the okrug: a school without results in it has no rows, and nothing is said of it.

    Args:
        results: the table `results`.
        criteria: the programme's thresholds; its years do not matter here.

    Returns:
        A row per school and procedure held, or perhaps held, in the order of the results: ``school_id``, ``school``,
        the procedure, ``n_participants``, ``n_failed``, ``fail_pct`` (0–100) and ``low`` (empty where the
        result is unknown).
    """
    counted = counted_results(main_period(results), criteria)
    own = counted[of_latest_year(counted)]
    columns = ["school_id", "school", *PROCEDURE_KEY, "n_participants", "n_failed", "fail_pct"]
    return own.reindex(columns=columns).assign(low=low_results(own, criteria)).reset_index(drop=True)


def of_latest_year(counted: pd.DataFrame) -> pd.Series:
    """Tell which counted results are of the latest school year that has any known one of their kind."""
    known = counted[counted["fail_pct"].notna()]
    last = known.groupby(KIND)["school_year"].max().rename("last_year").reset_index()
    dated = counted[[*KIND, "school_year"]].merge(last, on=KIND, how="left", validate="m:1").set_axis(counted.index)
    return (dated["school_year"] == dated["last_year"]).fillna(False).astype(bool)

"""Results of which the participants are known, and those of the region's schools where the edition has too few."""

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.classify import counted_results, main_period
from shnor_lib.analysis.results.latest import KIND
from shnor_lib.analysis.results.printed_shares import failed, numbers
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.tables import PROCEDURE_KEY

PROCEDURE = list(PROCEDURE_KEY)


def held_results(results: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Return the counted results of the main period whose share is known, ``level`` an empty text where there is none.

    Beside the columns of `results` they have ``n`` (participants; NaN: unknown) and ``failed`` (a share of the
    participants where no whole number is known).
    """
    counted = counted_results(main_period(results), criteria)
    held = counted[counted["fail_pct"].notna()]
    return held.assign(
        level=held["level"].astype(object).where(held["level"].notna(), ""),
        n=numbers(held, "n_participants"),
        failed=failed(held),
    )


def with_region_where_few(cells: pd.DataFrame, key: list[str], fewest: int) -> pd.DataFrame:
    """Return the edition's results, and those of the region where the edition itself has fewer than ``fewest`` schools.

    Args:
        cells: rows of `three_years.known_cells`.
        key: what makes a group.
        fewest: how many schools are enough.
    """
    of_region = cells["of_region"].to_numpy(dtype=bool)
    own, region = cells[~of_region], cells[of_region]
    if own.empty or region.empty:
        return own
    schools = own.groupby(key)["school_id"].nunique()
    few = schools[schools < fewest].reset_index()[key]
    return pd.concat([own, region.merge(few, on=key)], ignore_index=True)


def last_years(known: pd.DataFrame) -> pd.DataFrame:
    """Return the results of the latest school year that has any of their assessment and subject."""
    last = known.groupby(KIND)["school_year"].transform("max")
    return known[(known["school_year"] == last).to_numpy(dtype=bool)]


def matrices(cells: pd.DataFrame) -> tuple[Numbers, Numbers, list[str], list[tuple]]:
    """Return who failed and who took part as matrices (schools, procedures), and their codes and procedures.

    A school has 0 participants in a procedure of which it has no result.
    """
    school_ids = list(dict.fromkeys(cells["school_id"]))
    keys = list(cells[PROCEDURE].itertuples(index=False, name=None))
    procedures = list(dict.fromkeys(keys))
    places = {procedure: place for place, procedure in enumerate(procedures)}
    rows, columns = pd.Index(school_ids).get_indexer(cells["school_id"]), [places[key] for key in keys]
    n = np.zeros((len(school_ids), len(procedures)))
    failed_of = np.zeros_like(n)
    n[rows, columns] = cells["n"]
    failed_of[rows, columns] = cells["share"] * cells["n"]
    return failed_of, n, school_ids, procedures

"""Results of which the participants are known, and those of the region's schools where the edition has too few."""

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.classify import counted_results, main_period
from shnor_lib.analysis.results.latest import KIND
from shnor_lib.analysis.results.printed_shares import failed, numbers
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.tables import PROCEDURE_KEY

PROCEDURE = list(PROCEDURE_KEY)
#: Columns of `known_results`; ``school_id`` is empty in rows of the region's schools, whose code is in ``unit``.
COLUMNS = ["unit", "school_id", "school", *PROCEDURE, "n", "failed"]


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


def known_results(results: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Return of `held_results` those with participants, with the columns `COLUMNS`."""
    held = held_results(results, criteria)
    return held[(held["n"] > 0) & held["failed"].notna()].assign(unit=lambda own: own["school_id"])[COLUMNS]


def region_results(region: pd.DataFrame | None) -> pd.DataFrame:
    """Return the results of the region's schools with the columns `COLUMNS`.

    Args:
        region: rows of the table `region_results`; nothing, or an empty frame, where there is no file of the region.
    """
    if region is None or region.empty:
        return pd.DataFrame(columns=COLUMNS)
    known = region.assign(
        unit="region " + region["region_school_id"].astype(str),
        school_id="",
        school="",
        level=region["level"].astype(object).where(region["level"].notna(), ""),
        n=numbers(region, "n_participants"),
        failed=numbers(region, "failed"),
    )
    return known.loc[(known["n"] > 0) & known["failed"].notna(), COLUMNS]


def with_region_where_few(known: pd.DataFrame, region: pd.DataFrame, key: list[str], fewest: int) -> pd.DataFrame:
    """Add the region's results to those groups in which the edition itself has fewer than ``fewest`` schools.

    Args:
        known: the edition's results, rows with ``unit`` and the columns of ``key``.
        region: the region's, with the same columns.
        key: what makes a group.
        fewest: how many schools are enough.
    """
    if region.empty or known.empty:
        return known
    schools = known.groupby(key)["unit"].nunique()
    few = schools[schools < fewest].reset_index()[key]
    return pd.concat([known, region.merge(few, on=key)], ignore_index=True)


def last_years(known: pd.DataFrame) -> pd.DataFrame:
    """Return the results of the latest school year that has any of their assessment and subject."""
    last = known.groupby(KIND)["school_year"].transform("max")
    return known[(known["school_year"] == last).to_numpy(dtype=bool)]


def matrices(known: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, list[str], list[tuple]]:
    """Return who failed and who took part as matrices (schools, procedures), and their codes and procedures.

    A school has 0 participants in a procedure of which it has no result.
    """
    units = list(dict.fromkeys(known["unit"]))
    keys = list(known[PROCEDURE].itertuples(index=False, name=None))
    procedures = list(dict.fromkeys(keys))
    rows = pd.Index(units).get_indexer(known["unit"])
    columns = [procedures.index(key) for key in keys]
    failed_of, n_of = (np.zeros((len(units), len(procedures))) for _ in range(2))
    n_of[rows, columns] = known["n"].to_numpy(dtype=float)
    failed_of[rows, columns] = known["failed"].to_numpy(dtype=float)
    return failed_of, n_of, units, procedures

"""Results as arrays of schools × procedures: the two years by which schools were chosen, and the later year."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shnor_lib.analysis.results.classify import counted_results, main_period
from shnor_lib.analysis.results.comparability import comparability
from shnor_lib.analysis.results.printed_shares import failed, numbers
from shnor_lib.analysis.statistics.expectation import ThreeYears, Truths
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.params import Criteria, Dynamics

#: What a procedure is, whatever the year.
PROCEDURE = ["assessment", "level", "subject", "grade"]
CELL = ["school_id", *PROCEDURE, "school_year"]
#: Codes of a region's schools begin so, that none of them is taken for one of the roster.
REGION = "region:"


@dataclass(frozen=True)
class SchoolsCompared:
    """Schools with results in the years of selection and in the later year, and their results.

    Attributes:
        years: (3, schools, procedures), shares 0–1.
        school_ids: in the roster's order, then those of the region.
        programme: which of them are in the list.
        of_region: which of them are no schools of the roster.
        procedures: assessment, level, subject, grade.
    """

    years: ThreeYears
    school_ids: tuple[str, ...]
    programme: Truths
    of_region: Truths
    procedures: tuple[tuple[str, str, str, int], ...]

    def places(self, school_ids: Sequence[str]) -> NDArray[np.intp]:
        """Return the places of these schools, those that are there."""
        place = {school_id: place for place, school_id in enumerate(self.school_ids)}
        return np.array([place[one] for one in school_ids if one in place], dtype=np.intp)


def known_cells(results: pd.DataFrame, region_results: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Return every counted result of the main period with a share and participants, of the roster and of the region.

    Returns:
        Columns `CELL`, ``share`` (0–1), ``n``, ``of_region``; ``season`` of the result.
    """
    own = counted_results(main_period(results), criteria)
    parts = [_cells(own, own["school_id"], of_region=False)]
    if len(region_results):
        region = region_results[~(numbers(region_results, "n_participants") < criteria.min_participants.value)]
        parts.append(_cells(region, REGION + region["region_school_id"].astype(str), of_region=True))
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _cells(results: pd.DataFrame, school_ids: pd.Series, *, of_region: bool) -> pd.DataFrame:
    n = numbers(results, "n_participants")
    cells = pd.DataFrame(
        {
            "school_id": school_ids.to_numpy(dtype=object),
            **{name: results[name].to_numpy(dtype=object) for name in ("assessment", "subject")},
            "level": results["level"].fillna("").to_numpy(dtype=object),
            "season": results["season"].fillna("").to_numpy(dtype=object),
            "grade": results["grade"].to_numpy(dtype=int),
            "school_year": results["school_year"].to_numpy(dtype=int),
            "share": np.divide(failed(results), n, out=np.full(len(n), np.nan), where=n > 0),
            "n": n,
            "of_region": of_region,
        }
    )
    return cells[cells["share"].notna()]


def schools_compared(
    cells: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria, dynamics: Dynamics
) -> SchoolsCompared:
    """Return the schools that have results both before and after, and their results in all three years.

    Procedures that may not be compared between the previous and the later year are left out.

    Args:
        cells: of `known_cells`.
        schools: the table `schools`.
        criteria: whose two years chose the schools.
        dynamics: whose second year is the later one.
    """
    years = (criteria.years.before_previous, criteria.years.previous, dynamics.to_year)
    own = cells[cells["school_year"].isin(years)]
    own = own[_comparable(own, *years[1:])]
    later = own["school_year"] == years[2]
    both = set(own.loc[later, "school_id"]) & set(own.loc[~later, "school_id"])
    roster = [school_id for school_id in schools["school_id"] if school_id in both]
    others = sorted(both - set(roster))
    own = own[own["school_id"].isin(both)]
    procedures = sorted(set(own[PROCEDURE].itertuples(index=False, name=None)))
    school_ids = [*roster, *others]
    shares, participants = arrays(own, school_ids, procedures, years)
    listed = set(schools.loc[schools["listed"].fillna(False).astype(bool), "school_id"])
    return SchoolsCompared(
        ThreeYears(shares, participants),
        tuple(school_ids),
        np.array([school_id in listed for school_id in school_ids], dtype=bool),
        np.arange(len(school_ids)) >= len(roster),
        tuple(procedures),
    )


def _comparable(cells: pd.DataFrame, previous: int, later: int) -> Truths:
    """Tell which cells are of procedures that may be compared between the two years, at least with a reserve."""
    procedures = cells[PROCEDURE].drop_duplicates()
    seasons = {"season_from": "", "season_to": "", "year_from": previous, "year_to": later}
    never = {
        tuple(row[name] for name in PROCEDURE)
        for row in procedures.to_dict("records")
        if comparability({**row, **seasons})[0] == "none"
    }
    if not never:
        return np.ones(len(cells), dtype=bool)
    return np.array([key not in never for key in cells[PROCEDURE].itertuples(index=False, name=None)], dtype=bool)


def arrays(
    cells: pd.DataFrame, school_ids: Sequence[str], procedures: Sequence[tuple], years: Sequence[int]
) -> tuple[Numbers, Numbers]:
    """Return shares and participants, (years, schools, procedures), 0 where there is no cell.

    A year that stands twice among ``years`` is filled twice.
    """
    school = {school_id: place for place, school_id in enumerate(school_ids)}
    procedure = {key: place for place, key in enumerate(procedures)}
    shape = len(years), len(school_ids), len(procedures)
    shares, participants = np.zeros(shape), np.zeros(shape)
    rows = (
        cells["school_id"].map(school),
        pd.Series(
            [procedure.get(key, -1) for key in cells[PROCEDURE].itertuples(index=False, name=None)], index=cells.index
        ),
    )
    known = rows[0].notna() & (rows[1] >= 0)
    for place, year in enumerate(years):
        of_year = known & (cells["school_year"] == year)
        at = place, rows[0][of_year].to_numpy(dtype=int), rows[1][of_year].to_numpy(dtype=int)
        shares[at] = cells.loc[of_year, "share"]
        participants[at] = cells.loc[of_year, "n"]
    return shares, participants

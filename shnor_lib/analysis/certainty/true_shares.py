"""What is known of the true shares of «2» behind results of few pupils.

A share of ten pupils says little by itself; beside it stand the shares of other schools in the same procedure and what
the school showed in its other procedures of the year.  The method is `statistics.shrinkage`; percentages are 0–100.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shnor_lib.analysis.certainty.known_results import (
    PROCEDURE,
    held_results,
    last_years,
    matrices,
    with_region_where_few,
)
from shnor_lib.analysis.certainty.three_years import known_cells
from shnor_lib.analysis.statistics import shrinkage
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import table_of_rows
from shnor_lib.ground.tables import PROCEDURE_KEY

ESTIMATE = ["estimate_pct", "low_pct", "high_pct", "at_least_pct"]


@dataclass(frozen=True)
class _OfYear:
    """Estimates of a school year: of each cell (schools, procedures) and of schools, and by which model."""

    units: list[str]
    procedures: list[tuple]
    participants: Numbers
    failed: Numbers
    cells: shrinkage.Posterior
    schools: shrinkage.Posterior
    peers: list[int]
    model: str


def true_shares(results: pd.DataFrame, region: pd.DataFrame, criteria: Criteria) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables `true_shares` and `true_school_shares`.

    Told are the counted results of the latest school year of each assessment and subject, and of both years of the
    criteria.  A procedure's prior comes from all schools of the edition that have participants in it; where they
    are fewer than `shrinkage.FEWEST_SCHOOLS`, from the region's as well.

    Args:
        results: the table `results`.
        region: the table `region_results`, perhaps without rows.
        criteria: thresholds and years.

    Returns:
        A row per school and procedure: ``fail_pct`` (raw), ``estimate_pct`` with its 95 % interval ``low_pct``,
        ``high_pct``, ``at_least_pct`` (probability of a true share of at least the threshold, 0–100), ``model``
        (``school``: the school's other results speak too; ``procedure``: they do not), ``peers`` (schools behind the
        prior), or ``why_not``, a code of `vocabulary.WHY_NO_ESTIMATE`.  And a row per school and school year: the same
        of the school's procedures together, weighted by participants.
    """
    held = held_results(results, criteria)
    of_criteria = {criteria.years.previous, criteria.years.before_previous}
    years = {int(year) for year in last_years(held)["school_year"]} | of_criteria
    told = held[held["school_year"].isin(sorted(years))]
    known = with_region_where_few(known_cells(results, region, criteria), PROCEDURE, shrinkage.FEWEST_SCHOOLS)
    threshold = criteria.low_threshold.value / 100
    found = [_estimates(own) for year in sorted(years) if len(own := known[known["school_year"] == year])]
    of_years = [one for one in found if one is not None]
    return _cells(told, of_years, threshold), _schools(told, of_years, threshold)


def _estimates(known: pd.DataFrame) -> _OfYear | None:
    """Return the estimates of a year, or nothing where no procedure has enough schools."""
    enough = known.groupby(PROCEDURE)["school_id"].transform("nunique") >= shrinkage.FEWEST_SCHOOLS
    if not enough.any():
        return None
    failed, n, units, procedures = matrices(known[enough.to_numpy(dtype=bool)])
    held = n > 0
    columns = range(len(procedures))
    priors = [
        shrinkage.prior_by_likelihood(failed[held[:, place], place], n[held[:, place], place]) for place in columns
    ]
    peers = [int(held[:, place].sum()) for place in columns]
    if (held.sum(axis=1) > 1).sum() >= shrinkage.FEWEST_SCHOOLS:
        prior = shrinkage.school_prior(failed, n, np.array([one.mean for one in priors]))
        whole = shrinkage.school_posteriors(failed, n, prior)
        return _OfYear(units, procedures, n, failed, whole.cells, whole.together, peers, "school")
    of_each = [shrinkage.shrunken(failed[:, place], n[:, place], prior) for place, prior in enumerate(priors)]
    cells = shrinkage.Posterior(
        *(np.stack([getattr(one, part) for one in of_each], 1) for part in ("mean", "variance"))
    )
    return _OfYear(units, procedures, n, failed, cells, shrinkage.weighted(cells, n), peers, "procedure")


def _estimate_columns(posterior: shrinkage.Posterior, threshold: float) -> dict[str, Numbers]:
    low, high = posterior.interval()
    values = (posterior.mean, low, high, posterior.at_least(threshold))
    return {name: 100 * np.asarray(value) for name, value in zip(ESTIMATE, values, strict=True)}


def _cells(told: pd.DataFrame, of_years: list[_OfYear], threshold: float) -> pd.DataFrame:
    """Return a row for each result told, with its estimate or the reason why there is none."""
    frames = []
    for one in of_years:
        rows, columns = np.nonzero(one.participants > 0)
        chosen = shrinkage.Posterior(one.cells.mean[rows, columns], one.cells.variance[rows, columns])
        frames.append(
            pd.DataFrame([one.procedures[place] for place in columns], columns=PROCEDURE).assign(
                school_id=[one.units[place] for place in rows],
                **_estimate_columns(chosen, threshold),
                model=one.model,
                peers=[one.peers[place] for place in columns],
            )
        )
    wanted = ["school_id", *PROCEDURE, *ESTIMATE, "model", "peers"]
    estimates = pd.concat(frames, ignore_index=True)[wanted] if frames else pd.DataFrame(columns=wanted)
    n = told["n"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n > 0, 100 * told["failed"].to_numpy(dtype=float) / n, told["fail_pct"].to_numpy(dtype=float))
    rows_told = told[["school_id", "school", *PROCEDURE_KEY, "n_participants"]].assign(fail_pct=share)
    table = _same_types(rows_told).merge(
        _same_types(estimates), on=["school_id", *PROCEDURE], how="left", validate="1:1"
    )
    why = np.where(np.isnan(n) | (n == 0), "no_participants", "few_schools")
    return table.assign(why_not=pd.Series(why, dtype=object).where(table["estimate_pct"].isna().to_numpy(), None))


def _same_types(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the columns of a procedure in types that can be joined, however it was read."""
    text = {name: table[name].astype(object) for name in ("school_id", "assessment", "level", "subject")}
    return table.assign(**text, **{name: table[name].astype("int64") for name in ("grade", "school_year")})


def _schools(told: pd.DataFrame, of_years: list[_OfYear], threshold: float) -> pd.DataFrame:
    """Return a row for each school and year with an estimate, in the order of the results."""
    names = dict(zip(told["school_id"], told["school"], strict=True))
    rows = []
    for one in of_years:
        values = _estimate_columns(one.schools, threshold)
        places = {unit: place for place, unit in enumerate(one.units)}
        for school_id, school in names.items():
            if (place := places.get(school_id)) is None:
                continue
            n, failed = one.participants[place], one.failed[place]
            rows.append(
                {
                    "school_id": school_id,
                    "school": school,
                    "school_year": one.procedures[0][-1],
                    "procedures": int((n > 0).sum()),
                    "n_participants": int(n.sum()),
                    "fail_pct": float(100 * failed.sum() / n.sum()),
                    **{name: float(value[place]) for name, value in values.items()},
                    "model": one.model,
                }
            )
    return table_of_rows("true_school_shares", rows)

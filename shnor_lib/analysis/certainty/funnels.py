"""Funnel plots: which schools' shares of «2» lie outside what chance, and the usual differences of schools, explain.

One point is a school's share in a subject of an assessment in the latest school year, grades together: the pupils of
one year are other pupils in each grade, so that participants add up.  Percentages are 0–100.
"""

import numpy as np
import pandas as pd

from shnor_lib.analysis.certainty.known_results import (
    last_years,
    with_region_where_few,
)
from shnor_lib.analysis.certainty.three_years import known_cells
from shnor_lib.analysis.statistics import funnel
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import table_of_rows
from shnor_lib.ground.vocabulary import ASSESSMENTS, LEVELS, subject_order

#: What makes a panel; the year is the latest of its assessment and subject.
PANEL = ["assessment", "level", "subject", "school_year"]
#: Fewer schools are compared with hardly anything but themselves.
FEWEST_SCHOOLS = 3


def school_funnels(results: pd.DataFrame, region: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Return the table `funnel`: each school's share of «2» in a subject, and the limits at its number of participants.

    The centre is the share of all schools together; where the edition has fewer than `funnel.FEWEST_SCHOOLS` schools
    with participants, the region's are among them.

    Args:
        results: the table `results`.
        region: the table `region_results`, perhaps without rows.
        criteria: which results are counted.

    Returns:
        A row per school and panel of at least `FEWEST_SCHOOLS` schools, panel by panel: ``fail_pct``,
        ``schools`` (behind the limits), ``centre_pct``, exact limits of 95 % and 99.8 %, ``spread`` (τ²) and the wide
        limits (missing where schools are too few to tell), ``outside``: ``above`` or ``below`` the outermost limits
        there are.
    """
    cells = known_cells(results, region, criteria)
    of_region = cells["of_region"].to_numpy(dtype=bool)
    latest = pd.concat([last_years(cells[~of_region]), cells[of_region]])
    known = with_region_where_few(latest, PANEL, funnel.FEWEST_SCHOOLS)
    names = dict(zip(results["school_id"], results["school"], strict=True))
    frames = [_of_panel(own, names) for _, own in sorted(known.groupby(PANEL, sort=False), key=_place)]
    found = [frame for frame in frames if frame is not None]
    if not found:
        return table_of_rows("funnel", [])
    return pd.concat(found, ignore_index=True)


def _place(panel: tuple[tuple, pd.DataFrame]) -> tuple[int, int, int]:
    """Return where a panel stands: by assessment, subject and level, as tables of results have them."""
    assessment, level, subject, _ = panel[0]
    return list(ASSESSMENTS).index(assessment), subject_order(subject), [*LEVELS, ""].index(level)


def _of_panel(known: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame | None:
    """Return the rows of a panel, or nothing where there are too few schools."""
    counts = known.assign(failed=known["share"] * known["n"])
    schools = counts.groupby(["school_id", "of_region", *PANEL], sort=False)[["n", "failed"]].sum().reset_index()
    if len(schools) < FEWEST_SCHOOLS:
        return None
    drawn = funnel.funnel_of(schools["failed"], schools["n"])
    own = schools[~schools["of_region"].to_numpy(dtype=bool)].reset_index(drop=True)
    n = own["n"].to_numpy(dtype=float)
    share = own["failed"].to_numpy(dtype=float) / n
    limits = {
        f"{kind}{side}_{name}_pct": 100 * limit
        for kind, of in (("", drawn.limits), ("wide_", drawn.wide_limits))
        for name, confidence in (("95", funnel.INNER), ("998", funnel.OUTER))
        for side, limit in zip(("low", "high"), of(n, confidence), strict=True)
    }
    outermost = "wide_" if drawn.has_wide_limits else ""
    low, high = limits[f"{outermost}low_998_pct"] / 100, limits[f"{outermost}high_998_pct"] / 100
    outside = np.select([share > high, share < low], ["above", "below"], default="")
    return own.assign(school=own["school_id"].map(names))[["school_id", "school", *PANEL]].assign(
        n_participants=n.astype(int),
        fail_pct=100 * share,
        schools=len(schools),
        centre_pct=100 * drawn.centre,
        **limits,
        spread=drawn.spread,
        outside=pd.Series(outside, dtype=object).where(outside != "", None),
    )

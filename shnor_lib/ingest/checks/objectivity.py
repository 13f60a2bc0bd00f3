"""Signs of biased marking: each asks for a look at the papers and accuses nobody (METHODS of the project, section 12).

A sign is told once per school with the number of comparisons, since among many some come up by chance.
"""

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.intervals import CONFIDENCE, normal_quantile, wilson_interval
from shnor_lib.ground.marks import MARKS
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.checks.outcomes import outcome, signs_by_school
from shnor_lib.ingest.checks.rows import (
    PROCEDURE,
    WORK,
    background_of,
    identities,
    procedure_name,
    schools_of_roster,
    shaped,
)
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.raw_rows import COUNTS

#: With fewer participants an interval is too wide, or too lucky, to ask anybody about.
FEWEST_PARTICIPANTS = 10
#: Quartiles of changes need at least this many changes.
FEWEST_CHANGES = 20
#: A change beyond the quartile by this many interquartile ranges is sharp (Tukey's outer fence).
OUTER_FENCE = 3

COMPARISONS = ("сравнение", "сравнения", "сравнений")
_ONE_TAIL = (1 - CONFIDENCE) / 2


def mean_above_region(rows: pd.DataFrame) -> list[Finding]:
    """The lower 95 % bound of the school's mean mark does not exceed the upper bound of the region's.

    The school's spread is taken as the region's where it is smaller: equal marks are no proof of certainty.
    """
    if not (rows["kind"] == "region").any():
        return []
    pairs = _beside_region(rows)
    own, region = _mark_moments(pairs), _mark_moments(pairs, "_region")
    z = normal_quantile()
    deviation = np.maximum(own.deviation, region.deviation)
    low = own["mean"] - z * deviation / np.sqrt(own.n)
    high = region["mean"] + z * region.deviation / np.sqrt(region.n)
    pairs = pairs.assign(mean_mark=own["mean"], mean_mark_region=region["mean"])
    found = signs_by_school(
        pairs,
        low > high,
        "mean_above_region",
        lambda school, how_often: f"«{school}»: средняя отметка выше региональной сверх случайного в {how_often}",
        lambda row: (
            f"{procedure_name(row)} — {wording.number(row.mean_mark, 2)} против "
            f"{wording.number(row.mean_mark_region, 2)}"
        ),
        _ONE_TAIL,
    )
    return outcome("mean_above_region", len(pairs), found, COMPARISONS)


def jump_at_pass_mark(rows: pd.DataFrame) -> list[Finding]:
    """Among those who got «2» or «3» the share of «3» is not far above the region's: no jump at the pass mark."""
    if not (rows["kind"] == "region").any():
        return []
    pairs = _beside_region(rows)
    at_mark = (pairs["n_2"] + pairs["n_3"]) >= FEWEST_PARTICIPANTS
    pairs = pairs[at_mark & (pairs["n_2_region"] + pairs["n_3_region"] > 0)]
    low, _ = wilson_interval(pairs["n_3"], pairs["n_2"] + pairs["n_3"])
    _, high = wilson_interval(pairs["n_3_region"], pairs["n_2_region"] + pairs["n_3_region"])
    found = signs_by_school(
        pairs,
        pd.Series(low > high, index=pairs.index),
        "jump_at_pass_mark",
        lambda school, how_often: (
            f"«{school}»: отметок «3» при редких «2» заметно больше, чем в регионе, скачок на границе «2» и «3» в "
            f"{how_often}"
        ),
        lambda row: (
            f"{procedure_name(row)} — «2»: {wording.number(row.n_2)}, «3»: {wording.number(row.n_3)}; в регионе «2» — "
            f"{wording.percent(100 * row.n_2_region / (row.n_2_region + row.n_3_region))} из получивших «2» и «3»"
        ),
        _ONE_TAIL,
    )
    return outcome("jump_at_pass_mark", len(pairs), found, COMPARISONS)


def _beside_region(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the roster's results with known numbers of marks, the region's numbers beside them."""
    region = background_of(rows, "region")[[*PROCEDURE, *COUNTS]].dropna(subset=COUNTS)
    own = schools_of_roster(rows)
    own = own[own[COUNTS].notna().all(axis=1) & (own["n_participants"] >= FEWEST_PARTICIPANTS)]
    # One work may stand in several forms; it is one comparison.
    own = own.drop_duplicates(["school_id", *PROCEDURE])
    return own.merge(region, on=PROCEDURE, suffixes=("", "_region"), validate="m:1")


def _mark_moments(rows: pd.DataFrame, suffix: str = "") -> pd.DataFrame:
    """Return the number of marks, their mean and their standard deviation."""
    counts = rows[[f"{name}{suffix}" for name in COUNTS]].to_numpy(dtype=float)
    n = counts.sum(axis=1)
    n[n == 0] = np.nan  # participants without a mark have no mean
    mean = counts @ np.array(MARKS) / n
    spread = counts @ np.array(MARKS) ** 2 / n - mean**2
    return pd.DataFrame({"n": n, "mean": mean, "deviation": np.sqrt(np.maximum(spread, 0))}, index=rows.index)


def sharp_change(rows: pd.DataFrame) -> list[Finding]:
    """The mean mark of neighbouring years does not change beyond the outer fence of all schools' changes."""
    if rows["school_year"].nunique() < 2:
        return []
    known = rows[(rows["kind"] == "school") & (rows["attempt"] == 1) & rows[COUNTS].notna().all(axis=1)]
    known = known[known["n_participants"] >= FEWEST_PARTICIPANTS]
    if known.empty:
        return []
    known = known.assign(mean_mark=_mark_moments(known)["mean"])
    key = ["identity", *WORK]
    known = known.assign(identity=identities(known)).drop_duplicates([*key, "school_year"])
    before = known[[*key, "school_year", "mean_mark"]].assign(school_year=known["school_year"] + 1)
    changes = known.merge(before, on=[*key, "school_year"], suffixes=("", "_before"), validate="1:1")
    changes = changes.assign(change=changes["mean_mark"] - changes["mean_mark_before"])
    group = changes.groupby(list(PROCEDURE_KEY))["change"]
    lower, upper = group.transform("quantile", 0.25), group.transform("quantile", 0.75)
    fence = OUTER_FENCE * (upper - lower)
    enough = group.transform("size") >= FEWEST_CHANGES
    sharp = enough & ((changes["change"] > upper + fence) | (changes["change"] < lower - fence))
    ours = enough & (changes["school_id"] != "")
    found = signs_by_school(
        changes[ours],
        sharp[ours],
        "sharp_change",
        lambda school, how_often: f"«{school}»: средняя отметка резко изменилась за год в {how_often}",
        lambda row: (
            f"{procedure_name(row)} — {wording.number(row.mean_mark_before, 2)} и {wording.number(row.mean_mark, 2)}"
        ),
        0,
    )
    return outcome("sharp_change", int(ours.sum()), found, COMPARISONS)


def journal_far_from_region(journal: pd.DataFrame) -> list[Finding]:
    """Marks below the journal's are neither much more nor much less frequent than in the region.

    Args:
        journal: the table `journal` with rows of schools and of the region: ``kind``, ``school_id``, ``school``, the
            procedure, ``n_lowered``, ``n_confirmed``, ``n_raised`` and the source.
    """
    counts = ["n_lowered", "n_confirmed", "n_raised"]
    rows = shaped(journal, *counts)
    known = rows[rows[counts].notna().all(axis=1)]
    region = background_of(known, "region")[[*PROCEDURE, *counts]]
    own = schools_of_roster(known)
    own = own[own[counts].sum(axis=1) >= FEWEST_PARTICIPANTS]
    pairs = own.merge(region, on=PROCEDURE, suffixes=("", "_region"), validate="m:1")
    n, n_region = pairs[counts].sum(axis=1), pairs[[f"{name}_region" for name in counts]].sum(axis=1)
    low, high = wilson_interval(pairs["n_lowered"], n)
    region_low, region_high = wilson_interval(pairs["n_lowered_region"], n_region)
    pairs = pairs.assign(pct=100 * pairs["n_lowered"] / n, pct_region=100 * pairs["n_lowered_region"] / n_region)
    found = signs_by_school(
        pairs,
        pd.Series((low > region_high) | (high < region_low), index=pairs.index),
        "journal_far_from_region",
        lambda school, how_often: (
            f"«{school}»: доля понизивших отметку по сравнению с журналом далека от региональной в {how_often}"
        ),
        lambda row: f"{procedure_name(row)} — {wording.percent(row.pct)} против {wording.percent(row.pct_region)}",
        2 * _ONE_TAIL,
    )
    return outcome("journal_far_from_region", len(pairs), found, COMPARISONS)

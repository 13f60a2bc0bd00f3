"""A school's share of «2» in a subject, year by year, over the grades that the okrug held in both compared years.

One number a year lets a school be followed by eye.  Only grades whose results may be compared make it, so that a grade
that came or went does not look like a change.  Where participants are known it is the share of all of them together;
where they are not, numbers of pupils cannot be added up, and it is the plain mean of the grades' shares.
"""

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.printed_shares import numbers

#: What is followed: one exam, or ВПР in one subject.
FOLLOWED = ["assessment", "level", "subject"]
SHARES = [
    *FOLLOWED,
    "school_id",
    "school",
    "school_year",
    "grades",
    "compared",
    "n_failed",
    "n_participants",
    "fail_pct",
]


def compared_grades(pairs: pd.DataFrame) -> dict[tuple[str, str, str], tuple[int, ...]]:
    """Return the grades that may be compared of each exam and subject, in the order of the table `dynamics`."""
    same = pairs[pairs["kind"] == "same_grade"]
    grades: dict[tuple[str, str, str], set[int]] = {}
    levels = same["level"].fillna("")
    for assessment, level, subject, grade in zip(
        same["assessment"], levels, same["subject"], same["grade_to"], strict=True
    ):
        grades.setdefault((assessment, level, subject), set()).add(int(grade))
    return {key: tuple(sorted(own)) for key, own in grades.items()}


def yearly_shares(results: pd.DataFrame, pairs: pd.DataFrame, threshold_pct: float) -> pd.DataFrame:
    """Return the share of «2» of each school and year in each exam and subject that is followed.

    Args:
        results: the table `results`; what is not counted or not known is left out.
        pairs: the table `dynamics`; its same-grade pairs say which grades are followed.
        threshold_pct: of a low result.

    Returns:
        `SHARES` and ``at_threshold``, a row per school and year in which the okrug held every followed grade, schools
        in the order of ``results``.  ``grades`` is the number of grades behind the row, ``compared`` of those that
        should be.  ``n_failed`` and ``n_participants`` are empty where a grade's are unknown, and ``fail_pct`` (0–100)
        is then the plain mean of the grades' shares.  ``at_threshold`` is decided on the numbers where they are known.
    """
    rows = _followed_results(results, compared_grades(pairs))
    key = [*FOLLOWED, "school_id", "school", "school_year"]
    grouped = rows.groupby(key, sort=False)
    shares = grouped.agg(
        grades=("grade", "size"),
        compared=("compared", "first"),
        mean_pct=("fail_pct", "mean"),
        counted=("known", "all"),
    ).join(grouped[["n_failed", "n_participants"]].sum())
    failed, participants = (shares[name].where(shares["counted"]) for name in ("n_failed", "n_participants"))
    at_threshold = np.where(
        shares["counted"], 100 * failed >= threshold_pct * participants, shares["mean_pct"] >= threshold_pct
    )
    shares = shares.assign(
        n_failed=failed.astype("Int64"),
        n_participants=participants.astype("Int64"),
        fail_pct=(100 * failed / participants).fillna(shares["mean_pct"]),
        at_threshold=at_threshold.astype(bool),
    )
    return shares.reset_index()[[*SHARES, "at_threshold"]]


def _followed_results(results: pd.DataFrame, grades: dict[tuple[str, str, str], tuple[int, ...]]) -> pd.DataFrame:
    """Return known results of the followed grades, of years in which the okrug held all of them."""
    known = results[results["fail_pct"].notna() & results["counted"].astype(bool)]
    keys = list(zip(known["assessment"], known["level"].fillna(""), known["subject"], strict=True))
    own = np.array([int(grade) in grades.get(key, ()) for key, grade in zip(keys, known["grade"], strict=True)], bool)
    failed, participants = (numbers(known, name) for name in ("n_failed", "n_participants"))
    counted = ~np.isnan(failed) & (participants > 0)
    rows = known[["school_id", "school", "subject", "assessment", "school_year", "grade"]].assign(
        level=[level for _, level, _ in keys],
        compared=[len(grades.get(key, ())) for key in keys],
        fail_pct=np.where(counted, 100 * failed / np.where(counted, participants, 1), numbers(known, "fail_pct")),
        n_failed=failed,
        n_participants=participants,
        known=counted,
    )[own]
    held = rows.groupby([*FOLLOWED, "school_year"])["grade"].transform("nunique")
    return rows[held == rows["compared"]]

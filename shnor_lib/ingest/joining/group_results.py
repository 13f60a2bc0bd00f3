"""Raw rows of groups become rows of the tables `results` and `background`: counts recovered, laws of a row applied."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from shnor_lib.ground.marks import (
    MARKS,
    METRICS,
    agreeing_counts,
    half_step,
    mark_metrics,
    nearest_counts,
    recovered_counts,
)
from shnor_lib.ground.params import Procedures
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.tables import FAILED_COUNTS, PROCEDURE_KEY
from shnor_lib.ground.wording import plural
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of, tuples_of
from shnor_lib.ingest.joining.agreement import Agreed, Comparison, agreed_rows
from shnor_lib.ingest.joining.failed_counts import fail_decimals, with_failed_counts
from shnor_lib.ingest.joining.rounding import half_steps_pp, share_decimals
from shnor_lib.ingest.layouts.exam_days import with_days_joined
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.layouts.raw_rows import COUNTS, MUNICIPAL, SCHOOL, SHARES, SHEET

#: Of larger groups the numbers of marks cannot be told exactly from shares with two decimals.
LARGE_GROUP = 10_000
_FLOAT = 1e-6
_NUMBERS = ["n_participants", "n_absent", *SHARES, *COUNTS, "fail_pct", "top_pct", "mean_score", "grade", "school_year"]


@dataclass
class GroupResults:
    """Rows of `results` and `background`, findings, the rows set aside, and those that nobody needs a second time."""

    results: pd.DataFrame
    background: pd.DataFrame
    findings: list[Finding]
    aside: pd.DataFrame
    needless: pd.DataFrame


def numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Return raw rows with numbers as floats, days of one exam added up, later attempts numbered, counts recovered.

    A share of «2» that cannot be right is taken away: shares that do not add up to 100 %, participants 0.
    """
    return _numbered(rows) if len(rows) else _no_rows(tuple(rows.columns)).copy()


@cache
def _no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    """Return numbered rows of no file: an okrug with Приложение 1 alone has none, and few have works of the centre."""
    return _numbered(pd.DataFrame(columns=list(columns), dtype=object))


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(**{name: pd.to_numeric(rows[name], errors="coerce").astype(float) for name in _NUMBERS})
    rows = _with_later_attempts_numbered(with_days_joined(rows))
    return _with_counts(rows)


def _with_later_attempts_numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Number a school's later attempts at an exam by their days: 2, 3 and so on."""
    # Works of the centre are numbered among the okrug's, not among a school's own (`works.py`).
    later = (rows["attempt"] > 1) & (rows["assessment"] != MUNICIPAL)
    if not later.any():
        return rows
    own = rows[later]
    day = own["attempt"].astype(str) + own["held_on"]
    rank = day.groupby([own[name] for name in ("group", "code", *PROCEDURE_KEY)]).rank(method="dense")
    return rows.assign(attempt=rows["attempt"].mask(later, rank.reindex(rows.index) + 1).astype(int))


def _with_counts(rows: pd.DataFrame) -> pd.DataFrame:
    shares, n = rows[SHARES].to_numpy(dtype=float), rows["n_participants"].to_numpy(dtype=float)
    step_pp = half_steps_pp(rows)
    given = rows[COUNTS].to_numpy(dtype=float)
    recovered = recovered_counts(shares, n, step_pp)
    unknown = np.isnan(given).all(axis=1, keepdims=True)
    total = shares.sum(axis=1)
    sum_is_off = np.abs(total - 100) > len(MARKS) * step_pp + _FLOAT
    wrong = (sum_is_off & ~np.isnan(total) & (n != 0)) | (n == 0)
    rows = with_failed_counts(rows.assign(fail_pct=rows["fail_pct"].mask(wrong)))
    together = np.where(unknown, recovered, np.nan)
    inferred = np.where(np.isnan(total)[:, None], _counts_by_share(rows, shares, n), together)
    # Where «2» is not known for certain, none of the numbers made of shares is.
    inferred = np.where(rows["n_failed"].isna().to_numpy()[:, None], np.nan, inferred)
    counts = np.where(np.isnan(given), inferred, given)
    counts[:, 0] = np.where(np.isnan(counts[:, 0]), rows["n_failed"], counts[:, 0])
    return rows.assign(
        **dict(zip(COUNTS, counts.T, strict=True)),
        half_step_pp=half_step(rows["fail_decimals"].to_numpy()),
        sums_to_100=~wrong & ~np.isnan(total),
        not_recovered=unknown[:, 0] & np.isnan(recovered).all(axis=1) & ~wrong & ~np.isnan(total) & (n < LARGE_GROUP),
    )


def _counts_by_share(rows: pd.DataFrame, shares: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the number of each mark that its printed share alone determines, (rows, 4)."""
    decimals = share_decimals(rows)
    ranges = (agreeing_counts(of_mark, n, decimals) for of_mark in shares.T)
    return np.column_stack([np.where(least == most, least, np.nan) for least, most in ranges])


def not_recovered_findings(rows: pd.DataFrame) -> list[Finding]:
    """Say in which sheets numbers of marks could not be told from the shares."""
    found = []
    for (file, sheet), own in groups_of(rows[rows["not_recovered"]], SHEET):
        found.append(
            Finding(
                "note",
                "counts_not_recovered",
                f"Число отметок не восстанавливается по долям: {plural(len(own), 'строка', 'строки', 'строк')}. "
                "Качество, успеваемость и СОУ посчитаны по долям.",
                "Сверьте число участников и доли с исходной выгрузкой.",
                file,
                sheet,
                own["source_cell"].iloc[0],
            )
        )
    return found


def unusable_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose shares contradict each other or the participants: four cells each were used for nothing."""
    wrong = ~rows["sums_to_100"] & rows["fail_pct"].isna() & rows[SHARES].notna().all(axis=1)
    return rows[wrong & (rows["school_id"] != "")].assign(n_cells=len(MARKS))


def without_rows(rows: pd.DataFrame, needless: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without those that another file repeats by its nature: a check would count each of them twice."""
    if needless.empty:
        return rows
    gone = set(tuples_of(needless, [*SHEET, "source_cell"]))
    return rows[[place not in gone for place in tuples_of(rows, [*SHEET, "source_cell"])]]


def rows_for_checks(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as checks look at them: large groups have the nearest counts, where one pupil tells nothing."""
    large = (rows["kind"] != SCHOOL) & (rows["n_participants"] >= LARGE_GROUP) & rows["sums_to_100"]
    if not large.any():
        return rows
    counts = rows[COUNTS].to_numpy(dtype=float)
    counts[large] = nearest_counts(rows.loc[large, SHARES].to_numpy(), rows.loc[large, "n_participants"].to_numpy())
    return rows.assign(**dict(zip(COUNTS, counts.T, strict=True)))


# Results and background


def group_results(
    rows: pd.DataFrame, appendix: pd.DataFrame, counted: Procedures, repeats_others: Callable[[str], bool]
) -> GroupResults:
    """Return one row per school and procedure, and per background group and procedure.

    Args:
        rows: numbered rows with ``school_id``.
        appendix: rows of Приложение 1 in the columns of `results`.
        counted: which procedures count towards the criteria.
        repeats_others: tells which files repeat the okrug's own by their nature: the region's.
    """
    measured = _measured(rows, counted)
    own = measured[(measured["kind"] == SCHOOL) & (measured["school_id"] != "")]
    around = measured[measured["kind"] != SCHOOL]
    results = _agreed(_all_results(own, appendix), "school_id", "error", repeats_others)
    background = _agreed(around.assign(who=around["group"]), "group", "warning", repeats_others)
    # The background stands in every school's file: that it repeats itself needs no words.
    contradictions = [finding for finding in background.findings if finding.check == "table_conflict"]
    return GroupResults(
        results.rows[[*TABLES["results"].columns]],
        background.rows[[*TABLES["background"].columns]],
        [*results.findings, *contradictions],
        results.dropped,
        results.needless,
    )


def _measured(rows: pd.DataFrame, counted: Procedures) -> pd.DataFrame:
    """Return rows with the columns of `MEASURED` and the metrics of marks."""
    shares = np.where(rows[["sums_to_100"]].to_numpy(), rows[SHARES].to_numpy(dtype=float), np.nan)
    metrics = mark_metrics(shares, rows[COUNTS].to_numpy(dtype=float)).set_index(rows.index)
    keys = tuples_of(rows, ["assessment", "subject", "grade"])
    counts = {key: counted.counts(*key) for key in set(keys)}
    nobody = rows["n_participants"] == 0
    return rows.assign(
        group=[parse_group(group).name or group for (group,) in tuples_of(rows, ["group"])],
        counted=np.array([counts[key] for key in keys], dtype=bool) & (rows["attempt"] == 1).to_numpy(),
        reading=np.where(rows["fail_pct"].notna(), "as_read", np.where(nobody, "not_held", "missing")),
        doubtful=False,
        # Which shares contradict their own sum cannot be seen: none of them is a number of the table.
        **{
            name: column
            for name, column in zip(SHARES, np.where(_out_of_range(rows), np.nan, rows[SHARES]).T, strict=True)
        },
        **{name: metrics[name] for name in METRICS},
    )


def _out_of_range(rows: pd.DataFrame) -> np.ndarray:
    shares = rows[SHARES].to_numpy(dtype=float)
    return (shares < 0) | (shares > 100)


def _all_results(own: pd.DataFrame, appendix: pd.DataFrame) -> pd.DataFrame:
    columns = [*TABLES["results"].columns, "half_step_pp", "n_cells"]
    parts = [own.reindex(columns=columns)]
    if len(appendix):
        decimals = fail_decimals(appendix)
        stated = appendix.assign(fail_decimals=decimals, half_step_pp=half_step(decimals), n_cells=0)
        parts.insert(0, stated.reindex(columns=columns))
    parts = [part for part in parts if len(part)] or parts
    rows = parts[0] if len(parts) == 1 else pd.concat([part.astype(object) for part in parts], ignore_index=True)
    # A level or season that a table does not name is the same, be it «» or missing.
    texts = {name: rows[name].astype(object).where(rows[name].notna(), "") for name in ("level", "season")}
    return rows.assign(who=rows["school"], **texts)


def _agreed(rows: pd.DataFrame, who: str, severity: str, repeats_others: Callable[[str], bool]) -> Agreed:
    """Keep one row for each; rows that contradict each other are ambiguous and empty."""
    held = pd.Series(np.nan, index=rows.index).mask(rows["fail_pct"].notna(), 1.0)
    held = held.mask(rows["reading"].isin(["not_held", "ambiguous"]), 0.0)
    comparison = Comparison(("n_participants", *COUNTS), share="fail_pct", count="n_2")
    agreed = agreed_rows(rows.assign(held=held), (who, *PROCEDURE_KEY, "attempt"), comparison, severity, repeats_others)
    empty = ["n_participants", "n_absent", "fail_pct", *FAILED_COUNTS, "top_pct", "mean_score"]
    empty += [*SHARES, *COUNTS, *METRICS]
    left = agreed.rows.astype({name: object for name in empty})
    if not agreed.contradicted.any():
        return replace(agreed, rows=left)
    left.loc[agreed.contradicted, empty] = None
    left.loc[agreed.contradicted, "reading"] = "ambiguous"
    left.loc[agreed.contradicted, "doubtful"] = False
    return replace(agreed, rows=left)

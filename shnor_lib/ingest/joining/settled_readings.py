"""Readings of doubtful rows held against the other tables: one that contradicts a known result is no reading."""

from collections.abc import Set
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.marks import half_step
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import tuples_of
from shnor_lib.ingest.layouts.raw_rows import SHEET

_FLOAT = 1e-6


@dataclass
class Settled:
    """The tables `readings` and `results` in agreement with each other, and findings."""

    readings: pd.DataFrame
    results: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)


def settle_readings(readings: pd.DataFrame, results: pd.DataFrame, appendices: Set[tuple[str, str]]) -> Settled:
    """Drop the readings of doubtful rows that other tables refute, and read what only the rest leaves open.

    Args:
        readings: the table `readings`: admissible readings of doubtful rows of Приложение 1.
        results: rows of the table `results`, one per school, procedure and attempt.
        appendices: (file, sheet) of the tables in which doubtful rows stand.

    Returns:
        Of each school the readings that agree with every result that another table tells; all of them, with an error,
        if none does.  Results on which the rest agree are no longer ambiguous.
    """
    settled = Settled(readings, results)
    if readings.empty:
        return settled
    elsewhere = [place not in appendices for place in tuples_of(results, SHEET)]
    told = results[
        pd.Series(elsewhere, index=results.index, dtype=bool)
        & (results["attempt"] == 1)
        & (results["reading"] == "as_read")
    ]
    if told.empty:
        return settled
    kept = [_kept_of_school(settled, own, told) for _, own in readings.groupby("school_id", sort=False)]
    settled.readings = pd.concat(kept, ignore_index=True)
    return settled


def _kept_of_school(settled: Settled, readings: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    own = told[told["school_id"] == readings["school_id"].iloc[0]]
    pairs = _with_told(readings, own)
    refuted = set(pairs.loc[_contradicts(pairs), "variant"])
    variants = list(dict.fromkeys(readings["variant"]))
    left = [variant for variant in variants if variant not in refuted]
    if own.empty or not pairs["told_pct"].notna().any():
        return readings
    if not left:
        settled.findings.append(_none_agrees(readings, own))
        return readings
    kept = readings[readings["variant"].isin(left)].reset_index(drop=True)
    number = {variant: place for place, variant in enumerate(left, start=1)}
    kept = kept.assign(variant=kept["variant"].map(number))
    settled.results = _read_where_agreed(settled.results, kept)
    if refuted:
        settled.findings.append(_refuted(readings, own, len(variants), len(left)))
    return _told_values(kept, own)


def _with_told(readings: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return the readings with what the other tables tell of the same result: ``told_pct`` and its half step."""
    key = ["school_id", *PROCEDURE_KEY]
    known = told.assign(told_pct=pd.to_numeric(told["fail_pct"]).astype(float))
    known["told_step"] = half_step(known["fail_decimals"].to_numpy(dtype=float, na_value=np.nan))
    pairs = _plain(readings, key).merge(
        _plain(known, key)[[*key, "told_pct", "told_step"]], on=key, how="left", validate="m:1"
    )
    return pairs.assign(own_pct=pd.to_numeric(pairs["fail_pct"]).astype(float))


def _plain(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return rows whose key columns compare alike, whatever they came from."""
    texts = {name: rows[name].fillna("").astype(str) for name in key if name not in ("grade", "school_year")}
    return rows.assign(**texts, grade=rows["grade"].astype(int), school_year=rows["school_year"].astype(int))


def _contradicts(pairs: pd.DataFrame) -> pd.Series:
    """Tell which readings say another share than is told, beyond rounding, or that a work held was not held."""
    bound = pairs["told_step"] + _half_step_pp(pairs["own_pct"]) + _FLOAT
    other = (pairs["own_pct"] - pairs["told_pct"]).abs() > bound
    return pairs["told_pct"].notna() & (other | (pairs["reading"] == "not_held"))


def _half_step_pp(shares: pd.Series) -> float:
    """Return how far the shares of one table may be off: half of its last decimal, 0.5 where all are whole."""
    decimals = next((places for places in range(3) if np.allclose(shares.dropna(), shares.dropna().round(places))), 3)
    return 0.5 / 10**decimals


def _told_values(readings: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return the readings with the more exact shares that other tables tell."""
    exact = _with_told(readings, told)["told_pct"].to_numpy()
    known = pd.notna(exact)
    return readings.assign(
        fail_pct=readings["fail_pct"].where(~known, exact), reading=readings["reading"].where(~known, "as_read")
    )


def _read_where_agreed(results: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Fill in ambiguous results on which all readings that are left agree."""
    key = ["school_id", *PROCEDURE_KEY]
    said = ["fail_pct", "top_pct", "reading"]
    agreed = {
        place: own.iloc[0]
        for place, own in _plain(readings, key).groupby(key, sort=False)
        if len(own[said].fillna(-1).drop_duplicates()) == 1
    }
    rows = _plain(results[results["reading"] == "ambiguous"], key)
    filled = results.copy()
    for index, place in zip(rows.index, rows[key].itertuples(index=False, name=None), strict=True):
        if place in agreed:
            filled.loc[index, said] = agreed[place][said].to_numpy()
    return filled


def _refuted(readings: pd.DataFrame, told: pd.DataFrame, before: int, left: int) -> Finding:
    first = told.iloc[0]
    return Finding(
        "note",
        "surplus_value",
        f"«{first['school']}»: из {wording.plural(before, 'прочтения', 'прочтений', 'прочтений')} строки с лишним или "
        f"пропущенным значением другие таблицы согласуются с {left}; остальные отброшены.",
        "",
        first["source_file"],
        first["source_sheet"],
        first["source_cell"] or "",
    )


def _none_agrees(readings: pd.DataFrame, told: pd.DataFrame) -> Finding:
    first = told.iloc[0]
    return Finding(
        "error",
        "table_conflict",
        f"«{first['school']}»: ни одно прочтение строки с лишним или пропущенным значением не согласуется с другими "
        "таблицами.",
        "Исправьте строку Приложения 1 или уберите таблицу, которой нельзя верить.",
        first["source_file"],
        first["source_sheet"],
        first["source_cell"] or "",
    )

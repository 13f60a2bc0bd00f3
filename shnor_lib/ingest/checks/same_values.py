"""A law between procedures: two of one year do not have the same shares in most schools."""

from collections import defaultdict
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.checks.outcomes import outcome
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import tuples_of
from shnor_lib.ingest.layouts.raw_rows import SHEET

#: Two procedures are told if more than this share of the schools that say anything, and at least so many, agree.
MOST_SAME, FEWEST_SAME = 0.5, 3
WHAT_TO_DO = (
    "Сверьте эти процедуры с протоколами. Если колонка скопирована, внесите верные значения; если доли и правда "
    "совпали, исправлять ничего не нужно."
)


def same_in_two_procedures(results: pd.DataFrame, criteria: Criteria | None = None) -> list[Finding]:
    """Two procedures of one school year do not have the same shares of «2» in most schools.

    Zeros on both sides say nothing: a pair is told only if most of the schools with another share agree, and most of
    all schools do.

    Args:
        results: the table `results`.
        criteria: the programme's criteria; with them the low results that rest on the shares are named.
    """
    if results.empty:
        return []
    known = results[results["fail_pct"].notna() & (results["attempt"] == 1) & results["level"].notna()]
    found, looked_at = [], 0
    named = known[known[list(PROCEDURE_KEY)].notna().all(axis=1)]
    for _, of_year in named.groupby("school_year"):
        shares = _shares(of_year)
        looked_at += shares.shape[1] * (shares.shape[1] - 1) // 2
        found += [_finding(known, shares[group], criteria) for group in _repeated_groups(shares)]
    return outcome("same_in_two_procedures", looked_at, found, ("пара процедур", "пары процедур", "пар процедур"))


def _shares(results: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of «2» of a year, a row per school and a column per procedure, in the order of the results."""
    of_procedure: dict[tuple, dict[str, float]] = defaultdict(dict)
    for school_id, share, *procedure in tuples_of(results, ["school_id", "fail_pct", *PROCEDURE_KEY]):
        of_procedure[tuple(procedure)][school_id] = float(share)
    columns = pd.MultiIndex.from_tuples(of_procedure, names=PROCEDURE_KEY)
    schools = pd.Index(results["school_id"].unique(), name="school_id")
    values = [[own.get(school_id, np.nan) for own in of_procedure.values()] for school_id in schools]
    return pd.DataFrame(values, index=schools, columns=columns, dtype=float)


def _repeated_groups(shares: pd.DataFrame) -> list[list[tuple]]:
    """Return groups of columns that repeat each other: one pair, or more where a column was copied several times."""
    groups: list[list[tuple]] = []
    columns = dict(zip(_procedures(shares), shares.to_numpy().T, strict=True))
    for one, other in combinations(columns, 2):
        if not _is_repeated(columns[one], columns[other]):
            continue
        group = next((group for group in groups if one in group or other in group), None)
        if group is None:
            groups.append([one, other])
        else:
            group += [name for name in (one, other) if name not in group]
    return groups


def _procedures(shares: pd.DataFrame) -> list[tuple]:
    return [tuple(name) for name in shares.columns]


def _is_repeated(first: np.ndarray, second: np.ndarray) -> bool:
    both = ~np.isnan(first) & ~np.isnan(second)
    same = both & (first == second)
    telling = both & ((first > 0) | (second > 0))
    said = same & telling
    return bool(
        said.sum() >= FEWEST_SAME and said.sum() > MOST_SAME * telling.sum() and same.sum() > MOST_SAME * both.sum()
    )


def _finding(known: pd.DataFrame, shares: pd.DataFrame, criteria: Criteria | None) -> Finding:
    """Return the warning about procedures whose columns of shares repeat each other; schools agree on all of them."""
    procedures = _procedures(shares)
    held = shares.dropna()
    alike = held[held.nunique(axis=1) == 1]
    rows = [known[_is_of(known, procedure) & known["school_id"].isin(alike.index)] for procedure in procedures]
    firsts = [next(iter(rows_of(own))) for own in rows]
    last = firsts[-1]
    of_sheet = [row for row in firsts if all(getattr(row, name) == getattr(last, name) for name in SHEET)]
    rests = _what_rests_on_it(known, rows, criteria) if criteria else ""
    return Finding(
        "warning",
        "same_in_two_procedures",
        f"{wording.join(map(_name, procedures))}: доля «2» одна и та же у {len(alike)} из{wording.NBSP}"
        f"{wording.plural(len(held), 'школы', 'школ', 'школ')} (не нулевая — у {int((alike.iloc[:, 0] > 0).sum())}). "
        f"Возможно, одна колонка повторяет другую.{rests}",
        WHAT_TO_DO,
        last.source_file,
        last.source_sheet,
        "; ".join(row.source_cell for row in of_sheet),
    )


def _is_of(results: pd.DataFrame, procedure: tuple) -> pd.Series:
    return pd.Series([one == procedure for one in tuples_of(results, PROCEDURE_KEY)], index=results.index, dtype=bool)


def _name(procedure: tuple) -> str:
    assessment, level, subject, grade, year = procedure
    return wording.procedure(assessment, level, subject, int(grade), int(year))


def _what_rests_on_it(known: pd.DataFrame, rows: list[pd.DataFrame], criteria: Criteria) -> str:
    """Name the schools with a low result in these procedures, and what criterion 1 is if but one of them is right."""
    low_ones = rows[0][_is_low(rows[0], criteria)]
    if low_ones.empty:
        return " Низких результатов среди них нет."
    words = "; ".join(_of_school(row, len(rows), known, criteria) for row in rows_of(low_ones))
    return f" Низкие результаты, которые от этого зависят: {words}."


def _of_school(row: Any, repeated: int, known: pd.DataFrame, criteria: Criteria) -> str:
    own = known[(known["school_id"] == row.school_id) & (known["school_year"] == row.school_year)]
    low = int(_is_low(own, criteria).sum())
    needed = criteria.procedures_in_previous_year.value
    said = f"{wording.short_school_name(row.school)} — {wording.percent(row.fail_pct, None)}"
    if row.school_year != criteria.years.previous or low < needed:
        return said
    holds = "выполнен и тогда" if low - repeated + 1 >= needed else "тогда не выполнен"
    lows = wording.plural(low, "низкий результат", "низких результата", "низких результатов")
    return f"{said} (за год у школы {lows}; если из повторённых верен только один, критерий 1 {holds})"


def _is_low(results: pd.DataFrame, criteria: Criteria) -> pd.Series:
    counted = results["counted"].fillna(False).astype(bool)
    return counted & (results["fail_pct"] >= criteria.low_threshold.value).fillna(False).astype(bool)

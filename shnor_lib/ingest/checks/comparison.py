"""Laws between rows: a municipality and its schools, a school and its roll, this year and the last."""

from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.marks import MARKS
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.checks.outcomes import RESULTS, complaints_of, outcome
from shnor_lib.ingest.checks.rows import PROCEDURE, WORK, identities, row_name
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.raw_rows import COUNTS, SHARES, SHEET

#: A table repeats last year's if at least this share, and at least this number, of its schools have the same numbers.
REPEATED_SHARE, FEWEST_REPEATED = 0.5, 3
#: Fewer participants than this may well give the same marks twice.
FEWEST_PARTICIPANTS = 10


# A municipality and its schools


def municipality_sum(rows: pd.DataFrame) -> list[Finding]:
    """The schools that tables list under a municipality add up to the municipality's own row.

    Tables of single schools are taken together; a school that stands in several is taken once.
    """
    if not (rows["kind"] == "municipality").any():
        return []
    pairs = _municipalities_with_sums(rows)
    more = pairs["n_participants_sum"] > pairs["n_participants"]
    fewer = pairs["n_participants_sum"] < pairs["n_participants"]
    counts = pairs[COUNTS].to_numpy()
    sums = pairs[[f"{name}_sum" for name in COUNTS]].to_numpy()
    other_marks = ~more & ~fewer & np.any(np.abs(counts - sums) > 0.5, axis=1)
    found = complaints_of(
        pairs[more],
        "municipality_sum",
        "error",
        lambda row: f"{row_name(row)}: {_sum_words(row)}, больше, чем в муниципалитете.",
        "Проверьте, не попали ли в таблицы школы другого муниципалитета.",
    )
    found += complaints_of(
        pairs[other_marks],
        "municipality_sum",
        "warning",
        lambda row: f"{row_name(row)}: число отметок не равно сумме по школам ({_marks_words(row)}).",
    )
    if fewer.any():
        found.append(_not_all_schools(pairs[fewer], len(pairs)))
    return outcome("municipality_sum", len(pairs), found, ("сумма", "суммы", "сумм"))


def _not_all_schools(fewer: pd.DataFrame, total: int) -> Finding:
    """Return one note for all municipalities of which the tables do not list every school."""
    first = next(rows_of(fewer))
    return Finding(
        "note",
        "municipality_sum",
        f"Перечислены не все школы муниципалитета: участников по школам меньше в {len(fewer)} из {total} процедур "
        f"(например, {row_name(first)}: {_sum_words(first)}).",
        "Если нужны все школы, выгрузите таблицы без отбора.",
        first.source_file,
        first.source_sheet,
        first.source_cell,
    )


def _municipalities_with_sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each municipality's row of each procedure with the sums over the schools listed under it."""
    own = rows[rows["kind"].isin(["municipality", "school"]) & rows["n_participants"].notna()]
    own = own.assign(identity=identities(own), municipality=_municipality_above(own))
    own = own[own["municipality"] != ""]
    under = [*PROCEDURE, "municipality"]
    schools = own[own["kind"] == "school"].drop_duplicates([*under, "identity"])
    summed = schools.groupby(under, dropna=False)[["n_participants", *COUNTS]].sum(min_count=1)
    # One school without known numbers of marks makes the sum of marks unknown.
    unknown = schools[COUNTS].isna().groupby([schools[name] for name in under], dropna=False).any()
    summed[COUNTS] = summed[COUNTS].mask(unknown)
    municipalities = own[own["kind"] == "municipality"].drop_duplicates(under)
    return municipalities.merge(summed.add_suffix("_sum").reset_index(), on=under, validate="1:1")


def _municipality_above(rows: pd.DataFrame) -> pd.Series:
    """Return the municipality under which each row stands in its table, itself for a municipality; else ``""``.

    Several municipalities one after another and then all schools: whose they are cannot be told from the order.
    """
    table = [rows[name] for name in (*SHEET, *PROCEDURE)]
    is_municipality = rows["kind"] == "municipality"
    block = is_municipality.groupby(table, dropna=False).cumsum()
    in_block = [*table, block.rename("block")]
    lonely = (~is_municipality).groupby(in_block, dropna=False).transform("sum") == 0
    several = is_municipality.groupby(table, dropna=False).transform("sum") > 1
    unclear = (lonely & (block > 0)).groupby(table, dropna=False).transform("any") & several
    name = identities(rows).where(is_municipality)
    above = name.groupby(in_block, dropna=False).transform("first")
    return above.where((block > 0) & ~unclear, "").fillna("")


def _sum_words(row: Any) -> str:
    total, of_schools = wording.number(row.n_participants), wording.number(row.n_participants_sum)
    return f"участников по школам {of_schools}, в строке муниципалитета {total}"


def _marks_words(row: Any) -> str:
    return ", ".join(
        f"«{mark}»: {wording.number(getattr(row, f'n_{mark}'))} и {wording.number(getattr(row, f'n_{mark}_sum'))}"
        for mark in MARKS
        if abs(getattr(row, f"n_{mark}") - getattr(row, f"n_{mark}_sum")) > 0.5
    )


# A school and its roll


def participants_over_roll(rows: pd.DataFrame, context: pd.DataFrame) -> list[Finding]:
    """No procedure has more participants and absentees than the school has pupils.

    Args:
        rows: checked rows.
        context: ``school_id``, ``school_year`` and ``pupils``, the number of pupils of the whole school.
    """
    if "pupils" not in context or context.empty:
        return []
    rolls = context[["school_id", "school_year", "pupils"]].dropna()
    rolls = rolls.astype({"school_year": float, "pupils": float}).drop_duplicates(["school_id", "school_year"])
    known = rows[(rows["school_id"] != "") & rows["n_participants"].notna()]
    known = known.merge(rolls, on=["school_id", "school_year"], validate="m:1")
    known = known.assign(sat=known["n_participants"] + known["n_absent"].fillna(0))
    found = complaints_of(
        known[known["sat"] > known["pupils"]],
        "participants_over_roll",
        "error",
        lambda row: (
            f"{row_name(row)}: участников и отсутствовавших {wording.number(row.sat)}, а в школе "
            f"{wording.plural(row.pupils, 'обучающийся', 'обучающихся', 'обучающихся')}."
        ),
        "Сверьте число участников с протоколом и число обучающихся с контекстными данными.",
    )
    return outcome("participants_over_roll", len(known), found, RESULTS)


# This year and the last


PAIRS_OF_YEARS = ("пара лет", "пары лет", "пар лет")


def same_as_last_year(rows: pd.DataFrame) -> list[Finding]:
    """A table does not repeat the numbers of the year before."""
    if rows["school_year"].nunique() < 2:
        return []
    pairs = _with_the_year_before(rows)
    same = pairs["same"].to_numpy(dtype=bool)
    if not same.any():
        return outcome("same_as_last_year", len(pairs), [], PAIRS_OF_YEARS)
    tables = pairs.groupby([*SHEET, *PROCEDURE_KEY], sort=False)["same"]
    repeated = ((tables.transform("mean") >= REPEATED_SHARE) & (tables.transform("sum") >= FEWEST_REPEATED)).to_numpy(
        dtype=bool
    )
    counted = pairs.assign(schools=tables.transform("sum"))
    found = complaints_of(
        counted[repeated & same].drop_duplicates([*SHEET, *WORK]),
        "same_as_last_year",
        "warning",
        lambda row: (
            f"{row_name(row).split('», ', 1)[1]}: у {int(row.schools)} школ числа те же, что за "
            f"{int(row.year_before)} год. Похоже, под новым годом лежит прежняя таблица."
        ),
        "Сверьте год в шапке таблицы и выгрузите её заново.",
    )
    # Among a region's thousands of schools some coincide by chance: single rows are told of the roster's schools alone.
    ours = ((pairs["n_participants"] >= FEWEST_PARTICIPANTS) & (pairs["school_id"] != "")).to_numpy()
    found += complaints_of(
        pairs[same & ~repeated & ours],
        "same_as_last_year",
        "note",
        lambda row: f"{row_name(row)}: число участников и все отметки те же, что за {int(row.year_before)} год.",
        "Убедитесь, что это не прошлогодняя строка.",
    )
    return outcome("same_as_last_year", len(pairs), found, PAIRS_OF_YEARS)


def _with_the_year_before(rows: pd.DataFrame) -> pd.DataFrame:
    """Return school rows with a year before in the data: ``year_before``, and ``same`` if the numbers are the same.

    Rows of nothing but zeros say too little to be compared.
    """
    own = rows[(rows["kind"] == "school") & (rows["attempt"] == 1) & (rows["fail_pct"] > 0)]
    key = ["identity", *WORK]
    own = own.assign(identity=identities(own)).sort_values([*key, "school_year"], kind="stable")
    numbers = ["n_participants", *SHARES, "fail_pct", "top_pct"]
    before = own.groupby(key, sort=False)[[*numbers, "school_year"]].shift()
    alike = (own[numbers] == before[numbers]) | (own[numbers].isna() & before[numbers].isna())
    own = own.assign(year_before=before["school_year"], same=alike.all(axis=1))
    return own[before["school_year"].notna() & (before["school_year"] < own["school_year"])]

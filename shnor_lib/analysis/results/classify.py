"""Which schools meet the programme's criteria, how firmly, and against which list.

Low result and criteria: the programme, section I.  All percentages are 0–100.
"""

from collections.abc import Iterable, Sequence, Set
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shnor_lib.analysis.results.basis import YEARS, basis_sentence
from shnor_lib.analysis.results.printed_shares import COUNTS, low_by_count_or_share, numbers, on_border
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import rows_of, table_of_rows
from shnor_lib.ground.tables import PROCEDURE_KEY

#: Readings under which a result is unknown: it may be low or not.
UNKNOWN_READINGS = ("ambiguous", "missing")

#: So many results of a year may have been low of which none is known.
ANY_NUMBER = 1_000_000

SCHOOL = ["school_id", "school"]
CASE = [*SCHOOL, "variant"]


# Low results


def low_results(results: pd.DataFrame, criteria: Criteria, *, rounding: bool = False) -> pd.Series:
    """Tell for each result whether it is low: at least ``low_threshold`` % of the participants got «2».

    A known count decides (integers), else the printed percentage.

    Args:
        results: rows of the table `results` or `readings`.
        criteria: the programme's thresholds.
        rounding: treat a result of which rounding decides as unknown.

    Returns:
        A nullable boolean per row: ``<NA>`` where the result is unknown, ``False`` where the procedure was not held.
    """
    low = low_by_count_or_share(results, criteria.low_threshold.value)
    unknown = is_unknown(results).to_numpy(dtype=bool)
    if rounding:
        unknown = unknown | on_border(results, criteria.low_threshold.value)
    return pd.Series(pd.arrays.BooleanArray(low, unknown), index=results.index)


def on_rounding_border(results: pd.DataFrame, criteria: Criteria) -> pd.Series:
    """Tell for each result whether it is so near the threshold that rounding decides (`printed_shares.on_border`)."""
    return pd.Series(on_border(results, criteria.low_threshold.value), index=results.index, dtype=bool)


def is_unknown(results: pd.DataFrame) -> pd.Series:
    """Tell for each result whether it was or may have been held and its share is not known."""
    return results["reading"].isin(UNKNOWN_READINGS) & results["fail_pct"].isna()


def counted_results(results: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Return the counted procedures that were held or may have been held, with enough participants."""
    held = results["fail_pct"].notna() | results["reading"].isin(UNKNOWN_READINGS)
    too_few = numbers(results, "n_participants") < criteria.min_participants.value
    return results[results["counted"].astype(bool) & held & ~too_few]


def main_period(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results of first attempts; reserve days and September (``attempt`` > 1) are kept and never counted."""
    if "attempt" not in results:
        return results
    return results[(results["attempt"].fillna(1) == 1).to_numpy(dtype=bool)]


# Criteria


def at_least(fewest: pd.Series, most: pd.Series, needed: int) -> pd.Series:
    """Tell whether a number known to lie between ``fewest`` and ``most`` is at least ``needed``; ``<NA>``: open."""
    surely, perhaps = (counts.to_numpy(dtype=np.int64) >= needed for counts in (fewest, most))
    return pd.Series(pd.arrays.BooleanArray(surely, perhaps & ~surely), index=fewest.index)


def judge_cases(cases: pd.DataFrame, criteria: Criteria, *, rounding: bool = False) -> pd.DataFrame:
    """Apply both criteria to every case, i.e. every school under one reading of its rows.

    A year of which a case has no known result is unknown, whatever was not held: any number of results may have been
    low.  An unknown result of another year leaves a criterion open only if it could reach the count.

    Args:
        cases: rows of `results` with a column ``variant``; only counted procedures matter.
        criteria: thresholds and the two «previous» school years.
        rounding: judge results on the border of rounding as unknown.

    Returns:
        A row per case, indexed by school_id, school and variant: for the two years ``counted_…`` (known or unknown
        results), ``unknown_…``, ``low_…`` (fewest, where open also ``low_…_most``), then ``criterion_1``,
        ``criterion_2``, ``shnor`` (nullable booleans).
    """
    every_case = pd.MultiIndex.from_frame(cases[CASE].drop_duplicates())
    counted = counted_results(cases, criteria)
    low = low_results(counted, criteria, rounding=rounding)
    fewest, most = low.fillna(False).to_numpy(dtype=bool), low.fillna(True).to_numpy(dtype=bool)
    unknown = is_unknown(counted).to_numpy(dtype=bool)
    flags: dict[str, NDArray[np.bool_]] = {}
    for name in YEARS:
        of_year = (counted["school_year"] == getattr(criteria.years, name)).to_numpy(dtype=bool)
        flags |= {f"counted_{name}": of_year, f"unknown_{name}": of_year & unknown}
        flags |= {f"low_{name}": of_year & fewest, f"low_{name}_most": of_year & most}
    sums = counted[CASE].assign(**{name: flag.astype(int) for name, flag in flags.items()}).groupby(CASE).sum()
    judged = sums.reindex(every_case, fill_value=0)
    for name in YEARS:
        nothing = judged[f"counted_{name}"] == judged[f"unknown_{name}"]
        judged[f"low_{name}_most"] = judged[f"low_{name}_most"].mask(nothing, ANY_NUMBER)
    judged["criterion_1"] = at_least(
        judged["low_previous"], judged["low_previous_most"], criteria.procedures_in_previous_year.value
    )
    each_year = criteria.procedures_in_each_year.value
    judged["criterion_2"] = at_least(judged["low_previous"], judged["low_previous_most"], each_year) & at_least(
        judged["low_before_previous"], judged["low_before_previous_most"], each_year
    )
    judged["shnor"] = judged["criterion_1"] | judged["criterion_2"]
    return judged


def admissible_cases(results: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return every school under each admissible reading of its rows, as if no correction were recorded.

    Schools without doubtful rows have one case, their results.  What stands in other sheets than a school's doubtful
    row belongs to each of its cases.
    """
    results = main_period(results)
    told = [name for name in COUNTS if name in results]
    counted = results[[*SCHOOL, *PROCEDURE_KEY, "counted", *told]]
    keys = ["school_id", *PROCEDURE_KEY]
    doubtful = readings.merge(counted.drop(columns="school"), on=keys, how="left", validate="m:1")
    plain = results[~results["school_id"].isin(readings["school_id"])].assign(variant=1)
    columns = [*CASE, *PROCEDURE_KEY, "fail_pct", "reading", "counted", *told]
    cases = [plain, doubtful, _beside_doubtful_rows(results, readings)]
    return pd.concat([part[columns] for part in cases], ignore_index=True)


def _beside_doubtful_rows(results: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return, once per reading, the results of the schools with readings that no reading covers."""
    keys = ["school_id", *PROCEDURE_KEY]
    covered = results.merge(readings[keys].drop_duplicates(), on=keys, how="left", indicator=True)["_merge"] == "both"
    variants = readings[["school_id", "variant"]].drop_duplicates()
    return results[~covered.to_numpy()].merge(variants, on="school_id")


def open_schools(results: pd.DataFrame, readings: pd.DataFrame) -> set[str]:
    """Return the schools whose verdict has to be agreed upon by all readings: a doubtful row, no applied correction."""
    unknown = results.loc[results["reading"].isin(UNKNOWN_READINGS), "school_id"]
    corrected = results.loc[results["reading"] == "repaired", "school_id"]
    return (set(unknown) - set(corrected)) & set(readings["school_id"])


def agreed(values: pd.Series) -> bool | int | None:
    """Return the value on which all agree, else ``None``."""
    distinct = list(values.unique())
    if len(distinct) != 1 or pd.isna(distinct[0]):
        return None
    return distinct[0].item() if hasattr(distinct[0], "item") else distinct[0]


def classify_schools(
    results: pd.DataFrame, readings: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria
) -> pd.DataFrame:
    """Judge every school of the roster by both criteria and against the list of the programme.

    Where a row is doubtful and no correction is recorded, the verdict is the one on which all admissible readings
    agree, else undetermined.  ``robust`` is judged as if no correction were recorded, under rounding as well.

    Returns:
        The table `classification`, a row per school in the roster's order.
    """
    results = with_every_school(results, schools)
    judged = judge_cases(results.assign(variant=1), criteria).reset_index().set_index("school_id")
    cases = admissible_cases(results, readings)
    by_reading, rounded = (
        dict(list(judge_cases(cases, criteria, rounding=way).reset_index().groupby("school_id")))
        for way in (False, True)
    )
    low, unknown = _low_and_unknown_results(results, criteria)
    corrected = set(results.loc[results["reading"] == "repaired", "school_id"])
    undecided = open_schools(results, readings)
    rows = []
    for school in rows_of(schools):
        school_id = school.school_id
        own = by_reading[school_id]
        agreeing = own if school_id in undecided else judged.loc[[school_id]]
        verdict = _verdict(judged.loc[school_id], agreeing)
        excluded = school.kind in criteria.excluded_kinds.value
        robust = excluded or agreed(pd.concat([own["shnor"], rounded[school_id]["shnor"]])) is not None
        why = None if robust else why_open(own, unknown.get(school_id, ()))
        if excluded:
            verdict |= {"criterion_1": False, "criterion_2": False, "shnor": False}
        rows.append(
            {
                "school_id": school_id,
                "school": school.school,
                "kind": school.kind,
                "listed": school.listed,
                **{f"year_{year}": getattr(criteria.years, year) for year in YEARS},
                **verdict,
                "standing": standing(school.listed, verdict["shnor"]),
                "basis": basis_sentence(low.get(school_id, ()), verdict, criteria, why=why, excluded=excluded),
                "robust": robust,
                "why_open": why,
                "rests_on_correction": school_id in corrected,
                "readings": len(own),
                "readings_shnor": int(own["shnor"].fillna(False).sum()),
            }
        )
    return table_of_rows("classification", rows)


def with_every_school(results: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Return the results with a row that says nothing for each school that has none: its verdict is open."""
    absent = schools.loc[~schools["school_id"].isin(results["school_id"]), SCHOOL]
    if absent.empty:
        return results
    silent = absent.assign(counted=False, reading="not_held", attempt=1).reindex(columns=results.columns)
    return pd.concat([results.astype(object), silent.astype(object)], ignore_index=True)


def _verdict(judged: pd.Series, by_reading: pd.DataFrame) -> dict[str, Any]:
    """Return a school's numbers of counted and unknown results, and counts and verdicts on which its readings agree."""
    numbers = [f"{number}_{year}" for number in ("counted", "unknown") for year in YEARS]
    verdict: dict[str, int | bool | None] = {name: int(judged[name]) for name in numbers}
    for year in YEARS:
        exact = (by_reading[f"low_{year}"] == by_reading[f"low_{year}_most"]).all()
        verdict[f"low_{year}"] = agreed(by_reading[f"low_{year}"]) if exact else None
    return verdict | {name: agreed(by_reading[name]) for name in ("criterion_1", "criterion_2", "shnor")}


def why_open(by_reading: pd.DataFrame, unknown: Sequence[Any]) -> str:
    """Return why a verdict is open or not robust, a code of `vocabulary.WHY_OPEN`.

    Args:
        by_reading: the school's rows of `judge_cases`, one for each admissible reading.
        unknown: the school's unknown results of both years, with ``reading`` and ``source_cell``.
    """
    answers = by_reading["shnor"]
    if answers.notna().all():
        return "readings_disagree" if answers.nunique() > 1 else "rounding"
    if answers.nunique() > 1 or (len(by_reading) > 1 and answers.notna().any()):
        return "readings_disagree"
    if any((by_reading[f"counted_{year}"] == 0).any() for year in YEARS):
        return "no_results"
    if any(row.reading == "ambiguous" for row in unknown):
        return "ambiguous"
    return "cells_empty" if any(isinstance(row.source_cell, str) for row in unknown) else "row_missing"


def standing(listed: bool, shnor: bool | None) -> str:
    """Return how the list and the data agree: a code of `vocabulary.STANDINGS`."""
    if shnor is None:
        return "undetermined"
    if listed:
        return "listed_confirmed" if shnor else "listed_unconfirmed"
    return "unlisted_met" if shnor else "unlisted"


def _low_and_unknown_results(
    results: pd.DataFrame, criteria: Criteria
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return by school the rows of its counted results of both years that are surely low, and that are unknown."""
    counted = counted_results(main_period(results), criteria)
    counted = counted[counted["school_year"].isin([getattr(criteria.years, year) for year in YEARS])]
    low = low_results(counted, criteria).fillna(False).to_numpy(dtype=bool)
    return _by_school(counted[low]), _by_school(counted[is_unknown(counted).to_numpy(dtype=bool)])


def _by_school(results: pd.DataFrame) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {}
    for row in rows_of(results):
        rows.setdefault(row.school_id, []).append(row)
    return rows


# Beside the verdicts


def subject_repeats(
    results: pd.DataFrame, readings: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria
) -> pd.DataFrame:
    """Tell for each school and subject whether results were low in both years: by ВПР alone and by all assessments.

    Returns:
        The table `subject_repeats`: counts and ``repeated`` are empty where readings of a doubtful row disagree, and
        where they rest on a year of which no counted result of the school is known.
    """
    undecided = open_schools(results, readings)
    own_readings = readings[readings["school_id"].isin(undecided)]
    cases = admissible_cases(results, own_readings)
    counted = counted_results(cases, criteria)
    low = low_results(counted, criteria).astype(object)
    own_rows: dict[tuple[str, str], list[Any]] = {}
    for row in rows_of(counted.assign(low=low.where(low.notna(), None))):
        own_rows.setdefault((row.school_id, row.subject), []).append(row)
    variants = cases.groupby("school_id")["variant"].unique()
    known = counted[~is_unknown(counted)]
    years_known = set(zip(known["school_id"], known["variant"], known["school_year"], strict=True))
    rows = []
    subjects = sorted(results.loc[results["counted"].astype(bool), "subject"].unique())
    for school in rows_of(schools):
        for subject in subjects:
            for scope in ("VPR", "all"):
                own = own_rows.get((school.school_id, subject), ())
                chosen = [row for row in own if scope == "all" or row.assessment == "VPR"]
                rows.append(
                    {
                        "school_id": school.school_id,
                        "school": school.school,
                        "subject": subject,
                        "scope": scope,
                        **_repeat(chosen, school.school_id, variants.get(school.school_id, ()), years_known, criteria),
                    }
                )
    return table_of_rows("subject_repeats", rows)


def _repeat(
    chosen: Sequence[Any],
    school_id: str,
    variants: Iterable[int],
    years_known: Set[tuple[str, int, int]],
    criteria: Criteria,
) -> dict[str, Any]:
    """Return the counts of low results in both years and whether both have some, if all readings agree."""
    years = {"low_previous": criteria.years.previous, "low_before_previous": criteria.years.before_previous}
    by_variant = []
    for variant in variants:
        low: dict[str, list[bool | None]] = {
            name: [row.low for row in chosen if row.variant == variant and row.school_year == year]
            if (school_id, variant, year) in years_known
            else [None]
            for name, year in years.items()
        }
        counts = {name: None if None in flags else sum(map(bool, flags)) for name, flags in low.items()}
        sure = all(any(flags) for flags in low.values())
        possible = all(None in flags or any(flags) for flags in low.values())
        by_variant.append({**counts, "repeated": True if sure else None if possible else False})
    frame = pd.DataFrame(by_variant, columns=[*years, "repeated"], dtype=object)
    return {str(name): agreed(frame[name]) for name in frame}


def base_years(results: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Apply criterion 1 with each of the named years as the previous one.

    Returns:
        The table `base_years`: a row per school and base year; a year without a known result is not judged.
    """
    counted = counted_results(results, criteria)
    counted = counted.assign(low=low_results(counted, criteria))
    named = [criteria.years.previous, criteria.years.alternative_previous]
    rows = []
    for school in rows_of(schools):
        for year in dict.fromkeys(year for year in named if year is not None):
            low = counted.loc[(counted["school_id"] == school.school_id) & (counted["school_year"] == year), "low"]
            fewest = int(low.fillna(False).sum())
            most = int(low.fillna(True).sum()) if low.notna().any() else ANY_NUMBER
            met = at_least(pd.Series([fewest]), pd.Series([most]), criteria.procedures_in_previous_year.value)
            rows.append(
                {
                    "school_id": school.school_id,
                    "school": school.school,
                    "base_year": year,
                    "counted": len(low),
                    "unknown": int(low.isna().sum()),
                    "low": fewest if fewest == most else None,
                    "criterion_1": agreed(met),
                }
            )
    return table_of_rows("base_years", rows)

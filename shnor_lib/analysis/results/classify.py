"""Which schools meet the programme's criteria, how firmly, and against which list.

Low result and criteria: the programme, section I.  All percentages are 0–100.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shnor_lib.analysis.results import uncertainty
from shnor_lib.analysis.results.basis import basis_sentence
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY

#: Readings under which a result is unknown: it may be low or not.
UNKNOWN_READINGS = ("ambiguous", "missing")

SCHOOL = ["school_id", "school"]
CASE = [*SCHOOL, "variant"]


# Low results


def low_results(results: pd.DataFrame, criteria: Criteria, *, rounding: bool = False) -> pd.Series:
    """Tell for each result whether it is low: at least ``low_threshold`` % of the participants got «2».

    Counts decide where participants are known (integers), else the reported percentage.

    Args:
        results: rows of the table `results` or `readings`.
        criteria: the programme's thresholds.
        rounding: treat a reported whole percentage within the rounding of the threshold as unknown.

    Returns:
        A nullable boolean per row: ``<NA>`` where the result is unknown, ``False`` where the procedure was not held.
    """
    threshold = criteria.low_threshold.value
    fail = results["fail_pct"].astype("Float64")
    participants = _participants(results)
    failed = (fail * participants / 100).round()
    by_counts = 100 * failed >= threshold * participants
    low = by_counts.where(participants.notna(), fail >= threshold).astype("boolean")
    low = low.mask(fail.isna(), False).mask(results["reading"].isin(UNKNOWN_READINGS) & fail.isna(), pd.NA)
    return low.mask(on_rounding_border(results, criteria), pd.NA) if rounding else low


def on_rounding_border(results: pd.DataFrame, criteria: Criteria) -> pd.Series:
    """Tell for each result whether it is a whole percentage so near the threshold that rounding decides."""
    fail = results["fail_pct"].astype("Float64")
    half = criteria.rounding.value
    near = (fail >= criteria.low_threshold.value - half) & (fail < criteria.low_threshold.value + half)
    return (near & (fail == fail.round()) & _participants(results).isna()).fillna(False).astype(bool)


def counted_results(results: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Return the counted procedures that were held or may have been held, with enough participants."""
    held = results["fail_pct"].notna() | results["reading"].isin(UNKNOWN_READINGS)
    enough = _participants(results).fillna(criteria.min_participants.value) >= criteria.min_participants.value
    return results[results["counted"].astype(bool) & held & enough]


def main_period(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results of first attempts; reserve days and September (``attempt`` > 1) are kept and never counted."""
    if "attempt" not in results:
        return results
    return results[(results["attempt"].fillna(1) == 1).to_numpy(dtype=bool)]


def _participants(results: pd.DataFrame) -> pd.Series:
    if "n_participants" not in results:
        return pd.Series(pd.NA, index=results.index, dtype="Int64")
    return results["n_participants"].astype("Int64")


# Criteria


def at_least(fewest: pd.Series, most: pd.Series, needed: int) -> pd.Series:
    """Tell whether a number known to lie between ``fewest`` and ``most`` is at least ``needed``; ``<NA>``: open."""
    answer = pd.Series(pd.NA, index=fewest.index, dtype="boolean")
    return answer.mask(fewest >= needed, True).mask(most < needed, False)


def judge_cases(cases: pd.DataFrame, criteria: Criteria, *, rounding: bool = False) -> pd.DataFrame:
    """Apply both criteria to every case, i.e. every school under one reading of its rows.

    Args:
        cases: rows of `results` with a column ``variant``; only counted procedures matter.
        criteria: thresholds and the two «previous» school years.
        rounding: judge results on the border of rounding as unknown.

    Returns:
        A row per case, indexed by school_id, school and variant: ``counted_…``, ``low_…`` (fewest, where open also
        ``low_…_most``) for the two years, ``criterion_1``, ``criterion_2``, ``shnor`` (nullable booleans).
    """
    every_case = pd.MultiIndex.from_frame(cases[CASE].drop_duplicates())
    counted = counted_results(cases, criteria)
    low = low_results(counted, criteria, rounding=rounding)
    fewest, most = low.fillna(False).to_numpy(dtype=bool), low.fillna(True).to_numpy(dtype=bool)
    flags: dict[str, NDArray[np.bool_]] = {}
    for name in ("previous", "before_previous"):
        of_year = (counted["school_year"] == getattr(criteria.years, name)).to_numpy(dtype=bool)
        flags |= {f"counted_{name}": of_year, f"low_{name}": of_year & fewest, f"low_{name}_most": of_year & most}
    sums = counted[CASE].assign(**{name: flag.astype(int) for name, flag in flags.items()}).groupby(CASE).sum()
    judged = sums.reindex(every_case, fill_value=0)
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
    counted = results[[*SCHOOL, *PROCEDURE_KEY, "counted", "n_participants"]]
    keys = ["school_id", *PROCEDURE_KEY]
    doubtful = readings.merge(counted.drop(columns="school"), on=keys, how="left", validate="m:1")
    plain = results[~results["school_id"].isin(readings["school_id"])].assign(variant=1)
    columns = [*CASE, *PROCEDURE_KEY, "fail_pct", "reading", "counted", "n_participants"]
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
    judged = judge_cases(results.assign(variant=1), criteria).reset_index().set_index("school_id")
    cases = admissible_cases(results, readings)
    by_reading, rounded = (
        dict(list(judge_cases(cases, criteria, rounding=way).reset_index().groupby("school_id")))
        for way in (False, True)
    )
    low = _low_results_by_school(results, criteria)
    corrected = set(results.loc[results["reading"] == "repaired", "school_id"])
    undecided = open_schools(results, readings)
    rows = []
    for school in rows_of(schools):
        own = by_reading[school.school_id]
        agreeing = own if school.school_id in undecided else judged.loc[[school.school_id]]
        verdict = _verdict(judged.loc[school.school_id], agreeing)
        excluded = school.kind in criteria.excluded_kinds.value
        if excluded:
            verdict |= {"criterion_1": False, "criterion_2": False, "shnor": False}
        rows.append(
            {
                "school_id": school.school_id,
                "school": school.school,
                "kind": school.kind,
                "listed": school.listed,
                **verdict,
                "standing": standing(school.listed, verdict["shnor"]),
                "basis": basis_sentence(
                    low.get(school.school_id, ()), verdict, criteria, readings=len(agreeing), excluded=excluded
                ),
                "robust": excluded or agreed(pd.concat([own["shnor"], rounded[school.school_id]["shnor"]])) is not None,
                "rests_on_correction": school.school_id in corrected,
                "readings": len(own),
                "readings_shnor": int(own["shnor"].fillna(False).sum()),
            }
        )
    return pd.DataFrame(rows)


def _verdict(judged: pd.Series, by_reading: pd.DataFrame) -> dict[str, Any]:
    """Return a school's numbers of counted procedures, and the counts and verdicts on which its readings agree."""
    years = ("previous", "before_previous")
    verdict: dict[str, int | bool | None] = {f"counted_{year}": int(judged[f"counted_{year}"]) for year in years}
    for year in years:
        exact = (by_reading[f"low_{year}"] == by_reading[f"low_{year}_most"]).all()
        verdict[f"low_{year}"] = agreed(by_reading[f"low_{year}"]) if exact else None
    return verdict | {name: agreed(by_reading[name]) for name in ("criterion_1", "criterion_2", "shnor")}


def standing(listed: bool, shnor: bool | None) -> str:
    """Return how the list and the data agree: a code of `vocabulary.STANDINGS`."""
    if shnor is None:
        return "undetermined"
    if listed:
        return "listed_confirmed" if shnor else "listed_unconfirmed"
    return "unlisted_met" if shnor else "unlisted"


def _low_results_by_school(results: pd.DataFrame, criteria: Criteria) -> dict[str, list[Any]]:
    """Return the rows of each school's counted results that are surely low."""
    counted = counted_results(results, criteria)
    low = counted[low_results(counted, criteria).fillna(False).to_numpy(dtype=bool)]
    rows: dict[str, list[Any]] = {}
    for row in rows_of(low):
        rows.setdefault(row.school_id, []).append(row)
    return rows


# Beside the verdicts


def chance_of_criterion_1(results: pd.DataFrame, typical_pct: pd.Series, criteria: Criteria) -> pd.DataFrame:
    """Return how often a school with typical true shares would meet criterion 1 by the luck of small numbers.

    Procedures are taken as independent, which they are not quite: the same pupils sit several.  A procedure without
    participants or a typical share is left out, so that the chance is that of the others: at most the chance of all.

    Args:
        results: the table `results`.
        typical_pct: the share of «2» that is usual in each result's procedure (0–100), on the same index.
        criteria: thresholds and years.

    Returns:
        By ``school_id`` for schools with counted results in the previous year: ``chance_pct`` (0–100; missing where
        procedures are left out and fewer are told than the criterion asks for) and numbers of procedures, ``told`` and
        ``counted``.
    """
    counted = counted_results(results, criteria)
    counted = counted[counted["school_year"] == criteria.years.previous]
    threshold, needed = criteria.low_threshold.value, criteria.procedures_in_previous_year.value
    rows = {}
    for school_id, own in counted.assign(typical=typical_pct).groupby("school_id", sort=False):
        told = own[own["typical"].notna() & (own["n_participants"] > 0).fillna(False)]
        of_each = [
            uncertainty.chance_of_low_result(float(typical) / 100, int(n), threshold)
            for typical, n in zip(told["typical"], told["n_participants"], strict=True)
        ]
        can_tell = len(told) >= needed or len(told) == len(own)
        chance = 100 * uncertainty.chance_of_several(of_each, needed) if can_tell else None
        rows[school_id] = (chance, len(told), len(own))
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["chance_pct", "told", "counted"])
    return frame.astype({"chance_pct": "Float64", "told": "Int64", "counted": "Int64"})


def subject_repeats(
    results: pd.DataFrame, readings: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria
) -> pd.DataFrame:
    """Tell for each school and subject whether results were low in both years: by ВПР alone and by all assessments.

    Returns:
        The table `subject_repeats`: counts and ``repeated`` are empty where readings of a doubtful row disagree.
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
                        **_repeat(chosen, variants.get(school.school_id, ()), criteria),
                    }
                )
    return pd.DataFrame(rows)


def _repeat(chosen: Sequence[Any], variants: Iterable[int], criteria: Criteria) -> dict[str, Any]:
    """Return the counts of low results in both years and whether both have some, if all readings agree."""
    years = {"low_previous": criteria.years.previous, "low_before_previous": criteria.years.before_previous}
    by_variant = []
    for variant in variants:
        low = {
            name: [row.low for row in chosen if row.variant == variant and row.school_year == year]
            for name, year in years.items()
        }
        counts = {name: None if None in flags else sum(flags) for name, flags in low.items()}
        sure = all(any(flags) for flags in low.values())
        possible = all(None in flags or any(flags) for flags in low.values())
        by_variant.append({**counts, "repeated": True if sure else None if possible else False})
    frame = pd.DataFrame(by_variant, columns=[*years, "repeated"], dtype=object)
    return {str(name): agreed(frame[name]) for name in frame}


def base_years(results: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Apply criterion 1 with each of the named years as the previous one.

    Returns:
        The table `base_years`: a row per school and base year.
    """
    counted = counted_results(results, criteria)
    counted = counted.assign(low=low_results(counted, criteria))
    named = [criteria.years.previous, criteria.years.alternative_previous]
    rows = []
    for school in rows_of(schools):
        for year in dict.fromkeys(year for year in named if year is not None):
            low = counted.loc[(counted["school_id"] == school.school_id) & (counted["school_year"] == year), "low"]
            fewest, most = int(low.fillna(False).sum()), int(low.fillna(True).sum())
            met = at_least(pd.Series([fewest]), pd.Series([most]), criteria.procedures_in_previous_year.value)
            rows.append(
                {
                    "school_id": school.school_id,
                    "school": school.school,
                    "base_year": year,
                    "counted": len(low),
                    "low": fewest if fewest == most else None,
                    "criterion_1": agreed(met),
                }
            )
    return pd.DataFrame(rows)

"""How results change: the same grade in two years, the same pupils two years later, and a school as a whole.

Percentages are shares of «2», 0–100; changes are in percentage points, later minus earlier.  The definition of
positive dynamics is a decision of the centre: the mean share of «2» over a school's same-grade pairs fell.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shnor_lib.analysis.results.classify import UNKNOWN_READINGS, admissible_cases, agreed, open_schools
from shnor_lib.analysis.results.comparability import comparability
from shnor_lib.analysis.results.obtained import obtained_on, within
from shnor_lib.analysis.results.printed_shares import failed, numbers, rounding_pp
from shnor_lib.analysis.statistics import changes
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.params import Dynamics, Period
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS, KINDS, LEVELS, subject_order

PAIR = ["assessment", "level", "subject", "grade_from", "year_from", "grade_to", "year_to"]

#: What `supported_changes` tells of a pair.
TESTED = ("change_low_pp", "change_high_pp", "p_value", "supported")

#: Scope → which pairs it takes.
SCOPES = {
    "all": ("same_grade", ("VPR", "OGE", "EGE")),
    "VPR": ("same_grade", ("VPR",)),
    "OGE_EGE": ("same_grade", ("OGE", "EGE")),
    "cohort": ("cohort", ("VPR",)),
}


# Pairs


def result_pairs(cases: pd.DataFrame, params: Dynamics) -> pd.DataFrame:
    """Pair results of the two years: same grade (all assessments) and cohort (ВПР, grade + years passed).

    Args:
        cases: rows of `results`, with a column ``variant`` if a school has several readings.
        params: the two school years.

    Returns:
        A row per school, variant and comparable pair of known results, with ``kind``, `PAIR`, ``fail_from_pct``,
        ``fail_to_pct``, ``change_pp``, of both ends participants, ``failed`` (NaN: participants unknown) and
        ``rounding_pp`` (how far the share may be off), ``comparability`` and ``limitation``.  Pairs that are
        not comparable are left out.
    """
    cases = cases if "variant" in cases else cases.assign(variant=1)
    columns = ["variant", "school_id", "school", "assessment", "level", "subject", "grade", "school_year"]
    values = ["fail_pct", "n_participants", "failed", "rounding_pp", "season", "doubtful"]
    known = cases.loc[cases["fail_pct"].notna() & cases["counted"].astype(bool)]
    known = known.assign(
        failed=failed(known), rounding_pp=rounding_pp(known), n_participants=numbers(known, "n_participants")
    )
    known = known.reindex(columns=[*columns, *values])
    known["level"] = known["level"].fillna("")
    before = known[known["school_year"] == params.from_year].drop(columns="school_year")
    after = known[known["school_year"] == params.to_year].drop(columns=["school_year", "school"])
    passed = params.to_year - params.from_year
    before_cohort = before[before["assessment"] == "VPR"].assign(grade_to=lambda frame: frame["grade"] + passed)
    kinds = {"same_grade": before.assign(grade_to=before["grade"]), "cohort": before_cohort}
    keys = ["variant", "school_id", "assessment", "level", "subject", "grade_to"]
    pairs = pd.concat(
        [
            earlier.merge(
                after.rename(columns={"grade": "grade_to"}),
                on=keys,
                suffixes=("_from", "_to"),
                validate="1:1",
            ).assign(kind=kind)
            for kind, earlier in kinds.items()
        ],
        ignore_index=True,
    ).rename(columns={"grade": "grade_from", "fail_pct_from": "fail_from_pct", "fail_pct_to": "fail_to_pct"})
    pairs = pairs.assign(
        year_from=params.from_year,
        year_to=params.to_year,
        change_pp=pairs["fail_to_pct"].astype(float) - pairs["fail_from_pct"].astype(float),
    )
    return _with_comparability(pairs)


def _with_comparability(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add comparability and its reason to each pair and drop the pairs that are not comparable."""
    judged = _judged_once(pairs)
    reasons = pd.Series([reason or None for _, reason in judged], index=pairs.index, dtype=object)
    pairs = pairs.assign(comparability=[verdict for verdict, _ in judged], limitation=reasons)
    return pairs[pairs["comparability"] != "none"].reset_index(drop=True)


def _judged_once(pairs: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the comparability of each pair; it is asked once for each two procedures, whatever the schools."""
    names = [*(name for name in PAIR if not name.startswith("grade")), "season_from", "season_to"]
    told: dict[tuple, tuple[str, str]] = {}
    keys = list(zip(*(pairs[name].astype(object).where(pairs[name].notna(), None) for name in names), strict=True))
    for key in keys:
        if key not in told:
            told[key] = comparability(dict(zip(names, key, strict=True)))
    return [told[key] for key in keys]


def in_programme(pairs: pd.DataFrame, period: Period | None) -> pd.Series:
    """Tell for each pair whether its later result was obtained within the programme's period, after its start."""
    return pd.Series(
        [
            within(period, obtained_on(int(year), season if isinstance(season, str) else None))
            for year, season in zip(pairs["year_to"], pairs["season_to"], strict=True)
        ],
        index=pairs.index,
        dtype="boolean",
    )


def comparable_pairs(results: pd.DataFrame, params: Dynamics, period: Period | None) -> pd.DataFrame:
    """Return the table `dynamics`: every comparable pair of known results of every school."""
    pairs = result_pairs(results, params)
    places = {school_id: place for place, school_id in enumerate(dict.fromkeys(results["school_id"]))}
    pairs = _tested(pairs.assign(in_programme=in_programme(pairs, period)))
    pairs = in_declared_order(pairs, pairs["school_id"].map(places))
    columns = ["school_id", "school", "kind", *PAIR, "fail_from_pct", "fail_to_pct", "change_pp", "comparability"]
    return pairs[[*columns, "limitation", "in_programme", *TESTED]]


def _tested(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add to same-grade pairs with participants whether chance could have made the change; the others stay empty."""
    tested = supported_changes(_of_scope(pairs, "all"))
    return pairs.join(tested[list(TESTED)])


def in_declared_order(pairs: pd.DataFrame, school_places: pd.Series | None = None) -> pd.DataFrame:
    """Return pairs by kind, school, assessment, level, subject and grade, whatever the order of the files read.

    Args:
        pairs: rows with ``kind`` and `PAIR`.
        school_places: the place of each row's school in the roster, where rows are of schools.
    """
    key = pd.DataFrame(
        {
            "kind": pairs["kind"].map(list(KINDS).index),
            "school": 0 if school_places is None else school_places,
            "assessment": pairs["assessment"].map(list(ASSESSMENTS).index),
            "level": pairs["level"].map(["", *LEVELS].index),
            "subject": pairs["subject"].map(subject_order),
            "grade": pairs["grade_from"],
        },
        index=pairs.index,
    )
    return pairs.loc[key.sort_values(list(key.columns), kind="stable").index].reset_index(drop=True)


def pair_means(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the table `pair_means`: for each pair of procedures the unweighted means over the schools that have it."""
    keys = ["kind", *PAIR, "comparability", "limitation"]
    means = (
        pairs.groupby(keys, dropna=False, sort=False)
        .agg(
            schools=("school_id", "nunique"),
            mean_from_pct=("fail_from_pct", "mean"),
            mean_to_pct=("fail_to_pct", "mean"),
        )
        .reset_index()
    )
    means["change_pp"] = means["mean_to_pct"] - means["mean_from_pct"]
    return in_declared_order(means)


# Schools


def school_dynamics(
    results: pd.DataFrame,
    readings: pd.DataFrame,
    schools: pd.DataFrame,
    params: Dynamics,
    period: Period | None,
) -> pd.DataFrame:
    """Return the table `school_dynamics`: each school's mean share of «2» before and after, for every scope.

    ``positive`` is true where the mean fell; ``firm`` is false where the change is within the bound of rounding,
    where (no correction recorded) another admissible reading changes its sign, where every later value is a doubtful
    «0 0», or where participants are known and chance alone could have made the change.  Means are weighted by
    participants if all pairs of a scope know them, else equal.
    """
    pairs = result_pairs(results, params)
    pairs = pairs.assign(in_programme=in_programme(pairs, period))
    undecided = open_schools(results, readings)
    corrected = set(results.loc[results["reading"] == "repaired", "school_id"])
    by_reading = result_pairs(admissible_cases(results, readings), params)
    at_extremes = _pairs_at_extremes(results, readings[readings["school_id"].isin(undecided)], params)
    main, every, risen, fallen = map(_by_school_and_scope, (pairs, by_reading, *at_extremes))
    rows = []
    for school in rows_of(schools):
        for scope in SCOPES:
            place = school.school_id, scope
            own = main.get(place, pairs.iloc[:0])
            readings_of_scope = _summaries(every.get(place))
            falls = [summary["positive"] for summary in readings_of_scope]
            signs = set(falls) if school.school_id not in corrected else set()
            summary = _open_summary(readings_of_scope) if school.school_id in undecided else _summary(own)
            extremes = {one["positive"] for extreme in (risen, fallen) for one in _summaries(extreme.get(place))}
            reason = _why_not_firm(own, summary, signs, extremes)
            rows.append(
                {
                    "school_id": school.school_id,
                    "school": school.school,
                    "scope": scope,
                    **summary,
                    "firm": None if summary["positive"] is None else reason is None,
                    "why_not_firm": reason,
                    "readings": len(falls),
                    "readings_positive": sum(falls),
                    "in_programme": bool(own["in_programme"].all()) if len(own) else False,
                }
            )
    return pd.DataFrame(rows)


def _pairs_at_extremes(
    results: pd.DataFrame, readings: pd.DataFrame, params: Dynamics
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the pairs as they would be if all unknown results had risen, or all had fallen, as far as they can."""
    cases = admissible_cases(results, readings)
    unknown = cases["reading"].isin(UNKNOWN_READINGS) & cases["fail_pct"].isna()
    earlier = cases["school_year"] == params.from_year
    fail = cases["fail_pct"].astype("Float64")
    rise = fail.mask(unknown & earlier, 0.0).mask(unknown & ~earlier, 100.0)
    fall = fail.mask(unknown & earlier, 100.0).mask(unknown & ~earlier, 0.0)
    risen, fallen = (result_pairs(cases.assign(fail_pct=extreme), params) for extreme in (rise, fall))
    return risen, fallen


def _of_scope(pairs: pd.DataFrame, scope: str) -> pd.DataFrame:
    kind, assessments = SCOPES[scope]
    return pairs[(pairs["kind"] == kind) & pairs["assessment"].isin(assessments)]


def _by_school_and_scope(pairs: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """Return each school's pairs of each scope; a school without pairs of a scope is left out."""
    return {
        (str(school_id), scope): own
        for scope in SCOPES
        for school_id, own in _of_scope(pairs, scope).groupby("school_id", sort=False)
    }


def weights(pairs: pd.DataFrame) -> Numbers:
    """Return the pairs' weights: participants of both years, or equal if any number is unknown."""
    return _equal_if_unknown(_participants(pairs))


def _participants(pairs: pd.DataFrame) -> Numbers:
    """Return the participants of both years, ``NaN`` where either number is unknown."""
    return numbers(pairs, "n_participants_from") + numbers(pairs, "n_participants_to")


def _equal_if_unknown(participants: Numbers) -> Numbers:
    return np.ones(len(participants)) if np.isnan(participants).any() else participants


def _summary(pairs: pd.DataFrame) -> dict[str, Any]:
    """Return the number of pairs, both means, the change and whether the mean fell."""
    before, after = (pairs[name].to_numpy(dtype=float) for name in ("fail_from_pct", "fail_to_pct"))
    return _summed_up(before, after, _participants(pairs))


def _summaries(pairs: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Return a summary for each reading of a school's pairs, in the order of the readings."""
    if pairs is None:
        return []
    variant = pairs["variant"].to_numpy()
    order = variant.argsort(kind="stable")
    starts = np.flatnonzero(np.diff(variant[order])) + 1
    columns = (*(pairs[name].to_numpy(dtype=float) for name in ("fail_from_pct", "fail_to_pct")), _participants(pairs))
    parts = (np.split(column[order], starts) for column in columns)
    return [_summed_up(*of_reading) for of_reading in zip(*parts, strict=True)]


def _summed_up(from_pct: Numbers, to_pct: Numbers, participants: Numbers) -> dict[str, Any]:
    if not len(from_pct):
        return {"pairs": 0, "mean_from_pct": None, "mean_to_pct": None, "change_pp": None, "positive": None}
    weight = _equal_if_unknown(participants)
    before, after = (float(np.average(pct, weights=weight)) for pct in (from_pct, to_pct))
    change_pp = round(after - before, 9)
    return {
        "pairs": len(from_pct),
        "mean_from_pct": before,
        "mean_to_pct": after,
        "change_pp": change_pp,
        "positive": change_pp < 0,
    }


def mean_falls(pairs: pd.DataFrame) -> dict[str, bool | None]:
    """Return for each school with pairs whether its mean share fell; ``None`` where its readings disagree.

    Args:
        pairs: rows of `result_pairs`, all of which are averaged: of one kind.
    """
    if pairs.empty:
        return {}
    number, schools = pd.factorize(pd.MultiIndex.from_frame(pairs[["school_id", "variant"]]))
    found: dict[str, set[bool]] = {}
    for (school_id, _), summary in zip(schools, _summaries(pairs.assign(variant=number)), strict=True):
        found.setdefault(school_id, set()).add(summary["positive"])
    return {school_id: signs.pop() if len(signs) == 1 else None for school_id, signs in found.items()}


def _open_summary(of_readings: list[dict[str, Any]]) -> dict[str, Any]:
    """Return of several readings only what all of them agree on."""
    if not of_readings:
        return _summed_up(*[np.empty(0)] * 3)
    summaries = pd.DataFrame(of_readings).astype(object)
    common = {str(name): agreed(summaries[name]) for name in summaries}
    return {**common, "pairs": common["pairs"] if common["pairs"] is not None else int(summaries["pairs"].min())}


def rounding_bound_pp(pairs: pd.DataFrame) -> float:
    """Return how far the change of the means may be off because shares are printed rounded, in points.

    The bounds of the shares (`printed_shares.rounding_pp`) are averaged like the values, and both ends are added.
    """
    weight = weights(pairs)
    return sum(
        float(np.average(pairs[f"rounding_pp_{end}"].to_numpy(dtype=float), weights=weight)) for end in ("from", "to")
    )


def may_be_chance(pairs: pd.DataFrame) -> bool:
    """Tell whether participants are known and chance alone could have made the mean change: its interval holds 0."""
    if not len(pairs) or not _participants_known(pairs).all():
        return False
    low, high = mean_interval_pp(pairs)
    return low <= 0 <= high


def mean_interval_pp(pairs: pd.DataFrame) -> tuple[float, float]:
    """Return the 95 % interval of the mean change of pairs whose participants are known, in points."""
    _, low, high = changes.mean_change_interval(*_failed_and_participants(pairs), weights(pairs))
    return 100 * low, 100 * high


def _failed_and_participants(pairs: pd.DataFrame) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return who failed and who took part, of the later year and of the earlier one."""
    later, n_later = numbers(pairs, "failed_to"), numbers(pairs, "n_participants_to")
    return later, n_later, numbers(pairs, "failed_from"), numbers(pairs, "n_participants_from")


def _participants_known(pairs: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which pairs have participants in both years."""
    return (numbers(pairs, "n_participants_from") > 0) & (numbers(pairs, "n_participants_to") > 0)


def _why_not_firm(pairs: pd.DataFrame, summary: dict[str, Any], signs: set[bool], extremes: set[bool]) -> str | None:
    """Return why a school's change is not firm, a code of `vocabulary.WHY_NOT_FIRM`, or ``None`` if it is."""
    if summary["positive"] is None:
        return "readings_disagree" if len(signs) > 1 else "no_pairs"
    if len(signs) > 1:
        return "other_reading"
    if extremes - {summary["positive"]}:
        return "results_unknown"
    if len(pairs) and pairs["doubtful_to"].fillna(False).astype(bool).all():
        return "later_doubtful"
    if summary["change_pp"] is not None and abs(summary["change_pp"]) <= rounding_bound_pp(pairs):
        return "within_rounding"
    return "within_chance" if may_be_chance(pairs) else None


# All schools


# Changes beyond chance


#: Of the changes called supported at most so large a part is expected to be chance alone.
FALSE_DISCOVERIES = 0.05


def supported_changes(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with known participants, and whether chance alone could have made the change.

    Args:
        pairs: rows of `result_pairs` of all schools that are spoken of together: they make one table of comparisons.

    Returns:
        The pairs with ``change_low_pp`` and ``change_high_pp``, Newcombe's 95 % interval of the difference in
        percentage points taken alone (for cohorts an approximation, since the pupils are the same), ``p_value`` (how
        often chance alone makes so large a difference, `statistics.changes.chance_of_change`), and ``supported``: the
        change stands out among all comparisons of the table (Benjamini–Hochberg at `FALSE_DISCOVERIES`).
    """
    known = pairs[_participants_known(pairs)]
    of_pairs = _failed_and_participants(known)
    _, low, high = changes.newcombe_difference(*of_pairs)
    chance = changes.chance_of_change(*of_pairs) if len(known) else np.empty(0)
    return known.assign(
        change_low_pp=100 * low,
        change_high_pp=100 * high,
        p_value=chance,
        supported=changes.chances_at_once(chance) <= FALSE_DISCOVERIES,
    )


def supported_by_school(results: pd.DataFrame, params: Dynamics) -> pd.DataFrame:
    """Return the table `school_support`: how many same-grade changes of a school exceed chance, and their mean.

    All pairs of all schools are one table of comparisons.

    Returns:
        A row per school with known participants: ``school_id``, ``school``, ``pairs``, ``fell``, ``rose`` (beyond
        chance), ``open`` (the rest), ``alone`` (how many would exceed chance if each were the only comparison),
        ``mean_pp`` (weighted by participants) and its 95 % interval ``mean_low_pp``, ``mean_high_pp``
        (`statistics.changes.mean_change_interval`).
    """
    pairs = supported_changes(_of_scope(result_pairs(results, params), "all"))
    rows = []
    for (school_id, school), own in pairs.groupby(["school_id", "school"], sort=False):
        change_pp, weight = own["change_pp"].to_numpy(dtype=float), weights(own)
        low, high = mean_interval_pp(own)
        fell, rose = (int((own["supported"] & (own["change_pp"] * sign > 0)).sum()) for sign in (-1, 1))
        rows.append(
            {
                "school_id": school_id,
                "school": school,
                "pairs": len(own),
                "fell": fell,
                "rose": rose,
                "open": len(own) - fell - rose,
                "alone": int((own["p_value"] <= FALSE_DISCOVERIES).sum()),
                "mean_pp": float(np.average(change_pp, weights=weight)),
                "mean_low_pp": low,
                "mean_high_pp": high,
            }
        )
    columns = [
        "school_id",
        "school",
        "pairs",
        "fell",
        "rose",
        "open",
        "alone",
        "mean_pp",
        "mean_low_pp",
        "mean_high_pp",
    ]
    return pd.DataFrame(rows, columns=columns)

"""Which verdicts stand whatever is chosen: the threshold, the years, the assessments, the reading of doubtful cells.

One thing is changed at a time, the rest is as params say.  Source: METHODS of the project, §1 («Robust») and §2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.classify import (
    admissible_cases,
    counted_results,
    is_unknown,
    judge_cases,
    main_period,
    open_schools,
    with_every_school,
)
from shnor_lib.analysis.results.dynamics import mean_falls, result_pairs
from shnor_lib.analysis.results.printed_shares import numbers
from shnor_lib.ground.params import Criteria, Dynamics, Firmness
from shnor_lib.ground.tables import DECLARED
from shnor_lib.ground.vocabulary import ASSESSMENTS

#: Of so many latest school years with data every two may be the «previous» ones.
YEARS_TRIED = 3


@dataclass(frozen=True)
class Variant:
    """One thing that is changed: its kind, a key of `vocabulary.SENSITIVITY`, and to what, as tables name it."""

    kind: str
    value: str = ""

    @property
    def years(self) -> tuple[int, int]:
        """The later and the earlier year of a variant of years."""
        later, earlier = self.value.split("; ")
        return int(later), int(earlier)


BASE = Variant("base")


# What is changed


def variants(
    results: pd.DataFrame, readings: pd.DataFrame, criteria: Criteria, firmness: Firmness
) -> tuple[Variant, ...]:
    """Return what may be changed in an edition: the edition as it is, then everything that its data let be changed."""
    counted = counted_results(main_period(results), criteria)
    known = counted[~is_unknown(counted)]
    own = criteria.years.previous, criteria.years.before_previous
    held = [code for code in ASSESSMENTS if (known["assessment"] == code).any()]
    participants = (numbers(known, "n_participants") > 0).any()
    return (
        BASE,
        *(Variant("threshold", _plain(value)) for value in _thresholds(criteria, firmness)),
        *(Variant("years", _of_two(*pair)) for pair in _pairs_of_years(known) if pair != own),
        *(Variant("without", code) for code in held if len(held) > 1),
        *(
            Variant("participants", str(least))
            for least in firmness.min_participants.value
            if participants and least != criteria.min_participants.value
        ),
        *([Variant("readings")] if len(readings) else []),
        Variant("rounding"),
        *([Variant("zeros")] if _doubtful(known).any() else []),
    )


def _thresholds(criteria: Criteria, firmness: Firmness) -> list[float]:
    """Return the thresholds beside the programme's that are per cents."""
    own, step = criteria.low_threshold.value, firmness.threshold_step.value
    return [value for value in (own - step, own + step) if 0 < value <= 100 and value != own]


def _pairs_of_years(known: pd.DataFrame) -> list[tuple[int, int]]:
    """Return every two of the latest school years of which results are known, the later first."""
    years = sorted({int(year) for year in known["school_year"]}, reverse=True)[:YEARS_TRIED]
    return list(combinations(years, 2))


def _of_two(later: int, earlier: int) -> str:
    return f"{later}; {earlier}"


def _plain(value: float) -> str:
    """Return 25 or 32.5 as tables name it."""
    return f"{value:g}"


def _doubtful(cases: pd.DataFrame) -> pd.Series:
    """Tell which results are zeros that may mean that nobody sat."""
    if "doubtful" not in cases:
        return pd.Series(False, index=cases.index)
    return cases["doubtful"].fillna(False).astype(bool)


# The list


def sensitivity(
    results: pd.DataFrame, readings: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria, firmness: Firmness
) -> pd.DataFrame:
    """Return the table `sensitivity`: each school's verdict under every variant.

    Returns:
        A row per variant and school, in the roster's order: ``listed``, ``kind`` and ``value`` of the variant, the
        numbers of `by_school` and ``shnor``, empty where the verdict cannot be told.  The variant ``base`` gives
        the verdicts of `classification`.
    """
    results = with_every_school(results, schools)
    own, as_read = settled_cases(results, readings), admissible_cases(results, readings)
    excluded = schools["kind"].isin(criteria.excluded_kinds.value).to_numpy(dtype=bool)
    tables = []
    for variant in variants(results, readings, criteria, firmness):
        cases = as_read if variant.kind == "readings" else own
        changed = with_variant(cases, variant)
        judged = judge_cases(changed, criteria_under(variant, criteria), rounding=variant.kind == "rounding")
        told = by_school(judged["shnor"]).reindex(schools["school_id"]).set_axis(schools.index)
        told.loc[excluded, "shnor"] = False
        named = schools[["school_id", "school", "listed"]].assign(kind=variant.kind, value=variant.value)
        tables.append(pd.concat([named, told], axis=1))
    return pd.concat(tables, ignore_index=True)


def settled_cases(results: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return the cases by which an edition judges: all readings of a doubtful row without a correction, else one."""
    undecided = open_schools(results, readings)
    if not undecided:
        return main_period(results).assign(variant=1)
    open_ones = results["school_id"].isin(undecided)
    doubtful = admissible_cases(results[open_ones], readings[readings["school_id"].isin(undecided)])
    return pd.concat([main_period(results[~open_ones]).assign(variant=1), doubtful], ignore_index=True)


def with_variant(cases: pd.DataFrame, variant: Variant) -> pd.DataFrame:
    """Return the cases as a variant has them: what is left out is not counted."""
    if variant.kind == "without":
        return cases.assign(counted=cases["counted"].astype(bool) & (cases["assessment"] != variant.value))
    if variant.kind == "zeros":
        return cases.assign(counted=cases["counted"].astype(bool) & ~_doubtful(cases))
    return cases


def criteria_under(variant: Variant, criteria: Criteria) -> Criteria:
    """Return the criteria as a variant has them."""
    if variant.kind == "threshold":
        return with_criteria(criteria, threshold=float(variant.value))
    if variant.kind == "years":
        return with_criteria(criteria, years=variant.years)
    if variant.kind == "participants":
        return with_criteria(criteria, min_participants=int(variant.value))
    return criteria


def with_criteria(
    criteria: Criteria,
    *,
    threshold: float | None = None,
    years: tuple[int, int] | None = None,
    min_participants: int | None = None,
) -> Criteria:
    """Return the criteria with another threshold (0–100), other years (the later first) or another least number."""
    changed: dict[str, Any] = {}
    if threshold is not None:
        changed["low_threshold"] = criteria.low_threshold.model_copy(update={"value": threshold})
    if years is not None:
        changed["years"] = criteria.years.model_copy(update={"previous": years[0], "before_previous": years[1]})
    if min_participants is not None:
        changed["min_participants"] = criteria.min_participants.model_copy(update={"value": min_participants})
    return criteria.model_copy(update=changed)


def by_school(verdicts: pd.Series) -> pd.DataFrame:
    """Return for each school its number of readings, under how many the criteria are met and not met, and ``shnor``.

    Args:
        verdicts: nullable booleans indexed by ``school_id``, ``school`` and ``variant``.

    Returns:
        A row per school, indexed by ``school_id``: ``readings``, ``readings_met``, ``readings_unmet`` and ``shnor``,
        the verdict on which all readings agree, else ``<NA>``.
    """
    number, schools = pd.factorize(verdicts.index.get_level_values("school_id"))
    sure, perhaps = (verdicts.fillna(value).to_numpy(dtype=bool) for value in (False, True))
    counts = {
        "readings": np.bincount(number, minlength=len(schools)),
        "readings_met": np.bincount(number[sure], minlength=len(schools)),
        "readings_unmet": np.bincount(number[~perhaps], minlength=len(schools)),
    }
    met, unmet = counts["readings_met"] == counts["readings"], counts["readings_unmet"] == counts["readings"]
    return pd.DataFrame({**counts, "shnor": pd.arrays.BooleanArray(met, ~met & ~unmet)}, index=schools)


# The change


def sensitivity_dynamics(
    results: pd.DataFrame, readings: pd.DataFrame, judged: pd.DataFrame, dynamics: Dynamics
) -> pd.DataFrame:
    """Return the table `sensitivity_dynamics`: in how many schools the mean share of «2» fell, under every variant.

    Args:
        results: the table `results`.
        readings: the table `readings`.
        judged: the table `sensitivity`.
        dynamics: the two school years compared.

    Returns:
        A row per variant of `sensitivity` and per other two years that may be compared (``compared``): the number of
        listed schools, in how many the mean over all pairs fell (``listed_fell``) and of how many that cannot be told
        (``listed_open``: no pairs, or readings disagree); then the same of the schools that meet the criteria under
        the same variant (``met`` …).
    """
    schools = judged.drop_duplicates("school_id")
    own, as_read = settled_cases(results, readings), admissible_cases(results, readings)
    compared = dynamics.to_year, dynamics.from_year
    known = results[results["fail_pct"].notna() & results["counted"].astype(bool)]
    others = [Variant("compared", _of_two(*pair)) for pair in _pairs_of_years(known) if pair != compared]
    grouped = judged.groupby(["kind", "value"], sort=False)
    of_variant = {Variant(str(kind), str(value)): rows for (kind, value), rows in grouped}
    falls: Mapping[str, bool | None]
    falls_of = partial(
        _falls, pairs_of_mean(own, dynamics), pairs_of_mean(as_read, dynamics) if len(readings) else None
    )
    rows = []
    for variant in (*of_variant, *others):
        if variant.kind == "compared":
            later, earlier = variant.years
            years = dynamics.model_copy(update={"from_year": earlier, "to_year": later})
            falls = mean_falls(pairs_of_mean(own, years))
        else:
            falls = falls_of(variant)
        verdicts = of_variant.get(variant, of_variant.get(BASE, judged.iloc[:0]))
        met = verdicts.loc[verdicts["shnor"].fillna(False).astype(bool), "school_id"]
        listed = schools.loc[schools["listed"].astype(bool), "school_id"]
        rows.append(
            {
                "kind": variant.kind,
                "value": variant.value,
                **counts_of_falls("listed", listed, falls),
                **counts_of_falls("met", met, falls),
            }
        )
    return pd.DataFrame(rows, columns=list(DECLARED["sensitivity_dynamics"].columns))


def pairs_of_mean(cases: pd.DataFrame, dynamics: Dynamics) -> pd.DataFrame:
    """Return the pairs over which a school's mean is taken: of the same grade, of all assessments."""
    pairs = result_pairs(cases, dynamics)
    return pairs[pairs["kind"] == "same_grade"]


def _falls(pairs: pd.DataFrame, as_read: pd.DataFrame | None, variant: Variant) -> Mapping[str, bool | None]:
    """Return by school whether the mean fell under a variant, ``None`` where readings disagree."""
    if variant.kind == "readings" and as_read is not None:
        return mean_falls(as_read)
    if variant.kind == "without":
        pairs = pairs[pairs["assessment"] != variant.value]
    if variant.kind == "participants":
        pairs = enough_participants(pairs, int(variant.value))
    if variant.kind == "zeros":
        pairs = pairs[~(_doubtful_end(pairs, "from") | _doubtful_end(pairs, "to"))]
    return mean_falls(pairs)


def enough_participants(pairs: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return the pairs neither of whose results is known to have fewer participants."""
    too_few = [numbers(pairs, f"n_participants_{end}") < least for end in ("from", "to")]
    return pairs[~(too_few[0] | too_few[1])]


def _doubtful_end(pairs: pd.DataFrame, end: str) -> pd.Series:
    return pairs[f"doubtful_{end}"].fillna(False).astype(bool)


def counts_of_falls(whose: str, ids: pd.Series, falls: Mapping[str, bool | None]) -> dict[str, int]:
    """Return of how many schools it is, in how many of them the mean fell and of how many that cannot be told."""
    answers = [falls.get(school_id) for school_id in ids]
    return {whose: len(answers), f"{whose}_fell": answers.count(True), f"{whose}_open": answers.count(None)}

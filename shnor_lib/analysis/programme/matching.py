"""Who could be the partner of a ШНОР (METHODS 10): strong schools to weak ones, as an assignment of the least cost.

Partners are sought for the schools in support: those listed, and those that take part in the programme.

The cost of a pair is a sum of three parts, each in steps of `STEP`: kilometres between the schools, points of the
difference of their social indices (`STEP` is that index's standard deviation), and, taken away, the points by which the
partner's share of «2» lies below the threshold of a low result.  A part that is not known is left out and never
guessed; since a pair would become cheaper by that, pairs of which more is known go first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.programme.records import is_true, joined, not_after
from shnor_lib.analysis.programme.roster import in_support
from shnor_lib.ground.params import Partners
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import DECLARED, PROCEDURE_KEY
from shnor_lib.ground.vocabulary import PARTNER_PARTS, subject_name, subject_order

#: So many kilometres, points of the index and percentage points cost the same.
STEP = 10.0
EARTH_KM = 6371.0
#: A pair can lack these parts of its cost.
DISTANCE, INDEX = "distance", "index"


@dataclass(frozen=True, eq=False)
class Okrug:
    """What proposals rest on: tables of the edition by their names, ``agreements`` being `partnerships`."""

    schools: pd.DataFrame
    classification: pd.DataFrame
    latest_results: pd.DataFrame
    region_results: pd.DataFrame
    social_index: pd.DataFrame
    agreements: pd.DataFrame
    as_of: date


@dataclass(frozen=True)
class Place:
    """What is known of a school's place and conditions; ``None`` where it is not."""

    latitude: float | None = None
    longitude: float | None = None
    index: float | None = None


@dataclass(frozen=True)
class Strong:
    """A school that may help: ``shares`` are by subject the per cent of «2» and the participants of the latest year."""

    school_id: str
    name: str
    outside: bool
    shares: dict[str, tuple[float, int]]


@dataclass(frozen=True)
class Pair:
    """A weak and a strong school: the parts of their cost, ``None`` where one is not known."""

    fail_pct: float | None
    participants: int | None
    strength_pp: float | None
    distance_km: float | None
    index_difference: float | None
    cost: float | None

    @property
    def left_out(self) -> list[str]:
        """The parts that the cost lacks."""
        parts = {DISTANCE: self.distance_km, INDEX: self.index_difference}
        return [name for name, value in parts.items() if value is None]


def partner_proposals(okrug: Okrug, threshold_pct: float, params: Partners, ending_days: int) -> pd.DataFrame:
    """Return the table `partner_proposals`: the agreements in force or the proposed partner of each school in support.

    As many schools as can be get a partner; among such choices the fewest parts of costs are unknown, and then the sum
    of costs is the least.  A school with an agreement in force keeps it, and its partner has a place less.

    Args:
        okrug: what is known of schools and agreements.
        threshold_pct: from this share on a result is low.
        params: weights and conditions.
        ending_days: an agreement that ends within so many days is watched.

    Returns:
        Rows in the roster's order: ``school_id``, ``school``, ``subjects`` (names of those low in the latest year,
        parted by «; »), ``status`` (a code of `vocabulary.PARTNER_STATUSES`), ``partner_id``, ``partner``,
        ``outside`` (of the region or not of the roster), ``fail_pct`` (the partner's share in that of these subjects
        in which it is highest), ``participants`` (in that subject), ``strength_pp``, ``distance_km``,
        ``index_difference``, ``left_out`` (parts that the cost lacks, in words), ``cost``, ``until`` (of the
        agreement), ``unmet`` (the first condition that no school meets).
    """
    matcher = _Matcher(okrug, threshold_pct, params, ending_days)
    rows = [row for school in rows_of(matcher.helped) for row in matcher.rows(school)]
    return pd.DataFrame(rows, columns=list(DECLARED["partner_proposals"].columns))


def subject_shares(results: pd.DataFrame, school: str) -> dict[str, dict[str, tuple[float, int]]]:
    """Return the share of «2» by school and subject over all procedures whose participants are known.

    Args:
        results: a row per result: the school's code in the column ``school``, ``subject``, ``fail_pct``,
            ``n_participants``.
        school: the column with codes of schools.

    Returns:
        By the school's code and the subject: the per cent of all participants that got «2», and how many they are.
    """
    known = results[results["fail_pct"].notna() & (results["n_participants"].fillna(0) > 0)]
    found: dict[str, dict[str, tuple[float, int]]] = {}
    for key, own in known.groupby([school, "subject"]):
        school_id, subject = map(str, key)
        counts = own["n_participants"].astype(float)
        share = float((own["fail_pct"].astype(float) * counts).sum() / counts.sum())
        found.setdefault(school_id, {})[subject] = (share, int(counts.sum()))
    return found


def kilometres(one: Place, other: Place) -> float | None:
    """Return the distance of two places over the earth's surface, ``None`` where one is not known."""
    degrees = (one.latitude, one.longitude, other.latitude, other.longitude)
    if any(value is None for value in degrees):
        return None
    north, east, north_2, east_2 = (radians(float(value)) for value in degrees)  # type: ignore[arg-type]
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def assigned(costs: np.ndarray, left_out: np.ndarray, places: Sequence[int]) -> list[int | None]:
    """Return for each weak school which strong one it gets, by the rule of `partner_proposals`.

    Args:
        costs: a row per weak, a column per strong school; infinite where they make no pair.
        left_out: of the same shape: how many parts of the cost are unknown.
        places: how many partners each strong school may still take.

    Returns:
        The column of each row, ``None`` where nobody is left.
    """
    from scipy.optimize import linear_sum_assignment

    weak = len(costs)
    fits = np.isfinite(costs)
    if not fits.any():
        return [None] * weak
    lowest = costs[fits].min()
    # All costs together weigh less than one unknown part, all unknown parts less than one school without a partner.
    part = 1 + weak * (costs[fits].max() - lowest)
    nobody = part * (2 * weak + 2)
    weighed = np.where(fits, costs - lowest + part * left_out, np.inf)
    columns = np.repeat(np.arange(costs.shape[1]), places)
    matrix = np.hstack([weighed[:, columns], np.full((weak, weak), nobody)])
    chosen = linear_sum_assignment(matrix)[1]
    return [int(columns[place]) if place < len(columns) else None for place in chosen]


class _Matcher:
    """The assignment in the making; what it gives does not depend on the order of any table's rows."""

    def __init__(self, okrug: Okrug, threshold_pct: float, params: Partners, ending_days: int):
        self.ending_days = ending_days
        self.okrug, self.threshold_pct, self.params = okrug, threshold_pct, params
        is_helped = in_support(okrug.schools, okrug.as_of)
        self.helped, self.others = okrug.schools[is_helped], okrug.schools[~is_helped]
        self.places = _places(okrug)
        self.shares = subject_shares(okrug.latest_results, "school_id")
        self.strong = {one.school_id: one for one in sorted(self._strong(), key=lambda one: one.school_id)}
        force = okrug.agreements[is_true(okrug.agreements["in_force"])]
        self.agreements = force.sort_values(["school_id", "mentor", "until"], kind="stable")
        self.low = _low_subjects(okrug.latest_results)
        self.known = set(okrug.latest_results.loc[okrug.latest_results["low"].notna(), "school_id"])
        self.partners = self._assign()

    def rows(self, school: Any) -> Iterator[dict[str, Any]]:
        """Yield the rows of a school in support."""
        subjects = self.low.get(school.school_id, ())
        start = {
            "school_id": school.school_id,
            "school": school.school,
            "subjects": joined(map(subject_name, subjects)) or "",
        }
        own = self.agreements[self.agreements["school_id"] == school.school_id]
        if len(own):
            for _, of_mentor in own.groupby("mentor", sort=False):
                yield {**start, **self._agreement(school.school_id, subjects, of_mentor)}
        elif not subjects:
            yield {**start, "status": "no_low" if school.school_id in self.known else "no_results"}
        elif (partner := self.partners[school.school_id]) is None:
            yield {**start, "status": "nobody", "unmet": self._unmet(subjects)}
        else:
            of_partner = {"partner_id": partner.school_id, "partner": partner.name, "outside": partner.outside}
            pair = self._pair(school.school_id, subjects, partner.school_id, partner.shares)
            yield {**start, "status": "proposed", **of_partner, **_told(pair)}

    def _strong(self) -> Iterator[Strong]:
        """Yield the schools that are not in support and do not meet the criteria, and those of the region."""
        met = self.okrug.classification.loc[is_true(self.okrug.classification["shnor"]), "school_id"]
        for row in rows_of(self.others[~self.others["school_id"].isin(met)]):
            yield Strong(row.school_id, row.school, outside=False, shares=self.shares.get(row.school_id, {}))
        # The same procedures as in the okrug: what is latest there is latest here.
        held = self.okrug.latest_results[list(PROCEDURE_KEY)].drop_duplicates()
        same = self.okrug.region_results.merge(held, on=list(PROCEDURE_KEY))
        for school_id, shares in subject_shares(same, "region_school_id").items():
            if school_id not in set(self.okrug.schools["school_id"]):
                yield Strong(school_id, school_id, outside=True, shares=shares)

    def _assign(self) -> dict[str, Strong | None]:
        """Return the partner of each school in support that has low results and no agreement."""
        without = set(self.helped["school_id"]) - set(self.agreements["school_id"])
        weak = sorted(school_id for school_id in without if self.low.get(school_id))
        strong = list(self.strong.values())
        costs, left_out = np.full((len(weak), len(strong)), np.inf), np.zeros((len(weak), len(strong)))
        for row, school_id in enumerate(weak):
            for column, one in enumerate(strong):
                if all(self._conditions(self.low[school_id], one).values()):
                    pair = self._pair(school_id, self.low[school_id], one.school_id, one.shares)
                    costs[row, column], left_out[row, column] = pair.cost, len(pair.left_out)
        places = [self._free(one) for one in strong]
        chosen = assigned(costs, left_out, places)
        return {one: None if place is None else strong[place] for one, place in zip(weak, chosen, strict=True)}

    def _free(self, strong: Strong) -> int:
        """Return how many partners a school may take beside those that it has."""
        taken = self.agreements.loc[self.agreements["mentor_id"] == strong.school_id, "school_id"].nunique()
        return max(0, self.params.most_schools.value - int(taken))

    def _conditions(self, subjects: Sequence[str], one: Strong) -> dict[str, bool]:
        """Tell which conditions a school meets, in the order in which they are asked."""
        known = [one.shares[subject] for subject in subjects if subject in one.shares]
        return {
            "results": len(known) == len(subjects),
            "participants": all(count >= self.params.least_participants.value for _, count in known),
            "share": all(share <= self.params.most_fail.value for share, _ in known),
        }

    def _unmet(self, subjects: Sequence[str]) -> str:
        """Return the first condition that none of the schools meets which meet those before it."""
        left = list(self.strong.values())
        if not left:
            return "school"
        for name in ("results", "participants", "share"):
            left = [one for one in left if self._conditions(subjects, one)[name]]
            if not left:
                return name
        return "capacity"

    def _pair(
        self, school_id: str, subjects: Sequence[str], partner_id: str, shares: dict[str, tuple[float, int]]
    ) -> Pair:
        weak, strong = self.places.get(school_id, Place()), self.places.get(partner_id, Place())
        distance = kilometres(weak, strong)
        off = None if weak.index is None or strong.index is None else abs(weak.index - strong.index)
        known = [shares[subject] for subject in subjects if subject in shares]
        if not known or len(known) < len(subjects):
            return Pair(None, None, None, distance, off, None)
        share, count = max(known, key=lambda one: (one[0], -one[1]))
        strength, weights = self.threshold_pct - share, self.params
        cost = (
            weights.distance_weight.value * (distance or 0.0)
            + weights.index_weight.value * (off or 0.0)
            - weights.strength_weight.value * strength
        ) / STEP
        return Pair(share, count, strength, distance, off, cost)

    def _agreement(self, school_id: str, subjects: Sequence[str], own: pd.DataFrame) -> dict[str, Any]:
        """Return what is told of an agreement in force; of several with one school, of the one that lasts longest."""
        mentor_id = own["mentor_id"].iloc[0]
        is_known = isinstance(mentor_id, str)
        until = None if own["until"].isna().any() else max(own["until"])
        last = self.okrug.as_of + timedelta(days=self.ending_days)
        ends = until is not None and bool(not_after(pd.Series([until]), last).iloc[0])
        told = _told(self._pair(school_id, subjects, mentor_id, self.shares.get(mentor_id, {}))) if is_known else {}
        return {
            "status": "ending" if ends else "agreement",
            "partner_id": mentor_id if is_known else None,
            "partner": own["mentor"].iloc[0],
            "outside": not is_known,
            **told,
            "until": until,
        }


def _told(pair: Pair) -> dict[str, Any]:
    left_out = joined(PARTNER_PARTS[part] for part in pair.left_out) if pair.cost is not None else None
    return {**vars(pair), "left_out": left_out}


def _places(okrug: Okrug) -> dict[str, Place]:
    schools = okrug.schools.reindex(columns=["school_id", "latitude", "longitude"])
    both = schools.merge(okrug.social_index[["school_id", "index"]], on="school_id", how="left", validate="1:1")
    return {
        row.school_id: Place(_number(row.latitude), _number(row.longitude), _number(index))
        for row, index in zip(rows_of(both), both["index"], strict=True)
    }


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _low_subjects(latest: pd.DataFrame) -> dict[str, list[str]]:
    """Return by school the subjects in which any result of the latest year is low, in the usual order."""
    low = latest[is_true(latest["low"])]
    return {
        str(school_id): sorted(set(map(str, own["subject"])), key=subject_order)
        for school_id, own in low.groupby("school_id")
    }

"""METHODS 7: how near to the threshold in pupils, verdicts that hang on one pupil, the chance of a false flag."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.certainty.margins import near_threshold, verdict_margins
from shnor_lib.analysis.results.classify import classify_schools
from shnor_lib.analysis.statistics import false_flags, margins
from shnor_lib.ground.intervals import chance_of_at_least
from shnor_lib.presentation.margin_words import turning_words
from tests.support.depth import examples
from tests.support.measured_edition import measured
from tests.support.programme_2022 import params_2022, shipped_edition
from tests.support.random_editions import SEEDS, okrug

CRITERIA = params_2022().criteria
YEARS = CRITERIA.years.previous, CRITERIA.years.before_previous
SCHOOL = pd.DataFrame([{"school_id": "s1", "school": "МБОУ «Первая СОШ»", "kind": "СОШ", "listed": True}])
NO_READINGS = pd.DataFrame(
    columns=["school_id", "school", "variant", "assessment", "level", "subject", "grade", "school_year", "fail_pct"]
).assign(reading=None)


def results(*procedures: tuple[int, int, int], known: bool = True) -> pd.DataFrame:
    """Return results of one school in ВПР of grades 5, 6, …: (school year, failed, participants)."""
    rows = []
    for grade, (year, failed, n) in enumerate(procedures, start=5):
        row = measured((failed, n - failed, 0, 0), school_id="s1", school="МБОУ «Первая СОШ»", source_cell="D1")
        row |= {"assessment": "VPR", "level": None, "subject": "MA", "grade": grade, "school_year": year}
        if not known:
            row |= {"n_failed": None, "failed_least": None, "failed_most": None}
        rows.append(row | {"season": "spring"})
    return pd.DataFrame(rows).convert_dtypes()


def judged(table: pd.DataFrame, criteria=CRITERIA, usual: float | None = 15.0):
    """Return the row of `verdict_margins` and the rows of `near_threshold` of the one school."""
    classification = classify_schools(table, NO_READINGS, SCHOOL, criteria)
    typical = pd.Series(usual, index=table.index, dtype="Float64")
    near = near_threshold(table, typical, classification, criteria)
    return verdict_margins(table, typical, classification, criteria).iloc[0], near


# One result


@pytest.mark.parametrize(
    ("failed", "n", "threshold", "pupils"),
    [
        (6, 20, 30, 1),  # exactly 30 %: low, one fewer is not
        (5, 20, 30, 1),
        (4, 20, 30, 2),
        (9, 20, 30, 4),
        (0, 1, 30, 1),
        (1, 1, 30, 1),
        (3, 10, 30, 1),
        (30, 101, 30, 1),  # METHODS 1: 29.70 %, not low
        (0, 20, 0, np.nan),  # nobody could turn what is low whatever happens
        (7, 20, 32.5, 1),
        (np.nan, 20, 30, np.nan),
        (0, 0, 30, np.nan),
    ],
)
def test_pupils_to_the_threshold(failed, n, threshold, pupils):
    assert margins.pupils_to_threshold(failed, n, threshold) == pytest.approx(pupils, nan_ok=True)


@given(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from((25, 30, 33.3, 35))
)
@settings(max_examples=examples(60))
def test_the_fewest_pupils_are_those_of_a_plain_search(counts, threshold):
    failed, n = counts
    is_low = 100 * failed >= threshold * n
    turned = [abs(k - failed) for k in range(n + 1) if (100 * k >= threshold * n) != is_low]
    assert margins.pupils_to_threshold(failed, n, threshold) == min(turned)


@pytest.mark.parametrize(
    ("assessment", "low", "pupils", "words"),
    [
        ("VPR", False, 2, "до порога не хватило двух двоек"),
        ("VPR", False, 1, "до порога не хватило одной двойки"),
        ("VPR", True, 1, "порог превышен на одну двойку"),
        ("VPR", True, 2, "порог превышен на две двойки"),
        ("VPR", True, 21, "порог превышен на 21 двойку"),
        ("VPR", False, 12, "до порога не хватило 12 двоек"),
        ("OGE", False, 1, "до порога не хватило одного не сдавшего"),
        ("EGE", True, 3, "порог превышен на трёх не сдавших"),
    ],
)
def test_pupils_are_told_in_words(assessment, low, pupils, words):
    assert turning_words(pd.Series({"assessment": assessment, "low": low, "pupils": pupils})) == words


# A verdict


def meets(low_previous: int, low_before: int, criteria) -> bool:
    each = criteria.procedures_in_each_year.value
    first = low_previous >= criteria.procedures_in_previous_year.value
    return first or (low_previous >= each and low_before >= each)


def fewest_by_search(procedures, criteria) -> int | None:
    """Return the fewest pupils that change the verdict, by trying every outcome of every procedure."""
    threshold = criteria.low_threshold.value

    def verdict(outcome) -> bool:
        low = [100 * k >= threshold * n for k, (_, _, n) in zip(outcome, procedures, strict=True)]
        of_year = [sum(one for one, (year, *_) in zip(low, procedures, strict=True) if year == own) for own in YEARS]
        return meets(*of_year, criteria)

    now = verdict([failed for _, failed, _ in procedures])
    changes = [
        sum(abs(k - failed) for k, (_, failed, _) in zip(outcome, procedures, strict=True))
        for outcome in product(*(range(n + 1) for *_, n in procedures))
        if verdict(outcome) != now
    ]
    return min(changes) if changes else None


PROCEDURES = st.lists(
    st.tuples(st.sampled_from(YEARS), st.integers(1, 4)).flatmap(
        lambda one: st.tuples(st.just(one[0]), st.integers(0, one[1]), st.just(one[1]))
    ),
    min_size=1,
    max_size=4,
).map(lambda own: [(year, 0, 2) for year in YEARS] + own)


def counts_of(previous: int, each: int):
    """Return the criteria with other numbers of procedures."""
    update = {
        "procedures_in_previous_year": CRITERIA.procedures_in_previous_year.model_copy(update={"value": previous}),
        "procedures_in_each_year": CRITERIA.procedures_in_each_year.model_copy(update={"value": each}),
    }
    return CRITERIA.model_copy(update=update)


@pytest.mark.slow
@given(PROCEDURES, st.sampled_from(((2, 1), (1, 1), (3, 1), (2, 2), (1, 2))))
@settings(max_examples=examples(12), deadline=None)
def test_a_verdict_hangs_on_as_many_pupils_as_a_search_of_all_outcomes_finds(procedures, needed):
    criteria = counts_of(*needed)
    margin, near = judged(results(*procedures), criteria)
    fewest = fewest_by_search(procedures, criteria)
    assert (None if pd.isna(margin["pupils"]) else margin["pupils"]) == fewest
    assert bool(margin["on_one"]) == (fewest == 1) == (near["alone"] & (near["pupils"] == 1)).any()
    assert margin["exact"]


def test_what_is_not_known_is_said_to_be_unknown():
    previous, before = YEARS
    alone, _ = judged(results((previous, 5, 20), (before, 5, 20), known=False))
    assert (alone["unknown"], alone["exact"], alone["on_one"]) == ("no_counts", False, pd.NA)
    some = pd.concat(
        [
            results((previous, 4, 20), (previous, 3, 20), (before, 0, 20)),
            results((previous, 5, 20), known=False).assign(grade=9),
        ]
    )
    partly, _ = judged(some.reset_index(drop=True))
    assert (partly["pupils"], partly["exact"]) == (2 + 3, False), "the fourth may be nearer"
    assert pd.isna(partly["on_one"])
    shipped = shipped_edition()
    assert set(shipped.verdict_margins["unknown"]) == {"no_participants"}
    assert shipped.verdict_margins["chance_pct"].isna().all() and shipped.near_threshold.empty


def test_a_school_of_an_excluded_kind_and_one_without_results_have_no_margin():
    table = results((YEARS[0], 9, 20), (YEARS[0], 9, 20), (YEARS[1], 9, 20))
    excluded = CRITERIA.excluded_kinds.model_copy(update={"value": ("СОШ",)})
    margin, near = judged(table, CRITERIA.model_copy(update={"excluded_kinds": excluded}))
    assert margin["unknown"] == "excluded" and not near["alone"].any()
    opened, _ = judged(results((YEARS[1], 2, 20)))
    assert opened["unknown"] == "open"


def test_the_latest_year_is_held_against_the_threshold_and_decides_no_verdict():
    _, near = judged(results((YEARS[0], 5, 20), (YEARS[1], 5, 20), (YEARS[0] + 1, 5, 20)))
    latest = near[near["school_year"] == YEARS[0] + 1]
    assert list(latest["pupils"]) == [1] and not latest["alone"].any()


# By chance


@pytest.mark.parametrize(("share", "size"), [(0.10, 11), (0.15, 21), (0.20, 54)])
def test_the_size_from_which_a_false_flag_is_rare(share, size):
    assert false_flags.smallest_size(share) == size
    assert chance_of_at_least(int(np.ceil(0.3 * (size - 1))), size - 1, share) > 0.05


def test_no_size_helps_where_the_usual_share_is_the_threshold():
    assert false_flags.smallest_size(0.30) is None
    assert false_flags.smallest_size(0.0) == 1


@pytest.mark.parametrize(("several", "each"), [(2, 1), (3, 2), (1, 1), (1, 2)])
def test_the_chance_of_the_criteria_is_that_of_every_outcome_together(several, each):
    previous, before = (0.1, 0.4, 0.25), (0.3, 0.05)
    together = 0.0
    for outcome in product((0, 1), repeat=5):
        chance = np.prod([p if one else 1 - p for one, p in zip(outcome, previous + before, strict=True)])
        low, low_before = sum(outcome[:3]), sum(outcome[3:])
        together += chance * (low >= several or (low >= each and low_before >= each))
    assert false_flags.chance_of_criteria(previous, before, several, each) == pytest.approx(together, abs=1e-12)


def test_the_chance_of_a_school_is_near_to_its_simulation():
    previous, before = YEARS
    sizes = [(previous, 10), (previous, 14), (before, 9), (before, 22)]
    margin, _ = judged(results(*((year, 0, n) for year, n in sizes)), usual=20.0)
    drawn = np.random.default_rng(3).binomial([n for _, n in sizes], 0.2, size=(40_000, 4))
    low = 100 * drawn >= 30 * np.array([n for _, n in sizes])
    met = (low[:, :2].sum(1) >= 2) | ((low[:, :2].sum(1) >= 1) & (low[:, 2:].sum(1) >= 1))
    assert margin["chance_pct"] == pytest.approx(100 * met.mean(), abs=0.8)
    assert (margin["told"], margin["counted"]) == (4, 4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_every_school_of_a_random_okrug_has_a_margin_or_a_reason(seed):
    edition = okrug(seed)
    told = edition.verdict_margins
    assert list(told["school_id"]) == list(edition.schools["school_id"])
    assert (told["pupils"].notna() | told["unknown"].notna() | told["exact"]).all()
    on_one = set(told.loc[told["on_one"].fillna(False), "school_id"])
    near = edition.near_threshold
    assert on_one == set(near.loc[near["alone"] & (near["pupils"] == 1).fillna(False), "school_id"])

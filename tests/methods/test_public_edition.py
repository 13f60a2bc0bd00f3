"""What a public edition may hold: the primary rule, what follows, earlier editions, random small okrugs."""

from collections.abc import Iterable

import numpy as np
import pytest

from shnor_lib.analysis.disclosure.attacker import attacked
from shnor_lib.analysis.disclosure.results import Record, Result, Rules, decided, together, totals_of
from tests.support.depth import every, examples

RULES = Rules(least_participants=10, width=3, names_schools=True, shares_are_public=False, smallest_group=5)
MATHS = ("VPR", "", "MA", 5, 2024)


def result(school: str, participants: int, failed: int, procedure: tuple = MATHS) -> Result:
    return Result(school, procedure, participants, failed)


def published(results: list[Result], listed: Iterable[str], earlier: Iterable[Record] = ()) -> Record:
    schools = {one.school_id for one in results}
    totals = totals_of(results, listed).values()
    return decided(results, totals, schools, RULES, list(earlier)).record


def test_a_small_group_is_hidden_and_its_total_is_not_where_others_cover_it():
    small, other, large = result("а", 6, 2), result("б", 12, 3), result("в", 40, 9)
    record = published([small, other, large], ["а", "б", "в"])
    assert record.results == {small: False, other: False, large: True}
    assert record.totals == {frozenset([small, other, large]): True}


def test_a_total_that_says_of_a_small_group_that_nobody_failed_is_hidden():
    small, other = result("а", 6, 0), result("б", 9, 0)
    assert published([small, other], []).totals == {frozenset([small, other]): False}


def test_one_small_school_takes_its_total_along():
    small = result("а", 6, 2)
    assert published([small], ["а"]).totals == {frozenset([small]): False}


def test_groups_that_differ_by_one_small_school_do_not_tell_it():
    schools = [result(school, 20, 5) for school in "абвг"]
    small = result("д", 5, 1)
    record = published([*schools, small], [one.school_id for one in schools])
    everybody, listed = frozenset([*schools, small]), frozenset(schools)
    assert not (record.totals[everybody] and record.totals[listed])


def test_an_earlier_edition_whose_list_was_longer_does_not_tell_the_school_that_left():
    """Both editions print totals of the same year; the school that left the list is their difference."""
    schools = [result(school, 20, 5) for school in "абвг"]
    small = result("д", 5, 1)
    everybody = [*schools, small]
    first = decided(everybody, totals_of(everybody, "абвгд").values(), set(), RULES).record
    assert first.totals[frozenset(everybody)]
    alone = decided(everybody, totals_of(everybody, "абвг").values(), set(), RULES).record
    after = decided(everybody, totals_of(everybody, "абвг").values(), set(), RULES, [first]).record
    assert after.totals[frozenset(everybody)], "what was published stays published"
    assert not after.totals[frozenset(schools)]
    assert alone.totals[frozenset(schools)] != alone.totals[frozenset(everybody)], "one of both has to be hidden"


def test_what_was_published_before_stays_known_and_what_it_gives_away_is_told():
    small, other = result("а", 6, 2), result("б", 30, 3)
    total = frozenset([small, other])
    careless = Record({small: False, other: True}, {total: True})
    found = decided([small, other], [total], {"а", "б"}, RULES, [careless])
    assert found.given_away == (small,)
    assert found.record.results == {small: False, other: True}


def test_a_result_that_was_corrected_since_is_another_number():
    before, now, other = result("а", 6, 2), result("а", 7, 2), result("б", 30, 3)
    earlier = Record({before: False, other: True}, {frozenset([before, other]): False})
    record = published([now, other], [], [earlier])
    assert record.results[now] is False


def test_a_record_comes_back_from_json_as_it_was():
    record = published([result("а", 6, 2), result("б", 12, 3), result("в", 40, 9)], "аб")
    assert Record.from_json(record.as_json()) == record


def random_okrug(random: np.random.Generator) -> tuple[list[Result], list[str], list[str], list[str]]:
    """Return results of a small okrug, its list, the list before, and the schools whose results are printed."""
    schools = [f"ш{number}" for number in range(random.integers(1, 7))]
    procedures = [
        ("VPR", "", str(subject), int(grade), int(year))
        for subject in ("MA", "RU")[: random.integers(1, 3)]
        for grade in range(5, 5 + random.integers(1, 4))
        for year in (2023, 2024)[: random.integers(1, 3)]
    ]
    results = []
    for school in schools:
        size = int(random.integers(1, 30))
        for procedure in procedures:
            if random.random() < 0.85:
                participants = max(1, int(random.poisson(size)))
                failed = int(random.binomial(participants, random.choice([0.0, 0.1, 0.3, 0.9, 1.0])))
                results.append(Result(school, procedure, participants, failed))
    lists = [[school for school in schools if random.random() < 0.6] for _ in range(2)]
    printed = [school for school in schools if random.random() < 0.7]
    return results, lists[0], lists[1], printed


def no_hidden_count_is_told(seed: int) -> None:
    random = np.random.default_rng(seed)
    results, listed, listed_before, printed = random_okrug(random)
    rules = Rules(int(random.integers(5, 16)), int(random.integers(1, 6)), True, False, 5)
    first = decided(results, totals_of(results, listed_before).values(), printed, rules)
    second = decided(results, totals_of(results, listed).values(), printed, rules, [first.record])
    assert not first.given_away
    for found, groups, earlier in ((first, listed_before, []), (second, listed, [first.record])):
        totals = totals_of(results, groups)
        cells, sums, counts = together(results, totals.values(), printed, rules, earlier)
        known = found.record.results | {total: shown for total, shown in found.record.totals.items()}
        hidden = np.array([not known.get(one, True) for one in (*cells, *sums)], dtype=bool)
        sensitive = np.flatnonzero(counts.sensitive & ~counts.known)
        least, most = attacked(counts, hidden, sensitive)
        least_before, most_before = attacked(counts, ~counts.known, sensitive)  # by what was published before alone
        promised = np.minimum(rules.width, most_before - least_before)
        assert (most - least >= promised)[sensitive].all()
        assert earlier or (promised == np.minimum(rules.width, counts.most))[sensitive].all()


@pytest.mark.parametrize("seed", every(3, range(3)))
def test_in_a_random_small_okrug_the_attacker_finds_no_hidden_count(seed: int):
    no_hidden_count_is_told(seed)


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(5))
def test_in_500_random_small_okrugs_the_attacker_finds_no_hidden_count(hundred: int):
    for seed in range(100 * hundred, 100 * hundred + examples(10)):
        no_hidden_count_is_told(1_000 + seed)

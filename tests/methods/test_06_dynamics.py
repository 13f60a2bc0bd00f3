"""METHODS 6: dynamics: comparability, firmness, weights, the programme's period."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.analysis.results import dynamics, obtained
from shnor_lib.ground.params import Dynamics
from shnor_lib.ground.tables import PROCEDURE_KEY
from tests.support.depth import every_case
from tests.support.programme_2022 import (
    ROWS,
    appendix_rows,
    column_of,
    of_school,
    params_2022,
    run_methods,
    shipped_edition,
    write_workbook,
)

PARAMS = params_2022()


@pytest.fixture(scope="module")
def edition():
    return shipped_edition()


@pytest.mark.slow
def test_a_pair_lost_to_an_unreadable_value_may_turn_the_change(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Демьяновская"]][column_of(rows, "ОГЭ МА 2021")] = "#REF!"
    made = run_methods(write_workbook(rows, tmp_path / "п.xlsx"))
    own = made.school_dynamics[made.school_dynamics["school_id"] == "lk03"].set_index("scope")
    assert own.loc["all", "pairs"] == 3
    assert (own.loc["all", "positive"], own.loc["all", "firm"]) == (True, False)
    assert own.loc["all", "why_not_firm"] == "results_unknown"
    assert own.loc["VPR", "firm"], "the unreadable value is no ВПР"


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_pairs_is_declared_and_not_that_of_the_files(edition, seed):
    """Results of each school read in any order give the same tables, row by row."""
    read = edition.results.sample(frac=1, random_state=seed)
    places = {school_id: place for place, school_id in enumerate(edition.results["school_id"].unique())}
    read = read.sort_values("school_id", key=lambda codes: codes.map(places), kind="stable").reset_index(drop=True)
    pairs = dynamics.comparable_pairs(read, PARAMS.dynamics, PARAMS.programme.period)
    pd.testing.assert_frame_equal(pairs, edition.dynamics)
    means = dynamics.pair_means(pairs.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(means, edition.pair_means)


def test_pairs_go_by_kind_assessment_subject_and_grade(edition):
    means = edition.pair_means
    names = [f"{r.kind} {r.assessment} {r.subject} {r.grade_from}" for r in means.itertuples()]
    assert names == [
        "same_grade VPR RU 6",
        "same_grade VPR MA 6",
        "same_grade OGE RU 9",
        "same_grade OGE MA 9",
        "same_grade EGE RU 11",
        "cohort VPR RU 5",
        "cohort VPR MA 5",
        "cohort VPR MA 6",
    ]


def test_a_change_of_nothing_is_not_a_fall(edition):
    row = of_school(edition.school_dynamics, "Подгорновская", scope="cohort")
    assert row["mean_from_pct"] == row["mean_to_pct"] == pytest.approx(88 / 3)
    assert not row["positive"]


def test_mathematics_of_ege_is_not_compared(edition):
    ege = edition.dynamics[edition.dynamics["assessment"] == "EGE"]
    assert set(ege["subject"]) == {"RU"}
    assert set(ege["comparability"]) == {"limited"}


def test_limits_come_with_a_reason(edition):
    limited = edition.dynamics["comparability"] == "limited"
    assert edition.dynamics.loc[limited, "limitation"].notna().all()
    assert edition.dynamics.loc[~limited, "limitation"].isna().all()
    assert set(edition.dynamics.loc[limited, "assessment"]) == {"OGE", "EGE"}


def test_without_the_correction_the_school_has_no_mean():
    row = of_school(shipped_edition(corrected=False).school_dynamics, "Подгорновская", scope="all")
    assert pd.isna(row["change_pp"])
    assert row["positive"] is None


@pytest.mark.parametrize(
    ("year", "season", "inside"),
    [
        (2021, None, False),
        (2021, "spring", False),
        (2021, "autumn", False),
        (2022, None, True),
        (2022, "autumn", True),
        (2023, None, False),
    ],
)
def test_only_results_of_the_programmes_period_count(year, season, inside):
    pairs = pd.DataFrame({"year_to": [year], "season_to": [season]})
    assert dynamics.in_programme(pairs, PARAMS.programme.period).tolist() == [inside]


def test_an_autumn_result_is_obtained_in_the_autumn_after_its_year():
    assert obtained.obtained_on(2020, "autumn") == date(2020, 9, 1)


def results_of(drawn) -> pd.DataFrame:
    rows = [
        {"assessment": "VPR", "subject": subject, "grade": 6, "school_year": year, "fail_pct": pct, "n_participants": n}
        for subject, year, pct, n in drawn
    ]
    return pd.DataFrame(rows).assign(
        school_id="a", school="А", level=None, season=None, counted=True, doubtful=False, reading="as_read"
    )


@pytest.mark.slow
@given(st.lists(st.integers(0, 100), min_size=4, max_size=4), st.lists(st.integers(1, 60), min_size=4, max_size=4))
def test_weights_are_the_participants_of_both_years(pcts, counts):
    procedures = [("MA", 2019), ("MA", 2021), ("RU", 2019), ("RU", 2021)]
    drawn = [(s, y, pct, n) for (s, y), pct, n in zip(procedures, pcts, counts, strict=True)]
    pairs = dynamics.result_pairs(results_of(drawn), Dynamics(from_year=2019, to_year=2021, source="-", reason="-"))
    ma, ru = counts[0] + counts[1], counts[2] + counts[3]
    before = (pcts[0] * ma + pcts[2] * ru) / (ma + ru)
    assert dynamics._summary(pairs)["mean_from_pct"] == pytest.approx(before)


def test_one_unknown_number_of_participants_makes_all_pairs_weigh_equally():
    drawn = [("MA", 2019, 10, 50), ("MA", 2021, 20, None), ("RU", 2019, 30, 5), ("RU", 2021, 40, 5)]
    pairs = dynamics.result_pairs(results_of(drawn), Dynamics(from_year=2019, to_year=2021, source="-", reason="-"))
    assert dynamics._summary(pairs)["mean_from_pct"] == 20


TWO_YEARS = Dynamics(from_year=2019, to_year=2021, source="-", reason="-")
PROCEDURES = [("MA", 2019), ("MA", 2021), ("RU", 2019), ("RU", 2021)]


def pairs_of(pcts, participants=(None,) * 4, **columns) -> pd.DataFrame:
    """Return the two pairs of a school, МА and РУ of grade 6."""
    drawn = [(s, y, pct, n) for (s, y), pct, n in zip(PROCEDURES, pcts, participants, strict=True)]
    return dynamics.result_pairs(results_of(drawn).assign(**columns), TWO_YEARS)


@pytest.mark.slow
@given(st.lists(st.integers(0, 100), min_size=4, max_size=4), st.integers(0, 3))
def test_the_rounding_bound_counts_printed_shares_other_than_0(pcts, decimals):
    pairs = pairs_of(pcts, fail_decimals=decimals)
    assert dynamics.rounding_bound_pp(pairs) == pytest.approx(sum(pct != 0 for pct in pcts) * 0.5 / 10**decimals / 2)


@pytest.mark.parametrize(
    ("pcts", "participants", "known", "bound"),
    [
        ((25, 20, 30, 30), (20, 20, 20, 20), (5, 4, 6, 6), 0),
        ((25, 20, 30, 30), (20, 20, 181, 20), (5, 4, None, 6), 0.5 * 201 / 241),
        ((0, 20, 0, 20), (199, 20, 20, 20), (None, 4, None, 4), 0),
        ((0, 20, 0, 20), (200, 20, 20, 20), (None, 4, 0, 4), 0.5 * 220 / 260),
    ],
)
def test_known_counts_carry_no_rounding_and_a_0_of_many_does(pcts, participants, known, bound):
    pairs = pairs_of(pcts, participants, n_failed=known, fail_decimals=0)
    assert dynamics.rounding_bound_pp(pairs) == pytest.approx(bound)


def school_dynamics_of(pcts, participants=(None,) * 4, **columns) -> pd.Series:
    """Return the row «all» of the one school."""
    drawn = [(s, y, pct, n) for (s, y), pct, n in zip(PROCEDURES, pcts, participants, strict=True)]
    readings = pd.DataFrame(columns=["school_id", "school", "variant", *PROCEDURE_KEY, "fail_pct", "reading"])
    schools = pd.DataFrame([{"school_id": "a", "school": "А"}])
    results = results_of(drawn).assign(attempt=1, **columns)
    made = dynamics.school_dynamics(results, readings, schools, TWO_YEARS, PARAMS.programme.period)
    return made.set_index("scope").loc["all"]


@pytest.mark.parametrize(
    ("pcts", "participants", "known", "positive", "why"),
    every_case(
        2,
        [
            ((50, 25, 50, 25), (200,) * 4, (100, 50, 100, 50), True, None),
            ((25, 20, 30, 25), (20,) * 4, (5, 4, 6, 5), True, "within_chance"),
            ((25, 40, 30, 60), (100,) * 4, (25, 40, 30, 60), False, None),
            ((20, 25, 20, 30), (20,) * 4, (4, 5, 4, 6), False, "within_chance"),
            ((20, 20, 20, 20), (20,) * 4, (4, 4, 4, 4), False, "within_rounding"),
            ((50, 25, 50, 25), (200, 200, 200, None), (100, 50, 100, None), True, None),
            ((25, 20, 30, 25), (20, 20, 20, None), (5, 4, 6, None), True, None),
            ((20, 20, 21, 20), (20, 20, 20, None), (4, 4, None, None), True, "within_rounding"),
            ((0, 0, 0, 0), (20,) * 4, (0, 0, 0, 0), False, "within_rounding"),
        ],
    ),
)
def test_firm_is_what_neither_rounding_nor_chance_makes(pcts, participants, known, positive, why):
    row = school_dynamics_of(pcts, participants, n_failed=known, fail_decimals=0)
    assert (row["positive"], row["firm"]) == (positive, why is None)
    assert (None if pd.isna(row["why_not_firm"]) else row["why_not_firm"]) == why


@pytest.mark.slow
def test_the_interval_of_a_school_leaves_out_0_just_where_its_change_is_firm():
    for fell in range(0, 40, 8):
        known = (40, 40 - fell, 40, 40 - fell)
        row = school_dynamics_of(tuple(known), (100,) * 4, n_failed=known, fail_decimals=0)
        results = results_of([(s, y, k, 100) for (s, y), k in zip(PROCEDURES, known, strict=True)])
        (support,) = dynamics.supported_by_school(results.assign(n_failed=known), TWO_YEARS).to_dict("records")
        assert row["firm"] == (support["mean_high_pp"] < 0)
        assert support["mean_low_pp"] <= support["mean_pp"] == -fell <= support["mean_high_pp"]

"""METHODS 6: dynamics: comparability, firmness, weights, the programme's period."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.analysis.results import dynamics
from shnor_lib.ground.params import Dynamics
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
    assert dynamics.obtained_on(2020, "autumn") == date(2020, 9, 1)


def results_of(drawn) -> pd.DataFrame:
    rows = [
        {"assessment": "VPR", "subject": subject, "grade": 6, "school_year": year, "fail_pct": pct, "n_participants": n}
        for subject, year, pct, n in drawn
    ]
    return pd.DataFrame(rows).assign(
        school_id="a", school="А", level=None, season=None, counted=True, doubtful=False, reading="as_read"
    )


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


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_the_rounding_bound_counts_non_zero_whole_percentages(pcts):
    procedures = [("MA", 2019), ("MA", 2021), ("RU", 2019), ("RU", 2021)]
    drawn = [(s, y, pct, None) for (s, y), pct in zip(procedures, pcts, strict=True)]
    pairs = dynamics.result_pairs(results_of(drawn), Dynamics(from_year=2019, to_year=2021, source="-", reason="-"))
    assert dynamics.rounding_bound_pp(pairs) == pytest.approx(sum(pct != 0 for pct in pcts) * 0.5 / 2)

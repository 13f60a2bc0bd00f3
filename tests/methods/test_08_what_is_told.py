"""METHODS 8: what is told of a programme, and when nothing is told."""

import numpy as np
import pandas as pd
import pytest

from shnor_lib.analysis.certainty.expected_change import (
    expectation_table,
    foreseen,
    forms_of_dynamics,
    school_expectation,
    target_by_itself,
)
from shnor_lib.analysis.certainty.three_years import known_cells, schools_compared
from shnor_lib.analysis.statistics.formal_target import rounded_to_tens
from shnor_lib.ground.params import Expectation
from shnor_lib.presentation.statements.expected import expected_text
from tests.support.depth import every_case
from tests.support.programme_2022 import params_2022, shipped_edition
from tests.support.report_editions import as_issued

YEARS = (2019, 2021, 2022)


def criteria_and_dynamics(later=2022):
    params = params_2022()
    return params.criteria, params.dynamics.model_copy(update={"from_year": 2021, "to_year": later})


def okrug(schools=20, listed=5, years=YEARS, seed=1, participants=True):
    """Return roster and results: the first schools are weak and listed."""
    rng = np.random.default_rng(seed)
    roster = pd.DataFrame(
        {
            "school_id": [f"s{place:02}" for place in range(schools)],
            "school": [f"МБОУ «Школа {place} СОШ»" for place in range(schools)],
            "listed": [place < listed for place in range(schools)],
        }
    )
    rows = [
        {
            "school_id": school.school_id,
            "school": school.school,
            "assessment": "VPR",
            "level": "",
            "subject": subject,
            "grade": grade,
            "school_year": year,
            "season": "spring",
            "attempt": 1,
            "n_participants": 20 if participants else None,
            "n_failed": (failed := int(rng.binomial(20, 0.4 if school.listed else 0.12))),
            "fail_pct": 5.0 * failed,
            "counted": True,
            "reading": "as_read",
            "doubtful": False,
        }
        for school in roster.itertuples()
        for year in years
        for subject in ("MA", "RU")
        for grade in (5, 6, 7, 8)
    ]
    results = pd.DataFrame(rows)
    if not participants:
        results["n_failed"] = None
    return roster, results.convert_dtypes()


def told(roster, results, later=2022, region=None):
    criteria, dynamics = criteria_and_dynamics(later)
    return foreseen(results, pd.DataFrame() if region is None else region, roster, criteria, dynamics)


def region_of(results, codes):
    """Return the results of these schools as a region's."""
    own = results[results["school_id"].isin(codes)]
    return own.rename(columns={"school_id": "region_school_id"})


@pytest.mark.parametrize(
    ("changes", "reason"),
    every_case(
        3,
        [
            ({"listed": 0}, "no_list"),
            ({"participants": False}, "no_participants"),
            ({"years": (2019, 2021)}, "no_later_results"),
            ({"schools": 14}, "few_schools"),
            ({"listed": 2}, "few_of_programme"),
            ({"schools": 16, "listed": 11}, "few_outside"),
            ({}, ""),
            ({"schools": 15, "listed": 9}, ""),
        ],
    ),
)
def test_when_nothing_can_be_told(changes, reason):
    asked = told(*okrug(**changes))
    table = expectation_table(asked)
    assert asked.refusal == reason
    assert list(table["reason"].dropna()) == ([reason] if reason else [])
    assert (table["verdict"] == "refused").all() == bool(reason)
    assert len(school_expectation(asked, okrug(**changes)[0])) == (0 if reason else changes.get("schools", 20))


def test_a_later_year_is_later_than_the_selection():
    assert told(*okrug(), later=2021).refusal == "no_later_year"


def test_no_results_at_all():
    roster, results = okrug()
    assert told(roster, results.iloc[:0]).refusal == "no_results"


def test_groups_are_all_procedures_and_each_subject():
    table = expectation_table(told(*okrug()))
    assert list(table["group"]) == ["all", "RU", "MA"]
    assert list(table["cells"]) == [40, 20, 20]


def test_one_subject_is_no_group_of_its_own():
    roster, results = okrug()
    assert list(expectation_table(told(roster, results[results["subject"] == "MA"]))["group"]) == ["all"]


def test_schools_of_the_region_stand_outside_and_have_no_name():
    roster, results = okrug(schools=30)
    here = roster["school_id"] < "s12"
    own, region = results[results["school_id"] < "s12"], region_of(results, roster.loc[~here, "school_id"])
    assert told(roster[here], own).refusal == "few_schools"
    asked = told(roster[here], own, region=region)
    of_schools = school_expectation(asked, roster[here])
    assert not asked.refusal
    assert of_schools["of_region"].sum() == 18
    assert of_schools.loc[of_schools["of_region"].astype(bool), "school"].isna().all()
    # Whose schools they are changes nothing: the same numbers as if all were of one okrug.
    whole = expectation_table(told(roster, results))
    assert expectation_table(asked)["excess_pp"].to_list() == pytest.approx(whole["excess_pp"].to_list())


def test_results_that_do_not_count_are_not_looked_at():
    roster, results = okrug()
    extra = results[results["school_year"] == 2022].assign(n_participants=90, n_failed=90, fail_pct=100.0)
    whole = pd.concat([results, extra.assign(attempt=2), extra.assign(assessment="MKR", counted=False)])
    pd.testing.assert_frame_equal(expectation_table(told(roster, whole)), expectation_table(told(roster, results)))


def test_a_school_without_results_in_the_later_year_is_left_out():
    roster, results = okrug()
    gone = results[(results["school_id"] != "s19") | (results["school_year"] < 2022)]
    criteria, dynamics = criteria_and_dynamics()
    own = schools_compared(known_cells(gone, pd.DataFrame(), criteria), roster, criteria, dynamics)
    assert "s19" not in own.school_ids
    assert len(own.school_ids) == 19


def forms_of(roster, positive, high, change):
    listed = roster.assign(change=change)
    dynamics = roster.assign(scope="all", positive=positive, change_pp=-1.0)
    support = roster.assign(mean_high_pp=high)
    beyond = pd.DataFrame({"school_id": ["s00", "s01"], "beyond": pd.array([True, None], dtype="boolean")})
    return forms_of_dynamics(beyond, dynamics, support, listed)


def test_four_forms_and_what_is_not_known_of_them():
    roster, _ = okrug(schools=3, listed=3)
    forms = forms_of(roster, [True, False, None], [-0.1, 0.0, np.nan], ["leaves", "stays", "open"])
    for name, answers in {
        "formal": [True, False, None],
        "beyond_chance": [True, False, None],
        "beyond_expectation": [True, None, None],
        "would_leave": [True, False, None],
    }.items():
        assert [None if pd.isna(one) else bool(one) for one in forms[name]] == answers, name


def targets(target=40.0, way="schools_improved", goal=None):
    return pd.DataFrame({"id": ["И7"], "way": [way], "target": [target], "goal": [goal]})


def alone(roster, results, frame=None):
    _, dynamics = criteria_and_dynamics()
    return target_by_itself(told(roster, results), results, roster, dynamics, targets() if frame is None else frame)


@pytest.mark.parametrize(("target", "needed"), every_case(3, [(40.0, 2), (40.1, 3), (100.0, 5), (0.5, 1), (60.0, 3)]))
def test_how_many_schools_a_target_needs(target, needed):
    (row,) = alone(*okrug(), targets(target)).to_dict("records")
    assert (row["listed"], row["needed"]) == (5, needed)


@pytest.mark.slow
def test_chances_fall_with_the_target_and_are_the_same_each_time():
    chances = [alone(*okrug(), targets(target))["chance_pct"].iloc[0] for target in (20.0, 40.0, 60.0, 100.0)]
    assert chances == sorted(chances, reverse=True)
    assert chances[1] == alone(*okrug())["chance_pct"].iloc[0]


@pytest.mark.parametrize(("years", "least", "most"), [("bad then usual", 95, 100), ("good then usual", 0, 5)])
def test_schools_after_a_bad_year_fall_by_themselves(years, least, most):
    """The previous year is far off what the school is in all others: the next one is likely back."""
    roster, results = okrug()
    listed = results["school_id"].isin(roster.loc[roster["listed"], "school_id"])
    odd = listed & (results["school_year"] == 2021)
    failed = 16 if years == "bad then usual" else 0
    changed = results.assign(
        n_failed=results["n_failed"].mask(odd, failed), fail_pct=results["fail_pct"].mask(odd, 5.0 * failed)
    )
    assert least <= alone(roster, changed)["chance_pct"].iloc[0] <= most


@pytest.mark.parametrize(
    ("frame", "rows"),
    every_case(
        3,
        [
            (targets(), 1),
            (targets(goal="at_least"), 1),
            (targets(goal="at_most"), 0),
            (targets(way="schools_in_programme"), 0),
            (targets(target=None).astype({"target": float}), 0),
        ],
    ),
)
def test_which_indicators_have_such_a_chance(frame, rows):
    assert len(alone(*okrug(), frame)) == rows


def test_pairs_without_participants_leave_the_chance_open():
    roster, results = okrug()
    one = (results["school_id"] == "s00") & (results["school_year"] == 2022) & (results["grade"] == 5)
    results = results.assign(n_participants=results["n_participants"].mask(one), n_failed=results["n_failed"].mask(one))
    (row,) = alone(roster, results).to_dict("records")
    assert row["reason"] == "no_participants"
    assert pd.isna(row["chance_pct"])


@pytest.mark.parametrize(("chance", "tens"), [(0.0, 0), (0.049, 0), (0.05, 10), (0.849, 80), (0.85, 90), (1.0, 100)])
def test_chances_are_printed_to_tens(chance, tens):
    assert rounded_to_tens(chance) == tens


def test_without_participants_only_the_formal_form_and_the_list_are_told(built_2022):
    """METHODS 8: of Приложение 1 (ii), (iii) and N cannot be told, since there are no numbers of participants."""
    edition = as_issued(built_2022)
    forms = edition.forms_of_dynamics
    assert forms["formal"].notna().all()
    assert forms[["beyond_chance", "beyond_expectation"]].isna().all(axis=None)
    (row,) = edition.target_by_itself.to_dict("records")
    assert (row["reason"], row["needed"], row["listed"]) == ("no_participants", 3, 7)
    assert edition.expectation["reason"].to_list() == ["no_participants"]


def test_published_figures_tell_where_nothing_else_does():
    """Barnett's example, chosen above the cut: mean 40, sd 15, cut 60 mirror METHODS' 60, 15, 40."""
    edition = shipped_edition()
    edition.params = edition.params.model_copy(
        update={
            "expectation": Expectation(mean=40, sd=15, correlation=0.5, source="опубликованные данные"),
            "criteria": edition.params.criteria.model_copy(
                update={"low_threshold": edition.params.criteria.low_threshold.model_copy(update={"value": 60.0})}
            ),
        }
    )
    (said,) = (one for one in expected_text(edition).statements if one.id == "dynamics.expected.published")
    assert said.values["move"] == pytest.approx(13.49, abs=5e-3)
    assert "опубликованные данные" in said.text
    assert "на 13,5 п. п." in said.text.replace("\xa0", " ")

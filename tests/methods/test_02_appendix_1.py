"""METHODS 2: what must come out of the programme's Приложение 1, criteria first, then dynamics."""

import pytest

from shnor_lib.analysis.results import classify
from tests.support.programme_2022 import (
    of_school,
    params_2022,
    shipped_edition,
)

PARAMS = params_2022()
CRITERIA = PARAMS.criteria


@pytest.fixture(scope="module")
def edition():
    return shipped_edition()


@pytest.fixture(scope="module")
def uncorrected():
    return shipped_edition(corrected=False)


@pytest.mark.parametrize(
    ("school", "low_before", "low_previous", "criterion_1", "criterion_2"),
    [
        ("Краснинская", 1, 0, False, False),
        ("Ариничевская", 4, 3, True, True),
        ("Демьяновская", 3, 1, False, True),
        ("Панфиловская", 2, 0, False, False),
        ("Подгорновская", 2, 1, False, True),
        ("Свердловская", 1, 0, False, False),
        ("Мирновская", 2, 0, False, False),
    ],
)
def test_the_programmes_schools(edition, school, low_before, low_previous, criterion_1, criterion_2):
    row = of_school(edition.classification, school)
    assert (row["low_before_previous"], row["low_previous"]) == (low_before, low_previous)
    assert (row["criterion_1"], row["criterion_2"]) == (criterion_1, criterion_2)
    assert row["shnor"] == (criterion_1 or criterion_2)
    assert row["standing"] == ("listed_confirmed" if row["shnor"] else "listed_unconfirmed")


@pytest.mark.parametrize(
    ("scope", "subject", "count"), [("VPR", "RU", 2), ("VPR", "MA", 1), ("all", "RU", 3), ("all", "MA", 1)]
)
def test_repeats_by_subject(edition, scope, subject, count):
    repeats = edition.subject_repeats
    assert (repeats[(repeats["scope"] == scope) & (repeats["subject"] == subject)]["repeated"] == True).sum() == count  # noqa: E712


def test_the_alternative_base_year(edition):
    met = edition.base_years[edition.base_years["criterion_1"] == True]  # noqa: E712
    assert (met["base_year"] == 2019).sum() == 5
    assert not met.loc[met["base_year"] == 2019, "school"].str.contains("Краснинская|Свердловская").any()


def test_robust_is_judged_as_if_no_correction_were_recorded(edition):
    robust = edition.classification.set_index("school_id")["robust"]
    assert not robust["lk05"]
    assert robust.drop("lk05").all()


def test_without_the_correction_the_verdict_is_undetermined(uncorrected):
    row = of_school(uncorrected.classification, "Подгорновская")
    assert row["shnor"] is None
    assert row["standing"] == "undetermined"
    assert (row["readings"], row["readings_shnor"]) == (24, 7)
    assert row["why_open"] == "readings_disagree"
    assert "критерий 2 определить нельзя: допустимые прочтения строки дают разные ответы" in row["basis"]


def test_shnor_under_the_readings_that_drop_a_late_value(uncorrected):
    judged = classify.judge_cases(
        classify.admissible_cases(uncorrected.results, uncorrected.readings), CRITERIA
    ).reset_index()
    own = judged[judged["school_id"] == "lk05"].set_index("variant")["shnor"]
    description = uncorrected.readings.groupby("variant")["description"].first()
    first_dropped = description.str.extract(r"№ (\d+)")[0].astype(int)
    last_dropped = description.str.extract(r"№ (\d+)$")[0].astype(int)
    assert set(own.index[own]) == set(last_dropped.index[last_dropped >= 18])
    assert (first_dropped[own[own].index] >= 17).all()


@pytest.mark.parametrize(
    ("kind", "assessment", "subject", "grade_from", "grade_to", "before", "after"),
    [
        ("cohort", "VPR", "MA", 5, 7, 27.7, 16.4),
        ("cohort", "VPR", "MA", 6, 8, 25.0, 11.7),
        ("cohort", "VPR", "RU", 5, 7, 35.1, 21.6),
        ("same_grade", "VPR", "MA", 6, 6, 25.0, 13.6),
        ("same_grade", "VPR", "RU", 6, 6, 32.7, 8.6),
        ("same_grade", "OGE", "MA", 9, 9, 3.0, 14.9),
        ("same_grade", "OGE", "RU", 9, 9, 2.6, 13.9),
    ],
)
def test_unweighted_means(edition, kind, assessment, subject, grade_from, grade_to, before, after):
    means = edition.pair_means
    row = means[
        (means["kind"] == kind)
        & (means["assessment"] == assessment)
        & (means["subject"] == subject)
        & (means["grade_from"] == grade_from)
        & (means["grade_to"] == grade_to)
    ].squeeze()
    assert row["schools"] == 7
    assert (round(row["mean_from_pct"], 1), round(row["mean_to_pct"], 1)) == (before, after)


@pytest.mark.parametrize(
    ("school", "pairs", "before", "after", "positive", "firm"),
    [
        ("Краснинская", 5, 8.60, 9.00, False, False),
        ("Ариничевская", 5, 23.40, 23.80, False, False),
        ("Демьяновская", 4, 16.00, 12.75, True, True),
        ("Панфиловская", 4, 18.00, 3.75, True, True),
        ("Подгорновская", 4, 6.25, 19.50, False, True),
        ("Свердловская", 4, 15.50, 0.00, True, False),
        ("Мирновская", 4, 15.00, 12.00, True, True),
    ],
)
def test_schools_over_all_pairs(edition, school, pairs, before, after, positive, firm):
    row = of_school(edition.school_dynamics, school, scope="all")
    assert (row["pairs"], row["positive"], row["firm"]) == (pairs, positive, firm)
    assert (row["mean_from_pct"], row["mean_to_pct"]) == (pytest.approx(before), pytest.approx(after))


@pytest.mark.parametrize(("scope", "count"), [("all", 4), ("VPR", 6), ("OGE_EGE", 1), ("cohort", 6)])
def test_in_how_many_schools_the_share_fell(edition, scope, count):
    by_school = edition.school_dynamics
    assert (by_school.loc[by_school["scope"] == scope, "positive"] == True).sum() == count  # noqa: E712

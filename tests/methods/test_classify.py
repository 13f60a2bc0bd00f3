"""Criteria, verdicts and their robustness: METHODS' table of Приложение 1 and the laws behind it."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.results import classify
from tests.support.programme_2022 import (
    ROWS,
    WORKBOOK,
    appendix_rows,
    column_of,
    of_school,
    params_2022,
    run_methods,
    write_workbook,
)

PARAMS = params_2022()
CRITERIA = PARAMS.criteria


@pytest.fixture(scope="module")
def edition():
    return run_methods(WORKBOOK, PARAMS.corrections)


@pytest.fixture(scope="module")
def uncorrected():
    return run_methods(WORKBOOK)


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
    assert "Определить нельзя" in row["basis"]


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


@pytest.mark.parametrize(("share", "shnor"), [(29, False), (30, True), (31, True)])
def test_thirty_percent_is_low_and_29_is_not(tmp_path, share, shnor):
    rows = appendix_rows()
    rows[ROWS["Свердловская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = share
    made = run_methods(write_workbook(rows, tmp_path / "Приложение_1.xlsx"))
    row = of_school(made.classification, "Свердловская")
    assert (row["shnor"], row["criterion_1"], row["criterion_2"]) == (shnor, False, shnor)
    assert row["robust"] == (share != 30), "30 may have been 29.5 before rounding"


def test_an_unreadable_value_that_could_matter_leaves_the_verdict_open(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = "#REF!"
    row = of_school(run_methods(write_workbook(rows, tmp_path / "п.xlsx")).classification, "Мирновская")
    assert row["shnor"] is None
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = 9
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР МА 5 2019")] = "#REF!"
    row = of_school(run_methods(write_workbook(rows, tmp_path / "п.xlsx")).classification, "Мирновская")
    assert row["shnor"] is False, "nothing low in the previous year, so the unreadable value cannot matter"


def test_an_unknown_value_is_never_counted_as_not_low(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = "#REF!"
    rows[ROWS["Демьяновская"]][column_of(rows, "ОГЭ МА 2021")] = "#REF!"
    made = run_methods(write_workbook(rows, tmp_path / "п.xlsx"))
    row = of_school(made.classification, "Мирновская")
    assert pd.isna(row["low_previous"])
    assert "низких результатов нет" not in row["basis"].split(";")[0]
    assert "часть результатов неизвестна" in row["basis"], "no reading of the row is to blame"
    row = of_school(made.classification, "Демьяновская")
    assert row["shnor"], "what is known is enough"
    assert "56" in row["basis"]
    assert "часть результатов неизвестна" in row["basis"]


def test_an_unknown_value_in_every_reading_leaves_the_count_open(tmp_path):
    rows = appendix_rows()
    row = rows[ROWS["Подгорновская"]]
    row[1] = row[2] = None
    made = run_methods(write_workbook(rows, tmp_path / "п.xlsx"))
    own = of_school(made.classification, "Подгорновская")
    assert own["readings"] > 1
    assert pd.isna(own["low_before_previous"]), "the empty pair of 2019 may be low in each of them"


@pytest.mark.parametrize(
    ("pct", "participants", "low"),
    [
        (30, None, True),
        (29.99, None, False),
        (29.5, None, False),
        (30.0, 10, True),
        (29.96, 27, False),
        (30.43, 23, True),
    ],
)
def test_counts_decide_where_participants_are_known(pct, participants, low):
    results = pd.DataFrame({"fail_pct": [pct], "n_participants": [participants], "reading": ["as_read"]})
    assert classify.low_results(results, CRITERIA).tolist() == [low]


RESULT = st.tuples(st.sampled_from([2019, 2021]), st.integers(0, 100), st.sampled_from(["as_read", "missing"]))


def cases_of(drawn) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "school_id": "a",
                "school": "А",
                "variant": 1,
                "school_year": year,
                "fail_pct": pct if reading == "as_read" else None,
                "reading": reading,
                "counted": True,
                "n_participants": None,
            }
            for year, pct, reading in drawn
        ]
    )


@settings(max_examples=150)
@given(st.lists(RESULT, min_size=1, max_size=9))
def test_verdicts_equal_a_plain_count(drawn):
    judged = classify.judge_cases(cases_of(drawn), CRITERIA).iloc[0]
    possible = {True, False} if any(r == "missing" for _, _, r in drawn) else set()
    answers = set()
    for fill in possible or {None}:
        low = {2019: 0, 2021: 0}
        for year, pct, reading in drawn:
            low[year] += fill if reading == "missing" else pct >= 30
        answers.add(low[2021] >= 2 or (low[2021] >= 1 and low[2019] >= 1))
    assert classify.agreed(pd.Series([judged["shnor"]])) == (answers.pop() if len(answers) == 1 else None)


@given(st.lists(RESULT, min_size=1, max_size=9), st.integers(0, 8))
def test_a_worse_result_never_takes_a_school_out(drawn, place):
    worse = list(drawn)
    year, _, reading = worse[place % len(worse)]
    worse[place % len(worse)] = (year, 100, reading)
    before, after = (classify.judge_cases(cases_of(d), CRITERIA).iloc[0]["shnor"] for d in (drawn, worse))
    assert not (before is True and after is not True)


@given(st.lists(RESULT, min_size=1, max_size=9), st.randoms())
def test_the_order_of_results_does_not_matter(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    columns = ["criterion_1", "criterion_2", "shnor", "low_previous", "low_before_previous"]
    before, after = (classify.judge_cases(cases_of(d), CRITERIA)[columns] for d in (drawn, shuffled))
    pd.testing.assert_frame_equal(before, after)

"""METHODS 1: low results and ШНОР: thresholds, unknown values, laws of the verdicts."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.results import classify
from tests.support.programme_2022 import (
    ROWS,
    appendix_rows,
    column_of,
    ingest,
    of_school,
    params_2022,
    write_workbook,
)
from tests.support.register_books import PROGRAMME

PARAMS = params_2022()
CRITERIA = PARAMS.criteria
ROSTER = PROGRAMME["schools"]


def classified(rows, folder) -> pd.DataFrame:
    """Return the verdicts on a changed Приложение 1, without a recorded correction."""
    tables = ingest(write_workbook(rows, folder / "Приложение_1.xlsx"))
    return classify.classify_schools(tables.results, tables.readings, ROSTER, CRITERIA)


@pytest.mark.parametrize(("share", "shnor"), [(29, False), (30, True), (31, True)])
def test_thirty_percent_is_low_and_29_is_not(tmp_path, share, shnor):
    rows = appendix_rows()
    rows[ROWS["Свердловская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = share
    row = of_school(classified(rows, tmp_path), "Свердловская")
    assert (row["shnor"], row["criterion_1"], row["criterion_2"]) == (shnor, False, shnor)
    assert row["robust"] == (share != 30), "30 may have been 29.5 before rounding"


def test_an_unreadable_value_that_could_matter_leaves_the_verdict_open(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = "#REF!"
    row = of_school(classified(rows, tmp_path), "Мирновская")
    assert row["shnor"] is None
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = 9
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР МА 5 2019")] = "#REF!"
    row = of_school(classified(rows, tmp_path), "Мирновская")
    assert row["shnor"] is False, "nothing low in the previous year, so the unreadable value cannot matter"


def test_an_unknown_value_is_never_counted_as_not_low(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = "#REF!"
    rows[ROWS["Демьяновская"]][column_of(rows, "ОГЭ МА 2021")] = "#REF!"
    classification = classified(rows, tmp_path)
    row = of_school(classification, "Мирновская")
    assert pd.isna(row["low_previous"])
    assert "низких результатов нет" not in row["basis"].split(";")[0]
    assert "часть результатов неизвестна" in row["basis"], "no reading of the row is to blame"
    row = of_school(classification, "Демьяновская")
    assert row["shnor"], "what is known is enough"
    assert "56" in row["basis"]
    assert "часть результатов неизвестна" in row["basis"]


def test_an_unknown_value_in_every_reading_leaves_the_count_open(tmp_path):
    rows = appendix_rows()
    row = rows[ROWS["Подгорновская"]]
    row[1] = row[2] = None
    classification = classified(rows, tmp_path)
    own = of_school(classification, "Подгорновская")
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


def cases_of(drawn, school_id="a") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "school_id": school_id,
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


def judged_beside(drawn, other) -> pd.DataFrame:
    """Return the verdicts on two schools of one name."""
    return classify.judge_cases(pd.concat([cases_of(drawn), cases_of(other, "b")]), CRITERIA)


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
    before, after = judged_beside(drawn, worse)["shnor"]
    assert not (before is True and after is not True)


@given(st.lists(RESULT, min_size=1, max_size=9), st.randoms())
def test_the_order_of_results_does_not_matter(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    columns = ["criterion_1", "criterion_2", "shnor", "low_previous", "low_before_previous"]
    before, after = (row for _, row in judged_beside(drawn, shuffled)[columns].iterrows())
    pd.testing.assert_series_equal(before, after, check_names=False)

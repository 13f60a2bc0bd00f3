"""METHODS 1: low results and ШНОР: thresholds, unknown values, laws of the verdicts."""

from fractions import Fraction
from functools import cache
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.results import classify
from tests.support.depth import every_case, examples
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


@pytest.mark.parametrize(("share", "shnor"), every_case(3, [(29, False), (30, True), (31, True)]))
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


@pytest.mark.slow
def test_an_unknown_value_is_never_counted_as_not_low(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = "#REF!"
    rows[ROWS["Демьяновская"]][column_of(rows, "ОГЭ МА 2021")] = "#REF!"
    classification = classified(rows, tmp_path)
    row = of_school(classification, "Мирновская")
    assert pd.isna(row["low_previous"])
    assert "низких результатов нет" not in row["basis"].split(";")[0]
    assert "ячейки пусты или не прочитаны" in row["basis"], "no reading of the row is to blame"
    row = of_school(classification, "Демьяновская")
    assert row["shnor"], "what is known is enough"
    assert "56" in row["basis"]
    assert "низких 1 из\u00a06 известных" in row["basis"]


def test_an_unknown_value_in_every_reading_leaves_the_count_open(tmp_path):
    rows = appendix_rows()
    row = rows[ROWS["Подгорновская"]]
    row[1] = row[2] = None
    classification = classified(rows, tmp_path)
    own = of_school(classification, "Подгорновская")
    assert own["readings"] > 1
    assert pd.isna(own["low_before_previous"]), "the empty pair of 2019 may be low in each of them"


@pytest.mark.parametrize(
    ("pct", "participants", "decimals", "low", "robust"),
    [
        (30, None, 0, True, False),
        (29, None, 0, False, True),
        (31, None, 0, True, True),
        (30.0, None, 2, True, False),
        (29.99, None, 2, False, True),
        (29.995, None, 3, False, True),
        (30.0, 10, 1, True, True),
        (30, 181, 0, True, False),
        (30, 200, 0, True, False),
        (29, 200, 0, False, True),
        (30, 101, 0, False, False),
        (25, 20, 0, False, True),
        (30.43, 23, 2, True, True),
        (29.96, 27, 2, False, False),
        (46, 11, 0, True, True),
        (34, 11, 0, True, False),
    ],
)
def test_a_known_count_decides_else_the_printed_share(pct, participants, decimals, low, robust):
    results = cases_of([(2021, pct, participants, decimals, "as_read")])
    assert classify.low_results(results, CRITERIA).tolist() == [low]
    assert classify.low_results(results, CRITERIA, rounding=True).isna().tolist() == [not robust]


def test_a_table_without_the_columns_of_counts_is_judged_by_its_shares():
    results = pd.DataFrame({"fail_pct": [30.0, 29.0, None], "reading": ["as_read", "as_read", "missing"]})
    assert classify.low_results(results, CRITERIA).tolist() == [True, False, pd.NA]
    assert classify.on_rounding_border(results, CRITERIA).tolist() == [True, False, False]


YEARS = st.sampled_from([2019, 2021])
SHARE = st.one_of(st.integers(0, 100), st.integers(27, 33))
RESULT = st.tuples(
    YEARS, SHARE, st.sampled_from([None, 7, 20, 101, 181, 200]), st.just(0), st.sampled_from(["as_read", "missing"])
)


@cache
def counts_of(pct, n, decimals) -> list[int]:
    """Return every number of pupils that agrees with a printed share."""
    if not n:
        return []
    return [k for k in range(n + 1) if abs(Fraction(100 * k, n) - Fraction(str(pct))) <= Fraction(1, 2 * 10**decimals)]


def cases_of(drawn, school_id="a") -> pd.DataFrame:
    rows = []
    for year, pct, n, decimals, reading in drawn:
        counts = counts_of(pct, n, decimals) if reading == "as_read" else []
        rows.append(
            {
                "school_id": school_id,
                "school": "А",
                "variant": 1,
                "school_year": year,
                "fail_pct": pct if reading == "as_read" else None,
                "reading": reading,
                "counted": True,
                "n_participants": n,
                "n_failed": counts[0] if len(counts) == 1 else None,
                "failed_least": min(counts, default=None),
                "failed_most": max(counts, default=None),
                "fail_decimals": decimals,
            }
        )
    return pd.DataFrame(rows)


def judged_beside(drawn, other) -> pd.DataFrame:
    """Return the verdicts on two schools of one name."""
    return classify.judge_cases(pd.concat([cases_of(drawn), cases_of(other, "b")]), CRITERIA)


def may_be_low(result, *, rounding: bool) -> set[bool]:
    """Return the answers that one result leaves open, by plain reasoning."""
    _, pct, n, decimals, reading = result
    if reading == "missing":
        return {True, False}
    counts, by_share = counts_of(pct, n, decimals), pct >= 30
    answers = {100 * counts[0] >= 30 * n} if len(counts) == 1 else {by_share}
    if not rounding:
        return answers
    step = 0.5 / 10**decimals
    if counts:
        return answers | {100 * k >= 30 * n for k in counts} | {by_share}
    if n is None:
        return {pct + step >= 30, pct - step >= 30}
    return {True, False} if abs(pct - 30) <= step + 100 / n else answers


def verdicts_of(drawn, *, rounding: bool) -> set[bool]:
    """Return every verdict that the results leave open: each combination of what they may be is tried."""
    answers = set()
    for filled in product(*(may_be_low(result, rounding=rounding) for result in drawn)):
        pairs = list(zip(drawn, filled, strict=True))
        low = {year: sum(is_low for result, is_low in pairs if result[0] == year) for year in (2019, 2021)}
        known = {year for year, *_, reading in drawn if reading == "as_read"}
        # Of a year without a known result any number may have been low.
        for previous, before in product(*({low[year]} if year in known else {0, 9} for year in (2021, 2019))):
            answers.add(previous >= 2 or (previous >= 1 and before >= 1))
    return answers


@settings(max_examples=examples(20))
@given(st.lists(RESULT, min_size=1, max_size=7))
def test_verdicts_equal_those_of_trying_every_combination(drawn):
    for rounding in (False, True):
        judged = classify.judge_cases(cases_of(drawn), CRITERIA, rounding=rounding).iloc[0]
        answers = verdicts_of(drawn, rounding=rounding)
        assert classify.agreed(pd.Series([judged["shnor"]])) == (answers.pop() if len(answers) == 1 else None)


@settings(max_examples=examples(15))
@given(st.lists(RESULT, min_size=1, max_size=9), st.integers(0, 8))
def test_a_worse_result_never_takes_a_school_out(drawn, place):
    worse = list(drawn)
    year, _, n, decimals, reading = worse[place % len(worse)]
    worse[place % len(worse)] = (year, 100, n, decimals, reading)
    before, after = judged_beside(drawn, worse)["shnor"]
    assert not (before is True and after is not True)


@settings(max_examples=examples(15))
@given(st.lists(RESULT, min_size=1, max_size=9), st.randoms())
def test_the_order_of_results_does_not_matter(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    columns = ["criterion_1", "criterion_2", "shnor", "low_previous", "low_before_previous"]
    before, after = (row for _, row in judged_beside(drawn, shuffled)[columns].iterrows())
    pd.testing.assert_series_equal(before, after, check_names=False)


LOW, FINE, BLANK = (60, None, 0, "as_read"), (5, None, 0, "as_read"), (None, None, 0, "missing")


@pytest.mark.parametrize(
    ("previous", "before", "criteria", "shnor", "why"),
    every_case(
        3,
        [
            ([], [LOW], (None, None), None, "no_results"),
            ([], [FINE], (None, False), None, "no_results"),
            ([LOW], [], (False, None), None, "no_results"),
            ([LOW, LOW], [], (True, None), True, None),
            ([FINE], [], (False, False), False, None),
            ([], [], (None, None), None, "no_results"),
            ([BLANK], [LOW], (None, None), None, "cells_empty"),
            ([FINE, BLANK], [LOW], (False, None), None, "cells_empty"),
            ([FINE, BLANK], [FINE], (False, False), False, None),
            ([FINE, BLANK, BLANK], [FINE], (None, False), None, "cells_empty"),
            ([LOW, BLANK], [FINE], (None, False), None, "cells_empty"),
            ([LOW, BLANK], [FINE, BLANK], (None, None), None, "cells_empty"),
        ],
    ),
)
def test_no_data_is_no_verdict(previous, before, criteria, shnor, why):
    drawn = [(year, *result) for year, own in ((2021, previous), (2019, before)) for result in own]
    row = classified_of(drawn)
    assert (row["criterion_1"], row["criterion_2"]) == criteria
    assert (row["shnor"], row["why_open"]) == (shnor, why)
    assert row["robust"] == (shnor is not None)
    for own, words in zip((previous, before), row["basis"].split("учебный год: ")[1:], strict=True):
        assert words.startswith("результатов нет") == (not own)
        assert ("низких результатов нет" in words) == (own == [FINE])
        assert ("неизвест" in words) == (BLANK in own)


def classified_of(drawn, **changes) -> pd.Series:
    """Return the verdict on one school with these results; one without any has a procedure that was not held."""
    rows = cases_of([*drawn, (2021, None, None, 0, "not_held")]).drop(columns="variant")
    rows = of_one_subject(rows).assign(**{"source_cell": "B2", **changes})
    schools = pd.DataFrame([{"school_id": "a", "school": "А", "kind": "СОШ", "listed": True}])
    return classify.classify_schools(rows, NO_READINGS, schools, CRITERIA).iloc[0]


def of_one_subject(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as ВПР in Russian of grades that differ."""
    return rows.assign(assessment="VPR", level=None, subject="RU", grade=range(5, 5 + len(rows)), attempt=1)


NO_READINGS = pd.DataFrame(columns=["school_id", "school", "variant", *classify.PROCEDURE_KEY, "fail_pct", "reading"])


@pytest.mark.parametrize(
    ("result", "cell", "why", "words"),
    every_case(
        3,
        [
            (BLANK, "B2", "cells_empty", "ячейки пусты или не прочитаны"),
            (BLANK, None, "row_missing", "строка школы в таблицах не найдена"),
            ((None, None, 0, "ambiguous"), "B2", "ambiguous", "значения нельзя прочесть однозначно"),
        ],
    ),
)
def test_the_reason_of_an_open_verdict_is_what_is_true(result, cell, why, words):
    row = classified_of([(2021, *LOW), (2021, *result), (2019, *FINE)], source_cell=cell)
    assert (row["why_open"], row["shnor"]) == (why, None)
    assert f"критерий 1 определить нельзя: {words}" in row["basis"]
    assert "1 из\u00a01 известных (ВПР" in row["basis"]


def test_a_verdict_that_rounding_turns_says_rounding():
    row = classified_of([(2021, 30, 181, 0, "as_read"), (2021, 30, 200, 0, "as_read"), (2019, *FINE)])
    assert (row["criterion_1"], row["shnor"], row["robust"], row["why_open"]) == (True, True, False, "rounding")


def test_a_base_year_without_results_is_not_judged():
    rows = cases_of([(2021, *FINE)]).drop(columns="variant")
    schools = pd.DataFrame([{"school_id": "a", "school": "А"}])
    years = CRITERIA.model_copy(update={"years": CRITERIA.years.model_copy(update={"alternative_previous": 2019})})
    base = classify.base_years(rows, schools, years).set_index("base_year")
    assert (base.loc[2021, "criterion_1"], base.loc[2019, "criterion_1"]) == (False, None)
    assert pd.isna(base.loc[2019, "low"])


@pytest.mark.parametrize(
    ("drawn", "repeated"),
    [
        ([(2021, *LOW), (2019, *LOW)], True),
        ([(2021, *LOW)], None),
        ([(2021, *FINE)], False),
        ([(2021, *LOW), (2019, *BLANK)], None),
    ],
)
def test_a_subject_is_not_called_unrepeated_for_want_of_a_year(drawn, repeated):
    rows = cases_of(drawn).drop(columns="variant")
    rows = of_one_subject(rows)
    schools = pd.DataFrame([{"school_id": "a", "school": "А"}])
    repeats = classify.subject_repeats(rows, NO_READINGS, schools, CRITERIA)
    assert repeats["repeated"].tolist() == [repeated] * 2

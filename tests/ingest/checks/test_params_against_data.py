"""Params against data: years without results, results that params ignore, statements that the roster contradicts."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.params import Claims
from shnor_lib.ingest.checks.params_against_data import params_against_data, years_with_results
from shnor_lib.ingest.rules import IngestRules, StatedByParams
from tests.support.programme_2022 import params_2022

KEYS = ("criteria: years: previous", "criteria: years: before_previous", "dynamics: from", "dynamics: to")


def stated(previous=2023, before=2022, start=2022, end=2023, claims=None, alternative=None):
    years = dict(zip(KEYS, (previous, before, start, end), strict=True))
    if alternative:
        years["criteria: years: alternative_previous"] = alternative
    return StatedByParams("params/2023.yml", years, claims)


def results(*years, counted=True, fail=10.0, subject="RU"):
    rows = [
        {"school_id": f"s{n}", "school_year": year, "counted": counted, "fail_pct": fail, "subject": subject}
        for year in years
        for n in range(3)
    ]
    columns = ["school_id", "school_year", "counted", "fail_pct", "subject"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"fail_pct": "Float64", "school_year": "Int64"})


def schools(listed=3, other=2):
    return pd.DataFrame(
        {"school_id": [f"s{n}" for n in range(listed + other)], "listed": [True] * listed + [False] * other}
    )


def complaints(stated_by, held, roster=None):
    found = params_against_data(stated_by, schools() if roster is None else roster, held)
    return [finding for finding in found if finding.result == "complaint"]


def test_params_that_fit_pass_each_check():
    found = params_against_data(stated(), schools(), results(2022, 2023))
    assert [(f.check, f.result) for f in found] == [("params_year_empty", "passed"), ("params_year_newer", "passed")]


def test_a_year_without_results_names_its_keys_and_the_years_that_there_are():
    (finding,) = complaints(stated(), results(2023))
    assert (finding.severity, finding.check, finding.file) == ("error", "params_year_empty", "params/2023.yml")
    assert finding.cell == "criteria: years: before_previous; dynamics: from"
    message = finding.message.replace("\u00a0", " ")
    assert "2021/22 учебный год (criteria: years: before_previous: 2022 и dynamics: from: 2022)" in message
    assert message.endswith("Данные есть за 2022/23.")
    assert "Добавьте файлы за 2021/22" in finding.what_to_do


@pytest.mark.parametrize(
    "held",
    [
        results(2023).iloc[:0],
        results(2022, 2023, fail=None),  # cells are there, all of them blank or dashed
        results(2022, 2023, counted=False),  # procedures that criteria and dynamics never look at
    ],
)
def test_what_no_verdict_rests_on_is_no_data(held):
    assert years_with_results(held) == []
    found = complaints(stated(), held)
    assert [finding.check for finding in found] == ["params_year_empty"] * 2
    assert all("нет ни за один год" in finding.message for finding in found)


def test_newer_results_than_params_look_at_are_an_error_with_what_to_write():
    (finding,) = complaints(stated(2021, 2019, 2019, 2021), results(2019, 2021, 2023, 2024))
    message = finding.message.replace("\u00a0", " ")
    assert (finding.severity, finding.check) == ("error", "params_year_newer")
    assert finding.cell == "criteria: years: previous; dynamics: to"
    assert "Есть данные за 2022/23 и 2023/24, а параметры смотрят не дальше 2020/21 учебного года" in message
    assert "dynamics: from: 2023, to: 2024" in finding.what_to_do
    assert "previous: 2024, before_previous: 2023" in finding.what_to_do


def test_what_the_advice_says_is_accepted():
    """Dynamics of the two newest years, or an alternative base year: either way the newest year is looked at."""
    held = results(2021, 2022, 2023)
    assert complaints(stated(2022, 2021, 2021, 2022), held)
    assert not complaints(stated(2022, 2021, 2022, 2023), held)
    assert not complaints(stated(2022, 2021, 2021, 2022, alternative=2023), held)


def test_an_empty_alternative_year_is_found_too():
    (finding,) = complaints(stated(alternative=2021), results(2022, 2023))
    assert finding.cell == "criteria: years: alternative_previous"


def claims(listed=3, repeated=1, subject="RU"):
    return Claims.model_validate(
        {
            "listed": {"schools": listed, "quote": "отнесены школы"},
            "repeated": [{"subject": subject, "schools": repeated, "quote": "повторно"}],
            "source": "Программа, раздел I",
        }
    )


@pytest.mark.parametrize(
    ("said", "cell", "words"),
    [
        (claims(), None, ""),
        (
            claims(listed=5),
            "programme: claims: listed: schools",
            "школ с низкими результатами: 5, а в списке школ их 3",
        ),
        (claims(repeated=4), "programme: claims: repeated: 1: schools", "названо 4, а в списке школ ШНОР всего 3"),
        (claims(subject="PH"), "programme: claims: repeated: 1: subject", "за 2021/22 и 2022/23 результатов"),
    ],
)
def test_statements_of_the_programme_are_held_against_roster_and_results(said, cell, words):
    found = complaints(stated(claims=said), results(2022, 2023))
    assert [finding.cell for finding in found] == ([cell] if cell else [])
    assert all(words in f.message and f.severity == "error" and f.what_to_do for f in found)


def test_the_rules_of_params_state_every_year_by_its_key():
    params = params_2022()
    rules = IngestRules.of(params, "params/2022.yml")
    assert rules.stated.years == {
        "criteria: years: previous": 2021,
        "criteria: years: before_previous": 2019,
        "criteria: years: alternative_previous": 2019,
        "dynamics: from": 2019,
        "dynamics: to": 2021,
    }
    assert (rules.required, rules.corrections) == (params.data.required, params.corrections)


YEARS = st.sets(st.integers(2018, 2026), max_size=5)


@given(
    held=YEARS,
    previous=st.integers(2020, 2026),
    gap=st.integers(1, 3),
    start=st.integers(2018, 2024),
    alternative=YEARS,
)
def test_every_year_is_either_there_or_told_and_the_newest_is_never_passed_over(
    held, previous, gap, start, alternative
):
    """A twin in plain sets: what params name and data lack is told once each; later data are told once."""
    says = stated(previous, previous - gap, start, start + gap, alternative=max(alternative, default=None))
    named = set(says.years.values())
    found = complaints(says, results(*sorted(held)))
    empty = [finding for finding in found if finding.check == "params_year_empty"]
    told = {
        year
        for finding in empty
        for year in named
        if f": {year})" in finding.message or f": {year} и" in finding.message
    }
    assert told == named - held and len(empty) == len(named - held)
    newer = [finding for finding in found if finding.check == "params_year_newer"]
    assert len(newer) == bool(held and max(held) > max(named))
    assert not (newer and not any(f"to: {max(held)}" in finding.what_to_do for finding in newer))


# The beginning of the programme


def within(start, previous, *held):
    """Return what is said of the criteria's years where the programme began on a day; the data hold some years."""
    own = stated(previous, previous - 1, held[-1] - 1, held[-1])
    found = params_against_data(StatedByParams(own.file, own.years, None, start), schools(), results(*held))
    return [finding for finding in found if finding.check == "params_year_within"]


@pytest.mark.parametrize(
    ("start", "previous", "proposed"),
    [
        (date(2023, 9, 1), 2024, "previous: 2023, before_previous: 2022, alternative_previous: 2024"),
        (date(2023, 1, 10), 2024, "previous: 2022, before_previous: 2021, alternative_previous: 2024"),
        (date(2023, 1, 10), 2023, "previous: 2022, before_previous: 2021, alternative_previous: 2024"),
        (date(2022, 8, 31), 2024, "previous: 2021, before_previous: 2020, alternative_previous: 2024"),
        (date(2020, 9, 1), 2024, "2019/20"),
        (date(2020, 8, 31), 2024, "2018/19"),
    ],
)
def test_years_that_began_after_the_programme_are_told_with_those_before_it(start, previous, proposed):
    (finding,) = within(start, previous, 2021, 2022, 2023, 2024)
    assert finding.severity == "warning" and finding.result == "complaint"
    assert f"{start:%d.%m.%Y}" in finding.message and f"previous: {previous}" in finding.message
    assert finding.cell == "criteria: years: previous" and finding.file == "params/2023.yml"
    if "previous" in proposed:
        assert ("результатов нет" in finding.message) == ("before_previous: 2020" in proposed)
        assert f"criteria: years: {proposed};" in finding.what_to_do
    else:
        assert "нет" in finding.message and f"Добавьте файлы за {proposed}" in finding.what_to_do


@pytest.mark.parametrize(("start", "previous"), [(date(2024, 9, 1), 2024), (date(2023, 9, 1), 2023)])
def test_years_before_the_programme_pass(start, previous):
    assert [finding.result for finding in within(start, previous, 2022, 2023, 2024)] == ["passed"]


def test_nothing_is_said_of_a_programme_whose_beginning_nobody_told():
    assert within(None, 2024, 2023, 2024) == []

"""Shares, numbers of marks and participants of one row belong together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ingest.checks import shares
from tests.support.check_frames import frame, marked, results_of, row
from tests.support.depth import examples

WHOLE = {"pct_2": 10.0, "pct_3": 40.0, "pct_4": 40.0, "pct_5": 10.0, "fail_pct": 10.0}
ALL = (shares.share_out_of_range, shares.shares_sum, shares.whole_counts, shares.no_participants_but_shares)


PUPILS = st.tuples(*[st.integers(0, 300)] * 4).filter(lambda counts: sum(counts) > 0)


@settings(max_examples=examples(5), deadline=None)
@given(schools=st.lists(PUPILS, min_size=1, max_size=25), decimals=st.sampled_from([2, 3]))
def test_shares_of_real_pupils_pass_every_check(schools, decimals):
    """A sheet of many schools is looked at as fast as a sheet of one."""
    rows = frame(*(marked(*counts, decimals=decimals) for counts in [*schools, (1, 1, 1, 0)]))
    for check in ALL:
        assert results_of(check(rows)) == ["passed"], check.__name__


def test_nothing_to_look_at_is_no_record():
    rows = frame(row(fail_pct=10.0))
    assert shares.shares_sum(rows) == shares.whole_counts(rows) == shares.no_participants_but_shares(rows) == []


@pytest.mark.parametrize(("pct_5", "expected"), [(10.02, "passed"), (10.03, "complaint"), (15.5, "complaint")])
def test_the_sum_may_miss_100_by_rounding_alone(pct_5, expected):
    rows = frame(row(n_participants=None, **{**WHOLE, "pct_5": pct_5}))
    assert results_of(shares.shares_sum(rows)) == [expected]


def test_whole_percentages_may_miss_100_by_two_points():
    whole = {**WHOLE, "pct_5": 12.0}
    assert results_of(shares.shares_sum(frame(row(**whole)))) == ["passed"]
    assert results_of(shares.shares_sum(frame(row(**whole), marked(1, 1, 1, 0)))) == ["complaint"]


def test_the_complaint_stands_at_the_cell_and_says_what_was_done():
    (complaint,) = shares.shares_sum(frame(row("D12", **{**WHOLE, "pct_5": 15.5})))
    assert (complaint.severity, complaint.cell, complaint.sheet) == ("error", "D12", "Лист1")
    assert "105,5" in complaint.message
    assert "«МБОУ «Заречная СОШ»», ВПР" in complaint.message
    assert complaint.message.endswith("Доля «2» взята, как указана.")


def test_twelve_percent_of_twenty_is_no_whole_number_of_pupils():
    rows = frame(row(n_participants=20, pct_2=12.34, pct_3=27.66, pct_4=50.0, pct_5=10.0, fail_pct=12.34))
    (complaint,) = shares.whole_counts(rows)
    assert "«2» — 2,47 участника" in complaint.message


def test_a_wrong_number_of_participants_is_found_though_each_share_is_near_a_whole():
    assert results_of(shares.whole_counts(frame(marked(3, 5, 8, 4, n_participants=21)))) == ["complaint"]


def test_whole_percentages_of_a_large_school_tell_nothing():
    assert shares.whole_counts(frame(marked(30, 50, 80, 47, decimals=0))) == []


def test_shares_without_participants():
    (complaint,) = shares.no_participants_but_shares(frame(row(n_participants=0, **WHOLE)))
    assert complaint.severity == "error"
    assert results_of(shares.no_participants_but_shares(frame(row(n_participants=0, fail_pct=0.0)))) == ["passed"]


@pytest.mark.parametrize("wrong", [-1.0, 100.5])
def test_a_share_out_of_range(wrong):
    assert results_of(shares.share_out_of_range(frame(row(fail_pct=wrong)))) == ["complaint"]


def test_a_sheet_full_of_faults_is_cut_with_the_number_of_the_rest():
    records = shares.shares_sum(frame(*(row(f"D{place}", **{**WHOLE, "pct_5": 60.0}) for place in range(1, 51))))
    assert len(records) == 21
    assert "ещё 30\u00a0строк" in records[-1].message
    assert "D21 … D50" in records[-1].message


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((0.1, 0.4, 0.4, 0.1), "похоже, указаны доли единицы, а не проценты"),
        ((2.0, 8.0, 8.0, 2.0), "похоже, вместо долей указано число отметок"),
        ((10.0, 40.0, 40.0, 15.0), "вместо 100 %. Доля"),
    ],
)
def test_a_likely_cause_of_a_wrong_sum_is_told(given, words):
    wrong = row(n_participants=20, **dict(zip(("pct_2", "pct_3", "pct_4", "pct_5"), given, strict=True)))
    (complaint,) = shares.shares_sum(frame(wrong))
    assert words in complaint.message

"""Rows of several tables about one thing: equal ones are read once, different ones are nobody's value."""

import pandas as pd
import pytest

from shnor_lib.ingest.joining.agreement import Comparison, agreed_rows

COMPARISON = Comparison(("n_participants",), share="fail_pct", count="n_2")


def row(file="а.xlsx", school="s1", n=20, fail=10.0, n_2=None, half=0.005, **more):
    return {
        "school_id": school,
        "n_participants": n,
        "fail_pct": fail,
        "n_2": n_2,
        "half_step_pp": half,
        "who": school,
        "source_file": file,
        "source_sheet": "Л",
        "source_cell": "D9",
        **more,
    }


def agree(*rows, **more):
    frame = pd.DataFrame(list(rows))
    numbers = ["n_participants", "fail_pct", "n_2"]
    return agreed_rows(frame.astype(dict.fromkeys(numbers, float)), ("school_id",), COMPARISON, **more)


def test_rows_of_different_things_stay():
    agreed = agree(row(), row(school="s2"))
    assert len(agreed.rows) == 2 and agreed.findings == [] and agreed.dropped.empty


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ({}, True),
        ({"n": 21}, False),
        ({"n": None}, True),
        ({"fail": 10.01}, True),
        ({"fail": 10.02}, False),
        ({"fail": 10.4, "half": 0.5}, True),
        ({"fail": 10.6, "half": 0.5}, False),
        ({"fail": None}, True),
    ],
)
def test_what_counts_as_equal(other, is_one):
    agreed = agree(row(), row("б.xlsx", **other))
    assert len(agreed.rows) == 1
    assert agreed.contradicted.tolist() == [not is_one]
    assert [(f.severity, f.check, f.file) for f in agreed.findings] == [
        ("note", "file_repeated", "б.xlsx") if is_one else ("error", "table_conflict", "б.xlsx")
    ]
    assert len(agreed.dropped) == (1 if is_one else 2), "of a contradiction both rows are set aside"


@pytest.mark.parametrize(
    ("files", "change", "said", "needless"),
    [
        (("свой", "регион"), {}, [], 1),
        (("регион", "свой"), {}, [], 1),
        (("свой", "регион"), {"n": 21}, ["table_conflict"], 0),
        (("регион", "регион"), {}, ["school_repeated"], 0),
        (("свой", "другой"), {}, ["file_repeated"], 0),
    ],
)
def test_a_file_that_repeats_others_by_its_nature_needs_no_words(files, change, said, needless):
    agreed = agree(row(files[0]), row(files[1], **change), repeats_others=lambda file: file == "регион")
    assert [finding.check for finding in agreed.findings] == said
    assert len(agreed.rows) == 1 and len(agreed.needless) == needless
    assert len(agreed.dropped) == (0 if needless else 2 if change else 1)


def test_known_counts_decide_and_not_the_printed_share():
    assert not agree(row(fail=10.0, n_2=2), row("б.xlsx", fail=11.0, n_2=2)).contradicted.any()


def test_the_row_that_knows_most_stays():
    agreed = agree(row(n=None), row("б.xlsx", n=20, n_2=2), row("в.xlsx"))
    assert agreed.rows["source_file"].tolist() == ["б.xlsx"]


def test_of_equals_the_first_stays():
    assert agree(row("б.xlsx"), row("а.xlsx")).rows["source_file"].tolist() == ["б.xlsx"]


def test_one_that_differs_among_equals_makes_all_of_them_doubtful():
    agreed = agree(row(), row("б.xlsx"), row("в.xlsx", fail=55.0))
    assert agreed.contradicted.tolist() == [True]
    assert {(f.check, f.file) for f in agreed.findings} == {("file_repeated", "б.xlsx"), ("table_conflict", "в.xlsx")}


@pytest.mark.parametrize(("fail", "severity"), [(10.0, "note"), (30.0, "error")])
def test_a_school_twice_in_one_sheet(fail, severity):
    (finding,) = agree(row(), row(fail=fail)).findings
    assert (finding.severity, finding.check, finding.cell) == (severity, "school_repeated", "A9:D9")


def test_held_and_not_held_contradict_each_other():
    assert agree(row(fail=10.0, held=1.0), row("б.xlsx", fail=None, held=0.0)).contradicted.all()


@pytest.mark.parametrize(
    ("one", "two", "differ"), [("spring", "autumn", True), ("spring", "", False), ("", None, False)]
)
def test_seasons_that_both_name_have_to_be_one(one, two, differ):
    assert agree(row(season=one), row("б.xlsx", season=two)).contradicted.tolist() == [differ]


def test_the_severity_of_contradictions_is_the_callers():
    assert agree(row(), row("б.xlsx", n=3), severity="warning").findings[0].severity == "warning"

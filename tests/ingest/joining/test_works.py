"""Works of the centre: several of one subject, grade and year told apart, classes of a school added up."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ingest.joining.group_results import numbered
from shnor_lib.ingest.joining.works import told_works
from shnor_lib.ingest.layouts.raw_rows import RawRows
from tests.support.depth import every_case, examples

WORK = {"assessment": "MKR", "subject": "MA", "grade": 6, "school_year": 2024, "layout": "long_table"}
SOURCE = {"source_file": "МКР.xlsx", "source_sheet": "МКР"}


def rows(*given: dict) -> pd.DataFrame:
    raw = RawRows()
    for place, own in enumerate(given, start=2):
        school, n, failed = own["school"], own.get("n", 20), own.get("failed", 3)
        raw.add(
            **{**WORK, **{name: value for name, value in own.items() if name not in ("school", "n", "failed")}},
            group=school,
            n_participants=n,
            n_2=failed,
            fail_pct=None if failed is None else round(100 * failed / n, 2),
            pct_2=None if failed is None else round(100 * failed / n, 2),
            source_cell=f"G{place}",
            source_cells=f"A{place}:J{place}",
            n_cells=9,
            **SOURCE,
        )
    frame = raw.frame()
    return frame.assign(school_id=frame["group"], school=frame["group"])


def told(*given: dict) -> pd.DataFrame:
    return numbered(told_works(rows(*given)).rows)


@pytest.mark.parametrize(
    ("given", "attempts"),
    every_case(
        3,
        [
            ([{"school": "a"}, {"school": "b"}], [1, 1]),
            # Schools wrote on different days, none of them twice: one work.
            ([{"school": "a", "held_on": "2024-02-14"}, {"school": "b", "held_on": "2024-02-15"}], [1, 1]),
            # One school wrote on both days: two works, the school that missed the first has the second.
            (
                [
                    {"school": "a", "held_on": "2024-05-15"},
                    {"school": "a", "held_on": "2024-02-14"},
                    {"school": "b", "held_on": "2024-05-15"},
                ],
                [2, 1, 2],
            ),
            ([{"school": "a", "work": "2"}, {"school": "a", "work": "1"}, {"school": "b", "work": "10"}], [2, 1, 3]),
            # The number decides, whatever the days; a row without one is of the work of its day.
            (
                [
                    {"school": "a", "work": "1", "held_on": "2024-02-14"},
                    {"school": "b", "work": "1", "held_on": "2024-02-20"},
                    {"school": "b", "work": "2", "held_on": "2024-05-15"},
                    {"school": "c", "held_on": "2024-05-15"},
                ],
                [1, 1, 2, 2],
            ),
            ([{"school": "a", "grade": 5, "held_on": "2024-02-14"}, {"school": "a", "held_on": "2024-05-15"}], [1, 1]),
            ([{"school": "a", "assessment": "VPR", "held_on": "2024-04-14"}, {"school": "a", "work": "2"}], [1, 1]),
        ],
    ),
)
def test_works_are_told_by_number_else_by_day(given: list[dict], attempts: list[int]):
    assert told(*given)["attempt"].tolist() == attempts


def test_classes_are_one_row_that_names_all_their_cells():
    found = told_works(
        rows(
            {"school": "a", "class_letter": "А", "n": 20, "failed": 3},
            {"school": "b"},
            {"school": "a", "class_letter": "Б", "n": 30, "failed": 7},
        )
    )
    own = found.rows[found.rows["school_id"] == "a"]
    assert own[["n_participants", "n_2", "fail_pct", "n_cells"]].values.tolist() == [[50, 10, 20, 18]]
    assert own[["source_cell", "source_cells"]].values.tolist() == [["G2, G4", "A2:J2, A4:J4"]]
    assert found.classes[["class_letter", "n_participants", "n_failed"]].values.tolist() == [["А", 20, 3], ["Б", 30, 7]]


def test_a_class_that_is_not_known_leaves_the_school_unknown():
    own = told({"school": "a", "class_letter": "А"}, {"school": "a", "class_letter": "Б", "failed": None})
    assert len(own) == 1 and own["fail_pct"].isna().all()


def test_a_class_that_stands_twice_with_two_results_is_left_for_the_conflict():
    twice = [{"school": "a", "class_letter": "А", "failed": failed} for failed in (3, 4)]
    assert len(told(*twice)) == 2
    same = told(*[{"school": "a", "class_letter": "А"}] * 2)
    assert same[["n_participants", "n_2"]].values.tolist() == [[20, 3]]


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1)), min_size=1, max_size=6))
@settings(max_examples=examples(20))
def test_no_pupil_and_no_cell_is_lost_in_a_sum(classes):
    given = [
        {"school": "a", "class_letter": letter, "n": n, "failed": int(share * n)}
        for letter, (n, share) in zip("АБВГДЕ", classes, strict=False)
    ]
    (row,) = told(*given).to_dict("records")
    assert (row["n_participants"], row["n_2"]) == (sum(g["n"] for g in given), sum(g["failed"] for g in given))
    assert row["n_cells"] == 9 * len(given)

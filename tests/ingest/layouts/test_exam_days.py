"""Two days of one exam: other pupils on each, one result of the school; later attempts never join it."""

import pandas as pd
import pytest

from shnor_lib.ingest.layouts.exam_days import repeated_days, with_days_joined
from shnor_lib.ingest.layouts.raw_rows import RawRows

FIRST, SECOND, RESERVE = "2021-05-24", "2021-05-25", "2021-06-08"


def rows(*days, **every):
    """Return rows of one school's ОГЭ: (day, attempt, number of «2», «3», «4», «5»)."""
    made = RawRows()
    for day, attempt, *counts in days:
        n = sum(counts)
        made.add(
            **{
                "layout": "exam_protocols",
                "group": "12101",
                "assessment": "OGE",
                "subject": "RU",
                "grade": 9,
                "school_year": 2021,
                "held_on": day,
                "attempt": attempt,
                "n_participants": n,
                **dict(zip(("n_2", "n_3", "n_4", "n_5"), counts, strict=True)),
                **{f"pct_{mark}": round(100 * count / n, 2) for mark, count in zip((2, 3, 4, 5), counts, strict=True)},
                "fail_pct": round(100 * counts[0] / n, 2),
                "source_file": f"{day}.xls",
                "source_sheet": "Page 1",
                "source_cell": "W7:W12",
                "n_cells": 3 * n,
            }
            | every
        )
    return made.frame()


def test_days_of_the_main_period_are_added_up():
    joined = with_days_joined(rows((FIRST, 1, 1, 2, 3, 4), (SECOND, 1, 4, 3, 2, 1)))
    assert len(joined) == 1
    day = joined.iloc[0]
    assert (day.n_participants, day.n_2, day.n_5, day.fail_pct, day.pct_5) == (20, 5, 5, 25, 25)
    assert (day.held_on, day.source_file) == (FIRST, f"{FIRST}.xls; {SECOND}.xls")


def test_later_attempts_are_never_added():
    before = rows((FIRST, 1, 1, 2, 3, 4), (RESERVE, 2, 1, 0, 0, 0))
    pd.testing.assert_frame_equal(with_days_joined(before), before)


def test_a_copy_of_a_day_is_added_once():
    days = rows((FIRST, 1, 1, 2, 3, 4), (SECOND, 1, 4, 3, 2, 1), (SECOND, 1, 4, 3, 2, 1))
    days.loc[2, "source_file"] = "копия.xls"
    assert with_days_joined(days)["n_participants"].tolist() == [20]
    [note] = repeated_days(days)
    assert (note.check, note.severity, note.file) == ("file_repeated", "note", "копия.xls")


def test_different_days_are_no_copies():
    assert repeated_days(rows((FIRST, 1, 1, 2, 3, 4), (SECOND, 1, 1, 2, 3, 4), (RESERVE, 2, 1, 2, 3, 4))) == []


def test_a_day_told_twice_differently_is_left_for_the_conflict():
    before = rows((FIRST, 1, 1, 2, 3, 4), (SECOND, 1, 4, 3, 2, 1), (SECOND, 1, 0, 3, 2, 1))
    pd.testing.assert_frame_equal(with_days_joined(before), before)


def test_what_one_day_does_not_know_the_sum_does_not_know():
    before = rows((FIRST, 1, 1, 2, 3, 4), (SECOND, 1, 4, 3, 2, 1))
    before.loc[1, ["n_2", "n_3", "n_4", "n_5", "fail_pct"]] = None
    day = with_days_joined(before).iloc[0]
    assert day.n_participants == 20
    assert pd.isna(day.n_2) and pd.isna(day.fail_pct) and pd.isna(day.pct_5)


def test_scores_are_weighed_by_participants():
    before = rows((FIRST, 1, 0, 0, 0, 10), (SECOND, 1, 0, 0, 0, 30))
    before["mean_score"] = [40.0, 60.0]
    assert with_days_joined(before)["mean_score"].tolist() == [55]


@pytest.mark.parametrize("layout", ["long_table", "marks_statistics"])
def test_other_layouts_are_left_alone(layout):
    before = rows((FIRST, 1, 1, 2, 3, 4), (SECOND, 1, 4, 3, 2, 1), layout=layout)
    pd.testing.assert_frame_equal(with_days_joined(before), before)

"""Signs of biased marking: they ask, accuse nobody, and say how often chance alone gives them."""

import pandas as pd
import pytest

from shnor_lib.ingest.checks.objectivity import (
    journal_far_from_region,
    jump_at_pass_mark,
    mean_above_region,
    sharp_change,
)
from tests.support.check_frames import background, frame, marked, results_of, row

REGION = background("region", 1500, 4000, 3500, 1000)


def test_a_mean_far_above_the_regions():
    (sign,) = mean_above_region(frame(REGION, marked(0, 0, 2, 18)))
    assert sign.severity == "note"
    assert "4,9 против 3,4" in sign.message.replace("4,90", "4,9").replace("3,40", "3,4")
    assert "По одной случайности" in sign.message
    assert "не вывод о школе" in sign.what_to_do


def test_a_work_that_stands_in_two_forms_is_one_comparison():
    once, twice = (mean_above_region(frame(REGION, *[marked(0, 0, 2, 18)] * copies)) for copies in (1, 2))
    assert [sign.message for sign in once] == [sign.message for sign in twice]


@pytest.mark.parametrize(
    "counts", [(3, 8, 7, 2), (10, 6, 3, 1), (0, 0, 0, 5)], ids=["like the region", "far below", "five pupils"]
)
def test_means_that_say_nothing(counts):
    assert "complaint" not in results_of(mean_above_region(frame(REGION, marked(*counts))))


def test_a_heap_of_threes_without_twos():
    (sign,) = jump_at_pass_mark(frame(REGION, marked(0, 30, 3, 2)))
    assert "«2»: 0, «3»: 30" in sign.message
    assert results_of(jump_at_pass_mark(frame(REGION, marked(6, 15, 10, 3)))) == ["passed"]
    assert jump_at_pass_mark(frame(REGION, marked(0, 3, 20, 7))) == []


def test_without_a_region_nothing_is_compared():
    rows = frame(marked(0, 30, 3, 2))
    assert mean_above_region(rows) == jump_at_pass_mark(rows) == []


def journal_row(kind, lowered, confirmed, raised):
    school = {"school_id": "s1", "school": "МБОУ «Заречная СОШ»"} if kind == "school" else {"school_id": ""}
    return row(kind=kind, n_lowered=lowered, n_confirmed=confirmed, n_raised=raised, **school)


@pytest.mark.parametrize(
    ("lowered", "expected"), [(10, "passed"), (30, "complaint"), (0, "complaint")], ids=["alike", "more", "fewer"]
)
def test_the_journal(lowered, expected):
    rows = pd.DataFrame([journal_row("region", 3000, 6000, 1000), journal_row("school", lowered, 35 - lowered, 0)])
    assert results_of(journal_far_from_region(rows)) == [expected]


def test_a_sharp_change_is_judged_by_all_schools_changes():
    others = [{"school_id": "", "school": "", "code": str(code), "group": f"Школа {code}"} for code in range(100, 130)]
    usual = [
        marked(2, 8, 8, 2 + year * (place % 3), school_year=2021 + year, **other)
        for place, other in enumerate(others)
        for year in (0, 1)
    ]
    ours = marked(12, 6, 2, 0), marked(0, 0, 4, 16, school_year=2022)
    (sign,) = sharp_change(frame(*usual, *ours))
    assert "2,5 и 4,8" in sign.message.replace("2,50", "2,5").replace("4,80", "4,8")
    calm = marked(4, 6, 6, 4), marked(4, 6, 6, 5, school_year=2022)
    assert results_of(sharp_change(frame(*usual, *calm))) == ["passed"]
    assert sharp_change(frame(*ours)) == []


def test_as_many_signs_as_chance_gives_are_not_told():
    regions = [REGION | {"grade": grade, "subject": subject} for grade in range(4, 9) for subject in ("RU", "MA", "HI")]
    usual = [marked(3, 8, 7, 2, grade=row["grade"], subject=row["subject"]) for row in regions]
    lucky = marked(0, 0, 2, 18, grade=4)
    assert results_of(mean_above_region(frame(*regions, lucky, *usual[1:4]))) == ["complaint"]
    assert results_of(mean_above_region(frame(*regions, lucky, *usual[1:]))) == ["passed"]

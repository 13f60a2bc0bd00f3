"""A municipality and its schools, a school and its roll, this year and the last."""

import pandas as pd

from shnor_lib.ingest.checks.comparison import municipality_sum, participants_over_roll, same_as_last_year
from tests.support.check_frames import background, frame, marked, results_of

OTHER = {"school_id": "", "school": "", "group": "МБОУ «Другая СОШ»(edu000002)", "code": "000002"}


def test_schools_that_add_up_pass():
    rows = frame(background("municipality", 3, 5, 7, 9), marked(1, 2, 3, 4), marked(2, 3, 4, 5, **OTHER))
    assert results_of(municipality_sum(rows)) == ["passed"]


def test_more_participants_than_the_municipality_has():
    rows = frame(background("municipality", 1, 1, 1, 1), marked(1, 2, 3, 4))
    (complaint,) = municipality_sum(rows)
    assert (complaint.severity, "больше, чем в муниципалитете" in complaint.message) == ("error", True)


def test_a_partial_table_is_a_note():
    rows = frame(background("municipality", 9, 9, 9, 9), marked(1, 2, 3, 4))
    assert [record.severity for record in municipality_sum(rows)] == ["note"]


def test_as_many_pupils_with_other_marks():
    rows = frame(background("municipality", 2, 1, 3, 4), marked(1, 2, 3, 4))
    (complaint,) = municipality_sum(rows)
    assert "«2»: 2 и 1, «3»: 1 и 2" in complaint.message


def test_each_municipality_has_the_schools_after_it():
    one = background("municipality", 1, 2, 3, 4)
    two = background("municipality", 2, 3, 4, 5, group="другой", code="reg20_m02")
    assert results_of(municipality_sum(frame(one, marked(1, 2, 3, 4), two, marked(2, 3, 4, 5, **OTHER)))) == ["passed"]
    assert municipality_sum(frame(one, two, marked(1, 2, 3, 4), marked(2, 3, 4, 5, **OTHER))) == []


def test_procedures_and_sheets_are_not_mixed():
    rows = frame(
        background("municipality", 1, 2, 3, 4),
        marked(1, 2, 3, 4),
        marked(5, 5, 5, 5, subject="MA"),
        marked(5, 5, 5, 5, source_sheet="Лист2"),
    )
    assert results_of(municipality_sum(rows)) == ["passed"]


def test_participants_against_the_roll():
    rows = frame(marked(1, 2, 3, 4, n_absent=3))
    for pupils, expected in ((13, "passed"), (12, "complaint")):
        context = pd.DataFrame({"school_id": ["s1"], "school_year": [2021], "pupils": [pupils]})
        assert results_of(participants_over_roll(rows, context)) == [expected]
    assert participants_over_roll(rows, pd.DataFrame()) == []


def test_one_school_with_last_years_numbers_is_a_note():
    rows = frame(marked(1, 2, 3, 4), marked(1, 2, 3, 4, cell="D99", school_year=2022, source_sheet="Лист2"))
    (complaint,) = same_as_last_year(rows)
    assert (complaint.severity, complaint.cell) == ("note", "D99")


def test_a_small_class_may_repeat_itself():
    rows = frame(marked(1, 1, 0, 0), marked(1, 1, 0, 0, school_year=2022))
    assert results_of(same_as_last_year(rows)) == ["passed"]


def test_other_numbers_pass():
    rows = frame(marked(1, 2, 3, 4), marked(2, 1, 3, 4, school_year=2022))
    assert results_of(same_as_last_year(rows)) == ["passed"]


def test_a_table_of_last_year_under_this_years_name():
    schools = [{"school_id": "", "school": "", "code": str(code)} for code in range(4)]
    rows = frame(
        *(marked(place + 1, 2, 3, 4, **school) for place, school in enumerate(schools)),
        *(marked(place + 1, 2, 3, 4, school_year=2022, **school) for place, school in enumerate(schools)),
    )
    (complaint,) = same_as_last_year(rows)
    assert complaint.severity == "warning"
    assert "у 4 школ числа те же, что за 2021 год" in complaint.message


def test_tables_of_single_schools_are_taken_together():
    one, two = background("municipality", 3, 5, 7, 9), background("municipality", 3, 5, 7, 9, source_sheet="Лист2")
    rows = frame(one, marked(1, 2, 3, 4), two, marked(2, 3, 4, 5, source_sheet="Лист2", **OTHER))
    assert results_of(municipality_sum(rows)) == ["passed"]
    again = frame(one, marked(1, 2, 3, 4), two, marked(1, 2, 3, 4, source_sheet="Лист2"))
    assert [record.severity for record in municipality_sum(again)] == ["note"]

"""What was not held in a year, and grades that a school has not."""

import pytest

from shnor_lib.ingest.checks.calendar import grade_absent, not_held, procedure_not_held
from tests.support.check_frames import SCHOOLS, frame, marked, results_of, row

OGE = {"assessment": "OGE", "grade": 9, "season": ""}
EGE = {"assessment": "EGE", "grade": 11, "season": "", "subject": "MA"}


@pytest.mark.parametrize(
    ("procedure", "expected"),
    [
        ({"school_year": 2020}, "complaint"),
        ({"school_year": 2020, "season": "autumn"}, "passed"),
        ({"school_year": 2020, "season": "", "held_on": "2020-09-21"}, "passed"),
        ({"school_year": 2020, "season": "", "held_on": "2020-04-14"}, "complaint"),
        ({"school_year": 2020, "grade": 11}, "passed"),
        ({"school_year": 2022}, "complaint"),
        ({**OGE, "school_year": 2020}, "complaint"),
        ({**OGE, "school_year": 2021}, "passed"),
        ({**OGE, "school_year": 2021, "subject": "SS"}, "complaint"),
        ({**OGE, "school_year": 2019}, "passed"),
        ({**EGE, "school_year": 2020, "level": "base"}, "complaint"),
        ({**EGE, "school_year": 2021, "level": "base"}, "complaint"),
        ({**EGE, "school_year": 2021, "level": "profile"}, "passed"),
        ({**EGE, "school_year": 2022, "level": "base"}, "passed"),
    ],
)
def test_years_without_the_procedure(procedure, expected):
    assert results_of(procedure_not_held(frame(marked(1, 2, 3, 4, **procedure)))) == [expected]


def test_a_procedure_is_named_once_and_with_its_source():
    records = procedure_not_held(frame(*(marked(1, 2, 3, 4, cell=f"D{n}", school_year=2020) for n in range(9, 20))))
    assert [record.cell for record in records] == ["D9"]
    assert "№ 1746" in records[0].message


def test_a_row_without_a_result_is_no_complaint():
    assert procedure_not_held(frame(row(school_year=2020))) == []


def test_every_rule_has_a_reason_and_a_source():
    assert all(rule.reason and rule.source and rule.grades for rule in not_held())


def test_a_school_of_nine_grades_has_no_exam_of_the_eleventh():
    of_nine = {**EGE, "school_id": "s2", "school": "МБОУ «Луговая ООШ»"}
    (complaint,) = grade_absent(frame(marked(1, 2, 3, 4, **of_nine)), SCHOOLS)
    assert "ООШ нет 11 класса" in complaint.message
    assert results_of(grade_absent(frame(marked(1, 2, 3, 4, **EGE)), SCHOOLS)) == ["passed"]

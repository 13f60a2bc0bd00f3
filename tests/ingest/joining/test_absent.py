"""Schools that a procedure's tables do not list: «not held», unless a row that nobody could attribute may be theirs."""

import pandas as pd
import pytest

from shnor_lib.ground.schemas import TABLES
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.joining.absent import absent_schools, unclear_procedures
from shnor_lib.ingest.roster import Roster

ROSTER = Roster(
    pd.DataFrame(
        {
            "school_id": ["s1", "s2", "s3"],
            "school": ["Заречная СОШ", "Луговая СОШ", "Малая НОШ"],
            "kind": ["СОШ", "СОШ", "НОШ"],
            "highest_grade": [11, 11, 4],
        }
    )
)
KEY = ("VPR", "", "RU", 6, 2022)


def result(school="s1", file="а.xlsx", attempt=1, grade=6):
    return {
        "school_id": school,
        "assessment": "VPR",
        "level": "",
        "subject": "RU",
        "grade": grade,
        "school_year": 2022,
        "attempt": attempt,
        "counted": True,
        "reading": "as_read",
        "source_file": file,
        "source_sheet": "Л",
    }


def absent(*rows, complete=frozenset(), unclear=frozenset()):
    return absent_schools(pd.DataFrame(list(rows), columns=list(TABLES["results"].columns)), complete, ROSTER, unclear)


def told(found):
    return [(finding.severity, finding.check) for finding in found.findings]


def test_a_school_that_no_table_lists_did_not_hold_the_work():
    found = absent(result("s1"))
    assert found.rows[["school_id", "reading"]].to_numpy().tolist() == [["s2", "not_held"], ["s3", "not_held"]]
    assert found.rows["source_file"].tolist() == ["а.xlsx"] * 2


def test_a_school_without_the_grade_is_not_missed():
    (finding,) = absent(result("s1")).findings
    assert "Луговая" in finding.message and "Малая" not in finding.message
    assert absent(result("s1"), result("s2")).findings == []


@pytest.mark.parametrize(
    ("files", "severity", "words"),
    [
        (("а.xlsx", "а.xlsx"), "note", "в таблице нет школ списка"),
        (("а.xlsx", "б.xlsx"), "warning", "нет файлов школ"),
    ],
)
def test_one_table_for_all_and_a_file_per_school_are_told_apart(files, severity, words):
    found = absent(result("s1", files[0], grade=4), result("s2", files[1], grade=4))
    assert told(found) == [(severity, "school_absent")]
    assert words in found.findings[0].message


def test_where_a_row_could_not_be_attributed_the_result_is_unknown():
    found = absent(result("s1"), unclear={KEY})
    readings = dict(zip(found.rows["school_id"], found.rows["reading"], strict=True))
    assert readings == {"s2": "missing", "s3": "not_held"}
    assert told(found) == [("warning", "school_absent")]


def test_the_table_of_the_programme_names_every_school_itself():
    found = absent(result("s1"), complete={("а.xlsx", "Л")})
    assert found.rows.empty and found.findings == []


def test_a_later_attempt_makes_no_other_school_absent():
    assert absent(result("s1", attempt=2)).rows.empty


# Which procedures are unclear

ROWS = pd.DataFrame(
    [
        {**result(), "group": "Заречная СОШ", "code": "", "source_cell": "D9", "grade": 6},
        {**result(), "group": "Луговайа СОШ", "code": "", "source_cell": "D10", "grade": 7},
    ]
)


@pytest.mark.parametrize(
    ("finding", "grades"),
    [
        (Finding("error", "row_unnamed", "…", "", "а.xlsx", "Л", "A12:G12"), {6, 7}),
        (Finding("error", "row_unnamed", "…", "", "б.xlsx", "Л", "A12:G12"), set()),
        (Finding("error", "header_unknown", "…", "", "а.xlsx", "Л", "B12"), {6, 7}),
        (Finding("warning", "row_unnamed", "…", "", "а.xlsx", "Л", "A12:G12"), set()),
        (Finding("error", "bad_value", "…", "", "а.xlsx", "Л", "D9"), set()),
    ],
)
def test_which_procedures_a_finding_makes_unclear(finding, grades):
    nobody = pd.Series(False, index=ROWS.index)
    assert {key[3] for key in unclear_procedures(ROWS, nobody, [finding])} == grades


def test_a_row_that_may_be_a_schools_of_the_roster_makes_its_procedure_unclear():
    assert {key[3] for key in unclear_procedures(ROWS, ROWS["group"] == "Луговайа СОШ", [])} == {7}

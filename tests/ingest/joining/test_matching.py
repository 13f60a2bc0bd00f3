"""Groups matched with the roster: by login, else by name; a doubtful one is named with candidates, never guessed."""

import pandas as pd
import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.cells.texts import MOST_NAMED
from shnor_lib.ingest.joining.matching import match_schools, row_range
from shnor_lib.ingest.layouts.raw_rows import RawRows
from shnor_lib.ingest.roster import Roster

SCHOOLS = [("s1", "МБОУ «Заречная СОШ»", "111111"), ("s2", "МБОУ «Луговая ООШ»", "222222; sch333333")]


def roster(schools=SCHOOLS):
    frame = pd.DataFrame(schools, columns=["school_id", "school", "login"])
    return Roster(frame.assign(kind="СОШ", highest_grade=11))


def match(*groups, schools=SCHOOLS, kind="school"):
    rows = RawRows()
    for place, (group, code) in enumerate(groups):
        rows.add(group=group, code=code, kind=kind, source_file="ф.xlsx", source_sheet="Л", source_cell=f"D{9 + place}")
    return match_schools(rows.frame(), roster(schools))


@pytest.mark.parametrize(
    ("group", "code", "school_id"),
    [
        ("как угодно", "111111", "s1"),
        ("как угодно", "333333", "s2"),
        ("МБОУ «Заречная СОШ»", "", "s1"),
        ('муниципальное бюджетное общеобразовательное учреждение "Заречная СОШ"', "", "s1"),
        ("мбоу  зареЧная сош", "", "s1"),
        ("MБОУ «Заречная COШ»", "", "s1"),
        ("s2", "", "s2"),
    ],
)
def test_a_school_is_found(group, code, school_id):
    matched = match((group, code))
    assert matched.rows["school_id"].tolist() == [school_id]
    assert matched.findings == [] and not matched.strangers.any()


def test_the_login_decides_against_the_name():
    matched = match(("МБОУ «Заречная СОШ»", "222222"), ("МБОУ «Заречная СОШ»", "999999"))
    assert matched.rows["school_id"].tolist() == ["s2", ""]
    assert [finding.check for finding in matched.findings] == ["school_unknown"]


def test_a_name_that_is_almost_one_of_the_roster_is_named_with_candidates():
    matched = match(("МБОУ «Заречьная СОШ»", ""))
    (finding,) = matched.findings
    assert (finding.severity, finding.check, finding.cell) == ("error", "school_doubtful", "A9:D9")
    assert "Похожие названия в списке школ: МБОУ «Заречная СОШ»." in finding.message
    assert matched.left_out["group"].tolist() == ["МБОУ «Заречьная СОШ»"]


def test_strangers_of_a_sheet_are_one_finding():
    strangers = [(f"Гимназия № {place}", f"90000{place}") for place in range(8)]
    (finding,) = match(("", "111111"), *strangers).findings
    assert (finding.severity, finding.check) == ("note", "school_unknown")
    assert f"и ещё {8 - MOST_NAMED}" in finding.message


def test_a_sheet_of_nothing_but_strangers_is_a_warning():
    (finding,) = match(("Гимназия № 1", "900001")).findings
    assert finding.severity == "warning"


def test_a_name_that_two_logins_claim_is_nobodys():
    schools = [("s1", "МБОУ «СОШ № 1»", None)]
    matched = match(("МБОУ «СОШ № 1»", "500001"), ("МБОУ «СОШ № 1»", "500002"), schools=schools)
    assert matched.rows["school_id"].tolist() == ["", ""]
    assert [(f.severity, f.check) for f in matched.findings] == [("error", "school_doubtful")] * 2
    assert "несколько школ с разными логинами" in matched.findings[0].message


def test_namesakes_are_told_by_their_logins_alone():
    schools = [("s1", "СОШ № 1", "111111"), ("s2", "СОШ № 1", "222222")]
    matched = match(("СОШ № 1", "222222"), ("СОШ № 1", ""), schools=schools)
    assert matched.rows["school_id"].tolist() == ["s2", ""]


def test_namesakes_without_logins_are_refused():
    with pytest.raises(ReportError, match="называются одинаково"):
        roster([("s1", "СОШ № 1", "111111"), ("s2", "сош №1", None)])


@pytest.mark.parametrize("kind", ["municipality", "region", "sample"])
def test_the_background_is_no_school(kind):
    matched = match(("МБОУ «Заречная СОШ»", ""), kind=kind)
    assert matched.rows["school_id"].tolist() == [""]
    assert matched.findings == [] and matched.left_out.empty


@pytest.mark.parametrize(
    ("cell", "row"),
    [
        ("D12", "A12:D12"),
        ("A12", "A12"),
        ("D12:G12", "A12:G12"),
        ("M9:M20", "A9:M20"),
        ("", ""),
        (None, ""),
        ("x", "x"),
    ],
)
def test_the_row_of_a_cell(cell, row):
    assert row_range(cell) == row

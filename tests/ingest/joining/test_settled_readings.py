"""A doubtful row of Приложение 1 beside another table that tells some of its results."""

import pandas as pd
import pytest

from tests.support.depth import every
from tests.support.programme_2022 import WORKBOOK, judge, of_school, params_2022
from tools.okrug.workbooks import write_xlsx

HEADING = ["Школа", "Процедура", "Предмет", "Класс", "Год", "Участников", "Получили «2», %"]
SCHOOL = "МБОУ «Подгорновская СОШ»"
#: Results on which the readings of the row differ, with values that belong to readings dropping an ordinal from 18 on.
LATE = [
    ["ВПР", "Русский язык", 7, 2021, 17, 47.06],
    ["ВПР", "Математика", 7, 2021, 17, 0],
]


def own_table(folder, lines, school=SCHOOL):
    return write_xlsx(folder / "наша.xlsx", {"Лист1": [HEADING, *([school, *line] for line in lines)]})


def verdict(made):
    return of_school(made.classification, "Подгорновская")


def messages(made, check):
    complaints = made.findings[made.findings["result"] == "complaint"]
    return "\n".join(complaints.loc[complaints["check"] == check, "message"])


def test_another_table_settles_a_doubtful_row(tmp_path):
    alone = judge([WORKBOOK])
    assert verdict(alone)["shnor"] is None
    made = judge([WORKBOOK, own_table(tmp_path, LATE[:1])])
    assert verdict(made)["shnor"]
    assert verdict(made)["robust"]
    assert 0 < made.readings["variant"].nunique() < 24
    result = of_school(made.results, "Подгорновская", assessment="VPR", subject="RU", grade=7)
    assert (result["reading"], result["fail_pct"], result["source_file"].rpartition("/")[2]) == (
        "as_read",
        47.06,
        "наша.xlsx",
    )
    assert "отброшены" in messages(made, "surplus_value")
    assert messages(made, "table_conflict") == ""


def test_readings_that_are_left_hold_the_told_share_itself(tmp_path):
    made = judge([WORKBOOK, own_table(tmp_path, LATE[:1])])
    own = made.readings[(made.readings["subject"] == "RU") & (made.readings["grade"] == 7)]
    assert set(own["fail_pct"]) == {47.06}
    assert sorted(set(made.readings["variant"])) == list(range(1, made.readings["variant"].nunique() + 1))


def test_a_table_that_no_reading_agrees_with_is_a_conflict(tmp_path):
    made = judge([WORKBOOK, own_table(tmp_path, [["ВПР", "Русский язык", 7, 2021, 17, 88.24]])])
    assert "ни одно прочтение" in messages(made, "table_conflict")
    assert made.readings["variant"].nunique() == 24


def test_a_table_against_the_recorded_correction_is_a_conflict(tmp_path):
    made = judge(
        [WORKBOOK, own_table(tmp_path, [["ВПР", "Русский язык", 7, 2021, 17, 5.88]])], params_2022().corrections
    )
    assert messages(made, "table_conflict")
    result = of_school(made.results, "Подгорновская", assessment="VPR", subject="RU", grade=7)
    assert result["reading"] == "ambiguous"
    assert pd.isna(result["fail_pct"])


@pytest.mark.slow
@pytest.mark.parametrize("school", every(2, ["МБОУ «Краснинская СОШ»", "МБОУ «Мирновская ООШ»"]))
def test_another_school_settles_nothing(tmp_path, school):
    made = judge([WORKBOOK, own_table(tmp_path, [["ВПР", "Русский язык", 8, 2022, 20, 10]], school)])
    assert made.readings["variant"].nunique() == 24
    assert verdict(made)["shnor"] is None


def test_a_school_that_no_row_names_is_known_from_another_table(tmp_path):
    from tests.support.programme_2022 import ROWS, appendix_rows, write_workbook

    rows = appendix_rows()
    del rows[ROWS["Мирновская"]]
    plain = write_workbook(rows, tmp_path / "п.xlsx")
    told = own_table(tmp_path, [["ВПР", "Русский язык", 6, 2019, 20, 40]], "Мирновская ООШ")
    made = judge([plain, told])
    own = made.results[made.results["school_id"] == "lk07"].set_index(["assessment", "subject", "grade", "school_year"])
    assert own.loc[("VPR", "RU", 6, 2019), "fail_pct"] == 40
    assert (own["reading"] == "missing").sum() == 16

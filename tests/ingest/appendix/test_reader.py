"""Приложение 1: doubtful rows, the recorded correction, and what bad input does."""

import copy

import pandas as pd
import pytest

from shnor_lib.ground.errors import ReportError
from tests.support.depth import every, every_case
from tests.support.programme_2022 import (
    ROWS,
    WORKBOOK,
    appendix_rows,
    column_of,
    ingest,
    of_school,
    of_year,
    params_2022,
    write_workbook,
)

CORRECTIONS = params_2022().corrections


def read(rows, tmp_path, corrections=()):
    path = write_workbook(rows, tmp_path / "Приложение_1.xlsx")
    moved = [c.model_copy(update={"file": path}) for c in corrections]
    return ingest(path, moved)


def messages(tables, check):
    complaints = tables.findings[tables.findings["result"] == "complaint"]
    return list(complaints.loc[complaints["check"] == check, "message"])


def test_every_school_and_procedure_has_one_row():
    results = ingest(WORKBOOK, CORRECTIONS).results
    assert len(results) == 7 * 17
    assert not results.duplicated(["school_id", "assessment", "subject", "grade", "school_year"]).any()


def test_podgornovskaya_has_24_admissible_readings():
    readings = ingest(WORKBOOK).readings
    assert set(readings["school_id"]) == {"lk05"}
    assert readings["variant"].nunique() == 24


def test_without_the_correction_nothing_is_chosen():
    results = ingest(WORKBOOK).results
    own = results[results["school_id"] == "lk05"]
    ambiguous = own[own["reading"] == "ambiguous"]
    assert len(ambiguous) == 14
    assert ambiguous["fail_pct"].isna().all()
    assert "допустимых прочтений: 24" in messages(ingest(WORKBOOK), "surplus_value")[0]


def test_the_correction_repairs_the_cells_it_moves():
    tables = ingest(WORKBOOK, CORRECTIONS)
    own = tables.results[(tables.results["school_id"] == "lk05") & (tables.results["assessment"] == "EGE")]
    assert set(own["reading"]) == {"repaired"}
    mathematics_2021 = own[(own["subject"] == "MA") & (own["school_year"] == 2021)].iloc[0]
    assert pd.isna(mathematics_2021["fail_pct"]), "cutting the row at 34 would make a false 50 %"
    assert tables.corrections["applied"].tolist() == [True]
    assert tables.corrections["cell"].tolist() == ["AC8"]


def test_a_correction_for_another_row_is_not_applied(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Подгорновская"]][29] = 49
    tables = read(rows, tmp_path, CORRECTIONS)
    assert tables.corrections["applied"].tolist() == [False]
    assert "не применено" in messages(tables, "correction")[0]
    assert (tables.results.loc[tables.results["school_id"] == "lk05", "reading"] == "ambiguous").any()


def test_a_half_dashed_pair_in_a_school_without_the_grade_was_not_held():
    tables = ingest(WORKBOOK, CORRECTIONS)
    row = of_school(tables.results, "Свердловская", assessment="EGE", subject="MA", school_year=2019)
    assert row["reading"] == "not_held"
    assert len(messages(tables, "half_dashed")) == 1


@pytest.mark.slow
def test_swapped_columns_give_the_same_results(tmp_path):
    rows = appendix_rows()
    swapped = copy.deepcopy(rows)
    first, second = column_of(rows, "ВПР МА 5 2019"), column_of(rows, "ОГЭ РУ 2021")
    for row in swapped:
        if row is not swapped[ROWS["Подгорновская"]]:
            row[first : first + 2], row[second : second + 2] = row[second : second + 2], row[first : first + 2]
    del rows[ROWS["Подгорновская"]], swapped[ROWS["Подгорновская"]]
    columns = ["school_id", "assessment", "subject", "grade", "school_year", "fail_pct", "top_pct", "reading"]
    keys = columns[:5]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    before, after = (
        read(r, tmp_path / name).results[columns].sort_values(keys, ignore_index=True)
        for name, r in (("a", rows), ("b", swapped))
    )
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize(
    ("row", "column", "value", "check", "cell"),
    every_case(
        3,
        [
            (3, 1, "тридцать", "bad_value", "B4"),
            (3, 1, 130, "bad_value", "B4"),
            (3, 2, 95, "pair_over_100", "B4:C4"),
            (3, 1, None, "half_dashed", "C4"),
            (3, 2, "-", "half_dashed", "B4"),
            (3, 0, "МБОУ «Красненская СОШ»", "school_doubtful", "A4"),
            (3, 0, "Лицей № 99", "school_unknown", "A4"),
            (3, 0, None, "row_unnamed", "B4"),
            (0, 1, "ВПР МА 2019", "header_unknown", "B1"),
            (0, 1, "ВПР МА 6 2019", "header_repeated", "B1"),
            (0, 1, "ВПР МА 5 2019 осень", "season_autumn", "B1"),
            (8, 31, 5, "grade_absent", "AF9"),
        ],
    ),
)
def test_each_fault_is_found_at_its_cell(tmp_path, row, column, value, check, cell):
    rows = appendix_rows()
    rows[row][column] = value
    if (row, column) == (8, 31):
        rows[row][32] = 5
    findings = read(rows, tmp_path).findings
    found = findings[findings["check"] == check]
    assert cell in list(found["cell"]), findings[["check", "cell", "message"]].to_string()
    assert found["message"].str.contains("[а-я]").all()


def test_an_unreadable_value_leaves_the_result_unknown_not_zero(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Краснинская"]][1] = "#REF!"
    row = of_school(read(rows, tmp_path).results, "Краснинская", assessment="VPR", subject="MA", grade=5)
    assert (row["reading"], pd.isna(row["fail_pct"])) == ("missing", True)


@pytest.mark.parametrize(
    "name",
    every(
        2,
        [
            '  мбоу  "Kраснинская\u00a0СОШ" ',
            "(lk01) МБОУ «Краснинская СОШ»",
            "lk01 - МБОУ «Краснинская СОШ»",
            "МБОУ «Краснинская СОШ» (с. Красное)",
            "Муниципальное бюджетное общеобразовательное учреждение «Краснинская средняя общеобразовательная школа»",
        ],
    ),
)
def test_a_school_spelled_another_way_is_the_same_school(tmp_path, name):
    rows = appendix_rows()
    rows[ROWS["Краснинская"]][0] = name
    tables = read(rows, tmp_path)
    assert messages(tables, "school_unknown") == messages(tables, "school_doubtful") == []


def test_a_school_that_several_sheets_have_and_the_roster_not_is_one_finding(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Краснинская"]][0] = "Лицей № 99"
    halves = [write_workbook(of_year(rows, year), tmp_path / f"{year}.xlsx") for year in (2019, 2021)]
    (message,) = messages(ingest(halves), "school_unknown")
    assert "Так же ещё 1\u00a0строка" in message


@pytest.mark.slow
def test_equal_rows_count_once_and_different_rows_choose_nothing(tmp_path):
    rows = appendix_rows()
    rows.append(list(rows[ROWS["Краснинская"]]))
    tables = read(rows, tmp_path)
    assert "повторяет" in messages(tables, "school_repeated")[0]
    rows[-1][1] = 50
    tables = read(rows, tmp_path)
    row = of_school(tables.results, "Краснинская", assessment="VPR", subject="MA", grade=5)
    assert row["reading"] == "ambiguous"
    assert (
        of_school(tables.results, "Краснинская", assessment="VPR", subject="MA", grade=6, school_year=2021)["fail_pct"]
        == 15
    )


def test_a_row_one_value_short_is_doubtful(tmp_path):
    rows = appendix_rows()
    row = rows[ROWS["Ариничевская"]]
    del row[5]
    row.append(None)
    tables = read(rows, tmp_path)
    assert "пропущено" in messages(tables, "missing_value")[0]
    assert (tables.readings["school_id"] == "lk02").any()


def test_a_missing_school_has_missing_results(tmp_path):
    rows = appendix_rows()
    del rows[ROWS["Мирновская"]]
    tables = read(rows, tmp_path)
    own = tables.results[tables.results["school_id"] == "lk07"]
    assert set(own["reading"]) == {"missing"}
    assert len(own) == 17


def test_a_text_file_is_refused_in_words(tmp_path):
    path = tmp_path / "Приложение_1.xlsx"
    path.write_text("это не книга", encoding="utf-8")
    with pytest.raises(ReportError, match="не является книгой Excel"):
        ingest(path)


@pytest.mark.parametrize("size", [100, 4000, 6000])
def test_a_truncated_workbook_is_refused_in_words(tmp_path, size):
    path = tmp_path / "Приложение_1.xlsx"
    path.write_bytes(WORKBOOK.read_bytes()[:size])
    with pytest.raises(ReportError, match="повреждён"):
        ingest(path)


def test_a_workbook_without_results_is_refused_in_words(tmp_path):
    with pytest.raises(ReportError, match="не найдено таблицы результатов"):
        read([["Список"], ["Школа"]], tmp_path)

"""Workbooks that once gave a wrong verdict, a crash or silence: each ends in words, at a cell, with nothing lost."""

import re
import shutil
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from shnor_lib.ground.errors import ReportError
from tests.support.depth import every, every_case
from tests.support.programme_2022 import (
    ROWS,
    WORKBOOK,
    appendix_rows,
    column_of,
    ingest,
    judge,
    of_school,
    of_year,
    params_2022,
    write_workbook,
)

CORRECTIONS = params_2022().corrections
RU7 = "ВПР РУ 7 2021 весна"


def plain_rows() -> list[list]:
    """Return the rows without the school whose row has a surplus value, so that no row is doubtful by itself."""
    rows = appendix_rows()
    del rows[ROWS["Подгорновская"]]
    return rows


def first(tables, school: str = "Краснинская"):
    """Return a school's result of the first procedure."""
    return of_school(tables.results, school, assessment="VPR", subject="MA", grade=5)


def found(tables, check: str) -> pd.DataFrame:
    complaints = tables.findings[tables.findings["result"] == "complaint"]
    return complaints[complaints["check"] == check]


def said(tables, check: str) -> str:
    return "\n".join(found(tables, check)["message"])


def nothing_lost(tables) -> bool:
    counts = tables.cell_counts
    return (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()


def patched(source: Path, target: Path, change) -> Path:
    """Copy a workbook with its first worksheet's XML changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member, change(content.decode()) if member.filename.endswith("sheet1.xml") else content)
    return target


def with_cell(tmp_path, xml: str) -> Path:
    """Return the table with the XML of B4 replaced."""
    source = write_workbook(appendix_rows(), tmp_path / "source.xlsx")
    return patched(
        source,
        tmp_path / "п.xlsx",
        lambda sheet: re.sub(r'<c r="B4"[^>]*?(?:/>|>.*?</c>)', lambda _: xml, sheet, count=1),
    )


def with_rows_below(tmp_path, xml: str) -> Path:
    """Return the table with rows added below it as XML."""
    source = write_workbook(appendix_rows(), tmp_path / "source.xlsx")
    return patched(source, tmp_path / "п.xlsx", lambda sheet: sheet.replace("</sheetData>", xml + "</sheetData>"))


# Several tables


def two_years(tmp_path, surplus_in: str) -> list[Path]:
    late = of_year(appendix_rows(), 2021)
    late[ROWS[surplus_in]].insert(1, 0)
    return [
        write_workbook(of_year(appendix_rows(), 2019), tmp_path / "y19.xlsx"),
        write_workbook(late, tmp_path / "y21.xlsx"),
    ]


def test_a_doubtful_row_in_one_of_two_tables_leaves_the_verdict_open(tmp_path):
    made = judge(two_years(tmp_path, "Демьяновская"))
    row = of_school(made.classification, "Демьяновская")
    assert row["shnor"] is None
    assert (row["low_before_previous"], row["robust"], row["standing"]) == (3, False, "undetermined")
    assert 0 < row["readings_shnor"] < row["readings"]
    assert made.school_dynamics.loc[made.school_dynamics["school_id"] == "lk03", "pairs"].gt(0).any()


@pytest.mark.slow
@pytest.mark.parametrize("names", every(2, [("1.xlsx", "2.xlsx"), ("2.xlsx", "1.xlsx")]))
def test_not_held_in_one_table_does_not_beat_an_unreadable_value_in_another(tmp_path, names):
    paths = []
    for name, value in zip(names, ("-", "#REF!"), strict=True):
        rows = plain_rows()
        place = column_of(rows, RU7)
        rows[ROWS["Демьяновская"]][place : place + 2] = [value, value]
        paths.append(write_workbook(rows, tmp_path / name))
    made = judge(sorted(paths))
    assert of_school(made.results, "Демьяновская", subject="RU", grade=7)["reading"] == "ambiguous"
    assert pd.isna(of_school(made.classification, "Демьяновская")["low_previous"])
    dispute = found(made, "header_repeated").query("severity == 'error'")["message"]
    assert len(dispute) == 1
    assert "РУ" in dispute.iloc[0]


@pytest.mark.slow
def test_tables_with_half_of_the_schools_each_make_a_whole(tmp_path):
    rows = appendix_rows()
    halves = [rows[:3] + rows[3:6], rows[:3] + rows[6:]]
    paths = [write_workbook(half, tmp_path / f"{place}.xlsx") for place, half in enumerate(halves)]
    parted, whole = (ingest(files).results for files in (paths, [WORKBOOK]))
    columns = ["school_id", "assessment", "subject", "grade", "school_year", "fail_pct", "top_pct", "reading"]
    pd.testing.assert_frame_equal(parted[columns], whole[columns])


def test_a_school_without_a_row_anywhere_is_told_once(tmp_path):
    rows = appendix_rows()
    del rows[ROWS["Мирновская"]]
    paths = [write_workbook(of_year(rows, year), tmp_path / f"{year}.xlsx") for year in (2019, 2021)]
    tables = ingest(paths)
    absent = found(tables, "school_absent")
    assert len(absent) == 1
    assert absent["cell"].iloc[0].startswith("A4:")
    own = tables.results[tables.results["school_id"] == "lk07"]
    assert (len(own), set(own["reading"])) == (17, {"missing"})


@pytest.mark.slow
def test_an_unreadable_row_of_another_table_keeps_competing(tmp_path):
    rows = plain_rows()
    broken = plain_rows()
    broken[ROWS["Демьяновская"]][1:1] = [1, 2, 3]
    paths = [write_workbook(r, tmp_path / f"{place}.xlsx") for place, r in enumerate((rows, broken))]
    own = ingest(paths).results.query("school_id == 'lk03'")
    assert set(own["reading"]) == {"ambiguous"}


@pytest.mark.slow
def test_a_copied_file_changes_nothing(tmp_path):
    shutil.copy(WORKBOOK, tmp_path / "Копия Приложение_1.xlsx")
    alone = judge([WORKBOOK], CORRECTIONS)
    made = judge([tmp_path / "Копия Приложение_1.xlsx", WORKBOOK], CORRECTIONS)
    for table in ("results", "readings", "corrections", "classification", "school_dynamics"):
        pd.testing.assert_frame_equal(getattr(made, table), getattr(alone, table))
    assert "повторяет" in said(made, "file_repeated")
    assert nothing_lost(made)


@pytest.mark.parametrize("name", every(3, ["Копия отчёт.xlsx", "отчёт (1).xlsx", "отчёт - копия.xlsx"]))
def test_of_a_file_and_its_copy_the_copy_is_superfluous(tmp_path, name):
    for place in ("отчёт.xlsx", name):
        shutil.copy(WORKBOOK, tmp_path / place)
    copies = found(ingest(sorted(tmp_path.iterdir())), "file_repeated")
    assert [Path(file).name for file in copies["file"]] == [name]


@pytest.mark.slow
def test_a_copied_sheet_changes_nothing(tmp_path):
    book = openpyxl.load_workbook(WORKBOOK)
    book.copy_worksheet(book.active).title = "копия"
    path = tmp_path / "п.xlsx"
    book.save(path)
    made = judge(path, [c.model_copy(update={"file": path}) for c in CORRECTIONS])
    assert made.corrections["applied"].tolist() == [True]
    assert of_school(made.classification, "Подгорновская")["criterion_2"]
    assert "повторяет" in said(made, "sheet_repeated")


@pytest.mark.slow
def test_an_edited_copy_leaves_the_doubtful_school_open(tmp_path):
    rows = appendix_rows()
    path = write_workbook(rows, tmp_path / "а.xlsx")
    rows[ROWS["Подгорновская"]][1] = 99
    rows[ROWS["Подгорновская"]][2] = 0
    made = judge([path, write_workbook(rows, tmp_path / "б.xlsx")])
    row = of_school(made.classification, "Подгорновская")
    assert (row["shnor"], row["robust"]) == (None, False)
    assert not made.readings.duplicated(["school_id", "variant", "assessment", "subject", "grade", "school_year"]).any()


@pytest.mark.slow
def test_two_corrected_rows_of_one_school_do_not_make_its_verdict_robust(tmp_path):
    late, early = of_year(appendix_rows(), 2021), of_year(appendix_rows(), 2019)
    corrections, paths = [], []
    for name, rows in (("y19", early), ("y21", late)):
        row = rows[ROWS["Демьяновская"]]
        row.insert(1, 0)
        paths.append(write_workbook(rows, tmp_path / f"{name}.xlsx"))
        change = {"id": name, "school": "lk03", "file": paths[-1], "values_in_row": len(row) - 1, "drop_value": 1}
        corrections.append(CORRECTIONS[0].model_copy(update=change | {"value": "0", "next_value": str(row[2])}))
    made = judge(paths, corrections)
    assert made.corrections["applied"].tolist() == [True, True]
    row = of_school(made.classification, "Демьяновская")
    assert (row["shnor"], row["robust"], row["rests_on_correction"]) == (True, False, True)


# Values


def formatted(tmp_path, number_format: str, value) -> Path:
    path = write_workbook(appendix_rows(), tmp_path / "п.xlsx")
    book = openpyxl.load_workbook(path)
    cell = book.active["B4"]
    cell.value, cell.number_format = value, number_format
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("number_format", "value", "pct"),
    every_case(
        4,
        [
            ('0"%"', 32, 32),
            ("0\\%", 32, 32),
            ("0%", 0.32, 32),
            ("0.0%;[Red]-0.0%", 0.32, 32),
            ('0" % от всех"', 32, 32),
        ],
    ),
)
def test_a_percent_sign_in_a_format_scales_only_where_it_is_no_text(tmp_path, number_format, value, pct):
    assert first(ingest(formatted(tmp_path, number_format, value)))["fail_pct"] == pct


@pytest.mark.slow
def test_a_table_in_parts_of_one_is_not_taken_for_percentages(tmp_path):
    rows = plain_rows()
    for row in rows[3:]:
        row[1:] = [value / 100 if isinstance(value, int) else value for value in row[1:]]
    made = judge(write_workbook(rows, tmp_path / "п.xlsx"))
    assert "проценты это или доли единицы" in said(made, "bad_value")
    assert of_school(made.classification, "Ариничевская")["shnor"] is None


@pytest.mark.slow
def test_text_fractions_are_doubted_too(tmp_path):
    rows = plain_rows()
    row = rows[ROWS["Демьяновская"]]
    row[1:] = [f"{value / 100}".replace(".", ",") if isinstance(value, int) else value for value in row[1:]]
    assert of_school(judge(write_workbook(rows, tmp_path / "п.xlsx")).classification, "Демьян")["shnor"] is None


@pytest.mark.parametrize(("value", "beside"), every_case(3, [("0,5 %", 40), (0.5, 12.5), ("0,5", "12,5")]))
def test_half_a_percent_stays_among_percentages_with_decimals(tmp_path, value, beside):
    rows = appendix_rows()
    rows[ROWS["Краснинская"]][1] = value
    rows[ROWS["Демьяновская"]][2] = beside
    assert first(ingest(write_workbook(rows, tmp_path / "п.xlsx")))["fail_pct"] == 0.5


@pytest.mark.parametrize("value", every(2, [0.5, "0,5"]))
def test_half_a_percent_among_whole_ones_may_be_fifty(tmp_path, value):
    rows = appendix_rows()
    rows[ROWS["Краснинская"]][1] = value
    tables = ingest(write_workbook(rows, tmp_path / "п.xlsx"))
    assert pd.isna(first(tables)["fail_pct"])
    (complaint,) = found(tables, "bad_value").itertuples()
    assert complaint.cell == "B4" and "«0,5»" in complaint.message and "0,5\u00a0% или 50\u00a0%" in complaint.message


@pytest.mark.parametrize("value", every(3, ["5 0", "30\n40", "0 0", "3 0%", "1 000"]))
def test_two_numbers_in_a_cell_are_no_number(tmp_path, value):
    rows = appendix_rows()
    rows[ROWS["Краснинская"]][1] = value
    tables = ingest(write_workbook(rows, tmp_path / "п.xlsx"))
    assert pd.isna(first(tables)["fail_pct"])
    assert "B4" in list(found(tables, "bad_value")["cell"])


def test_a_duration_is_named(tmp_path):
    tables = ingest(formatted(tmp_path, "[h]:mm:ss", timedelta(hours=5)))
    assert found(tables, "bad_value")["cell"].tolist() == ["B4"]


@pytest.mark.parametrize("number", every(3, ["9" * 400, "1E400", "-" + "9" * 400]))
def test_a_number_beyond_all_bounds_is_named(tmp_path, number):
    tables = ingest(with_cell(tmp_path, f'<c r="B4"><v>{number}</v></c>'))
    assert found(tables, "bad_value")["cell"].tolist() == ["B4"]


def test_a_formula_that_saved_an_empty_text_is_an_empty_cell(tmp_path):
    tables = ingest(with_cell(tmp_path, '<c r="B4" t="str"><f>IF(1,"","")</f><v></v></c>'))
    assert found(tables, "bad_value").empty
    assert pd.isna(first(tables)["fail_pct"])


def test_a_formula_without_a_saved_value_is_named(tmp_path):
    tables = ingest(with_cell(tmp_path, '<c r="B4"><f>1+1</f></c>'))
    assert "формула без сохранённого значения" in said(tables, "bad_value")


def test_values_under_a_merge_are_set_aside_and_told(tmp_path):
    source = write_workbook(appendix_rows(), tmp_path / "source.xlsx")
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="B4:C5"/></mergeCells>'
    path = patched(source, tmp_path / "п.xlsx", lambda sheet: sheet.replace("</sheetData>", merge))
    tables = ingest(path)
    assert tables.findings["message"].str.contains("C4").any(), "the hidden cells are named"
    assert nothing_lost(tables)
    whole = ingest(source).cell_counts
    filled = [int((t["total"] - t["empty"]).sum()) for t in (tables.cell_counts, whole)]
    assert filled[0] == filled[1]
    assert pd.isna(first(tables, "Ариничевская")["fail_pct"]), "what nobody sees is not used"


# Columns


def with_heading_beside(rows: list[list], heading: str = "Примечание") -> list[list]:
    for row in rows:
        row += [None] * (35 - len(row))
    rows[0] += [None] * (36 - len(rows[0]))
    rows[0][35] = heading
    return rows


def test_a_heading_beside_the_table_adds_no_columns_to_it(tmp_path):
    tables = ingest(write_workbook(with_heading_beside(appendix_rows()), tmp_path / "п.xlsx"))
    assert tables.readings["variant"].nunique() == 24, "the surplus value stands under it and still counts"
    assert len(found(tables, "surplus_value")) == 1
    assert set(tables.results.query("school_id != 'lk05'")["reading"]) == {"as_read", "not_held"}


@pytest.mark.parametrize("remark", every(2, ["см. протокол", 12]))
def test_a_remark_under_a_heading_of_its_own_leaves_the_row_as_it_stands(tmp_path, remark):
    rows = with_heading_beside(plain_rows())
    rows[ROWS["Краснинская"]] += [None] * (36 - len(rows[ROWS["Краснинская"]]))
    rows[ROWS["Краснинская"]][35] = remark
    tables = ingest(write_workbook(rows, tmp_path / "п.xlsx"))
    assert set(tables.results.query("school_id == 'lk01'")["reading"]) == {"as_read"}
    beside = tables.findings[tables.findings["message"].str.contains("Примечание")]
    assert beside["severity"].tolist() == ["warning" if remark == 12 else "note"]
    assert nothing_lost(tables)


@pytest.mark.slow
def test_a_row_of_another_length_is_unreadable_where_columns_were_lost(tmp_path):
    rows = appendix_rows()
    rows[0][6] = "X"
    made = judge(write_workbook(rows, tmp_path / "п.xlsx"))
    own = made.results.query("school_id == 'lk05'")
    assert set(own["reading"]) == {"missing"}
    assert of_school(made.classification, "Подгорновская")["shnor"] is None


def test_a_remark_far_to_the_right_is_no_value(tmp_path):
    rows = plain_rows()
    rows[ROWS["Свердловская"] - 1] += [None] * 5 + ["см. протокол"]
    tables = ingest(write_workbook(rows, tmp_path / "п.xlsx"))
    own = tables.results.query("school_id == 'lk06'")
    assert set(own["reading"]) == {"as_read", "not_held"}
    assert "вне таблицы" in said(tables, "not_parsed")


@pytest.mark.slow
@pytest.mark.parametrize("numbers", every(2, [[1, 2, 3, 4, 5, 6, 7], ["1.", "2.", "3.", "4.", "5.", "6.", "7."]]))
def test_names_are_found_to_the_right_of_row_numbers(tmp_path, numbers):
    rows = [["№ п/п" if place == 0 else None, *row] for place, row in enumerate(appendix_rows())]
    for row, number in zip(rows[3:], numbers, strict=True):
        row[0] = number
    (tmp_path / "a").mkdir()
    tables = ingest(write_workbook(rows, tmp_path / "п.xlsx"))
    plain = ingest(write_workbook(appendix_rows(), tmp_path / "a" / "п.xlsx"))
    columns = ["school_id", "fail_pct", "top_pct", "reading"]
    pd.testing.assert_frame_equal(tables.results[columns], plain.results[columns])
    assert found(tables, "header_width").empty
    assert nothing_lost(tables)


def test_a_title_row_that_names_assessments_is_not_the_heading(tmp_path):
    rows = [["Результаты", "ВПР 2019", "ОГЭ 2021"], *appendix_rows()]
    assert len(ingest(write_workbook(rows, tmp_path / "п.xlsx")).results) == 7 * 17


def test_headings_none_of_which_can_be_used_are_refused_in_words(tmp_path):
    rows = appendix_rows()
    rows[0][1:] = [h and h.replace(" весна", "") + " осень" for h in rows[0][1:]]
    with pytest.raises(ReportError, match=r"нет ни одной процедуры.*осенней"):
        ingest(write_workbook(rows, tmp_path / "п.xlsx"))


@pytest.mark.slow
def test_a_formula_in_a_heading_is_shown_as_typed(tmp_path):
    book = openpyxl.load_workbook(WORKBOOK)
    book.active["B1"] = ArrayFormula("B1", "=A1&A2")
    book.save(tmp_path / "п.xlsx")
    assert "«=A1&A2»" in said(ingest(tmp_path / "п.xlsx"), "header_unknown")


def test_an_unnamed_row_of_errors_is_no_heading(tmp_path):
    rows = plain_rows()
    rows[3] = [None] + ["#REF!"] * 34
    assert found(ingest(write_workbook(rows, tmp_path / "п.xlsx")), "row_unnamed")["cell"].tolist() == ["B4"]


# Rows


@pytest.mark.parametrize(
    "name",
    every(
        3,
        [
            "МБОУ «Средняя школа имени Героя области № 99»",
            "Средняя общеобразовательная школа №5",
            "Областной лицей",
            "Региональная гимназия",
            "МБОУ «Регион»",
        ],
    ),
)
def test_a_school_is_no_total(tmp_path, name):
    rows = appendix_rows()
    rows[ROWS["Мирновская"]][0] = name
    tables = ingest(write_workbook(rows, tmp_path / "п.xlsx"))
    assert found(tables, "row_total").empty
    assert len(tables.findings.query("severity == 'error' and cell == 'A10'")) == 1


@pytest.mark.parametrize("name", every(3, ["Итого", "Среднее", "ВСЕГО по округу", "Муниципалитет"]))
def test_a_total_is_no_school(tmp_path, name):
    rows = [*appendix_rows(), [name] + [5] * 34]
    assert found(ingest(write_workbook(rows, tmp_path / "п.xlsx")), "row_total")["severity"].tolist() == ["note"]


def test_the_only_possible_reading_of_a_shifted_row_is_used_and_told(tmp_path):
    rows = [row[:5] for row in plain_rows()]
    rows[ROWS["Демьяновская"]][1:] = [40, "-", "-", 60, 5]
    made = judge(write_workbook(rows, tmp_path / "п.xlsx"))
    assert of_school(made.results, "Демьяновская", grade=6)["fail_pct"] == 60
    told = made.findings[made.findings["cell"] == "B6:F6"]
    assert told["severity"].tolist() == ["warning"]
    assert not of_school(made.classification, "Демьяновская")["rests_on_correction"], "no correction is recorded"
    assert nothing_lost(made)


def test_contradicting_rows_one_of_which_is_unreadable_say_nothing(tmp_path):
    rows = plain_rows()
    row = rows[ROWS["Демьяновская"]]
    broken = list(row)
    broken[1:1] = [1, 2, 3]
    row[column_of(rows, RU7)] = 5
    made = judge(write_workbook([*rows, broken], tmp_path / "п.xlsx"))
    assert set(made.results.query("school_id == 'lk03'")["reading"]) == {"missing"}
    assert of_school(made.classification, "Демьяновская")["shnor"] is None


def test_a_correction_does_not_choose_between_rows(tmp_path):
    rows = appendix_rows()
    rows.append([rows[ROWS["Подгорновская"]][0], *rows[ROWS["Краснинская"]][1:]])
    path = write_workbook(rows, tmp_path / "п.xlsx")
    made = judge(path, [c.model_copy(update={"file": path}) for c in CORRECTIONS])
    assert made.corrections["applied"].tolist() == [False]
    assert (made.results.query("school_id == 'lk05'")["reading"] == "ambiguous").any()


def test_empty_pairs_have_cells(tmp_path):
    rows = plain_rows()
    rows[ROWS["Краснинская"]][1:3] = [None, None]
    assert found(ingest(write_workbook(rows, tmp_path / "п.xlsx")), "missing_value")["cell"].tolist() == ["B4:C4"]


# Corrections


@pytest.mark.parametrize(
    ("change", "words"),
    every_case(
        2,
        [
            ({"file": Path("data/leninsk-kuznetsky/2022/другой.xlsx")}, "другой.xlsx"),
            ({"school": "lk99"}, "lk99"),
        ],
    ),
)
def test_a_correction_that_meets_nothing_is_told(change, words):
    tables = ingest(WORKBOOK, [c.model_copy(update=change) for c in CORRECTIONS])
    assert tables.corrections["applied"].tolist() == [False]
    told = found(tables, "correction")
    assert told["severity"].tolist() == ["error"]
    assert words in told["message"].iloc[0]


def test_a_correction_may_be_written_with_backslashes():
    windows = Path("data\\leninsk-kuznetsky\\2022\\Приложение_1.xlsx")
    tables = ingest(WORKBOOK, [c.model_copy(update={"file": windows}) for c in CORRECTIONS])
    assert tables.corrections["applied"].tolist() == [True]


@pytest.mark.slow
def test_a_correction_holds_beside_an_empty_pair(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Подгорновская"]][3:5] = [None, None]
    path = write_workbook(rows, tmp_path / "п.xlsx")
    made = judge(path, [c.model_copy(update={"file": path}) for c in CORRECTIONS])
    row = of_school(made.classification, "Подгорновская")
    assert row["criterion_2"]
    assert row["rests_on_correction"]
    assert pd.isna(row["low_previous"]), "the empty pair may be low"
    assert "2020/21" in row["basis"]
    assert "47" in row["basis"], "what is known stays said"


def test_an_empty_pair_that_a_correction_moves_stays_unknown(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Подгорновская"]][30:32] = [None, None]
    path = write_workbook(rows, tmp_path / "п.xlsx")
    made = ingest(path, [c.model_copy(update={"file": path}) for c in CORRECTIONS])
    assert made.corrections["applied"].tolist() == [True]
    moved = of_school(made.results, "Подгорновская", assessment="EGE", subject="MA", school_year=2021)
    assert moved["reading"] == "missing", "a repaired empty result would read as «not held»"


# Limits


def long_xml(count: int, row: str) -> str:
    return "".join(row.replace("#", str(number)) for number in range(20, 20 + count))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "xml"),
    every_case(
        2,
        [
            (1, '<row r="1048576"><c r="XFD1048576" s="0"/></row>'),
            (1, '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'),
            pytest.param(300_000, '<row r="#"><c r="A#" s="0"/></row>', marks=pytest.mark.slow),
            pytest.param(300_000, '<row r="#" ht="15" customHeight="1"/>', marks=pytest.mark.slow),
            (40_000, '<row r="#"><c r="A#" s="0"/><c r="B#" s="0"/><c r="C#" s="0"/><c r="D#"></c></row>'),
        ],
    ),
    ids=["far corner", "last row", "formatted column", "formatted rows", "formatted block"],
)
def test_emptiness_costs_nothing(tmp_path, count, xml):
    path = with_rows_below(tmp_path, long_xml(count, xml))
    start = time.monotonic()
    assert len(ingest(path).results) == 7 * 17
    assert time.monotonic() - start < 10


@pytest.mark.slow
def test_a_sheet_of_millions_of_cells_is_refused_in_words(tmp_path):
    path = with_rows_below(tmp_path, long_xml(11_000, '<row r="#">' + "<c><f>1</f><v>1</v></c>" * 100 + "</row>"))
    with pytest.raises(ReportError, match=r"слишком (много|велик)"):
        ingest(path)


def test_cells_scattered_over_the_sheet_are_refused_in_words(tmp_path):
    path = with_rows_below(tmp_path, long_xml(3_000, '<row r="#"><c r="XFD#"><v>1</v></c></row>'))
    with pytest.raises(ReportError, match="разбросаны"):
        ingest(path)


@pytest.mark.parametrize("cells", [1_100_000, pytest.param(10_000_000, marks=pytest.mark.slow)])
def test_a_workbook_that_unpacks_to_a_great_many_cells_is_refused_in_words(tmp_path, cells):
    path = tmp_path / "п.xlsx"
    shutil.copy(WORKBOOK, path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"<c><v>1</v></c>" * cells)
    with pytest.raises(ReportError, match=r"слишком (много|велик)"):
        ingest(path)


def strangers(number: int) -> list[list]:
    return [[f"Школа {n}"] + [5] * 34 for n in range(number)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "rows",
    [
        strangers(300),
        [list(range(1000))] * 15,
        pytest.param(strangers(3000), marks=pytest.mark.slow),
        pytest.param([list(range(3000))] * 30, marks=pytest.mark.slow),
    ],
    ids=["schools", "columns", "thousands of schools", "thousands of columns"],
)
def test_thousands_of_foreign_cells_take_seconds(tmp_path, rows):
    path = write_workbook([*appendix_rows(), *rows], tmp_path / "п.xlsx")
    start = time.monotonic()
    assert len(ingest(path).results) == 7 * 17
    assert time.monotonic() - start < 20


def test_a_cell_written_twice_is_damage(tmp_path):
    path = with_cell(tmp_path, '<c r="B4"><v>30</v></c><c r="B4"><v>10</v></c>')
    with pytest.raises(ReportError, match="повреждён"):
        ingest(path)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [(6, 99, "повреждён"), (8, 1, "защищён паролем"), (10, 99, "повреждён")],
    ids=["unknown version", "encrypted", "unknown compression"],
)
def test_a_damaged_directory_of_the_archive_is_told_in_words(tmp_path, place, value, words):
    content = bytearray(WORKBOOK.read_bytes())
    for mark, shift in ((b"PK\x01\x02", 0), (b"PK\x03\x04", -2)):
        start = content.find(mark)
        while start >= 0:
            content[start + place + shift] = value
            start = content.find(mark, start + 4)
    (tmp_path / "п.xlsx").write_bytes(content)
    with pytest.raises(ReportError, match=words):
        ingest(tmp_path / "п.xlsx")


def test_why_no_file_could_be_read_is_told(tmp_path):
    paths = [tmp_path / "а.xlsx", tmp_path / "б.xlsx"]
    for path in paths:
        path.write_bytes(path.name.encode())
    with pytest.raises(ReportError, match=r"(?s)а\.xlsx» не является книгой.*б\.xlsx» не является книгой"):
        ingest(paths)


def test_two_schools_of_one_name_are_refused_in_words():
    schools = pd.DataFrame(
        {
            "school_id": ["a", "b"],
            "school": ["МБОУ «Краснинская СОШ»", "Краснинская  СОШ"],
            "kind": ["СОШ", "СОШ"],
            "highest_grade": [11, 11],
        }
    )
    with pytest.raises(ReportError, match="называются одинаково"):
        ingest(WORKBOOK, schools=schools)


@pytest.mark.slow
def test_messages_stay_readable(tmp_path):
    rows = appendix_rows()
    rows[3][1] = "я" * 32_000
    rows[4][0] = "МБОУ " + "школа " * 5000
    rows[0][3] = "ВПР МА 5 2019 " + "слово " * 5000
    rows[8][27:29] = ["-", "ю" * 5000]
    findings = ingest(write_workbook(rows, tmp_path / "п.xlsx")).findings
    assert findings["message"].str.len().max() < 500

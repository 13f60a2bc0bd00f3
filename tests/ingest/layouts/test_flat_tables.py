"""Flat tables of a region's dashboards: all marks in per cent and no column of procedures, read as ВПР; look-alikes."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.joining.group_results import numbered
from shnor_lib.ingest.layouts.recognition import recognised, resemblance
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import FLAT_HEADINGS, flat_rows

OKRUG = invent_okrug(11, n_schools=4, years=(2022,), vpr_grades=(5, 6))
WORKS = [procedure for procedure in OKRUG.procedures if procedure.assessment == "VPR"]
HEADINGS = list(FLAT_HEADINGS)
ROW = [2023, 5, "Математика", "Энский МО", "МБОУ «Тихоструйная СОШ»", "edu990000", 20, 35, 30, 20, 15]
COUNTS = [7, 6, 4, 3]
MARKS = slice(7, 11)


def read(rows, name="Лист1", odd=None):
    sheet = Sheet("свод.xlsx", name, [list(row) for row in rows], odd or {})
    layout = recognised(sheet)
    assert layout is not None and layout.code == "long_table", resemblance(sheet)
    found = layout.read(sheet, ()).frame()
    sheet.sweep()
    sheet.counts()
    return found, sheet


def taken_for(rows, name="Лист1"):
    layout = recognised(Sheet("свод.xlsx", name, [list(row) for row in rows]))
    return layout.code if layout else ""


def headed(*marks, before=HEADINGS[:7]):
    return [*before, *marks]


def row_with(**changes):
    return [changes.get(f"c{place}", value) for place, value in enumerate(ROW)]


def said(sheet, *severities):
    return [(f.check, f.cell) for f in sheet.findings if f.severity in (severities or ("error", "warning"))]


def test_the_results_are_those_of_the_okrug():
    found, sheet = read(flat_rows(OKRUG, WORKS))
    invented = [
        ("VPR", p.subject, p.grade, p.school_year, s.digits, m.n_participants, m.counts[0], m.shares_pct[0])
        for p in WORKS
        for s, m in OKRUG.taking_part(p)
    ]
    columns = ["assessment", "subject", "grade", "school_year", "code", "n_participants", "n_failed", "fail_pct"]
    assert list(numbered(found)[columns].itertuples(index=False, name=None)) == invented
    assert [(f.severity, f.check) for f in sheet.findings] == [("note", "header_unknown")]
    assert "прочитана как результаты ВПР" in sheet.findings[0].message


@pytest.mark.parametrize(
    "heading",
    [
        headed("2", "3", "4", "5"),
        headed(2, 3, 4, 5),
        headed(2.0, 3.0, 4.0, 5.0),
        headed("«2»", "«3»", "«4»", "«5»"),
        headed("2, %", "3, %", "4, %", "5, %"),
        headed("% 2", "% 3", "% 4", "% 5"),
        headed("Доля «2»", "Доля «3»", "Доля «4»", "Доля «5»"),
        headed("Отметка «2»", "Отметка «3»", "Отметка «4»", "Отметка «5»"),
        headed("Получили 2 (%)", "Получили 3 (%)", "Получили 4 (%)", "Получили 5 (%)"),
        headed(
            "2",
            "3",
            "4",
            "5",
            before=["Учебный год", "Параллель", "Учебный предмет", "Район", "Школа", "Логин ОО", "Участников"],
        ),
        headed(
            "2",
            "3",
            "4",
            "5",
            before=["год", "КЛАСС", "Предмет ", "МО", "Наименование ОО", "Логин ФИС ОКО", "Количество участников"],
        ),
    ],
)
def test_headings_of_one_meaning(heading):
    found, sheet = read([heading, ROW])
    assert found.loc[0, ["assessment", "subject", "grade", "school_year", "code"]].tolist() == [
        "VPR",
        "MA",
        5,
        2023,
        "990000",
    ]
    assert found.loc[0, ["n_participants", "pct_2", "pct_5"]].tolist() == [20, 35, 15]
    assert said(sheet) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"c0": "2022/2023"},
        {"c0": "2022/23"},
        {"c0": "22/23"},
        {"c0": "2022-2023 уч. г."},
        {"c0": "2023 год", "c1": "5 класс"},
        {"c1": "5-й класс", "c2": "Математика "},
        {"c1": "5 кл.", "c2": "матем."},
        {"c2": "МА", "c5": "sch990000"},
        {"c5": "(edu990000)"},
        {"c5": "EDU990000"},
        {"c5": "еdu 990000"},
        {"c4": "МБОУ «Тихоструйная СОШ»(edu990000)", "c5": None},
        {"c6": "20", "c7": "35,0", "c8": "30,0", "c9": "20,0", "c10": "15,0"},
        {"c7": "35 %", "c8": "30 %", "c9": "20 %", "c10": "15 %"},
        {"c7": 0.35, "c8": 0.3, "c9": 0.2, "c10": 0.15},
    ],
)
def test_values_as_people_write_them(changes):
    found, sheet = read([HEADINGS, row_with(**changes)])
    assert found.loc[0, ["subject", "grade", "school_year", "code"]].tolist() == ["MA", 5, 2023, "990000"]
    assert found.loc[0, ["n_participants", "pct_2", "pct_5", "fail_pct"]].tolist() == [20, 35, 15, 35]
    assert said(sheet) == []


def test_cells_in_the_format_of_per_cent():
    odd = {
        (2, 8 + place): SheetCell(2, 8 + place, x, number_format="0%") for place, x in enumerate([0.35, 0.3, 0.2, 0.15])
    }
    found, _ = read([HEADINGS, row_with(c7=0.35, c8=0.3, c9=0.2, c10=0.15)], odd=odd)
    assert found.loc[0, ["pct_2", "pct_5"]].tolist() == [35, 15]


def test_marks_under_a_common_heading_over_two_rows():
    top = [*HEADINGS[:7], "Распределение отметок, %", None, None, None]
    below = [*[None] * 7, 2, 3, 4, 5]
    found, sheet = read([top, below, ROW])
    assert (found.fail_pct[0], found.source_cell[0]) == (35, "H3")
    assert said(sheet) == []


def test_counts_beside_shares_are_held_against_each_other():
    top = [*HEADINGS[:7], "Количество", None, None, None, "Доля, %", None, None, None]
    below = [*[None] * 7, *"2345", *"2345"]
    row, other = [*ROW[:7], *COUNTS, *ROW[MARKS]], [*ROW[:7], *COUNTS, 40, *ROW[8:11]]
    found, sheet = read([top, below, row, other])
    assert found["n_2"].tolist() == [7, 7] and found["fail_pct"].tolist() == [35, 35]
    assert said(sheet) == [("bad_value", "L4")]
    assert "доля «40» не равна" in sheet.findings[0].message


@pytest.mark.parametrize(
    ("title", "name", "grade", "assessment"),
    [
        ("Результаты ВПР 2023", "Лист1", 5, "VPR"),
        ("Результаты МКР", "Лист1", 5, "MKR"),
        ("Муниципальная контрольная работа", "Лист1", 5, "MKR"),
        (None, "ОГЭ", 9, "OGE"),
        ("Всероссийские проверочные работы", "Лист1", 8, "VPR"),
    ],
)
def test_a_title_or_the_sheets_name_names_the_procedure(title, name, grade, assessment):
    found, sheet = read([[title], HEADINGS, row_with(c1=grade)], name)
    assert found["assessment"].tolist() == [assessment]
    assert sheet.findings == []


def test_a_year_may_stand_in_the_title_alone():
    found, sheet = read([["ВПР 2022/2023 учебного года"], HEADINGS[1:], ROW[1:]])
    assert found["school_year"].tolist() == [2023] and sheet.findings == []


def test_counts_are_of_vpr_only_where_the_school_is_told_by_its_login():
    """Logins are those of ФИС ОКО; without them and without a procedure counts may be anything's."""
    found, sheet = read([HEADINGS, [*ROW[:7], *COUNTS]])
    assert found["n_2"].tolist() == [7] and said(sheet) == []
    without = [heading for heading in HEADINGS if heading != "Логин"]
    found, sheet = read([without, [*ROW[:5], 20, *COUNTS]])
    assert found.empty
    assert said(sheet) == [("header_unknown", "A1")]
    assert "процедура в ней не названа" in sheet.findings[0].message


def test_the_ninth_year_sits_no_vpr():
    found, sheet = read([HEADINGS, ROW, row_with(c1=9)])
    assert found["grade"].tolist() == [5]
    assert said(sheet) == [("header_unknown", "C3")]


def test_rows_with_one_problem_are_told_together():
    found, sheet = read([HEADINGS, ROW, *[row_with(c2="Физкультура")] * 3])
    assert len(found) == 1
    assert said(sheet) == [("header_unknown", "C3")]
    assert "Строки 3, 4, 5 (3)" in sheet.findings[-1].message


# What else has such columns


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([["Четверть", *HEADINGS], ["1", *ROW]], "Лист1"),
        ([["Итоги 1 четверти"], HEADINGS, ROW], "Лист1"),
        ([HEADINGS, ROW], "Итоги полугодия"),
        ([["Годовые отметки"], HEADINGS, ROW], "Лист1"),
        ([["Диагностическая работа 15.10.2023"], HEADINGS, ROW], "Лист1"),
        ([["Пробный ОГЭ и ВПР"], HEADINGS, ROW], "Лист1"),
        ([["Административные контрольные работы"], HEADINGS, ROW], "Лист1"),
        ([[*HEADINGS, "Учитель"], [*ROW, "Звездопадова А. И."]], "Лист1"),
        ([[*HEADINGS, "ФИО учителя"], [*ROW, "Звездопадова А. И."]], "Лист1"),
        (
            [
                ["ФИО", "Должность", "Предмет", "Класс", "Год", "ОО", "Категория"],
                ["Звездопадова А. И.", "учитель", "МА", 5, 2023, "СОШ", "первая"],
            ],
            "Лист1",
        ),
        ([[heading for heading in HEADINGS if heading != "Кол-во участников"], [*ROW[:6], *ROW[7:]]], "Лист1"),
        ([HEADINGS[:8], ROW[:8]], "Лист1"),
        ([HEADINGS[1:], ROW[1:]], "Лист1"),
        ([[h for h in HEADINGS if h not in ("ОО", "Логин")], [*ROW[:4], *ROW[6:]]], "Лист1"),
        (
            [
                ["Код школы", "Учебный год", "Четверть", "Предмет", "Класс", "Учеников", "Успевают", "На 4–5"],
                ["1", "2022/23", 1, "МА", 5, 20, 18, 9],
            ],
            "Четверти",
        ),
    ],
)
def test_other_tables_are_not_taken_for_results(rows, name):
    assert taken_for(rows, name) == ""


def test_an_unknown_table_is_told_what_it_lacks():
    sheet = Sheet("свод.xlsx", "Лист1", [["Четверть", *HEADINGS], ["1", *ROW]])
    assert "не хватает: «Процедура» или «Оценочная процедура»" in resemblance(sheet)

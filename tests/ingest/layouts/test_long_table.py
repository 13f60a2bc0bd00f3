"""The plain long table of a centre: counts or shares, МКР, whatever the order of columns."""

import pytest

from shnor_lib.ground.personal_names import HIDDEN
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.joining.group_results import numbered
from shnor_lib.ingest.layouts.long_table import read_long_table, recognise_long_table
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import context_rows, long_rows

OKRUG = invent_okrug(11, n_schools=4, years=(2022,), vpr_grades=(5, 6))
HEADINGS = ["Школа", "Процедура", "Предмет", "Класс", "Год", "Участников", "Получили «2»"]
ROW = ["МБОУ «Тихоструйная СОШ»", "ВПР", "Математика", 5, 2022, 20, 3]


def read(rows, odd=None):
    sheet = Sheet("наша.xlsx", "Лист1", [list(row) for row in rows], odd or {})
    assert recognise_long_table(sheet)
    found = read_long_table(sheet).frame()
    sheet.sweep()
    sheet.counts()
    return found, sheet


def row_with(**changes):
    return [changes.get(f"c{place}", value) for place, value in enumerate(ROW)]


def places(sheet):
    return [(finding.check, finding.cell) for finding in sheet.findings]


@pytest.mark.parametrize("failed_as", ["count", "share"])
def test_counts_and_shares_give_the_same_results(failed_as):
    found, sheet = read(long_rows(OKRUG, OKRUG.procedures, failed_as=failed_as))
    invented = [
        (p.assessment, p.level, p.subject, p.grade, m.n_participants, m.counts[0], m.shares_pct[0])
        for p in OKRUG.procedures
        for _, m in OKRUG.taking_part(p)
    ]
    columns = ["assessment", "level", "subject", "grade", "n_participants", "n_2", "fail_pct"]
    counted = numbered(found)
    assert list(counted[columns].itertuples(index=False, name=None)) == invented
    assert (counted["n_failed"] == counted["n_2"]).all()
    assert sheet.findings == []


def test_columns_may_stand_in_any_order_under_a_title():
    order = (6, 0, 5, 2, 4, 1, 3)
    found, sheet = read([["Результаты округа"], [], [HEADINGS[i] for i in order], [ROW[i] for i in order]])
    assert (found.n_2[0], found.fail_pct[0], found.source_cell[0]) == (3, 15, "A4")
    assert places(sheet) == [("not_parsed", "A1")]


def test_municipal_tests_are_an_assessment_of_their_own():
    found, _ = read([HEADINGS, row_with(c1="МКР")])
    assert found.assessment[0] == "MKR"


def test_all_marks_may_be_given():
    found, _ = read([[*HEADINGS, "Получили «3»", "Получили «4»", "Получили «5»", "Отсутствовали"], [*ROW, 7, 6, 4, 2]])
    assert found.loc[0, ["n_2", "n_3", "n_4", "n_5", "n_absent"]].tolist() == [3, 7, 6, 4, 2]
    assert found.loc[0, ["pct_2", "pct_3", "pct_4", "pct_5"]].tolist() == [15, 35, 30, 20]


@pytest.mark.parametrize(
    ("heading", "value", "n_2", "fail_pct"),
    [
        ("Получили «2»", 3, 3, 15),
        ("Получили «2», чел.", "3", 3, 15),
        ("Получили «2»", "15 %", 3, 15),
        ("Получили «2», %", 15, 3, 15),
        ("Доля «2»", "15,0", 3, 15),
        ("«2» (%)", 15.0, 3, 15),
    ],
)
def test_the_unit_is_that_of_the_heading_or_of_the_cell(heading, value, n_2, fail_pct):
    found, sheet = read([[*HEADINGS[:6], heading], row_with(c6=value)])
    assert (numbered(found).n_failed[0], found.fail_pct[0]) == (n_2, fail_pct)
    assert sheet.findings == []


def test_a_cell_in_percent_format_is_a_share():
    cell = SheetCell(2, 7, 0.15, number_format="0%")
    found, _ = read([HEADINGS, row_with(c6=0.15)], {(2, 7): cell})
    assert (numbered(found).n_failed[0], found.fail_pct[0]) == (3, 15)


@pytest.mark.parametrize("year", [2022, "2022", 2022.0, "2021/22", "2021/2022", "2021–2022 учебный год", "2022 год"])
def test_the_school_year_is_the_one_it_ends_in(year):
    found, sheet = read([HEADINGS, row_with(c4=year)])
    assert found.school_year[0] == 2022
    assert sheet.findings == []


@pytest.mark.parametrize(
    ("changes", "check", "cell"),
    [
        ({"c0": None}, "row_unnamed", "A2:G2"),
        ({"c1": "олимпиада"}, "header_unknown", "B2"),
        ({"c2": "Волшебство"}, "header_unknown", "B2"),
        ({"c4": None}, "header_unknown", "B2"),
        ({"c4": "2021/2024"}, "header_unknown", "B2"),
        ({"c1": "ВПР осень"}, "season_autumn", "B2"),
        ({"c0": "Итого по округу"}, "row_total", "A2"),
        ({"c5": None}, "missing_value", "F2"),
        ({"c6": None}, "missing_value", "G2"),
        ({"c5": "много"}, "bad_value", "F2"),
        ({"c5": 20.5}, "bad_value", "F2"),
        ({"c6": 500}, "bad_value", "G2"),
        ({"c6": -1}, "bad_value", "G2"),
        ({"c6": 2.5}, "bad_value", "G2"),
        ({"c6": "130 %"}, "bad_value", "G2"),
        ({"c6": "#REF!"}, "bad_value", "G2"),
    ],
)
def test_what_cannot_be_read_is_named_at_its_cell_and_stays_unknown(changes, check, cell):
    found, sheet = read([HEADINGS, row_with(**changes), row_with(c3=6)])
    assert places(sheet) == [(check, cell)]
    assert found[found["grade"] == 6]["fail_pct"].tolist() == [15]
    assert found[found["grade"] != 6]["fail_pct"].isna().all()


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("база", "base"),
        ("базовый", "base"),
        ("Базовая", "base"),
        ("базовый уровень", "base"),
        ("профиль", "profile"),
        ("профильный", "profile"),
        ("ПРОФИЛЬНАЯ", "profile"),
        ("профильного уровня", "profile"),
        (None, ""),
    ],
)
def test_levels_in_any_words(level, code):
    found, sheet = read([[*HEADINGS, "Уровень"], [*row_with(c1="ЕГЭ", c3=11), level]])
    assert found["level"].tolist() == [code] and sheet.findings == []


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("Математика ", "MA"),
        ("математика", "MA"),
        ("матем.", "MA"),
        ("Русский  язык", "RU"),
        ("рус. яз.", "RU"),
        ("рус.яз.", "RU"),
        ("Русский", "RU"),
        ("Окр. мир", "WO"),
        ("общество", "SS"),
        ("Информатика и ИКТ", "IT"),
        ("англ. яз.", "EN"),
    ],
)
def test_subjects_in_words_or_short(subject, code):
    found, sheet = read([HEADINGS, row_with(c2=subject)])
    assert found["subject"].tolist() == [code] and sheet.findings == []


@pytest.mark.parametrize("grade", [5, "5", 5.0, "5 класс", "5-й класс", "5 кл.", "5-е классы", "5 параллель"])
def test_grades_in_words_or_short(grade):
    found, sheet = read([HEADINGS, row_with(c3=grade)])
    assert found["grade"].tolist() == [5] and sheet.findings == []


@pytest.mark.parametrize("again", [HEADINGS, [1, 2, 3, 4, 5, 6, 7], [str(n) for n in range(1, 8)]])
def test_headings_once_more_and_numbers_of_columns_are_no_rows(again):
    found, sheet = read([HEADINGS, again, ROW, HEADINGS, row_with(c3=6)])
    assert found["grade"].tolist() == [5, 6] and sheet.findings == []


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (["Школа", "Процедура", "Участников", "Получили «2»"], [ROW[0], "ВПР МА 5 2022", 20, 3]),
        (
            ["Школа", "Процедура", "Предмет", "Класс", "Участников", "Получили «2»"],
            [ROW[0], "ВПР 2022", *ROW[2:4], 20, 3],
        ),
        (HEADINGS, row_with(c1="ВПР 2022")),
        (HEADINGS, row_with(c2="Математика 5 класс")),
        (HEADINGS, row_with(c1="ВПР 2022", c2="Математика 5 класс", c3="5 класс", c4="2021/2022")),
    ],
)
def test_one_cell_may_tell_more_of_the_procedure_than_its_column(headings, row):
    found, sheet = read([headings, row])
    assert found.loc[0, ["assessment", "subject", "grade", "school_year"]].tolist() == ["VPR", "MA", 5, 2022]
    assert sheet.findings == []


def test_a_column_of_works_that_names_none_is_no_procedure():
    rows = [["Школа", "Работа", "Участников", "Получили «2»"], [ROW[0], "Изложение", 20, 3]]
    assert not recognise_long_table(Sheet("к.xlsx", "Лист1", rows))


# By what a row names its school

OF_SCHOOL = ["Логин", "Код школы", "Школа"]


@pytest.mark.parametrize(
    ("cells", "group", "code"),
    [
        (("edu421000", None, None), "edu421000", "421000"),
        (("(sch421000)", None, None), "(sch421000)", "421000"),
        (("EDU 421000", "12101", "СОШ № 1"), "СОШ № 1 (код 12101)", "421000"),
        (("421000", None, None), "421000", ""),
        ((421000, None, "СОШ № 1"), "СОШ № 1 (код 421000)", ""),
        ((None, 12101, None), "12101", ""),
        ((None, "12101", "СОШ № 1"), "СОШ № 1 (код 12101)", ""),
        ((None, "edu421000", "СОШ № 1"), "СОШ № 1", "421000"),
        ((None, None, "СОШ № 1(edu421000)"), "СОШ № 1(edu421000)", "421000"),
        ((None, None, "edu421000"), "edu421000", "421000"),
        (("-", "–", "СОШ № 1"), "СОШ № 1", ""),
        (("edu421000", None, "СОШ № 1(edu999999)"), "СОШ № 1(edu999999)", "421000"),
    ],
)
def test_the_login_names_the_school_then_the_code_then_the_name(cells, group, code):
    found, sheet = read([[*OF_SCHOOL, *HEADINGS[1:]], [*cells, *ROW[1:]]])
    assert found.loc[0, ["group", "code", "kind"]].tolist() == [group, code, "school"]
    assert sheet.findings == []


@pytest.mark.parametrize("heading", [*OF_SCHOOL, "Логин ФИС ОКО", "Логин ОО", "Код ОО", "school_id", "Код", "ОО"])
def test_one_column_that_names_the_school_is_enough(heading):
    found, _ = read([[heading, *HEADINGS[1:]], ["edu421000", *ROW[1:]]])
    assert found["code"].tolist() == ["421000"]


def test_a_municipality_in_merged_cells_is_that_of_the_rows_below():
    named = ["Энский МО", None, "Другой МО", None]
    found, _ = read([["Муниципалитет", *HEADINGS], *[[name, *row_with(c3=n)] for n, name in enumerate(named, start=4)]])
    assert found["municipality"].tolist() == ["Энский МО", "Энский МО", "Другой МО", "Другой МО"]


def test_a_login_that_is_none_is_named_and_the_name_counts():
    found, sheet = read([[*OF_SCHOOL, *HEADINGS[1:]], ["нет данных", None, *ROW]])
    assert found["group"].tolist() == [ROW[0]]
    assert places(sheet) == [("bad_value", "A2")]


# Numbers under «2»


def test_one_finding_names_both_readings_of_a_column():
    found, sheet = read(
        [[*HEADINGS[:6], "2"], row_with(c5=60, c6=20), row_with(c3=6, c5=60, c6=0), row_with(c3=7, c5=50, c6=10)]
    )
    assert found["fail_pct"].fillna(-1).tolist() == [-1, 0, -1]
    (finding,) = sheet.findings
    assert (finding.severity, finding.check, finding.cell) == ("error", "bad_value", "G2:G4")
    message = finding.message.replace("\u00a0", " ")
    assert "указано «20» при 60 участниках: это 20 учеников (33,33 %) или 20 %" in message
    assert "2 строки" in message
    assert sheet.counts()["set_aside"] == 2


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        (["35%", "10 %", 20], [35, 10, 20]),
        (["35%", 20, 10, 5], [35, None, None, None]),
    ],
)
def test_a_sign_in_half_of_the_cells_decides_for_the_rest(cells, shares):
    rows = [row_with(c3=grade, c5=60, c6=cell) for grade, cell in enumerate(cells, start=4)]
    found, _ = read([[*HEADINGS[:6], "2"], *rows])
    assert found["fail_pct"].astype(object).where(found["fail_pct"].notna(), None).tolist() == shares


@pytest.mark.parametrize("title", ["Распределение отметок, %", "Доля получивших «2»", "Итоги (в процентах)"])
def test_a_title_may_say_that_numbers_are_per_cent(title):
    row = row_with(c5=60, c6=20)
    found, sheet = read([[title], [*HEADINGS[:6], "2"], row])
    assert (found.fail_pct[0], sheet.findings) == (20, [])
    found, _ = read([[title], [*HEADINGS[:6], "2, чел."], row])
    assert found.n_2[0] == 20


def test_participants_are_those_with_marks_where_no_column_counts_them():
    marks = ["«2»", "«3»", "«4»", "«5»"]
    found, sheet = read([[*HEADINGS[:5], *marks], [*ROW[:5], 3, 7, 6, 4]])
    assert found.loc[0, ["n_participants", "n_2", "fail_pct"]].tolist() == [20, 3, 15]
    assert sheet.findings == []


def test_a_count_without_participants_is_told():
    found, sheet = read([[*HEADINGS[:5], HEADINGS[6]], [*ROW[:5], 3]])
    assert found["fail_pct"].isna().all()
    assert places(sheet) == [("missing_value", "F1")]


def test_dashes_mean_that_nothing_was_held():
    found, sheet = read([HEADINGS, row_with(c5="-", c6="–")])
    assert found.empty and sheet.findings == []


def test_a_day_that_is_no_day_is_named():
    found, sheet = read([[*HEADINGS, "Дата"], [*ROW, "весной"], [*row_with(c3=6), "20.04.2022"]])
    assert found["held_on"].tolist() == ["", "2022-04-20"]
    assert found["season"].tolist() == ["", "spring"]
    assert places(sheet) == [("bad_value", "H2")]


def test_a_region_is_no_school():
    found, _ = read([HEADINGS, row_with(c0="Энская область"), row_with(c0="Округ(reg99_m012)"), ROW])
    assert found["kind"].tolist() == ["region", "municipality", "school"]
    assert found["code"].tolist() == ["", "reg99_m012", ""]


def test_a_column_named_twice_is_nobodys():
    found, sheet = read([[*HEADINGS, "Участников"], [*ROW, 21]])
    assert found.fail_pct.isna().all()
    assert {f.check for f in sheet.findings} == {"column_unknown"}


@pytest.mark.parametrize("heading", [heading for heading in HEADINGS if heading != "Участников"])
def test_a_needed_column_named_twice_leaves_no_row(heading):
    found, sheet = read([[*HEADINGS, heading], [*ROW, ROW[HEADINGS.index(heading)]]])
    assert found.empty and sheet.findings[0].check == "column_unknown"


def test_a_column_of_names_is_not_read():
    found, sheet = read([[*HEADINGS, "ФИО учителя"], [*ROW, "Звездопадова А. И."]])
    assert places(sheet) == [("names_in_file", "H1")]
    assert "Звездопадова" not in f"{found.to_dict()}{sheet.findings}"


def test_what_is_wrong_is_quoted_but_no_name():
    values = [("много", "много"), ("Звездопадова Анна Игоревна", HIDDEN)]
    for value, quoted in values:
        _, sheet = read([HEADINGS, row_with(c6=value)])
        assert f"«{quoted}»" in sheet.findings[0].message
    _, sheet = read([[*HEADINGS, "Учитель"], [*row_with(c6="Звездопадова"), None]])
    assert [
        HIDDEN in f.message and "Звездопадова" not in f.message for f in sheet.findings if f.check == "bad_value"
    ] == [True]


def test_other_tables_are_no_long_table():
    assert not recognise_long_table(Sheet("к.xlsx", "Лист1", context_rows(OKRUG, 2022)))


def test_a_signature_below_is_a_remark_and_no_faulty_row():
    found, sheet = read([HEADINGS, ROW, [], ["Директор центра ____________"]])
    assert len(found) == 1
    assert [(f.severity, f.check, f.cell) for f in sheet.findings] == [("warning", "not_parsed", "A4")]
    assert "Директор" not in sheet.findings[0].message


@pytest.mark.parametrize(
    ("heading", "cell", "letter"),
    [("Класс (буква)", "А", "А"), ("Класс (буква)", "6б", "Б"), ("Буква класса", "6 «B»", "В"), ("Литера", None, "")],
)
def test_a_letter_tells_the_class_and_is_lost_in_no_cell(heading, cell, letter):
    found, sheet = read([[*HEADINGS, heading, "№ работы"], [*row_with(c1="МКР"), cell, 2]])
    assert found[["class_letter", "work", "grade"]].values.tolist() == [[letter, "2", 5]]
    assert sheet.findings == []


@pytest.mark.parametrize("cell", ["6А", "6 а", "6«А»", "6-А"])
def test_a_grade_with_a_letter_is_a_class(cell):
    found, _ = read([HEADINGS, row_with(c1="МКР", c3=cell)])
    assert found[["grade", "class_letter"]].values.tolist() == [[6, "А"]]

"""Protocols of the regional exam centre: results by school, minimums of params, periods, several exams on a sheet."""

from dataclasses import replace
from datetime import date

import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.exam_periods import attempt_on
from shnor_lib.ingest.layouts.exam_protocols import read_exam_protocols, recognise_exam_protocols
from tests.support.programme_2022 import params_2022
from tools.okrug.exam_centre import protocol_rows
from tools.okrug.invented import invent_okrug

MINIMUMS = params_2022().procedures.exam_minimums
OKRUG = invent_okrug(11, n_schools=6, years=(2022,), vpr_grades=(5,))
OGE = [p for p in OKRUG.procedures if p.assessment == "OGE"]
EGE = [p for p in OKRUG.procedures if p.assessment == "EGE"]
LINE, HEADING, FIRST = 4, 6, 7
#: Columns (from 1) of the invented ОГЭ protocol.
SCHOOL, CLASS, PRIMARY, MARK = 2, 3, 21, 23


def read(rows, minimums=MINIMUMS):
    sheet = Sheet("протокол.xls", "Page 1", rows)
    assert recognise_exam_protocols(sheet)
    found = read_exam_protocols(sheet, minimums).frame()
    sheet.sweep()
    sheet.counts()
    return found, sheet


def complaints(sheet):
    return [finding for finding in sheet.findings if finding.check != "names_in_file"]


def oge_with(row, column, value):
    rows = protocol_rows(OKRUG, OGE)
    rows[row - 1][column - 1] = value
    return rows


@pytest.mark.parametrize("exams", [OGE, EGE], ids=["ОГЭ", "ЕГЭ"])
def test_every_exam_of_the_sheet_is_summed_up_by_school(exams):
    found, sheet = read(protocol_rows(OKRUG, exams))
    invented = [
        (school.school_id, p.assessment, p.level, p.subject, p.held_on, m.n_participants, m.counts[0], m.shares_pct[0])
        for p in exams
        for school, m in OKRUG.taking_part(p)
    ]
    columns = ["group", "assessment", "level", "subject", "held_on", "n_participants", "n_2", "fail_pct"]
    assert list(found[columns].itertuples(index=False, name=None)) == invented
    assert complaints(sheet) == []


def test_marks_are_known_for_exams_with_marks_and_scores_for_the_rest():
    found, _ = read(protocol_rows(OKRUG, EGE))
    base = found[found["level"] == "base"]
    scored = found[found["level"] != "base"]
    assert base["n_5"].notna().all() and base["mean_score"].isna().all()
    assert scored["n_5"].isna().all() and scored["mean_score"].between(0, 100).all()


def test_the_minimum_comes_from_params():
    exam = [p for p in EGE if p.subject == "RU"]
    higher = [m.model_copy(update={"minimum": 100}) for m in MINIMUMS]
    found, _ = read(protocol_rows(OKRUG, exam), higher)
    assert (found["fail_pct"] > 90).all()


def test_without_a_minimum_nothing_is_said_of_failure():
    found, sheet = read(protocol_rows(OKRUG, EGE[:1]), ())
    assert found["fail_pct"].isna().all() and found["n_participants"].notna().all()
    assert [(f.check, f.cell) for f in complaints(sheet)] == [("exam_minimum", f"A{LINE}")]


def test_the_minimum_itself_is_passed():
    rows = protocol_rows(OKRUG, [p for p in EGE if p.subject == "RU"], only={OKRUG.schools[0].school_id})
    for row in rows[FIRST - 1 : -2]:
        row[22] = 24
    assert read(rows)[0].fail_pct[0] == 0


def test_the_footer_is_no_pupil():
    found, sheet = read(protocol_rows(OKRUG, OGE))
    assert "Средние" not in set(found["group"])
    assert complaints(sheet) == []


@pytest.mark.parametrize("value", [6, 1, "", None, "удалён", 3.5, "#REF!"])
def test_an_unread_result_leaves_the_schools_share_unknown(value):
    found, sheet = read(oge_with(FIRST, MARK, value))
    assert found.isna().fail_pct[0] and found.fail_pct[1:].notna().all()
    assert [(f.check, f.cell) for f in complaints(sheet)] == [("bad_value", f"W{FIRST}")]


@pytest.mark.parametrize("value", ["", None, "Звездопадова", "12", 1.5])
def test_a_pupil_without_a_school_is_set_aside(value):
    before, _ = read(protocol_rows(OKRUG, OGE))
    found, sheet = read(oge_with(FIRST, SCHOOL, value))
    assert found.n_participants[0] == before.n_participants[0] - 1
    assert [f.check for f in complaints(sheet)] == ["row_unnamed"]


def test_a_heading_repeated_by_a_page_break_parts_no_school():
    rows = protocol_rows(OKRUG, OGE)
    expected, _ = read(protocol_rows(OKRUG, OGE))
    rows[FIRST + 1 : FIRST + 1] = [[], list(rows[HEADING - 1])]
    found, sheet = read(rows)
    columns = ["group", "subject", "n_participants", "n_2", "n_5", "fail_pct"]
    assert found[columns].equals(expected[columns])
    assert complaints(sheet) == []


@pytest.mark.parametrize("cells", [["02 - Математика", "2022.06.03"], ["02 - Математика", date(2022, 6, 3)]])
def test_the_line_of_an_exam_may_take_two_cells(cells):
    rows = protocol_rows(OKRUG, OGE)
    rows[LINE - 1] = [cells[0], None, None, cells[1]]
    found, sheet = read(rows)
    assert (found.subject[0], found.held_on[0]) == ("MA", "2022-06-03")
    assert complaints(sheet) == []


def test_the_title_tells_the_assessment_before_the_columns_do():
    rows = oge_with(1, 1, "Протокол проверки результатов ОГЭ 2022 г.")
    rows[HEADING - 1][PRIMARY - 1] = "Тестовый балл"
    found, _ = read(rows)
    assert set(found["assessment"]) == {"OGE"}


def test_a_column_named_twice_is_nobodys():
    found, sheet = read(oge_with(HEADING, PRIMARY, "Оценка"))
    assert set(found["subject"]) == {OGE[1].subject}
    assert {f.check for f in complaints(sheet)} == {"column_unknown"}


def test_pupils_of_other_classes_are_not_counted():
    before, _ = read(protocol_rows(OKRUG, OGE))
    found, sheet = read(oge_with(FIRST, CLASS, "11А"))
    assert found.n_participants[0] == before.n_participants[0] - 1
    assert [f.check for f in complaints(sheet)] == ["class_other"]


@pytest.mark.parametrize("code", ["12101", 12101.0, " 012101 "])
def test_codes_of_schools_may_be_text(code):
    found, sheet = read(oge_with(FIRST, SCHOOL, code))
    assert found.group[0] == "12101"
    assert complaints(sheet) == []


@pytest.mark.parametrize(
    "line",
    [
        "63 - Астрология 2022.06.03",
        "2 - Физика 2022.06.03",
        "02 - Математика базовая 2022.06.03",
        "02 - Математика 2022.13.03",
    ],
)
def test_a_line_that_names_no_exam_sets_its_table_aside(line):
    found, sheet = read(oge_with(LINE, 1, line))
    assert set(found["subject"]) == {OGE[1].subject}
    assert {f.check for f in complaints(sheet)} == {"header_unknown"}
    assert sheet.counts()["set_aside"] > 0


def test_unknown_columns_are_set_aside_without_their_words():
    rows = oge_with(HEADING, PRIMARY, "Гелиодор")
    _, sheet = read(rows)
    [finding] = complaints(sheet)
    assert finding.check == "column_unknown"
    assert "Гелиодор" not in str(sheet.findings)


@pytest.mark.parametrize(
    ("assessment", "day", "attempt"),
    [
        ("OGE", date(2021, 5, 24), 1),
        ("OGE", date(2021, 5, 25), 1),
        ("OGE", date(2021, 6, 8), 2),
        ("OGE", date(2021, 9, 6), 3),
        ("OGE", date(2026, 7, 3), 2),
        ("EGE", date(2020, 7, 6), 1),
        ("EGE", date(2020, 7, 25), 2),
        ("EGE", date(2022, 3, 25), 2),
        ("EGE", date(2019, 6, 3), 1),
        ("EGE", date(2019, 6, 17), 2),
    ],
)
def test_only_the_main_period_is_the_first_attempt(assessment, day, attempt):
    assert attempt_on(assessment, day) == attempt


def test_later_attempts_are_kept_apart():
    russian = next(p for p in OGE if p.subject == "RU")
    days = [russian, *(replace(russian, held_on=day) for day in ("2022-07-04", "2022-09-06"))]
    okrug = replace(
        OKRUG, marks=OKRUG.marks | {(s, d): m for (s, p), m in OKRUG.marks.items() if p == russian for d in days}
    )
    found, sheet = read(protocol_rows(okrug, days))
    assert found.groupby("attempt").size().tolist() == [len(found) // 3] * 3
    assert set(found["school_year"]) == {2022}
    assert complaints(sheet) == []


def test_two_days_of_one_exam_are_two_rows_of_the_first_attempt():
    russian = next(p for p in OGE if p.subject == "RU")
    second = replace(russian, held_on="2022-06-08")
    okrug = replace(OKRUG, marks=OKRUG.marks | {(s, second): m for (s, p), m in OKRUG.marks.items() if p == russian})
    found, sheet = read(protocol_rows(okrug, [russian, second]))
    assert set(found["attempt"]) == {1} and found["held_on"].nunique() == 2
    assert complaints(sheet) == []


# The result under «Балл»

HEADINGS = ["№", "Код МСУ", "Код ОО", "Класс", "Фамилия", "Имя", "Серия", "Первичный балл", "Балл"]
LINE_RU, LINE_MA, LINE_BASE = "01 - Русский язык 2022.05.30", "02 - Математика 2022.06.02", "22 - Математика 2022.06.03"
WITHOUT_PRIMARY = [*HEADINGS[:7], "Процент выполнения", "Балл"]


def ball(line, results, pupils_class="11А", above=(), headings=HEADINGS):
    """Return the rows of a protocol with the line right above the heading."""
    pupils = [
        [n, 213, "12101", pupils_class, "Птицеловская", "Аэлита", 9907, 17, result]
        for n, result in enumerate(results, start=1)
    ]
    return [*([words] for words in above), [line], list(headings), *pupils]


@pytest.mark.parametrize(
    ("rows", "assessment", "level", "fail_pct"),
    [
        (ball(LINE_RU, [20, 45, 60, 80, 90]), "EGE", "", 20.0),
        (ball(LINE_RU, ["20", "45", "60", "80", "90"], "11"), "EGE", "", 20.0),
        (ball(LINE_RU, [5, 3, 4, 2], "9а"), "OGE", "", 25.0),
        (ball(LINE_MA, [5, 3, 4, 2], None, ["Протокол проверки результатов ОГЭ"]), "OGE", "", 25.0),
        (ball(LINE_MA, [26, 27, 80, 81], None), "EGE", "profile", 25.0),
        (ball(LINE_BASE, [5, 3, 4, 2], None), "EGE", "base", 25.0),
        (ball("01 - Русский язык 30.05.2022", [20, 45, 60, 80, 90]), "EGE", "", 20.0),
        (ball(LINE_RU, [20, 45, 60, 80, 90], headings=[*HEADINGS[:8], "Баллы"]), "EGE", "", 20.0),
    ],
)
def test_a_result_under_ball_is_a_mark_or_a_score_as_class_title_or_numbers_tell(rows, assessment, level, fail_pct):
    found, sheet = read(rows)
    assert found[["assessment", "level", "fail_pct"]].values.tolist() == [[assessment, level, fail_pct]]
    assert complaints(sheet) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ball(LINE_RU, [5, 3, 4, 2], None), "отметки ОГЭ, и тестовые баллы ЕГЭ"),
        (ball(LINE_RU, [5, 3, 4, 17], "9А"), "это не отметки"),
        (ball(LINE_RU, [5, 3, 4, 2], "11А"), "отметки (ГВЭ), и тестовые баллы"),
        (ball(LINE_MA, [5, 3, 4, 2], "11А"), "отметки (ГВЭ или базовая математика), и тестовые баллы"),
        (ball(LINE_RU, [20, 45, 60], headings=WITHOUT_PRIMARY), "первичный балл, и результат"),
        (ball(LINE_MA, [5, 3, 4], "9", headings=WITHOUT_PRIMARY), "первичный балл, и результат"),
    ],
)
def test_a_result_under_ball_that_may_be_two_things_is_nobodys(rows, words):
    found, sheet = read(rows)
    assert found.empty
    [finding] = complaints(sheet)
    assert (finding.severity, finding.check) == ("error", "column_unknown")
    assert words in finding.message
    assert sheet.counts()["set_aside"] > 0


def test_the_line_of_an_exam_may_stand_beside_the_title():
    rows = ball(LINE_RU, [20, 45, 60, 80, 90])
    rows[0] = ["Протокол проверки результатов", LINE_RU]
    assert read(rows)[0].fail_pct[0] == 20


def test_beside_a_mark_points_are_not_needed():
    rows = ball(LINE_RU, [17, 18], "9", headings=[*HEADINGS[:7], "Оценка", "Балл"])
    for row, mark in zip(rows[2:], (2, 3), strict=True):
        row[7] = mark
    found, sheet = read(rows)
    assert (found.assessment[0], found.fail_pct[0]) == ("OGE", 50.0)
    assert complaints(sheet) == []

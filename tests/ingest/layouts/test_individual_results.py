"""ФИС ОКО, «Индивидуальные результаты»: exact counts by school, absentees apart, no pupil's row."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.layouts.individual_results import read_individual_results, recognise_individual_results
from tools.okrug.fis_oko import MISSING_MARKS, individual_rows, statistics_rows
from tools.okrug.invented import invent_okrug

OKRUG = invent_okrug(11, n_schools=5, years=(2021, 2022), vpr_grades=(5,))
WORK = next(p for p in OKRUG.procedures if p.assessment == "VPR" and p.school_year == 2022)
HEADING, GROUP, FIRST, SECOND = 8, 9, 10, 11
MARK = 13


def sheet_of(rows, odd=None):
    return Sheet("выгрузка.xlsx", "РУ 5 Индивидуальные результаты", rows, odd or {})


def read(rows, odd=None):
    sheet = sheet_of(rows, odd)
    assert recognise_individual_results(sheet)
    found = read_individual_results(sheet).frame()
    sheet.sweep()
    sheet.counts()
    return found, sheet


def checks(sheet):
    return [finding.check for finding in sheet.findings]


def with_cell(row, column, value, rows=None):
    rows = rows or individual_rows(OKRUG, WORK)
    rows[row - 1] += [None] * (column - len(rows[row - 1]))
    rows[row - 1][column - 1] = value
    return rows


def test_counts_are_those_of_the_pupils():
    found, sheet = read(individual_rows(OKRUG, WORK))
    invented = [
        (school.digits, m.n_participants, m.n_absent, *m.counts, m.shares_pct[0])
        for school, m in OKRUG.taking_part(WORK)
    ]
    columns = ["code", "n_participants", "n_absent", "n_2", "n_3", "n_4", "n_5", "fail_pct"]
    assert list(found[columns].itertuples(index=False, name=None)) == invented
    assert sheet.findings == []


def test_the_head_names_the_work():
    found, _ = read(individual_rows(OKRUG, WORK))
    first = found.iloc[0]
    assert (first.assessment, first.subject, first.grade, first.school_year) == ("VPR", WORK.subject, 5, 2022)
    assert (first.season, first.held_on, first.attempt) == ("spring", WORK.held_on, 1)


def test_pupils_cells_are_counted_and_not_kept():
    _, sheet = read(individual_rows(OKRUG, WORK))
    counts = sheet.counts()
    assert counts["set_aside"] == 0
    assert counts["not_needed"] > counts["used"]


@pytest.mark.parametrize("word", [*MISSING_MARKS, "Отсутствовал", " не пройд. ", "", None])
def test_whoever_has_no_mark_did_not_take_part(word):
    rows = individual_rows(OKRUG, WORK)
    before, _ = read(individual_rows(OKRUG, WORK))
    rows[FIRST - 1][6:12] = ["X"] * 6
    found, sheet = read(with_cell(FIRST, MARK, word, rows))
    assert found.n_participants[0] == before.n_participants[0] - 1
    assert found.n_absent[0] == before.n_absent[0] + 1
    assert checks(sheet) == ["participants_differ"]


@pytest.mark.parametrize("value", [7, 1, 0, 4.5, "пять", "#REF!", True, -3])
def test_an_impossible_mark_leaves_the_counts_unknown(value):
    found, sheet = read(with_cell(FIRST, MARK, value))
    assert found.loc[0, ["n_2", "n_3", "n_4", "n_5", "fail_pct"]].isna().all()
    assert found.fail_pct[1:].notna().all()
    [finding] = sheet.findings
    assert (finding.check, finding.cell) == ("bad_value", f"M{FIRST}")


def test_a_formula_without_a_value_is_no_mark():
    cell = SheetCell(FIRST, MARK, "=1+3", is_lost_formula=True)
    found, sheet = read(with_cell(FIRST, MARK, "=1+3"), {(FIRST, MARK): cell})
    assert found.isna().fail_pct[0]
    assert checks(sheet) == ["bad_value"]


def test_points_without_a_mark_are_a_lost_mark_and_no_absentee():
    _, sheet = read(with_cell(FIRST, MARK, None))
    assert checks(sheet) == ["bad_value"]


@pytest.mark.parametrize("mark", ["4", "4,0", 4.0, " 4 "])
def test_a_mark_may_be_text(mark):
    found, sheet = read(with_cell(FIRST, MARK, mark))
    assert found.fail_pct.notna().all()
    assert sheet.findings == []


def test_rows_without_login_belong_to_the_group_above():
    rows = individual_rows(OKRUG, WORK)
    expected, _ = read(individual_rows(OKRUG, WORK))
    for row in rows[GROUP:]:
        if len(row) > 1:
            row[0] = row[1] = row[2] = None
    found, sheet = read(rows)
    columns = ["code", "n_participants", "n_2", "n_5"]
    assert found[columns].equals(expected[columns])
    assert sheet.findings == []


def test_rows_without_any_school_are_set_aside():
    rows = individual_rows(OKRUG, WORK)
    del rows[GROUP - 1]
    rows[GROUP - 1][0] = rows[GROUP - 1][2] = None
    _, sheet = read(rows)
    assert checks(sheet) == ["row_unnamed"]
    assert sheet.findings[0].cell.startswith(f"A{GROUP}")


@pytest.mark.parametrize(
    ("row", "column", "value", "check", "cell"),
    [
        (3, 1, "ВПР 2022 Волшебство 5 класс", "header_unknown", "A3"),
        (4, 2, "Физика", "header_unknown", "B4"),
        (6, 2, "20.04.2019", "header_unknown", "B6"),
        (6, 2, "31.02.2022", "header_unknown", "B6"),
        (6, 2, "20.10.2022", "season_autumn", "B6"),
    ],
)
def test_a_head_that_does_not_tell_the_work_is_named(row, column, value, check, cell):
    found, sheet = read(with_cell(row, column, value))
    assert found.empty
    assert (sheet.findings[0].check, sheet.findings[0].cell) == (check, cell)
    assert sheet.counts()["used"] < 10


def test_statistics_are_another_form():
    assert not recognise_individual_results(sheet_of(statistics_rows(OKRUG, WORK)))


# Headings of schools


def headed(*headings):
    """Return the first school's rows under other headings, each followed by an equal part of its pupils."""
    rows = individual_rows(OKRUG, WORK)
    second = next((n for n, row in enumerate(rows) if n >= GROUP and len(row) == 1), len(rows))
    pupils = [row for row in rows[GROUP:second] if row[MARK - 1] in (2, 3, 4, 5)]
    size = -(-len(pupils) // max(1, len(headings)))
    parts = [pupils[n * size : (n + 1) * size] for n in range(len(headings))]
    return [
        *rows[: GROUP - 1],
        *(row for h, part in zip(headings, parts, strict=True) for row in ([*h], *part)),
    ], pupils


N_PUPILS = len(headed(["СОШ"])[1])
HALVES = [-(-N_PUPILS // 2), N_PUPILS // 2]
NAME = f"{OKRUG.schools[0].school}({OKRUG.schools[0].login(2022)})"


@pytest.mark.parametrize(
    "headings",
    [
        [[f"{NAME} | Кол-во участников: {N_PUPILS}"]],
        [[f"{NAME} | Количество участников - {N_PUPILS} чел."]],
        [[f"{NAME}", f"Кол-во участников: {N_PUPILS}"]],
        [[f"{NAME} |", "Кол-во участников:", N_PUPILS]],
        [[NAME]],
        [[f"{NAME} | Кол-во участников: {n}"] for n in HALVES],  # a heading for each class
        [[f"{NAME} | Кол-во участников: {N_PUPILS}"]] * 2,  # once more after a page break
        [[f"{NAME} | Кол-во участников: {N_PUPILS}"], [NAME]],
    ],
)
def test_a_heading_that_agrees_with_the_marks_needs_no_words(headings):
    found, sheet = read(headed(*headings)[0])
    assert (len(found), found.n_participants[0], found.n_absent[0]) == (1, N_PUPILS, 0)
    assert sheet.findings == []


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        ([[f"{NAME} | Кол-во участников: 289"]], f"указано участников 289, а отметок — {N_PUPILS}."),
        ([[f"{NAME}", "Кол-во участников:", 289]], f"указано участников 289, а отметок — {N_PUPILS}."),
        (
            [[f"{NAME} | Кол-во участников: {n}"] for n in (HALVES[0], 289)],
            f"участников {HALVES[0]} и 289, а отметок — {N_PUPILS}.",
        ),
    ],
)
def test_a_heading_that_disagrees_with_the_marks_is_named_with_both_numbers(headings, words):
    found, sheet = read(headed(*headings)[0])
    assert found.n_participants[0] == N_PUPILS
    (finding,) = sheet.findings
    assert (finding.severity, finding.check) == ("warning", "participants_differ") and words in finding.message
    assert finding.cell.startswith(f"A{GROUP}")


def test_a_school_announced_without_pupils_is_not_lost():
    rows = individual_rows(OKRUG, WORK)
    expected, _ = read(individual_rows(OKRUG, WORK))
    found, sheet = read([*rows, ["МБОУ «Пустая СОШ»(edu990990) | Кол-во участников: 12"]])
    assert list(found.code) == list(expected.code)
    (finding,) = sheet.findings
    assert finding.check == "participants_differ" and "участников 12, а отметок — 0" in finding.message

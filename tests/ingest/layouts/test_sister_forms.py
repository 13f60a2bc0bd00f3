"""Forms of ФИС ОКО without marks: told by title, set aside with one note, never taken for «Статистика по отметкам»."""

import pandas as pd
import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.form_titles import WITHOUT_MARKS, form_title, numbers_beside_marks
from shnor_lib.ingest.layouts.recognition import recognised
from tests.support.programme_2022 import results_of
from tools.okrug.fis_oko import SISTER_TITLES, journal_rows, sister_rows, statistics_rows
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import roster_rows
from tools.okrug.workbooks import write_xlsx

OKRUG = invent_okrug(11, n_schools=4, years=(2022,), vpr_grades=(5,))
WORK = next(p for p in OKRUG.procedures if p.assessment == "VPR")
MARKS = (2, 3, 4, 5)
HEADING = 8


def read(rows, name="РУ 5"):
    sheet = Sheet("форма.xlsx", name, [list(row) for row in rows])
    layout = recognised(sheet)
    found = layout.read(sheet, ()) if layout else None
    sheet.sweep()
    sheet.counts()
    return layout and layout.code, found, sheet


def said(sheet):
    return [(finding.severity, finding.check) for finding in sheet.findings]


OTHER_HEADINGS = [range(11), range(1, 9), MARKS, (*MARKS, 6), (2, 3, 4, 5, "6К1", "6К2"), ("1", "2")]
NOTE = [("note", "form_without_marks")]


@pytest.mark.parametrize("title", SISTER_TITLES)
@pytest.mark.parametrize(
    "headings", [range(11), range(1, 9), MARKS, (*MARKS, 6), (2, 3, 4, 5, "6К1", "6К2"), ("1", "2")]
)
def test_the_title_decides_whatever_the_columns(title, headings):
    code, rows, sheet = read(sister_rows(OKRUG, WORK, title, headings))
    assert (code, rows, said(sheet)) == ("sister_forms", None, NOTE)
    assert title in sheet.findings[0].message
    assert sheet.counts()["used"] == 0


@pytest.mark.parametrize("title", SISTER_TITLES)
@pytest.mark.parametrize(
    "written",
    ["{}", "  {} ", "ВПР 2022. {}", "{} (ВПР 2022, 5 класс)", "Отчёт «{}»", "{}."],
)
def test_a_title_may_have_words_around(title, written):
    rows = sister_rows(OKRUG, WORK, written.format(title), MARKS)
    assert read(rows)[0] == "sister_forms"
    rows[0] = [written.format(title).upper()]
    assert read(rows)[0] == "sister_forms"


@pytest.mark.parametrize("first", [["ВПР 2022", "{}"], [None, "{}"], ["Отчёт", None, "{}"]])
def test_a_title_may_stand_beside_another_text(first):
    for title, code in ((SISTER_TITLES[1], "sister_forms"), ("Статистика по отметкам", "marks_statistics")):
        rows = sister_rows(OKRUG, WORK, title, MARKS)
        rows[0] = [cell and cell.format(title) for cell in first]
        assert read(rows)[0] == code


@pytest.mark.parametrize("title", SISTER_TITLES)
def test_without_a_title_the_sheets_name_decides(title):
    rows = sister_rows(OKRUG, WORK, title, MARKS)
    rows[0] = []
    code, _, sheet = read(rows, f"РУ 5 {title}"[:31])
    assert (code, said(sheet)) == ("sister_forms", NOTE)


def test_the_title_goes_before_the_sheets_name_and_a_disagreement_is_a_warning():
    code, _, sheet = read(sister_rows(OKRUG, WORK, SISTER_TITLES[1], MARKS), "РУ 5 Статистика по отметкам")
    assert (code, said(sheet)) == ("sister_forms", [("warning", "form_without_marks")])
    code, rows, sheet = read(statistics_rows(OKRUG, WORK), "РУ 5 Выполнение заданий")
    assert (code, len(rows) > 0, sheet.findings) == ("marks_statistics", True, [])


@pytest.mark.parametrize("name", ["РУ 5", "РУ 5 Статистика по отметкам", "5 Статистика по отметкам (2022 г"])
def test_statistics_without_a_title_are_read(name):
    rows = statistics_rows(OKRUG, WORK)
    rows[0] = []
    code, found, sheet = read(rows, name)
    assert (code, len(found) > 0, sheet.findings) == ("marks_statistics", True, [])


@pytest.mark.parametrize("headings", [(0, 1, *MARKS), (*MARKS, 6), (1, *MARKS), (*MARKS, "7 (2б)")])
def test_a_table_without_a_title_and_with_other_numbers_is_not_statistics(headings):
    rows = sister_rows(OKRUG, WORK, "", headings)
    code, found, sheet = read(rows)
    assert (code, found, said(sheet)) == ("sister_forms", None, [("warning", "form_without_marks")])
    code, found, sheet = read(rows, "РУ 5 Статистика по отметкам")
    assert (code, len(found), said(sheet)) == ("marks_statistics", 0, [("error", "header_unknown")])
    assert str(next(h for h in headings if h not in MARKS)).casefold() in sheet.findings[0].message


@pytest.mark.parametrize(
    ("headings", "numbers"),
    [
        (("Группы участников", *MARKS), []),
        (("2", "3", 4.0, 5.0, "Не писали", "2022 год"), []),
        ((0, 1, *MARKS), ["0", "1"]),
        ((*MARKS, 6.0, "12.1", "1К2", "3 (2б)", "4 и 5"), ["6", "12.1", "1к2", "3 (2б)"]),
    ],
)
def test_numbers_beside_marks(headings, numbers):
    assert numbers_beside_marks(headings) == numbers


def test_a_text_that_names_two_forms_names_none():
    sheet = Sheet("ф.xlsx", "Лист", [["Статистика по отметкам и выполнение заданий"]])
    assert form_title(sheet) is None


@pytest.mark.parametrize("name", ["МА 5 Распределение первичных ба", "МА 11 Достижение планируемых рез"[:31]])
def test_the_name_of_a_sheet_is_cut_at_its_end(name):
    assert form_title(Sheet("ф.xlsx", name, [])).code == WITHOUT_MARKS
    assert form_title(Sheet("ф.xlsx", name[:-1], [])) is None


@pytest.mark.parametrize("form", [statistics_rows, journal_rows])
def test_a_sister_form_below_is_no_row_of_the_form_above(form):
    first = form(OKRUG, WORK)
    _, alone, _ = read(first)
    _, both, sheet = read([*first, [], *sister_rows(OKRUG, WORK, SISTER_TITLES[1], range(1, 8))])
    assert both.columns == alone.columns
    assert said(sheet) == [("note", "header_repeated")]
    assert sheet.findings[0].cell.startswith(f"A{len(first) + 2}:")


def test_statistics_below_a_sister_form_are_missed_aloud():
    rows = [*sister_rows(OKRUG, WORK), [], *statistics_rows(OKRUG, WORK)]
    _, found, sheet = read(rows)
    assert found is None
    assert said(sheet) == [*NOTE, ("error", "header_repeated")]


def test_a_folder_of_nothing_but_sister_forms_is_refused_with_the_reason(tmp_path):
    path = write_xlsx(tmp_path / "форма.xlsx", {"РУ 5": sister_rows(OKRUG, WORK)})
    schools = pd.DataFrame(roster_rows(OKRUG)[1:], columns=roster_rows(OKRUG)[0])
    with pytest.raises(ReportError, match=r"(?s)не найдено таблицы результатов.*отметок в ней нет"):
        results_of([path], schools)


def test_a_sheet_whose_name_alone_says_so_is_no_form():
    assert read([["План работы", "Срок"], ["Семинар", "май"]], "Выполнение заданий")[0] is None

"""The head of ФИС ОКО forms: which work it is, and when that cannot be told."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts import work_head
from shnor_lib.ingest.layouts.work_head import read_head

TITLE = "Статистика по отметкам"


def head(title="ВПР 2022 Русский язык 6 класс", subject="Русский язык", day="20.04.2022"):
    rows = [
        [TITLE],
        [],
        [title],
        ["Предмет:", subject],
        ["Максимальный первичный балл:", 24],
        ["Дата:", day],
        [],
        ["Г"],
    ]
    sheet = Sheet("ф3.xlsx", "РУ 6", rows)
    return read_head(sheet, TITLE, 8), sheet


def test_the_head_names_work_and_day():
    work, sheet = head()
    assert work.columns() == {
        "assessment": "VPR",
        "level": "",
        "subject": "RU",
        "grade": 6,
        "school_year": 2022,
        "season": "spring",
        "held_on": "2022-04-20",
        "attempt": 1,
    }
    assert sheet.findings == []
    assert [cell.address for cell in sheet.cells.values() if sheet.is_free(cell)] == ["A8"]


@pytest.mark.parametrize("day", ["20.04.2022", "20.04.2022 г.", "2022-04-20", 44671, 44671.0])
def test_days_are_read_however_they_are_written(day):
    assert head(day=day)[0].held_on == "2022-04-20"


@pytest.mark.parametrize("day", [None, ""])
def test_without_a_day_the_season_is_unknown(day):
    work, sheet = head(day=day)
    assert (work.held_on, work.procedure.season) == ("", "")
    assert sheet.findings == []


@pytest.mark.parametrize(
    ("changes", "cell", "words"),
    [
        ({"title": "Работа по русскому языку"}, "A1", "нет строки с названием работы"),
        ({"title": "ВПР 2022 Волшебство 6 класс"}, "A3", "Волшебство"),
        ({"subject": "Математика"}, "B4", "разные предметы"),
        ({"day": "31.02.2022"}, "B6", "дата не распознана"),
        ({"day": "20.04.2021"}, "B6", "2022 год, а дата 2021"),
    ],
)
def test_a_head_that_contradicts_itself_is_no_head(changes, cell, words):
    work, sheet = head(**changes)
    assert work is None
    [finding] = sheet.findings
    assert (finding.check, finding.severity, finding.cell) == ("header_unknown", "error", cell)
    assert words.casefold() in finding.message.casefold()


@pytest.mark.parametrize(
    "changes", [{"day": "20.10.2022"}, {"title": "ВПР 2022 Русский язык 6 класс осень", "day": None}]
)
def test_an_autumn_work_needs_a_line_in_the_map(changes):
    work, sheet = head(**changes)
    assert work is None
    assert [finding.check for finding in sheet.findings] == ["season_autumn"]


@pytest.mark.parametrize(
    ("line", "grade"),
    [
        ({("2022", "*", "*"): "class"}, 5),
        ({("2022", "RU", "6"): "programme", ("2022", "*", "*"): "class"}, 6),
        ({("2021", "*", "*"): "class"}, None),
    ],
)
def test_the_map_tells_class_from_programme(monkeypatch, line, grade):
    """Held in autumn in grade 6, a work tests the programme of grade 5 and the school year before."""
    monkeypatch.setattr(work_head, "_autumn_works", lambda: line)
    work, _ = head(day="20.10.2022")
    assert (work and (work.procedure.grade, work.procedure.school_year, work.procedure.season)) == (
        (grade, 2022, "autumn") if grade else None
    )


@pytest.mark.parametrize("second", ["ВПР 2021 Русский язык 6 класс", "ВПР 2022 Русский язык 7 класс"])
def test_two_works_in_one_head_are_nobodys(second):
    _, sheet = head()
    sheet.rows[1] = [second, ""]
    work = read_head(sheet := Sheet("ф3.xlsx", "РУ 6", sheet.rows), TITLE, 8)
    assert work is None
    (finding,) = sheet.findings
    assert (finding.severity, finding.check, finding.cell) == ("error", "header_unknown", "A3")
    assert "две разные работы" in finding.message


def test_the_same_work_named_twice_is_one():
    _, sheet = head()
    sheet.rows[1] = ["ВПР РУ 6 2022", ""]
    assert read_head(Sheet("ф3.xlsx", "РУ 6", sheet.rows), TITLE, 8).procedure.grade == 6

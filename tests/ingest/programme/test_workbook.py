"""The programme's workbook: what the form writes comes back, each fault is told at its cell, nothing gets lost."""

from copy import deepcopy
from datetime import date
from functools import cache

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shnor_lib.forms.programme_form import new_programme_form, programme_form, write_programme
from shnor_lib.forms.saving import workbook_bytes
from shnor_lib.ground.drafts import waits
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.programme import passport_rows, programme_sheets
from shnor_lib.ground.registers import EXAMPLE_MARK
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.table_files import write_table
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.checks.terms import unread_terms
from shnor_lib.ingest.programme.documents import FILES, read_programme
from shnor_lib.ingest.programme.workbook import read_programme_book
from tests.support.depth import every, every_case, examples
from tools.okrug.workbooks import write_xlsx

SHEETS = {sheet.title for sheet in programme_sheets()}

SCHOOLS = pd.DataFrame(
    {
        "school_id": ["12101", "12102"],
        "login": ["edu990001", None],
        "school": ["МБОУ «Верхнеозёрская СОШ»", "МБОУ «Тихоструйная ООШ»"],
        "aliases": ["Верхнеозёрская школа; школа с. Верхнее, д. 1", None],
        "kind": ["СОШ", "ООШ"],
        "highest_grade": [11, 9],
        "listed": [True, False],
        "participant_since": ["2023-09-01", None],
    }
)


@cache
def filled() -> dict[str, list[list]]:
    """Return the cells of a new form's sheets, row by row."""
    return {sheet.title: [list(row) for row in sheet.values] for sheet in new_programme_form(SCHOOLS)}


def form() -> dict[str, list[list]]:
    """Return a copy of the cells of a new form, for a test to spoil."""
    return deepcopy(filled())


def column_of(sheet: str, name: str) -> int:
    """Return the place (from 0) of a declared column on a sheet of a form."""
    declared = next(one for one in programme_sheets() if one.title == sheet)
    return filled()[sheet][0].index(declared.column(name).header)


def saved(book: dict[str, list[list]], tmp_path):
    return write_xlsx(tmp_path / "Программа.xlsx", book)


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with ``None`` for whatever is missing."""
    return frame.astype(object).where(frame.notna(), None)


def told(read) -> list[tuple[str, str, str, str]]:
    """Return severity, check, sheet and cell of each complaint."""
    return [(one.severity, one.check, one.sheet, one.cell) for one in read.findings]


# The form and the way back


def test_a_new_form_gives_every_table_and_no_complaint(tmp_path):
    path = tmp_path / "данные" / "Программа.xlsx"
    assert write_programme(path, SCHOOLS, {"municipality": "Энский округ", "period_start": date(2023, 9, 1)})
    read = read_programme(path)
    assert read.findings == []
    assert {name for name, frame in read.items() if frame.empty} == {"programme_claims"}
    back = plain(read["schools"][list(SCHOOLS.columns)])
    assert back.to_dict("list") == plain(SCHOOLS).to_dict("list")
    said = read["programme_passport"].set_index("name")["value"]
    assert (said["municipality"], said["period_start"]) == ("Энский округ", "2023-09-01")
    for name, frame in read.items():
        write_table(frame, tmp_path / "tables" / f"{name}.csv")


def test_a_file_that_is_there_is_left_as_it_is(tmp_path):
    path = tmp_path / "Программа.xlsx"
    path.write_bytes("моя книга".encode())
    assert not write_programme(path, SCHOOLS)
    assert path.read_bytes() == "моя книга".encode()


def test_what_waits_is_listed_with_its_cell(tmp_path):
    schools = SCHOOLS.assign(kind=["заполните: вид школы", "ООШ"])
    path = tmp_path / "Программа.xlsx"
    write_programme(path, schools, {"name": "Программа", "period_end": None})
    read = read_programme(path)
    asked = {row.name for row in passport_rows() if row.ask} - {"name", "period_end"}
    assert len(read.waiting) == len(asked) + 1
    assert all(waits(one.text) for one in read.waiting)
    assert {(one.sheet, one.place) for one in read.waiting} > {("Школы", "E3"), ("Паспорт", "B3")}
    # A school whose kind nobody has told yet is a school all the same.
    assert read["schools"]["kind"].tolist() == ["заполните: вид школы", "ООШ"]
    assert read.findings == []


def test_the_usual_text_names_nobody_and_no_year():
    book = new_programme_form()
    texts = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if cell.value is not None and sheet.title in ("Задачи", "Показатели", "План", "Меры", "Ожидаемые результаты")
    ]
    assert len(texts) > 100
    assert not [text for text in texts if any(word in text for word in ("ИМЦ", "Кузнецк", "МБУ", "МБОУ"))]
    # Nothing but codes holds a digit.
    long = [text for text in texts if len(text) > 12 and any(char.isdigit() for char in text)]
    assert long == [text for text in long if ";" in text or text == "1 раз в месяц"]


@pytest.mark.slow
def test_a_programme_written_anew_is_the_same_file(tmp_path):
    path = tmp_path / "Программа.xlsx"
    write_programme(path, SCHOOLS, {"name": "Программа", "period_start": "2023-09-01", "confirmed": True})
    once = workbook_bytes(programme_form(read_programme(path)))
    path.write_bytes(once)
    assert workbook_bytes(programme_form(read_programme(path))) == once


# Faults


@pytest.mark.parametrize(
    ("sheet", "name", "typed", "finding"),
    every_case(
        3,
        [
            ("Школы", "kind", "интернат", ("error", "programme_choice")),
            ("Школы", "highest_grade", 0, ("error", "programme_numbers")),
            ("Школы", "highest_grade", "пять", ("error", "programme_value")),
            ("Школы", "participant_since", "когда-нибудь", ("error", "programme_value")),
            ("Школы", "listed", "наверное", ("error", "programme_choice")),
            ("Школы", "school", None, ("error", "programme_required")),
            ("Школы", "school_id", "12102", ("error", "programme_key")),
            ("Показатели", "target", "сорок", ("error", "programme_value")),
            ("Показатели", "target", -1, ("error", "programme_numbers")),
            ("Показатели", "unit", None, ("error", "programme_required")),
            ("План", "responsible", "Иванова Мария Петровна", ("warning", "names_in_file")),
            ("План", "responsible", "заполните: Иванова Мария Петровна", ("warning", "names_in_file")),
            ("План", "id", "2", ("error", "programme_key")),
            ("Меры", "id", "1", ("error", "programme_key")),
            ("Задачи", "indicators", "И1; Я7", ("warning", "programme_reference")),
            ("Задачи", "plan_items", "1, М77", ("warning", "programme_reference")),
            ("Паспорт", "name", "Девиз", ("warning", "programme_setting")),
        ],
    ),
)
def test_a_fault_is_told_at_its_cell(tmp_path, sheet, name, typed, finding):
    book, column = form(), column_of(sheet, name)
    book[sheet][2][column] = typed
    read = read_programme_book(saved(book, tmp_path))
    (wrong,) = [one for one in read.findings if one.sheet == sheet]
    assert (wrong.severity, wrong.check, bool(wrong.what_to_do)) == (*finding, True)
    # A code that stands twice is told at the second row.
    assert wrong.cell in {Sheet.address(row, column + 1) for row in (3, 4)}
    # What follows from it is a reference to a code that nothing has any more.
    assert {one.check for one in read.findings} <= {finding[1], "programme_reference"}
    assert "Иванова" not in str([read.tables, read.findings, read.waiting])


def test_every_cell_has_its_fate(tmp_path):
    book = form()
    book["План"] += [[]] * 20 + [[None] * 10 + ["приписка"]]
    book["Черновик"] = [[], [None, 5]]
    book["Меры"].insert(0, [])
    read = read_programme_book(saved(book, tmp_path))
    for counts in read.cell_counts:
        parts = ("used", "set_aside", "not_needed", "empty")
        assert sum(counts[part] for part in parts) == counts["total"]
    assert {("warning", "programme_sheet", "Черновик"), ("warning", "not_parsed", "План")} <= {
        told[:3] for told in told(read)
    }
    assert len(read.tables["programme_measures"]) == len(
        read_programme_book(saved(form(), tmp_path)).tables["programme_measures"]
    )


def test_the_example_is_never_a_row(tmp_path):
    read = read_programme_book(saved(form(), tmp_path))
    for frame in read.tables.values():
        assert not frame.astype(str).apply(lambda column: column.str.contains(EXAMPLE_MARK)).to_numpy().any()


@pytest.mark.parametrize(
    ("kind", "subject", "schools", "finding", "kept"),
    every_case(
        3,
        [
            ("число школ в списке ШНОР", None, 7, None, ("listed", None, 7)),
            ("число школ в списке ШНОР", None, None, ("programme_required", "D3"), None),
            ("число школ, повторно низких по предмету", "русский язык", 2, None, ("repeated", "RU", 2)),
            ("число школ, повторно низких по предмету", "Математика", 1, None, ("repeated", "MA", 1)),
            ("число школ, повторно низких по предмету", "алхимия", 2, ("programme_required", "C3"), None),
            ("число школ, повторно низких по предмету", None, 2, ("programme_required", "C3"), None),
            ("особенность документа", None, None, None, ("oddity", None, None)),
            ("мнение", None, 2, ("programme_choice", "B3"), None),
        ],
    ),
)
def test_a_claim_is_what_can_be_checked(tmp_path, kind, subject, schools, finding, kept):
    book = form()
    book["Утверждения"].append(["1", kind, subject, schools, "в документе сказано так", None, "раздел I"])
    read = read_programme_book(saved(book, tmp_path))
    rows = plain(read.tables["programme_claims"])[["kind", "subject", "schools"]].to_numpy().tolist()
    assert rows == ([list(kept)] if kept else [])
    assert [(one.check, one.cell) for one in read.findings] == ([finding] if finding else [])


def test_a_second_claim_on_one_number_is_told(tmp_path):
    book = form()
    for number, schools in enumerate((7, 8), start=1):
        book["Утверждения"].append([str(number), "число школ в списке ШНОР", None, schools, "слова", None, None])
    read = read_programme_book(saved(book, tmp_path))
    assert read.tables["programme_claims"]["schools"].tolist() == [7]
    assert told(read) == [("error", "programme_key", "Утверждения", "B4")]


# Which source


def test_a_workbook_without_a_school_is_refused_with_its_complaints(tmp_path):
    book = form()
    for row in book["Школы"][2:]:
        row[column_of("Школы", "kind")] = "интернат"
    with pytest.raises(ReportError, match="ни одной школы") as caught:
        read_programme(saved(book, tmp_path))
    assert "Ячейка E3" in str(caught.value)


def test_a_list_of_schools_under_another_name_is_told(tmp_path):
    book = form()
    book["Школы округа"] = book.pop("Школы")
    with pytest.raises(ReportError, match="ни одной школы") as caught:
        read_programme(saved(book, tmp_path))
    assert "Листа «Школы округа»" in str(caught.value) and "назовите лист по образцу" in str(caught.value)


def test_a_folder_may_hold_the_workbook(tmp_path):
    path = tmp_path / "папка" / "Программа (утв.).xlsx"
    write_programme(path, SCHOOLS)
    assert read_programme(path.parent)["schools"]["school_id"].tolist() == ["12101", "12102"]


def test_a_folder_with_both_has_to_be_settled_by_params(tmp_path):
    write_programme(tmp_path / "Программа.xlsx", SCHOOLS)
    (tmp_path / "schools.csv").write_text("school_id\n", encoding="utf-8")
    with pytest.raises(ReportError, match="найдена дважды") as caught:
        read_programme(tmp_path)
    assert "Программа.xlsx" in str(caught.value) and "schools.csv" in str(caught.value)
    assert len(read_programme(tmp_path / "Программа.xlsx")["schools"]) == 2


def test_a_folder_with_neither_is_told(tmp_path):
    with pytest.raises(ReportError, match="ни книги Программы") as caught:
        read_programme(tmp_path)
    assert all(name in str(caught.value) for name in FILES.values())


def test_another_workbook_is_no_programme(tmp_path):
    book = {"Школы": [["Код", "Название", "Вид"]]}
    with pytest.raises(ReportError, match="её листов в нём нет"):
        read_programme(saved(book, tmp_path))


def test_nothing_at_the_path_is_told(tmp_path):
    with pytest.raises(ReportError, match="Не найдена Программа"):
        read_programme(tmp_path / "нет.xlsx")


@pytest.mark.parametrize(
    "sheet", every(3, [one for one in programme_sheets() if one.name != "schools"]), ids=lambda one: one.name
)
def test_a_sheet_may_be_missing(tmp_path, sheet):
    book = form()
    del book[sheet.title]
    read = read_programme(saved(book, tmp_path))
    assert read[sheet.table].empty
    told_of = [one.check for one in read.findings if one.check not in ("programme_reference", "programme_ways")]
    assert told_of == (["programme_needed"] if sheet.name in ("indicators", "plan") else [])


@pytest.mark.parametrize("title", ["Показатели", "План"])
def test_a_needed_sheet_without_rows_is_told_at_its_name(tmp_path, title):
    book = form()
    book[title] = book[title][:2]
    (finding,) = [one for one in read_programme(saved(book, tmp_path)).findings if one.check == "programme_needed"]
    assert finding.sheet == title and programme_sheets_by_title()[title].without in finding.message


def programme_sheets_by_title():
    return {sheet.title: sheet for sheet in programme_sheets()}


# Laws

CELL = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("C",)), max_size=12),
    st.sampled_from(
        ["", "-", "да", "заполните: что", "Пример: x", "=1/0", "#REF!", "31.02.2023", "И1; И2", "12,5%", "—"]
    ),
    st.integers(-5, 3000),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(min_value=date(1900, 3, 1)),
)
PLACES = [(title, column) for title, rows in filled().items() if title in SHEETS for column in range(len(rows[0]))]


@given(typed=st.lists(st.tuples(st.sampled_from(PLACES), st.integers(1, 6), CELL), max_size=8))
@settings(max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_read_or_told(tmp_path, typed):
    """No cell is lost, no traceback, each table keeps its schema, what is set aside has a finding of its sheet."""
    book = form()
    for (title, column), row, value in typed:
        if row < len(book[title]):
            book[title][row][column] = value
    try:
        read = read_programme_book(saved(book, tmp_path))
    except ReportError as error:
        assert str(error).endswith(".")
        return
    for name, frame in read.tables.items():
        TABLES[name].validate(frame)
    told_of = {one.sheet for one in read.findings}
    for counts in read.cell_counts:
        assert counts["set_aside"] == 0 or counts["sheet"] in told_of
    assert all(one.what_to_do for one in read.findings if one.severity == "error")


# Terms


def test_a_term_that_is_not_understood_is_told_at_its_cell(tmp_path):
    book = form()
    plan, measures = book["План"], book["Меры"]
    plan[2][column_of("План", "due")] = "когда получится"
    plan[3][column_of("План", "due")] = "как только"
    plan[3][column_of("План", "due_date")] = "20 мая 2024 г."
    measures[2][column_of("Меры", "due")] = "по средам"
    read = read_programme(saved(book, tmp_path))
    found = unread_terms(read)
    assert [(one.sheet, one.cell) for one in found] == [("План", "D3"), ("Меры", "E3")]
    assert all(one.file.endswith("Программа.xlsx") for one in found)
    assert read["programme_plan"]["due_date"].dropna().tolist() == ["2024-05-20"]


def test_the_terms_of_a_new_form_are_understood(tmp_path):
    assert unread_terms(read_programme(saved(form(), tmp_path))) == []

"""The empty forms: whole, protected where they must be, the same bytes twice, readable once filled in."""

import io
from datetime import date

import openpyxl
import pytest
import yaml

from shnor_lib.cli import main
from shnor_lib.forms.registers_form import registers_form
from shnor_lib.forms.results_form import SHEET, results_form
from shnor_lib.forms.saving import workbook_bytes
from shnor_lib.ground import registers
from shnor_lib.ground.params import params_path
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.registers import GUIDE, register_sheet, register_sheets
from tests.support.filled_forms import office, resaved
from tests.support.programme_2022 import results_of
from tests.support.register_books import PROGRAMME, complaints, read
from tools.okrug.registers import AS_OF, ROWS, fill_form

YEAR = 2022


@pytest.fixture(scope="module")
def register_bytes():
    return workbook_bytes(registers_form(PROGRAMME, YEAR))


@pytest.fixture(scope="module")
def form(register_bytes):
    return openpyxl.load_workbook(io.BytesIO(register_bytes))


def validation(sheet, column):
    """Return the check of a column by its place."""
    letter = openpyxl.utils.get_column_letter(column)
    return next(
        one
        for one in sheet.data_validations.dataValidation
        if str(one.sqref).startswith(letter + "3:") or str(one.sqref).startswith(letter + "2:")
    )


@pytest.mark.slow
def test_the_same_programme_gives_the_same_bytes(register_bytes):
    assert workbook_bytes(registers_form(PROGRAMME, YEAR)) == register_bytes
    once = workbook_bytes(results_form(PROGRAMME["schools"], YEAR))
    assert once == workbook_bytes(results_form(PROGRAMME["schools"], YEAR))


def test_every_register_has_its_sheet_behind_the_guide(form):
    shown = [sheet.title for sheet in form.worksheets if sheet.sheet_state == "visible"]
    assert shown == [GUIDE, *(register.title for register in register_sheets())]
    text = "\n".join(str(cell.value) for row in form[GUIDE].iter_rows() for cell in row if cell.value)
    for register in register_sheets():
        assert register.title in text and register.without in text
    assert "персональных данных" in text


@pytest.mark.parametrize("register", register_sheets(), ids=lambda register: register.name)
def test_a_sheet_is_frozen_protected_and_explained(form, register):
    sheet = form[register.title]
    assert [cell.value for cell in sheet[1]] == [column.header for column in register.columns]
    assert sheet.freeze_panes == "A2" and sheet.protection.sheet and sheet.protection.password is None
    assert all(cell.protection.locked for cell in sheet[1])
    assert not sheet.protection.deleteRows and not sheet.protection.insertRows
    for place, column in enumerate(register.columns, start=1):
        letter = openpyxl.utils.get_column_letter(place)
        assert sheet.column_dimensions[letter].protection.locked is False
        check = validation(sheet, place)
        assert check.prompt == column.hint and check.showInputMessage
        if column.kind in (registers.DATE, registers.PERCENT, registers.INTEGER, registers.NUMBER):
            assert check.type in ("date", "decimal", "whole") and check.showErrorMessage and check.error
        if column.kind in (registers.CHOICE, registers.YES_NO, registers.REFERENCE):
            assert check.type == "list" and check.error


def test_codes_are_offered_from_their_sheets(form):
    check = validation(form["КПК"], 1)
    assert "'Педагоги'!$A$3" in check.formula1
    events = register_sheet("events")
    place = [column.name for column in events.columns].index("plan_item") + 1
    assert "'План'!$A$3" in validation(form["Мероприятия"], place).formula1
    assert "'Мероприятия'!$A$3" in validation(form["Участие"], 1).formula1


def test_what_the_programme_knows_is_filled_in(form):
    assert [row[0].value for row in form["Настройки"].iter_rows(min_row=2)] == [
        *(setting.name for setting in registers.settings()),
        *(registers.TARGET.format(code) for code in PROGRAMME["programme_indicators"]["id"]),
    ]
    assert [row[0].value for row in form["Школы"].iter_rows(min_row=3)] == list(PROGRAMME["schools"]["school_id"])
    items = [*PROGRAMME["programme_plan"]["id"], *PROGRAMME["programme_measures"]["id"]]
    assert [row[0].value for row in form["План"].iter_rows(min_row=3)] == items


def test_no_text_of_a_form_looks_like_a_name(form):
    texts = [cell.value for sheet in form.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [text for text in texts if isinstance(text, str) and looks_like_name(text)]


def test_an_untouched_form_has_no_rows_but_those_filled_in(tmp_path, register_bytes):
    path = tmp_path / "форма.xlsx"
    path.write_bytes(register_bytes)
    tables = read(path)
    assert {check for check, *_ in complaints(tables)} == {"register_needed"}
    rows = {name: len(frame) for name, frame in tables.tables.items() if len(frame)}
    assert rows == {"register_schools": 7}
    assert not tables.tell_of_the_programme


def test_a_filled_form_comes_back(tmp_path, register_bytes):
    path = tmp_path / "форма.xlsx"
    path.write_bytes(register_bytes)
    holds_all_rows(read(fill_form(path, tmp_path / "заполнено.xlsx")))


@pytest.mark.slow
@pytest.mark.skipif(office() is None, reason="LibreOffice не установлен")
def test_a_form_filled_in_libreoffice_comes_back(tmp_path, register_bytes):
    path = tmp_path / "форма.xlsx"
    path.write_bytes(register_bytes)
    opened = tmp_path / "после"
    opened.mkdir()
    filled = fill_form(resaved(path, opened), tmp_path / "заполнено.xlsx")
    holds_all_rows(read(resaved(filled, opened)))


def holds_all_rows(tables):
    assert complaints(tables) == []
    for name, rows in ROWS.items():
        assert len(tables.tables[f"register_{name}"]) == len(rows), name


# The table of results


def filled_results(path):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(results_form(PROGRAMME["schools"], YEAR))))
    sheet = book[SHEET]
    school = PROGRAMME["schools"]["school"].iloc[0]
    sheet.append([school, "МКР", "математика", None, 6, "2021/2022", date(2022, 2, 1), 20, 5])
    sheet.append([school, "ЕГЭ", "математика", "профиль", 11, "2021/2022", None, 10, 1])
    book.save(path)
    return path


def read_results_form(path):
    return results_of([path], PROGRAMME["schools"])


def holds_results(tables):
    # Other schools of the roster are told as absent: that is no complaint about the form.
    told = tables.findings[(tables.findings["result"] == "complaint") & (tables.findings["check"] != "school_absent")]
    assert told.empty
    columns = ["assessment", "level", "grade", "school_year", "n_participants", "fail_pct"]
    held = tables.results.loc[tables.results["fail_pct"].notna(), columns].astype(object)
    assert held.where(held.notna(), None).to_numpy().tolist() == [
        ["MKR", "", 6, 2022, 20, 25.0],
        ["EGE", "profile", 11, 2022, 10, 10.0],
    ]
    assert (tables.cell_counts["set_aside"] == 0).all()


def test_the_example_of_the_form_is_passed_over_and_told_if_it_was_typed_over(tmp_path):
    path = filled_results(tmp_path / "результаты.xlsx")
    book = openpyxl.load_workbook(path)
    assert book[SHEET]["A2"].value == "Пример: МБОУ «Образцовая СОШ»"
    book[SHEET]["A2"] = f"Пример: {PROGRAMME['schools']['school'].iloc[0]}"
    book.save(path)
    found = read_results_form(path).findings
    told = found[(found["result"] == "complaint") & (found["check"] != "school_absent")]
    assert told[["check", "severity", "cell"]].to_numpy().tolist() == [["example_filled", "warning", "A2"]]


def test_the_filled_form_of_results_is_a_long_table(tmp_path):
    holds_results(read_results_form(filled_results(tmp_path / "результаты.xlsx")))


@pytest.mark.slow
@pytest.mark.skipif(office() is None, reason="LibreOffice не установлен")
def test_the_form_of_results_survives_libreoffice(tmp_path):
    opened = tmp_path / "после"
    opened.mkdir()
    holds_results(read_results_form(resaved(filled_results(tmp_path / "результаты.xlsx"), opened)))


# The command


@pytest.fixture
def edition(tmp_path):
    data = tmp_path / "данные"
    params = yaml.safe_load(params_path(2022).read_text(encoding="utf-8"))
    params["data"] |= {"results": str(data), "required": []}
    params["corrections"] = []
    path = tmp_path / "2022.yml"
    path.write_text(yaml.safe_dump(params, allow_unicode=True), encoding="utf-8")
    return path, data


def test_templates_lie_in_the_folder_of_results_and_are_never_overwritten(edition, capsys):
    path, data = edition
    assert main(["templates", "--params", str(path)]) == 0
    made = capsys.readouterr().out
    assert made.count("Создана форма") == 2
    assert sorted(file.name for file in data.iterdir()) == ["Реестры_программы.xlsx", "Форма_результатов.xlsx"]
    (data / "Реестры_программы.xlsx").write_bytes("заполнено".encode())
    assert main(["templates", "--params", str(path)]) == 0
    assert capsys.readouterr().out.count("Форма уже есть, она не изменена") == 2
    assert (data / "Реестры_программы.xlsx").read_bytes() == "заполнено".encode()


def test_an_edition_without_a_programme_gets_its_form_first(edition, capsys):
    path, data = edition
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    place = data.parent / "округ" / "Программа.xlsx"
    params["data"]["programme"] = str(place)
    path.write_text(yaml.safe_dump(params, allow_unicode=True), encoding="utf-8")
    assert main(["templates", "--params", str(path)]) == 0
    said = capsys.readouterr().out
    assert said.count("Создана форма") == 1 and "лист «Школы»" in said
    assert place.is_file() and not data.exists()
    # The form alone has no school: the other forms are told to wait, in words.
    assert main(["templates", "--params", str(path)]) == 2
    assert "нет ни одной школы" in capsys.readouterr().err


def test_as_of_of_the_examples_is_within_the_programme():
    days = [c.example for s in register_sheets() for c in s.columns if isinstance(c.example, date)]
    assert days and all(day <= AS_OF for day in days)

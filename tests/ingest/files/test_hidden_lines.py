"""Hidden rows, columns and sheets are read, and the protocol says so, whichever library reads the file."""

import re
import zipfile

import openpyxl
import pytest
import xlwt

from shnor_lib.ingest.files.formats import read_sheets

ROWS = [["а", 1, 2, 3], ["б", 4, 5, 6], ["в", 7, 8, 9], ["г", 1, 2, 3]]


def xlsx(path, percent):
    book = openpyxl.Workbook()
    book.active.title = "Открытый"
    sheet = book.create_sheet("Тайный & явный")
    for row in ROWS:
        sheet.append(row)
    for row in (2, 3, 900):
        sheet.row_dimensions[row].hidden = True
    for column in ("D", "XFD"):
        sheet.column_dimensions[column].hidden = True
    if percent:
        sheet["D1"].number_format = "0%"
    sheet.sheet_state = "hidden"
    book.save(path)
    return path


def fast_xlsx(path):
    return xlsx(path, percent=False)


def thorough_xlsx(path):
    return xlsx(path, percent=True)


def xls(path):
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("Открытый")
    sheet = book.add_sheet("Тайный & явный")
    for row, values in enumerate(ROWS):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    for row in (1, 2, 899):
        sheet.row(row).hidden = True
    for column in (3, 200):
        sheet.col(column).hidden = True
    sheet.visibility = 1
    book.save(str(path))
    return path


def remarks(path):
    return {
        (finding.sheet, finding.message): finding
        for sheet in read_sheets(path, path.read_bytes())
        for finding in sheet.findings
    }


@pytest.mark.parametrize("write", [fast_xlsx, thorough_xlsx, xls])
def test_what_is_hidden_is_named_where_it_holds_values(write, tmp_path):
    found = remarks(write(tmp_path / "книга"))
    assert {(place, message, finding.cell) for (place, message), finding in found.items()} == {
        ("Тайный & явный", "Лист скрыт; он прочитан наравне с видимыми.", ""),
        ("Тайный & явный", "Скрытые строки листа (2–3) прочитаны наравне с видимыми.", "A2:D3"),
        ("Тайный & явный", "Скрытые столбцы листа (D) прочитаны наравне с видимыми.", "D1:D4"),
    }
    assert {(finding.severity, finding.check) for finding in found.values()} == {("note", "hidden")}


@pytest.mark.parametrize("write", [fast_xlsx, thorough_xlsx, xls])
def test_hidden_values_are_values(write, tmp_path):
    path = write(tmp_path / "книга")
    sheet = read_sheets(path, path.read_bytes())[1]
    assert [[sheet.value(row, column) for column in range(1, 5)] for row in range(1, 5)] == ROWS


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (r'<row r="2" hidden="true"', "(2)"),
        (r"<row hidden='1' r='2'", "(2)"),
        (r'<row hidden="1"', "(2)"),
        (r'<row r="2" hidden="0"', ""),
        (r'<row r="2" hidden="false"', ""),
        (r'<row r="99999999999999999999" hidden="1"', "(2)"),
    ],
)
def test_however_the_row_is_written(written, message, tmp_path):
    path = tmp_path / "книга.xlsx"
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(r'<row r="2"', written, parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in parts.items():
            archive.writestr(member, content)
    assert [words for _, words in remarks(path) if "строки" in words] == (
        [f"Скрытые строки листа {message} прочитаны наравне с видимыми."] if message else []
    )


def test_a_filtered_table_names_runs_of_rows(tmp_path):
    path = tmp_path / "книга.xlsx"
    book = openpyxl.Workbook()
    for row in range(1, 41):
        book.active.append([row])
        book.active.row_dimensions[row].hidden = row % 3 != 0
    book.save(path)
    ((_, message),) = remarks(path)
    assert message.startswith("Скрытые строки листа (1–2, 4–5, 7–8,")
    assert "и ещё 2)" in message

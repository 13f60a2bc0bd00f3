"""Files as sheets: each format gives the same values, and what cannot be read is refused in words."""

import openpyxl
import pytest
from openpyxl.chart import BarChart

from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.files import formats, text_tables
from shnor_lib.ingest.files.formats import CSV_SHEET, file_content, read_sheets
from tools.okrug.workbooks import write_csv, write_xls, write_xlsx

ROWS = [["Школа", 2, 3.5], ["МБОУ «Заречная СОШ»", None, "12,5 %"], [None, None, "№ 7"]]
SHEET = {"Лист": ROWS}


def sheets(path):
    return read_sheets(path, path.read_bytes())


def xlsx_with_percents(path):
    book = openpyxl.Workbook()
    book.active.title = "Лист"
    for row in ROWS:
        book.active.append(row)
    book.active["B1"].number_format = "0%"
    book.save(path)
    return path


FORMATS = {
    "fast": lambda folder: write_xlsx(folder / "ф.xlsx", SHEET),
    "thorough": lambda folder: xlsx_with_percents(folder / "ф.xlsx"),
    "xlsx named xls": lambda folder: write_xlsx(folder / "ф.xls", SHEET),
    "xls": lambda folder: write_xls(folder / "ф.xls", SHEET),
    "xls named xlsx": lambda folder: write_xls(folder / "ф.xlsx", SHEET),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_values(name, tmp_path):
    (sheet,) = sheets(FORMATS[name](tmp_path))
    assert sheet.name == "Лист"
    texts = [[sheet.text(row, column) for column in (1, 2, 3)] for row in (1, 2, 3)]
    assert texts == [["Школа", "2", "3.5"], ["МБОУ «Заречная СОШ»", "", "12,5 %"], ["", "", "№ 7"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
def test_text_tables_in_every_encoding(delimiter, encoding, tmp_path):
    (sheet,) = sheets(write_csv(tmp_path / "Имя файла.csv", ROWS, encoding, delimiter))
    assert sheet.name == CSV_SHEET
    assert [sheet.text(1, column) for column in (1, 2, 3)] == ["Школа", "2", "3.5"]
    assert sheet.text(2, 3) == "12,5 %"


@pytest.mark.parametrize(
    "text",
    [
        "Отчёт, полный, за год, без сокращений, с примечаниями\nа;1,5;2,5\nб;3,5;4,5\nв;1;2\n",
        "а,б,в\nодно;другое;третье;и ещё;;;;,1,2\n4,5,6\n",
        "\n\n\nа;б;в\n",
    ],
)
def test_what_parts_the_cells_is_told_by_the_lines_and_not_by_one_of_them(text, tmp_path):
    path = tmp_path / "т.csv"
    path.write_text(text, encoding="utf-8")
    (sheet,) = sheets(path)
    assert max(len(sheet.row_cells(row)) for row in range(1, 5)) == 3


def test_a_text_of_millions_of_cells_is_refused_before_it_is_laid_out(tmp_path, monkeypatch):
    monkeypatch.setattr(text_tables, "MOST_CELLS", 100)
    monkeypatch.setattr(text_tables.csv, "reader", lambda *_, **__: pytest.fail("laid out"))
    path = tmp_path / "т.csv"
    path.write_text("1;" * 101)
    with pytest.raises(ReportError, match="слишком велик"):
        sheets(path)


def test_a_text_wider_than_a_sheet_is_refused_in_words(tmp_path):
    path = tmp_path / "т.csv"
    path.write_text("1;" * 16_384)
    with pytest.raises(ReportError, match=r"столбцов больше, чем бывает на листе Excel: 16.385"):
        sheets(path)


def test_a_chart_sheet_is_no_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([1])
    book.create_chartsheet("Диаграмма").add_chart(BarChart())
    book.save(tmp_path / "ф.xlsx")
    assert [sheet.name for sheet in sheets(tmp_path / "ф.xlsx")] == ["Sheet"]


def test_a_workbook_without_values_is_a_sheet_without_cells(tmp_path):
    (sheet,) = sheets(write_xlsx(tmp_path / "ф.xlsx", {"Пусто": []}))
    assert (sheet.last_row, sheet.last_column, sheet.findings) == (0, 0, [])


def test_a_reading_that_misses_values_is_made_again_by_the_thorough_reader(tmp_path, monkeypatch):
    """Whatever calamine may be blind to: the number of values in the file stands guard."""
    path = write_xlsx(tmp_path / "ф.xlsx", SHEET)
    monkeypatch.setattr(formats.Sheet, "take_apart", None)
    view = formats.look_into(path.read_bytes())
    asked = []
    thorough = formats._thorough_sheets
    monkeypatch.setattr(formats, "_thorough_sheets", lambda *rest: asked.append(1) or thorough(*rest))
    sheets(path)
    assert asked == []
    more = formats.ArchiveView(needs_thorough_reading=False, n_values=view.n_values + 1)
    monkeypatch.setattr(formats, "look_into", lambda content: more)
    (sheet,) = sheets(path)
    assert asked == [1] and sheet.text(1, 1) == "Школа"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ф.xlsx", b"PK\x03\x04broken", "повреждён"),
        ("ф.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "повреждён"),
        ("ф.xls", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "паролем"),
        ("ф.xlsx", b"\xd0\xa8;1", "не является книгой Excel, хотя имеет расширение .xlsx"),
        ("ф.csv", b"%PDF-1.7", "не является книгой Excel, хотя имеет расширение .csv"),
        ("ф.csv", b"<html>", "не является книгой Excel"),
        ("файл", b"1;2", "не является книгой Excel, хотя указан как книга"),
    ],
)
def test_what_is_no_table_is_refused_in_words(name, content, words, tmp_path):
    with pytest.raises(ReportError, match=words) as error:
        read_sheets(tmp_path / name, content)
    assert error.value.what_to_do


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "Не найден"),
        (lambda path: path.write_bytes(b""), "пуст"),
        (lambda path: path.mkdir(), "не открывается"),
        (lambda path: path.write_bytes(b"12345"), "слишком много"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(make, words, tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "LARGEST_FILE_BYTES", 4 if words == "слишком много" else 10**6)
    make(tmp_path / "ф.xlsx")
    with pytest.raises(ReportError, match=words):
        file_content(tmp_path / "ф.xlsx")

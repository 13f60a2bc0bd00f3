"""OpenDocument tables and binary workbooks: read like .xlsx, or refused with the way out; kinds told by bytes."""

import random
import re
from datetime import date, time

import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.files import ods
from shnor_lib.ingest.files.formats import read_sheets
from shnor_lib.ingest.files.kinds import holds_table
from shnor_lib.ingest.layouts.recognition import recognised
from tests.support.bombs import damaged
from tests.support.depth import every
from tests.support.office_files import ods_rows, write_ods, write_xlsb
from tests.support.programme_2022 import rules_2022
from tools.okrug.fis_oko import statistics_rows
from tools.okrug.invented import invent_okrug
from tools.okrug.workbooks import write_csv, write_xlsx

OKRUG = invent_okrug(11, n_schools=3, years=(2022,), vpr_grades=(5,))
WORK = next(p for p in OKRUG.procedures if p.assessment == "VPR")
ROWS = statistics_rows(OKRUG, WORK)


def sheets(path):
    return read_sheets(path, path.read_bytes())


SHORT = {
    "<cell": "<table:table-cell",
    "</cell": "</table:table-cell",
    "<covered": "<table:covered-table-cell",
    "</covered": "</table:covered-table-cell",
    "<row": "<table:table-row",
    "</row": "</table:table-row",
    "<group": "<table:table-row-group",
    "</group": "</table:table-row-group",
    "header-rows>": "table:table-header-rows>",
    "p>": "text:p>",
    " type=": " office:value-type=",
    " number-": " table:number-",
}


def long(xml):
    """Return XML in the names of OpenDocument."""
    return re.sub("|".join(SHORT), lambda found: SHORT[found[0]], xml)


def one_cell(tmp_path, xml, **rest):
    (sheet,) = sheets(write_ods(tmp_path / "ф.ods", {"Лист": ods_rows([["до", long(xml), "после"]])}, **rest))
    assert sheet.text(1, 3) == "после"
    return sheet.value(1, 2), sheet.odd.get((1, 2))


def refused(path):
    with pytest.raises(ReportError) as error:
        sheets(path)
    assert "xlsx" in error.value.what_to_do
    return error.value.message


FORMATS = {
    "ods": lambda folder: write_ods(folder / "ф.ods", {"Лист": ods_rows(ROWS)}),
    "ods named xls": lambda folder: write_ods(folder / "ф.xls", {"Лист": ods_rows(ROWS)}),
    "ods named txt": lambda folder: write_ods(folder / "ф.txt", {"Лист": ods_rows(ROWS)}),
    "xlsb": lambda folder: write_xlsb(folder / "ф.xlsb", "Лист", ROWS),
    "xlsb named xlsx": lambda folder: write_xlsb(folder / "ф.xlsx", "Лист", ROWS),
    "csv named xls": lambda folder: write_csv(folder / "ф.xls", ROWS),
    "csv named xlsx": lambda folder: write_csv(folder / "ф.xlsx", ROWS, "utf-8-sig", "\t"),
    "csv named txt": lambda folder: write_csv(folder / "ф.txt", ROWS),
    "xlsx named dat": lambda folder: write_xlsx(folder / "ф.dat", {"Лист": ROWS}),
    "xlsx without a suffix": lambda folder: write_xlsx(folder / "ф", {"Лист": ROWS}),
}


@pytest.mark.parametrize("name", every(3, FORMATS))
def test_every_format_gives_the_same_results_whatever_its_name(name, tmp_path):
    expected = read_folder([write_xlsx(tmp_path / "образец.xlsx", {"Лист": ROWS})], rules_2022())
    found = read_folder([FORMATS[name](tmp_path)], rules_2022())
    (sheet,), (model,) = found.contents[0].sheets, expected.contents[0].sheets
    numbers = ["group", "n_participants", "fail_pct", "source_cell", "subject"]
    assert [sheet.rows[column] for column in numbers] == [model.rows[column] for column in numbers]
    assert sheet.findings == []


# .ods


@pytest.mark.parametrize(
    ("xml", "value", "kind"),
    [
        ('<cell type="percentage" office:value="0.3"><p>30%</p></cell>', 0.3, "%"),
        ('<cell type="float" office:value="12.5"/>', 12.5, ""),
        ('<cell type="currency" office:value="12.5"/>', 12.5, ""),
        ('<cell type="boolean" office:boolean-value="true"/>', True, ""),
        ('<cell type="date" office:date-value="2022-04-20"/>', date(2022, 4, 20), ""),
        ('<cell type="time" office:time-value="PT12H30M00S"/>', time(12, 30), ""),
        ('<cell table:formula="of:=1/0" calcext:value-type="error"><p>#DIV/0!</p></cell>', "#DIV/0!", "error"),
        ('<cell table:formula="of:=A9" type="float" office:value="0"><p>#REF!</p></cell>', "#REF!", "error"),
        ('<cell table:formula="of:=1+1"/>', "of:=1+1", "lost"),
        ('<cell table:formula="of:=1+1" type="float" office:value="2"/>', 2.0, ""),
        ('<cell><p>СОШ<text:s/>№ 1</p><p>город</p></cell>', "СОШ № 1\nгород", ""),
        ('<cell><office:annotation><p>заметка</p></office:annotation><p>5</p></cell>', "5", ""),
        ('<cell><p>с <text:span>пробелом</text:span></p></cell>', "с пробелом", ""),
    ],
)  # fmt: skip
def test_what_an_ods_cell_holds(xml, value, kind, tmp_path):
    found, odd = one_cell(tmp_path, xml)
    assert (found, type(found)) == (value, type(value))
    kinds = {"%": odd and odd.number_format == "0%", "error": odd and odd.is_error, "lost": odd and odd.is_lost_formula}
    assert kinds.get(kind, odd is None)


def test_repeated_cells_and_rows_stand_in_every_place(tmp_path):
    cell = '<cell number-columns-repeated="2" type="float" office:value="7"/>'
    xml = f'<row><cell number-columns-repeated="3"/></row><row number-rows-repeated="2">{cell}</row>'
    (sheet,) = sheets(write_ods(tmp_path / "ф.ods", {"Лист": long(xml)}))
    assert [[sheet.value(row, column) for column in (1, 2, 3)] for row in (1, 2, 3, 4)] == [
        ["", "", ""],
        [7.0, 7.0, ""],
        [7.0, 7.0, ""],
        ["", "", ""],
    ]


def test_groups_of_rows_hidden_lines_and_merged_cells(tmp_path):
    head = "<header-rows><row><cell><p>шапка</p></cell></row></header-rows>"
    row = (
        '<row table:visibility="collapse">'
        '<cell number-columns-spanned="2" number-rows-spanned="1"><p>видно</p></cell>'
        "<covered><p>не видно</p></covered></row>"
    )
    (sheet,) = sheets(write_ods(tmp_path / "ф.ods", {"Лист": long(f"{head}<group>{row}</group>")}))
    assert (sheet.text(1, 1), sheet.text(2, 1), sheet.text(2, 2)) == ("шапка", "видно", "")
    assert [(f.check, f.cell) for f in sheet.findings] == [("not_parsed", "A2:B2"), ("hidden", "A2")]


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ({"manifest": "<manifest><encryption-data/></manifest>"}, "паролем"),
        ({"first": '<!DOCTYPE x [<!ENTITY a "b">]>'}, "повреждён"),
        ({"first": "<не XML"}, "повреждён"),
    ],
)
def test_an_ods_file_that_cannot_be_read_is_refused_in_words(rest, words, tmp_path):
    path = write_ods(tmp_path / "ф.ods", {"Лист": ods_rows(ROWS)}, **rest)
    with pytest.raises(ReportError, match=words):
        sheets(path)


def test_a_row_repeated_a_million_times_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(ods, "MOST_CELLS_TO_READ_THOROUGHLY", 100)
    xml = '<row number-rows-repeated="101"><cell type="float" office:value="7"/></row>'
    assert "слишком много" in refused(write_ods(tmp_path / "ф.ods", {"Лист": long(xml)}))


# .xlsb


def test_cells_under_merged_ones_of_a_binary_workbook_are_set_aside(tmp_path):
    (sheet,) = sheets(write_xlsb(tmp_path / "ф.xlsb", "Лист", [["видно", "нет"], [1, 2]], merged=[(0, 0, 0, 1)]))
    assert (sheet.text(1, 1), sheet.text(1, 2), sheet.value(2, 2)) == ("видно", "", 2.0)
    assert [(f.check, f.cell) for f in sheet.findings] == [("not_parsed", "A1:B1")]


@pytest.mark.parametrize(("rows", "percents"), [([["доля", 0.3]], [(0, 1)]), ([["доля", "#DIV/0!"]], [])])
def test_a_binary_workbook_that_would_be_misread_is_refused(rows, percents, tmp_path):
    assert "не прочесть верно" in refused(write_xlsb(tmp_path / "ф.xlsb", "Лист", rows, percents))


@pytest.mark.parametrize("write", [FORMATS["ods"], FORMATS["xlsb"]])
def test_damaged_files_are_read_or_refused_in_words(write, tmp_path):
    path = write(tmp_path)
    whole = path.read_bytes()
    for seed in range(60):
        path.write_bytes(damaged(whole, random.Random(seed)) or b"PK")
        try:
            for sheet in sheets(path):
                sheet.sweep()
                sheet.counts()
        except ReportError as error:
            assert "Ошибка программы" not in error.message


# Kinds


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".csv", ".ods", ""])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><body><table><tr><td>5</td></tr></table></body></html>", "веб-страница"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html>\n<html>", "веб-страница"),
        (b"<table border=1><tr><td>1;2</td></tr></table>", "веб-страница"),
        ("<html><td>1</td></html>".encode("utf-16"), "веб-страница"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML Excel 2003"),
        (b"MIME-Version: 1.0\nContent-Type: a;b\nx: c;d\n", "веб-архив"),
        (b"%PDF-1.7\n1;2\n3;4\n", "PDF"),
        (b"{\\rtf1 a;b\nc;d}", "RTF"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(content, words, suffix, tmp_path):
    path = tmp_path / f"ф{suffix}"
    path.write_bytes(content)
    message = refused(path)
    assert words in message and "не является книгой Excel" in message


@pytest.mark.parametrize(
    ("content", "is_table"),
    [
        ("Школа;2\nСОШ № 1;5\n".encode("cp1251"), True),
        ("яШкола;2\nСОШ № 1;5\nконец Ш".encode("cp1251"), True),
        ("Протокол проверки\nШкола\t2\nСОШ\t5\nСОШ\t6\n".encode(), True),
        ("Школа;2\nСОШ № 1;5\n".encode("utf-16"), True),
        ("Записка о результатах.\nВсё хорошо.\n".encode(), False),
        ("Одна строка; и всё".encode(), False),
        (b"\x00\x01;\n\x02;\n", False),
        (b"\x89PNG;1\n;2\n", False),
        (b"\xd0\xcf\x11\xe0" + bytes(600), False),
        (b"PK\x03\x04word/document.xml", False),
        (b"", False),
    ],
)
def test_tables_are_told_by_their_bytes(content, is_table):
    assert holds_table(content) == is_table


def test_a_long_text_is_judged_by_its_whole_lines():
    text = ("Школа № 1;" + "ж" * 200 + "\n") * 1_000
    assert holds_table(text.encode()) and holds_table(text.encode("cp1251"))


def test_other_files_are_named_as_unknown(tmp_path):
    for name, content in {
        "приказ.pdf": b"%PDF-1.4\n1;2\n1;2",
        "записка.txt": "Ничего.".encode(),
        "фото": b"\xff\xd8",
    }.items():
        (tmp_path / name).write_bytes(content)
    found = read_folder(sorted(tmp_path.iterdir()), rules_2022())
    assert [[f.check for f in content.findings] for content in found.contents] == [["file_unknown"]] * 3


def test_a_protocol_as_text_of_the_exam_centre_is_read(tmp_path):
    """A title line, then cells parted by semicolons, in cp1251."""
    head = ["№", "Код ОО", "Класс", "Фамилия", "Первичный балл", "Балл"]
    rows = [["02 - Математика 2022.06.02"], head, *([n, 12101, "11А", "Птицеловская", 9, 10 * n] for n in range(1, 9))]
    (sheet,) = sheets(write_csv(tmp_path / "протокол.txt", rows))
    layout = recognised(sheet)
    found = layout.read(sheet, rules_2022().procedures.exam_minimums)
    assert (layout.code, found["n_participants"], found["n_2"], found["level"]) == (
        "exam_protocols",
        [8],
        [2],
        ["profile"],
    )

"""The workbook `tables.xlsx`: all tables of the report, looked up, filtered and counted with in Excel."""

import csv
import json
import re
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shnor_lib.ground import wording
from shnor_lib.presentation.tables import TABLE_MIME, Cell, Column, PublicationTable
from shnor_lib.publishing.workbook.book import CONTENTS
from shnor_lib.publishing.workbook.cells import number_format, sheet_cell
from shnor_lib.publishing.workbook.sheets import LONGEST_NAME, Names, units
from shnor_lib.publishing.xlsx import ShnorXLSXExporter
from tests.support import sample_notebook as sample
from tests.support.depth import examples
from tests.support.read_page import tables_of_page
from tests.support.read_workbook import MAIN, ReadBook, place, shown

AS_PRINTED = ": как в отчёте"
HOSTILE = ("=1+1", "+7 900", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "''", "=cmd|' /C calc'!A0")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def book_of(*cells) -> ReadBook:
    return ReadBook(ShnorXLSXExporter().from_notebook_node(sample.notebook(*cells))[0])


@pytest.fixture(scope="module")
def content() -> bytes:
    return ShnorXLSXExporter().from_notebook_node(sample.full_notebook())[0]


@pytest.fixture(scope="module")
def full(content) -> ReadBook:
    return ReadBook(content)


@pytest.fixture(scope="module")
def demo(built_demo) -> ReadBook:
    return ReadBook((built_demo.folder / "tables.xlsx").read_bytes())


def table_of(cells: dict, columns: int) -> tuple[list[str], list[list]]:
    """Return the heads and rows of a sheet's table: from the line of heads to the first empty row."""
    top = next(row for row, column in sorted(cells) if column == 1 and cells[row, 1].stored.startswith("←")) + 1
    heads = [cells[top, column].shown for column in range(1, columns + 1)]
    rows, row = [], top + 1
    while any((row, column) in cells for column in range(1, columns + 1)):
        rows.append([cells.get((row, column)) for column in range(1, columns + 1)])
        row += 1
    return heads, rows


# All cells of the demonstration


def test_every_table_of_the_page_is_in_the_workbook_cell_by_cell(demo, built_demo):
    cells_seen = 0
    for number, (_, printed) in enumerate(tables_of_page(built_demo.folder / "report.html"), start=1):
        (name,) = [one for one in demo.parts if one.startswith(f"{number} ")]
        heads, rows = table_of(demo.cells(name), columns_of(demo, name))
        kept = [place for place, head in enumerate(heads) if not head.endswith(AS_PRINTED)]
        whole = {head.removesuffix(AS_PRINTED): place for place, head in enumerate(heads) if place not in kept}
        assert len(rows) == len(printed), name
        for row, texts in zip(rows, printed, strict=True):
            told = [row[whole.get(heads[place], place)] for place in kept]
            assert [cell.shown if cell else "" for cell in told] == [plain(text) for text in texts], name
            cells_seen += len(texts)
    assert cells_seen > 2_000


def columns_of(book: ReadBook, name: str) -> int:
    """Return how many columns a sheet's table has, by the table that Excel knows there."""
    rels = book.xml(f"xl/worksheets/_rels/{book.parts[name].rpartition('/')[2]}.rels")
    (target,) = [one.get("Target") for one in rels if "/table" in (one.get("Target") or "")]
    last = book.xml(f"xl/{target.removeprefix('../')}").get("ref").partition(":")[2]
    return place(last)[1]


def test_numbers_are_those_that_the_notebook_holds(demo, built_demo):
    """Not only as they are shown: the workbook is what people count with."""
    notebook = json.loads((built_demo.folder / "05_report.ipynb").read_text(encoding="utf-8"))
    held = {
        plain(re.sub("⟦.*?⟧", "", table["caption"])): table
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if (table := output.get("data", {}).get(TABLE_MIME)) and table["caption"]
    }
    numbers, told = 0, 0
    for name in demo.parts:
        cells = demo.cells(name) if re.match(r"\d+ ", name) else {}
        table = held.get(re.sub(r"^Таблица \d+\. ", "", cells[1, 1].stored)) if cells else None
        if table is None:
            continue
        heads, rows = table_of(cells, columns_of(demo, name))
        kept = [place for place, head in enumerate(heads) if not head.endswith(AS_PRINTED)]
        for row, original in zip(rows, table["rows"], strict=True):
            for read, cell in zip((row[column] for column in kept), original, strict=True):
                is_number = isinstance(cell["value"], int | float) and not isinstance(cell["value"], bool)
                if is_number and re.match(r"[+−]?\d", cell["text"]):
                    assert abs(float(read.stored) - cell["value"]) <= 0.051, (name, cell)
                    numbers += float(read.stored) == round(cell["value"], 9)
                    told += 1
    assert numbers > 500
    assert numbers > 0.95 * told


def test_each_sheet_says_that_the_data_are_made_up(demo):
    notice = demo.cells(CONTENTS)[2, 1].stored
    assert "вымышлен" in notice.lower()
    for name in [*list(demo.parts)[:5], "Школы", "Реестр План"]:
        assert demo.cells(name)[2, 1].stored == notice


def test_stored_tables_follow_under_russian_heads(demo, built_demo):
    assert "Результаты школ" in demo.parts
    name = "Последние результаты школ"
    heads, rows = table_of(demo.cells(name), columns_of(demo, name))
    assert heads[:7] == ["Код школы", "Школа", "Процедура", "Уровень", "Предмет", "Класс", "Учебный год"]
    lines = list(csv.DictReader((built_demo.folder / "tables/latest_results.csv").read_text("utf-8").splitlines()))
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        told = {head: cell.shown if cell else "" for head, cell in zip(heads, row, strict=True)}
        year = int(line["school_year"])
        assert told["Код школы"] == line["school_id"]
        assert told["Школа"] == plain(line["school"])
        assert told["Процедура"] in ("ВПР", "ОГЭ", "ЕГЭ", "МКР")
        assert told["Класс"] == line["grade"]
        assert told["Учебный год"] == f"{year - 1}/{year % 100}"
        share = row[heads.index("Доля «2», %")]
        assert share is None or float(share.stored) == float(line["fail_pct"])
        assert told["Результат низкий"] == {"true": "да", "false": "нет", "": ""}[line["low"]]


def test_nothing_for_official_use_comes_along(demo, built_demo):
    folder = built_demo.folder / "Для служебного пользования"
    official = [path.name for path in folder.iterdir()]
    texts = demo.archive.read("xl/sharedStrings.xml").decode()
    texts_of = {name: (folder / name).read_text(encoding="utf-8").splitlines() for name in official}
    codes = {row["teacher_id"] for lines in texts_of.values() for row in csv.DictReader(lines)} - {""}
    assert len(codes) > 50
    assert not [code for code in codes if f">{code}<" in texts]


# A sheet


def test_no_text_is_a_formula_whatever_it_begins_with():
    cells = tuple(Cell(text, text) for text in HOSTILE)
    table = PublicationTable("=Таблица", (Column("a", "=A1"), Column("b", "+b", group="@c")), ((cells[0], cells[1]),))
    rest = PublicationTable("-Вторая", (Column("a", "a"),), tuple((cell,) for cell in cells), notes=("=1",))
    book = book_of(sample.code(sample.value(table)), sample.code(sample.value(rest)))
    for name in book.parts:
        cells_of_sheet = book.cells(name)  # fails at a formula
        for cell in cells_of_sheet.values():
            assert cell.type == "s" or re.fullmatch(r"-?[\d.E+-]+", cell.stored)
    found = [cell.stored.strip() for cell in book.cells("2 -Вторая").values()]
    assert {text.strip() for text in HOSTILE} <= set(found)
    styles = book.xml("xl/styles.xml")
    assert [one for one in styles.iter(f"{MAIN}xf") if one.get("quotePrefix") == "1"]


def test_one_row_of_heads_and_no_merged_cells(full):
    for name, part in full.parts.items():
        assert full.xml(part).find(f"{MAIN}mergeCells") is None, name
    name = next(name for name in full.parts if "неудовл" in name)
    heads, _ = table_of(full.cells(name), 5)
    assert heads == ["Школа", "Доля «2»: было, %", "Доля «2»: стало, %", "Изменение, п. п.", "Вывод"]


def test_every_sheet_can_be_printed_and_keeps_its_heads_in_view(full):
    for name, part in full.parts.items():
        sheet = full.xml(part)
        assert sheet.find(f"{MAIN}pageSetup").get("orientation") == "landscape", name
        assert sheet.find(f"{MAIN}pageSetup").get("fitToHeight") == "0", name
        assert sheet.find(f".//{MAIN}pane").get("state") == "frozen", name
    titles = [one.text for one in full.xml("xl/workbook.xml").iter(f"{MAIN}definedName")]
    assert len(titles) == len(full.parts)


def test_the_contents_lead_to_every_sheet(full):
    links = [one.get("location") for one in full.xml(full.parts[CONTENTS]).iter(f"{MAIN}hyperlink")]
    assert [link.rpartition("!")[0].strip("'").replace("''", "'") for link in links] == list(full.parts)[1:]
    for name, part in list(full.parts.items())[1:]:
        back = [one.get("location") for one in full.xml(part).iter(f"{MAIN}hyperlink")]
        assert back == [f"'{CONTENTS}'!A1"], name


def test_a_table_without_rows_says_so(full):
    (name,) = [name for name in full.parts if "вышедшие" in name]
    assert "Строк нет." in [cell.stored for cell in full.cells(name).values()]


def test_tables_that_are_looked_up_stand_here_alone():
    table = sample.small_table(lookup=True)
    book = book_of(sample.code(sample.value(table)), sample.code(sample.value(sample.long_table(3))))
    assert [name for name in book.parts if "Показатели" in name] == ["Показатели"]


def test_equal_reports_give_equal_bytes(content):
    assert ShnorXLSXExporter().from_notebook_node(sample.full_notebook())[0] == content
    assert {one.date_time[0] for one in zipfile.ZipFile(BytesIO(content)).infolist()} == {1980}


# Numbers as the report prints them


@given(
    st.floats(-1e6, 1e6) | st.integers(-(10**7), 10**7) | st.sampled_from([0.05, -0.04, 27.75, 2.675, -0.5, 1234.5]),
    st.integers(0, 4),
    st.sampled_from(["", "?", "*", "?*", "\u00a0%"]),
    st.booleans(),
)
@example(0.048628, 1, "?", True)
@example(-0.03, 1, "", True)
@settings(max_examples=examples(40))
def test_a_number_is_shown_as_it_is_printed(value, decimals, after, is_change):
    text = (wording.signed if is_change else wording.number)(value, decimals) + after
    column = Column("a", "a", "points" if is_change else "number")
    cell = sheet_cell(Cell(value, text), column)
    assert not isinstance(cell.value, str)
    assert not cell.left_out
    assert shown(Decimal(repr(cell.value)), cell.format) == plain(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "нет данных"), (59.09, "менее 10"), (2, "12"), (True, "да"), (4.0, "–"), (float("inf"), "9"), (7, "")],
)
def test_a_number_that_the_report_does_not_show_is_not_stored(value, text):
    assert sheet_cell(Cell(value, text), Column("a", "a", "percent")).value == text


def test_words_after_a_number_get_a_column_of_their_own():
    column = Column("share", "низких, %", "percent", group="ВПР")
    rows = ((Cell(59.0909, "59 (13\u00a0из\u00a022)"),), (Cell(None, "–"),), (Cell(10, "10 (1\u00a0из\u00a010)"),))
    book = book_of(sample.code(sample.value(PublicationTable("Доли", (column,), rows))))
    heads, body = table_of(book.cells("1 Доли"), 2)
    assert heads == ["ВПР: низких, %", "ВПР: низких, %: как в отчёте"]
    assert [[cell.shown for cell in row] for row in body] == [
        ["59", "59 (13 из 22)"],
        ["–", "–"],
        ["10", "10 (1 из 10)"],
    ]
    assert number_format(59.0909, "59 (13 из 22)") == ('#,##0;"−"#,##0', False)


def test_what_a_figure_draws_stands_there_as_numbers():
    data = PublicationTable(
        None, (Column("a", "Школа"), Column("b", "доля, %", "percent")), ((Cell("х", "х"), Cell(4, "4")),)
    )
    book = book_of(sample.code(sample.value(sample.figure(data=data))))
    name = "Рис 1 Изменение доли «2»"
    assert [cell.shown for row in table_of(book.cells(name), 2)[1] for cell in row] == ["х", "4"]
    assert book.cells(name)[1, 1].stored == "Рис. 1. Изменение доли «2»"


def test_a_date_is_a_date():
    cell = sheet_cell(Cell("2024-03-01", "01.03.2024"), Column("day", "Дата", "date"))
    assert shown(Decimal((cell.value - type(cell.value)(1899, 12, 30)).days), cell.format) == "01.03.2024"
    assert sheet_cell(Cell("2024-03-01", "1 марта"), Column("day", "Дата", "date")).value == "1 марта"


# Names of tabs


@given(
    st.lists(
        st.text(max_size=60) | st.sampled_from(["a" * 40, "A" * 40, "History", "'x'", "[:]", "😀" * 30]), max_size=6
    )
)
@example(["a" * 40, "A" * 40, "History", "'x'", "[:]", "😀" * 30, ""])
@settings(max_examples=examples(15))
def test_names_of_tabs_are_legal_and_unlike_each_other(titles):
    names = Names({CONTENTS.casefold()})
    given_names = [names.name_for(title) for title in titles]
    assert len({name.casefold() for name in given_names}) == len(given_names)
    for name in given_names:
        assert 0 < units(name) <= LONGEST_NAME
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'") and not name.endswith("'")

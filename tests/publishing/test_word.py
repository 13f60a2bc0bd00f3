"""The Word file `report.docx`: what an office goes on editing."""

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.tree import SECTION_MIME
from shnor_lib.publishing.docx import ShnorDOCXExporter
from tests.support import sample_notebook as sample
from tests.support.read_page import tables_of_page
from tests.support.read_word import OFFICE, WORD, ReadWord, disordered, style_of, text_of


def file_of(*cells) -> ReadWord:
    return ReadWord(ShnorDOCXExporter().from_notebook_node(sample.notebook(*cells))[0])


@pytest.fixture(scope="module")
def content() -> bytes:
    return ShnorDOCXExporter().from_notebook_node(sample.full_notebook())[0]


@pytest.fixture(scope="module")
def full(content) -> ReadWord:
    return ReadWord(content)


@pytest.fixture(scope="module")
def demo(built_demo) -> ReadWord:
    return ReadWord((built_demo.folder / "report.docx").read_bytes())


def styled(file: ReadWord, style: str) -> list[str]:
    return [text_of(one) for one in file.body.iter(f"{WORD}p") if style_of(one) == style]


def instructions(file: ReadWord) -> list[str]:
    return [(one.text or "").strip() for one in file.body.iter(f"{WORD}instrText")]


# All cells of the demonstration


def test_every_table_of_the_page_is_in_the_file_cell_by_cell(demo, built_demo):
    tables = tables_of_page(built_demo.folder / "report.html")
    assert sum(len(row) for _, rows in tables for row in rows) > 2_000
    assert demo.tables == [rows for _, rows in tables]
    assert [" ".join(one.split()) for one in demo.captions] == [caption for caption, _ in tables]


def test_every_part_keeps_the_order_of_the_schema(full):
    for part in full.names:
        if part.endswith(".xml") and part.startswith("word/"):
            assert disordered(full.xml(part)) == [], part


def test_a_wrong_order_is_found():
    wrong = f'<w:p xmlns:w="{WORD[1:-1]}"><w:pPr><w:jc w:val="left"/><w:keepNext/></w:pPr></w:p>'
    assert disordered(etree.fromstring(wrong)) == ["pPr: jc keepNext"]


# What an office expects


def test_headings_have_words_own_styles(full):
    styles = {
        one.get(f"{WORD}styleId"): one.find(f"{WORD}name").get(f"{WORD}val")
        for one in full.xml("word/styles.xml").iter(f"{WORD}style")
    }
    assert styles["Heading1"] == "heading 1"
    assert "Главное" in styled(full, "Heading1")
    assert "1.1. Данные" in styled(full, "Heading2")
    used = {style_of(one) for one in full.body.iter(f"{WORD}p")} - {""}
    assert used <= styles.keys()


def test_the_contents_are_a_field_with_the_headings_in_it(full):
    assert 'TOC \\o "1-2" \\h \\z \\u' in instructions(full)
    assert full.xml("word/settings.xml").find(f"{WORD}updateFields").get(f"{WORD}val") == "true"
    entries = [text for level in (1, 2) for text in styled(full, f"TOC{level}")]
    headings = [text for level in (1, 2) for text in styled(full, f"Heading{level}")]
    assert entries == headings


def test_contents_that_know_no_pages_yet_lead_to_none_by_dots(full):
    lines = [one for one in full.body.iter(f"{WORD}p") if style_of(one) in ("TOC1", "TOC2")]
    assert lines
    assert not [one for line in lines for one in line.iter(f"{WORD}tab")]
    assert all(
        line.find(f"{WORD}hyperlink") is not None or line.find(f".//{WORD}hyperlink") is not None for line in lines
    )


def test_a_label_stands_beside_its_sentences():
    file = file_of(sample.markdown("# Отчёт\n\n**Прежде всего**\\\nпервая школа, **вторая** школа."))
    (line,) = [one for one in file.body.iter(f"{WORD}p") if style_of(one) == "Labelled"]
    assert text_of(line) == "Прежде всегопервая школа, вторая школа."
    assert len(list(line.iter(f"{WORD}tab"))) == 1


def test_a_picture_in_a_cell_grows_with_the_type_of_its_table():
    cell = Cell(0.3, "три", picture='<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="4mm"/>')
    file = file_of(sample.code(sample.value(PublicationTable("С рисунком", (Column("x", "Доля"),), ((cell,),)))))
    (extent,) = [one for one in file.body.iter() if one.tag.endswith("}extent")]
    assert int(extent.get("cx")) / 36_000 == pytest.approx(20 * 12 / 8.5, abs=0.2)


def test_a_table_that_would_empty_most_of_a_page_goes_on_on_the_next():
    def kept(words: str, rows: int) -> int:
        cells = tuple((Cell(f"{row} {words}", f"{row} {words}"),) for row in range(rows))
        file = file_of(sample.code(sample.value(PublicationTable("Школы", (Column("x", "Школа"),), cells))))
        (table,) = file.body.iter(f"{WORD}tbl")
        return sum(
            row.find(f"{WORD}tc/{WORD}p/{WORD}pPr/{WORD}keepNext") is not None for row in table.iter(f"{WORD}tr")
        )

    low, high = "школа", "школа и ещё слова, " * 120
    assert [kept(low, rows) for rows in (5, 40)] == [4, 3]
    assert kept(high, 6) < 5


def test_fields_begin_and_end(full):
    kinds = [one.get(f"{WORD}fldCharType") for one in full.body.iter(f"{WORD}fldChar")]
    depth = 0
    for kind in kinds:
        depth += {"begin": 1, "separate": 0, "end": -1}[kind]
        assert depth in (0, 1, 2)
    assert depth == 0


def test_captions_are_counted_by_word_and_by_us_alike(full):
    counted = [one for one in instructions(full) if one.startswith("SEQ Таблица")]
    numbers = [int(re.match(r"Таблица\s(\d+)\. ", caption)[1]) for caption in full.captions]
    assert numbers == list(range(1, len(counted) + 1))
    assert len([one for one in instructions(full) if one.startswith("SEQ Рисунок")]) == 3


def test_links_lead_to_bookmarks(full):
    marks = [one.get(f"{WORD}name") for one in full.body.iter(f"{WORD}bookmarkStart")]
    numbers = [one.get(f"{WORD}id") for one in full.body.iter(f"{WORD}bookmarkStart")]
    assert len(set(marks)) == len(marks) and len(set(numbers)) == len(numbers)
    links = [one for one in full.body.iter(f"{WORD}hyperlink")]
    inner = [one.get(f"{WORD}anchor") for one in links if one.get(f"{WORD}anchor")]
    assert set(inner) <= set(marks)
    assert "табл.\u00a02" in [text_of(one) for one in links]
    outer = {one.get(f"{OFFICE}id") for one in links} - {None}
    targets = {one.get("Id"): one.get("Target") for one in full.xml("word/_rels/document.xml.rels")}
    assert {targets[one] for one in outer} == {"https://example.org/%D0%BF%D1%83%D1%82%D1%8C?x=1&y=2"}


def test_every_relationship_has_its_part(full):
    for one in full.xml("word/_rels/document.xml.rels"):
        assert one.get("TargetMode") == "External" or f"word/{one.get('Target')}" in full.names
    types = {one.get("PartName") for one in full.xml("[Content_Types].xml") if one.get("PartName")}
    assert {name.removeprefix("/") for name in types} <= set(full.names)


def test_figures_are_pictures_with_words(full):
    told = [one for one in full.body.iter() if one.tag.endswith("}docPr")]
    assert len(told) == 3 and all(one.get("descr") for one in told)
    assert len({one.get("id") for one in told}) == len(told)
    for name in full.names:
        if name.startswith("word/media/"):
            assert full.archive.read(name).startswith(b"\x89PNG")


def test_heads_of_tables_are_repeated_and_rows_stay_whole(full):
    for table in full.body.iter(f"{WORD}tbl"):
        rows = list(table.iter(f"{WORD}tr"))
        if table.find(f"{WORD}tblPr/{WORD}tblCaption") is None or len(rows) < 2:
            continue
        assert rows[0].find(f"{WORD}trPr/{WORD}tblHeader") is not None
        columns = len(table.findall(f"{WORD}tblGrid/{WORD}gridCol"))
        for row in rows:
            spans = [one.find(f"{WORD}tcPr/{WORD}gridSpan") for one in row.findall(f"{WORD}tc")]
            assert sum(1 if span is None else int(span.get(f"{WORD}val")) for span in spans) == columns


def test_a_wide_table_turns_its_page_and_the_pages_after_it_turn_back():
    cells = [sample.markdown("## Раздел\n\nТекст."), sample.code(sample.value(sample.wide_table()))]
    file = file_of(*cells, sample.markdown("## Дальше\n\nТекст."))
    sections = [one.find(f"{WORD}pgSz").get(f"{WORD}orient") for one in file.body.iter(f"{WORD}sectPr")]
    assert sections == [None, "landscape", None]
    upright = file_of(sample.code(sample.value(sample.small_table())))
    assert [one.find(f"{WORD}pgSz").get(f"{WORD}orient") for one in upright.body.iter(f"{WORD}sectPr")] == [None]


def test_pages_have_numbers_and_say_what_the_data_are():
    page = sample.TITLE.__class__(**{**vars(sample.TITLE), "notice": "Демонстрационные данные"})
    file = file_of(sample.code(sample.title_page(page)), sample.markdown("## Раздел\n\nТекст."))
    assert "PAGE" in [(one.text or "").strip() for one in file.xml("word/footer.xml").iter(f"{WORD}instrText")]
    head = text_of(file.xml("word/header.xml"))
    assert page.running in head and page.notice in head
    assert page.notice in text_of(file.body)


def test_marks_are_told_by_more_than_colour(full):
    table = PublicationTable(
        "Знаки",
        tuple(Column(mark, mark) for mark in ("low", "doubtful", "border", "none")),
        (tuple(Cell(mark, mark, mark if mark != "none" else "") for mark in ("low", "doubtful", "border", "none")),),
    )
    row = next(
        row
        for row in file_of(sample.code(sample.value(table))).body.iter(f"{WORD}tr")
        if row.find(f"{WORD}trPr/{WORD}tblHeader") is None
    )
    looks = [
        [child.tag.removeprefix(WORD) for child in one if not child.tag.startswith(f"{WORD}sz")]
        for one in (cell.find(f".//{WORD}rPr") for cell in row)
        if one is not None
    ]
    assert looks[:3] == [["b", "bCs"], ["i", "iCs"], ["u"]]


SMALL = '<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="5mm"><rect width="30" height="9"/></svg>'


def test_a_picture_in_a_cell_is_drawn_and_told():
    rows = ((Cell("а", "Школа А\nв списке"), Cell(1, "снижение больше случайного", picture=SMALL)),)
    table = PublicationTable("Знаки", (Column("a", "Школа"), Column("b", "Изменение")), rows)
    file = file_of(sample.code(sample.value(table)))
    assert file.tables == [[["Школа А\nв списке", "снижение больше случайного"]]]
    assert [name for name in file.names if name.startswith("word/media/")] == ["word/media/picture1.png"]


def test_sections_are_linked_wherever_they_are_named():
    heading = {"id": "decisions", "title": "Проект решений", "kind": "section", "new_page": False}
    named = "см. ⟦decisions|name⟧"
    table = PublicationTable(named, (Column("a", "Где"),), ((Cell(named, named),),), notes=(named,))
    cells = [sample.code(sample.value(table)), sample.code(sample.shown({SECTION_MIME: heading}))]
    file = file_of(*cells, sample.markdown("Текст."))
    links = [one for one in file.body.iter(f"{WORD}hyperlink") if one.get(f"{WORD}anchor")]
    assert [" ".join(text_of(one).split()) for one in links] == ["раздел 1"] * 3
    (mark,) = [one for one in file.body.iter(f"{WORD}p") if style_of(one) == "Heading1"]
    assert {one.get(f"{WORD}anchor") for one in links} == {mark.find(f"{WORD}bookmarkStart").get(f"{WORD}name")}


def test_lists_are_lists_and_numbers_begin_where_they_should(full):
    numbered = [one for one in full.body.iter(f"{WORD}p") if one.find(f"{WORD}pPr/{WORD}numPr") is not None]
    assert [text_of(one) for one in numbered][-2:] == ["с\u00a0третьего номера", "четвёртый"]
    starts = [one.get(f"{WORD}val") for one in full.xml("word/numbering.xml").iter(f"{WORD}startOverride")]
    assert "3" in starts


def test_equal_reports_give_equal_bytes(content):
    assert ShnorDOCXExporter().from_notebook_node(sample.full_notebook())[0] == content
    assert {one.date_time[0] for one in zipfile.ZipFile(BytesIO(content)).infolist()} == {1980}

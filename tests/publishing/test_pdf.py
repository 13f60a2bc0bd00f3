"""The PDF: declared standards, tags, fonts, pages; the same words as on the HTML page."""

import base64
import io
import os
import re
import shutil
import subprocess
from dataclasses import replace

import nbformat
import pikepdf
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.legible import printable_characters
from shnor_lib.presentation import palette
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.publishing import typesetting
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.page import render_page
from shnor_lib.publishing.pdf import ShnorPDFExporter
from tests.support import sample_notebook as sample
from tests.support.conformance import faults, wrong_lengths
from tests.support.depth import every, examples
from tests.support.pdf_pages import tags
from tests.support.sample_notebook import code, markdown, notebook, value

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


def text_of(pdf: bytes, *options: str) -> list[str]:
    """The text of each page."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def published(*cells) -> bytes:
    return ShnorPDFExporter().from_notebook_node(notebook(*cells))[0]


def fonts(opened) -> list:
    return [
        item
        for item in opened.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
    ]


# Archive and access


def test_both_standards_are_declared(opened):
    with opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_the_declared_standards_are_kept(pdf, profile):
    """A checker that had no part in making the PDF finds no fault."""
    assert faults(pdf, profile) == []


@pytest.mark.skipif("CI" not in os.environ, reason="seconds: .ci/run checks whole editions")
@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("edition", ["2022", "demo"])
def test_an_edition_keeps_the_declared_standards(edition, profile, request):
    built = request.getfixturevalue(f"built_{edition}")
    assert faults((built.folder / "report.pdf").read_bytes(), profile) == []


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_a_checker_that_cannot_fail_would_prove_nothing(pdf, profile):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.Root.StructTreeRoot
        document.save(untagged := io.BytesIO())
    assert faults(untagged.getvalue(), profile)


@pytest.mark.parametrize(("length", "wrong"), [(3, True), (4, False), (5, False), (6, True)])
def test_a_stream_that_lies_of_its_length_is_found(length, wrong):
    """Its data may end in a carriage return: that is no end of a line."""
    stream = b"<< /Type /XObject /Resources << /A 1 >> /Length %d >>\nstream\nabcd\r\nendstream\n" % length
    assert bool(wrong_lengths(stream)) == wrong


def test_properties_tell_what_the_document_is(opened):
    with opened.open_metadata() as metadata:
        assert metadata["dc:title"] == sample.TITLE.title
        assert metadata["dc:creator"] == [sample.TITLE.organisation]
        assert "ШНОР" in metadata["pdf:Keywords"]
    assert opened.Root.Lang == "ru"
    assert str(opened.docinfo["/CreationDate"]).startswith("D:20221231")


def test_the_structure_is_tagged(opened):
    assert opened.Root.MarkInfo.Marked
    for name in ("/H1", "/H2", "/Table", "/THead", "/TH", "/TD", "/Caption", "/L", "/LI", "/TOC", "/Link"):
        assert tags(opened, name), name


def test_every_figure_has_an_alternative_text(opened):
    figures = tags(opened, "/Figure")
    assert len(figures) == 3
    assert all(str(figure.Alt).strip() for figure in figures)


def test_every_font_is_embedded(opened):
    assert fonts(opened)
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts(opened))
    assert {"PTSerif", "PTSans"} <= {re.sub(r"^/\w+\+|-.*", "", str(font.FontName)) for font in fonts(opened)}


def test_sections_are_bookmarks(opened):
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[:2] == ["Главное", "1. Основание, цель и\u00a0источники"]
    assert "Приложение\u00a01" in titles


def test_only_the_wide_table_lies_on_its_side(opened):
    turned = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in opened.pages]
    assert turned.count(True) == 1


def test_the_same_notebook_gives_the_same_bytes(pdf):
    assert ShnorPDFExporter().from_notebook_node(sample.full_notebook())[0] == pdf


@pytest.mark.slow
def test_every_character_called_printable_is_printed():
    signs = sorted(printable_characters() - {"\n", "|", "`", "\\"})
    cells = [
        markdown(
            "\n\n".join(
                "Знаки " + "".join(f"`{c}` {c}\ufeff " for c in signs[n : n + 40]) for n in range(0, len(signs), 40)
            )
        )
    ]
    assert published(*cells).startswith(b"%PDF")


# The same words


@needs_poppler
def test_html_and_pdf_say_the_same(pdf, page):
    soup = BeautifulSoup(page, "html.parser")
    for element in soup.select("nav, script, .foreign, svg"):
        element.decompose()
    printed = squeezed("".join(text_of(pdf, "-raw")))
    expected = [
        cell.get_text()
        for cell in soup.select("main td, main th, main caption, main figcaption, main h1, main h2, main h3")
    ]
    assert len(expected) > 900
    assert [text for text in expected if squeezed(text) not in printed] == []


def squeezed(text: str) -> str:
    """The text without spaces and hyphens, since lines break differently."""
    return re.sub(r"[\s\u00ad‐-]", "", text)


@needs_poppler
def test_text_is_never_markup(pdf):
    text = squeezed("".join(text_of(pdf)))
    for words in ("#имя", "$5", "@ссылка", r"\n", '"кавычки"', "<b>нетег</b>", '#код"с"\\знаками', "~тильда~", "2*3*4"):
        assert squeezed(words) in text


# Pages


@pytest.mark.slow
@needs_poppler
@pytest.mark.parametrize("rows", every(3, range(40, 60)))
def test_a_table_repeats_its_head_and_never_ends_with_a_lone_row(rows):
    cells = [markdown("# Отчёт"), markdown("## Раздел"), code(value(sample.long_table(rows)))]
    pages = text_of(published(*cells), "-layout")
    counts = [len(re.findall(r"МБОУ|В среднем", text)) for text in pages]
    assert sum(counts) == rows + 1
    assert min(counts) >= 3
    assert all("Школа" in text for text in pages)


@needs_poppler
@pytest.mark.parametrize("lines", every(3, range(20, 40)))
def test_no_heading_and_no_caption_ends_a_page(lines):
    text = "\n\n".join(["Строка."] * lines)
    cells = [markdown(f"# Отчёт\n\n{text}\n\n## Раздел"), code(value(sample.long_table(30)))]
    for printed in text_of(published(*cells), "-layout"):
        body = [line.strip() for line in printed.strip().splitlines() if line.strip()][:-1]  # without the page's number
        assert not re.match(r"Раздел|Таблица|Школа|было", body[-1])


@needs_poppler
@pytest.mark.parametrize("lines", every(3, range(20, 44)))
def test_a_table_never_starts_with_a_lone_row(lines):
    text = "\n\n".join(["Строка."] * lines)
    cells = [markdown(f"# Отчёт\n\n{text}"), code(value(sample.long_table(30)))]
    (start,) = [printed for printed in text_of(published(*cells), "-layout") if "Таблица 1" in printed]
    assert len(re.findall("МБОУ", start)) >= 2


@needs_poppler
def test_the_title_page_holds_the_contents(pdf):
    first, second = text_of(pdf)[:2]
    assert "УТВЕРЖДАЮ" in first
    assert "г. Заречный, 2022" in first
    assert "Содержание" in first
    assert sample.TITLE.running not in first
    assert sample.TITLE.running in second


@needs_poppler
def test_long_contents_have_a_page_of_their_own():
    cells = [code(sample.title_page()), *(markdown(f"## Раздел {n}\n\nСлова.") for n in range(40))]
    first, second, third = text_of(published(*cells))[:3]
    assert "Содержание" not in first
    assert "Содержание" in second
    assert "Раздел 0" in third


# Look


OWN = replace(sample.TITLE, accent="#00539f", warning="#8a1538", logo="data:image/png;base64," + sample.png(64, 64))


def test_the_centres_logo_stands_on_the_title_page_and_is_told_of():
    with pikepdf.open(io.BytesIO(published(code(sample.title_page(OWN)), markdown("## Раздел")))) as document:
        assert [str(one.Alt) for one in tags(document, "/Figure")] == [f"Логотип: {OWN.organisation}"]


def test_an_svg_logo_is_drawn_without_its_scripts():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
    own = replace(OWN, logo="data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode())
    document = read_document(notebook(code(sample.title_page(own))))
    assert b"script" not in typesetting.typst_input(document)[1]["logo.svg"]
    assert typesetting.typeset(document).startswith(b"%PDF")


def test_every_form_has_the_centres_own_colours():
    cells = [code(sample.title_page(OWN)), markdown("## Раздел"), code(value(sample.figure()))]
    drawn = sample.SVG.replace("#1f5f8b", palette.ACCENT.upper())
    cells.append(code(value(sample.figure(svg=drawn, id="own"))))
    document = read_document(notebook(*cells))
    data, files = typesetting.typst_input(document)
    assert (data["palette"]["accent"], data["palette"]["low"]) == (OWN.accent, OWN.warning)
    assert data["palette"]["ink"] == palette.INK
    assert OWN.accent.encode() in files["figure-2.svg"]
    assert b"#1f5f8b" in files["figure-1.svg"]  # a colour that is none of the palette's stays
    assert f"--accent: {OWN.accent};" in render_page(document)
    assert f"--accent: {palette.ACCENT};" not in render_page(document)


@pytest.mark.parametrize("colour", ["", "red", "#12", "url(x)", "#00539f;}"])
def test_what_is_no_colour_leaves_the_palettes_own(colour):
    assert replace(OWN, accent=colour, warning=colour).colours == {}


# Cells


def test_a_picture_in_a_cell_is_drawn_and_says_its_text():
    cells = tuple((Cell(n, f"три из {n}", picture=STRIP),) for n in (8, 9))
    table = PublicationTable("x", (Column("a", "Все процедуры"),), cells)
    with pikepdf.open(io.BytesIO(published(code(value(table))))) as document:
        assert {str(figure.Alt) for figure in tags(document, "/Figure")} == {"три из\u00a08", "три из\u00a09"}


STRIP = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="85pt" height="24pt" viewBox="0 0 85 24">'
    '<path d="M0 12 L85 12" style="stroke: #1c1c1c"/></svg>'
)


@needs_poppler
def test_both_lines_of_a_noted_cell_and_drawn_signs_can_be_copied():
    columns = (Column("a", "Худший результат"), Column("b", "Изменение"))
    table = PublicationTable("x", columns, ((Cell("", "5 из 12\nОГЭ, математика", "low"), Cell(-15.6, "▼ −15,6")),))
    (printed,) = text_of(published(code(value(table))))
    assert all(words in printed for words in ("5 из 12", "ОГЭ, математика", "▼ −15,6"))


@needs_poppler
def test_a_label_hangs_beside_its_sentences():
    (printed,) = text_of(published(markdown("# Отчёт\n\n**Прежде всего**\\\nпервая школа.")), "-layout")
    assert re.search(r"Прежде всего +первая школа", printed)


@needs_poppler
def test_a_notice_stands_on_every_page():
    page = sample.TitlePage(**{**vars(sample.TITLE), "notice": "Демонстрационные данные"})
    pages = text_of(
        published(
            code(sample.title_page(page)),
            markdown("## Раздел"),
            code(value(sample.long_table(60)), value(sample.wide_table())),
        )
    )
    assert len(pages) > 3
    assert all("Демонстрационные данные" in text for text in pages)


@needs_poppler
def test_what_leads_to_a_wide_table_goes_to_its_page():
    cells = [
        markdown("# Отчёт\n\n## Раздел\n\nТекст."),
        markdown("## Приложение 1\n\nПояснение."),
        code(value(sample.wide_table())),
    ]
    first, second = text_of(published(*cells))
    assert "Приложение 1" not in first
    assert "Пояснение" in second


# What others bring


#: What Markdown is written with, so that chance meets its constructs.
pieces = st.sampled_from(
    [*"#*_`[]()!>|-+~$\\<&\n\n\n  1.", "а", "слово ", "http://", "![](", "|-|-|\n", "```", "✅", "\t"]
)


@settings(max_examples=examples(15))
@given(st.lists(pieces, max_size=40).map("".join))
def test_no_markdown_breaks_the_exporters(text):
    document = read_document(notebook(markdown(text), code(value(sample.small_table()))))
    assert typesetting.typeset(document).startswith(b"%PDF")
    assert "Таблица 1." in render_page(document)


@settings(max_examples=examples(10))
@given(st.text(max_size=60))
def test_no_text_breaks_the_exporters(text):
    table = PublicationTable(text, (Column("a", text, group=text),), ((Cell(text, text),),), (text,))
    shown = sample.figure(caption=text, alt=text, notes=(text,))
    stream = nbformat.v4.new_output("stream", name="stdout", text=text)
    document = read_document(notebook(code(value(table), value(shown), stream)))
    assert typesetting.typeset(document).startswith(b"%PDF")
    assert "Таблица 1." in render_page(document)


def test_an_empty_notebook_is_an_empty_report():
    assert published().startswith(b"%PDF")


def test_a_failure_of_typst_is_a_sentence(monkeypatch, tmp_path):
    broken = tmp_path / "report.typ"
    broken.write_text("#nothing-of-the-kind", encoding="utf-8")
    monkeypatch.setattr(typesetting, "TEMPLATE", broken)
    with pytest.raises(ReportError, match="PDF не собран"):
        published(markdown("Текст"))


def test_an_unknown_font_is_a_failure(monkeypatch, tmp_path):
    template = tmp_path / typesetting.STYLES.name
    text = typesetting.STYLES.read_text(encoding="utf-8").replace('"PT Serif"', '"Нет такого"')
    template.write_text(text, encoding="utf-8")
    monkeypatch.setattr(typesetting, "STYLES", template)
    with pytest.raises(ReportError, match="unknown font family"):
        published(markdown("Текст"))


def test_every_block_has_its_data():
    data, files = typesetting.typst_input(read_document(sample.full_notebook()))
    kinds = {block["kind"] for block in data["blocks"]}
    assert kinds == {"heading", "prose", "table", "figure", "preformatted", "html", "page-break", "landscape"}
    assert set(files) == {"figure-1.svg", "figure-3.svg"}


def test_what_rust_panics_of_is_told_in_words(monkeypatch):
    """Where the system refuses threads, Typst panics: an exception that is no `Exception`."""
    import typst

    panic = type("PanicException", (BaseException,), {})

    def panicking(*_, **__):
        raise panic("The global thread pool has not been initialized.: ThreadPoolBuildError")

    monkeypatch.setattr(typst, "compile_with_warnings", panicking)
    with pytest.raises(ReportError, match=r"PDF не собран: The global thread pool"):
        published()


def test_who_interrupts_the_typesetting_is_heard(monkeypatch):
    import typst

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(typst, "compile_with_warnings", interrupted)
    with pytest.raises(KeyboardInterrupt):
        published()

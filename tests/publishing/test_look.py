"""An edition's own colours and logo in every form: nowhere is one of the palette's own colours left."""

import io
import re
import zipfile
from dataclasses import replace

import pikepdf
import pytest

from shnor_lib.ground.colours import contrast
from shnor_lib.presentation import palette
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.publishing.cards import card_page, print_cards
from shnor_lib.publishing.difference.book import difference_book
from shnor_lib.publishing.difference.page import difference_page
from shnor_lib.publishing.difference.told import Told
from shnor_lib.publishing.document import Document
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.page import render_page
from shnor_lib.publishing.typesetting import typeset
from shnor_lib.publishing.word.document import word_document
from shnor_lib.publishing.workbook.book import workbook
from tests.support import sample_notebook as sample
from tests.support.depth import every
from tests.support.pdf_pages import tags
from tests.support.sample_notebook import code, markdown, notebook, value

#: Green and violet: no colour of the palette's, and neither its neighbour's.
OWN = {"accent": "#0b6b3a", "warning": "#6b0b5c"}
USUAL = (palette.ACCENT, palette.LOW)
LOGO = "data:image/png;base64," + sample.png(64, 32)
CHANGE = Told("Таблица", "строка", "что", "1", "2", "исходные данные")


def document(*, brief: bool = False, **look: str) -> Document:
    """A document with all that has a colour: headings, links, marks, a figure and a picture in a cell."""
    drawn = sample.SVG.replace("#1f5f8b", palette.ACCENT.upper())
    path = f'<path fill="{palette.LOW}" d="M0 0h9v9z"/>'
    bar = f'<svg xmlns="http://www.w3.org/2000/svg" width="20mm" height="4mm">{path}</svg>'
    table = PublicationTable("С рисунком", (Column("bar", "Доля"),), ((Cell(1, "1", picture=bar, mark="low"),),))
    made = read_document(
        notebook(
            code(sample.title_page(replace(sample.TITLE, **look))),
            markdown("## Раздел\n\n> Цитата со [ссылкой](https://example.org).\n\n**Прежде всего**\\\nпервая школа."),
            code(value(sample.figure(svg=drawn))),
            code(value(table)),
        )
    )
    return replace(made, title_page=replace(made.title_page, brief=brief)) if made.title_page else made


def in_archive(content: bytes) -> str:
    """All parts of an office file but pictures, as one text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist() if not name.endswith(".png"))


def in_pdf(content: bytes) -> str:
    """The colours of a PDF as hexadecimal numbers: what its pages and forms are painted with."""
    told = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") not in ("/Image", "/XML"):
                text = one.read_bytes().decode("latin-1")
                told += re.findall(r"(\d*\.?\d+) (\d*\.?\d+) (\d*\.?\d+) (?:rg|RG|scn|SCN|sc|SC)\b", text)
    return " ".join("#" + "".join(f"{round(float(part) * 255):02x}" for part in parts) for parts in set(told))


FORMS = {
    "report.html": lambda **look: render_page(document(**look)),
    "report.pdf": lambda **look: in_pdf(typeset(document(**look))),
    "brief.pdf": lambda **look: in_pdf(typeset(document(brief=True, **look))),
    "report.docx": lambda **look: in_archive(word_document(document(**look))),
    "brief.docx": lambda **look: in_archive(word_document(document(brief=True, **look))),
    "tables.xlsx": lambda **look: in_archive(workbook(document(**look))),
    "card.pdf": lambda **look: in_pdf(print_cards([document(**look)])),
    "card.html": lambda **look: card_page(document(**look)),
    "diff.html": lambda **look: difference_page("Что изменилось", (), (CHANGE,), (), (), colours(**look)).decode(),
    "diff.xlsx": lambda **look: in_archive(difference_book((CHANGE,), (), colours(**look))),
}


def colours(**look: str) -> dict[str, str]:
    return replace(sample.TITLE, **look).colours


def has(text: str, colour: str) -> bool:
    return colour.removeprefix("#").lower() in text.lower()


@pytest.mark.parametrize("form", every(3, FORMS))
def test_no_colour_of_the_palettes_own_is_left_where_an_edition_has_others(form):
    usual, own = FORMS[form](), FORMS[form](**OWN)
    shown = [place for place, colour in enumerate(USUAL) if has(usual, colour)]
    assert 0 in shown or form == "card.html", "the usual form shows its accent, so that its absence tells something"
    assert not [colour for colour in USUAL if has(own, colour)]
    assert all(has(own, tuple(OWN.values())[place]) for place in shown)


def test_pictures_of_word_are_drawn_in_the_editions_colours():
    def pictures(**look: str) -> list[bytes]:
        with zipfile.ZipFile(io.BytesIO(word_document(document(**look)))) as archive:
            return [archive.read(name) for name in archive.namelist() if name.endswith(".png")]

    usual, own = pictures(), pictures(**OWN)
    assert len(usual) == len(own) == 2
    assert all(one != other for one, other in zip(usual, own, strict=True))


def test_colours_that_change_places_are_not_changed_twice():
    swapped = {"accent": palette.LOW, "low": palette.ACCENT}
    drawn = f"{palette.ACCENT} {palette.LOW.upper()} {palette.ACCENT}0"
    assert palette.recoloured(drawn, swapped) == f"{palette.LOW} {palette.ACCENT} {palette.ACCENT}0"


@pytest.mark.parametrize("form", ["report.docx", "brief.docx", "tables.xlsx"])
def test_office_files_have_the_logo_and_say_what_it_is(form):
    told = f"Логотип: {sample.TITLE.organisation}"
    assert "Логотип" not in FORMS[form]()
    assert told in FORMS[form](logo=LOGO).replace("&quot;", '"')


def test_pages_and_prints_have_the_logo():
    own = document(logo=LOGO)
    assert 'class="logo" src="data:image/png;base64,' in render_page(own)
    assert 'class="logo"' not in render_page(document())
    for made in (typeset(own), typeset(document(brief=True, logo=LOGO))):
        with pikepdf.open(io.BytesIO(made)) as pdf:
            assert f"Логотип: {sample.TITLE.organisation}" in [str(one.Alt) for one in tags(pdf, "/Figure")]
    # A running line is no text of the page: it is not read aloud.
    assert images(print_cards([own])) > images(print_cards([document()]))


def images(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return sum(isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image" for one in pdf.objects)


@pytest.mark.parametrize("colour", ["#000000", "#134b73", "#6b0b5c", "#7a7a00", "#0000ff"])
def test_an_own_colour_is_read_on_a_dark_screen_and_its_tint_under_text(colour):
    dark = palette.on_dark({"accent": colour, "low": colour})
    assert contrast(dark["accent"], dark["paper"]) >= 7
    for tint in ("low_tint", "good_tint"):
        assert contrast(dark["ink"], dark[tint]) >= 4.5
        assert contrast(palette.INK, palette.as_dictionary({"accent": colour, "low": colour})[tint]) >= 7

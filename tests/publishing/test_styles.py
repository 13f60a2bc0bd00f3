"""Styles named once: Word's file and the PDF's template set the same ones, and no colour of theirs is typed twice."""

import re
from pathlib import Path

import pytest
from lxml import etree

from shnor_lib.presentation import palette
from shnor_lib.publishing.docx import ShnorDOCXExporter
from shnor_lib.publishing.styles import ONLY_IN_WORD, Style
from shnor_lib.publishing.word.package import styles
from shnor_lib.publishing.word.setting import BRIEF, REPORT
from tests.support import sample_notebook as sample
from tests.support.read_word import WORD, ReadWord

TEMPLATES = Path(palette.__file__).parents[1] / "publishing" / "templates"
#: What Word itself wants of each file: the styles that all others are made of.
OF_WORD = {"Normal", "DefaultParagraphFont", "TableNormal"}


@pytest.fixture(scope="module", params=[REPORT, BRIEF], ids=["report", "brief"])
def in_word(request) -> dict[str, etree._Element]:
    root = etree.fromstring(styles(request.param, {}).encode())
    return {one.get(f"{WORD}styleId"): one for one in root.iter(f"{WORD}style")}


def test_words_file_has_the_named_styles_under_their_names(in_word):
    assert set(in_word) == {one.value for one in Style} | OF_WORD
    for one in Style:
        assert in_word[one].find(f"{WORD}name").get(f"{WORD}val") == one.shown


def test_a_style_of_ours_says_so_and_words_own_keep_their_names(in_word):
    for one in Style:
        is_ours = in_word[one].get(f"{WORD}customStyle") == "1"
        assert is_ours == bool(re.search("[а-яё]", one.shown)), one


def test_the_pdfs_template_sets_each_under_the_same_name():
    declared = (TEMPLATES / "styles.typ").read_text(encoding="utf-8")
    used = (TEMPLATES / "report.typ").read_text(encoding="utf-8")
    for one in set(Style) - set(ONLY_IN_WORD):
        name = re.escape(one.in_typst)
        assert re.search(rf"^#let {name}\b", declared, re.MULTILINE), one
        assert re.search(rf"\bstyles\.{name}\b", used) or re.search(rf"(?<!let )\b{name}\(", declared), one


@pytest.mark.parametrize(("style", "name"), [(Style.TABLE_CAPTION, "table-caption"), (Style.TOC_1, "toc-1")])
def test_a_name_has_one_spelling_for_typst(style, name):
    assert style.in_typst == name


def test_a_document_uses_no_style_that_is_not_named():
    body = ReadWord(ShnorDOCXExporter().from_notebook_node(sample.full_notebook())[0]).body
    used = {one.get(f"{WORD}val") for kind in ("pStyle", "rStyle", "tblStyle") for one in body.iter(f"{WORD}{kind}")}
    assert len(used) > 12
    assert used <= {one.value for one in Style}


def test_no_colour_of_the_palette_is_typed_a_second_time():
    own = {getattr(palette, name).lower() for name in palette.NAMES} | set(palette.DARK.values())
    package = TEMPLATES.parents[1]
    for path in (*(package / "publishing").rglob("*"), *(package / "presentation").rglob("*.py")):
        if path.suffix in (".py", ".typ", ".css", ".j2", ".xml", ".js") and path.name not in ("palette.py", "title.py"):
            text = path.read_text(encoding="utf-8").lower()
            found = [colour for colour in own if re.search(rf"(?:#|w:color=\"|w:val=\"){colour[1:]}\b", text)]
            assert not found, path


def test_the_brief_is_set_smaller_than_the_report():
    def size_of(setting, style: str) -> int:
        root = etree.fromstring(styles(setting, {}).encode())
        (size,) = root.xpath(f"//*[@*[local-name()='styleId']='{style}']//*[local-name()='sz']")
        return int(size.get(f"{WORD}val"))

    assert size_of(REPORT, "TableCell") == 24
    assert size_of(BRIEF, "TableCell") == 19
    assert size_of(BRIEF, "Heading1") < size_of(REPORT, "Heading1")
    assert BRIEF.portrait_mm > REPORT.portrait_mm

"""Signs no font has, marks above marks, halves of signs, invisible ones: a report is made of whatever stands in it."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import matplotlib.figure
import nbformat.v4 as v4
import pandas as pd
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.legible import (
    REPLACEMENT,
    legible,
    legible_in_figures,
    printable_characters,
    text_width,
    writable,
)
from shnor_lib.ground.params import load_params
from shnor_lib.pipeline.settle import notebook_text
from shnor_lib.presentation.charts.canvas import wrapped
from shnor_lib.presentation.charts.changes import dot_change
from shnor_lib.presentation.charts.indicator_lines import indicator_lines
from shnor_lib.presentation.charts.plan_calendar import plan_calendar
from shnor_lib.presentation.charts.school_panels import school_panels
from shnor_lib.presentation.charts.share_map import share_map
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.notebook import figure_of
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import BRIEF, REPORT, SectionHeading
from shnor_lib.publishing.brief import ShnorBriefPDFExporter
from shnor_lib.publishing.document import Figure
from shnor_lib.publishing.docx import ShnorDOCXExporter
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.foreign import SVG, clean_svg
from shnor_lib.publishing.page import render_page
from shnor_lib.publishing.pdf import ShnorPDFExporter
from shnor_lib.publishing.typesetting import typeset
from tests.support import chart_frames as frames
from tests.support.depth import every, examples
from tests.support.sample_notebook import code, markdown, notebook, shown, title_page, value

#: What people paste, and what nobody would.
HOSTILE = (
    "→ ☑ α ⅓ □ ✓",
    "МБОУ\u2010школа",
    "нулевая\u200bширина\u200d\ufeff",
    "до\tпосле",
    "две\nстроки\r\nтри",
    "смайлик 😀 и ещё 👩\u200d👩\u200d👧",
    "1\ufe0f\u20e3 и 2\u20e3",
    "круг a\u20dd и квадрат б\u20de",
    "и\u0306\u0306\u0306\u0323\u20dd",
    "за\u0301мок и замо\u0301к",
    "\u0301начало",
    "\ud83d половина",
    "\ud83d\ude00 две половины",
    "\x00\x07\x1b[31m\x7f",
    "\u202eнаоборот\u202c \u2066и\u2069",
    "שלום مرحبا",
    "学校 漢字 한글",
    "\ufffe\uffff\U0010ffff\ue000",
    "𝕏 Ａ ㎡ ﬁ ①",
    "разрыв\u2028абзац\u2029\x85\x0b\x0c",
    "Ǘ Ḉ ΅ ẤỐ",
    "\u00ad",
    " ",
    "Z̷̢̛͓a̶l̴g̵o̸",
    "$x_1^2$ \\ # <b>",
    "⟦decisions|x⟧ ⟦nowhere|name⟧ ⟦=a⟧ ⟦/⟧",
)
ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\u0301\u20dd\u20e3\ufe0f\u200d\u202e\ud83d\ude00\x00\t\n\r→αŇė"),
        st.characters(categories=["Mn", "Me", "Cf", "Cs", "Cc"]),
    ),
    min_size=1,
    max_size=12,
)


def every_place(text: str) -> list:
    """Return cells with the text in every place that the document has."""
    mark = "x" + text
    table = PublicationTable(mark, (Column("a", mark, group=mark),), ((Cell(text, text),),), (mark,))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="9">{_escaped(text)}</text></svg>'
    drawn = PublicationFigure(mark, mark, svg, notes=(mark,))
    title = TitlePage(mark, mark, mark, mark, "2022-12-31", running=mark, approvals=((mark, mark),), keywords=(mark,))
    return [
        code(title_page(title)),
        markdown(f"# {mark}\n\n## {mark}\n\n{mark} **{mark}** `{mark}`\n\n- {mark}\n\n> {mark}"),
        code(value(table), value(drawn)),
        code(v4.new_output("stream", name="stdout", text=mark), shown({"text/plain": mark})),
    ]


def _escaped(text: str) -> str:
    return writable(text).replace("&", "&amp;").replace("<", "&lt;")


def assert_published(text: str) -> None:
    """Both exporters make a file that can be written, in every place of the document."""
    document = read_document(notebook(*every_place(text)))
    assert typeset(document).startswith(b"%PDF")
    render_page(document).encode("utf-8")
    json.dumps([remark.message for remark in document.remarks], ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("text", every(3, HOSTILE), ids=ascii)
def test_any_sign_in_any_place_is_published(text):
    assert_published(text)


@given(ANY_TEXT)
@settings(max_examples=examples(15), deadline=None)
def test_any_text_in_any_place_is_published(text):
    assert_published(text)


@given(st.lists(st.sampled_from(sorted(printable_characters() - {"<", "&"})), min_size=1, max_size=60).map("".join))
@settings(max_examples=examples(15), deadline=None)
def test_printable_signs_are_published_in_any_company(text):
    assert_published(text)


# What is printed instead


@pytest.mark.parametrize(
    ("text", "read", "lost"),
    [
        ("МБОУ\u2010школа", "МБОУ-школа", ""),
        ("1\ufe0f\u20e3", "1", ""),
        ("и\u0306", "й", ""),
        ("замо\u0301к", "замо\u0301к", ""),
        ("\u0301а", "а", "\u0301"),
        ("о\u0301\u0301", "о\u0301", "\u0301"),
        ("a\u20dd", "a", "\u20dd"),
        ("нуль\u200bширины\u202e", "нульширины", ""),
        ("до\tпосле", "до    после", ""),
        ("😀", "□", "😀"),
        ("\ud83d", "□", "\ufffd"),
        ("\ud83d\ude00", "□", "😀"),
        ("𝕏 Ａ ㎡", "X A m2", ""),
        ("→ ☑ α ⅓ □", "→ ☑ α ⅓ □", ""),
    ],
    ids=ascii,
)
def test_what_is_printed_instead(text, read, lost):
    assert legible(text) == (read, list(lost))


@given(ANY_TEXT)
def test_what_is_printed_can_be_printed_and_nothing_else_is_lost(text):
    read, lost = legible(text)
    assert legible(read) == (read, [])
    assert set(read) <= printable_characters()
    assert not set(lost) & set(unicodedata.normalize("NFC", read)) - {"\u0301", REPLACEMENT}
    figure, _ = legible_in_figures(text)
    assert legible_in_figures(figure) == (figure, [])
    assert text_width(text, 9.0) >= 0
    writable(text).encode("utf-8")


def test_a_remark_names_the_sign_once_for_a_cell_and_quotes_the_place():
    table = PublicationTable("Т", (Column("a", "a"),), tuple((Cell(n, f"школа {n} 😀"),) for n in range(50)))
    remarks = read_document(notebook(code(value(table)))).remarks
    (message,) = [remark.message for remark in remarks]
    assert "«😀» (U+1F600)" in message
    assert "«школа 0 □»" in message


def test_a_remark_quotes_no_name():
    (remark,) = read_document(notebook(markdown("Справку готовила Смирнова Ольга Петровна 😀"))).remarks
    assert "Смирнова" not in remark.message and "U+1F600" in remark.message


# Charts


def charts_of(words: tuple[str, ...]) -> list[PublicationFigure | None]:
    """Return every kind of chart with the words for names of schools, columns, indicators and items of the plan."""
    results = frames.results_of({f"{word} СОШ": (10, 31, 15, 17, 8, 10) for word in words})
    indicators = pd.DataFrame([frames.indicator(f"И{n}", name=w, short_name=w) for n, w in enumerate(words)])
    quarters = pd.DataFrame(
        [(f"И{n}", day, 10.0) for n in range(len(words)) for day in ("2022-03-31", "2022-06-30")],
        columns=["id", "on", "value"],
    )
    shares = pd.DataFrame({word: [40.0] * len(words) for word in words[:6]}, index=list(words))
    return [
        school_panels(*frames.panels_of(results), [], "Доля «2» каждой школы на фоне всех"),
        dot_change(frames.school_dynamics_of(dict.fromkeys(words, (30.0, 20.0)))),
        indicator_lines(quarters, indicators),
        share_map(shares, "Охват", of_what="доля"),
        plan_calendar(pd.DataFrame([frames.plan_item() | {"activity": word} for word in words])),
    ]


def assert_charts_are_printed(words: tuple[str, ...]) -> None:
    """Every chart is drawn and both exporters print it."""
    drawn = charts_of(words)
    assert all(drawn)
    document = read_document(notebook(*(code(value(figure)) for figure in drawn)))
    assert typeset(document).startswith(b"%PDF")
    assert all(isinstance(block, Figure) for block in document.blocks)
    render_page(document).encode("utf-8")


@pytest.mark.slow
def test_charts_are_drawn_whatever_their_words_hold():
    assert_charts_are_printed(tuple(" ".join(HOSTILE[place::9]) for place in range(9)))


@pytest.mark.slow
@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_charts_are_drawn_whatever_one_word_holds(words):
    assert_charts_are_printed((words, f"МБОУ «{words}»"))


@pytest.mark.slow
@given(st.lists(ANY_TEXT, min_size=2, max_size=4, unique=True))
@settings(max_examples=examples(15), deadline=None)
def test_charts_are_drawn_whatever_any_words_hold(words):
    assert_charts_are_printed(tuple(words))


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
def test_labels_are_measured_and_cut_whatever_they_hold(words):
    assert isinstance(wrapped(words * 20, 30), str)


def test_an_analysts_figure_is_drawn_whatever_stands_in_it():
    drawn = matplotlib.figure.Figure(figsize=(2, 1))
    axes = drawn.add_subplot(title="\n".join(HOSTILE).replace("$", ""))
    for words in HOSTILE:
        axes.text(0, 0, words.replace("$", ""))
    clean_svg(figure_of(drawn).svg, lambda text: legible_in_figures(text)[0])


# Where texts come in and go out


@pytest.mark.parametrize(
    ("written", "said"),
    [(r'"\ud83d"', "строка 2: в кавычках записана половина знака"), (r'"\ude00\ud83d"', "половина знака")],
)
def test_half_of_a_sign_in_the_params_is_named_with_its_line(tmp_path, written, said):
    path = tmp_path / "2022.yml"
    path.write_text(f"report:\n  municipality: {written}\n", encoding="utf-8")
    with pytest.raises(ReportError, match=re.escape(said)):
        load_params(path)


def test_a_notebook_that_printed_half_of_a_sign_can_be_written():
    assert "\ufffd" in notebook_text({"cells": ["\ud83d"]})
    notebook_text({"cells": ["\ud83d"]}).encode("utf-8")
    assert "😀" in notebook_text({"cells": ["\ud83d\ude00"]})


# Where the typesetter fails


#: One font has the letter, another makes it of the letter and its mark; the arrow comes from a third one.
SPLIT = ("!≲Ṽ", "È◞Ḵ", "⇸ḿ", "ǵ⇡", "⊔Ǵ", "╕ẐԐ", "⇡ ≠", "Ử", "ṧ", "⋬", "∤", "Ӓ→й→Ё")


@pytest.mark.parametrize("text", SPLIT)
def test_a_line_of_several_fonts_is_set_at_the_first_attempt(text):
    assert set_again(drawing(text)) == []


def test_a_figure_keeps_the_letter_when_its_mark_is_lost():
    assert legible_in_figures("Ử ṧ Ḱ ⋬ ≠ й") == ("U s K □ □ й", list("ỬṧḰ⋬≠"))


def drawing(text: str, style: str = "font-family: 'PT Sans'") -> PublicationFigure:
    words = f'<text y="9" style="{style}">{_escaped(text)}</text>'
    return PublicationFigure("Р", "Р", f'<svg xmlns="{SVG}" width="90" height="20">{words}</svg>')


def set_again(figure: PublicationFigure) -> list[str]:
    """Return what is told of a PDF that the typesetter did not set as it stands."""
    told: list[str] = []
    assert typeset(read_document(notebook(code(value(figure)))), complain=told.append).startswith(b"%PDF")
    return told


def test_what_the_typesetter_fails_at_is_set_otherwise_and_told_of(capfd):
    """A font that nobody has is any font: this one lacks the letter."""
    (told,) = set_again(drawing("ӳ→", "font-family: Arial; font-weight: bold; font-style: italic"))
    assert "знаки «→» (U+2192) показаны номерами" in told
    assert not capfd.readouterr().err


def panicking(monkeypatch, sign: str) -> None:
    """Let Typst panic of a sign, in the figures and in the texts, as it does of what nobody has tried."""
    panic = type("PanicException", (BaseException,), {})

    def unless(compile_: Callable) -> Callable:
        def guarded(sources: dict[str, bytes], **options: Any) -> Any:
            if any(sign.encode() in content for content in sources.values()):
                raise panic("removal index (is 3) should be < len (is 3)")
            return compile_(sources, **options)

        return guarded

    for name in ("compile", "compile_with_warnings"):
        monkeypatch.setattr(typst, name, unless(getattr(typst, name)))


def test_a_panic_costs_no_form_of_the_report(monkeypatch):
    panicking(monkeypatch, "☑")
    figure, words = drawing("готово ☑"), markdown("Пункт ☑ выполнен")
    page = TitlePage("Отчёт ☑", "Н", "П", "М", "2022-12-31", running="О")
    section = shown(SectionHeading("both", "section", "Раздел", forms=(REPORT, BRIEF))._repr_mimebundle_())
    shown_to = notebook(code(title_page(page)), words, code(section, value(figure)))
    for exporter in (ShnorPDFExporter, ShnorBriefPDFExporter, ShnorDOCXExporter):
        content, resources = exporter().from_notebook_node(shown_to)
        assert len(content) > 1000
        told = [warning["message"] for warning in resources["shnor_warnings"] if warning["cell"] is None]
        wanted = exporter is not ShnorDOCXExporter
        assert [("«☑» (U+2611)" in message) for message in told] == [True] * wanted

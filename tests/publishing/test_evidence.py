"""Where a sentence comes from: statements marked on the page, their evidence beside them, nothing of it on paper."""

import csv
import json
import re

import pytest

from shnor_lib.presentation.statement import Evidence, Statement, between_marks, without_marks
from shnor_lib.presentation.text import bullets, paragraphs, sentences
from shnor_lib.publishing import prose, typesetting
from shnor_lib.publishing.evidence import page_evidence
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.page import render_page
from tests.support.sample_notebook import code, notebook, shown

CELLS = (Evidence("classification", "standing", {"school_id": ["s1", "s2"], "listed": True}),)


def statement(of: str, template: str, **values: object) -> Statement:
    return Statement(of, template, values, CELLS)


TEXT = paragraphs(
    "Вступление без данных.",
    sentences(
        statement("a.one", "**Список.** В нём {n:школа|школы|школ}.", n=7), statement("a.two", "Из них *две* вошли.")
    ),
    bullets([statement("a.three", "пункт с\u00a0«кавычками» и\u00a03 п. п."), "пункт без данных"]),
)


def tokens(markdown: str) -> list:
    return prose.parse(markdown, pytest.fail)


def said(markdown: str) -> list[str]:
    return [
        str(child.attrs["data-said"])
        for token in tokens(markdown)
        for child in token.children or ()
        if child.type == "statement_open"
    ]


def test_the_words_of_each_statement_are_marked_on_the_page():
    page = render_page(read_document(notebook(code(shown(TEXT._repr_mimebundle_())))))
    found = re.findall(r'<span class="said" data-said="([^"]+)">(.*?)</span>', page)
    assert found == [
        ("a.one", "<strong>Список.</strong> В\u00a0нём 7\u00a0школ."),
        ("a.two", "Из\u00a0них <em>две</em> вошли."),
        ("a.three", "пункт с\u00a0«кавычками» и\u00a03\u00a0п.\u00a0п."),
    ]
    assert "⟦" not in page


def test_marks_change_no_word_and_no_break():
    plain = without_marks(TEXT.markdown)
    assert [prose.plain_text(token) for token in tokens(TEXT.markdown)] == [
        prose.plain_text(token) for token in tokens(plain)
    ]


def test_paper_shows_the_same_with_marks_and_without():
    marked, _ = typesetting.typst_input(read_document(notebook(code(shown(TEXT._repr_mimebundle_())))))
    inner = json.dumps(marked["blocks"], ensure_ascii=False)
    assert "⟦" not in inner and "said" not in inner and "7\u00a0школ" in inner


@pytest.mark.parametrize("markdown", ["⟦=a⟧1. первый⟦/⟧\n⟦=b⟧2. второй⟦/⟧", "⟦=a⟧> цитата⟦/⟧", "⟦=a⟧**раз⟦/⟧** два"])
def test_marks_that_would_change_the_markdown_are_left_out(markdown):
    assert [prose.plain_text(token) for token in tokens(markdown)] == [
        prose.plain_text(token) for token in tokens(without_marks(markdown))
    ]
    assert [token.type for token in tokens(markdown)] == [token.type for token in tokens(without_marks(markdown))]


def test_an_unreadable_sign_within_a_statement_is_complained_of_once():
    complaints: list[str] = []
    (inline,) = (token for token in prose.parse("⟦=a⟧😀⟦/⟧ и 😀", complaints.append) if token.children)
    assert prose.plain_text(inline) == "□ и\u00a0□"
    assert len(complaints) == 1


def test_pieces_between_marks_make_the_text():
    assert "".join(between_marks(TEXT.markdown)) == TEXT.markdown
    assert "".join(between_marks(TEXT.markdown)[::2]) == without_marks(TEXT.markdown)


def written(folder, *rows: dict) -> None:
    (folder / "tables").mkdir()
    with (folder / "tables" / "statements.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, ["id", "rule", "basis", "holds", "evidence"])
        writer.writeheader()
        writer.writerows(rows)


def cells(*evidence: Evidence) -> str:
    return json.dumps([one.as_json() for one in evidence], ensure_ascii=False)


def evidence_in(folder, *cells: object) -> dict:
    document = read_document(notebook(*cells), folder)
    return page_evidence(document.whence, document.blocks)


def rules_of(evidence: dict, statement_id: str) -> list[str]:
    _, rules, _ = evidence["answers"][evidence["said"][statement_id]]
    return [evidence["rules"][rule] for rule in rules]


def test_evidence_is_worded_by_table_column_and_rows(tmp_path):
    period = cells(Evidence("params", "programme"))
    many = Evidence("results", "*", {"school_id": [f"s{number}" for number in range(13)]})
    written(
        tmp_path,
        {"id": "a.one", "rule": "", "basis": "", "holds": "true", "evidence": cells(*CELLS, *CELLS)},
        {"id": "П-06", "rule": "П-06", "basis": "latest", "holds": "true", "evidence": cells(many)},
        {
            "id": "a.period",
            "rule": "",
            "basis": "",
            "holds": "true",
            "evidence": period,
        },
        {"id": "a.no", "rule": "", "basis": "", "holds": "false", "evidence": "[]"},
    )
    evidence = evidence_in(tmp_path)
    assert {one: rules_of(evidence, one) for one in evidence["said"]} == {
        "a.one": ["таблица classification.csv, столбец standing, строки: school_id\u00a0– s1, s2; listed\u00a0– true"],
        "П-06": [
            "Правило П-06, по последним результатам каждой процедуры",
            "таблица results.csv, строки: school_id\u00a0– 13\u00a0значений",
        ],
        "a.period": ["параметры выпуска, раздел programme"],
    }


def test_the_page_carries_the_evidence_and_no_word_of_it_ends_the_script(tmp_path):
    sly = Evidence("classification", "basis", {"school": "</script><b>"})
    written(tmp_path, {"id": "a.one", "rule": "", "basis": "", "holds": "true", "evidence": cells(sly)})
    page = render_page(read_document(notebook(code(shown(TEXT._repr_mimebundle_()))), tmp_path))
    (data,) = re.findall(r'<script type="application/json" id="evidence">(.*?)</script>', page)
    assert "</script><b>" in rules_of(json.loads(data), "a.one")[0]


def test_a_notebook_without_its_tables_has_a_page_without_evidence(tmp_path):
    page = render_page(read_document(notebook(code(shown(TEXT._repr_mimebundle_()))), tmp_path))
    assert 'id="evidence"' not in page
    assert 'data-said="a.one"' in page


def test_every_statement_of_an_issued_report_is_marked_on_its_page(built_demo):
    page = (built_demo.folder / "report.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="evidence">(.*?)</script>', page)[1])
    marked = set(re.findall(r'data-said="([^"]+)"', page))
    assert marked and marked <= set(data["said"])
    assert all(rules_of(data, one) for one in marked)

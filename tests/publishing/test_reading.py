"""An executed notebook as a document: what is taken, what is numbered, what is complained of."""

import json
from dataclasses import asdict

import nbformat.v4 as v4
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.legible import legible
from shnor_lib.presentation.tables import TABLE_MIME, PublicationTable
from shnor_lib.publishing.document import Figure, ForeignMarkup, Heading, PageBreak, Preformatted, Prose, Table
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.prose import plain_text
from tests.support import sample_notebook as sample
from tests.support.sample_notebook import code, figure, markdown, notebook, shown, small_table, value


def blocks_of(*cells, kind=None):
    blocks = read_document(notebook(*cells)).blocks
    return [block for block in blocks if kind is None or isinstance(block, kind)]


def remarks_of(*cells):
    return [(remark.cell, remark.message) for remark in read_document(notebook(*cells)).remarks]


def words_of(prose: Prose) -> str:
    return " ".join(plain_text(token) for token in prose.tokens if token.type == "inline")


# What is taken


def test_values_travel_unchanged():
    table = small_table(id="key")
    assert PublicationTable.from_json(json.loads(json.dumps(table.as_json()))) == table


@pytest.mark.parametrize("data", [None, small_table(caption="")])
def test_a_figure_travels_with_what_it_draws(data):
    drawn = figure(data=data)
    assert type(drawn).from_json(json.loads(json.dumps(drawn.as_json()))) == drawn
    (block,) = blocks_of(code(value(drawn)), kind=Figure)
    assert (block.data and (block.data.caption, len(block.data.rows))) == (data and (drawn.caption, len(data.rows)))


def test_code_is_never_shown():
    assert blocks_of(code()) == []


def test_a_cell_left_out_is_left_out_with_its_outputs():
    cells = [markdown("Черновик", tags=["not-in-report"]), code(value(small_table()), tags=["not-in-report"])]
    assert blocks_of(*cells) == []


def test_a_new_page_starts_before_the_cell():
    assert isinstance(blocks_of(markdown("Текст", tags=["new-page"]))[0], PageBreak)


def test_the_best_form_of_an_output_is_taken():
    assert [type(block) for block in blocks_of(code(value(small_table()), value(figure())))] == [Table, Figure]


@pytest.mark.parametrize(
    "broken", [{}, {"columns": []}, {"caption": "x", "columns": [{"key": 1}], "rows": [[]]}, [], "текст"]
)
def test_a_broken_value_gives_way_to_its_plain_form_and_a_remark(broken):
    cell = code(shown({TABLE_MIME: broken, "text/plain": "запасной вид"}))
    assert blocks_of(cell) == [Preformatted("запасной вид")]
    assert any("повреждён" in message for _, message in remarks_of(cell))


def test_printed_lines_are_joined_and_freed_from_colours():
    outputs = [
        v4.new_output("stream", name="stdout", text=text) for text in ("раз\n", "\x1b[31mдва\x1b[0m\n", "10 %\r100 %\n")
    ]
    assert blocks_of(code(*outputs)) == [Preformatted("раз\nдва\n100 %")]


def test_a_plain_value_is_shown_but_none_is_not():
    outputs = [shown({"text/plain": "42"}), shown({"text/plain": "None"})]
    assert blocks_of(code(*outputs)) == [Preformatted("42")]


def test_a_table_of_pandas_becomes_a_table():
    (table,) = blocks_of(code(shown({"text/html": sample.PANDAS_HTML}), caption="Чужая"), kind=Table)
    assert [column.label for column in table.value.columns] == ["", "школа", "доля"]
    assert [[cell.text for cell in row] for row in table.value.rows] == [["0", "Лицей", "27,5"], ["1", "Гимназия", "–"]]
    assert table.value.notes == ("Всего 2\u00a0строки, 2\u00a0столбца.",)


def test_merged_cells_of_a_foreign_table_keep_its_shape():
    html = """<table><tr><th rowspan=2>школа</th><th colspan=2>доля</th></tr><tr><th>2021</th><th>2022</th></tr>
    <tr><td>Лицей</td><td>1</td><td>-2.5</td></tr></table>"""
    html = html.replace("<table>", "<table><thead>", 1).replace("</tr>\n    <tr><td>", "</tr></thead><tr><td>")
    (table,) = blocks_of(code(shown({"text/html": html}), caption="Чужая"), kind=Table)
    assert [(c.group, c.label, c.kind) for c in table.value.columns] == [
        ("", "школа", "text"), ("доля", "2021", "number"), ("доля", "2022", "number")
    ]  # fmt: skip
    assert [cell.text for cell in table.value.rows[0]] == ["Лицей", "1", "−2,5"]


def test_other_html_is_kept_for_the_page_and_complained_of():
    cell = code(shown({"text/html": "<p>Чужое</p>", "text/plain": "<IPython.HTML object>"}))
    assert [type(block) for block in blocks_of(cell)] == [ForeignMarkup]
    assert "HTML" in remarks_of(cell)[0][1]


def test_a_picture_named_in_the_text_is_taken_from_beside_the_notebook(tmp_path):
    import base64

    (tmp_path / "фото.png").write_bytes(base64.b64decode(sample.png()))
    document = read_document(notebook(markdown("![Вид школы](фото.png)\n\n![](нет.png)")), tmp_path)
    found, lost = document.blocks
    assert (found.caption, found.alt, found.format) == ("Вид школы", "Вид школы", "png")
    assert isinstance(lost, Prose)
    assert any("нет.png" in remark.message for remark in document.remarks)


# What is complained of


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (v4.new_output("stream", name="stderr", text="предупреждение"), "stderr"),
        (v4.new_output("error", ename="KeyError", evalue="", traceback=[]), "KeyError"),
        (shown({"application/vnd.plotly.v1+json": {}, "text/plain": "Figure()"}), "application/vnd.plotly.v1+json"),
        (shown({}), "без содержания"),
        (shown({"text/plain": "<Axes: >"}), "служебное имя"),
        (shown({"text/plain": "[<matplotlib.lines.Line2D at 0x7f3a>]"}), "служебное имя"),
        (shown({"image/png": "не base64 и не PNG"}), "повреждён"),
        (shown({"image/svg+xml": "<svg"}), "повреждён"),
    ],
)
def test_what_cannot_be_shown_is_a_remark_with_the_cells_number(output, words):
    remarks = remarks_of(markdown("Текст"), code(output))
    assert remarks
    assert all(cell == 2 for cell, _ in remarks)
    assert any(words in message for _, message in remarks)


def test_a_caption_comes_from_the_cell_else_it_is_missing():
    nameless = small_table()
    nameless = PublicationTable(None, nameless.columns, nameless.rows)
    assert blocks_of(code(value(nameless), caption="Из ячейки"))[0].caption == "Из ячейки"
    assert blocks_of(code(value(nameless), shnor={"caption": "Из ячейки"}))[0].caption == "Из ячейки"
    assert [t.caption for t in blocks_of(code(value(nameless), value(nameless), caption=["Раз", "Два"]))] == [
        "Раз",
        "Два",
    ]
    assert blocks_of(code(value(nameless)))[0].caption == "Таблица без названия"
    assert blocks_of(code(value(figure(caption=None))))[0].caption == "Рисунок без названия"
    assert any("caption" in message for _, message in remarks_of(code(value(nameless))))


def test_formulas_stay_text_and_are_complained_of():
    cell = markdown(r"Оценка $\hat{p}_1$ и цена 5 $ или 6 $.")
    assert r"$\hat{p}_1$" in words_of(blocks_of(cell)[0])
    assert len(remarks_of(cell)) == 1
    assert remarks_of(markdown("Цена 5 $ или 6 $.")) == []


# Numbers, anchors, references


def test_tables_and_figures_are_numbered_apart():
    cells = [code(value(small_table()), value(figure()), value(small_table()), value(figure()))]
    assert [block.label for block in blocks_of(*cells)] == ["Таблица 1", "Рис. 1", "Таблица 2", "Рис. 2"]


def test_anchors_are_unique():
    document = read_document(sample.full_notebook())
    anchors = [block.anchor for block in document.blocks if isinstance(block, Heading | Table | Figure)]
    assert len(anchors) == len(set(anchors)) > 15


def test_an_empty_link_names_what_it_refers_to():
    cells = [
        markdown("См. [](#long), [](#slopes), [рисунок](#slopes), [](#нет)."),
        code(value(small_table(id="long")), value(figure())),
    ]
    document = read_document(notebook(*cells))
    assert words_of(document.blocks[0]) == "См. табл.\u00a01, рис.\u00a01, рисунок, [нет]."
    assert [remark.cell for remark in document.remarks if "#нет" in remark.message] == [1]


def test_links_into_the_world_stay_and_links_to_files_do_not():
    document = read_document(notebook(markdown("[сайт](https://example.org/) [файл](../данные.xlsx)")))
    hrefs = [child.attrs["href"] for child in document.blocks[0].tokens[1].children if child.type == "link_open"]
    assert hrefs == ["https://example.org/"]


# Headings and title


def levels(*cells):
    return [(heading.level, heading.text) for heading in blocks_of(*cells, kind=Heading)]


def test_the_only_top_heading_is_the_title():
    document = read_document(notebook(markdown("# Отчёт\n\n## Раздел\n\n### Часть")))
    assert document.title == "Отчёт"
    assert [(h.level, h.text) for h in document.headings] == [(1, "Раздел"), (2, "Часть")]


def test_the_title_page_takes_its_place():
    document = read_document(notebook(markdown("# 5. Отчёт"), code(sample.title_page()), markdown("## Раздел")))
    assert document.title_page == sample.TITLE
    assert document.title == sample.TITLE.title
    assert [h.text for h in document.headings] == ["Раздел"]


def test_without_any_title_the_file_gives_it():
    assert read_document(notebook(markdown("## Раздел")), name="мой отчёт").title == "мой отчёт"


def test_skipped_levels_are_repaired_and_complained_of():
    cells = [markdown("# Отчёт\n\n## А"), markdown("#### Б"), markdown("### В\n\n## Г")]
    assert levels(*cells) == [(1, "А"), (2, "Б"), (2, "В"), (1, "Г")]
    assert [cell for cell, message in remarks_of(*cells) if "уровень" in message] == [2]


@given(st.lists(st.integers(1, 6), max_size=12))
def test_levels_never_skip(given_levels):
    text = "\n\n".join(f"{'#' * level} Заголовок" for level in given_levels)
    settled = [level for level, _ in levels(markdown(text))]
    assert all(b <= a + 1 for a, b in zip([0, *settled], settled, strict=False))


def test_a_heading_inside_a_quote_is_no_section():
    (quote,) = blocks_of(markdown("> ## Врезка\n>\n> Текст"))
    assert isinstance(quote, Prose)
    assert "heading_open" not in {token.type for token in quote.tokens}


# Characters


def test_ordinary_typography_survives():
    text = (
        "«Ёлочки», „лапки“, тире — и –, №\u00a05, 30\u00a0%, ≥ ≤ ≈ ≠ − × ÷ ± → ← ↑ ↓ … ½ § ° ² ₽ ✓ □ ● ▲, é ü ß ғ қ Ө"
    )
    assert legible(text) == (text, [])


def test_thin_spaces_and_invisible_signs_are_no_loss():
    assert legible("1\u202f234\u2009км\ufeff\u200b и\u0306") == ("1\u00a0234\u00a0км й", [])


def test_an_unprintable_sign_is_replaced_and_named():
    cell = markdown("Готово ✅ 学")
    assert words_of(blocks_of(cell)[0]) == "Готово □ □"
    (remark,) = remarks_of(cell)
    assert all(part in remark[1] for part in ("«✅» (U+2705)", "«学» (U+5B66)"))


@given(st.text())
def test_legible_text_is_legible(text):
    assert legible(legible(text)[0])[1] == []


def test_signs_in_every_place_are_replaced():
    from shnor_lib.presentation.tables import Cell, Column

    emoji = "😀"
    table = PublicationTable(emoji, (Column("a", emoji, group=emoji),), ((Cell("x", emoji),),), (emoji,))
    page = sample.TitlePage(**{**asdict(sample.TITLE), "title": emoji, "approvals": ((emoji,),), "keywords": (emoji,)})
    cells = [
        code(sample.title_page(page), value(table), value(figure(caption=emoji, alt=emoji, notes=(emoji,)))),
        markdown(f"# {emoji}\n\n`{emoji}`"),
    ]
    document = read_document(notebook(*cells))
    assert "□" in document.title
    assert emoji not in repr((document.title, document.title_page, document.blocks))


# Passport


def test_the_passport_is_made_from_the_manifest_beside_the_notebook(tmp_path):
    passport = {
        "edition": "2022", "version": "1.0", "python": "3.11", "code": "c" * 64, "lock": "d" * 64,
        "inputs": {"data/б.xlsx": "b" * 64, "data/а.xlsx": "a" * 64}, "params": {}, "comments": {},
        "tables": {"results": "e" * 64},
    }  # fmt: skip
    (tmp_path / "manifest.json").write_text(json.dumps({"passport": passport}), encoding="utf-8")
    cell = code(shown({"application/vnd.shnor.passport.v1+json": {}, "text/plain": "x"}))
    words, table, tables = read_document(notebook(cell), tmp_path).blocks
    assert "Выпуск 2022" in words_of(words)
    assert [[c.text for c in row][1:] for row in table.value.rows] == [
        ["data/а.xlsx", "a" * 16], ["data/б.xlsx", "b" * 16], ["–", "c" * 16], ["–", "d" * 16]
    ]  # fmt: skip
    assert [[c.text for c in row] for row in tables.value.rows] == [["results", "e" * 16, "", ""]]


@pytest.mark.parametrize("manifest", [None, "не JSON", "[]", '{"passport": 5}'])
def test_without_a_manifest_the_passport_says_how_it_is_made(tmp_path, manifest):
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    (words,) = read_document(notebook(code(shown({"application/vnd.shnor.passport.v1+json": {}}))), tmp_path).blocks
    assert "make report" in words_of(words)

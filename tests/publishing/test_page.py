"""The HTML page: whole in itself, valid, accessible, the same each time."""

import re
from dataclasses import asdict
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from shnor_lib.presentation import palette, theme
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import SECTION_MIME, SectionHeading
from shnor_lib.publishing.html import ShnorHTMLExporter
from tests.support import sample_notebook as sample
from tests.support.depth import every_case

VOID = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}


class Nesting(HTMLParser):
    """Complains of tags that are not closed in their order."""

    def __init__(self):
        super().__init__()
        self.open, self.errors = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.errors.append(f"attribute twice in <{tag}>")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.errors.append(f"</{tag}> at {self.getpos()}")


@pytest.fixture(scope="module")
def soup(page):
    return BeautifulSoup(page, "html.parser")


def test_every_tag_is_closed_in_its_order(page):
    parser = Nesting()
    parser.feed(page)
    assert (parser.open, parser.errors) == ([], [])


def test_ids_are_unique_and_references_lead_somewhere(soup):
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    targets = {link["href"][1:] for link in soup.find_all(href=True) if link["href"].startswith("#")}
    targets |= {
        name
        for element in soup.find_all(attrs={"aria-labelledby": True})
        for name in element["aria-labelledby"].split()
    }
    assert targets
    assert targets <= set(ids)


def test_nothing_is_loaded_from_elsewhere(page, soup):
    for element in soup.find_all(["link", "iframe", "object", "embed", "base"]):
        pytest.fail(f"<{element.name}> in the page")
    sources = [
        element[name]
        for name in ("src", "srcset", "poster", "data", "xlink:href")
        for element in soup.find_all(attrs={name: True})
    ]
    assert all(source.startswith("data:") for source in sources)
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(\s*['\"]?([^)]*)", page))
    assert "@import" not in page
    assert "default-src 'none'" in soup.find("meta", attrs={"http-equiv": True})["content"]
    assert not soup.find_all("script", src=True)
    assert "alert(" not in page


def test_headings_follow_each_other_without_gaps(soup):
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_the_page_says_its_language_and_lets_skip_to_the_text(soup):
    assert soup.html["lang"] == "ru"
    assert soup.select_one("a.skip")["href"] == f"#{soup.main['id']}"


def test_tables_have_captions_and_scoped_heads(soup):
    tables = soup.select("div.table table")
    assert len(tables) == 6
    for table in tables:
        assert re.match(r"Таблица \d+\. \S", table.caption.get_text())
        assert all(th.get("scope") in ("col", "colgroup", "row") for th in table.find_all("th"))
        width = {
            sum(int(cell.get("colspan", 1)) for cell in row.find_all(["td", "th"]))
            for row in table.tbody.find_all("tr")
        }
        assert len(width) == 1


def test_only_the_first_column_stays_in_sight(soup):
    for table in soup.select("div.table table"):
        for row in table.find_all("tr"):
            held = [place for place, cell in enumerate(row.find_all(["th", "td"])) if "first" in cell.get("class", [])]
            assert held in ([0], [])
        heads = [cell.get_text() for cell in table.thead.select(".first")]
        assert heads == [table.thead.th.get_text()]


def test_every_figure_is_described(soup):
    for figure in soup.find_all("figure"):
        picture = figure.svg or figure.img
        described = picture["alt"] if picture.name == "img" else picture.find("desc").get_text()
        assert described.strip()
        assert re.match(r"Рис\. \d+\. \S", figure.figcaption.get_text())
    assert [svg["role"] for svg in soup.select("figure svg")] == ["img", "img"]


def test_code_metadata_and_stderr_stay_out(page):
    assert not [
        words for words in ("исходный код", "UserWarning", "не для отчёта", "cell-3", "parameters") if words in page
    ]


def test_text_is_never_markup(soup):
    assert "<b>не\u00a0тег</b>" in soup.main.get_text()
    assert 'код "с" \\ знаками' in soup.main.code.get_text()


def test_the_same_notebook_gives_the_same_page(page):
    assert ShnorHTMLExporter().from_notebook_node(sample.full_notebook())[0] == page


def test_marks_are_seen_without_colour(page):
    style = page[page.index("<style>") : page.index("</style>")]
    signs = {
        "low": "bold",
        "good": "bold",
        "total": "bold",
        "border": "underline",
        "doubtful": "italic",
        "repaired": "italic",
        "muted": "italic",
    }
    for mark, sign in signs.items():
        rules = [rule for rule in style.split("}") if re.search(rf"\.{mark}\b", rule.split("{")[0])]
        assert any(sign in rule for rule in rules), mark


def test_figures_and_pages_share_their_colours():
    for name in ("INK", "MUTED", "GRID", "PAPER", "PALE", "ACCENT", "LOW", "CALM", "RULE", "BACKGROUND", "OKRUG"):
        assert getattr(theme, name) == getattr(palette, name)


# Links and addresses

SECTIONS = (("main", "plain", "Главное"), ("dynamics", "section", "Динамика"), ("rules", "appendix", "Правила"))


def shown_section(name: str, kind: str, title: str):
    return sample.shown({SECTION_MIME: asdict(SectionHeading(name, kind, title)), "text/plain": title})


def report_of(*sections, table: PublicationTable | None = None) -> BeautifulSoup:
    """A page whose first section refers to the others in prose, in cells and in notes."""
    words = Text(f"Подробнее — в {reference('dynamics', 'prepositional')} и {reference('rules', 'prepositional')}.")
    cells = [
        sample.code(shown_section(*sections[0]), sample.shown(words._repr_mimebundle_())),
        sample.code(*([sample.value(table)] if table else [])),
        *(sample.code(shown_section(*one), sample.value(sample.small_table(id=f"t-{one[0]}")))
          for one in sections[1:]),
    ]  # fmt: skip
    return BeautifulSoup(ShnorHTMLExporter().from_notebook_node(sample.notebook(*cells))[0], "html.parser")


def links(soup, within: str) -> dict[str, str]:
    return {link.get_text(): link["href"] for link in soup.select(f"{within} a")}


def test_references_are_links_in_prose_cells_and_notes():
    rows = (
        (Cell(None, reference("dynamics", "place")), Cell(7, "2")),
        (Cell(None, reference("rules", "place")), Cell(7, "1")),
    )
    table = PublicationTable(
        f"Где что: {reference('rules')}", (Column("a", "Где"), Column("b", "Число", "integer")), rows,
        (f"См. {reference('dynamics', 'name')} и {reference('dynamics', 'name')}.",), id="where",
    )  # fmt: skip
    soup = report_of(*SECTIONS, table=table)
    assert links(soup, "main > p") == {
        "разделе\N{NO-BREAK SPACE}1": "#section-dynamics",
        "приложении\N{NO-BREAK SPACE}А": "#section-rules",
    }
    assert links(soup, "#where tbody") == {"1": "#section-dynamics", "прил.\N{NO-BREAK SPACE}А": "#section-rules"}
    assert links(soup, "#where caption") == {"приложение\N{NO-BREAK SPACE}А": "#section-rules"}
    assert [link["href"] for link in soup.select("#where .note a")] == ["#section-dynamics"] * 2


def test_the_address_of_a_section_stays_when_it_moves_or_gets_another_title():
    first = report_of(*SECTIONS)
    moved = report_of(SECTIONS[0], SECTIONS[2], ("dynamics", "section", "Изменения за год"))
    for soup in (first, moved):
        assert {heading["id"] for heading in soup.select("h2")} == {f"section-{name}" for name, _, _ in SECTIONS}


def schools(*ids: str, name: str) -> PublicationTable:
    rows = tuple(
        (Cell(None, f"Школа {one}\nв списке: 1 и 2" if one else "Все", "" if one else "total"),) for one in ids
    )
    return PublicationTable("Школы", (Column("a", "Школа"),), rows, id=name, schools=ids)


def test_a_school_has_one_address_and_a_row_in_each_table():
    cells = (sample.code(sample.value(schools("LK 01", "lk02", "", name="one"))),
             sample.code(sample.value(schools("lk02", "lk03", "lk02", name="two"))))  # fmt: skip
    page, _ = ShnorHTMLExporter().from_notebook_node(
        sample.notebook(sample.markdown("# а\n\n## б\n\n## в\n\n## г"), *cells)
    )
    soup = BeautifulSoup(page, "html.parser")
    assert [th["id"] for th in soup.select("th[id]")] == ["school-lk-01", "school-lk02", "school-lk03"]
    rows = ["one-school-lk-01", "one-school-lk02", "two-school-lk02", "two-school-lk03"]
    assert [tr["id"] for tr in soup.select("tr[id]")] == rows
    assert links(soup, ".schools") == {
        "Школа LK 01": "#school-lk-01", "Школа lk02": "#school-lk02", "Школа lk03": "#school-lk03"
    }  # fmt: skip


def test_a_second_line_of_a_cell_stands_small_below_the_first():
    page, _ = ShnorHTMLExporter().from_notebook_node(sample.notebook(sample.code(sample.value(schools("a", name="x")))))
    assert "Школа a<small>в списке: 1 и 2</small>" in page


@pytest.mark.parametrize(
    ("beside", "linked"),
    every_case(
        3,
        [
            ((), {}),
            (("report.html", "report.pdf"), {"PDF": "report.pdf"}),
            (("report.docx", "tables.xlsx", "секрет.csv"), {"Word": "report.docx", "Excel": "tables.xlsx"}),
        ],
    ),
)
def test_only_forms_that_lie_beside_the_page_are_linked(beside, linked):
    page, _ = ShnorHTMLExporter().from_notebook_node(sample.full_notebook(), {"shnor_beside": list(beside)})
    assert links(BeautifulSoup(page, "html.parser"), ".beside") == linked


def test_a_small_picture_speaks_and_takes_the_colours_of_the_page():
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0" fill="{palette.ACCENT}"/></svg>'
    table = PublicationTable("т", (Column("a", "Вид"),), ((Cell(None, "снижение", picture=svg),),), row_headers=0)
    page, _ = ShnorHTMLExporter().from_notebook_node(sample.notebook(sample.code(sample.value(table))))
    drawn = BeautifulSoup(page, "html.parser").select_one("td .drawn")
    assert (drawn["role"], drawn["aria-label"]) == ("img", "снижение")
    assert drawn.find("path")["fill"] == "var(--accent)"


def test_a_figure_folds_out_as_a_table_without_a_number():
    figure = sample.figure(data=sample.small_table(caption=""))
    page, _ = ShnorHTMLExporter().from_notebook_node(sample.notebook(sample.code(sample.value(figure))))
    soup = BeautifulSoup(page, "html.parser")
    assert soup.select_one("details.numbers caption").get_text() == "Изменение доли «2»"
    assert len(soup.select("details.numbers tbody tr")) == 2
    assert "Таблица 1" not in page


def test_a_notice_stays_in_sight_on_screen_and_on_each_printed_page():
    noticed = sample.TitlePage(**{**vars(sample.TITLE), "notice": "Демонстрационные данные"})
    cells = sample.notebook(sample.code(sample.title_page(noticed)), sample.markdown("## Раздел"))
    page, _ = ShnorHTMLExporter().from_notebook_node(cells)
    soup = BeautifulSoup(page, "html.parser")
    assert soup.body["class"] == ["noticed"]
    assert soup.find(class_="notice").text == "Демонстрационные данные"
    assert re.search(r"\.noticed \.notice \{[^}]*position: sticky", page)
    assert re.search(r"\.noticed \.notice \{[^}]*display: table-header-group", page)


def test_without_a_notice_the_page_has_none(soup):
    assert not soup.find(class_="notice") and not soup.body.get("class")

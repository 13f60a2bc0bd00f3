"""The HTML page: whole in itself, valid, accessible, the same each time."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from shnor_lib.presentation import palette, theme
from shnor_lib.publishing.html import ShnorHTMLExporter
from tests.support import sample_notebook as sample

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

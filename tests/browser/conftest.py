"""One Chromium for all tests of the page: the system's own, since nothing is downloaded."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Origin
from shnor_lib.presentation.text import sentences
from shnor_lib.publishing.cards import publish_cards
from shnor_lib.publishing.difference.page import difference_page
from shnor_lib.publishing.difference.told import Told
from shnor_lib.publishing.page import render_page
from shnor_lib.publishing.public.index_page import Listed, index_page
from tests.support import sample_notebook as sample
from tests.support.made_cards import card_of, table, title_page, with_sources
from tests.support.web_page import document

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """The browser, started once; without one the tests are skipped, and in CI that is a failure."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


class Visit:
    """A page as a reader has it open, with everything that it asked for and complained of."""

    def __init__(self, browser, path: Path, width: int = 1400, scheme: str = "light", **options):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.address = path.as_uri()
        self.page.goto(self.address)


@pytest.fixture
def visit(browser, request) -> Iterator:
    """Open pages; they are closed when the test ends."""
    visits: list[Visit] = []

    def opened(path: Path, **options) -> Visit:
        visits.append(Visit(browser, path, **options))
        return visits[-1]

    yield opened
    for one in visits:
        one.context.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """The sample page with its neighbours linked."""
    path = tmp_path_factory.mktemp("страница") / "report.html"
    path.write_text(render_page(document(path.parent), ["report.pdf", "tables.xlsx"]), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def demo(built_demo) -> Path:
    """The demonstration's page."""
    return built_demo.folder / "report.html"


@pytest.fixture(scope="session")
def of_2022(built_2022) -> Path:
    """The page of the 2022 report."""
    return built_2022.folder / "report.html"


@pytest.fixture(scope="session")
def cards(tmp_path_factory) -> Path:
    """The folder of cards: one with a sentence, a table and a figure, whose numbers answer."""
    folder = with_sources(tmp_path_factory.mktemp("карточки"))
    own = (Evidence("results", "n_failed", {"school_id": "lk01"}),)
    said = replace(
        sentences(Statement("card.change", "Получили «2»: {n} из {all}.", {"n": 7, "all": 24}, own)), carries=True
    )
    counted = replace(table("card-results", 9, "математика"), origin=Origin(columns={"text": own}))
    figure = sample.figure(data=replace(sample.small_table(caption=""), origin=Origin(columns={"fact": own})))
    publish_cards(folder, {"lk01": card_of(title_page(), said, counted, figure)})
    return folder / "cards"


@pytest.fixture(scope="session")
def card(cards) -> Path:
    """A school's card."""
    return cards / "lk01.html"


@pytest.fixture(scope="session")
def list_of_cards(cards) -> Path:
    """The list of cards."""
    return cards / "index.html"


@pytest.fixture(scope="session")
def editions(tmp_path_factory) -> Path:
    """The page of public editions."""
    path = tmp_path_factory.mktemp("выпуски") / "index.html"
    files = ("report.html", "report.pdf", "report.docx", "tables.xlsx", "RELEASE_NOTES.md")
    path.write_bytes(index_page([Listed("2024", "Справка об итогах", "Округ", "2024-12-31", True, files)]))
    return path


@pytest.fixture(scope="session")
def difference(tmp_path_factory) -> Path:
    """The page of what changed: many rows with long words."""
    path = tmp_path_factory.mktemp("изменения") / "diff.html"
    long = "в списке, критерии по данным не выполнены: "
    rows = [Told("Определение ШНОР", f"СОШ № {n}", "Положение", long, long, "исходные данные") for n in range(12)]
    path.write_bytes(difference_page("Что изменилось", ["Изменилось 24 значения."], rows, rows, ["Нет таблицы plan"]))
    return path

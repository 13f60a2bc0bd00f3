"""The page in a real browser: nothing asked of the network, no complaint, no barrier, and each of its uses at work."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.text import sentences
from shnor_lib.publishing.cards import publish_cards
from shnor_lib.publishing.page import render_page
from tests.support.made_cards import card_of, with_sources
from tests.support.web_page import SCHOOLS, document, schools_table

pytestmark = pytest.mark.browser

WIDTHS = (1400, 800, 390)


#: Rows of each table that are enough to look at contrasts: those below them look alike.
FIRST_ROWS = 4


def faults(page, *, contrast: bool = True) -> list[str]:
    """What axe-core complains of."""
    package = find_spec("axe_playwright_python")
    assert package and package.origin
    page.evaluate(Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "contrast => axe.run(document, {resultTypes: ['violations'], preload: false,"
        " rules: {'color-contrast': {enabled: contrast}}})",
        contrast,
    )
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.tagName")


def everything_ready(page) -> None:
    """Scroll through the page, so that all is made ready that waits for the reader to come near."""
    page.evaluate(
        """async () => {
            for (let at = 0; at < document.documentElement.scrollHeight; at += 1500) {
                window.scrollTo(0, at);
                await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
            }
            window.scrollTo(0, 0);
        }"""
    )


# What holds of every page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("edition", ["small", "demo", "of_2022"])
def test_a_page_asks_for_nothing_complains_of_nothing_and_fits_the_screen(edition, width, scheme, visit, request):
    here = visit(request.getfixturevalue(edition), width=width, scheme=scheme)
    everything_ready(here.page)
    assert [one for one in here.requests if not one.startswith("data:")] == [here.address]
    assert here.complaints == []
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nobody_meets_a_barrier(width, scheme, visit, small):
    page = visit(small, width=width, scheme=scheme, bypass_csp=True).page
    everything_ready(page)
    assert faults(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_nobody_meets_a_barrier_in_what_opens(width, scheme, visit, small):
    page = visit(small, width=width, scheme=scheme, bypass_csp=True).page
    page.locator(".said .asks").first.click()
    page.locator("details.numbers summary").click()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.locator(".zoom").click()
    assert faults(page) == []


@pytest.mark.parametrize(("edition", "width", "scheme"), [("demo", 1400, "light"), ("of_2022", 390, "dark")])
def test_nobody_meets_a_barrier_in_a_whole_report(edition, width, scheme, visit, request):
    page = visit(request.getfixturevalue(edition), width=width, scheme=scheme, bypass_csp=True).page
    page.evaluate(f"document.querySelectorAll('tbody tr:nth-child(n+{FIRST_ROWS + 1})').forEach(row => row.remove())")
    everything_ready(page)
    assert faults(page) == []


def test_the_demonstration_is_seen_within_a_second(visit, demo):
    def painted() -> float:
        page = visit(demo).page
        return page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")

    assert min(painted() for _ in range(3)) < 1000


@pytest.mark.parametrize("edition", ["demo", "of_2022"])
def test_no_line_of_a_sentence_is_longer_than_68_signs(edition, visit, request):
    page = visit(request.getfixturevalue(edition)).page
    lines = page.evaluate(
        """() => [...document.querySelectorAll('main > p, main > ul > li, .note')].slice(0, 150).flatMap(block => {
            const lines = [];
            const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
            let top = null, line = '';
            while (walker.nextNode()) {
                let at = 0;
                for (const sign of walker.currentNode.data.split(/(?<=[ \\u00a0])/)) {
                    const range = document.createRange();
                    range.setStart(walker.currentNode, at);
                    range.setEnd(walker.currentNode, Math.min(at + 1, walker.currentNode.length));
                    const now = range.getBoundingClientRect().bottom;
                    if (top !== null && Math.abs(now - top) > 8) { lines.push(line); line = ''; }
                    top = now;
                    line += sign;
                    at += sign.length;
                }
            }
            return lines.flatMap(one => one.split('\\n')).map(one => one.trim());
        })"""
    )
    assert len(lines) > 50
    # Words with thin letters give a line some signs more; nine lines of ten keep to the measure.
    longest = sorted(map(len, lines))
    assert longest[len(longest) * 9 // 10] <= 68
    assert longest[-1] <= 75


# Pages beside the report

BESIDE = ["card", "list_of_cards", "editions", "difference"]


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (800, "dark"), (390, "light"), (390, "dark")])
@pytest.mark.parametrize("name", BESIDE)
def test_a_page_beside_the_report_has_no_barrier_and_fits_the_screen(name, width, scheme, visit, request):
    here = visit(request.getfixturevalue(name), width=width, scheme=scheme, bypass_csp=True)
    everything_ready(here.page)
    assert [one for one in here.requests if not one.startswith("data:")] == [here.address]
    assert here.page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(here.page) == []


@pytest.mark.parametrize("name", BESIDE)
def test_a_page_beside_the_report_obeys_its_own_policy_and_prints_nothing_to_press(name, visit, request):
    here = visit(request.getfixturevalue(name), width=643, scheme="dark")
    everything_ready(here.page)
    assert here.complaints == []
    here.page.emulate_media(media="print")
    pressed = ".back, .zoom, .look label, .hint"
    shown = here.page.locator(pressed).evaluate_all("them => them.filter(one => one.getClientRects().length).length")
    assert shown == 0
    assert here.page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 28, 28)"


def test_numbers_of_a_card_answer_those_of_its_figure_too(visit, card):
    page = visit(card).page
    everything_ready(page)
    page.locator("[data-said='card.change'] .asks").first.click()
    told = page.get_by_role("dialog").text_content()
    assert "ВПР.xlsx" in told and "B4" in told
    page.keyboard.press("Escape")
    assert page.locator(".table .asks").all_text_contents() == ["1 из 3"] * 9
    page.locator("details.numbers summary").click()
    page.locator("details.numbers .asks").first.click()
    assert "ВПР.xlsx" in page.get_by_role("dialog").text_content()


def test_changes_are_found_by_a_part_of_a_word(visit, difference):
    page = visit(difference).page
    everything_ready(page)
    page.get_by_label("Найти изменение").first.fill("№ 11")
    assert page.locator("#verdicts [role=status]").text_content() == "показано 1 из 12"


# The contents


@pytest.mark.parametrize("width", WIDTHS)
def test_the_contents_show_the_place_read(width, visit, demo):
    page = visit(demo, width=width).page
    places = page.evaluate("document.querySelectorAll('.contents .list > ol > li').length")
    page.evaluate("document.getElementById('section-results').scrollIntoView()")
    page.wait_for_function("document.querySelector('.contents [aria-current]').hash === '#section-results'")
    told = page.locator(".reading")
    assert told.is_visible() == (width < 900)
    if width < 900:
        number = page.evaluate(
            "[...document.querySelectorAll('.list > ol > li > a')].findIndex(a => a.hash === '#section-results') + 1"
        )
        title = page.locator("#section-results").text_content()
        assert told.text_content() == f"{number} из {places} · {title}"
        assert page.locator(".progress").bounding_box()["height"] == 3
    bars = [".notice", ".contents"] if width < 900 else [".notice"]
    boxes = [page.locator(bar).bounding_box() for bar in bars]
    assert page.locator("#section-results").bounding_box()["y"] >= max(box["y"] + box["height"] for box in boxes)


def test_the_contents_of_a_phone_open_and_close_by_keys(visit, small):
    page = visit(small, width=390).page
    listed = page.locator(".contents .list")
    assert not listed.is_visible()
    page.locator(".contents summary").first.focus()
    page.keyboard.press("Enter")
    assert listed.is_visible()
    page.keyboard.press("Escape")
    assert not listed.is_visible()
    assert focused(page) == "Содержание"
    page.keyboard.press("Enter")
    page.locator(".contents a", has_text="Результаты").click()
    assert not listed.is_visible()


def test_other_forms_beside_the_page_are_linked(visit, small):
    page = visit(small).page
    assert page.evaluate("[...document.querySelectorAll('.beside a')].map(a => a.getAttribute('href'))") == [
        "report.pdf",
        "tables.xlsx",
    ]


def test_the_first_stop_of_the_keyboard_skips_to_the_text(visit, small):
    page = visit(small).page
    page.keyboard.press("Tab")
    assert focused(page) == "К тексту отчёта"
    page.keyboard.press("Enter")
    assert page.url.endswith("#report")


# Tables


def names(page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('#schools tbody tr:not(.away) th')].map(one => one.textContent)"
    )


def told(page) -> str:
    return page.locator("#schools [role=status]").text_content()


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("озер", ["Верхнеозёрская СОШ"]),
        ("БЕРЕЗ", ["Берёзовская СОШ"]),
        ("ёлк", ["Ёлкинская ООШ"]),
        ("лицей №  2", ["Лицей № 2"]),
        ("в списке", []),
        ("", [*SCHOOLS, "Все школы"]),
    ],
)
def test_a_school_is_found_by_a_part_of_its_name(part, found, visit, small):
    page = visit(small).page
    page.get_by_label("Найти школу").first.fill(part)
    assert names(page) == found
    assert told(page) == f"показано {len(found) if len(found) < 11 else 10} из 10"


def test_schools_are_chosen_by_their_status(visit, small):
    page = visit(small).page
    page.locator("#schools select").select_option("кандидат")
    assert names(page) == ["Верхнеозёрская СОШ", "Ёлкинская ООШ"]
    assert told(page) == "показано 2 из 10"
    page.locator("#schools select").select_option("")
    assert names(page) == [*SCHOOLS, "Все школы"]


def test_rows_are_sorted_by_name_and_status_and_never_by_a_result(visit, small):
    page = visit(small).page
    assert page.locator("#schools .sort").all_text_contents() == ["Школа", "Положение"]
    button = page.locator("#schools .sort").first
    button.focus()
    page.keyboard.press("Enter")
    ordered = ["Алексеевская ООШ", "Берёзовская СОШ", "Верхнеозёрская СОШ", "Гимназия", "Ёлкинская ООШ", "Лицей № 2",
               "Лицей № 12", "Хлебодаровская СОШ", "Центральная СОШ", "Ягодная СОШ"]  # fmt: skip
    assert names(page) == [*ordered, "Все школы"]
    assert page.locator("#schools th[aria-sort=ascending]").text_content() == "Школа"
    page.keyboard.press("Enter")
    assert names(page) == [*reversed(ordered), "Все школы"]
    page.keyboard.press("Enter")
    assert names(page) == [*SCHOOLS, "Все школы"]
    assert page.locator("#schools th[aria-sort]").count() == 0


@pytest.mark.parametrize("width", [1400, 390])
def test_a_link_to_a_school_leads_to_its_row(width, visit, small):
    page = visit(small, width=width).page
    page.get_by_label("Найти школу").first.fill("лицей")
    page.evaluate("location.hash = '#school-lk08'")
    page.wait_for_function("!document.getElementById('school-lk08').closest('tr').classList.contains('away')")
    row = page.locator("#school-lk08")
    assert row.text_content() == SCHOOLS[8]
    covered = max(page.locator(".notice").bounding_box()["height"], 75 if width < 900 else 0)
    assert covered <= row.bounding_box()["y"] < 900


@pytest.mark.parametrize(("width", "hinted"), [(1400, False), (390, True)])
def test_a_table_wider_than_the_screen_says_so_and_holds_its_first_column(width, hinted, visit, small):
    page = visit(small, width=width).page
    everything_ready(page)
    assert page.locator("#schools .hint").is_visible() == hinted
    if hinted:
        assert page.locator("#schools th.first").nth(1).bounding_box()["width"] < 200
        page.locator("#schools .scroll").evaluate("one => one.scrollLeft = 5000")
        assert page.locator("#schools tbody th").first.bounding_box()["x"] == pytest.approx(14, abs=1)
        page.wait_for_selector("#schools .edge.ended")


# Figures


def test_a_figure_is_enlarged_by_keys_and_put_back(visit, small):
    page = visit(small).page
    button = page.locator("#slopes .zoom")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.enlarged")
    assert dialog.is_visible()
    before = dialog.locator("svg").bounding_box()["width"]
    page.keyboard.press("+")
    assert dialog.locator("svg").bounding_box()["width"] == pytest.approx(before * 1.4, rel=0.02)
    page.keyboard.press("0")
    assert dialog.locator("svg").bounding_box()["width"] == pytest.approx(before, rel=0.02)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert focused(page) == "Увеличить рисунок"
    assert page.locator("#slopes figure svg").count() == 1


def test_a_figure_is_a_table_too(visit, small):
    page = visit(small).page
    table = page.locator("#slopes details.numbers table")
    assert not table.is_visible()
    page.locator("#slopes details.numbers summary").click()
    assert table.is_visible()
    assert table.locator("tbody tr").count() == 2


# «Откуда это?»


@pytest.mark.parametrize("width", [1400, 390])
def test_a_number_answers_where_it_comes_from(width, visit, small):
    page = visit(small, width=width).page
    numbers = page.locator("[data-said='web.one'] .asks")
    # «критерий 1» is a name and no number
    assert numbers.all_text_contents() == ["9", "7", "9"]
    numbers.first.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    assert panel.locator("h2").text_content() == "9 — откуда это?"
    assert "classification.csv" in panel.text_content()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Закрыть"
    number, box = numbers.first.bounding_box(), panel.bounding_box()
    assert number["y"] + number["height"] <= box["y"]
    if width == 390:
        assert (box["x"], box["width"]) == (0, 390)
        assert box["y"] + box["height"] == pytest.approx(900, abs=1)
    page.keyboard.press("Escape")
    assert panel.count() == 0
    assert focused(page) == "9"
    assert numbers.first.get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Пункты 16, 18, 19 и 21 плана выполнены в 3 школах.", ["3"]),
        ("95 %-й интервал — от −24,7 до −10,4 п. п.; 30 % участников.", ["−24,7", "−10,4", "30"]),
        ("ВПР (5–8 классы): низких 7 из 24, критерии 1 и 2.", ["7", "24"]),
        ("По пункту 18, 5 школ; в 2024, 6 школ; № 4, 7 школ.", ["5", "6", "7"]),
    ],
)
def test_names_are_no_numbers_from_data(words, asked, visit, tmp_path):
    cells = (Evidence("results", "n_failed", {"school_id": "lk01"}),)
    folder = with_sources(tmp_path)
    publish_cards(folder, {"lk01": card_of(replace(sentences(Statement("a", words, {}, cells)), carries=True))})
    page = visit(folder / "cards" / "lk01.html").page
    assert page.locator("[data-said='a'] .asks").all_text_contents() == asked


def test_one_stop_of_the_keyboard_serves_all_numbers_of_a_sentence(visit, small):
    page = visit(small).page
    numbers = page.locator("[data-said='web.one'] .asks")
    numbers.first.focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "7"
    assert numbers.evaluate_all("them => them.map(one => one.tabIndex)") == [-1, 0, -1]
    page.keyboard.press(" ")
    page.get_by_role("button", name="Закрыть").click()
    assert focused(page) == "7"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.get_by_role("dialog").count() == 0
    assert focused(page) == "7"


def test_a_sentence_without_numbers_answers_too(visit, small):
    page = visit(small).page
    page.locator("[data-said='web.two'] .asks").click()
    assert "classification.csv" in page.get_by_role("dialog").text_content()


# Paper, no script, many schools


@pytest.mark.parametrize("edition", ["small", "demo", "of_2022"])
def test_a_print_shows_the_report_and_nothing_to_press(edition, visit, request):
    page = visit(request.getfixturevalue(edition), width=643, scheme="dark").page
    everything_ready(page)
    page.emulate_media(media="print")
    assert (
        page.locator(".contents, .zoom, .look label, .hint").evaluate_all(
            "them => them.filter(one => one.getClientRects().length).length"
        )
        == 0
    )
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(230, 228, 223)"
    cut = page.evaluate(
        "[...document.querySelectorAll('main table, main svg')].filter(one => one.getClientRects().length"
        " && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
        ".map(one => one.closest('[id]').id)"
    )
    assert cut == []


def test_a_print_of_chosen_rows_says_that_they_are_not_all(visit, small):
    page = visit(small).page
    status = page.locator("#schools [role=status]")
    page.get_by_label("Найти школу").first.fill("лицей")
    page.emulate_media(media="print")
    assert status.is_visible()
    page.get_by_label("Найти школу").first.evaluate("one => { one.value = ''; one.dispatchEvent(new Event('input')); }")
    assert not status.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_without_a_script_everything_can_be_read(width, visit, small):
    page = visit(small, width=width, java_script_enabled=False).page
    assert page.locator(".contents .list").is_visible()
    assert page.locator("#schools tbody tr").count() == len(SCHOOLS) + 1
    assert page.locator(".look").count() == 0
    assert page.locator("#slopes svg").is_visible()


def test_four_hundred_schools_do_not_hold_the_page_up(visit, tmp_path):
    tables = [schools_table(400, measured=30, id=f"schools-{number}") for number in range(4)]
    path = tmp_path / "report.html"
    path.write_text(render_page(document(tmp_path, *tables)), encoding="utf-8")
    page = visit(path).page
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 3000
    took = page.evaluate(
        """() => {
            const input = document.querySelector('#schools-0 input');
            const start = performance.now();
            input.value = '№ 39';
            input.dispatchEvent(new Event('input'));
            document.querySelector('#schools-0 .sort').click();
            document.body.getBoundingClientRect();
            return performance.now() - start;
        }"""
    )
    assert page.locator("#schools-0 [role=status]").text_content() == "показано 11 из 400"
    assert took < 2000

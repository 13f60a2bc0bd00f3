"""Make the pictures of README of the demonstration: pages of the report, a card, the web page, the workbook.

Needs Chromium, LibreOffice and poppler on the machine, as `tools.guide_pictures` does, and Playwright: run
`python -m tools.readme_pictures` after a change of what these pages look like, and look at the result.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tools.guide_pictures import IMAGES, ROOT, save_cropped, sheet

#: The school whose card is shown, and the page of the report beside «Главное», by words that stand on it alone.
SCHOOL, FIRST_PAGE, SECOND_PAGE = "12102", "Прежде всего", "каждой школы на фоне всех"
DOTS, GAP, GREY = 72, 12, "#d9d9d9"
#: The part of the web page: the window and the number that is asked where it comes from.
WINDOW, ASKED = (1280, 1120), "#main-schools tbody td .asks"


def page_with(pdf: Path, words: str) -> int:
    """Return the number of the first page that holds the words.

    Raises:
        ValueError: no page does.
    """
    told = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8").stdout
    for number, page in enumerate(told.split("\f"), start=1):
        if words in " ".join(page.split()) and "Содержание" not in page:
            return number
    raise ValueError(f"no page of {pdf.name} holds the words {words!r}")


def drawn_page(pdf: Path, number: int) -> Image.Image:
    """Return a page of a PDF as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page"
        options = ["-r", str(DOTS), "-f", str(number), "-l", str(number), "-png", "-singlefile"]
        subprocess.run(["pdftoppm", *options, str(pdf), str(target)], check=True)
        return Image.open(target.with_suffix(".png")).convert("RGB")


def save_side_by_side(pages: list[Image.Image], target: Path) -> None:
    """Save pages beside each other on grey."""
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    whole = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), GREY)
    left = GAP
    for page in pages:
        whole.paste(page, (left, GAP))
        left += page.width + GAP
    save_cropped(whole, target)


def save_web_page(page: Path, target: Path) -> None:
    """Save what a reader sees who asks a number of «Главное» where it comes from."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shot = Path(folder) / "shot.png"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]}, device_scale_factor=1)
        opened.goto(page.as_uri())
        opened.evaluate("document.getElementById('section-main').scrollIntoView()")
        opened.locator(ASKED).first.wait_for()
        opened.locator(ASKED).first.evaluate("one => one.click()")
        opened.screenshot(path=shot)
        browser.close()
        save_cropped(Image.open(shot), target)


def main() -> int:
    """Make all pictures, after the demonstration and its cards."""
    subprocess.run([sys.executable, "-m", "shnor_lib", "cards", "demo"], cwd=ROOT, check=True)
    edition = ROOT / "output" / "demo"
    report, card = edition / "report.pdf", edition / "cards" / f"{SCHOOL}.pdf"
    pages = [drawn_page(report, page_with(report, words)) for words in (FIRST_PAGE, SECOND_PAGE)]
    save_side_by_side([*pages, drawn_page(card, 1), drawn_page(card, 2)], IMAGES / "report.png")
    save_web_page(edition / "report.html", IMAGES / "web.png")
    sheet(edition / "tables.xlsx", "Содержание", 5, 30, IMAGES / "workbook.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

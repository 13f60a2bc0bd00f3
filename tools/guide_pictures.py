"""Make the pictures of docs/руководство.md: screens of commands and sheets of forms, from what the program really does.

Needs Chromium, LibreOffice and poppler on the machine (for developers; the product does without): run it after a change
of forms or of words on the screen, from a clean checkout, and look at the result.
"""

import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
WIDTH = 1000
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #fff; width: {width}px }}
pre {{ margin: 12px; padding: 14px 18px; background: #1f2430; color: #e6e6e6; border-radius: 8px;
      font: 15px/1.45 "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere }}
b {{ color: #8fd18f; font-weight: normal }}
</style><pre><b>$ {command}</b>
{said}</pre>"""


def screen(command: str, said: str, target: Path) -> None:
    """Draw what a command says as a terminal shows it."""
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "screen.html", Path(folder) / "shot.png"
        text = PAGE.format(width=WIDTH, command=html.escape(command), said=html.escape(said.strip()))
        page.write_text(text, encoding="utf-8")
        options = ("--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1.5")
        size = f"--window-size={WIDTH},2400"
        subprocess.run(
            ["chromium", *options, size, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True
        )
        save_cropped(Image.open(shot), target)


def sheet(workbook: Path, title: str, columns: int, rows: int, target: Path) -> None:
    """Draw the beginning of a workbook's sheet as a spreadsheet program prints it."""
    with tempfile.TemporaryDirectory() as folder:
        book = openpyxl.load_workbook(workbook)
        for other in [one for one in book.sheetnames if one != title]:
            book[other].sheet_state = "hidden"
        chosen = book[title]
        book.active = book.index(chosen)
        chosen.print_area = f"A1:{chosen.cell(rows, columns).coordinate}"
        chosen.print_options.gridLines = chosen.print_options.headings = True
        chosen.page_setup.orientation = "landscape"
        chosen.oddFooter, chosen.oddHeader = HeaderFooterItem(), HeaderFooterItem()
        chosen.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        copy = Path(folder) / "form.xlsx"
        book.save(copy)
        convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(copy)]
        subprocess.run(convert, check=True, capture_output=True)
        drawn = Path(folder) / "form"
        draw = ["pdftoppm", "-r", "110", "-png", "-singlefile", str(copy.with_suffix(".pdf")), str(drawn)]
        subprocess.run(draw, check=True, capture_output=True)
        save_cropped(Image.open(drawn.with_suffix(".png")), target)


def save_cropped(picture: Image.Image, target: Path) -> None:
    """Save a picture without its white edges, in few colours; rare ones, which carry meanings, are kept."""
    flat = picture.convert("RGB")
    box = ImageChops.difference(flat, Image.new("RGB", flat.size, "white")).getbbox()
    target.parent.mkdir(parents=True, exist_ok=True)
    flat.crop(box).quantize(96, method=Image.Quantize.FASTOCTREE).save(target, optimize=True)
    print(target.relative_to(ROOT))


def said_by(*arguments: str) -> str:
    """Return what a command prints, as its user sees it."""
    done = subprocess.run(
        [sys.executable, "-m", "shnor_lib", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    return done.stdout + done.stderr


def first_lines(text: str, count: int) -> str:
    """Return the first lines, and that there are more."""
    lines = text.strip().splitlines()
    return "\n".join(lines[:count] + (["…"] if len(lines) > count else []))


def main() -> int:
    """Make all pictures; the edition that is drafted for them is taken away again."""
    report = said_by("report", "2022", "--output", tempfile.mkdtemp())
    screen("make report YEAR=2022", report, IMAGES / "screen_report.png")
    screen("make check YEAR=demo", first_lines(said_by("check", "demo"), 18), IMAGES / "screen_check.png")
    name, source = "пример", ROOT / "data" / "demo" / "2024" / "ВПР 2024"
    try:
        drafted = said_by("new-okrug", name, str(source))
        screen(f"make new-okrug NAME={name} DATA=папка/с/файлами", drafted, IMAGES / "screen_new_okrug.png")
        folder = ROOT / "data" / name
        sheet(folder / "Программа.xlsx", "Школы", 9, 14, IMAGES / "form_programme.png")
        sheet(folder / "Реестры_программы.xlsx", "Педагоги", 9, 12, IMAGES / "form_registers.png")
    finally:
        shutil.rmtree(ROOT / "data" / name, ignore_errors=True)
        for left in (ROOT / "params").glob(f"{name}*"):
            left.unlink()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

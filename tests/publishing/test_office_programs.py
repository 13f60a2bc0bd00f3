"""The office files opened by an office suite (LibreOffice): what it shows is what the report says."""

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from tests.support.pdf_pages import page_texts
from tests.support.read_page import tables_of_page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice (calc and writer)"),
]

#: Every sheet, commas, quotes, UTF-8, numbers as they are shown.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1049,false,true,true,false,false,-1"


def converted(file: Path, kind: str, folder: Path) -> list[Path]:
    """Return what LibreOffice makes of a file, with a profile of its own in Russian settings."""
    profile = (folder / "profile").as_uri()
    settings = folder / "profile" / "user"
    settings.mkdir(parents=True)
    (settings / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
        "<value>ru-RU</value></prop></item></oor:items>",
        encoding="utf-8",
    )
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), str(file)], check=True, capture_output=True, timeout=600)
    return [path for path in folder.iterdir() if path.is_file()]


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_calc_shows_each_number_as_the_page_prints_it(built_demo, tmp_path):
    sheets = converted(built_demo.folder / "tables.xlsx", EVERY_SHEET, tmp_path)
    cells = 0
    for number, (_, rows) in enumerate(tables_of_page(built_demo.folder / "report.html"), start=1):
        (sheet,) = [path for path in sheets if re.match(rf"tables-{number} ", path.name)]
        lines = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8"), newline="")))
        top = next(place for place, line in enumerate(lines) if line and line[0].startswith("←")) + 1
        told = [place for place, head in enumerate(lines[top]) if head]
        words = {lines[top][place].removesuffix(": как в отчёте"): place for place in told}
        kept = [place for place in told if not lines[top][place].endswith(": как в отчёте")]
        for line, row in zip(lines[top + 1 : top + 1 + len(rows)], rows, strict=True):
            shown = [line[words[lines[top][place]]] for place in kept]
            assert [plain(text) for text in shown] == [plain(text) for text in row], sheet.name
            cells += len(shown)
    assert cells > 2_000


#: A meeting reads no more.
PAGES_OF_BRIEF = 4


@pytest.mark.parametrize("edition", ["built_2022", "built_demo"])
def test_the_brief_fits_the_pages_that_a_meeting_reads(edition, request, tmp_path):
    folder = request.getfixturevalue(edition).folder
    (made,) = converted(folder / "brief.docx", "pdf", tmp_path)
    for one in (made, folder / "brief.pdf"):
        pages = page_texts(one.read_bytes())
        assert 2 <= len(pages) <= PAGES_OF_BRIEF, one
        assert all(len(page) > 150 for page in pages), one


def test_writer_opens_the_document_and_turns_wide_pages(built_2022, tmp_path):
    (made,) = converted(built_2022.folder / "report.docx", "pdf", tmp_path)
    told = subprocess.run(["pdfinfo", "-l", "-1", str(made)], capture_output=True, check=True, encoding="utf-8").stdout
    sizes = set(re.findall(r"Page +\d+ size: +([\d.]+ x [\d.]+)", told))
    assert {tuple(round(float(side)) for side in size.split(" x ")) for size in sizes} == {(595, 842), (842, 595)}
    text = subprocess.run(["pdftotext", str(made), "-"], capture_output=True, check=True, encoding="utf-8").stdout
    page = html.fromstring((built_2022.folder / "report.html").read_text(encoding="utf-8"))
    squeezed = re.sub(r"\W+", "", text)
    for heading in page.iter("h2"):
        assert re.sub(r"\W+", "", heading.text_content()) in squeezed

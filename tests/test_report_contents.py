"""What a reader finds in the issued report: «Главное» on one page, Russian words, no codes, nothing from the net."""

import html
import json
import re

import pikepdf
import pytest

from shnor_lib.publishing.html import ShnorHTMLExporter
from tests.support.programme_2022 import ROWS

#: Codes of the tables and signs of missing values that must never reach a reader.
RAW = re.compile(
    r"\b(nan|NaN|None|NaT|no_data|no_target|not_met|no_record|no_deadline|same_grade|cohort|as_read|not_held|repaired|"
    r"lk0\d|VPR|OGE|EGE|Traceback|DataFrame)\b|<NA>"
)


@pytest.fixture(scope="module")
def edition(built_2022):
    return built_2022.folder


@pytest.fixture(scope="module")
def page(edition):
    return (edition / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def words(page):
    return html.unescape(re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", " ", page))


def test_every_school_is_named(words):
    assert all(name in words for name in ROWS)


def test_no_raw_code_reaches_the_reader(words):
    passport = words.index("Паспорт выпуска позволяет проверить")
    assert not RAW.search(words[:passport]), RAW.search(words[:passport])


def test_the_page_asks_the_net_for_nothing(page):
    assert not re.search(r"""(?:src|href)\s*=\s*["']\s*(?:https?:)?//""", page)
    assert not re.search(r"url\(\s*[\"']?(?!data:|#)", page)
    assert "@import" not in page


def test_nothing_was_left_out_of_the_report(edition):
    _, resources = ShnorHTMLExporter().from_filename(str(edition / "05_report.ipynb"))
    assert resources["shnor_warnings"] == []


def test_the_main_points_keep_to_one_page(edition):
    with pikepdf.open(edition / "report.pdf") as pdf, pdf.open_outline() as outline:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        first, second = (pages[_page_of(item).objgen] for item in _sections(outline.root)[:2])
    assert second == first + 1


def _sections(items):
    titled = [item for item in items if item.title.startswith(("Главное", "1."))]
    return titled or _sections(items[0].children)


def _page_of(item):
    destination = item.destination if item.destination is not None else item.action["/D"]
    return destination[0]


def test_every_font_is_embedded_and_the_file_says_what_it_is(edition):
    with pikepdf.open(edition / "report.pdf") as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all(any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3")) for font in fonts)
        assert str(pdf.Root.Lang) == "ru"
        assert "/StructTreeRoot" in pdf.Root


def test_the_manifest_names_every_file_with_its_hash(edition):
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    files = {path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()}
    named = {name for stage in manifest["stages"].values() for name in stage["outputs"]}
    assert files - {"manifest.json"} == named
    assert "data/leninsk-kuznetsky/2022/Приложение_1.xlsx" in manifest["passport"]["inputs"]

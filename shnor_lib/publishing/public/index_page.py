"""The page of public editions: what there is, newest first, with links."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from shnor_lib.ground import wording
from shnor_lib.ground.legible import writable

FILES = {
    "report.html": "страница",
    "report.pdf": "PDF",
    "tables.xlsx": "таблицы Excel",
    "RELEASE_NOTES.md": "что нового",
}

_STYLE = """
:root{color-scheme:light dark}
body{margin:0 auto;max-width:46rem;padding:2rem 1.25rem;font:1.05rem/1.55 "PT Serif",Georgia,serif}
h1{font:bold 1.5rem/1.3 "PT Sans",Arial,sans-serif;margin:0 0 1.5rem}
h2{font:bold 1.1rem/1.35 "PT Sans",Arial,sans-serif;margin:1.75rem 0 .25rem}
p{margin:.25rem 0}
a{display:inline-block;padding:.2rem 0;margin-right:1.1rem}
"""


@dataclass(frozen=True)
class Listed:
    """A public edition on the page: its folder's name, what it is of, which files it has."""

    folder: str
    title: str
    municipality: str
    as_of: str
    demonstration: bool
    files: tuple[str, ...]


def index_page(editions: Sequence[Listed]) -> bytes:
    """Return the page; editions stand newest first."""
    ordered = sorted(sorted(editions, key=lambda one: one.folder), key=lambda one: one.as_of, reverse=True)
    body = "".join(map(_edition, ordered))
    page = (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Публичные выпуски</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>Публичные выпуски</h1>\n{body}</main>\n</body>\n</html>\n"
    )
    return writable(page).encode("utf-8")


def _edition(one: Listed) -> str:
    about = f"{one.municipality}, по состоянию на {wording.date_words(one.as_of)}"
    if one.demonstration:
        about += ". Демонстрационные данные: школы и результаты вымышлены"
    links = "".join(
        f'<a href="{quote(one.folder, errors="replace")}/public/{file}">{words}</a>'
        for file, words in FILES.items()
        if file in one.files
    )
    return (
        f"<section>\n<h2>{escape(wording.typeset(one.title))}</h2>\n<p>{escape(wording.typeset(about))}.</p>\n"
        f"<p>{links}</p>\n</section>\n"
    )

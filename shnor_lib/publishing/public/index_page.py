"""The page of public editions: what there is, newest first, with links."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from shnor_lib.ground import wording
from shnor_lib.ground.legible import writable
from shnor_lib.publishing.page import plain_page

FILES = {
    "report.html": "страница",
    "report.pdf": "PDF",
    "report.docx": "Word",
    "tables.xlsx": "таблицы Excel",
    "RELEASE_NOTES.md": "что нового",
}

TITLE = "Публичные выпуски"


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
    return writable(plain_page("editions.html.j2", TITLE, editions=list(map(_shown, ordered)))).encode("utf-8")


def _shown(one: Listed) -> dict[str, object]:
    about = f"{one.municipality}, по состоянию на {wording.date_words(one.as_of)}"
    if one.demonstration:
        about += ". Демонстрационные данные: школы и результаты вымышлены"
    folder = quote(one.folder, errors="replace")
    links = [(f"{folder}/public/{file}", words) for file, words in FILES.items() if file in one.files]
    return {"title": wording.typeset(one.title), "about": wording.typeset(about), "links": links}

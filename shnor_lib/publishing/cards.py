"""Cards of schools as documents: a page and a PDF each, one PDF of all, and a page that lists them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from shnor_lib.presentation import palette
from shnor_lib.publishing.compiling import Complain, compiled, nobody
from shnor_lib.publishing.document import Block, Document, Heading, PageBreak, Table
from shnor_lib.publishing.evidence import page_evidence
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.long_words import breakable, held
from shnor_lib.publishing.page import plain_page, rows_of_schools
from shnor_lib.publishing.table_layout import head_rows
from shnor_lib.publishing.typesetting import logo_data, typst_input
from shnor_lib.publishing.whence import Whence

TEMPLATE = Path(__file__).parent / "templates" / "card.typ"
FOLDER = "cards"
#: The file of all cards, and the page that lists them.
ALL_CARDS, LIST_OF_CARDS = "cards.pdf", "index.html"
_REPORT = "../report.html"
#: What all cards together are called.
TITLE = "Карточки школ"
#: The section that opens the second page, and the one for notes by hand, whose lines the documents draw.
SECOND, NOTES = "card_second", "card_notes"


@dataclass(frozen=True)
class CardPart:
    """A section of a card: its id, its title and its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class CardEntry:
    """A line of the list of cards."""

    name: str
    page: str
    print: str


def publish_cards(folder: Path, notebooks: Mapping[str, dict]) -> tuple[list[str], list[dict]]:
    """Publish the executed notebooks of schools, by the schools' codes, below an edition's folder.

    Returns:
        The files, relative to the folder, and what could not be shown as it stands (``cell``, ``message``), each once.

    Raises:
        ReportError: Typst refuses a card.
    """
    import nbformat

    names = file_names(notebooks)
    whence = Whence(folder)  # for all cards: most of what stands behind them is the same
    documents = {
        code: replace(read_document(nbformat.from_dict(notebook)), whence=whence)
        for code, notebook in notebooks.items()
    }
    target = folder / FOLDER
    target.mkdir(exist_ok=True)
    written: dict[str, bytes] = {}
    told: list[str] = []
    for code, document in documents.items():
        written[f"{names[code]}.html"] = card_page(document).encode()
        written[f"{names[code]}.pdf"] = print_cards([document], told.append)
    entries = [CardEntry(one.title, f"{names[code]}.html", f"{names[code]}.pdf") for code, one in documents.items()]
    if documents:
        written[ALL_CARDS] = print_cards(list(documents.values()))
    written[LIST_OF_CARDS] = list_of_cards(list(documents.values()), entries).encode()
    for name, content in written.items():
        (target / name).write_bytes(content)
    remarks = {
        json.dumps(asdict(one), sort_keys=True): asdict(one) for card in documents.values() for one in card.remarks
    }
    of_all = [{"cell": None, "message": message} for message in dict.fromkeys(told)]
    return [f"{FOLDER}/{name}" for name in written], [*remarks.values(), *of_all]


def file_names(codes: Mapping[str, Any]) -> dict[str, str]:
    """Return the name of each school's files by its code: the code itself, as far as every system can have it."""
    taken = {ALL_CARDS.partition(".")[0], LIST_OF_CARDS.partition(".")[0]}
    names: dict[str, str] = {}
    for place, code in enumerate(codes, start=1):
        plain = re.sub(r"[^\w.-]", "_", code).strip(".-")[:60]
        name = plain if plain and plain.casefold() not in taken else f"{plain or 'school'}-{place}"
        taken.add(name.casefold())
        names[code] = name
    return names


# Paper


def print_cards(documents: Sequence[Document], complain: Complain = nobody) -> bytes:
    """Return one PDF of the cards, two pages each; the same cards give the same bytes.

    ``complain`` is told in Russian what it shows otherwise than the cards.

    Raises ReportError if Typst refuses it.
    """
    first = documents[0]
    page = first.title_page
    files: dict[str, bytes] = {}
    data = {
        "palette": palette.as_dictionary(first.colours),
        "logo": page and logo_data(page, files),
        "organisation": page.organisation if page else "",
        "title": breakable(held(first.title) if len(documents) == 1 else TITLE),
        "author": held(page.organisation) if page else "",
        "description": (held(page.subtitle) if len(documents) == 1 else TITLE) if page else "",
        "date": [int(part) for part in page.date.split("-")] if page and page.date else None,
        "language": first.language,
        "second": SECOND,
        "cards": [_card_data(document, place, files) for place, document in enumerate(documents)],
    }
    sources = {
        "main.typ": TEMPLATE.read_bytes(),
        "cards.json": json.dumps(data, ensure_ascii=False).encode(),
        **files,
    }
    return compiled(sources, complain)


def _card_data(document: Document, place: int, files: dict[str, bytes]) -> dict[str, Any]:
    page = document.title_page
    parts = card_parts(document)
    ids = [part.id for part in parts]
    second = ids.index(SECOND) if SECOND in ids else len(ids)
    told = [part for part in parts if part.id != NOTES]
    return {
        "title": breakable(held(document.title)),
        "subtitle": breakable(page.subtitle) if page else "",
        "running": breakable(document.running_title),
        "notice": document.notice,
        "foot": list(page.description) if page else [],
        "signatures": [lines[0] for lines in page.approvals] if page else [],
        "first": [_part_data(part, place, files) for part in told[:second]],
        "second": [_part_data(part, place, files) for part in told[second:]],
        "notes": next((part.title for part in parts if part.id == NOTES), ""),
    }


def card_parts(document: Document) -> list[CardPart]:
    """Return the sections of a card in their order; what stands before the first heading is a section without one."""
    parts: list[CardPart] = []
    for block in document.blocks:
        if isinstance(block, PageBreak):
            continue
        if isinstance(block, Heading):
            parts.append(CardPart(block.section, block.text, ()))
        elif parts:
            parts[-1] = replace(parts[-1], blocks=(*parts[-1].blocks, block))
        else:
            parts.append(CardPart("", "", (block,)))
    return parts


def _part_data(part: CardPart, place: int, files: dict[str, bytes]) -> dict[str, Any]:
    blocks = [_table_data(one) if isinstance(one, Table) else _other_data(one, place, files) for one in part.blocks]
    return {"id": part.id, "title": breakable(held(part.title)), "blocks": blocks}


def _table_data(table: Table) -> dict[str, Any]:
    value = table.value
    heads = head_rows(value.columns)
    return {
        "kind": "table",
        "id": value.id,
        "columns": [{"label": breakable(one.label), "align": one.align, "width": one.width} for one in value.columns],
        "head_rows": len(heads),
        "head": [
            {"text": cell.text, "column": cell.column, "row": row, "columns": cell.columns, "rows": cell.rows}
            for row, cells in enumerate(heads)
            for cell in cells
        ],
        "rows": [[[breakable(cell.text), cell.mark] for cell in row] for row in value.rows],
        "notes": list(value.notes),
    }


def _other_data(block: Block, place: int, files: dict[str, bytes]) -> dict[str, Any]:
    """Return a block of prose or a figure as the report's own template has it; files of figures get names of theirs."""
    data, own = typst_input(Document("", None, (block,)))
    (one,) = data["blocks"]
    if one["kind"] == "figure" and isinstance(one["source"], str):
        name = f"card-{place}-{len(files)}-{one['source']}"
        files[name] = own[one["source"]]
        one = {**one, "source": name}
    return one


# Screen


def card_page(document: Document) -> str:
    """Return the HTML page of a card."""
    return plain_page(
        "card.html.j2",
        document.title,
        links=((LIST_OF_CARDS, "Все карточки"), (_REPORT, "К отчёту")),
        notice=document.notice,
        colours=document.colours,
        evidence=page_evidence(document.whence, document.blocks, document.said) if document.whence else None,
        scripted=True,
        document=document,
        page=document.title_page,
        parts=card_parts(document),
        rows=rows_of_schools(document)[0],
        second=SECOND,
        notes=NOTES,
    )


def list_of_cards(documents: Sequence[Document], entries: Sequence[CardEntry]) -> str:
    """Return the HTML page that lists the cards in the roster's order."""
    notice = documents[0].notice if documents else ""
    page = documents[0].title_page if documents else None
    return plain_page(
        "cards.html.j2",
        TITLE,
        links=((_REPORT, "К отчёту"),),
        notice=notice,
        colours=documents[0].colours if documents else None,
        running=page.running if page else "",
        entries=entries,
        all_cards=ALL_CARDS,
    )

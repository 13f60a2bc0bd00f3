"""What a reader of a report reads, as plain text: a text a section, numbers of tables and figures included."""

from collections.abc import Iterator
from pathlib import Path

import nbformat

from shnor_lib.publishing import prose
from shnor_lib.publishing.document import Block, Document, Figure, Heading, Preformatted, Prose, Table
from shnor_lib.publishing.executed import read_document

#: The file of what stands before the first section.
TITLE_PAGE = "title-page"


def report_texts(edition: Path) -> dict[str, str]:
    """Return the texts of an issued edition's sections by their ids, in the report's order.

    The passport is left out: it holds hashes, which change with every change of the code.
    """
    document = read_document(nbformat.read(edition / "05_report.ipynb", as_version=4), edition)
    texts = {TITLE_PAGE: "\n".join(_title_page(document))}
    for name, blocks in _sections(document):
        if any(isinstance(block, Table) and block.value.id == "passport" for block in blocks):
            continue
        texts[name] = "\n\n".join("\n".join(lines) for block in blocks if (lines := list(_lines(block))))
    return {name: f"{text}\n" for name, text in texts.items()}


def _sections(document: Document) -> Iterator[tuple[str, list[Block]]]:
    """Yield each section's id with its blocks, subsections among them; a heading of no section goes by its anchor."""
    starts = [place for place, block in enumerate(document.blocks) if isinstance(block, Heading) and block.level == 1]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        heading, *_ = blocks = list(document.blocks[start:end])
        assert isinstance(heading, Heading)
        yield heading.section or heading.anchor, blocks


def _title_page(document: Document) -> Iterator[str]:
    """Yield the title page field by field."""
    assert document.title_page is not None
    for name, value in vars(document.title_page).items():
        if isinstance(value, bool):  # how it is laid out, and no words
            continue
        lines = [value] if isinstance(value, str) else [line for part in value for line in _flat(part)]
        yield from (f"{name}: {line}" for line in lines if line)


def _flat(part: str | tuple[str, ...]) -> tuple[str, ...]:
    return (part,) if isinstance(part, str) else part


def _lines(block: Block) -> Iterator[str]:
    """Yield the lines of a block; what has no words (a page's end) yields nothing."""
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {block.text}"
    elif isinstance(block, Prose):
        yield from _prose_lines(block)
    elif isinstance(block, Table):
        yield f"{block.label}. {block.caption}"
        yield " | ".join(": ".join(filter(None, (column.group, column.label))) for column in block.value.columns)
        yield from (
            " | ".join(f"{cell.text} [{cell.mark}]" if cell.mark else cell.text for cell in row)
            for row in block.value.rows
        )
        yield from (f"Примечание. {note}" for note in block.value.notes)
    elif isinstance(block, Figure):
        yield f"{block.label}. {block.caption}"
        yield f"Описание. {block.alt}"
        yield from (f"Примечание. {note}" for note in block.notes)
    elif isinstance(block, Preformatted):
        yield block.text


def _prose_lines(block: Prose) -> Iterator[str]:
    """Yield a line per paragraph, items of lists marked and set in by their depth."""
    depth, is_item = 0, False
    for token in block.tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            is_item = True
        elif token.type == "inline":
            mark = "  " * (depth - 1) + ("- " if is_item else "  ") if depth else ""
            yield mark + prose.plain_text(token)
            is_item = False
        elif token.content:
            yield token.content.rstrip()

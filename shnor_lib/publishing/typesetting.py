"""A document as the data that `templates/report.typ` lays out, and the PDF that Typst makes of it."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shnor_lib.presentation import palette
from shnor_lib.presentation.tables import Cell
from shnor_lib.presentation.title import TitlePage
from shnor_lib.publishing.attachments import Attachment
from shnor_lib.publishing.compiling import Complain, compiled, nobody
from shnor_lib.publishing.document import (
    Block,
    Document,
    Figure,
    ForeignMarkup,
    Heading,
    PageBreak,
    Preformatted,
    Prose,
    Table,
)
from shnor_lib.publishing.logo import logo_of
from shnor_lib.publishing.long_words import LONGEST_STRING, breakable, held, printed, shortened, shortened_address
from shnor_lib.publishing.prose import label_and_rest
from shnor_lib.publishing.table_layout import (
    GAP_MM,
    MM_PER_POINT,
    TableLayout,
    as_printed,
    breakable_rows,
    head_rows,
    layout,
    noted_columns,
    picture_mm,
    side_by_side,
)

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

TEMPLATES = Path(__file__).parent / "templates"
#: The template and the styles that it imports.
TEMPLATE, STYLES = TEMPLATES / "report.typ", TEMPLATES / "styles.typ"

#: Room between the margins of `report.typ`, in mm.
PORTRAIT_MM, LANDSCAPE_MM = 170.0, 262.0

#: Contents of so many lines stand on the title page; longer ones get a page of their own, with fewer than
#: `FEW_HEADINGS` none are made.
TITLE_PAGE_CONTENTS = 26
FEW_HEADINGS = 4
#: Contents that would not fit on a page of their own leave the second level out.
LONGEST_CONTENTS = 54

#: The height of a heading with the space around it, and of the lines that have to stand below it, in mm.
HEADING_MM, LINES_BELOW_MM = 12.0, 11.0
#: Prose with fewer signs may be a single line.
TWO_LINES = 190
#: A heading never asks for more of a page, in mm.
MOST_NEEDED_MM = 110.0

#: Higher figures fill their page: set free, they would only part from their heading, in mm.
TALLEST_FLOAT_MM = 190.0
_VIEW_BOX = re.compile(rb'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')

#: Rows of a table that have to fit below its caption, else it starts on the next page.
FIRST_ROWS = 2


def typeset(document: Document, attachments: Sequence[Attachment] = (), complain: Complain = nobody) -> bytes:
    """Return the document as PDF with its attachments; the same document gives the same bytes.

    ``complain`` is told in Russian what the PDF shows otherwise than the document.

    Raises ReportError if Typst refuses it or lacks a font.
    """
    data, files = typst_input(document)
    data["attachments"] = list(_attached(attachments, files))
    sources = {
        "main.typ": TEMPLATE.read_bytes(),
        STYLES.name: STYLES.read_bytes(),
        "document.json": json.dumps(data, ensure_ascii=False).encode(),
        **files,
    }
    return compiled(sources, complain)


def _attached(attachments: Sequence[Attachment], files: dict[str, bytes]) -> Iterator[dict]:
    """Yield what the template says of each attachment.

    Texts go along as files; the binding takes no others, so that the workbook goes as numbers.
    """
    for place, one in enumerate(attachments):
        source: str | list[int] = f"attachment-{place}"
        if one.mime.startswith("text/") or one.mime == "application/json":
            files[str(source)] = one.content
        else:
            source = list(one.content)
        words = {name: held(getattr(one, name)) for name in ("name", "mime", "relationship", "description")}
        yield {"source": source, **words}


def typst_input(document: Document) -> tuple[dict, dict[str, bytes]]:
    """Return the data for the template, and the pictures as files by name."""
    page = document.title_page
    files: dict[str, bytes] = {}
    blocks = _with_landscape_pages(document.blocks, files)
    data = {
        "palette": palette.as_dictionary(document.colours),
        "title": breakable(held(document.title)),
        "author": held(page.organisation) if page else "",
        "keywords": list(map(held, page.keywords)) if page else [],
        "description": held(page.subtitle) if page else "",
        "date": [int(part) for part in page.date.split("-")] if page and page.date else None,
        "language": document.language,
        "running_title": breakable(shortened(document.running_title)),
        "notice": document.notice,
        "title_page": page and _title_data(page, files),
        "contents": _contents(document),
        "blocks": _with_room_below_headings(_with_floats(blocks)),
    }
    return data, files


def _title_data(page: TitlePage, files: dict[str, bytes]) -> dict:
    """Return what stands on the title page; its logo goes along as a file, pixels as numbers."""
    words = {key: value for key, value in vars(page).items() if key not in ("logo", "accent", "warning")}
    data = _with_long_words_broken(words)
    data["logo"] = logo_data(page, files)
    return data


def logo_data(page: TitlePage, files: dict[str, bytes]) -> dict | None:
    """Return how a template reads the centre's logo, if there is one; an SVG goes along as a file."""
    logo = logo_of(page)
    if logo is None:
        return None
    picture, kind = logo
    if kind == "svg":
        files["logo.svg"] = picture
    return {"source": "logo.svg" if kind == "svg" else list(picture), "format": kind}


def _with_long_words_broken(value: Any) -> Any:
    """Return words, and lists and records of them, with long ones broken."""
    if isinstance(value, str):
        return printed(value)
    if isinstance(value, dict):
        return {key: _with_long_words_broken(one) for key, one in value.items()}
    return [_with_long_words_broken(one) for one in value] if isinstance(value, list | tuple) else value


def _contents(document: Document) -> dict | None:
    """Return how the list of contents looks; short documents have none."""
    levels = [heading.level for heading in document.headings]
    is_brief = document.title_page is not None and document.title_page.brief
    if len(levels) < FEW_HEADINGS or is_brief:
        return None
    entries = {depth: sum(level <= depth for level in levels) for depth in (1, 2)}
    own_page = entries[1] > TITLE_PAGE_CONTENTS
    room = LONGEST_CONTENTS if own_page else TITLE_PAGE_CONTENTS
    return {"title": "Содержание", "depth": 2 if entries[2] <= room else 1, "own_page": own_page}


# Blocks


def _with_landscape_pages(blocks: Iterable[Block], files: dict[str, bytes]) -> list[dict]:
    """Return the blocks as data; wide tables go to turned pages, with the headings and the paragraph that lead to them.

    Without what leads to it, a turned table would leave a lonely heading at the end of an upright page.  Wide tables
    that follow each other share their pages.
    """
    placed: list[dict] = []
    for block in _with_pairs_of_tables(blocks, files):
        if isinstance(block, dict):
            placed.append(block)
            continue
        data = _block_data(block, files)
        if not (isinstance(block, Table) and data.pop("landscape")):
            placed.append(data)
            continue
        leading = _leading(placed)
        del placed[len(placed) - len(leading) :]
        if placed and placed[-1]["kind"] == "landscape":
            placed[-1]["blocks"] += [*leading, data]
        else:
            placed.append({"kind": "landscape", "blocks": [*leading, data]})
    return placed


def _with_pairs_of_tables(blocks: Iterable[Block], files: dict[str, bytes]) -> Iterator[Block | dict]:
    """Yield the blocks, two tables that stand beside each other as one where both fit."""
    waiting: Table | None = None
    for block in blocks:
        if waiting is not None:
            if isinstance(block, Table) and (pair := _pair_data(waiting, block, files)):
                yield pair
                waiting = None
                continue
            yield waiting
        waiting = block if isinstance(block, Table) and block.value.beside else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting


def _pair_data(left: Table, right: Table, files: dict[str, bytes]) -> dict | None:
    """Return the data of two tables side by side; nothing where they do not fit."""
    widths = side_by_side(as_printed(left.value), as_printed(right.value), PORTRAIT_MM)
    if widths is None:
        return None
    pair = [_table_data(table, files, width) for table, width in zip((left, right), widths, strict=True)]
    return {"kind": "beside", "tables": [{**one, "whole": True} for one in pair], "widths": widths, "gap": GAP_MM}


def _with_room_below_headings(blocks: list[dict]) -> list[dict]:
    """Return the blocks, each first heading of a run with the height in mm that the run and two lines below it take."""
    for place, block in enumerate(blocks):
        if block["kind"] == "heading" and (not place or blocks[place - 1]["kind"] != "heading"):
            run = next((n for n, one in enumerate(blocks[place:]) if one["kind"] != "heading"), 1)
            block["need_mm"] = HEADING_MM * run + _room_below(blocks[place + run :])
        if block["kind"] == "landscape":
            _with_room_below_headings(block["blocks"])
    return blocks


def _room_below(blocks: list[dict]) -> float:
    """Return the height in mm of what has to stand below a heading: two lines, and the table that a short one names."""
    words, *others = blocks or [{"kind": ""}]
    if words["kind"] == "prose" and _signs(words["nodes"]) < TWO_LINES and others and others[0]["kind"] == "table":
        return min(LINES_BELOW_MM + others[0]["need_mm"], MOST_NEEDED_MM)
    return LINES_BELOW_MM


def _signs(nodes: Any) -> int:
    """Return how many signs of text stand within nodes of prose."""
    if isinstance(nodes, dict):
        return sum(_signs(part) for part in nodes.values() if not isinstance(part, str))
    if isinstance(nodes, list):
        text = len(nodes) == 2 and nodes[0] == "text" and isinstance(nodes[1], str)
        return len(nodes[1]) if text else sum(map(_signs, nodes))
    return 0


def _with_floats(blocks: list[dict]) -> list[dict]:
    """Return the blocks, figures among text set free to go to the head or foot of a page while the text fills it.

    A figure that is all its section has, or that fills a page, stays where it is.  A page that ends waits for the
    figures before it.
    """
    waiting = False
    for place, block in enumerate(blocks):
        if block["kind"] == "figure":
            before = next((one["kind"] for one in reversed(blocks[:place]) if one["kind"] != "figure"), "")
            after = next((one["kind"] for one in blocks[place + 1 :] if one["kind"] != "figure"), "")
            follows, leads = before in ("prose", "table"), after in ("prose", "table")
            block["floats"] = not block["fills_page"] and (leads or (follows and after == "heading"))
            waiting |= block["floats"]
        elif block["kind"] in ("page-break", "landscape"):
            block["flush"], waiting = waiting, False
    return blocks


def _leading(placed: list[dict]) -> list[dict]:
    """Return the last heading or headings, with at most one block of prose after them."""
    start = len(placed)
    if start and placed[start - 1]["kind"] == "prose":
        start -= 1
    headings = start
    while headings and placed[headings - 1]["kind"] == "heading":
        headings -= 1
    return placed[headings:] if headings < start else []


def _block_data(block: Block, files: dict[str, bytes]) -> dict:
    match block:
        case Heading():
            words = {"level": block.level, "text": breakable(held(block.text)), "anchor": block.anchor}
            return {"kind": "heading", **words, "need_mm": None}
        case Prose():
            from markdown_it.tree import SyntaxTreeNode

            return {"kind": "prose", "nodes": _prose_nodes(SyntaxTreeNode(list(block.tokens)))}
        case Table():
            return _table_data(block, files)
        case Figure():
            return _figure_data(block, files)
        case Preformatted():
            return {"kind": "preformatted", "text": breakable(block.text)}
        case ForeignMarkup():
            return {"kind": "html"}
        case PageBreak():
            return {"kind": "page-break"}


def _figure_data(figure: Figure, files: dict[str, bytes]) -> dict:
    """Return a figure's data: SVG goes as a file; the binding takes text files only, so pixels go as numbers."""
    source: str | list[int] = list(figure.picture)
    if figure.format == "svg":
        source = f"figure-{figure.number}.svg"
        files[source] = figure.picture
    return {
        "kind": "figure",
        "source": source,
        "format": {"jpeg": "jpg"}.get(figure.format, figure.format),
        "alt": held(figure.alt),
        "width_mm": figure.width_mm,
        "label": figure.label,
        "caption": printed(figure.caption),
        "notes": tuple(map(printed, figure.notes)),
        "anchor": figure.anchor,
        "floats": False,
        "fills_page": _height_mm(figure) > TALLEST_FLOAT_MM,
    }


def _height_mm(figure: Figure) -> float:
    """Return how high an SVG is on paper by its view box; of pixels 0: Typst alone knows it."""
    box = _VIEW_BOX.search(figure.picture[:2000]) if figure.format == "svg" and figure.width_mm else None
    width, height = map(float, box.groups()) if box else (0.0, 0.0)
    return figure.width_mm * height / width if width and figure.width_mm else 0.0


def _table_data(table: Table, files: dict[str, bytes], width_mm: float = PORTRAIT_MM) -> dict:
    value = as_printed(table.value)
    paper = layout(value, width_mm, LANDSCAPE_MM)
    head = head_rows(value.columns, paper.rotated)
    blocks = value.blocks
    return {
        "kind": "table",
        "label": table.label,
        "caption": value.caption,
        "anchor": table.anchor,
        "notes": value.notes,
        "head": [{**vars(cell), "row": row} for row, cells in enumerate(head) for cell in cells],
        "head_rows": len(head),
        "kinds": [column.kind for column in value.columns],
        "aligns": [column.align for column in value.columns],
        "noted": noted_columns(value),
        "rows": [[_cell_data(cell, files) for cell in row] for row in value.rows],
        "widths": paper.widths,
        "size": paper.size,
        "padding": paper.padding,
        "rotated_length": paper.rotated_length,
        "hyphenate": paper.hyphenate,
        "breakable": breakable_rows(paper),
        "blocks": blocks,
        "last_rows": next(filter(None, reversed(blocks)), 0) if value.in_blocks else paper.last_rows,
        "whole": paper.whole,
        "need_mm": _room_for_first_rows(paper, len(head)),
        "landscape": paper.landscape,
    }


def _cell_data(cell: Cell, files: dict[str, bytes]) -> dict:
    """Return a cell's data; equal pictures are one file."""
    if not cell.picture:
        return {"text": cell.text, "mark": cell.mark, "picture": None}
    content = cell.picture.encode()
    name = f"cell-{sha256(content).hexdigest()[:16]}.svg"
    files[name] = content
    return {"text": held(cell.text), "mark": cell.mark, "picture": name, "width_mm": picture_mm(cell.picture)}


def _room_for_first_rows(paper: TableLayout, head: int) -> float:
    """Return the height in mm of caption, head and first rows or, of a whole table, of all, up to a limit."""
    line = paper.size * MM_PER_POINT * 1.25
    heads = max(paper.rotated_length if any(paper.rotated) else 0.0, 2 * line) + (head - 1) * line
    rows = sum(lines * line + 2.5 for lines in (paper.lines if paper.whole else paper.lines[:FIRST_ROWS]))
    return round(min(12 + heads + rows, MOST_NEEDED_MM - 20), 1)


# Prose


def _prose_nodes(parent: "SyntaxTreeNode") -> list[dict]:
    return [_prose_node(node) for node in parent.children]


def _prose_node(node: "SyntaxTreeNode") -> dict:
    match node.type:
        case "paragraph":
            if found := label_and_rest(node):
                return {"kind": "labelled", "label": _inline(found[0].children), "inline": _inline(found[1])}
            words = [one for one in node.children[0].children if one.type != "text" or one.content]
            return {"kind": "line" if node.hidden else "paragraph", "inline": _inline(words)}
        case "bullet_list" | "ordered_list":
            items = [_prose_nodes(item) for item in node.children]
            tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
            if node.type == "bullet_list":
                return {"kind": "bullets", "tight": tight, "items": items}
            return {"kind": "numbers", "tight": tight, "items": items, "start": int(node.attrs.get("start", 1))}
        case "blockquote":
            return {"kind": "quote", "children": _prose_nodes(node)}
        case "fence" | "code_block":
            return {"kind": "code", "text": breakable(node.content.rstrip("\n"))}
        case "hr":
            return {"kind": "rule"}
        case "table":
            return _written_table(node)
    raise ValueError(f"unknown block of Markdown: {node.type}")


def _written_table(node: "SyntaxTreeNode") -> dict:
    head, *body = [row for part in node.children for row in part.children]
    texts = [[cell.children[0].content for cell in row.children] for row in (head, *body)]
    styles = [str(cell.attrs.get("style", "")) for cell in head.children]
    return {
        "kind": "table",
        "head": [_inline(cell.children[0].children) for cell in head.children],
        "rows": [[_inline(cell.children[0].children) for cell in row.children] for row in body],
        "aligns": [style.removeprefix("text-align:") or "left" for style in styles],
        "widths": [min(max(map(len, column)), 60) + 4 for column in zip(*texts, strict=True)],
    }


_INLINE_KINDS = {"strong": "strong", "em": "em", "s": "strike"}


def _inline(nodes: Iterable["SyntaxTreeNode"]) -> list[list]:
    """Return inline nodes as data; paper shows the words of statements, and of links that lead nowhere on it."""
    return [inline for node in nodes for inline in (_inline(node.children) if _is_bare(node) else [_inline_node(node)])]


def _is_bare(node: "SyntaxTreeNode") -> bool:
    """Tell whether of a node only its words are printed: a statement, a link with an address longer than PDF holds."""
    return node.type == "statement" or (node.type == "link" and len(str(node.attrs["href"])) > LONGEST_STRING)


def _link_words(nodes: Sequence["SyntaxTreeNode"]) -> list[list]:
    """Return the words of a link; an address that stands for itself is shortened."""
    if len(nodes) == 1 and nodes[0].type in ("text", "text_special"):
        return [["text", breakable(shortened_address(nodes[0].content))]]
    return _inline(nodes)


def _inline_node(node: "SyntaxTreeNode") -> list:
    match node.type:
        case "text" | "text_special":
            return ["text", breakable(node.content)]
        case "softbreak":
            return ["text", " "]
        case "hardbreak":
            return ["break"]
        case "code_inline":
            return ["code", breakable(node.content)]
        case "strong" | "em" | "s":
            return [_INLINE_KINDS[node.type], _inline(node.children)]
        case "link":
            target = str(node.attrs["href"])
            kind = "reference" if target.startswith("#") else "link"
            return [kind, target.removeprefix("#"), _link_words(node.children)]
    raise ValueError(f"unknown inline Markdown: {node.type}")

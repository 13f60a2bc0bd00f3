"""A document as one HTML page that needs nothing from outside: fonts, pictures and styles lie within it."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from shnor_lib.presentation import palette
from shnor_lib.presentation.tables import Cell, Column
from shnor_lib.publishing import prose
from shnor_lib.publishing.document import Document, Figure, Heading, Prose
from shnor_lib.publishing.evidence import page_evidence
from shnor_lib.publishing.foreign import SVG, XLINK, clean_html
from shnor_lib.publishing.table_layout import head_rows

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"

#: File, family, weight and style of each face within the page.
FACES = (
    ("serif-regular", "PT Serif", 400, "normal"),
    ("serif-bold", "PT Serif", 700, "normal"),
    ("serif-italic", "PT Serif", 400, "italic"),
    ("serif-bold-italic", "PT Serif", 700, "italic"),
    ("sans-regular", "PT Sans", 400, "normal"),
    ("sans-bold", "PT Sans", 700, "normal"),
    ("sans-italic", "PT Sans", 400, "italic"),
)

#: Levels that the list of contents shows, and how many headings make one worth while.
CONTENTS_DEPTH, FEW_HEADINGS = 2, 3

#: Per cent of the width that a column without a hint leaves to the others.
MODEST_COLUMN = 8


@dataclass(frozen=True)
class Entry:
    """A line of the list of contents with the lines below it."""

    heading: Heading
    below: list["Entry"] = field(default_factory=list)


def render_page(document: Document) -> str:
    """Return the HTML page; the same document gives the same text."""
    return _template().render(
        document=document,
        page=document.title_page,
        contents=contents(document) if len(document.headings) >= FEW_HEADINGS else [],
        style=_style(),
        evidence=_as_script(page_evidence(document.whence, document.blocks) if document.whence else {}),
        script=_read("report.js"),
    )


def _as_script(evidence: Mapping[str, Any]) -> "Markup | None":
    """Return the evidence as JSON that no word in it can end the script with; nothing where there is none."""
    from markupsafe import Markup

    text = json.dumps(evidence, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c")) if evidence else None


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals |= {
        "kind_of": lambda block: type(block).__name__,
        "level_of": lambda heading: min(heading.level + 1, 6),
        "head_rows": head_rows,
        "column_shares": column_shares,
        "prose": _prose_html,
        "picture": _picture_html,
        "cell_picture": _cell_picture_html,
        "foreign": lambda block: clean_html(block.html),
    }
    environment.filters["safe"] = Markup
    return environment.get_template("report.html.j2")


def contents(document: Document) -> list[Entry]:
    """Return the entries of the list of contents, second levels below the first."""
    entries: list[Entry] = []
    for heading in document.headings:
        if heading.level == 1:
            entries.append(Entry(heading))
        elif heading.level == CONTENTS_DEPTH and entries:
            entries[-1].below.append(Entry(heading))
    return entries


def column_shares(columns: Sequence[Column]) -> list[int]:
    """Return the columns' widths in per cent by their hints (0: as its content needs); empty if there are no hints."""
    hints = [column.width or 0 for column in columns]
    if not any(hints):
        return []
    shared = 100 - MODEST_COLUMN * hints.count(0)
    return [round(max(shared, 0) * hint / sum(hints)) for hint in hints]


# Style


@cache
def _style() -> "Markup":
    from markupsafe import Markup

    colours = "".join(f"--{name}: {value}; " for name, value in palette.as_dictionary().items())
    return Markup("\n".join([*_font_faces(), f":root {{ {colours}}}", _read("report.css")]))


def _font_faces() -> Iterator[str]:
    for file, family, weight, style in FACES:
        data = base64.b64encode((FONTS / f"{file}.woff2").read_bytes()).decode()
        yield (
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
            f'src: url(data:font/woff2;base64,{data}) format("woff2"); }}'
        )


def _read(name: str) -> "Markup":
    from markupsafe import Markup

    return Markup((TEMPLATES / name).read_text(encoding="utf-8").rstrip())


# Prose and pictures


def _prose_html(block: Prose) -> str:
    parser = prose.parser()
    return parser.renderer.render(block.tokens, parser.options, {})


def _picture_html(figure: Figure) -> str:
    """Return our own figures as inline SVG, whose text takes the page's fonts, and foreign pictures as images."""
    if figure.inline:
        return _inline_svg(figure)
    mime = {"svg": "svg+xml"}.get(figure.format, figure.format)
    width = f' style="width: {figure.width_mm}mm"' if figure.width_mm else ""
    data = base64.b64encode(figure.picture).decode()
    return f'<img src="data:image/{mime};base64,{data}" alt="{escape(figure.alt)}"{width}>'


def _cell_picture_html(cell: Cell) -> str:
    """Return a cell's picture as an image whose alternative text is the cell's text."""
    data = base64.b64encode(cell.picture.encode("utf-8")).decode()
    return f'<img class="mark" src="data:image/svg+xml;base64,{data}" alt="{escape(cell.text)}">'


def _inline_svg(figure: Figure) -> str:
    """Return the SVG with ids of its own, a title and a description for those who listen."""
    root = ElementTree.fromstring(figure.picture)
    prefix = f"f{figure.number}-"
    _own_ids(root, prefix)
    _own_style(root)
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{prefix}title {prefix}text", "style": _root_style(root, figure)}
    for place, (tag, name, words) in enumerate(
        (("title", "title", f"{figure.label}. {figure.caption}"), ("desc", "text", figure.alt))
    ):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": prefix + name})
        element.text = words
        root.insert(place, element)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def _root_style(root: ElementTree.Element, figure: Figure) -> str:
    own = root.get("style", "").rstrip("; ")
    return f"{own}; width: {figure.width_mm}mm" if own else f"width: {figure.width_mm}mm"


_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def _own_ids(root: ElementTree.Element, prefix: str) -> None:
    """Drop ids that nothing refers to and prefix the others, so that figures on one page do not share them."""
    href = f"{{{XLINK}}}href"
    used = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            used |= set(_REFERENCE.findall(value))
            if name in ("href", href) and value.startswith("#"):
                used.add(value[1:])
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                if value in used:
                    element.set(name, prefix + value)
                else:
                    del element.attrib[name]
            elif name in ("href", href) and value.startswith("#"):
                # plain href is enough for browsers; Typst never sees this copy
                del element.attrib[name]
                element.set("href", f"#{prefix}{value[1:]}")
            else:
                element.set(name, _REFERENCE.sub(rf"url(#{prefix}\1)", value))


def _own_style(root: ElementTree.Element) -> None:
    """Move matplotlib's rule for everything («*») to the root, since on a page it would reach other figures."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{SVG}}}style":
                rule = re.fullmatch(r"\s*\*\s*\{([^}]*)\}\s*", child.text or "")
                if rule:
                    root.set("style", rule[1].strip())
                parent.remove(child)

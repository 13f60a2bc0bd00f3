"""A document as one HTML page that needs nothing from outside: fonts, pictures and styles lie within it."""

import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from shnor_lib.presentation import palette
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.title import TitlePage
from shnor_lib.publishing import prose
from shnor_lib.publishing.document import Document, Figure, Heading, LinkedText, Prose, Table
from shnor_lib.publishing.evidence import page_evidence
from shnor_lib.publishing.foreign import SVG, XLINK, clean_html
from shnor_lib.publishing.logo import logo_of, logo_words
from shnor_lib.publishing.table_layout import head_rows
from shnor_lib.publishing.table_use import TableUse, sums, use_of

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

#: Other forms of the report that may lie beside the page: what each is for, its file, what it is called.
BESIDE = (
    ("Для печати", (("report.pdf", "PDF"),)),
    ("Для правки", (("report.docx", "Word"),)),
    ("Все таблицы", (("tables.xlsx", "Excel"),)),
    ("Для совещания", (("brief.pdf", "PDF"), ("brief.docx", "Word"))),
    ("О каждой школе", (("cards/index.html", "карточки"),)),
)

#: A cell with more signs than this holds a sentence.
LONG_TEXT = 60

#: Per cent of the width that a column without a hint leaves to the others.
MODEST_COLUMN = 8


@dataclass(frozen=True)
class Entry:
    """A line of the list of contents with the lines below it."""

    heading: Heading
    below: list["Entry"] = field(default_factory=list)


@dataclass(frozen=True)
class RowAnchors:
    """Addresses of a table's row: ``id`` of the row within its table, ``school`` where a school is met first."""

    id: str = ""
    school: str = ""


@dataclass(frozen=True)
class SchoolPlace:
    """A school by its name, and where the page tells of it first."""

    name: str
    anchor: str


def render_page(document: Document, beside: Collection[str] = ()) -> str:
    """Return the HTML page; the same document gives the same text.

    ``beside`` are names of files that lie in the page's folder: those that the page knows are linked.
    """
    rows, schools = rows_of_schools(document)
    return template("report.html.j2").render(
        document=document,
        rows=rows,
        schools=schools,
        beside=files_beside(beside),
        page=document.title_page,
        contents=contents(document) if len(document.headings) >= FEW_HEADINGS else [],
        style=_style(tuple(document.colours.items())),
        cell_picture=lambda cell: _cell_picture_html(cell, document.colours),
        logo=_logo_html(document.title_page),
        evidence=_as_script(page_evidence(document.whence, document.blocks) if document.whence else {}),
        script=_read("report.js"),
    )


def plain_page(
    name: str,
    title: str,
    *,
    links: Sequence[tuple[str, str]] = (),
    notice: str = "",
    colours: Mapping[str, str] | None = None,
    evidence: Mapping[str, Any] | None = None,
    scripted: bool = False,
    **values: Any,
) -> str:
    """Return a page beside the report, in its style without its fonts: hundreds of such files would hold them.

    Args:
        name: the template of its body.
        title: the page's.
        links: files and words of the way to other pages.
        notice: what every page says (of demonstration data).
        colours: those that the edition puts in place of the palette's own.
        evidence: what numbers rest on (`page_evidence`).
        scripted: whether the report's script serves the page.
        values: what the body shows.
    """
    return template(name).render(
        title=title,
        links=links,
        notice=notice,
        style=_style(tuple((colours or {}).items()), has_fonts=False),
        evidence=_as_script(evidence or {}),
        script=_read("report.js") if scripted else "",
        **values,
    )


def _as_script(evidence: Mapping[str, Any]) -> "Markup | None":
    """Return the evidence as JSON that no word in it can end the script with; nothing where there is none."""
    from markupsafe import Markup

    text = json.dumps(evidence, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c")) if evidence else None


@cache
def template(name: str) -> "Template":
    """Return a template of pages, which may show a document's blocks."""
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
        "use_of": lambda table: use_of(table) if table else TableUse(),
        "sums": sums,
        "long_columns": long_columns,
        "foreign": lambda block: clean_html(block.html),
    }
    environment.filters["safe"] = Markup
    environment.filters["linked"] = _linked
    environment.filters["lines"] = _lines
    return environment.get_template(name)


def contents(document: Document) -> list[Entry]:
    """Return the entries of the list of contents, second levels below the first."""
    entries: list[Entry] = []
    for heading in document.headings:
        if heading.level == 1:
            entries.append(Entry(heading))
        elif heading.level == CONTENTS_DEPTH and entries:
            entries[-1].below.append(Entry(heading))
    return entries


def files_beside(names: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what the page's neighbours are for, and the file and form of each that is there."""
    found = [(use, [(file, form) for file, form in files if file in names]) for use, files in BESIDE]
    return [(use, files) for use, files in found if files]


def rows_of_schools(document: Document) -> tuple[dict[str, list[RowAnchors]], list[SchoolPlace]]:
    """Return the addresses of rows by their table's anchor, and the schools in the order of the page.

    ``#school-<id>`` is where a school is met first; in each table its first row is ``#<table>-school-<id>``.
    """
    rows: dict[str, list[RowAnchors]] = {block.anchor: [] for block in document.blocks if isinstance(block, Table)}
    schools: dict[str, SchoolPlace] = {}
    for table in (block for block in document.blocks if isinstance(block, Table) and any(block.value.schools)):
        told: set[str] = set()
        for school, row in zip(table.value.schools, table.value.rows, strict=True):
            anchor = school_anchor(school)
            first = bool(school) and table.value.row_headers > 0 and anchor not in schools
            if first:
                schools[anchor] = SchoolPlace(row[0].text.split("\n", maxsplit=1)[0], anchor)
            own = f"{table.anchor}-{anchor}" if school and anchor not in told else ""
            rows[table.anchor].append(RowAnchors(own, anchor if first else ""))
            told.add(anchor)
    return rows, list(schools.values())


def school_anchor(school_id: str) -> str:
    """Return the address of a school on the page, whatever signs its id has."""
    return "school-" + "-".join(re.findall(r"\w+", school_id.lower()))


def long_columns(table: PublicationTable) -> set[int]:
    """Return the places of columns that hold sentences: on a phone they stay wide enough to be read."""
    return {
        place
        for place in range(table.row_headers, len(table.columns))
        if any(len(row[place].text) > LONG_TEXT for row in table.rows)
    }


def column_shares(columns: Sequence[Column]) -> list[int]:
    """Return the columns' widths in per cent by their hints (0: as its content needs); empty if there are no hints."""
    hints = [column.width or 0 for column in columns]
    if not any(hints):
        return []
    shared = 100 - MODEST_COLUMN * hints.count(0)
    return [round(max(shared, 0) * hint / sum(hints)) for hint in hints]


# Style


@cache
def _style(own: tuple[tuple[str, str], ...] = (), *, has_fonts: bool = True) -> "Markup":
    from markupsafe import Markup

    fonts = _font_faces() if has_fonts else ()
    return Markup("\n".join([*fonts, palette.stylesheet(dict(own)), _read("report.css")]))


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


def _linked(text: str) -> "Markup":
    """Return the text as HTML, the words that refer to sections as links to them."""
    from markupsafe import Markup

    parts, rest = [], text
    for words, anchor in text.links if isinstance(text, LinkedText) else ():
        before, found, after = rest.partition(words)
        if found:
            parts.append(f'{escape(before)}<a href="#{anchor}">{escape(words)}</a>')
            rest = after
    return Markup("".join([*parts, escape(rest)]))


def _lines(text: str) -> "Markup":
    """Return a cell's text as HTML: its first line, and the others small below it."""
    from markupsafe import Markup

    linked = _linked(text)
    first, *others = linked.split("\n")
    return Markup("<small>").join([first, Markup("<br>").join(others) + Markup("</small>")]) if others else linked


def _cell_picture_html(cell: Cell, own: Mapping[str, str] | None = None) -> str:
    """Return a cell's picture in the page's colours, so that it is seen on dark paper too."""
    # Of two names that share a colour the first is taken.
    names = {value: name for name, value in reversed(palette.as_dictionary(own).items())}
    return palette.replaced(cell.picture, {value: f"var(--{name})" for value, name in names.items()})


def _logo_html(page: TitlePage | None) -> "Markup":
    """Return the centre's logo as an image, in which no script runs; nothing where there is none."""
    from markupsafe import Markup

    logo = logo_of(page)
    if page is None or logo is None:
        return Markup("")
    picture, kind = logo
    mime = {"svg": "svg+xml"}.get(kind, kind)
    data = base64.b64encode(picture).decode()
    return Markup('<img class="logo" src="data:image/{};base64,{}" alt="{}">\n').format(mime, data, logo_words(page))


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
    """Return the style of a figure's root: as wide as on paper, and on a screen as much wider as the page says."""
    width = f"width: calc({figure.width_mm}mm * var(--larger, 1))"
    own = root.get("style", "").rstrip("; ")
    return f"{own}; {width}" if own else width


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

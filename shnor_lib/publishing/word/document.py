"""A document as a Word file: title page, contents, the blocks in their order, wide tables on turned pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shnor_lib.presentation.title import TitlePage
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
from shnor_lib.publishing.logo import logo_words
from shnor_lib.publishing.styles import CONTENTS, HEADINGS, Style
from shnor_lib.publishing.word.figures import Picture, drawn, picture_of_figure, picture_of_logo
from shnor_lib.publishing.word.package import NAMESPACES, About, Package, styles
from shnor_lib.publishing.word.pen import Pen, pictures_in
from shnor_lib.publishing.word.prose import Numberings, ProseWriter
from shnor_lib.publishing.word.setting import Setting, setting_of, twips
from shnor_lib.publishing.word.tables import OfficeTable, office_table
from shnor_lib.publishing.word.xml import Paragraph, Run, bookmarked, linked, live_field, words

CONTENTS_TITLE = "Содержание"
#: Levels that the contents show; fewer headings than these need none.
CONTENTS_DEPTH, FEW_HEADINGS = len(CONTENTS), 4
#: Word counts captions by these names.
_COUNTED = {Table: "Таблица", Figure: "Рисунок"}
_LOGO = "логотип"
ONLY_ON_THE_PAGE = "Этот фрагмент есть только на странице report.html."

_REFERENCES = "".join(
    f'<w:{part}Reference w:type="{kind}" r:id="rId_{part}{"" if kind == "default" else "_first"}"/>'
    for part in ("header", "footer")
    for kind in ("default", "first")
)


#: Keeps what follows off a table.
_SPACE = Paragraph(Style.SECTION_END, before=100).around("")


def word_document(document: Document) -> bytes:
    """Return the Word file of a document; equal documents give equal bytes.

    Raises:
        ReportError: a picture cannot be drawn.
    """
    return _Writer(document).written()


@dataclass
class _Part:
    """Pages of one direction: their paragraphs and tables."""

    turned: bool
    content: list[str] = field(default_factory=list)


class _Writer:
    """Writes the body block by block."""

    def __init__(self, document: Document):
        self._document = document
        self._setting = setting_of(document)
        self._package = Package()
        self._numberings = Numberings()
        self._bookmarks = {
            block.anchor: f"_Ref{place:04d}"
            for place, block in enumerate(document.blocks, start=1)
            if isinstance(block, Heading | Table | Figure)
        }
        self._prose = ProseWriter(self._package, self._numberings, self._bookmarks, self._setting)
        self._tables = {
            block.number: office_table(block.value, self._setting)
            for block in document.blocks
            if isinstance(block, Table)
        }
        pictures = _pictures(document)
        self._pen = Pen(self._package, self._bookmarks, dict(zip(pictures, drawn(pictures), strict=True)))
        self._break_page = False
        self._marked = 0

    def written(self) -> bytes:
        """Return the file."""
        parts = [_Part(False, [*self._title_page(), *self._contents()])]
        for turned, blocks in _by_direction(self._document.blocks, self._tables):
            if parts[-1].turned != turned:
                parts.append(_Part(turned))
                self._break_page = False
            parts[-1].content += [text for block in blocks for text in self._block(block)]
        page = self._document.title_page
        about = About(
            self._document.title,
            page.subtitle if page else "",
            page.organisation if page else "",
            page.keywords if page else (),
            self._document.notice,
            page.date if page else "",
            self._document.language,
        )
        body = _joined(parts, self._setting)
        return self._package.written(
            {
                "document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
                "numbering.xml": self._numberings.part(),
                "styles.xml": styles(self._setting, self._document.colours),
                **self._heads_and_feet(),
            },
            about,
        )

    # Title page and contents

    def _title_page(self) -> Iterator[str]:
        page = self._document.title_page
        if page is None:
            yield Paragraph(Style.TITLE).around(words(self._document.title))
            return
        logo = picture_of_logo(page)
        if page.brief:
            if logo:
                yield Paragraph(Style.TITLE_LINE).around(self._pen.draw(logo, _LOGO, logo_words(page)))
            yield Paragraph(Style.TITLE_LINE).around(words(page.organisation))
            yield Paragraph(Style.TITLE).around(words(page.title))
            for line in page.description:
                yield Paragraph(Style.TITLE_LINE).around(words(line))
            yield Paragraph(Style.SUBTITLE).around(words(page.subtitle))
            return
        if page.approvals:
            yield _approvals(page, self._setting)
        if logo:
            yield Paragraph(Style.TITLE_LINE, before=600).around(self._pen.draw(logo, _LOGO, logo_words(page)))
        yield Paragraph(Style.TITLE_LINE, before=200 if logo else 1400).around(words(page.organisation))
        yield Paragraph(Style.TITLE, before=1800).around(words(page.title))
        yield Paragraph(Style.SUBTITLE).around(words(page.subtitle))
        for line in page.description:
            yield Paragraph(Style.TITLE_LINE).around(words(line))
        if page.notice:
            yield Paragraph(Style.TITLE_LINE, before=600).around(words(page.notice, Run(bold=True)))
        yield Paragraph(Style.TITLE_LINE, before=2400).around(words(page.place_and_year))
        self._break_page = True

    def _contents(self) -> Iterator[str]:
        """Yield the contents: a field that Word updates when the file is opened, with the headings in it beforehand."""
        headings = [heading for heading in self._document.headings if heading.level <= CONTENTS_DEPTH]
        page = self._document.title_page
        if len(headings) < FEW_HEADINGS or (page and page.brief):
            return
        yield self._stand(Style.TOC_HEADING).around(words(CONTENTS_TITLE))
        begin, end = live_field(f'TOC \\o "1-{CONTENTS_DEPTH}" \\h \\z \\u', "", is_stale=True).rsplit("<w:r>", 1)
        for place, heading in enumerate(headings):
            # Numbers of pages come with Word's update; dots that lead to none would look like a fault.
            entry = linked(self._bookmarks[heading.anchor], words(heading.text))
            yield Paragraph(CONTENTS[heading.level - 1]).around((begin if place == 0 else "") + entry)
        yield Paragraph().around(f"<w:r>{end}")
        self._break_page = True

    def _stand(self, style: str, *, keep_next: bool = False) -> Paragraph:
        """Return how the next paragraph stands: on a new page, where one was asked for."""
        stand = Paragraph(style, keep_next=keep_next, page_break=self._break_page)
        self._break_page = False
        return stand

    # Blocks

    def _block(self, block: Block) -> Iterable[str]:
        match block:
            case Heading():
                style = HEADINGS[min(block.level, len(HEADINGS)) - 1]
                return [self._stand(style).around(self._mark(block.anchor, words(block.text)))]
            case Prose():
                return self._with_break(self._prose.paragraphs(block))
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Preformatted():
                return [self._stand(Style.PREFORMATTED).around(words(block.text))]
            case ForeignMarkup():
                return [self._stand(Style.NOTE).around(words(ONLY_ON_THE_PAGE, Run(italic=True)))]
            case PageBreak():
                self._break_page = True
        return []

    def _with_break(self, texts: list[str]) -> list[str]:
        """Return ready paragraphs, after the break of a page where one was asked for."""
        broken = self._break_page and bool(texts)
        self._break_page = self._break_page and not broken
        return [Paragraph(Style.SECTION_END, page_break=True).around(""), *texts] if broken else texts

    def _table(self, table: Table) -> Iterator[str]:
        yield self._stand(Style.TABLE_CAPTION).around(self._caption(table))
        yield self._tables[table.number].xml(f"{table.label}. {table.caption}", self._pen)
        for note in table.value.notes:
            yield Paragraph(Style.NOTE).around(self._pen.say(note))
        # Two tables that touch would be one.
        yield _SPACE

    def _figure(self, figure: Figure) -> Iterator[str]:
        yield self._stand(Style.FIGURE).around(self._pen.draw(picture_of_figure(figure), figure.label, figure.alt))
        yield Paragraph(Style.FIGURE_CAPTION, keep_next=bool(figure.notes)).around(self._caption(figure))
        for note in figure.notes:
            yield Paragraph(Style.NOTE).around(self._pen.say(note))

    def _caption(self, block: Table | Figure) -> str:
        """Return «Таблица 1. …» with a number that Word counts, marked for references."""
        name, number = block.label.rsplit(" ", 1)
        bold = Run(bold=True)
        counted = words(f"{name}\u00a0", bold) + live_field(f"SEQ {_COUNTED[type(block)]} \\* ARABIC", number, bold)
        return self._mark(block.anchor, counted) + words(". ", bold) + self._pen.say(block.caption)

    def _mark(self, anchor: str, inner: str) -> str:
        self._marked += 1
        return bookmarked(self._bookmarks[anchor], self._marked, inner)

    # Heads and feet of pages

    def _heads_and_feet(self) -> dict[str, str]:
        notice = self._document.notice
        lines = [words(self._document.running_title, Run(italic=True)), words(notice, Run(bold=True))]
        head = "".join(Paragraph(Style.HEADER).around(line) for line in lines if line)
        first = Paragraph(Style.FOOTER).around("")
        number = Paragraph(Style.FOOTER).around(live_field("PAGE", "2"))
        return {
            "header.xml": f"<w:hdr {NAMESPACES}>{head or first}</w:hdr>",
            "header_first.xml": f"<w:hdr {NAMESPACES}>{first}</w:hdr>",
            "footer.xml": f"<w:ftr {NAMESPACES}>{number}</w:ftr>",
            "footer_first.xml": f"<w:ftr {NAMESPACES}>{first}</w:ftr>",
        }


def _pictures(document: Document) -> list[Picture]:
    """Return the pictures of figures and of tables' cells and the logo, each once: they are drawn in one go."""
    found: list[Picture] = []
    for block in document.blocks:
        if isinstance(block, Figure):
            found.append(picture_of_figure(block))
        elif isinstance(block, Table):
            found += pictures_in(block.value.rows)
    if logo := picture_of_logo(document.title_page):
        found.append(logo)
    return list(dict.fromkeys(found))


def _by_direction(blocks: Iterable[Block], tables: dict[int, OfficeTable]) -> Iterator[tuple[bool, list[Block]]]:
    """Yield runs of blocks by the direction of their pages; headings go with the wide table that they lead to."""
    waiting: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading | PageBreak):
            waiting.append(block)
            continue
        yield isinstance(block, Table) and tables[block.number].is_wide, [*waiting, block]
        waiting = []
    if waiting:
        yield False, waiting


def _joined(parts: list[_Part], setting: Setting) -> str:
    """Return the body: each part but the last ends with a paragraph that holds its section."""
    filled = [part for part in parts if part.content] or parts[-1:]
    body = []
    for place, part in enumerate(filled):
        first = _REFERENCES if place == 0 else ""
        section = (
            f"<w:sectPr>{first}{setting.page(turned=part.turned)}{'<w:titlePg/>' if place == 0 else ''}</w:sectPr>"
        )
        is_last = place == len(filled) - 1
        # A space at the end of a full page would begin a page of its own.
        body += part.content[:-1] if part.content[-1:] == [_SPACE] and not is_last else part.content
        body.append(section if is_last else Paragraph(Style.SECTION_END, section=section).around(""))
    return "".join(body)


def _approvals(page: TitlePage, setting: Setting) -> str:
    """Return the blocks of approval side by side, as offices print them."""
    half = twips(setting.portrait_mm) // 2
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{half}" w:type="dxa"/></w:tcPr>'
        + "".join(
            Paragraph(Style.APPROVAL).around(words(line, Run(bold=number == 0))) for number, line in enumerate(lines)
        )
        + "</w:tc>"
        for lines in (page.approvals if len(page.approvals) > 1 else ((" ",), *page.approvals))
    )
    columns = max(len(page.approvals), 2)
    grid = "".join(f'<w:gridCol w:w="{half}"/>' for _ in range(columns))
    properties = f'<w:tblW w:w="{half * columns}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"

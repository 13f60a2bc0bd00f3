"""An executed notebook becomes a document."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token
from nbformat import NotebookNode

from shnor_lib.ground import wording
from shnor_lib.ground.bounded_output import CUT, LINES, OUTPUTS, bounded_outputs
from shnor_lib.ground.legible import legible, legible_in_figures, writable
from shnor_lib.ground.table_words import TABLES_BOOK
from shnor_lib.ground.wording import typeset
from shnor_lib.presentation import palette
from shnor_lib.presentation.figures import FIGURE_MIME, PublicationFigure
from shnor_lib.presentation.outline import titles
from shnor_lib.presentation.references import PLAIN, Place, linked, places, references, resolved
from shnor_lib.presentation.statement import without_marks
from shnor_lib.presentation.tables import TABLE_MIME, Cell, PublicationTable
from shnor_lib.presentation.text import TEXT_MIME
from shnor_lib.presentation.title import PASSPORT_MIME, TITLE_MIME, TitlePage
from shnor_lib.presentation.tree import BRIEF, REPORT, SECTION_MIME, SectionHeading
from shnor_lib.publishing import foreign, prose
from shnor_lib.publishing.document import (
    Block,
    Document,
    Figure,
    ForeignMarkup,
    Heading,
    LinkedText,
    PageBreak,
    Preformatted,
    Prose,
    Remark,
    Table,
    section_anchor,
)
from shnor_lib.publishing.passport import passport_blocks
from shnor_lib.publishing.whence import Whence

#: Takes a remark and the number of the cell that it is about.
Complain = Callable[[str, int], None]

#: What is said of one table, and of several, that stand in the workbook alone.
_IN_WORKBOOK = ("*Таблица для справок — в книге {}: {}.*", "*Таблицы для справок — в книге {}: {}.*")

TITLE_OF_BRIEF = "К заседанию рабочей группы"

NO_TABLE_CAPTION = "Таблица без названия"
NO_FIGURE_CAPTION = "Рисунок без названия"

LEFT_OUT, NEW_PAGE = "not-in-report", "new-page"

_LINES_SHOWN = f"Показаны первые {LINES} строк вывода, всего их {{}}."
#: What is said of a cell whose outputs were cut, by what was cut.
_CUT_WORDS = {
    "lines": f"Ячейка вывела строк: {{}}; в тетради и в отчёте оставлены первые {LINES}. Выводите только итоги.",
    "outputs": f"Ячейка показала значений: {{}}; в тетради и в отчёте оставлены первые {OUTPUTS}.",
    "signs": "Вывод ячейки слишком велик (знаков: {}) и в отчёт не вошёл. Покажите часть, например df.head(20).",
}

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
#: What Python says of an object when nobody told it how to look: it changes from run to run.
_NAMELESS_OBJECT = re.compile(r"^\[?<.*(object|at 0x[0-9a-f]+|Axes|Figure|Container).*>\]?$|^Text\(", re.DOTALL)


def read_document(
    notebook: NotebookNode, folder: Path | None = None, name: str = "Отчёт", form: str = REPORT
) -> Document:
    """Return the document of an executed notebook.

    ``notebook`` is a notebook node of version 4; ``folder`` is where it lies (pictures named in its text,
    ``manifest.json`` and the tables are looked for there); ``name`` is the title where the notebook has none.
    ``form`` is the report, or the brief for a meeting: the sections that stand in it, under headings without numbers.
    Whatever cannot be shown is a remark, never an error.
    """
    reader = _Reader(folder, _places_of_sections(notebook), form)
    for number, cell in enumerate(notebook.cells, start=1):
        if _stands_in(cell, form):
            reader.read_cell(number, cell)
    reader.point_to_lookups()
    title, pieces = _settle_headings(reader.pieces, reader.title_page, legible(name)[0], reader.complain)
    colours = reader.title_page.colours if reader.title_page else {}
    blocks = tuple(_in_own_colours(block, colours) for block in _numbered(pieces, reader.complain))
    remarks = tuple(sorted(reader.remarks, key=lambda remark: remark.cell))
    lookups = tuple(reader.lookups)
    return Document(
        title,
        reader.title_page,
        blocks,
        remarks,
        whence=Whence(folder) if folder else None,
        lookups=lookups,
        said=tuple(reader.said),
    )


def _in_own_colours(block: Block, own: Mapping[str, str]) -> Block:
    """Return a figure, or a table with pictures in its cells, in the edition's own colours, for all forms alike."""
    if not own:
        return block
    if isinstance(block, Figure) and block.format == "svg":
        return replace(block, picture=palette.recoloured(block.picture.decode(), own).encode())
    if isinstance(block, Table):
        rows = tuple(
            tuple(
                replace(cell, picture=palette.recoloured(cell.picture, own)) if cell.picture else cell for cell in row
            )
            for row in block.value.rows
        )
        return replace(block, value=replace(block.value, rows=rows))
    return block


@dataclass(frozen=True)
class _Piece:
    """A block with the cell that it came from."""

    block: Block
    cell: int


class _Reader:
    """Walks through the cells and collects blocks and remarks."""

    def __init__(self, folder: Path | None, where: dict[str, Place], form: str = REPORT):
        self.folder = folder
        self.where = where
        self.form = form
        self.title_page: TitlePage | None = None
        self.pieces: list[_Piece] = []
        self.lookups: list[PublicationTable] = []
        self.said: list[dict] = []
        self._pointed_to = 0
        self.remarks: list[Remark] = []
        self._cell = 0
        self._metadata: dict = {}
        self._captions: list[str] = []
        self._told: set[tuple[int, str]] = set()

    def complain(self, message: str, cell: int | None = None) -> None:
        """Record a remark about the cell (by default the one being read)."""
        remark = Remark(cell or self._cell, writable(message))
        if remark not in self.remarks:
            self.remarks.append(remark)

    def read_cell(self, number: int, cell: NotebookNode) -> None:
        """Read a cell: a text cell's Markdown or a code cell's outputs, never code."""
        tags = cell.metadata.get("tags", [])
        if LEFT_OUT in tags:
            return
        self._cell, self._metadata = number, cell.metadata
        self._captions = _as_list(self._own("caption"))
        if NEW_PAGE in tags:
            self._add(PageBreak())
        if cell.cell_type == "markdown":
            self._add_markdown(cell.source, cell.get("attachments", {}))
        elif cell.cell_type == "code":
            outputs, cut = bounded_outputs(list(_merged_streams(cell.get("outputs", []))))
            for output in outputs:
                self._read_output(output)
            self._tell_what_was_cut(self._own(CUT) or cut)

    def _tell_what_was_cut(self, cut: Any) -> None:
        """Say of outputs beyond all bounds how much there was."""
        for kind, words in _CUT_WORDS.items():
            if isinstance(cut, dict) and isinstance(cut.get(kind), int):
                self.complain(words.format(wording.number(cut[kind], 0)))
                if kind == "lines":
                    shown = _LINES_SHOWN.format(wording.number(cut[kind], 0))
                    self._add(Prose(tuple(prose.parse(f"*{shown}*", self.complain))))

    def _own(self, key: str) -> Any:
        """Return what the cell's metadata say under the key."""
        ours = self._metadata.get("shnor")
        return self._metadata.get(key) or (ours.get(key) if isinstance(ours, dict) else None)

    def _add(self, block: Block) -> None:
        self.pieces.append(_Piece(block, self._cell))

    def _legible(self, text: str) -> str:
        """Return a text with its references numbered and without signs that the fonts lack."""
        return self._printed(text, legible)

    def _legible_in_figure(self, text: str) -> str:
        return self._printed(text, legible_in_figures)

    def _printed(self, text: str, printed: Callable[[str], tuple[str, list[str]]]) -> str:
        plain = without_marks(text)
        text, missing = printed(resolved(plain, self.where, self._not_in_the_document))
        prose.complain_of_missing(self._not_told_yet(missing), text, self.complain)
        links = tuple((words, section_anchor(one)) for one, words in references(plain, self.where))
        return LinkedText(text, links) if links else text

    def _not_told_yet(self, missing: Iterable[str]) -> list[str]:
        """Return the signs that the cell has lost for the first time: a column of them is one remark."""
        new = [sign for sign in missing if (self._cell, sign) not in self._told]
        self._told |= {(self._cell, sign) for sign in new}
        return new

    # Outputs

    def _read_output(self, output: NotebookNode) -> None:
        if output.output_type == "stream":
            if output.name == "stdout":
                self._add_preformatted(output.text)
            else:
                self.complain("Ячейка вывела предупреждения (stderr): в отчёт они не вошли.")
        elif output.output_type == "error":
            self.complain(f"Ячейка завершилась ошибкой {output.ename}: её вывод неполон.")
        else:
            self._read_bundle(output.data)

    def _read_bundle(self, data: NotebookNode) -> None:
        """Show the best of an output's forms: ours, then text, pictures, foreign HTML, plain text."""
        readers: dict[str, Callable] = {
            TITLE_MIME: self._take_title_page,
            SECTION_MIME: self._add_section_heading,
            TEXT_MIME: self._add_text,
            PASSPORT_MIME: self._add_passport,
            TABLE_MIME: lambda value: self._add_table(PublicationTable.from_json(value)),
            FIGURE_MIME: lambda value: self._add_publication_figure(PublicationFigure.from_json(value)),
            "text/markdown": lambda value: self._add_markdown(_joined(value), {}),
            **{mime: lambda value, mime=mime: self._add_foreign_picture(mime, _joined(value)) for mime in _PICTURES},
            "text/html": lambda value: self._add_foreign_html(_joined(value)),
        }
        for mime, read in readers.items():
            if mime in data:
                try:
                    read(data[mime])
                except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
                    self.complain(f"Вывод вида {mime} повреждён: показан другой его вид, если он есть.")
                else:
                    return
        unknown = sorted(set(data) - set(readers) - {"text/plain", "text/latex"})
        if unknown or "text/plain" not in data:
            self.complain(f"Вывод вида {', '.join(unknown) or 'без содержания'} в отчёт не вошёл: показать его нечем.")
        else:
            self._add_plain(_joined(data["text/plain"]))

    def _take_title_page(self, value: dict) -> None:
        page = TitlePage.from_json(value)
        if page.date:
            date.fromisoformat(page.date)
        legible_page: dict[str, Any] = {
            key: tuple(tuple(map(self._legible, lines)) for lines in text)
            if key == "approvals"
            else tuple(map(self._legible, text))
            if isinstance(text, tuple)
            else text
            if isinstance(text, bool)
            else self._legible(text)
            if isinstance(text, str)
            else text
            for key, text in vars(page).items()
        }
        self.title_page = TitlePage(**legible_page)
        if self.form == BRIEF:
            whole = self.title_page.title
            self.title_page = replace(
                self.title_page, title=TITLE_OF_BRIEF, description=(whole,), approvals=(), brief=True
            )

    def _add_section_heading(self, value: dict) -> None:
        heading = SectionHeading.from_json(value)
        self.point_to_lookups()
        if heading.new_page and (self.pieces or self.form == REPORT):
            self._add(PageBreak())
        if heading.title:
            words = heading.title if self.form == BRIEF else self.where[heading.id].heading
            self._add(Heading(2, self._legible(typeset(words)), section=heading.id))

    def point_to_lookups(self) -> None:
        """Say at a section's end which of its tables stand in the workbook alone."""
        captions = [wording.quoted(table.caption or "") for table in self.lookups[self._pointed_to :]]
        self._pointed_to = len(self.lookups)
        if captions:
            words = _IN_WORKBOOK[len(captions) > 1].format(TABLES_BOOK, "; ".join(captions))
            self._add(Prose(tuple(prose.parse(words, self.complain))))

    def _not_in_the_document(self, section_id: str) -> Place:
        """Say that a reference leads nowhere; its words are then the title of the section."""
        place = _by_title(section_id)
        self.complain(f"Ссылка на раздел «{place.title}» никуда не ведёт: этого раздела в отчёте нет.")
        return place

    def _add_passport(self, _value: dict) -> None:
        for block in passport_blocks(self.folder):
            if isinstance(block, str):
                self._add_markdown(block, {})
            else:
                self._add_table(block)

    def _add_table(self, table: PublicationTable) -> None:
        caption = self._caption(table.caption, NO_TABLE_CAPTION)
        table = replace(self._legible_table(table), caption=caption, id=table.id or self._own("id") or "")
        if table.lookup:
            self.lookups.append(table)
        else:
            self._add(Table(table))

    def _legible_table(self, table: PublicationTable) -> PublicationTable:
        """Return the table with legible texts; its caption is left as it is."""
        rows = tuple(tuple(self._legible_cell(cell) for cell in row) for row in table.rows)
        columns = tuple(
            replace(column, label=self._head(column.label), group=self._head(column.group)) for column in table.columns
        )
        notes = tuple(map(self._legible, table.notes))
        return replace(table, columns=columns, rows=rows, notes=notes)

    def _head(self, text: str) -> str:
        """Return a head of a column, which breaks in narrow columns: «п. п.» stays together."""
        return self._legible(typeset(text))

    def _legible_cell(self, cell: Cell) -> Cell:
        """Return the cell with a legible text and a clean picture; a value that holds a reference is numbered too."""
        if cell.picture:
            cell = replace(cell, picture=foreign.clean_svg(cell.picture, self._legible_in_figure).decode("utf-8"))
        if (text := self._legible(cell.text)) == cell.text:
            return cell
        value = resolved(cell.value, self.where, _by_title) if isinstance(cell.value, str) else cell.value
        return replace(cell, text=text, value=value)

    def _add_publication_figure(self, figure: PublicationFigure) -> None:
        caption = self._caption(figure.caption, NO_FIGURE_CAPTION)
        data = figure.data and replace(
            self._legible_table(figure.data), caption=self._legible(figure.data.caption or "") or caption
        )
        self._add(
            Figure(
                foreign.clean_svg(figure.svg, self._legible_in_figure),
                "svg",
                figure.width_mm,
                caption,
                self._alt(figure.alt, caption),
                tuple(map(self._legible, figure.notes)),
                figure.id or self._own("id") or "",
                inline=True,
                data=data,
            )
        )

    def _add_foreign_picture(self, mime: str, data: str) -> None:
        if mime == "image/svg+xml":
            self._add_picture(foreign.clean_svg(data, self._legible_in_figure), "svg")
        else:
            self._add_picture(base64.b64decode(data, validate=False), mime.removeprefix("image/"))

    def _add_picture(self, picture: bytes, kind: str, caption: str | None = None, alt: str = "") -> None:
        width = foreign.width_mm(picture, kind)
        caption = self._caption(caption, NO_FIGURE_CAPTION)
        alt = self._alt(alt, caption)
        self._add(Figure(picture, kind, width, caption, alt, id=self._own("id") or ""))

    def _caption(self, caption: str | None, default: str) -> str:
        """Return the value's caption, else the next one of the cell's metadata, else say that there is none."""
        if not caption and self._captions:
            caption = self._captions.pop(0)
        words = self._legible(str(caption or "").strip())
        if not words:
            self.complain(f"{default}: впишите название в свойства ячейки (caption).")
        return words or default

    def _alt(self, alt: str, caption: str) -> str:
        """Return the alternative text: the cell's own, the value's, at worst the caption (PDF/UA wants one)."""
        return self._legible(str(self._own("alt") or alt)).strip() or caption

    def _add_foreign_html(self, html: str) -> None:
        if table := foreign.table_of_html(html):
            self._add_table(table)
        elif foreign.has_content(html):
            self.complain("Вывод в виде HTML есть только на странице report.html: в PDF он не переносится.")
            self._add(ForeignMarkup(self._legible(html)))

    def _add_plain(self, text: str) -> None:
        if text == "None":
            return
        if _NAMELESS_OBJECT.match(text):
            self.complain("Вывод ячейки — служебное имя объекта Python: в отчёт он не вошёл.")
        else:
            self._add_preformatted(text)

    def _add_preformatted(self, text: str) -> None:
        lines = _ANSI.sub("", text).rstrip().split("\n")
        # a carriage return begins the line anew, as progress bars do
        settled = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)
        if settled.strip():
            self._add(Preformatted(self._legible(settled)))

    # Text

    def _add_text(self, value: dict) -> None:
        self._add_markdown(value["markdown"], {})
        self.said += value.get("said", [])

    def _add_markdown(self, markdown: str, attachments: dict) -> None:
        if self.form == BRIEF:  # what its words refer to stands in the report
            markdown = resolved(markdown, self.where, self._not_in_the_document)
        else:
            markdown = linked(markdown, self.where, section_anchor, self._not_in_the_document)
        for heading, body in prose.sections(prose.parse(markdown, self.complain)):
            words = prose.plain_text(heading).strip() if heading else ""
            if heading and words:
                self._add(Heading(heading.meta["level"], words))
            for run in prose.paragraphs_apart(body):
                image = prose.lone_image(run)
                if not (image and self._add_named_picture(image, attachments)):
                    self._add(Prose(tuple(run)))

    def _add_named_picture(self, image: Token, attachments: dict) -> bool:
        """Add the picture that Markdown names: attached to the cell, lying beside the notebook or written in place."""
        source = unquote(str(image.attrs.get("src", "")))
        found = _attached(source, attachments) or _written_in_place(source) or self._lying_beside(source)
        if not found:
            self.complain(f"Рисунок «{source[:80]}» не найден рядом с тетрадью: вместо него показано описание.")
            return False
        caption = image.attrs.get("title") or image.content or None
        self._add_picture(*found, caption and str(caption), image.content)
        return True

    def _lying_beside(self, source: str) -> tuple[bytes, str] | None:
        kind = {"jpg": "jpeg"}.get(Path(source).suffix[1:].lower(), Path(source).suffix[1:].lower())
        if not self.folder or f"image/{kind}".replace("svg", "svg+xml") not in _PICTURES or ":" in source:
            return None
        try:
            content = (self.folder / source).read_bytes()
        except OSError:
            return None
        return (
            (foreign.clean_svg(content.decode("utf-8"), self._legible_in_figure), kind)
            if kind == "svg"
            else (content, kind)
        )


def _by_title(section_id: str) -> Place:
    """Return the place of a section that the document lacks: told by its title, or by the id that somebody wrote."""
    return titles().get(section_id) or Place(PLAIN, "", section_id)


def _places_of_sections(notebook: NotebookNode) -> dict[str, Place]:
    """Number the sections that the notebook's cells show, in their order; one that is shown twice counts once."""
    found: dict[str, SectionHeading] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or LEFT_OUT in cell.metadata.get("tags", []):
            continue
        for output in cell.get("outputs", []):
            if value := output.get("data", {}).get(SECTION_MIME):
                with suppress(KeyError, TypeError):
                    heading = SectionHeading.from_json(value)
                    if REPORT in heading.forms:
                        found.setdefault(heading.id, heading)
    return places((one.id, one.kind, one.title) for one in found.values())


def _stands_in(cell: NotebookNode, form: str) -> bool:
    """Tell whether a cell stands in a document: by its section's forms, without a section in the report alone."""
    headings = [
        value for output in cell.get("outputs", []) if (value := output.get("data", {}).get(SECTION_MIME)) is not None
    ]
    for value in headings:
        with suppress(KeyError, TypeError):
            return form in SectionHeading.from_json(value).forms
    return form == REPORT


def _attached(source: str, attachments: dict) -> tuple[bytes, str] | None:
    bundle = attachments.get(source.removeprefix("attachment:"), {}) if source.startswith("attachment:") else {}
    for mime in _PICTURES[1:]:
        if mime in bundle:
            return base64.b64decode(_joined(bundle[mime])), mime.removeprefix("image/")
    return None


def _written_in_place(source: str) -> tuple[bytes, str] | None:
    match = re.match(r"data:image/(png|jpeg|gif);base64,", source)
    try:
        return (base64.b64decode(source[match.end() :]), match[1]) if match else None
    except binascii.Error:
        return None


def _merged_streams(outputs: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the outputs, runs of the same stream as one."""
    last: NotebookNode | None = None
    for output in outputs:
        if last is not None and output.output_type == "stream" == last.output_type and output.name == last.name:
            last = type(output)({**last, "text": _joined(last.text) + _joined(output.text)})
        else:
            if last is not None:
                yield last
            last = output
    if last is not None:
        yield last


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def _as_list(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)] if value else []


# Headings


def _settle_headings(
    pieces: list[_Piece], title_page: TitlePage | None, name: str, complain: Complain
) -> tuple[str, list[_Piece]]:
    """Return the document's title and the blocks with levels that start from 1 and never skip.

    A notebook's only first-level heading is the notebook's own title: the title page takes its place, and where there
    is none, it is the document's title.
    """
    headings = [piece.block for piece in pieces if isinstance(piece.block, Heading)]
    tops = [heading for heading in headings if heading.level == 1]
    owns_title = bool(headings) and headings[0].level == 1 and (len(tops) == 1 or title_page is None)
    title = (title_page.title if title_page else headings[0].text if owns_title else name) or name
    if owns_title:
        pieces = [piece for piece in pieces if piece.block is not headings[0]]
        headings = headings[1:]
    shift = min((heading.level for heading in headings), default=1) - 1
    settled, last = [], 0
    for piece in pieces:
        if isinstance(piece.block, Heading):
            level = piece.block.level - shift
            if level > last + 1:
                complain(
                    f"Заголовок «{piece.block.text}» пропускает уровень: он поднят до уровня {last + 1}.", piece.cell
                )
                level = last + 1
            last = level
            piece = replace(piece, block=replace(piece.block, level=level))
        settled.append(piece)
    return title, settled


# Numbers, anchors and references


def _numbered(pieces: list[_Piece], complain: Complain) -> tuple[Block, ...]:
    """Return the blocks with numbers and anchors, and references in the prose resolved."""
    anchors: set[str] = set()
    numbers: dict[type, int] = {Table: 0, Figure: 0}
    numbered: list[_Piece] = []
    targets: dict[str, str] = {}
    for piece in pieces:
        block = piece.block
        if isinstance(block, Table | Figure):
            numbers[type(block)] += 1
            number = numbers[type(block)]
            own_id = block.value.id if isinstance(block, Table) else block.id
            default = f"{'table' if isinstance(block, Table) else 'figure'}-{number}"
            block = replace(block, number=number, anchor=_unique(own_id or default, anchors))
            targets[block.anchor] = block.reference
        elif isinstance(block, Heading):
            opened = section_anchor(block.section) if block.section else block.text
            block = replace(block, anchor=_unique(opened, anchors))
            targets[block.anchor] = f"раздел «{block.text}»"
        numbered.append(_Piece(block, piece.cell))
    return tuple(_with_references(piece, targets, complain) for piece in numbered)


def _with_references(piece: _Piece, targets: dict[str, str], complain: Complain) -> Block:
    if not isinstance(piece.block, Prose):
        return piece.block
    return Prose(prose.resolved(piece.block.tokens, targets, lambda message: complain(message, piece.cell)))


def _unique(text: str, anchors: set[str]) -> str:
    """Return an anchor made from the text that no other block has."""
    base = "-".join(re.findall(r"\w+", text.lower()))[:60] or "section"
    anchor, turn = base, 2
    while anchor in anchors:
        anchor, turn = f"{base}-{turn}", turn + 1
    anchors.add(anchor)
    return anchor

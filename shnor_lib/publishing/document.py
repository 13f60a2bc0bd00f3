"""The document that both exporters render: a list of blocks with numbers and anchors given once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.title import TitlePage

if TYPE_CHECKING:
    from markdown_it.token import Token

    from shnor_lib.publishing.whence import Whence


class LinkedText(str):
    """A text some of whose words refer to sections: ``links`` are those words and the anchors, in their order.

    To whoever does not ask for links it is a text like any other.
    """

    links: tuple[tuple[str, str], ...]

    def __new__(cls, text: str, links: tuple[tuple[str, str], ...]) -> "LinkedText":
        """Return the text with its links."""
        made = super().__new__(cls, text)
        made.links = links
        return made


def section_anchor(section_id: str) -> str:
    """Return the address of a section on the page: it stays when the section moves or gets another title."""
    return f"section-{section_id.replace('_', '-')}"


@dataclass(frozen=True)
class Remark:
    """Something that the document could not show as it stands: the notebook's cell (from 1) and a Russian sentence."""

    cell: int
    message: str


@dataclass(frozen=True)
class Heading:
    """A heading; levels start from 1 and never skip; ``section`` is the id of the section that it opens, if any."""

    level: int
    text: str
    anchor: str = ""
    section: str = ""


@dataclass(frozen=True)
class Prose:
    """Paragraphs, lists, quotes and small tables as markdown-it tokens; text is legible, links are resolved."""

    tokens: tuple["Token", ...]


@dataclass(frozen=True)
class Table:
    """A numbered table; its value always has a caption."""

    value: PublicationTable
    number: int = 0
    anchor: str = ""

    @property
    def caption(self) -> str:
        """The caption without its number."""
        return self.value.caption or ""

    @property
    def label(self) -> str:
        """«Таблица 1»."""
        return f"Таблица {self.number}"

    @property
    def reference(self) -> str:
        """What a reference in the prose says; the short form fits any case."""
        return f"табл.\u00a0{self.number}"


@dataclass(frozen=True)
class Figure:
    """A numbered picture: its bytes (svg, png, jpeg, gif), width on paper in mm (``None``: its own), caption, alt text.

    ``inline`` says that the SVG is a publication figure, whose text is set in the page's fonts; ``data`` is what a
    publication figure draws, as a table without a number.
    """

    picture: bytes
    format: str
    width_mm: float | None
    caption: str
    alt: str
    notes: tuple[str, ...] = ()
    id: str = ""
    inline: bool = False
    data: PublicationTable | None = None
    number: int = 0
    anchor: str = ""

    @property
    def label(self) -> str:
        """«Рис. 1»."""
        return f"Рис. {self.number}"

    @property
    def reference(self) -> str:
        """What a reference in the prose says."""
        return f"рис.\u00a0{self.number}"


@dataclass(frozen=True)
class Preformatted:
    """Printed output and plain values, line by line."""

    text: str


@dataclass(frozen=True)
class ForeignMarkup:
    """HTML of unknown origin, which only the HTML page can show (cleaned of scripts and styles)."""

    html: str


@dataclass(frozen=True)
class PageBreak:
    """What follows starts a page on paper."""


Block = Union[Heading, Prose, Table, Figure, Preformatted, ForeignMarkup, PageBreak]  # noqa: UP007 - classes above


@dataclass(frozen=True)
class Document:
    """A report ready to be laid out; ``title_page`` is absent in notebooks that show none.

    ``whence`` tells what the numbers rest on; absent where no tables lie beside.  ``lookups`` are the tables that stand
    in the workbook alone, in their order.  ``said`` are the statements that brought along what they rest on
    (`Statement.carried`); those of a report stand in its table `statements`.
    """

    title: str
    title_page: TitlePage | None
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()
    language: str = "ru"
    whence: "Whence | None" = None
    lookups: tuple[PublicationTable, ...] = ()
    said: tuple[Mapping[str, Any], ...] = ()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in their order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in their order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def running_title(self) -> str:
        """The running header's text."""
        return (self.title_page and self.title_page.running) or self.title

    @property
    def colours(self) -> dict[str, str]:
        """The colours that the edition puts in place of the palette's own, by the palette's names."""
        return self.title_page.colours if self.title_page else {}

    @property
    def notice(self) -> str:
        """What every page says (of demonstration data), or nothing."""
        return self.title_page.notice if self.title_page else ""

"""How a Word file is set: sizes of type, margins, space; an office's report, and the brief that has to be short."""

from dataclasses import dataclass

from shnor_lib.publishing.document import Document

_A4_MM = (210.0, 297.0)
#: What a label takes of the line, beside the sentences that it is of.
_LABEL_MM = 42.0
#: Heads of tables are bold, and bold letters wider than the layout reckons with: they are so much smaller.
HEAD = 0.92
_TWIPS_PER_MM = 1440 / 25.4


def twips(length_mm: float) -> int:
    """Return a length in twentieths of a point, as Word counts it."""
    return round(length_mm * _TWIPS_PER_MM)


@dataclass(frozen=True)
class Setting:
    """Margins in mm, sizes of tables in points: the first that fits is taken.

    ``type_scale`` and ``space_scale`` are of the sizes and spaces that `styles.xml` declares for the report;
    ``top``, ``right``, ``bottom`` and ``left`` are margins of upright pages: turned, the left one is the upper, where
    the sheet is bound.
    """

    top: float
    right: float
    bottom: float
    left: float
    table_sizes: tuple[float, ...]
    type_scale: float = 1.0
    space_scale: float = 1.0
    #: The size of the lines around the title, in points.
    title_line: float = 14.0
    #: Lines of text as a multiple of the usual ones; room above and below the words of a table's cell, in mm.
    line: float = 1.1
    cell_gap: float = 0.5
    #: How far the first line of a paragraph stands in, in mm.
    first_line: float = 12.5
    #: Room between the edge of the sheet and the running lines.
    edge: float = 10.0

    @property
    def portrait_mm(self) -> float:
        """Room between the margins of an upright page."""
        return _A4_MM[0] - self.left - self.right

    @property
    def landscape_mm(self) -> float:
        """Room between the margins of a turned page."""
        return _A4_MM[1] - self.top - self.bottom

    @property
    def lengths(self) -> dict[str, int]:
        """Lengths in twentieths of a point, and sizes in half points, as `styles.xml` names them."""
        return {
            "room": twips(self.portrait_mm),
            "first_line": twips(self.first_line),
            "label": twips(_LABEL_MM * self.type_scale),
            "table": round(2 * self.table_sizes[0]),
            "table_head": int(2 * self.table_sizes[0] * HEAD),
            "title_line": round(2 * self.title_line),
            "cell_gap": twips(self.cell_gap),
            "line": round(240 * self.line),
        }

    def page(self, *, turned: bool) -> str:
        """Return the elements that say how large a section's pages and their margins are."""
        width, height = (twips(side) for side in (_A4_MM[::-1] if turned else _A4_MM))
        sides = (self.top, self.right, self.bottom, self.left)
        above, right, below, left = (twips(side) for side in ((*sides[3:], *sides[:3]) if turned else sides))
        edge = twips(self.edge)
        turning = ' w:orient="landscape"' if turned else ""
        return (
            f'<w:pgSz w:w="{width}" w:h="{height}"{turning}/>'
            f'<w:pgMar w:top="{above}" w:right="{right}" w:bottom="{below}" w:left="{left}" w:header="{edge}" '
            f'w:footer="{edge}" w:gutter="0"/>'
        )


#: Offices print text in fourteen points and tables in twelve; tables whose rows would be towers, in less.
REPORT = Setting(top=20, right=15, bottom=20, left=30, table_sizes=(12.0, 10.5, 9.0))
#: A meeting reads four pages at most.
BRIEF = Setting(
    top=15,
    right=14,
    bottom=12,
    left=22,
    table_sizes=(9.5, 9.0, 8.5),
    type_scale=11.5 / 14,
    space_scale=0.5,
    title_line=10,
    line=1.0,
    cell_gap=0.1,
    first_line=0,
    edge=7,
)


def setting_of(document: Document) -> Setting:
    """Return how a document is set."""
    page = document.title_page
    return BRIEF if page is not None and page.brief else REPORT

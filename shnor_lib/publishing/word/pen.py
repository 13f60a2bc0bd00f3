"""What writes texts and pictures into a file: links by its bookmarks, drawings by their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shnor_lib.presentation.tables import Cell
from shnor_lib.publishing.document import LinkedText
from shnor_lib.publishing.table_layout import picture_mm
from shnor_lib.publishing.word.figures import Picture, drawing
from shnor_lib.publishing.word.package import Package
from shnor_lib.publishing.word.xml import PLAIN, Run, linked, words

#: The second line of a cell is this part of its type.
_SMALLER = 0.83


@dataclass
class Pen:
    """Writes with a document's bookmarks (by anchors), pictures drawn (PNG) and the type of running text."""

    package: Package
    bookmarks: Mapping[str, str]
    drawn: Mapping[Picture, bytes]
    _drawings: int = field(default=0, init=False)

    def say(self, text: str, look: Run = PLAIN) -> str:
        """Return the text, the words that refer to sections as links."""
        parts, rest = [], str(text)
        for phrase, anchor in text.links if isinstance(text, LinkedText) else ():
            before, found, after = rest.partition(phrase)
            if found and anchor in self.bookmarks:
                parts += [words(before, look), linked(self.bookmarks[anchor], words(phrase, look))]
                rest = after
        return "".join([*parts, words(rest, look)])

    def cell(self, cell: Cell, look: Run, half_points: int, scale: float = 1.0) -> str:
        """Return what stands in a cell: its picture, as large as its type, or its first line and small others."""
        if cell.picture and (picture := picture_of(cell)) in self.drawn:
            return self.draw(picture, "рисунок в таблице", cell.text, scale)
        if "\n" not in cell.text:
            return self.say(cell.text, look)
        first, rest = cell.text.split("\n", 1)
        small = replace(look, bold=False, size=round(half_points * _SMALLER))
        return f"{words(first, look)}<w:r>{look.properties}<w:br/></w:r>{words(rest, small)}"

    def draw(self, picture: Picture, name: str, alt: str, scale: float = 1.0) -> str:
        """Return the run that shows a picture, ``scale`` times as large as it asks for."""
        png = self.drawn[picture]
        self._drawings += 1
        picture = replace(picture, width_mm=picture.width_mm * scale)
        return drawing(picture, png, self.package.picture(png), self._drawings, name, alt)


def picture_of(cell: Cell) -> Picture:
    """Return the picture of a cell that has one, at the width that it asks for."""
    return Picture(cell.picture.encode(), "svg", picture_mm(cell.picture))


def pictures_in(rows: Sequence[Sequence[Cell]]) -> list[Picture]:
    """Return the pictures of a table's cells, each once."""
    return list(dict.fromkeys(picture_of(cell) for row in rows for cell in row if cell.picture))

"""Figures as Word shows them: pixels drawn by Typst in the report's fonts, with the spoken equivalent."""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from shnor_lib.presentation.title import TitlePage
from shnor_lib.publishing import compiling
from shnor_lib.publishing.document import Figure
from shnor_lib.publishing.logo import logo_of
from shnor_lib.publishing.word.xml import quoteattr

#: Fine enough for print, coarse enough for mail.
DOTS_PER_INCH = 200
#: A figure is no wider and no higher than what is left of a page, in mm.
WIDEST_MM, HIGHEST_MM = 165.0, 215.0
#: A logo is so high, and no wider, in mm.
LOGO_MM, LOGO_WIDEST_MM = 16.0, 80.0
_EMU_PER_MM = 36_000
_NO_WIDTH_MM = 120.0


@dataclass(frozen=True)
class Picture:
    """A picture: its bytes, their format, its width in mm, unless it would be too high."""

    content: bytes
    format: str
    width_mm: float
    highest_mm: float = HIGHEST_MM


def picture_of_figure(figure: Figure) -> Picture:
    """Return a figure's picture, no wider than the page."""
    return Picture(figure.picture, figure.format, min(figure.width_mm or _NO_WIDTH_MM, WIDEST_MM))


def picture_of_logo(page: TitlePage | None) -> Picture | None:
    """Return the centre's logo, if there is one, as high as on the title page of the PDF."""
    logo = logo_of(page)
    return Picture(*logo, LOGO_WIDEST_MM, LOGO_MM) if logo else None


def drawn(pictures: Sequence[Picture]) -> list[bytes]:
    """Return the pictures as PNG, in their order.

    Raises:
        ReportError: Typst refuses a picture.
    """
    if not pictures:
        return []
    sources = [_source(place, picture) for place, picture in enumerate(pictures)]
    files = {name: content for name, content, _ in sources}
    pages = "#pagebreak()\n".join(
        f"#image({read}, width: {picture.width_mm}mm)\n"
        for (_, _, read), picture in zip(sources, pictures, strict=True)
    )
    source = f'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#set text(font: "PT Sans")\n{pages}'
    return compiling.drawn({"main.typ": source.encode(), **files}, DOTS_PER_INCH)


def _source(place: int, picture: Picture) -> tuple[str, bytes, str]:
    """Return a picture's file and how Typst reads it: the binding takes text files only, so pixels go as numbers."""
    if picture.format == "svg":
        return f"{place}.svg", picture.content, f'"{place}.svg"'
    kind = {"jpeg": "jpg"}.get(picture.format, picture.format)
    numbers = json.dumps(list(picture.content)).encode()
    return f"{place}.json", numbers, f'bytes(json("{place}.json")), format: "{kind}"'


def size_of(png: bytes) -> tuple[int, int]:
    """Return a picture's width and height in dots."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def drawing(picture: Picture, png: bytes, relationship: str, number: int, name: str, alt: str) -> str:
    """Return the run that shows a picture drawn as PNG; ``number`` tells drawings apart, ``alt`` is read aloud."""
    width, height = size_of(png)
    shown = min(picture.width_mm, picture.highest_mm * width / height)
    extent = f'cx="{round(shown * _EMU_PER_MM)}" cy="{round(shown * height / width * _EMU_PER_MM)}"'
    named = f'id="{number}" name={quoteattr(name)} descr={quoteattr(alt)}'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {named}/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        f'<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f"<pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )

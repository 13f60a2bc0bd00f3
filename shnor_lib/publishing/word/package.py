"""The file around a document's body: parts, relationships, properties; equal contents give equal bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape, quoteattr

from shnor_lib.presentation import palette
from shnor_lib.publishing.styles import Style
from shnor_lib.publishing.word.setting import Setting

PARTS = Path(__file__).parent.parent / "templates" / "word"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" xmlns:wp="{_DRAWING}/wordprocessingDrawing" '
    f'xmlns:a="{_DRAWING}/main" xmlns:pic="{_DRAWING}/picture"'
)

#: The first moment that a zip archive can tell.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_NO_DATE = "1980-01-01"

#: Part → its kind, of those that are the same in every file or made beside the body.
_KINDS = {
    "styles.xml": "styles",
    "settings.xml": "settings",
    "numbering.xml": "numbering",
    "fontTable.xml": "fontTable",
    "header.xml": "header",
    "header_first.xml": "header",
    "footer.xml": "footer",
    "footer_first.xml": "footer",
}
_SHIPPED = ("settings.xml", "fontTable.xml")


#: Sizes of type in the styles, and the space around their paragraphs.
_SIZE = re.compile(r'(<w:sz(?:Cs)? w:val=")(\d+)')
_SPACE = re.compile(r'(w:(?:before|after)=")(\d+)')


@dataclass(frozen=True)
class About:
    """The file's properties; ``date`` is ISO or empty."""

    title: str
    subject: str = ""
    author: str = ""
    keywords: tuple[str, ...] = ()
    description: str = ""
    date: str = ""
    language: str = "ru"


@dataclass
class Package:
    """The parts that a body refers to: pictures and addresses, by the ids of their relationships."""

    pictures: dict[bytes, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def picture(self, png: bytes) -> str:
        """Return the id of a picture; one that stands twice is stored once."""
        return self.pictures.setdefault(png, f"rIdPicture{len(self.pictures) + 1}")

    def address(self, url: str) -> str:
        """Return the id of an address outside."""
        return self.addresses.setdefault(url, f"rIdAddress{len(self.addresses) + 1}")

    def written(self, parts: dict[str, str], about: About) -> bytes:
        """Return the file: ``parts`` are the body (``document.xml``) and those made with it, as XML without a head."""
        files: dict[str, bytes] = {
            "[Content_Types].xml": _encoded(self._types()),
            "_rels/.rels": _encoded(_ROOT_RELATIONSHIPS),
            "docProps/core.xml": _encoded(_core(about)),
            "docProps/app.xml": _encoded(_APPLICATION),
            "word/_rels/document.xml.rels": _encoded(self._relationships()),
            **{f"word/{name}": _shipped(name) for name in _SHIPPED},
            **{f"word/{name}": _encoded(content) for name, content in parts.items()},
            **{f"word/media/{_file(number)}": png for png, number in self.pictures.items()},
        }
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                entry = zipfile.ZipInfo(name, _MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        return stream.getvalue()

    def _types(self) -> str:
        kinds = {"document.xml": "document.main", **_KINDS}
        parts = "".join(
            f'<Override PartName="/word/{name}" ContentType="{_WORD}.{kind}+xml"/>' for name, kind in kinds.items()
        )
        return (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="png" ContentType="image/png"/>{parts}'
            f'<Override PartName="/docProps/core.xml" '
            f'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            f'<Override PartName="/docProps/app.xml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
        )

    def _relationships(self) -> str:
        rows = [(f"rId_{name.partition('.')[0]}", kind, name, "") for name, kind in _KINDS.items()]
        rows += [(number, "image", f"media/{_file(number)}", "") for number in self.pictures.values()]
        rows += [(number, "hyperlink", url, ' TargetMode="External"') for url, number in self.addresses.items()]
        inner = "".join(
            f'<Relationship Id="{number}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>'
            for number, kind, target, mode in rows
        )
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def styles(setting: Setting, own: Mapping[str, str]) -> str:
    """Return `styles.xml`, with the names of styles, an edition's own colours and the sizes and spaces of a setting."""
    text = _shipped("styles.xml").decode().removeprefix(_HEAD)
    text = _SIZE.sub(lambda found: f"{found[1]}{round(int(found[2]) * setting.type_scale)}", text)
    text = _SPACE.sub(lambda found: f"{found[1]}{round(int(found[2]) * setting.space_scale)}", text)
    colours = {name: colour.removeprefix("#") for name, colour in palette.as_dictionary(own).items()}
    names = {one.value: escape(one.shown) for one in Style}
    return Template(text).substitute(names, **colours, **setting.lengths)


def _file(number: str) -> str:
    return f"{number.removeprefix('rId').lower()}.png"


def _encoded(content: str) -> bytes:
    return (_HEAD + content).encode()


@cache
def _shipped(name: str) -> bytes:
    return (PARTS / name).read_bytes()


_ROOT_RELATIONSHIPS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'
)
_APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office Word</Application></Properties>"
)


def _core(about: About) -> str:
    moment = f"{about.date or _NO_DATE}T00:00:00Z"
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(about.title)}</dc:title><dc:subject>{escape(about.subject)}</dc:subject>"
        f"<dc:creator>{escape(about.author)}</dc:creator><cp:keywords>{escape(', '.join(about.keywords))}</cp:keywords>"
        f"<dc:description>{escape(about.description)}</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:language>{about.language}</dc:language></cp:coreProperties>"
    )

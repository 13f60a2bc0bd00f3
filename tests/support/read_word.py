"""A Word file read from its bytes: parts as XML, tables as texts; no code of the package and no library for Word."""

import io
import zipfile

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

#: The order in which the schema (ECMA-376, part 1) wants children, of the elements that the exporter writes.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap spacing ind contextualSpacing mirrorIndents jc textDirection textAlignment "
    "outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike noProof vanish color spacing w kern position sz "
    "szCs highlight u effect bdr shd vertAlign rtl cs em lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId lvlJc pPr rPr",
    "numbering": "numPicBullet abstractNum num",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "pPr rPr tblPr trPr tcPr tblStylePr",
    "settings": "writeProtection view zoom mirrorMargins defaultTabStop autoHyphenation consecutiveHyphenLimit "
    "hyphenationZone doNotHyphenateCaps evenAndOddHeaders characterSpacingControl updateFields hdrShapeDefaults "
    "footnotePr endnotePr compat rsids themeFontLang clrSchemeMapping decimalSymbol listSeparator",
}


class ReadWord:
    """A Word file's parts."""

    def __init__(self, content: bytes):
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = self.archive.namelist()
        self.body = self.xml("word/document.xml")

    def xml(self, part: str) -> etree._Element:
        """Return a part of the file."""
        return etree.fromstring(self.archive.read(part))

    @property
    def captions(self) -> list[str]:
        """The captions of tables, as they are read."""
        return [text_of(one) for one in self.body.iter(f"{WORD}p") if style_of(one) == "TableCaption"]

    @property
    def tables(self) -> list[list[list[str]]]:
        """The rows of each captioned table below its heads, cell by cell."""
        found = []
        for caption in self.body.iter(f"{WORD}p"):
            if style_of(caption) == "TableCaption":
                table = caption.getnext()
                assert table is not None and table.tag == f"{WORD}tbl", text_of(caption)
                rows = [row for row in table.iter(f"{WORD}tr") if row.find(f"{WORD}trPr/{WORD}tblHeader") is None]
                found.append(_with_merged_cells([row.findall(f"{WORD}tc") for row in rows]))
        return found


def _with_merged_cells(rows: list[list[etree._Element]]) -> list[list[str]]:
    """Return the words of cells; one that only goes on with the cell above it says the same."""
    found: list[list[str]] = []
    for cells in rows:
        words = [text_of(cell) for cell in cells]
        for place, cell in enumerate(cells):
            merged = cell.find(f"{WORD}tcPr/{WORD}vMerge")
            if merged is not None and merged.get(f"{WORD}val") != "restart":
                assert not words[place], words
                words[place] = found[-1][place]
        found.append(words)
    return found


def text_of(element: etree._Element) -> str:
    """Return the words of an element, fields as they stand; line breaks are line feeds, pictures are their words."""
    pieces = []
    for one in element.iter(f"{WORD}t", f"{WORD}br", DRAWN):
        pieces.append(one.text or "" if one.tag == f"{WORD}t" else one.get("descr") or "" if one.tag == DRAWN else "\n")
    return "".join(pieces)


def style_of(paragraph: etree._Element) -> str:
    """Return the id of a paragraph's style."""
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    return "" if style is None else style.get(f"{WORD}val") or ""


def disordered(root: etree._Element) -> list[str]:
    """Return the elements whose children stand in another order than the schema's, or do not belong there."""
    wrong = []
    for element in root.iter():
        name = etree.QName(element).localname
        if name not in ORDER or not element.tag.startswith(WORD):
            continue
        order = ORDER[name].split()
        children = [etree.QName(child).localname for child in element]
        places = [order.index(child) if child in order else -1 for child in children]
        if places != sorted(places) or -1 in places:
            wrong.append(f"{name}: {' '.join(children)}")
    return wrong

"""Pieces of WordprocessingML as texts: runs, paragraphs, fields, bookmarks, links.

The schema wants children in one order; what is made here keeps it, whatever is asked for.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Paragraph", "Run", "bookmarked", "escape", "linked", "live_field", "quoteattr", "words"]


@dataclass(frozen=True)
class Run:
    """How letters look beside what their paragraph's style says."""

    style: str = ""
    bold: bool = False
    italic: bool = False
    strike: bool = False
    dashed: bool = False
    #: Half points; nothing: as the style has it.
    size: int = 0

    @property
    def properties(self) -> str:
        """The element ``w:rPr``, or nothing."""
        inner = "".join(
            (
                f'<w:rStyle w:val="{self.style}"/>' if self.style else "",
                "<w:b/><w:bCs/>" if self.bold else "",
                "<w:i/><w:iCs/>" if self.italic else "",
                "<w:strike/>" if self.strike else "",
                f'<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>' if self.size else "",
                '<w:u w:val="dash"/>' if self.dashed else "",
            )
        )
        return f"<w:rPr>{inner}</w:rPr>" if inner else ""


PLAIN = Run()


def words(text: str, look: Run = PLAIN) -> str:
    """Return a run with the text; line feeds become breaks of the line."""
    if not text:
        return ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{look.properties}{lines}</w:r>"


def live_field(instruction: str, shown: str, look: Run = PLAIN, *, is_stale: bool = False) -> str:
    """Return a field with what it shows until it is updated."""
    stale = ' w:dirty="true"' if is_stale else ""
    parts = (
        f'<w:fldChar w:fldCharType="begin"{stale}/>',
        f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
    )
    opening = "".join(f"<w:r>{look.properties}{part}</w:r>" for part in parts)
    return f'{opening}{words(shown, look)}<w:r>{look.properties}<w:fldChar w:fldCharType="end"/></w:r>'


def bookmarked(name: str, number: int, inner: str) -> str:
    """Return what stands inside a bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def linked(bookmark: str, inner: str) -> str:
    """Return a link to a bookmark of the document."""
    return f'<w:hyperlink w:anchor="{bookmark}" w:history="1">{inner}</w:hyperlink>'


@dataclass(frozen=True)
class Paragraph:
    """How a paragraph stands beside what its style says; ``list`` is a numbering's id and the level in it."""

    style: str = ""
    keep_next: bool = False
    page_break: bool = False
    list: tuple[int, int] | None = None
    before: int | None = None
    left: int | None = None
    hanging: int = 0
    align: str = ""
    section: str = ""

    def around(self, inner: str) -> str:
        """Return the paragraph with what stands in it."""
        listed = self.list and f'<w:numPr><w:ilvl w:val="{self.list[1]}"/><w:numId w:val="{self.list[0]}"/></w:numPr>'
        hanging = f'w:hanging="{self.hanging}"' if self.hanging else 'w:firstLine="0"'
        properties = "".join(
            (
                f'<w:pStyle w:val="{self.style}"/>' if self.style else "",
                "<w:keepNext/>" if self.keep_next else "",
                "<w:pageBreakBefore/>" if self.page_break else "",
                listed or "",
                f'<w:spacing w:before="{self.before}"/>' if self.before is not None else "",
                f'<w:ind w:left="{self.left}" {hanging}/>' if self.left is not None else "",
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                self.section,
            )
        )
        return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"

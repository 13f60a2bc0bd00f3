"""Prose as Word's paragraphs: emphasis, lists with numberings of their own, quotes, code, links and small tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from shnor_lib.publishing.document import Prose
from shnor_lib.publishing.prose import label_and_rest
from shnor_lib.publishing.styles import Style
from shnor_lib.publishing.word.package import NAMESPACES, Package
from shnor_lib.publishing.word.setting import REPORT, Setting, twips
from shnor_lib.publishing.word.xml import PLAIN, Paragraph, Run, linked, words

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

#: The numbering of bulleted lists; numbered ones follow, each with a numbering of its own.
BULLETS = 1
#: Levels that a numbering has, and how far each stands in, in twentieths of a point.
_LEVELS, _FIRST, _INDENT, _HANGING = 9, 709, 425, 352
_SIGNS = ("–", "•", "–")

_EMPHASIS: dict[str, dict[str, Any]] = {"strong": {"bold": True}, "em": {"italic": True}, "s": {"strike": True}}


@dataclass
class Numberings:
    """The starts of the numbered lists so far, by their numberings."""

    starts: list[int] = field(default_factory=list)

    def new(self, start: int) -> int:
        """Return the id of a numbering that begins with the number."""
        self.starts.append(start)
        return BULLETS + len(self.starts)

    def part(self) -> str:
        """Return `numbering.xml`."""
        bullets = _levels(lambda level: ("bullet", _SIGNS[min(level, len(_SIGNS) - 1)]))
        numbers = _levels(lambda level: ("decimal", f"%{level + 1}."))
        lists = "".join(
            f'<w:num w:numId="{BULLETS + place}"><w:abstractNumId w:val="1"/>'
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
            for place, start in enumerate(self.starts, start=1)
        )
        return (
            f"<w:numbering {NAMESPACES}>"
            f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{bullets}</w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{numbers}</w:abstractNum>'
            f'<w:num w:numId="{BULLETS}"><w:abstractNumId w:val="0"/></w:num>{lists}</w:numbering>'
        )


def _levels(of_level: Callable[[int], tuple[str, str]]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{_FIRST + _INDENT * level}" w:hanging="{_HANGING}"/></w:pPr>'
        "</w:lvl>"
        for level in range(_LEVELS)
        for kind, sign in (of_level(level),)
    )


class ProseWriter:
    """Writes prose; ``bookmarks`` say by which name an anchor of the document is marked in the file."""

    def __init__(
        self, package: Package, numberings: Numberings, bookmarks: Mapping[str, str], setting: Setting = REPORT
    ):
        self._package = package
        self._numberings = numberings
        self._bookmarks = bookmarks
        self._setting = setting

    def paragraphs(self, block: Prose) -> list[str]:
        """Return the paragraphs and tables of a block of prose."""
        from markdown_it.tree import SyntaxTreeNode

        return list(self._blocks(SyntaxTreeNode(list(block.tokens)).children, Paragraph(Style.BODY_TEXT)))

    def _blocks(self, nodes: Sequence["SyntaxTreeNode"], stand: Paragraph, level: int = 0) -> Iterable[str]:
        for node, following in zip_longest(nodes, nodes[1:]):
            match node.type:
                case "paragraph" if stand.style == Style.BODY_TEXT and (found := label_and_rest(node)):
                    label, rest = found
                    words_beside = (
                        f"{self.inline(label.children, Run(Style.LABEL))}<w:r><w:tab/></w:r>{self.inline(rest)}"
                    )
                    yield Paragraph(Style.LABELLED).around(words_beside)
                case "paragraph":
                    leads = replace(stand, keep_next=_leads(node, following))
                    yield leads.around(self.inline(node.children[0].children))
                    # only the first paragraph of an item has its sign
                    stand = replace(stand, list=None, hanging=0)
                case "bullet_list":
                    yield from self._items(node, Style.LIST_BULLET, BULLETS, level)
                case "ordered_list":
                    number = self._numberings.new(int(node.attrs.get("start", 1)))
                    yield from self._items(node, Style.LIST_NUMBER, number, level)
                case "blockquote":
                    yield from self._blocks(node.children, Paragraph(Style.QUOTE), level)
                case "fence" | "code_block":
                    yield Paragraph(Style.PREFORMATTED).around(words(node.content.rstrip("\n")))
                case "hr":
                    yield Paragraph(Style.BODY_TEXT, align="center").around(words("* * *"))
                case "table":
                    yield self._table(node)
                case _:
                    raise ValueError(f"unknown block of Markdown: {node.type}")

    def _items(self, node: "SyntaxTreeNode", style: str, number: int, level: int) -> Iterable[str]:
        deepest = min(level, _LEVELS - 1)
        # A nested list of numbers counts by the numbering of its own, on the first level of it.
        place = (number, deepest if number == BULLETS else 0)
        stand = Paragraph(style, list=place, left=_FIRST + _INDENT * deepest, hanging=_HANGING)
        for item in node.children:
            yield from self._blocks(item.children, stand, level + 1)

    def inline(self, nodes: Iterable["SyntaxTreeNode"], look: Run = PLAIN) -> str:
        """Return runs and links."""
        return "".join(self._one(node, look) for node in nodes)

    def _one(self, node: "SyntaxTreeNode", look: Run) -> str:
        match node.type:
            case "text" | "text_special":
                return words(node.content, look)
            case "softbreak":
                return words(" ", look)
            case "hardbreak":
                return f"<w:r>{look.properties}<w:br/></w:r>"
            case "code_inline":
                return words(node.content, replace(look, style=Style.CODE))
            case "strong" | "em" | "s":
                return self.inline(node.children, replace(look, **_EMPHASIS[node.type]))
            case "link":
                return self._link(node, look)
            case _:
                return self.inline(node.children, look)

    def _link(self, node: "SyntaxTreeNode", look: Run) -> str:
        target = str(node.attrs["href"])
        if target.startswith("#"):
            inner = self.inline(node.children, look)
            name = self._bookmarks.get(target[1:])
            return linked(name, inner) if name else inner
        inner = self.inline(node.children, replace(look, style=Style.HYPERLINK))
        return f'<w:hyperlink r:id="{self._package.address(target)}" w:history="1">{inner}</w:hyperlink>'

    def _table(self, node: "SyntaxTreeNode") -> str:
        rows = [row for part in node.children for row in part.children]
        cells = [[self.inline(cell.children[0].children) for cell in row.children] for row in rows]
        return small_table(cells, self._setting)


def _leads(node: "SyntaxTreeNode", following: "SyntaxTreeNode | None") -> bool:
    """Tell whether a paragraph must not stand apart from what follows: one before a list, or one that is a heading."""
    if following is None:
        return False
    inline = node.children[0].children
    return following.type.endswith("_list") or (len(inline) == 1 and inline[0].type == "strong")


def small_table(rows: Sequence[Sequence[str]], setting: Setting = REPORT) -> str:
    """Return a table of ready inline texts as wide as the page, its first row the head."""
    columns = len(rows[0])
    grid = "".join(f'<w:gridCol w:w="{twips(setting.portrait_mm) // columns}"/>' for _ in range(columns))
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/>"
        + ("<w:tblHeader/>" if number == 0 else "")
        + "</w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{5000 // columns}" w:type="pct"/></w:tcPr>'
            + Paragraph(Style.TABLE_CELL if number else Style.TABLE_HEAD).around(cell)
            + "</w:tc>"
            for cell in row
        )
        + "</w:tr>"
        for number, row in enumerate(rows)
    )
    properties = f'<w:tblStyle w:val="{Style.REPORT_TABLE}"/><w:tblW w:w="5000" w:type="pct"/>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>{Paragraph().around('')}"

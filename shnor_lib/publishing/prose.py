"""Markdown of a report: parsed once, typeset, made legible, its references resolved."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from shnor_lib.ground import wording
from shnor_lib.publishing.glyphs import legible

Complain = Callable[[str], None]

#: A formula: dollars around something with a command, an index or a power.
_FORMULA = re.compile(r"\$\$?[^$\n]*[\\^_][^$\n]*\$\$?|\\\(.+?\\\)|\\\[.+?\\\]")


@cache
def parser() -> MarkdownIt:
    """Return the one parser: CommonMark with tables and strikethrough; raw HTML is shown as text."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def parse(markdown: str, complain: Complain) -> list[Token]:
    """Return the tokens of legible, typeset Markdown; what could not be shown is complained of."""
    if formula := _FORMULA.search(markdown):
        complain(f"Формула «{formula.group()}» оставлена текстом: формулы LaTeX в отчёт не верстаются.")
    text, missing = legible(markdown)
    complain_of_missing(missing, complain)
    tokens = parser().parse(wording.typeset(text))
    _flatten_nested_headings(tokens)
    return tokens


def complain_of_missing(missing: Iterable[str], complain: Complain) -> None:
    """Name the characters that no font of the report has."""
    if named := ", ".join(f"«{character}» (U+{ord(character):04X})" for character in missing):
        complain(f"В шрифтах отчёта нет знаков: {named}; вместо них напечатано «□». Замените их словами.")


def plain_text(token: Token) -> str:
    """Return the text of an inline token without its markup."""
    return "".join(" " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ())


def sections(tokens: list[Token]) -> Iterator[tuple[Token | None, list[Token]]]:
    """Split the tokens before each top heading: pairs of a heading's inline token (or none) and what follows it.

    The heading's level is in the token's ``meta["level"]``.
    """
    heading: Token | None = None
    body: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place].type == "heading_open":
            if heading or body:
                yield heading, body
            heading, body = tokens[place + 1], []
            heading.meta["level"] = int(tokens[place].tag[1:])
            place += 3
        else:
            body.append(tokens[place])
            place += 1
    if heading or body:
        yield heading, body


def _flatten_nested_headings(tokens: list[Token]) -> None:
    """Turn headings inside of lists and quotes into bold paragraphs: they are no sections."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "heading_open" and opening.level:
            opening.type, opening.tag = "paragraph_open", "p"
            closing.type, closing.tag = "paragraph_close", "p"
            inline.children = [
                Token("strong_open", "strong", 1),
                *(inline.children or ()),
                Token("strong_close", "strong", -1),
            ]


def lone_image(tokens: list[Token]) -> Token | None:
    """Return the image if the tokens are a paragraph with an image and nothing else."""
    children = tokens[1].children or () if len(tokens) == 3 and tokens[1].type == "inline" else ()
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def paragraphs_apart(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield runs of tokens, every paragraph that is a lone image apart."""
    run: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place].type == "paragraph_open" and not tokens[place].level and lone_image(tokens[place : place + 3]):
            if run:
                yield run
            yield tokens[place : place + 3]
            run, place = [], place + 3
        else:
            run.append(tokens[place])
            place += 1
    if run:
        yield run


def resolved(tokens: Iterable[Token], targets: Mapping[str, str], complain: Complain) -> tuple[Token, ...]:
    """Return the tokens with references resolved.

    ``[](#id)`` becomes a link that says «табл. 2» or «рис. 1» (``targets``: anchor → these words); a link to an
    unknown anchor or to a file keeps its words only; an image inside of a line becomes its alternative text.
    """
    resolved_tokens = list(tokens)
    for token in resolved_tokens:
        if token.children:
            token.children = list(_resolved_inline(token.children, targets, complain))
    return tuple(resolved_tokens)


def _resolved_inline(children: list[Token], targets: Mapping[str, str], complain: Complain) -> Iterator[Token]:
    dropped = 0
    for place, child in enumerate(children):
        if child.type == "image":
            complain("Рисунок внутри строки заменён своим описанием: поставьте его отдельным абзацем.")
            yield _text(f"[{child.content}]" if child.content else "")
        elif child.type == "link_open":
            target = unquote(str(child.attrs.get("href", "")))
            empty = children[place + 1].type == "link_close"
            if target.startswith("#") and target[1:] in targets:
                child.attrs["href"] = target
                yield child
                if empty:
                    yield _text(targets[target[1:]])
            elif re.match(r"(https?|mailto):", target):
                yield child
            else:
                dropped += 1
                complain(f"Ссылка «{target}» никуда не ведёт: таблицы, рисунка или раздела с таким именем нет.")
                if empty:
                    yield _text(f"[{target.removeprefix('#')}]")
        elif child.type == "link_close" and dropped:
            dropped -= 1
        else:
            yield child


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)

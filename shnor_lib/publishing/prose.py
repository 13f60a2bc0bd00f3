"""Markdown of a report: parsed once, typeset, made legible, its references resolved."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from shnor_lib.ground import wording
from shnor_lib.ground.legible import REPLACEMENT, legible, writable
from shnor_lib.ground.personal_names import quotable
from shnor_lib.presentation.statement import MARK_SIGN, between_marks, statement_at

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

Complain = Callable[[str], None]

#: A formula: dollars around something with a command, an index or a power.
_FORMULA = re.compile(r"\$\$?[^$\n]*[\\^_][^$\n]*\$\$?|\\\(.+?\\\)|\\\[.+?\\\]")


@cache
def parser() -> MarkdownIt:
    """Return the one parser: CommonMark with tables and strikethrough; raw HTML is shown as text."""
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.inline.add_terminator_char(MARK_SIGN)
    made.inline.ruler.before("escape", "statement", _statement_rule)
    return made


def parse(markdown: str, complain: Complain) -> list[Token]:
    """Return the tokens of legible, typeset Markdown; what could not be shown is complained of.

    The words of statements stand between tokens ``statement_open`` (attribute ``data-said``: its id) and
    ``statement_close``, unless their marks would change what the Markdown says.
    """
    plain, *marks = _legible_pieces(markdown, complain)
    if formula := _FORMULA.search(plain):
        complain(f"Формула «{formula.group()}» оставлена текстом: формулы LaTeX в отчёт не верстаются.")
    text = wording.typeset(plain)
    tokens = parser().parse(text)
    if marks:
        marked = parser().parse(_with_marks(text, marks))
        tokens = marked if _words(marked) == _words(tokens) else tokens
    _flatten_nested_headings(tokens)
    return tokens


def label_and_rest(paragraph: "SyntaxTreeNode") -> tuple["SyntaxTreeNode", list["SyntaxTreeNode"]] | None:
    """Return a paragraph's short label, a bold line of its own, and what stands below it; nothing where it has none."""
    words = [one for one in paragraph.children[0].children if one.type != "text" or one.content]
    is_labelled = len(words) > 2 and words[0].type == "strong" and words[1].type == "hardbreak"
    return (words[0], words[2:]) if is_labelled else None


def _legible_pieces(markdown: str, complain: Complain) -> Iterator[Any]:
    """Yield the legible text without marks, then each mark of a statement with its place in that text."""
    pieces = [legible(piece) if place % 2 == 0 else (piece, []) for place, piece in enumerate(between_marks(markdown))]
    printed = "".join(text for text, _ in pieces[::2])
    complain_of_missing([sign for _, missing in pieces for sign in missing], printed, complain)
    yield printed
    written = 0
    for place, (text, _) in enumerate(pieces):
        if place % 2:
            yield written, text
        else:
            written += len(text)


def _with_marks(text: str, marks: Iterable[tuple[int, str]]) -> str:
    """Return a text with marks at their places; typesetting changed spaces only, so that places are the same."""
    parts, done = [], 0
    for place, mark in marks:
        parts += [text[done:place], mark]
        done = place
    return "".join([*parts, text[done:]])


def _words(tokens: list[Token]) -> list[tuple[str, str]]:
    """Return what a reader meets: the blocks, and the text of each."""
    return [(token.type, plain_text(token)) for token in tokens]


def _statement_rule(state: StateInline, silent: bool) -> bool:
    """Turn the marks of statements into tokens (a rule of markdown-it)."""
    found = statement_at(state.src, state.pos)
    if not found:
        return False
    said, state.pos = found
    if not silent and said is None:
        state.push("statement_close", "span", -1)
    elif not silent:
        state.push("statement_open", "span", 1).attrs |= {"class": "said", "data-said": said or ""}
    return True


#: So many signs are named in a remark, and so many letters are quoted around the first one.
_NAMED, _QUOTED = 8, 40


def complain_of_missing(missing: Iterable[str], printed: str, complain: Complain) -> None:
    """Name the signs that were lost and quote the text, as it is printed, in which they stood."""
    signs = list(dict.fromkeys(missing))
    if not signs:
        return
    named = ", ".join(f"«{writable(sign)}» (U+{ord(sign):04X})" for sign in signs[:_NAMED])
    more = f" и ещё {len(signs) - _NAMED}" if len(signs) > _NAMED else ""
    complain(
        f"В шрифтах отчёта нет знаков: {named}{more}; вместо них напечатано «{REPLACEMENT}», "
        f"знаки над буквами убраны. Место: «{quotable(_around_the_first(printed))}». Замените их словами."
    )


def _around_the_first(printed: str) -> str:
    """Return the words around the first sign that was replaced, on one line."""
    words = " ".join(printed.split())
    start = max(0, words.find(REPLACEMENT) - _QUOTED // 2)
    return f"{'…' if start else ''}{words[start : start + _QUOTED]}{'…' if len(words) > start + _QUOTED else ''}"


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

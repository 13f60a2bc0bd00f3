"""Prose made from data, as Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass

from shnor_lib.ground.wording import one_stop
from shnor_lib.presentation.outline import on_screen
from shnor_lib.presentation.references import has_references
from shnor_lib.presentation.statement import Statement, has_marks, without_marks

TEXT_MIME = "application/vnd.shnor.text.v1+json"


@dataclass(frozen=True)
class Text:
    """Markdown that a section's function composed: paragraphs, lists, emphasis, block quotes, references.

    ``statements`` are those that the words come from, and those that did not hold; in the Markdown each one's words
    stand between marks.  ``carries`` says that what they rest on travels with the words, where
    no table of the edition has it.
    """

    markdown: str
    statements: tuple[Statement, ...] = ()
    carries: bool = False

    def __bool__(self) -> bool:
        return bool(self.markdown.strip())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        shown = on_screen(without_marks(self.markdown))
        bundle: dict[str, object] = {"text/markdown": shown, "text/plain": shown}
        # Exporters number references and know statements; a screen cannot, so that the two differ where there are any.
        if not has_references(self.markdown) and not has_marks(self.markdown):
            return bundle
        said = [one.carried for one in self.statements if one.holds] if self.carries else []
        return {TEXT_MIME: {"markdown": self.markdown} | ({"said": said} if said else {}), **bundle}


#: What texts are composed of; an empty one, and a statement that does not hold, leaves no trace in the words.
Words = str | Statement | Text | None


def joined(parts: Iterable[Words], between: str = " ", opening: str = "", closing: str = "") -> Text:
    """Join the non-empty parts; opening and closing words stand only where something stands between them."""
    texts = [_text(part) for part in parts]
    markdown = between.join(text.markdown.strip() for text in texts if text)
    statements = tuple(statement for text in texts for statement in text.statements)
    return Text(f"{opening}{markdown}{closing}" if markdown else "", statements)


def paragraphs(*parts: Words) -> Text:
    """Join the non-empty parts as paragraphs."""
    return joined(parts, "\n\n")


def sentences(*parts: Words) -> Text:
    """Join the non-empty parts as one paragraph."""
    return joined(parts)


def bullets(items: Iterable[Words]) -> Text:
    """Return the non-empty items as a Markdown list."""
    return joined(items, "\n- ", opening="- ")


def _text(part: Words) -> Text:
    if isinstance(part, Text):
        return part
    return Text(part.marked, (part,)) if isinstance(part, Statement) else Text(one_stop(part or ""))

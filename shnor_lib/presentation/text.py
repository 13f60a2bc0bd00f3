"""Prose made from data, as Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass

from shnor_lib.ground.wording import one_stop
from shnor_lib.presentation.outline import on_screen
from shnor_lib.presentation.references import has_references

TEXT_MIME = "application/vnd.shnor.text.v1+json"


@dataclass(frozen=True)
class Text:
    """Markdown that a section's function composed: paragraphs, lists, emphasis, block quotes, references."""

    markdown: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        shown = on_screen(self.markdown)
        bundle: dict[str, object] = {"text/markdown": shown, "text/plain": shown}
        # Exporters number references; a screen cannot, so that the two differ where there are any.
        return {TEXT_MIME: {"markdown": self.markdown}, **bundle} if has_references(self.markdown) else bundle


def paragraphs(*parts: str) -> Text:
    """Join the non-empty parts as paragraphs."""
    return Text(one_stop("\n\n".join(part.strip() for part in parts if part and part.strip())))


def bullets(items: Iterable[str]) -> str:
    """Return the items as a Markdown list."""
    return "\n".join(f"- {item}" for item in items)

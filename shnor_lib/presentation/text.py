"""Prose made from data, as Markdown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Markdown that a section's function composed: paragraphs, lists, emphasis, block quotes."""

    markdown: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


def paragraphs(*parts: str) -> Text:
    """Join the non-empty parts as paragraphs."""
    return Text("\n\n".join(part.strip() for part in parts if part and part.strip()))


def bullets(items) -> str:
    """Return the items as a Markdown list."""
    return "\n".join(f"- {item}" for item in items)

"""Recommendations by addressee, drafted by rules."""

from shnor_lib.edition import Edition
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statements.drafts import Draft, edition_drafts
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section


def recommendations(edition: Edition) -> Text:
    """Return recommendations by addressee, each with its rule."""
    found = edition_drafts(edition, "recommendations")
    if not found:
        return paragraphs("По установленным правилам рекомендаций нет.")
    by_addressee: dict[str, list[Draft]] = {}
    for draft in found:
        by_addressee.setdefault(draft.addressee, []).append(draft)
    parts = [
        paragraphs(f"**{addressee}**", bullets(f"{draft.text} ({draft.rule.id})" for draft in own))
        for addressee, own in by_addressee.items()
    ]
    return paragraphs(
        f"Рекомендации составлены по правилам {reference('rules', 'genitive')}; код правила указан в скобках.", *parts
    )


SECTION = Section(id="recommendations", title="Рекомендации по адресатам", parts=(recommendations,))

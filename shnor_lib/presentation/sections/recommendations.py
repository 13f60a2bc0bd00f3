"""Recommendations by addressee, drafted by rules."""

from shnor_lib.edition import Edition
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statements.drafts import Draft, edition_drafts, not_drafted, nothing_drafted
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section


def recommendations(edition: Edition) -> Text:
    """Return recommendations by addressee."""
    found = edition_drafts(edition, "recommendations")
    left = not_drafted(edition, "recommendations")
    if not found:
        return paragraphs(nothing_drafted("recommendations", "По установленным правилам рекомендаций нет."), *left)
    by_addressee: dict[str, list[Draft]] = {}
    for draft in found:
        by_addressee.setdefault(draft.addressee, []).append(draft)
    return paragraphs(
        f"Рекомендации составлены по правилам {reference('rules', 'genitive')}.",
        *(
            paragraphs(f"**{addressee}**", bullets(draft.statement for draft in own))
            for addressee, own in by_addressee.items()
        ),
        *left,
    )


SECTION = Section(id="recommendations", title="Рекомендации по адресатам", parts=(recommendations,))

"""Recommendations by addressee, drafted by rules."""

from dataclasses import replace

from shnor_lib.edition import Edition
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statement import Statement
from shnor_lib.presentation.statements.drafts import Draft, edition_drafts, not_drafted, nothing_drafted
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section


def recommendations(edition: Edition) -> Text:
    """Return recommendations by addressee, each with its rule."""
    found = edition_drafts(edition, "recommendations")
    left = not_drafted(edition, "recommendations")
    if not found:
        return paragraphs(nothing_drafted("recommendations", "По установленным правилам рекомендаций нет."), *left)
    by_addressee: dict[str, list[Draft]] = {}
    for draft in found:
        by_addressee.setdefault(draft.addressee, []).append(draft)
    return paragraphs(
        f"Рекомендации составлены по правилам {reference('rules', 'genitive')}; код правила указан в скобках.",
        *(paragraphs(f"**{addressee}**", bullets(map(_with_code, own))) for addressee, own in by_addressee.items()),
        *left,
    )


def _with_code(draft: Draft) -> Statement:
    """Return the draft's statement with the rule's code after its words."""
    return replace(draft.statement, template=f"{draft.rule.text} ({draft.rule.id})")


SECTION = Section(id="recommendations", title="Рекомендации по адресатам", parts=(recommendations,))

"""Problems and risks drafted by rules."""

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statements.drafts import edition_drafts, not_drafted, nothing_drafted
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section


def problems_table(edition: Edition) -> PublicationTable | None:
    """Return problems and risks drafted by rules."""
    found = edition_drafts(edition, "problems")
    if not found:
        return None
    frame = pd.DataFrame(
        [
            {"number": str(n), "text": d.statement.text, "risk": d.rule.risk, "id": d.rule.id}
            for n, d in enumerate(found, start=1)
        ]
    )
    columns = [
        Column("number", "№", "code", width=0.5),
        Column("text", "Проблема", width=5),
        Column("risk", "Риск", width=3.5),
        Column("id", "Правило", "code", width=0.9),
    ]
    return PublicationTable.from_frame(
        frame, columns, "Проблемы и риски", id="problems", statements=tuple(d.statement for d in found)
    )


def problems_text(edition: Edition) -> Text:
    """Return how problems were found, or that none were."""
    left = not_drafted(edition, "problems")
    if not edition_drafts(edition, "problems"):
        return paragraphs(nothing_drafted("problems", "По установленным правилам проблем не выявлено."), *left)
    return paragraphs(
        f"Проблемы определены по правилам {reference('rules', 'genitive')}; данные, на которых они основаны, — в "
        f"разделах {reference('composition', 'number')}–{reference('plan', 'number')}.",
        *left,
    )


SECTION = Section(id="problems", title="Проблемы и риски", parts=(problems_text, problems_table))

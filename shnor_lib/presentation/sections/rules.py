"""The rules by which problems, recommendations and decisions are drafted."""

from typing import Any

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.presentation.plan_items import after_semicolon
from shnor_lib.presentation.references import References
from shnor_lib.presentation.statements.drafts import rules
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.tree import Section


def problem_rules(edition: Edition) -> PublicationTable:
    """Return the rules of problems."""
    return rules_table("problems", edition)


def recommendation_rules(edition: Edition) -> PublicationTable:
    """Return the rules of recommendations."""
    return rules_table("recommendations", edition)


def decision_rules(edition: Edition) -> PublicationTable:
    """Return the rules of decisions."""
    return rules_table("decisions", edition)


def rules_table(part: str, edition: Edition) -> PublicationTable:
    """Return the rules of one part: problems, recommendations or decisions."""
    of_programme = {"measure": after_semicolon(edition, "partnerships")}
    frame = pd.DataFrame(
        [
            {"id": rule.id, "when": wording.sentence_case(rule.when), "text": _pattern(rule.text, of_programme)}
            for rule in rules(part)
        ]
    )
    columns = [
        Column("id", "Правило", "code", width=1),
        Column("when", "Когда применяется", width=4),
        Column("text", "Формулировка", width=5),
    ]
    title = {
        "problems": "Правила: проблемы",
        "recommendations": "Правила: рекомендации",
        "decisions": "Правила: решения",
    }[part]
    return PublicationTable.from_frame(frame, columns, title, id=f"rules-{part}")


def _pattern(text: str, of_programme: dict[str, str]) -> str:
    """Return the rule's text with dots in place of the names it fills in; what the programme says stands as it is."""
    return text.format_map(_Places(of_programme))


class _Places(dict[str, Any]):
    """Dots for every field of a rule's text, whatever its name; references stay."""

    def __missing__(self, name: str) -> str | References:
        if name == "section":
            return References()
        words = {"participants_unknown": "Число участников не указано (для всех результатов или части)"}
        words |= {"schools": "… школ", "in_schools": "… школах", "years": "Между … и … учебными годами"}
        words |= {"years_small": "между … и … учебными годами", "chance": "случайность (округление)"}
        words |= {
            "of_indicators": "показателей …",
            "open": "",
            "repeated": "",
            "after": "",
            "partly": "",
            "when": "… учебного года",
            "until": "дата",
        }
        return words.get(name, "…")


SECTION = Section(
    id="rules",
    title="Правила",
    kind="appendix",
    commented=False,
    parts=(problem_rules, recommendation_rules, decision_rules),
)

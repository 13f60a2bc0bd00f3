"""Problems, recommendations and decisions drafted by stated rules, kept as data in `rules.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from shnor_lib.analysis.programme.due_dates import last_day
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.shipped import shipped_yaml
from shnor_lib.presentation.references import References
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import Fact
from shnor_lib.presentation.statements.facts import edition_facts

#: So many schools are named in a brief; the full text, with the names of all, stands in the draft of decisions.
MOST_IN_BRIEF = 3
#: A rule that asks for a text for each school drafts one for all of them where they are more.
MOST_APART = 5


#: What a table's cells with a draft's words and with its term show; the frame's ``id`` names the draft's statement.
WORDS, TERM = Evidence("statements", "text"), Evidence("register_settings", "value")


@dataclass(frozen=True)
class Rule:
    """One rule: which fact triggers it, the same in words, and the text it drafts.

    ``basis`` is ``grounds`` (the list against the criteria and their years), ``latest`` (results of the latest school
    year that has any of their kind) or empty; ``weight`` orders the drafts; ``each`` asks for a text for each school;
    ``card`` is the text in words of one school.
    """

    id: str
    fact: str
    when: str
    text: str
    risk: str = ""
    addressee: str = ""
    responsible: str = ""
    due_months: int = 0
    check: str = ""
    brief: str = ""
    card: str = ""
    basis: str = ""
    weight: int = 1
    each: bool = False


@cache
def rules(part: str) -> tuple[Rule, ...]:
    """Return the rules of a part: problems, recommendations or decisions."""
    return tuple(Rule(**rule) for rule in shipped_yaml("shnor_lib.presentation.statements", "rules.yml")[part])


#: The parts of `rules.yml` and what a statement of each is.
KINDS = {"problems": "problem", "recommendations": "recommendation", "decisions": "decision"}


@dataclass(frozen=True)
class Draft:
    """What a rule drafts for one edition: its words with the edition's names filled in, and the fact it rests on."""

    statement: Statement
    rule: Rule
    fact: Fact
    brief: str
    addressee: str
    responsible: str
    due_on: date
    check: str

    @property
    def due(self) -> str:
        """The term in words: «до 31 января 2025 года»."""
        return f"до {wording.date_words(self.due_on)}"


def drafts(part: str, facts: Mapping[str, Fact], organisation: str, as_of: date) -> list[Draft]:
    """Return what the rules draft whose fact holds: what weighs more first, schools within a text never by result.

    Of one weight, what concerns the school with most low procedures of the latest year comes first, then the order of
    the rules decides (decision 33).

    Args:
        part: problems, recommendations or decisions.
        facts: the facts of the edition.
        organisation: the methodical centre's name, for texts addressed to it.
        as_of: the reporting date from which terms are counted.
    """
    found = [
        _draft(part, rule, fact, organisation, as_of)
        for rule in rules(part)
        if facts[rule.fact]
        for fact in _facts_of(rule, facts[rule.fact])
    ]
    return sorted(found, key=lambda draft: (-draft.rule.weight, -draft.fact.need))


def _facts_of(rule: Rule, fact: Fact) -> tuple[Fact, ...]:
    """Return the fact of each school where the rule asks for that and they are few, else the fact of all of them."""
    return fact.each if rule.each and 0 < len(fact.each) <= MOST_APART else (fact,)


def edition_drafts(edition: Edition, part: str) -> list[Draft]:
    """Return what the rules of a part draft for an edition."""
    return drafts(part, edition_facts(edition), edition.params.report.organisation, as_of(edition))


def not_drafted(edition: Edition, part: str) -> list[Statement]:
    """Return the rules of a part that do not apply to an edition: statements that do not hold."""
    facts = edition_facts(edition)
    return [
        Statement(rule.id, rule.text, {}, fact.evidence, holds=False, kind=KINDS[part], rule=rule.id, basis=rule.basis)
        for rule in rules(part)
        if not (fact := facts[rule.fact])
    ]


def nothing_drafted(part: str, words: str) -> Statement:
    """Return the sentence that no rule of a part applies."""
    return Statement(f"{part}.none", words, {}, (Evidence("statements", "holds", {"kind": KINDS[part]}),))


def _draft(part: str, rule: Rule, fact: Fact, organisation: str, as_of: date) -> Draft:
    words = {**fact.fields, "organisation": organisation}
    fields = {**words, "section": References()}
    alone = f".{fact.school_ids[0]}" if rule.each and len(fact.school_ids) == 1 else ""
    return Draft(
        Statement(
            f"{rule.id}{alone}",
            rule.text,
            words,
            fact.evidence,
            kind=KINDS[part],
            rule=rule.id,
            basis=rule.basis,
            school_ids=fact.school_ids,
        ),
        rule,
        fact,
        rule.brief.format(**{**fields, "names": _named_or_counted(fact)}),
        rule.addressee.format(**fields),
        rule.responsible.format(**fields),
        due_on(rule, as_of),
        rule.check.format(**fields),
    )


def _named_or_counted(fact: Fact) -> str:
    """Return a few names, of more only how many schools: the first page has room for no more."""
    return fact.fields["names"] if len(fact) <= MOST_IN_BRIEF else fact.fields["schools"]


def due_on(rule: Rule, as_of: date) -> date:
    """Return the rule's term: the end of the month that many months after the reporting date."""
    month = as_of.month - 1 + rule.due_months
    return last_day(as_of.year + month // 12, month % 12 + 1)

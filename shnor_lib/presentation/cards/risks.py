"""What asks for attention in the school and what is recommended to it, beside the decisions of its card."""

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.signal_kinds import RISK_LEVELS, SIGNAL_SEVERITIES
from shnor_lib.presentation.cards.card import Card
from shnor_lib.presentation.signal_words import factor_words, factors_of_level, kind_words, seen_words
from shnor_lib.presentation.statement import Evidence
from shnor_lib.presentation.tables import Cell, Column, PublicationTable


def signals_table(card: Card) -> PublicationTable | None:
    """Return the school's signals: what, what is seen, how urgent."""
    own = card.own(card.edition.signals)
    if own.empty:
        return None
    columns = (
        Column("what", "Сигнал", width=2.6),
        Column("seen", "Что видно", width=4),
        Column("how", "Срочность", width=1.6),
    )
    rows = tuple(
        (
            Cell(kind_words(row), kind_words(row)),
            Cell(seen_words(row), seen_words(row)),
            Cell(row.severity, SIGNAL_SEVERITIES[row.severity], "low" if row.severity == "urgent" else ""),
        )
        for row in rows_of(own)
    )
    whole = (Evidence("signals", "*"),)
    origin = card.origin(
        ["rule", "subject"], [[row.rule, row.subject] for row in rows_of(own)], {"seen": whole, "how": whole}
    )
    return PublicationTable("Сигналы", columns, rows, id="card-signals", origin=origin)


def recommendations_table(card: Card) -> PublicationTable | None:
    """Return the school's factors of high and medium risk with the catalogue's recommendations; the others below."""
    own = card.own(card.edition.addressed_recommendations)
    if own.empty:
        return None
    profile = card.own(card.edition.risk_profiles)
    words = {row.factor: factor_words(row) for row in rows_of(profile)}
    columns = (
        Column("factor", "Риск", width=2.2),
        Column("measure", "Что сделать", width=4.4),
        Column("who", "Кто", width=2.2),
        Column("when", "Когда", width=1.6),
    )
    rows = tuple(
        (
            _risk(words[row.factor], row.level),
            *(Cell(getattr(row, name), getattr(row, name)) for name in ("measure", "who", "when")),
        )
        for row in rows_of(own)
    )
    told = {level: factors_of_level(profile, level) for level in ("low", "no_data")}
    notes = tuple(f"{_opening(level)}: {factors}." for level, factors in told.items() if factors)
    origin = card.origin(
        ["factor", "recommendation"],
        [[row.factor, row.recommendation] for row in rows_of(own)],
        {"factor": (Evidence("risk_profiles", "level"), Evidence("risk_profiles", "value"))},
    )
    caption = "Риски и адресные рекомендации"
    return PublicationTable(caption, columns, rows, notes=notes, id="card-recommendations", origin=origin)


def _risk(words: str, level: str) -> Cell:
    text = f"{wording.sentence_case(words)} ({RISK_LEVELS[level]})"
    return Cell(text, text, "low" if level == "high" else "")


def _opening(level: str) -> str:
    word = wording.sentence_case(RISK_LEVELS[level])
    return word if level == "no_data" else f"{word} риск"

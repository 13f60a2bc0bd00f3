"""How the school works and what stands against it: the methodical system's marks and the factors of risk."""

from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.cards.card import Card, CardSection
from shnor_lib.presentation.tables import Cell, Column, PublicationTable

#: Levels of a factor by their codes in the register.
LEVELS = {one.code: one.word for one in register_sheet("factors").column("level").choices}


def systems_table(card: Card) -> PublicationTable | None:
    """Return the latest marks of the methodical system with their conclusions."""
    own = card.own(card.edition.methodical_systems)
    if own.empty:
        return None
    columns = (
        Column("criterion", "Критерий", width=3),
        Column("mark", "Оценка", width=1.2),
        Column("conclusion", "Вывод", width=3),
    )
    day = max(own["held_on"])
    rows = tuple(_system_row(row) for row in rows_of(own))
    origin = card.origin(["criterion"], [[criterion] for criterion in own["criterion"]])
    note = (
        f"Последняя оценка — {wording.date_words(day)}; в скобках предыдущая."
        if _has_previous(own)
        else (f"Последняя оценка — {wording.date_words(day)}.")
    )
    return PublicationTable(
        "Методическая система школы", columns, rows, notes=(note,), id="card-systems", origin=origin
    )


def _has_previous(own: Any) -> bool:
    return bool(own["previous_mark"].notna().any())


def _system_row(row: Any) -> tuple[Cell, ...]:
    mark = wording.MISSING if wording.is_missing(row.mark) else wording.number(row.mark)
    before = "" if wording.is_missing(row.previous_mark) else f" ({wording.number(row.previous_mark)})"
    conclusion = "" if wording.is_missing(row.conclusion) else str(row.conclusion)
    criterion = wording.sentence_case(row.criterion)
    value = None if wording.is_missing(row.mark) else float(row.mark)
    return Cell(criterion, criterion), Cell(value, mark + before), Cell(conclusion, conclusion)


def factors_table(card: Card) -> PublicationTable | None:
    """Return the school's factors of risk, their levels and the measures against them."""
    own = card.own(card.edition.register_factors)
    if own.empty:
        return None
    columns = (
        Column("factor", "Фактор", width=3),
        Column("level", "Уровень", width=1.3),
        Column("measure", "Мера", width=3),
    )
    return PublicationTable(
        "Факторы риска", columns, tuple(_factor_row(row) for row in rows_of(own)), id="card-factors"
    )


def _factor_row(row: Any) -> tuple[Cell, ...]:
    factor = wording.sentence_case(row.factor)
    level = LEVELS.get(row.level, wording.MISSING)
    measure = wording.MISSING if wording.is_missing(row.measure) else str(row.measure)
    return Cell(factor, factor), Cell(level, level, "low" if row.level == "high" else ""), Cell(measure, measure)


SYSTEMS = CardSection("card_systems", "Методическая система школы", (systems_table,))
FACTORS = CardSection("card_factors", "Факторы риска", (factors_table,))

"""What cannot be told, and which sheets of the registers' workbook would tell it: said once, for the whole report."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.registers import WORKBOOK, register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import HAND_VALUE, RESULTS, WAY
from shnor_lib.presentation.indicator_words import NEW_RESULTS, needed_registers
from shnor_lib.presentation.needs import Need, sheets_of
from shnor_lib.presentation.plan_items import items_words
from shnor_lib.presentation.report import missing, needs_declared
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section

#: What an indicator lacks that no register tells, within a sentence.
_OTHERWISE = {
    RESULTS: NEW_RESULTS,
    WAY: "слова в колонке «Как считается» таблицы показателей Программы",
    HAND_VALUE: "значения, которые вписываются в таблицу показателей Программы",
}


@dataclass(frozen=True)
class Lack:
    """A row of the table: what is not told, what would tell it, the items it answers, the statement that says so."""

    what: str
    source: str
    items: str | None
    statement: Statement


def missing_text(edition: Edition) -> Text:
    """Return how much cannot be told, or that nothing is missing."""
    unmet, unknown = missing(edition), _unknown(edition)
    cells = (Evidence("rows_read", "used"), Evidence("indicators", "needs"))
    values = {"parts": len(unmet), "indicators": len(unknown), "workbook": WORKBOOK}
    told = {
        "parts": "{parts:части|частей|частей} отчёта",
        "indicators": "{indicators:показателя|показателей|показателей}",
    }
    what = wording.join(told[name] for name in told if values[name])
    return paragraphs(
        Statement(
            "missing.nothing",
            "Всё, что отчёт читает из реестров Программы, представлено.",
            values,
            cells,
            holds=not (len(unmet) or len(unknown)),
        ),
        Statement(
            "missing.told",
            f"Сведений нет для {what}. Заполненные листы файла {{workbook}} появятся в отчёте при следующем выпуске; "
            "то, о чём сведений нет, нулём не считается.",
            values,
            cells,
            holds=bool(len(unmet) or len(unknown)),
        ),
        *(need.statement(edition, section.id) for section, need in needs_declared() if need.met(edition)),
    )


def missing_table(edition: Edition) -> PublicationTable | None:
    """Return what is not told, which sheets would tell it, and the items of the plan it would answer."""
    lacks = [*_values(edition), *(_part(section, need, edition) for section, need in missing(edition))]
    if not lacks:
        return None
    frame = pd.DataFrame([vars(lack) for lack in lacks])
    columns = [
        Column("what", "Чего не хватает", width=4.6),
        Column("source", f"Что заполнить (листы файла {WORKBOOK})", width=3.4),
        *([Column("items", "Пункты плана и меры", width=1.8)] if frame["items"].any() else []),
    ]
    statements = tuple(lack.statement for lack in lacks)
    return PublicationTable.from_frame(frame, columns, "Чего не хватает", id="missing", statements=statements)


def _unknown(edition: Edition) -> pd.DataFrame:
    """Return the indicators without a value; one that tells of too few people has it and does not show it."""
    indicators = edition.indicators
    hidden = indicators["hidden"].fillna(False).astype(bool)
    return indicators[(indicators["status"] == "no_data") & ~hidden & indicators["actual"].isna()]


def _values(edition: Edition) -> Iterator[Lack]:
    """Yield the indicators without a value, together where the same sheets would give it."""
    unknown = _unknown(edition)
    for needs, own in unknown.assign(needs=unknown["needs"].fillna("")).groupby("needs", sort=False):
        names = [wording.quoted(row.short_name) for row in rows_of(own)]
        source, template, values = _source(edition, needs)
        several = len(own) > 1
        yield Lack(
            f"{'Показатели' if several else 'Показатель'} {wording.join(names)}",
            source,
            None,
            Statement(
                f"missing.indicators.{own['id'].iloc[0]}",
                f"{'Значений показателей' if several else 'Значения показателя'} {{names:names}} нет: {template}.",
                {"codes": list(own["id"]), "names": names, **values},
                (Evidence("indicators", "needs", {"id": list(own["id"])}), Evidence("rows_read", "used")),
            ),
        )


def _source(edition: Edition, needs: object) -> tuple[str, str, dict[str, Any]]:
    """Return what would give indicators a value: in a cell, and within a sentence as a template with its values."""
    if registers := needed_registers(needs):
        sheets = sheets_of(edition, registers)
        return (sheets.words, *sheets.told())
    other = _OTHERWISE.get(str(needs), "сведения за период Программы")
    return wording.sentence_case(other), "нужны {source}", {"source": other}


def _part(section: Section, need: Need, edition: Edition) -> Lack:
    """Return a part of the report that is left out."""
    roles = {role for name in need.registers for role in register_sheet(name).roles}
    items = items_words(edition, *roles, *need.roles)
    statement = need.statement(edition, section.id)
    return Lack(need.words(edition), need.sheets(edition).words, wording.sentence_case(items) or None, statement)


SECTION = Section(id="missing", title="Чего не хватает", commented=False, parts=(missing_text, missing_table))

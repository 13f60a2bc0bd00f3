"""The programme's indicators, and what was done of its plan."""

from shnor_lib.ground import wording
from shnor_lib.ground.public_tables import SHARES_IN_WHOLE_BELOW
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES, PLAN_STATUSES, PUBLIC_SYMBOLS
from shnor_lib.presentation.charts.verdict_bars import BAR_NOTE, verdict_bar
from shnor_lib.presentation.public.edition import PublicEdition
from shnor_lib.presentation.public.numbers import symbols_note
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, sentences
from shnor_lib.presentation.tree import Section


def indicators_table(edition: PublicEdition) -> PublicationTable | None:
    """Return the indicators: target, value, of how many, status."""
    own = edition.public_indicators
    if own.empty:
        return None
    rows = own.to_dict("records")
    values = [row["symbol"] or indicator_value(row) for row in rows]
    counts = [
        "" if wording.is_missing(row["denominator"]) else f"{row['numerator']} из{wording.NBSP}{row['denominator']}"
        for row in rows
    ]
    statuses = [PUBLIC_SYMBOLS[row["symbol"]] if row["symbol"] else INDICATOR_STATUSES[row["status"]] for row in rows]
    bars = ["" if row.symbol else verdict_bar(row).svg for row in rows_of(own)]
    said = [row["symbol"] or _bar_words(row) for row in rows]
    columns = [
        Column("name", "Показатель", width=4.5),
        Column("unit", "Единица", width=0.9),
        Column("target", "Цель", "number", width=0.7),
        Column("actual", "Значение", "number", width=1),
        Column("counts", "Из скольких", width=1.2),
        Column("bar", "От 0 до 100 %", width=1.6),
        Column("status", "Состояние", width=1.5),
    ]
    return PublicationTable.from_frame(
        own.assign(counts=counts, bar=said),
        columns,
        "Показатели Программы",
        texts={"actual": values, "status": statuses},
        pictures={"bar": bars},
        notes=[BAR_NOTE, symbols_note(list(own["symbol"]))],
        id="public_indicators",
    )


def _bar_words(row: dict) -> str:
    """Return what is said instead of a bar: «78 %, цель 40 %, достигнут»."""
    target = "" if wording.is_missing(row["target"]) else f"цель {_with_unit(wording.number(row['target']), row)}"
    return ", ".join(filter(None, (_with_unit(indicator_value(row), row), target, INDICATOR_STATUSES[row["status"]])))


def _with_unit(words: str, row: dict) -> str:
    return f"{words}{wording.NBSP}{row['unit']}"


def indicator_value(row: dict) -> str:
    """Return a value as precisely as it is known: a share of fewer than a hundred in whole per cents."""
    if wording.is_missing(row["denominator"]):
        return wording.number(row["actual"], None)
    return wording.number(row["actual"], 0 if row["denominator"] < SHARES_IN_WHOLE_BELOW else 1)


def plan_text(edition: PublicEdition) -> Text:
    """Return how many items of the plan were done, and how many are open."""
    own = edition.public_plan
    counts = own["status"].value_counts()
    cells = (Evidence("public_plan", "status"),)
    return sentences(
        *(
            Statement(
                f"public_programme.{status}",
                "{words}: {n:пункт|пункта|пунктов}.",
                {"words": wording.sentence_case(words), "n": int(counts.get(status, 0))},
                cells,
                holds=bool(counts.get(status, 0)),
            )
            for status, words in PLAN_STATUSES.items()
        )
    )


def plan_table(edition: PublicEdition) -> PublicationTable | None:
    """Return the plan: activity, term, status."""
    own = edition.public_plan
    if own.empty:
        return None
    columns = [
        Column("id", "№", "code", width=0.5),
        Column("activity", "Мероприятие", width=5),
        Column("due", "Срок по Программе", width=1.5),
        Column("status", "Состояние", width=1.5),
    ]
    return PublicationTable.from_frame(
        own,
        columns,
        "План мероприятий",
        texts={"status": [PLAN_STATUSES[status] for status in own["status"]]},
        id="public_plan",
    )


SECTION = Section(
    id="public_programme",
    title="Показатели и план Программы",
    commented=False,
    parts=(indicators_table, plan_text, plan_table),
)

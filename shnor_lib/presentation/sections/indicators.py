"""The programme's indicators, plan against fact: the verdicts; how each was counted stands in an appendix."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.declared import indicators_of
from shnor_lib.analysis.indicators.indicator import Group
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES
from shnor_lib.ground.ways import BY_HAND
from shnor_lib.presentation.charts.indicator_lines import indicator_lines
from shnor_lib.presentation.charts.verdict_bars import BAR_NOTE, bar_words, verdict_bar
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.school_names import by_school, with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection
from shnor_lib.presentation.verdicts import VERDICT_MARKS, share_decimals, share_words, target_words, verdict_words

#: What makes a verdict preliminary.
DOUBT = ("status_firm", "range_low", "range_high")


def indicators_text(edition: Edition) -> Text:
    """Return how many indicators are met, what is lacking to the others, and which verdicts are preliminary."""
    indicators = edition.indicators
    aimed = indicators[(indicators["group"] == Group.TARGETS) & indicators["target"].notna()]
    known = indicators["actual"].notna().any()
    where = reference("indicator_records", "prepositional")
    return paragraphs(
        sentences(*_statuses(aimed), _not_met(aimed), _preliminary(aimed)),
        f"Как посчитан каждый показатель и что осталось неучтённым, сказано в {where}." if known else "",
    )


def _statuses(aimed: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how many indicators with a target are met, not met and unknown."""
    counts = {status: int((aimed["status"] == status).sum()) for status in INDICATOR_STATUSES}
    told = ", ".join(f"{words} — {{{status}}}" for status, words in INDICATOR_STATUSES.items() if counts[status])
    if counts["no_data"] == len(aimed):
        told = "сведений за период Программы нет ни по одному ({section:missing})"
    cells = tuple(Evidence("indicators", name, {"group": "targets"}) for name in ("target", "status"))
    return (
        Statement("indicators.no_targets", "Показателей с целевыми значениями нет.", {}, cells, holds=aimed.empty),
        Statement(
            "indicators.statuses",
            f"Показателей с целевыми значениями: {{targets}}; {told}.",
            {"targets": len(aimed), **counts},
            cells,
            holds=len(aimed) > 0,
        ),
    )


def _not_met(aimed: pd.DataFrame) -> Statement:
    """Name the indicators that are not met, and how many of how many are lacking to the target."""
    own = aimed[aimed["status"] == "not_met"]
    parts: list[str] = []
    values: dict[str, Any] = {"codes": list(own["id"])}
    for place, row in enumerate(rows_of(own), start=1):
        values[f"name_{place}"] = wording.quoted(row.short_name)
        lacking = _lacking(row)
        parts.append(f"{{name_{place}}}" + (f" (до цели не хватает {{lacking_{place}:of}})" if lacking else ""))
        values |= {f"lacking_{place}": lacking} if lacking else {}
    return Statement(
        "indicators.not_met",
        f"Не достигнуты: {'; '.join(parts)}.",
        values,
        tuple(
            Evidence("indicators", name, {"id": list(own["id"])})
            for name in ("status", "target", "numerator", "denominator")
        ),
        holds=len(own) > 0,
    )


def _lacking(row: Any) -> list[int]:
    """Return how many of how many are lacking to the target of a share; nothing where that is no answer."""
    is_floor = getattr(row, "goal", None) != "at_most"
    if row.unit != "%" or not is_floor or pd.isna(row.numerator) or pd.isna(row.denominator):
        return []
    needed = math.ceil(round(float(row.target) * float(row.denominator) / 100, 9))
    lacking = needed - int(row.numerator)
    return [lacking, int(row.denominator)] if lacking > 0 else []


def _preliminary(aimed: pd.DataFrame) -> Statement:
    """Name the indicators of which another possible value would change the verdict, with the values that may be."""
    doubtful = aimed[~is_true(aimed["status_firm"])]
    parts: list[str] = []
    values: dict[str, Any] = {"codes": list(doubtful["id"])}
    for place, row in enumerate(rows_of(doubtful), start=1):
        values |= {f"name_{place}": wording.quoted(row.short_name), f"unit_{place}": row.unit}
        values |= {f"low_{place}": row.range_low, f"high_{place}": row.range_high}
        between = f"от {{low_{place}:number0}} до {{high_{place}:number0}}{wording.NBSP}{{unit_{place}}}"
        parts.append(f"{{name_{place}}} — {between}")
    return Statement(
        "indicators.preliminary",
        f"Вывод предварительный (при другом из возможных значений он изменится): {'; '.join(parts)}.",
        values,
        tuple(Evidence("indicators", name, {"id": list(aimed["id"])}) for name in DOUBT),
        holds=len(doubtful) > 0,
    )


def main_indicators(edition: Edition) -> PublicationTable | None:
    """Return the verdicts on the programme's targets, once any of them has a value."""
    return _verdicts(edition, Group.TARGETS, "Целевые показатели: план и факт", "indicators-main")


def passport_indicators(edition: Edition) -> PublicationTable | None:
    """Return the values of the indicators that the programme names beside its targets, once any of them has one."""
    own = edition.indicators[edition.indicators["group"] == Group.PASSPORT]
    caption = "Показатели без целевых значений" if own["target"].isna().all() else "Другие показатели"
    return _verdicts(edition, Group.PASSPORT, caption, "indicators-passport")


def _verdicts(edition: Edition, group: Group, caption: str, table_id: str) -> PublicationTable | None:
    """Return target, value, verdict and basis of a group of indicators; columns that would say nothing are left out."""
    own = edition.indicators[edition.indicators["group"] == group].reset_index(drop=True)
    if not (own["actual"].notna() | is_true(own["hidden"])).any():
        return None
    decimals = share_decimals(own)
    bars = [verdict_bar(row) for row in rows_of(own)]
    frame = own.assign(
        plan=[target_words(row) for row in rows_of(own)],
        fact=["нет данных" if pd.isna(row.actual) else share_words(row, decimals) for row in rows_of(own)],
        bar=[bar_words(row, decimals) for row in rows_of(own)],
        verdict=[verdict_words(row) for row in rows_of(own)],
        basis=[_basis_words(row) for row in rows_of(own)],
    )
    has_targets = bool(own["target"].notna().any())
    columns = [
        Column("short_name", "Показатель", width=3),
        *([Column("plan", "Цель", width=1.1)] if has_targets else []),
        Column("fact", "Факт", width=2.8),
        Column("bar", "От 0 до 100 %", width=2.2),
        *([Column("verdict", "Вывод", width=2.1)] if has_targets else []),
        Column("basis", "На чём основан", width=2.9),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        caption,
        marks={"verdict": [VERDICT_MARKS[status] for status in own["status"]]},
        pictures={"bar": [bar.svg for bar in bars]},
        notes=(BAR_NOTE if has_targets else "",),
        rests_on=SHOWN,
        id=table_id,
    )


#: The cells of the table `indicators` that a table of verdicts shows, by its columns.
SHOWN: Mapping[str, Evidence | Iterable[Evidence]] = {
    "plan": Evidence("indicators", "target"),
    "fact": [Evidence("indicators", name) for name in ("actual", "numerator", "denominator")],
    "bar": [Evidence("indicators", name) for name in ("actual", "target")],
    "verdict": [Evidence("indicators", name) for name in ("status", "status_firm")],
    "basis": Evidence("indicators", "evidence"),
}


def _basis_words(row: Any) -> str:
    """Return what confirms a value; of one that is kept by hand, the evidence that stands beside it."""
    if getattr(row, "way", None) != BY_HAND or pd.isna(row.actual):
        return wording.sentence_case(row.evidence)
    given = row.value_evidence
    proof = wording.sentence_case(given) if isinstance(given, str) and given else "Подтверждение не указано"
    return f"{proof} (значение внесено вручную)"


def course_chart(edition: Edition) -> PublicationFigure | None:
    """Return the indicators that have targets quarter by quarter, where registers tell them."""
    aimed = edition.indicators[edition.indicators["target"].notna()]
    return indicator_lines(edition.indicator_quarters, aimed)


def by_school_codes(edition: Edition) -> list[str]:
    """Return the shares over teachers that are shown school by school, in the programme's order."""
    return [code for code, indicator in indicators_of(edition.indicators).items() if indicator.by_school]


def schools_table(edition: Edition) -> PublicationTable | None:
    """Return indicators over teachers by school: how many of how many, and the share; to be looked up."""
    shown, own = by_school_codes(edition), edition.indicator_schools
    own = own[own["id"].isin(shown)]
    if own.empty:
        return None
    codes = [code for code in shown if code in set(own["id"])]
    texts = own.assign(text=[_share_words(row) for row in rows_of(own)])
    frame = by_school(own).join(texts.pivot(index="school_id", columns="id", values="text"))[["school", *codes]]
    names = edition.indicators.set_index("id")["short_name"]
    columns = [Column("school", "Школа", width=3), *(Column(code, names[code], width=2) for code in codes)]
    notes = (
        "Школы стоят в порядке списка, а не по значению. Педагог, который работает в двух школах, учтён в каждой; в "
        "показателе по округу — один раз.",
    )
    return PublicationTable.from_frame(
        with_short_names(frame.reset_index(drop=True)),
        columns,
        "Показатели по школам",
        notes=notes,
        id="indicators-by-school",
        lookup=True,
    )


def _share_words(row: Any) -> str:
    if row.hidden:
        return "с"
    if pd.isna(row.value_pct):
        return wording.MISSING
    return f"{int(row.numerator)} из{wording.NBSP}{int(row.denominator)} ({wording.percent(row.value_pct, 0)})"


BY_SCHOOL_NEED = Need(
    "Показателей по педагогам в разрезе школ нет",
    ("teachers", "courses", "diagnostics", "interaction"),
    lambda edition: bool(edition.indicator_schools["id"].isin(by_school_codes(edition)).any()),
)

SECTION = Section(
    id="indicators",
    title="Целевые индикаторы",
    parts=(
        indicators_text,
        main_indicators,
        course_chart,
        passport_indicators,
        Subsection("По школам", (schools_table,), BY_SCHOOL_NEED),
    ),
)

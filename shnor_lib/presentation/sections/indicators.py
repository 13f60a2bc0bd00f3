"""The programme's indicators, plan against fact."""

import math
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.declared import INDICATORS, PARTICIPATION
from shnor_lib.analysis.indicators.indicator import Group
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import participation_known
from shnor_lib.analysis.programme.rows_read import refused
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES
from shnor_lib.presentation.charts.indicator_bars import indicator_bars
from shnor_lib.presentation.charts.indicator_lines import indicator_lines
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.indicator_words import proof_words, remarks_by_indicator
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.school_names import by_school, with_short_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section, Subsection
from shnor_lib.presentation.verdicts import VERDICT_MARKS, verdict_words, with_unit


def main_indicators(edition: Edition) -> PublicationTable:
    """Return the indicators of the programme's table."""
    return indicator_table(edition, Group.TARGETS)


def passport_indicators(edition: Edition) -> PublicationTable:
    """Return the indicators that the programme's passport adds."""
    return indicator_table(edition, Group.PASSPORT)


def indicator_table(edition: Edition, group: Group) -> PublicationTable:
    """Return plan, value, deviation, reason (blank for the analyst) and evidence of a group of indicators."""
    has_targets = group == Group.TARGETS
    indicators = edition.indicators[edition.indicators["group"] == group].reset_index(drop=True)
    spoilt = refused(edition.rows_read)
    frame = indicators.assign(
        number=[
            f"{row.id} ({row.source_number})" if row.group == Group.TARGETS else row.id for row in rows_of(indicators)
        ],
        plan=[with_unit(row.target, row.unit) for row in rows_of(indicators)],
        fact=[_fact_words(row) for row in rows_of(indicators)],
        gap=[_gap_words(row) for row in rows_of(indicators)],
        verdict=[verdict_words(row) for row in rows_of(indicators)],
        reason=wording.MISSING,
        proof=[proof_words(row.evidence, row.needs, spoilt) for row in rows_of(indicators)],
    )
    columns = [
        Column("number", "№ (в Программе)" if has_targets else "№", width=1.2),
        Column("name", "Показатель", width=4.4),
        Column("plan", "План", width=0.9),
        Column("fact", "Факт", width=1.3),
        Column("gap", "Отклонение", width=1.2),
        Column("verdict", "Вывод", width=1.4),
        Column("reason", "Причина отклонения", width=2),
        Column("proof", "Чем подтверждается", width=3.6),
    ]
    caption = (
        "Показатели таблицы 2.4 Программы" if has_targets else "Показатели паспорта Программы без целевых значений"
    )
    notes = (
        (
            "В Программе номера показателей повторяются и пропущены (1, 1, 2, 4, 5, 6, 9); свои номера И1–И7 даны по "
            "порядку.",
        )
        if has_targets
        else ("Паспорт называет показатели, которых нет в таблице 2.4; целевые значения для них не заданы.",)
    )
    marks = {"verdict": [VERDICT_MARKS[status] for status in indicators["status"]]}
    overridden = _overridden_targets(edition, indicators)
    said = remarks_by_indicator(edition.indicators, edition.indicator_remarks, edition.params.indicators)
    remarks = tuple(f"{code}: {said[code]}" for code in indicators["id"] if code in said)
    return PublicationTable.from_frame(
        frame,
        columns,
        caption,
        marks=marks,
        notes=(*notes, *overridden, *remarks),
        id=f"indicators-{'main' if has_targets else 'passport'}",
    )


def _overridden_targets(edition: Edition, indicators: pd.DataFrame) -> tuple[str, ...]:
    """Name the indicators whose targets the sheet «Настройки» sets otherwise than the programme."""
    stated = edition.programme_indicators.set_index("id")["target"].reindex(indicators["id"]).to_numpy()
    own = [row.id for row, target in zip(rows_of(indicators), stated, strict=True) if _differ(row.target, target)]
    return (f"Целевые значения {wording.join(own)} заданы на листе «Настройки», а не Программой.",) if own else ()


def _differ(one: Any, other: Any) -> bool:
    return pd.isna(one) != pd.isna(other) or (not pd.isna(one) and float(one) != float(other))


def _fact_words(row: Any) -> str:
    value = with_unit(row.actual, row.unit)
    if pd.isna(row.actual) and not pd.isna(row.baseline):
        return (
            f"нет данных; до Программы по всем парам {with_unit(row.baseline, row.unit)} (части — в "
            f"{reference('dynamics', 'prepositional')})"
        )
    if not pd.isna(row.numerator) and not pd.isna(row.denominator):
        return f"{value} ({int(row.numerator)} из {int(row.denominator)})"
    return value


def _gap_words(row: Any) -> str:
    if pd.isna(row.deviation):
        return wording.MISSING
    return wording.points(row.deviation) if row.unit == "%" else f"{wording.signed(row.deviation, 0)} {row.unit}"


def indicator_chart(edition: Edition) -> PublicationFigure | None:
    """Return values against targets, once any indicator has a value: empty bars would say nothing."""
    return indicator_bars(edition.indicators) if edition.indicators["actual"].notna().any() else None


def indicators_text(edition: Edition) -> Text:
    """Return how many indicators are met, not met and unknown, and the weakness of targets that data show."""
    indicators = edition.indicators[edition.indicators["group"] == Group.TARGETS]
    counts = indicators["status"].value_counts()
    parts = [
        f"{INDICATOR_STATUSES[status]} — {counts[status]}" for status in INDICATOR_STATUSES if counts.get(status, 0)
    ]
    if counts.get("no_data", 0) == len(indicators):
        parts = ["сведений за период Программы нет ни по одному"]
    opening = (
        f"Показателей с целевыми значениями: {len(indicators)}; {', '.join(parts)}."
        if len(indicators)
        else "Показателей нет."
    )
    share = _participation_words(edition)
    return paragraphs(
        opening + _preliminary_words(indicators),
        share,
        "«ШНОР» в показателях — школы списка Программы. Показатель, для которого нет сведений, не считается нулевым.",
        "Допущение: доли «от общего количества ШНОР» для педагогов считаются от числа педагогов "
        "(учителей-предметников) этих школ, поскольку доля педагогов от числа школ не имеет смысла.",
    )


def _preliminary_words(indicators: pd.DataFrame) -> str:
    """Name the indicators of which another possible value would change the verdict."""
    doubtful = indicators.loc[~is_true(indicators["status_firm"]), "id"]
    return (
        f" Вывод предварительный: {wording.join(doubtful)}; возможные значения — под таблицей." if len(doubtful) else ""
    )


def _participation_words(edition: Edition) -> str:
    """Say how many schools the target of participation means, and what the programme leaves unsaid."""
    listed = int(edition.schools["listed"].sum())
    target = edition.indicators.set_index("id")["target"].get(PARTICIPATION)
    if not listed or target is None or pd.isna(target):
        return ""
    exact = target * listed / 100
    needed = math.ceil(exact)
    unsaid = " Программа не называет, какие из школ списка в неё вошли и с какого дня."
    return (
        f"{wording.percent(target, None)} от {wording.plural(listed, 'школы', 'школ', 'школ')} — это "
        f"{wording.number(exact, None)}: показатель {PARTICIPATION} достигнут, если в Программу вошли не менее "
        f"{wording.plural(needed, 'школы', 'школ', 'школ')}." + ("" if participation_known(edition.schools) else unsaid)
    )


def course_chart(edition: Edition) -> PublicationFigure | None:
    """Return the indicators quarter by quarter against their targets, where registers tell them."""
    return indicator_lines(edition.indicator_quarters, edition.indicators)


def course_text(edition: Edition) -> Text | None:
    """Return why there is no picture of the course, if there is none."""
    if edition.indicator_quarters["value"].notna().any():
        return None
    return paragraphs(
        "Показать движение к целевым значениям нельзя: нет ни одного значения, рассчитанного по реестрам."
    )


#: Shares over teachers that are shown school by school.
BY_SCHOOL = tuple(code for code, indicator in INDICATORS.items() if indicator.by_school)


def schools_table(edition: Edition) -> PublicationTable | None:
    """Return indicators over teachers by school: the share and, in brackets, how many of how many."""
    own = edition.indicator_schools
    own = own[own["id"].isin(BY_SCHOOL)]
    if own.empty:
        return None
    codes = [code for code in BY_SCHOOL if code in set(own["id"])]
    texts = own.assign(text=[_share_words(row) for row in rows_of(own)])
    frame = by_school(own).join(texts.pivot(index="school_id", columns="id", values="text"))[["school", *codes]]
    names = edition.indicators.set_index("id")["short_name"]
    columns = [
        Column("school", "Школа", width=3),
        *(Column(code, f"{code}. {names[code]}", width=2) for code in codes),
    ]
    notes = (
        "Школы стоят в порядке списка, а не по значению. Педагог, который работает в двух школах, учтён в каждой; в "
        "показателе по округу — один раз.",
    )
    return PublicationTable.from_frame(
        with_short_names(frame.reset_index(drop=True)),
        columns,
        "Показатели по педагогам в разрезе школ",
        notes=notes,
        id="indicators-by-school",
    )


def _share_words(row: Any) -> str:
    if row.hidden:
        return "с"
    if pd.isna(row.value_pct):
        return wording.MISSING
    return f"{wording.percent(row.value_pct)} ({int(row.numerator)} из {int(row.denominator)})"


def beside_table(edition: Edition) -> PublicationTable | None:
    """Return the same shares over other groups: all listed schools (И3), schools confirmed by data."""
    own = edition.indicators
    own = own[own["actual"].notna() & (own["confirmed_actual"].notna() | own["all_listed_actual"].notna())]
    if own.empty:
        return None
    frame = own.assign(
        fact=[_fact_words(row) for row in rows_of(own)],
        over_all=[_beside_words(row, "all_listed") for row in rows_of(own)],
        over_confirmed=[_beside_words(row, "confirmed") for row in rows_of(own)],
    )
    columns = [
        Column("id", "№", "code", width=0.6),
        Column("short_name", "Показатель", width=4),
        Column("fact", "Как определено в Программе", width=2.2),
        Column("over_all", "По всем школам списка", width=2),
        Column("over_confirmed", "По школам, где критерии подтверждены данными", width=2.4),
    ]
    return PublicationTable.from_frame(
        frame.reset_index(drop=True), columns, "Те же показатели по другим группам школ", id="indicators-beside"
    )


def _beside_words(row: Any, group: str) -> str:
    actual = getattr(row, f"{group}_actual")
    if pd.isna(actual):
        return wording.MISSING
    numerator, denominator = (int(getattr(row, f"{group}_{name}")) for name in ("numerator", "denominator"))
    return f"{with_unit(actual, row.unit)} ({numerator} из {denominator})"


BY_SCHOOL_NEED = Need(
    "Показателей по педагогам в разрезе школ нет",
    ("teachers", "courses", "diagnostics", "interaction"),
    lambda edition: bool(edition.indicator_schools["id"].isin(BY_SCHOOL).any()),
)

SECTION = Section(
    id="indicators",
    title="Целевые индикаторы",
    parts=(
        indicators_text,
        indicator_chart,
        main_indicators,
        passport_indicators,
        beside_table,
        Subsection("Движение к целевым значениям", (course_text, course_chart)),
        Subsection("По школам", (schools_table,), BY_SCHOOL_NEED),
    ),
)

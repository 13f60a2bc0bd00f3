"""The programme's indicators, plan against fact."""

import math
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.declared import INDICATORS, PARTICIPATION
from shnor_lib.analysis.indicators.indicator import Group
from shnor_lib.analysis.programme.numbering import missing_numbers, repeated_numbers
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import participation_known
from shnor_lib.analysis.programme.rows_read import refused
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES
from shnor_lib.presentation.charts.indicator_bars import indicator_bars
from shnor_lib.presentation.charts.indicator_lines import indicator_lines
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.indicator_words import proof_words, remarks_by_indicator
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.school_names import by_school, with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, joined, paragraphs, sentences
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
    marks = {"verdict": [VERDICT_MARKS[status] for status in indicators["status"]]}
    said = edition.indicator_remarks[edition.indicator_remarks["id"].isin(indicators["id"])]
    remarks = remarks_by_indicator(indicators, said, edition.params.indicators)
    return PublicationTable.from_frame(
        frame,
        columns,
        _caption(edition, group, indicators),
        marks=marks,
        notes=(
            _numbering(indicators) if has_targets else _named_apart(edition, indicators),
            _overridden_targets(edition, indicators, group),
            *(joined(remarks[code], opening=f"{code}: ") for code in indicators["id"] if code in remarks),
        ),
        id=f"indicators-{'main' if has_targets else 'passport'}",
    )


def _sources(edition: Edition, indicators: pd.DataFrame) -> list[str]:
    """Return where the programme names the indicators, each place once."""
    stated = edition.programme_indicators
    return list(dict.fromkeys(stated.loc[stated["id"].isin(indicators["id"]), "source"]))


def _caption(edition: Edition, group: Group, indicators: pd.DataFrame) -> str:
    """Return the caption with the place in the programme, where it is one."""
    without_targets = "Показатели без целевых значений" if indicators["target"].isna().all() else "Другие показатели"
    caption = "Целевые показатели" if group == Group.TARGETS else without_targets
    sources = _sources(edition, indicators)
    return f"{caption} ({sources[0]})" if len(sources) == 1 else caption


def _numbering(indicators: pd.DataFrame) -> Statement:
    """Say that the programme's own numbers of the indicators repeat or leave some out."""
    numbers = list(indicators["source_number"])
    repeated, missing = repeated_numbers(numbers), missing_numbers(numbers)
    what = wording.join(word for word, found in (("повторяются", repeated), ("пропущены", missing)) if found)
    return Statement(
        "indicators.numbering",
        f"В Программе номера показателей {what} ({{numbers:list}}); свои номера {{codes:codes}} даны по порядку.",
        {"numbers": numbers, "codes": list(indicators["id"]), "repeated": repeated, "missing": missing},
        (Evidence("programme_indicators", "source_number", {"id": list(indicators["id"])}),),
        holds=bool(repeated or missing),
    )


def _named_apart(edition: Edition, indicators: pd.DataFrame) -> Statement:
    """Say where the programme names the indicators of its passport, and that it sets no targets for them."""
    no_target = indicators.loc[indicators["target"].isna(), "id"]
    without = "; целевые значения для них не заданы" if len(no_target) == len(indicators) else ""
    return Statement(
        "indicators.named_apart",
        f"Показатели {{codes:codes}} названы отдельно от целевых ({{sources:list}}){without}.",
        {"codes": list(indicators["id"]), "sources": _sources(edition, indicators), "no_target": list(no_target)},
        (
            Evidence("programme_indicators", "source", {"id": list(indicators["id"])}),
            Evidence("indicators", "target", {"id": list(indicators["id"])}),
        ),
        holds=len(indicators) > 0,
    )


def _overridden_targets(edition: Edition, indicators: pd.DataFrame, group: Group) -> Statement:
    """Name the indicators whose targets the sheet «Настройки» sets otherwise than the programme."""
    stated = edition.programme_indicators.set_index("id")["target"].reindex(indicators["id"]).to_numpy()
    own = [row.id for row, target in zip(rows_of(indicators), stated, strict=True) if _differ(row.target, target)]
    return Statement(
        f"indicators.own_targets.{group}",
        "Целевые значения {codes:names} заданы на листе «Настройки», а не Программой.",
        {"codes": own},
        (Evidence("indicators", "target", {"id": own}), Evidence("programme_indicators", "target", {"id": own})),
        holds=bool(own),
    )


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
    indicators = edition.indicators
    aimed = indicators[(indicators["group"] == Group.TARGETS) & indicators["target"].notna()]
    return paragraphs(
        sentences(*_statuses(aimed), _preliminary(aimed)),
        _participation(edition),
        explained("unknown_is_not_zero"),
        explained("shares_of_teachers"),
    )


def _statuses(aimed: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how many indicators with a target are met, not met and unknown."""
    counts = {status: int((aimed["status"] == status).sum()) for status in INDICATOR_STATUSES}
    told = ", ".join(f"{words} — {{{status}}}" for status, words in INDICATOR_STATUSES.items() if counts[status])
    if counts["no_data"] == len(aimed):
        told = "сведений за период Программы нет ни по одному"
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


def _preliminary(aimed: pd.DataFrame) -> Statement:
    """Name the indicators of which another possible value would change the verdict."""
    doubtful = list(aimed.loc[~is_true(aimed["status_firm"]), "id"])
    return Statement(
        "indicators.preliminary",
        "Вывод предварительный: {codes:names}; возможные значения — под таблицей.",
        {"codes": doubtful},
        (Evidence("indicators", "status_firm", {"id": list(aimed["id"])}),),
        holds=bool(doubtful),
    )


def _participation(edition: Edition) -> Statement:
    """Say how many schools the target of participation means, and what the list of schools leaves unsaid."""
    listed = int(is_true(edition.schools["listed"]).sum())
    target = edition.indicators.set_index("id")["target"].get(PARTICIPATION)
    exact = None if target is None or pd.isna(target) or not listed else float(target) * listed / 100
    known = participation_known(edition.schools)
    return Statement(
        "indicators.participation",
        "{target:percent*} от {listed:школы|школ|школ} — это {exact:number}: показатель {id} достигнут, если в "
        "Программу вошли не менее {needed:школы|школ|школ}."
        + ("" if known else " Какие школы списка в неё вошли и с какого дня, в исходных данных не указано."),
        {
            "id": PARTICIPATION,
            "target": target,
            "listed": listed,
            "exact": exact,
            "needed": None if exact is None else math.ceil(round(exact, 9)),
            "participation_known": known,
        },
        (
            Evidence("indicators", "target", {"id": PARTICIPATION}),
            Evidence("schools", "listed"),
            Evidence("schools", "participant_since"),
        ),
        holds=exact is not None,
    )


def course_chart(edition: Edition) -> PublicationFigure | None:
    """Return the indicators quarter by quarter against their targets, where registers tell them."""
    return indicator_lines(edition.indicator_quarters, edition.indicators)


def course_text(edition: Edition) -> Text:
    """Return why there is no picture of the course, if there is none."""
    return paragraphs(
        Statement(
            "indicators.no_course",
            "Показать движение к целевым значениям нельзя: нет ни одного значения, рассчитанного по реестрам.",
            {},
            (Evidence("indicator_quarters", "value"),),
            holds=not edition.indicator_quarters["value"].notna().any(),
        )
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

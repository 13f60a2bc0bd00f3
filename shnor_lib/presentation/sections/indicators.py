"""The programme's indicators, plan against fact."""

import math
from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.by_way import codes_with
from shnor_lib.analysis.indicators.declared import indicators_of
from shnor_lib.analysis.indicators.indicator import Group, Of
from shnor_lib.analysis.programme.numbering import missing_numbers, repeated_numbers
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import participation_known
from shnor_lib.analysis.programme.rows_read import refused
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import code_key
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES
from shnor_lib.ground.ways import BY_HAND
from shnor_lib.presentation.charts.indicator_bars import indicator_bars
from shnor_lib.presentation.charts.indicator_lines import indicator_lines
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.indicator_words import proof_words, remarks_by_indicator
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.school_names import by_school, with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.expected import forms_text
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, joined, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection
from shnor_lib.presentation.verdicts import VERDICT_MARKS, target_words, verdict_words, with_unit


def main_indicators(edition: Edition) -> PublicationTable | None:
    """Return the indicators of the programme's table, if it has any."""
    return indicator_table(edition, Group.TARGETS) if _has(edition, Group.TARGETS) else None


def passport_indicators(edition: Edition) -> PublicationTable | None:
    """Return the indicators that the programme's passport adds, if it adds any."""
    return indicator_table(edition, Group.PASSPORT) if _has(edition, Group.PASSPORT) else None


def _has(edition: Edition, group: Group) -> bool:
    return bool((edition.indicators["group"] == group).any())


def indicator_table(edition: Edition, group: Group) -> PublicationTable:
    """Return plan, value, deviation, reason (blank for the analyst) and evidence of a group of indicators."""
    has_targets = group == Group.TARGETS
    indicators = edition.indicators[edition.indicators["group"] == group].reset_index(drop=True)
    spoilt = refused(edition.rows_read)
    frame = indicators.assign(
        number=[_number_words(row) for row in rows_of(indicators)],
        plan=[target_words(row) for row in rows_of(indicators)],
        fact=[_fact_words(row) for row in rows_of(indicators)],
        gap=[_gap_words(row) for row in rows_of(indicators)],
        verdict=[verdict_words(row) for row in rows_of(indicators)],
        reason=wording.MISSING,
        proof=[_proof_words(row, spoilt) for row in rows_of(indicators)],
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


def _number_words(row: Any) -> str:
    """Return an indicator's code, with the programme's own number in brackets where it is another one."""
    is_own = row.group != Group.TARGETS or code_key(row.source_number) == code_key(row.id)
    return str(row.id) if is_own else f"{row.id} ({row.source_number})"


def _proof_words(row: Any, spoilt: Collection[str]) -> str:
    """Return what confirms a value; of one that is kept by hand, the evidence that stands beside it."""
    kept = getattr(row, "way", None) == BY_HAND and not pd.isna(row.actual)
    if not kept:
        return proof_words(row.evidence, row.needs, spoilt)
    given = row.value_evidence
    proof = wording.sentence_case(given) if isinstance(given, str) and given else "Подтверждение не указано"
    return f"{proof} (значение внесено вручную)"


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
    """Say that the programme sets no targets for these, and where it names them if not among the others."""
    no_target = indicators.loc[indicators["target"].isna(), "id"]
    sources = _sources(edition, indicators)
    others = edition.indicators[~edition.indicators["id"].isin(indicators["id"])]
    apart = len(others) > 0 and not set(sources) & set(_sources(edition, others))
    no_targets = len(no_target) == len(indicators)
    without = "; целевые значения для них не заданы" if no_targets else ""
    words = (
        f"Показатели {{codes:codes}} названы отдельно от целевых ({{sources:list}}){without}."
        if apart
        else "Целевые значения показателей {codes:codes} в Программе не заданы."
    )
    return Statement(
        "indicators.named_apart",
        words,
        {"codes": list(indicators["id"]), "sources": sources, "no_target": list(no_target), "apart": apart},
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
    decimals = 0 if wording.rounded(row.deviation, 9) % 1 == 0 else 1
    return wording.points(row.deviation) if row.unit == "%" else f"{wording.signed(row.deviation, decimals)} {row.unit}"


def indicator_chart(edition: Edition) -> PublicationFigure | None:
    """Return values against targets, once any indicator has a value: empty bars would say nothing."""
    return indicator_bars(edition.indicators) if edition.indicators["actual"].notna().any() else None


def indicators_text(edition: Edition) -> Text:
    """Return how many indicators are met, not met and unknown, and the weakness of targets that data show."""
    indicators = edition.indicators
    aimed = indicators[(indicators["group"] == Group.TARGETS) & indicators["target"].notna()]
    return paragraphs(
        sentences(*_statuses(aimed), _preliminary(aimed)),
        forms_text(edition, "indicators") if len(edition.target_by_itself) else "",
        *_participation(edition),
        explained("unknown_is_not_zero"),
        explained("shares_of_teachers") if _has_teachers(edition) else "",
    )


def _has_teachers(edition: Edition) -> bool:
    """Tell whether a share of teachers of the ШНОР is among the indicators."""
    found = indicators_of(edition.indicators).values()
    return any(one.of is Of.TEACHERS for one in found)


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


def _participation(edition: Edition) -> Iterator[Statement]:
    """Say how many schools each target of participation means, and what the list of schools leaves unsaid."""
    listed = int(is_true(edition.schools["listed"]).sum())
    known = participation_known(edition.schools)
    aimed = edition.indicators[edition.indicators["id"].isin(_of_participation(edition))]
    for row in rows_of(aimed):
        exact = None if pd.isna(row.target) or not listed else float(row.target) * listed / 100
        yield Statement(
            f"indicators.participation.{row.id}",
            "{target:percent*} от {listed:школы|школ|школ} — это {exact:number}: показатель {id} достигнут, если в "
            "Программу вошли не менее {needed:школы|школ|школ}."
            + ("" if known else " Какие школы списка в неё вошли и с какого дня, в исходных данных не указано."),
            {
                "id": row.id,
                "target": row.target,
                "listed": listed,
                "exact": exact,
                "needed": None if exact is None else math.ceil(round(exact, 9)),
                "participation_known": known,
            },
            (
                Evidence("indicators", "target", {"id": row.id}),
                Evidence("schools", "listed"),
                Evidence("schools", "participant_since"),
            ),
            holds=exact is not None,
        )


def _of_participation(edition: Edition) -> list[str]:
    """Return the indicators that ask for a least share of the ШНОР in the programme."""
    indicators = edition.indicators
    codes = codes_with(indicators, "schools_taking_part", "schools_listed")
    return [row.id for row in rows_of(indicators) if row.id in codes and getattr(row, "goal", None) != "at_most"]


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


def _by_school(edition: Edition) -> list[str]:
    """Return the shares over teachers that are shown school by school, in the programme's order."""
    return [code for code, indicator in indicators_of(edition.indicators).items() if indicator.by_school]


def schools_table(edition: Edition) -> PublicationTable | None:
    """Return indicators over teachers by school: the share and, in brackets, how many of how many."""
    shown, own = _by_school(edition), edition.indicator_schools
    own = own[own["id"].isin(shown)]
    if own.empty:
        return None
    codes = [code for code in shown if code in set(own["id"])]
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
    """Return the same shares over other groups: all listed schools, schools confirmed by data."""
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
    lambda edition: bool(edition.indicator_schools["id"].isin(_by_school(edition)).any()),
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

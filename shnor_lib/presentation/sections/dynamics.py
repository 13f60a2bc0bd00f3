"""How results change."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.indicators.by_way import codes_with
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.results.dynamics import FALSE_DISCOVERIES
from shnor_lib.analysis.results.positive_dynamics import share_with_positive_dynamics
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.comparability import comparability_rules
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import code_key
from shnor_lib.ground.table_words import in_workbook
from shnor_lib.ground.vocabulary import COMPARABILITY, SCOPES, WHY_NOT_FIRM
from shnor_lib.presentation.charts.changes import dot_changes
from shnor_lib.presentation.charts.expected_change import expected_change_chart
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.each_school import each_school_charts, each_school_text
from shnor_lib.presentation.statements.expected import expectation_table, expected_text, forms_table, forms_text
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.statements.facts import (
    IN_QUESTION,
    correction_note,
    edition_facts,
    marked_names,
    schools_in_question,
)
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection

#: More schools than this would fill pages with a chart; the workbook has their changes.
MOST_DRAWN = 48

#: Of so many schools prose names those whose share fell; of more it gives the number, and the table has the names.
MOST_NAMED = 12

SCOPE_PHRASES = {
    "all": "по всем парам",
    "VPR": "только по ВПР",
    "OGE_EGE": "только по ОГЭ и ЕГЭ",
    "cohort": "по когортам ВПР",
}


def how_compared(edition: Edition) -> Text:
    """Return what is compared with what."""
    years = edition.params.dynamics
    return paragraphs(
        Statement(
            "dynamics.years",
            "Сравниваются результаты {from_year:years} и {to_year:years} учебных годов двумя способами, которые не "
            "смешиваются в одном среднем: **одна и та же параллель** (разные дети, один класс) и **когорта** (те же "
            "классы через несколько лет, по ВПР; состав класса мог измениться). Изменение — доля «2» во втором году "
            "минус доля в первом: знак минус означает улучшение.",
            {"from_year": years.from_year, "to_year": years.to_year},
            (Evidence("params", "dynamics"),),
        ),
        explained("positive_dynamics"),
        _limits_words(edition.dynamics),
        _left_out(edition),
    )


def _limits_words(pairs: pd.DataFrame) -> Text:
    """Name the pairs that may be compared with a reserve, by the reason for it."""
    limited = pairs[pairs["comparability"] == "limited"].drop_duplicates(
        ["assessment", "level", "subject", "limitation"]
    )
    by_reason: dict[str, list[str]] = {}
    for row in rows_of(limited):
        by_reason.setdefault(row.limitation, []).append(wording.procedure(row.assessment, row.level, row.subject))
    items = [
        Statement(
            f"dynamics.limited.{number}",
            "{procedures:names}: {reason}.",
            {"procedures": names, "reason": reason},
            (Evidence("dynamics", "limitation", {"comparability": "limited", "limitation": reason}),),
        )
        for number, (reason, names) in enumerate(by_reason.items(), start=1)
    ]
    return paragraphs("Сопоставимость ограничена:", bullets(items)) if items else paragraphs()


def _left_out(edition: Edition) -> Statement:
    """Name the procedures held in both years that are not compared at all, and why."""
    years = edition.params.dynamics
    held = edition.results[edition.results["fail_pct"].notna()]
    items = []
    for rule in comparability_rules():
        of_rule = held[(held["assessment"] == rule["assessment"]) & held["subject"].isin([rule["subject"]])]
        in_both = {years.from_year, years.to_year} <= set(of_rule["school_year"])
        same_years = (int(rule["year_from"]), int(rule["year_to"])) == (years.from_year, years.to_year)
        if rule["comparability"] == "none" and same_years and in_both:
            items.append(f"{wording.procedure(rule['assessment'], rule['level'], rule['subject'])} ({rule['reason']})")
    return Statement(
        "dynamics.left_out",
        "Не сравнивается: {items}.",
        {"items": "; ".join(items)},
        (Evidence("results", "fail_pct", {"school_year": [years.from_year, years.to_year]}),),
        holds=bool(items),
    )


def _with_marked_names(edition: Edition, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(school=marked_names(edition, frame))


def pair_table(edition: Edition) -> PublicationTable | None:
    """Return the unweighted means of every pair of procedures."""
    means = edition.pair_means
    if means.empty:
        return None
    frame = means.assign(
        way=["когорта" if kind == "cohort" else "одна параллель" for kind in means["kind"]],
        pair=[_pair_name(row) for row in rows_of(means)],
        comparable=means["comparability"].map(COMPARABILITY),
    )
    columns = [
        Column("pair", "Пара процедур", width=3),
        Column("way", "Что сравнивается", width=2),
        Column("schools", "Школ", "integer", width=0.8),
        Column("mean_from_pct", "было", "percent", 1, width=1, group="Доля «2» в среднем, %"),
        Column("mean_to_pct", "стало", "percent", 1, width=1, group="Доля «2» в среднем, %"),
        Column("change_pp", "Изменение, п. п.", "points", 1, width=1.3),
        Column("comparable", "Сопоставимость", width=1.8),
    ]
    marks = {"change_pp": ["low" if change > 0 else "good" if change < 0 else "" for change in means["change_pp"]]}
    return PublicationTable.from_frame(
        frame,
        columns,
        "Изменение доли «2» по парам процедур",
        marks=marks,
        notes=(
            "Средние — невзвешенные. Изменение рассчитано по неокруглённым средним и может отличаться от разности "
            "напечатанных чисел на 0,1.",
            "Работы разных классов различаются содержанием и трудностью: изменение в когорте не равно изменению "
            "подготовки.",
        ),
        id="pairs",
        lookup=True,
    )


def _pair_name(row: Any) -> str:
    """Return «ВПР РУ 6» for one grade in two years, «ВПР МА, из 5 в 7 класс» for a cohort."""
    if row.kind == "same_grade":
        return wording.procedure(row.assessment, row.level, row.subject, row.grade_from)
    name = wording.procedure(row.assessment, row.level, row.subject)
    return f"{name}, из{wording.NBSP}{row.grade_from} в{wording.NBSP}{row.grade_to}{wording.NBSP}класс"


#: How groups of pairs are told: the beginning of a sentence, and which pairs.
_GROUPS = {
    "vpr": ("По ВПР в одной параллели", {"kind": "same_grade", "assessment": "VPR"}),
    "cohorts": ("По ВПР в когортах", {"kind": "cohort"}),
    "oge": ("По ОГЭ", {"kind": "same_grade", "assessment": "OGE"}),
    "ege": ("По ЕГЭ", {"kind": "same_grade", "assessment": "EGE"}),
}


def pairs_text(edition: Edition) -> Text:
    """Return what the means say, ВПР and the exams apart."""
    means = edition.pair_means
    if means.empty:
        return paragraphs(
            Statement(
                "dynamics.no_pairs",
                "Сопоставимых пар нет: динамику оценить нельзя.",
                {},
                (Evidence("pair_means", "*"),),
            )
        )
    groups = [
        _group_of_pairs(name, words, own, chosen, len(edition.schools))
        for name, (words, chosen) in _GROUPS.items()
        if len(own := means[(means[list(chosen)] == pd.Series(chosen)).all(axis=1)])
    ]
    return paragraphs(
        *groups,
        Statement(
            "dynamics.parted",
            "ВПР и ОГЭ изменились в разные стороны, поэтому судить по одному общему числу нельзя.",
            {},
            (Evidence("pair_means", "change_pp", {"kind": "same_grade", "assessment": ["VPR", "OGE"]}),),
            holds=bool(edition_facts(edition)["vpr_fell_oge_rose"]),
        ),
    )


def _group_of_pairs(name: str, words: str, own: pd.DataFrame, chosen: dict[str, str], schools: int) -> Statement:
    """Say how the means of a group of pairs changed: a few pair by pair, of more the least and the greatest change."""
    parts: list[str] = []
    values: dict[str, float] = {"least": own["change_pp"].min(), "most": own["change_pp"].max()}
    for number, row in enumerate(rows_of(own), start=1):
        parts.append(
            f"{_pair_name(row)} — с {{from_{number}:percent}} до {{to_{number}:percent}} "
            f"({{change_{number}:points}}{_few_schools(row.schools, schools)})"
        )
        values |= {
            f"from_{number}": row.mean_from_pct,
            f"to_{number}": row.mean_to_pct,
            f"change_{number}": row.change_pp,
        }
    return Statement(
        f"dynamics.pairs.{name}",
        f"{words} доля «2» в среднем {_direction(own['change_pp'])}: "
        f"{'; '.join(parts) if len(parts) <= FEW_PAIRS else _RANGE_OF_PAIRS}.",
        values,
        tuple(Evidence("pair_means", column, chosen) for column in ("mean_from_pct", "mean_to_pct", "change_pp")),
    )


#: So many pairs are told one by one.
FEW_PAIRS = 3
_RANGE_OF_PAIRS = "по парам процедур — от {least:points} до {most:points}"


def _few_schools(schools: int, whole: int) -> str:
    """Name the number of schools where a pair has not all of them."""
    return "" if schools == whole else f"; {wording.plural(int(schools), 'школа', 'школы', 'школ')}"


def _direction(changes: pd.Series) -> str:
    """Say how means moved as they are printed: 0,0 is neither a fall nor a rise."""
    moves = {float(np.sign(float(wording.rounded(change, 1)))) for change in changes}
    return _DIRECTIONS.get(frozenset(moves), "менялась по-разному")


_DIRECTIONS = {
    frozenset({-1.0}): "снизилась",
    frozenset({1.0}): "выросла",
    frozenset({0.0}): "не изменилась",
    frozenset({-1.0, 0.0}): "снизилась или не изменилась",
    frozenset({1.0, 0.0}): "выросла или не изменилась",
}


def school_table(edition: Edition) -> PublicationTable | None:
    """Return each school's change by scope: all pairs never stand without their parts."""
    by_school = edition.school_dynamics
    if by_school.empty:
        return None
    frame = by_school.drop_duplicates("school_id")[["school_id", "school"]].reset_index(drop=True)
    frame["name"] = marked_names(edition, frame)
    columns, marks, texts = [Column("name", "Школа", width=2.2)], {}, {}
    for scope, label in (("all", "Все пары"), ("VPR", "ВПР"), ("OGE_EGE", "ОГЭ и ЕГЭ"), ("cohort", "Когорты")):
        own = by_school[by_school["scope"] == scope].set_index("school_id").reindex(frame["school_id"])
        if scope == "all":
            for name, words in (("mean_from_pct", "было, %"), ("mean_to_pct", "стало, %")):
                frame[name] = own[name].to_numpy()
                columns.append(Column(name, words, "percent", 1, width=0.9, group=label))
        key = f"change_{scope}"
        frame[key] = own["change_pp"].to_numpy()
        texts[key] = [_change_text(row) for row in rows_of(own)]
        marks[key] = [_change_mark(row) for row in rows_of(own)]
        columns.append(Column(key, "изменение", "points", 1, width=1.1, group=label))
    frame["why"] = (
        by_school[by_school["scope"] == "all"]
        .set_index("school_id")
        .reindex(frame["school_id"])["why_not_firm"]
        .map(WHY_NOT_FIRM)
        .to_numpy()
    )
    columns.append(Column("why", "Почему неустойчиво (все пары)", width=3))
    return PublicationTable.from_frame(
        frame,
        columns,
        "Изменение средней доли «2» по школам, п. п.",
        marks=marks,
        texts=texts,
        notes=(
            "«?» — изменение неустойчиво: не больше ошибки округления, может быть случайным (число участников "
            "известно, и 95 %-й интервал изменения включает ноль), зависит от прочтения строки или опирается на "
            "«0 и 0»; при записанном исправлении прочтение считается принятым.",
            "Школы перечислены в порядке списка, не по результатам.",
            *correction_note(edition),
        ),
        id="school-dynamics",
        lookup=True,
    )


def _change_text(row: Any) -> str:
    if pd.isna(row.change_pp):
        return "неизвестно" if row.pairs and row.pairs > 0 else ""
    return wording.signed(row.change_pp) + ("" if row.firm is True or row.firm == True else "?")  # noqa: E712


def _change_mark(row: Any) -> str:
    if pd.isna(row.change_pp) or pd.isna(row.firm):
        return "muted"
    if not row.firm:
        return "doubtful"
    return "good" if row.change_pp < 0 else "low" if row.change_pp > 0 else ""


def supported_table(edition: Edition) -> PublicationTable | None:
    """Return in how many pairs each school's change exceeds chance, and the interval of its mean change."""
    by_school = edition.school_support
    if by_school.empty:
        return None
    frame = by_school.assign(
        name=marked_names(edition, by_school),
        interval=[_interval_words(row.mean_low_pp, row.mean_high_pp) for row in rows_of(by_school)],
    )
    columns = [
        Column("name", "Школа", width=2.2),
        Column("pairs", "Пар с числом участников", "integer", width=1.1),
        Column("fell", "снизилась", "integer", width=1, group="Доля «2» сверх случайного"),
        Column("rose", "выросла", "integer", width=1, group="Доля «2» сверх случайного"),
        Column("open", "Различие может быть случайным", "integer", width=1.3),
        Column("mean_pp", "изменение, п. п.", "points", 1, width=1.1, group="В среднем по парам"),
        Column("interval", "95 %-й интервал", width=1.5, group="В среднем по парам"),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Статистическая обоснованность изменений (одна параллель)",
        notes=(
            "Изменение считается большим, чем случайное, если выделяется среди сравнений всех школ вместе (способ "
            f"Бенджамини и Хохберга, среди названных не больше {wording.percent(100 * FALSE_DISCOVERIES, None)} "
            f"случайных); интервалы отдельных изменений — {in_workbook('dynamics')}. Среднее взвешено по числу "
            "участников обоих лет; его интервал учитывает случайный разброс каждой доли при таком числе участников.",
            "Школы перечислены в порядке списка, не по результатам.",
            *correction_note(edition),
        ),
        id="supported",
        lookup=True,
    )


def _interval_words(low: float, high: float) -> Any:
    """Return «от −12,3 до −1,4», or nothing where there is no interval."""
    return None if pd.isna(low) else f"от {wording.signed(low)} до {wording.signed(high)}"


def school_changes(edition: Edition) -> PublicationFigures:
    """Return the chart of the change of each school in question, scopes side by side, on as many pages as it needs."""
    changes = edition.school_dynamics
    own = changes[changes["school_id"].isin(schools_in_question(edition))]
    return dot_changes(_with_marked_names(edition, own if own["school_id"].nunique() <= MOST_DRAWN else own.iloc[:0]))


def schools_text(edition: Edition) -> Text:
    """Return in how many schools the share fell, by each scope, and how firm that is."""
    by_school = edition.school_dynamics
    items = [_fall_of_scope(scope, own) for scope in SCOPES if len(own := _with_pairs(by_school, scope))]
    if not items:
        return paragraphs(
            Statement(
                "dynamics.nobody",
                "Ни у одной школы нет сопоставимых результатов двух лет.",
                {},
                (Evidence("school_dynamics", "pairs"),),
            )
        )
    in_question = schools_in_question(edition)
    return paragraphs(
        "Доля «2» в среднем по парам школы:",
        bullets(items),
        Statement(
            "dynamics.in_question",
            f"Далее — только {IN_QUESTION} ({{schools}}).",
            {"schools": len(in_question)},
            (Evidence("classification", "listed"), Evidence("classification", "shnor")),
            holds=len(in_question) < by_school["school_id"].nunique(),
        ),
        explained("firm"),
        sentences(*_by_firmness(edition), _support(edition)),
        _assumed(edition),
    )


def _with_pairs(by_school: pd.DataFrame, scope: str) -> pd.DataFrame:
    return by_school[(by_school["scope"] == scope) & (by_school["pairs"] > 0)]


def _fall_of_scope(scope: str, own: pd.DataFrame) -> Statement:
    """Say in how many schools the mean fell, with their names where they are few; unknown changes stand apart."""
    known, fell = own[own["positive"].notna()], own[is_true(own["positive"])]
    named = 0 < len(fell) < len(own) <= MOST_NAMED
    return Statement(
        f"dynamics.schools.{scope}",
        f"{SCOPE_PHRASES[scope]} — снизилась в {{fell:of_schools%}}"
        + (", изменение неизвестно в {unknown}" if len(known) < len(own) else "")
        + (": {names:names}." if named else "."),
        {"fell": [len(fell), len(known)], "unknown": len(own) - len(known), "names": school_names(fell)},
        (Evidence("school_dynamics", "positive", {"scope": scope}),),
    )


def _by_firmness(edition: Edition) -> tuple[Statement, ...]:
    """Put each school with pairs into exactly one list: fell firmly, rose firmly, did not change, or not firm."""
    own = _with_pairs(edition.school_dynamics, "all")
    own = own[own["school_id"].isin(schools_in_question(edition))]
    firm, fell = is_true(own["firm"]), is_true(own["positive"])
    still = firm & ~fell & (own["change_pp"] == 0).fillna(False).astype(bool)
    lists = {
        "fell": ("Устойчивое снижение", firm & fell),
        "rose": ("Устойчивый рост", firm & ~fell & ~still),
        "same": ("Без изменения", still),
        "not_firm": ("Направление неустойчиво или неизвестно", ~firm),
    }
    return tuple(
        Statement(
            f"dynamics.firmness.{name}",
            f"{words}: " + ("{names:names}." if chosen.any() else "нет таких школ."),
            {"names": marked_names(edition, own[chosen])},
            tuple(Evidence("school_dynamics", column, {"scope": "all"}) for column in ("positive", "firm")),
            holds=bool(chosen.any()) or name != "same",
            school_ids=tuple(own.loc[chosen, "school_id"]),
        )
        for name, (words, chosen) in lists.items()
    )


def _support(edition: Edition) -> Statement:
    """Say whether the changes of schools are told from chance: only where participants are known."""
    support = edition.school_support
    counts = {name: int(support[name].sum()) for name in ("pairs", "fell", "rose", "alone")}
    by_chance = int(counts["pairs"] * FALSE_DISCOVERIES + 0.5)
    return Statement(
        "dynamics.support",
        "Статистическая надёжность изменений отдельных школ не оценена: число участников неизвестно."
        if support.empty
        else "Статистическая надёжность изменений оценена только для пар процедур, где известно число участников. "
        f"Таких сравнений во всех школах — {{pairs}}{_at_once(counts['pairs'], by_chance)}: сверх случайного доля «2» "
        f"{_found(counts)}.",
        {"schools": len(support), **counts, "part": 100 * FALSE_DISCOVERIES, "by_chance": by_chance},
        tuple(Evidence("school_support", name) for name in ("*", "pairs", "fell", "rose", "alone")),
    )


def _at_once(pairs: int, by_chance: int) -> str:
    """Return the template of why several comparisons are judged together; nothing for a single one."""
    if pairs == 1:
        return ""
    return (
        ". Если судить о каждом отдельно, то и без всяких изменений случайность «подтвердила» бы {part:number*} из 100"
        + (" (здесь около {by_chance})" if by_chance else "")
        + ", а отличились {alone}. Поэтому они рассмотрены вместе (способ Бенджамини и Хохберга)"
    )


def _found(counts: dict[str, int]) -> str:
    """Return the template of how many comparisons stand out."""
    parts = ["снизилась в {fell:сравнении|сравнениях|сравнениях}"] if counts["fell"] else []
    parts += ["выросла в {rose:сравнении|сравнениях|сравнениях}"] if counts["rose"] else []
    return ", ".join(parts) or "не изменилась ни в одном сравнении"


def _assumed(edition: Edition) -> Statement:
    """Say of a rise that rests on a correction how many readings of the row speak against it."""
    fact = edition_facts(edition)["rose_under_correction"]
    return Statement(
        "dynamics.assumed",
        "{names:names}: при принятом исправлении строки доля «2» выросла, но при {readings_fell} из {readings} "
        "допустимых прочтений она снижается; вывод предварительный.",
        {"names": fact.names, **fact.words},
        tuple(Evidence("school_dynamics", column, {"scope": "all"}) for column in ("readings", "readings_positive")),
        holds=bool(fact),
    )


def expected_changes(edition: Edition) -> PublicationFigure | None:
    """Return the chart of changes against what was expected, where anything was."""
    named = edition.school_expectation
    return expected_change_chart(named.assign(school=named["school"].fillna(""))) if len(named) else None


def four_forms(edition: Edition) -> Text:
    """Return how many listed schools show each form of positive dynamics, and why the formal one misleads."""
    if edition.forms_of_dynamics.empty:
        return paragraphs()
    return paragraphs(forms_text(edition, "dynamics"), explained("formal_rule"))


def baseline_table(edition: Edition) -> PublicationTable | None:
    """Return the share of listed schools with positive dynamics under each rule: what an indicator would start from.

    Nothing where no school is listed.
    """
    classification = edition.classification
    listed = classification.loc[is_true(classification["listed"]), "school_id"]
    if listed.empty:
        return None
    confirmed = classification.loc[is_true(classification["shnor"]) & is_true(classification["listed"]), "school_id"]
    codes, rows = _of_positive_dynamics(edition), []
    of_indicator = f"для {'показателя' if len(codes) == 1 else 'показателей'} {wording.id_ranges(codes)}"
    purpose = of_indicator if codes else "основное правило"
    for scope, words in SCOPES.items():
        own = edition.school_dynamics[edition.school_dynamics["scope"] == scope]
        share = share_with_positive_dynamics(own, listed)
        rows.append(
            {
                "rule": wording.sentence_case(words),
                "schools": _share_words(share),
                "value": share["value"],
                "range": _range_words(share),
                "confirmed": _share_words(share_with_positive_dynamics(own, confirmed)),
                "official": purpose if scope == "all" else "для сравнения",
            }
        )
    columns = [
        Column("rule", "Правило", width=3),
        Column("schools", "Школ", width=1),
        Column("value", "Доля, %", "percent", 1, width=1),
        Column("range", "Возможные значения, %", width=1.6),
        Column("confirmed", "Среди школ, где критерии выполнены по данным", width=1.8),
        Column("official", "Назначение", width=1.7),
    ]
    years = edition.params.dynamics
    return PublicationTable.from_frame(
        pd.DataFrame(rows),
        columns,
        f"Доля школ списка, где доля «2» снизилась ({wording.school_year_short(years.from_year)} и "
        f"{wording.school_year_short(years.to_year)})",
        notes=("Нижняя граница — только устойчивые снижения; верхняя — все школы, кроме устойчивого роста.",),
        id="baseline",
        lookup=True,
    )


def _share_words(share: dict) -> str:
    return wording.MISSING if share["value"] is None else f"{share['numerator']} из {share['denominator']}"


def _range_words(share: dict) -> str | None:
    if share["value"] is None:
        return None
    return f"{wording.number(share['range_low'], 1)}–{wording.number(share['range_high'], 1)}"


def _of_positive_dynamics(edition: Edition) -> tuple[str, ...]:
    """Return the programme's indicators that count schools with positive dynamics."""
    return codes_with(edition.indicators, "schools_improved")


def _title_of_indicator(edition: Edition) -> str:
    """Return the title of what is said of positive dynamics: by the indicator, where the programme has one."""
    codes = _of_positive_dynamics(edition)
    names = edition.indicators.set_index("id")["short_name"]
    return f"Показатель {wording.quoted(names[codes[0]])}" if len(codes) == 1 else "Школы с положительной динамикой"


def baseline_text(edition: Edition) -> Text:
    """Return what the data say of the indicators of positive dynamics: a value, or only where it starts from."""
    codes = _of_positive_dynamics(edition)
    nothing = Statement(
        "dynamics.no_indicator",
        "Показателя положительной динамики в перечне показателей Программы нет.",
        {},
        (Evidence("indicators", "way"),),
        holds=not codes,
    )
    rows = edition.indicators.set_index("id")
    return paragraphs(nothing, *(_of_indicator(edition, code, rows.loc[code]) for code in codes))


def _of_indicator(edition: Edition, code: str, row: Any) -> Statement:
    values = {"id": code, "indicator": wording.quoted(row["short_name"])}
    values |= {name: row[name] for name in _OF_INDICATOR}
    evidence = tuple(Evidence("indicators", name, {"id": code}) for name in _OF_INDICATOR)
    if not pd.isna(row["actual"]):
        return _actual(values, evidence)
    period = edition.params.programme.period
    if period is None:
        return Statement(
            f"dynamics.no_period.{code}",
            "Период Программы не указан: какие результаты получены до её начала, а какие после, сказать нельзя; "
            "показатель {indicator} не оценён.",
            {"id": code, "indicator": values["indicator"]},
            (Evidence("params", "programme.period"),),
        )
    if not pd.isna(row["baseline"]):
        return _baseline(edition, values, period.start, evidence)
    return Statement(
        f"dynamics.no_baseline.{code}",
        "Сопоставимых результатов нет: ни значения показателя {indicator}"
        f"{_numbered(values)}, ни исходного уровня назвать нельзя.",
        values,
        evidence,
    )


def _numbered(values: dict[str, Any]) -> str:
    """Return the template of the programme's own number, where it is not the code of the report's tables."""
    is_own = code_key(str(values["source_number"])) == code_key(values["id"])
    return "" if is_own else " (в Программе № {source_number})"


_OF_INDICATOR = ("source_number", "target", "actual", "baseline", "range_low", "range_high", "status")


def _actual(values: dict[str, Any], evidence: tuple[Evidence, ...]) -> Statement:
    """Return the indicator's value with its range, and the verdict."""
    verdict = "достигнуто" if values["status"] == "met" else "не достигнуто"
    target = (
        "целевое значение не задано" if pd.isna(values["target"]) else f"целевое значение {{target:percent*}} {verdict}"
    )
    return Statement(
        f"dynamics.indicator.{values['id']}",
        f"Показатель {{indicator}}{_numbered(values)} по результатам, полученным после начала Программы: "
        "{actual:percent} (возможные значения от {range_low:number1} до {range_high:percent}); "
        f"{target}.",
        values,
        evidence,
    )


def _baseline(edition: Edition, values: dict[str, Any], start: date, evidence: tuple[Evidence, ...]) -> Statement:
    """Return where the indicator starts from: what the results before the programme say."""
    listed = edition.schools.loc[is_true(edition.schools["listed"]), "school_id"]
    share = share_with_positive_dynamics(edition.school_dynamics.query("scope == 'all'"), listed)
    own = edition.school_dynamics[
        (edition.school_dynamics["pairs"] > 0) & edition.school_dynamics["school_id"].isin(listed)
    ]
    fell = {
        scope: int(is_true(own.loc[own["scope"] == scope, "positive"]).sum())
        for scope in SCOPE_PHRASES
        if scope != "all" and (own["scope"] == scope).any()
    }
    parts = ", ".join(f"{SCOPE_PHRASES[scope]} — в {{fell_{scope}}}" for scope in fell)
    # The indicator's denominator is all listed schools: of those without pairs nothing is known either.
    open_schools = len(listed) - int(own.loc[own["scope"] == "all", "positive"].notna().sum())
    open_words = ", ещё в {open} изменение неизвестно" if open_schools else ""
    return Statement(
        f"dynamics.baseline.{values['id']}",
        "Исходные данные содержат результаты, полученные до начала Программы; оценить по ним достижение показателя "
        f"{{indicator}}{_numbered(values)} нельзя. До начала Программы доля «2» снизилась в "
        f"{{fell:of_schools%}}{open_words} ({parts}){_target_at_start(values)}. Для оценки "
        "нужны результаты ВПР, ОГЭ и ЕГЭ, полученные после {start:date}.",
        {
            **values,
            "fell": [share["numerator"], share["denominator"]],
            "open": open_schools,
            **{f"fell_{scope}": number for scope, number in fell.items()},
            "start": start,
        },
        (*evidence, Evidence("school_dynamics", "positive", {"school_id": list(listed)})),
    )


def _target_at_start(values: dict[str, Any]) -> str:
    """Return the template that holds the target, if there is one, against the start value."""
    if pd.isna(values["target"]):
        return ""
    passed = values["baseline"] > values["target"]
    words = "было превышено уже в исходной точке" if passed else "в исходной точке превышено не было"
    return f": целевое значение {{target:percent*}} {words}"


SECTION = Section(
    id="dynamics",
    title="Динамика образовательных результатов",
    roles=("results_analysis",),
    parts=(
        how_compared,
        Subsection("Пары процедур", (pairs_text, pair_table)),
        Subsection("Каждая школа на фоне всех", (each_school_text, each_school_charts)),
        Subsection("Школы", (schools_text, school_changes, school_table, supported_table)),
        Subsection("Чего следовало ждать без всякого влияния", (expected_text, expected_changes, expectation_table)),
        Subsection(_title_of_indicator, (baseline_text, baseline_table, four_forms, forms_table)),
    ),
)

"""How results change (item 18 of the plan)."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.declared import POSITIVE_DYNAMICS
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.results.positive_dynamics import share_with_positive_dynamics
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.comparability import comparability_rules
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import COMPARABILITY, SCOPES, WHY_NOT_FIRM
from shnor_lib.presentation.charts.changes import dot_changes
from shnor_lib.presentation.charts.slopes import SLOPE_CAPTIONS, slope_charts
from shnor_lib.presentation.figures import PublicationFigures
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statements.facts import (
    IN_QUESTION,
    Fact,
    correction_note,
    edition_facts,
    marked_names,
    school_names,
    schools_in_question,
)
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section, Subsection

#: More schools than this make a slope chart a tangle.
MOST_LINES = 12

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
    span = f"{wording.school_year_short(years.from_year)} и {wording.school_year_short(years.to_year)}"
    return paragraphs(
        f"Сравниваются результаты {span} учебных годов двумя способами, которые не смешиваются в одном среднем: "
        "**одна и та же параллель** (разные дети, один класс) и **когорта** (те же классы через несколько лет, по "
        "ВПР; состав класса мог измениться). Изменение — доля «2» во втором году минус доля в первом: знак минус "
        "означает улучшение.",
        "Положительной динамикой школы считается снижение средней доли «2» по её парам одной параллели (принято при "
        "подготовке справки). Вместе с этим числом всегда приводятся его составляющие: отдельно по ВПР, по ОГЭ и ЕГЭ "
        "и по когортам.",
        _limits_words(edition.dynamics),
        _left_out_words(edition),
    )


def _limits_words(pairs: pd.DataFrame) -> str:
    limited = pairs[pairs["comparability"] == "limited"].drop_duplicates(
        ["assessment", "level", "subject", "limitation"]
    )
    by_reason: dict[str, list[str]] = {}
    for row in rows_of(limited):
        by_reason.setdefault(row.limitation, []).append(wording.procedure(row.assessment, row.level, row.subject))
    items = [f"{wording.join(names)}: {reason}." for reason, names in by_reason.items()]
    return "\n\n".join(["Сопоставимость ограничена:", bullets(items)]) if items else ""


def _left_out_words(edition: Edition) -> str:
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
    return f"Не сравнивается: {'; '.join(items)}." if items else ""


def same_grade_slopes(edition: Edition) -> PublicationFigures:
    """Return the slope charts of one grade in two years."""
    return slopes(edition, "same_grade")


def cohort_slopes(edition: Edition) -> PublicationFigures:
    """Return the slope charts of the same pupils some years later."""
    return slopes(edition, "cohort")


def slopes(edition: Edition, kind: str) -> PublicationFigures:
    """Return the slope charts of one kind of pairs, same_grade or cohort, on as many pages as they need.

    Of a large okrug only the schools in question are drawn, since dozens of lines tell nothing.
    """
    pairs, options = edition.dynamics, {}
    if pairs["school_id"].nunique() > MOST_LINES:
        pairs = pairs[pairs["school_id"].isin(schools_in_question(edition))]
        options = {"caption": f"{SLOPE_CAPTIONS[kind]}: {IN_QUESTION}"}
    threshold = edition.params.criteria.low_threshold.value
    return slope_charts(_with_marked_names(edition, pairs), kind, threshold, **options)


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
    )


def _pair_name(row: Any) -> str:
    """Return «ВПР РУ 6» for one grade in two years, «ВПР МА, из 5 в 7 класс» for a cohort."""
    if row.kind == "same_grade":
        return wording.procedure(row.assessment, row.level, row.subject, row.grade_from)
    name = wording.procedure(row.assessment, row.level, row.subject)
    return f"{name}, из{wording.NBSP}{row.grade_from} в{wording.NBSP}{row.grade_to}{wording.NBSP}класс"


def pairs_text(edition: Edition) -> Text:
    """Return what the means say, ВПР and the exams apart."""
    means = edition.pair_means
    if means.empty:
        return paragraphs("Сопоставимых пар нет: динамику оценить нельзя.")
    sentences = []
    for words, chosen in (
        ("По ВПР в одной параллели", means.query("kind == 'same_grade' and assessment == 'VPR'")),
        ("По ВПР в когортах", means.query("kind == 'cohort'")),
        ("По ОГЭ", means.query("kind == 'same_grade' and assessment == 'OGE'")),
        ("По ЕГЭ", means.query("kind == 'same_grade' and assessment == 'EGE'")),
    ):
        if len(chosen):
            parts = [
                f"{_pair_name(row)} — с {wording.percent(row.mean_from_pct)} до {wording.percent(row.mean_to_pct)} "
                f"({wording.points(row.change_pp)}{_few_schools(row.schools, len(edition.schools))})"
                for row in rows_of(chosen)
            ]
            sentences.append(f"{words} доля «2» в среднем {_direction(chosen['change_pp'])}: {'; '.join(parts)}.")
    parted = edition_facts(edition)["vpr_fell_oge_rose"]
    closing = "ВПР и ОГЭ изменились в разные стороны, поэтому судить по одному общему числу нельзя." if parted else ""
    return paragraphs(*sentences, closing)


def _few_schools(schools: int, whole: int) -> str:
    """Name the number of schools where a pair has not all of them."""
    return "" if schools == whole else f"; {wording.plural(int(schools), 'школа', 'школы', 'школ')}"


def _direction(changes: pd.Series) -> str:
    if (changes < 0).all():
        return "снизилась"
    if (changes > 0).all():
        return "выросла"
    return "не изменилась" if (changes == 0).all() else "менялась по-разному"


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
            "Изменение считается большим, чем случайное, если 95 %-й интервал разности долей (Ньюкомб, метод 10) не "
            "включает ноль. Среднее взвешено по числу участников обоих лет; его интервал учитывает случайный разброс "
            "каждой доли при таком числе участников.",
            "Школы перечислены в порядке списка, не по результатам.",
            *correction_note(edition),
        ),
        id="supported",
    )


def _interval_words(low: float, high: float) -> Any:
    """Return «от −12,3 до −1,4», or nothing where there is no interval."""
    return None if pd.isna(low) else f"от {wording.signed(low)} до {wording.signed(high)}"


def school_changes(edition: Edition) -> PublicationFigures:
    """Return the chart of each school's change, scopes side by side, on as many pages as it needs."""
    return dot_changes(_with_marked_names(edition, edition.school_dynamics))


def schools_text(edition: Edition) -> Text:
    """Return in how many schools the share fell, by each scope, and how firm that is."""
    by_school = edition.school_dynamics
    facts = edition_facts(edition)
    items = []
    for scope in SCOPES:
        own = by_school[(by_school["scope"] == scope) & (by_school["pairs"] > 0)]
        if len(own):
            fell = own[is_true(own["positive"])]
            named = f": {wording.join(school_names(fell))}" if 0 < len(fell) < len(own) <= MOST_NAMED else ""
            items.append(
                f"{SCOPE_PHRASES[scope]} — снизилась в "
                f"{wording.out_of_schools(len(fell), len(own), share=True)}{named}."
            )
    if not items:
        return paragraphs("Ни у одной школы нет сопоставимых результатов двух лет.")
    in_question = schools_in_question(edition)
    of_all = len(in_question) == by_school["school_id"].nunique()
    return paragraphs(
        "Доля «2» в среднем по парам школы:",
        bullets(items),
        "" if of_all else f"Далее — только {IN_QUESTION} ({len(in_question)}).",
        f"Устойчиво снизилась: {_named(facts['fell_firmly'])}. Устойчиво выросла: "
        f"{_named(facts['rose_firmly'])}. Направление изменения неустойчиво: {_named(facts['not_firm'])}. "
        f"{_support_words(edition)}",
        _assumed_words(facts["rose_under_correction"]),
    )


def _named(fact: Fact) -> str:
    return fact.fields["names"] or "нет таких школ"


def _support_words(edition: Edition) -> str:
    """Say whether the changes of schools are told from chance: only where participants are known."""
    if edition.school_support.empty:
        return "Статистическая надёжность изменений отдельных школ не оценена."
    return "Статистическая надёжность изменений оценена только для пар процедур, где известно число участников."


def _assumed_words(fact: Fact) -> str:
    """Say of a rise that rests on a correction how many readings of the row speak against it."""
    if not fact:
        return ""
    words = fact.fields
    return (
        f"{words['names']}: при принятом исправлении строки доля «2» выросла, но при {words['readings_fell']} из "
        f"{words['readings']} допустимых прочтений она снижается; вывод предварительный."
    )


def expected_change(edition: Edition) -> Text:
    """Return what part of the change could be expected without any help."""
    if edition.school_dynamics.query("pairs > 0").empty:
        return paragraphs("Оценивать ожидаемое изменение не по чему: сопоставимых результатов нет.")
    known = (
        "В данных нет ни того ни другого"
        if edition.background.empty
        else f"Средние доли округа и региона в данных есть ({reference('results')}), но для такого расчёта нужны "
        "результаты отдельных "
        "школ вне Программы, и в этой справке он не выполнен"
    )
    return paragraphs(
        "**Ожидаемое изменение без вмешательства.** Школы, отобранные по неудачному году, в следующий раз в среднем "
        "показывают результат лучше, даже если ничего не предпринимать: часть неудачи была случайной. Поэтому "
        "снижение доли «2» само по себе не доказывает действия Программы. Чтобы отделить одно от другого, нужны "
        "результаты школ вне Программы (округа или региона) за те же годы либо опубликованные оценки разброса и "
        f"устойчивости результатов. {known}: **какая часть изменения связана с Программой, определить нельзя.**",
    )


def baseline_table(edition: Edition) -> PublicationTable:
    """Return the share of schools with positive dynamics under each rule: what indicator И7 would start from."""
    classification = edition.classification
    listed = classification.loc[is_true(classification["listed"]), "school_id"]
    confirmed = classification.loc[is_true(classification["shnor"]) & is_true(classification["listed"]), "school_id"]
    rows = []
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
                "official": f"для показателя {POSITIVE_DYNAMICS}" if scope == "all" else "для сравнения",
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
    )


def _share_words(share: dict) -> str:
    return wording.MISSING if share["value"] is None else f"{share['numerator']} из {share['denominator']}"


def _range_words(share: dict) -> str | None:
    if share["value"] is None:
        return None
    return f"{wording.number(share['range_low'], 1)}–{wording.number(share['range_high'], 1)}"


def baseline_text(edition: Edition) -> Text:
    """Return what the data say of indicator И7: its value, or only where it starts from."""
    indicators = edition.indicators.set_index("id")
    if POSITIVE_DYNAMICS not in indicators.index:
        return paragraphs("Показателя положительной динамики в перечне показателей Программы нет.")
    row: Any = indicators.loc[POSITIVE_DYNAMICS]
    number = f"{POSITIVE_DYNAMICS} (в Программе № {row['source_number']})"
    target = wording.percent(row["target"], None)
    if not pd.isna(row["actual"]):
        verdict = "достигнуто" if row["status"] == "met" else "не достигнуто"
        return paragraphs(
            f"Показатель {number} по результатам, полученным после начала Программы: {wording.percent(row['actual'])} "
            f"(возможные значения от {wording.number(row['range_low'], 1)} до {wording.percent(row['range_high'])}); "
            f"целевое значение {target} {verdict}."
        )
    if pd.isna(row["baseline"]):
        return paragraphs(
            f"Сопоставимых результатов нет: ни значения показателя {number}, ни исходного уровня назвать нельзя."
        )
    listed = edition.schools.loc[is_true(edition.schools["listed"]), "school_id"]
    share = share_with_positive_dynamics(edition.school_dynamics.query("scope == 'all'"), listed)
    own = edition.school_dynamics[edition.school_dynamics["pairs"] > 0]
    parts = [
        f"{phrase} — в {int(is_true(own.loc[own['scope'] == scope, 'positive']).sum())}"
        for scope, phrase in SCOPE_PHRASES.items()
        if scope != "all" and (own["scope"] == scope).any()
    ]
    passed = (
        "было превышено уже в исходной точке"
        if row["baseline"] > row["target"]
        else "в исходной точке превышено не было"
    )
    return paragraphs(
        "Исходные данные содержат результаты, полученные до начала Программы; оценить по ним достижение показателя "
        f"{row['source_number']} нельзя (в этой справке он назван {POSITIVE_DYNAMICS}). До начала Программы доля "
        "«2» снизилась в "
        f"{wording.out_of_schools(share['numerator'], share['denominator'], share=True)} ({', '.join(parts)}): "
        f"целевое значение {target} {passed}. Для оценки нужны результаты ВПР, ОГЭ и ЕГЭ, полученные после "
        f"{wording.date_words(edition.params.programme.period.start)}."
    )


SECTION = Section(
    id="dynamics",
    title="Динамика образовательных результатов",
    plan_items=("18",),
    parts=(
        how_compared,
        Subsection("Пары процедур", (pairs_text, pair_table)),
        Subsection("Одна и та же параллель", (same_grade_slopes,)),
        Subsection("Когорты", (cohort_slopes,)),
        Subsection("Школы", (schools_text, school_changes, school_table, supported_table)),
        Subsection(f"Показатель {POSITIVE_DYNAMICS}", (baseline_text, baseline_table, expected_change)),
    ),
)

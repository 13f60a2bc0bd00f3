"""«Главное»: what the head of the education office reads."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES, LIST_CHANGES
from shnor_lib.presentation.protocol_words import findings_words
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.sections.composition import list_years, list_years_words
from shnor_lib.presentation.statements.drafts import edition_drafts
from shnor_lib.presentation.statements.facts import Fact, edition_facts
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section
from shnor_lib.presentation.verdicts import VERDICT_MARKS, with_unit


def key_figures(edition: Edition) -> PublicationTable:
    """Return the main figures of the edition, each with where it is explained."""
    facts, classification = edition_facts(edition), edition.classification
    listed = int(classification["listed"].sum())
    rows = [
        ("Школ в списке ШНОР", str(listed), reference("composition", "place")),
        ("– критерии по данным выполнены", str(len(facts["confirmed"])), reference("composition", "place")),
        ("– критерии по данным не выполнены", str(len(facts["unconfirmed"])), reference("composition", "place")),
        *(
            [("– вывод сделать нельзя", str(len(facts["undetermined"])), reference("composition", "place"))]
            if facts["undetermined"]
            else []
        ),
        *_falls_by_scope(edition.school_dynamics),
        (
            "– снижение по всем парам устойчиво",
            str(len(facts["fell_firmly"])),
            reference("dynamics", "place"),
        ),
        ("Контроль исходных данных", findings_words(edition.findings), reference("protocol", "place")),
    ]
    frame = pd.DataFrame(rows, columns=["what", "value", "where"])
    columns = [
        Column("what", "Сведения", width=5),
        Column("value", "Значение", width=2.6),
        Column("where", "Раздел", width=0.8),
    ]
    return PublicationTable.from_frame(frame, columns, "Главные цифры", id="key-figures")


def _falls_by_scope(by_school: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return in how many schools the share fell: over all pairs and, never without them, by each part."""
    words = {
        "all": "Школ, где доля «2» снизилась: все сопоставимые пары",
        "VPR": "– только ВПР",
        "OGE_EGE": "– только ОГЭ и ЕГЭ",
        "cohort": "– когорты ВПР",
    }
    rows = []
    for scope, label in words.items():
        own = by_school[(by_school["scope"] == scope) & (by_school["pairs"] > 0)]
        rows.append(
            (label, wording.share_of(int(is_true(own["positive"]).sum()), len(own)), reference("dynamics", "place"))
        )
    return rows


def indicator_verdicts(edition: Edition) -> PublicationTable:
    """Return a line per indicator of the programme's table: target, value, verdict."""
    indicators = edition.indicators[edition.indicators["group"] == "targets"]
    frame = indicators.assign(
        target_words=[with_unit(row.target, row.unit) for row in rows_of(indicators)],
        actual_words=[_actual_words(row) for row in rows_of(indicators)],
        verdict=indicators["status"].map(INDICATOR_STATUSES),
    )
    columns = [
        Column("id", "№", "code", width=0.5),
        Column("short_name", "Показатель", width=6),
        Column("target_words", "План", width=1),
        Column("actual_words", "Факт", width=2.2),
        Column("verdict", "Вывод", width=1.5),
    ]
    marks = {"verdict": [VERDICT_MARKS[status] for status in indicators["status"]]}
    return PublicationTable.from_frame(frame, columns, "Показатели Программы", marks=marks, id="verdicts")


def _actual_words(row: Any) -> str:
    """Return the value, or the state before the programme where only that is known."""
    if pd.isna(row.actual) and not pd.isna(row.baseline):
        return f"{wording.MISSING} (было {wording.percent(row.baseline)})"
    return with_unit(row.actual, row.unit)


def main_points(edition: Edition) -> Text:
    """Return the conclusions in a few sentences."""
    facts, classification = edition_facts(edition), edition.classification
    if classification.empty:
        return paragraphs("В списке школ нет ни одной школы; выводы сделать нельзя.")
    return paragraphs(
        _data_sentence(edition, facts),
        _list_sentence(facts, int(classification["listed"].sum())) + _base_year_sentence(edition),
        _next_list_sentence(edition),
        _dynamics_sentence(edition, facts),
    )


def _data_sentence(edition: Edition, facts: Mapping[str, Fact]) -> str:
    """Say first whether the programme's results can be summed up at all."""
    targets = edition.indicators[edition.indicators["target"].notna()]
    unknown = int((targets["status"] == "no_data").sum())
    items = len(edition.plan)
    silent = int(edition.plan["status"].isin(("no_record", "no_deadline")).sum())
    if unknown == len(targets) and silent == items:
        return (
            "**Подвести итоги Программы по представленным данным нельзя:** сведений нет ни по одному из "
            f"{wording.plural(len(targets), 'показателя', 'показателей', 'показателей')} с целевыми значениями и ни "
            f"по одному из {wording.plural(items, 'пункта', 'пунктов', 'пунктов')} плана и мер. Справка описывает "
            "исходное положение и называет, какие сведения нужны."
        )
    if unknown or silent:
        return (
            "**Итоги предварительные:** нет сведений по "
            f"{wording.plural(unknown, 'показателю', 'показателям', 'показателям')} с целевыми значениями из "
            f"{len(targets)} и по {wording.plural(silent, 'пункту', 'пунктам', 'пунктам')} плана и мер из {items}."
        )
    return ""


def _base_year_sentence(edition: Edition) -> str:
    """Say how the answer changes with the alternative base year, if params name one."""
    year = edition.params.criteria.years.alternative_previous
    own = edition.base_years[edition.base_years["base_year"] == year] if year else edition.base_years.iloc[:0]
    if year is None or own.empty or year == edition.params.criteria.years.previous:
        return ""
    met = int(is_true(own["criterion_1"]).sum())
    return (
        f" Если предыдущим считать {wording.school_year(year)}, критерий 1 выполнен в "
        f"{wording.out_of_schools(met, len(own))}."
    )


def _list_sentence(facts: Mapping[str, Fact], listed: int) -> str:
    if not listed:
        opening = "В списке ШНОР нет ни одной школы."
    else:
        opening = (
            f"В списке ШНОР {wording.plural(listed, 'школа', 'школы', 'школ')}. Критерии Программы по представленным "
            f"данным выполнены в {wording.out_of_schools(len(facts['confirmed']), listed)}"
            + (f" ({facts['confirmed'].fields['names']})." if facts["confirmed"] else ".")
        )
    unlisted = facts["unlisted_met"]
    further = f" Не входят в список, но критерии по данным выполнены: {unlisted.fields['names']}." if unlisted else ""
    opened = facts["undetermined"]
    return opening + further + (f" Вывод сделать нельзя: {opened.fields['names']}." if opened else "")


def _next_list_sentence(edition: Edition) -> str:
    """Say what the latest years with data mean for the list; the working group decides about it."""
    following = edition.next_list
    years = list_years(following)
    if not years:
        return ""
    counts = [
        f"{words} — {int((following['change'] == code).sum())}"
        for code, words in LIST_CHANGES.items()
        if (following["change"] == code).any()
    ]
    ending = "учебный год" if len(years) == 1 else "учебные годы"
    return (
        f"Список на следующий период по данным за {list_years_words(years)} {ending}: "
        f"{', '.join(counts) or 'школ в нём нет'}; решает рабочая группа ({reference('composition')})."
    )


def _dynamics_sentence(edition: Edition, facts: Mapping[str, Fact]) -> str:
    schools = edition.school_dynamics.query("scope == 'all' and pairs > 0")
    if schools.empty:
        return "Сопоставимых результатов двух лет нет: динамику оценить нельзя."
    years = edition.params.dynamics
    span = f"{wording.school_year_short(years.from_year)} и {wording.school_year_short(years.to_year)}"
    by_scope = {
        scope: int(is_true(own["positive"]).sum())
        for scope, own in edition.school_dynamics.query("pairs > 0").groupby("scope")
    }
    parts = [
        f"{words} — в {by_scope[scope]}"
        for scope, words in (
            ("VPR", "только по ВПР"),
            ("OGE_EGE", "только по ОГЭ и ЕГЭ"),
            ("cohort", "по когортам ВПР"),
        )
        if scope in by_scope
    ]
    sentence = (
        f"Между {span} учебными годами доля «2» по сопоставимым процедурам снизилась в "
        f"{wording.out_of_schools(by_scope['all'], len(schools), share=True)}; {', '.join(parts)}."
    )
    listed = schools[schools["school_id"].isin(_listed(edition))]
    if 0 < len(listed) < len(schools):
        fell = int(is_true(listed["positive"]).sum())
        sentence += f" Среди школ списка ШНОР по всем парам — в {fell} из{wording.NBSP}{len(listed)}."
    if facts["vpr_fell_oge_rose"]:
        sentence += (
            " В среднем по школам доля «2» по ВПР снизилась, а по ОГЭ выросла: общее число само по себе вывода не даёт."
        )
    if facts["no_new_results"]:
        sentence += " Это исходный уровень: результатов, полученных после начала Программы, в данных нет."
    return sentence


def _listed(edition: Edition) -> pd.Series:
    """Return the codes of the listed schools."""
    return edition.classification.loc[is_true(edition.classification["listed"]), "school_id"]


def needs_decision(edition: Edition) -> Text:
    """Return what the working group has to decide, as a short list; the draft of decisions has the terms."""
    decisions = edition_drafts(edition, "decisions")
    if not decisions:
        return paragraphs("**Решений не требуется.**")
    main = [draft.brief for draft in decisions if draft.brief]
    in_full = reference("decisions", "prepositional")
    whole = wording.plural(len(decisions), "решение", "решения", "решений")
    return paragraphs(f"**Что требует решения** (полностью — в {in_full}: {whole} со сроками)", bullets(main))


SECTION = Section(
    id="main",
    title="Главное",
    kind="plain",
    new_page=True,
    parts=(main_points, key_figures, indicator_verdicts, needs_decision),
)

"""«Главное»: what the head of the education office reads."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import LIST_CHANGES
from shnor_lib.presentation.protocol_words import findings_words
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.sections.composition import list_years, list_years_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.drafts import edition_drafts
from shnor_lib.presentation.statements.expected import by_itself, forms_statement, programme_verdict
from shnor_lib.presentation.statements.facts import edition_facts, told_in_part
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences
from shnor_lib.presentation.tree import Section
from shnor_lib.presentation.verdicts import VERDICT_MARKS, target_words, verdict_words, with_unit


def key_figures(edition: Edition) -> PublicationTable:
    """Return the main figures of the edition, each with where it is explained."""
    facts, classification = edition_facts(edition), edition.classification
    listed = int(classification["listed"].sum())
    place = reference("composition", "place")
    without_list = [
        ("Список ШНОР", "нет", place),
        ("– школ, в которых критерии по данным выполнены", str(len(facts["proposed"])), place),
    ]
    of_list = [
        ("Школ в списке ШНОР", str(listed), place),
        ("– критерии по данным выполнены", str(len(facts["confirmed"])), place),
        ("– критерии по данным не выполнены", str(len(facts["unconfirmed"])), place),
    ]
    opened = [("– вывод сделать нельзя", str(len(facts["undetermined"])), place)]
    rows = [
        *(of_list if listed else without_list),
        *(opened if facts["undetermined"] else []),
        *_falls_by_scope(edition.school_dynamics),
        ("Контроль исходных данных", findings_words(edition.findings), reference("protocol", "place")),
    ]
    frame = pd.DataFrame(rows, columns=["what", "value", "where"])
    columns = [
        Column("what", "Сведения", width=5),
        Column("value", "Значение", width=3.8),
        Column("where", "Раздел", width=0.8),
    ]
    return PublicationTable.from_frame(frame, columns, "Главные цифры", id="key-figures")


def _falls_by_scope(by_school: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return in how many schools the share fell: over all pairs and, never without them, by each part."""
    place = reference("dynamics", "place")
    counts = {}
    for scope in ("all", *_PARTS):
        own = by_school[(by_school["scope"] == scope) & (by_school["pairs"] > 0)]
        counts[scope] = (int(is_true(own["positive"]).sum()), len(own))
    # On the base of the row above, not of the schools in question alone.
    whole = by_school[(by_school["scope"] == "all") & (by_school["pairs"] > 0)]
    firmly = int((is_true(whole["positive"]) & is_true(whole["firm"])).sum())
    parts = "; ".join(
        f"{fell} из{wording.NBSP}{of}" if of else wording.MISSING for fell, of in (counts[scope] for scope in _PARTS)
    )
    return [
        ("Школ, где доля «2» снизилась: все сопоставимые пары", wording.share_of(*counts["all"]), place),
        ("– только ВПР; только ОГЭ и ЕГЭ; когорты ВПР", parts, place),
        ("– снижение по всем парам устойчиво", wording.share_of(firmly, len(whole)), place),
    ]


def indicator_verdicts(edition: Edition) -> PublicationTable | None:
    """Return a line per indicator of the programme's table: target, value, verdict; nothing where it has no target."""
    indicators = edition.indicators[edition.indicators["group"] == "targets"]
    if indicators.empty:
        return None
    frame = indicators.assign(
        target_words=[target_words(row) for row in rows_of(indicators)],
        actual_words=[_actual_words(row) for row in rows_of(indicators)],
        verdict=[verdict_words(row) for row in rows_of(indicators)],
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
    if edition.classification.empty:
        return paragraphs(
            Statement(
                "main.no_schools",
                "В списке школ нет ни одной школы; выводы сделать нельзя.",
                {},
                (Evidence("classification", "*"),),
            )
        )
    return paragraphs(
        sentences(*_data_statements(edition)),
        sentences(*list_statements(edition), _on_one_pupil(edition), _base_year(edition)),
        _next_list(edition),
        sentences(*_dynamics_statements(edition), forms_statement(edition, "main", brief=True)),
        sentences(*by_itself(edition, "main", brief=True), programme_verdict(edition, "main.expected", brief=True)),
    )


def _data_statements(edition: Edition) -> tuple[Statement, ...]:
    """Say first whether the programme's results can be summed up at all."""
    targets = edition.indicators[edition.indicators["target"].notna()]
    silent = edition.plan[edition.plan["status"].isin(("no_record", "no_deadline"))]
    values = {
        "targets": len(targets),
        "unknown": int((targets["status"] == "no_data").sum()),
        "items": len(edition.plan),
        "silent": len(silent),
        "partly": int(told_in_part(silent).sum()),
    }
    nothing = values["unknown"] == values["targets"] and values["silent"] - values["partly"] == values["items"]
    evidence = (
        Evidence("indicators", "status", {"id": list(targets["id"])}),
        *(Evidence("plan", column) for column in ("status", "records", "as_typed")),
    )
    return (
        Statement(
            "main.no_data",
            f"**Подвести итоги Программы по представленным данным нельзя:** {_of_nothing(values)}Справка описывает "
            "исходное положение и называет, какие сведения нужны.",
            values,
            evidence,
            holds=nothing,
        ),
        Statement(
            "main.preliminary",
            f"**Итоги предварительные:** {_of_some(values)}.",
            values,
            evidence,
            holds=not nothing and bool(values["unknown"] or values["silent"]),
        ),
    )


def _of_nothing(values: Mapping[str, int]) -> str:
    """Return the template of what nothing is known of, as far as there is any of it: targets, items of the plan."""
    told = {
        "targets": "ни по одному из {targets:показателя|показателей|показателей} с целевыми значениями",
        "items": "ни по одному из {items:пункта|пунктов|пунктов} плана и мер",
    }
    parts = [words for name, words in told.items() if values[name]]
    return f"сведений нет {' и '.join(parts)}. " if parts else "в Программе нет ни целевых значений, ни пунктов плана. "


def _of_some(values: Mapping[str, int]) -> str:
    """Return the template of what is not known of indicators with targets and of the plan, as far as it is not."""
    indicators = "нет сведений по {unknown:показателю|показателям|показателям} с целевыми значениями из {targets}"
    words = "нет полных сведений " if values["partly"] else "" if values["unknown"] else "нет сведений "
    items = f"{words}по {{silent:пункту|пунктам|пунктам}} плана и мер из {{items}}"
    return " и ".join([indicators] * bool(values["unknown"]) + [items] * bool(values["silent"]))


def list_statements(edition: Edition) -> tuple[Statement, ...]:
    """Return how the list and the data agree: school by school, as far as few enough are to be named."""
    facts, listed = edition_facts(edition), is_true(edition.classification["listed"])
    evidence = (Evidence("classification", "standing"), Evidence("classification", "listed"))
    judged = int((listed & edition.classification["shnor"].notna()).sum())
    confirmed, unlisted, opened = (facts[name].names for name in ("confirmed", "unlisted_met", "undetermined"))
    proposed = facts["proposed"].names
    criteria = " Критерии Программы по представленным данным выполнены в {confirmed:of_schools}"
    criteria += ", по которым вывод сделать можно" if judged < listed.sum() else ""
    criteria += " ({names:names})." if confirmed else "."
    return (
        Statement(
            "main.nobody_listed",
            "Списка ШНОР нет: ни одна школа в нём не отмечена.",
            {},
            evidence,
            holds=not listed.any(),
        ),
        Statement(
            "main.list",
            "В списке ШНОР {listed:школа|школы|школ}." + (criteria if judged else ""),
            {"listed": int(listed.sum()), "confirmed": [len(confirmed), judged], "names": confirmed},
            evidence,
            holds=bool(listed.any()),
        ),
        Statement(
            "main.unlisted_met",
            "Не входят в список, но критерии по данным выполнены: {names:names}.",
            {"names": unlisted},
            evidence[:1],
            holds=bool(unlisted),
        ),
        Statement(
            "main.proposed",
            "По представленным данным критерии Программы выполнены в {met:of_schools}: {names:names}. Эти школы можно "
            "предложить для списка; утверждает его рабочая группа.",
            {"met": [len(proposed), int(edition.classification["shnor"].notna().sum())], "names": proposed},
            evidence,
            holds=bool(proposed),
        ),
        Statement(
            "main.undetermined",
            "Вывод сделать нельзя: {names:names}.",
            {"names": opened},
            evidence[:1],
            holds=bool(opened),
        ),
    )


def _on_one_pupil(edition: Edition) -> Statement:
    """Say how many verdicts hang on one pupil; the section on the list names the schools."""
    schools = int(is_true(edition.verdict_margins["on_one"]).sum())
    return Statement(
        "main.on_one",
        "От результата одного обучающегося зависит вывод по {schools:школе|школам|школам} ({section:composition}).",
        {"schools": schools},
        (Evidence("verdict_margins", "on_one", {"on_one": True}),),
        holds=schools > 0,
    )


def _base_year(edition: Edition) -> Statement:
    """Say how the answer changes with the alternative base year, if params name one."""
    years = edition.params.criteria.years
    own = edition.base_years[edition.base_years["base_year"] == (years.alternative_previous or 0)]
    judged = int(own["criterion_1"].notna().sum())
    return Statement(
        "main.base_year",
        "Если предыдущим считать {year:year}, критерий 1 выполнен в {met:of_schools}.",
        {"year": years.alternative_previous, "met": [int(is_true(own["criterion_1"]).sum()), judged]},
        (Evidence("base_years", "criterion_1", {"base_year": years.alternative_previous}),),
        holds=judged > 0 and years.alternative_previous != years.previous,
    )


def _next_list(edition: Edition) -> Statement:
    """Say what the latest years with data mean for the list, where they are not the criteria's own years."""
    following, own = edition.next_list, edition.params.criteria.years
    years, criteria = list_years(following), sorted((own.previous, own.before_previous))
    counts = {code: int((following["change"] == code).sum()) for code in LIST_CHANGES}
    told = ", ".join(f"{words} — {{{code}}}" for code, words in LIST_CHANGES.items() if counts[code])
    ending = "учебный год" if len(years) == 1 else "учебные годы"
    return Statement(
        "main.next_list",
        f"Список на следующий период по данным за {{years}} {ending}: {told or 'школ в нём нет'}; решает рабочая "
        "группа ({section:composition}).",
        {"years": list_years_words(years), "criteria": criteria, **counts},
        (Evidence("next_list", "change"), Evidence("next_list", "years"), Evidence("params", "criteria.years")),
        holds=bool(years) and sorted(years) != criteria,
    )


#: How the parts of the change over all pairs are told beside it.
_PARTS = {"VPR": "только по ВПР", "OGE_EGE": "только по ОГЭ и ЕГЭ", "cohort": "по когортам ВПР"}


def _dynamics_statements(edition: Edition) -> tuple[Statement, ...]:
    """Return in how many schools the share of «2» fell: over all pairs and, never without them, by each part."""
    facts, years = edition_facts(edition), edition.params.dynamics
    period = edition.params.programme.period
    known = edition.school_dynamics[edition.school_dynamics["pairs"] > 0]
    of_scope = {scope: own for scope, own in known.groupby("scope")}
    whole = of_scope.get("all", known.iloc[:0])
    listed = whole[whole["school_id"].isin(_listed(edition))]
    fell = {scope: [int(is_true(own["positive"]).sum()), len(own)] for scope, own in of_scope.items()}
    # A part that other schools have pairs for than the whole tells its own number of schools.
    told = [
        f"{words} — в {{{scope}{'' if len(of_scope[scope]) == len(whole) else ':of'}}}"
        for scope, words in _PARTS.items()
        if scope in of_scope
    ]
    parts = f"; {', '.join(told)}" if told else ""
    evidence = (Evidence("school_dynamics", "positive"), Evidence("school_dynamics", "pairs"))
    return (
        Statement(
            "main.no_pairs",
            "Сопоставимых результатов двух лет нет: динамику оценить нельзя.",
            {},
            (Evidence("school_dynamics", "pairs", {"scope": "all"}),),
            holds=whole.empty,
        ),
        Statement(
            "main.fell",
            "Между {from_year:years} и {to_year:years} учебными годами доля «2» по сопоставимым процедурам снизилась в "
            f"{{all:of_schools%}}{parts}.",
            {
                "from_year": years.from_year,
                "to_year": years.to_year,
                "all": fell.get("all"),
                **{
                    scope: fell[scope][0] if len(of_scope[scope]) == len(whole) else fell[scope]
                    for scope in _PARTS
                    if scope in fell
                },
            },
            evidence,
            holds=len(whole) > 0,
        ),
        Statement(
            "main.fell_of_listed",
            "Среди школ списка ШНОР по всем парам — в {fell} из\u00a0{listed}.",
            {"fell": int(is_true(listed["positive"]).sum()), "listed": len(listed)},
            (*evidence, Evidence("classification", "listed")),
            holds=0 < len(listed) < len(whole),
        ),
        Statement(
            "main.parted",
            "В среднем по школам доля «2» по ВПР снизилась, а по ОГЭ выросла: общее число само по себе вывода не даёт.",
            {},
            (Evidence("pair_means", "change_pp", {"kind": "same_grade", "assessment": ["VPR", "OGE"]}),),
            holds=bool(facts["vpr_fell_oge_rose"]) and len(whole) > 0,
        ),
        Statement(
            "main.before_the_programme",
            "Это исходный уровень: результатов, полученных после начала Программы, в данных нет.",
            {"start": period.start if period else None},
            (Evidence("results", "school_year"),),
            holds=bool(facts["no_new_results"]) and len(whole) > 0,
        ),
    )


def _listed(edition: Edition) -> pd.Series:
    """Return the codes of the listed schools."""
    return edition.classification.loc[is_true(edition.classification["listed"]), "school_id"]


def needs_decision(edition: Edition) -> Text:
    """Return what the working group has to decide, as a short list; the draft of decisions has the terms."""
    decisions = edition_drafts(edition, "decisions")
    if not decisions:
        return paragraphs(
            Statement(
                "main.no_decisions",
                "**Решений не требуется.**",
                {},
                (Evidence("statements", "holds", {"kind": "decision"}),),
            )
        )
    return paragraphs(
        Statement(
            "main.decisions",
            "**Что требует решения** (полностью — в {section:decisions:prepositional}: "
            "{decisions:решение|решения|решений} со сроками)",
            {"decisions": len(decisions)},
            (Evidence("statements", "holds", {"kind": "decision"}),),
        ),
        bullets(
            Statement(
                f"main.{draft.statement.id}",
                "{brief}",
                {"brief": draft.brief},
                (Evidence("statements", "text", {"id": draft.statement.id}),),
                rule=draft.rule.id,
            )
            for draft in decisions
            if draft.brief
        ),
    )


SECTION = Section(
    id="main",
    title="Главное",
    kind="plain",
    new_page=True,
    parts=(main_points, key_figures, indicator_verdicts, needs_decision),
)

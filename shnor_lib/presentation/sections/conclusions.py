"""«Выводы»: what follows from the sections before, and the problems that rules draft of it."""

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground.vocabulary import LIST_CHANGES
from shnor_lib.presentation.sections.composition import list_years, list_years_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.drafts import WORDS, edition_drafts, not_drafted, nothing_drafted
from shnor_lib.presentation.statements.expected import by_itself, forms_statement, programme_verdict
from shnor_lib.presentation.statements.facts import edition_facts
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection


def main_points(edition: Edition) -> Text:
    """Return the conclusions on the list, the change of results and what of it would have come about anyway."""
    if edition.classification.empty:
        return paragraphs(
            Statement(
                "conclusions.no_schools",
                "В списке школ нет ни одной школы; выводы сделать нельзя.",
                {},
                (Evidence("classification", "*"),),
            )
        )
    return bullets(
        (
            sentences(*list_statements(edition), _on_one_pupil(edition), _base_year(edition)),
            _next_list(edition),
            sentences(*_dynamics_statements(edition), forms_statement(edition, "conclusions", brief=True)),
            sentences(
                *by_itself(edition, "conclusions", brief=True),
                programme_verdict(edition, "conclusions.expected", brief=True),
            ),
        )
    )


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
            "conclusions.nobody_listed",
            "Списка ШНОР нет: ни одна школа в нём не отмечена.",
            {},
            evidence,
            holds=not listed.any(),
        ),
        Statement(
            "conclusions.list",
            "В списке ШНОР {listed:школа|школы|школ}." + (criteria if judged else ""),
            {"listed": int(listed.sum()), "confirmed": [len(confirmed), judged], "names": confirmed},
            evidence,
            holds=bool(listed.any()),
        ),
        Statement(
            "conclusions.unlisted_met",
            "Не входят в список, но критерии по данным выполнены: {names:names}.",
            {"names": unlisted},
            evidence[:1],
            holds=bool(unlisted),
        ),
        Statement(
            "conclusions.proposed",
            "По представленным данным критерии Программы выполнены в {met:of_schools}: {names:names}. Эти школы можно "
            "предложить для списка; утверждает его рабочая группа.",
            {"met": [len(proposed), int(edition.classification["shnor"].notna().sum())], "names": proposed},
            evidence,
            holds=bool(proposed),
        ),
        Statement(
            "conclusions.undetermined",
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
        "conclusions.on_one",
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
        "conclusions.base_year",
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
        "conclusions.next_list",
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
            "conclusions.no_pairs",
            "Сопоставимых результатов двух лет нет: динамику оценить нельзя.",
            {},
            (Evidence("school_dynamics", "pairs", {"scope": "all"}),),
            holds=whole.empty,
        ),
        Statement(
            "conclusions.fell",
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
            "conclusions.fell_of_listed",
            "Среди школ списка ШНОР по всем парам — в {fell} из\u00a0{listed}.",
            {"fell": int(is_true(listed["positive"]).sum()), "listed": len(listed)},
            (*evidence, Evidence("classification", "listed")),
            holds=0 < len(listed) < len(whole),
        ),
        Statement(
            "conclusions.parted",
            "В среднем по школам доля «2» по ВПР снизилась, а по ОГЭ выросла: общее число само по себе вывода не даёт.",
            {},
            (Evidence("pair_means", "change_pp", {"kind": "same_grade", "assessment": ["VPR", "OGE"]}),),
            holds=bool(facts["vpr_fell_oge_rose"]) and len(whole) > 0,
        ),
        Statement(
            "conclusions.before_the_programme",
            "Это исходный уровень: результатов, полученных после начала Программы, в данных нет.",
            {"start": period.start if period else None},
            (Evidence("results", "school_year"),),
            holds=bool(facts["no_new_results"]) and len(whole) > 0,
        ),
    )


def _listed(edition: Edition) -> pd.Series:
    """Return the codes of the listed schools."""
    return edition.classification.loc[is_true(edition.classification["listed"]), "school_id"]


# What rules draft of it


def problems_text(edition: Edition) -> Text:
    """Return the problems that rules draft, or that there are none."""
    found, left = edition_drafts(edition, "problems"), not_drafted(edition, "problems")
    if not found:
        return paragraphs(nothing_drafted("problems", "По установленным правилам проблем не выявлено."), *left)
    return paragraphs(bullets(draft.statement for draft in found), *left)


def problems_table(edition: Edition) -> PublicationTable | None:
    """Return the problems with the risk of each and the rule that found it."""
    found = edition_drafts(edition, "problems")
    if not found:
        return None
    frame = pd.DataFrame(
        [
            {"number": str(n), "text": d.statement.text, "risk": d.rule.risk, "id": d.rule.id}
            for n, d in enumerate(found, start=1)
        ]
    )
    columns = [
        Column("number", "№", "code", width=0.5),
        Column("text", "Проблема", width=5),
        Column("risk", "Риск", width=3.5),
        Column("id", "Правило", "code", width=0.9),
    ]
    return PublicationTable.from_frame(
        frame, columns, "Проблемы и риски", rests_on={"text": WORDS}, id="problems", lookup=True
    )


SECTION = Section(
    id="conclusions",
    title="Выводы",
    parts=(main_points, Subsection("Проблемы", (problems_text, problems_table))),
    formerly=("Проблемы и риски",),
)

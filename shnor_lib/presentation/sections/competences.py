"""Competences of teachers, for groups only."""

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.vocabulary import subject_name
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.plan_items import in_brackets
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import Fact
from shnor_lib.presentation.statements.facts import edition_facts
from shnor_lib.presentation.statements.present_state import SUBJECTS
from shnor_lib.presentation.statements.support_facts import AREAS
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences
from shnor_lib.presentation.tree import Section

DIAGNOSTICS = Need(
    "Предметные компетенции педагогов оценить нельзя",
    ("teachers", "diagnostics"),
    lambda edition: not (edition.competences.empty and edition.deficits.empty),
)


def competences_text(edition: Edition) -> Text:
    """Return what diagnostics show of teachers, and in which subjects they are needed first."""
    return paragraphs(
        sentences(*_change(edition), *_beyond_chance(edition)),
        sentences(*_self_assessed(edition)),
        sentences(*_where_to_look(edition), explained("pupils_results_and_teachers")),
    )


def _smallest(edition: Edition) -> int:
    return edition.params.indicators.smallest_group.value


def _change(edition: Edition) -> tuple[Statement, ...]:
    """Say how the means of the groups that are large enough changed."""
    known = edition.competences[~is_true(edition.competences["hidden"])]
    people = int(known["people"].sum())
    mean = float((known["change_pp"] * known["people"]).sum() / people) if people else 0.0
    values = {
        "groups": len(known),
        "smallest": _smallest(edition),
        "rose": [int((known["change_pp"] > 0).sum()), len(known)],
        "mean_pp": mean,
        "by": abs(mean),
    }
    cells = tuple(Evidence("competences", name, {"hidden": False}) for name in ("change_pp", "people"))
    return (
        Statement(
            "competences.no_groups",
            "Групп, где есть обе диагностики — до и после, — и педагогов достаточно, нет.",
            {"groups": len(known)},
            (Evidence("competences", "hidden"),),
            holds=DIAGNOSTICS.met(edition) and known.empty,
        ),
        Statement(
            "competences.change",
            "Обе диагностики, до и после, есть не менее чем у {smallest:педагога|педагогов|педагогов} в "
            "{groups:группе|группах|группах} (область и предмет). Средний результат вырос в {rose:of}; в среднем по "
            f"измерениям он {_moved(mean)} Группы сравнения нет, поэтому отделить действие обучения от повторного "
            "знакомства с заданиями нельзя.",
            values,
            cells,
            holds=len(known) > 0,
        ),
    )


def _beyond_chance(edition: Edition) -> tuple[Statement, ...]:
    """Say in how many groups the change is more than chance, and how many teachers left the deficit or came into it."""
    known = edition.competences[~is_true(edition.competences["hidden"])]
    told = known[known["supported"].notna()]
    cells = tuple(Evidence("competences", name, {"hidden": False}) for name in ("supported", "change_low_pp"))
    of_measurements = int(known["people"].sum())
    low = {name: [int(known[name].sum()), of_measurements] for name in ("low_before", "low_after")}
    moves = {name: int(known[name].sum()) for name in ("risen", "fallen")}
    return (
        Statement(
            "competences.supported",
            "Изменение больше случайного: {supported:of}.",
            {"supported": [int(is_true(told["supported"]).sum()), len(told)]},
            cells,
            holds=len(told) > 0,
        ),
        Statement(
            "competences.equal_changes",
            "У всех педагогов группы изменение одно и то же, поэтому разброса нет и об интервале сказать нечего "
            "(таких групп: {groups}).",
            {"groups": len(known) - len(told)},
            cells,
            holds=len(told) < len(known),
        ),
        Statement(
            "competences.deficits_moved",
            "Результат ниже {border:percent*} (дефицит) был до в {low_before:of} измерений, после — в {low_after:of}: "
            "поднялись до этой границы и выше {risen}, опустились ниже неё {fallen}. Перевес одного над другим больше "
            "случайного: {supported:of}.",
            {
                "border": edition.params.indicators.deficit_below.value,
                **low,
                **moves,
                "supported": [int(is_true(known["deficits_supported"]).sum()), len(known)],
            },
            (
                Evidence("params", "indicators.deficit_below"),
                *(Evidence("competences", name, {"hidden": False}) for name in (*low, *moves, "deficits_supported")),
            ),
            holds=len(known) > 0,
        ),
    )


def _self_assessed(edition: Edition) -> tuple[Statement, ...]:
    """Say in how many groups teachers think more of themselves than diagnostics show, or why that is not told."""
    own, met = edition.self_assessment, DIAGNOSTICS.met(edition)
    known = own[~is_true(own["hidden"])]
    more = known["difference_pp"] > 0
    told = known[known["supported"].notna()]
    return (
        Statement(
            "competences.self_above",
            "Себя педагоги оценивают выше, чем показала диагностика, в {above:of} групп; больше случайного — в "
            "{supported:of}.",
            {
                "above": [int(more.sum()), len(known)],
                "supported": [int((more & is_true(known["supported"])).sum()), len(told)],
            },
            tuple(Evidence("self_assessment", name, {"hidden": False}) for name in ("difference_pp", "supported")),
            holds=met and len(known) > 0,
        ),
        Statement(
            "competences.no_self_assessment",
            "Самооценку сравнить с диагностикой нельзя: нет педагогов, у которых есть и то и другое.",
            {},
            (Evidence("self_assessment", "*"),),
            holds=met and own.empty,
        ),
        Statement(
            "competences.small_self_assessment",
            "Самооценка не сравнивается с диагностикой: в каждой группе педагогов меньше {smallest}.",
            {"smallest": _smallest(edition)},
            (Evidence("self_assessment", "hidden"),),
            holds=met and len(own) > 0 and bool(is_true(own["hidden"]).all()),
        ),
    )


def _moved(change_pp: float) -> str:
    """Say how a mean moved, to the end of the sentence: «п. п.» brings its own full stop."""
    if wording.rounded(change_pp, 1) == 0:
        return "не изменился."
    return f"{'вырос' if change_pp > 0 else 'снизился'} на {{by:number1}}{wording.NBSP}{wording.POINTS}"


def _where_to_look(edition: Edition) -> tuple[Statement, ...]:
    """Say in which subjects the latest results of schools are low: there diagnostics are needed first."""
    facts, latest = edition_facts(edition), edition.latest_results
    low = {code: facts[f"low_{code}"] for code in SUBJECTS}
    unknown = int(latest.loc[latest["subject"].isin(SUBJECTS), "low"].isna().sum())
    cell = Evidence("latest_results", "low", {"subject": list(SUBJECTS)})
    none_low = "Среди {}последних результатов школ по предметам {{subjects:names}} низких нет{}."
    return (
        Statement(
            "competences.no_results",
            "Известных результатов школ в данных нет: сказать по ним, где диагностика нужна прежде всего, нельзя.",
            {},
            (Evidence("latest_results", "*"),),
            holds=latest.empty,
        ),
        Statement(
            "competences.none_low",
            none_low.format("известных ", " (неизвестно: {unknown})") if unknown else none_low.format("", ""),
            {"subjects": [wording.quoted(subject_name(code)) for code in SUBJECTS], "unknown": unknown},
            (cell,),
            holds=len(latest) > 0 and not any(low.values()),
        ),
        Statement(
            "competences.low_subjects",
            "Прежде всего диагностика нужна там, где последние результаты школ низкие.",
            {"subjects": [code for code, fact in low.items() if fact]},
            (cell,),
            holds=any(low.values()),
        ),
        *(_low_in_subject(code, fact) for code, fact in low.items()),
    )


def _low_in_subject(code: str, fact: Fact) -> Statement:
    """Say in how many schools the latest results in a subject are low, and of which assessments and years those are."""
    when, of_when = fact.values.get("when", ("", {}))
    _, schools = fact.values.get("by_standing", ("", {}))
    return Statement(
        f"competences.low.{code}",
        f"{wording.sentence_case(subject_name(code))} ({when}): низкие результаты в {{schools:школе|школах|школах}}.",
        {**of_when, **schools, "schools": len(fact.school_ids)},
        fact.evidence,
        holds=bool(fact),
        school_ids=fact.school_ids,
    )


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Return the groups with their areas and subjects in words, in the programme's order of areas."""
    order = {code: place for place, code in enumerate(AREAS)}
    ordered = table.assign(order=table["area"].map(order)).sort_values(["order", "subject"], kind="stable")
    return ordered.assign(
        area_words=ordered["area"].map(AREAS).fillna("не указана").map(wording.sentence_case),
        subject_words=ordered["subject"].replace("", "без предмета").map(wording.sentence_case),
    ).reset_index(drop=True)


def _group_table(
    edition: Edition,
    table: pd.DataFrame,
    values: list[Column],
    caption: str,
    table_id: str,
    notes: tuple[str, ...] = (),
    *,
    lookup: bool = False,
) -> PublicationTable | None:
    """Return a table of the groups that are large enough to be shown; how many are not, a note says."""
    shown = table[~is_true(table["hidden"])]
    if shown.empty:
        return None
    columns = [
        Column("area_words", "Область компетенций", width=2.2),
        Column("subject_words", "Предмет", width=1.9),
        Column("people", "Педагогов", "integer", width=1),
        *values,
    ]
    hidden = _hidden_groups(table_id, len(table) - len(shown), _smallest(edition))
    return PublicationTable.from_frame(
        _named(shown), columns, caption, notes=(*notes, hidden), id=table_id, row_headers=2, lookup=lookup
    )


def _hidden_groups(table_id: str, hidden: int, smallest: int) -> Statement:
    """Say how many groups are too small to be shown."""
    table = table_id.replace("-", "_")
    return Statement(
        f"competences.hidden.{table}",
        "Не показано: {hidden:группа|группы|групп}, в каждой меньше {smallest:педагога|педагогов|педагогов}; по таким "
        "результатам можно узнать человека.",
        {"hidden": hidden, "smallest": smallest},
        (Evidence(table, "hidden", {"hidden": True}),),
        holds=hidden > 0,
    )


def competences_table(edition: Edition) -> PublicationTable | None:
    """Return the means of diagnostics before and after by area and subject, for those who have both."""
    values = [
        Column("before_pct", "До, %", "percent", decimals=1, width=1),
        Column("after_pct", "После, %", "percent", decimals=1, width=1),
        *_difference_columns("Изменение, п. п.", "среднее"),
    ]
    return _group_table(
        edition,
        _with_interval(edition.competences, "change"),
        values,
        "Диагностика до и после: педагоги с обоими измерениями, в среднем",
        "competences",
        notes=(INTERVAL_NOTE,),
    )


#: What both tables of differences say of their intervals.
INTERVAL_NOTE = (
    "Интервал — 95 %-й, по разностям у одних и тех же педагогов. «Да» — различие больше случайного и после поправки на "
    "число групп; прочерк — разности у всех одинаковы."
)


def _with_interval(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the groups with their difference, its interval in words, and the verdict, as the columns expect them."""
    ends = zip(table[f"{name}_low_pp"], table[f"{name}_high_pp"], strict=True)
    words = [None if pd.isna(low) else f"от {wording.signed(low)} до {wording.signed(high)}" for low, high in ends]
    return table.assign(difference=table[f"{name}_pp"], interval=pd.Series(words, table.index, dtype=object))


def _difference_columns(title: str, mean: str) -> list[Column]:
    """Return the columns of a difference: itself, its interval, whether it is more than chance."""
    return [
        Column("difference", mean, "points", width=1, group=title),
        Column("interval", "интервал", width=2.4, group=title),
        Column("supported", "Больше случайного", "truth", width=1.3),
    ]


def self_assessment_table(edition: Edition) -> PublicationTable | None:
    """Return what teachers think of themselves against their diagnostics; to be looked up."""
    values = [
        Column("self_pct", "Самооценка, %", "percent", decimals=1, width=1.2),
        Column("tested_pct", "Диагностика, %", "percent", decimals=1, width=1.3),
        *_difference_columns("Разница, п. п.", "средняя"),
    ]
    items = in_brackets(edition, "self_assessment")
    notes = (f"Разница больше нуля: педагоги оценивают себя выше, чем показала диагностика{items}.", INTERVAL_NOTE)
    table = _with_interval(edition.self_assessment, "difference")
    return _group_table(edition, table, values, "Самооценка и диагностика", "self-assessment", notes, lookup=True)


PHASES = {"before": "до", "after": "после"}


def deficits_table(edition: Edition) -> PublicationTable | None:
    """Return how many teachers of each group were below the border of diagnostics, by phase; to be looked up."""
    own = edition.deficits
    border = wording.percent(edition.params.indicators.deficit_below.value, None)
    values = [
        Column("phase_words", "Диагностика", width=1.2),
        Column("low", f"Из них ниже {border}", "integer", width=1.2),
        Column("low_pct", "Доля, %", "percent", decimals=0, width=1),
    ]
    table = own.assign(phase_words=own["phase"].map(PHASES))
    return _group_table(edition, table, values, "Профессиональные дефициты", "deficits", lookup=True)


SECTION = Section(
    id="competences",
    title="Предметные компетенции педагогов",
    roles=("competences_analysis",),
    needs=(DIAGNOSTICS,),
    parts=(competences_text, competences_table, self_assessment_table, deficits_table),
)
